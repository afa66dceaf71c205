"""The figures of the city of ten, each counted by hand."""

from fractions import Fraction
from pathlib import Path

import pytest

from tests.statistics.by_hand import write
from tongchou.statistics.figure import COUNT, NUMBER, PERCENT, YUAN, Figure, text_of
from tongchou.statistics.report import figures_of
from tongchou.statistics.source import open_city
from tongchou.statistics.words import FIGURE_WORDS, figure_words


@pytest.fixture(scope="module", params=[True, False], ids=["words", "plain"])
def figures(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Figure]:
    folder = write(tmp_path_factory.mktemp("city"), words=request.param)
    return {figure.full_name: figure for figure in figures_of(open_city(folder))}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        # eleven of the twelve are born, one of them has died
        ("residents", 10),
        ("insured", 10),
        ("insured_unknown", 0),
        ("women_share", Fraction(4, 10)),
        ("age_share[0-5]", Fraction(1, 10)),
        ("age_share[6-17]", Fraction(1, 10)),
        ("age_share[18-39]", Fraction(3, 10)),
        ("age_share[40-59]", Fraction(2, 10)),
        ("age_share[60-69]", Fraction(1, 10)),
        ("age_share[70-79]", Fraction(1, 10)),
        ("age_share[80-]", Fraction(1, 10)),
        ("category_share[adult]", Fraction(6, 10)),
        ("category_share[child]", Fraction(3, 10)),
        ("category_share[university]", Fraction(1, 10)),
        ("aided_share", Fraction(2, 10)),
        ("identity_share[extreme_poverty]", Fraction(1, 10)),
        ("identity_share[ordinary]", Fraction(8, 10)),
        ("premium_per_head", 40_000),
        ("premium_aid_per_head", 5_000),
        ("channel_share[village]", Fraction(1, 10)),
        # 350,000 fen of their own money: nothing of P9, 30,000 of P10
        ("payments_fourth_quarter", Fraction(240_000, 350_000)),
        ("payments_month[2023-09]", Fraction(40_000, 350_000)),
        ("payments_month[2023-10]", Fraction(80_000, 350_000)),
        ("payments_month[2024-03]", Fraction(30_000, 350_000)),
        ("bills", 14),
        ("bills_not_covered", Fraction(2, 14)),
        ("bills_excluded", Fraction(1, 14)),
        # six bills of visits and four stays
        ("visits", 10),
        ("visits_per_head", 1),
        ("visits_share[ordinary]", Fraction(2, 10)),
        ("visits_share[pharmacy]", Fraction(1, 10)),
        ("visits_share[chronic]", Fraction(2, 10)),
        ("visits_share[maternity]", Fraction(1, 10)),
        ("visits_share[inpatient]", Fraction(4, 10)),
        ("visits_share[negotiated_drug]", 0),
        ("visits_outside", Fraction(2, 10)),
        ("cost_per_head", Fraction(434_000 + 3_600_000, 10)),
        ("cost_outside", Fraction(15_000 + 2_000_000, 434_000 + 3_600_000)),
        ("stays", 4),
        ("inpatient_rate", Fraction(4, 10)),
        ("stays_share[tertiary]", Fraction(2, 4)),
        ("stays_share[secondary]", Fraction(1, 4)),
        ("stays_share[primary]", Fraction(1, 4)),
        ("stay_cost[all]", 900_000),
        ("stay_cost[tertiary]", 1_500_000),
        ("stay_cost[secondary]", 500_000),
        ("stay_cost[primary]", 100_000),
        # 10 + 20 + 8 + 1
        ("stay_days", Fraction(39, 4)),
        ("stays_outside", Fraction(1, 4)),
        ("stay_cost_outside", 2_000_000),
        ("stay_cost_outside_to_all", Fraction(2_000_000, 900_000)),
        ("adrgs", 2),
        ("visits_per_head_of_age[0-5]", 1),
        # P2 is seen once and stays once, P5 and P6 are the others with visits below sixty
        ("visits_per_head_of_age[6-17]", 2),
        ("visits_per_head_of_age[18-39]", Fraction(2, 3)),
        ("inpatient_rate_of_age[70-79]", 2),
        ("inpatient_rate_of_age[18-39]", 0),
        ("visits_month[03]", Fraction(5, 6)),
        ("visits_month[07]", Fraction(1, 6)),
        ("stays_month[05]", Fraction(1, 4)),
        ("stays_month[12]", 0),
        ("visits_diagnosis[J06.900]", Fraction(3, 6)),
        ("stays_diagnosis[I10.x00]", Fraction(3, 4)),
        # 650,000 and 1,100,000 of 900,000 and 1,800,000; 300,000 of 500,000; 80,000 of 100,000
        ("paid_share_catalogue[all]", Fraction(2_030_000, 3_300_000)),
        ("paid_share_catalogue[tertiary]", Fraction(1_650_000, 2_700_000)),
        ("paid_share_catalogue[secondary]", Fraction(3, 5)),
        ("paid_share_catalogue[primary]", Fraction(4, 5)),
        ("paid_share_real[all]", Fraction(2_030_000, 3_600_000)),
        ("paid_share_real[tertiary]", Fraction(1_650_000, 3_000_000)),
        ("paid_share_catalogue_with_assistance[tertiary]", Fraction(1_675_000, 2_700_000)),
        ("paid_share_real_with_assistance[tertiary]", Fraction(1_675_000, 3_000_000)),
        ("spending_per_head", Fraction(2_233_000, 10)),
        ("inpatient_share_of_benefits", Fraction(2_030_000, 2_233_000)),
        ("assistance_per_aided[inpatient]", 25_000),
        ("assistance_per_aided[outpatient]", 1_000),
        ("catastrophic_persons", Fraction(1, 10)),
        ("catastrophic_per_person", 150_000),
    ],
)
def test_a_figure_is_what_one_counts(figures: dict[str, Figure], name: str, value: Fraction | int) -> None:
    assert figures[name].value == value


def test_diagnoses_stand_in_the_order_of_how_common_they_are(figures: dict[str, Figure]) -> None:
    visits = [figure.key for figure in figures.values() if figure.name == "visits_diagnosis"]
    assert visits == ["J06.900", "E11.900", "O80.900"]


def test_every_figure_has_words(figures: dict[str, Figure]) -> None:
    assert {figure.name for figure in figures.values()} == set(FIGURE_WORDS)
    assert figure_words(figures["stay_cost[tertiary]"]) == ("次均住院费用·三级", "mean cost of a stay: tertiary")


def test_without_settled_bills_nothing_is_said_of_what_is_paid(tmp_path: Path) -> None:
    folder = write(tmp_path, "residents", "coverage", "claims-2024")
    names = {figure.name for figure in figures_of(open_city(folder))}
    assert "stay_cost" in names
    assert not {name for name in names if name.startswith(("paid", "spending", "catastrophic"))}


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (Fraction(12_345, 100_000), PERCENT, "12.35%"),
        (Fraction(-1, 1_000), PERCENT, "-0.10%"),
        (Fraction(1_234_567, 2), YUAN, "6172.84"),
        (Fraction(34_687, 10_000), NUMBER, "3.469"),
        (Fraction(-1, 2), NUMBER, "-0.500"),
        (Fraction(1_043), COUNT, "1043"),
    ],
)
def test_a_value_is_shown_in_its_unit(value: Fraction, unit: str, text: str) -> None:
    assert text_of(value, unit) == text


def test_nothing_to_count_is_no_value() -> None:
    assert Figure("stay_cost", "tertiary", 0, 0, YUAN).value is None
