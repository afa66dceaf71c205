"""The product and the oracle settle the same cases under the same regulations: every amount is the same, to the fen."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from tests.strategies.persons import cases
from tests.strategies.regulations import area_of, described, regulations
from tests.strategies.themes import ANY, THEMES, Theme
from tests.strategies.tiers import TIMES
from tongchou.cases.answer import amounts
from tongchou.cases.faults import RefusedCase
from tongchou.cases.form import read_case
from tongchou.cases.settle import Settled, settle_case
from tongchou.regulations.load import Regulation, load, shipped_areas
from tongchou.regulations.resolve import TermsBook
from tongchou.rules.benefit.accumulators import Accumulators
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
    "chronic_2_deductible": "chronic_2_deductible",
    "chronic_2_paid": "chronic_2_paid",
    "antenatal_paid": "antenatal_paid",
    "catastrophic_burden": "burden",
    "catastrophic_paid": "catastrophic_paid",
    "bonus_paid": "bonus_paid",
    "assistance_base": "assistance_base",
    "assistance_paid": "assistance_paid",
    "assistance_outpatient_paid": "assistance_outpatient_paid",
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


def agree(data: st.DataObject, theme: Theme) -> None:
    regulation = data.draw(regulations(holes=theme == ANY, theme=theme))
    case = data.draw(cases(regulation, theme=theme))
    note(described(regulation))
    assert product_answers(case, regulation) == oracle_answers(case, regulation)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_product_and_oracle_agree(theme: Theme) -> None:
    tried(theme, 200 if theme == ANY else 70)


@pytest.mark.full
@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_product_and_oracle_agree_on_many(theme: Theme) -> None:
    tried(theme, (250 if theme == ANY else 75) * TIMES)


def tried(theme: Theme, times: int) -> None:
    """Draw so many regulations and cases of a theme, and compare."""

    @settings(max_examples=times)
    @given(st.data())
    def agreeing(data: st.DataObject) -> None:
        agree(data, theme)

    agreeing()


@settings(max_examples=40)
@given(st.data())
def test_they_agree_under_the_areas_that_ship(data: st.DataObject) -> None:
    regulation = load(data.draw(st.sampled_from(sorted(shipped_areas()))))
    case = data.draw(cases(regulation))
    assert product_answers(case, regulation) == oracle_answers(case, regulation)


def test_every_sum_of_the_year_is_compared() -> None:
    assert set(SUMS.values()) == set(Accumulators._fields)


def test_no_step_is_earned_before_the_incentive() -> None:
    """Contract, section 4: the extra cap grows from the benefit year in which the incentive starts.

    An area may state that earned steps stay after a break before it has an incentive: then there are none to stay.
    """
    values = {"incentive.keep_earned_steps": 1}
    regulation = Regulation((area_of([(date(2023, 1, 1).toordinal(), values)]),))
    assert TermsBook(regulation).incentive_rule(date(2023, 12, 31).toordinal()) == (0, 0)
