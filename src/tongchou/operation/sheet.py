"""The daily sheet: the last seal of each chain, to be printed, signed and kept where the database is not.

Whoever changes the past has to make every later seal anew; a seal on paper then tells.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from tongchou.operation.faults import CannotOperate
from tongchou.registry import clock
from tongchou.registry.actions.sealing import waiting_rows
from tongchou.registry.queries.areas import names_of
from tongchou.registry.queries.audit import latest_seals, unsealed


class SheetLine(NamedTuple):
    """The last seal of a chain."""

    area: str
    name: str
    number: int
    hash: str
    sealed_at: datetime


class Sheet(NamedTuple):
    """The sheet of a moment."""

    at: datetime
    lines: list[SheetLine]
    waiting: int
    """Rows without a seal yet."""
    overdue: int
    """Those among them that raise an alarm."""


def sheet_now() -> Sheet:
    """Return the sheet."""
    at = clock.now().astimezone(clock.SHANGHAI)
    seals = latest_seals()
    names = names_of([seal.area for seal in seals], at.date())
    lines = [
        SheetLine(seal.area, names[seal.area], seal.number, seal.hash, seal.sealed_at.astimezone(clock.SHANGHAI))
        for seal in seals
    ]
    waiting = waiting_rows(whole=True).count()
    return Sheet(at, lines, waiting, unsealed(whole=True).count())


def printed_seals(files: Iterable[Path]) -> dict[tuple[str, int], str]:
    """Return the seals of sheets kept as JSON, for comparison; raise CannotOperate for a file that is none."""
    found: dict[tuple[str, int], str] = {}
    for file in files:
        try:
            seals = json.loads(file.read_text(encoding="utf-8"))["seals"]
            found |= {(str(seal["area"]), int(seal["number"])): str(seal["hash"]) for seal in seals}
        except (OSError, ValueError, KeyError, TypeError) as wrong:
            raise CannotOperate(f"{file}：不是日封印单的 JSON", f"{file}: no daily sheet in JSON") from wrong
    return found
