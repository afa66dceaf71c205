"""Why a part of a bill is the person's own expense, line by line; asked only when an explanation is written.

Source: contract of settlement, sections 2 and 13 (excluded before not covered).
"""

from collections import defaultdict
from datetime import date

from tongchou.cases.holdings import covered_on, first_covered_after
from tongchou.cases.model import Person
from tongchou.cases.settle import Prepared
from tongchou.rules.benefit.scope import third_party_part
from tongchou.rules.codes import CLASS_C, EXCLUDED, EXCLUSIONS, NOT_COVERED
from tongchou.rules.explanation.writer import OWN_CLASS_C, OWN_NOT_COVERED, OWN_STATED, OWN_THIRD_PARTY, OwnPart

ORDER = (OWN_STATED, OWN_CLASS_C, *EXCLUSIONS, OWN_THIRD_PARTY, OWN_NOT_COVERED)
"""In which order the parts are named."""


def own_expense_parts(person: Person, prepared: Prepared) -> tuple[tuple[OwnPart, ...], int]:
    """Return the own expense by reason, and the first covered day after those without cover (0: none)."""
    bill, scope = prepared.bill, prepared.scope
    if prepared.status == EXCLUDED:
        return (OwnPart(bill.excluded, scope.own_expense),), 0
    if prepared.status == NOT_COVERED:
        days = sorted(bill.days)
        return (_uncovered(scope.own_expense, days),), first_covered_after(person, days[-1])
    if bill.totals is not None:
        return ((OwnPart(OWN_STATED, scope.own_expense),) if scope.own_expense else ()), 0
    amounts: dict[str, int] = defaultdict(int)
    shared_lines = 0
    uncovered: set[int] = set()
    waived = prepared.resolved.regime is not None and "catalogue" in prepared.resolved.regime.waive
    for line in bill.lines:
        day = line.day or bill.discharged
        if line.excluded:
            amounts[line.excluded] += line.amount
        elif not covered_on(person, day):
            amounts[OWN_NOT_COVERED] += line.amount
            uncovered.add(day)
        elif line.list_class == CLASS_C and not waived:
            amounts[OWN_CLASS_C] += line.amount
        elif bill.third_party_share:
            amounts[OWN_THIRD_PARTY] += third_party_part(line.amount, bill.third_party_share)
            shared_lines += line.amount
    days = sorted(uncovered)
    parts = []
    for reason in ORDER:
        amount = amounts.get(reason, 0)
        if not amount:
            continue
        if reason == OWN_NOT_COVERED:
            parts.append(_uncovered(amount, days))
        elif reason == OWN_THIRD_PARTY:
            parts.append(OwnPart(reason, amount, shared_lines, bill.third_party_share))
        else:
            parts.append(OwnPart(reason, amount))
    return tuple(parts), first_covered_after(person, days[-1]) if days else 0


def _uncovered(amount: int, days: list[int]) -> OwnPart:
    return OwnPart(OWN_NOT_COVERED, amount, days=tuple(date.fromordinal(day).isoformat() for day in days))
