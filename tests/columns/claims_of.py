"""Settled bills of a case file as a table of claims (contract of settlement, section 8)."""

from datetime import date
from typing import Any

import pyarrow as pa

from tongchou.cases.holdings import category_on, filing_in_force, grade_on, only_disease
from tongchou.cases.settle import Settled
from tongchou.columns.claims import CLAIMS
from tongchou.rules.codes import (
    CATEGORIES,
    CHRONIC_2,
    CIRCUMSTANCES,
    DELIVERIES,
    FILINGS_OUT_OF_AREA,
    IDENTITIES,
    KINDS,
    LEVELS,
    MATERNITY,
    NOT_COVERED,
    PLACES,
)


def claims_of(settled: list[Settled]) -> pa.Table:
    """Return the claims behind settled bills, in their order."""
    rows = []
    for number, each in enumerate(settled):
        new = number == 0 or settled[number - 1].person is not each.person
        rows.append(row_of(each, new))
    return pa.Table.from_pylist(rows, schema=pa.schema([(column.name, column.type) for column in CLAIMS]))


def row_of(each: Settled, new: bool) -> dict[str, Any]:
    """Return the claim of one settled bill."""
    person, prepared, bill = each.person, each.prepared, each.prepared.bill
    day = bill.discharged
    held = {filing.kind for filing in person.filings if filing.first <= day <= filing.last}
    diseases = filing_in_force(person, CHRONIC_2, bill)[3]
    # the split of a bill that is covered; a row that is not says so, whatever its parts
    scope = prepared.scope
    return {
        "encounter_id": bill.id,
        "person_id": person.id,
        "kind": KINDS[bill.kind],
        "provider_level": LEVELS[bill.level],
        "place": PLACES[bill.place],
        "filing": FILINGS_OUT_OF_AREA[bill.filing],
        "admitted": date.fromordinal(bill.admitted),
        "discharged": date.fromordinal(day),
        "total": scope.total,
        "own_expense": scope.own_expense,
        "over_limit": scope.over_limit,
        "self_first": scope.self_first,
        "identity": IDENTITIES[prepared.identity],
        "category": CATEGORIES[category_on(person, day)],
        "grade": grade_on(person, day),
        "hypertension": "hypertension" in held,
        "diabetes": "diabetes" in held,
        "chronic_1": "chronic_1" in held,
        "chronic_2_filings": diseases,
        "covered": prepared.status != NOT_COVERED,
        "excluded": bill.excluded or None,
        "delivery": DELIVERIES[bill.delivery] if bill.kind == MATERNITY else None,
        "babies": bill.babies,
        "stay": bill.stay or None,
        "transfer_from": bill.transfer_from or None,
        "continuous_years": person.continuous_years if new else None,
        "zero_claim_years": person.zero_claim_years if new else None,
        "returned": bool(prepared.returned),
        "diagnosis": bill.diagnosis or None,
        "provider": bill.provider or None,
        "birth": date.fromordinal(person.birth),
        "chronic_2_disease": only_disease(person, day) or None,
        **{word: code in bill.circumstances for code, word in enumerate(CIRCUMSTANCES)},
    }
