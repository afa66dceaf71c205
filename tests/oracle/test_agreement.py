"""The product and the oracle settle the same cases under the same regulations: every amount is the same, to the fen."""

from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from tests.strategies.persons import cases
from tests.strategies.regulations import described, regulations
from tongchou.cases.answer import amounts
from tongchou.cases.faults import RefusedCase
from tongchou.cases.form import read_case
from tongchou.cases.settle import Settled, settle_case
from tongchou.regulations.load import Regulation
from tongchou.regulations.resolve import TermsBook
from tongchou.rules.codes import NOT_COVERED, STATUSES
from tongchou.rules.days import civil

from .adapter import parameters_by_day
from .money import Refused
from .needs import missing
from .oracle import settle

SUMS = {
    "admissions": "admissions",
    "inpatient_deductible": "deductible",
    "chronic_1_deductible": "chronic_1_deductible",
    "outpatient_deductible": "outpatient_deductible",
    "ceiling_paid": "pool_paid",
    "eligible_cost": "eligible_cost",
    "outpatient_paid": "outpatient_paid",
    "two_disease_paid": "two_disease_paid",
    "chronic_2_paid": "chronic_2_paid",
    "antenatal_paid": "antenatal_paid",
    "catastrophic_burden": "burden",
    "catastrophic_paid": "catastrophic_paid",
    "bonus_paid": "bonus_paid",
    "assistance_base": "assistance_base",
    "assistance_paid": "assistance_paid",
    "tilt_rest": "tilt_rest",
    "tilt_paid": "tilt_paid",
    "insured_paid": "fund_paid",
    "continuous_years": "continuous_years",
    "zero_claim_years": "zero_claim_years",
    "kept_steps": "earned_steps",
}
"""The sums of the oracle and the accumulators of the product."""


def product_answers(case: dict[str, Any], regulation: Regulation) -> list[dict[str, Any]] | None:
    """The product's settlements in the oracle's form; None where it refuses the file."""
    try:
        settled = settle_case(read_case(case), TermsBook(regulation))
    except RefusedCase as refused:
        note(f"the product refuses: {refused}")
        return None
    return [product_answer(each) for each in settled]


def product_answer(settled: Settled) -> dict[str, Any]:
    prepared = settled.prepared
    after = settled.settlement.after
    answer = {"id": prepared.bill.id, "status": STATUSES[prepared.status], **amounts(settled)}
    if prepared.status == NOT_COVERED:
        first = prepared.first_covered_day
        answer["first_covered_day"] = "{:04}-{:02}-{:02}".format(*civil(first)) if first else None
    answer["accumulators"] = {name: getattr(after, field) for name, field in SUMS.items()}
    return answer


def oracle_answers(case: dict[str, Any], regulation: Regulation) -> list[dict[str, Any]] | None:
    """The oracle's settlements of every person; None where it refuses the file."""
    parameters_on = parameters_by_day(regulation)
    for person in case["persons"]:
        reason = missing(person, regulation)
        if reason:
            note(f"the oracle refuses: {reason}")
            return None
    try:
        return [answer for person in case["persons"] for answer in settle(person, parameters_on)]
    except Refused as refused:
        note(f"the oracle refuses: {refused.reason}")
        return None


def agree(data: st.DataObject) -> None:
    regulation = data.draw(regulations(holes=True))
    case = data.draw(cases(regulation))
    note(described(regulation))
    assert product_answers(case, regulation) == oracle_answers(case, regulation)


@settings(max_examples=200)
@given(st.data())
def test_product_and_oracle_agree(data):
    agree(data)


@pytest.mark.full
@settings(max_examples=4000)
@given(st.data())
def test_product_and_oracle_agree_on_many(data):
    agree(data)


def test_every_sum_of_the_year_is_compared():
    from tongchou.rules.benefit.accumulators import Accumulators

    assert set(SUMS.values()) == set(Accumulators._fields)
