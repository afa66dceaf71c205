"""``tongchou city report``: a city's published statistics, computed from its written tables."""

import json
import os
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from tongchou.commands.output import REQUEST, Language, console, number_of, refuse
from tongchou.commands.settle import Lang
from tongchou.statistics.figure import PERCENT, text_of
from tongchou.statistics.report import (
    MET,
    MISSED,
    NO_TARGET,
    NOT_JUDGED,
    Report,
    Row,
    as_json,
    compare,
    figures_of,
    is_relative,
)
from tongchou.statistics.source import Unreadable, open_city
from tongchou.statistics.targets import RANGE, FaultyTargets, Target, read_targets
from tongchou.statistics.words import VERDICT_WORDS, figure_words

HEADINGS = (
    ("指标", "本城", "目标", "相差", "结论", "依据"),
    ("figure", "city", "target", "difference", "verdict", "source"),
)
STYLES = {MET: "green", MISSED: "bold red", NOT_JUDGED: "dim", NO_TARGET: ""}


def report(
    folder: Annotated[Path, typer.Argument(help="城市的文件夹 | folder of the city's tables")],
    year: Annotated[
        int | None, typer.Option("--year", help="年度，默认为最后一年 | year, the last one by default")
    ] = None,
    settled: Annotated[
        Path | None,
        typer.Option("--settled", help="已结算的账单（默认 FOLDER/settled-年度.parquet）| settled bills of the year"),
    ] = None,
    targets: Annotated[Path | None, typer.Option("--targets", help="另一份目标 | other targets")] = None,
    judged_only: Annotated[bool, typer.Option("--judged", help="只列有目标的 | only what has a target")] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="另写 JSON 文件 | also write a JSON file")] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="有未达到的则退出码为 1 | exit 1 when one is missed")
    ] = False,
    lang: Lang = Language.zh,
) -> None:
    """从写出的表计算一座城的统计数，与已公布的对照。| A city's statistics beside the published ones."""
    try:
        wanted = read_targets(targets)
        city = open_city(folder, year, settled)
        found = compare(city.year, figures_of(city), wanted)
    except Unreadable as wrong:
        _refuse(wrong.faults, str(folder), lang)
    except FaultyTargets as wrong:
        where = f"{wrong.file}:{wrong.line}"
        _refuse([(f"{where}：{wrong.zh}", f"{where}: {wrong.en}")], str(wrong.file), lang)
    except OSError as wrong:
        _refuse([_cant("读取", "read", wrong)], str(wrong.filename), lang)
    console.print(_table(found, judged_only, lang))
    console.print(_summary(found, lang), highlight=False, soft_wrap=True)
    if json_file is not None:
        try:
            json_file.write_text(json.dumps(as_json(found), ensure_ascii=False, indent=1), encoding="utf-8")
        except OSError as wrong:
            _refuse([_cant("写入", "written", wrong)], str(json_file), lang)
    if strict and found.missed:
        raise typer.Exit(1)


def _cant(zh: str, en: str, wrong: OSError) -> tuple[str, str]:
    why = os.strerror(wrong.errno) if wrong.errno else str(wrong)
    return f"不能{zh} {wrong.filename}（{why}）", f"{wrong.filename} can't be {en} ({why})"


def _refuse(faults: list[tuple[str, str]], found: str, lang: Language) -> None:
    number = 0 if lang == Language.zh else 1
    entries: list[dict[str, Any]] = [
        {"path": "report", "found": found, "allowed": "", "message": fault[number]} for fault in faults
    ]
    refuse(entries, language=lang, about=REQUEST)


def _table(found: Report, judged_only: bool, lang: Language) -> Table:
    number = 0 if lang == Language.zh else 1
    title = (f"{found.year} 年统计", f"Statistics of {found.year}")[number]
    table = Table(title=title, header_style="bold", title_justify="left")
    for place, heading in enumerate(HEADINGS[number]):
        amount = 0 < place < 4
        table.add_column(heading, justify="right" if amount else "left", no_wrap=amount, overflow="fold")
    for row in found.rows:
        if judged_only and row.verdict == NO_TARGET:
            continue
        table.add_row(*_cells(row, number), style=STYLES[row.verdict])
    return table


def _cells(row: Row, number: int) -> list[str]:
    figure, target = row.figure, row.target
    value = "—" if figure.value is None else text_of(figure.value, figure.unit)
    name, verdict = figure_words(figure)[number], VERDICT_WORDS[row.verdict][number]
    if target is None:
        return [name, value, "", "", verdict, ""]
    difference = "—" if row.difference is None else _signed(row.difference, target, number)
    return [name, value, _wanted(target), difference, verdict, _source(row, target, number)]


def _wanted(target: Target) -> str:
    """Return what a target asks for: ``7339.00``, ``56.00%…60.00%``, ``≥ 200``."""
    text = text_of(target.value, target.unit)
    if target.tolerance == RANGE:
        return f"{text}…{text_of(target.until, target.unit)}"
    return f"≥ {text}" if target.low is not None and target.high is None else text


def _signed(difference: Fraction, target: Target, number: int) -> str:
    """Return a difference with its sign: a share of the target (``+2.28%``), or points of a share (``+0.12点``)."""
    text = text_of(difference, PERCENT)
    if not is_relative(target):
        text = text.replace("%", ("点", " pt")[number])
    return f"+{text}" if difference > 0 else text


def _source(row: Row, target: Target, number: int) -> str:
    """Return where a target comes from (document, year of the figure, confidence), and why it isn't judged."""
    year = str(target.year)
    parts = [target.document if year in target.document else f"{target.document} {year}", target.confidence]
    if target.status == "assumed":
        parts.append(("假定值", "assumed")[number])
    if target.why:
        parts.append(target.why[number])
    elif row.verdict == NOT_JUDGED:
        parts.append((f"参保不足 {target.from_residents} 人", f"fewer than {target.from_residents} enrolled")[number])
    return ("，", ", ")[number].join(parts)


def _summary(found: Report, lang: Language) -> str:
    judged = [row for row in found.rows if row.verdict in (MET, MISSED)]
    missing = len(found.without_figure)
    if lang == Language.zh:
        rest = f"；另有 {missing} 项须有已结算的账单" if missing else ""
        return f"判定 {len(judged)} 项，未达到 {len(found.missed)} 项{rest}。"
    rest = f"; {number_of(missing, 'target')} without a figure for want of settled bills" if missing else ""
    return f"{number_of(len(judged), 'target')} judged, {len(found.missed)} missed{rest}."
