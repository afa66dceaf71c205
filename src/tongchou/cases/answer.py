"""The answer to a case file: amounts as yuan strings, accumulators, and the explanation (contract, section 7)."""

from datetime import date
from typing import Any

from tongchou.cases.own_expense import borne_by_the_person
from tongchou.cases.settle import Settled
from tongchou.regulations.load import Regulation
from tongchou.regulations.rows import ASSISTANCE_MONEY, CATASTROPHIC_INSURER, RESIDENT_FUND
from tongchou.rules.benefit.accumulators import Accumulators
from tongchou.rules.codes import IDENTITIES, KINDS, NOT_COVERED, STATUSES
from tongchou.rules.explanation.reference import Reference
from tongchou.rules.explanation.steps import explain
from tongchou.rules.explanation.writer import CHINESE, ENGLISH, Background, Cited, SpecialRule, Step, status_of
from tongchou.rules.money import yuan

LANGUAGES = {"zh": CHINESE, "en": ENGLISH}

AMOUNTS = (
    "total",
    "own_expense",
    "over_limit",
    "self_first",
    "in_scope",
    "deductible",
    "pool_pay",
    "coinsurance",
    "over_ceiling",
    "maternity_pay",
    "burden",
    "catastrophic_pay",
    "assistance_pay",
    "tilt_pay",
    "fund_total",
    "personal_total",
    "institution_difference",
)
"""The amounts of an answer, in the order of the contract."""

COUNTED = ("admissions", "continuous_years", "zero_claim_years", "earned_steps")
"""Accumulators that are numbers, not money."""


def amounts(settled: Settled) -> dict[str, int]:
    """Return every amount of the answer in fen."""
    trace = settled.settlement
    return {
        "total": trace.scope.total,
        "own_expense": trace.scope.own_expense,
        "over_limit": trace.scope.over_limit,
        "self_first": trace.scope.self_first,
        "in_scope": trace.scope.in_scope,
        "deductible": trace.pooling.deductible,
        "pool_pay": trace.pooling.pool_pay,
        "coinsurance": trace.pooling.coinsurance + trace.maternity.coinsurance,
        "over_ceiling": trace.pooling.over_ceiling + trace.maternity.over_ceiling,
        "maternity_pay": trace.maternity.maternity_pay,
        "burden": trace.pooling.burden + trace.maternity.burden,
        "catastrophic_pay": trace.catastrophic.catastrophic_pay,
        "assistance_pay": trace.assistance.pay,
        "tilt_pay": trace.tilt.pay,
        "fund_total": trace.fund_total,
        "personal_total": trace.personal_total,
        "institution_difference": trace.institution_difference,
    }


def payers(settled: Settled) -> dict[str, int]:
    """Return what each payer owes, in fen; the basic layer and tilt may have payers of their own."""
    trace = settled.settlement
    owed = {
        RESIDENT_FUND: trace.maternity.maternity_pay,
        CATASTROPHIC_INSURER: trace.catastrophic.catastrophic_pay,
        ASSISTANCE_MONEY: trace.assistance.pay,
    }
    resolved = settled.prepared.resolved
    for payer, fen in ((resolved.payer, trace.pooling.pool_pay), (resolved.tilt_payer, trace.tilt.pay)):
        owed[payer] = owed.get(payer, 0) + fen
    return owed


def explanation(settled: Settled, language: str = "zh") -> list[Step]:
    """Return the steps of one settled bill in a language (zh or en)."""
    prepared = settled.prepared
    bill = prepared.bill
    regime = prepared.resolved.regime
    borne = borne_by_the_person(settled.person, prepared)
    about = Background(
        prepared.identity,
        bill.level,
        borne.own_parts,
        borne.first_shares,
        _day(borne.first_covered_day),
        borne.over_limit,
        SpecialRule(regime.name, regime.waive, regime.payer, bool(regime.own_account)) if regime else None,
    )
    cites = {**prepared.fixed.cites, **prepared.resolved.cites}
    return explain(settled.settlement, prepared.resolved.terms, cites, about, LANGUAGES[language])


def _day(day: int) -> str:
    return date.fromordinal(day).isoformat() if day else ""


def _sums(state: Accumulators) -> dict[str, Any]:
    return {name: value if name in COUNTED else yuan(value) for name, value in zip(state._fields, state, strict=True)}


def _parameter(found: Reference) -> dict[str, str]:
    return {
        "name": found.name,
        "value": found.value,
        "since": found.since,
        "document": found.document,
        "article": found.article,
        "status": found.status,
    }


def grounds(cited: Cited) -> dict[str, Any]:
    """Return the parameters a step rests on, and as its source the first of them; no source where a default stands."""
    first = cited[0] if cited else None
    source = None
    if first is not None:
        source = {"document": first.document, "article": first.article, "status": status_of(cited)}
    return {"parameters": [_parameter(found) for found in cited], "source": source}


def _step(step: Step) -> dict[str, Any]:
    return {"step": step.step, "amount": yuan(step.amount), "text": step.text, **grounds(step.references)}


def answer(settled: Settled, regulation: Regulation, language: str = "zh") -> dict[str, Any]:
    """Return one object of the answer for one encounter."""
    prepared, trace = settled.prepared, settled.settlement
    result: dict[str, Any] = {
        "id": prepared.bill.id,
        "person": settled.person.id,
        "kind": KINDS[prepared.bill.kind],
        "discharged": _day(prepared.bill.discharged),
        "identity": IDENTITIES[prepared.identity],
        "status": STATUSES[prepared.status],
    }
    if prepared.status == NOT_COVERED:
        result["first_covered_day"] = _day(prepared.first_covered_day) or None
    result.update({name: yuan(fen) for name, fen in amounts(settled).items()})
    result["payers"] = {name: yuan(fen) for name, fen in payers(settled).items()}
    result["accumulators_before"] = _sums(trace.before)
    result["accumulators_after"] = _sums(trace.after)
    result["regulation"] = regulation.area.code
    result["regulation_version"] = regulation.version
    result["explanation"] = [_step(step) for step in explanation(settled, language)]
    return result


def answers(settled: list[Settled], regulation: Regulation, language: str = "zh") -> dict[str, Any]:
    """Return the whole answer to a case file."""
    return {"version": 1, "settlements": [answer(each, regulation, language) for each in settled]}
