"""``tongchou demo``: what ``./run`` shows, and ``tongchou city``."""

import json
import os
import time
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.panel import Panel
from rich.table import Table

from tongchou.cases.answer import LANGUAGES
from tongchou.cases.form import read_case
from tongchou.cases.golden import goldens_of
from tongchou.cases.questions import answer_questions, read_questions
from tongchou.cases.settle import Settled, settle_case
from tongchou.cases.text import read_case_text
from tongchou.city import case_file, make_city
from tongchou.commands.live import go_live
from tongchou.commands.output import REFUSALS, REQUEST, Language, console, entries_of, errors, number_of, refuse
from tongchou.commands.settle import Lang, waterfall
from tongchou.demo.asked import questions_of
from tongchou.demo.bulk import Bulk, as_the_rules_say, settle_a_city
from tongchou.demo.check import Held, bills_hold, first_of, same_again, sums_agree, worked_cases_agree
from tongchou.demo.year import Sums, Year, sum_up, telling_bill, together
from tongchou.regulations.load import Regulation, load
from tongchou.regulations.resolve import TermsBook
from tongchou.rules.codes import IDENTITIES, KINDS
from tongchou.rules.explanation.words import IDENTITY_WORDS, PAYER_WORDS
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
COLUMNS = (tuple(range(11)), (0, 1, 2, 8, 9, 10), (0, 2, 8, 9), (0, 2, 8), (0, 2))
"""Which columns are shown: the first choice that fits the terminal, so that no amount is cut."""
NARROWEST_NAME = 12
UNBOUND = 1000

Residents = Annotated[int, typer.Option("--residents", min=50, max=50_000, help="居民人数 | residents")]
Seed = Annotated[int, typer.Option("--seed", help="随机种子 | seed")]
Calendar = Annotated[int, typer.Option("--year", min=2023, max=2026, help="年度 | year")]


def demo(
    once: Annotated[bool, typer.Option("--once", help="并核对 | and check it")] = False,
    residents: Residents = 3000,
    year: Calendar = 2024,
    seed: Seed = 1,
    bulk: Annotated[
        int,
        typer.Option("--bulk", min=0, max=1_000_000, help="成批的居民数 | in bulk"),
    ] = 20_000,
    folder: Annotated[Path, typer.Option("--folder", help="存放处 | where to write")] = Path("var"),
    serve: Annotated[bool, typer.Option("--serve", help="建库并开网页 | and serve it")] = False,
    lang: Lang = Language.zh,
) -> None:
    """造一座小城，按攀枝花办法结算一年的账单，并说明其中一张。| A small city's year of bills, settled and explained."""
    number = 0 if lang == Language.zh else 1
    began = time.perf_counter_ns()
    city = make_city(residents, year, seed)
    file = folder / f"city-{year}-{seed}.json"
    value = case_file(city)
    _write(file, value, "--folder", lang)
    made = time.perf_counter_ns()
    regulation = load("510400")
    settled = settle_case(read_case(value), TermsBook(regulation))
    done = time.perf_counter_ns()

    found = sum_up(settled)
    console.print(_heading(regulation, len(city.people.residents), found.by_status, made - began, done - made, number))
    for table in _tables(found, regulation, number):
        console.print(table)
    chosen = telling_bill(settled)
    console.print(waterfall(chosen, regulation, lang))
    asked = folder / f"questions-{year}-{seed}.json"
    person = next(each for each in value["persons"] if each["id"] == chosen.person.id)
    questions = questions_of(person, year, regulation.area.code)
    _write(asked, questions, "--folder", lang)
    console.print(_answers(questions, regulation, lang), highlight=False, markup=False, soft_wrap=True)
    settled_in_bulk = _in_bulk(folder, bulk, year, seed, regulation, lang) if bulk else None
    if once:
        _check(file, found, settled, regulation, lang)
        if settled_in_bulk is not None:
            _check_bulk(settled_in_bulk, regulation, lang)
    console.print(_next(file, asked, chosen, settled_in_bulk, number), soft_wrap=True, highlight=False)
    if serve:
        go_live(city, folder, once, lang)


def _in_bulk(folder: Path, residents: int, year: int, seed: int, regulation: Regulation, lang: Language) -> Bulk:
    """Settle a larger city from file to file and print what came of it."""
    place = folder / f"tables-{year}-{seed}"
    try:
        done = settle_a_city(place, residents, year, seed, TermsBook(regulation))
    except OSError as wrong:
        _cant_write(place, wrong, "--folder", lang)
    payers = done.summary.payers
    seconds = [f"{spent // 10**8 / 10:.1f} s" for spent in (done.made, done.spent)]
    person = payers["person"]
    paid = sum(payers.values()) - person - payers["institution"]
    said = (
        f"成批：虚构居民 {residents} 人、账单 {done.rows} 张（Parquet）。造城 {seconds[0]}，结算 {seconds[1]}；"
        f"各方支付 {yuan(paid)} 元，个人负担 {yuan(person)} 元。",
        f"In bulk: {number_of(residents, 'invented resident')}, {number_of(done.rows, 'bill')} (Parquet). "
        f"City made in {seconds[0]}, settled in {seconds[1]}; "
        f"paid by all payers {yuan(paid)}, borne by persons {yuan(person)} yuan.",
    )[0 if lang == Language.zh else 1]
    console.print(said, highlight=False, soft_wrap=True)
    return done


def _check_bulk(bulk: Bulk, regulation: Regulation, lang: Language) -> None:
    """Hold the bulk result against the rules as they stand; leave with exit status 1 where it differs."""
    held = as_the_rules_say(bulk, TermsBook(regulation))
    _stop_at(held, bulk.claims, lang)
    said = (
        f"已核对：成批结算的 {held.counted} 张账单与逐单规则的每一项逐分相同，{bulk.rows} 张各方合计等于总费用。"
        if lang == Language.zh
        else f"Checked: {number_of(held.counted, 'bill')} settled in bulk equal the plain rules to the fen on every "
        f"field; the sides of {number_of(bulk.rows, 'bill')} come to their totals."
    )
    console.print(said, style="bold green", highlight=False, soft_wrap=True)


def _write(file: Path, value: dict[str, Any], option: str, lang: Language) -> None:
    """Write a case file; refuse where its folder or the file itself can't be written."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as wrong:
        _cant_write(file, wrong, option, lang)


def _cant_write(file: Path, wrong: OSError, option: str, lang: Language) -> NoReturn:
    """Refuse where a file can't be written."""
    why = os.strerror(wrong.errno) if wrong.errno else str(wrong)
    said = (
        f"不能写入 {file}（{why}）；请用 {option} 指明可以写入的地方"
        if lang == Language.zh
        else f"{file} can't be written ({why}); name a place that can be with {option}"
    )
    refuse([{"path": option, "found": str(file), "allowed": "", "message": said}], language=lang, about=REQUEST)


def _check(file: Path, year: Year, settled: list[Settled], regulation: Regulation, lang: Language) -> None:
    """Check the year and print what was checked; leave with exit status 1 at the first disagreement."""
    book = TermsBook(regulation)
    try:
        again = settle_case(read_case(read_case_text(file)), book)
        goldens = goldens_of(regulation)
    except REFUSALS as refused:
        refuse(entries_of(refused, lang), language=lang)
    bills, repeated = first_of(bills_hold(settled)), first_of(same_again(settled, again))
    sums, cases = first_of(sums_agree(year, settled)), first_of(worked_cases_agree(goldens, book))
    for held in (bills, repeated, sums, cases):
        _stop_at(held, file, lang)
    said = (
        f"已核对：{bills.counted} 张账单各项恒等关系成立，再结算一次结果相同；{sums.counted} 张汇总表相互一致；"
        f"{cases.counted} 个验算案例全部相符。"
        if lang == Language.zh
        else f"Checked: the identities hold for {number_of(bills.counted, 'bill')}, settled again they give the same; "
        f"{number_of(sums.counted, 'table')} of sums agree; {number_of(cases.counted, 'worked case')} agree."
    )
    console.print(said, style="bold green", highlight=False, soft_wrap=True)


def _stop_at(held: Held, file: Path, lang: Language) -> None:
    if held.disagreement is None:
        return
    head, advice = (
        ("核对不符：", f"这是程序的错误，请连同 {file} 一并报告。")
        if lang == Language.zh
        else ("The check failed:", f"This is a fault of the program; please report it with {file}.")
    )
    errors.print(head, style="bold red")
    errors.print(f"  {held.disagreement.zh if lang == Language.zh else held.disagreement.en}", markup=False)
    errors.print(advice, markup=False)
    raise typer.Exit(1)


def _heading(
    regulation: Regulation, residents: int, status: dict[str, int], made: int, spent: int, number: int
) -> Panel:
    seconds = f"{made // 10**8 / 10:.1f} s", f"{spent // 10**8 / 10:.1f} s"
    area = (regulation.area.name_zh, regulation.area.name_en)[number]
    bills = sum(status.values())
    text = (
        f"虚构居民 {residents} 人，{bills} 张账单（结算 {status['settled']}，"
        f"未在待遇期 {status['not_covered']}，不予支付 {status['excluded']}）。造城 {seconds[0]}，结算 {seconds[1]}。\n"
        f"办法：{area} {regulation.version[:19]}…  其中标为“假定值”的参数没有公开依据，须由经办机构替换。",
        f"{number_of(residents, 'invented resident')}, {number_of(bills, 'bill')} ({status['settled']} settled, "
        f"{status['not_covered']} outside cover, {status['excluded']} excluded). "
        f"City made in {seconds[0]}, settled in {seconds[1]}.\n"
        f"Regulation: {area} {regulation.version[:19]}…  Values marked (assumed) have no public source.",
    )[number]
    return Panel(text, title=("统筹 · 一座小城的一年", "tongchou · a small city's year")[number], expand=False)


def _tables(year: Year, regulation: Regulation, number: int) -> list[Table]:
    """Return the year as tables, all with the same columns: as many as the terminal is wide enough for."""
    counties = {county.code: county.name for county in regulation.area.counties}
    kinds = {kind: KIND_WORDS[kind][number] for kind in KINDS}
    identities = {name: IDENTITY_WORDS[code][number] for code, name in enumerate(IDENTITIES)}
    by_kind, by_county, by_identity = (
        (("按费用类别（元）", "By kind of bill (yuan)")[number], year.by_kind, kinds),
        (("按参保县（区）（元）", "By county of the insured (yuan)")[number], year.by_county, counties),
        (("按身份（元）", "By identity (yuan)")[number], year.by_identity, identities),
    )
    # measured without a terminal's width: a table that would have to shrink says that it fits
    free = console.options.update(max_width=UNBOUND)
    for columns in COLUMNS:
        narrowest = [_table(*rows, number, columns, NARROWEST_NAME) for rows in (by_kind, by_county, by_identity)]
        if all(console.measure(table, options=free).minimum <= console.width for table in narrowest):
            break
    return [
        _table(*by_kind, number, columns),
        _payers(year.by_payer, number),
        _table(*by_county, number, columns),
        _table(*by_identity, number, columns),
    ]


def _table(
    title: str,
    rows: dict[str, Sums],
    names: dict[str, str],
    number: int,
    columns: tuple[int, ...],
    widest_name: int | None = None,
) -> Table:
    """Return sums as a table with some of the columns; the names give way, the amounts never do."""
    table = Table(title=title, header_style="bold", title_justify="left")
    for place in columns:
        if place == 0:
            table.add_column(HEADINGS[number][place], overflow="fold", max_width=widest_name)
        else:
            table.add_column(HEADINGS[number][place], justify="right", no_wrap=True)
    for name, sums in rows.items():
        cells = [names.get(name, name), *_cells(sums)]
        table.add_row(*(cells[place] for place in columns))
    table.add_section()
    cells = [("合计", "all")[number], *_cells(together(rows))]
    table.add_row(*(cells[place] for place in columns), style="bold")
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


def _payers(owed: dict[str, int], number: int) -> Table:
    table = Table(title=("按支付方（元）", "By payer (yuan)")[number], header_style="bold", title_justify="left")
    table.add_column(("支付方", "payer")[number], overflow="fold")
    table.add_column(("应付", "owes")[number], justify="right", no_wrap=True)
    for payer, fen in owed.items():
        table.add_row(PAYER_WORDS[payer][number], yuan(fen))
    return table


def _answers(value: dict[str, Any], regulation: Regulation, lang: Language) -> str:
    """Return from when the person of the explained bill is covered, and what was due, a line each."""
    questions = read_questions(value)
    head = ("这位居民的参保与缴费：", "Cover and contribution of this resident:")[0 if lang == Language.zh else 1]
    told = [each.told(LANGUAGES[lang.value]).sentence for each in answer_questions(questions, regulation)]
    return "\n".join((head, *(f"  {sentence}" for sentence in told)))


def _next(file: Path, asked: Path, chosen: Settled, bulk: Bulk | None, number: int) -> str:
    bill = chosen.prepared.bill.id
    day = date.fromordinal(chosen.prepared.bill.discharged).isoformat()
    commands = (
        f".venv/bin/tongchou explain {file} --encounter {bill} --lang en",
        f".venv/bin/tongchou settle {file} --compact | head -c 2000",
        f".venv/bin/tongchou ask {asked}",
        f".venv/bin/tongchou regulation show inpatient --on {day}",
        ".venv/bin/tongchou regulation articles",
        *(
            (
                f".venv/bin/tongchou summarise {bulk.settled}",
                f".venv/bin/tongchou city report {bulk.claims.parent}",
            )
            if bulk is not None
            else ()
        ),
    )
    head = ("接下来可以试：", "Try next:")[number]
    return "\n".join((head, *(f"  {command}" for command in commands)))


def make(
    output: Annotated[Path, typer.Option("--output", "-o", help="写到哪个文件 | where to write")],
    residents: Residents = 3000,
    year: Calendar = 2024,
    seed: Seed = 1,
    lang: Lang = Language.zh,
) -> None:
    """造一座虚构小城，写出案例文件。| Write a city's case file."""
    value = case_file(make_city(residents, year, seed))
    _write(output, value, "--output", lang)
    persons = value["persons"]
    encounters = sum(len(person["encounters"]) for person in persons)
    said = (
        f"{output}：{len(persons)} 人，{encounters} 次就诊"
        if lang == Language.zh
        else f"{output}: {number_of(len(persons), 'person')}, {number_of(encounters, 'encounter')}"
    )
    console.print(said, markup=False, highlight=False, soft_wrap=True)
