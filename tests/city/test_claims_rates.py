"""What a written city adds up to, computed by the report that knows nothing of the generator, meets the targets."""

from fractions import Fraction
from pathlib import Path

import pytest

from tongchou.city.files import write_city
from tongchou.columns.batch import settle_files
from tongchou.columns.kernel import Kernel
from tongchou.columns.settler import Settler
from tongchou.regulations.load import load
from tongchou.regulations.resolve import TermsBook
from tongchou.statistics.report import Report, compare, figures_of
from tongchou.statistics.source import open_city
from tongchou.statistics.targets import RELATIVE, read_targets

CARE = (
    "visits_per_head", "inpatient_rate", "visits_share", "stay_cost", "stays_share", "stay_days", "visits_outside",
    "stays_outside", "stay_cost_outside_to_all", "adrgs",
)  # fmt: skip
"""The figures that bills decide; the others are the people's."""

SMALL, LARGE = 100_000, 1_000_000
OF_A_MEAN, OF_A_SHARE = Fraction(8, 100), Fraction(15, 1000)
"""How far a city of a tenth of the size may be off: costs are skewed, and it has but 20,000 stays."""


def report_of(folder: Path, residents: int, seed: int) -> Report:
    write_city(folder, residents, (2025,), seed)
    return compare(2025, figures_of(open_city(folder)), read_targets())


def test_a_city_of_a_hundred_thousand_comes_near_the_published_rates(tmp_path: Path) -> None:
    report = report_of(tmp_path, SMALL, 1)
    judged = [row for row in report.rows if row.figure.name in CARE and row.target and row.difference is not None]
    assert len(judged) > 12
    for row in judged:
        assert row.target is not None
        assert row.difference is not None
        if row.verdict != "not_judged":
            allowed = OF_A_MEAN if row.target.tolerance == RELATIVE else OF_A_SHARE
            assert row.verdict == "met" or abs(row.difference) <= allowed, row
    groups = next(row.figure for row in report.rows if row.figure.name == "adrgs")
    assert groups.numerator >= 190


@pytest.mark.full
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_a_city_of_a_million_meets_every_published_target(tmp_path: Path, seed: int) -> None:
    """The shares that are paid too: its bills are settled under the rules in force."""
    write_city(tmp_path, LARGE, (2025,), seed)
    settler = Settler(TermsBook(load("510400")), Kernel())
    settle_files(tmp_path / "claims-2025.parquet", tmp_path / "settled-2025.parquet", settler)
    report = compare(2025, figures_of(open_city(tmp_path)), read_targets())
    assert report.missed == []
    met = {row.figure.name for row in report.rows if row.verdict == "met"}
    assert met >= {*CARE, "paid_share_catalogue_with_assistance", "paid_share_real_with_assistance"}
    assert len([row for row in report.rows if row.verdict == "met"]) >= 28
