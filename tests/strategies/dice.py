"""Short names for what a composite strategy draws. Every choice shrinks towards its first or smallest value."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from hypothesis import strategies as st

from tongchou.rules.codes import IDENTITIES
from tongchou.rules.money import RATIO, UNLIMITED

T = TypeVar("T")

PLAIN_RATIOS = (5_000, RATIO, 6_000, 8_500, 3_333, 6_667, 9_999, 1, 0)


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
        mask = self.whole(0, (1 << len(choices)) - 1)
        return tuple(choice for number, choice in enumerate(choices) if mask >> number & 1)

    def fen(self, most: int) -> int:
        """A sum from 0 to most, evenly (Hypothesis prefers small numbers in a wide range): round, or odd fen."""
        round_sum = most * self.whole(0, 100) // 100
        return min(most, round_sum + self.whole(0, 99)) if self.flag() else round_sum

    def limit(self, most: int) -> int:
        """A sum, or no limit."""
        return UNLIMITED if self.whole(0, 3) == 0 else self.fen(most)

    def ratio(self) -> int:
        """A ratio over RATIO: a plain one, or any."""
        if self.flag():
            return self.one(PLAIN_RATIOS)
        return 100 * self.whole(0, 99) + self.whole(0, 99)

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
