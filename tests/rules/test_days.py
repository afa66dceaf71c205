"""The integer calendar against the one of the standard library, day by day."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.numba_check import assert_compiles_and_agrees, compiled, public_functions
from tongchou.rules import days
from tongchou.rules.days import (
    add_calendar_months,
    add_months,
    age_on,
    civil,
    days_in_month,
    first_of_year,
    from_civil,
    last_of_year,
    months_begun,
)

ANY_ORDINAL = st.integers(1, date.max.toordinal())
# Four hundred years on either side of year 1, where no datetime exists.
FAR_ORDINAL = st.integers(-2_000_000, 20_000_000)


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def test_every_day_from_1900_to_2100_is_that_of_datetime():
    first = date(1900, 1, 1)
    for passed in range((date(2101, 1, 1) - first).days):
        expected = first + timedelta(passed)
        ordinal = expected.toordinal()
        assert from_civil(expected.year, expected.month, expected.day) == ordinal
        assert civil(ordinal) == (expected.year, expected.month, expected.day)
        assert days.year_of(ordinal) == expected.year


@given(ANY_ORDINAL)
def test_every_day_of_datetime_is_the_same(ordinal):
    expected = date.fromordinal(ordinal)
    assert civil(ordinal) == (expected.year, expected.month, expected.day)
    assert from_civil(expected.year, expected.month, expected.day) == ordinal


@given(FAR_ORDINAL)
def test_beyond_datetime_a_day_comes_back_and_follows_the_one_before(ordinal):
    year, month, number = civil(ordinal)
    assert from_civil(year, month, number) == ordinal
    assert 1 <= month <= 12
    assert 1 <= number <= days_in_month(year, month)
    assert civil(ordinal + 1) > civil(ordinal)


def test_no_such_day_is_the_eve_of_year_one():
    assert civil(0) == (0, 12, 31)
    assert days.year_of(0) == 0


@given(st.integers(1, 9999))
def test_length_of_month_and_year_is_that_of_the_calendar(year):
    for month in range(1, 13):
        assert days_in_month(year, month) == calendar.monthrange(year, month)[1]
    assert days.is_leap(year) == calendar.isleap(year)
    assert first_of_year(year) == date(year, 1, 1).toordinal()
    assert last_of_year(year) == date(year, 12, 31).toordinal()


@pytest.mark.parametrize(
    ("start", "months", "begins"),
    [
        ("2024-01-15", 3, "2024-04-15"),
        ("2024-01-01", 6, "2024-07-01"),
        ("2024-10-15", 3, "2025-01-15"),
        ("2024-01-29", 1, "2024-02-29"),
        ("2024-01-30", 1, "2024-03-01"),
        ("2023-01-28", 1, "2023-02-28"),
        ("2023-01-29", 1, "2023-03-01"),
        ("2024-03-31", 3, "2024-07-01"),
        ("2024-03-30", 3, "2024-06-30"),
        ("2024-08-31", 6, "2025-03-01"),
        ("2024-10-31", 14, "2025-12-31"),
        ("2024-05-31", 0, "2024-05-31"),
        ("2024-03-31", -1, "2024-03-01"),
        ("2024-01-15", -1, "2023-12-15"),
    ],
)
def test_cover_begins_on_the_same_number_or_on_the_first_of_the_next_month(start, months, begins):
    assert add_months(day(start), months) == day(begins)


@given(ANY_ORDINAL, st.integers(0, 600))
def test_months_later_is_the_same_number_where_it_exists(ordinal, months):
    start, end = civil(ordinal), civil(add_months(ordinal, months))
    passed = 12 * (end.year - start.year) + end.month - start.month
    if end.day == start.day and passed == months:
        return
    assert (end.day, passed) == (1, months + 1)
    before = civil(add_months(ordinal, months) - 1)
    assert days_in_month(before.year, before.month) < start.day


@given(ANY_ORDINAL, st.integers(0, 400), st.integers(0, 60))
def test_a_later_start_never_ends_earlier(ordinal, later, months):
    assert add_months(ordinal + later, months) >= add_months(ordinal, months)
    assert add_months(ordinal, months + 1) > add_months(ordinal, months)


@pytest.mark.article("001 第十一条")
@pytest.mark.parametrize(
    ("first", "until", "months"),
    [
        ("2024-01-01", "2023-12-31", 0),
        ("2024-01-01", "2024-01-01", 0),
        ("2024-01-01", "2024-01-02", 1),
        ("2024-01-01", "2024-02-01", 1),
        ("2024-01-01", "2024-02-02", 2),
        ("2024-01-01", "2024-04-01", 3),
        ("2024-01-01", "2024-04-02", 4),
        ("2024-01-31", "2024-02-29", 1),
        ("2024-01-31", "2024-03-01", 1),
        ("2024-01-31", "2024-03-02", 2),
        ("2024-01-31", "2024-03-31", 2),
        ("2023-09-01", "2024-03-01", 6),
    ],
)
def test_a_month_begun_counts_as_one(first, until, months):
    assert months_begun(day(first), day(until)) == months


@given(ANY_ORDINAL, st.integers(1, 20_000))
def test_months_begun_is_the_least_number_that_reaches_the_day(first, length):
    months = months_begun(first, first + length)
    assert add_months(first, months) >= first + length
    assert add_months(first, months - 1) < first + length


@pytest.mark.parametrize(
    ("birth", "on", "age"),
    [
        ("1960-05-10", "2024-05-09", 63),
        ("1960-05-10", "2024-05-10", 64),
        ("1960-05-10", "2024-04-30", 63),
        ("1960-05-10", "2024-06-01", 64),
        ("2024-05-10", "2024-05-10", 0),
        ("1960-02-29", "2023-02-28", 62),
        ("1960-02-29", "2023-03-01", 63),
        ("1960-02-29", "2024-02-28", 63),
        ("1960-02-29", "2024-02-29", 64),
    ],
)
def test_age_in_complete_years(birth, on, age):
    assert age_on(day(birth), day(on)) == age


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2024-03-01", 2, "2024-05-01"),
        ("2024-03-31", 2, "2024-05-01"),
        ("2024-02-29", 1, "2024-03-01"),
        ("2024-12-31", 1, "2025-01-01"),
        ("2024-11-30", 1, "2024-12-01"),
        ("2024-11-30", 14, "2026-01-01"),
        ("2024-06-15", 0, "2024-06-01"),
    ],
)
def test_calendar_months_count_the_month_of_the_day(start, months, expected):
    assert add_calendar_months(day(start), months) == day(expected)


def test_every_function_compiles_and_agrees():
    ordinals = [(day(text),) for text in ("2023-12-31", "2024-01-01", "2024-02-29", "2024-03-01", "2000-12-31")]
    ordinals += [(0,), (-800,), (1,)]
    months = [(2024, month) for month in range(1, 13)] + [(2100, 2), (2000, 2)]
    samples: dict[str, list[tuple]] = {
        "is_leap": [(2023,), (2024,), (2000,), (2100,)],
        "days_in_month": months,
        "from_civil": [(*month, 1) for month in months],
        "year_of": ordinals,
        "civil": ordinals,
        "first_of_year": [(2024,), (0,), (-1,)],
        "last_of_year": [(2024,), (0,), (-1,)],
        "age_on": [(day("1960-02-29"), day("2024-02-28")), (day("1960-05-10"), day("2024-05-10"))],
        "add_months": [(ordinal, months) for (ordinal,) in ordinals for months in (-13, 0, 1, 12)],
        "add_calendar_months": [(ordinal, months) for (ordinal,) in ordinals for months in (0, 1, 12)],
        "months_begun": [(day("2024-01-31"), day(text)) for text in ("2024-01-01", "2024-03-01", "2024-03-02")],
    }
    functions = public_functions(days)
    assert samples.keys() == functions.keys()
    for name, arguments in samples.items():
        assert_compiles_and_agrees(functions[name], *arguments)


@given(FAR_ORDINAL, st.integers(-600, 600))
def test_compiled_calendar_is_the_plain_one(ordinal, months):
    assert compiled(civil)(ordinal) == civil(ordinal)
    assert compiled(add_months)(ordinal, months) == add_months(ordinal, months)


def test_each_article_names_a_function():
    assert days.ARTICLES.keys() <= public_functions(days).keys()
