"""Worked cases beside a regulation: read, settled, and held against what a policy officer worked out by hand.

The format is that of the case file with defaults (``docs/regulation-authoring.md``, "Worked cases").
"""

from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from tongchou.cases.answer import AMOUNTS, amounts, payers
from tongchou.cases.chapter2 import QUESTIONS, ask
from tongchou.cases.faults import CaseFault, RefusedCase
from tongchou.cases.form import read_case
from tongchou.cases.settle import Settled, settle_case
from tongchou.cases.text import UnreadableCase, read_case_text
from tongchou.cases.told import Value
from tongchou.regulations.faults import Fault, FaultyRegulation, NotInForce
from tongchou.regulations.load import Regulation
from tongchou.regulations.reading import Mapping, Node, Sequence, UnreadableYaml, read_yaml
from tongchou.regulations.resolve import TermsBook
from tongchou.regulations.schema import PARAMETERS
from tongchou.rules.codes import STATUSES
from tongchou.rules.explanation.words import PAYER_WORDS
from tongchou.rules.explanation.writer import CHINESE
from tongchou.rules.money import yuan

KEYS = ("name", "article", "covers", "rules", "person", "encounters", "expect", "refused", "why", *QUESTIONS)
ENCOUNTER = {"kind": "inpatient", "provider_level": "level3", "place": "local", "filing": "none"}
PERSON = {"id": "P", "birth": "1970-01-01", "sex": "F"}

Place = tuple[str | int, ...]
"""Keys and places in lists that lead to a part of a file."""


class Golden(NamedTuple):
    """One worked case."""

    file: Path
    line: int
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

    def fault(self, zh: str, en: str) -> Fault:
        """Return a fault of the case at its own line."""
        return Fault(self.file, self.line, f"案例 {self.name}：{zh}", f"case {self.name}: {en}")


class Difference(NamedTuple):
    """What a worked case expects and what came out."""

    encounter: str
    amount: str
    expected: str
    found: str


class _Slip(Exception):
    """A part of a worked case that is not of the form: where in the case, and what is wrong."""

    def __init__(self, place: Place, zh: str, en: str) -> None:
        self.place, self.zh, self.en = place, zh, en
        super().__init__(en)


def read_goldens(folder: Path, county: str) -> list[Golden]:
    """Return the worked cases of an area's folder (its ``golden`` subfolder).

    Raise FaultyRegulation with every fault of their files.
    """
    found, faults = survey_goldens(folder, county)
    if faults:
        raise FaultyRegulation(faults)
    return found


def survey_goldens(folder: Path, county: str) -> tuple[list[Golden], list[Fault]]:
    """Return the worked cases of an area's folder that are of the form, and every fault of their files."""
    found: list[Golden] = []
    faults: list[Fault] = []
    for file in sorted((folder / "golden").glob("*.yaml")):
        _read_file(file, county, found, faults)
    first: dict[str, Golden] = {}
    for golden in found:
        same = first.setdefault(golden.name, golden)
        if same is not golden:
            at = f"{same.file.name}:{same.line}"
            faults.append(
                golden.fault(f"案例名称重复，{at} 已有；改名", f"the name stands twice, first at {at}; rename it")
            )
    return found, sorted(faults, key=lambda fault: (str(fault.file), fault.line))


def goldens_of(regulation: Regulation) -> list[Golden]:
    """Return the worked cases beside a regulation, for persons of its first county; raise FaultyRegulation."""
    return read_goldens(regulation.area.folder, first_county(regulation))


def first_county(regulation: Regulation) -> str:
    """Return the code of the county whose residents the worked cases are about: the first, or the area itself."""
    area = regulation.area
    return area.counties[0].code if area.counties else area.code


def _read_file(file: Path, county: str, found: list[Golden], faults: list[Fault]) -> None:
    """Read one file of worked cases; what is of the form joins ``found``, every fault ``faults``."""
    try:
        tree, value = read_yaml(file), read_case_text(file)
    except UnreadableYaml as wrong:
        faults.append(Fault(file, wrong.line, wrong.zh, wrong.en))
        return
    except UnreadableCase as unreadable:
        faults.append(Fault(file, 1, unreadable.zh, unreadable.en))
        return
    if not isinstance(value, dict) or not isinstance(value.get("cases"), list):
        faults.append(Fault(file, tree.line, "须有 cases 列表", "needs a list of cases"))
        return
    for number, item in enumerate(value["cases"]):
        place: Place = ("cases", number)
        name = item["name"] if isinstance(item, dict) and isinstance(item.get("name"), str) else "?"
        try:
            found.append(_golden(file, line_at(tree, place), name, item, county))
        except _Slip as slip:
            line = line_at(tree, (*place, *slip.place))
            faults.append(Fault(file, line, f"案例 {name}：{slip.zh}", f"case {name}: {slip.en}"))


def line_at(node: Node, place: Place) -> int:
    """Return the line of the part of a tree that keys and places in lists lead to, as far as they lead."""
    line = node.line
    for step in place:
        if isinstance(node, Mapping) and step in node.keys:
            key, node = node.keys[str(step)]
            line = key.line
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            line = node.line
        else:
            break
    return line


def _golden(file: Path, line: int, name: str, value: Any, county: str) -> Golden:
    if name == "?":
        raise _Slip((), "案例须有 name", "a case needs a name")
    for key in value:
        if key not in KEYS:
            allowed = ", ".join(KEYS)
            raise _Slip((key,), f"未知的键 {key}，允许 {allowed}", f"unknown key {key}; allowed: {allowed}")
    if ("expect" in value) == ("refused" in value):
        raise _Slip((), "expect 与 refused 恰有其一", "exactly one of expect and refused")
    question = next((word for word in QUESTIONS if word in value), "bills")
    for key, shape in SHAPES.items():
        if key in value and not (isinstance(value[key], shape) and value[key]):
            zh, en = WORDS_OF_SHAPES[shape]
            raise _Slip((key,), f"{key} 须为{zh}，且不为空", f"{key} must be {en}, and not empty")
    for key in ("article", "encounters") if question == "bills" else ("article",):
        if key not in value:
            raise _Slip((), f"缺少 {key}", f"{key} is missing")
    for number, path in enumerate(value.get("covers") or ()):
        if path not in PARAMETERS:
            raise _Slip(
                ("covers", number),
                f"covers：未知的参数 {path}，见 docs/regulation-authoring.md 第十二节",
                f"covers: unknown parameter {path}; docs/regulation-authoring.md, section 12, lists all",
            )
    expect = value.get("expect") or {}
    if question == "bills":
        asked = {**PERSON, "county": county, **(value.get("person") or {})}
        asked["encounters"] = [_encounter(number, item) for number, item in enumerate(value["encounters"])]
        for encounter, expected in expect.items():
            _check_expected(encounter, expected)
    else:
        asked = value[question]
    covers, rules = tuple(value.get("covers") or ()), tuple(value.get("rules") or ())
    why, refused = str(value.get("why") or ""), value.get("refused") or ""
    return Golden(file, line, name, value["article"], covers, rules, question, asked, expect, refused, why)


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


PAYER = "payer."
OF_PAYERS = tuple(PAYER + word for word in PAYER_WORDS)
"""What each payer owes, as a worked case may expect it."""


def _check_expected(encounter: str, expected: Any) -> None:
    place: Place = ("expect", encounter)
    if not isinstance(expected, dict) or not expected:
        raise _Slip(place, f"{encounter}：须写明结果", f"{encounter}: needs results")
    for name in expected:
        if name not in {*AMOUNTS, *OF_PAYERS, "status", "first_covered_day"}:
            raise _Slip((*place, name), f"{encounter}：没有 {name} 这项结果", f"{encounter}: no result named {name}")


def _encounter(number: int, item: Any) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise _Slip(("encounters", number), "每次就诊须为键值表", "each encounter must be a mapping")
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
            shown = _as_expected(value)
            if results.get(name) != shown:
                differences.append(Difference(encounter, name, shown, results.get(name, "no such result")))
    return differences


def _asked(golden: Golden, book: TermsBook) -> dict[str, str]:
    answered = ask(golden.question, golden.asked, book.regulation)
    found = {name: _as_expected(value) for name, value in answered.results.items()}
    if "sentence" in golden.expect:
        found["sentence"] = answered.told(CHINESE).sentence
    return found


def _as_expected(value: Value) -> str:
    """Return a result as a worked case writes it: yes, no, none, or its text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


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
    found |= {f"{PAYER}{name}": yuan(fen) for name, fen in payers(settled).items()}
    found["status"] = STATUSES[settled.prepared.status]
    day = settled.prepared.first_covered_day
    found["first_covered_day"] = date.fromordinal(day).isoformat() if day else "none"
    return found
