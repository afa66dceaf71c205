"""The fold over columns settles as one bill after another is settled, to the fen, compiled and as it stands."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from tests.strategies.persons import cases
from tests.strategies.regulations import described, regulations
from tests.strategies.tiers import examples
from tongchou.cases.answer import amounts
from tongchou.cases.faults import RefusedCase
from tongchou.cases.form import read_case
from tongchou.cases.holdings import category_on, filing_in_force, grade_on
from tongchou.cases.settle import Settled, settle_case
from tongchou.city import case_file, make_city
from tongchou.columns.fold import (
    CHRONIC_1_FILED,
    DIABETES_FILED,
    HYPERTENSION_FILED,
    UNSTATED,
    Carry,
    Out,
    Rows,
    fold_rows,
    mark_keys,
)
from tongchou.columns.lookup import Tables, days_of
from tongchou.columns.twins import cached_twin
from tongchou.regulations.load import Regulation, load
from tongchou.regulations.resolve import TermsBook
from tongchou.rules.benefit.accumulators import NOTHING_YET
from tongchou.rules.codes import CHRONIC_2, GRADES

WIDTHS = {
    "day": "i4",
    "stay": "i4",
    "transfer": "i4",
    "borne_before": "i8",
    "continuous_years": "i2",
    "zero_claim_years": "i2",
    "total": "i8",
    "own_expense": "i8",
    "over_limit": "i8",
    "self_first": "i8",
}
FILED = {"hypertension": HYPERTENSION_FILED, "diabetes": DIABETES_FILED, "chronic_1": CHRONIC_1_FILED}
NOT_IN_COLUMNS = ("sequence", "circumstances", "diagnosis", "disease")
"""What a bill of a case file may have and a row has not."""
NOT_FOR_COLUMNS = ("inpatient.deductible_exempt_ages", "inpatient.deductible_exempt_filings", "chronic_2.disease_cap")
START = Carry(0, 1, 0, NOTHING_YET)


def rows_of(settled: list[Settled]) -> tuple[Rows, int]:
    """Bills in the order of settling as rows, and how many stays they have."""
    number = {each.prepared.bill.id: row for row, each in enumerate(settled)}
    level = {each.prepared.bill.id: each.prepared.bill.level for each in settled}
    stays: dict[tuple[str, str], int] = {}
    rows = []
    for row, each in enumerate(settled):
        person, prepared, bill = each.person, each.prepared, each.prepared.bill
        new = row == 0 or settled[row - 1].person is not person
        held = {filing.kind for filing in person.filings if filing.first <= bill.discharged <= filing.last}
        rows.append(
            Rows(
                new_person=new,
                day=bill.discharged,
                kind=bill.kind,
                level=bill.level,
                place=bill.place,
                filing=bill.filing,
                category=category_on(person, bill.discharged),
                identity=prepared.identity,
                delivery=bill.delivery,
                grade=GRADES.index(grade_on(person, bill.discharged)),
                status=prepared.status,
                filed=sum(bit for name, bit in FILED.items() if name in held),
                chronic_2_diseases=filing_in_force(person, CHRONIC_2, bill)[3],
                babies=bill.babies,
                stay=stays.setdefault((person.id, bill.stay), len(stays) + 1) if bill.stay else 0,
                transfer=number[bill.transfer_from] + 1 if bill.transfer_from else 0,
                transfer_level=level[bill.transfer_from] if bill.transfer_from else -1,
                borne_before=0,
                continuous_years=person.continuous_years if new else UNSTATED,
                zero_claim_years=person.zero_claim_years if new else UNSTATED,
                total=prepared.scope.total,
                own_expense=prepared.scope.own_expense,
                over_limit=prepared.scope.over_limit,
                self_first=prepared.scope.self_first,
            )
        )
    columns = zip(Rows._fields, zip(*rows, strict=True), strict=True)
    return Rows(*(np.array(column, dtype=WIDTHS.get(name, "i1")) for name, column in columns)), len(stays)


def folded(rows: Rows, stays: int, regulation: Regulation, compiled: bool) -> list[dict[str, int]]:
    """The amounts of each row, by the compiled fold or by the plain one."""
    tables = Tables(TermsBook(regulation), *days_of(rows), records=compiled)
    fold, mark = (COMPILED_FOLD, COMPILED_MARK) if compiled else (fold_rows, mark_keys)
    given_rows = rows if compiled else Rows(*(column.tolist() for column in rows))
    mark(given_rows, tables.lookup)
    assert tables.fill() == []
    lookup = tables.lookup if compiled else tables.plain()
    count = len(rows.day)
    out = Out(*(np.zeros(count, np.int64) for _ in Out._fields))
    fold(given_rows, lookup, START, np.zeros(stays + 1, np.int8), np.zeros(count, np.int8), out, 0, count)
    return [{name: int(column[row]) for name, column in zip(Out._fields, out, strict=True)} for row in range(count)]


OPTIONS: dict[str, Any] = {"error_model": "numpy", "forceinline": True}
COMPILED_FOLD, COMPILED_MARK = cached_twin(fold_rows, **OPTIONS), cached_twin(mark_keys, **OPTIONS)


@pytest.mark.parametrize("compiled", [False, True], ids=["plain", "compiled"])
def test_a_city_is_folded_as_it_is_settled(compiled: bool) -> None:
    case = case_file(make_city(400, 2024, 3))
    for person in case["persons"]:
        person.pop("coverage", None)
    settled = settle_case(read_case(case), TermsBook(load("510400")))
    rows, stays = rows_of(settled)
    assert folded(rows, stays, load("510400"), compiled) == [amounts(each) for each in settled]


@examples(60)
@given(st.data())
def test_random_cases_are_folded_as_they_are_settled(data: st.DataObject) -> None:
    regulation = data.draw(regulations())
    for each in (regulation, *regulation.graded.values()):
        for path in NOT_FOR_COLUMNS:
            each.timelines.pop(path, None)
    case = data.draw(cases(regulation, most_persons=2))
    for person in case["persons"]:
        person.pop("coverage", None)
        if isinstance(person.get("grade"), list):
            person["grade"] = "grade_1"
        for encounter in person["encounters"]:
            for name in NOT_IN_COLUMNS:
                encounter.pop(name, None)
    note(described(regulation))
    try:
        settled = settle_case(read_case(case), TermsBook(regulation))
    except RefusedCase:
        return
    if settled:
        rows, stays = rows_of(settled)
        expected = [amounts(each) for each in settled]
        assert folded(rows, stays, regulation, compiled=False) == expected
        assert folded(rows, stays, regulation, compiled=True) == expected
