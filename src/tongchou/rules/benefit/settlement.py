"""One bill through every layer in the regulation's order, and the year's sums after it.

Source: 攀枝花市城乡居民医疗保险办法 articles 4, 12 and 18; contract of settlement sections 3 to 5 and 7.
"""

from typing import NamedTuple

from tongchou.rules.benefit.accumulators import Accumulators
from tongchou.rules.benefit.assistance import (
    NO_ASSISTANCE_PAY,
    Assistance,
    above_burden_share,
    assistance,
    paid_under_cap,
)
from tongchou.rules.benefit.catastrophic import NO_CATASTROPHIC_PAY, Catastrophic, catastrophic
from tongchou.rules.benefit.facts import Facts, Scope
from tongchou.rules.benefit.maternity import NO_MATERNITY_PAY, Maternity, maternity
from tongchou.rules.benefit.pooling import NO_POOL, Pooling, pool
from tongchou.rules.benefit.terms import FeedTerms, Terms
from tongchou.rules.codes import (
    ANTENATAL,
    CHRONIC_1,
    CHRONIC_2,
    INPATIENT,
    MATERNITY,
    NEGOTIATED_DRUG,
    OUTPATIENT,
    SETTLED,
    TWO_DISEASE,
)


class Settlement(NamedTuple):
    """The trace of one bill: every intermediate amount in the order of the regulation, and the year's sums after."""

    facts: Facts
    scope: Scope
    """After the share that an out-of-area rule moves to the person."""
    pooling: Pooling
    maternity: Maternity
    catastrophic: Catastrophic
    loss: int
    """What an unfiled bill lost against the referral rule, taken out of the assistance base."""
    assistance: Assistance
    tilt: Assistance
    fund_total: int
    personal_total: int
    institution_difference: int
    before: Accumulators
    after: Accumulators


def fed_amount(pooling: Pooling, self_first: int, include_self_first: int, include_over_ceiling: int) -> int:
    """Return b: the burden of a bill as far as the layer counts it (contract section 4)."""
    fed = pooling.burden
    if include_self_first:
        fed += self_first
    if not include_over_ceiling:
        fed -= pooling.over_ceiling
    return fed


def assistance_base(facts: Facts, scope: Scope, pooling: Pooling, paid: int, loss: int, terms: FeedTerms) -> int:
    """Return what a bill adds to the assistance base: its burden less catastrophic pay and an unfiled loss."""
    if not terms.fed or not facts.filed or (facts.unfiled_outside and not terms.unfiled_counts):
        return 0
    fed = fed_amount(pooling, scope.self_first, terms.include_self_first, terms.include_over_ceiling)
    return max(0, fed - paid - loss)


def unpaid_settlement(facts: Facts, scope: Scope, state: Accumulators) -> Settlement:
    """Return a bill that no layer pays: outside cover, excluded, or of 0.00."""
    return Settlement(
        facts,
        scope,
        NO_POOL,
        NO_MATERNITY_PAY,
        NO_CATASTROPHIC_PAY,
        0,
        NO_ASSISTANCE_PAY,
        NO_ASSISTANCE_PAY,
        0,
        scope.total,
        0,
        state,
        state,
    )


def settle_maternity(facts: Facts, scope: Scope, terms: Terms, state: Accumulators) -> Settlement:
    """Settle a delivery or antenatal care: it feeds no later layer."""
    paid = maternity(facts, scope, terms.maternity, state)
    antenatal = paid.maternity_pay if facts.delivery == ANTENATAL else 0
    after = Accumulators(
        state.admissions,
        state.deductible,
        state.chronic_1_deductible,
        state.pool_paid,
        state.eligible_cost,
        state.outpatient_deductible,
        state.outpatient_paid,
        state.two_disease_paid,
        state.chronic_2_deductible,
        state.chronic_2_paid,
        state.antenatal_paid + antenatal,
        state.burden,
        state.catastrophic_paid,
        state.bonus_paid,
        state.assistance_base,
        state.assistance_paid,
        state.assistance_outpatient_paid,
        state.tilt_rest,
        state.tilt_paid,
        state.fund_paid + paid.maternity_pay,
        state.continuous_years,
        state.zero_claim_years,
        state.earned_steps,
    )
    return Settlement(
        facts,
        scope,
        NO_POOL,
        paid,
        NO_CATASTROPHIC_PAY,
        0,
        NO_ASSISTANCE_PAY,
        NO_ASSISTANCE_PAY,
        paid.maternity_pay,
        paid.personal_total,
        paid.institution_difference,
        state,
        after,
    )


def settle(facts: Facts, scope: Scope, terms: Terms, state: Accumulators) -> Settlement:
    """Settle one bill: basic pooling, catastrophic insurance, assistance, tilt; return trace and sums after.

    All amounts are fen. The caller has decided status, cover and terms; the facts and sums are well formed.
    """
    if facts.status != SETTLED or scope.total == 0:
        return unpaid_settlement(facts, scope, state)
    if facts.kind == MATERNITY:
        return settle_maternity(facts, scope, terms, state)

    pooling = pool(facts, scope.in_scope, terms.pooling, state)
    scope = Scope(
        scope.total,
        scope.own_expense,
        scope.over_limit,
        scope.self_first + pooling.moved,
        scope.in_scope - pooling.moved,
    )

    rules = terms.catastrophic
    large = NO_CATASTROPHIC_PAY
    if rules.fed and facts.filed:
        apart = pooling.over_ceiling if rules.over_ceiling_apart else 0
        counted = 0 if rules.over_ceiling_apart else rules.include_over_ceiling
        fed = fed_amount(pooling, scope.self_first, rules.include_self_first, counted)
        large = catastrophic(fed, apart, facts.returned, rules, state)

    loss = 0
    if facts.unfiled_outside and terms.feed.unfiled_loses_difference and terms.feed.fed and facts.filed:
        under_referral = pool(facts, scope.in_scope + pooling.moved, terms.referral, state)
        loss = max(0, under_referral.pool_pay - pooling.pool_pay)
    base = assistance_base(facts, scope, pooling, large.catastrophic_pay, loss, terms.feed)

    aid = NO_ASSISTANCE_PAY
    if terms.assistance.entitled:
        aid = assistance(base, state.assistance_base, paid_under_cap(terms.assistance, state), terms.assistance)
    tilted = NO_ASSISTANCE_PAY
    if terms.tilt.entitled and facts.tilt_place:
        rest = base - aid.pay
        if terms.tilt.burden_share >= 0:
            tilted = above_burden_share(rest, scope.in_scope, state.tilt_rest, state.tilt_paid, terms.tilt)
        else:
            tilted = assistance(rest, state.tilt_rest, state.tilt_paid, terms.tilt)

    outpatient_aid = aid.pay if terms.assistance.outpatient_cap else 0
    fund_total = pooling.pool_pay + large.catastrophic_pay + aid.pay + tilted.pay
    after = sums_after(facts, pooling, large, aid, outpatient_aid, tilted, state)
    return Settlement(
        facts,
        scope,
        pooling,
        NO_MATERNITY_PAY,
        large,
        loss,
        aid,
        tilted,
        fund_total,
        scope.total - fund_total,
        0,
        state,
        after,
    )


def sums_after(
    facts: Facts,
    pooling: Pooling,
    large: Catastrophic,
    aid: Assistance,
    outpatient_aid: int,
    tilted: Assistance,
    state: Accumulators,
) -> Accumulators:
    """Return the year's sums with this bill added.

    A bill under a special regime with an account of its own moves none of the basic layer's sums; what another payer
    pays is no use of the fund.
    """
    kind = facts.kind
    counted = facts.filed and not facts.own_account
    paid = pooling.pool_pay if counted else 0
    borne = pooling.deductible if counted else 0
    inpatient = kind == INPATIENT
    under_ceiling = inpatient or kind in (CHRONIC_1, NEGOTIATED_DRUG)
    begun = counted and inpatient and pooling.in_scope > 0 and not facts.transfer and not facts.later_part
    return Accumulators(
        state.admissions + (1 if begun else 0),
        state.deductible + (borne if inpatient else 0),
        state.chronic_1_deductible + (borne if kind == CHRONIC_1 else 0),
        state.pool_paid + (paid if under_ceiling else 0),
        state.eligible_cost + (pooling.counted_cost if counted and under_ceiling else 0),
        state.outpatient_deductible + (borne if kind == OUTPATIENT else 0),
        state.outpatient_paid + (paid if kind == OUTPATIENT else 0),
        state.two_disease_paid + (paid if kind == TWO_DISEASE else 0),
        state.chronic_2_deductible + (borne if kind == CHRONIC_2 else 0),
        state.chronic_2_paid + (paid if kind == CHRONIC_2 else 0),
        state.antenatal_paid,
        state.burden + large.fed,
        state.catastrophic_paid + large.catastrophic_pay,
        state.bonus_paid + large.bonus,
        state.assistance_base + aid.base,
        state.assistance_paid + aid.pay,
        state.assistance_outpatient_paid + outpatient_aid,
        state.tilt_rest + tilted.base,
        state.tilt_paid + tilted.pay,
        state.fund_paid + (0 if facts.other_payer else pooling.pool_pay) + large.catastrophic_pay,
        state.continuous_years,
        state.zero_claim_years,
        state.earned_steps,
    )
