"""The steps above basic pooling: catastrophic insurance, medical assistance and tilt assistance."""

from tongchou.rules.benefit.assistance import Assistance, paid_under_cap
from tongchou.rules.benefit.settlement import Settlement
from tongchou.rules.benefit.terms import AssistanceTerms, Terms
from tongchou.rules.explanation.figures import excess, points_of, product, slices, stated_sum
from tongchou.rules.explanation.words import IDENTITY_WORDS, PAYER_WORDS
from tongchou.rules.explanation.writer import Background, Cites, Writer
from tongchou.rules.money import UNLIMITED, percent, yuan


def later_steps(writer: Writer, trace: Settlement, terms: Terms, cites: Cites, about: Background) -> None:
    """Write the steps of every layer that a bill feeds."""
    identity = IDENTITY_WORDS[about.identity][writer.language]
    if trace.catastrophic.fed or trace.catastrophic.over_ceiling or trace.catastrophic.rest:
        _catastrophic_steps(writer, trace, terms, cites, identity)
    entitled = terms.assistance.entitled or terms.tilt.entitled
    unfiled = cites.get("assistance_unfiled", ())
    if entitled and terms.feed.fed and trace.facts.unfiled_outside and not terms.feed.unfiled_counts:
        writer.add("assistance_pay", 0, "assistance_unfiled", unfiled or cites.get("assistance_fed", ()))
    if trace.loss:
        paid = trace.pooling.pool_pay
        writer.add(
            "assistance_loss",
            trace.loss,
            "assistance_loss",
            unfiled,
            referral=yuan(paid + trace.loss),
            paid=yuan(paid),
        )
    aid, tilt = trace.assistance, trace.tilt
    base, feed = "", terms.feed
    if aid.base or tilt.base:
        fed = aid.base or tilt.base
        paid = trace.catastrophic.catastrophic_pay
        base = fed_sum(writer, trace, fed, feed.include_self_first, feed.include_over_ceiling, paid, trace.loss)
    if aid.base:
        paid = paid_under_cap(terms.assistance, trace.before)
        _assistance_step(writer, "assistance", aid, terms.assistance, paid, base, cites, identity)
    if tilt.base:
        if aid.base:
            base = writer.chain(tilt.base, ("+", "assistance_base", aid.base), ("−", "assistance_pay", aid.pay))
        if terms.tilt.burden_share >= 0:
            _burden_share_step(writer, trace, terms.tilt, base, cites, identity)
        else:
            _assistance_step(writer, "tilt", tilt, terms.tilt, trace.before.tilt_paid, base, cites, identity)


def fed_sum(
    writer: Writer,
    trace: Settlement,
    fed: int,
    include_self_first: int,
    include_over_ceiling: int,
    paid: int = 0,
    loss: int = 0,
) -> str:
    """Return how what feeds a layer is reached: the burden as far as the layer counts it.

    ``paid`` by catastrophic insurance and an unfiled ``loss`` are taken out of the assistance base.
    """
    pooling = trace.pooling
    return writer.chain(
        fed,
        ("+", "in_scope", pooling.in_scope),
        ("−", "pool_pay", pooling.pool_pay),
        ("+", "self_first", trace.scope.self_first if include_self_first else 0),
        ("−", "over_ceiling", 0 if include_over_ceiling else pooling.over_ceiling),
        ("−", "catastrophic_pay", paid),
        ("−", "loss", loss),
    )


def left_of(writer: Writer, cap: str, limit: int, paid: int, room: int) -> str:
    """Return the yearly cap, what was paid under it before this bill and what is left."""
    if limit >= UNLIMITED:
        return writer.phrase("no_cap")
    return writer.phrase("left", cap=cap, paid=yuan(paid), room=yuan(room))


def _catastrophic_steps(writer: Writer, trace: Settlement, terms: Terms, cites: Cites, identity: str) -> None:
    large, rules, before = trace.catastrophic, terms.catastrophic, trace.before
    cited = cites.get("catastrophic", ()) + cites.get("catastrophic_fed", ())
    counted = 0 if rules.over_ceiling_apart else rules.include_over_ceiling
    values = {
        "sum": fed_sum(writer, trace, large.fed + large.rest, rules.include_self_first, counted),
        "before": yuan(large.burden_before),
        "after": yuan(large.burden_after),
        "threshold": stated_sum(cited, "catastrophic.threshold", "catastrophic.tilt_threshold_factor", rules.threshold),
    }
    below = large.burden_after <= rules.threshold and not large.over_ceiling_due
    if below and not rules.rest_apart:
        writer.add("catastrophic_pay", large.catastrophic_pay, "catastrophic_below", cited, **values)
        return
    if large.extra_cap:
        continuous = max(0, before.continuous_years - rules.continuous_after_years) + before.earned_steps
        writer.add(
            "incentive",
            large.extra_cap,
            "incentive",
            cites.get("incentive", ()),
            continuous=before.continuous_years,
            after=rules.continuous_after_years,
            kept=before.earned_steps,
            step=yuan(rules.continuous_step),
            steps=continuous,
            zero=before.zero_claim_years,
            zero_step=yuan(rules.zero_claim_step),
            whole=yuan(rules.continuous_step * continuous + rules.zero_claim_step * before.zero_claim_years),
            most=product(rules.cap, rules.ceiling_share),
        )
    points, apart = points_of(cited, "catastrophic.tilt_points"), large.over_ceiling_due
    cap = yuan(rules.cap)
    if large.lowered:
        writer.add("re_enrolment", large.lowered, "re_enrolment", cites.get("re_enrolment", ()))
        cap += f" − {yuan(large.lowered)}"
    if large.extra_cap:
        cap += f" + {yuan(large.extra_cap)}"
    if large.lowered or large.extra_cap:
        cap += f" = {yuan(rules.cap - large.lowered + large.extra_cap)}"
    more = writer.phrase("apart", product=product(large.over_ceiling, rules.over_ceiling_ratio)) if apart else ""
    left = left_of(writer, cap, rules.cap, before.catastrophic_paid, large.room)
    if rules.rest_apart:
        rest = product(large.rest, rules.rest_ratio)
        shown = {"sum": values["sum"], "rest": rest, "apart": more, "due": yuan(large.due), "left": left}
        writer.add("catastrophic_pay", large.catastrophic_pay, "catastrophic_rest", cited, **shown)
        return
    writer.add(
        "catastrophic_pay",
        large.catastrophic_pay,
        "catastrophic_pay",
        cited,
        tilt=writer.phrase("tilted", points=percent(points), reason=identity) if points else "",
        slices_after=slices(large.burden_after, rules, points),
        slices_before=slices(large.burden_before, rules, points),
        scale_after=yuan(large.scale_after),
        scale_before=yuan(large.scale_before),
        apart=more,
        plus=f" + {yuan(apart)}" if apart else "",
        due=yuan(large.due),
        left=left,
        **values,
    )


def _assistance_step(
    writer: Writer,
    layer: str,
    part: Assistance,
    rules: AssistanceTerms,
    paid: int,
    base: str,
    cites: Cites,
    identity: str,
) -> None:
    cited = cites.get(layer, ()) + cites.get("assistance_fed", ())
    payer = ""
    if layer == "tilt":
        cited += cites.get("tilt_payer", ())
        payer = _tilt_payer(writer, cites)
    cap = stated_sum(cited, f"{layer}.outpatient_cap" if rules.outpatient_cap else f"{layer}.cap", "", rules.cap)
    writer.add(
        f"{layer}_pay",
        part.pay,
        f"{layer}_pay",
        cited,
        sum=base,
        before=yuan(part.base_before),
        after=yuan(part.base_after),
        reason=identity,
        deductible=stated_sum(cited, f"{layer}.deductible", "", rules.deductible),
        ratio=percent(rules.ratio),
        worth_after=excess(part.base_after, rules.deductible, rules.ratio),
        worth_before=excess(part.base_before, rules.deductible, rules.ratio),
        value_after=yuan(part.value_after),
        value_before=yuan(part.value_before),
        due=yuan(part.due),
        left=left_of(writer, cap, rules.cap, paid, part.room),
        payer=payer,
    )


def _tilt_payer(writer: Writer, cites: Cites) -> str:
    """Return who pays tilt assistance, where the regulation says so."""
    stated = cites.get("tilt_payer", ())
    return writer.phrase("paid_by", payer=PAYER_WORDS[stated[0].value][writer.language]) if stated else ""


def _burden_share_step(
    writer: Writer, trace: Settlement, rules: AssistanceTerms, base: str, cites: Cites, identity: str
) -> None:
    tilt = trace.tilt
    cited = cites.get("tilt", ()) + cites.get("assistance_fed", ()) + cites.get("tilt_payer", ())
    cap = stated_sum(cited, "tilt.cap", "", rules.cap)
    rest, most = yuan(tilt.base), yuan(tilt.value_before)
    over = f"{rest} − {most} = {yuan(tilt.due)}" if tilt.due else yuan(0)
    writer.add(
        "tilt_pay",
        tilt.pay,
        "tilt_pay_share",
        cited,
        sum=base,
        reason=identity,
        share=product(trace.scope.in_scope, rules.burden_share),
        over=over,
        left=left_of(writer, cap, rules.cap, trace.before.tilt_paid, tilt.room),
        payer=_tilt_payer(writer, cites),
    )
