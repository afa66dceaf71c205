"""From a regulation to the tables that the fold looks terms up in, for the combinations that some rows need."""

from datetime import date
from typing import Any, NamedTuple, get_type_hints

import numpy as np
import numpy.typing as npt

from tongchou.columns.fold import FIRST_ENTRY, WANTED, Entry, Lookup
from tongchou.regulations.asking import NO_REGIME, BillKey
from tongchou.regulations.faults import NotInForce
from tongchou.regulations.resolve import Resolved, TermsBook
from tongchou.regulations.rows import RESIDENT_FUND
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

SIZES = tuple(
    len(words) for words in (KINDS, LEVELS, PLACES, FILINGS_OUT_OF_AREA, CATEGORIES, IDENTITIES, DELIVERIES, GRADES)
)
"""How many values each code of a key has."""

EIGHT = 8
"""The length of the lists in terms."""

LAST_YEAR = 2100
"""To which year the tables reach where the regulation has no end."""


class Special(NamedTuple):
    """What of a bill its terms depend on in few regulations: the rest of a :class:`BillKey`."""

    regime: int = NO_REGIME
    exempt_by: int = 0
    exempt_from_admission: int = 0
    exempt_from_diagnosis: int = 0
    chronic_2_disease: str = ""
    circumstances: tuple[int, ...] = ()


class Unanswered(NamedTuple):
    """A combination for which the regulation has no answer."""

    path: str
    zh: str
    en: str


def record_type(shape: Any) -> np.dtype[Any]:
    """Return the record of a named tuple: the same names, integers of 64 bits, nested as they are."""
    fields: list[tuple[Any, ...]] = []
    for name, kind in get_type_hints(shape).items():
        if kind is int:
            fields.append((name, "i8"))
        elif hasattr(kind, "_fields"):
            fields.append((name, record_type(kind)))
        else:
            fields.append((name, "i8", (EIGHT,)))
    return np.dtype(fields)


ENTRY = record_type(Entry)
NO_ENTRY = np.zeros(1, ENTRY)


def weights() -> tuple[int, ...]:
    """Return what each code of a key weighs in it, and last the keys of one special combination."""
    found, weight = [], 1
    for size in SIZES:
        found.append(weight)
        weight *= size
    return (*found, weight)


WEIGHTS = weights()
KEYS = WEIGHTS[-1]


class Tables:
    """The tables of one regulation over all the days of its force; entries are resolved as they are needed."""

    def __init__(self, book: TermsBook) -> None:
        """Lay out the days and years."""
        self.book = book
        area = book.regulation.area
        self.first_day = area.first
        self.last_day = min(area.last, date(LAST_YEAR, 12, 31).toordinal())
        books = [book.of_grade(grade) for grade in GRADES]
        changes = {day for each in books for day in each.regulation.changes()}
        self.starts = sorted({self.first_day, *(day for day in changes if self.first_day < day <= self.last_day)})
        self.specials: dict[Special, int] = {Special(): 0}
        self.entries: list[Entry] = []
        self._number_of: dict[tuple[Entry, str, str], int] = {}
        self.payers: list[str] = []
        """By entry: who pays the basic layer."""
        self.tilt_payers: list[str] = []
        """By entry: who pays tilt assistance."""
        self.unanswered: dict[int, Unanswered] = {}
        first_year, last_year = (date.fromordinal(day).year for day in (self.first_day, self.last_day))
        self.lookup = Lookup(
            self._periods(),
            self._years(first_year, last_year),
            np.zeros(len(self.starts) * KEYS, dtype=np.uint32),
            NO_ENTRY,
            first_year,
            *self._incentive_rules(books, first_year, last_year),
        )

    @property
    def keys_of_a_period(self) -> int:
        """How many keys a period has."""
        return KEYS * len(self.specials)

    def _periods(self) -> npt.NDArray[np.uint32]:
        days = np.arange(self.first_day, self.last_day + 1)
        counted = np.searchsorted(np.array(self.starts), days, side="right") - 1
        return (counted * self.keys_of_a_period).astype(np.uint32)

    def _years(self, first_year: int, last_year: int) -> npt.NDArray[np.int16]:
        firsts = [date(year, 1, 1).toordinal() for year in range(first_year, last_year + 1)]
        days = np.arange(self.first_day, self.last_day + 1)
        return (first_year - 1 + np.searchsorted(np.array(firsts), days, side="right")).astype(np.int16)

    def _incentive_rules(
        self, books: list[TermsBook], first_year: int, last_year: int
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        rules = np.zeros((2, len(GRADES), last_year - first_year + 1), dtype=np.int64)
        for grade, book in enumerate(books):
            of_period: dict[int, tuple[int, int]] = {}
            for year in range(first_year, last_year + 1):
                last = date(year, 12, 31).toordinal()
                if last <= self.last_day:
                    period = book.period(last)
                    if period not in of_period:
                        of_period[period] = book.incentive_rule(last)
                    rules[:, grade, year - first_year] = of_period[period]
        return rules[0], rules[1]

    def special(self, found: Special) -> int:
        """Return what a special combination adds to a key; a new one makes room for itself."""
        if found not in self.specials:
            self.specials[found] = len(self.specials)
            older = self.lookup.number.reshape(len(self.starts), -1)
            number = np.zeros((len(self.starts), self.keys_of_a_period), dtype=np.uint32)
            number[:, : older.shape[1]] = older
            self.unanswered = {self._moved(key, older.shape[1]): missing for key, missing in self.unanswered.items()}
            self.lookup = self.lookup._replace(period=self._periods(), number=number.reshape(-1))
        return self.specials[found] * KEYS

    def _moved(self, key: int, before: int) -> int:
        period, rest = divmod(key, before)
        return period * self.keys_of_a_period + rest

    def fill(self) -> None:
        """Resolve the entry of every key that is WANTED; those without an answer stay so, with the reason noted."""
        number = self.lookup.number
        known = len(self.entries)
        for key in np.flatnonzero(number == WANTED):
            if int(key) in self.unanswered:
                continue
            try:
                entry, payer, tilt_payer = found = self._resolve(int(key))
            except NotInForce as missing:
                self.unanswered[int(key)] = Unanswered(missing.path, missing.zh, missing.en)
                continue
            if found not in self._number_of:
                self._number_of[found] = len(self.entries) + FIRST_ENTRY
                self.entries.append(entry)
                self.payers.append(payer)
                self.tilt_payers.append(tilt_payer)
            number[key] = self._number_of[found]
        if len(self.entries) > known:
            blank = [NO_ENTRY[0].tolist()] * FIRST_ENTRY
            self.lookup = self.lookup._replace(entries=np.array([*blank, *self.entries], dtype=ENTRY))

    def plain(self) -> Lookup:
        """Return the tables for the path without numba: lists, whose entries are plain integers."""
        blank = self.entries[:1] * FIRST_ENTRY
        lists = {name: getattr(self.lookup, name).tolist() for name in ("period", "year", "number")}
        return self.lookup._replace(**lists, entries=[*blank, *self.entries])

    def _resolve(self, key: int) -> tuple[Entry, str, str]:
        period, rest = divmod(key, self.keys_of_a_period)
        special, rest = divmod(rest, KEYS)
        codes = []
        for size in SIZES:
            rest, code = divmod(rest, size)
            codes.append(code)
        kind, level, place, filing, category, identity, delivery, grade = codes
        asked = BillKey(kind, level, place, filing, category, identity, delivery, *list(self.specials)[special])
        book = self.book.of_grade(GRADES[grade])
        # what holds for every bill of the day has to be known too, as for a bill of a case file
        book.fixed(book.period(self.starts[period]))
        resolved = book.terms(book.period(self.starts[period]), asked)
        return entry_of(resolved, place, filing, delivery, grade), resolved.payer, resolved.tilt_payer


def entry_of(resolved: Resolved, place: int, filing: int, delivery: int, grade: int) -> Entry:
    """Return what follows from a key: facts and terms."""
    regime = resolved.regime
    return Entry(
        resolved.kind,
        resolved.interim_is_admission,
        resolved.interim_days,
        delivery,
        resolved.unfiled_outside(place, filing),
        resolved.tilt_place(place, filing),
        int(resolved.counts_as_filed),
        int(regime is not None and regime.own_account),
        int(resolved.payer != RESIDENT_FUND),
        grade,
        resolved.terms,
    )
