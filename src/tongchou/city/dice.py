"""Chance as whole numbers: the only place where the city draws lots.

Everything is drawn from the bits of one seeded stream, so that a seed gives the same city on every version of Python
and on every machine; no float takes part. Shares are counted in ten-thousandths (``900`` is 9%).
"""

import random
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Generic, TypeVar

Item = TypeVar("Item")

WHOLE = 10_000
"""The denominator of a share: 10,000 is certain."""

_SPREAD = (26, 35, 42, 48, 54, 60, 66, 72, 78, 85, 92, 99, 107, 116, 126, 138, 153, 172, 200, 231)
"""Twenty equally likely percentages with the shape of hospital costs (many small, few large) and the mean 100."""


class Weighted(Generic[Item]):
    """Things to choose from, each with a whole-number weight of at least 0."""

    __slots__ = ("items", "limits")

    def __init__(self, pairs: Iterable[tuple[Item, int]]) -> None:
        kept = [(item, weight) for item, weight in pairs if weight > 0]
        self.items: tuple[Item, ...] = tuple(item for item, _ in kept)
        self.limits: tuple[int, ...] = tuple(accumulate(weight for _, weight in kept))

    def __bool__(self) -> bool:
        return bool(self.items)


class Dice:
    """One stream of chance, named by the seed of the city and by what the stream is for."""

    def __init__(self, seed: int, purpose: str) -> None:
        self._bits = random.Random(f"{seed}:{purpose}").getrandbits

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to below the limit, which is far below 2³²."""
        return self._bits(32) * limit >> 32

    def between(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + self.below(high - low + 1)

    def chance(self, share: int) -> bool:
        """Return True in ``share`` of 10,000 cases."""
        return self._bits(32) * WHOLE >> 32 < share

    def choose(self, items: Sequence[Item]) -> Item:
        """Return one of the items, all equally likely."""
        return items[self._bits(32) * len(items) >> 32]

    def weigh(self, table: Weighted[Item]) -> Item:
        """Return one of the items of the table, as likely as its weight."""
        return table.items[bisect_right(table.limits, self.below(table.limits[-1]))]

    def mix(self, items: Iterable[Item]) -> list[Item]:
        """Return the items in a random order (Fisher and Yates)."""
        mixed = list(items)
        return self._shuffle(mixed, len(mixed))

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """Return so many of the items in a random order, all of them where there are fewer."""
        return self._shuffle(list(items), count)

    def _shuffle(self, items: list[Item], count: int) -> list[Item]:
        """Bring the first ``count`` places of the list into a random order and return them (Fisher and Yates)."""
        count = min(count, len(items))
        for place in range(count):
            other = place + self.below(len(items) - place)
            items[place], items[other] = items[other], items[place]
        return items[:count]

    def day(self, first: date, last: date) -> date:
        """Return a day from first to last, both included."""
        return first + timedelta(days=self.below((last - first).days + 1))

    def spread(self) -> int:
        """Return a cost factor in ten-thousandths: mean 10,000, few large ones (from about 2,300 to 23,500)."""
        return 100 * self.choose(_SPREAD) + self.between(-300, 300)


class Strata:
    """Lots of which as many are hits as the shares add up to: one hit at a random place in each whole of the sum.

    A small city so has the rates of a large one, while it stays open whom they hit.
    """

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._sum = 0
        self._wholes = 0
        self._next = dice.below(WHOLE)

    def hit(self, share: int) -> bool:
        """Add a share (ten-thousandths) to the sum and tell whether it holds the next hit."""
        self._sum += share
        if self._sum <= self._next:
            return False
        self._wholes += 1
        self._next = self._wholes * WHOLE + self._dice.below(WHOLE)
        return True


def share_of(count: int, share: int, at_least: int = 0) -> int:
    """Return ``share`` ten-thousandths of a count, rounded; never below ``at_least`` nor above the count."""
    return min(count, max(at_least, (count * share + WHOLE // 2) // WHOLE))
