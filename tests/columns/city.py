"""A small city's bills, and what is expected of settled claims."""

import pyarrow as pa

from tongchou.cases.answer import amounts
from tongchou.cases.form import read_case
from tongchou.cases.settle import Settled, settle_case
from tongchou.city import case_file, make_city
from tongchou.columns.fold import Out
from tongchou.regulations.load import load
from tongchou.regulations.resolve import TermsBook
from tongchou.rules.codes import STATUSES

AMOUNTS = ("total", *Out._fields)


def settled_city(residents: int, seed: int) -> list[Settled]:
    """A city's bills, without the periods of cover: whether a year was complete is no column."""
    case = case_file(make_city(residents, 2024, seed))
    for person in case["persons"]:
        person.pop("coverage", None)
    return settle_case(read_case(case), TermsBook(load("510400")))


def expected_of(settled: list[Settled]) -> dict[str, dict[str, object]]:
    """The answers of a case file by encounter."""
    return {each.prepared.bill.id: {"status": STATUSES[each.prepared.status], **amounts(each)} for each in settled}


def found_in(settled: pa.Table) -> dict[str, dict[str, object]]:
    """The same of a settled table."""
    rows = settled.select(["encounter_id", "status", *AMOUNTS]).to_pylist()
    return {row.pop("encounter_id"): row for row in rows}
