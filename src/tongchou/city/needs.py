"""How much care a city needs in a year: what each person is likely to need, scaled to the published rates.

The aims are the published ones of the resident scheme (national bulletins; the year stands beside each). They count
settled bills for each enrolled person. What stands behind them (who needs more, where, how badly) is assumed.
"""

from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tongchou.city import tables
from tongchou.city.catalogue import OLDEST, SEASONS, catalogue, cell_of, expected
from tongchou.city.draw import WHOLE
from tongchou.city.people import FRAILTY, Bools, Filings, Int8s, Int16s, Int32s, People, completed_years
from tongchou.rules.codes import FILING_KINDS, LOCAL

Ints = npt.NDArray[np.int64]

VISITS = 3.47
"""Settled bills a head, 2025."""
STAYS = 0.208
"""Stays a head, 2025."""
FILED = 0.135
"""Share of chronic and two-disease bills in all bills, 2021 to 2023 (13 to 14%)."""
PHARMACY = 0.015
"""Share of pharmacies' bills, 2025."""
AWAY_STAYS = 0.106
"""Share of stays outside the city, 2021."""
AWAY_VISITS = 0.021
"""Share of bills from outside the city, 2021."""
MIX = (0.25, 0.38, 0.37)
"""Stays by tier: primary and first level, second, third; it reproduces the mean costs of 2025."""
DAYS = 9.0
"""Days of a stay, 2020 to 2023 (8.8 to 9.4)."""
TIER_COST = (330_000, 630_000, 1_127_800)
"""Mean cost of a stay by tier in fen, 2025; the lower two are assumed, so that the mix has the mean of 7,339 yuan."""
AWAY_COST = 2.18
"""Mean cost of a stay outside the city against that of all stays (2021: 17,490 yuan against 8,023)."""

UNCOVERED = 5_000
"""Use of care without cover, ten-thousandths of that with cover: assumed."""

SICK_NEWBORNS, DIES_IN_HOSPITAL = 1_500, 5_500
"""Of 10,000 newborns those who fall ill in the first days; of 10,000 deaths those at the end of a stay. Assumed."""

FILED_STAYS = {"chronic_1": 420, "chronic_2": 190, "hypertension": 125, "diabetes": 130}
"""Stays of those who have filed in per cent of those of others of their age, who are at 76: assumed."""
_NOT_FILED = 76

_OWN_DISEASE = {"chronic_1": 6_000, "chronic_2": 3_000}
"""Of 10,000 stays of those who have filed, those for the filed disease: assumed."""

_MONTHS = (118, 108, 100, 96, 94, 92, 92, 94, 98, 100, 104, 104)
"""Use by month in per cent of a mean month: assumed after the winter peak of the yearbooks."""


class Block(NamedTuple):
    """Some persons who stand together, in one year, as columns; persons count from ``start`` on."""

    start: int
    year: int
    first: int
    """1 January as a day."""
    last: int
    birth: Int32s
    death: Int32s
    male: Int8s
    place: Int8s
    age: Int16s
    """At the middle of the year, from 0."""
    cover_first: Int32s
    cover_last: Int32s
    filed: Filings
    """Of these persons, ``person`` counted from the block's start."""
    delivery_mother: Int32s
    delivery_day: Int32s
    delivery_babies: Int8s
    stay_weight: Ints
    visit_weight: Ints
    own_disease: Int16s
    """The diagnosis that the person has filed, -1 for none."""
    own_share: Int16s
    """How many of 10,000 stays are for it."""

    def covered(self, person: npt.NDArray[np.integer], day: npt.NDArray[np.integer]) -> Bools:
        """Return whether each person is covered on the day."""
        return (self.cover_first[person] <= day) & (day <= self.cover_last[person])

    def covered_days(self) -> Ints:
        """Return how many days each person is covered."""
        return np.maximum(self.cover_last.astype(np.int64) - self.cover_first + 1, 0)


def day_of(year: int, month: int, day: int) -> int:
    """Return a day as it stands in the columns: days since 1970-01-01."""
    return (date(year, month, day) - date(1970, 1, 1)).days


def make_block(people: People, row: int, start: int, stop: int) -> Block:
    """Return the persons from ``start`` to before ``stop`` in the year of a row."""
    persons, year = people.persons, people.years[row]
    part = slice(start, stop)
    first, last = day_of(year, 1, 1), day_of(year, 12, 31)
    birth = persons.birth[part]
    age = np.clip(completed_years(birth, day_of(year, 7, 1)), 0, OLDEST).astype(np.int16)
    of_filed = slice(*np.searchsorted(people.filed.person, (start, stop)))
    filed = Filings._make(column[of_filed] for column in people.filed)
    filed = filed._replace(person=filed.person - np.int32(start))
    due = people.deliveries
    bears = (due.mother >= start) & (due.mother < stop) & (due.day >= first) & (due.day <= last)
    frailty = np.array(FRAILTY, np.int64)[persons.frailty[part]]
    factor, own, own_share = _by_filing(filed, stop - start, last)
    stays, visits = _use(age)
    return Block(
        start,
        year,
        first,
        last,
        birth,
        persons.death[part],
        persons.sex[part],
        persons.place[part],
        age,
        persons.cover_first[row][part],
        persons.cover_last[row][part],
        filed,
        due.mother[bears] - np.int32(start),
        due.day[bears],
        due.babies[bears],
        stays * frailty * factor,
        visits * frailty,
        own,
        own_share,
    )


def _use(age: Int16s) -> tuple[Ints, Ints]:
    """Return stays and visits of 1,000 people of each age."""
    use = tables.use_by_age()[: OLDEST + 1]
    return np.array([each.stays for each in use])[age], np.array([each.visits for each in use])[age]


def _by_filing(filed: Filings, count: int, last: int) -> tuple[Ints, Int16s, Int16s]:
    """Return the factor of stays (per cent), the filed diagnosis and its share of the stays for each person."""
    place = {code: n for n, code in enumerate(catalogue().codes)}
    diagnosis = np.array([place[disease.diagnosis] for disease in tables.chronic_diseases()], np.int16)
    factor = np.full(count, _NOT_FILED, np.int64)
    own = np.full(count, -1, np.int16)
    share = np.zeros(count, np.int16)
    for kind in reversed(FILING_KINDS):
        of_kind = (filed.kind == FILING_KINDS.index(kind)) & (filed.first <= last)
        who = filed.person[of_kind]
        factor[who] = np.maximum(factor[who], FILED_STAYS[kind])
        if kind in _OWN_DISEASE:
            own[who] = diagnosis[filed.row[of_kind]]
            share[who] = _OWN_DISEASE[kind]
    return factor, own, share


class Sums(NamedTuple):
    """What the persons of a block, or of a city, add up to."""

    enrolled: int
    covered_stays: int
    """Weights times covered days."""
    covered_visits: int
    covered_visits_away: int
    """Of those who live outside the city."""
    stays_away: int
    newborns: int
    deaths: int
    deliveries: int
    cells: npt.NDArray[np.float64]
    """Weights of stays by cell of diagnoses, own diseases left out."""
    own: npt.NDArray[np.float64]
    """Weights of stays for filed diseases by diagnosis."""
    filed_days: npt.NDArray[np.int64]
    """By chronic disease (the last: the two diseases): days in the year on which filing and cover are in force."""


def sum_up(block: Block) -> Sums:
    """Return the sums of a block."""
    days = block.covered_days()
    away = block.place != LOCAL
    stays, visits = block.stay_weight * days, block.visit_weight * days
    own_part = stays * block.own_share // WHOLE
    of_cell = cell_of(block.age, block.male, np.zeros(len(block.age), np.int64)) // SEASONS
    cells = np.bincount(of_cell, weights=(stays - own_part).astype(np.float64), minlength=(OLDEST + 2) * 2)
    has_own = block.own_disease >= 0
    own = np.bincount(block.own_disease[has_own], weights=own_part[has_own], minlength=len(catalogue().codes))
    born = (block.birth >= block.first) & (block.birth <= block.last)
    died = (block.death >= block.first) & (block.death <= block.last)
    filed = block.filed
    row = np.where(filed.row < 0, len(tables.chronic_diseases()), filed.row)
    return Sums(
        int((days > 0).sum()),
        int(stays.sum()),
        int(visits.sum()),
        int(visits[away].sum()),
        int(stays[away].sum()),
        int((born & block.covered(slice_all(block), block.birth)).sum()),
        int((died & block.covered(slice_all(block), np.minimum(block.death, block.last))).sum()),
        len(block.delivery_day),
        np.repeat(cells / SEASONS, SEASONS),
        own.astype(np.float64),
        np.bincount(row, weights=filed_days(block), minlength=len(tables.chronic_diseases()) + 1).astype(np.int64),
    )


def slice_all(block: Block) -> npt.NDArray[np.int64]:
    """Return every person of a block."""
    return np.arange(len(block.birth), dtype=np.int64)


def filed_days(block: Block) -> Ints:
    """Return for each filing the days of the year on which it and the person's cover are in force."""
    filed = block.filed
    first = np.maximum(np.maximum(filed.first, block.first), block.cover_first[filed.person]).astype(np.int64)
    last = np.minimum(np.minimum(filed.last, block.last), block.cover_last[filed.person]).astype(np.int64)
    last = np.minimum(last, block.death[filed.person])
    return np.maximum(last - first + 1, 0)


def add_up(parts: list[Sums]) -> Sums:
    """Return the sums of all blocks."""
    return Sums._make(sum(values[1:], start=values[0]) for values in zip(*parts, strict=True))


def age_on(birth: npt.NDArray[np.integer], day: npt.NDArray[np.integer]) -> Ints:
    """Return the age class of each on a day: completed years, a day late where a leap day is yet to come."""
    days = np.asarray(day, np.int64) - birth
    return np.clip(days * 4 // 1461, 0, OLDEST)


def of_calendar(year: int) -> Int16s:
    """Return days of the year (from 0), each as often as its month is heavy; a lot is a place in it."""
    lengths = [(day_of(year + month // 12, month % 12 + 1, 1) - day_of(year, month, 1)) for month in range(1, 13)]
    days: list[int] = []
    passed = 0
    for month, length in enumerate(lengths):
        for day in range(passed, passed + length):
            days.extend([day] * _MONTHS[month])
        passed += length
    return np.array(days, np.int16)


def season_of(day: npt.NDArray[np.integer]) -> Int8s:
    """Return the season of each day: winter is December to February."""
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    return ((month + 1) % 12 // 3).astype(np.int8)


def expected_diagnoses(sums: Sums) -> npt.NDArray[np.float64]:
    """Return how the stays of a year are likely to share out over the diagnoses; the shares add up to 1."""
    found = expected(catalogue().stay_limits, sums.cells) + sums.own
    return found / found.sum()
