"""Claims are settled as the bills of a case file are, to the fen: compiled, as it stands, and however they are cut."""

import pyarrow as pa
import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from tests.columns.city import expected_of, found_in
from tests.columns.claims_of import claims_of
from tests.strategies.persons import cases
from tests.strategies.regulations import described, regulations
from tests.strategies.tiers import examples
from tongchou.cases.faults import RefusedCase
from tongchou.cases.form import read_case
from tongchou.cases.settle import Settled, settle_case
from tongchou.columns.kernel import Kernel
from tongchou.columns.settler import Settler
from tongchou.columns.states import States
from tongchou.regulations.load import load
from tongchou.regulations.resolve import TermsBook


@pytest.mark.parametrize("plain", [True, False], ids=["plain", "compiled"])
def test_a_city_is_settled_as_case_files_are(plain: bool, city: list[Settled], claims: pa.Table) -> None:
    settler = Settler(TermsBook(load("510400")), Kernel(plain=plain))
    assert found_in(settler.settle(claims).settled) == expected_of(city)


@examples(60)
@given(st.data())
def test_random_cases_are_settled_as_case_files_are(data: st.DataObject) -> None:
    regulation = data.draw(regulations())
    case = data.draw(cases(regulation, most_persons=3))
    for person in case["persons"]:
        person.pop("coverage", None)
        for encounter in person["encounters"]:
            # the order of columns is that of discharge and id
            encounter.pop("sequence", None)
            # which disease a bill is for is decided before a filing becomes a column
            encounter.pop("disease", None)
    note(described(regulation))
    book = TermsBook(regulation)
    try:
        settled = settle_case(read_case(case), book)
    except RefusedCase:
        return
    if not settled:
        return
    claims, expected = claims_of(settled), expected_of(settled)
    assert found_in(Settler(book, Kernel(plain=True)).settle(claims).settled) == expected
    assert found_in(Settler(book, Kernel()).settle(claims).settled) == expected
    # the rows shuffled, and cut in two at any place with the state carried over
    order = data.draw(st.permutations(range(len(settled))))
    assert found_in(Settler(book, Kernel(plain=True)).settle(claims.take(order)).settled) == expected
    days = claims.sort_by([("discharged", "ascending"), ("person_id", "ascending"), ("encounter_id", "ascending")])
    cut = data.draw(st.integers(0, len(settled)))
    settler = Settler(book, Kernel(plain=data.draw(st.booleans())))
    first = settler.settle(days.slice(0, cut), states=States())
    assert first.state is not None
    second = settler.settle(days.slice(cut), states=States(first.state))
    assert {**found_in(first.settled), **found_in(second.settled)} == expected
