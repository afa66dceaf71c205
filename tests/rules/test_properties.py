"""What holds for one bill under any terms and in any state of the year (contract, sections 3 to 5, 7 and 9)."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.strategies.holds import identities_hold, no_cap_is_exceeded, nothing_is_negative, reversing_restores
from tests.strategies.terms import LineSituation, Situation, line_situations, situations
from tests.strategies.tiers import examples
from tongchou.rules.benefit.accumulators import NOTHING_YET, ReversalRefused, contribution, reverse
from tongchou.rules.benefit.facts import Facts, Scope
from tongchou.rules.benefit.scope import NO_RATIO, first_share, line_scope, third_party_part
from tongchou.rules.benefit.settlement import Settlement, settle
from tongchou.rules.benefit.terms import (
    NO_CATASTROPHIC,
    NO_EIGHT,
    NO_FEED,
    NO_MATERNITY,
    NO_POOLING,
    AssistanceTerms,
    FeedTerms,
    PoolingTerms,
    Terms,
)
from tongchou.rules.codes import CLASS_B, CONSUMABLE, NEGOTIATED_DRUG, SETTLED
from tongchou.rules.money import RATIO, UNLIMITED

MANY = examples(100)


def settled(situation: Situation) -> Settlement:
    return settle(situation.facts, situation.scope, situation.terms, situation.state)


def one_fen_more(situation: Situation) -> Situation:
    scope = situation.scope
    return situation._replace(scope=scope._replace(total=scope.total + 1, in_scope=scope.in_scope + 1))


def loses_difference(situation: Situation) -> bool:
    """Whether the loss of an unfiled bill against the referral rule may be taken out of the assistance base."""
    return bool(situation.facts.unfiled_outside and situation.terms.feed.unfiled_loses_difference)


@examples(250)
@given(situations())
def test_what_holds_for_every_bill(situation: Situation) -> None:
    after, before = settled(situation), situation.scope
    identities_hold(after)
    nothing_is_negative(after)
    no_cap_is_exceeded(after, situation.terms)
    reversing_restores(after)
    # pooling moves in-scope cost to the first share and nothing else; an own account moves no sum of pooling
    assert after.scope.total == before.total
    assert (after.scope.own_expense, after.scope.over_limit) == (before.own_expense, before.over_limit)
    assert after.scope.self_first - before.self_first == before.in_scope - after.scope.in_scope == after.pooling.moved
    if situation.facts.own_account:
        assert after.after[:9] == situation.state[:9]


# One fen more


@examples(250)
@given(situations())
def test_one_fen_more_never_lowers_what_anybody_pays(situation: Situation) -> None:
    """Neither the fund nor the person; the loss of an unfiled bill is the exception, see below."""
    assume(not loses_difference(situation))
    less, more = settled(situation), settled(one_fen_more(situation))
    assert more.fund_total >= less.fund_total
    assert more.personal_total >= less.personal_total
    assert more.pooling.pool_pay >= less.pooling.pool_pay
    assert more.catastrophic.catastrophic_pay >= less.catastrophic.catastrophic_pay


ASSISTED = AssistanceTerms(entitled=1, deductible=0, ratio=RATIO, cap=UNLIMITED, outpatient_cap=0, burden_share=-1)
UNFILED = Facts(NEGOTIATED_DRUG, SETTLED, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0)
LOSS = FeedTerms(fed=1, include_self_first=0, include_over_ceiling=0, unfiled_counts=1, unfiled_loses_difference=1)


def unfiled(in_scope: int, pooling: PoolingTerms, referral: PoolingTerms) -> Settlement:
    """A bill outside the area without a filing, all in scope, of a person whose base is assisted in full."""
    terms = Terms(pooling, referral, NO_MATERNITY, NO_CATASTROPHIC, LOSS, ASSISTED, ASSISTED._replace(entitled=0))
    return settle(UNFILED, Scope(in_scope, 0, 0, 0, in_scope), terms, NOTHING_YET)


def test_a_loss_may_lower_the_fund_by_a_fen() -> None:
    """`unfiled: difference`: half the cost is moved to the person first; a referral would be paid at 20%.

    0.02: 0.01 moved, 0.01 left, unpaid; a referral 0.004 → 0.00, so no loss: assistance pays the 0.01.
    0.03: 0.015 → 0.02 moved, 0.01 left; a referral 0.006 → 0.01, a loss of 0.01: nothing is left to assist.
    """
    own_share = NO_POOLING._replace(own_share=RATIO // 2)
    referral = NO_POOLING._replace(ratio=2_000)
    assert [unfiled(fen, own_share, referral).loss for fen in (2, 3)] == [0, 1]
    assert [unfiled(fen, own_share, referral).fund_total for fen in (2, 3)] == [1, 0]


def test_a_loss_may_lower_the_person_by_a_fen() -> None:
    """`unfiled: difference`: 30% against 50% by referral, both rounded, so that the loss comes and goes.

    0.01: 0.003 → 0.00, a referral 0.005 → 0.01: a loss of 0.01, nothing to assist, the person pays 0.01.
    0.02: 0.006 → 0.01, a referral 0.01: no loss, assistance pays the other 0.01, the person nothing.
    """
    thirty, fifty = NO_POOLING._replace(ratio=3_000), NO_POOLING._replace(ratio=5_000)
    assert [unfiled(fen, thirty, fifty).loss for fen in (1, 2)] == [1, 0]
    assert [unfiled(fen, thirty, fifty).personal_total for fen in (1, 2)] == [1, 0]


def test_a_loss_against_a_worse_referral_rule_is_more_than_rounding() -> None:
    """Where a referral is paid at a lower ratio but from a lower deductible, each further yuan makes up for the loss.

    90% above 1,000.00 against 50% from the first fen: at 1,000.00 the loss is 500.00, at 1,100.00 550.00 − 90.00. So
    100.00 more cost brings 90.00 of pooling and 50.00 of assistance: the person pays 40.00 less.
    """
    pooling = NO_POOLING._replace(ratio=9_000, deductible=100_000)
    referral = NO_POOLING._replace(ratio=5_000)
    facts = UNFILED._replace(kind=0)
    terms = Terms(pooling, referral, NO_MATERNITY, NO_CATASTROPHIC, LOSS, ASSISTED, ASSISTED._replace(entitled=0))
    paid = [settle(facts, Scope(fen, 0, 0, 0, fen), terms, NOTHING_YET).personal_total for fen in (100_000, 110_000)]
    assert paid == [50_000, 46_000]


# Ratios


@MANY
@given(situations(), st.data())
def test_a_higher_pooling_ratio_never_pays_less(situation: Situation, data: st.DataObject) -> None:
    assume(not loses_difference(situation))
    pooling = situation.terms.pooling
    better = pooling._replace(ratio=data.draw(st.integers(pooling.ratio, RATIO)))
    less, more = settled(situation), settled(situation._replace(terms=situation.terms._replace(pooling=better)))
    assert more.pooling.pool_pay >= less.pooling.pool_pay
    feeds = situation.terms.catastrophic.include_over_ceiling and situation.terms.feed.include_over_ceiling
    if feeds or more.pooling.over_ceiling == less.pooling.over_ceiling:
        assert more.fund_total >= less.fund_total


def test_a_higher_pooling_ratio_may_pay_less_above_the_ceiling() -> None:
    """Where the ceiling is used up and what exceeds it feeds no later layer.

    At 0% a bill of 0.01 is coinsurance, which assistance pays; at 100% it is over the ceiling, which nobody pays.
    """
    fund = {}
    for ratio in (0, RATIO):
        pooling = NO_POOLING._replace(ratio=ratio, ceiling=0)
        fund[ratio] = unfiled(1, pooling, pooling).fund_total
    assert fund == {0: 1, RATIO: 0}


@MANY
@given(situations(), st.integers(0, 7), st.data())
def test_a_higher_catastrophic_ratio_never_pays_less(situation: Situation, band: int, data: st.DataObject) -> None:
    """From the first bill of a year on; in the middle of it the rounding of the sums before decides the last fen."""
    large = situation.terms.catastrophic
    ratios: list[Any] = list(large.ratios)
    ratios[band] = data.draw(st.integers(ratios[band], RATIO))
    better = situation.terms._replace(catastrophic=large._replace(ratios=tuple(ratios)))
    first = situation._replace(state=situation.state._replace(burden=0))
    less, more = settled(first), settled(first._replace(terms=better))
    assert more.catastrophic.catastrophic_pay >= less.catastrophic.catastrophic_pay
    assert more.fund_total >= less.fund_total


@MANY
@given(situations(), st.data())
def test_a_higher_assistance_ratio_never_pays_less(situation: Situation, data: st.DataObject) -> None:
    """The same for assistance."""
    aid = situation.terms.assistance
    better = situation.terms._replace(assistance=aid._replace(ratio=data.draw(st.integers(aid.ratio, RATIO))))
    first = situation._replace(state=situation.state._replace(assistance_base=0))
    less, more = settled(first), settled(first._replace(terms=better))
    assert more.assistance.pay >= less.assistance.pay
    assert more.fund_total >= less.fund_total


def test_a_higher_ratio_may_pay_a_later_bill_a_fen_less() -> None:
    """Each bill is paid the difference of two rounded sums, so a fen may come a bill earlier; the year gets more.

    A burden of 0.01, then 0.01. At 40%: 0.004 → 0.00, then 0.008 → 0.01. At 60%: 0.006 → 0.01, then 0.012 → 0.01.
    """
    paid = {}
    for ratio in (4_000, 6_000):
        large = NO_CATASTROPHIC._replace(fed=1, ratios=(ratio, *NO_EIGHT[1:]), cap=UNLIMITED)
        none = ASSISTED._replace(entitled=0)
        terms = Terms(NO_POOLING, NO_POOLING, NO_MATERNITY, large, NO_FEED, none, none)
        scope, facts = Scope(1, 0, 0, 0, 1), UNFILED._replace(unfiled_outside=0)
        first = settle(facts, scope, terms, NOTHING_YET)
        paid[ratio] = (first.fund_total, settle(facts, scope, terms, first.after).fund_total)
    assert paid == {4_000: (0, 1), 6_000: (1, 0)}


# Sums of the year


@MANY
@given(situations(), situations(), situations())
def test_reversing_an_earlier_bill_takes_back_exactly_its_part(
    situation: Situation, following: Situation, last: Situation
) -> None:
    """Later bills stand as they are; a second reversal of the same bill is refused or takes only what is there."""
    first = settled(situation)
    second = settled(following._replace(state=first.after))
    third = settled(last._replace(state=second.after))
    parts = [contribution(each.before, each.after) for each in (first, second, third)]
    left = reverse(third.after, parts[0])
    assert tuple(left) == tuple(
        start + two + three for start, two, three in zip(situation.state, *parts[1:], strict=True)
    )
    assert reverse(reverse(left, parts[2]), parts[1]) == situation.state
    if all(part <= rest for part, rest in zip(parts[0], left, strict=True)):
        assert min(reverse(left, parts[0])) >= 0
    else:
        with pytest.raises(ReversalRefused) as refused:
            reverse(left, parts[0])
        name = refused.value.name
        assert getattr(left, name) < getattr(first.after, name) - getattr(first.before, name)


@MANY
@given(situations())
def test_a_bill_without_cover_moves_nothing(situation: Situation) -> None:
    for status in (1, 2):
        outcome = settled(situation._replace(facts=situation.facts._replace(status=status)))
        assert outcome.after == situation.state
        assert (outcome.fund_total, outcome.personal_total) == (0, situation.scope.total)


# Scope


def split(line: LineSituation) -> Scope:
    own = third_party_part(line.amount, line.share)
    ratio = first_share(line.terms, line.item, line.price, line.line_ratio) if line.list_class == CLASS_B else 0
    return line_scope(line.amount, own, line.list_class, line.limit, ratio)


@MANY
@given(line_situations())
def test_a_line_and_its_exact_negative_cancel(line: LineSituation) -> None:
    there, back = split(line), split(line._replace(amount=-line.amount))
    assert [one + other for one, other in zip(there, back, strict=True)] == [0] * 5


@MANY
@given(line_situations())
def test_the_high_value_mark_is_exact(line: LineSituation) -> None:
    """A consumable is high-value where its price, to the millionth of a yuan, is above the mark."""
    ratio = first_share(line.terms, CONSUMABLE, line.price, NO_RATIO)
    above = Fraction(line.price, 10_000) > line.terms.high_value_mark
    assert ratio == (line.terms.high_value_ratio if above else line.terms.consumable)


@MANY
@given(line_situations())
def test_a_line_is_split_without_rest(line: LineSituation) -> None:
    parts = split(line)
    assert parts.total == line.amount == sum(parts[1:])
    sign = -1 if line.amount < 0 else 1
    assert min(part * sign for part in parts) >= 0


@MANY
@given(line_situations())
def test_one_fen_more_of_a_line_lowers_no_part(line: LineSituation) -> None:
    """Of a positive line whose ratio stays the same."""
    line = line._replace(amount=abs(line.amount))
    less, more = split(line), split(line._replace(amount=line.amount + 1))
    assert all(after >= before for before, after in zip(less, more, strict=True))
