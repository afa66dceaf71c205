"""The order of settling: a person's rows together, by discharge and encounter id.

Source: contract of settlement, section 1.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tongchou.columns.normal import Numbers, numbers_of

ORDER = [("person_id", "ascending"), ("discharged", "ascending"), ("encounter_id", "ascending")]


class Ordered(NamedTuple):
    """Claims in the order of settling."""

    table: pa.Table
    lines: Numbers
    """The line of each row in its source."""
    begins: Numbers
    """Where a row is the first of its person."""


def ordered(table: pa.Table, lines: Numbers) -> Ordered:
    """Return the claims in the order of settling; rows that stand so are left as they are."""
    begins = new_persons(table)
    if not _in_order(table, begins):
        # ids are compared by code point, which is also the order of their UTF-8 bytes
        places = pc.sort_indices(table, ORDER)
        table = table.take(places)
        lines = lines[places.to_numpy()]
        begins = new_persons(table)
    return Ordered(table, lines, begins)


def new_persons(table: pa.Table) -> Numbers:
    """Return where a row's person is another than that of the row before."""
    begins = np.ones(table.num_rows, bool)
    if table.num_rows > 1:
        persons = table.column("person_id").combine_chunks()
        last = len(persons) - 1
        changed = pc.not_equal(persons.slice(1), persons.slice(0, last))
        begins[1:] = changed.to_numpy(zero_copy_only=False)
    return begins


def _in_order(table: pa.Table, begins: Numbers) -> bool:
    """Return whether each person's rows stand together and in order."""
    starts = np.flatnonzero(begins)
    persons = table.column("person_id").take(pa.array(starts))
    rising = pc.less(persons.slice(0, max(0, len(persons) - 1)), persons.slice(1))
    if not pc.all(rising, min_count=0).as_py() and pc.count_distinct(persons).as_py() != len(persons):
        return False
    days = numbers_of(table, "discharged", 0, np.int32)
    step = days[1:].astype(np.int64) - days[:-1]
    same_person = ~begins[1:]
    if (step[same_person] < 0).any():
        return False
    ties = np.flatnonzero(same_person & (step == 0))
    if not len(ties):
        return True
    ids = table.column("encounter_id")
    tied = pc.less_equal(ids.take(pa.array(ties)), ids.take(pa.array(ties + 1)))
    return bool(pc.all(tied, min_count=0).as_py())
