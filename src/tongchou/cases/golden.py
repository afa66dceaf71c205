"""Worked cases beside a regulation: read, settled, and held against what a policy officer worked out by hand.

The format is that of the case file with defaults (``docs/regulation-authoring.md``, "Worked cases").
"""

from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from tongchou.cases.answer import AMOUNTS, amounts
from tongchou.cases.chapter2 import QUESTIONS, ask
from tongchou.cases.faults import CaseFault, RefusedCase
from tongchou.cases.form import read_case
from tongchou.cases.settle import Settled, settle_case
from tongchou.cases.text import UnreadableCase, read_case_text
from tongchou.regulations.faults import NotInForce
from tongchou.regulations.resolve import TermsBook
from tongchou.rules.codes import STATUSES
from tongchou.rules.money import yuan

KEYS = ("name", "article", "covers", "rules", "person", "encounters", "expect", "refused", "why", *QUESTIONS)
ENCOUNTER = {"kind": "inpatient", "provider_level": "level3", "place": "local", "filing": "none"}
PERSON = {"id": "P", "birth": "1970-01-01", "sex": "F"}


class GoldenFault(Exception):
    """A worked case that is not of the format: the file, the case, and what is wrong."""

    def __init__(self, file: Path, name: str, zh: str, en: str) -> None:
        """Keep the place and the reason in both languages."""
        self.file, self.name, self.zh, self.en = file, name, zh, en
        super().__init__(f"{file}: {name}: {en}")


class Golden(NamedTuple):
    """One worked case."""

    file: Path
    name: str
    article: str
    covers: tuple[str, ...]
    rules: tuple[str, ...]
    question: str
    """bills, or one of :data:`~tongchou.cases.chapter2.QUESTIONS`."""
    asked: dict[str, Any]
    """The person with the bills, or the fields of the question."""
    expect: dict[str, Any]
    refused: str
    why: str

    @property
    def identifier(self) -> str:
        """Return folder, file and name: how articles and tests name a case."""
        return f"{self.file.parent.parent.name}/{self.file.stem}/{self.name}"


class Difference(NamedTuple):
    """What a worked case expects and what came out."""

    encounter: str
    amount: str
    expected: str
    found: str


def read_goldens(folder: Path, county: str) -> list[Golden]:
    """Return the worked cases of an area's folder (its ``golden`` subfolder); raise GoldenFault."""
    found: list[Golden] = []
    for file in sorted((folder / "golden").glob("*.yaml")):
        try:
            value = read_case_text(file)
        except UnreadableCase as wrong:
            raise GoldenFault(file, wrong.path, wrong.zh, wrong.en) from None
        if not isinstance(value, dict) or not isinstance(value.get("cases"), list):
            raise GoldenFault(file, "", "须有 cases 列表", "needs a list of cases")
        found.extend(_golden(file, item, county) for item in value["cases"])
    names = [golden.identifier for golden in found]
    for golden in found:
        if names.count(golden.identifier) > 1:
            raise GoldenFault(golden.file, golden.name, "案例名称重复", "the name stands twice")
    return found


def _golden(file: Path, value: Any, county: str) -> Golden:
    if not isinstance(value, dict) or not isinstance(value.get("name"), str):
        raise GoldenFault(file, "?", "案例须有 name", "a case needs a name")
    name = value["name"]
    unknown = sorted(set(value) - set(KEYS))
    if unknown:
        raise GoldenFault(file, name, f"未知的键 {unknown[0]}", f"unknown key {unknown[0]}")
    if ("expect" in value) == ("refused" in value):
        raise GoldenFault(file, name, "expect 与 refused 恰有其一", "exactly one of expect and refused")
    question = next((word for word in QUESTIONS if word in value), "bills")
    for key, shape in SHAPES.items():
        if key in value and not (isinstance(value[key], shape) and value[key]):
            zh, en = WORDS_OF_SHAPES[shape]
            raise GoldenFault(file, name, f"{key} 须为{zh}，且不为空", f"{key} must be {en}, and not empty")
    for key in ("article", "encounters") if question == "bills" else ("article",):
        if key not in value:
            raise GoldenFault(file, name, f"缺少 {key}", f"{key} is missing")
    expect = value.get("expect") or {}
    if question == "bills":
        asked = {**PERSON, "county": county, **(value.get("person") or {})}
        asked["encounters"] = [_encounter(file, name, item) for item in value["encounters"]]
        for encounter, expected in expect.items():
            _check_expected(file, name, encounter, expected)
    else:
        asked = value[question]
    covers, rules = tuple(value.get("covers") or ()), tuple(value.get("rules") or ())
    why, refused = str(value.get("why") or ""), value.get("refused") or ""
    return Golden(file, name, value["article"], covers, rules, question, asked, expect, refused, why)


SHAPES: dict[str, type] = {
    "article": str,
    "covers": list,
    "rules": list,
    "person": dict,
    "encounters": list,
    "expect": dict,
    "refused": str,
    **dict.fromkeys(QUESTIONS, dict),
}
"""What each part of a worked case must be."""

WORDS_OF_SHAPES: dict[type, tuple[str, str]] = {
    str: ("文字", "text"),
    list: ("列表", "a list"),
    dict: ("键值表", "a mapping"),
}


def _check_expected(file: Path, name: str, encounter: str, expected: Any) -> None:
    if not isinstance(expected, dict) or not expected:
        raise GoldenFault(file, name, f"{encounter}：须写明结果", f"{encounter}: needs results")
    wrong = sorted(set(expected) - {*AMOUNTS, "status", "first_covered_day"})
    if wrong:
        raise GoldenFault(
            file, name, f"{encounter}：没有 {wrong[0]} 这项结果", f"{encounter}: no result named {wrong[0]}"
        )


def _encounter(file: Path, name: str, item: Any) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise GoldenFault(file, name, "每次就诊须为键值表", "each encounter must be a mapping")
    encounter = {**ENCOUNTER, **item}
    if "in_scope" in encounter:
        encounter["amounts"] = {"total": encounter.pop("in_scope")}
    encounter.setdefault("admitted", encounter.get("discharged"))
    return encounter


def run_golden(golden: Golden, book: TermsBook) -> list[Difference]:
    """Return what differs from the expectation; nothing where the case holds."""
    try:
        found = _bills(golden, book) if golden.question == "bills" else {"*": _asked(golden, book)}
    except RefusedCase as refused:
        return _refusal(golden, refused.faults)
    except NotInForce as missing:
        fault = CaseFault("", None, missing.path, missing.zh, missing.en, missing.path)
        return _refusal(golden, [fault])
    if golden.refused:
        return [Difference("*", "refused", golden.refused, "settled")]
    expect = golden.expect if golden.question == "bills" else {"*": golden.expect}
    differences: list[Difference] = []
    for encounter, expected in expect.items():
        results = found.get(encounter, {})
        for name, value in expected.items():
            shown = "none" if value is None else str(value)
            if results.get(name) != shown:
                differences.append(Difference(encounter, name, shown, results.get(name, "no such result")))
    return differences


def _asked(golden: Golden, book: TermsBook) -> dict[str, str]:
    return ask(golden.question, golden.asked, book.regulation)


def _bills(golden: Golden, book: TermsBook) -> dict[str, dict[str, str]]:
    case = read_case({"version": 1, "persons": [golden.asked]}, book.regulation.area.code)
    return {each.prepared.bill.id: _results(each) for each in settle_case(case, book)}


def _refusal(golden: Golden, faults: list[CaseFault]) -> list[Difference]:
    if golden.refused and any(fault.parameter == golden.refused for fault in faults):
        return []
    message = "; ".join(fault.message("en") for fault in faults)
    return [Difference("*", "refused", golden.refused or "settled", message)]


def _results(settled: Settled) -> dict[str, str]:
    found = {name: yuan(fen) for name, fen in amounts(settled).items()}
    found["status"] = STATUSES[settled.prepared.status]
    day = settled.prepared.first_covered_day
    found["first_covered_day"] = date.fromordinal(day).isoformat() if day else "none"
    return found
