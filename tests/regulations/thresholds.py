"""The thresholds of a regulation, as its worked cases meet them, and how near each case comes.

A threshold is a sum at which the arithmetic changes: a deductible, a ceiling or cap, the lump or limit of a delivery,
the catastrophic threshold and the limits of its bands. It is read from the terms that a worked bill is settled under.
What earlier bills of the year have left of a sum is no threshold of its own: the bill then meets the sum of the year.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tongchou.cases.faults import RefusedCase
from tongchou.cases.form import read_case
from tongchou.cases.golden import Golden
from tongchou.cases.settle import Settled, settle_case
from tongchou.regulations.faults import NotInForce
from tongchou.regulations.resolve import TermsBook
from tongchou.rules.benefit.assistance import Assistance
from tongchou.rules.benefit.pooling import chronic_2_cap, two_disease_cap
from tongchou.rules.benefit.terms import MODE_LUMP, AssistanceTerms
from tongchou.rules.codes import (
    ANTENATAL,
    CHRONIC_1,
    CHRONIC_2,
    DELIVERIES,
    FILINGS_OUT_OF_AREA,
    IDENTITIES,
    INPATIENT,
    KINDS,
    LEVELS,
    MATERNITY,
    OUTPATIENT,
    PLACES,
    SETTLED,
    TWO_DISEASE,
)
from tongchou.rules.money import UNLIMITED, yuan

ONE_FEN_AROUND = (-1, 0, 1)


class Threshold(NamedTuple):
    """A sum in fen, the layer it belongs to, and for whom or where it holds."""

    layer: str
    of: tuple[str, ...]
    amount: int

    def __str__(self) -> str:
        return f"{self.layer} {' '.join(self.of)} {yuan(self.amount)}"


Met = tuple[Threshold, int]
"""A threshold and how many fen a bill lies above it (below: negative)."""


def lacking(goldens: Iterable[Golden], book: TermsBook) -> list[str]:
    """Return a line for each threshold that the worked bills meet, but not one fen below, exactly and one fen above."""
    met: dict[Threshold, set[int]] = defaultdict(set)
    for golden in goldens:
        for settled in settled_bills(golden, book):
            for threshold, distance in thresholds(settled):
                if 0 < threshold.amount < UNLIMITED:
                    met[threshold].add(distance)
    found = []
    for threshold in sorted(met):
        missing = [f"{fen:+d}" for fen in ONE_FEN_AROUND if fen not in met[threshold]]
        if missing:
            found.append(f"{threshold}: no worked bill at {' '.join(missing)} fen; add one to the golden cases")
    return found


def settled_bills(golden: Golden, book: TermsBook) -> list[Settled]:
    """Return the bills of a worked case that the regulation settles; none where the case asks something else."""
    if golden.question != "bills" or golden.refused:
        return []
    try:
        every = settle_case(read_case({"version": 1, "persons": [golden.asked]}, book.regulation.area.code), book)
    except (RefusedCase, NotInForce):
        return []  # test_goldens fails for it
    return [each for each in every if each.prepared.status == SETTLED and each.settlement.scope.total > 0]


def thresholds(settled: Settled) -> Iterator[Met]:
    """Yield each threshold that decides an amount of this bill."""
    if settled.settlement.facts.kind == MATERNITY:
        yield from of_maternity(settled)
        return
    yield from of_deductible(settled)
    yield from of_limit(settled)
    yield from of_catastrophic(settled)
    trace, terms = settled.settlement, settled.prepared.resolved.terms
    identity = IDENTITIES[settled.prepared.identity]
    yield from of_assistance("assistance", identity, trace.assistance, terms.assistance)
    yield from of_assistance("tilt", identity, trace.tilt, terms.tilt)


def of_maternity(settled: Settled) -> Iterator[Met]:
    """A lump looks at the whole bill, a limit at what the ratio gives; antenatal care shares one sum a year."""
    trace, terms = settled.settlement, settled.prepared.resolved.terms.maternity
    paid = trace.maternity
    looked_at = trace.scope.total if terms.mode == MODE_LUMP else paid.raw
    whole = terms.base if trace.facts.delivery == ANTENATAL else paid.sum
    yield Threshold("maternity.sum", (DELIVERIES[trace.facts.delivery],), whole), looked_at - paid.sum


def of_deductible(settled: Settled) -> Iterator[Met]:
    """Yield the deductible where the bill owes it whole: not on a transfer, and none of it was borne before."""
    trace, bill, terms = settled.settlement, settled.prepared.bill, settled.prepared.resolved.terms.pooling
    facts, pooling = trace.facts, trace.pooling
    if facts.kind == INPATIENT:
        whole = 0 if facts.transfer else pooling.after_repeat
    elif facts.kind == CHRONIC_1:
        whole = pooling.full
    else:
        whole = terms.yearly_deductible if facts.kind in (OUTPATIENT, CHRONIC_2) else 0
    if pooling.due == whole:
        of = (KINDS[facts.kind], LEVELS[bill.level], PLACES[bill.place], FILINGS_OUT_OF_AREA[bill.filing])
        yield Threshold("deductible", of, whole), pooling.in_scope - pooling.due


def of_limit(settled: Settled) -> Iterator[Met]:
    """Yield the yearly limit of this kind of bill: on payment, or on the cost that counts."""
    trace, terms = settled.settlement, settled.prepared.resolved.terms.pooling
    facts, pooling = trace.facts, trace.pooling
    of = (KINDS[facts.kind],)
    if terms.ceiling_on_cost and facts.kind not in (OUTPATIENT, TWO_DISEASE, CHRONIC_2):
        left = max(0, terms.ceiling - trace.before.eligible_cost)
        yield Threshold("limit", of, terms.ceiling), pooling.in_scope - left
        return
    if pooling.raw == 0:
        return
    limit = terms.ceiling
    if facts.kind == OUTPATIENT:
        limit = terms.yearly_cap
    elif facts.kind == TWO_DISEASE:
        limit = two_disease_cap(facts, terms)
    elif facts.kind == CHRONIC_2:
        limit = chronic_2_cap(facts, terms)
    yield Threshold("limit", of, limit), pooling.raw - pooling.room


def of_catastrophic(settled: Settled) -> Iterator[Met]:
    """Yield the threshold, the limits of the bands, and the cap with what the incentive adds."""
    trace, terms = settled.settlement, settled.prepared.resolved.terms.catastrophic
    if not (terms.fed and trace.facts.filed):
        return
    identity, large = IDENTITIES[settled.prepared.identity], trace.catastrophic
    yield Threshold("catastrophic.threshold", (identity,), terms.threshold), large.burden_after - terms.threshold
    for limit in terms.limits:
        yield Threshold("catastrophic.bands", (yuan(terms.threshold),), limit), large.burden_after - limit
    cap = trace.before.catastrophic_paid + large.room
    # where less was left than nothing (the cap fell within the year) no bill can meet it any more
    if large.due and cap <= terms.cap + large.extra_cap:
        yield Threshold("catastrophic.cap", (identity,), cap), large.due - large.room


def of_assistance(layer: str, identity: str, part: Assistance, terms: AssistanceTerms) -> Iterator[Met]:
    """Yield the deductible and the cap of medical assistance or of tilt."""
    if not (terms.entitled and part.base):
        return
    yield Threshold(f"{layer}.deductible", (identity,), terms.deductible), part.base_after - terms.deductible
    if part.due:
        yield Threshold(f"{layer}.cap", (identity,), terms.cap), part.due - part.room
