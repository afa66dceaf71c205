"""The people of a city at scale, as tables to be written and as columns to count with.

``make_people(residents, years, seed)`` of :mod:`tongchou.city.populate` makes them.

A person is an index: the row in the table of residents, from 0. Days in the columns are int32 days since 1970-01-01,
which is what Arrow's ``date32`` and NumPy's ``datetime64[D]`` hold; :data:`NEVER` stands for "no such day" and "still".
Codes of words are positions in the tables of :mod:`tongchou.rules.codes`.
"""

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tongchou.rules.days import is_leap

Int8s = npt.NDArray[np.int8]
Int16s = npt.NDArray[np.int16]
Int32s = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

NEVER = 2_932_896
"""9999-12-31, the last day there is: of a death that did not happen, of an interval that has not ended."""

FRAILTY = (40, 90, 160, 330)
"""How often people of a frailty class fall ill against others of their age, in per cent; the mean is 100. Assumed."""

FRAILTY_WEIGHTS = (40, 35, 18, 7)
"""How many of a hundred people are in each frailty class. Assumed."""

_OLDEST = 130
"""No age is higher."""

UNFILED_DISEASE = -1
"""In :attr:`Filings.row`: hypertension and diabetes, which are no row of the chronic diseases."""


class Persons(NamedTuple):
    """The residents as columns, one value for each person; what holds for a year is a row of a matrix."""

    birth: Int32s
    death: Int32s
    """NEVER for the living. Nobody lives after it, and nothing may happen to a person after it."""
    sex: Int8s
    """0 female, 1 male."""
    village: Int16s
    """Row of the table of villages."""
    household: Int32s
    """Counts from 0 in the order of persons, so that members stand together."""
    mother: Int32s
    """Her index, -1 where she is no resident of the city."""
    place: Int8s
    """Where the person lives: a code of PLACES, above 0 with a filing of residence outside the city."""
    frailty: Int8s
    """Class of frailty: position in :data:`FRAILTY`."""
    category: Int8s
    """(years, persons): a code of CATEGORIES for the benefit year; school begins at 6 on the 1 September before it."""
    cover_first: Int32s
    """(years, persons): first covered day of the benefit year, NEVER where there is none."""
    cover_last: Int32s
    """(years, persons): last covered day, 0 (long before any) where there is none: first <= day <= last is cover."""
    continuous_years: Int8s
    """(years, persons): complete years of cover without a gap just before the benefit year."""
    zero_claim_years: Int8s
    """Complete years without a claim just before the first benefit year; later ones follow from the claims."""


class Identities(NamedTuple):
    """Recognised identities by person and first day; one person may hold several at once."""

    person: Int32s
    kind: Int8s
    """A code of IDENTITIES."""
    first: Int32s
    last: Int32s
    """Included; NEVER: still."""


class Filings(NamedTuple):
    """Filed diseases by person and first day."""

    person: Int32s
    kind: Int8s
    """A code of FILING_KINDS."""
    row: Int16s
    """Position in :func:`tongchou.city.tables.chronic_diseases`, UNFILED_DISEASE for the two diseases."""
    first: Int32s
    last: Int32s
    """Included; NEVER: still."""


class Deliveries(NamedTuple):
    """Deliveries of residents in the years of the city, by mother and day."""

    mother: Int32s
    day: Int32s
    babies: Int8s
    """1, or 2 for twins."""


class People(NamedTuple):
    """Everything about the people of a city: the tables of :mod:`tongchou.city.schema` and the same as columns."""

    years: tuple[int, ...]
    """The benefit years, one after the other; row 0 of a matrix is the first."""
    villages: pa.Table
    residents: pa.Table
    identities: pa.Table
    coverage: pa.Table
    filings: pa.Table
    persons: Persons
    held: Identities
    filed: Filings
    deliveries: Deliveries


def completed_years(birth: npt.NDArray[np.integer], day: int) -> Int16s:
    """Return the completed years from each birth to one day, 29 February counting as 1 March; -1 before birth."""
    today = date(1970, 1, 1) + timedelta(days=day)
    # Whoever is born after the day so many years ago is younger than that.
    ago = [_same_day(today, age) for age in range(_OLDEST, -1, -1)]
    return (_OLDEST - np.searchsorted(np.array(ago), birth, side="left")).astype(np.int16)


def _same_day(day: date, years_ago: int) -> int:
    """Return the day so many years ago since 1970-01-01; for 29 February the 28th where there is none."""
    leap_day = (day.month, day.day) == (2, 29) and not is_leap(day.year - years_ago)
    return (date(day.year - years_ago, day.month, day.day - leap_day) - date(1970, 1, 1)).days


def ranking_identity(
    held: Identities, person: npt.NDArray[np.integer], day: npt.NDArray[np.integer], ordinary: int
) -> Int8s:
    """Return the identity that counts on each day: of those held the one with the lowest code, else ``ordinary``.

    The codes of IDENTITIES are in the order of rank.
    """
    first_row = np.searchsorted(held.person, person, side="left")
    rows_of = np.searchsorted(held.person, person, side="right") - first_row
    found = np.full(len(person), ordinary, np.int8)
    for number in range(int(rows_of.max(initial=0))):
        asked = np.flatnonzero(rows_of > number)
        row = first_row[asked] + number
        holds = (held.first[row] <= day[asked]) & (day[asked] <= held.last[row])
        found[asked] = np.where(holds, np.minimum(found[asked], held.kind[row]), found[asked])
    return found
