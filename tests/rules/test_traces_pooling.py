"""Basic pooling by hand: every intermediate amount of small bills (contract, sections 3 and 12)."""

import pytest

from tests.rules.trace_cases import FACTS, NUMBERED
from tongchou.rules.benefit.accumulators import NOTHING_YET
from tongchou.rules.benefit.facts import height
from tongchou.rules.benefit.pooling import (
    NO_DUE,
    NO_POOL,
    Due,
    chronic_1_due,
    chronic_2_cap,
    inpatient_due,
    pool,
    repeated_deductible,
    two_disease_cap,
    unpaid,
)
from tongchou.rules.benefit.terms import NO_POOLING, REPEAT_FACTORS, REPEAT_NONE, REPEAT_REDUCTIONS, REPEAT_SUMS
from tongchou.rules.codes import (
    CHRONIC_1,
    CHRONIC_2,
    LEVEL1,
    LEVEL3,
    NEGOTIATED_DRUG,
    OUTPATIENT,
    PHARMACY,
    PRIMARY,
    TWO_DISEASE,
)
from tongchou.rules.money import UNLIMITED

FULL = NO_POOLING._replace(deductible=70_000)
BY_ADMISSION = (10_000, 9_000, 8_000, 7_000, 6_000, 5_000, 4_001, 3_000)


@pytest.mark.parametrize(
    ("mode", "full", "floor", "sums"),
    [
        (REPEAT_NONE, 70_000, 80_000, [70_000] * 10),
        # 40.01% of 700.00 is 280.07; the eighth entry holds for the ninth and tenth admission too.
        (
            REPEAT_FACTORS,
            70_000,
            0,
            [70_000, 63_000, 56_000, 49_000, 42_000, 35_000, 28_007, 21_000, 21_000, 21_000],
        ),
        # 0.03 × 0.5 and × 0.9 are rounded half up.
        (REPEAT_FACTORS, 3, 0, [3, 3, 2, 2, 2, 2, 1, 1, 1, 1]),
        # Never under the floor of 400.00.
        (REPEAT_FACTORS, 70_000, 40_000, [70_000, 63_000, 56_000, 49_000, 42_000, *(40_000,) * 5]),
        # A floor above the full sum lifts nothing.
        (REPEAT_FACTORS, 70_000, 90_000, [70_000] * 10),
        (
            REPEAT_REDUCTIONS,
            9_500,
            0,
            [0, 500, 1_500, 2_500, 3_500, 4_500, 5_499, 6_500, 6_500, 6_500],
        ),
        (REPEAT_REDUCTIONS, 9_500, 1_000, [1_000, 1_000, 1_500, 2_500, 3_500, 4_500, 5_499, 6_500, 6_500, 6_500]),
        (REPEAT_SUMS, 70_000, 0, [*BY_ADMISSION, 3_000, 3_000]),
        (REPEAT_SUMS, 70_000, 5_500, [10_000, 9_000, 8_000, 7_000, 6_000, *(5_500,) * 5]),
    ],
)
def test_the_deductible_of_the_nth_admission(mode, full, floor, sums):
    terms = NO_POOLING._replace(repeat_mode=mode, repeat=BY_ADMISSION, repeat_floor=floor)
    assert [repeated_deductible(full, admission, terms) for admission in range(1, 11)] == sums


HALF = FULL._replace(repeat_mode=REPEAT_FACTORS, repeat=(10_000, *(5_000,) * 7))
DIFFERENCE = HALF._replace(transfer_pays_difference=1)
TRANSFER = FACTS._replace(transfer=1, chain_deductible=30_000)


@pytest.mark.parametrize(
    ("facts", "terms", "sums", "due"),
    [
        (FACTS, HALF, {}, Due(70_000, 70_000, 70_000, 70_000)),
        (FACTS, HALF, {"admissions": 1}, Due(70_000, 70_000, 35_000, 35_000)),
        (FACTS, HALF._replace(exempt=1), {}, NO_DUE),
        (FACTS._replace(later_part=1), HALF, {}, NO_DUE),
        # A transfer owes the difference, and nothing to a lower level; elsewhere it is an admission like others.
        (TRANSFER, DIFFERENCE, {"admissions": 1}, Due(70_000, 40_000, 40_000, 40_000)),
        (TRANSFER._replace(chain_deductible=70_000), DIFFERENCE, {"admissions": 1}, Due(70_000, 0, 0, 0)),
        (TRANSFER._replace(chain_deductible=90_000), DIFFERENCE, {"admissions": 1}, Due(70_000, 0, 0, 0)),
        (TRANSFER._replace(transfer_downward=1), DIFFERENCE, {"admissions": 1}, Due(70_000, 0, 0, 0)),
        (TRANSFER, HALF, {"admissions": 1}, Due(70_000, 70_000, 35_000, 35_000)),
        (FACTS, DIFFERENCE, {"admissions": 1}, Due(70_000, 70_000, 35_000, 35_000)),
        # The yearly total of 1,000.00 leaves 300.00, 0.01, nothing.
        (
            FACTS,
            FULL._replace(yearly_deductible_total=100_000),
            {"deductible": 70_000},
            Due(70_000, 70_000, 70_000, 30_000),
        ),
        (
            FACTS,
            FULL._replace(yearly_deductible_total=100_000),
            {"deductible": 99_999},
            Due(70_000, 70_000, 70_000, 1),
        ),
        (
            FACTS,
            FULL._replace(yearly_deductible_total=100_000),
            {"deductible": 100_001},
            Due(70_000, 70_000, 70_000, 0),
        ),
        (
            TRANSFER,
            DIFFERENCE._replace(yearly_deductible_total=100_000),
            {"deductible": 70_000},
            Due(70_000, 40_000, 40_000, 30_000),
        ),
    ],
)
def test_the_deductible_that_is_due(facts, terms, sums, due):
    assert inpatient_due(facts, terms, NOTHING_YET._replace(**sums)) == due


@pytest.mark.article("contract of settlement, section 12")
@pytest.mark.parametrize(
    ("exempt_from", "transfer", "admissions", "full"),
    [
        (0, 0, 0, 70_000),
        (0, 0, 5, 70_000),
        (1, 0, 0, 0),
        (1, 1, 0, 0),
        (2, 0, 0, 70_000),
        (2, 0, 1, 0),
        (2, 0, 2, 0),
        # A transfer is part of the admission it came from: the first, or the last counted.
        (2, 1, 0, 70_000),
        (2, 1, 1, 70_000),
        (2, 1, 2, 0),
    ],
)
def test_an_age_may_be_exempt_from_an_admission_on(exempt_from, transfer, admissions, full):
    terms = FULL._replace(exempt_from_admission=exempt_from)
    due = inpatient_due(FACTS._replace(transfer=transfer), terms, NOTHING_YET._replace(admissions=admissions))
    assert due == Due(full, full, full, full)


def test_chronic_class_1_owes_one_deductible_a_year():
    owed = [
        chronic_1_due(HALF, NOTHING_YET._replace(chronic_1_deductible=borne)) for borne in (0, 69_999, 70_000, 70_001)
    ]
    assert owed == [Due(70_000, 70_000, 70_000, left) for left in (70_000, 1, 0, 0)]
    assert chronic_1_due(HALF._replace(exempt=1), NOTHING_YET) == NO_DUE


def test_the_cap_of_two_diseases_is_that_of_what_is_filed():
    terms = NO_POOLING._replace(cap_hypertension=300, cap_diabetes=400, cap_both=500)
    filed = [FACTS._replace(hypertension=one, diabetes=other) for one, other in ((1, 0), (0, 1), (1, 1))]
    assert [two_disease_cap(each, terms) for each in filed] == [300, 400, 500]


def test_the_cap_of_chronic_class_2_grows_with_each_disease_to_a_number():
    terms = NO_POOLING._replace(cap_first_disease=100_000, cap_each_further=20_000, most_diseases=3)
    caps = [chronic_2_cap(FACTS._replace(chronic_2_diseases=filed), terms) for filed in range(6)]
    assert caps == [100_000, 100_000, 120_000, 140_000, 140_000, 140_000]


def test_a_cap_that_is_not_there_stays_the_same_with_more_diseases():
    terms = NO_POOLING._replace(cap_first_disease=UNLIMITED, cap_each_further=20_000, most_diseases=3)
    assert chronic_2_cap(FACTS._replace(chronic_2_diseases=3), terms) == UNLIMITED


SIXTY = FULL._replace(ratio=6_000, ceiling=1_000_000)
OUTSIDE = SIXTY._replace(factor=9_000, own_share=1_000)
SHARED = {
    "full": 70_000,
    "after_transfer": 70_000,
    "after_repeat": 70_000,
    "due": 70_000,
    "deductible": 70_000,
    "ratio": 6_000,
}
TRACES = {
    # (1,000.00 − 700.00) × 60%
    "inpatient": (
        FACTS,
        100_000,
        SIXTY,
        {},
        NO_POOL._replace(
            in_scope=100_000,
            eligible=100_000,
            **SHARED,
            base=30_000,
            raw=18_000,
            room=1_000_000,
            pool_pay=18_000,
            coinsurance=12_000,
            burden=82_000,
        ),
    ),
    "inpatient under the deductible": (
        FACTS,
        50_000,
        SIXTY,
        {},
        NO_POOL._replace(
            in_scope=50_000,
            eligible=50_000,
            **{**SHARED, "deductible": 50_000},
            room=1_000_000,
            burden=50_000,
        ),
    ),
    # 9,900.00 of the 10,000.00 are used up: of 180.00 the fund pays 100.00.
    "inpatient at the ceiling": (
        FACTS,
        100_000,
        SIXTY,
        {"pool_paid": 990_000, "eligible_cost": 4},
        NO_POOL._replace(
            in_scope=100_000,
            eligible=100_000,
            **SHARED,
            base=30_000,
            raw=18_000,
            room=10_000,
            pool_pay=10_000,
            coinsurance=12_000,
            over_ceiling=8_000,
            burden=90_000,
        ),
    ),
    "inpatient above the ceiling": (
        FACTS,
        100_000,
        SIXTY,
        {"pool_paid": 1_000_001},
        NO_POOL._replace(
            in_scope=100_000,
            eligible=100_000,
            **SHARED,
            base=30_000,
            raw=18_000,
            coinsurance=12_000,
            over_ceiling=18_000,
            burden=100_000,
        ),
    ),
    # 100.00 moved first; (900.00 − 700.00) × 60% × 90% = 108.00, rounded once.
    "inpatient outside the area": (
        FACTS,
        100_000,
        OUTSIDE,
        {},
        NO_POOL._replace(
            moved=10_000,
            in_scope=90_000,
            eligible=90_000,
            **SHARED,
            base=20_000,
            raw=10_800,
            room=1_000_000,
            pool_pay=10_800,
            coinsurance=9_200,
            burden=79_200,
        ),
    ),
    # 0.01 × 99.99% × 50.01% is a little more than half a fen.
    "rounded once": (
        FACTS,
        1,
        NO_POOLING._replace(ratio=9_999, factor=5_001),
        {},
        NO_POOL._replace(in_scope=1, eligible=1, base=1, ratio=9_999, raw=1, room=UNLIMITED, pool_pay=1),
    ),
    # A ceiling of 10,000.00 on cost, 9,200.00 used: 800.00 are looked at, (800.00 − 700.00) × 60%.
    "inpatient under a ceiling on cost": (
        FACTS,
        100_000,
        SIXTY._replace(ceiling_on_cost=1),
        {"eligible_cost": 920_000, "pool_paid": 999_999},
        NO_POOL._replace(
            in_scope=100_000,
            eligible=80_000,
            counted_cost=80_000,
            **SHARED,
            base=10_000,
            raw=6_000,
            room=UNLIMITED,
            pool_pay=6_000,
            coinsurance=4_000,
            over_ceiling=20_000,
            burden=94_000,
        ),
    ),
    "inpatient above a ceiling on cost": (
        FACTS,
        100_000,
        SIXTY._replace(ceiling_on_cost=1),
        {"eligible_cost": 1_000_001},
        NO_POOL._replace(
            in_scope=100_000,
            **{**SHARED, "deductible": 0},
            room=UNLIMITED,
            over_ceiling=100_000,
            burden=100_000,
        ),
    ),
    # 500.00 of the year's deductible are borne; the repeat rule does not count.
    "chronic class 1": (
        FACTS._replace(kind=CHRONIC_1),
        100_000,
        SIXTY._replace(repeat_mode=REPEAT_FACTORS),
        {"chronic_1_deductible": 50_000, "admissions": 3, "pool_paid": 100_000},
        NO_POOL._replace(
            in_scope=100_000,
            eligible=100_000,
            **{**SHARED, "due": 20_000, "deductible": 20_000},
            base=80_000,
            raw=48_000,
            room=900_000,
            pool_pay=48_000,
            coinsurance=32_000,
            burden=52_000,
        ),
    ),
    "negotiated drug": (
        FACTS._replace(kind=NEGOTIATED_DRUG),
        100_000,
        SIXTY,
        {"pool_paid": 960_000},
        NO_POOL._replace(
            in_scope=100_000,
            eligible=100_000,
            base=100_000,
            ratio=6_000,
            raw=60_000,
            room=40_000,
            pool_pay=40_000,
            coinsurance=40_000,
            over_ceiling=20_000,
            burden=60_000,
        ),
    ),
    # 50.00 of a yearly 200.00 are borne; (1,000.00 − 150.00) × 50%, of which 150.00 are left.
    "outpatient": (
        FACTS._replace(kind=OUTPATIENT),
        100_000,
        NO_POOLING._replace(ratio=5_000, yearly_deductible=20_000, yearly_cap=35_000),
        {"outpatient_deductible": 5_000, "outpatient_paid": 20_000},
        NO_POOL._replace(
            in_scope=100_000,
            eligible=100_000,
            full=15_000,
            after_transfer=15_000,
            after_repeat=15_000,
            due=15_000,
            deductible=15_000,
            base=85_000,
            ratio=5_000,
            raw=42_500,
            room=15_000,
            pool_pay=15_000,
            coinsurance=42_500,
            over_ceiling=27_500,
            burden=85_000,
        ),
    ),
    # More was borne and paid than this level asks for: no deductible, no room.
    "outpatient above both limits": (
        FACTS._replace(kind=OUTPATIENT),
        100_000,
        NO_POOLING._replace(ratio=5_000, yearly_deductible=20_000, yearly_cap=35_000),
        {"outpatient_deductible": 20_001, "outpatient_paid": 35_001},
        NO_POOL._replace(
            in_scope=100_000,
            eligible=100_000,
            base=100_000,
            ratio=5_000,
            raw=50_000,
            coinsurance=50_000,
            over_ceiling=50_000,
            burden=100_000,
        ),
    ),
    "outpatient under its deductible": (
        FACTS._replace(kind=OUTPATIENT),
        100,
        NO_POOLING._replace(ratio=5_000, yearly_deductible=20_000, yearly_cap=35_000),
        {},
        NO_POOL._replace(
            in_scope=100,
            eligible=100,
            full=20_000,
            after_transfer=20_000,
            after_repeat=20_000,
            due=20_000,
            deductible=100,
            ratio=5_000,
            room=35_000,
            burden=100,
        ),
    ),
    # 10% moved first: 900.00 × 50% × 80% = 360.00, of which 290.00 are left.
    "two diseases": (
        FACTS._replace(kind=TWO_DISEASE, hypertension=1),
        100_000,
        NO_POOLING._replace(ratio=5_000, factor=8_000, own_share=1_000, cap_hypertension=30_000, cap_diabetes=40_000),
        {"two_disease_paid": 1_000},
        NO_POOL._replace(
            moved=10_000,
            in_scope=90_000,
            eligible=90_000,
            base=90_000,
            ratio=5_000,
            raw=36_000,
            room=29_000,
            pool_pay=29_000,
            coinsurance=54_000,
            over_ceiling=7_000,
            burden=61_000,
        ),
    ),
    # 300.00 of a yearly 400.00 are borne: (1,000.00 − 100.00) × 70%; 1,200.00 for two diseases less 700.00 paid.
    "chronic class 2": (
        FACTS._replace(kind=CHRONIC_2, chronic_2_diseases=2),
        100_000,
        NO_POOLING._replace(
            ratio=7_000, yearly_deductible=40_000, cap_first_disease=100_000, cap_each_further=20_000, most_diseases=2
        ),
        {"chronic_2_deductible": 30_000, "chronic_2_paid": 70_000},
        NO_POOL._replace(
            in_scope=100_000,
            eligible=100_000,
            full=10_000,
            after_transfer=10_000,
            after_repeat=10_000,
            due=10_000,
            deductible=10_000,
            base=90_000,
            ratio=7_000,
            raw=63_000,
            room=50_000,
            pool_pay=50_000,
            coinsurance=27_000,
            over_ceiling=13_000,
            burden=50_000,
        ),
    ),
    "chronic class 2 with its deductible borne": (
        FACTS._replace(kind=CHRONIC_2, chronic_2_diseases=1),
        100_000,
        NO_POOLING._replace(ratio=7_000, yearly_deductible=40_000, cap_first_disease=100_000, most_diseases=2),
        {"chronic_2_deductible": 40_001},
        NO_POOL._replace(
            in_scope=100_000,
            eligible=100_000,
            base=100_000,
            ratio=7_000,
            raw=70_000,
            room=100_000,
            pool_pay=70_000,
            coinsurance=30_000,
            burden=30_000,
        ),
    ),
}


@pytest.mark.parametrize("name", TRACES)
def test_every_amount_of_the_basic_layer(name):
    facts, in_scope, terms, sums, trace = TRACES[name]
    assert pool(facts, in_scope, terms, NOTHING_YET._replace(**sums)) == trace


NOT_PAID = NO_POOL._replace(in_scope=100_000, eligible=100_000, base=100_000, coinsurance=100_000, burden=100_000)


def test_pooling_pays_nothing_without_a_filing_or_at_a_level_that_is_not_listed():
    assert unpaid(100_000) == NOT_PAID
    assert pool(FACTS._replace(filed=0), 100_000, OUTSIDE, NUMBERED) == NOT_PAID
    assert pool(FACTS._replace(kind=OUTPATIENT), 100_000, OUTSIDE._replace(paid_here=0), NUMBERED) == NOT_PAID


def test_only_outpatient_care_asks_whether_the_level_is_listed():
    assert pool(FACTS, 100_000, SIXTY._replace(paid_here=0), NOTHING_YET).pool_pay == 18_000


@pytest.mark.parametrize(("level", "stands"), [(PRIMARY, PRIMARY), (LEVEL1, LEVEL1), (LEVEL3, LEVEL3), (PHARMACY, -1)])
def test_a_pharmacy_stands_below_all_levels(level, stands):
    assert height(level) == stands
