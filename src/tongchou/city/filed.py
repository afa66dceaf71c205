"""Who has filed a disease: chronic diseases of class I and II, hypertension and diabetes, with their days.

The rates by age are assumed (``data/chronic_diseases.csv`` and the steps below), chosen so that bills for filed
diseases are about a seventh of all visits, as published. Frail people have filed more often.
"""

import numpy as np

from tongchou.city import tables
from tongchou.city.draw import WHOLE, Bools, Draws, Ints
from tongchou.city.lifetimes import day_number
from tongchou.city.people import NEVER, UNFILED_DISEASE, Filings, Int8s, Int16s, completed_years
from tongchou.rules.codes import FILING_KINDS

TWO_DISEASES = {"hypertension": "I10.x00x002", "diabetes": "E11.900"}
"""What is filed as one of the two diseases, and its diagnosis."""

_STEPS = {
    "hypertension": ((40, 150), (50, 700), (60, 1_200), (70, 1_500)),
    "diabetes": ((40, 80), (50, 260), (60, 430), (70, 450)),
}
"""From an age on how many of 10,000 have filed."""

_INSTEAD = {"hypertension": "M03900", "diabetes": "M01600"}
"""The chronic disease whose filing takes the place of one of the two diseases."""

_FRAIL = (64, 95, 138, 231)
"""How often people of a class of frailty have filed, in per cent; the mean is 100. Assumed."""

_AT_MOST = {"chronic_1": 1, "chronic_2": 3}

_MONTHS_OPEN = {"M00503": (12, 24), "M00105": (8, 14)}
"""Filings that end after so many months: treatment of cancer, tuberculosis. Assumed; all others stay."""

_YEARS_BEFORE = 5
_IN_THE_YEAR = 450
"""Of 10,000 lasting filings those made in each year of the city; the others were made in the five years before."""


def make_filings(draws: Draws, birth: Ints, death: Ints, frailty: Int8s, years: tuple[int, ...]) -> Filings:
    """Return the filings of all persons."""
    age = completed_years(birth, day_number(years[-1], 1, 1))
    factor = np.array(_FRAIL)[frailty]
    found: list[tuple[Ints, int, int, Ints, Ints]] = []
    filed_as: dict[str, Bools] = {}
    numbers = {kind: np.zeros(len(age), np.int8) for kind in _AT_MOST}
    for row, disease in enumerate(tables.chronic_diseases()):
        fits = (age >= disease.age_from) & (age <= disease.age_to)
        fits &= numbers[disease.kind] < _AT_MOST[disease.kind]
        first, last, rows = _drawn(draws, fits, disease.filers * factor, _MONTHS_OPEN.get(disease.code), years)
        filed_as.setdefault(disease.code, np.zeros(len(age), np.bool_))[rows] = True
        numbers[disease.kind][rows] += 1
        found.append((rows, FILING_KINDS.index(disease.kind), row, first, last))
    for kind, steps in _STEPS.items():
        starts, shares = zip(*steps, strict=True)
        rate = np.array((0, *shares))[np.searchsorted(starts, age, side="right")]
        fits = (age <= tables.diagnoses()[TWO_DISEASES[kind]].age_to) & ~filed_as[_INSTEAD[kind]]
        first, last, rows = _drawn(draws, fits, rate * factor, None, years)
        found.append((rows, FILING_KINDS.index(kind), UNFILED_DISEASE, first, last))
    return _in_order(found, death, day_number(years[0], 1, 1), day_number(years[-1], 12, 31))


def _drawn(
    draws: Draws, fits: Bools, shares: Ints, months: tuple[int, int] | None, years: tuple[int, ...]
) -> tuple[Ints, Ints, Ints]:
    """Return first and last day of filings, and who has them, by shares of 1,000,000 that hold one on any day."""
    begin, end = day_number(years[0], 1, 1), day_number(years[-1], 12, 20)
    if months is None:
        rows = np.flatnonzero(draws.hits(np.where(fits, shares, 0), WHOLE * 100))
        inside = draws.share_out((WHOLE - _IN_THE_YEAR * len(years), _IN_THE_YEAR * len(years)), len(rows))
        earlier = draws.spread(day_number(years[0] - _YEARS_BEFORE, 1, 2), begin - 10, len(rows))
        return np.where(inside, draws.spread(begin + 1, end, len(rows)), earlier), np.full(len(rows), NEVER), rows
    shortest, longest = (30 * number for number in months)
    ever = (longest + end - begin) * 2
    rows = np.flatnonzero(draws.hits(np.where(fits, shares * ever // (shortest + longest), 0), WHOLE * 100))
    first = draws.spread(begin - longest, end, len(rows))
    return first, first + draws.spread(shortest, longest, len(rows)), rows


def _in_order(found: list[tuple[Ints, int, int, Ints, Ints]], death: Ints, begin: int, end: int) -> Filings:
    """Return the filings that hold on a day from begin to end, none later than death; what ends later is still open."""
    person = np.concatenate([rows for rows, *_ in found])
    kind = np.concatenate([np.full(len(rows), kind) for rows, kind, *_ in found])
    disease = np.concatenate([np.full(len(rows), row) for rows, _, row, *_ in found])
    first = np.concatenate([days for *_, days, _ in found])
    last = np.concatenate([days for *_, days in found])
    last = np.minimum(np.where(last > end, NEVER, last), death[person])
    kept = np.flatnonzero((first <= last) & (last >= begin))
    order = kept[np.lexsort((disease[kept], kind[kept], first[kept], person[kept]))]
    return Filings(
        person[order].astype(np.int32),
        kind[order].astype(np.int8),
        disease[order].astype(np.int16),
        first[order].astype(np.int32),
        last[order].astype(np.int32),
    )


def disease_codes() -> list[str]:
    """Return the national code of each row of the chronic diseases; a code may stand more than once."""
    return [disease.code for disease in tables.chronic_diseases()]


def diagnosis_of(kind: Int8s, row: Int16s) -> tuple[Ints, list[str]]:
    """Return the diagnosis of each filing as a position in a list, and the list."""
    codes = [disease.diagnosis for disease in tables.chronic_diseases()]
    two = np.array([len(codes) + list(TWO_DISEASES).index(k) if k in TWO_DISEASES else 0 for k in FILING_KINDS])
    return np.where(row == UNFILED_DISEASE, two[kind], row), [*codes, *TWO_DISEASES.values()]
