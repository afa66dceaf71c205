"""Every amount function of the benefit rules compiles as it stands and agrees with plain Python on random bills.

`test_benefit_compiles.py` does the same with the calls that the worked cases make; the strategies reach states,
limits and roundings that no worked case has.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.rules.numba_check import assert_compiles_and_agrees, public_functions
from tests.strategies.terms import LineSituation, Situation, line_situations, situations
from tests.strategies.tiers import FULL, TIMES
from tongchou.columns.twins import Rule
from tongchou.rules.benefit import (
    accumulators,
    assistance,
    catastrophic,
    maternity,
    pooling,
    scope,
    settlement,
    year,
)
from tongchou.rules.benefit.accumulators import COUNTS, NOTHING_YET
from tongchou.rules.benefit.facts import Scope
from tongchou.rules.codes import CLASS_B, NEGOTIATED_DRUG
from tongchou.rules.money import LARGEST_BILL, RATIO

MODULES = (accumulators, assistance, catastrophic, maternity, pooling, scope, settlement, year)
SAMPLES = 150 * (TIMES if FULL else 1)

Arguments = tuple[Any, ...]


def _due(situation: Situation) -> pooling.Due:
    return pooling.inpatient_due(situation.facts, situation.terms.pooling, situation.state)


def _pooled(situation: Situation) -> pooling.Pooling:
    return pooling.pool(situation.facts, situation.scope.in_scope, situation.terms.pooling, situation.state)


def _settled(situation: Situation) -> settlement.Settlement:
    return settlement.settle(*situation)


OF_A_BILL: dict[Rule, Callable[[Situation], Arguments]] = {
    accumulators.open_year: lambda bill: bill.state[-COUNTS:],
    assistance.assistance_value: lambda bill: (bill.scope.in_scope, bill.terms.assistance),
    assistance.assistance: lambda bill: (
        bill.scope.in_scope,
        bill.state.assistance_base,
        bill.state.assistance_paid,
        bill.terms.assistance,
    ),
    assistance.above_burden_share: lambda bill: (
        bill.scope.in_scope // 2,
        bill.scope.in_scope,
        bill.state.tilt_rest,
        bill.state.tilt_paid,
        bill.terms.tilt,
    ),
    catastrophic.scale: lambda bill: (bill.state.burden + bill.scope.in_scope, bill.terms.catastrophic),
    catastrophic.incentive: lambda bill: (bill.terms.catastrophic, bill.state),
    assistance.paid_under_cap: lambda bill: (bill.terms.assistance, bill.state),
    catastrophic.catastrophic: lambda bill: (
        bill.scope.in_scope,
        bill.scope.self_first,
        bill.facts.returned,
        bill.terms.catastrophic,
        bill.state,
    ),
    maternity.maternity_sum: lambda bill: (bill.facts, bill.terms.maternity, bill.state),
    maternity.maternity: lambda bill: (bill.facts, bill.scope, bill.terms.maternity, bill.state),
    pooling.repeated_deductible: lambda bill: (
        bill.terms.pooling.deductible,
        bill.state.admissions + 1,
        bill.terms.pooling,
    ),
    pooling.admission_number: lambda bill: (bill.facts, bill.state),
    pooling.inpatient_due: lambda bill: (bill.facts, bill.terms.pooling, bill.state),
    pooling.chronic_1_due: lambda bill: (bill.terms.pooling, bill.state),
    pooling.under_ceiling: lambda bill: (bill.scope.in_scope, 0, _due(bill), bill.terms.pooling, bill.state),
    pooling.under_yearly_cap: lambda bill: (
        bill.scope.in_scope,
        0,
        bill.terms.pooling.yearly_deductible,
        bill.terms.pooling.yearly_cap,
        bill.state.outpatient_paid,
        bill.terms.pooling,
    ),
    pooling.unpaid: lambda bill: (bill.scope.in_scope,),
    pooling.two_disease_cap: lambda bill: (bill.facts, bill.terms.pooling),
    pooling.chronic_2_cap: lambda bill: (bill.facts, bill.terms.pooling),
    pooling.pool: lambda bill: (bill.facts, bill.scope.in_scope, bill.terms.pooling, bill.state),
    settlement.fed_amount: lambda bill: (
        _pooled(bill),
        bill.scope.self_first,
        bill.terms.feed.include_self_first,
        bill.terms.feed.include_over_ceiling,
    ),
    settlement.assistance_base: lambda bill: (
        bill.facts,
        bill.scope,
        _pooled(bill),
        bill.state.catastrophic_paid,
        bill.state.tilt_paid,
        bill.terms.feed,
    ),
    settlement.unpaid_settlement: lambda bill: (bill.facts, bill.scope, bill.state),
    settlement.settle_maternity: lambda bill: tuple(bill),
    settlement.settle: lambda bill: tuple(bill),
    settlement.sums_after: lambda bill: (
        bill.facts,
        _settled(bill).pooling,
        _settled(bill).catastrophic,
        _settled(bill).assistance,
        bill.scope.over_limit,
        _settled(bill).tilt,
        bill.state,
    ),
    year.next_counts: lambda bill: (
        bill.state,
        bill.facts.filed,
        bill.terms.catastrophic.continuous_after_years,
        bill.facts.transfer,
    ),
}
OF_A_LINE: dict[Rule, Callable[[LineSituation], Arguments]] = {
    scope.line_amount: lambda line: (line.quantity, line.unit_price),
    scope.third_party_part: lambda line: (line.amount, line.share),
    scope.first_share: lambda line: (line.terms, line.item, line.price, line.line_ratio),
    scope.line_scope: lambda line: (
        line.amount,
        scope.third_party_part(line.amount, line.share),
        line.list_class,
        line.limit,
        scope.first_share(line.terms, line.item, line.price, line.line_ratio) if line.list_class == CLASS_B else 0,
    ),
}
NOT_AMOUNTS: set[Rule] = {accumulators.contribution, accumulators.reverse}
"""Corrections take whole tuples and raise: they stand after the amounts."""


@cache
def drawn() -> tuple[list[Situation], list[LineSituation]]:
    """Samples of the strategies, drawn once."""
    bills: list[Situation] = []
    lines: list[LineSituation] = []

    @settings(max_examples=SAMPLES, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck))
    @given(situations(), line_situations())
    def draw(bill: Situation, line: LineSituation) -> None:
        bills.append(bill)
        lines.append(line)

    draw()
    return bills, lines


def test_every_amount_function_is_tried() -> None:
    """A function added to these modules has to be added here, or be named as no amount."""
    public = {function for module in MODULES for function in public_functions(module).values()}
    assert public - set(OF_A_BILL) - set(OF_A_LINE) - NOT_AMOUNTS == set()


@pytest.mark.parametrize("function", OF_A_BILL, ids=lambda function: function.__name__)
def test_an_amount_function_agrees_on_random_bills(function: Rule) -> None:
    assert_compiles_and_agrees(function, *(OF_A_BILL[function](bill) for bill in drawn()[0]))


@pytest.mark.parametrize("function", OF_A_LINE, ids=lambda function: function.__name__)
def test_a_function_of_scope_agrees_on_random_lines(function: Rule) -> None:
    assert_compiles_and_agrees(function, *(OF_A_LINE[function](line) for line in drawn()[1]))


def test_the_largest_figures_stay_in_64_bits() -> None:
    """The largest bill, after a thousand of them in the year, at ratios and factors of 100% and limits in billions."""
    samples = []
    largest = Scope(LARGEST_BILL, 0, 0, 0, LARGEST_BILL)
    huge = 1_000 * LARGEST_BILL
    sums = NOTHING_YET._replace(
        burden=huge, catastrophic_paid=huge, assistance_base=huge, assistance_paid=huge, tilt_rest=huge, fund_paid=huge
    )
    for bill in drawn()[0]:
        pool = bill.terms.pooling._replace(ratio=RATIO, factor=RATIO, own_share=0, deductible=LARGEST_BILL - 1)
        large = bill.terms.catastrophic._replace(ratios=(RATIO,) * 8, cap=huge, ceiling_share=RATIO)
        aid = bill.terms.assistance._replace(entitled=1, ratio=RATIO, cap=2 * huge)
        terms = bill.terms._replace(pooling=pool, referral=pool, catastrophic=large, assistance=aid, tilt=aid)
        kind = NEGOTIATED_DRUG if bill.facts.kind % 2 else bill.facts.kind
        samples.append((bill.facts._replace(kind=kind, status=0), largest, terms, sums))
    assert_compiles_and_agrees(settlement.settle, *samples)
