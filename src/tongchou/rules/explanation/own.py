"""The steps of the split of a bill: own expense by its reason, price limit, first share, in scope."""

from tongchou.rules.benefit.settlement import Settlement
from tongchou.rules.benefit.terms import PoolingTerms
from tongchou.rules.codes import EXCLUDED, NEGOTIATED_DRUG, NOT_COVERED
from tongchou.rules.explanation.figures import product
from tongchou.rules.explanation.words import EXCLUSION_WORDS, PAYER_WORDS, WAIVER_WORDS
from tongchou.rules.explanation.writer import (
    OWN_CLASS_C,
    OWN_NOT_COVERED,
    OWN_STATED,
    OWN_THIRD_PARTY,
    Background,
    Cited,
    Cites,
    OwnPart,
    SpecialRule,
    Writer,
)
from tongchou.rules.money import percent, yuan


def scope_steps(writer: Writer, trace: Settlement, rules: PoolingTerms, cites: Cites, about: Background) -> None:
    """Write how much of the bill the regulation covers, and why not the rest."""
    scope, moved = trace.scope, trace.pooling.moved
    for part in about.own_parts:
        _own_step(writer, part, trace, cites, about)
    if trace.facts.status in (NOT_COVERED, EXCLUDED):
        return
    if scope.over_limit:
        _over_limit_step(writer, scope.over_limit, cites["in_scope"], about)
    if scope.self_first - moved:
        _first_share_step(writer, scope.self_first - moved, trace.facts.kind, cites, about)
    if moved:
        shown = product(trace.pooling.in_scope + moved, rules.own_share)
        writer.add("own_share", moved, "own_share", cites.get("out_of_area", ()), sum=shown)
    parts = (
        ("+", "total", scope.total),
        ("−", "own_expense", scope.own_expense),
        ("−", "over_limit", scope.over_limit),
        ("−", "self_first", scope.self_first),
    )
    writer.add("in_scope", scope.in_scope, "in_scope", cites["in_scope"], sum=writer.chain(scope.in_scope, *parts))
    if about.regime:
        _regime_step(writer, about.regime, cites.get("special_regime", ()))


def _over_limit_step(writer: Writer, amount: int, cited: Cited, about: Background) -> None:
    found = about.over_limit
    if found is None:
        writer.add("over_limit", amount, "over_limit_stated", cited)
    else:
        shown = f"{yuan(found.amount)} − {yuan(found.allowed)} = {yuan(amount)}"
        writer.add("over_limit", amount, "over_limit", cited, sum=shown)


def _regime_step(writer: Writer, rule: SpecialRule, cited: Cited) -> None:
    language = writer.language
    waived = writer.phrase("and").join(WAIVER_WORDS[what][language] for what in rule.waive or ("",))
    account = writer.phrase("own_account") if rule.own_account else ""
    payer = PAYER_WORDS[rule.payer][language]
    writer.add(
        "special_regime", 0, "special_regime", cited, reason=rule.name, waived=waived, payer=payer, account=account
    )


def _first_share_step(writer: Writer, amount: int, kind: int, cites: Cites, about: Background) -> None:
    cited = cites["self_first"]
    if kind == NEGOTIATED_DRUG:
        cited = cites.get("negotiated_first", ()) + cited
    shown = [
        writer.phrase("first_share", base=yuan(part.base), ratio=percent(part.ratio), share=yuan(part.amount))
        for part in about.first_shares
    ]
    if not shown:
        writer.add("self_first", amount, "self_first_stated", cited)
        return
    sum_of = " + ".join(yuan(part.amount) for part in about.first_shares)
    sums = f"{sum_of} = {yuan(amount)}" if len(shown) > 1 else sum_of
    writer.add("self_first", amount, "self_first", cited, shares=writer.phrase("and").join(shown), sum=sums)


def _own_step(writer: Writer, part: OwnPart, trace: Settlement, cites: Cites, about: Background) -> None:
    total = yuan(trace.scope.total)
    if part.reason == OWN_NOT_COVERED:
        following = writer.phrase("no_covered_day")
        if about.first_covered_day:
            following = writer.phrase("next_covered_day", day=about.first_covered_day)
        sentence = "not_covered" if trace.facts.status == NOT_COVERED else "own_not_covered"
        cited, days = cites.get("cover", ()), days_text(writer, part.days)
        writer.add("own_expense", part.amount, sentence, cited, days=days, total=total, next=following)
    elif part.reason == OWN_THIRD_PARTY:
        cited, base, ratio = cites.get("exclusion.third_party", ()), yuan(part.base), percent(part.ratio)
        writer.add("own_expense", part.amount, "own_third_party", cited, total=total, base=base, ratio=ratio)
    elif part.reason in (OWN_CLASS_C, OWN_STATED):
        sentence = "own_class_c" if part.reason == OWN_CLASS_C else "own_expense"
        writer.add("own_expense", part.amount, sentence, cites["in_scope"], total=total)
    else:
        sentence = "excluded" if trace.facts.status == EXCLUDED else "own_excluded"
        cited, reason = cites.get(f"exclusion.{part.reason}", ()), EXCLUSION_WORDS[part.reason][writer.language]
        writer.add("own_expense", part.amount, sentence, cited, total=total, reason=reason)


def days_text(writer: Writer, days: tuple[str, ...]) -> str:
    """Return days in words: each of them up to three, else from when to when and how many."""
    if len(days) > 3:
        return writer.phrase("days_between", first=days[0], last=days[-1], number=len(days))
    return writer.phrase("and").join(days)
