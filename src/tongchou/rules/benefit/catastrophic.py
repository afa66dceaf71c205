"""Catastrophic insurance (大病保险): bands over the year's burden, paid bill by bill as a difference.

Source: 攀枝花市城乡居民医疗保险办法 articles 4 and 24; 国办发〔2024〕38号 (incentive); contract section 4.
"""

from typing import NamedTuple

from tongchou.rules.benefit.accumulators import Accumulators
from tongchou.rules.benefit.terms import CatastrophicTerms
from tongchou.rules.money import RATIO, UNLIMITED, half_up, share

ARTICLES = {"catastrophic_pay": "第二十四条", "incentive": "国办发〔2024〕38号"}


class Catastrophic(NamedTuple):
    """Every amount of the layer, in fen."""

    fed: int
    """b: what this bill adds to the year's burden."""
    burden_before: int
    burden_after: int
    scale_before: int
    scale_after: int
    over_ceiling: int
    """What exceeds the basic ceiling, where it is paid at a ratio of its own."""
    over_ceiling_due: int
    rest: int
    """What a bill of negotiated drugs leaves, where a share of it is paid and none of it enters the year's burden."""
    rest_due: int
    due: int
    lowered: int
    """What a break takes off the cap."""
    extra_cap: int
    """Raised by continuous and claim-free years."""
    room: int
    catastrophic_pay: int
    bonus: int
    """Of the payment, what lies above the cap without the incentive."""


NO_CATASTROPHIC_PAY = Catastrophic(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def scale(burden: int, terms: CatastrophicTerms) -> int:
    """Return what a yearly burden is worth over all bands above the threshold, in fen, rounded once."""
    lower = terms.threshold
    exact = 0
    for number in range(8):
        if burden <= lower:
            break
        upper = min(burden, terms.limits[number])
        if upper > lower:
            exact += (upper - lower) * terms.ratios[number]
            lower = upper
    return half_up(exact, RATIO)


def incentive(terms: CatastrophicTerms, state: Accumulators) -> int:
    """Return by how much the cap is raised: steps for continuous and claim-free years, up to a share of the cap."""
    if terms.cap >= UNLIMITED:
        return 0
    continuous = state.earned_steps + max(0, state.continuous_years - terms.continuous_after_years)
    steps = terms.continuous_step * continuous + terms.zero_claim_step * state.zero_claim_years
    return min(share(terms.cap, terms.ceiling_share), steps)


def catastrophic(
    fed: int, over_ceiling: int, returned: int, terms: CatastrophicTerms, state: Accumulators
) -> Catastrophic:
    """Return what this bill is paid: the scale with it less the scale without it, up to what is left of the cap.

    ``over_ceiling`` is what exceeds the basic ceiling and feeds no band; it is paid at a ratio of its own.
    Where the terms pay a share of what is left, ``fed`` enters no band and the year's burden stays as it is.
    ``returned`` says whether cover began again after a break in this year, which may lower the cap.
    """
    rest = fed if terms.rest_apart else 0
    entered = fed - rest
    rest_due = share(rest, terms.rest_ratio)
    before = state.burden
    after = before + entered
    scale_before = scale(before, terms)
    scale_after = scale(after, terms)
    over_ceiling_due = share(over_ceiling, terms.over_ceiling_ratio)
    due = scale_after - scale_before + over_ceiling_due + rest_due
    extra = incentive(terms, state)
    lowered = min(terms.cap, terms.re_enrolment_reduction) if returned else 0
    cap = terms.cap - lowered
    room = max(0, cap + extra - state.catastrophic_paid)
    pay = max(0, min(due, room))
    paid = state.catastrophic_paid + pay
    bonus = max(0, paid - max(state.catastrophic_paid, cap))
    return Catastrophic(
        entered,
        before,
        after,
        scale_before,
        scale_after,
        over_ceiling,
        over_ceiling_due,
        rest,
        rest_due,
        due,
        lowered,
        extra,
        room,
        pay,
        bonus,
    )
