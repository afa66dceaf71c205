"""Chapter 3, article 11: who comes late, who comes after a break, and how many months they wait.

Two regimes stand behind one function. Before 2025 article 11 of the city's measure (001) lets those wait who enrol
after the central period or resume after a long break. From 2025 国办发〔2024〕38号 sets a fixed waiting, a variable
one that grows with the years missed and can be repaired by paying them, and a minimum after a long break.

Days are ordinals of :mod:`tongchou.rules.days`, 0 is "no such day"; lengths are in months, never in fractions. The
functions raise nothing: whether the facts are of the right form is checked where they are read. What follows from the
waiting, the covered days, is in :mod:`tongchou.rules.eligibility`.
"""

from typing import NamedTuple

from tongchou.rules.days import add_calendar_months, add_months, first_of_year, months_begun, year_of

REGIMES = ("break_based", "fixed_and_variable")
BREAK_BASED, FIXED_AND_VARIABLE = range(2)

_ARTICLE_11 = "001 第十一条"
_STATE_38 = "国办发〔2024〕38号"
_BOTH = f"{_ARTICLE_11}；{_STATE_38}"

ARTICLES: dict[str, str] = {
    "enrolled_on": _BOTH,
    "is_late": _BOTH,
    "covered_before": _BOTH,
    "break_months": _ARTICLE_11,
    "is_broken": _BOTH,
    "break_years": _STATE_38,
    "is_continuous": _BOTH,
    "waiting_article_11": _ARTICLE_11,
    "waiting_state_38": _STATE_38,
    "waiting": _BOTH,
    "fixed_months": _BOTH,
    "variable_months": _STATE_38,
    "repaired_months": _STATE_38,
    "minimum_added_months": _STATE_38,
    "maximum_cut_months": _ARTICLE_11,
    "waiting_months": _BOTH,
    "served_on": "contract of settlement, section 10; docs/questions.md",
    "repairable_years": _STATE_38,
}


class WaitingTerms(NamedTuple):
    """What the regulation of one benefit year says of waiting, with that year's central enrolment period."""

    regime: int
    """A code of :data:`REGIMES`."""
    months: int
    """BREAK_BASED: the waiting, in months."""
    max_months: int
    """No waiting is longer, in months; 0 where nothing limits it. Holds in both regimes."""
    grace_break_months: int
    """A break of more months than this interrupts ("中断缴费3个月以上"); one of exactly so many does not.

    FIXED_AND_VARIABLE: a missed benefit year interrupts besides, so 12 leaves nothing but the whole years."""
    fixed_months: int
    """FIXED_AND_VARIABLE: the fixed waiting, in months."""
    months_per_break_year: int
    """FIXED_AND_VARIABLE: the variable waiting for each year missed beyond `break_years_within_fixed`, in months."""
    break_years_within_fixed: int
    """FIXED_AND_VARIABLE: so many missed years add nothing. 1 reads 每多断保1年 as "each further year"."""
    repair_months_per_year_paid: int
    """FIXED_AND_VARIABLE: the variable waiting one missed year paid up takes away, in months."""
    long_break_years: int
    """FIXED_AND_VARIABLE: from so many missed years on the minimum holds; 0 where there is none."""
    long_break_minimum_months: int
    """FIXED_AND_VARIABLE: the waiting left at least after a long break, whatever was repaired, in months."""
    breaks_count_from_year: int
    """Benefit years missed before this one do not count; 0 where all count."""
    calendar_months: int
    """Whether the months of a waiting are those of the calendar, the month of the payment the first of them: 0 or 1."""
    newborn_days: int
    """A payment up to so many days after the day of birth covers from birth."""
    late_newborn_months: int
    """A payment after these days, but within so many months of birth, covers from the next day on; 0: none does."""
    employee_grace_months: int
    """Who pays within so many months after leaving the employee scheme does not wait."""
    central_opens: int
    """First day of the central enrolment period for the benefit year."""
    central_closes: int
    """Last day of the central enrolment period for the benefit year; it may lie within the benefit year."""


class EnrolmentFacts(NamedTuple):
    """What decides the cover of one person in one benefit year."""

    benefit_year: int
    paid_on: int
    """Day of the payment for the benefit year, 0 if there is none."""
    birth: int
    """Day of birth, 0 if it is not known."""
    last_covered_until: int
    """Last covered day before, in either scheme, 0 if the person was never covered."""
    left_employee_scheme_on: int
    """Last day in the employee scheme, 0 if the person did not come from there."""
    exempt: bool
    """Whether the person holds an identity that does not wait (农村低收入人口等特殊群体)."""
    years_repaired: int
    """How many of the missed years were paid up."""


class Waiting(NamedTuple):
    """The parts of a waiting, in months: fixed + variable - repaired + minimum added - maximum cut = waiting."""

    fixed_months: int
    variable_months: int
    repaired_months: int
    minimum_added_months: int
    maximum_cut_months: int
    waiting_months: int


def enrolled_on(terms: WaitingTerms, facts: EnrolmentFacts) -> int:
    """Return the day the enrolment counts from: the payment, but not before the central period opens; 0 unpaid.

    Decision: a payment before the period is open is held until it opens. So nobody waits for having been early,
    and nobody serves a waiting before others could.
    """
    return max(facts.paid_on, terms.central_opens) if facts.paid_on > 0 else 0


def is_late(terms: WaitingTerms, facts: EnrolmentFacts) -> bool:
    """Return whether the payment came after the last day of the central period (集中参保期结束后)."""
    return facts.paid_on > terms.central_closes


def covered_before(terms: WaitingTerms, facts: EnrolmentFacts) -> int:
    """Return the last day of earlier cover from which a break counts, 0 if the person was never covered.

    A day in the employee scheme is a covered day. Where breaks count only from some benefit year on, whoever was ever
    covered is taken as covered until that year begins.
    """
    last = max(facts.last_covered_until, facts.left_employee_scheme_on)
    if last > 0 and terms.breaks_count_from_year > 0:
        return max(last, first_of_year(terms.breaks_count_from_year) - 1)
    return last


def break_months(terms: WaitingTerms, facts: EnrolmentFacts) -> int:
    """Return the length of the break in months, a month begun counting as one; 0 for the never covered.

    It runs from the day after the earlier cover to the day before enrolment (中断缴费 … 续保). Decision: where the
    payment is in the central period, not beyond the day before the benefit year: a period that runs into the
    year interrupts nobody who uses it.
    """
    last = covered_before(terms, facts)
    if last == 0:
        return 0
    until = enrolled_on(terms, facts)
    if not is_late(terms, facts):
        until = min(until, first_of_year(facts.benefit_year))
    return months_begun(last + 1, until)


def is_broken(terms: WaitingTerms, facts: EnrolmentFacts) -> bool:
    """Return whether the person resumes after an interrupting break (001: 中断缴费3个月以上; 38号: 未连续参保).

    A break of exactly the grace months does not interrupt, one day more does. Decision: 38号 names no months, so the
    city's hold in both regimes; under 38号 a whole benefit year missed interrupts whatever the months are.
    """
    if terms.regime == FIXED_AND_VARIABLE and break_years(terms, facts) > 0:
        return True
    return break_months(terms, facts) > terms.grace_break_months


def break_years(terms: WaitingTerms, facts: EnrolmentFacts) -> int:
    """Return how many whole benefit years were missed (断保年数); 0 for the never covered and without a payment.

    Resident cover is paid by the year, so a year is missed when no day of it was covered: covered until some day of
    2024 and enrolled for 2027, the years missed are 2025 and 2026, whenever in the year the payment is made.
    """
    last = covered_before(terms, facts)
    if facts.paid_on == 0 or last == 0:
        return 0
    return max(0, facts.benefit_year - 1 - year_of(last))


def is_continuous(terms: WaitingTerms, facts: EnrolmentFacts) -> bool:
    """Return whether the person was covered before and has paid without an interrupting break (连续参保)."""
    return facts.paid_on > 0 and covered_before(terms, facts) > 0 and not is_broken(terms, facts)


def served_on(terms: WaitingTerms, start: int, months: int) -> int:
    """Return the first day after a waiting of so many months that counts from a day; the day itself without one.

    Calendar months (自缴费起第三个月): the month of the day is the first of them, so that after two of them cover
    begins on the first day of the third. Other months end the day before the same day number.
    """
    if terms.calendar_months and months > 0:
        return add_calendar_months(start, months)
    return add_months(start, months)


def _limited(terms: WaitingTerms, months: int) -> int:
    """Return the months of a waiting under the upper limit, where there is one (不超过6个月)."""
    return min(months, terms.max_months) if terms.max_months > 0 else months


def waiting_article_11(terms: WaitingTerms) -> Waiting:
    """Return the one waiting of 001 第十一条, for the late and for the broken alike; not more than the maximum."""
    months = _limited(terms, terms.months)
    return Waiting(terms.months, 0, 0, 0, terms.months - months, months)


def waiting_state_38(terms: WaitingTerms, years_missed: int, years_repaired: int) -> Waiting:
    """Return the waiting of 国办发〔2024〕38号: fixed, and variable after missed years, some of them paid up.

    * Fixed: for those not in the central period or not continuous; it cannot be repaired. Late and broken at once, it
      is due once.
    * Variable: "每多断保1年，原则上在固定待遇等待期基础上增加变动待遇等待期1个月". Decision: the fixed waiting
      answers for the first year missed, each further one adds; that is `break_years_within_fixed` = 1. A city that lets
      the first year add as well sets 0.
    * Repair: each missed year paid up takes months of the variable part away, never more than it has.
    * Long break: the sum after repair is not below the minimum. The years paid up stay missed years here.
    * Maximum: 38号 has none; where the city keeps its own (001: 不超过6个月), it is applied last.
    """
    fixed = terms.fixed_months
    variable = terms.months_per_break_year * max(0, years_missed - terms.break_years_within_fixed)
    repaired = min(variable, terms.repair_months_per_year_paid * years_repaired)
    months = fixed + variable - repaired
    added = 0
    if 0 < terms.long_break_years <= years_missed:
        added = max(0, terms.long_break_minimum_months - months)
    sum_of_parts = months + added
    months = _limited(terms, sum_of_parts)
    return Waiting(fixed, variable, repaired, added, sum_of_parts - months, months)


def waiting(terms: WaitingTerms, facts: EnrolmentFacts) -> Waiting:
    """Return the waiting of a person who has to wait, by the regime in force."""
    if terms.regime == BREAK_BASED:
        return waiting_article_11(terms)
    return waiting_state_38(terms, break_years(terms, facts), facts.years_repaired)


def repairable_years(terms: WaitingTerms, facts: EnrolmentFacts) -> int:
    """Return how many missed years more, if paid up, would still shorten the waiting (38号: 缴费修复).

    Only of those not paid up yet, and 0 before 38号. Meant for a person who has to wait.
    """
    if terms.regime == BREAK_BASED:
        return 0
    missed = break_years(terms, facts)
    shortest = waiting_state_38(terms, missed, facts.years_repaired).waiting_months
    useful = 0
    for more in range(1, missed - facts.years_repaired + 1):
        months = waiting_state_38(terms, missed, facts.years_repaired + more).waiting_months
        # Not every year need shorten it: the minimum or the maximum may stand in between.
        if months < shortest:
            shortest = months
            useful = more
    return useful
