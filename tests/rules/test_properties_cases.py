"""What holds for whole case files under any regulation (contract, sections 1, 2, 7 and 9)."""

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given, note
from hypothesis import strategies as st

from tests.strategies.bills import negative
from tests.strategies.dice import yuan_text
from tests.strategies.holds import identities_hold, no_cap_is_exceeded, nothing_is_negative, reversing_restores
from tests.strategies.persons import cases
from tests.strategies.regulations import described, regulations
from tests.strategies.tiers import examples
from tongchou.cases.answer import AMOUNTS, amounts, answers, payers
from tongchou.cases.faults import RefusedCase
from tongchou.cases.form import read_case
from tongchou.cases.holdings import covered_all_year, covered_on, first_covered_after
from tongchou.cases.model import Period, Person
from tongchou.cases.settle import Settled, settle_case
from tongchou.regulations.load import Regulation
from tongchou.regulations.resolve import TermsBook
from tongchou.rules.benefit.accumulators import contribution, reverse
from tongchou.rules.benefit.settlement import Settlement
from tongchou.rules.money import parse_yuan

Case = dict[str, Any]
FIRST = date(2024, 1, 1).toordinal()


OUTCOMES: Counter[str] = Counter()
"""How many of a test's case files had bills settled, and how many were refused or had none."""


@pytest.fixture(autouse=True)
def enough_is_settled() -> Iterator[None]:
    """A property that holds for refused files alone says nothing."""
    OUTCOMES.clear()
    yield
    assert 2 * OUTCOMES["settled"] >= OUTCOMES.total(), f"most of the drawn files were never settled: {OUTCOMES}"


def settled(case: Case, regulation: Regulation) -> list[Settled]:
    """The settlements of a case; none where the file is refused."""
    try:
        found = settle_case(read_case(case), TermsBook(regulation))
    except RefusedCase as refused:
        note(str(refused))
        found = []
    OUTCOMES["settled" if found else "refused or empty"] += 1
    return found


def by_name(case: Case, regulation: Regulation) -> dict[str, tuple[Any, ...]]:
    """What a case is settled to, bill by bill."""
    return {
        each.prepared.bill.id: (each.prepared.status, amounts(each), each.settlement.before, each.settlement.after)
        for each in settled(case, regulation)
    }


def drawn(data: st.DataObject, *, epidemic: bool = False) -> tuple[Case, Regulation]:
    regulation = data.draw(regulations(epidemic=epidemic))
    note(described(regulation))
    return data.draw(cases(regulation)), regulation


@examples(100)
@given(st.data())
def test_what_holds_for_every_bill(data: st.DataObject) -> None:
    """The identities, nothing negative, no cap exceeded, payers that sum to the fund total, a reversible last bill."""
    case, regulation = drawn(data, epidemic=True)
    for each in settled(case, regulation):
        identities_hold(each.settlement)
        nothing_is_negative(each.settlement)
        no_cap_is_exceeded(each.settlement, each.prepared.resolved.terms)
        reversing_restores(each.settlement)
        owed = payers(each)
        assert sum(owed.values()) == each.settlement.fund_total
        assert min(owed.values()) >= 0


@examples(50)
@given(st.data(), st.sampled_from(("zh", "en")))
def test_the_written_answer_holds_as_well(data: st.DataObject, language: str) -> None:
    """The same on the strings of the answer, and every step of the explanation has words."""
    case, regulation = drawn(data, epidemic=True)
    for answer in answers(settled(case, regulation), regulation, language)["settlements"]:
        fen = {name: parse_yuan(answer[name]) for name in AMOUNTS}
        assert fen["total"] == fen["own_expense"] + fen["over_limit"] + fen["self_first"] + fen["in_scope"]
        layers = ("pool_pay", "maternity_pay", "catastrophic_pay", "assistance_pay", "tilt_pay")
        assert fen["fund_total"] == sum(fen[name] for name in layers)
        assert fen["fund_total"] == sum(parse_yuan(text) for text in answer["payers"].values())
        assert fen["total"] == fen["fund_total"] + fen["personal_total"] + fen["institution_difference"]
        assert all(value >= 0 for name, value in fen.items() if name != "institution_difference")
        for step in answer["explanation"]:
            assert step["text"]
            parse_yuan(step["amount"])


@examples(50)
@given(st.data())
def test_each_bill_starts_where_the_one_before_it_ended(data: st.DataObject) -> None:
    """Within a year; and reversing any bill of it takes back exactly that bill's part."""
    case, regulation = drawn(data)
    years: dict[int, list[Settlement]] = {}
    for each in settled(case, regulation):
        years.setdefault(each.prepared.bill.year, []).append(each.settlement)
    for bills in years.values():
        for one, following in pairwise(bills):
            assert following.before == one.after
        parts = [contribution(each.before, each.after) for each in bills]
        for number in range(len(bills)):
            left = reverse(bills[-1].after, parts[number])
            others = parts[:number] + parts[number + 1 :]
            expected = [start + sum(column) for start, *column in zip(bills[0].before, *others, strict=True)]
            assert list(left) == expected


@examples(80)
@given(st.data())
def test_the_order_of_lines_and_of_the_file_never_matters(data: st.DataObject) -> None:
    case, regulation = drawn(data)
    turned = deepcopy(case)
    person = turned["persons"][0]
    for encounter in person["encounters"]:
        if "lines" in encounter:
            encounter["lines"] = data.draw(st.permutations(encounter["lines"]))
    for name in ("encounters", "identities", "filings", "coverage", "category"):
        entries = person.get(name)
        # of two categories begun on one day the last in the list holds
        if isinstance(entries, list) and (
            name != "category" or len({each["from"] for each in entries}) == len(entries)
        ):
            person[name] = data.draw(st.permutations(entries))
    assert by_name(turned, regulation) == by_name(case, regulation)


@examples(80)
@given(st.data())
def test_a_line_and_its_exact_negative_cancel(data: st.DataObject) -> None:
    """Any line of a bill, once more and once taken back, at any place of the bill."""
    case, regulation = drawn(data)
    with_lines = [each for each in case["persons"][0]["encounters"] if each.get("lines")]
    assume(with_lines)
    before = by_name(case, regulation)
    lines = data.draw(st.sampled_from(with_lines))["lines"]
    line = data.draw(st.sampled_from(lines))
    for again in (line, negative(line)):
        lines.insert(data.draw(st.integers(0, len(lines))), again)
    assert by_name(case, regulation) == before


@examples(80)
@given(st.data())
def test_one_fen_more_never_lowers_what_anybody_pays(data: st.DataObject) -> None:
    """Of one bill with the sums before it fixed; a loss of an unfiled bill apart (see test_properties.py)."""
    case, regulation = drawn(data)
    with_totals = [each for each in case["persons"][0]["encounters"] if "amounts" in each]
    assume(with_totals)
    encounter = data.draw(st.sampled_from(with_totals))
    less = [each.settlement for each in settled(case, regulation) if each.prepared.bill.id == encounter["id"]]
    encounter["amounts"]["total"] = yuan_text(parse_yuan(encounter["amounts"]["total"]) + 1)
    more = [each.settlement for each in settled(case, regulation) if each.prepared.bill.id == encounter["id"]]
    for one, other in zip(less, more, strict=False):
        assert one.before == other.before
        if one.loss == other.loss == 0:
            assert other.fund_total >= one.fund_total
            assert other.personal_total >= one.personal_total


def may_become_of_high_value(line: dict[str, Any]) -> bool:
    """Whether the amount of a line decides its first share: it stands for the price of a consumable without one."""
    without_price = "unit_price" not in line and "self_first_ratio" not in line
    return line["item"] == "consumable" and without_price


@examples(80)
@given(st.data())
def test_a_line_one_fen_larger_never_lowers_what_anybody_pays(data: st.DataObject) -> None:
    """Of one bill with the sums before it fixed; a fen that makes a consumable a high-value one apart."""
    case, regulation = drawn(data)
    with_amounts = [
        (encounter["id"], line)
        for encounter in case["persons"][0]["encounters"]
        for line in encounter.get("lines", ())
        if parse_yuan(line.get("amount", "-0.01")) >= 0 and not may_become_of_high_value(line)
    ]
    assume(with_amounts)
    bill, line = data.draw(st.sampled_from(with_amounts))
    less = [each.settlement for each in settled(case, regulation) if each.prepared.bill.id == bill]
    line["amount"] = yuan_text(parse_yuan(line["amount"]) + 1)
    more = [each.settlement for each in settled(case, regulation) if each.prepared.bill.id == bill]
    for one, other in zip(less, more, strict=False):
        assert one.before == other.before
        assert other.scope.total == one.scope.total + 1
        if one.loss == other.loss == 0:
            assert other.fund_total >= one.fund_total
            assert other.personal_total >= one.personal_total


@examples(50)
@given(st.data())
def test_persons_never_affect_each_other(data: st.DataObject) -> None:
    """Together, alone or in another order: each person is settled the same."""
    regulation = data.draw(regulations())
    note(described(regulation))
    case = data.draw(cases(regulation, most_persons=3))
    together = by_name(case, regulation)
    assume(together)
    alone: dict[str, tuple[Any, ...]] = {}
    for person in case["persons"]:
        alone |= by_name(case | {"persons": [person]}, regulation)
    assert alone == together
    assert by_name(case | {"persons": case["persons"][::-1]}, regulation) == together


CUTS = (-9, -1, 0, 1, 99, 100, 101, 102, 364, 365, 366, 400)
SPANS = st.lists(
    st.tuples(st.sampled_from(CUTS), st.sampled_from(CUTS))
    .map(sorted)
    .map(lambda span: Period(FIRST + span[0], FIRST + span[1])),
    max_size=4,
)
"""Periods of cover around 2024, in any order: overlapping, adjacent, or with gaps of a day."""


@examples(300)
@given(st.none() | SPANS.map(tuple), st.sampled_from(CUTS))
def test_cover_is_what_counting_the_days_gives(coverage: tuple[Period, ...] | None, after: int) -> None:
    person = Person("", "P", 1, "F", "", (), (), (), coverage, 0, 0, (), ())

    def covered(day: int) -> bool:
        return coverage is None or any(day in range(period.first, period.last + 1) for period in coverage)

    day = FIRST + after
    assert covered_on(person, day) == covered(day)
    assert covered_all_year(person, 2024) == all(covered(FIRST + number) for number in range(366))
    if coverage is not None:
        later = (each for each in range(day + 1, FIRST + 700) if covered(each))
        assert first_covered_after(person, day) == next(later, 0)


@examples(50)
@given(st.data())
def test_a_file_is_settled_the_same_every_time(data: st.DataObject) -> None:
    """A book that has answered other bills before gives the same terms."""
    case, regulation = drawn(data)
    other = data.draw(cases(regulation))
    fresh = by_name(case, regulation)
    book = TermsBook(regulation)
    for each in (other, case, case):
        try:
            again = settle_case(read_case(each), book)
        except RefusedCase:
            again = []
    assert [amounts(each) for each in again] == [found[1] for found in fresh.values()]
