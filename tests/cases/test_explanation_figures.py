"""Whoever reads a sentence can redo its sum: every equation of it holds, and it leads to the amount of the step."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.redo import equations, values_of
from tests.strategies.persons import cases
from tests.strategies.regulations import regulations
from tests.strategies.tiers import examples
from tongchou.cases.answer import explanation
from tongchou.cases.faults import RefusedCase
from tongchou.cases.form import read_case
from tongchou.cases.holdings import first_covered_after
from tongchou.cases.own_expense import borne_by_the_person
from tongchou.cases.settle import Settled, settle_case
from tongchou.city import case_file, make_city
from tongchou.regulations.load import load
from tongchou.regulations.resolve import TermsBook
from tongchou.rules.codes import NOT_COVERED
from tongchou.rules.explanation.words import PHRASES, SENTENCES

CHINESE_MARKS = re.compile("[、。，；：？！“”‘’（）《》〈〉【】…一-鿿]")
SUMMED = ("in_scope", "coinsurance", "over_ceiling", "fund_total", "personal_total", "assistance_loss", "own_share")


def figures_hold(settled: Settled, language: str) -> None:
    """Every equation holds to the fen, and the figures of each language are the same."""
    for step in explanation(settled, language):
        for sides, text in equations(step.text):
            assert len(values_of(sides)) == 1, (step.step, text, step.text)
        if step.step in SUMMED and "=" in step.text:
            last = values_of(equations(step.text)[-1][0])
            assert last == {Fraction(step.amount, 100)}, step.text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("year", [2024, 2025])
def test_every_equation_of_a_city_holds(language: str, year: int) -> None:
    case = read_case(case_file(make_city(500, year, 11)))
    for each in settle_case(case, TermsBook(load("510400"))):
        figures_hold(each, language)


@examples(60)
@given(st.data())
def test_every_equation_holds_under_any_regulation(data: st.DataObject) -> None:
    regulation = data.draw(regulations(epidemic=True))
    case = data.draw(cases(regulation))
    try:
        settled = settle_case(read_case(case), TermsBook(regulation))
    except RefusedCase:
        return
    for each in settled:
        figures_hold(each, "zh")
        figures_hold(each, "en")
        borne = borne_by_the_person(each.person, each.prepared)
        assert sum(part.amount for part in borne.own_parts) == each.settlement.scope.own_expense
        if each.prepared.bill.totals is None:
            assert sum(part.amount for part in borne.first_shares) == each.prepared.scope.self_first
        if each.prepared.status == NOT_COVERED:
            # the sentence speaks of the days without cover, the answer of the discharge
            last = max(each.prepared.bill.days)
            assert borne.first_covered_day == first_covered_after(each.person, last)
            if last == each.prepared.bill.discharged:
                assert borne.first_covered_day == each.prepared.first_covered_day


def test_no_english_sentence_has_a_chinese_mark() -> None:
    for texts in (SENTENCES, PHRASES):
        for name, (_, english) in texts.items():
            assert not CHINESE_MARKS.search(english), name
