"""Chance for whole columns: the only place where the city at scale draws lots.

A stream is named by the city's seed and by what it is for, so that one purpose never disturbs another, and nothing
depends on the number of cores. Shares are in ten-thousandths (``900`` is 9%). A city of 2,000 should look as good as
one of a million: so most draws are spread evenly (stratified) instead of being left to luck.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

WHOLE = 10_000
"""The denominator of a share: 10,000 is certain."""

_CIRCLE = 1_000_000_000

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Whole: TypeAlias = int | npt.NDArray[np.integer]
Weights: TypeAlias = Sequence[int] | npt.NDArray[np.integer]


class Draws:
    """One stream of chance."""

    def __init__(self, seed: int, purpose: str) -> None:
        key = int.from_bytes(sha256(f"{seed}:{purpose}".encode()).digest()[:16], "little")
        self._stream = np.random.Generator(np.random.Philox(key=key))

    def between(self, low: Whole, high: Whole, count: int) -> Ints:
        """Return whole numbers from low to high, both included; the bounds are one number or one for each."""
        return self._stream.integers(low, high, count, dtype=np.int64, endpoint=True)

    def chance(self, share: Whole, count: int) -> Bools:
        """Return True in ``share`` of 10,000 cases, each for itself; one share or one for each."""
        return self._stream.integers(0, WHOLE, count, dtype=np.int64) < np.asarray(share)

    def order(self, count: int) -> Ints:
        """Return the numbers from 0 to below the count in a random order."""
        return self._stream.permutation(count)

    def weigh(self, weights: Weights, count: int) -> Ints:
        """Return positions in a list of whole-number weights, each for itself as likely as its weight."""
        limits = np.cumsum(np.asarray(weights, np.int64))
        return np.searchsorted(limits, self._stream.integers(0, limits[-1], count, dtype=np.int64), side="right")

    def share_out(self, weights: Weights, count: int) -> Ints:
        """Return positions in a list of weights, in a random order, each as often as its weight says (within one)."""
        limits = np.cumsum(np.asarray(weights, np.int64))
        places = (2 * np.arange(count, dtype=np.int64) + 1) * int(limits[-1]) // (2 * max(1, count))
        return np.searchsorted(limits, places, side="right")[self.order(count)]

    def spread(self, low: int, high: int, count: int) -> Ints:
        """Return whole numbers from low to high, both included, spread evenly over them and in a random order."""
        width = high - low + 1
        within = self._stream.integers(0, width, count, dtype=np.int64)
        return low + (self.order(count) * width + within) // max(1, count)

    def pairs(self, one: tuple[int, int], other: tuple[int, int], count: int) -> tuple[Ints, Ints]:
        """Return pairs of whole numbers spread evenly over two spans (both ends included), in no order of their own.

        Any part of the pairs in a row is spread evenly too: the additive recurrence of the plastic number.
        """
        places = np.arange(count, dtype=np.int64)
        found = []
        for (low, high), step in ((one, 754_877_666), (other, 569_840_291)):
            start = int(self._stream.integers(0, _CIRCLE))
            found.append(low + (start + places * step) % _CIRCLE * (high - low + 1) // _CIRCLE)
        return found[0], found[1]

    def hits(self, shares: npt.NDArray[np.integer], whole: int = WHOLE) -> Bools:
        """Return whom shares of a whole hit: as many as they add up to, one at a random place in each whole."""
        sums = np.cumsum(shares, dtype=np.int64)
        found = np.zeros(len(shares), np.bool_)
        if len(sums) and sums[-1] > 0:
            wholes = np.arange(-(-int(sums[-1]) // whole), dtype=np.int64) * whole
            places = wholes + self._stream.integers(0, whole, len(wholes), dtype=np.int64)
            found[np.searchsorted(sums, places[places < sums[-1]], side="right")] = True
        return found
