"""An explanation from a trace: only the steps that acted, in the order of the regulation.

A step is built from integers already worked out; nothing is computed here but text.
"""

from collections.abc import Callable
from typing import NamedTuple

from tongchou.rules.benefit.settlement import Settlement
from tongchou.rules.benefit.terms import MODE_LUMP, Terms
from tongchou.rules.codes import (
    CHRONIC_1,
    EXCLUDED,
    INPATIENT,
    MATERNITY,
    NOT_COVERED,
    OUTPATIENT,
)
from tongchou.rules.explanation.reference import Reference
from tongchou.rules.explanation.words import (
    EXCLUSION_WORDS,
    FILINGS,
    IDENTITY_WORDS,
    LEVEL_WORDS,
    SENTENCES,
)
from tongchou.rules.money import RATIO, UNLIMITED, percent, yuan

Cites = dict[str, tuple[Reference, ...]]

CHINESE, ENGLISH = 0, 1


class Step(NamedTuple):
    """One step of an explanation."""

    step: str
    amount: int
    text: str
    references: tuple[Reference, ...]
    """The parameters it rests on; the first names the article of the step."""

    def status(self) -> str:
        """Return sourced, or assumed where one of its parameters is."""
        return "assumed" if any(found.status == "assumed" for found in self.references) else "sourced"


class Background(NamedTuple):
    """What a trace does not hold and its sentences need."""

    identity: int
    level: int
    day: str
    first_covered_day: str
    excluded: str
    """The exclusion of the whole bill, or of its lines joined by commas."""
    regime: str
    """The name of the special regime, empty without one."""
    deductible_waived: bool
    """Whether that regime waives the deductible."""


def explain(trace: Settlement, terms: Terms, cites: Cites, about: Background, language: int) -> list[Step]:
    """Return the steps of one bill in Chinese (0) or English (1)."""
    steps: list[Step] = []

    def add(name: str, amount: int, sentence: str, cited: tuple[Reference, ...], **values: object) -> None:
        text = SENTENCES[sentence][language].format(amount=yuan(amount), **values)
        steps.append(Step(name, amount, text, cited))

    _scope_steps(add, trace, cites, about, language)
    if trace.facts.status in (NOT_COVERED, EXCLUDED) or trace.scope.total == 0:
        _total_steps(add, trace, cites)
        return steps
    if trace.facts.kind == MATERNITY:
        _maternity_steps(add, trace, terms, cites)
    else:
        _pooling_steps(add, trace, terms, cites, about, language)
        _later_steps(add, trace, terms, cites, about, language)
    _total_steps(add, trace, cites)
    return steps


Add = Callable[..., None]


def _scope_steps(add: Add, trace: Settlement, cites: Cites, about: Background, language: int) -> None:
    scope = trace.scope
    total = yuan(scope.total)
    words = [word for word in about.excluded.split(",") if word]
    excluding = tuple(found for word in words for found in cites.get(f"exclusion.{word}", ()))
    reasons = (
        "、".join(EXCLUSION_WORDS[word][0] for word in words)
        if language == CHINESE
        else ", ".join(EXCLUSION_WORDS[word][1] for word in words)
    )
    if trace.facts.status == NOT_COVERED:
        if about.first_covered_day:
            following = (
                f"此后首个待遇享受日为 {about.first_covered_day}。",
                f"Cover begins on {about.first_covered_day}.",
            )
        else:
            following = ("此后没有待遇享受期。", "No covered day follows.")
        cited = cites.get("cover", ())
        add(
            "own_expense", scope.own_expense, "not_covered", cited, day=about.day, total=total, next=following[language]
        )
        return
    if trace.facts.status == EXCLUDED:
        add("own_expense", scope.own_expense, "excluded", excluding, reason=reasons, total=total)
        return
    if scope.own_expense:
        reason = ""
        if reasons:
            reason = f"（含：{reasons}）" if language == CHINESE else f" (of which: {reasons})"
        add("own_expense", scope.own_expense, "own_expense", excluding or cites["in_scope"], total=total, reason=reason)
    if scope.over_limit:
        add("over_limit", scope.over_limit, "over_limit", cites["in_scope"])
    first = scope.self_first - trace.pooling.moved
    if first:
        add("self_first", first, "self_first", cites["self_first"])
    if trace.pooling.moved:
        add("own_share", trace.pooling.moved, "own_share", cites.get("out_of_area", ()))
    add("in_scope", scope.in_scope, "in_scope", cites["in_scope"])
    if about.regime:
        add("special_regime", 0, "special_regime", cites.get("special_regime", ()), reason=about.regime)


def _deductible_step(add: Add, trace: Settlement, terms: Terms, cites: Cites, waived: bool) -> None:
    pooling, rules = trace.pooling, terms.pooling
    cited = cites.get("deductible", ())
    amount = pooling.deductible
    if rules.exempt:
        sentence = "deductible_waived" if waived else "deductible_exempt"
        add("deductible", amount, sentence, cites.get("exempt", ()) + cited)
    elif trace.facts.later_part and trace.facts.kind == INPATIENT:
        add("deductible", amount, "deductible_later_part", cited)
    elif pooling.full:
        due = yuan(pooling.due)
        if trace.facts.transfer_downward and terms.pooling.transfer_pays_difference:
            more = cited + cites.get("transfer", ())
            add("deductible", amount, "deductible_downward", more)
        elif pooling.after_transfer != pooling.full:
            borne = yuan(trace.facts.chain_deductible)
            more = cited + cites.get("transfer", ())
            add("deductible", amount, "deductible_transfer", more, full=yuan(pooling.full), borne=borne, due=due)
        elif pooling.after_repeat != pooling.after_transfer:
            number, repeat = trace.before.admissions + 1, yuan(pooling.after_repeat)
            more = cited + cites.get("repeat", ())
            add("deductible", amount, "deductible_repeat", more, number=number, full=yuan(pooling.full), repeat=repeat)
        elif trace.facts.kind == CHRONIC_1 and pooling.due != pooling.full:
            borne = yuan(trace.before.chronic_1_deductible)
            add("deductible", amount, "deductible_left", cited, full=yuan(pooling.full), borne=borne, due=due)
        elif pooling.due != pooling.after_repeat:
            add("deductible", amount, "deductible_total", cited + cites.get("deductible_total", ()), due=due)
        else:
            add("deductible", amount, "deductible", cited, due=due)


def _pooling_steps(add: Add, trace: Settlement, terms: Terms, cites: Cites, about: Background, language: int) -> None:
    pooling, rules = trace.pooling, terms.pooling
    if not trace.facts.filed:
        reason = FILINGS[trace.facts.kind][language]
        add("pool_pay", 0, "filing_missing", cites.get("ratio", ()), reason=reason)
        return
    if trace.facts.kind == OUTPATIENT and not rules.paid_here:
        add("pool_pay", 0, "not_listed", cites.get("outpatient", ()), reason=LEVEL_WORDS[about.level][language])
        return
    _deductible_step(add, trace, terms, cites, about.deductible_waived)
    beyond = pooling.in_scope - pooling.eligible
    if beyond:
        add("over_ceiling", beyond, "over_cost_ceiling", cites.get("ceiling", ()))
    ratio = percent(rules.ratio) + (f" × {percent(rules.factor)}" if rules.factor != RATIO else "")
    cited = cites.get("ratio", ()) + cites.get("out_of_area", ())
    values = {
        "eligible": yuan(pooling.eligible),
        "deductible": yuan(pooling.deductible),
        "ratio": ratio,
        "raw": yuan(pooling.raw),
    }
    if pooling.pool_pay < pooling.raw:
        limited = cited + cites.get("ceiling", ())
        add("pool_pay", pooling.pool_pay, "pool_pay_room", limited, room=yuan(pooling.room), **values)
    else:
        add("pool_pay", pooling.pool_pay, "pool_pay", cited, **values)
    if pooling.coinsurance:
        add("coinsurance", pooling.coinsurance, "coinsurance", cited)
    if pooling.over_ceiling - beyond:
        add("over_ceiling", pooling.over_ceiling - beyond, "over_ceiling", cites.get("ceiling", ()))


def _maternity_steps(add: Add, trace: Settlement, terms: Terms, cites: Cites) -> None:
    paid = trace.maternity
    cited = cites.get("maternity", ())
    if terms.maternity.mode == MODE_LUMP:
        add("maternity_pay", paid.maternity_pay, "maternity_lump", cited)
        if trace.institution_difference:
            add("institution_difference", trace.institution_difference, "institution_difference", cited)
    else:
        values = {"sum": yuan(paid.sum), "in_scope": yuan(trace.scope.in_scope)}
        add("maternity_pay", paid.maternity_pay, "maternity_limit", cited, **values)
        if paid.over_ceiling:
            add("over_ceiling", paid.over_ceiling, "over_ceiling", cited)


def _later_steps(add: Add, trace: Settlement, terms: Terms, cites: Cites, about: Background, language: int) -> None:
    large = trace.catastrophic
    if large.extra_cap and large.due > terms.catastrophic.cap - trace.before.catastrophic_paid:
        add("incentive", large.extra_cap, "incentive", cites.get("incentive", ()))
    if large.fed:
        cited = cites.get("catastrophic", ()) + cites.get("catastrophic_fed", ())
        values = {
            "fed": yuan(large.fed),
            "before": yuan(large.burden_before),
            "after": yuan(large.burden_after),
            "scale_before": yuan(large.scale_before),
            "scale_after": yuan(large.scale_after),
            "due": yuan(large.due),
            "room": yuan(large.room),
        }
        sentence = "catastrophic_room" if large.catastrophic_pay < large.due else "catastrophic_pay"
        add("catastrophic_pay", large.catastrophic_pay, sentence, cited, **values)
    entitled = terms.assistance.entitled or terms.tilt.entitled
    if entitled and terms.feed.fed and trace.facts.unfiled_outside and not terms.feed.unfiled_counts:
        add(
            "assistance_pay",
            0,
            "assistance_unfiled",
            cites.get("assistance_unfiled", ()) or cites.get("assistance_fed", ()),
        )
    if trace.loss:
        add("assistance_loss", trace.loss, "assistance_loss", cites.get("assistance_unfiled", ()))
    for name, part in (("assistance", trace.assistance), ("tilt", trace.tilt)):
        if not part.base:
            continue
        values = {
            "base": yuan(part.base),
            "before": yuan(part.base_before),
            "after": yuan(part.base_after),
            "due": yuan(part.due)
            if part.room >= UNLIMITED or part.due <= part.room
            else f"min({yuan(part.due)}, {yuan(part.room)})",
            "reason": IDENTITY_WORDS[about.identity][language],
        }
        cited = cites.get(name, ()) + cites.get("assistance_fed", ())
        add(f"{name}_pay", part.pay, f"{name}_pay", cited, **values)


def _total_steps(add: Add, trace: Settlement, cites: Cites) -> None:
    cited = cites.get("direct", ())
    add("fund_total", trace.fund_total, "fund_total", cited)
    add("personal_total", trace.personal_total, "personal_total", cited)
