"""The calendar as integers: a day is its ordinal, 1 is 0001-01-01, and 0 stands for "no such day".

Proleptic Gregorian, equal to :meth:`datetime.date.toordinal` from year 1 to 9999 and consistent on both sides of
it. The figures here are those of the calendar, none is a regulation's.
"""

from typing import NamedTuple

ARTICLES: dict[str, str] = {
    "year_of": "001 第九条（自然年度为一个保险责任周期）",
    "first_of_year": "001 第九条（自然年度为一个保险责任周期）",
    "last_of_year": "001 第九条（自然年度为一个保险责任周期）",
    "age_on": "contract of settlement, section 12",
    "add_months": "contract of settlement, section 10",
    "add_calendar_months": "docs/questions.md",
    "months_begun": "001 第十一条（中断缴费的月数）",
}

_DAYS_IN_400_YEARS = 146_097
_DAYS_IN_100_YEARS = 36_524
_DAYS_IN_4_YEARS = 1_461
_DAYS_IN_YEAR = 365


class Civil(NamedTuple):
    """A day as people write it."""

    year: int
    month: int
    day: int


def is_leap(year: int) -> bool:
    """Return whether the year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """Return the number of days, 28 to 31, of a month from 1 to 12."""
    if month == 2:
        return 29 if is_leap(year) else 28
    return 30 if month == 4 or month == 6 or month == 9 or month == 11 else 31


def from_civil(year: int, month: int, day: int) -> int:
    """Return the ordinal of a day that exists; whether it exists is checked where the text is read, not here."""
    before = year - 1
    days = _DAYS_IN_YEAR * before + before // 4 - before // 100 + before // 400
    # (367 m - 362) // 12 is the number of days before month m if February had 30.
    days += (367 * month - 362) // 12 + day
    if month > 2:
        days -= 1 if is_leap(year) else 2
    return days


def year_of(ordinal: int) -> int:
    """Return the calendar year of a day, which is also its benefit year (001 第九条)."""
    days = ordinal - 1
    of_400 = days // _DAYS_IN_400_YEARS
    days %= _DAYS_IN_400_YEARS
    of_100 = days // _DAYS_IN_100_YEARS
    days %= _DAYS_IN_100_YEARS
    of_4 = days // _DAYS_IN_4_YEARS
    of_1 = days % _DAYS_IN_4_YEARS // _DAYS_IN_YEAR
    years = 400 * of_400 + 100 * of_100 + 4 * of_4 + of_1
    # A fourth century or a fourth year can only be the last day, 31 December, of a leap year.
    return years if of_100 == 4 or of_1 == 4 else years + 1


def civil(ordinal: int) -> Civil:
    """Return year, month and day of an ordinal."""
    year = year_of(ordinal)
    passed = ordinal - first_of_year(year)
    if ordinal >= from_civil(year, 3, 1):
        # As in from_civil, count as if February had 30 days.
        passed += 1 if is_leap(year) else 2
    month = (12 * passed + 373) // 367
    return Civil(year, month, ordinal - from_civil(year, month, 1) + 1)


def first_of_year(year: int) -> int:
    """Return the ordinal of 1 January."""
    return from_civil(year, 1, 1)


def last_of_year(year: int) -> int:
    """Return the ordinal of 31 December."""
    return from_civil(year, 12, 31)


def age_on(birth: int, day: int) -> int:
    """Return the age in complete years on a day; a birthday of 29 February comes on 1 March where there is none."""
    born, now = civil(birth), civil(day)
    years = now.year - born.year
    if now.month < born.month or (now.month == born.month and now.day < born.day):
        years -= 1
    return years


def add_months(ordinal: int, months: int) -> int:
    """Return the day of the same number so many months later; where there is none, the first of the next month.

    This is the day on which cover begins after a waiting of `months` that is counted from `ordinal`: the waiting ends
    the day before. 31 January and one month is 1 March. `months` may be negative.

    Source: contract of settlement, section 10.
    """
    start = civil(ordinal)
    count = 12 * start.year + start.month - 1 + months
    year = count // 12
    month = count % 12 + 1
    if start.day > days_in_month(year, month):
        return from_civil(year, month, 1) + days_in_month(year, month)
    return from_civil(year, month, start.day)


def add_calendar_months(ordinal: int, months: int) -> int:
    """Return the first day of the month so many months after that of a day; the day's own month is the first of them.

    5 March and two months is 1 May: March and April have passed.

    Source: docs/questions.md, waiting counted by the calendar month.
    """
    start = civil(ordinal)
    count = 12 * start.year + start.month - 1 + months
    return from_civil(count // 12, count % 12 + 1, 1)


def months_begun(first: int, until: int) -> int:
    """Return how many months, the last one rounded up, lie from the day `first` to the day before `until`.

    The smallest n with ``add_months(first, n) >= until``, and 0 where `until` is not after `first`: "longer than
    three months" is ``months_begun(...) > 3`` to the day.
    """
    if until <= first:
        return 0
    start = civil(first)
    end = civil(until)
    months = 12 * (end.year - start.year) + end.month - start.month
    if add_months(first, months) < until:
        return months + 1
    # The 29th to the 31st may reach the first of a month one month early: 31 January and one month is 1 March.
    return months - 1 if add_months(first, months - 1) >= until else months
