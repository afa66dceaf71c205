"""The order of settling: a person's rows together, by discharge and encounter id.

Source: contract of settlement, section 1.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tongchou.columns.normal import Numbers, numbers_of, one_array

ORDER = [("person_id", "ascending"), ("discharged", "ascending"), ("encounter_id", "ascending")]


class Stand(NamedTuple):
    """How the persons stand in some rows."""

    begins: Numbers
    """Where a row's person is another than that of the row before."""
    rising: bool
    """Whether each person comes after the one before, so that nobody's rows stand apart."""


class Ordered(NamedTuple):
    """Claims in the order of settling."""

    table: pa.Table
    lines: Numbers
    """The line of each row in its source."""
    begins: Numbers
    """Where a row is the first of its person."""


def ordered(table: pa.Table, lines: Numbers, stand: Stand | None = None) -> Ordered:
    """Return the claims in the order of settling; rows that stand so are left as they are.

    ``stand`` is how the persons stand, where that is known already.
    """
    stand = stand or stand_of(table)
    if not _in_order(table, stand):
        # ids are compared by code point, which is also the order of their UTF-8 bytes
        places = pc.sort_indices(table, ORDER)
        table = table.take(places)
        lines = lines[places.to_numpy()]
        stand = stand_of(table)
    return Ordered(table, lines, stand.begins)


def stand_of(table: pa.Table) -> Stand:
    """Return how the persons stand in rows; an empty one is like an empty text."""
    persons = one_array(table.column("person_id"))
    if persons.null_count:
        persons = pc.fill_null(persons, "")
    begins = np.ones(len(persons), bool)
    if len(persons) > 1:
        changed = pc.not_equal(persons.slice(1), persons.slice(0, len(persons) - 1))
        begins[1:] = changed.to_numpy(zero_copy_only=False)
    firsts = persons.take(pa.array(np.flatnonzero(begins)))
    return Stand(begins, rises(firsts))


def rises(texts: pa.Array) -> bool:
    """Return whether each text comes after the one before."""
    last = max(0, len(texts) - 1)
    return bool(pc.all(pc.less(texts.slice(0, last), texts.slice(1)), min_count=0).as_py())


def _in_order(table: pa.Table, stand: Stand) -> bool:
    """Return whether each person's rows stand together and in order."""
    if not stand.rising:
        persons = table.column("person_id").take(pa.array(np.flatnonzero(stand.begins)))
        if pc.count_distinct(persons).as_py() != len(persons):
            return False
    days = numbers_of(table, "discharged", 0, np.int32)
    same_person = ~stand.begins[1:]
    if (same_person & (days[1:] < days[:-1])).any():
        return False
    ties = np.flatnonzero(same_person & (days[1:] == days[:-1]))
    if not len(ties):
        return True
    ids = table.column("encounter_id")
    tied = pc.less_equal(ids.take(pa.array(ties)), ids.take(pa.array(ties + 1)))
    return bool(pc.all(tied, min_count=0).as_py())
