"""The first day of the calendar is a day like any other: only 0 stands for "no such day"."""

from tongchou.rules.days import first_of_year
from tongchou.rules.eligibility import (
    CENTRAL_PERIOD,
    NOT_PAID,
    Cover,
    came_from_employee_scheme,
    complete_year,
    covered_on,
    is_newborn,
)
from tongchou.rules.waiting import (
    FIXED_AND_VARIABLE,
    EnrolmentFacts,
    WaitingTerms,
    break_years,
    covered_before,
    enrolled_on,
    is_continuous,
)

TERMS = WaitingTerms(**dict.fromkeys(WaitingTerms._fields, 0))._replace(
    regime=FIXED_AND_VARIABLE,
    grace_break_months=3,
    newborn_days=90,
    employee_grace_months=3,
    central_opens=-91,
    central_closes=59,
)
PAID = EnrolmentFacts(
    benefit_year=1,
    paid_on=1,
    birth=0,
    last_covered_until=0,
    left_employee_scheme_on=0,
    exempt=False,
    years_repaired=0,
)
YEAR_ONE = Cover(
    enrolled_on=1,
    late=False,
    break_months=0,
    break_years=0,
    broken=False,
    fixed_months=0,
    variable_months=0,
    repaired_months=0,
    minimum_added_months=0,
    maximum_cut_months=0,
    waiting_months=0,
    waiting_until=0,
    earliest_day=1,
    first_day=1,
    last_day=365,
    reason=CENTRAL_PERIOD,
)


def test_a_payment_on_day_one_is_a_payment():
    assert enrolled_on(TERMS, PAID) == 1
    assert enrolled_on(TERMS, PAID._replace(paid_on=0)) == 0
    assert break_years(TERMS, PAID._replace(benefit_year=3, last_covered_until=1)) == 1
    assert break_years(TERMS, PAID._replace(benefit_year=3, last_covered_until=1, paid_on=0)) == 0


def test_a_child_born_on_day_one_is_a_newborn_and_one_of_unknown_birth_is_not():
    assert is_newborn(TERMS, PAID._replace(birth=1)) is True
    assert is_newborn(TERMS, PAID) is False
    assert is_newborn(TERMS, PAID._replace(birth=1, paid_on=0)) is False


def test_cover_that_ended_on_day_one_was_cover():
    covered = PAID._replace(last_covered_until=1)
    assert is_continuous(TERMS, covered) is True
    assert is_continuous(TERMS, PAID) is False
    assert is_continuous(TERMS, covered._replace(paid_on=0)) is False
    assert covered_before(TERMS._replace(breaks_count_from_year=2), covered) == first_of_year(2) - 1
    assert covered_before(TERMS._replace(breaks_count_from_year=2), PAID) == 0


def test_who_left_the_employee_scheme_on_day_one_came_from_it():
    assert came_from_employee_scheme(TERMS, PAID._replace(left_employee_scheme_on=1, paid_on=5)) is True
    assert came_from_employee_scheme(TERMS, PAID._replace(paid_on=5)) is False


def test_day_one_is_covered_and_its_year_complete():
    assert covered_on(YEAR_ONE, 1) is True
    assert covered_on(YEAR_ONE._replace(first_day=0, last_day=0), 0) is False
    assert complete_year(PAID, YEAR_ONE) is True
    assert complete_year(PAID, YEAR_ONE._replace(first_day=0, last_day=0, reason=NOT_PAID)) is False
