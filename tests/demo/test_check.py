"""The check of ``./run --once``: a year that agrees passes, and each kind of disagreement is found and named."""

from functools import cache
from typing import Any

import pytest

from tongchou.cases.form import read_case
from tongchou.cases.golden import goldens_of
from tongchou.cases.settle import Settled, settle_case
from tongchou.city import case_file, make_city
from tongchou.demo.check import Disagreement, bills_hold, first_of, same_again, sums_agree, worked_cases_agree
from tongchou.demo.year import Sums, Year, sum_up
from tongchou.regulations.load import load
from tongchou.regulations.resolve import TermsBook


@cache
def year() -> list[Settled]:
    return settle_case(read_case(case_file(make_city(60, 2024, 1))), TermsBook(load("510400")))


def spoiled(number: int, **changes: Any) -> list[Settled]:
    """The year with one bill of it settled wrongly."""
    found = list(year())
    found[number] = found[number]._replace(settlement=found[number].settlement._replace(**changes))
    return found


def told(disagreement: Disagreement | None) -> Disagreement:
    assert disagreement is not None
    return disagreement


def test_a_year_agrees() -> None:
    assert first_of(bills_hold(year())) == (len(year()), None)
    assert first_of(same_again(year(), list(year()))) == (len(year()), None)
    assert first_of(sums_agree(sum_up(year()), year())) == (5, None)


def test_an_empty_year_agrees() -> None:
    assert first_of(sums_agree(sum_up([]), [])) == (5, None)


@pytest.mark.parametrize(
    ("part", "changes", "words"),
    [
        ("scope", {"in_scope": 1}, "total is"),
        ("pooling", {"pool_pay": 1}, "fund_total is"),
        ("", {"personal_total": 1}, "but fund_total + personal_total + institution_difference is"),
    ],
)
def test_an_identity_that_does_not_hold_names_its_bill(part: str, changes: dict[str, int], words: str) -> None:
    settlement = year()[3].settlement
    holder = getattr(settlement, part) if part else settlement
    more = {name: getattr(holder, name) + fen for name, fen in changes.items()}
    found = spoiled(3, **({part: holder._replace(**more)} if part else more))
    held = first_of(bills_hold(found))
    assert held.counted == 4
    said = told(held.disagreement).en
    assert said.startswith(f"{year()[3].prepared.bill.id}: ")
    assert words in said


def test_a_negative_amount_is_found_where_every_sum_agrees() -> None:
    """What one layer pays too much another takes back."""
    settlement = year()[0].settlement
    large, aid = settlement.catastrophic, settlement.assistance
    found = spoiled(
        0,
        catastrophic=large._replace(catastrophic_pay=large.catastrophic_pay + 10**9),
        assistance=aid._replace(pay=aid.pay - 10**9),
    )
    assert "assistance_pay is negative" in told(first_of(bills_hold(found)).disagreement).en


def test_a_second_settlement_that_differs_is_found() -> None:
    held = first_of(same_again(year(), spoiled(1, loss=1)))
    assert held.counted == 2
    assert year()[1].prepared.bill.id in told(held.disagreement).zh


@pytest.mark.parametrize("name", ["by_kind", "by_county", "by_identity"])
@pytest.mark.parametrize("column", Sums._fields)
def test_a_table_that_sums_to_something_else_is_found(name: str, column: str) -> None:
    found = sum_up(year())
    table = dict(getattr(found, name))
    first = next(iter(table))
    table[first] = table[first]._replace(**{column: getattr(table[first], column) + 1})
    held = first_of(sums_agree(found._replace(**{name: table}), year()))
    assert f"{column} by {name.removeprefix('by_')}" in told(held.disagreement).en


@pytest.mark.parametrize(("name", "words"), [("by_payer", "by payer is"), ("by_status", "the statuses count")])
def test_payers_and_statuses_are_held_against_the_bills(name: str, words: str) -> None:
    found: Year = sum_up(year())
    table = dict(getattr(found, name))
    table[next(iter(table))] += 1
    assert words in told(first_of(sums_agree(found._replace(**{name: table}), year())).disagreement).en


def test_a_worked_case_that_differs_is_named() -> None:
    regulation = load("510400")
    bills = [golden for golden in goldens_of(regulation) if golden.question == "bills" and golden.expect][:3]
    encounter, expected = next(iter(bills[2].expect.items()))
    wrong = bills[2]._replace(expect={encounter: {**expected, "total": "0.01"}})
    assert first_of(worked_cases_agree(bills, TermsBook(regulation))) == (3, None)
    held = first_of(worked_cases_agree([*bills[:2], wrong], TermsBook(regulation)))
    assert held.counted == 3
    assert f"{wrong.identifier}: {encounter} total: expected 0.01" in told(held.disagreement).en
