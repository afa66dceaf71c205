"""Waiting and cover in both regimes: every boundary to the day."""

import pytest

from tests.rules.enrolment_cases import INTO_2026, NEW_2026, NEW_2030, OLD_2024, day, facts, shown, terms
from tongchou.rules.eligibility import (
    NOT_PAID,
    REASONS,
    came_from_employee_scheme,
    complete_year,
    covered_on,
    first_benefit_day,
    is_late_newborn,
    is_newborn,
)
from tongchou.rules.waiting import (
    BREAK_BASED,
    FIXED_AND_VARIABLE,
    Waiting,
    break_months,
    break_years,
    covered_before,
    enrolled_on,
    is_continuous,
    is_late,
    repairable_years,
    waiting_article_11,
    waiting_state_38,
)


def summary(cover):
    return REASONS[cover.reason], shown(cover.first_day), shown(cover.last_day), cover.waiting_months


@pytest.mark.article("001 第十一条")
@pytest.mark.parametrize(
    ("paid", "until", "reason", "first", "months"),
    [
        # Paid in the central period, covered the year before: from 1 January.
        ("2023-10-01", "2023-12-31", "continuous", "2024-01-01", 0),
        ("2023-12-31", "2023-12-31", "continuous", "2024-01-01", 0),
        # One day late: six months, though the break is of one day.
        ("2024-01-01", "2023-12-31", "waited_late", "2024-07-01", 6),
        ("2024-01-15", "2023-12-31", "waited_late", "2024-07-15", 6),
        # Never covered before: in time or late.
        ("2023-12-31", "", "central_period", "2024-01-01", 0),
        ("2024-01-01", "", "waited_late", "2024-07-01", 6),
        # A break of three months does not interrupt, one day more does.
        ("2023-12-01", "2023-08-31", "continuous", "2024-01-01", 0),
        ("2023-12-02", "2023-08-31", "waited_break", "2024-06-02", 6),
        # From 31 August three months are full on 1 December: 31 November does not exist.
        ("2023-12-01", "2023-08-30", "continuous", "2024-01-01", 0),
        ("2023-12-01", "2023-08-29", "waited_break", "2024-06-01", 6),
        # A year missed, resumed in the central period: the waiting counts from payment, not from 1 January.
        ("2023-10-01", "2022-12-31", "waited_break", "2024-04-01", 6),
        ("2023-12-31", "2022-12-31", "waited_break", "2024-07-01", 6),
        # Late and a year missed: once six months, not twice.
        ("2024-03-10", "2022-12-31", "waited_late_and_break", "2024-09-10", 6),
        # The waiting that ends on the eve of the last day leaves one day, one day later it leaves none.
        ("2024-06-30", "2023-12-31", "waited_late", "2024-12-30", 6),
        ("2024-07-01", "2023-12-31", "beyond_year", "", 6),
        ("2024-12-31", "2023-12-31", "beyond_year", "", 6),
        ("2025-01-01", "2023-12-31", "paid_after_year", "", 0),
        ("", "2023-12-31", "not_paid", "", 0),
    ],
)
def test_article_11_lets_the_late_and_the_broken_wait(paid, until, reason, first, months):
    cover = first_benefit_day(OLD_2024, facts(2024, paid, until=until))
    assert summary(cover) == (reason, first, "2024-12-31" if first else "", months)


@pytest.mark.article("001 第十一条")
@pytest.mark.parametrize(
    ("months", "most", "wait", "cut"),
    [(5, 6, 5, 0), (6, 6, 6, 0), (7, 6, 6, 1), (7, 1, 1, 6), (7, 0, 7, 0)],
)
def test_article_11_waits_not_longer_than_the_maximum(months, most, wait, cut):
    found = waiting_article_11(OLD_2024._replace(months=months, max_months=most))
    assert found == Waiting(months, 0, 0, 0, cut, wait)


@pytest.mark.article("001 第十一条")
def test_waiting_that_ends_on_31_december_leaves_no_day_of_the_year():
    # 1 July and six months: until 31 December.
    cover = first_benefit_day(OLD_2024, facts(2024, "2024-07-01", until="2023-12-31"))
    assert (shown(cover.waiting_until), shown(cover.earliest_day)) == ("2024-12-31", "2025-01-01")
    assert (cover.first_day, cover.last_day, cover.fixed_months) == (0, 0, 6)


@pytest.mark.article("contract of settlement, section 10")
@pytest.mark.parametrize(
    ("paid", "until", "first"),
    [
        ("2026-01-31", "2026-04-30", "2026-05-01"),
        ("2026-03-30", "2026-06-29", "2026-06-30"),
        ("2026-03-31", "2026-06-30", "2026-07-01"),
        ("2026-09-30", "2026-12-29", "2026-12-30"),
    ],
)
def test_waiting_ends_the_day_before_the_same_number(paid, until, first):
    cover = first_benefit_day(NEW_2026, facts(2026, paid, until="2025-12-31"))
    assert (shown(cover.waiting_until), shown(cover.first_day)) == (until, first)


@pytest.mark.article("国办发〔2024〕38号")
@pytest.mark.parametrize(
    ("paid", "until", "reason", "first", "months"),
    [
        ("2025-12-31", "2025-12-31", "continuous", "2026-01-01", 0),
        ("2026-01-01", "2025-12-31", "waited_late", "2026-04-01", 3),
        ("2025-12-31", "", "central_period", "2026-01-01", 0),
        ("2026-01-01", "", "waited_late", "2026-04-01", 3),
        # Broken within the year before: fixed, but no missed year.
        ("2025-12-01", "2025-08-31", "continuous", "2026-01-01", 0),
        ("2025-12-02", "2025-08-31", "waited_break", "2026-03-02", 3),
        # One missed year: the fixed waiting answers for it; the second adds a month.
        ("2025-12-31", "2024-12-31", "waited_break", "2026-03-31", 3),
        ("2025-12-31", "2023-12-31", "waited_break", "2026-05-01", 4),
        ("2026-02-01", "2024-12-31", "waited_late_and_break", "2026-05-01", 3),
        ("2026-02-01", "2022-12-31", "waited_late_and_break", "2026-07-01", 5),
        # Waiting served before the year: from 1 January.
        ("2025-10-01", "2024-12-31", "waited_break", "2026-01-01", 3),
        ("2025-10-02", "2024-12-31", "waited_break", "2026-01-02", 3),
        ("2026-09-30", "2025-12-31", "waited_late", "2026-12-30", 3),
        ("2026-10-01", "2025-12-31", "beyond_year", "", 3),
    ],
)
def test_state_38_waits_fixed_and_variable(paid, until, reason, first, months):
    cover = first_benefit_day(NEW_2026, facts(2026, paid, until=until))
    assert summary(cover) == (reason, first, "2026-12-31" if first else "", months)


@pytest.mark.article("国办发〔2024〕38号")
@pytest.mark.parametrize(
    ("missed", "repaired", "parts"),
    [
        (0, 0, Waiting(3, 0, 0, 0, 0, 3)),
        (0, 1, Waiting(3, 0, 0, 0, 0, 3)),
        (1, 0, Waiting(3, 0, 0, 0, 0, 3)),
        (2, 0, Waiting(3, 1, 0, 0, 0, 4)),
        (2, 1, Waiting(3, 1, 1, 0, 0, 3)),
        (2, 2, Waiting(3, 1, 1, 0, 0, 3)),
        (3, 0, Waiting(3, 2, 0, 0, 0, 5)),
        (3, 1, Waiting(3, 2, 1, 0, 0, 4)),
        (3, 3, Waiting(3, 2, 2, 0, 0, 3)),
        # Four missed years and more: at least six months whatever was repaired.
        (4, 0, Waiting(3, 3, 0, 0, 0, 6)),
        (4, 1, Waiting(3, 3, 1, 1, 0, 6)),
        (4, 4, Waiting(3, 3, 3, 3, 0, 6)),
        (5, 0, Waiting(3, 4, 0, 0, 0, 7)),
        (5, 1, Waiting(3, 4, 1, 0, 0, 6)),
        (5, 2, Waiting(3, 4, 2, 1, 0, 6)),
    ],
)
def test_repair_shortens_the_variable_part_but_not_below_the_minimum(missed, repaired, parts):
    assert waiting_state_38(NEW_2026, missed, repaired) == parts


@pytest.mark.article("国办发〔2024〕38号")
def test_the_text_leaves_room_and_the_terms_decide():
    each_year = NEW_2026._replace(break_years_within_fixed=0)
    assert [waiting_state_38(each_year, years, 0).waiting_months for years in range(6)] == [3, 4, 5, 6, 7, 8]
    capped = NEW_2026._replace(max_months=6)
    assert waiting_state_38(capped, 7, 0) == Waiting(3, 6, 0, 0, 3, 6)
    no_minimum = NEW_2026._replace(long_break_years=0)
    assert waiting_state_38(no_minimum, 9, 9).waiting_months == 3
    always_minimum = NEW_2026._replace(long_break_years=1)
    assert [waiting_state_38(always_minimum, years, 0).waiting_months for years in (0, 1, 2)] == [3, 6, 6]


@pytest.mark.article("国办发〔2024〕38号")
@pytest.mark.parametrize(
    ("until", "years"),
    [("2025-12-31", 0), ("2025-01-01", 0), ("2024-12-31", 1), ("2024-01-01", 1), ("2023-12-31", 2), ("", 0)],
)
def test_a_year_is_missed_when_no_day_of_it_was_covered(until, years):
    for paid in ("2025-11-01", "2026-08-01"):
        assert break_years(NEW_2026, facts(2026, paid, until=until)) == years


@pytest.mark.article("国办发〔2024〕38号")
def test_missed_years_before_the_rule_need_not_count():
    from_2025 = NEW_2026._replace(breaks_count_from_year=2025)
    assert break_years(from_2025, facts(2026, "2025-11-01", until="2019-12-31")) == 1
    from_2026 = NEW_2026._replace(breaks_count_from_year=2026)
    someone = facts(2026, "2025-11-01", until="2019-12-31")
    assert shown(covered_before(from_2026, someone)) == "2025-12-31"
    assert covered_before(from_2026, facts(2026, "2025-11-01")) == 0
    assert (break_months(from_2026, someone), is_continuous(from_2026, someone)) == (0, True)
    assert summary(first_benefit_day(from_2026, someone)) == ("continuous", "2026-01-01", "2026-12-31", 0)
    assert not is_continuous(from_2026, facts(2026, "2025-11-01"))


@pytest.mark.article("国办发〔2024〕38号")
def test_a_missed_year_interrupts_whatever_the_grace():
    by_years = NEW_2026._replace(grace_break_months=12)
    assert is_continuous(by_years, facts(2026, "2025-12-31", until="2025-01-31"))
    assert not is_continuous(by_years, facts(2026, "2025-12-31", until="2024-12-31"))


@pytest.mark.article("国办发〔2024〕38号")
@pytest.mark.parametrize(
    ("until", "repaired", "useful"),
    # Missed years of 2030: 29, 28-29, 26-29, 25-29 and 24-29.
    [
        ("2028-12-31", 0, 0),
        ("2027-12-31", 0, 1),
        ("2027-12-31", 1, 0),
        ("2026-12-31", 0, 2),
        ("2025-12-31", 0, 0),
        ("2024-12-31", 0, 1),
        ("2023-12-31", 0, 2),
        ("2023-12-31", 1, 1),
    ],
)
def test_the_way_out_names_the_years_whose_payment_still_helps(until, repaired, useful):
    assert repairable_years(NEW_2030, facts(2030, "2029-11-01", until=until, repaired=repaired)) == useful


def test_no_more_years_can_be_repaired_than_were_missed():
    two_months_a_year = NEW_2030._replace(months_per_break_year=2)
    for repaired, useful in ((0, 3), (1, 2), (3, 0), (4, 0)):
        someone = facts(2030, "2029-11-01", until="2026-12-31", repaired=repaired)
        assert repairable_years(two_months_a_year, someone) == useful


def test_before_2025_no_payment_repairs():
    assert repairable_years(OLD_2024, facts(2024, "2024-02-01", until="2020-12-31")) == 0


@pytest.mark.article("001 第十一条")
def test_a_central_period_that_runs_into_the_year_covers_from_payment():
    for paid, first in (("2025-12-31", "2026-01-01"), ("2026-01-01", "2026-01-01"), ("2026-02-28", "2026-02-28")):
        someone = facts(2026, paid, until="2025-12-31")
        cover = first_benefit_day(INTO_2026, someone)
        assert summary(cover) == ("continuous", first, "2026-12-31", 0)
        assert complete_year(someone, cover)
    cover = first_benefit_day(INTO_2026, facts(2026, "2026-03-01", until="2025-12-31"))
    assert summary(cover) == ("waited_late", "2026-06-01", "2026-12-31", 3)


def test_the_break_of_a_central_payer_ends_with_the_old_year():
    no_grace = INTO_2026._replace(grace_break_months=0)
    assert break_months(no_grace, facts(2026, "2026-02-28", until="2025-12-31")) == 0
    assert break_months(no_grace, facts(2026, "2026-03-01", until="2025-12-31")) == 2


def test_a_payment_before_the_period_opens_is_held_until_it_opens():
    early = facts(2026, "2025-08-01", until="2023-12-31")
    assert shown(enrolled_on(NEW_2026, early)) == "2025-10-01"
    assert not is_late(NEW_2026, early)
    assert first_benefit_day(NEW_2026, early).first_day == day("2026-02-01")


@pytest.mark.article("001 第十一条")
@pytest.mark.parametrize("regime", [BREAK_BASED, FIXED_AND_VARIABLE])
@pytest.mark.parametrize(
    ("birth", "year", "paid", "first"),
    [
        ("2024-03-10", 2024, "2024-03-10", "2024-03-10"),
        # Day 90 is 8 June.
        ("2024-03-10", 2024, "2024-06-08", "2024-03-10"),
        ("2024-12-20", 2024, "2024-12-31", "2024-12-20"),
        # Paid in January for the year of birth: covered from birth all the same.
        ("2024-12-20", 2024, "2025-01-05", "2024-12-20"),
        ("2024-12-20", 2024, "2025-03-20", "2024-12-20"),
        ("2023-12-20", 2024, "2024-03-19", "2024-01-01"),
        # Paid before birth.
        ("2024-03-10", 2024, "2024-02-01", "2024-03-10"),
    ],
)
def test_newborns_are_covered_from_birth(regime, birth, year, paid, first):
    found = terms(regime, "2023-10-01", "2023-12-31")
    cover = first_benefit_day(found, facts(year, paid, birth))
    assert summary(cover) == ("newborn", first, "2024-12-31", 0)


@pytest.mark.article("001 第十一条")
@pytest.mark.parametrize(
    ("birth", "paid", "reason", "first"),
    [
        ("2024-03-10", "2024-06-09", "waited_late", "2024-12-09"),
        ("2024-12-20", "2025-03-21", "paid_after_year", ""),
        ("2023-12-20", "2024-03-20", "waited_late", "2024-09-20"),
        ("", "2024-03-20", "waited_late", "2024-09-20"),
    ],
)
def test_after_the_newborn_days_a_child_waits_like_others(birth, paid, reason, first):
    cover = first_benefit_day(OLD_2024, facts(2024, paid, birth))
    assert (REASONS[cover.reason], shown(cover.first_day)) == (reason, first)


def test_nobody_is_covered_before_birth():
    cover = first_benefit_day(OLD_2024, facts(2024, "2024-12-01", "2025-02-01"))
    assert (REASONS[cover.reason], cover.first_day) == ("beyond_year", 0)


@pytest.mark.article("001 第十一条")
@pytest.mark.parametrize(
    ("paid", "until", "reason", "first"),
    [
        # The exemption is named only where it was needed.
        ("2023-11-01", "2023-12-31", "continuous", "2024-01-01"),
        ("2023-11-01", "2020-12-31", "exempt", "2024-01-01"),
        ("2024-05-06", "2020-12-31", "exempt", "2024-05-06"),
        ("2024-12-31", "", "exempt", "2024-12-31"),
        ("2025-01-01", "", "paid_after_year", ""),
    ],
)
def test_an_exempt_identity_never_waits(paid, until, reason, first):
    for found in (OLD_2024, OLD_2024._replace(regime=FIXED_AND_VARIABLE)):
        cover = first_benefit_day(found, facts(2024, paid, until=until, exempt=True))
        assert (REASONS[cover.reason], shown(cover.first_day), cover.waiting_months) == (reason, first, 0)


@pytest.mark.article("001 第十一条")
@pytest.mark.parametrize(
    ("left", "paid", "reason", "first"),
    [
        ("2024-03-31", "2024-04-01", "from_employee_scheme", "2024-04-01"),
        ("2024-03-31", "2024-07-01", "from_employee_scheme", "2024-07-01"),
        ("2024-03-31", "2024-07-02", "beyond_year", ""),
        ("2024-02-29", "2024-06-01", "from_employee_scheme", "2024-06-01"),
        ("2024-02-29", "2024-06-02", "waited_late", "2024-12-02"),
        # Paid while still there: cover begins when the other ends (001 第五条).
        ("2024-08-31", "2024-05-01", "from_employee_scheme", "2024-09-01"),
        ("2024-08-31", "2023-11-01", "continuous", "2024-09-01"),
        ("2024-12-30", "2023-11-01", "continuous", "2024-12-31"),
        ("2024-12-31", "2023-11-01", "beyond_year", ""),
    ],
)
def test_who_comes_from_the_employee_scheme_in_time_does_not_wait(left, paid, reason, first):
    someone = facts(2024, paid, left=left)
    cover = first_benefit_day(OLD_2024, someone)
    assert (REASONS[cover.reason], shown(cover.first_day)) == (reason, first)
    assert not complete_year(someone, cover)


@pytest.mark.parametrize(
    ("months", "until", "first"),
    [(0, "", "2026-02-10"), (1, "2026-03-09", "2026-03-10"), (2, "2026-04-09", "2026-04-10")],
)
def test_a_waiting_of_no_months_has_no_last_day(months, until, first):
    cover = first_benefit_day(NEW_2026._replace(fixed_months=months), facts(2026, "2026-02-10"))
    assert (shown(cover.waiting_until), shown(cover.first_day)) == (until, first)
    assert REASONS[cover.reason] == "waited_late"


def test_without_a_payment_nothing_is_traced_but_the_reason():
    child = facts(2026, birth="2025-12-30", until="2019-12-31", left="2025-12-31")
    cover = first_benefit_day(NEW_2026, child)
    assert cover == (0, False, 0, 0, False, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NOT_PAID)
    assert not is_newborn(NEW_2026, child)
    assert not is_continuous(NEW_2026, child)
    assert not came_from_employee_scheme(NEW_2026, child)


def test_who_was_never_covered_has_no_break():
    cover = first_benefit_day(NEW_2026, facts(2026, "2026-02-01"))
    assert (cover.break_months, cover.break_years, cover.broken, cover.late) == (0, 0, False, True)


@pytest.mark.article("001 第九条")
def test_covered_days_are_those_from_the_first_to_the_last():
    cover = first_benefit_day(NEW_2026, facts(2026, "2026-01-15", until="2025-12-31"))
    days = {"2026-04-14": False, "2026-04-15": True, "2026-12-31": True, "2027-01-01": False}
    assert {text: covered_on(cover, day(text)) for text in days} == days
    empty = first_benefit_day(NEW_2026, facts(2026))
    assert not covered_on(empty, 0)
    assert not covered_on(empty, day("2026-06-01"))


@pytest.mark.parametrize(
    ("someone", "complete"),
    [
        (facts(2026, "2025-11-01", until="2025-12-31"), True),
        (facts(2026, "2025-11-01"), True),
        (facts(2026, "2025-10-01", until="2024-12-31"), True),
        (facts(2026, "2025-10-02", until="2024-12-31"), False),
        (facts(2026, "2026-01-02", exempt=True), False),
        (facts(2026, "2026-01-20", birth="2026-01-01"), True),
        (facts(2026, "2026-01-20", birth="2026-01-02"), False),
        (facts(2026), False),
    ],
)
def test_a_complete_year_begins_on_1_january(someone, complete):
    assert complete_year(someone, first_benefit_day(NEW_2026, someone)) is complete


@pytest.mark.parametrize(
    ("months", "paid", "until", "first"),
    [
        # March and April are waited: the third month from the payment is May, whatever the day of the month.
        (2, "2024-03-01", "2024-04-30", "2024-05-01"),
        (2, "2024-03-31", "2024-04-30", "2024-05-01"),
        (2, "2024-04-01", "2024-05-31", "2024-06-01"),
        (1, "2024-02-29", "2024-02-29", "2024-03-01"),
        (6, "2024-06-30", "2024-11-30", "2024-12-01"),
        (2, "2024-10-31", "2024-11-30", "2024-12-01"),
        (0, "2024-03-05", "", "2024-03-05"),
    ],
)
def test_months_of_the_calendar_begin_with_that_of_the_payment(months, paid, until, first):
    found = OLD_2024._replace(months=months, calendar_months=1)
    cover = first_benefit_day(found, facts(2024, paid))
    assert (shown(cover.waiting_until), shown(cover.first_day)) == (until, first)


def test_calendar_months_that_reach_beyond_the_year_give_no_cover():
    found = OLD_2024._replace(months=2, calendar_months=1)
    cover = first_benefit_day(found, facts(2024, "2024-11-01"))
    assert (REASONS[cover.reason], shown(cover.waiting_until), cover.first_day) == ("beyond_year", "2024-12-31", 0)
    assert shown(cover.earliest_day) == "2025-01-01"


@pytest.mark.parametrize(
    ("birth", "paid", "reason", "first"),
    [
        ("2024-03-10", "2024-06-08", "newborn", "2024-03-10"),
        ("2024-03-10", "2024-06-09", "late_newborn", "2024-06-10"),
        # The first birthday is within the twelve months, the day after it is not.
        ("2023-03-10", "2024-03-10", "late_newborn", "2024-03-11"),
        ("2023-03-10", "2024-03-11", "waited_late", "2024-09-11"),
        ("2023-02-28", "2024-02-28", "late_newborn", "2024-02-29"),
        ("2024-02-01", "2024-12-30", "late_newborn", "2024-12-31"),
        ("2024-02-01", "2024-12-31", "beyond_year", ""),
        ("2024-02-01", "2025-01-05", "paid_after_year", ""),
        # In the central period nobody has to wait, so nothing is spared.
        ("2023-03-10", "2023-12-31", "central_period", "2024-01-01"),
        ("", "2024-05-01", "waited_late", "2024-11-01"),
    ],
)
def test_a_child_paid_for_late_is_covered_from_the_next_day(birth, paid, reason, first):
    found = OLD_2024._replace(late_newborn_months=12)
    cover = first_benefit_day(found, facts(2024, paid, birth))
    assert (REASONS[cover.reason], shown(cover.first_day)) == (reason, first)
    if reason == "late_newborn":
        assert (cover.waiting_months, cover.waiting_until) == (0, 0)


def test_what_exempts_anybody_comes_before_the_months_of_a_child():
    found = OLD_2024._replace(late_newborn_months=12)
    cover = first_benefit_day(found, facts(2024, "2024-07-01", "2024-03-10", exempt=True))
    assert (REASONS[cover.reason], shown(cover.first_day)) == ("exempt", "2024-07-01")


@pytest.mark.parametrize(
    ("birth", "paid", "late"),
    [
        ("", "2024-03-01", False),
        ("2024-03-10", "", False),
        ("2024-03-10", "2024-06-08", False),
        ("2024-03-10", "2024-06-09", True),
    ],
)
def test_who_is_a_late_newborn(birth, paid, late):
    found = OLD_2024._replace(late_newborn_months=12)
    assert is_late_newborn(found, facts(2024, paid, birth)) is late
    assert is_late_newborn(found._replace(late_newborn_months=0), facts(2024, paid, birth)) is False
