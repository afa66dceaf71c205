"""Values as a reader writes them: the text of a regulation file again, so that what is shown could be read back."""

from typing import Any

from tongchou.regulations.kinds import (
    Bands,
    ByCode,
    DayOfYear,
    Flag,
    Income,
    Kind,
    ListOf,
    Money,
    MoneyOrIncomeShare,
    Points,
    Ratio,
    SpanOf,
    Table,
    Words,
)
from tongchou.regulations.rows import (
    MECHANISMS,
    OLDEST,
    AgeSpan,
    AgeSpans,
    Diagnoses,
    ExemptDiagnosis,
    OutOfArea,
    OutOfAreaRow,
    RegimeRow,
    Regimes,
)
from tongchou.rules.codes import LEVELS
from tongchou.rules.money import UNLIMITED, percent, yuan

OFFSETS = {-1: " of the year before", 0: "", 1: " of the year after"}


def shown_leaf(kind: Kind, leaf: Any) -> str:
    """Return a single value: yuan, percent, a day, a word or a number."""
    if isinstance(leaf, Income):
        return f"{percent(leaf.ratio)} of income"
    if isinstance(kind, Money | MoneyOrIncomeShare):
        return "none" if leaf >= UNLIMITED else yuan(leaf)
    if isinstance(kind, Ratio | Points):
        return percent(leaf)
    if isinstance(kind, Flag):
        return "yes" if leaf else "no"
    if isinstance(kind, DayOfYear):
        return f"{leaf.month:02d}-{leaf.day:02d}{OFFSETS[leaf.offset]}"
    return str(leaf)


def shown_value(kind: Kind, value: Any, joint: str = ", ") -> str:
    """Return a whole value; the entries of a table and the rows of a list are put together with ``joint``.

    A table with one value for every key is shown as that value.
    """
    if isinstance(kind, Table):
        entries = {key: shown_value(kind.inner_of(entry), entry) for key, entry in value.items()}
        if set(entries) == set(kind.words) and len(set(entries.values())) == 1:
            return next(iter(entries.values()))
        nested = any(isinstance(entry, dict) for entry in value.values())
        return joint.join(f"{key} {'(' + text + ')' if nested else text}" for key, text in entries.items()) or "{}"
    if isinstance(kind, ListOf):
        return "[" + ", ".join(shown_value(kind.inner, entry) for entry in value) + "]"
    if isinstance(kind, ByCode):
        return joint.join(f"{code} {shown_value(kind.inner, entry)}" for code, entry in value.items()) or "{}"
    if isinstance(kind, Words):
        return "[" + ", ".join(value) + "]"
    if isinstance(kind, Bands):
        money, ratio = Money(limit=True), Ratio()
        return joint.join(
            ("above" if band.up_to >= UNLIMITED else f"up to {shown_leaf(money, band.up_to)}")
            + f" {shown_leaf(ratio, band.ratio)}"
            for band in value
        )
    if isinstance(kind, SpanOf):
        ends = (("at least", value.at_least), ("at most", value.at_most))
        return " ".join(f"{name} {shown_leaf(kind.inner, end)}" for name, end in ends if end is not None)
    if isinstance(kind, OutOfArea):
        return joint.join(shown_row(row) for row in value) or "[]"
    if isinstance(kind, Diagnoses):
        return "[" + ", ".join(_diagnosis(row) for row in value) + "]"
    if isinstance(kind, AgeSpans):
        return joint.join(_ages(span) for span in value) or "[]"
    if isinstance(kind, Regimes):
        return joint.join(_regime(row) for row in value) or "[]"
    return shown_leaf(kind, value)


def shown_row(row: OutOfAreaRow) -> str:
    """Return one out-of-area rule as a line."""
    parts = [row.place, row.filing, "+".join(row.kinds)]
    if row.deductible:
        parts.append("deductible " + shown_value(Table(LEVELS, Money()), row.deductible))
    parts.append(f"{row.mechanism} " + shown_value(Table(LEVELS, MECHANISMS[row.mechanism]), row.value))
    if row.ratio_floor:
        parts.append("ratio not below " + shown_value(Table(LEVELS, Ratio()), row.ratio_floor))
    return " ".join(parts)


def _ages(span: AgeSpan) -> str:
    ages = f"up to {span.to_age}" if not span.from_age else f"{span.from_age} and more"
    if span.from_age and span.to_age < OLDEST:
        ages = f"{span.from_age} to {span.to_age}"
    return f"ages {ages} from admission {span.from_admission}"


def _diagnosis(row: ExemptDiagnosis) -> str:
    return row.diagnosis if row.from_admission == 1 else f"{row.diagnosis} from admission {row.from_admission}"


def _regime(row: RegimeRow) -> str:
    waived = ", ".join(row.waive) or "nothing"
    diagnoses = ", ".join(row.diagnoses) or "every diagnosis"
    return f"{row.name} ({diagnoses}) waives {waived}, paid by {row.payer}"
