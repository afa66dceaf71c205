"""``tongchou regulation``: check, show, diff, list, test, articles."""

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape
from rich.table import Table

from tongchou.cases.golden import goldens_of, run_golden
from tongchou.cases.golden_check import golden_faults
from tongchou.commands.articles import articles
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
from tongchou.commands.settle import Lang, Reform
from tongchou.regulations.area import FOREVER, Dated
from tongchou.regulations.compare import of_grade
from tongchou.regulations.faults import FaultyRegulation
from tongchou.regulations.load import Regulation, day_text, load, shipped_areas
from tongchou.regulations.notices import kept_by_grades
from tongchou.regulations.resolve import TermsBook
from tongchou.regulations.schema import NOTHING, PARAMETERS
from tongchou.regulations.shown import shown_value
from tongchou.rules.codes import GRADES

app = typer.Typer(no_args_is_help=True, help="办法参数：检查、查看、比较、案例 | the regulation as data")
app.command()(articles)


class Grade(StrEnum):
    """A contribution grade; those of an area that tells none apart have the same benefits."""

    standard = "standard"
    grade_1 = "grade_1"
    grade_2 = "grade_2"
    grade_3 = "grade_3"


Areas = Annotated[list[str] | None, typer.Argument(help="地区代码或文件夹；不写则为全部随附地区 | areas or folders")]


HEADINGS = {
    "code": "代码",
    "name": "名称",
    "in force": "施行期",
    "values": "参数值",
    "assumed": "其中假定",
    "version": "版本",
    "parameter": "参数",
    "value": "取值",
    "since": "起始",
    "source": "依据",
    "status": "状态",
}
"""English → Chinese."""

STATUS_WORDS = {"sourced": "有据", "assumed": "假定"}

NARROW = 100
"""Below so many columns the names of parameters are broken at their dots and underscores."""


def folding(*headings: str, lang: Language, title: str | None = None) -> Table:
    """Return a table whose cells go on in the next line where they are too long: nothing is cut off.

    On a narrow terminal a first column of parameters is as wide as :func:`named` breaks their names.
    """
    table = Table(title=title)
    for heading in headings:
        narrow = heading == "parameter" and console.width < NARROW
        shown_as = HEADINGS.get(heading, heading) if lang == Language.zh else heading
        table.add_column(shown_as, overflow="fold", width=console.width // 4 if narrow else None)
    return table


def named(path: str) -> str:
    """Return the name of a parameter as the first column of :func:`folding` holds it."""
    return folded(path, console.width // 4) if console.width < NARROW else path


def _load(name: str, reform: Path | None, lang: Language) -> Regulation:
    try:
        return load(name, reform=reform)
    except REFUSALS as refused:
        refuse(entries_of(refused, lang), language=lang, about=REQUEST)


@app.command("list")
def list_areas(lang: Lang = Language.zh) -> None:
    """列出随附的地区。| List the areas that ship with the product."""
    table = folding("code", "name", "in force", "values", "assumed", "version", lang=lang)
    for code in shipped_areas():
        regulation = _load(code, None, lang)
        area = regulation.area
        rows = [row for found in regulation.timelines.values() for row in found]
        assumed = sum(1 for row in rows if row.citation is not None and row.citation.status == "assumed")
        name = area.name_zh if lang == Language.zh else area.name_en
        span = f"{day_text(area.first)} – {day_text(area.last)}"
        table.add_row(code, name, span, str(len(rows)), str(assumed), regulation.version[7:19])
    console.print(table)


@app.command()
def check(areas: Areas = None, lang: Lang = Language.zh, reform: Reform = None) -> None:
    """检查办法参数，指出文件与行号。| Check regulations, fault by fault."""
    faulty = 0
    for name in areas or list(shipped_areas()):
        try:
            regulation = load(name, reform=reform, complete=True)
            faults = golden_faults(regulation)
            if faults:
                raise FaultyRegulation(faults)
        except FaultyRegulation as wrong:
            faulty += len(wrong.faults)
            for fault in wrong.faults:
                console.print(fault.text(lang.value), markup=False, highlight=False, soft_wrap=True)
        except REFUSALS as refused:
            refuse(entries_of(refused, lang), language=lang, about=REQUEST)
        else:
            said = "合格" if lang == Language.zh else "in order"
            console.print(f"{name}: {said} {regulation.version}", highlight=False, soft_wrap=True)
            _notices(regulation, lang)
    if faulty:
        said = f"{faulty} 处问题" if lang == Language.zh else number_of(faulty, "fault")
        console.print(said, style="bold red")
        raise typer.Exit(1)


def _notices(regulation: Regulation, lang: Language) -> None:
    """Say which values of a reform persons of a contribution grade do not get."""
    for notice in kept_by_grades(regulation):
        said = "提示" if lang == Language.zh else "notice"
        console.print(f"{said} {notice.text(lang.value)}", markup=False, highlight=False, soft_wrap=True)


@app.command()
def show(
    path: Annotated[
        str, typer.Argument(help="参数，如 inpatient.deductible；可用前缀 | a parameter or the beginning of one")
    ],
    on: Annotated[str, typer.Option("--on", help="日期 YYYY-MM-DD，默认今天 | a day")] = "",
    area: Annotated[str, typer.Option("--area", help="地区 | area")] = "510400",
    grade: Annotated[Grade, typer.Option("--grade", help="缴费档次 | contribution grade")] = Grade.standard,
    lang: Lang = Language.zh,
    reform: Reform = None,
) -> None:
    """查看某日生效的参数及其依据。| Show the values in force on a day, with their citations."""
    regulation = _load(area, reform, lang)
    console.print(values_table(of_grade(regulation, grade.value), path, day_of(on, lang), lang))


def values_table(regulation: Regulation, path: str, day: int, lang: Language) -> Table:
    """Return the values of a day of all parameters that begin with ``path``; refuse where none does."""
    paths = [name for name in PARAMETERS if name.startswith(path)]
    if not paths:
        said = "没有这个参数" if lang == Language.zh else "no such parameter"
        refuse(
            [{"path": "PATH", "found": path, "allowed": "", "message": f"{said}: {path}"}], language=lang, about=REQUEST
        )
    snapshot = regulation.at(day)
    title = " · ".join(part for part in (regulation.area.code, regulation.grade, str(date.fromordinal(day))) if part)
    area_shown = regulation.area
    if not area_shown.first <= day <= area_shown.last:
        span = f"{day_text(area_shown.first)}…{day_text(area_shown.last)}"
        title += f" · 不在施行期 {span} 内" if lang == Language.zh else f" · outside the time in force, {span}"
    table = folding("parameter", "value", "since", "source", "status", lang=lang, title=title)
    for name in paths:
        row = snapshot.values.get(name)
        words = PARAMETERS[name]
        label = f"{named(name)}\n{words.zh if lang == Language.zh else words.en}"
        if row is None:
            table.add_row(label, _default(name, lang), "", "", "")
        elif row.citation is None:
            table.add_row(label, shown(row, lang), row.since(), "", "")
        else:
            cited = row.citation
            word = STATUS_WORDS[cited.status] if lang == Language.zh else cited.status
            status = f"{word} {cited.confidence}"
            table.add_row(label, shown(row, lang), row.since(), f"{cited.title} {cited.article}", status)
    return table


def _default(name: str, lang: Language) -> str:
    """Return what holds where a regulation does not state a parameter."""
    parameter = PARAMETERS[name]
    if parameter.default is NOTHING or parameter.default in (None, (), {}):
        return "—"
    said = "（未规定，默认）" if lang == Language.zh else " (not stated; default)"
    return escape(shown_value(parameter.kind, parameter.default, "\n")) + said


def shown(row: Dated, lang: Language) -> str:
    """Return a dated value as lines, or why it is not available."""
    if row.not_available:
        said = "不可得：" if lang == Language.zh else "not available: "
        return f"{said}{row.not_available}"
    return escape(shown_value(PARAMETERS[row.path].kind, row.value, "\n"))


def day_of(text: str, lang: Language) -> int:
    """Return a day as an ordinal, today where none is given; refuse what is no day."""
    if not text:
        return datetime.now(ZoneInfo("Asia/Shanghai")).date().toordinal()
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        said = "不是日期" if lang == Language.zh else "no day"
        refuse(
            [{"path": "--on", "found": text, "allowed": "YYYY-MM-DD", "message": f"{said}: {text}"}],
            language=lang,
            about=REQUEST,
        )


@app.command()
def diff(
    first: Annotated[
        str,
        typer.Argument(help="地区[+档次][@日期] | AREA[+GRADE][@DAY]"),
    ],
    second: Annotated[str, typer.Argument(help="同上 | the same")],
    lang: Lang = Language.zh,
    reform: Annotated[
        Path | None, typer.Option("--reform", help="叠加在后者上的改革方案 | laid over the second")
    ] = None,
) -> None:
    """比较两个办法或同一办法的两个日期。| Compare two regulations, or two days of one (510400@2024-01-01)."""
    one, day_one = _at(first, None, lang)
    two, day_two = _at(second, reform, lang)
    laid_over = f"{second} + {two.reform}" if two.reform else second
    table = folding("parameter", first, laid_over, lang=lang)
    for path in PARAMETERS:
        left = _dated_lines(one, path, day_one, lang)
        right = _dated_lines(two, path, day_two, lang)
        if left != right:
            table.add_row(named(path), left or "—", right or "—")
    if table.row_count:
        console.print(table)
    else:
        console.print("没有差别" if lang == Language.zh else "no difference")
    _notices(two, lang)


def _at(name: str, reform: Path | None, lang: Language) -> tuple[Regulation, int]:
    area, _, day = name.partition("@")
    area, _, grade = area.partition("+")
    regulation = _load(area, reform, lang)
    if grade and grade not in GRADES:
        said = "没有这个缴费档次" if lang == Language.zh else "no such contribution grade"
        allowed = " | ".join(GRADES)
        refuse(
            [{"path": name, "found": grade, "allowed": allowed, "message": f"{said}: {grade}"}],
            language=lang,
            about=REQUEST,
        )
    return of_grade(regulation, grade), day_of(day, lang) if day else 0


def _dated_lines(regulation: Regulation, path: str, day: int, lang: Language) -> str:
    if day:
        row = regulation.at(day).values.get(path)
        return shown(row, lang) if row is not None else ""
    lines = []
    for row in regulation.timelines.get(path, []):
        end = "" if row.last >= FOREVER else day_text(row.last)
        lines.append(f"{row.since()}…{end}\n{shown(row, lang)}")
    return "\n".join(lines)


@app.command()
def test(
    areas: Areas = None,
    lang: Lang = Language.zh,
    reform: Reform = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON 输出 | as JSON")] = False,
) -> None:
    """运行办法旁的验算案例（golden 文件夹）。| Run the worked cases beside a regulation."""
    failed: list[dict[str, Any]] = []
    ran = 0
    for name in areas or list(shipped_areas()):
        regulation = _load(name, reform, lang)
        book = TermsBook(regulation)
        try:
            goldens = goldens_of(regulation)
        except REFUSALS as refused:
            refuse(entries_of(refused, lang), language=lang, about=REQUEST)
        for golden in goldens:
            ran += 1
            differences = run_golden(golden, book)
            if differences:
                failed.append({"case": golden.identifier, "differences": [each._asdict() for each in differences]})
    if as_json:
        print_json({"ran": ran, "failed": failed})
    else:
        for failure in failed:
            console.print(failure["case"], style="bold red", markup=False)
            for each in failure["differences"]:
                expected, found = each["expected"], each["found"]
                told = (
                    f"应为 {expected}，得到 {found}" if lang == Language.zh else f"expected {expected}, found {found}"
                )
                line = f"  {each['encounter']} {each['amount']}: {told}"
                console.print(line, markup=False, highlight=False, soft_wrap=True)
        said = (
            f"{ran} 个案例，{len(failed)} 个不符"
            if lang == Language.zh
            else f"{number_of(ran, 'case')}, {len(failed)} differ{'s' if len(failed) == 1 else ''}"
        )
        console.print(said, style="bold red" if failed else "bold green")
    if failed:
        raise typer.Exit(1)
