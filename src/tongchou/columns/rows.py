"""From checked claims to the rows of the fold: one key a row, few marks, and extras for the few that have any."""

from datetime import date
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from tongchou.columns.checks import DEFAULTS, Read, RowFaults
from tongchou.columns.claims import AMOUNTS
from tongchou.columns.fold import (
    CHRONIC_1_FILED,
    DIABETES_FILED,
    HYPERTENSION_FILED,
    NEW_PERSON,
    STATUS_SHIFT,
    UNSTATED,
    WANTED,
    Extras,
    Rows,
)
from tongchou.columns.kernel import spread
from tongchou.columns.links import Links
from tongchou.columns.lookup import WEIGHTS, Tables
from tongchou.columns.normal import Numbers, held_in, holds, known_words, numbers_of, of_words, one_array
from tongchou.columns.specials import specials_of
from tongchou.columns.states import Held
from tongchou.regulations.faults import NotInForce
from tongchou.rules.codes import EXCLUDED, EXCLUSIONS, LOCAL, MATERNITY, NOT_COVERED, SETTLED

KEY_WORDS = ("kind", "provider_level", "place", "filing", "category", "identity", "delivery", "grade")
"""The columns of a key, in the order of its weights."""

LOOKED_AT = {"filing": ("place", LOCAL, False), "delivery": ("kind", MATERNITY, True)}
"""Words that count in few rows: where another word is, or is not, that code."""

NO_EXTRAS = Extras(
    *(
        np.array([value], kind)
        for value, kind in (
            (0, np.uint32),
            (0, np.int32),
            (0, np.int8),
            (0, np.uint32),
            (0, np.int64),
            (1, np.int8),
            (0, np.int8),
            (UNSTATED, np.int16),
            (UNSTATED, np.int16),
        )
    )
)
"""The extras of a row that has none."""


class Ready(NamedTuple):
    """Rows that the fold may settle, and what else of them is needed."""

    table: pa.Table
    rows: Rows
    extras: Extras
    stay_begun: Numbers
    starts: Numbers
    """Of the first row of each person."""
    status: Numbers
    links: Links
    read: Read


def laid_out(read: Read, links: Links, held: dict[int, Held], tables: Tables, faults: RowFaults) -> Ready:
    """Return the rows of the fold; rows for which the regulation has no answer are noted."""
    status = _status(read)
    day = days_of(read, tables)
    key = keys_of(read, tables, faults)
    begun, ended = _stays_held(links, held)
    begins = _begins(read, links, status, ended) if links.names else np.zeros(len(day), np.int32)
    extra, extras = _extras(read, links, begins, tables.lookup.year, day)
    marks = status.astype(np.uint8) << np.uint8(STATUS_SHIFT)
    for name, bit in (
        ("hypertension", HYPERTENSION_FILED),
        ("diabetes", DIABETES_FILED),
        ("chronic_1", CHRONIC_1_FILED),
    ):
        if holds(read.table, name):
            marks |= numbers_of(read.table, name, 0, np.uint8) * np.uint8(bit)
    marks[read.starts] |= np.uint8(NEW_PERSON)
    amounts = spread(len(AMOUNTS), len(day))
    for place, column in enumerate(AMOUNTS):
        amounts[place][:] = read.amount[column.name]
    rows = Rows(day, key, marks, read.number["chronic_2_filings"].astype(np.int8), extra, *amounts)
    return Ready(read.table, rows, extras, begun, read.starts, status, links, read)


def _stays_held(links: Links, held: dict[int, Held]) -> tuple[Numbers, Numbers]:
    """Return by number of a stay what an earlier run left: the day of its admission, that of its last end; 0: none."""
    begun, ended = np.zeros((2, len(links.names) + 1), np.int32)
    for number, (person, name) in enumerate(links.names, 1):
        if person in held and name in held[person].stays:
            begun[number], ended[number] = held[person].stays[name]
    return begun, ended


def _begins(read: Read, links: Links, status: Numbers, ended: Numbers) -> Numbers:
    """Return the first day of each part of a stay, not before the end of the part that was settled before it."""
    begins = np.zeros(len(status), np.int32)
    rows = np.flatnonzero(links.stay)
    begins[rows] = read.admitted[rows]
    rows = rows[status[rows] == SETTLED]
    rows = rows[np.argsort(links.stay[rows], kind="stable")]
    stay = links.stay[rows]
    first = np.r_[True, stay[1:] != stay[:-1]] if len(rows) else np.zeros(0, bool)
    before = np.where(first, ended[stay], np.r_[0, read.discharged[rows][:-1]] if len(rows) else 0)
    begins[rows] = np.maximum(begins[rows], before)
    return begins


def check_answers(ready: Ready, tables: Tables, faults: RowFaults) -> None:
    """Note the rows for whose key the tables have no answer."""
    if not tables.unanswered:
        return
    lookup = tables.lookup
    key = lookup.period[ready.rows.day] + ready.rows.key
    # a row with another fault has been given a key that means nothing
    missing = (lookup.number[key] == WANTED) & ~faults.bad
    for each in np.unique(key[missing]):
        why = tables.unanswered[int(each)]
        wrong = missing & (key == each)
        days = [date.fromordinal(int(day)).isoformat() for day in ready.read.discharged[wrong]]
        faults.note(wrong, "discharged", days, why.path, f"不能结算：{why.zh}", f"can't be settled: {why.en}")


def _status(read: Read) -> Numbers:
    """Return the status of each row: excluded, else not covered, else settled."""
    status = np.full(read.table.num_rows, SETTLED, np.int8)
    if holds(read.table, "covered"):
        status[numbers_of(read.table, "covered", 1, np.int8) == 0] = NOT_COVERED
    status[held_in(read.table, "excluded")] = EXCLUDED
    return status


def days_of(read: Read, tables: Tables) -> Numbers:
    """Return the discharges, counted from the first day of the tables."""
    return (read.discharged - np.int32(tables.first_day)).view(np.uint32)


def keys_of(read: Read, tables: Tables, faults: RowFaults) -> Numbers:
    """Return the key of each row within a period under some tables; rows excluded for no rule of theirs are noted."""
    key = _keys(read)
    specials = specials_of(read, tables, faults)
    if specials is not None:
        key += specials
    _check_exclusions(read, tables, faults)
    return key


def _keys(read: Read) -> Numbers:
    """Return the codes of each row as one number; a local bill has no filing to look at, most have no delivery."""
    key = np.zeros(read.table.num_rows, np.uint32)
    for name, weight in zip(KEY_WORDS, WEIGHTS, strict=False):
        default = DEFAULTS.get(name, 0) * weight
        if not holds(read.table, name):
            key += np.uint32(default)
            continue
        words = one_array(read.table.column(name))
        weighted = np.maximum(known_words(name, words), 0).astype(np.uint32) * np.uint32(weight)
        if name in LOOKED_AT:
            other, code, whether = LOOKED_AT[name]
            rows = np.flatnonzero((read.codes[other] == code) == whether)
            key[rows] += of_words(words.take(pa.array(rows)), weighted, default)
        else:
            key += of_words(words, weighted, default)
    return key


def _check_exclusions(read: Read, tables: Tables, faults: RowFaults) -> None:
    """Note the rows that are excluded for a reason that no rule in force on their day knows."""
    rows = held_in(read.table, "excluded")
    if not len(rows):
        return
    period = tables.lookup.period[days_of(read, tables)[rows]]
    for number in np.unique(period):
        try:
            fixed = tables.book.fixed(tables.book.period(tables.starts[int(number) // tables.keys_of_a_period]))
        except NotInForce:
            # noted where the key has no answer
            continue
        for code, word in enumerate(EXCLUSIONS):
            if f"exclusion.{word}" not in fixed.cites:
                wrong = np.zeros(read.table.num_rows, bool)
                wrong[rows] = (period == number) & (read.codes["excluded"][rows] == code)
                zh, en = "办法没有这项不予支付规定", "no such exclusion in force"
                faults.note(wrong, "excluded", read.column("excluded"), "an exclusion in force", zh, en)


def _extras(read: Read, links: Links, begins: Numbers, year_of: Numbers, day: Numbers) -> tuple[Numbers, Extras]:
    """Return the number of each row's extras, and those of the rows that have any; ``year_of`` is by day."""
    # a bill without a delivery has none; where the number is left out, there was one
    babies = np.maximum(read.number["babies"], 1)
    some = babies != 1
    if links.names:
        some |= links.stay != 0
    some[links.rows] = True
    returned = numbers_of(read.table, "returned", 0, np.int8)
    if returned.any():
        some |= returned != 0
    counts = [read.number[name] for name in ("continuous_years", "zero_claim_years")]
    if len(day) and max(int(counts[0].max()), int(counts[1].max())) >= 0:
        opens = read.begins
        if year_of[int(day.min())] != year_of[int(day.max())]:
            years = year_of.take(day)
            opens = opens.copy()
            opens[1:] |= years[1:] != years[:-1]
        some |= opens & ((counts[0] >= 0) | (counts[1] >= 0))
    rows = np.flatnonzero(some)
    extra = np.zeros(len(some), np.uint32)
    extra[rows] = np.arange(1, len(rows) + 1, dtype=np.uint32)
    every = (links.stay, begins, babies, returned, *counts)
    stay, begins, babies, returned, continuous, zero_claim = (column[rows] for column in every)
    linked = np.searchsorted(rows, links.rows)
    of_rows = [
        stay,
        begins,
        *(np.zeros(len(rows), np.int64) for _ in range(3)),
        babies,
        returned,
        continuous,
        zero_claim,
    ]
    for column, values in zip(of_rows[2:5], (links.directions, links.sources, links.borne_before), strict=True):
        column[linked] = values
    joined = (
        np.concatenate([none, column.astype(none.dtype)]) for none, column in zip(NO_EXTRAS, of_rows, strict=True)
    )
    return extra, Extras(*joined)
