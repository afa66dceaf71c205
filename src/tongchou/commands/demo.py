"""``tongchou demo``: what ``./run`` shows, and ``tongchou city``."""

import json
import time
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import JustifyMethod
from rich.panel import Panel
from rich.table import Table

from tongchou.cases.form import read_case
from tongchou.cases.settle import Settled, settle_case
from tongchou.city import case_file, make_city
from tongchou.commands.output import Language, console, number_of
from tongchou.commands.settle import PAYERS, Lang, waterfall
from tongchou.demo.year import Sums, by_county, by_identity, by_kind, by_payer, by_status, telling_bill
from tongchou.regulations.load import Regulation, load
from tongchou.regulations.resolve import TermsBook
from tongchou.rules.codes import IDENTITIES, KINDS
from tongchou.rules.explanation.words import IDENTITY_WORDS
from tongchou.rules.money import RATIO, half_up, percent, yuan

KIND_WORDS: dict[str, tuple[str, str]] = {
    "inpatient": ("住院", "inpatient"),
    "chronic_1": ("门诊慢特病Ⅰ类", "chronic I"),
    "negotiated_drug": ("国家谈判药品", "negotiated drug"),
    "outpatient": ("普通门诊", "outpatient"),
    "two_disease": ("两病用药", "two diseases"),
    "chronic_2": ("门诊慢特病Ⅱ类", "chronic II"),
    "maternity": ("生育", "maternity"),
}
HEADINGS = (
    ("类别", "人次", "总费用", "政策范围内", "统筹", "生育", "大病", "救助", "支付合计", "个人负担", "实际报销"),
    ("", "bills", "total", "in scope", "pooling", "maternity", "catastr.", "assist.", "all payers", "person", "paid"),
)
COMPACT = (0, 1, 2, 8, 9, 10)
"""The columns that a narrow terminal shows."""
FULL_WIDTH = 150

Residents = Annotated[int, typer.Option("--residents", min=50, max=50_000, help="居民人数 | residents")]
Seed = Annotated[int, typer.Option("--seed", help="随机种子 | seed")]
Year = Annotated[int, typer.Option("--year", min=2023, max=2026, help="年度 | year")]


def demo(
    once: Annotated[bool, typer.Option("--once", help="做完即退出 | do everything once and leave")] = False,
    residents: Residents = 3000,
    year: Year = 2024,
    seed: Seed = 1,
    folder: Annotated[
        Path, typer.Option("--folder", help="示例数据的存放处 | where the city's bills are written")
    ] = Path("var"),
    lang: Lang = Language.zh,
) -> None:
    """造一座小城，按攀枝花办法结算一年的账单，并说明其中一张。| A small city's year of bills, settled and explained."""
    number = 0 if lang == Language.zh else 1
    began = time.perf_counter_ns()
    city = make_city(residents, year, seed)
    file = folder / f"city-{year}-{seed}.json"
    folder.mkdir(parents=True, exist_ok=True)
    value = case_file(city)
    file.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
    made = time.perf_counter_ns()
    regulation = load("510400")
    settled = settle_case(read_case(value), TermsBook(regulation))
    done = time.perf_counter_ns()

    counties = {county.code: county.name for county in regulation.area.counties}
    console.print(_heading(regulation, len(city.residents), settled, made - began, done - made, number))
    names = {kind: KIND_WORDS[kind][number] for kind in KINDS}
    console.print(_table(("按费用类别（元）", "By kind of bill (yuan)")[number], by_kind(settled), names, number))
    console.print(_payers(settled, number))
    console.print(
        _table(
            ("按参保县（区）（元）", "By county of the insured (yuan)")[number], by_county(settled), counties, number
        )
    )
    words = {name: IDENTITY_WORDS[code][number] for code, name in enumerate(IDENTITIES)}
    console.print(_table(("按身份（元）", "By identity (yuan)")[number], by_identity(settled), words, number))
    chosen = telling_bill(settled)
    console.print(waterfall(chosen, regulation, lang))
    console.print(_next(file, chosen, once, number), soft_wrap=True, highlight=False)


def _heading(
    regulation: Regulation, residents: int, settled: list[Settled], made: int, spent: int, number: int
) -> Panel:
    status = by_status(settled)
    seconds = f"{made // 10**8 / 10:.1f} s", f"{spent // 10**8 / 10:.1f} s"
    area = (regulation.area.name_zh, regulation.area.name_en)[number]
    text = (
        f"虚构居民 {residents} 人，{len(settled)} 张账单（结算 {status['settled']}，"
        f"未在待遇期 {status['not_covered']}，不予支付 {status['excluded']}）。造城 {seconds[0]}，结算 {seconds[1]}。\n"
        f"办法：{area} {regulation.version[:19]}…  其中标为“假定值”的参数没有公开依据，须由经办机构替换。",
        f"{number_of(residents, 'invented resident')}, {number_of(len(settled), 'bill')} ({status['settled']} settled, "
        f"{status['not_covered']} outside cover, {status['excluded']} excluded). "
        f"City made in {seconds[0]}, settled in {seconds[1]}.\n"
        f"Regulation: {area} {regulation.version[:19]}…  Values marked (assumed) have no public source.",
    )[number]
    return Panel(text, title=("统筹 · 一座小城的一年", "tongchou · a small city's year")[number], expand=False)


def _table(title: str, rows: dict[str, Sums], names: dict[str, str], number: int) -> Table:
    """Return sums as a table; on a narrow terminal with fewer columns, so that no amount is cut."""
    shown = range(len(HEADINGS[number])) if console.width >= FULL_WIDTH else COMPACT
    table = Table(title=title, header_style="bold", title_justify="left")
    for place in shown:
        justify: JustifyMethod = "left" if place == 0 else "right"
        table.add_column(HEADINGS[number][place], justify=justify, overflow="fold")
    everything = Sums()
    for name, sums in rows.items():
        cells = [names.get(name, name), *_cells(sums)]
        table.add_row(*(cells[place] for place in shown))
        everything = Sums(*(left + right for left, right in zip(everything, sums, strict=True)))
    table.add_section()
    cells = [("合计", "all")[number], *_cells(everything)]
    table.add_row(*(cells[place] for place in shown), style="bold")
    return table


def _cells(sums: Sums) -> list[str]:
    paid = percent(half_up(sums.fund_total * RATIO, sums.total)) if sums.total else "—"
    money = (
        sums.total,
        sums.in_scope,
        sums.pool_pay,
        sums.maternity_pay,
        sums.catastrophic_pay,
        sums.assistance,
        sums.fund_total,
        sums.personal_total,
    )
    return [str(sums.bills), *(yuan(fen) if fen else "—" for fen in money), paid]


def _payers(settled: list[Settled], number: int) -> Table:
    table = Table(title=("按支付方（元）", "By payer (yuan)")[number], header_style="bold", title_justify="left")
    table.add_column(("支付方", "payer")[number])
    table.add_column(("应付", "owes")[number], justify="right")
    for payer, fen in by_payer(settled).items():
        table.add_row(PAYERS[payer][number], yuan(fen))
    return table


def _next(file: Path, chosen: Settled, once: bool, number: int) -> str:
    bill = chosen.prepared.bill.id
    day = date.fromordinal(chosen.prepared.bill.discharged).isoformat()
    commands = (
        f".venv/bin/tongchou explain {file} --encounter {bill} --lang en",
        f".venv/bin/tongchou settle {file} --compact | head -c 2000",
        f".venv/bin/tongchou regulation show inpatient --on {day}",
        ".venv/bin/tongchou regulation articles",
    )
    head = ("接下来可以试：", "Try next:")[number]
    return "\n".join((head, *(f"  {command}" for command in commands)))


def make(
    output: Annotated[Path, typer.Option("--output", "-o", help="写到哪个文件 | where to write")],
    residents: Residents = 3000,
    year: Year = 2024,
    seed: Seed = 1,
) -> None:
    """造一座虚构小城，写出它一年的案例文件。| Write the case file of a synthetic city's year."""
    value = case_file(make_city(residents, year, seed))
    output.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
    persons = value["persons"]
    encounters = sum(len(person["encounters"]) for person in persons)
    console.print(f"{output}: {number_of(len(persons), 'person')}, {number_of(encounters, 'encounter')}")
