"""Who is covered in a benefit year, from which day to which, and why.

The waiting before it is in :mod:`tongchou.rules.waiting`, the sentences in :mod:`tongchou.rules.eligibility_words`.
Days are ordinals of :mod:`tongchou.rules.days`, 0 is "no such day". The functions raise nothing: whether the facts are
of the right form is checked where they are read.
"""

from typing import NamedTuple

from tongchou.rules.days import add_months, first_of_year, last_of_year, months_begun
from tongchou.rules.waiting import (
    EnrolmentFacts,
    Waiting,
    WaitingTerms,
    break_months,
    break_years,
    enrolled_on,
    is_broken,
    is_continuous,
    is_late,
    served_on,
    waiting,
)

REASONS = (
    "central_period",
    "continuous",
    "newborn",
    "exempt",
    "from_employee_scheme",
    "waited_late",
    "waited_break",
    "waited_late_and_break",
    "beyond_year",
    "paid_after_year",
    "not_paid",
    "late_newborn",
)
(
    CENTRAL_PERIOD,
    CONTINUOUS,
    NEWBORN,
    EXEMPT,
    FROM_EMPLOYEE_SCHEME,
    WAITED_LATE,
    WAITED_BREAK,
    WAITED_LATE_AND_BREAK,
    BEYOND_YEAR,
    PAID_AFTER_YEAR,
    NOT_PAID,
    LATE_NEWBORN,
) = range(12)

_WAITING = "001 第十一条；国办发〔2024〕38号"

ARTICLES: dict[str, str] = {
    "is_newborn": _WAITING,
    "is_late_newborn": "docs/questions.md",
    "came_from_employee_scheme": _WAITING,
    "waits": _WAITING,
    "reason_without_waiting": _WAITING,
    "reason_of_waiting": _WAITING,
    "first_benefit_day": f"001 第五条、第九条；{_WAITING}",
    "enrolled_on": _WAITING,
    "late": _WAITING,
    "break_months": "001 第十一条",
    "break_years": "国办发〔2024〕38号",
    "broken": _WAITING,
    "fixed_months": _WAITING,
    "variable_months": "国办发〔2024〕38号",
    "repaired_months": "国办发〔2024〕38号",
    "minimum_added_months": "国办发〔2024〕38号",
    "maximum_cut_months": "001 第十一条",
    "waiting_months": _WAITING,
    "waiting_until": "contract of settlement, section 10；001 第十一条；docs/questions.md",
    "earliest_day": f"001 第五条、第九条；{_WAITING}",
    "first_day": f"001 第九条；{_WAITING}",
    "last_day": "001 第九条",
    "reason": _WAITING,
    "covered_on": "001 第九条、第十一条",
    "complete_year": "001 第九条；国办发〔2024〕38号",
}


class Cover(NamedTuple):
    """The cover of one benefit year and every step to it."""

    enrolled_on: int
    """The day from which waiting counts, 0 if nothing was paid."""
    late: bool
    """Whether it is after the central period."""
    break_months: int
    """Months begun without cover before it."""
    break_years: int
    """Whole benefit years without cover before it, those that count."""
    broken: bool
    """Whether the break interrupts."""
    fixed_months: int
    variable_months: int
    repaired_months: int
    minimum_added_months: int
    maximum_cut_months: int
    waiting_months: int
    waiting_until: int
    """Last day of the waiting, 0 without one."""
    earliest_day: int
    """The day cover would begin, whether it is still in the benefit year or not; 0 if nothing was paid in time."""
    first_day: int
    """First covered day, 0 if the benefit year has none."""
    last_day: int
    """Last covered day, 0 if the benefit year has none."""
    reason: int
    """A code of :data:`REASONS`; its sentence is in :mod:`tongchou.rules.eligibility_words`."""


def is_newborn(terms: WaitingTerms, facts: EnrolmentFacts) -> bool:
    """Return whether the payment came within the newborn's days; the day of birth is not counted.

    Paid before birth is in time as well.
    """
    return facts.paid_on > 0 and facts.birth > 0 and facts.paid_on <= facts.birth + terms.newborn_days


def is_late_newborn(terms: WaitingTerms, facts: EnrolmentFacts) -> bool:
    """Return whether the payment came after the newborn's days, but within the months that spare a child the waiting.

    The day of the same number so many months after birth is within. Asked only of those who would have to wait.
    """
    if terms.late_newborn_months == 0 or facts.birth == 0 or is_newborn(terms, facts):
        return False
    return 0 < facts.paid_on <= add_months(facts.birth, terms.late_newborn_months)


def came_from_employee_scheme(terms: WaitingTerms, facts: EnrolmentFacts) -> bool:
    """Return whether the payment came within the grace months after the last day in the employee scheme.

    Exactly so many months is within. A payment made while still in the employee scheme is in time as well.
    """
    left = facts.left_employee_scheme_on
    if facts.paid_on == 0 or left == 0:
        return False
    return months_begun(left + 1, facts.paid_on) <= terms.employee_grace_months


def waits(terms: WaitingTerms, facts: EnrolmentFacts) -> bool:
    """Return whether a person, newborns apart, who has paid must wait: late or broken, and nothing exempts.

    Decisions: the bracket of article 11 (新生儿、农村低收入人口等特殊群体除外) exempts from the waiting after a break
    as well, as 38号 has it; a person who was never covered is late or in time, but not broken.
    """
    if not is_late(terms, facts) and not is_broken(terms, facts):
        return False
    return not facts.exempt and not came_from_employee_scheme(terms, facts)


def reason_without_waiting(terms: WaitingTerms, facts: EnrolmentFacts) -> int:
    """Return why the person does not wait: the ordinary reasons first, an exemption only where it was needed."""
    if not is_late(terms, facts) and not is_broken(terms, facts):
        return CONTINUOUS if is_continuous(terms, facts) else CENTRAL_PERIOD
    return EXEMPT if facts.exempt else FROM_EMPLOYEE_SCHEME


def reason_of_waiting(terms: WaitingTerms, facts: EnrolmentFacts) -> int:
    """Return why the person waits: late, after a break, or both.

    The months a late payer let pass in this very benefit year are the lateness itself, not a break besides.
    """
    if not is_late(terms, facts):
        return WAITED_BREAK
    return WAITED_LATE_AND_BREAK if break_years(terms, facts) > 0 else WAITED_LATE


def first_benefit_day(terms: WaitingTerms, facts: EnrolmentFacts) -> Cover:
    """Return the cover of the benefit year: its first and last day, the waiting before it and the reason.

    * Nothing paid, or (newborns apart) paid only after the year: no cover.
    * Newborn paid in time: from birth, and from 1 January in a benefit year after that of birth. Decision: each
      benefit year that the newborn's days touch is paid and judged by itself, the year of birth also where it is
      over by then, so that those born in December have the same days as others.
    * A child paid for later, but within the months that spare it the waiting: from the day after the payment, where it
      would have to wait.
    * No waiting: from 1 January, or from the payment if that is later. Decision: a central period that runs into the
      year gives no cover before the payment, for no text says so.
    * Waiting of n months: it counts from the day of payment (38号: 参保后), not from 1 January, and ends the day before
      the day of the same number n months later; of n calendar months, with the last day of the n-th.
    * Never before the day after the last day in the employee scheme (001 第五条), nor before birth.
    * If that day lies beyond the benefit year, the cover is empty, reason BEYOND_YEAR, the waiting stays in the trace.

    Source: 001 第五条、第九条、第十一条; 国办发〔2024〕38号; contract of settlement, section 10.
    """
    last = last_of_year(facts.benefit_year)
    begin = max(first_of_year(facts.benefit_year), facts.birth, facts.left_employee_scheme_on + 1)
    start = enrolled_on(terms, facts)
    parts = Waiting(0, 0, 0, 0, 0, 0)
    until = 0
    earliest = 0
    if facts.paid_on == 0:
        reason = NOT_PAID
    elif is_newborn(terms, facts):
        reason = NEWBORN
        earliest = begin
    elif facts.paid_on > last:
        reason = PAID_AFTER_YEAR
    elif waits(terms, facts) and is_late_newborn(terms, facts):
        reason = LATE_NEWBORN
        earliest = max(begin, facts.paid_on + 1)
    elif waits(terms, facts):
        reason = reason_of_waiting(terms, facts)
        parts = waiting(terms, facts)
        served = served_on(terms, start, parts.waiting_months)
        until = served - 1 if parts.waiting_months > 0 else 0
        earliest = max(begin, served)
    else:
        reason = reason_without_waiting(terms, facts)
        earliest = max(begin, facts.paid_on)
    if earliest > last:
        reason = BEYOND_YEAR
    first = earliest
    if first == 0 or first > last:
        first = last = 0
    # No condition inside the call: numba cannot read one among so many keywords.
    return Cover(
        enrolled_on=start,
        late=is_late(terms, facts),
        break_months=break_months(terms, facts),
        break_years=break_years(terms, facts),
        broken=is_broken(terms, facts),
        fixed_months=parts.fixed_months,
        variable_months=parts.variable_months,
        repaired_months=parts.repaired_months,
        minimum_added_months=parts.minimum_added_months,
        maximum_cut_months=parts.maximum_cut_months,
        waiting_months=parts.waiting_months,
        waiting_until=until,
        earliest_day=earliest,
        first_day=first,
        last_day=last,
        reason=reason,
    )


def covered_on(cover: Cover, day: int) -> bool:
    """Return whether the day lies within the cover; an empty cover has no day (001 第九条、第十一条)."""
    return 0 < cover.first_day <= day <= cover.last_day


def complete_year(facts: EnrolmentFacts, cover: Cover) -> bool:
    """Return whether the benefit year counts as a complete one, as the incentives for continuous years ask.

    Covered from 1 January to 31 December. Decision: a payment in a central period that runs into the year stands for 1
    January; a year begun in the employee scheme is no complete year of resident cover.

    This is what an enrolment is worth, judged from the payment. A bill is settled from a case file, which gives the
    days of cover and not why they began: there the days alone are counted, by
    :func:`tongchou.cases.holdings.covered_all_year`. The two differ only where a central period runs into the year and
    the contribution is paid in that part of it; who counts such a year as complete writes the cover from 1 January.
    """
    whole_from = first_of_year(facts.benefit_year)
    if cover.reason == CENTRAL_PERIOD or cover.reason == CONTINUOUS:
        whole_from = max(whole_from, facts.paid_on)
    return 0 < cover.first_day <= whole_from
