"""What two regulations say differently: parameter by parameter, and from which day on.

Two values are the same where they say the same on the same days; how they are cut into periods is no difference.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from tongchou.regulations.area import FOREVER, Dated
from tongchou.regulations.load import Regulation
from tongchou.regulations.schema import NOTHING, PARAMETERS


class Compared(NamedTuple):
    """A parameter that two regulations do not state alike."""

    path: str
    grade: str
    """The contribution grade for whose persons it differs; empty where it differs for all."""
    before: tuple[Dated, ...]
    after: tuple[Dated, ...]
    value: bool
    """Whether a value differs on some day; otherwise only what it rests on."""


def compared(before: Regulation, after: Regulation) -> list[Compared]:
    """Return what two regulations state differently, in the order of the vocabulary."""
    found = []
    for path in PARAMETERS:
        plain = None
        for grade in ("", *sorted({*before.graded, *after.graded})):
            one, two = (joined(of_grade(each, grade).timelines.get(path, [])) for each in (before, after))
            if grade and (one, two) == plain:
                continue
            if not grade:
                plain = one, two
            if list(map(said, one)) != list(map(said, two)):
                differs = next(_changed_days(path, one, two), None) is not None
                found.append(Compared(path, grade, one, two, differs))
    return found


def changed_before(before: Regulation, after: Regulation, day: int) -> list[tuple[str, int]]:
    """Return (parameter, first day) of every value that another regulation has otherwise on days before ``day``.

    Days on which the first regulation was not in force yet are passed over: nobody could be settled under it then.
    """
    found: dict[str, int] = {}
    for each in compared(before, after):
        if each.value:
            for changed, last in _changed_days(each.path, each.before, each.after):
                first = max(changed, before.area.first)
                if first < day and first <= last:
                    found[each.path] = min(first, found.get(each.path, first))
    return sorted(found.items())


def of_grade(regulation: Regulation, grade: str) -> Regulation:
    """Return what holds for persons of a contribution grade: the regulation itself where the grade changes nothing."""
    return regulation.graded.get(grade, regulation)


def joined(rows: list[Dated]) -> tuple[Dated, ...]:
    """Return dated values with those put together that follow each other and say the same."""
    found: list[Dated] = []
    for row in rows:
        if found and found[-1].last == row.first - 1 and _words(found[-1]) == _words(row):
            found[-1] = found[-1]._replace(last=row.last)
        else:
            found.append(row)
    return tuple(found)


def said(row: Dated) -> tuple[Any, ...]:
    """Return a dated value as it is compared: its days, what it says and what it rests on."""
    return row.first, row.last, *_words(row)


def _words(row: Dated) -> tuple[Any, ...]:
    """Return what a value says and rests on: as much of it as the version of a regulation holds."""
    return row.value, row.not_available, row.citation and row.citation[:5]


def _changed_days(path: str, one: tuple[Dated, ...], two: tuple[Dated, ...]) -> Iterator[tuple[int, int]]:
    """Yield the first and last day of each stretch on which two lists of dated values do not come to the same."""
    starts = sorted({1, *(day for row in (*one, *two) for day in (row.first, row.last + 1) if day <= FOREVER)})
    for first, following in zip(starts, [*starts[1:], FOREVER + 1], strict=True):
        if _on(path, one, first) != _on(path, two, first):
            yield first, following - 1


def _on(path: str, rows: tuple[Dated, ...], day: int) -> Any:
    """Return what holds on a day: the value or the vocabulary's default, NOTHING where bills have to be refused."""
    for row in rows:
        if row.first <= day <= row.last:
            return NOTHING if row.not_available else row.value
    return PARAMETERS[path].default
