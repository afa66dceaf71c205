"""A whole synthetic city: compiled, as the rules stand, on several cores and in parts, every field the same."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tongchou.city.faults.written import plant_in
from tongchou.city.files import write_city
from tongchou.columns.batch import settle_files
from tongchou.columns.claims import SETTLED
from tongchou.columns.kernel import Kernel
from tongchou.columns.settler import Settler
from tongchou.regulations.load import load
from tongchou.regulations.resolve import TermsBook

YEARS = (2024, 2025, 2026)


def settled(
    source: Path, target: Path, kernel: Kernel, state_in: Path | None = None, state_out: Path | None = None
) -> pa.Table:
    settler = Settler(TermsBook(load("510400")), kernel)
    settle_files(source, target, settler, state_in=state_in, state_out=state_out)
    return pq.read_table(target).cast(SETTLED)


def residents_of(tier: str) -> int:
    return 60_000 if tier == "full" else 2_000


@pytest.mark.parametrize("tier", ["fast", pytest.param("full", marks=pytest.mark.full)])
def test_years_of_a_city_with_its_faults(tier: str, tmp_path: Path) -> None:
    city = tmp_path / "city"
    write_city(city, residents_of(tier), YEARS, 4)
    plant_in(city, 4)
    target = tmp_path / "settled.parquet"
    states: list[Path | None] = [None]
    of_years = []
    for year in YEARS:
        source = city / f"claims-{year}.parquet"
        plain = settled(source, target, Kernel(plain=True))
        assert settled(source, target, Kernel(threads=1)) == plain
        assert settled(source, target, Kernel(threads=3)) == plain
        after = tmp_path / f"state-{year}.parquet"
        of_years.append(settled(source, target, Kernel(), state_in=states[-1], state_out=after))
        states.append(after)
        assert of_years[-1].num_rows == plain.num_rows > 0
    # the years at once, from nothing, are the years one after the other
    together = tmp_path / "together.parquet"
    pq.write_table(pa.concat_tables([pq.read_table(city / f"claims-{year}.parquet") for year in YEARS]), together)
    whole = settled(together, target, Kernel()).sort_by("encounter_id")
    assert pa.concat_tables(of_years).sort_by("encounter_id") == whole
