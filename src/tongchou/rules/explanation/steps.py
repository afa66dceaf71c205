"""An explanation from a trace: only the steps that acted, in the order of the regulation.

A sentence shows every figure its amount is reached by. The amounts are those of the trace; nothing is settled again.
"""

from tongchou.rules.benefit.accumulators import Accumulators
from tongchou.rules.benefit.pooling import admission_number, chronic_2_cap, two_disease_cap
from tongchou.rules.benefit.settlement import Settlement
from tongchou.rules.benefit.terms import MODE_LUMP, REPEAT_FACTORS, REPEAT_REDUCTIONS, PoolingTerms, Terms
from tongchou.rules.codes import (
    ANTENATAL,
    CHRONIC_1,
    CHRONIC_2,
    EXCLUDED,
    INPATIENT,
    MATERNITY,
    NOT_COVERED,
    OUTPATIENT,
    TWO_DISEASE,
)
from tongchou.rules.explanation.figures import led_to, product, rounded, stated_sum
from tongchou.rules.explanation.later import later_steps, left_of
from tongchou.rules.explanation.own import scope_steps
from tongchou.rules.explanation.words import FILINGS, LEVEL_WORDS, PAYER_WORDS
from tongchou.rules.explanation.writer import Background, Cites, Step, Writer
from tongchou.rules.money import RATIO, UNLIMITED, percent, share, yuan

EXEMPT = {
    "inpatient.deductible_exempt_diagnoses": "deductible_exempt_diagnosis",
    "inpatient.deductible_exempt_filings": "deductible_exempt_filing",
}
"""The sentence of an exemption by the parameter behind it; any other is that of the identity."""


EXEMPT_FROM = {"inpatient.deductible_exempt_diagnoses": "deductible_exempt_diagnosis_from"}
"""The same of an exemption that begins with an admission of the year; any other is that of the age."""


def explain(trace: Settlement, terms: Terms, cites: Cites, about: Background, language: int) -> list[Step]:
    """Return the steps of one bill in Chinese (0) or English (1)."""
    writer = Writer(language)
    scope_steps(writer, trace, terms.pooling, cites, about)
    if trace.facts.status not in (NOT_COVERED, EXCLUDED) and trace.scope.total:
        if trace.facts.kind == MATERNITY:
            _maternity_steps(writer, trace, terms, cites)
        else:
            _pooling_steps(writer, trace, terms, cites, about)
            later_steps(writer, trace, terms, cites, about)
    _total_steps(writer, trace, terms, cites)
    return writer.steps


def _deductible_step(writer: Writer, trace: Settlement, terms: Terms, cites: Cites, waived: bool) -> None:
    pooling, rules = trace.pooling, terms.pooling
    cited = cites.get("deductible", ())
    amount = pooling.deductible
    if rules.exempt:
        exempt = cites.get("exempt", ())
        sentence = "deductible_waived" if waived else EXEMPT.get(exempt[0].name if exempt else "", "deductible_exempt")
        writer.add("deductible", amount, sentence, exempt + cited)
    elif trace.facts.later_part and trace.facts.kind == INPATIENT:
        writer.add("deductible", amount, "deductible_later_part", cited)
    elif trace.facts.kind == INPATIENT and 0 < rules.exempt_from_admission <= (
        number := admission_number(trace.facts, trace.before)
    ):
        ground = cites.get("exempt_from", ())
        sentence = EXEMPT_FROM.get(ground[0].name if ground else "", "deductible_exempt_age")
        writer.add("deductible", 0, sentence, ground + cited, start=rules.exempt_from_admission, number=number)
    elif pooling.full:
        due = yuan(pooling.due)
        if trace.facts.transfer_downward and terms.pooling.transfer_pays_difference:
            more = cited + cites.get("transfer", ())
            writer.add("deductible", amount, "deductible_downward", more)
        elif pooling.after_transfer != pooling.full:
            more = cited + cites.get("transfer", ())
            left = _total_left(writer, trace, rules)
            if left:
                more += cites.get("deductible_total", ())
            writer.add(
                "deductible",
                amount,
                "deductible_transfer",
                more,
                full=yuan(pooling.full),
                borne=yuan(trace.facts.chain_deductible),
                rest=yuan(pooling.after_transfer),
                due=left,
            )
        elif pooling.after_repeat != pooling.after_transfer:
            number = trace.before.admissions + 1
            more = cited + cites.get("repeat", ())
            repeat = _repeat_text(writer, trace, rules)
            left = _total_left(writer, trace, rules)
            if left:
                more += cites.get("deductible_total", ())
            writer.add(
                "deductible",
                amount,
                "deductible_repeat",
                more,
                number=number,
                full=yuan(pooling.full),
                repeat=repeat,
                due=left,
            )
        elif trace.facts.kind == CHRONIC_1 and pooling.due != pooling.full:
            borne = yuan(trace.before.chronic_1_deductible)
            writer.add("deductible", amount, "deductible_left", cited, full=yuan(pooling.full), borne=borne, due=due)
        elif trace.facts.kind in (OUTPATIENT, CHRONIC_2) and pooling.due != rules.yearly_deductible:
            before = trace.before
            full = yuan(rules.yearly_deductible)
            borne = yuan(
                before.outpatient_deductible if trace.facts.kind == OUTPATIENT else before.chronic_2_deductible
            )
            writer.add("deductible", amount, "deductible_of_year", cited, full=full, borne=borne, due=due)
        elif pooling.due != pooling.after_repeat:
            more = cited + cites.get("deductible_total", ())
            values = _yearly_total(trace, rules)
            writer.add("deductible", amount, "deductible_total", more, full=yuan(pooling.full), due=due, **values)
        else:
            writer.add("deductible", amount, "deductible", cited, due=due)


def _yearly_total(trace: Settlement, rules: PoolingTerms) -> dict[str, str]:
    return {"total": yuan(rules.yearly_deductible_total), "borne": yuan(trace.before.deductible)}


def _total_left(writer: Writer, trace: Settlement, rules: PoolingTerms) -> str:
    """Return what the yearly total of deductibles leaves of one, where that is less."""
    if trace.pooling.due == trace.pooling.after_repeat:
        return ""
    return writer.phrase("total_left", due=yuan(trace.pooling.due), **_yearly_total(trace, rules))


def _repeat_text(writer: Writer, trace: Settlement, rules: PoolingTerms) -> str:
    """Return how the deductible of a further admission is reached from the full one."""
    full, result = trace.pooling.full, trace.pooling.after_repeat
    entry = rules.repeat[min(trace.before.admissions, len(rules.repeat) - 1)]
    text = yuan(entry)
    if rules.repeat_mode == REPEAT_FACTORS:
        text, reduced = product(full, entry), share(full, entry)
    elif rules.repeat_mode == REPEAT_REDUCTIONS:
        reduced = max(0, full - entry)
        text = f"{yuan(full)} − {yuan(entry)} = {yuan(reduced)}" if entry <= full else yuan(0)
    else:
        reduced = entry
    return text if reduced == result else text + writer.phrase("floor", floor=yuan(result))


def yearly_limit(trace: Settlement, rules: PoolingTerms) -> tuple[int, int]:
    """Return the yearly limit of a kind of bill and what was paid under it before, in fen."""
    before: Accumulators = trace.before
    kind = trace.facts.kind
    if kind == OUTPATIENT:
        return rules.yearly_cap, before.outpatient_paid
    if kind == TWO_DISEASE:
        return two_disease_cap(trace.facts, rules), before.two_disease_paid
    if kind == CHRONIC_2:
        return chronic_2_cap(trace.facts, rules), before.chronic_2_paid
    return rules.ceiling, before.pool_paid


def _waives_deductible(about: Background) -> bool:
    return about.regime is not None and "deductible" in about.regime.waive


def _payer(writer: Writer, about: Background) -> str:
    """Return who pays the basic layer, in words."""
    if about.regime is None or about.regime.payer == "resident_fund":
        return writer.phrase("pooling_payer")
    return PAYER_WORDS[about.regime.payer][writer.language]


def _pooling_steps(writer: Writer, trace: Settlement, terms: Terms, cites: Cites, about: Background) -> None:
    pooling, rules = trace.pooling, terms.pooling
    if not trace.facts.filed:
        reason = FILINGS[trace.facts.kind][writer.language]
        writer.add("pool_pay", 0, "filing_missing", cites.get("ratio", ()), reason=reason)
        return
    if trace.facts.kind == OUTPATIENT and not rules.paid_here:
        reason = LEVEL_WORDS[about.level][writer.language]
        writer.add("pool_pay", 0, "not_listed", cites.get("outpatient", ()), reason=reason)
        return
    if trace.facts.long_stay and trace.facts.kind == INPATIENT:
        long_stay = cites.get("long_stay", ())
        writer.add("long_stay", pooling.deductible, "long_stay", long_stay, days=trace.facts.long_stay)
    _deductible_step(writer, trace, terms, cites, _waives_deductible(about))
    beyond = pooling.in_scope - pooling.eligible
    if beyond:
        writer.add(
            "over_ceiling",
            beyond,
            "over_cost_ceiling",
            cites.get("ceiling", ()),
            ceiling=yuan(rules.ceiling),
            counted=yuan(trace.before.eligible_cost),
            eligible=yuan(pooling.eligible),
            in_scope=yuan(pooling.in_scope),
        )
    stated = cites.get("ratio", ())
    ratio = led_to(stated, rules.ratio) + (f" × {percent(rules.factor)}" if rules.factor != RATIO else "")
    # outside the pooling area the article of that rule is the one by which the ratio is lower
    cited = cites.get("out_of_area", ()) + stated
    raw = yuan(pooling.raw)
    values = {
        "eligible": yuan(pooling.eligible),
        "deductible": yuan(pooling.deductible),
        "ratio": ratio,
        "raw": rounded(pooling.base * rules.ratio * rules.factor, 2),
        "payer": _payer(writer, about),
    }
    if pooling.pool_pay < pooling.raw:
        limit, paid = yearly_limit(trace, rules)
        ceiling = stated_sum(cites.get("ceiling", ()), "inpatient.ceiling", "", limit)
        left = left_of(writer, ceiling, limit, paid, pooling.room)
        writer.add("pool_pay", pooling.pool_pay, "pool_pay_room", cited + cites.get("ceiling", ()), left=left, **values)
    else:
        writer.add("pool_pay", pooling.pool_pay, "pool_pay", cited, **values)
    if pooling.coinsurance:
        writer.add("coinsurance", pooling.coinsurance, "coinsurance", cited, base=yuan(pooling.base), raw=raw)
    if pooling.over_ceiling - beyond:
        over, paid_now = pooling.over_ceiling - beyond, yuan(pooling.pool_pay)
        writer.add("over_ceiling", over, "over_ceiling", cites.get("ceiling", ()), raw=raw, paid=paid_now)


def _maternity_steps(writer: Writer, trace: Settlement, terms: Terms, cites: Cites) -> None:
    paid, rules = trace.maternity, terms.maternity
    cited = cites.get("maternity", ())
    antenatal = trace.facts.delivery == ANTENATAL
    whole = yuan(paid.sum)
    if antenatal:
        # the yearly sum may have been lowered below what was paid by then
        used_up = trace.before.antenatal_paid > rules.base
        whole = writer.phrase(
            "antenatal_used_up" if used_up else "antenatal_left",
            base=yuan(rules.base),
            paid=yuan(trace.before.antenatal_paid),
            sum=whole,
        )
    elif trace.facts.babies > 1:
        whole = f"{yuan(rules.base)} + ({trace.facts.babies} − 1) × {yuan(rules.extra_baby)} = {whole}"
    if rules.mode == MODE_LUMP:
        writer.add(
            "maternity_pay", paid.maternity_pay, "antenatal_lump" if antenatal else "maternity_lump", cited, sum=whole
        )
        if trace.institution_difference:
            writer.add(
                "institution_difference",
                trace.institution_difference,
                "institution_difference",
                cited,
                total=yuan(trace.scope.total),
                sum=yuan(paid.sum),
                personal=yuan(trace.personal_total),
            )
        return
    in_scope = yuan(trace.scope.in_scope)
    if rules.ratio != RATIO:
        most = "" if paid.sum >= UNLIMITED else writer.phrase("at_most", sum=whole)
        raw = rounded(trace.scope.in_scope * rules.ratio)
        values = {"in_scope": in_scope, "ratio": percent(rules.ratio), "raw": raw, "limit": most}
        writer.add("maternity_pay", paid.maternity_pay, "maternity_ratio", cited, **values)
        if paid.coinsurance:
            writer.add("coinsurance", paid.coinsurance, "coinsurance", cited, base=in_scope, raw=yuan(paid.raw))
        if paid.over_ceiling:
            limited = "over_antenatal_limit" if antenatal else "over_maternity_limit"
            paid_now = yuan(paid.maternity_pay)
            writer.add("over_ceiling", paid.over_ceiling, limited, cited, raw=yuan(paid.raw), paid=paid_now)
        return
    limit, over = (
        ("antenatal_limit", "over_antenatal_limit") if antenatal else ("maternity_limit", "over_maternity_limit")
    )
    writer.add("maternity_pay", paid.maternity_pay, limit, cited, sum=whole, in_scope=in_scope)
    if paid.over_ceiling:
        writer.add("over_ceiling", paid.over_ceiling, over, cited, raw=in_scope, paid=yuan(paid.maternity_pay))


def _total_steps(writer: Writer, trace: Settlement, terms: Terms, cites: Cites) -> None:
    cited, scope = cites.get("direct", ()), trace.scope
    layers = [
        ("+", "pool_pay", trace.pooling.pool_pay),
        ("+", "maternity_pay", trace.maternity.maternity_pay),
        ("+", "catastrophic_pay", trace.catastrophic.catastrophic_pay),
        ("+", "assistance_pay", trace.assistance.pay),
        ("+", "tilt_pay", trace.tilt.pay),
    ]
    paying = [layer for layer in layers if layer[2]]
    summed = writer.chain(trace.fund_total, *paying) if paying else yuan(0)
    writer.add("fund_total", trace.fund_total, "fund_total", cited, sum=summed)
    personal = trace.personal_total
    if not trace.institution_difference:
        summed = writer.chain(personal, ("+", "total", scope.total), ("−", "fund_total", trace.fund_total))
    elif terms.maternity.excess_borne_by_institution:
        summed = writer.chain(personal, ("+", "own_expense", scope.own_expense), ("+", "over_limit", scope.over_limit))
    else:
        # the person bears what exceeds the lump, and this bill does not
        summed = yuan(personal)
    writer.add("personal_total", personal, "personal_total", cited, sum=summed)
