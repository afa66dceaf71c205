"""From a regulation to the tables that the fold looks terms up in, for the combinations that some rows need."""

from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tongchou.columns.fold import Lookup, Rows
from tongchou.regulations.asking import NO_REGIME, BillKey
from tongchou.regulations.faults import NotInForce
from tongchou.regulations.resolve import TermsBook
from tongchou.rules.benefit.terms import Terms
from tongchou.rules.codes import (
    CATEGORIES,
    DELIVERIES,
    FILINGS_OUT_OF_AREA,
    GRADES,
    IDENTITIES,
    KINDS,
    LEVELS,
    PLACES,
)

SIZES = tuple(len(words) for words in (KINDS, LEVELS, PLACES, FILINGS_OUT_OF_AREA, CATEGORIES, IDENTITIES, DELIVERIES))
"""How many values each code of a key has, but for the grade."""

EIGHT = 8
"""The length of the lists in terms."""


class Unanswered(NamedTuple):
    """A combination for which the regulation has no answer."""

    key: int
    zh: str
    en: str


def record_type(shape: Any) -> np.dtype[Any]:
    """Return the record of a named tuple of terms: the same names, integers of 64 bits, nested as they are."""
    fields: list[tuple[Any, ...]] = []
    for name, kind in shape.__annotations__.items():
        if kind is int:
            fields.append((name, "i8"))
        elif hasattr(kind, "_fields"):
            fields.append((name, record_type(kind)))
        else:
            fields.append((name, "i8", (EIGHT,)))
    return np.dtype(fields)


TERMS = record_type(Terms)


class Tables:
    """The tables of one regulation over the days of some rows; terms are resolved as they are needed."""

    def __init__(self, book: TermsBook, first_day: int, last_day: int, *, records: bool) -> None:
        """Lay out the days; ``records`` asks for terms as records (compiled) instead of named tuples (plain)."""
        self.book = book
        self.first_day = first_day
        self.records = records
        books = [book.of_grade(grade) for grade in GRADES]
        days = range(first_day, last_day + 1)
        starts = sorted({first_day, *(day for each in books for day in each.regulation.changes() if day in days)})
        self.starts = starts
        weights = []
        weight = 1
        for size in SIZES:
            weights.append(weight)
            weight *= size
        self.strides = (*weights, weight)
        self.keys_of_a_period = weight * len(GRADES)
        counted = np.searchsorted(np.array(starts), np.arange(first_day, last_day + 1), side="right") - 1
        period = (counted * self.keys_of_a_period).astype(np.int32)
        years = np.array([date.fromordinal(day).year for day in days], dtype=np.int16)
        first_year, last_year = int(years[0]), int(years[-1])
        rules = np.zeros((2, len(GRADES), last_year - first_year + 1), dtype=np.int64)
        for grade, each in enumerate(books):
            for year in range(first_year, last_year):
                rules[:, grade, year - first_year] = each.incentive_rule(date(year, 12, 31).toordinal())
        number = np.zeros(len(starts) * self.keys_of_a_period, dtype=np.int32)
        self._terms: list[Terms] = []
        self.lookup = Lookup(
            first_day,
            period,
            years,
            self.strides,  # type: ignore[arg-type]
            number,
            np.zeros(0, TERMS) if records else [],
            np.zeros(0, np.int8),
            np.zeros(0, np.int8),
            first_year,
            rules[0],
            rules[1],
        )

    def fill(self) -> list[Unanswered]:
        """Resolve the terms of every key that is marked with 1; return the keys for which there is no answer."""
        number = self.lookup.number
        unanswered = []
        kinds: list[int] = []
        interim: list[int] = []
        for key in np.flatnonzero(number == 1):
            try:
                resolved = self._resolve(int(key))
            except NotInForce as missing:
                unanswered.append(Unanswered(int(key), missing.zh, missing.en))
                continue
            number[key] = len(self._terms)
            self._terms.append(resolved.terms)
            kinds.append(resolved.kind)
            interim.append(resolved.interim_is_admission)
        terms: Any = np.array(self._terms, dtype=TERMS) if self.records else self._terms
        self.lookup = self.lookup._replace(
            terms=terms,
            resolved_kind=np.array(kinds, dtype=np.int8),
            interim_is_admission=np.array(interim, dtype=np.int8),
        )
        return unanswered

    def plain(self) -> Lookup:
        """Return the tables for the path without numba: lists, whose entries are plain integers."""
        lists = ("period", "year", "number", "resolved_kind", "interim_is_admission")
        return self.lookup._replace(**{name: getattr(self.lookup, name).tolist() for name in lists})

    def _resolve(self, key: int) -> Any:
        period, rest = divmod(key, self.keys_of_a_period)
        codes = []
        for size in SIZES:
            rest, code = divmod(rest, size)
            codes.append(code)
        book = self.book.of_grade(GRADES[rest])
        kind, level, place, filing, category, identity, delivery = codes
        asked = BillKey(kind, level, place, filing, category, identity, delivery, NO_REGIME)
        return book.terms(book.period(self.starts[period]), asked)


def days_of(rows: Rows) -> tuple[int, int]:
    """Return the first and the last day of some rows."""
    days: npt.NDArray[np.int32] = rows.day
    return int(days.min()), int(days.max())
