"""Random terms, facts, bills and sums of the year for the amount functions themselves, all of them well formed."""

from collections.abc import Callable
from typing import NamedTuple

from hypothesis import strategies as st

from tongchou.rules.benefit.accumulators import COUNTS, NOTHING_YET, Accumulators
from tongchou.rules.benefit.facts import Facts, Scope
from tongchou.rules.benefit.scope import NO_RATIO, ScopeTerms
from tongchou.rules.benefit.terms import (
    MODE_LIMIT,
    NO_ASSISTANCE,
    NO_EIGHT,
    REPEAT_FACTORS,
    REPEAT_NONE,
    AssistanceTerms,
    CatastrophicTerms,
    Eight,
    FeedTerms,
    MaternityTerms,
    PoolingTerms,
    Terms,
)
from tongchou.rules.codes import DELIVERIES, KINDS, SETTLED, STATUSES
from tongchou.rules.money import RATIO, UNLIMITED

from .dice import Dice
from .regulation_parts import BAND, CEILING, DEDUCTIBLE, SMALL_CAP, THRESHOLD

SUMS = len(NOTHING_YET) - 1 - COUNTS
"""Sums of money: without the number of admissions and the counts."""


class Situation(NamedTuple):
    """The arguments of `settle`."""

    facts: Facts
    scope: Scope
    terms: Terms
    state: Accumulators


def eight(value: Callable[[], int]) -> Eight:
    return value(), value(), value(), value(), value(), value(), value(), value()


def repeat(dice: Dice, mode: int) -> Eight:
    if mode == REPEAT_NONE:
        return NO_EIGHT
    value = dice.ratio if mode == REPEAT_FACTORS else lambda: dice.fen(DEDUCTIBLE)
    first = [value() for _ in range(dice.one((2, 1, 4, 8)))]
    return eight(iter(first + first[-1:] * 7).__next__)


def pooling_terms(dice: Dice) -> PoolingTerms:
    mode = dice.whole(0, 3)
    return PoolingTerms(
        deductible=dice.fen(DEDUCTIBLE),
        exempt=int(dice.once_in(6)),
        exempt_from_admission=dice.whole(1, 4) if dice.once_in(6) else 0,
        repeat_mode=mode,
        repeat=repeat(dice, mode),
        repeat_floor=dice.fen(DEDUCTIBLE) if dice.flag() else 0,
        yearly_deductible_total=dice.limit(2 * DEDUCTIBLE),
        transfer_pays_difference=dice.whole(0, 1),
        ratio=dice.ratio(),
        factor=dice.ratio() if dice.once_in(4) else RATIO,
        own_share=dice.ratio() if dice.once_in(4) else 0,
        ceiling=dice.limit(CEILING),
        ceiling_on_cost=dice.whole(0, 1),
        paid_here=int(not dice.once_in(6)),
        yearly_deductible=dice.fen(DEDUCTIBLE),
        yearly_cap=dice.limit(SMALL_CAP),
        cap_hypertension=dice.limit(SMALL_CAP),
        cap_diabetes=dice.limit(SMALL_CAP),
        cap_both=dice.limit(SMALL_CAP),
        cap_first_disease=dice.limit(SMALL_CAP),
        cap_each_further=dice.fen(SMALL_CAP),
        most_diseases=dice.whole(0, 5),
    )


def maternity_terms(dice: Dice) -> MaternityTerms:
    ratio = dice.ratio() if dice.flag() else RATIO
    mode = dice.whole(0, 1)
    # a lump is always a stated sum
    base = dice.limit(CEILING) if mode == MODE_LIMIT else dice.fen(CEILING)
    return MaternityTerms(mode, base, dice.fen(SMALL_CAP), dice.whole(0, 1), ratio)


def catastrophic_terms(dice: Dice) -> CatastrophicTerms:
    threshold = dice.fen(THRESHOLD)
    limits, ratios, upper = [], [], threshold if dice.flag() else dice.fen(THRESHOLD)
    length = dice.whole(1, 8)
    for _ in range(length):
        upper += 1 + dice.fen(BAND)
        limits.append(upper)
        ratios.append(dice.ratio())
    if dice.flag():
        limits[-1] = UNLIMITED
    limits += [UNLIMITED] * (8 - length)
    ratios += [0] * (8 - length)
    with_incentive, apart = dice.whole(0, 1), int(dice.once_in(3))
    of_rest = int(dice.once_in(4))
    return CatastrophicTerms(
        fed=int(not dice.once_in(4)),
        include_self_first=dice.whole(0, 1),
        include_over_ceiling=dice.whole(0, 1),
        threshold=threshold,
        limits=eight(iter(limits).__next__),
        ratios=eight(iter(ratios).__next__),
        cap=dice.limit(CEILING),
        continuous_after_years=with_incentive * dice.whole(0, 5),
        continuous_step=with_incentive * dice.fen(SMALL_CAP),
        zero_claim_step=with_incentive * dice.fen(SMALL_CAP),
        ceiling_share=with_incentive * dice.ratio(),
        over_ceiling_apart=apart,
        over_ceiling_ratio=apart * dice.ratio(),
        rest_apart=of_rest,
        rest_ratio=of_rest * dice.ratio(),
        re_enrolment_reduction=dice.fen(SMALL_CAP) if dice.once_in(3) else 0,
    )


def assistance_terms(dice: Dice, outpatient_cap: int = 0) -> AssistanceTerms:
    if dice.once_in(4):
        return NO_ASSISTANCE
    return AssistanceTerms(1, dice.fen(DEDUCTIBLE), dice.ratio(), dice.limit(SMALL_CAP), outpatient_cap, -1)


def tilt_terms(dice: Dice) -> AssistanceTerms:
    terms = assistance_terms(dice)
    return terms._replace(burden_share=dice.ratio()) if terms.entitled and dice.once_in(3) else terms


def feed_terms(dice: Dice) -> FeedTerms:
    unfiled = dice.whole(0, 2)
    return FeedTerms(
        fed=int(not dice.once_in(4)),
        include_self_first=dice.whole(0, 1),
        include_over_ceiling=dice.whole(0, 1),
        unfiled_counts=int(unfiled > 0),
        unfiled_loses_difference=int(unfiled == 2),
    )


def all_terms(dice: Dice) -> Terms:
    pooling = pooling_terms(dice)
    return Terms(
        pooling,
        pooling if dice.flag() else pooling_terms(dice),
        maternity_terms(dice),
        catastrophic_terms(dice),
        feed_terms(dice),
        assistance_terms(dice, int(dice.once_in(3))),
        tilt_terms(dice),
    )


def facts(dice: Dice) -> Facts:
    place = dice.whole(0, 2)
    transfer = int(dice.once_in(4))
    later_part = int(dice.once_in(6))
    return Facts(
        kind=dice.whole(0, len(KINDS) - 1),
        status=SETTLED if not dice.once_in(10) else dice.whole(0, len(STATUSES) - 1),
        later_part=later_part,
        long_stay=0 if later_part else dice.whole(0, 1) * 180,
        transfer=transfer,
        transfer_downward=transfer * dice.whole(0, 1),
        chain_deductible=transfer * dice.fen(DEDUCTIBLE),
        filed=int(not dice.once_in(6)),
        hypertension=dice.whole(0, 1),
        diabetes=dice.whole(0, 1),
        chronic_2_diseases=dice.whole(0, 6),
        delivery=dice.whole(0, len(DELIVERIES) - 1),
        babies=dice.whole(1, 4),
        unfiled_outside=int(place == 1),
        tilt_place=int(place == 0),
        own_account=int(dice.once_in(10)),
        other_payer=int(dice.once_in(10)),
        returned=dice.whole(0, 1),
    )


def sums_in(terms: Terms) -> tuple[int, ...]:
    """Every sum of money in the terms, for amounts near them."""
    pooling, large = terms.pooling, terms.catastrophic
    found = {
        pooling.deductible,
        pooling.ceiling,
        pooling.yearly_deductible,
        pooling.yearly_cap,
        pooling.cap_both,
        pooling.cap_first_disease,
        terms.maternity.base,
        large.threshold,
        *large.limits,
        large.cap,
        terms.assistance.deductible,
        terms.assistance.cap,
        terms.tilt.deductible,
        terms.tilt.cap,
    }
    return tuple(sorted(fen for fen in found if fen < UNLIMITED))


def amount(dice: Dice, sums: tuple[int, ...]) -> int:
    """Near a sum of the terms, any sum, or a few fen."""
    choice = dice.whole(0, 3)
    if choice <= 1:
        return dice.near(sums, least=0)
    return dice.fen(600_000) if choice == 2 else dice.whole(0, 99)


def bill(dice: Dice, sums: tuple[int, ...]) -> Scope:
    in_scope, others = amount(dice, sums), [0, 0, 0]
    if dice.flag():
        others = [dice.fen(CEILING) for _ in range(3)]
    return Scope(in_scope + sum(others), others[0], others[1], others[2], in_scope)


def year(dice: Dice, sums: tuple[int, ...]) -> Accumulators:
    """The sums before a bill: none yet, or anything near the limits."""
    if dice.once_in(4):
        return NOTHING_YET
    money = [0] * SUMS
    for number in dice.some(range(SUMS)):
        money[number] = amount(dice, sums)
    counts = [dice.whole(0, 9), dice.whole(0, 4), dice.whole(0, 4)]
    state = Accumulators(dice.whole(0, 9), *money, *counts)
    return state._replace(assistance_outpatient_paid=min(state.assistance_paid, state.assistance_outpatient_paid))


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """One bill of any kind under any terms, in any state of the year."""
    dice = Dice(draw)
    terms = all_terms(dice)
    sums = sums_in(terms)
    return Situation(facts(dice), bill(dice, sums), terms, year(dice, sums))


class LineSituation(NamedTuple):
    """What the functions of scope take of a line."""

    terms: ScopeTerms
    item: int
    price: int
    line_ratio: int
    amount: int
    share: int
    list_class: int
    limit: int
    quantity: int
    unit_price: int


@st.composite
def line_situations(draw: st.DrawFn) -> LineSituation:
    """One line, of either sign."""
    dice = Dice(draw)
    mark = dice.limit(SMALL_CAP)
    sign = -1 if dice.once_in(4) else 1
    price = (
        max(0, min(mark, CEILING) * 10_000 + dice.one((0, 1, -1, 9_999, 10_000)))
        if dice.flag()
        else dice.whole(0, 10**10)
    )
    return LineSituation(
        terms=ScopeTerms(dice.ratio(), dice.ratio(), dice.ratio(), mark, dice.ratio()),
        item=dice.whole(0, 2),
        price=price,
        line_ratio=NO_RATIO if dice.flag() else dice.ratio(),
        amount=sign * dice.fen(CEILING),
        share=dice.ratio() if dice.once_in(3) else 0,
        list_class=dice.whole(0, 2),
        limit=dice.limit(CEILING),
        quantity=sign * dice.whole(0, 10**6),
        unit_price=dice.whole(0, 10**9),
    )
