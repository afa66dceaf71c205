"""Basic pooling (统筹): what the resident fund pays of the in-scope cost of one bill.

Source: 攀枝花市城乡居民医疗保险办法 articles 12 and 19; contract of settlement section 3.
"""

from typing import NamedTuple

from tongchou.rules.benefit.accumulators import Accumulators
from tongchou.rules.benefit.facts import Facts
from tongchou.rules.benefit.terms import (
    REPEAT_FACTORS,
    REPEAT_NONE,
    REPEAT_REDUCTIONS,
    PoolingTerms,
)
from tongchou.rules.codes import CHRONIC_1, INPATIENT, NEGOTIATED_DRUG, OUTPATIENT, TWO_DISEASE
from tongchou.rules.money import RATIO, UNLIMITED, half_up, share

ARTICLES = {
    "deductible": "第十二条第（三）项",
    "transfer": "第十二条第（三）项",
    "out_of_area": "第十九条",
    "ratio": "第十二条",
    "ceiling": "第十二条第（三）项",
    "outpatient": "第十二条第（一）项",
    "chronic": "第十二条第（二）项",
    "negotiated_drug": "第十二条第（五）项",
}


class Due(NamedTuple):
    """The deductible of an admission, step by step in the regulation's order."""

    full: int
    """By level, or that of the out-of-area rule; 0 for the exempt."""
    after_transfer: int
    after_repeat: int
    due: int
    """After the yearly total of deductibles."""


class Pooling(NamedTuple):
    """Every amount of the basic layer, in the order of the regulation, in fen (ratio over RATIO)."""

    moved: int
    """In-scope cost that the out-of-area rule moves to the person first."""
    in_scope: int
    eligible: int
    """In-scope cost inside a ceiling on cost; in_scope elsewhere."""
    counted_cost: int
    """Of it, what counts against a ceiling on cost; 0 where the ceiling is on payment."""
    full: int
    after_transfer: int
    after_repeat: int
    due: int
    deductible: int
    base: int
    ratio: int
    raw: int
    room: int
    pool_pay: int
    coinsurance: int
    over_ceiling: int
    burden: int


NO_POOL = Pooling(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
NO_DUE = Due(0, 0, 0, 0)


def repeated_deductible(full: int, admission: int, terms: PoolingTerms) -> int:
    """Return the deductible of the n-th admission of the year, never under the floor (nor over the full sum's floor).

    Factors multiply and round half-up; reductions are taken off; sums stand in the place of the full deductible.
    """
    if terms.repeat_mode == REPEAT_NONE:
        return full
    entry = terms.repeat[admission - 1 if admission <= 8 else 7]
    if terms.repeat_mode == REPEAT_FACTORS:
        reduced = share(full, entry)
    elif terms.repeat_mode == REPEAT_REDUCTIONS:
        reduced = max(0, full - entry)
    else:
        reduced = entry
    return max(reduced, min(terms.repeat_floor, full))


def admission_number(facts: Facts, state: Accumulators) -> int:
    """Return which admission of the year this is; a transfer goes on with the one it came from."""
    return max(1, state.admissions) if facts.transfer else state.admissions + 1


def inpatient_due(facts: Facts, terms: PoolingTerms, state: Accumulators) -> Due:
    """Return the deductible an admission owes: exempt, level, transfer, repeat, yearly total, in this order.

    A later part of a stay owes none. The exemption of an age may begin with the n-th admission of the year.
    """
    if terms.exempt or facts.later_part or admission_number(facts, state) >= terms.exempt_from_admission > 0:
        return NO_DUE
    full = terms.deductible
    if facts.transfer and terms.transfer_pays_difference:
        after_transfer = 0 if facts.transfer_downward else max(0, full - facts.chain_deductible)
        after_repeat = after_transfer
    else:
        after_transfer = full
        after_repeat = repeated_deductible(full, state.admissions + 1, terms)
    left = max(0, terms.yearly_deductible_total - state.deductible)
    return Due(full, after_transfer, after_repeat, min(after_repeat, left))


def chronic_1_due(terms: PoolingTerms, state: Accumulators) -> Due:
    """Return what is left of one deductible a year for chronic class I; no repeat factor, none for the exempt."""
    if terms.exempt:
        return NO_DUE
    left = max(0, terms.deductible - state.chronic_1_deductible)
    return Due(terms.deductible, terms.deductible, terms.deductible, left)


def under_ceiling(in_scope: int, moved: int, due: Due, terms: PoolingTerms, state: Accumulators) -> Pooling:
    """Apply deductible, ratio and the yearly ceiling shared by inpatient, chronic class I and negotiated drugs.

    A ceiling on payment limits what is paid; a ceiling on cost limits the in-scope cost that is looked at.
    """
    eligible = in_scope
    counted_cost = 0
    if terms.ceiling_on_cost:
        eligible = counted_cost = min(in_scope, max(0, terms.ceiling - state.eligible_cost))
        room = UNLIMITED
    else:
        room = max(0, terms.ceiling - state.pool_paid)
    deductible = min(due.due, eligible)
    base = eligible - deductible
    raw = half_up(base * terms.ratio * terms.factor, RATIO * RATIO)
    pool_pay = min(raw, room)
    over_ceiling = (in_scope - eligible) + (raw - pool_pay)
    return Pooling(
        moved,
        in_scope,
        eligible,
        counted_cost,
        due.full,
        due.after_transfer,
        due.after_repeat,
        due.due,
        deductible,
        base,
        terms.ratio,
        raw,
        room,
        pool_pay,
        base - raw,
        over_ceiling,
        in_scope - pool_pay,
    )


def under_yearly_cap(in_scope: int, moved: int, due: int, cap: int, paid: int, terms: PoolingTerms) -> Pooling:
    """Apply a yearly deductible, the ratio and a yearly cap: ordinary outpatient, two diseases, chronic class II."""
    deductible = min(due, in_scope)
    base = in_scope - deductible
    raw = half_up(base * terms.ratio * terms.factor, RATIO * RATIO)
    room = max(0, cap - paid)
    pool_pay = min(raw, room)
    return Pooling(
        moved,
        in_scope,
        in_scope,
        0,
        due,
        due,
        due,
        due,
        deductible,
        base,
        terms.ratio,
        raw,
        room,
        pool_pay,
        base - raw,
        raw - pool_pay,
        in_scope - pool_pay,
    )


def unpaid(in_scope: int) -> Pooling:
    """Return the basic layer of a bill it does not pay: a missing filing, an outpatient level that is not listed."""
    return Pooling(0, in_scope, in_scope, 0, 0, 0, 0, 0, 0, in_scope, 0, 0, 0, 0, in_scope, 0, in_scope)


def two_disease_cap(facts: Facts, terms: PoolingTerms) -> int:
    """Return the yearly cap by what is filed: hypertension, diabetes, or both."""
    if facts.hypertension and facts.diabetes:
        return terms.cap_both
    return terms.cap_hypertension if facts.hypertension else terms.cap_diabetes


def chronic_2_cap(facts: Facts, terms: PoolingTerms) -> int:
    """Return the yearly cap: the first disease filed, and a sum for each further one up to a number."""
    counted = min(facts.chronic_2_diseases, terms.most_diseases)
    return min(UNLIMITED, terms.cap_first_disease + max(0, counted - 1) * terms.cap_each_further)


def pool(facts: Facts, in_scope: int, terms: PoolingTerms, state: Accumulators) -> Pooling:
    """Return the basic layer of one bill of any kind but maternity."""
    if not facts.filed or (facts.kind == OUTPATIENT and not terms.paid_here):
        return unpaid(in_scope)
    moved = share(in_scope, terms.own_share)
    rest = in_scope - moved
    if facts.kind == INPATIENT:
        return under_ceiling(rest, moved, inpatient_due(facts, terms, state), terms, state)
    if facts.kind == CHRONIC_1:
        return under_ceiling(rest, moved, chronic_1_due(terms, state), terms, state)
    if facts.kind == NEGOTIATED_DRUG:
        return under_ceiling(rest, moved, NO_DUE, terms, state)
    if facts.kind == OUTPATIENT:
        due = max(0, terms.yearly_deductible - state.outpatient_deductible)
        return under_yearly_cap(rest, moved, due, terms.yearly_cap, state.outpatient_paid, terms)
    if facts.kind == TWO_DISEASE:
        return under_yearly_cap(rest, moved, 0, two_disease_cap(facts, terms), state.two_disease_paid, terms)
    due = max(0, terms.yearly_deductible - state.chronic_2_deductible)
    return under_yearly_cap(rest, moved, due, chronic_2_cap(facts, terms), state.chronic_2_paid, terms)
