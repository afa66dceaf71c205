"""Chance for care: the draws of :mod:`tongchou.city.draw`, and the skewed curves of costs and days, in whole numbers.

The curves are tables of whole numbers, so that a seed gives the same fen on every machine.
"""

from functools import lru_cache
from math import exp
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from tongchou.city.draw import WHOLE, Draws, Ints, Weights

LOT_BITS = 32

_QUANTILES = 1 << 16
"""Steps of the normal curve; the outermost lie a little beyond 4.2 standard deviations."""

_MILLI = 1_000
_REACH = 6_000
"""The curve of costs is tabled to six standard deviations, in thousandths of one."""


class Lots(Draws):
    """One stream of chance with what bills need besides."""

    def lots(self, count: int) -> Ints:
        """Return whole numbers of 32 bits."""
        return self._stream.integers(0, 1 << LOT_BITS, count, dtype=np.uint32).astype(np.int64)

    def below(self, limit: int, count: int) -> npt.NDArray[np.int32]:
        """Return whole numbers from 0 to below the limit."""
        return self._stream.integers(0, limit, count, dtype=np.int32)

    def normal(self, count: int) -> Ints:
        """Return standard normal deviates in thousandths."""
        return normal_quantiles()[self._stream.integers(0, _QUANTILES, count, dtype=np.int32)]

    def even_normal(self, groups: npt.NDArray[np.integer]) -> Ints:
        """Return deviates like :meth:`normal`, one for each row, that are spread evenly within each group of rows."""
        count = len(groups)
        order = self.order(count)
        order = order[np.argsort(groups[order], kind="stable")]
        ordered = groups[order]
        first = np.searchsorted(ordered, ordered, side="left")
        size = np.searchsorted(ordered, ordered, side="right") - first
        within = (np.arange(count) - first) * _QUANTILES + self._stream.integers(0, _QUANTILES, count, dtype=np.int64)
        found = np.empty(count, np.int64)
        found[order] = normal_quantiles()[within // np.maximum(1, size)]
        return found

    def spread_over(self, weights: Ints, count: int) -> Ints:
        """Return that many rows in rising order, each as often as its weight says, evenly spread over their sum."""
        sums = np.cumsum(weights)
        if count == 0 or sums[-1] <= 0:
            return np.zeros(0, np.int64)
        step = max(1, int(sums[-1]) // count)
        places = np.arange(count, dtype=np.int64) * int(sums[-1]) // count
        places += self._stream.integers(0, step, count, dtype=np.int64)
        return np.searchsorted(sums, places, side="right")

    def pick(self, weights: Weights, count: int) -> npt.NDArray[np.int8]:
        """Return positions in a short list of weights, each for itself as likely as its weight."""
        limits = np.cumsum(np.asarray(weights, np.int64))
        return np.searchsorted(limits, self.below(int(limits[-1]), count), side="right").astype(np.int8)

    def rounded(self, numerator: Ints, denominator: int) -> Ints:
        """Return quotients rounded up or down by chance, so that they are right on average."""
        return (numerator + self._stream.integers(0, denominator, len(numerator), dtype=np.int64)) // denominator

    def whole(self, expected: float) -> int:
        """Return an expected number rounded up or down by chance."""
        return int(expected + int(self.below(WHOLE, 1)[0]) / WHOLE)


@lru_cache(maxsize=1)
def normal_quantiles() -> Ints:
    """Return the standard normal curve at evenly likely places, in thousandths."""
    curve = NormalDist()
    return np.array([round(curve.inv_cdf((2 * n + 1) / (2 * _QUANTILES)) * _MILLI) for n in range(_QUANTILES)])


@lru_cache(maxsize=16)
def lognormal(sigma_percent: int) -> Ints:
    """Return the factors of a lognormal curve by the deviate in thousandths plus 6,000; their mean is 10,000."""
    sigma = sigma_percent / 100
    curve = np.array([exp(sigma * milli / _MILLI) for milli in range(-_REACH, _REACH + 1)])
    mean = float(curve[normal_quantiles() + _REACH].mean())
    return np.array([round(WHOLE * value / mean) for value in curve], np.int64)


def skewed(deviates: Ints, sigma_percent: int) -> Ints:
    """Return lognormal factors for normal deviates in thousandths: ten-thousandths, mean 10,000."""
    return lognormal(sigma_percent)[np.clip(deviates, -_REACH, _REACH) + _REACH]
