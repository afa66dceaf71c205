"""One inpatient bill of eight lines under the Panzhihua regulation: settled with its trace, then put into words."""

import json
from typing import Any

from benchmarks.timing import time_calls
from tongchou.cases.answer import answer, explanation
from tongchou.cases.form import read_case
from tongchou.cases.settle import PersonFold, Settled, prepare
from tongchou.regulations.load import load
from tongchou.regulations.resolve import TermsBook

LINES: list[dict[str, Any]] = [
    {"item": "drug", "class": "A", "amount": "3000.00"},
    {"item": "drug", "class": "B", "amount": "5000.00"},
    {"item": "consumable", "class": "B", "amount": "800.00", "self_first_ratio": "0.20"},
    {"item": "consumable", "class": "B", "quantity": "2", "unit_price": "6200.00"},
    {"item": "drug", "class": "A", "quantity": "10", "unit_price": "12.00", "price_limit": "10.00"},
    {"item": "service", "class": "C", "amount": "1500.00", "date": "2024-03-02"},
    {"item": "service", "class": "A", "amount": "90.00", "excluded": "wellness"},
    {"item": "service", "class": "A", "amount": "21760.00"},
]
PERSON: dict[str, Any] = {
    "id": "P1",
    "birth": "1961-04-02",
    "sex": "F",
    "county": "510403",
    "identities": [{"kind": "low_income", "from": "2023-01-01"}],
    "coverage": [{"from": "2024-01-01", "to": "2024-12-31"}],
    "continuous_years": 6,
    "zero_claim_years": 1,
    "encounters": [
        {
            "id": "E1",
            "kind": "inpatient",
            "provider_level": "level3",
            "place": "local",
            "admitted": "2024-03-01",
            "discharged": "2024-03-12",
            "lines": LINES,
        }
    ],
}


def report() -> str:
    """Return the measurements as Markdown."""
    case = {"version": 1, "regulation": "510400", "persons": [PERSON]}
    text = json.dumps(case)
    regulation = load("510400")
    book = TermsBook(regulation)
    person = read_case(case).persons[0]

    def settle_one() -> Settled:
        prepared = prepare(person, person.bills[0], book, [])
        if prepared is None:
            raise AssertionError("the bill of the benchmark is refused")
        return Settled(person, prepared, PersonFold(person, book).settle(prepared))

    settled = settle_one()
    rows = [
        ("settled: trace with all intermediate amounts and parameter references", time_calls(settle_one), "60"),
        ("rendered in Chinese", time_calls(lambda: explanation(settled, "zh")), "200"),
        ("rendered in English", time_calls(lambda: explanation(settled, "en")), "200"),
        ("the whole answer as a dict, with the explanation", time_calls(lambda: answer(settled, regulation)), "—"),
        ("the form read and checked, from dicts", time_calls(lambda: read_case(case)), "—"),
        ("reference: json.loads of the same bill", time_calls(lambda: json.loads(text)), "—"),
    ]
    table = ["## One bill of 8 lines", "", "| what | best µs | median µs | aim µs |", "|---|--:|--:|--:|"]
    table += [f"| {name} | {timing.shown()} | {aim} |" for name, timing, aim in rows]
    return "\n".join(table)
