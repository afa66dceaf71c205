"""What of a bill's lines falls to the person and why; asked only when an explanation is written.

Source: contract of settlement, sections 2 and 13 (excluded before not covered).
"""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from tongchou.cases.holdings import covered_on, first_covered_after
from tongchou.cases.model import Person
from tongchou.cases.settle import Prepared
from tongchou.rules.benefit.scope import first_share, line_scope, third_party_part
from tongchou.rules.codes import CLASS_A, CLASS_B, CLASS_C, EXCLUDED, EXCLUSIONS, NOT_COVERED
from tongchou.rules.explanation.writer import (
    OWN_CLASS_C,
    OWN_NOT_COVERED,
    OWN_STATED,
    OWN_THIRD_PARTY,
    FirstShare,
    OverLimit,
    OwnPart,
)

ORDER = (OWN_STATED, OWN_CLASS_C, *EXCLUSIONS, OWN_THIRD_PARTY, OWN_NOT_COVERED)
"""In which order the parts are named."""


class Borne(NamedTuple):
    """What of a bill's lines falls to the person."""

    own_parts: tuple[OwnPart, ...]
    """The own expense by reason."""
    first_shares: tuple[FirstShare, ...] = ()
    """The first share of class-B lines by ratio, rising."""
    first_covered_day: int = 0
    """The first covered day after those without cover; 0 where there is none."""
    over_limit: OverLimit | None = None
    """The lines above their price limit; None where the file gives no lines."""


def borne_by_the_person(person: Person, prepared: Prepared) -> Borne:
    """Return the own expense of a bill by reason, and its first shares by ratio."""
    bill, scope = prepared.bill, prepared.scope
    if prepared.status == EXCLUDED:
        return Borne((OwnPart(bill.excluded, scope.own_expense),))
    if prepared.status == NOT_COVERED:
        days = sorted(bill.days)
        covered = first_covered_after(person, days[-1])
        return Borne((_uncovered(scope.own_expense, days),), first_covered_day=covered)
    if bill.totals is not None:
        return Borne((OwnPart(OWN_STATED, scope.own_expense),) if scope.own_expense else ())
    first_shares = prepared.fixed.first_shares(bill.kind)
    by_ratio: dict[int, list[int]] = {}
    amounts: dict[str, int] = defaultdict(int)
    shared_lines = above = allowed = 0
    without_cover = {day for day in bill.days if not covered_on(person, day)}
    uncovered: set[int] = set()
    waived = prepared.resolved.regime is not None and "catalogue" in prepared.resolved.regime.waive
    for line in bill.lines:
        day = line.day or bill.discharged
        if line.excluded:
            amounts[line.excluded] += line.amount
        elif day in without_cover:
            amounts[OWN_NOT_COVERED] += line.amount
            uncovered.add(day)
        elif line.list_class == CLASS_C and not waived:
            amounts[OWN_CLASS_C] += line.amount
        else:
            own_part = 0
            if bill.third_party_share:
                own_part = third_party_part(line.amount, bill.third_party_share)
                amounts[OWN_THIRD_PARTY] += own_part
                shared_lines += line.amount
            of_class_b = line.list_class == CLASS_B and not waived
            ratio = first_share(first_shares, line.item, line.price, line.first_share) if of_class_b else 0
            split = line_scope(line.amount, own_part, CLASS_B if of_class_b else CLASS_A, line.limit, ratio)
            if split.over_limit:
                above += line.amount - own_part
                allowed += line.amount - own_part - split.over_limit
            if of_class_b:
                sums = by_ratio.setdefault(ratio, [0, 0])
                sums[0] += split.self_first + split.in_scope
                sums[1] += split.self_first
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
    shares = tuple(FirstShare(ratio, *by_ratio[ratio]) for ratio in sorted(by_ratio) if by_ratio[ratio][1])
    first = first_covered_after(person, days[-1]) if days else 0
    return Borne(tuple(parts), shares, first, OverLimit(above, allowed))


def _uncovered(amount: int, days: list[int]) -> OwnPart:
    return OwnPart(OWN_NOT_COVERED, amount, days=tuple(date.fromordinal(day).isoformat() for day in days))
