"""The oracle against hand-computed cases: long stays, repeated treatment, drugs paid further, burden shares.

The parameters are those of `sample.py` with one addition each (see `test_oracle_additions.py`).
"""

from dataclasses import replace
from fractions import Fraction

import pytest

from .parameters import Grant
from .sample import SAMPLE, amounts_of, answers, deductibles, percent, stay, sums, visit, with_part

LONG = with_part("inpatient", interim_days=180)


def parts(*days):
    """Parts of one stay: (admitted, discharged)."""
    return [
        stay(f"E{number}", admitted, discharged, "10000.00") | {"stay": "S"}
        for number, (admitted, discharged) in enumerate(days, 1)
    ]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        # 1 January + 179 days is 28 June, + 180 is 29 June (2024 has a 29 February)
        ([("2024-01-01", "2024-06-28"), ("2024-06-28", "2024-09-01")], [1000, 0]),
        ([("2024-01-01", "2024-06-28"), ("2024-06-29", "2024-09-01")], [1000, 500]),
        ([("2024-01-01", "2024-06-29"), ("2024-06-29", "2024-09-01")], [1000, 500]),
        # the part carries the day of the first admission: it begins when the part before it ended
        ([("2024-01-01", "2024-06-29"), ("2024-01-01", "2024-09-01")], [1000, 500]),
        ([("2024-01-01", "2024-06-28"), ("2024-01-01", "2024-09-01")], [1000, 0]),
        # closed at the end of the year, and after 180 days in the next
        ([("2024-10-03", "2024-12-31"), ("2025-01-01", "2025-04-01"), ("2025-04-01", "2025-05-01")], [1000, 0, 1000]),
        # the third part goes on with the second, which is an admission of its own
        ([("2024-01-01", "2024-06-30"), ("2024-06-30", "2024-09-30"), ("2024-09-30", "2024-10-05")], [1000, 500, 0]),
    ],
)
def test_a_long_stay_becomes_a_new_admission(days, expected):
    assert deductibles(answers(parts(*days), LONG)) == expected


def test_without_the_rule_a_long_stay_goes_on():
    assert deductibles(answers(parts(("2024-01-01", "2024-09-01"), ("2024-09-01", "2024-11-01")))) == [1000, 0]


def test_repeated_treatment_owes_no_deductible():
    parameters = with_part("inpatient", exempt_diagnoses_from=(("Z51", 3), ("Z51.1", 2)))
    bills = [
        stay(f"E{number}", f"2024-0{number}-01", f"2024-0{number}-10", "10000.00") | {"diagnosis": diagnosis}
        for number, diagnosis in enumerate(("Z51.1", "Z51.0", "Z51.1", "Z51.0", "J18"), 1)
    ]
    # the second admission is no Z51.1, the third one is, the fourth is a Z51
    assert deductibles(answers(bills, parameters)) == [1000, 500, 0, 0, 500]


def test_a_drug_is_paid_further_by_the_insurer():
    # 10,000 × 60% = 6,000; of the other 4,000 the insurer pays 20%: 800
    parameters = with_part("negotiated", catastrophic_ratio=percent("20"))
    (answer,) = answers([visit("E1", "negotiated_drug", "2024-03-01", "10000.00")], parameters)
    assert amounts_of(answer, "pool_pay", "catastrophic_pay", "personal_total") == (6000, 800, 3200)
    assert sums(answer, "catastrophic_burden", "catastrophic_paid") == (0, 800)


def test_no_more_is_borne_than_a_share_of_the_in_scope_cost():
    # 9,000 × 60% = 5,400, 4,600 are left; a share of 10% is 1,000, so 3,600 are paid, up to the cap of 4,000
    parameters = replace(SAMPLE, tilt={"monitored": Grant(Fraction(0), Fraction(0), Fraction(4000), percent("10"))})
    person = {"identities": [{"kind": "monitored"}]}
    bills = [stay(f"E{n}", f"2024-0{n}-01", f"2024-0{n}-10", "10000.00") for n in (1, 2)]
    found = answers(bills, parameters, **person)
    assert [amounts_of(each, "tilt_pay") for each in found] == [(3600,), (400,)]
    assert sums(found[1], "tilt_paid") == (4000,)
