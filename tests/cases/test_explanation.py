"""The explanation of every bill of a small city: its leaves add up, every leaf has an article, both languages agree."""

import re
from functools import cache

import pytest

from tongchou.cases.answer import AMOUNTS, amounts, answer, explanation, payers
from tongchou.cases.form import read_case
from tongchou.cases.settle import Settled, settle_case
from tongchou.city import case_file, make_city
from tongchou.regulations.load import Regulation, load
from tongchou.regulations.resolve import TermsBook
from tongchou.rules.codes import MATERNITY, SETTLED
from tongchou.rules.money import parse_yuan

BORNE = ("own_expense", "over_limit", "self_first", "own_share", "deductible", "coinsurance", "over_ceiling")
CHINESE = re.compile("[一-鿿]")


@cache
def city_year() -> tuple[Regulation, list[Settled]]:
    regulation = load("510400")
    case = read_case(case_file(make_city(600, 2025, 7)))
    return regulation, settle_case(case, TermsBook(regulation))


def test_the_city_has_bills_of_every_kind() -> None:
    _, settled = city_year()
    assert len({each.prepared.bill.kind for each in settled}) == 7


def test_the_leaves_of_a_settled_bill_add_up_to_the_bill() -> None:
    _, settled = city_year()
    for each in settled:
        trace = each.settlement
        if trace.facts.status != SETTLED or trace.facts.kind == MATERNITY or not trace.facts.filed:
            continue
        steps = explanation(each)
        leaves = sum(step.amount for step in steps if step.step in BORNE) + trace.pooling.pool_pay
        unlisted = trace.pooling.coinsurance if not each.prepared.resolved.terms.pooling.paid_here else 0
        assert leaves + unlisted == trace.scope.total, each.prepared.bill.id


def test_every_step_has_an_article_and_no_open_placeholder() -> None:
    _, settled = city_year()
    for each in settled:
        for step in explanation(each):
            assert step.references, (each.prepared.bill.id, step.step)
            assert "{" not in step.text
            for reference in step.references:
                assert reference.document
                assert reference.article
                assert reference.status in ("sourced", "assumed")


def test_chinese_and_english_tell_the_same_steps_and_amounts() -> None:
    _, settled = city_year()
    for each in settled:
        chinese, english = explanation(each, "zh"), explanation(each, "en")
        assert [(step.step, step.amount, step.references) for step in chinese] == [
            (step.step, step.amount, step.references) for step in english
        ]
        assert all(CHINESE.search(step.text) for step in chinese)
        assert not any(CHINESE.search(step.text) for step in english)


def test_the_identities_of_the_contract_hold_for_every_answer() -> None:
    regulation, settled = city_year()
    for each in settled:
        found = answer(each, regulation)
        fen = {name: parse_yuan(found[name]) for name in AMOUNTS}
        assert fen == amounts(each)
        assert fen["total"] == fen["own_expense"] + fen["over_limit"] + fen["self_first"] + fen["in_scope"]
        paid = ("pool_pay", "maternity_pay", "catastrophic_pay", "assistance_pay", "tilt_pay")
        assert fen["fund_total"] == sum(fen[name] for name in paid)
        assert fen["total"] == fen["fund_total"] + fen["personal_total"] + fen["institution_difference"]
        assert all(fen[name] >= 0 for name in AMOUNTS if name != "institution_difference")
        assert sum(payers(each).values()) == fen["fund_total"]
        assert sum(parse_yuan(part) for part in found["payers"].values()) == fen["fund_total"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_amount_in_a_sentence_is_the_amount_of_the_step(language: str) -> None:
    _, settled = city_year()
    for each in settled:
        for step in explanation(each, language):
            if step.amount:
                assert f"{step.amount // 100}.{step.amount % 100:02d}" in step.text or step.amount < 0
