"""How long people live, how frail they are, and how long they learn."""

from datetime import date

import numpy as np

from tongchou.city import tables
from tongchou.city.draw import WHOLE, Draws, Ints
from tongchou.city.households import Families
from tongchou.city.people import FRAILTY, FRAILTY_WEIGHTS, NEVER, Int8s, completed_years
from tongchou.rules.codes import ADULT, CHILD, STUDENT

_SEASON = (118, 108, 103, 98, 94, 92, 92, 93, 95, 99, 104, 104)
"""Deaths by month; the mean is 100. Assumed."""

_SCHOOL_AGE = 6
_LEAVING_AGES = (16, 18, 19, 21, 22, 23)
_LEAVE = (6, 33, 3, 23, 28, 7)
"""Of a hundred people those who are pupils or students until they are so old on 1 September. Assumed."""


def day_number(year: int, month: int, day: int) -> int:
    """Return a day as days since 1970-01-01."""
    return (date(year, month, day) - date(1970, 1, 1)).days


def year_of_days(days: Ints, first: int, last: int) -> Ints:
    """Return the year of each day, ``first`` for all before it and ``last`` for all after it."""
    starts = np.array([day_number(year, 1, 1) for year in range(first + 1, last + 1)])
    return first + np.searchsorted(starts, days, side="right")


def make_frailty(draws: Draws, count: int) -> Int8s:
    """Return the class of frailty of each person."""
    return draws.share_out(FRAILTY_WEIGHTS, count).astype(np.int8)


def make_deaths(draws: Draws, families: Families, frailty: Int8s, years: tuple[int, ...]) -> Ints:
    """Return the day of death of each member, NEVER for those who outlive the years.

    How likely it is depends on age and frailty. A mother does not die in or before a year in which she gives birth: her
    child is in the household.
    """
    count = len(frailty)
    death = np.full(count, NEVER, np.int64)
    use = tables.use_by_age()
    rates = np.array([age.deaths for age in use], np.int64)
    with_mother = families.mother >= 0
    last_birth = np.full(count, -NEVER, np.int64)
    np.maximum.at(last_birth, families.mother[with_mother], families.birth[with_mother])
    for year in years:
        first, last = day_number(year, 1, 1), day_number(year, 12, 31)
        alive = (death == NEVER) & (families.birth <= last) & (last_birth < first)
        rows = np.flatnonzero(alive)
        age = np.minimum(completed_years(families.birth[rows], last), len(use) - 1)
        # Rates are of 10,000, frailties of 100.
        dead = rows[draws.hits(rates[age] * np.array(FRAILTY)[frailty[rows]], WHOLE * 100)]
        death[dead] = _day_of_death(draws, families.birth[dead], year, len(dead))
    return death


def _day_of_death(draws: Draws, birth: Ints, year: int, count: int) -> Ints:
    """Return a day of the year for each death, a day after birth at the earliest for those born in it."""
    month = draws.weigh(_SEASON, count)
    firsts = np.array([day_number(year, number, 1) for number in range(1, 13)] + [day_number(year + 1, 1, 1)])
    day = draws.between(firsts[month], firsts[month + 1] - 1, count)
    after_birth = np.minimum(birth + draws.between(1, 60, count), firsts[12] - 1)
    return np.where(day <= birth, np.maximum(after_birth, birth), day)


def make_categories(draws: Draws, birth: Ints, years: tuple[int, ...]) -> Int8s:
    """Return child, student or adult for each year and person: pupils and students are those who have not left school.

    The age is that on the 1 September before the benefit year, when the people enrol.
    """
    leaves = np.array(_LEAVING_AGES)[draws.share_out(_LEAVE, len(birth))]
    found = np.empty((len(years), len(birth)), np.int8)
    for row, year in enumerate(years):
        age = completed_years(birth, day_number(year - 1, 9, 1))
        found[row] = np.where(age < _SCHOOL_AGE, CHILD, np.where(age < leaves, STUDENT, ADULT))
    return found
