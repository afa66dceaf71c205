"""Medical assistance (医疗救助) and tilt assistance (倾斜救助), paid bill by bill as a difference over the year.

Source: 攀枝花市城乡居民医疗保险办法 article 4; 国办发〔2021〕42号; contract section 5.
"""

from typing import NamedTuple

from tongchou.rules.benefit.accumulators import Accumulators
from tongchou.rules.benefit.terms import AssistanceTerms
from tongchou.rules.money import share

ARTICLES = {"assistance_pay": "第四条", "tilt_pay": "第四条"}


class Assistance(NamedTuple):
    """Every amount of the layer, in fen; the same shape for assistance and tilt."""

    base: int
    """What this bill adds to the year's base (tilt: to the rest)."""
    base_before: int
    base_after: int
    value_before: int
    value_after: int
    due: int
    room: int
    pay: int


NO_ASSISTANCE_PAY = Assistance(0, 0, 0, 0, 0, 0, 0, 0)


def assistance_value(base: int, terms: AssistanceTerms) -> int:
    """Return what a yearly base is worth: the ratio of what exceeds the deductible, rounded once."""
    return share(max(0, base - terms.deductible), terms.ratio)


def paid_under_cap(terms: AssistanceTerms, state: Accumulators) -> int:
    """Return what this year's payments took of the cap that this bill counts against."""
    if terms.outpatient_cap:
        return state.assistance_outpatient_paid
    return state.assistance_paid - state.assistance_outpatient_paid


def assistance(base: int, before: int, paid: int, terms: AssistanceTerms) -> Assistance:
    """Return what this bill is paid: the value with its base less the value without it, up to what is left of the cap.

    ``before`` is the year's base and ``paid`` what has been paid of the layer this year.
    """
    after = before + base
    value_before = assistance_value(before, terms)
    value_after = assistance_value(after, terms)
    due = value_after - value_before
    room = max(0, terms.cap - paid)
    return Assistance(base, before, after, value_before, value_after, due, room, max(0, min(due, room)))


def above_burden_share(rest: int, in_scope: int, before: int, paid: int, terms: AssistanceTerms) -> Assistance:
    """Return what tilt pays of one bill so that no more than a share of its in-scope cost is left, up to the cap.

    ``value_before`` is that share and ``value_after`` what there is to bear: nothing of the year is looked at but the
    cap (contract section 12).
    """
    most = share(in_scope, terms.burden_share)
    due = max(0, rest - most)
    room = max(0, terms.cap - paid)
    return Assistance(rest, before, before + rest, most, rest, due, room, min(due, room))
