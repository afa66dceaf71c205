"""Chance for one bill at a time, as whole numbers.

Everything is drawn from the bits of one seeded stream, so that a seed gives the same bill on every version of Python
and on every machine; no float takes part. Shares are counted in ten-thousandths (``900`` is 9%). Whole columns are
drawn by :mod:`tongchou.city.draw`.
"""

import random
from collections.abc import Iterable, Sequence
from typing import TypeVar

from tongchou.city.draw import WHOLE

Item = TypeVar("Item")


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
