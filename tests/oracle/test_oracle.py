"""The oracle against published examples of the contract's kind and hand-computed cases: scope and pooling.

All parameters are those of `sample.py` unless a test says otherwise: level 3 has a deductible of 1,000 and 60%, level 2
500 and 75%, level 1 200 and 85%, primary 100 and 90%; the second and later admissions take half the deductible.
"""

from dataclasses import replace
from fractions import Fraction

import pytest

from .later_layers import scale
from .money import Refused, half_up
from .parameters import Catastrophic, CatastrophicTilt, Maternity, Repeat
from .sample import (
    SAMPLE,
    amounts_of,
    answers,
    birth,
    deductibles,
    every_category,
    identity,
    levels,
    percent,
    stay,
    totals,
    visit,
    with_part,
)


def inpatient_with(**changes):
    return with_part("inpatient", **changes)


def bill_of(*lines, **more):
    """One level 3 stay of 1 to 5 March made of lines."""
    encounter = stay("E1", "2024-03-01", "2024-03-05", "0.00") | {"lines": list(lines)} | more
    del encounter["amounts"]
    return encounter


def parts_of(*lines, **more):
    (answer,) = answers([bill_of(*lines, **more)])
    return amounts_of(answer, "own_expense", "over_limit", "self_first", "in_scope")


# Published examples


def test_bands_on_the_absolute_burden():
    # (30,000 − 12,000) × 60% + 70,000 × 65% + 50,000 × 75% = 10,800 + 45,500 + 37,500 = 93,800
    assert scale(Fraction(150_000), SAMPLE.catastrophic, CatastrophicTilt()) == 93_800


def test_bands_above_the_threshold():
    # 50,000 − 20,000 = 30,000: 20,000 × 30% + 10,000 × 40% = 6,000 + 4,000 = 10,000
    bands = ((Fraction(20_000), percent("30")), (Fraction(50_000), percent("40")))
    rules = Catastrophic(frozenset(), Fraction(20_000), bands, band_basis="above_threshold")
    assert scale(Fraction(50_000), rules, CatastrophicTilt()) == 10_000


def test_published_scope_example():
    # in scope 3,000 + 5,000 × 90% + 2,000 = 9,500; (9,500 − 1,300) × 80% = 6,560; 10,000 − 6,560 = 3,440
    parameters = inpatient_with(
        deductible=every_category(levels("0", "0", "0", "1300")), ratio=every_category(levels("0", "0", "0", "0.80"))
    )
    lines = [
        {"item": "drug", "class": "A", "amount": "3000.00"},
        {"item": "drug", "class": "B", "amount": "5000.00"},
        {"item": "service", "class": "A", "amount": "2000.00"},
    ]
    (answer,) = answers([bill_of(*lines)], parameters)
    assert amounts_of(answer, "self_first", "fund_total", "personal_total") == (500, 6560, 3440)


def test_published_ceiling_example():
    # (117,000 − 2,000) × 80% = 92,000, below the cap of 100,000
    parameters = inpatient_with(
        deductible=every_category(levels("0", "0", "0", "2000")),
        ratio=every_category(levels("0", "0", "0", "0.80")),
        ceiling=Fraction(100_000),
    )
    (answer,) = answers([stay("E1", "2024-03-01", "2024-03-05", "117000.00")], parameters)
    assert amounts_of(answer, "pool_pay", "over_ceiling") == (92_000, 0)


# Section 2


def test_half_up_is_symmetric():
    assert half_up(Fraction("0.005")) == Fraction("0.01")
    assert half_up(Fraction("-0.005")) == Fraction("-0.01")
    assert half_up(Fraction("-0.0049")) == 0


def test_price_limit_and_third_party():
    # 10 × 12 = 120 against 10 × 10 = 100: 20 over the limit
    line = {"item": "drug", "class": "A", "quantity": "10", "unit_price": "12.00", "price_limit": "10.00"}
    assert parts_of(line) == (0, 20, 0, 100)
    # a third party bears 120 × 30% = 36; the rest, 84, is within 100
    assert parts_of(line, third_party_share="0.30") == (36, 0, 0, 84)


def test_high_value_consumables():
    # the price of 1,500 is above the mark of 1,000, though the limit is not: 3,000 − 2,400 = 600; 2,400 × 30% = 720
    line = {"item": "consumable", "class": "B", "quantity": "2", "unit_price": "1500", "price_limit": "1200"}
    assert parts_of(line) == (0, 600, 720, 1680)
    # the mark looks at the price before the share: 1,500 own, 1,500 × 30% = 450
    assert parts_of(line, third_party_share="0.50") == (1500, 0, 450, 1050)
    # exactly the mark is not above it: 1,000 × 15% = 150
    assert parts_of({"item": "consumable", "class": "B", "amount": "1000.00"}) == (0, 0, 150, 850)


def test_a_line_and_its_negative_cancel():
    line = {"item": "drug", "class": "B", "quantity": "3", "unit_price": "0.335", "price_limit": "0.30"}
    # 1.005 → 1.01; limit 0.90; over 0.11; self_first 0.90 × 10% = 0.09; in scope 0.81
    assert parts_of(line) == tuple(Fraction(text) for text in ("0", "0.11", "0.09", "0.81"))
    assert parts_of(line, line | {"quantity": "-3"}) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    "encounter",
    [
        bill_of({"item": "drug", "class": "A", "amount": "-1.00"}),
        bill_of({"item": "drug", "class": "A", "amount": "5.00", "price_limit": "1.00"}),
        bill_of({"item": "drug", "class": "A", "amount": "-5.00", "quantity": "1"}),
        bill_of({"item": "drug", "class": "A", "amount": "9.00"}, {"item": "drug", "class": "C", "amount": "-1.00"}),
        stay("E1", "2024-03-01", "2024-03-05", "1.00", amounts=totals("10.00", "6.00", "3.00", "1.01")),
    ],
)
def test_refused_bills(encounter):
    with pytest.raises(Refused):
        answers([encounter])


def test_cover_line_by_line():
    lines = [
        {"item": "service", "class": "A", "amount": "700.00", "date": "2024-03-01"},
        {"item": "service", "class": "A", "amount": "1100.00"},
    ]
    # only the line of 1 March is outside cover: (1,100 − 1,000) × 60% = 60
    (answer,) = answers([bill_of(*lines)], coverage=[{"from": "2024-03-05", "to": "2024-12-31"}])
    assert answer["status"] == "settled"
    assert amounts_of(answer, "own_expense", "in_scope", "pool_pay") == (700, 1100, 60)
    # every line is outside cover
    (answer,) = answers([bill_of(*lines)], coverage=[{"from": "2024-06-01", "to": "2024-12-31"}])
    assert (answer["status"], answer["first_covered_day"]) == ("not_covered", "2024-06-01")
    assert amounts_of(answer, "own_expense", "personal_total", "burden") == (1800, 1800, 0)
    # an excluded bill is excluded before it is not covered
    (answer,) = answers([bill_of(*lines, excluded="abroad")], coverage=[])
    assert (answer["status"], answer["own_expense"], answer["accumulators"]["admissions"]) == ("excluded", 180_000, 0)


# Section 3, the deductible

THREE = [
    stay("E1", "2024-01-01", "2024-01-05", "10000.00"),
    stay("E2", "2024-02-01", "2024-02-05", "10000.00"),
    stay("E3", "2024-03-01", "2024-03-05", "10000.00"),
]


def test_repeat_factors():
    # 1,000; then half; the last entry repeats. 9,000 × 60% = 5,400; 9,500 × 60% = 5,700
    settled = answers(THREE)
    assert deductibles(settled) == [1000, 500, 500]
    assert [each["pool_pay"] for each in settled] == [540_000, 570_000, 570_000]


def test_repeat_factor_is_rounded():
    # 333.33 × 1/2 = 166.665 → 166.67
    parameters = inpatient_with(deductible=every_category(levels("0", "0", "0", "333.33")))
    assert deductibles(answers(THREE, parameters))[1] == Fraction("166.67")


def test_repeat_floor():
    # 1,000; 500; 250 raised to the floor of 400. Level 1: 200 × 1/4 = 50 raised to min(400, 200) = 200
    repeat = Repeat("factors", (Fraction(1), Fraction(1, 2), Fraction(1, 4)), levels("400", "400", "400", "400"))
    fourth = stay("E4", "2024-04-01", "2024-04-05", "10000.00", "level1")
    assert deductibles(answers([*THREE, fourth], inpatient_with(repeat=repeat))) == [1000, 500, 400, 200]


def test_repeat_sums_leave_out_of_area_deductibles():
    # the second admission is referred inside the province: its own 1,500 stays; the third takes the last entry, 600
    repeat = Repeat("sums", ({"level3": Fraction(1000)}, {"level3": Fraction(600)}))
    encounters = [THREE[0], THREE[1] | {"place": "province", "filing": "referral"}, THREE[2]]
    assert deductibles(answers(encounters, inpatient_with(repeat=repeat))) == [1000, 1500, 600]


def test_repeat_reductions():
    # 1,000 − 0; 1,000 − 300 = 700; primary max(0, 100 − 300) = 0
    repeat = Repeat("reductions", (Fraction(0), Fraction(300)))
    encounters = [*THREE[:2], THREE[2] | {"provider_level": "primary"}]
    assert deductibles(answers(encounters, inpatient_with(repeat=repeat))) == [1000, 700, 0]


def test_yearly_total_of_deductibles():
    # 1,000; min(500, 1,200 − 1,000) = 200; nothing left
    assert deductibles(answers(THREE, inpatient_with(yearly_deductible_total=Fraction(1200)))) == [1000, 200, 0]


def test_exempt_identity_and_category():
    # exempt: 10,000 × 60% = 6,000. Student: (10,000 − 800) × 70% = 6,440
    (exempt,) = answers(THREE[:1], identities=identity("extreme_poverty"))
    assert amounts_of(exempt, "deductible", "pool_pay") == (0, 6000)
    (student,) = answers(THREE[:1], category=[{"category": "student", "from": "2023-09-01"}])
    assert amounts_of(student, "deductible", "pool_pay") == (800, 6440)


def test_transfer_upward_and_not_counted():
    # 200 borne; 1,000 − 200 = 800; the transfer is no admission, so the next is the second: 500
    encounters = [
        stay("E1", "2024-01-01", "2024-01-05", "10000.00", "level1"),
        stay("E2", "2024-01-06", "2024-01-20", "10000.00", transfer_from="E1"),
        stay("E3", "2024-03-01", "2024-03-05", "10000.00"),
    ]
    settled = answers(encounters)
    assert deductibles(settled) == [200, 800, 500]
    assert [each["accumulators"]["admissions"] for each in settled] == [1, 1, 2]
    # (10,000 − 800) × 60% = 5,520
    assert settled[1]["pool_pay"] == 552_000
    # the area does not pay the difference: second admission 500; not counted, so the third is the second again
    assert deductibles(answers(encounters, inpatient_with(transfer_pays_difference=False))) == [200, 500, 500]


def test_transfer_chain_down_and_up():
    # only 300 in scope, so 300 borne; downward 0; up again 1,000 − (0 + 300) = 700
    encounters = [
        stay("E1", "2024-01-01", "2024-01-05", "300.00"),
        stay("E2", "2024-01-05", "2024-01-10", "10000.00", "level2", transfer_from="E1"),
        stay("E3", "2024-01-11", "2024-01-20", "10000.00", transfer_from="E2"),
    ]
    assert deductibles(answers(encounters)) == [300, 0, 700]
    with pytest.raises(Refused):
        answers([*encounters[:2], encounters[2] | {"admitted": "2024-01-12"}])


def test_transfer_from_another_kind_of_bill():
    # the 200 borne by a chronic class I bill are no inpatient deductible; every level is above a pharmacy
    encounters = [
        visit("E1", "chronic_1", "2024-01-05", "300.00", "level1"),
        stay("E2", "2024-01-06", "2024-01-20", "10000.00", transfer_from="E1"),
        visit("E3", "negotiated_drug", "2024-02-05", "300.00", "pharmacy"),
        stay("E4", "2024-02-05", "2024-02-20", "10000.00", transfer_from="E3"),
    ]
    filed = [{"kind": "chronic_1", "from": "2023-01-01"}]
    assert deductibles(answers(encounters, filings=filed)) == [200, 1000, 0, 1000]


def test_transfer_settled_against_its_direction():
    # the sequence settles the second part first: nothing borne yet, but still downward
    encounters = [
        stay("E1", "2024-01-01", "2024-01-05", "10000.00", sequence=2),
        stay("E2", "2024-01-05", "2024-01-10", "10000.00", "level2", sequence=1, transfer_from="E1"),
    ]
    assert deductibles(answers(encounters)) == [0, 1000]


def test_stay_over_the_year_end():
    encounters = [
        stay("E1", "2024-12-20", "2024-12-31", "10000.00", stay="S"),
        stay("E2", "2025-01-01", "2025-01-10", "10000.00", stay="S"),
        stay("E3", "2025-03-01", "2025-03-10", "10000.00"),
    ]
    # the later part takes nothing and does not count: the next admission of 2025 is the first
    assert deductibles(answers(encounters)) == [1000, 0, 1000]
    # as a new admission it takes 1,000 and counts
    assert deductibles(answers(encounters, inpatient_with(interim_new_admission=True))) == [1000, 1000, 500]


# Section 3, ratio and ceiling


def test_out_of_area_points():
    # none: (10,000 − 1,000) × (60% − 20%) = 3,600; referral: (10,000 − 1,500) × 55% = 4,675
    (none,) = answers([THREE[0] | {"place": "province", "filing": "none"}])
    assert amounts_of(none, "deductible", "pool_pay") == (1000, 3600)
    (referral,) = answers([THREE[0] | {"place": "province", "filing": "referral"}])
    assert amounts_of(referral, "deductible", "pool_pay") == (1500, 4675)
    # filed residence follows the local rule: 5,400
    (residence,) = answers([THREE[0] | {"place": "elsewhere", "filing": "residence"}])
    assert amounts_of(residence, "pool_pay") == (5400,)


def test_out_of_area_factor_rounds_once():
    # 1.01 × 60% × 4/5 = 0.4848 → 0.48 (twice rounded it would be 0.49)
    (answer,) = answers([stay("E1", "2024-01-01", "2024-01-05", "1001.01", place="elsewhere")])
    assert amounts_of(answer, "pool_pay", "coinsurance") == (Fraction("0.48"), Fraction("0.53"))


def test_out_of_area_own_share():
    # 10,000.05 × 10% = 1,000.005 → 1,000.01; 9,000.04 − 1,000 = 8,000.04; × 60% = 4,800.024 → 4,800.02
    (answer,) = answers([stay("E1", "2024-01-01", "2024-01-05", "10000.05", place="elsewhere", filing="referral")])
    expected = tuple(Fraction(text) for text in ("1000.01", "9000.04", "4800.02"))
    assert amounts_of(answer, "self_first", "in_scope", "pool_pay") == expected


def test_ceiling_on_payment_is_shared():
    # 5,400; 5,700 against 6,000 − 5,400 = 600; a negotiated drug 1,000 × 60% against nothing
    settled = answers(
        [*THREE[:2], visit("E3", "negotiated_drug", "2024-03-05", "1000.00")], inpatient_with(ceiling=Fraction(6000))
    )
    assert amounts_of(settled[1], "deductible", "pool_pay", "coinsurance", "over_ceiling") == (500, 600, 3800, 5100)
    assert amounts_of(settled[2], "pool_pay", "coinsurance", "over_ceiling", "burden") == (0, 400, 600, 1000)


def test_ceiling_on_cost():
    # 10,000 of 15,000 used; the second: eligible 5,000, deductible 500, 4,500 × 60% = 2,700, 5,000 over
    settled = answers(THREE[:2], inpatient_with(ceiling=Fraction(15_000), ceiling_on="cost"))
    assert amounts_of(settled[0], "pool_pay", "over_ceiling") == (5400, 0)
    assert amounts_of(settled[1], "deductible", "pool_pay", "coinsurance", "over_ceiling") == (500, 2700, 1800, 5000)
    assert amounts_of(settled[1], "burden") == (7300,)
    assert settled[1]["accumulators"]["eligible_cost"] == 1_500_000


# Section 3, the other kinds


def test_chronic_1():
    # 300 of the 500 borne; then 200, (1,000 − 200) × 75% = 600; then 1,000 × 75%
    encounters = [
        visit("E1", "chronic_1", "2024-01-05", "300.00", "level2"),
        visit("E2", "chronic_1", "2024-02-05", "1000.00", "level2"),
        visit("E3", "chronic_1", "2024-03-05", "1000.00", "level2"),
    ]
    filed = [{"kind": "chronic_1", "from": "2023-01-01", "to": "2024-02-29"}]
    settled = answers(encounters, filings=filed)
    assert deductibles(settled) == [300, 200, 0]
    assert settled[1]["pool_pay"] == 60_000
    # the filing has ended by March: nothing paid, and no sum changes
    assert amounts_of(settled[2], "pool_pay", "coinsurance", "burden", "catastrophic_pay") == (0, 1000, 1000, 0)
    assert settled[2]["accumulators"] == settled[1]["accumulators"]


def test_ordinary_outpatient():
    # 60 of the deductible of 100; 40, 200 × 50% = 100; 600 × 50% = 300 against 300 − 100 = 200
    encounters = [
        visit("E1", "outpatient", "2024-01-05", "60.00"),
        visit("E2", "outpatient", "2024-02-05", "240.00"),
        visit("E3", "outpatient", "2024-03-05", "600.00"),
        visit("E4", "outpatient", "2024-04-05", "600.00", "level3"),
    ]
    settled = answers(encounters)
    assert deductibles(settled) == [60, 40, 0, 0]
    assert [each["pool_pay"] for each in settled] == [0, 10_000, 20_000, 0]
    assert amounts_of(settled[2], "coinsurance", "over_ceiling") == (300, 100)
    # level 3 is not listed
    assert amounts_of(settled[3], "coinsurance", "over_ceiling") == (600, 0)


def test_two_diseases():
    # hypertension: 600 × 60% = 360 against 300; both from February: 1,000 × 60% = 600 against 600 − 300
    filed = [{"kind": "hypertension", "from": "2023-01-01"}, {"kind": "diabetes", "from": "2024-02-01"}]
    encounters = [
        visit("E1", "two_disease", "2024-01-05", "600.00"),
        visit("E2", "two_disease", "2024-02-05", "1000.00"),
    ]
    settled = answers(encounters, filings=filed)
    assert amounts_of(settled[0], "pool_pay", "coinsurance", "over_ceiling") == (300, 240, 60)
    assert amounts_of(settled[1], "pool_pay", "coinsurance", "over_ceiling") == (300, 400, 300)


def test_chronic_2():
    filed = [{"kind": "chronic_2", "disease": name, "from": "2023-01-01"} for name in ("A", "B", "C", "D", "A")]
    bill = visit("E1", "chronic_2", "2024-01-05", "3000.00", disease="A")
    # two diseases: cap 1,000 + 500; 3,000 × 70% = 2,100
    assert amounts_of(answers([bill], filings=filed[:2])[0], "pool_pay", "over_ceiling") == (1500, 600)
    # four different ones, three of them count: cap 1,000 + 2 × 500
    assert amounts_of(answers([bill], filings=filed)[0], "pool_pay", "over_ceiling") == (2000, 100)
    # the disease of the bill is not among those filed
    assert amounts_of(answers([bill], filings=filed[1:3])[0], "pool_pay", "coinsurance") == (0, 3000)


def test_maternity_lump():
    # twins: 2,000 + 300; a bill of 3,000 leaves 700 to the person; one of 1,500 leaves 800 to the institution
    names = ("maternity_pay", "personal_total", "institution_difference")
    assert amounts_of(answers([birth("E1", "vaginal", "3000.00", babies=2)])[0], *names) == (2300, 700, 0)
    assert amounts_of(answers([birth("E1", "vaginal", "1500.00", babies=2)])[0], *names) == (2300, 0, -800)
    assert amounts_of(answers([birth("E1", "vaginal", "0.00")])[0], *names) == (0, 0, 0)
    # borne by the institution: the person has the 200 of own expense; 3,000 − 2,000 − 200 = 800
    rules: Maternity = replace(SAMPLE.maternity, excess_borne_by="institution")
    settled = answers([birth("E1", "vaginal", "3000.00", "200.00")], replace(SAMPLE, maternity=rules))
    assert amounts_of(settled[0], *names) == (2000, 200, 800)


def test_maternity_limit_and_antenatal():
    # 5,000 − 600 = 4,400 in scope against 4,000: 400 over, 1,000 in all for the person
    (answer,) = answers([birth("E1", "caesarean", "5000.00", "600.00")])
    assert amounts_of(answer, "maternity_pay", "over_ceiling", "burden", "personal_total") == (4000, 400, 400, 1000)
    # the yearly 500: 300, then 200 of 400
    settled = answers([birth("E1", "antenatal", "300.00"), birth("E2", "antenatal", "400.00", babies=2)])
    assert [each["maternity_pay"] for each in settled] == [30_000, 20_000]


def test_maternity_sums_by_level():
    by_level = {"vaginal": {"level1": Fraction(1000), "level2": Fraction(1500)}}
    parameters = replace(SAMPLE, maternity=replace(SAMPLE.maternity, sum=by_level))
    bills = [birth("E1", "vaginal", "3000.00"), birth("E2", "vaginal", "3000.00", provider_level="level1")]
    assert [each["maternity_pay"] for each in answers(bills, parameters)] == [150_000, 100_000]


def test_maternity_as_inpatient():
    # (10,000 − 500) × 75% = 7,125; it counts, so the next stay is the second
    settled = answers([birth("E1", "difficult", "10000.00"), stay("E2", "2024-06-01", "2024-06-05", "10000.00")])
    assert amounts_of(settled[0], "maternity_pay", "pool_pay") == (0, 7125)
    assert deductibles(settled) == [500, 500]
