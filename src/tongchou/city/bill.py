"""A bill in the making: lines are added while they fit, then closed so that it adds up to the fen.

What it has to add up to is given: total, own expense, over the price limit, first share (contract of settlement,
section 2). Each line is split as the regulation splits it, so the bill's parts are those of its lines.
"""

from dataclasses import dataclass

from tongchou.city.catalogue import CLASS_B
from tongchou.city.draw import WHOLE
from tongchou.rules.benefit.scope import line_amount, line_scope
from tongchou.rules.codes import CLASSES
from tongchou.rules.money import UNLIMITED

FEN = 10_000
"""Millionths of a yuan in a fen."""

_CLOSING = (CLASS_B, 2_000, 3_000, 5_000, WHOLE)
"""First shares with which a bill may be closed, the usual one first."""


@dataclass(frozen=True, slots=True)
class Item:
    """A line; units as in :data:`tongchou.city.schema.LINES`, ``quantity`` None where it is a sum of small items."""

    item: str
    medical_class: str
    code: str
    name: str
    amount: int
    quantity: int | None = None
    unit_price: int | None = None
    price_limit: int | None = None
    ratio: int | None = None
    excluded: str | None = None


def priced(
    item: str, medical_class: str, code: str, name: str, quantity: int, unit_price: int, ratio: int | None = None
) -> Item:
    """Return a line of a quantity at a price; class B says its first share, so no regulation has to."""
    if medical_class == "B":
        ratio = CLASS_B if ratio is None else ratio
    amount = line_amount(quantity, unit_price)
    return Item(item, medical_class, code, name, amount, quantity, unit_price, ratio=ratio)


class Bill:
    """The lines so far, and what is left of each part in fen."""

    __slots__ = ("due", "lines", "over", "own", "room")

    def __init__(self, total: int, own_expense: int, over_limit: int, self_first: int) -> None:
        self.lines: list[Item] = []
        self.own = own_expense
        self.over = over_limit
        self.due = self_first
        self.room = total - own_expense

    def offer(self, line: Item, *, needed: bool = False) -> bool:
        """Put a line on the bill if it fits and the bill can still be closed; tell whether it did.

        A line that is not ``needed`` also leaves room for what is left of the first share at the usual ratio.
        """
        if line.medical_class == "C" or line.excluded:
            if not 0 < line.amount <= self.own:
                return False
            self.own -= line.amount
        else:
            over, first = self._split(line)
            room, due = self.room - line.amount, self.due - first
            kept = self.over - over
            if line.amount <= 0 or due < 0 or kept < 0 or room < kept + due:
                return False
            usual = due * WHOLE // CLASS_B + kept
            if room < usual <= self.room and not needed:
                return False
            self.room, self.due, self.over = room, due, kept
        self.lines.append(line)
        return True

    def offer_with_return(self, line: Item, given_back: Item) -> bool:
        """Put a line and the return of a part of it on the bill if the line fits."""
        if line.medical_class == "C" or not self.offer(line):
            return False
        over, first = self._split(given_back)
        self.room -= given_back.amount
        self.due -= first
        self.over -= over
        self.lines.append(given_back)
        return True

    @staticmethod
    def _split(line: Item) -> tuple[int, int]:
        """Return what of a line is over the limit, and its first share."""
        limit = UNLIMITED if line.price_limit is None else line_amount(line.quantity or 0, line.price_limit)
        scope = line_scope(line.amount, 0, CLASSES.index(line.medical_class), limit, line.ratio or 0)
        return scope.over_limit, scope.self_first

    def sum_of(self, item: str, medical_class: str, name: str, amount: int, ratio: int | None = None) -> None:
        """Put the sum of many small items on the bill."""
        self.offer(Item(item, medical_class, "", name, amount, ratio=ratio))

    def close(self, names: tuple[tuple[str, str], ...], own_name: tuple[str, str], spread: int) -> None:
        """Bring every part to its sum: the excess over a limit, the first share, own expense, and what is left.

        ``names`` pairs items with names for sums of small items, the first two for class B and all for class A, over
        which ``spread`` per cent at a time share the rest out.
        """
        if self.own:
            self.lines.append(Item(own_name[0], "C", "", own_name[1], self.own))
            self.own = 0
        if self.over:
            within = min(self.room - self.over - self.due, self.over)
            price, limit = (within + self.over) * FEN, within * FEN
            self.lines.append(Item("consumable", "A", "", "超限价材料", within + self.over, WHOLE, price, limit))
            self.room -= within + self.over
            self.over = 0
        if self.due:
            for ratio in _CLOSING:
                amount = (self.due * WHOLE + ratio // 2) // ratio
                if amount <= self.room:
                    break
            item, name = names[0]
            self.lines.append(Item(item, "B", "", name, amount, ratio=ratio))
            self.room -= amount
            self.due = 0
        for place, (item, name) in enumerate(names):
            part = self.room if place == len(names) - 1 else self.room * spread // 100
            if part:
                self.lines.append(Item(item, "A", "", name, part))
                self.room -= part
