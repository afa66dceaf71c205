"""``tongchou settle`` and ``tongchou explain``."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import JustifyMethod
from rich.table import Table
from rich.text import Text

from tongchou.cases.answer import answer, explanation, payers
from tongchou.cases.form import read_case
from tongchou.cases.settle import Settled, settle_case
from tongchou.cases.text import read_case_text
from tongchou.commands.output import REFUSALS, REQUEST, Language, console, entries_of, print_json, read_all, refuse
from tongchou.regulations.load import Regulation, load
from tongchou.regulations.resolve import TermsBook
from tongchou.rules.explanation.words import PAYER_WORDS
from tongchou.rules.explanation.writer import Step
from tongchou.rules.money import yuan

Lang = Annotated[Language, typer.Option("--lang", help="语言 | language")]
JsonErrors = Annotated[bool, typer.Option("--json-errors", help="以 JSON 列出全部错误 | all faults as JSON")]
RegulationName = Annotated[
    str, typer.Option("--regulation", help="代替文件中的 regulation | in place of the file's regulation")
]
Reform = Annotated[Path | None, typer.Option("--reform", help="叠加的改革方案（YAML）| a reform laid over it")]


class Books:
    """Regulations loaded once for several files."""

    def __init__(self, reform: Path | None) -> None:
        """Keep the reform that is laid over each regulation."""
        self.reform = reform
        self.books: dict[tuple[str, Path], TermsBook] = {}

    def get(self, name: str, base: Path) -> TermsBook:
        """Return the terms of a regulation named in a file that stands in ``base``."""
        if (name, base) not in self.books:
            self.books[name, base] = TermsBook(load(name, reform=self.reform, base=base))
        return self.books[name, base]


def settle_file(file: Path, books: Books, regulation: str) -> tuple[list[Settled], Regulation]:
    """Read and settle one case file; raise one of REFUSALS."""
    case = read_case(read_case_text(file), regulation)
    book = books.get(case.regulation, Path() if regulation else file.parent)
    return settle_case(case, book), book.regulation


def settle(
    files: Annotated[list[Path], typer.Argument(help="案例文件（YAML 或 JSON）| case files")],
    lang: Lang = Language.zh,
    json_errors: JsonErrors = False,
    regulation: RegulationName = "",
    reform: Reform = None,
    compact: Annotated[bool, typer.Option("--compact", help="单行 JSON | JSON on one line")] = False,
) -> None:
    """结算案例文件并输出 JSON；有一处错误则全部不结算。| Settle case files and print JSON."""
    books = Books(reform)
    settled = read_all(files, lambda file: settle_file(file, books, regulation), as_json=json_errors, language=lang)
    results = [{**head, **answer(each, rules, lang.value)} for head, (found, rules) in settled for each in found]
    print_json({"version": 1, "settlements": results}, compact)


def explain(
    file: Annotated[Path, typer.Argument(help="案例文件 | case file")],
    encounter: Annotated[str, typer.Option("--encounter", help="就诊编号 | encounter id")],
    lang: Lang = Language.zh,
    json_errors: JsonErrors = False,
    regulation: RegulationName = "",
    reform: Reform = None,
) -> None:
    """逐步说明一次结算，每一步注明条款。| Explain one settlement step by step, with its articles."""
    try:
        settled, rules = settle_file(file, Books(reform), regulation)
    except REFUSALS as refused:
        refuse(entries_of(refused, lang), as_json=json_errors, language=lang)
    chosen = [each for each in settled if each.prepared.bill.id == encounter]
    if not chosen:
        known = " | ".join(each.prepared.bill.id for each in settled[:20])
        said = "没有这次就诊" if lang == Language.zh else "no such encounter"
        refuse(
            [
                {
                    "path": "--encounter",
                    "found": encounter,
                    "allowed": known,
                    "message": f"{said}: {encounter} ({known})",
                }
            ],
            as_json=json_errors,
            language=lang,
            about=REQUEST,
        )
    console.print(waterfall(chosen[0], rules, lang))


HEADINGS = {
    Language.zh: ("步骤", "金额（元）", "", "说明", "依据"),
    Language.en: ("Step", "Yuan", "", "Why", "Source"),
}
STEP_NAMES: dict[str, tuple[str, str]] = {
    "own_expense": ("全自费", "own expense"),
    "over_limit": ("超限价自付", "over price limit"),
    "self_first": ("先行自付", "first share"),
    "own_share": ("市外先行自付", "own share outside"),
    "in_scope": ("政策范围内", "in scope"),
    "special_regime": ("特殊保障", "special rule"),
    "deductible": ("起付线", "deductible"),
    "pool_pay": ("统筹支付", "basic pooling"),
    "coinsurance": ("按比例自付", "coinsurance"),
    "over_ceiling": ("超限额", "over the ceiling"),
    "maternity_pay": ("生育支付", "maternity"),
    "re_enrolment": ("断保再参保", "cap lowered"),
    "incentive": ("限额激励", "cap raised"),
    "catastrophic_pay": ("大病保险", "catastrophic"),
    "assistance_loss": ("未备案扣减", "unfiled loss"),
    "assistance_pay": ("医疗救助", "assistance"),
    "tilt_pay": ("倾斜救助", "tilt assistance"),
    "fund_total": ("各方支付合计", "all payers"),
    "personal_total": ("个人负担", "the person"),
    "institution_difference": ("定额差额", "lump difference"),
}
PAID = ("pool_pay", "maternity_pay", "catastrophic_pay", "assistance_pay", "tilt_pay", "fund_total")
BORNE = (
    "own_expense",
    "over_limit",
    "self_first",
    "own_share",
    "deductible",
    "coinsurance",
    "over_ceiling",
    "personal_total",
)
BAR = 18
WIDE = 104
"""From how many columns on the bars and the citations have columns of their own."""


def waterfall(settled: Settled, regulation: Regulation, lang: Language) -> Table:
    """Return the explanation of one bill as a table: amount, a bar of its share of the bill, sentence, article."""
    bill, trace = settled.prepared.bill, settled.settlement
    number = 0 if lang == Language.zh else 1
    total = trace.scope.total
    name = (regulation.area.name_zh, regulation.area.name_en)[number]
    title = (
        f"{bill.id} · {name} · 账单 {yuan(total)} 元",
        f"{bill.id} · {name} · bill of {yuan(total)} yuan",
    )[number]
    shown = " · ".join(f"{PAYER_WORDS[payer][number]} {yuan(fen)}" for payer, fen in payers(settled).items() if fen)
    caption = f"{shown}\n{regulation.version[:19]}…" if shown else f"{regulation.version[:19]}…"
    table = Table(title=title, caption=caption, show_lines=False, header_style="bold", expand=False)
    wide = console.width >= WIDE
    for place, heading in enumerate(HEADINGS[lang] if wide else HEADINGS[lang][:2] + HEADINGS[lang][3:4]):
        justify: JustifyMethod = "right" if place == 1 else "left"
        # an amount is never broken: the sentences and the citations give way
        widest = console.width // 5 if place == len(HEADINGS[lang]) - 1 else None
        table.add_column(heading, justify=justify, overflow="fold", no_wrap=place < 2, max_width=widest)
    for step in explanation(settled, lang.value):
        style = "green" if step.step in PAID else "yellow" if step.step in BORNE else ""
        cells = [Text(STEP_NAMES[step.step][number]), Text(yuan(step.amount), style=style)]
        source = _source(step, number)
        if wide:
            width = BAR * abs(step.amount) // total if total else 0
            cells += [Text("█" * min(BAR, width), style=style), Text(step.text), Text(source)]
        else:
            cells.append(Text(step.text) + Text(f"\n{source}" if source else "", style="dim"))
        table.add_row(*cells)
    return table


def _source(step: Step, number: int) -> str:
    if not step.references:
        return ""
    first = step.references[0]
    assumed = ("（假定值）", " (assumed)")[number] if step.status() == "assumed" else ""
    return f"{first.document} {first.article}{assumed}"
