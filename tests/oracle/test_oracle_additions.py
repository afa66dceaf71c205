"""The oracle against hand-computed cases: what some cities add (section 12).

The parameters are those of `sample.py` with one addition each. There level 3 has a deductible of 1,000 and 60%, level 2
500 and 75%, level 1 200 and 85%; the second and later admissions take half the deductible; outpatient care has a
deductible of 100, 50% and a cap of 300.
"""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from .facts import age_on, grade_on
from .oracle import settle
from .parameters import Chronic1, Incentive, OutOfAreaRule
from .sample import (
    SAMPLE,
    amounts_of,
    answers,
    birth,
    deductibles,
    every_category,
    every_level,
    identity,
    levels,
    paid,
    percent,
    stay,
    sums,
    visit,
    with_part,
)


def outside(mechanism, value, kind, floor=None):
    """The sample with one row for unfiled bills inside the province."""
    rule = OutOfAreaRule(mechanism, every_level(percent(value)), ratio_floor=floor or {})
    return replace(SAMPLE, out_of_area={("province", "none", kind): rule})


FILED_2 = {"kind": "chronic_2", "from": "2023-01-01"}


# A contribution grade


def test_the_grade_of_the_discharge_date_decides():
    # 9,000 × 60% = 5,400 in March; grade_2 from April, 9,500 × 80% = 7,600
    by_grade = {
        "standard": SAMPLE,
        "grade_2": with_part("inpatient", ratio=every_category(levels("0", "0", "0", "0.80"))),
    }
    person = {
        "id": "P1",
        "birth": "1980-01-01",
        "grade": [{"grade": "grade_2", "from": "2024-04-01"}],
        "encounters": [
            stay("E1", "2024-03-01", "2024-03-31", "10000.00"),
            stay("E2", "2024-03-20", "2024-04-01", "10000.00"),
        ],
    }
    assert paid(settle(person, lambda day, grade: by_grade[grade])) == [5400, 7600]


def test_which_grade_holds():
    day = date(2024, 6, 30)
    assert grade_on({}, day) == "standard"
    assert grade_on({"grade": "grade_3"}, day) == "grade_3"
    entries = [
        {"grade": "grade_2", "from": "2024-03-01", "to": "2024-06-30"},
        {"grade": "grade_1", "from": "2024-01-01"},
    ]
    assert grade_on({"grade": entries}, day) == "grade_2"
    assert grade_on({"grade": entries}, date(2024, 7, 1)) == "grade_1"
    assert grade_on({"grade": entries}, date(2023, 12, 31)) == "standard"
    # begun on one day: the last in the file
    same_day = [*entries, {"grade": "grade_3", "from": "2024-03-01"}]
    assert grade_on({"grade": same_day}, day) == "grade_3"


def test_the_year_rolls_under_the_grade_of_its_last_day():
    # only grade_1 keeps earned steps: 6 − 4 = 2 of the broken year 2024 stay if it is held on 31 December
    incentive = Incentive(4, Fraction(1000), Fraction(500), percent("20"), keep_earned_steps=True)
    by_grade = {"standard": SAMPLE, "grade_1": with_part("catastrophic", incentive=incentive)}
    person = {
        "id": "P1",
        "birth": "1980-01-01",
        "continuous_years": 6,
        "coverage": [{"from": "2024-01-01", "to": "2024-12-30"}, {"from": "2025-01-01"}],
        "encounters": [
            stay("E1", "2024-03-01", "2024-03-05", "500.00"),
            stay("E2", "2025-03-01", "2025-03-05", "500.00"),
        ],
    }
    kept = []
    for last_day in ("2024-12-30", "2024-12-31"):
        graded = person | {"grade": [{"grade": "grade_1", "from": "2024-01-01", "to": last_day}]}
        kept.append(settle(graded, lambda day, grade: by_grade[grade])[1]["accumulators"]["kept_steps"])
    assert kept == [0, 2]


# Ordinary outpatient


def test_outpatient_deductible_by_level():
    # primary 50: (250 − 50) × 50% = 100; level 1 120 − 50 = 70: (270 − 70) × 50% = 100; primary 50 − 120: none
    parameters = with_part("outpatient", yearly_deductible=levels("50", "120", "0", "0"))
    encounters = [
        visit("E1", "outpatient", "2024-01-05", "250.00", "primary"),
        visit("E2", "outpatient", "2024-02-05", "270.00", "level1"),
        visit("E3", "outpatient", "2024-03-05", "100.00", "primary"),
    ]
    settled = answers(encounters, parameters)
    assert deductibles(settled) == [50, 70, 0]
    assert paid(settled) == [100, 100, 50]
    assert sums(settled[2], "outpatient_deductible") == (120,)
    # a level without a sum owes none
    parameters = with_part("outpatient", yearly_deductible={"level1": Fraction(120)})
    assert deductibles(answers(encounters[:1], parameters)) == [0]


ADDED = {"village_clinic": percent("10"), "family_doctor": percent("45")}


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ([], 100),
        # 200 × (50% + 10%)
        (["village_clinic"], 120),
        # 50% + 10% + 45% = 105%, kept at 100%
        (["village_clinic", "family_doctor"], 200),
    ],
)
def test_points_by_circumstance(named, expected):
    parameters = with_part("outpatient", added_points=ADDED)
    bill = visit("E1", "outpatient", "2024-01-05", "300.00", circumstances=named)
    assert paid(answers([bill], parameters)) == [expected]


def test_points_by_circumstance_come_before_the_out_of_area_rule():
    # 105% is 100% before the 20 points go: 200 × 80% = 160
    bill = visit("E1", "outpatient", "2024-01-05", "300.00", place="province", circumstances=list(ADDED))
    parameters = replace(
        outside("points", "-20", "outpatient"), outpatient=replace(SAMPLE.outpatient, added_points=ADDED)
    )
    assert paid(answers([bill], parameters)) == [160]
    # another kind doesn't read them: 1,000 × 60%
    drug = visit("E1", "negotiated_drug", "2024-01-05", "1000.00", circumstances=["village_clinic"])
    assert paid(answers([drug], parameters)) == [600]


# Inpatient admissions without a deductible

FOUR = [
    stay("E1", "2024-01-01", "2024-01-05", "10000.00"),
    stay("E2", "2024-01-06", "2024-01-15", "10000.00", transfer_from="E1"),
    stay("E3", "2024-03-01", "2024-03-05", "10000.00"),
    stay("E4", "2024-04-01", "2024-04-05", "10000.00"),
]


def test_exempt_by_age():
    parameters = with_part("inpatient", exempt_ages=((70, None, 1), (None, 6, 1), (60, 69, 2)))
    # 69 on 5 January: the first admission owes 1,000; 70 on 5 March
    assert deductibles(answers([FOUR[0], FOUR[2]], parameters, birth="1954-03-05")) == [1000, 0]
    # on the day before the birthday still 69, yet the second admission of one from 60 to 69
    assert deductibles(answers([FOUR[0], FOUR[2]], parameters, birth="1954-03-06")) == [1000, 0]
    assert deductibles(answers(FOUR[:1], parameters, birth="1954-01-06")) == [1000]
    assert deductibles(answers(FOUR[:1], parameters, birth="1954-01-05")) == [0]
    # both ends belong to a span: 6 until the day before the seventh birthday
    assert deductibles(answers(FOUR[:1], parameters, birth="2017-01-06")) == [0]
    assert deductibles(answers(FOUR[:1], parameters, birth="2017-01-05")) == [1000]


def test_age_in_complete_years():
    assert age_on({"birth": "1954-03-05"}, date(2024, 3, 5)) == 70
    assert age_on({"birth": "1954-03-05"}, date(2024, 3, 4)) == 69
    assert age_on({"birth": "2024-03-05"}, date(2024, 3, 5)) == 0
    assert age_on({"birth": "1960-02-29"}, date(2023, 2, 28)) == 62
    assert age_on({"birth": "1960-02-29"}, date(2023, 3, 1)) == 63


def test_exempt_by_age_from_an_admission_on():
    # the transfer E2 is still the first admission: 1,000 − 1,000 = 0 as a difference; E3 is the second, E4 the third
    third = with_part("inpatient", exempt_ages=((60, None, 3),))
    settled = answers(FOUR, third, birth="1950-01-01")
    assert deductibles(settled) == [1000, 0, 500, 0]
    assert [each["accumulators"]["admissions"] for each in settled] == [1, 1, 2, 3]
    # a transfer that owes the 500 of a repeat is number 1 all the same, so not yet exempt
    second = with_part("inpatient", exempt_ages=((60, None, 2),), transfer_pays_difference=False)
    assert deductibles(answers(FOUR, second, birth="1950-01-01")) == [1000, 500, 0, 0]
    # two spans fit: the smaller number holds
    both = with_part("inpatient", exempt_ages=((60, None, 3), (70, None, 2)))
    assert deductibles(answers(FOUR, both, birth="1950-01-01")) == [1000, 0, 0, 0]
    # a transfer without an admission before it is the first
    outpatient = visit("E0", "outpatient", "2024-01-05", "10.00")
    transfer = FOUR[1] | {"transfer_from": "E0"}
    first = with_part("inpatient", exempt_ages=((60, None, 1),))
    assert deductibles(answers([outpatient, transfer], first, birth="1950-01-01")) == [10, 0]


def test_exempt_by_diagnosis():
    parameters = with_part("inpatient", exempt_diagnoses=("C5", "F20.0"))
    expected = {"C50.9": 0, "C5": 0, "F20.0": 0, "F20": 1000, "AC50": 1000, None: 1000}
    for diagnosis, due in expected.items():
        assert deductibles(answers([FOUR[0] | {"diagnosis": diagnosis}], parameters)) == [due]
    # exempt, it is an admission all the same: the next is the second
    settled = answers([FOUR[0] | {"diagnosis": "C50"}, FOUR[2]], parameters)
    assert deductibles(settled) == [0, 500]
    # a delivery paid as inpatient is one; chronic class I is not
    assert deductibles(answers([birth("E1", "difficult", "1000.00", diagnosis="C50")], parameters)) == [0]
    chronic = visit("E1", "chronic_1", "2024-01-05", "1000.00", diagnosis="C50")
    filed = [{"kind": "chronic_1", "from": "2023-01-01"}]
    assert deductibles(answers([chronic], parameters, filings=filed)) == [200]


def test_exempt_by_filing():
    parameters = with_part("inpatient", exempt_filings=frozenset({"chronic_2", "diabetes"}))
    filed = [FILED_2 | {"to": "2024-01-05"}]
    # in force on 5 January, no more on 5 March; then half for the second admission
    assert deductibles(answers([FOUR[0], FOUR[2]], parameters, filings=filed)) == [0, 500]
    others = [{"kind": kind, "from": "2023-01-01"} for kind in ("chronic_1", "hypertension")]
    assert deductibles(answers(FOUR[:1], parameters, filings=others)) == [1000]


def test_an_exempt_admission_owes_nothing_outside_either():
    # the deductible of the referral row, 1,500, is not looked at: 10,000 × 55% = 5,500
    bill = FOUR[0] | {"place": "province", "filing": "referral", "diagnosis": "C50"}
    (answer,) = answers([bill], with_part("inpatient", exempt_diagnoses=("C50",)))
    assert amounts_of(answer, "deductible", "pool_pay") == (0, 5500)


# Chronic class I and II


def test_chronic_1_of_its_own():
    own = Chronic1(every_category(levels("0", "300", "0", "0")), every_category(levels("0", "0.70", "0", "0")))
    filed = [{"kind": "chronic_1", "from": "2023-01-01"}]
    bill = visit("E1", "chronic_1", "2024-01-05", "1000.00")
    # (1,000 − 300) × 70% = 490; the ratio alone: 800 × 70% = 560; the deductible alone: 700 × 85% = 595
    cases = ((own, 490), (replace(own, deductible=None), 560), (replace(own, ratio=None), 595))
    for chronic_1, expected in cases:
        assert paid(answers([bill], replace(SAMPLE, chronic_1=chronic_1), filings=filed)) == [expected]
    # inpatient keeps its own: (1,000 − 200) × 85% = 680
    inpatient = stay("E1", "2024-01-01", "2024-01-05", "1000.00", "level1")
    assert paid(answers([inpatient], replace(SAMPLE, chronic_1=own))) == [680]
    # outside, the row's deductible of 400 comes first: (1,000 − 400) × (70% − 10%) = 360
    rule = OutOfAreaRule("points", every_level(percent("-10")), {"level1": Fraction(400)})
    parameters = replace(SAMPLE, chronic_1=own, out_of_area={("province", "none", "chronic_1"): rule})
    assert paid(answers([bill | {"place": "province"}], parameters, filings=filed)) == [360]
    # exempt identities owe none of it: 1,000 × 70%
    exempt = answers([bill], replace(SAMPLE, chronic_1=own), filings=filed, identities=identity("extreme_poverty"))
    assert paid(exempt) == [700]


def test_chronic_2_deductible():
    # 300 of 400; then 100, (600 − 100) × 70% = 350; an exempt identity owes the same
    parameters = with_part("chronic_2", yearly_deductible=Fraction(400))
    encounters = [
        visit("E1", "chronic_2", "2024-01-05", "300.00"),
        visit("E2", "chronic_2", "2024-02-05", "600.00"),
        visit("E3", "chronic_2", "2025-02-05", "600.00"),
    ]
    settled = answers(encounters, parameters, filings=[FILED_2], identities=identity("extreme_poverty"))
    assert deductibles(settled) == [300, 100, 400]
    assert paid(settled) == [0, 350, 140]
    assert sums(settled[1], "chronic_2_deductible", "chronic_2_paid", "chronic_1_deductible") == (400, 350, 0)
    assert sums(settled[2], "chronic_2_deductible") == (400,)
    # not filed: no deductible, no sum
    (unfiled,) = answers(encounters[:1], parameters)
    assert amounts_of(unfiled, "deductible", "coinsurance") == (0, 300)
    assert sums(unfiled, "chronic_2_deductible") == (0,)


@pytest.mark.parametrize(
    ("diseases", "cap"),
    [
        (["A"], 1200),
        (["A", "A"], 1200),
        # the table does not name it: the first cap
        (["B"], 1000),
        ([None], 1000),
        # two diseases: 1,000 + 500
        (["A", "B"], 1500),
        (["A", None], 1500),
    ],
)
def test_chronic_2_cap_by_disease(diseases, cap):
    # 3,000 × 70% = 2,100
    parameters = with_part("chronic_2", disease_cap={"A": Fraction(1200)})
    filed = [FILED_2 | ({"disease": disease} if disease else {}) for disease in diseases]
    (answer,) = answers([visit("E1", "chronic_2", "2024-01-05", "3000.00")], parameters, filings=filed)
    assert amounts_of(answer, "pool_pay", "over_ceiling") == (cap, 2100 - cap)


def test_two_diseases_do_not_look_at_other_filings():
    # 1,100 × 60% = 660 against the 300 of hypertension, and 600 for both
    hypertension, diabetes = ({"kind": kind, "from": "2023-01-01"} for kind in ("hypertension", "diabetes"))
    bill = visit("E1", "two_disease", "2024-01-05", "1100.00")
    assert paid(answers([bill], filings=[hypertension, FILED_2])) == [300]
    assert paid(answers([bill], filings=[hypertension, diabetes, FILED_2])) == [600]


# Negotiated drugs


def test_first_share_of_negotiated_drugs():
    lines = [
        {"item": "drug", "class": "B", "amount": "1000.00"},
        {"item": "drug", "class": "B", "amount": "1000.00", "self_first_ratio": "0.20"},
        {"item": "drug", "class": "A", "amount": "1000.00"},
        {"item": "service", "class": "B", "amount": "1000.00"},
    ]
    bill = visit("E1", "negotiated_drug", "2024-01-05", "0.00") | {"lines": lines}
    del bill["amounts"]
    parameters = with_part("negotiated", first_share=percent("30"))
    # drug 300 in the place of 100, the line's own 200, none for class A, service 50; (4,000 − 550) × 60% = 2,070
    (answer,) = answers([bill], parameters)
    assert amounts_of(answer, "self_first", "in_scope", "pool_pay") == (550, 3450, 2070)
    # another kind of bill: 100 + 200 + 50
    (answer,) = answers([bill | {"kind": "outpatient"}], parameters)
    assert amounts_of(answer, "self_first") == (350,)
    # a share of 0 is a share
    assert amounts_of(answers([bill], with_part("negotiated", first_share=Fraction(0)))[0], "self_first") == (250,)


# A delivery paid by ratio

BY_RATIO = {
    "mode": dict.fromkeys(("vaginal", "difficult", "caesarean", "antenatal"), "ratio"),
    "ratio": levels("0.90", "0.85", "0.75", "0.60"),
}
MATERNITY = ("maternity_pay", "coinsurance", "over_ceiling", "burden", "personal_total")


def test_delivery_by_ratio():
    parameters = with_part("maternity", **BY_RATIO)
    # 3,800 in scope × 75% = 2,850 against 2,000 + 300 for twins: 550 over, 3,800 − 2,300 = 1,500, with own 1,700
    (answer,) = answers([birth("E1", "vaginal", "4000.00", "200.00", babies=2)], parameters)
    assert amounts_of(answer, *MATERNITY) == (2300, 950, 550, 1500, 1700)
    assert amounts_of(answer, "pool_pay", "deductible", "catastrophic_pay", "institution_difference") == (0, 0, 0, 0)
    assert sums(answer, "insured_paid", "ceiling_paid", "catastrophic_burden", "assistance_base") == (2300, 0, 0, 0)
    # below the sum: 2,000.01 × 75% = 1,500.0075 → 1,500.01
    (answer,) = answers([birth("E1", "vaginal", "2000.01")], parameters)
    assert amounts_of(answer, *MATERNITY) == (Fraction("1500.01"), 500, 0, 500, 500)
    # no sum for a difficult delivery, so no limit: 20,000 × 75%
    (answer,) = answers([birth("E1", "difficult", "20000.00")], parameters)
    assert amounts_of(answer, *MATERNITY) == (15_000, 5000, 0, 5000, 5000)


def test_antenatal_care_by_ratio():
    # 400 × 75% = 300; 400 × 75% = 300 against 500 − 300
    parameters = with_part("maternity", **BY_RATIO)
    settled = answers([birth("E1", "antenatal", "400.00"), birth("E2", "antenatal", "400.00")], parameters)
    assert amounts_of(settled[1], *MATERNITY) == (200, 100, 100, 200, 200)
    assert sums(settled[1], "antenatal_paid") == (500,)


def test_delivery_outside_takes_the_smaller_sum():
    table = {"level2": Fraction(3000), "level1": Fraction(2500), "level3": Fraction(3600)}
    for mode in ("lump", "limit", "ratio"):
        parameters = with_part(
            "maternity",
            mode={"caesarean": mode},
            sum={"caesarean": table},
            ratio=every_level(Fraction(1)),
            outside_level="level2",
        )
        # inside its own level; outside min(3,600, 3,000) and min(2,500, 3,000), with 300 for the second of twins
        cases = (("local", "level3", 1, 3600), ("province", "level3", 2, 3300), ("elsewhere", "level1", 1, 2500))
        for place, level, babies, expected in cases:
            bill = birth("E1", "caesarean", "9000.00", provider_level=level, place=place, babies=babies)
            assert paid(answers([bill], parameters), "maternity_pay") == [expected]


# The floor of the out-of-area ratio


def test_ratio_floor():
    bill = stay("E1", "2024-01-01", "2024-01-05", "10000.00", place="province")
    # level 3: 60% − 20% = 40%, the floor 45%: 9,000 × 45% = 4,050
    floor = {"level3": percent("45"), "level1": percent("90")}
    parameters = outside("points", "-20", "inpatient", floor)
    assert paid(answers([bill], parameters)) == [4050]
    # level 1: 85% − 20% = 65%, the floor of 90% never lifts above 85%: 9,800 × 85% = 8,330
    assert paid(answers([bill | {"provider_level": "level1"}], parameters)) == [8330]
    # level 2 has none: 9,500 × 55% = 5,225
    assert paid(answers([bill | {"provider_level": "level2"}], parameters)) == [5225]
    # points that leave more than the floor: 60% − 10% = 50%
    assert paid(answers([bill], outside("points", "-10", "inpatient", floor))) == [4500]
