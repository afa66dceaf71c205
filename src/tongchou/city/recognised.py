"""Who is recognised as poor, orphaned or severely disabled, from when to when.

Those whom the city's regulation aids to enrol come to the published 8.1% of the insured (2025); the split by kind in
``data/recognised.csv`` is assumed, as is how long an identity lasts. Entering and leaving balance each other, so that
the shares are those of the table on every day of the city's years. Lists are made by the month: an identity begins on
the first day of one and ends on the last.
"""

from typing import NamedTuple

import numpy as np

from tongchou.city import tables
from tongchou.city.draw import WHOLE, Bools, Draws, Ints
from tongchou.city.households import GRANDCHILD, Families
from tongchou.city.lifetimes import day_number
from tongchou.city.people import NEVER, Identities, completed_years
from tongchou.rules.codes import IDENTITIES, LOW_INCOME, LOW_INCOME_EDGE

_LASTING = 240
"""Months before the end of the years in which an identity began that ends with death or, an orphan's, at 18."""

_NO_END = 12 * 9_000
"""A month after all others."""

_ELDERLY = 62
_OF_AGE = 18

_TO_THE_EDGE = 5_000
"""Households of 10,000 that stay on the edge of low income for a while after they left it: assumed."""

_MONTHS_ON_THE_EDGE = (6, 30)

_ALSO_POOR = 2_700
"""Of 10,000 severely disabled those who live in a household recognised as poor: assumed."""


class _Grant(NamedTuple):
    """A row of the table; ``longest`` 0: it lasts."""

    kind: int
    share: int
    granted_to: str
    shortest: int
    longest: int


class _Spell(NamedTuple):
    """Identities of one kind, by unit (household or person): months since January 1970, the last one included."""

    kind: int
    rows: Ints
    first: Ints
    last: Ints


def make_identities(draws: Draws, families: Families, death: Ints, years: tuple[int, ...]) -> Identities:
    """Return the identities held during the years by members who live at the time."""
    households = int(families.household[-1]) + 1 if len(families.household) else 0
    residents = int(np.sum(death >= day_number(years[-1], 1, 1)))
    taken = np.zeros(households, np.bool_)
    found: list[_Spell] = []
    for grant in _grants():
        wanted = (residents * grant.share + WHOLE // 2) // WHOLE
        if grant.granted_to == "person":
            found += _to_persons(draws, grant, found, len(death), wanted, years)
            continue
        if grant.kind == LOW_INCOME_EDGE:
            wanted = max(0, wanted - _held_in_the_middle(found, LOW_INCOME_EDGE, years))
        found += _to_households(draws, grant, families, taken, wanted, years)
    return _as_columns(found, families, death, years)


def _grants() -> list[_Grant]:
    """Return the table, low income before its edge."""
    return [
        _Grant(
            IDENTITIES.index(row["kind"]),
            int(row["per_10000"]),
            row["granted_to"],
            int(row["months_from"] or 0),
            int(row["months_to"] or 0),
        )
        for row in tables.rows("recognised")
    ]


def _span(years: tuple[int, ...]) -> tuple[int, int]:
    """Return the first month of the years and the first after them, since January 1970."""
    return (years[0] - 1970) * 12, (years[-1] + 1 - 1970) * 12


def _ever(grant: _Grant, wanted: int, years: tuple[int, ...]) -> int:
    """Return how many must be drawn so that as many as wanted hold the identity on a day in the middle of the years."""
    half = 6 * len(years)
    if not grant.longest:
        return wanted * _LASTING // (_LASTING - half)
    return wanted * (grant.longest + 2 * half) * 2 // (grant.shortest + grant.longest)


def _months(draws: Draws, grant: _Grant, count: int, years: tuple[int, ...]) -> tuple[Ints, Ints]:
    """Return first and last month of each spell; such as ended before the years are among them."""
    begin, end = _span(years)
    if not grant.longest:
        return draws.spread(end - _LASTING, end - 1, count), np.full(count, _NO_END, np.int64)
    first, length = draws.pairs((begin - grant.longest, end - 1), (grant.shortest, grant.longest), count)
    return first, first + length - 1


def _to_households(
    draws: Draws, grant: _Grant, families: Families, taken: Bools, wanted: int, years: tuple[int, ...]
) -> list[_Spell]:
    """Give the identity to the fitting members of households that hold no other one yet."""
    holders = _fitting(grant.granted_to, families, years)
    sizes = np.bincount(families.household[holders], minlength=len(taken))
    candidates = np.flatnonzero((sizes > 0) & ~taken)
    order = candidates[draws.order(len(candidates))]
    ever = _ever(grant, wanted, years)
    # Of the two numbers of households around what is wanted, the nearer one; one household at least.
    sums = np.cumsum(sizes[order])
    chosen = order[: max(1, int(np.searchsorted(2 * sums - sizes[order], 2 * ever)))] if ever else order[:0]
    taken[chosen] = True
    # By size, so that those who hold the identity on a day have households of all sizes.
    chosen = chosen[np.argsort(sizes[chosen], kind="stable")]
    first, last = _months(draws, grant, len(chosen), years)
    spells = [_spell(grant.kind, families, holders, chosen, first, last, len(taken))]
    if grant.kind == LOW_INCOME:
        on = np.flatnonzero(draws.chance(_TO_THE_EDGE, len(chosen)))
        until = last[on] + draws.spread(*_MONTHS_ON_THE_EDGE, len(on))
        spells.append(_spell(LOW_INCOME_EDGE, families, holders, chosen[on], last[on] + 1, until, len(taken)))
    return spells


def _fitting(granted_to: str, families: Families, years: tuple[int, ...]) -> Bools:
    """Return which members would hold an identity that their household is granted."""
    if granted_to == "household":
        return np.ones(len(families.birth), np.bool_)
    if granted_to == "grandchild":
        minor = completed_years(families.birth, day_number(years[0], 1, 1)) < _OF_AGE
        return minor & (families.relation == GRANDCHILD)
    alone = np.bincount(families.household)[families.household] == 1
    return alone & (completed_years(families.birth, day_number(years[-1], 12, 31)) >= _ELDERLY)


def _spell(
    kind: int, families: Families, holders: Bools, chosen: Ints, first: Ints, last: Ints, households: int
) -> _Spell:
    """Return the months of the households for each member who holds the identity."""
    place = np.full(households, -1, np.int64)
    place[chosen] = np.arange(len(chosen))
    rows = np.flatnonzero(holders & (place[families.household] >= 0))
    of_household = place[families.household[rows]]
    return _Spell(kind, rows, first[of_household], last[of_household])


def _to_persons(
    draws: Draws, grant: _Grant, before: list[_Spell], count: int, wanted: int, years: tuple[int, ...]
) -> list[_Spell]:
    """Give the identity to single persons, to some who hold another one already."""
    ever = _ever(grant, wanted, years)
    poor = np.zeros(count, np.bool_)
    for spell in before:
        poor[spell.rows] = True
    both = ever * _ALSO_POOR // WHOLE
    rows = [
        candidates[draws.order(len(candidates))[:number]]
        for candidates, number in ((np.flatnonzero(poor), both), (np.flatnonzero(~poor), ever - both))
    ]
    chosen = np.concatenate(rows)
    return [_Spell(grant.kind, chosen, *_months(draws, grant, len(chosen), years))]


def _held_in_the_middle(found: list[_Spell], kind: int, years: tuple[int, ...]) -> int:
    """Return how many hold an identity in the middle month of the years."""
    middle = sum(_span(years)) // 2
    return sum(int(np.sum((s.first <= middle) & (middle <= s.last))) for s in found if s.kind == kind)


def _first_days(months: Ints) -> Ints:
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def _as_columns(found: list[_Spell], families: Families, death: Ints, years: tuple[int, ...]) -> Identities:
    """Return the spells in days and in order: from birth at the earliest, to death or an orphan's 18th birthday."""
    begin, end = day_number(years[0], 1, 1), day_number(years[-1], 12, 31)
    person = np.concatenate([spell.rows for spell in found])
    kind = np.concatenate([np.full(len(spell.rows), spell.kind, np.int64) for spell in found])
    first = np.maximum(_first_days(np.concatenate([spell.first for spell in found])), families.birth[person])
    last = _first_days(np.concatenate([spell.last for spell in found]) + 1) - 1
    orphan = kind == IDENTITIES.index("orphan")
    last[orphan] = np.minimum(last[orphan], _eve_of_18(families.birth[person[orphan]]))
    last = np.where(last > end, NEVER, last)
    last = np.minimum(last, np.where(death[person] == NEVER, NEVER, death[person]))
    kept = np.flatnonzero((first <= last) & (last >= begin) & (first <= end))
    order = kept[np.lexsort((kind[kept], first[kept], person[kept]))]
    return Identities(
        person[order].astype(np.int32),
        kind[order].astype(np.int8),
        first[order].astype(np.int32),
        last[order].astype(np.int32),
    )


def _eve_of_18(birth: Ints) -> Ints:
    """Return the day before the 18th birthday."""
    months = birth.astype("datetime64[D]").astype("datetime64[M]")
    within = birth - months.astype("datetime64[D]").astype(np.int64)
    return _first_days(months.astype(np.int64) + 12 * _OF_AGE) + within - 1
