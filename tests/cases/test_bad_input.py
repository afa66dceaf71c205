"""A wrong case file is refused with the path to each fault, and nothing else ever happens (contract, section 1)."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from tests.strategies.mutations import Case, Mutated, junk, mutated, places
from tests.strategies.persons import cases
from tests.strategies.tiers import examples
from tongchou.cases.faults import CaseFault, RefusedCase
from tongchou.cases.form import AMOUNTS, ENCOUNTER, LINE, PERSON, TOP, read_case
from tongchou.cases.settle import Settled, settle_case
from tongchou.regulations.load import load
from tongchou.regulations.resolve import TermsBook

REGULATION = load("510400")
BOOK = TermsBook(REGULATION)
KEYS = sorted({*TOP, *PERSON, *ENCOUNTER, *LINE, *AMOUNTS, "kind", "from", "to"})


def outcome(value: Any) -> list[Settled] | list[CaseFault]:
    """What becomes of a file: its settlements, or its faults. Any other exception fails the test."""
    before = deepcopy(value)
    try:
        return settle_case(read_case(value), BOOK)
    except RefusedCase as refused:
        faults = refused.faults
    finally:
        assert value == before
    for fault in faults:
        fault_is_sound(fault, value)
    assert faults
    return faults


def fault_is_sound(fault: CaseFault, value: Any) -> None:
    """The path is in the file, or is one field further than something in it; found and allowed say something."""
    there = {place.path: place.holder[place.key] for place in places(value)} | {"": value}
    holder, _, name = fault.path.rpartition(".")
    assert fault.path in there or fault.path == "$" or (holder in there and "[" not in name), fault
    assert fault.allowed
    assert fault.zh
    assert fault.en
    found = there.get(fault.path)
    if found is not None:
        assert fault.found is not None
    if isinstance(found, str) and found:
        # the one thing that may be found empty is a key
        assert fault.found or fault.path.endswith(".")
    # both as a sentence and as JSON
    assert fault.path in fault.message("zh")
    assert fault.allowed in fault.message("en")
    json.dumps(fault._asdict())


def is_refused(result: list[Settled] | list[CaseFault]) -> bool:
    return bool(result) and isinstance(result[0], CaseFault)


def valid_cases(most_persons: int = 2) -> st.SearchStrategy[Case]:
    named = cases(REGULATION, most_persons=most_persons, few=True).map(lambda case: case | {"regulation": "510400"})
    return named.filter(lambda case: not is_refused(outcome(case)))


@examples(250)
@given(st.data())
def test_one_wrong_place(data: st.DataObject) -> None:
    """Dropped, renamed, retyped, repeated or filled with junk: refused where it must be, and there."""
    wrong = data.draw(mutated(data.draw(valid_cases())))
    note(wrong.what)
    result = outcome(wrong.case)
    if wrong.must_refuse:
        assert is_refused(result)
        paths = [fault.path for fault in result if isinstance(fault, CaseFault)]
        assert any(path.startswith(wrong.path) for path in paths), (wrong.path, paths)


def wrong_persons() -> st.SearchStrategy[Mutated]:
    """A case of one person with a fault inside that person."""
    wrong = valid_cases(most_persons=1).flatmap(mutated)
    return wrong.filter(lambda each: each.must_refuse and each.path.startswith("persons[0]."))


@examples(40)
@given(st.lists(wrong_persons(), min_size=2, max_size=3))
def test_every_fault_is_found(wrong: list[Mutated]) -> None:
    """Of several files made wrong in one place each, one with all of them has the faults of all these places."""
    everybody = [each.case["persons"][0] for each in wrong]
    all_faults = outcome({"version": 1, "regulation": "510400", "persons": everybody})
    paths = {fault.path for fault in all_faults if isinstance(fault, CaseFault)}
    for number, each in enumerate(wrong):
        expected = {fault.path for fault in outcome(each.case) if isinstance(fault, CaseFault)}
        there = {path for path in expected if path.startswith(each.path)}
        assert {path.replace("persons[0]", f"persons[{number}]", 1) for path in there} <= paths


@examples(150)
@given(st.recursive(junk, lambda inner: st.dictionaries(st.sampled_from(KEYS), inner, max_size=6), max_leaves=20))
def test_any_plain_value(value: Any) -> None:
    """Arbitrary JSON, with and without the keys of a case file."""
    outcome(value)
    if isinstance(value, dict):
        outcome({"version": 1, "regulation": "510400", "persons": [value]})
        person = {"id": "P", "birth": "1990-01-01", "sex": "F", "county": "510402"}
        outcome({"version": 1, "regulation": "510400", "persons": [person | {"encounters": [value]}]})


@examples(60)
@given(st.data())
def test_a_sum_too_large_for_one_bill(data: st.DataObject) -> None:
    """The largest bill is settled; a fen more is refused, in one line or in the sum of several."""
    encounter: dict[str, Any] = {
        "id": "E1",
        "kind": data.draw(st.sampled_from(("outpatient", "negotiated_drug"))),
        "provider_level": "level1",
        "discharged": "2024-05-06",
    }
    person = {"id": "P", "birth": "1990-01-01", "sex": "F", "county": "510402", "encounters": [encounter]}
    case = {"version": 1, "regulation": "510400", "persons": [person]}
    first = data.draw(st.integers(0, 10**10))
    for more, refused in ((0, False), (1, True)):
        parts = (first, 10**10 - first + more)
        texts = [f"{fen // 100}.{fen % 100:02}" for fen in parts]
        encounter["lines"] = [{"item": "drug", "class": "A", "amount": text} for text in texts]
        assert is_refused(outcome(case)) == refused


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "version": ({"version": True}, "version"),
    "person": ({"persons": [{}]}, "persons[0]"),
    "encounter": ({"encounters": [{}]}, "persons[0].encounters[0]"),
    "identity": ({"identities": [{}]}, "persons[0].identities[0]"),
    "coverage": ({"coverage": [{}]}, "persons[0].coverage[0]"),
    "filing": ({"filings": [{}]}, "persons[0].filings[0]"),
    "category": ({"category": [{}]}, "persons[0].category[0]"),
    "two categories": (
        {"category": [{"kind": "adult", "category": "student", "from": "2024-01-01"}]},
        "persons[0].category[0]",
    ),
    "line": ({"lines": [{}]}, "persons[0].encounters[0].lines[0]"),
    "totals": ({"amounts": {}}, "persons[0].encounters[0].amounts"),
    "ratio": (
        {"lines": [{"item": "drug", "class": "B", "amount": "10.00", "self_first_ratio": "-0.0001"}]},
        "persons[0].encounters[0].lines[0].self_first_ratio",
    ),
}
"""Each was accepted once; with the path that has to be named."""


def case_with(changes: dict[str, Any]) -> Case:
    """A small valid case with some fields of the file, the person or the encounter replaced."""
    encounter: dict[str, Any] = {
        "id": "E1",
        "kind": "outpatient",
        "provider_level": "level1",
        "discharged": "2024-05-06",
        "lines": [],
    }
    person: dict[str, Any] = {"id": "P", "birth": "1990-01-01", "sex": "F", "county": "510402"}
    case: dict[str, Any] = {"version": 1, "regulation": "510400"}
    if "amounts" in changes:
        del encounter["lines"]
    encounter |= {key: value for key, value in changes.items() if key in ENCOUNTER}
    person |= {"encounters": [encounter]} | {key: value for key, value in changes.items() if key in PERSON}
    return case | {"persons": [person]} | {key: value for key, value in changes.items() if key in TOP}


def test_the_small_case_is_valid() -> None:
    assert not is_refused(outcome(case_with({})))


@pytest.mark.parametrize("name", WRONG)
def test_what_was_accepted_once(name: str) -> None:
    changes, path = WRONG[name]
    result = outcome(case_with(changes))
    assert is_refused(result)
    assert any(isinstance(fault, CaseFault) and fault.path.startswith(path) for fault in result)


@pytest.mark.parametrize("value", [[], "x", 5, None])
def test_a_file_that_is_no_mapping_has_the_path_of_the_whole(value: Any) -> None:
    result = outcome(value)
    assert next(fault.path for fault in result if isinstance(fault, CaseFault)) == "$"


def test_found_is_the_day_of_discharge() -> None:
    (fault,) = outcome(case_with({"birth": "2025-01-01"}))
    assert isinstance(fault, CaseFault)
    assert (fault.path, fault.found) == ("persons[0].encounters[0].discharged", "2024-05-06")


FOUND: dict[str, tuple[Any, Any]] = {
    "a text": ("2024", "2024"),
    "a long text": ("x" * 100, "x" * 60 + "…"),
    "a number": (5, 5),
    "nothing": (None, None),
    "a list": (["a", 1, None, True], "[a, 1, null, true]"),
    "a mapping": ({"year": 2024, "days": [], "more": {}}, "{year: 2024, days: [], more: {}}"),
    "a long list": (list(range(10**6)), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 1…"),
}
"""A value in the place of a date, and what is said to have been found."""


@pytest.mark.parametrize("name", FOUND)
def test_found_is_a_short_form_of_the_value(name: str) -> None:
    value, found = FOUND[name]
    faults = outcome(case_with({"birth": value}))
    assert [fault.found for fault in faults if isinstance(fault, CaseFault)] == [found]
