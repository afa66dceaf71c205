"""Section 4, catastrophic insurance, and section 5, medical assistance, with what section 12 adds to them."""

from dataclasses import dataclass, replace
from fractions import Fraction

from .money import ZERO, half_up
from .parameters import Assistance, Catastrophic, CatastrophicTilt, Grant, Incentive, Parameters
from .pooling import Circumstances, Pooled, pool
from .sums import Counts, YearSums


@dataclass(frozen=True)
class Paid:
    """What a layer takes into the sum of the year and what it pays."""

    entered: Fraction = ZERO
    pay: Fraction = ZERO
    above_unraised_cap: Fraction = ZERO  # of the pay; catastrophic insurance only
    under_outpatient_cap: Fraction = ZERO  # of the pay; assistance only


def burden_of(pooled: Pooled, include_self_first: bool, over_ceiling_feeds: bool) -> Fraction:
    """Section 4: b = burden (+ self_first; over_ceiling only where it feeds). Reading 5: by each layer's own flags."""
    b = pooled.burden
    if include_self_first:
        b += pooled.self_first
    if not over_ceiling_feeds:
        b -= pooled.over_ceiling
    return b


def within(cap: Fraction | None, paid: Fraction, due: Fraction) -> Fraction:
    """max(0, min(due, cap − paid so far)); no cap, no second term."""
    if cap is not None:
        due = min(due, cap - paid)
    return max(ZERO, due)


# Section 4


def scale(x: Fraction, rules: Catastrophic, tilt: CatastrophicTilt) -> Fraction:
    """The bands above the threshold, not rounded."""
    threshold = half_up(rules.threshold * tilt.threshold_factor)
    if rules.band_basis == "above_threshold":
        # The limits measure what exceeds the threshold.
        measured, lower = max(ZERO, x - threshold), ZERO
    elif rules.band_basis == "absolute":
        # The limits measure the burden itself, the first band runs from the threshold up.
        measured, lower = x, threshold
    else:
        raise ValueError(f"no band basis {rules.band_basis}")
    total = ZERO
    for upper, ratio in rules.bands:
        reached = measured if upper is None else min(measured, upper)
        total += max(ZERO, reached - lower) * (ratio + tilt.points)
        if upper is not None:
            lower = max(lower, upper)
    return total


def stated_cap(rules: Catastrophic, identity: str) -> Fraction | None:
    """The cap of the identity as it was, neither lowered nor raised; None = no cap."""
    tilt = rules.tilt.get(identity, CatastrophicTilt())
    if tilt.cap_lifted:
        return None
    return rules.cap if tilt.own_cap is None else tilt.own_cap


def extra_cap(incentive: Incentive | None, cap: Fraction, counts: Counts) -> Fraction:
    """Section 4, incentive: what it adds to the cap. Section 12: worked out on the cap as it was."""
    if incentive is None:
        return ZERO
    steps = max(0, counts.continuous_years - incentive.after_years) + counts.kept_steps
    earned = incentive.step * steps + incentive.zero_step * counts.zero_claim_years
    return min(half_up(incentive.ceiling_share * cap), earned)


def unraised_and_raised_cap(
    rules: Catastrophic, identity: str, counts: Counts, re_enrolled: bool
) -> tuple[Fraction | None, Fraction | None]:
    """The cap without the incentive, lowered by section 12 after a break, and the cap with it; None = no cap."""
    stated = stated_cap(rules, identity)
    if stated is None:
        return None, None
    unraised = max(ZERO, stated - rules.re_enrolment_reduction) if re_enrolled else stated
    return unraised, unraised + extra_cap(rules.incentive, stated, counts)


def catastrophic(
    circumstances: Circumstances,
    pooled: Pooled,
    parameters: Parameters,
    sums: YearSums,
    counts: Counts,
    re_enrolled: bool,
) -> Paid:
    """Section 4 for a bill that pooling has settled; `re_enrolled` says whether section 12 lowers its cap."""
    rules = parameters.catastrophic
    of_drugs = parameters.negotiated.catastrophic_ratio if circumstances.kind == "negotiated_drug" else None
    if of_drugs is None and circumstances.kind not in rules.kinds:
        return Paid()
    over_ceiling_ratio = rules.over_ceiling_ratio
    # Section 12: paid at a ratio of its own, what exceeds the ceiling enters no band, whatever the flag says.
    b = burden_of(pooled, rules.include_self_first, rules.over_ceiling_feeds and over_ceiling_ratio is None)
    beside = ZERO if over_ceiling_ratio is None else half_up(pooled.over_ceiling * over_ceiling_ratio)
    if of_drugs is not None:
        # Section 12: a share of what the bill leaves; nothing enters the sum of the year.
        unraised, raised = unraised_and_raised_cap(rules, circumstances.identity, counts, re_enrolled)
        pay = within(raised, sums.catastrophic_paid, half_up(b * of_drugs) + beside)
        return Paid(ZERO, pay, bonus(pay, unraised, sums.catastrophic_paid))
    tilt = rules.tilt.get(circumstances.identity, CatastrophicTilt())
    before = half_up(scale(sums.catastrophic_burden, rules, tilt))
    after = half_up(scale(sums.catastrophic_burden + b, rules, tilt))
    unraised, raised = unraised_and_raised_cap(rules, circumstances.identity, counts, re_enrolled)
    pay = within(raised, sums.catastrophic_paid, after - before + beside)
    return Paid(b, pay, bonus(pay, unraised, sums.catastrophic_paid))


def bonus(pay: Fraction, unraised: Fraction | None, paid_before: Fraction) -> Fraction:
    """The part of this pay that lies above the unraised cap of this bill's day and identity (README, 15 and 34)."""
    if unraised is None:
        return ZERO
    return max(ZERO, pay - max(ZERO, unraised - paid_before))


# Section 5


def grant(x: Fraction, row: Grant) -> Fraction:
    """A(x) = half_up(max(0, x − deductible) × ratio)."""
    return half_up(max(ZERO, x - row.deductible) * row.ratio)


def assist(circumstances: Circumstances, base: Fraction, rules: Assistance, sums: YearSums) -> Paid:
    """Section 5, assistance without the tilt: only an assisted identity enters the base of the year."""
    kind, identity = circumstances.kind, circumstances.identity
    row = rules.by_identity.get(identity)
    if row is None:
        return Paid()
    # Section 12: the ratio of the kind, in both A(D) and A(D₀).
    row = replace(row, ratio=rules.kind_ratio.get(kind, {}).get(identity, row.ratio))
    due = grant(sums.assistance_base + base, row) - grant(sums.assistance_base, row)
    # Section 12: an outpatient cap stands beside the general one, neither uses up the other.
    if kind in rules.outpatient_kinds and identity in rules.outpatient_cap:
        pay = within(rules.outpatient_cap[identity], sums.assistance_outpatient_paid, due)
        return Paid(base, pay, under_outpatient_cap=pay)
    return Paid(base, within(row.cap, sums.assistance_paid - sums.assistance_outpatient_paid, due))


def qualifies_for_tilt(place: str, filing: str) -> bool:
    """Local, or referral or emergency inside the province; filed residence counts as local (reading 13)."""
    return place == "local" or filing == "residence" or (place == "province" and filing in ("referral", "emergency"))


def loss_by_not_filing(
    circumstances: Circumstances,
    pooled: Pooled,
    in_scope: Fraction,
    self_first: Fraction,
    parameters: Parameters,
    sums: YearSums,
) -> Fraction:
    """Reading 14: what pooling would have paid under the referral rule, from the same state, minus what it paid."""
    referred = pool(circumstances, "referral", in_scope, self_first, parameters, sums)
    return max(ZERO, referred.pool_pay - pooled.pool_pay)


def assistance_and_tilt(
    circumstances: Circumstances,
    pooled: Pooled,
    in_scope: Fraction,
    self_first: Fraction,
    catastrophic_pay: Fraction,
    parameters: Parameters,
    sums: YearSums,
) -> tuple[Paid, Paid]:
    """Section 5. `in_scope` and `self_first` are those of section 2, `sums` those before the bill."""
    rules = parameters.assistance
    if circumstances.kind not in rules.kinds:
        return Paid(), Paid()
    unfiled = circumstances.place != "local" and circumstances.filing == "none"
    if unfiled and rules.unfiled == "excluded":
        return Paid(), Paid()  # an unfiled encounter outside the pooling area feeds neither
    b = burden_of(pooled, rules.include_self_first, rules.over_ceiling_feeds)
    base = max(ZERO, b - catastrophic_pay)
    if unfiled and rules.unfiled == "difference":
        loss = loss_by_not_filing(circumstances, pooled, in_scope, self_first, parameters, sums)
        base = max(ZERO, b - catastrophic_pay - loss)

    assisted = assist(circumstances, base, rules, sums)

    # The tilt: the same on the rest, for a tilt identity (reading 13: without an assistance row, rest = base).
    tilted = Paid()
    row = parameters.tilt.get(circumstances.identity)
    if row is not None and qualifies_for_tilt(circumstances.place, circumstances.filing):
        rest = base - assisted.pay
        if row.burden_share is None:
            due = grant(sums.tilt_rest + rest, row) - grant(sums.tilt_rest, row)
        else:
            # Section 12: what is left of this bill above a share of its in-scope cost.
            due = max(ZERO, rest - half_up(pooled.in_scope * row.burden_share))
        tilted = Paid(rest, within(row.cap, sums.tilt_paid, due))
    return assisted, tilted
