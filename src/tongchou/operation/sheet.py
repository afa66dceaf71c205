"""The daily sheet: the last seal of each chain, to be printed, signed and kept where the database is not.

Whoever changes the past has to make every later seal anew; a seal on paper then tells.
"""

from datetime import datetime
from typing import NamedTuple

from tongchou.registry import clock
from tongchou.registry.models import AuditRow
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
    waiting = AuditRow.objects.filter(seal__isnull=True).count()
    return Sheet(at, lines, waiting, unsealed().count())
