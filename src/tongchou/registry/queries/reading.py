"""A regulation to be read by a person: values by topic with document, article and how sure; two compared."""

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from tongchou.registry.told_values import TOPICS, WORDS, Line, Told, told_value, topic_of
from tongchou.registry.words import both
from tongchou.regulations.area import FOREVER, Dated
from tongchou.regulations.compare import compared, joined, of_grade, said
from tongchou.regulations.load import Regulation
from tongchou.regulations.schema import PARAMETERS

if TYPE_CHECKING:
    from tongchou.registry.words import StrPromise


class Shown(NamedTuple):
    """What one parameter says on some days, and what it rests on."""

    first: date
    last: date | None
    lines: list[tuple["StrPromise", "StrPromise"]]
    """Label and text; one pair that says why where the value is not available."""
    available: bool
    document: str
    number: str
    article: str
    assumed: bool
    """Whether nobody could source the value; False for one that is not available."""
    confidence: str
    note: str


class ShownParameter(NamedTuple):
    """A parameter with its values."""

    path: str
    words: "StrPromise"
    values: list[Shown]


class Topic(NamedTuple):
    """Parameters that are about the same."""

    code: str
    words: "StrPromise"
    parameters: list[ShownParameter]


class ShownDifference(NamedTuple):
    """A parameter that two regulations state differently."""

    path: str
    words: "StrPromise"
    grade: "StrPromise | str"
    """The contribution grade for whose persons it differs; empty for all."""
    before: list[Shown]
    after: list[Shown]
    value: bool
    """Whether a value differs; otherwise only what it rests on."""


class Tally(NamedTuple):
    """How many values of a regulation rest on what."""

    sourced: int
    assumed: int
    not_available: int


def by_topic(regulation: Regulation, day: date | None = None, grade: str = "") -> list[Topic]:
    """Return the values of a regulation by topic: those of a day, or of all days where none is given."""
    of = of_grade(regulation, grade)
    topics: dict[str, list[ShownParameter]] = {}
    for path, parameter in PARAMETERS.items():
        rows = joined(of.timelines.get(path, []))
        if day is not None:
            rows = tuple(row for row in rows if row.first <= day.toordinal() <= row.last)
        if rows:
            shown = ShownParameter(path, both(parameter.zh, parameter.en), _shown(rows, regulation))
            topics.setdefault(topic_of(path), []).append(shown)
    return [Topic(code, _said(TOPICS[code]), parameters) for code, parameters in topics.items()]


def differences(before: Regulation, after: Regulation) -> list[ShownDifference]:
    """Return what two regulations state differently, as a person reads it; what both say of some days is left out."""
    return [
        ShownDifference(
            each.path,
            both(PARAMETERS[each.path].zh, PARAMETERS[each.path].en),
            _said(WORDS[each.grade]) if each.grade else "",
            _shown(_not_in(each.before, each.after), before),
            _shown(_not_in(each.after, each.before), after),
            each.value,
        )
        for each in compared(before, after)
    ]


def tally(regulation: Regulation) -> Tally:
    """Return how many values are sourced, assumed and not available."""
    rows = [row for path in regulation.timelines.values() for row in path]
    statuses = [row.citation.status for row in rows if row.citation is not None]
    missing = sum(1 for row in rows if row.not_available)
    return Tally(statuses.count("sourced"), statuses.count("assumed"), missing)


def _not_in(rows: tuple[Dated, ...], others: tuple[Dated, ...]) -> tuple[Dated, ...]:
    known = [said(row) for row in others]
    return tuple(row for row in rows if said(row) not in known)


def _shown(rows: tuple[Dated, ...], regulation: Regulation) -> list[Shown]:
    found = []
    for row in rows:
        cited = row.citation
        paper = None if cited is None else regulation.document(cited.document)
        lines = [_line(line) for line in told_value(row.path, row.value)] if not row.not_available else []
        found.append(
            Shown(
                first=date.fromordinal(row.first),
                last=None if row.last >= FOREVER else date.fromordinal(row.last),
                lines=lines or [(both("不可得", "not available"), both(row.not_available, row.not_available))],
                available=not row.not_available,
                document="" if cited is None else cited.title,
                number="" if paper is None else paper.number,
                article="" if cited is None else cited.article,
                assumed=cited is not None and cited.status == "assumed",
                confidence="" if cited is None else cited.confidence,
                note="" if cited is None else cited.note,
            )
        )
    return found


def _line(line: Line) -> tuple["StrPromise", "StrPromise"]:
    return _said(line.label), _said(line.text)


def _said(told: Told) -> "StrPromise":
    return both(*told)
