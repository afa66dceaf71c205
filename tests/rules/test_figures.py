"""Sums as an explanation writes them, figure by figure, and how its steps are put together."""

import pytest

from tongchou.rules.benefit.terms import NO_CATASTROPHIC
from tongchou.rules.explanation.figures import (
    exact,
    excess,
    led_to,
    named,
    points_of,
    product,
    rounded,
    slices,
    stated_sum,
)
from tongchou.rules.explanation.reference import Reference
from tongchou.rules.explanation.words import PHRASES, SENTENCES
from tongchou.rules.explanation.writer import CHINESE, ENGLISH, Step, Writer
from tongchou.rules.money import UNLIMITED


def cited(name, value, status="sourced"):
    return Reference(name, value, "2024-01-01", "a document", "an article", status)


@pytest.mark.parametrize(
    ("product_of", "text"),
    [
        (0, "0.00"),
        (10_000, "0.01"),
        (1_000_000, "1.00"),
        (802_425, "0.802425"),
        (802_420, "0.80242"),
        (800_001, "0.800001"),
        (60_000_000, "60.00"),
    ],
)
def test_a_product_has_the_decimals_it_has(product_of, text):
    assert exact(product_of) == text


@pytest.mark.parametrize(
    ("product_of", "text"),
    [
        (60_000_000, "60.00"),
        (802_424_999, "802.424999 ≈ 802.42"),
        (802_425_000, "802.425 ≈ 802.43"),
        (5_000, "0.005 ≈ 0.01"),
        (4_999, "0.004999 ≈ 0.00"),
        (1, "0.000001 ≈ 0.00"),
    ],
)
def test_what_is_no_whole_fen_is_rounded_before_the_reader(product_of, text):
    assert rounded(product_of) == text


def test_a_product_shows_both_factors():
    assert product(100_000, 6_000) == "1000.00 × 60% = 600.00"
    assert product(1, 5_000) == "0.01 × 50% = 0.005 ≈ 0.01"


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (299_999, "0.00"),
        (300_000, "0.00"),
        (300_001, "(3000.01 − 3000.00) × 70% = 0.007 ≈ 0.01"),
        (500_000, "(5000.00 − 3000.00) × 70% = 1400.00"),
    ],
)
def test_what_exceeds_a_deductible_is_shown_as_a_difference(amount, text):
    assert excess(amount, 300_000, 7_000) == text


BANDS = NO_CATASTROPHIC._replace(
    threshold=100_000,
    limits=(300_000, 500_000, *(UNLIMITED,) * 6),
    ratios=(6_000, 7_000, *(8_000,) * 6),
)


@pytest.mark.parametrize(
    ("burden", "points", "text"),
    [
        (100_000, 0, "0.00"),
        (100_001, 0, "(1000.01 − 1000.00) × 60% = 0.006 ≈ 0.01"),
        (200_000, 0, "(2000.00 − 1000.00) × 60% = 600.00"),
        (200_000, 500, "(2000.00 − 1000.00) × (55% + 5%) = 600.00"),
        (
            400_001,
            0,
            "(3000.00 − 1000.00) × 60% + (4000.01 − 3000.00) × 70% = 1200.00 + 700.007 = 1900.007 ≈ 1900.01",
        ),
        (
            600_000,
            0,
            "(3000.00 − 1000.00) × 60% + (5000.00 − 3000.00) × 70% + (6000.00 − 5000.00) × 80%"
            " = 1200.00 + 1400.00 + 800.00 = 3400.00",
        ),
    ],
)
def test_every_band_that_is_reached_shows_its_slice(burden, points, text):
    assert slices(burden, BANDS, points) == text


def test_a_band_below_the_threshold_shows_nothing():
    assert slices(600_000, BANDS._replace(threshold=400_000), 0) == (
        "(5000.00 − 4000.00) × 70% + (6000.00 − 5000.00) × 80% = 700.00 + 800.00 = 1500.00"
    )


def test_a_band_that_ends_at_the_threshold_shows_nothing():
    assert slices(400_000, BANDS._replace(threshold=300_000), 0) == "(4000.00 − 3000.00) × 70% = 700.00"


def test_a_band_that_only_touches_the_burden_shows_nothing():
    assert slices(300_000, BANDS, 0) == "(3000.00 − 1000.00) × 60% = 1200.00"


RATIO_OF_LEVEL = cited("inpatient.ratio[level3]", "60%")
CAP = cited("assistance.cap", "25% of income")
FACTOR = cited("catastrophic.tilt_threshold_factor", "50%")
INCOME = cited("income.per_head", "40000.00")
THRESHOLD = cited("catastrophic.threshold", "10000.00")


def test_a_parameter_is_found_by_its_name_or_as_an_entry_of_its_table():
    references = (CAP, RATIO_OF_LEVEL)
    assert named(references, "inpatient.ratio") is RATIO_OF_LEVEL
    assert named(references, "assistance.cap") is CAP
    assert named(references, "assistance") is None
    assert named((), "assistance.cap") is None


@pytest.mark.parametrize(
    ("references", "factor", "text"),
    [
        ((), "", "5000.00"),
        ((cited("other", "1.00"),), "", "5000.00"),
        ((cited("a.sum", "5000.00"),), "", "5000.00"),
        ((cited("a.sum", "25% of income"), INCOME), "", "25% × 40000.00 = 10000.00"),
        (
            (cited("a.sum", "25% of income"), INCOME, FACTOR),
            FACTOR.name,
            "25% × 40000.00 = 10000.00; 10000.00 × 50% = 5000.00",
        ),
        ((cited("a.sum", "25% of income"),), "", "5000.00"),
        ((cited("a.sum", "10000.00"), FACTOR), FACTOR.name, "10000.00 × 50% = 5000.00"),
        ((cited("a.sum", "10000.00"), FACTOR), "", "5000.00"),
        ((cited("a.sum", "5000.00"),), FACTOR.name, "5000.00"),
    ],
)
def test_a_sum_is_shown_as_the_regulation_states_it(references, factor, text):
    assert stated_sum(references, "a.sum", factor, 500_000) == text


def test_points_are_those_of_the_parameter_that_is_cited():
    assert points_of((cited("catastrophic.tilt_points", "5%"),), "catastrophic.tilt_points") == 500
    assert points_of((cited("catastrophic.tilt_points", "2.25%"),), "catastrophic.tilt_points") == 225
    assert points_of((THRESHOLD,), "catastrophic.tilt_points") == 0


def test_a_step_is_assumed_where_any_of_its_parameters_is():
    assumed = cited("b", "2", "assumed")
    assert Step("pool_pay", 1, "", (THRESHOLD, assumed)).status() == "assumed"
    assert Step("pool_pay", 1, "", (THRESHOLD, FACTOR)).status() == "sourced"
    assert Step("pool_pay", 1, "", ()).status() == "sourced"


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_a_writer_keeps_its_steps_in_order_and_in_its_language(language):
    writer = Writer(language)
    assert writer.steps == []
    writer.add("over_limit", 12_345, "over_limit_stated", (THRESHOLD,))
    writer.add("own_share", 0, "own_share", (), sum="a sum")
    assert writer.steps == [
        Step("over_limit", 12_345, SENTENCES["over_limit_stated"][language].format(amount="123.45"), (THRESHOLD,)),
        Step("own_share", 0, SENTENCES["own_share"][language].format(sum="a sum"), ()),
    ]
    assert "123.45" in writer.steps[0].text
    assert writer.phrase("next_covered_day", day="2024-05-01") == PHRASES["next_covered_day"][language].format(
        day="2024-05-01"
    )


def test_a_chain_leaves_out_what_is_nothing_but_for_its_first_part():
    writer = Writer(ENGLISH)
    scope, pool = PHRASES["in_scope"][ENGLISH], PHRASES["pool_pay"][ENGLISH]
    chain = [("+", "in_scope", 824_000), ("−", "pool_pay", 494_400)]
    assert writer.chain(329_600, *chain) == f"{scope} 8240.00 − {pool} 4944.00 = 3296.00"
    assert writer.chain(824_000, chain[0], ("−", "pool_pay", 0)) == f"{scope} 8240.00"
    assert writer.chain(0, ("+", "in_scope", 0)) == f"{scope} 0.00"
    assert writer.chain(1, ("+", "in_scope", 0), ("+", "pool_pay", 1)) == f"{scope} 0.00 + {pool} 0.01 = 0.01"
    chinese = Writer(CHINESE).chain(824_000, chain[0])
    assert chinese == f"{PHRASES['in_scope'][CHINESE]} 8240.00"


@pytest.mark.parametrize(
    ("stated", "ratio", "text"),
    [
        ((), 7_000, "70%"),
        ((cited("inpatient.ratio[level3]", "70%"),), 7_000, "70%"),
        ((cited("inpatient.ratio[level3]", "75%"),), 7_000, "(75% − 5%)"),
        ((cited("out_of_area.rules", "[]"), cited("outpatient.ratio[primary]", "60%")), 7_025, "(60% + 10.25%)"),
        ((cited("inpatient.ratio", "75%"),), 7_000, "70%"),
    ],
)
def test_a_ratio_is_reached_from_the_one_that_the_table_states(stated, ratio, text):
    assert led_to(stated, ratio) == text


def test_a_product_of_two_ratios_is_rounded_once():
    """5,003.33 × 68% × 70% is 2,381.58508."""
    assert rounded(500_333 * 6_800 * 7_000, 2) == "2381.58508 ≈ 2381.59"
    assert rounded(500_000 * 6_800 * 7_000, 2) == "2380.00"


def test_a_plain_sum_is_shown_as_it_is_beside_the_income_of_another():
    assert stated_sum((cited("a.sum", "3000.00"), INCOME), "a.sum", "", 300_000) == "3000.00"
