"""``tongchou release``: drafts and releases of the regulation in the database, by hand.

Each act runs as the account named with ``--as``, under its posts; nothing here can do what a screen could not.
"""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from tongchou.commands.acting import As, actor_named, with_database
from tongchou.commands.output import REFUSALS, REQUEST, Language, console, entries_of, number_of, refuse
from tongchou.commands.regulation import Grade, day_of, folding, named, shown, values_table
from tongchou.commands.settle import Lang
from tongchou.regulations.area import FOREVER, Dated
from tongchou.regulations.compare import compared, of_grade
from tongchou.regulations.load import Regulation, day_text, find_folder, read_regulation

if TYPE_CHECKING:
    from tongchou.registry.models import Area, RegulationDraft

app = typer.Typer(no_args_is_help=True, help="政策参数的发布（数据库）| released regulations")

AreaCode = Annotated[str, typer.Option("--area", help="统筹区代码 | the pooling area")]
DraftNumber = Annotated[int, typer.Argument(help="草案编号 | number of a draft")]
Which = Annotated[str, typer.Argument(help="发布序号或草案编号；files 为随附文件 | a release, a draft, or: files")]

SHORT = slice(7, 19)
"""The part of a version that is shown."""

RELEASE_HEADINGS = (
    ("序号", "标题", "生效日", "文号", "起草", "复核", "版本", "备注"),
    ("no.", "title", "from", "paper", "maker", "checker", "version", ""),
)
DRAFT_HEADINGS = (
    ("草案", "类别", "标题", "起草", "版本", "状态", "下一步"),
    ("draft", "kind", "title", "maker", "version", "state", "next step"),
)


@app.command("list")
def list_releases(area: AreaCode = "510400", lang: Lang = Language.zh) -> None:
    """列出草案与发布。| List drafts and releases."""
    with with_database(lang):
        from tongchou.registry.models import RegulationRelease
        from tongchou.registry.queries.drafts import drafts, next_step

        number = 0 if lang == Language.zh else 1
        releases = Table(*RELEASE_HEADINGS[number])
        rows = RegulationRelease.objects.filter(area_id=area).select_related("maker", "checker", "revocation")
        for row in rows.defer("text"):
            mark = ("追溯", "retroactive")[number] if row.retroactive else ""
            if hasattr(row, "revocation"):
                mark = ("已撤销", "taken back")[number]
            releases.add_row(
                str(row.number),
                row.title,
                str(row.in_force_from),
                row.paper,
                str(row.maker),
                str(row.checker),
                row.version[SHORT],
                mark,
            )
        console.print(releases)
        table = Table(*DRAFT_HEADINGS[number])
        for draft in drafts().filter(area_id=area):
            step = next_step(draft)
            following = (f"{step.what}（{step.owner}）", f"{step.what} ({step.owner})")[number]
            table.add_row(
                str(draft.pk),
                str(draft.get_kind_display()),
                draft.title,
                str(draft.made_by),
                draft.version[SHORT],
                str(step.words),
                following if step.act else "—",
            )
        console.print(table)


@app.command()
def show(
    which: Which,
    path: Annotated[str, typer.Argument(help="参数或前缀 | a parameter or the beginning of one")] = "",
    on: Annotated[str, typer.Option("--on", help="日期 YYYY-MM-DD，默认今天 | a day")] = "",
    grade: Annotated[Grade, typer.Option("--grade", help="缴费档次 | contribution grade")] = Grade.standard,
    area: AreaCode = "510400",
    lang: Lang = Language.zh,
) -> None:
    """查看一次发布或一份草案某日的参数及其依据。| Show the values of a release or a draft on a day."""
    with with_database(lang):
        regulation = _regulation(which, area)
        console.print(values_table(of_grade(regulation, grade.value), path, day_of(on, lang), lang))


@app.command()
def diff(first: Which, second: Which, area: AreaCode = "510400", lang: Lang = Language.zh) -> None:
    """比较两次发布、草案或随附文件。| Compare two releases, drafts or the shipped files."""
    with with_database(lang):
        table = folding("parameter", first, second, lang=lang)
        for each in compared(_regulation(first, area), _regulation(second, area)):
            name = named(each.path) + (f"\n{each.grade}" if each.grade else "")
            table.add_row(name, _lines(each.before, lang), _lines(each.after, lang))
        if table.row_count:
            console.print(table)
        else:
            console.print("没有差别" if lang == Language.zh else "no difference")


@app.command()
def draft(
    acting_as: As,
    overlay: Annotated[Path | None, typer.Option("--overlay", help="政策调整（YAML）| an overlay")] = None,
    special_regime: Annotated[
        bool, typer.Option("--special-regime", help="突发公共卫生事件特殊政策 | a special regime")
    ] = False,
    title: Annotated[str, typer.Option("--title", help="标题 | title")] = "",
    area: AreaCode = "510400",
    lang: Lang = Language.zh,
) -> None:
    """起草：随附文件，或在最新发布上的调整。| Draft the shipped files, or an overlay on the latest release."""
    with with_database(lang):
        from tongchou.registry.actions.drafts import draft_overlay, draft_shipped
        from tongchou.registry.clock import today

        actor, day = actor_named(acting_as, today()), today()
        if overlay is None:
            made = draft_shipped(actor=actor, day=day, area=_area(area), title=title)
        else:
            text = _text(overlay, lang)
            made = draft_overlay(actor=actor, day=day, area=_area(area), text=text, special_regime=special_regime)
        _say_next(made, lang)


@app.command()
def check(number: DraftNumber, acting_as: As, lang: Lang = Language.zh) -> None:
    """检查草案。| Check a draft."""
    with with_database(lang):
        from tongchou.registry.actions.drafts import check_draft
        from tongchou.registry.clock import today

        found = _draft(number)
        faults = check_draft(actor=actor_named(acting_as, today()), day=today(), draft=found)
        for fault in faults:
            console.print(f"{fault['place']}: {fault[lang.value]}", markup=False, highlight=False, soft_wrap=True)
        _say_next(found, lang)
    if faults:
        raise typer.Exit(1)


@app.command()
def effect(
    number: DraftNumber,
    claims: Annotated[Path, typer.Argument(help="账单（Parquet、CSV 或其文件夹）| claims")],
    acting_as: As,
    plain: Annotated[bool, typer.Option("--plain", help="不用编译的内核 | without the compiled kernel")] = False,
    lang: Lang = Language.zh,
) -> None:
    """用账单测算草案对全市的影响并附上。| Work out a draft's effect on the city from claims, and attach it."""
    with with_database(lang):
        from tongchou.registry.actions.drafts import attach_effect
        from tongchou.registry.clock import today

        found = _draft(number)
        actor = actor_named(acting_as, today())
        said = attach_effect(actor=actor, day=today(), draft=found, claims=claims, plain=plain).said()
        told = (
            f"{said['persons']} 人、{said['claims']} 张账单：{said['better']} 人少付，{said['worse']} 人多付",
            f"{said['persons']} persons, {said['claims']} bills: {said['better']} pay less, {said['worse']} more",
        )
        console.print(told[0 if lang == Language.zh else 1], highlight=False)
        _say_next(found, lang)


@app.command()
def submit(number: DraftNumber, acting_as: As, lang: Lang = Language.zh) -> None:
    """提交复核。| Submit a draft to a second person."""
    with with_database(lang):
        from tongchou.registry.actions.drafts import submit_draft
        from tongchou.registry.clock import today

        found = _draft(number)
        submit_draft(actor=actor_named(acting_as, today()), day=today(), draft=found)
        _say_next(found, lang)


@app.command()
def withdraw(
    number: DraftNumber,
    acting_as: As,
    reason: Annotated[str, typer.Option("--reason", help="理由 | why")],
    lang: Lang = Language.zh,
) -> None:
    """撤回自己的草案。| Take back a draft of one's own."""
    with with_database(lang):
        from tongchou.registry.actions.drafts import withdraw_draft
        from tongchou.registry.clock import today

        found = _draft(number)
        withdraw_draft(actor=actor_named(acting_as, today()), day=today(), draft=found, reason=reason)
        _say_next(found, lang)


@app.command()
def approve(
    number: DraftNumber,
    acting_as: As,
    reject: Annotated[bool, typer.Option("--reject", help="不通过 | reject it")] = False,
    opinion: Annotated[str, typer.Option("--opinion", help="意见，不通过时必填 | opinion, due to reject")] = "",
    lang: Lang = Language.zh,
) -> None:
    """由第二人复核。| Decide a draft, as a second person."""
    with with_database(lang):
        from tongchou.registry.actions.releases import decide_draft
        from tongchou.registry.clock import today

        found = _draft(number)
        actor = actor_named(acting_as, today())
        decide_draft(actor=actor, day=today(), draft=found, approve=not reject, opinion=opinion)
        _say_next(found, lang)


@app.command()
def paper(
    number: DraftNumber,
    acting_as: As,
    paper_number: Annotated[str, typer.Option("--paper", help="文号 | paper number")],
    first: Annotated[str, typer.Option("--from", help="生效日 YYYY-MM-DD | first day in force")],
    retroactive: Annotated[str, typer.Option("--retroactive", help="追溯理由 | why it is retroactive")] = "",
    lang: Lang = Language.zh,
) -> None:
    """登记文号与生效日。| State the paper number and the first day."""
    with with_database(lang):
        from tongchou.registry.actions.releases import state_paper
        from tongchou.registry.clock import today

        found = _draft(number)
        state_paper(
            actor=actor_named(acting_as, today()),
            day=today(),
            draft=found,
            paper=paper_number,
            in_force_from=date.fromordinal(day_of(first, lang)),
            retroactive=bool(retroactive),
            reason=retroactive,
        )
        _say_next(found, lang)


@app.command()
def publish(number: DraftNumber, acting_as: As, lang: Lang = Language.zh) -> None:
    """发布，由起草人以外的人办理。| Publish, by somebody other than the maker."""
    with with_database(lang):
        from tongchou.registry.actions.releases import publish_release
        from tongchou.registry.clock import today

        made = publish_release(actor=actor_named(acting_as, today()), day=today(), draft=_draft(number))
        said = (
            f"已发布 {made}，自 {made.in_force_from} 起生效，版本 {made.version[SHORT]}",
            f"published {made}, in force from {made.in_force_from}, version {made.version[SHORT]}",
        )
        console.print(said[0 if lang == Language.zh else 1], highlight=False)


@app.command()
def verify(area: AreaCode = "", lang: Lang = Language.zh) -> None:
    """校验全部发布与草案，并与随附文件比较。| Verify all releases and drafts, and compare the shipped files."""
    with with_database(lang):
        from tongchou.registry.models import RegulationRelease
        from tongchou.registry.queries.releases import drift, verify_releases

        number = 0 if lang == Language.zh else 1
        unsound = list(verify_releases(area))
        for each in unsound:
            console.print(f"{each.name}: {(each.zh, each.en)[number]}", style="bold red", markup=False, soft_wrap=True)
        rows = RegulationRelease.objects.order_by("area", "number")
        releases = list(rows.filter(area_id=area) if area else rows)
        latest = {row.area_id: row for row in releases}
        for row in latest.values() if not unsound else ():
            changed = drift(row)
            if changed is not None:
                console.print(
                    f"{row}: {(changed.zh, changed.en)[number]}", style="yellow", markup=False, soft_wrap=True
                )
        said = (
            f"{len(releases)} 次发布，{len(unsound)} 处不符",
            f"{number_of(len(releases), 'release')}, {len(unsound)} unsound",
        )
        console.print(said[number], style="bold red" if unsound else "bold green")
    if unsound:
        raise typer.Exit(1)


def _area(code: str) -> "Area":
    from tongchou.registry.models import Area
    from tongchou.registry.refusals import Refused

    found = Area.objects.filter(code=code).first()
    if found is None:
        raise Refused(f"没有区划 {code}", f"there is no area {code}", where="--area")
    return found


def _draft(number: int) -> "RegulationDraft":
    from tongchou.registry.models import RegulationDraft
    from tongchou.registry.refusals import Refused

    found = RegulationDraft.objects.filter(pk=number).first()
    if found is None:
        raise Refused(f"没有草案 {number}，见 tongchou release list", f"there is no draft {number}; see list")
    return found


def _regulation(which: str, area: str) -> Regulation:
    """Return the regulation of a release by its number, of a draft by its own, or of the shipped files."""
    from tongchou.registry.models import RegulationDraft, RegulationRelease
    from tongchou.registry.queries.releases import regulation_of
    from tongchou.registry.refusals import Refused

    if which == "files":
        return read_regulation(find_folder(area))
    row: RegulationRelease | RegulationDraft | None = None
    if which.isascii() and which.isdigit():
        row = (
            RegulationRelease.objects.filter(area_id=area, number=int(which)).first()
            if len(which) < 10
            else RegulationDraft.objects.filter(pk=int(which)).first()
        )
    if row is None:
        raise Refused(
            f"没有发布或草案 {which}，见 tongchou release list", f"there is no release or draft {which}; see list"
        )
    return regulation_of(row)


def _say_next(found: "RegulationDraft", lang: Language) -> None:
    """Say where a draft stands after an act, and what comes next."""
    from tongchou.registry.models import RegulationDraft
    from tongchou.registry.queries.drafts import next_step

    step = next_step(RegulationDraft.objects.get(pk=found.pk))
    said = (
        f"草案 {found.pk}：{step.words}；下一步：{step.what}（{step.owner}）",
        f"draft {found.pk}: {step.words}; next: {step.what} ({step.owner})",
    )
    console.print(said[0 if lang == Language.zh else 1], highlight=False, soft_wrap=True)


def _lines(rows: tuple[Dated, ...], lang: Language) -> str:
    """Return dated values as lines, each with its days and what it rests on."""
    lines = []
    for row in rows:
        last = "" if row.last >= FOREVER else day_text(row.last)
        source = "" if row.citation is None else f"\n{row.citation.title} {row.citation.article} {row.citation.status}"
        lines.append(f"{row.since()}…{last}\n{shown(row, lang)}{source}")
    return "\n".join(lines) or "—"


def _text(file: Path, lang: Language) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (*REFUSALS, UnicodeDecodeError) as wrong:
        if isinstance(wrong, UnicodeDecodeError):
            said = "不是 UTF-8 编码，请以 UTF-8 另存" if lang == Language.zh else "not in UTF-8; save it as UTF-8"
            message = f"{file}: {said}"
            refuse([{"path": str(file), "found": "", "allowed": "UTF-8", "message": message}], language=lang)
        refuse(entries_of(wrong, lang), language=lang, about=REQUEST)
