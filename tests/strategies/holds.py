"""What holds for every settled bill (contract, sections 3 to 5, 7 and 9), to be asserted wherever one is at hand."""

from tongchou.rules.benefit.accumulators import COUNTS, contribution, reverse
from tongchou.rules.benefit.settlement import Settlement
from tongchou.rules.benefit.terms import Terms
from tongchou.rules.codes import ANTENATAL, INPATIENT, MATERNITY, SETTLED


def identities_hold(settled: Settlement) -> None:
    """Section 7, and the two ways of writing the burden of section 3."""
    scope, pooling = settled.scope, settled.pooling
    pays = (
        pooling.pool_pay,
        settled.maternity.maternity_pay,
        settled.catastrophic.catastrophic_pay,
        settled.assistance.pay,
        settled.tilt.pay,
    )
    assert scope.total == scope.own_expense + scope.over_limit + scope.self_first + scope.in_scope
    assert settled.fund_total == sum(pays)
    assert scope.total == settled.fund_total + settled.personal_total + settled.institution_difference
    assert pooling.burden == pooling.in_scope - pooling.pool_pay
    assert pooling.burden == pooling.deductible + pooling.coinsurance + pooling.over_ceiling
    if settled.facts.kind != MATERNITY:
        assert settled.institution_difference == 0


def nothing_is_negative(settled: Settlement) -> None:
    """Every amount is at least 0, but for the institution's difference, and no bill lowers a sum of the year."""
    for layer in (
        settled.scope,
        settled.pooling,
        settled.maternity,
        settled.catastrophic,
        settled.assistance,
        settled.tilt,
    ):
        for name, value in zip(layer._fields, layer, strict=True):
            assert value >= 0 or name == "institution_difference", f"{name} is {value}"
    assert min(settled.fund_total, settled.personal_total, settled.loss) >= 0
    added = contribution(settled.before, settled.after)
    assert min(added) >= 0
    assert added[-COUNTS:] == (0,) * COUNTS


def no_cap_is_exceeded(settled: Settlement, terms: Terms) -> None:
    """No bill takes a sum of the year above its limit; a limit that has sunk leaves what is already paid."""
    facts, before, after = settled.facts, settled.before, settled.after
    pooling, large = terms.pooling, terms.catastrophic

    def within(name: str, cap: int) -> None:
        assert getattr(after, name) <= max(getattr(before, name), cap), f"{name} is above its limit"

    if pooling.ceiling_on_cost:
        within("eligible_cost", pooling.ceiling)
    else:
        within("pool_paid", pooling.ceiling)
    within("outpatient_paid", pooling.yearly_cap)
    within("outpatient_deductible", pooling.yearly_deductible)
    within("chronic_2_deductible", pooling.yearly_deductible)
    within("two_disease_paid", max(pooling.cap_hypertension, pooling.cap_diabetes, pooling.cap_both))
    within("chronic_2_paid", pooling.cap_first_disease + max(0, pooling.most_diseases - 1) * pooling.cap_each_further)
    within("deductible", pooling.yearly_deductible_total)
    within("chronic_1_deductible", pooling.deductible)
    if facts.delivery == ANTENATAL:
        within("antenatal_paid", terms.maternity.base)
    within("catastrophic_paid", large.cap + settled.catastrophic.extra_cap)
    if terms.assistance.outpatient_cap:
        within("assistance_outpatient_paid", terms.assistance.cap)
    else:
        within("assistance_paid", terms.assistance.cap + before.assistance_outpatient_paid)
    within("tilt_paid", terms.tilt.cap)
    assert settled.catastrophic.bonus <= settled.catastrophic.extra_cap
    assert settled.pooling.deductible <= settled.pooling.in_scope
    if facts.kind != INPATIENT or facts.status != SETTLED:
        assert after.admissions == before.admissions


def reversing_restores(settled: Settlement) -> None:
    """Section 9: taking back the last bill brings back the sums before it, to the fen."""
    assert reverse(settled.after, contribution(settled.before, settled.after)) == settled.before
