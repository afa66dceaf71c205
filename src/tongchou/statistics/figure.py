"""A figure of a report: two whole numbers, one over the other, so that no figure is ever rounded before it is shown."""

from fractions import Fraction
from typing import NamedTuple

import polars as pl

from tongchou.rules.money import RATIO, half_up, yuan

PERCENT, YUAN, NUMBER, COUNT = UNITS = ("percent", "yuan", "number", "count")
"""A share; fen a head; a plain quotient (days, visits a head); a whole number."""


class Figure(NamedTuple):
    """One figure: its name, what of it (a level, a month; empty: of all), and numerator over denominator.

    The numerator is fen where the unit is ``yuan``. A denominator of 0 means that there was nothing to count.
    """

    name: str
    key: str
    numerator: int
    denominator: int
    unit: str

    @property
    def full_name(self) -> str:
        """The name as a target gives it: ``stay_cost[tertiary]``."""
        return f"{self.name}[{self.key}]" if self.key else self.name

    @property
    def value(self) -> Fraction | None:
        """The exact value, None where there was nothing to count."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None


def count(name: str, number: int, key: str = "") -> Figure:
    """Return a figure that is a count."""
    return Figure(name, key, number, 1, COUNT)


def sum_of(table: pl.DataFrame, column: str) -> int:
    """Return the sum of a column of whole numbers, 0 of an empty table."""
    return int(table[column].cast(pl.Int64).sum())


def text_of(value: Fraction, unit: str) -> str:
    """Return a value in its unit, rounded for show: ``20.81%``, ``7339.00``, ``3.470``, ``1043``."""
    if unit == PERCENT:
        return f"{yuan(half_up(value.numerator * RATIO, value.denominator))}%"
    if unit == YUAN:
        return yuan(half_up(value.numerator, value.denominator))
    if unit == COUNT:
        return str(half_up(value.numerator, value.denominator))
    thousandths = half_up(value.numerator * 1_000, value.denominator)
    sign, whole = "-" if thousandths < 0 else "", abs(thousandths)
    return f"{sign}{whole // 1_000}.{whole % 1_000:03d}"
