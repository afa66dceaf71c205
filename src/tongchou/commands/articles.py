"""``tongchou regulation articles``: in which parameters, rules and worked cases each article stands."""

from typing import Annotated, Any, NamedTuple

import typer
from rich.markup import escape
from rich.table import Table

from tongchou.cases.coverage import Article, Bench, Evidence, Verdict, read_articles, read_sources
from tongchou.commands.output import (
    REFUSALS,
    REQUEST,
    Language,
    console,
    entries_of,
    folded,
    number_of,
    print_json,
    refuse,
)
from tongchou.commands.settle import Lang

COVERED, HAS_CASES, NONE_YET = "covered", "has cases", "none yet"
STATES = {COVERED: "已核验", HAS_CASES: "有案例", NONE_YET: "尚无"}
STYLES = {COVERED: "green", HAS_CASES: "yellow", NONE_YET: "dim"}
HEADINGS = (
    ("文件", "条款", "内容", "参数（或将由谁承担）", "规则", "案例", "状态", "试改"),
    ("document", "article", "text", "parameters (or later)", "rules", "cases", "state", "changes"),
)
NARROW_HEADINGS = (
    ("条款", "内容", "参数、规则", "案例", "状态"),
    ("article", "text", "parameters, rules", "cases", "state"),
)
NARROW = 140
"""Below so many columns document and article, parameters and rules, state and changes share a column each."""
CHANGES = 15
"""The width of what was changed on a narrow terminal: that of the longest word of an identifier, with its mark."""
SHOWN_SURVIVORS = 3


class Line(NamedTuple):
    """One article with its cases and, where it was verified, its evidence."""

    article: Article
    cases: tuple[str, ...]
    verdict: Verdict | None

    def state(self) -> str:
        """Return covered, has cases, or none yet; nothing is covered that was not verified."""
        if self.verdict is not None and self.verdict.covered():
            return COVERED
        return HAS_CASES if self.cases else NONE_YET

    def fails(self) -> bool:
        """Return whether the article was verified and something of it is not held."""
        return self.verdict is not None and self.verdict.asks() and not self.verdict.covered()


def articles(
    area: Annotated[str, typer.Option("--area", help="地区 | area")] = "510400",
    verify: Annotated[
        bool, typer.Option("--verify", help="逐项试改，看案例是否察觉 | change each value, see who notices")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON 输出 | as JSON")] = False,
    lang: Lang = Language.zh,
) -> None:
    """逐条列出建制文件由哪些参数、规则、案例承担。| Each article with its parameters, rules and worked cases."""
    bench = _bench(area, lang)
    sources = read_sources()
    lines = [
        Line(
            article,
            tuple(golden.identifier for golden in bench.standing_for(article, sources)),
            bench.verdict(article) if verify else None,
        )
        for article in read_articles()
    ]
    if as_json:
        code, version = bench.regulation.area.code, bench.regulation.version
        print_json({"area": code, "version": version, "articles": [_entry(line) for line in lines]})
    else:
        console.print(_table(lines, verify, lang))
        console.print(_summary(lines, verify, lang), highlight=False, soft_wrap=True)
    if any(line.fails() for line in lines):
        raise typer.Exit(1)


def _bench(area: str, lang: Language) -> Bench:
    try:
        return Bench(area)
    except REFUSALS as refused:
        refuse(entries_of(refused, lang), language=lang, about=REQUEST)


def _entry(line: Line) -> dict[str, Any]:
    article = line.article
    entry: dict[str, Any] = {
        "document": article.document,
        "article": article.article,
        "text": article.text,
        "parameters": list(article.parameters),
        "rules": [rule.function for rule in article.rules],
        "later": dict(zip(("zh", "en"), article.later, strict=False)),
        "cases": list(line.cases),
        "state": line.state(),
    }
    if line.verdict is not None:
        entry["evidence"] = [{**each._asdict(), "holds": each.holds()} for each in line.verdict.evidence]
    return entry


def _table(lines: list[Line], verify: bool, lang: Language) -> Table:
    number, wide = 0 if lang == Language.zh else 1, console.width >= NARROW
    # an identifier is broken at its marks, so it needs a column whose width is known beforehand
    width, changes_width = (console.width // 6,) * 2 if wide else (console.width * 3 // 10, CHANGES)
    headings = (HEADINGS if wide else NARROW_HEADINGS)[number]
    table = Table()
    for place, heading in enumerate(headings if verify or not wide else headings[:-1]):
        held = place in ((3, 4) if wide else (2,))
        changed = verify and place == len(headings) - 1
        table.add_column(heading, overflow="fold", width=width if held else changes_width if changed else None)
    for line in lines:
        article, state = line.article, line.state()
        parameters = [escape(folded(path, width)) for path in article.parameters]
        if article.later:
            parameters.append(f"[dim]{escape(article.later[number])}[/dim]")
        rules = [escape(folded(rule.function.removeprefix("rules."), width)) for rule in article.rules]
        style = "bold red" if line.fails() else STYLES[state]
        shown = f"[{style}]{(STATES[state], state)[number]}[/{style}]"
        cases = str(len(line.cases) or "")
        changes = [_changes(line, changes_width)] if verify else []
        if wide:
            cells = [article.document, article.article, article.text, "\n".join(parameters), "\n".join(rules), cases]
            table.add_row(*cells, shown, *changes)
        else:
            where, held_by = f"{article.document} {article.article}", "\n".join((*parameters, *rules))
            table.add_row(where, article.text, held_by, cases, "\n".join((shown, *filter(None, changes))))
    return table


def _changes(line: Line, width: int) -> str:
    """Return how many of the smallest changes were noticed, and which were not."""
    evidence = line.verdict.evidence if line.verdict is not None else ()
    if not evidence:
        return ""
    survived = [name for each in evidence for name in each.survived]
    tried = len(survived) + sum(len(each.killed) for each in evidence)
    shown = [
        f"{tried - len(survived)} / {tried}",
        *(escape(folded(name, width)) for name in survived[:SHOWN_SURVIVORS]),
    ]
    if len(survived) > SHOWN_SURVIVORS:
        shown.append(f"… +{len(survived) - SHOWN_SURVIVORS}")
    shown += [f"[bold red]{escape(folded(each.subject, width))}[/bold red]" for each in evidence if not each.holds()]
    return "\n".join(shown)


def _summary(lines: list[Line], verify: bool, lang: Language) -> str:
    states = [line.state() for line in lines]
    counted = ", ".join(
        f"{STATES[state] if lang == Language.zh else state} {states.count(state)}"
        for state in (COVERED, HAS_CASES, NONE_YET)
    )
    said = f"{len(lines)} 条：{counted}" if lang == Language.zh else f"{number_of(len(lines), 'article')}: {counted}"
    if not verify:
        return said
    # a parameter may stand under several articles and is counted once
    evidence: dict[str, Evidence] = {
        each.subject: each for line in lines if line.verdict is not None for each in line.verdict.evidence
    }
    killed = sum(len(each.killed) for each in evidence.values())
    survived = sum(len(each.survived) for each in evidence.values())
    if lang == Language.zh:
        return f"{said}；试改 {killed + survived} 处，案例察觉 {killed} 处，未察觉 {survived} 处"
    return f"{said}; {number_of(killed + survived, 'change')}, {killed} noticed by a case, {survived} not"
