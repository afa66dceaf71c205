"""The oracle against hand-computed cases: catastrophic insurance, assistance, tilt, incentive and years.

In `sample.py` the catastrophic bands are absolute: from 12,000 60%, from 30,000 65%, above 100,000 75%; inpatient and
chronic class I feed them. low_income has half the threshold, 5 points more and no cap, and 70% assistance up to 5,000.
"""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from .oracle import settle
from .parameters import Grant, Incentive
from .sample import SAMPLE, amounts_of, answers, identity, percent, stay, totals, visit, with_part

# (50,000 − 1,000) × 60% = 29,400, burden 20,600; (40,000 − 500) × 60% = 23,700, burden 16,300
FIRST = stay("E1", "2024-01-01", "2024-01-05", "50000.00")
SECOND = stay("E2", "2024-02-01", "2024-02-05", "40000.00")
# (500 − 500): below the deductible, nothing paid
SMALL = stay("E1", "2024-01-01", "2024-01-05", "500.00")
INCENTIVE = Incentive(4, Fraction(1000), Fraction(500), percent("20"))


def catastrophic_with(**changes):
    return with_part("catastrophic", **changes)


def assistance_with(**changes):
    return with_part("assistance", **changes)


def counts(answer):
    names = ("continuous_years", "zero_claim_years", "kept_steps")
    return tuple(answer["accumulators"][name] for name in names)


# Section 4


def test_catastrophic_over_two_bills():
    # S(20,600) = 8,600 × 60% = 5,160; S(36,900) = 18,000 × 60% + 6,900 × 65% = 15,285; 15,285 − 5,160 = 10,125
    settled = answers([FIRST, SECOND])
    assert [each["catastrophic_pay"] for each in settled] == [516_000, 1_012_500]
    # 40,000 − 23,700 − 10,125 = 6,175
    assert settled[1]["personal_total"] == 617_500


def test_catastrophic_tilt_and_assistance():
    # threshold 6,000: (20,600 − 6,000) × 65% = 9,490; (20,600 − 9,490) × 70% = 7,777 against 5,000
    (answer,) = answers([FIRST], identities=identity("low_income"))
    assert amounts_of(answer, "catastrophic_pay", "assistance_pay") == (9490, 5000)
    # 50,000 − 29,400 − 9,490 − 5,000 = 6,110
    assert amounts_of(answer, "personal_total") == (6110,)


def test_what_feeds_the_catastrophic_layer():
    # ceiling 20,000: over 9,400, burden 30,000; b = 20,600 → 5,160, or with what is over 30,000 → 18,000 × 60%
    ceiling = replace(SAMPLE, inpatient=replace(SAMPLE.inpatient, ceiling=Fraction(20_000)))
    (answer,) = answers([FIRST], ceiling)
    assert amounts_of(answer, "over_ceiling", "burden", "catastrophic_pay") == (9400, 30_000, 5160)
    feeds = replace(ceiling, catastrophic=replace(SAMPLE.catastrophic, over_ceiling_feeds=True))
    assert amounts_of(answers([FIRST], feeds)[0], "catastrophic_pay") == (10_800,)
    # 48,000 in scope: 47,000 × 60% = 28,200, burden 19,800, with 2,000 self_first 21,800; 9,800 × 60% = 5,880
    bill = FIRST | {"amounts": totals("50000.00", self_first="2000.00")}
    assert amounts_of(answers([bill], catastrophic_with(include_self_first=True))[0], "catastrophic_pay") == (5880,)
    # ordinary outpatient does not feed it
    (answer,) = answers([visit("E1", "outpatient", "2024-01-05", "50000.00")])
    assert amounts_of(answer, "burden", "catastrophic_pay") == (49_700, 0)


def test_incentive():
    person = {"continuous_years": 6, "zero_claim_years": 1}
    # 2 × 1,000 + 500 = 2,500 against 20% of 6,000 = 1,200: cap 7,200; 5,160, then 7,200 − 5,160 = 2,040
    settled = answers([FIRST, SECOND], catastrophic_with(cap=Fraction(6000), incentive=INCENTIVE), **person)
    assert [each["catastrophic_pay"] for each in settled] == [516_000, 204_000]
    # 50% of 6,000 = 3,000: all of 2,500; 8,500 − 5,160 = 3,340
    generous = replace(INCENTIVE, ceiling_share=percent("50"))
    settled = answers([FIRST, SECOND], catastrophic_with(cap=Fraction(6000), incentive=generous), **person)
    assert settled[1]["catastrophic_pay"] == 334_000
    # not in force: the cap itself
    settled = answers([FIRST, SECOND], catastrophic_with(cap=Fraction(6000)), **person)
    assert settled[1]["catastrophic_pay"] == 84_000


def test_year_change_resets_sums_and_rolls_counts():
    parameters = catastrophic_with(cap=Fraction(6000), incentive=INCENTIVE)
    person = {"continuous_years": 6, "zero_claim_years": 1}
    third = stay("E3", "2025-01-01", "2025-01-05", "50000.00")
    settled = answers([FIRST, SECOND, third], parameters, **person)
    # 2024 paid 7,200, more than the unraised 6,000: the zero-claim years are gone; 2024 was complete
    assert [counts(each) for each in settled] == [(6, 1, 0), (6, 1, 0), (7, 0, 0)]
    # the sums begin anew: full deductible, 5,160 again
    assert amounts_of(settled[2], "deductible", "catastrophic_pay") == (1000, 5160)


def test_the_bonus_is_judged_bill_by_bill():
    # January: 4,800 of 5,160 under 4,000 + 800, so 800 above the unraised cap; from February low_income has no cap
    parameters = catastrophic_with(cap=Fraction(4000), incentive=INCENTIVE)
    person = {"continuous_years": 6, "zero_claim_years": 1}
    identities = [{"kind": "low_income", "from": "2024-02-01"}]
    third = stay("E3", "2025-01-01", "2025-01-05", "500.00")
    settled = answers([FIRST, SECOND, third], parameters, identities=identities, **person)
    assert [each["accumulators"]["bonus_paid"] for each in settled] == [80_000, 80_000, 0]
    # what the later bill is paid above 4,000 needs no bonus, and does not undo that of January
    assert settled[1]["catastrophic_pay"] > 0
    assert counts(settled[2]) == (7, 0, 0)
    # low_income all the year: 9,490 is above 4,000, but there is no cap to exceed
    settled = answers([FIRST, third], parameters, identities=identity("low_income"), **person)
    assert settled[0]["catastrophic_pay"] == 949_000
    assert counts(settled[1]) == (7, 1, 0)


def test_zero_claim_years_roll_over_years_without_encounters():
    # 2024: 500 below the deductible, so no claim; 2025: no encounter; both complete
    settled = answers([SMALL, stay("E2", "2026-01-01", "2026-01-05", "500.00")], continuous_years=6, zero_claim_years=1)
    assert counts(settled[1]) == (8, 3, 0)


def test_a_break_keeps_earned_steps():
    coverage = [{"from": "2024-01-01", "to": "2024-06-30"}, {"from": "2025-01-01"}]
    person = {"continuous_years": 6, "zero_claim_years": 1, "coverage": coverage}
    encounters = [
        SMALL,
        stay("E2", "2025-01-01", "2025-01-05", "50000.00"),
        stay("E3", "2026-01-01", "2026-01-05", "1.00"),
    ]
    keeps = replace(INCENTIVE, keep_earned_steps=True)
    settled = answers(encounters, catastrophic_with(cap=Fraction(4000), incentive=keeps), **person)
    # 2024 is broken: 0 years, 6 − 4 = 2 steps kept, zero-claim years stay 1
    assert counts(settled[1]) == (0, 1, 2)
    # 2 × 1,000 + 500 = 2,500 against 20% of 4,000 = 800: 4,800 of 5,160
    assert settled[1]["catastrophic_pay"] == 480_000
    # 2025 is complete and its payment above 4,000
    assert counts(settled[2]) == (1, 0, 2)
    # 2024 keeps two steps, 2025 is broken in an area that no longer keeps any
    areas = {2024: catastrophic_with(incentive=keeps), 2025: catastrophic_with(incentive=INCENTIVE)}
    last = stay("E3", "2026-01-01", "2026-01-05", "1.00")
    broken = person | {"coverage": coverage[:1], "id": "P1", "birth": "1980-01-01", "encounters": [SMALL, last]}
    assert counts(settle(broken, lambda day, grade: areas.get(day.year, SAMPLE))[1]) == (0, 1, 0)
    # without the rule nothing is kept
    settled = answers(encounters, catastrophic_with(cap=Fraction(4000), incentive=INCENTIVE), **person)
    assert counts(settled[1]) == (0, 1, 0)


def test_sequence_keeps_each_year_apart():
    encounters = [
        stay("E1", "2025-01-01", "2025-01-05", "500.00", sequence=1),
        stay("E2", "2024-01-01", "2024-01-05", "10000.00", sequence=2),
        stay("E3", "2025-03-01", "2025-03-05", "10000.00", sequence=3),
        stay("E4", "2026-03-01", "2026-03-05", "10000.00", sequence=4),
    ]
    settled = answers(encounters, zero_claim_years=1)
    assert [each["id"] for each in settled] == ["E1", "E2", "E3", "E4"]
    # 2024 was still without a claim when the counts of 2025 were fixed; 2025 has one, so 2026 gains none
    assert [counts(each) for each in settled] == [(1, 2, 0), (0, 1, 0), (1, 2, 0), (2, 2, 0)]
    # E3 is the second admission of 2025, whatever came for 2024
    assert [each["deductible"] for each in settled] == [50_000, 100_000, 50_000, 100_000]


# Section 5


def test_assistance_by_difference_of_rounded_sums():
    # 0.80 × 60% = 0.48, burden 0.32: A(0.32) = 0.224 → 0.22; A(0.64) = 0.448 → 0.45; 0.45 − 0.22 = 0.23
    encounters = [
        visit("E1", "negotiated_drug", "2024-01-05", "0.80"),
        visit("E2", "negotiated_drug", "2024-02-05", "0.80"),
    ]
    settled = answers(encounters, identities=identity("low_income"))
    assert [each["assistance_pay"] for each in settled] == [22, 23]


def test_identity_never_prices_an_earlier_bill():
    # low_income from February: only the second bill enters; 1,000 × 40% = 400; 400 × 70% = 280
    encounters = [
        visit("E1", "negotiated_drug", "2024-01-05", "1000.00"),
        visit("E2", "negotiated_drug", "2024-02-05", "1000.00"),
    ]
    settled = answers(encounters, identities=[{"kind": "low_income", "from": "2024-02-01"}])
    assert [each["assistance_pay"] for each in settled] == [0, 28_000]
    assert settled[1]["accumulators"]["assistance_base"] == 40_000


def test_unfiled_outside_the_area():
    # none: 9,000 × 40% = 3,600, burden 6,400; threshold 6,000: 400 × 65% = 260
    bill = stay("E1", "2024-01-01", "2024-01-05", "10000.00", place="province")
    low_income: dict[str, Any] = {"identities": identity("low_income")}
    (answer,) = answers([bill], **low_income)
    assert amounts_of(answer, "pool_pay", "catastrophic_pay", "assistance_pay") == (3600, 260, 0)
    # referral: (10,000 − 1,500) × 55% = 4,675, loss 1,075; (6,400 − 260 − 1,075) × 70% = 5,065 × 70% = 3,545.50
    (answer,) = answers([bill], assistance_with(unfiled="difference"), **low_income)
    assert amounts_of(answer, "assistance_pay") == (Fraction("3545.50"),)
    # 6,140 × 70% = 4,298
    (answer,) = answers([bill], assistance_with(unfiled="included"), **low_income)
    assert amounts_of(answer, "assistance_pay") == (4298,)


def test_unfiled_difference_under_own_share():
    # none: 9,000 × 60% × 4/5 = 4,320, burden 5,680 (below 6,000). Referral moves 1,000 of the 10,000 first:
    # (9,000 − 1,000) × 60% = 4,800, loss 480; (5,680 − 480) × 70% = 3,640
    bill = stay("E1", "2024-01-01", "2024-01-05", "10000.00", place="elsewhere")
    (answer,) = answers([bill], assistance_with(unfiled="difference"), identities=identity("low_income"))
    assert amounts_of(answer, "assistance_pay") == (3640,)


def test_tilt_assistance_on_the_rest():
    # burden 4,600; assistance 4,600 × 70% = 3,220; rest 1,380; 1,380 × 50% = 690
    parameters = replace(SAMPLE, tilt={"low_income": Grant(percent("50"))})
    bill = stay("E1", "2024-01-01", "2024-01-05", "10000.00")
    (answer,) = answers([bill], parameters, identities=identity("low_income"))
    assert amounts_of(answer, "assistance_pay", "tilt_pay", "personal_total") == (3220, 690, 690)


def test_tilt_without_assistance_and_where_it_qualifies():
    # burden 20,000 − 19,000 × 60% = 8,600; (8,600 − 1,000) × 60% = 4,560 against 2,000
    parameters = replace(SAMPLE, tilt={"monitored": Grant(percent("60"), Fraction(1000), Fraction(2000))})
    monitored = {"identities": [*identity("ordinary"), *identity("monitored")]}
    bill = stay("E1", "2024-01-01", "2024-01-05", "20000.00")
    (answer,) = answers([bill], parameters, **monitored)
    assert amounts_of(answer, "assistance_pay", "tilt_pay") == (0, 2000)
    # no row for emergencies: the local ratio everywhere; only the province and filed residence qualify
    cases = (("province", "emergency"), ("elsewhere", "residence"), ("elsewhere", "emergency"))
    paid = [
        answers([bill | {"place": place, "filing": filing}], parameters, **monitored)[0]["tilt_pay"]
        for place, filing in cases
    ]
    assert paid == [200_000, 200_000, 0]
