"""Catastrophic insurance, assistance and maternity by hand, every amount of them (contract, sections 3 to 5, 12)."""

import pytest

from tests.rules.trace_cases import FACTS, NUMBERED
from tongchou.rules.benefit.accumulators import NOTHING_YET
from tongchou.rules.benefit.assistance import NO_ASSISTANCE_PAY, assistance, assistance_value, paid_under_cap
from tongchou.rules.benefit.catastrophic import NO_CATASTROPHIC_PAY, catastrophic, incentive, scale
from tongchou.rules.benefit.facts import Scope
from tongchou.rules.benefit.maternity import NO_MATERNITY_PAY, maternity, maternity_sum
from tongchou.rules.benefit.terms import (
    MODE_LIMIT,
    MODE_LUMP,
    NO_ASSISTANCE,
    NO_CATASTROPHIC,
    NO_MATERNITY,
)
from tongchou.rules.codes import ANTENATAL, CAESAREAN
from tongchou.rules.money import RATIO, UNLIMITED

# Bands: 60% from 10.00 to 30.00, 70% to 50.00, 80% above.
SMALL = NO_CATASTROPHIC._replace(
    threshold=1_000,
    limits=(3_000, 5_000, *(UNLIMITED,) * 6),
    ratios=(6_000, 7_000, *(8_000,) * 6),
)


@pytest.mark.parametrize(
    ("threshold", "burden", "worth"),
    [
        (1_000, 0, 0),
        (1_000, 999, 0),
        (1_000, 1_000, 0),
        (1_000, 1_001, 1),
        (1_000, 2_000, 600),
        (1_000, 3_000, 1_200),
        # 1,200 + 0.7, rounded once over all bands: 0.7 is 1.
        (1_000, 3_001, 1_201),
        (1_000, 5_000, 2_600),
        (1_000, 6_000, 3_400),
        # The threshold may lie above the first band.
        (4_000, 3_500, 0),
        (4_000, 4_000, 0),
        (4_000, 6_000, 1_500),
    ],
)
def test_the_bands_pay_what_lies_above_the_threshold(threshold, burden, worth):
    assert scale(burden, SMALL._replace(threshold=threshold)) == worth


def test_eight_bands_that_end_pay_nothing_above_the_last():
    limits = (100, 200, 300, 400, 500, 600, 700, 800)
    ratios = (1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000)
    terms = NO_CATASTROPHIC._replace(threshold=0, limits=limits, ratios=ratios)
    # 10 + 20 + 30 + 40 + 50 + 60 + 70 + 80
    assert [scale(burden, terms) for burden in (0, 100, 700, 800, 900)] == [0, 10, 280, 360, 360]


@pytest.mark.parametrize(("ratio", "worth"), [(4_999, 0), (5_000, 1), (5_001, 1)])
def test_the_bands_round_half_a_fen_up(ratio, worth):
    assert scale(1, NO_CATASTROPHIC._replace(ratios=(ratio,) * 8)) == worth


# The cap may rise by a fifth: 3,000.00 of 15,000.00. A step of 500.00 for each year after two, 200.00 without a claim.
RAISED = NO_CATASTROPHIC._replace(
    threshold=1_000_000,
    limits=(3_000_000, 5_000_000, *(UNLIMITED,) * 6),
    ratios=(6_000, 7_000, *(8_000,) * 6),
    cap=1_500_000,
    continuous_after_years=2,
    continuous_step=50_000,
    zero_claim_step=20_000,
    ceiling_share=2_000,
)


@pytest.mark.parametrize(
    ("continuous", "zero_claim", "earned", "extra"),
    [
        (0, 0, 0, 0),
        (2, 0, 0, 0),
        (3, 0, 0, 50_000),
        (1, 0, 1, 50_000),
        (4, 0, 1, 150_000),
        (0, 2, 0, 40_000),
        (4, 2, 1, 190_000),
        (7, 2, 0, 290_000),
        (6, 5, 0, 300_000),
        (7, 3, 0, 300_000),
    ],
)
def test_continuous_and_claim_free_years_raise_the_cap(continuous, zero_claim, earned, extra):
    state = NOTHING_YET._replace(continuous_years=continuous, zero_claim_years=zero_claim, earned_steps=earned)
    assert incentive(RAISED, state) == extra


def test_without_a_cap_there_is_nothing_to_raise():
    state = NOTHING_YET._replace(continuous_years=9, zero_claim_years=9)
    assert incentive(RAISED._replace(cap=UNLIMITED), state) == 0
    assert incentive(RAISED._replace(cap=UNLIMITED - 1), state) > 0


CATASTROPHIC_TRACES = {
    # 8,000.00 before, 12,000.00 more: 60% of the 10,000.00 above the threshold.
    "over the threshold": (
        1_200_000,
        {"burden": 800_000},
        NO_CATASTROPHIC_PAY._replace(
            fed=1_200_000,
            burden_before=800_000,
            burden_after=2_000_000,
            scale_after=600_000,
            due=600_000,
            room=1_500_000,
            catastrophic_pay=600_000,
        ),
    ),
    # 25,000.00 more: 12,000.00 + 70% of 15,000.00 less the 6,000.00 paid; the cap leaves 9,000.00.
    "up to the cap": (
        2_500_000,
        {"burden": 2_000_000, "catastrophic_paid": 600_000},
        NO_CATASTROPHIC_PAY._replace(
            fed=2_500_000,
            burden_before=2_000_000,
            burden_after=4_500_000,
            scale_before=600_000,
            scale_after=2_250_000,
            due=1_650_000,
            room=900_000,
            catastrophic_pay=900_000,
        ),
    ),
    # 3 steps and 2 years without a claim raise the cap by 1,900.00: 14,000.00 paid leave 2,900.00, and 1,900.00 of
    # that lie above the cap.
    "into the raised part": (
        2_500_000,
        {
            "burden": 2_000_000,
            "catastrophic_paid": 1_400_000,
            "continuous_years": 4,
            "zero_claim_years": 2,
            "earned_steps": 1,
        },
        NO_CATASTROPHIC_PAY._replace(
            fed=2_500_000,
            burden_before=2_000_000,
            burden_after=4_500_000,
            scale_before=600_000,
            scale_after=2_250_000,
            due=1_650_000,
            extra_cap=190_000,
            room=290_000,
            catastrophic_pay=290_000,
            bonus=190_000,
        ),
    ),
    # 16,000.00 paid is above the cap already: all of the 900.00 left is bonus.
    "within the raised part": (
        2_500_000,
        {
            "burden": 2_000_000,
            "catastrophic_paid": 1_600_000,
            "continuous_years": 4,
            "zero_claim_years": 2,
            "earned_steps": 1,
        },
        NO_CATASTROPHIC_PAY._replace(
            fed=2_500_000,
            burden_before=2_000_000,
            burden_after=4_500_000,
            scale_before=600_000,
            scale_after=2_250_000,
            due=1_650_000,
            extra_cap=190_000,
            room=90_000,
            catastrophic_pay=90_000,
            bonus=90_000,
        ),
    ),
    # More was paid under another identity than this one's cap allows.
    "beyond the cap": (
        2_500_000,
        {"burden": 2_000_000, "catastrophic_paid": 1_700_000},
        NO_CATASTROPHIC_PAY._replace(
            fed=2_500_000,
            burden_before=2_000_000,
            burden_after=4_500_000,
            scale_before=600_000,
            scale_after=2_250_000,
            due=1_650_000,
        ),
    ),
    "nothing due": (
        100,
        {"burden": 200},
        NO_CATASTROPHIC_PAY._replace(fed=100, burden_before=200, burden_after=300, room=1_500_000),
    ),
}


@pytest.mark.parametrize("name", CATASTROPHIC_TRACES)
def test_catastrophic_insurance_pays_the_difference_of_the_year(name):
    fed, sums, trace = CATASTROPHIC_TRACES[name]
    assert catastrophic(fed, 0, 0, RAISED, NOTHING_YET._replace(**sums)) == trace


@pytest.mark.article("contract of settlement, section 12")
def test_what_exceeds_the_basic_ceiling_is_paid_at_its_own_ratio():
    """6,000.00 of the bands and half of 10,000.01, half a fen up: 5,000.01; 2,000.00 are left of the cap."""
    terms = RAISED._replace(over_ceiling_apart=1, over_ceiling_ratio=5_000)
    state = NOTHING_YET._replace(burden=800_000, catastrophic_paid=1_300_000)
    assert catastrophic(1_200_000, 1_000_001, 0, terms, state) == NO_CATASTROPHIC_PAY._replace(
        fed=1_200_000,
        burden_before=800_000,
        burden_after=2_000_000,
        scale_after=600_000,
        over_ceiling=1_000_001,
        over_ceiling_due=500_001,
        due=1_100_001,
        room=200_000,
        catastrophic_pay=200_000,
    )


@pytest.mark.article("contract of settlement, section 12")
@pytest.mark.parametrize(
    ("returned", "reduction", "lowered", "room"),
    [(0, 400_000, 0, 1_500_000), (1, 400_000, 400_000, 1_100_000), (1, 1_500_001, 1_500_000, 0), (1, 0, 0, 1_500_000)],
)
def test_a_break_lowers_the_cap_but_never_below_nothing(returned, reduction, lowered, room):
    """6,000.00 is due; the cap is 15,000.00 and what the break leaves of it pays."""
    terms = RAISED._replace(re_enrolment_reduction=reduction)
    state = NOTHING_YET._replace(burden=800_000)
    assert catastrophic(1_200_000, 0, returned, terms, state) == NO_CATASTROPHIC_PAY._replace(
        fed=1_200_000,
        burden_before=800_000,
        burden_after=2_000_000,
        scale_after=600_000,
        due=600_000,
        lowered=lowered,
        room=room,
        catastrophic_pay=min(600_000, room),
    )


def test_what_is_paid_above_a_lowered_cap_is_bonus():
    """15,000.00 lowered by 14,000.00 and raised by 2 x 1,000.00: 3,000.00 are paid, 2,000.00 of them above 1,000.00."""
    terms = RAISED._replace(
        re_enrolment_reduction=1_400_000, zero_claim_step=100_000, ceiling_share=10_000, continuous_step=0
    )
    found = catastrophic(1_200_000, 0, 1, terms, NOTHING_YET._replace(burden=800_000, zero_claim_years=2))
    assert (found.lowered, found.extra_cap, found.room) == (1_400_000, 200_000, 300_000)
    assert (found.catastrophic_pay, found.bonus) == (300_000, 200_000)


AIDED = NO_ASSISTANCE._replace(entitled=1, deductible=100_000, ratio=7_000, cap=500_000)


@pytest.mark.parametrize(
    ("base", "worth"), [(0, 0), (99_999, 0), (100_000, 0), (100_001, 1), (100_002, 1), (100_005, 4), (250_000, 105_000)]
)
def test_a_base_is_worth_the_ratio_of_what_exceeds_the_deductible(base, worth):
    assert assistance_value(base, AIDED) == worth


ASSISTANCE_TRACES = {
    # 70% of 2,500.00 − 1,000.00.
    "first of the year": (
        250_000,
        0,
        0,
        NO_ASSISTANCE_PAY._replace(
            base=250_000, base_after=250_000, value_after=105_000, due=105_000, room=500_000, pay=105_000
        ),
    ),
    # 800.00 before stay under the deductible: 70% of the 300.00 above it.
    "over the deductible": (
        50_000,
        80_000,
        0,
        NO_ASSISTANCE_PAY._replace(
            base=50_000,
            base_before=80_000,
            base_after=130_000,
            value_after=21_000,
            due=21_000,
            room=500_000,
            pay=21_000,
        ),
    ),
    # 500.00 × 70% before, 700.00 × 70% with it; 100.00 of the cap are left.
    "up to the cap": (
        20_000,
        150_000,
        490_000,
        NO_ASSISTANCE_PAY._replace(
            base=20_000,
            base_before=150_000,
            base_after=170_000,
            value_before=35_000,
            value_after=49_000,
            due=14_000,
            room=10_000,
            pay=10_000,
        ),
    ),
    "beyond the cap": (
        20_000,
        150_000,
        500_001,
        NO_ASSISTANCE_PAY._replace(
            base=20_000,
            base_before=150_000,
            base_after=170_000,
            value_before=35_000,
            value_after=49_000,
            due=14_000,
        ),
    ),
    "nothing due": (
        10,
        20,
        30,
        NO_ASSISTANCE_PAY._replace(base=10, base_before=20, base_after=30, room=499_970),
    ),
}


@pytest.mark.parametrize("name", ASSISTANCE_TRACES)
def test_assistance_pays_the_difference_of_the_year(name):
    base, before, paid, trace = ASSISTANCE_TRACES[name]
    assert assistance(base, before, paid, AIDED) == trace


@pytest.mark.article("contract of settlement, section 12")
def test_what_was_paid_under_the_outpatient_cap_counts_against_that_cap_alone():
    state = NOTHING_YET._replace(assistance_paid=90_000, assistance_outpatient_paid=20_000)
    assert paid_under_cap(AIDED, state) == 70_000
    assert paid_under_cap(AIDED._replace(outpatient_cap=1), state) == 20_000


TWINS = FACTS._replace(delivery=CAESAREAN, babies=2)
LUMP = NO_MATERNITY._replace(mode=MODE_LUMP, base=400_000, extra_baby=50_000)
LIMIT = NO_MATERNITY._replace(mode=MODE_LIMIT, base=400_000, extra_baby=50_000)
DELIVERY = Scope(total=600_000, own_expense=50_000, over_limit=10_000, self_first=40_000, in_scope=500_000)


def test_a_sum_grows_with_each_further_baby():
    assert [maternity_sum(FACTS._replace(babies=babies), LUMP, NUMBERED) for babies in (1, 2, 4)] == [
        400_000,
        450_000,
        550_000,
    ]


def test_antenatal_care_has_what_is_left_of_its_yearly_sum():
    facts = FACTS._replace(delivery=ANTENATAL, babies=2)
    states = [NOTHING_YET._replace(antenatal_paid=paid) for paid in (0, 150_000, 399_999, 400_000, 400_001)]
    assert [maternity_sum(facts, LIMIT, state) for state in states] == [400_000, 250_000, 1, 0, 0]


def test_where_no_sum_is_named_none_limits():
    state = NOTHING_YET._replace(antenatal_paid=5)
    for facts in (TWINS, FACTS._replace(delivery=ANTENATAL)):
        assert maternity_sum(facts, LIMIT._replace(base=UNLIMITED), state) == UNLIMITED


MATERNITY_TRACES = {
    # 4,500.00 for twins; the other 1,500.00 of the bill is the person's.
    "lump, the person": (
        LUMP,
        DELIVERY,
        NO_MATERNITY_PAY._replace(sum=450_000, raw=450_000, maternity_pay=450_000, personal_total=150_000),
    ),
    # The person pays what is outside scope, 600.00; the institution bears 6,000.00 − 4,500.00 − 600.00.
    "lump, the institution": (
        LUMP._replace(excess_borne_by_institution=1),
        DELIVERY,
        NO_MATERNITY_PAY._replace(
            sum=450_000, raw=450_000, maternity_pay=450_000, personal_total=60_000, institution_difference=90_000
        ),
    ),
    # A bill of 3,000.00: the institution keeps 1,500.00.
    "lump above the bill": (
        LUMP,
        Scope(300_000, 0, 0, 0, 300_000),
        NO_MATERNITY_PAY._replace(sum=450_000, raw=450_000, maternity_pay=450_000, institution_difference=-150_000),
    ),
    # In scope 5,000.00, the limit 4,500.00.
    "limit": (
        LIMIT,
        DELIVERY,
        NO_MATERNITY_PAY._replace(
            sum=450_000, raw=500_000, maternity_pay=450_000, over_ceiling=50_000, burden=50_000, personal_total=150_000
        ),
    ),
    "under the limit": (
        LIMIT,
        Scope(300_000, 40_000, 30_000, 20_000, 210_000),
        NO_MATERNITY_PAY._replace(sum=450_000, raw=210_000, maternity_pay=210_000, personal_total=90_000),
    ),
    # 92.5% of 5,000.00 is 4,625.00, of which the limit pays 4,500.00.
    "ratio": (
        LIMIT._replace(ratio=9_250),
        DELIVERY,
        NO_MATERNITY_PAY._replace(
            sum=450_000,
            raw=462_500,
            maternity_pay=450_000,
            coinsurance=37_500,
            over_ceiling=12_500,
            burden=50_000,
            personal_total=150_000,
        ),
    ),
    "ratio without a sum": (
        LIMIT._replace(ratio=8_000, base=UNLIMITED),
        DELIVERY,
        NO_MATERNITY_PAY._replace(
            sum=UNLIMITED,
            raw=400_000,
            maternity_pay=400_000,
            coinsurance=100_000,
            burden=100_000,
            personal_total=200_000,
        ),
    ),
}


@pytest.mark.parametrize("name", MATERNITY_TRACES)
def test_a_delivery_is_paid_a_lump_or_its_cost_up_to_a_limit(name):
    terms, scope, trace = MATERNITY_TRACES[name]
    assert maternity(TWINS, scope, terms, NOTHING_YET) == trace
    assert NO_MATERNITY.ratio == RATIO
