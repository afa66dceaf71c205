"""The smallest changes of a value: one fen, one basis point, one month, one word more or less.

They show whether a worked case really holds a parameter: each change must make one of its cases fail.
"""

from collections.abc import Iterator
from typing import Any

from tongchou.regulations.kinds import (
    Band,
    Bands,
    ByCode,
    DayOfYear,
    Flag,
    Income,
    Kind,
    ListOf,
    SpanOf,
    Table,
    Word,
    Words,
)
from tongchou.regulations.rows import (
    OLDEST,
    REGIME_PAYERS,
    WAIVERS,
    AgeSpan,
    AgeSpans,
    Diagnoses,
    ExemptDiagnosis,
    OutOfArea,
    RegimeRow,
    Regimes,
)
from tongchou.rules.money import RATIO, UNLIMITED

Nudge = tuple[str, Any]
"""Which leaf is changed, and the whole value with the change."""


def nudges(kind: Kind, value: Any) -> Iterator[Nudge]:
    """Yield every smallest change of a value that is still a value of its kind."""
    if isinstance(kind, Table):
        for word, entry in value.items():
            for key, changed in nudges(kind.inner_of(entry), entry):
                yield f"{word}.{key}".rstrip("."), {**value, word: changed}
    elif isinstance(kind, ListOf):
        for number, entry in enumerate(value):
            for key, changed in nudges(kind.inner, entry):
                yield f"{number + 1}.{key}".rstrip("."), (*value[:number], changed, *value[number + 1 :])
    elif isinstance(kind, Bands):
        for number, band in enumerate(value):
            for name, changed in _band(band):
                yield f"{number + 1}.{name}", (*value[:number], changed, *value[number + 1 :])
    elif isinstance(kind, ByCode):
        for code, entry in value.items():
            for key, changed in nudges(kind.inner, entry):
                yield f"{code}.{key}".rstrip("."), {**value, code: changed}
    elif isinstance(kind, OutOfArea):
        yield from _rows(value)
    elif isinstance(kind, Diagnoses):
        yield from _diagnoses(value)
    elif isinstance(kind, AgeSpans):
        yield from _ages(value)
    elif isinstance(kind, Regimes):
        yield from _regimes(value)
    elif isinstance(kind, Words) and kind.ranked:
        yield from _rank(value)
    elif isinstance(kind, Words):
        for word in kind.words:
            yield word, tuple(each for each in kind.words if (each in value) != (each == word))
    elif isinstance(kind, Word):
        for word in kind.words:
            if word != value:
                yield word, word
    elif isinstance(kind, Flag):
        yield "", 1 - value
    elif isinstance(kind, SpanOf):
        for name in ("at_least", "at_most"):
            if getattr(value, name) is not None:
                yield name, value._replace(**{name: getattr(value, name) + 1})
    elif isinstance(kind, DayOfYear):
        yield "", value._replace(day=value.day + 1 if value.day < 28 else value.day - 1)
    elif isinstance(value, Income):
        yield "", Income(value.ratio + 1)
    elif value == UNLIMITED:
        # no limit has no smallest change: a limit of nothing shows whether anybody notices one at all
        yield "none", 0
    elif isinstance(value, int):
        for changed in (value + 1, value - 1):
            if changed >= getattr(kind, "least", 0) and not (kind.unit == "percent" and changed > RATIO):
                yield ("+1" if changed > value else "-1"), changed


def _rank(value: tuple[str, ...]) -> Iterator[Nudge]:
    for number, word in enumerate(value):
        yield f"without {word}", (*value[:number], *value[number + 1 :])
        if number:
            before = value[number - 1]
            yield f"{word} before {before}", (*value[: number - 1], word, before, *value[number + 1 :])


def _band(band: Band) -> Iterator[tuple[str, Band]]:
    if band.up_to < UNLIMITED:
        yield "up_to", band._replace(up_to=band.up_to + 1)
    yield "ratio", band._replace(ratio=band.ratio - 1 if band.ratio else 1)


def _rows(value: Any) -> Iterator[Nudge]:
    for number, row in enumerate(value):
        name = f"{row.place}.{row.filing}"
        for level, fen in row.deductible.items():
            changed = row._replace(deductible={**row.deductible, level: fen + 1})
            yield f"{name}.deductible.{level}", (*value[:number], changed, *value[number + 1 :])
        for level, amount in row.value.items():
            step = -1 if amount >= RATIO else 1
            changed = row._replace(value={**row.value, level: amount + step})
            yield f"{name}.{row.mechanism}.{level}", (*value[:number], changed, *value[number + 1 :])
        for level, ratio in row.ratio_floor.items():
            changed = row._replace(ratio_floor={**row.ratio_floor, level: ratio - 1 if ratio else 1})
            yield f"{name}.ratio_floor.{level}", (*value[:number], changed, *value[number + 1 :])


def _ages(value: tuple[AgeSpan, ...]) -> Iterator[Nudge]:
    for number, span in enumerate(value):
        for name, by in (("from_age", 1), ("to_age", -1), ("from_admission", 1)):
            found = getattr(span, name)
            if 0 < found < OLDEST:
                changed = span._replace(**{name: found + by})
                yield f"{number + 1}.{name}", (*value[:number], changed, *value[number + 1 :])


def _diagnoses(value: tuple[ExemptDiagnosis, ...]) -> Iterator[Nudge]:
    for number, row in enumerate(value):
        yield f"without {row.diagnosis}", (*value[:number], *value[number + 1 :])
        for by in (1, -1):
            if row.from_admission + by >= 1:
                changed = row._replace(from_admission=row.from_admission + by)
                yield f"{row.diagnosis}.{by:+}", (*value[:number], changed, *value[number + 1 :])


def _regimes(value: tuple[RegimeRow, ...]) -> Iterator[Nudge]:
    for waiver in WAIVERS:
        added = RegimeRow("nudged", (), (), (waiver,), REGIME_PAYERS[0], 0)
        yield f"one more, waiving {waiver}", (added, *value)
    for number, row in enumerate(value):
        yield f"without {row.name}", (*value[:number], *value[number + 1 :])
        changed = row._replace(own_account=1 - row.own_account)
        yield f"{row.name}.own_account", (*value[:number], changed, *value[number + 1 :])
