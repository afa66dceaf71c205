"""One thing that is wrong with a regulation as a whole, before it is told: which parameters it rests on."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from tongchou.regulations.area import Dated
from tongchou.regulations.faults import Fault, NotInForce
from tongchou.regulations.kinds import Income
from tongchou.regulations.load import Snapshot


class Finding(NamedTuple):
    """A fault, and what makes it the same fault as another or only the consequence of one."""

    fault: Fault
    about: tuple[str, ...]
    """What is wrong, without days: the same thing in several periods is told once, for the first of them."""
    path: str
    """The parameter that is at fault."""
    rests_on: tuple[str, ...] = ()
    """Other parameters that it follows from: where one of them is at fault, this is not told."""
    also: tuple[str, ...] = ()
    """Further parameters that it counts as being at fault."""


def finding(
    row: Dated,
    kind: str,
    zh: str,
    en: str,
    *,
    about: Iterable[str] = (),
    rests_on: Iterable[str] = (),
    keys: str = "",
    in_any_row: bool = False,
) -> Finding:
    """Return a finding at the line of a value; ``zh`` and ``en`` follow its parameter, and the entries (``keys``).

    ``in_any_row``: the same fault in another value of the parameter is the same one.
    """
    name = f"{row.path}[{keys}]" if keys else row.path
    fault = Fault(row.file, row.line, f"{name}：{zh}", f"{name}: {en}")
    place = () if in_any_row else (str(row.file), str(row.line))
    return Finding(fault, (kind, row.path, *place, *about), row.path, tuple(rests_on))


def value_of(snapshot: Snapshot, path: str) -> Any:
    """Return the value in force or its default; None where there is neither, or where it is not available."""
    try:
        return snapshot.get(path)
    except NotInForce:
        return None


def stated_of(snapshot: Snapshot, path: str) -> Dated | None:
    """Return the entry that says something: a value that is not empty; None for what is not stated or not available."""
    row = snapshot.values.get(path)
    return row if row is not None and row.value not in (None, (), {}) else None


def in_fen(snapshot: Snapshot, value: Any) -> int | None:
    """Return a number, a share of the income worked out in fen; None where the income is not known, or for words."""
    if isinstance(value, Income):
        income = value_of(snapshot, "income.per_head")
        return None if income is None else value.of(income)
    return value if isinstance(value, int) else None


def listed(words: Iterable[str]) -> tuple[str, str]:
    """Return words as a list in Chinese and in English."""
    found = list(words)
    return "、".join(found), ", ".join(found)
