"""``tongchou settle-batch``, ``summarise`` and ``effect``: millions of claims at once."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from tongchou.columns.batch import Done, settle_files
from tongchou.columns.effects import Effect, effect_between
from tongchou.columns.faults import RefusedClaims
from tongchou.columns.guard import KernelDiffers, check_kernel
from tongchou.columns.kernel import Kernel
from tongchou.columns.lookup import Tables
from tongchou.columns.settler import Settler
from tongchou.columns.sources import files_of, rows_of
from tongchou.columns.summary import BY, Group, Summary, read_settled, summarised
from tongchou.commands.demo import KIND_WORDS
from tongchou.commands.output import REFUSALS, REQUEST, Language, console, entries_of, errors, print_json, refuse
from tongchou.commands.settle import JsonErrors, Lang, Reform
from tongchou.regulations.load import Regulation, load
from tongchou.regulations.resolve import TermsBook
from tongchou.rules.codes import IDENTITIES, LEVELS
from tongchou.rules.explanation.words import IDENTITY_WORDS, LEVEL_WORDS, PAYER_WORDS
from tongchou.rules.money import RATIO, half_up, percent, yuan

SHOWN_FAULTS = 20
"""How many bad rows are shown one by one."""

LONG_WITHOUT_NUMBA = 100_000
"""From how many rows on it is said how long the plain path will take."""

RegulationName = Annotated[str, typer.Option("--regulation", help="办法 | area code or folder")]
Plain = Annotated[bool, typer.Option("--plain", help="不用编译的内核 | without the compiled kernel")]
Cores = Annotated[int, typer.Option("--cores", min=0, help="核数，0 为全部 | cores, 0 for all")]

DIMENSION_WORDS = {
    "benefit": ("待遇类别", "benefit"),
    "level": ("医疗机构级别", "level"),
    "identity": ("人员类别", "identity"),
    "county": ("县（区）", "county"),
    "month": ("结算月份", "month"),
}
OWN_PAYERS = {
    "person": ("个人", "the person"),
    "institution": ("医疗机构（定额差额）", "institution (lump difference)"),
}
HEADINGS = (
    ("", "人次", "人数", "总费用", "政策范围内", "统筹与生育", "大病", "救助", "支付合计", "个人负担", "实际报销"),
    ("", "claims", "persons", "total", "in scope", "basic", "catastr.", "assist.", "all payers", "person", "paid"),
)


def settle_batch(
    claims: Annotated[Path, typer.Argument(help="账单（Parquet、CSV 或其文件夹）| claims, a file or a folder")],
    output: Annotated[Path, typer.Option("-o", "--output", help="结算结果（Parquet）| settled claims")],
    regulation: RegulationName = "510400",
    reform: Reform = None,
    skip_bad: Annotated[Path | None, typer.Option("--skip-bad", help="错行写入 | bad rows go there, as CSV")] = None,
    state_in: Annotated[Path | None, typer.Option("--state-in", help="承接此前的累计 | sums carried in")] = None,
    state_out: Annotated[Path | None, typer.Option("--state-out", help="写出此后的累计 | sums carried out")] = None,
    cores: Cores = 0,
    plain: Plain = False,
    lang: Lang = Language.zh,
    json_errors: JsonErrors = False,
) -> None:
    """成批结算账单；有错行则什么也不写。| Settle claims by the million; one bad row and nothing is written."""
    number = 0 if lang == Language.zh else 1
    try:
        rules = load(regulation, reform=reform)
        settler = Settler(TermsBook(rules), Kernel(plain=plain, threads=cores))
        rows = sum(rows_of(file) for file in files_of(claims))
        _say_path(settler, rows, number)
        with _bar(number) as bar:
            task = bar.add_task(("结算", "settling")[number], total=rows)
            done = settle_files(
                claims,
                output,
                settler,
                bad_file=skip_bad,
                state_in=state_in,
                state_out=state_out,
                progress=lambda passed, of: bar.update(task, completed=passed, total=max(passed, of)),
            )
    except RefusedClaims as refused:
        _refuse_claims(refused, lang, as_json=json_errors)
    except KernelDiffers as differs:
        errors.print(str(differs), style="bold red")
        raise typer.Exit(1) from None
    except REFUSALS as refused:
        refuse(entries_of(refused, lang), as_json=json_errors, language=lang, about=REQUEST)
    console.print(_done(done, rules, output, skip_bad, number), highlight=False, soft_wrap=True)


def _say_path(settler: Settler, rows: int, number: int) -> None:
    """Check the compiled kernel, or say that there is none and how long a large file will take."""
    kernel = settler.kernel
    if kernel.is_compiled:
        check_kernel(settler.tables, settler.tables.last_day)
        said = f"内核：numba 编译，{kernel.threads} 核", f"kernel: compiled by numba, {kernel.threads} cores"
        errors.print(said[number], style="dim")
        return
    said = "内核：未编译（纯 Python）", "kernel: plain Python"
    errors.print(said[number], style="dim")
    if rows > LONG_WITHOUT_NUMBA:
        seconds = rows * plain_nanoseconds(settler.tables) // 10**9
        errors.print(
            (
                f"{rows} 行约需 {seconds // 60} 分 {seconds % 60} 秒；安装 tongchou[bulk] 后快数百倍。",
                f"{rows} rows will take about {seconds // 60} min {seconds % 60} s; "
                "tongchou[bulk] is hundreds of times faster.",
            )[number],
            style="yellow",
            soft_wrap=True,
        )


def plain_nanoseconds(tables: Tables) -> int:
    """Return how long the plain path takes for a row, measured on the sample of the guard."""
    return check_kernel(tables, tables.last_day, plain_alone=True)


def _bar(number: int) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=errors,
        transient=True,
    )


def _refuse_claims(refused: RefusedClaims, lang: Language, as_json: bool = False) -> None:
    shown = refused.faults if as_json else refused.faults[:SHOWN_FAULTS]
    entries: list[dict[str, Any]] = [
        {
            "path": f"{fault.source}:{fault.line}:{fault.column}",
            "found": fault.found if fault.found is None or isinstance(fault.found, int) else str(fault.found),
            "allowed": fault.allowed,
            "message": fault.message(lang.value),
        }
        for fault in shown
    ]
    more = refused.count - len(shown)
    if more > 0 and not as_json:
        said = (
            f"……另有 {more} 处；用 --skip-bad 写出全部错行",
            f"… and {more} more; --skip-bad FILE lists every bad row",
        )
        entries.append({"path": "$", "found": more, "allowed": "", "message": said[0 if lang == Language.zh else 1]})
    refuse(entries, as_json=as_json, language=lang)


def _done(done: Done, rules: Regulation, output: Path, skip_bad: Path | None, number: int) -> str:
    area = (rules.area.name_zh, rules.area.name_en)[number]
    said = (
        f"已按{area}办法结算 {done.rows} 行，写入 {output}",
        f"{done.rows} rows settled under the rules of {area}, written to {output}",
    )[number]
    if done.bad:
        said += (f"；{done.bad} 行有误，未结算，见 {skip_bad}", f"; {done.bad} bad rows left out, see {skip_bad}")[
            number
        ]
    return said


def summarise(
    settled: Annotated[Path, typer.Argument(help="结算结果 | settled claims, a file or a folder")],
    json_out: Annotated[bool, typer.Option("--json", help="输出 JSON（金额为分）| JSON, amounts in fen")] = False,
    lang: Lang = Language.zh,
) -> None:
    """结算结果按待遇、支付方、县、级别、身份、月份汇总。| Settled claims added up."""
    number = 0 if lang == Language.zh else 1
    try:
        found = summarised(read_settled(settled))
    except RefusedClaims as refused:
        _refuse_claims(refused, lang)
        return
    if json_out:
        print_json(
            {
                "claims": found.claims,
                "statuses": found.statuses,
                "payers": found.payers,
                **{name: [group._asdict() for group in groups] for name, groups in found.groups.items()},
            }
        )
        return
    for table in summary_tables(found, number):
        console.print(table)


def summary_tables(found: Summary, number: int) -> list[Table]:
    """Return the sums as tables, one by payer and one for each thing that claims are added up by."""
    payers = Table(title=("按支付方", "by payer")[number], title_justify="left")
    payers.add_column(("支付方", "payer")[number])
    payers.add_column(("金额（元）", "yuan")[number], justify="right")
    for name, fen in found.payers.items():
        if fen or name in OWN_PAYERS:
            payers.add_row(payer_word(name, number), yuan(fen))
    tables = [payers]
    for name in BY:
        word = DIMENSION_WORDS[name][number]
        table = Table(title=(f"按{word}", f"by {word}")[number], title_justify="left")
        for place, heading in enumerate(HEADINGS[number]):
            table.add_column(heading, justify="left" if place == 0 else "right", no_wrap=place > 0)
        for group in found.groups[name]:
            table.add_row(*_cells(name, group, number))
        tables.append(table)
    return tables


def _cells(name: str, group: Group, number: int) -> list[str]:
    sums = group.sums
    total = sums["total"]
    paid = percent(half_up(sums["fund_total"] * 1000, total) * (RATIO // 1000)) if total > 0 else "—"
    return [
        key_word(name, group.key, number),
        str(group.claims),
        str(group.persons),
        yuan(total),
        yuan(sums["in_scope"]),
        yuan(sums["pool_pay"] + sums["maternity_pay"]),
        yuan(sums["catastrophic_pay"]),
        yuan(sums["assistance_pay"] + sums["tilt_pay"]),
        yuan(sums["fund_total"]),
        yuan(sums["personal_total"]),
        paid,
    ]


def key_word(name: str, key: str, number: int) -> str:
    """Return what a group is called."""
    if not key:
        return ("（未注明）", "(not stated)")[number]
    if name == "benefit":
        return KIND_WORDS[key][number]
    if name == "level":
        return LEVEL_WORDS[LEVELS.index(key)][number]
    if name == "identity":
        return IDENTITY_WORDS[IDENTITIES.index(key)][number]
    return key


def payer_word(name: str, number: int) -> str:
    """Return what a payer is called."""
    if name in OWN_PAYERS:
        return OWN_PAYERS[name][number]
    return PAYER_WORDS[name][number] if name in PAYER_WORDS else name


def effect(
    claims: Annotated[Path, typer.Argument(help="账单（Parquet、CSV 或其文件夹）| claims")],
    reform: Annotated[Path, typer.Option("--reform", help="改革方案（YAML）| the reform")],
    regulation: RegulationName = "510400",
    cores: Cores = 0,
    plain: Plain = False,
    lang: Lang = Language.zh,
) -> None:
    """同一批账单按现行与改革各算一次。| What a reform does to the same claims."""
    number = 0 if lang == Language.zh else 1
    try:
        before, after = load(regulation), load(regulation, reform=reform)
        found = effect_between(claims, TermsBook(before), TermsBook(after), Kernel(plain=plain, threads=cores))
    except RefusedClaims as refused:
        _refuse_claims(refused, lang)
        return
    except REFUSALS as refused:
        refuse(entries_of(refused, lang), language=lang, about=REQUEST)
    for table in effect_tables(found, number):
        console.print(table)
    console.print(_balance(found, number), highlight=False, soft_wrap=True)


def effect_tables(found: Effect, number: int) -> list[Table]:
    """Return a reform's effect as tables: by payer, county, level and identity."""
    payers = Table(title=("按支付方", "by payer")[number], title_justify="left")
    for place, heading in enumerate(
        (("支付方", "现行", "改革后", "变化"), ("payer", "before", "after", "change"))[number]
    ):
        payers.add_column(heading, justify="left" if place == 0 else "right", no_wrap=place > 0)
    for name, (before, after) in found.payers.items():
        payers.add_row(payer_word(name, number), yuan(before), yuan(after), _signed(after - before))
    tables = [payers]
    headings = (
        ("", "人次", "支付现行", "支付改革后", "支付变化", "个人现行", "个人改革后", "个人变化"),
        ("", "claims", "paid before", "paid after", "change", "person before", "person after", "change"),
    )[number]
    for name, changes in found.groups.items():
        word = DIMENSION_WORDS[name][number]
        table = Table(title=(f"按{word}", f"by {word}")[number], title_justify="left")
        for place, heading in enumerate(headings):
            table.add_column(heading, justify="left" if place == 0 else "right", no_wrap=place > 0)
        for each in changes:
            table.add_row(
                key_word(name, each.key, number),
                str(each.claims),
                yuan(each.fund_before),
                yuan(each.fund_after),
                _signed(each.fund_after - each.fund_before),
                yuan(each.person_before),
                yuan(each.person_after),
                _signed(each.person_after - each.person_before),
            )
        tables.append(table)
    return tables


def _signed(fen: int) -> str:
    return f"+{yuan(fen)}" if fen > 0 else yuan(fen)


def _balance(found: Effect, number: int) -> str:
    same = found.persons - found.better - found.worse
    return (
        f"{found.persons} 人、{found.claims} 张账单：{found.better} 人少付，共少付 {yuan(found.better_by)} 元；"
        f"{found.worse} 人多付，共多付 {yuan(found.worse_by)} 元；{same} 人不变。",
        f"{found.persons} persons, {found.claims} bills: "
        f"{found.better} pay less, {yuan(found.better_by)} yuan together; "
        f"{found.worse} pay more, {yuan(found.worse_by)} yuan together; nothing changes for {same}.",
    )[number]
