"""Whether a year of settlements agrees with itself and with the worked cases: what ``./run --once`` checks.

Source: contract of settlement, section 7, "What holds for every answer".
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tongchou.cases.answer import amounts, payers
from tongchou.cases.golden import Golden, run_golden
from tongchou.cases.settle import Settled
from tongchou.demo.year import Sums, Year, together
from tongchou.regulations.resolve import TermsBook
from tongchou.rules.money import yuan

LAYERS = ("pool_pay", "maternity_pay", "catastrophic_pay", "assistance_pay", "tilt_pay")
PARTS_OF_A_BILL = ("own_expense", "over_limit", "self_first", "in_scope")
SIDES_OF_A_BILL = ("fund_total", "personal_total", "institution_difference")


class Disagreement(NamedTuple):
    """Where two things that must be the same are not, in Chinese and English."""

    zh: str
    en: str


class Held(NamedTuple):
    """What one check counted, and the first disagreement that it found."""

    counted: int
    disagreement: Disagreement | None


def first_of(checked: Iterable[Disagreement | None]) -> Held:
    """Count what is checked, up to the first disagreement."""
    counted = 0
    for found in checked:
        counted += 1
        if found is not None:
            return Held(counted, found)
    return Held(counted, None)


def bills_hold(settled: Iterable[Settled]) -> Iterator[Disagreement | None]:
    """Yield, bill by bill, the first identity of section 7 that does not hold, or None."""
    for each in settled:
        yield next(_of_a_bill(each), None)


def _of_a_bill(settled: Settled) -> Iterator[Disagreement]:
    fen, owed, bill = amounts(settled), payers(settled), settled.prepared.bill.id
    identities = (
        ("total", PARTS_OF_A_BILL, sum(fen[name] for name in PARTS_OF_A_BILL)),
        ("fund_total", LAYERS, sum(fen[name] for name in LAYERS)),
        ("fund_total", tuple(owed), sum(owed.values())),
        ("total", SIDES_OF_A_BILL, sum(fen[name] for name in SIDES_OF_A_BILL)),
    )
    for name, parts, found in identities:
        if fen[name] != found:
            yield _unequal(f"{bill}: {name}", fen[name], " + ".join(parts), found)
    for name, value in (*fen.items(), *((f"payers.{payer}", value) for payer, value in owed.items())):
        if value < 0 and name != "institution_difference":
            yield Disagreement(
                f"账单 {bill}：{name} 为负：{yuan(value)}", f"bill {bill}: {name} is negative: {yuan(value)}"
            )


def same_again(settled: Iterable[Settled], again: Iterable[Settled]) -> Iterator[Disagreement | None]:
    """Yield, bill by bill, how a second settlement of the same file differs from the first, or None."""
    for one, other in zip(settled, again, strict=True):
        bill = one.prepared.bill.id
        yield (
            None
            if one.settlement == other.settlement
            else Disagreement(
                f"账单 {bill}：同一文件再结算一次，结果不同",
                f"bill {bill}: settling the same file again gives another answer",
            )
        )


def sums_agree(year: Year, settled: Iterable[Settled]) -> Iterator[Disagreement | None]:
    """Yield, table by table, how its sums differ from those over all bills, or None."""
    everything = Sums()
    for each in settled:
        everything = everything.plus(each)
    for name, table in (("kind", year.by_kind), ("county", year.by_county), ("identity", year.by_identity)):
        yield next(_of_a_table(name, table, everything), None)
    paid = sum(year.by_payer.values())
    yield None if paid == everything.fund_total else _unequal("by payer", paid, "fund_total", everything.fund_total)
    bills = sum(year.by_status.values())
    yield (
        None
        if bills == everything.bills
        else Disagreement(
            f"按结算状态合计 {bills} 张账单，共有 {everything.bills} 张",
            f"the statuses count {bills} bills, there are {everything.bills}",
        )
    )


def _of_a_table(name: str, table: dict[str, Sums], everything: Sums) -> Iterator[Disagreement]:
    columns = zip(together(table), everything, Sums._fields, strict=True)
    for found, expected, column in columns:
        if found != expected:
            zh, en = f"按 {name} 汇总的 {column}", f"{column} by {name}"
            yield Disagreement(
                f"{zh} 合计 {found}，逐张账单合计 {expected}（分）",
                f"{en} sums to {found}, over all bills to {expected} (fen)",
            )


def _unequal(what: str, value: int, other: str, found: int) -> Disagreement:
    return Disagreement(
        f"{what} 为 {yuan(value)} 元，而 {other} 为 {yuan(found)} 元",
        f"{what} is {yuan(value)} yuan, but {other} is {yuan(found)}",
    )


def worked_cases_agree(goldens: Iterable[Golden], book: TermsBook) -> Iterator[Disagreement | None]:
    """Yield, case by case, the first amount that differs from what was worked out by hand, or None."""
    for golden in goldens:
        differences = run_golden(golden, book)
        if not differences:
            yield None
            continue
        first = differences[0]
        where = f"{golden.identifier}: {first.encounter} {first.amount}"
        yield Disagreement(
            f"验算案例 {where} 应为 {first.expected}，得 {first.found}",
            f"worked case {where}: expected {first.expected}, found {first.found}",
        )
