"""Short names for what a composite strategy draws. Every choice shrinks towards its first or smallest value.

Hypothesis draws from a range of up to 128 numbers evenly and prefers small numbers in a wider one, so everything
here is put together from small ranges.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from hypothesis import strategies as st

from tongchou.rules.codes import IDENTITIES
from tongchou.rules.money import RATIO, UNLIMITED

T = TypeVar("T")

RATIOS = (0, 5_000, RATIO, 3_333, 6_667, 9_999, 1, 1_234, 8_765, 12, 4_999, 5_001, *range(100, RATIO, 100))
"""Whole percents and odd ones, over RATIO."""


@cache
def _whole(least: int, most: int) -> st.SearchStrategy[int]:
    return st.integers(least, most)


class Dice:
    """Draws for one composite strategy."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any], identities: tuple[str, ...] = IDENTITIES) -> None:
        self.draw = draw
        self.identities = identities

    def whole(self, least: int, most: int) -> int:
        return self.draw(_whole(least, most))

    def one(self, choices: Sequence[T]) -> T:
        return choices[self.whole(0, len(choices) - 1)]

    def flag(self) -> bool:
        return self.whole(0, 1) == 1

    def once_in(self, times: int) -> bool:
        """True about once in so many times; shrinks to False."""
        return self.whole(0, times - 1) == times - 1

    def some(self, choices: Sequence[T]) -> tuple[T, ...]:
        """Any part of the choices, in their order."""
        mask = 0
        for done in range(0, len(choices), 6):
            mask |= self.whole(0, (1 << min(6, len(choices) - done)) - 1) << done
        return tuple(choice for number, choice in enumerate(choices) if mask >> number & 1)

    def fen(self, most: int) -> int:
        """A sum from 0 to most: a hundredth part of it, and in two of three draws some odd fen."""
        return min(most, most * self.whole(0, 100) // 100 + max(0, self.whole(0, 127) - 40))

    def limit(self, most: int) -> int:
        """A sum, or no limit."""
        part = self.whole(0, 127)
        if part > 100:
            return UNLIMITED
        return min(most, most * part // 100 + max(0, self.whole(0, 127) - 40))

    def ratio(self) -> int:
        """A ratio over RATIO."""
        return self.one(RATIOS)

    def near(self, marks: Sequence[int], *, least: int) -> int:
        """One of the marks, or one more, or one less."""
        return max(least, self.one(marks) + self.one((0, 1, -1)))


def yuan_text(fen: int) -> str:
    """Fen as the decimal string of a case file."""
    whole, cents = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole}.{cents:02d}"


def decimal_text(value: int, places: int) -> str:
    """An integer count of the last place as a decimal string, without idle zeros."""
    whole, rest = divmod(abs(value), 10**places)
    text = f"{whole}.{rest:0{places}d}".rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 else text
