"""Who is covered from when, and why, step by step: payment, break, what exempts, waiting, first day, refund."""

from typing import NamedTuple

from tongchou.cases.told import Account, Teller
from tongchou.rules.days import add_months, civil, first_of_year, last_of_year
from tongchou.rules.eligibility import (
    Cover,
    came_from_employee_scheme,
    complete_year,
    is_late_newborn,
    is_newborn,
    waits,
)
from tongchou.rules.eligibility_words import REASON_TEXT
from tongchou.rules.explanation.words import IDENTITY_WORDS
from tongchou.rules.explanation.writer import Cites
from tongchou.rules.waiting import (
    BREAK_BASED,
    FIXED_AND_VARIABLE,
    EnrolmentFacts,
    WaitingTerms,
    covered_before,
    repairable_years,
)

DAYS = (
    "enrolled_on",
    "waiting_until",
    "earliest_day",
    "first_day",
    "last_day",
    "paid_on",
    "birth",
    "last_covered_until",
    "left_employee_scheme_on",
    "central_opens",
    "central_closes",
)
"""The fields of cover, facts and terms that are days."""


class CoverTrace(NamedTuple):
    """One question of cover with all that answers it."""

    terms: WaitingTerms
    facts: EnrolmentFacts
    cover: Cover
    exempting: tuple[int, ...]
    """Codes of the identities held that do not wait."""
    refund_asked_on: int
    """0 where nobody asked."""
    refund: bool
    refund_after_start: bool
    """Whether the regulation refunds once benefits have begun."""
    cites: Cites


def iso(day: int) -> str:
    """Return a day as ISO text; the day after the last that a date can hold is written on all the same."""
    year, month, number = civil(day)
    return f"{year:04d}-{month:02d}-{number:02d}"


def iso_or_none(day: int) -> str | None:
    """Return a day as ISO text, None for 0."""
    return iso(day) if day else None


def reason_sentence(trace: CoverTrace, language: int) -> str:
    """Return the one sentence that says why there is cover, or none, with the way out."""
    values: dict[str, object] = {
        **trace.terms._asdict(),
        **trace.facts._asdict(),
        **trace.cover._asdict(),
        "repairable_years": repairable_years(trace.terms, trace.facts),
    }
    values.update({name: iso_or_none(int(str(values[name]))) for name in DAYS})
    text = REASON_TEXT[trace.cover.reason]
    return (text.chinese, text.english)[language].format(**values)


def tell_cover(trace: CoverTrace, language: int) -> Account:
    """Return the reason as a sentence and the steps to it."""
    teller = Teller(language, trace.cites)
    terms, facts = trace.terms, trace.facts
    _tell_payment(teller, trace)
    if facts.paid_on:
        _tell_break(teller, trace)
        _tell_what_exempts(teller, trace)
    if must_wait(trace):
        _tell_waiting(teller, trace)
        if terms.regime == FIXED_AND_VARIABLE and trace.cover.break_years:
            found = repairable_years(terms, facts)
            sentence = "repairable_years" if found else "nothing_repairable"
            cited = ("waiting.repair_months_per_year_paid", "waiting.long_break_minimum_months")
            teller.plain("repairable_years", found, sentence, *cited, each=terms.repair_months_per_year_paid)
    _tell_first_day(teller, trace)
    complete, first = complete_year(facts, trace.cover), trace.cover.first_day
    sentence = "year_without_cover"
    if first:
        sentence = "complete_year" if complete else "incomplete_year"
    cited = ("incentive.continuous_after_years", "enrolment.central_closes")
    teller.plain("complete_year", complete, sentence, *cited, first=iso_or_none(first))
    if trace.refund_asked_on:
        _tell_refund(teller, trace)
    return Account(reason_sentence(trace, language), teller.steps)


def must_wait(trace: CoverTrace) -> bool:
    """Return whether a waiting was worked out: paid within the year, no newborn in time, late or broken, not exempt."""
    terms, facts = trace.terms, trace.facts
    in_time = 0 < facts.paid_on <= last_of_year(facts.benefit_year)
    return in_time and not is_newborn(terms, facts) and waits(terms, facts) and not _is_late_child(trace)


def _is_late_child(trace: CoverTrace) -> bool:
    """Return whether a child is spared the waiting for having been paid for within the months after birth."""
    return is_late_newborn(trace.terms, trace.facts) and waits(trace.terms, trace.facts)


def _tell_payment(teller: Teller, trace: CoverTrace) -> None:
    terms, facts, cover = trace.terms, trace.facts, trace.cover
    if not facts.paid_on:
        teller.plain("enrolled_on", None, "not_paid", "enrolment.central_closes", year=facts.benefit_year)
        return
    sentence = "paid_late" if cover.late else "paid_in_period"
    if facts.paid_on < terms.central_opens:
        sentence = "paid_before_period"
    teller.plain(
        "enrolled_on",
        iso(cover.enrolled_on),
        sentence,
        "enrolment.central_opens",
        "enrolment.central_closes",
        year=facts.benefit_year,
        opens=iso(terms.central_opens),
        closes=iso(terms.central_closes),
        paid_on=iso(facts.paid_on),
    )


def _tell_break(teller: Teller, trace: CoverTrace) -> None:
    terms, facts, cover = trace.terms, trace.facts, trace.cover
    before = covered_before(terms, facts)
    if not before:
        teller.plain("break_months", 0, "never_covered", "waiting.grace_break_months")
        return
    by_years = terms.regime == FIXED_AND_VARIABLE
    judged = "unbroken_years" if by_years else "unbroken"
    if cover.broken:
        judged = "broken" if cover.break_months > terms.grace_break_months else "broken_years"
    counted = ""
    if before > max(facts.last_covered_until, facts.left_employee_scheme_on):
        counted = teller.say("counted_from", year=terms.breaks_count_from_year)
    teller.plain(
        "break_months",
        cover.break_months,
        "break",
        "waiting.grace_break_months",
        "waiting.breaks_count_from_year",
        counted=counted,
        until=iso(before),
        years=cover.break_years,
        judged=teller.say(judged, grace=terms.grace_break_months),
    )


def _tell_what_exempts(teller: Teller, trace: CoverTrace) -> None:
    """Tell the newborn's days, the identity or the months after the employee scheme, where one could have mattered."""
    terms, facts, cover = trace.terms, trace.facts, trace.cover
    paid_on = iso(facts.paid_on)
    newborn = is_newborn(terms, facts)
    # for anybody older the newborn's days are no news
    if newborn or facts.birth >= first_of_year(facts.benefit_year - 1):
        limit = facts.birth + terms.newborn_days
        teller.plain(
            "newborn",
            newborn,
            "newborn" if newborn else "not_newborn",
            "waiting.newborn_days",
            birth=iso(facts.birth),
            days=terms.newborn_days,
            limit=iso(limit),
            paid_on=paid_on,
        )
    if newborn or not (cover.late or cover.broken):
        return
    if facts.exempt:
        words = teller.say("and").join(IDENTITY_WORDS[code][teller.language] for code in trace.exempting)
        teller.plain("exempt", True, "exempt", "waiting.exempt_identities", identities=words)
    elif facts.left_employee_scheme_on:
        came = came_from_employee_scheme(terms, facts)
        teller.plain(
            "from_employee_scheme",
            came,
            "from_employee" if came else "not_from_employee",
            "waiting.employee_grace_months",
            left=iso(facts.left_employee_scheme_on),
            months=terms.employee_grace_months,
            limit=iso(add_months(facts.left_employee_scheme_on + 1, terms.employee_grace_months)),
            paid_on=paid_on,
        )
    # for anybody older the months of a child are no news
    if terms.late_newborn_months and waits(terms, facts) and facts.birth >= first_of_year(facts.benefit_year - 1):
        late_child = _is_late_child(trace)
        teller.plain(
            "late_newborn",
            late_child,
            "late_newborn" if late_child else "not_late_newborn",
            "waiting.late_newborn_months",
            birth=iso(facts.birth),
            months=terms.late_newborn_months,
            limit=iso(add_months(facts.birth, terms.late_newborn_months)),
            paid_on=paid_on,
        )


def _tell_waiting(teller: Teller, trace: CoverTrace) -> None:
    terms, cover = trace.terms, trace.cover
    parts = [str(cover.fixed_months)]
    if terms.regime == BREAK_BASED:
        teller.plain("fixed_months", cover.fixed_months, "months_stated", "waiting.months", "waiting.regime")
    else:
        teller.plain("fixed_months", cover.fixed_months, "fixed_months", "waiting.fixed_months", "waiting.regime")
        if cover.break_years:
            within = terms.break_years_within_fixed
            teller.plain(
                "variable_months",
                cover.variable_months,
                "variable_months" if cover.break_years > within else "no_variable_months",
                "waiting.months_per_break_year",
                "waiting.break_years_within_fixed",
                years=cover.break_years,
                within=within,
                each=terms.months_per_break_year,
            )
        if trace.facts.years_repaired:
            teller.plain(
                "repaired_months",
                cover.repaired_months,
                "repaired_months",
                "waiting.repair_months_per_year_paid",
                paid=trace.facts.years_repaired,
                each=terms.repair_months_per_year_paid,
                variable=cover.variable_months,
            )
    months = cover.fixed_months
    for name, sign in (("variable_months", 1), ("repaired_months", -1), ("minimum_added_months", 1)):
        part = getattr(cover, name)
        if part and name == "minimum_added_months":
            cited = ("waiting.long_break_minimum_months", "waiting.long_break_years")
            minimum, long = terms.long_break_minimum_months, terms.long_break_years
            teller.plain(name, part, name, *cited, long=long, minimum=minimum, before=months)
        if part:
            parts.append(f"{'+' if sign > 0 else '−'} {part}")
            months += sign * part
    if cover.maximum_cut_months:
        cut, maximum = cover.maximum_cut_months, terms.max_months
        teller.plain(
            "maximum_cut_months", cut, "maximum_cut_months", "waiting.max_months", maximum=maximum, before=months
        )
        parts.append(f"− {cut}")
    total = f"{' '.join(parts)} = {cover.waiting_months}" if len(parts) > 1 else parts[0]
    teller.plain("waiting_months", cover.waiting_months, "waiting_months", "waiting.regime", sum=total)
    if cover.waiting_until:
        start, until = iso(cover.enrolled_on), iso(cover.waiting_until)
        sentence = "waiting_until_calendar" if terms.calendar_months else "waiting_until"
        cited = ("waiting.months_counted", "waiting.regime")
        teller.plain("waiting_until", until, sentence, *cited, start=start, months=cover.waiting_months)


def _tell_first_day(teller: Teller, trace: CoverTrace) -> None:
    terms, facts, cover = trace.terms, trace.facts, trace.cover
    last = iso(last_of_year(facts.benefit_year))
    if not cover.earliest_day:
        teller.plain("first_day", None, "no_cover", "waiting.regime", last=last)
        return
    days = [("day_first", first_of_year(facts.benefit_year))]
    if cover.waiting_until:
        days.append(("day_waited", cover.waiting_until + 1))
    elif cover.earliest_day and _is_late_child(trace):
        days.append(("day_after_payment", facts.paid_on + 1))
    elif not is_newborn(terms, facts):
        days.append(("day_paid", facts.paid_on))
    if facts.birth >= first_of_year(facts.benefit_year - 1):
        days.append(("day_birth", facts.birth))
    if facts.left_employee_scheme_on:
        days.append(("day_left", facts.left_employee_scheme_on + 1))
    listed = teller.say("and").join(teller.say(name, day=iso(day)) for name, day in days)
    sentence = "begins" if cover.first_day else "begins_beyond"
    value, earliest = iso_or_none(cover.first_day), iso(cover.earliest_day)
    teller.plain("first_day", value, sentence, "waiting.regime", days=listed, earliest=earliest, last=last)


def _tell_refund(teller: Teller, trace: CoverTrace) -> None:
    facts, first, day = trace.facts, trace.cover.first_day, trace.refund_asked_on
    if facts.paid_on == 0 or day < facts.paid_on:
        sentence = "refund_unpaid"
    elif first == 0:
        sentence = "refund_never"
    elif day < first:
        sentence = "refund_before"
    else:
        sentence = "refund_after_start" if trace.refund_after_start else "refund_too_late"
    path = "contribution.refundable_after_start"
    teller.plain("refund", trace.refund, sentence, path, day=iso(day), first=iso_or_none(first))
