"""Claims settled table by table: one regulation, all its days, whole persons at a time.

Source: contract of settlement, section 8.
"""

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from tongchou.columns.checks import Read, RowFaults, check_needed
from tongchou.columns.claims import CARRIED, SETTLED, STATUS_WORDS
from tongchou.columns.cuts import OutOfOrder, slices_of, whole_persons
from tongchou.columns.faults import RefusedClaims, RowFault
from tongchou.columns.fold import FIRST_ENTRY, Out
from tongchou.columns.kernel import NO_STATES, Kernel, Room
from tongchou.columns.links import is_admission, links_of
from tongchou.columns.lookup import Tables
from tongchou.columns.normal import Numbers, holds, normalised, one_array
from tongchou.columns.order import Stand, ordered
from tongchou.columns.rows import Ready, check_answers, laid_out
from tongchou.columns.sources import ROWS
from tongchou.columns.states import Admission, Held, States, state_table
from tongchou.regulations.resolve import TermsBook
from tongchou.rules.codes import SETTLED as PAID

NOTHING_HELD: dict[int, Held] = {}


class Result(NamedTuple):
    """A settled table."""

    settled: pa.Table
    faults: list[RowFault]
    """Of the rows that were left out."""
    state: pa.Table | None
    """Where each person stands after it, if that was asked for."""


class Prepared(NamedTuple):
    """Rows ready to be settled again and again, and the faults of those left out."""

    ready: Ready
    faults: list[RowFault]
    starts: Numbers
    held: dict[int, Held]


class Folded(NamedTuple):
    """What the fold made of some rows."""

    out: Out
    ends: Numbers
    """Where each person stands after them, where it was said where they stood before."""
    stay_begun: Numbers


class Settler:
    """Settles tables of claims under one regulation."""

    def __init__(self, book: TermsBook, kernel: Kernel) -> None:
        """Keep the regulation's tables from one table of claims to the next."""
        self.tables = Tables(book)
        self.kernel = kernel

    def settle(
        self,
        claims: pa.Table,
        *,
        lines: Numbers | None = None,
        source: str = "",
        skip_bad: bool = False,
        states: States | None = None,
        stand: Stand | None = None,
        room: Room | None = None,
    ) -> Result:
        """Return the settled claims, in the order of settling.

        Raises RefusedClaims for a bad row, unless ``skip_bad``: then it is left out and its faults are returned.
        ``lines`` are the numbers by which faults name the rows, else they are counted from 1.
        ``states`` says where the persons stand before; with it, the result says where they stand after.
        ``stand`` is how the persons stand in the rows, where that has been looked at.

        With a ``room``, in which the amounts are, they are gone when the next claims are settled in it.
        A large table whose persons rise is settled slice by slice, so that little more is held than it and the result.
        """
        if claims.num_rows > ROWS and room is None:
            try:
                return self._settle_slices(claims, lines, source, skip_bad, states)
            except OutOfOrder:
                # then it has to be sorted as a whole
                pass
        return self._settle_whole(claims, lines, source, skip_bad, states, stand, room)

    def _settle_slices(
        self, claims: pa.Table, lines: Numbers | None, source: str, skip_bad: bool, states: States | None
    ) -> Result:
        settled, faults, after, refused = [], [], [], []
        for piece in whole_persons(slices_of(claims, lines), source):
            try:
                result = self._settle_whole(piece.table, piece.lines, source, skip_bad, states, piece.stand)
            except RefusedClaims as wrong:
                refused += wrong.faults
                continue
            settled.append(result.settled)
            faults += result.faults
            after.append(result.state)
        if refused:
            raise RefusedClaims(refused)
        # words keep the dictionary of their slice: to write them by a common one would be a copy
        return Result(pa.concat_tables(settled), faults, None if states is None else pa.concat_tables(after))

    def _settle_whole(
        self,
        claims: pa.Table,
        lines: Numbers | None,
        source: str,
        skip_bad: bool,
        states: States | None,
        stand: Stand | None,
        room: Room | None = None,
    ) -> Result:
        prepared = self.prepare(claims, lines=lines, source=source, skip_bad=skip_bad, states=states, stand=stand)
        folded = self.fold(prepared, room)
        settled = settled_table(prepared.ready, folded.out, self.tables)
        state = self._state(prepared, folded) if states is not None else None
        return Result(settled, prepared.faults, state)

    def prepare(
        self,
        claims: pa.Table,
        *,
        lines: Numbers | None = None,
        source: str = "",
        skip_bad: bool = False,
        states: States | None = None,
        stand: Stand | None = None,
    ) -> Prepared:
        """Check claims and lay them out for the fold; the arguments are those of :meth:`settle`."""
        table = normalised(claims, source)
        rows = table.num_rows
        if lines is None:
            lines = np.arange(1, 1 + table.num_rows)
        faults = RowFaults(lines, source)
        check_needed(table, faults)
        left_out: list[RowFault] = []
        table, lines = self._left(table, lines, faults, left_out, skip_bad)
        in_order = ordered(table, lines, stand if table.num_rows == rows else None)
        while True:
            faults = RowFaults(in_order.lines, source)
            read = Read(in_order, faults)
            read.check_days(self.tables.first_day, self.tables.last_day)
            read.check_belongs(self.tables.book.regulation)
            read.check_ids()
            starts, held = NO_STATES, NOTHING_HELD
            if states is not None:
                starts, held = states.of(one_array(in_order.table.column("person_id")).take(pa.array(read.starts)))
            links = links_of(read, faults, held)
            ready = laid_out(read, links, held, self.tables, faults)
            self.kernel.mark(ready.rows, self.tables)
            check_answers(ready, self.tables, faults)
            if not faults.found:
                return Prepared(ready, left_out, starts, held)
            table, lines = self._left(in_order.table, in_order.lines, faults, left_out, skip_bad)
            # without a bad row, another may have nothing to follow on
            in_order = ordered(table, lines)

    def fold(self, prepared: Prepared, room: Room | None = None) -> Folded:
        """Settle prepared rows, into a room if there is one; they may be settled again."""
        ready = prepared.ready
        stays = ready.stay_begun.copy()
        out, ends = self.kernel.fold(ready.rows, ready.extras, self.tables, stays, ready.starts, prepared.starts, room)
        return Folded(out, ends, stays)

    @staticmethod
    def _left(
        table: pa.Table, lines: Numbers, faults: RowFaults, left_out: list[RowFault], skip_bad: bool
    ) -> tuple[pa.Table, Numbers]:
        """Return the rows without a fault; refuse all of them where bad rows are not to be skipped."""
        if not faults.found:
            return table, lines
        if not skip_bad:
            raise RefusedClaims(faults.found)
        left_out.extend(faults.found)
        return table.filter(pa.array(~faults.bad)), lines[~faults.bad]

    def _state(self, prepared: Prepared, folded: Folded) -> pa.Table:
        """Return where each person stands after the rows."""
        ready, held = prepared.ready, prepared.held
        read, links = ready.read, ready.links
        after = {person: Held(dict(each.stays), dict(each.admissions)) for person, each in held.items()}
        ended = np.zeros(len(links.names) + 1, np.int32)
        parts = np.flatnonzero((links.stay != 0) & (ready.status == PAID))
        # of several parts the last in the order of settling
        ended[links.stay[parts]] = read.discharged[parts]
        for number, (person, name) in enumerate(links.names, 1):
            if ended[number]:
                held_days = int(folded.stay_begun[number]), int(ended[number])
                after.setdefault(person, Held({}, {})).stays[name] = held_days
        before = zip(links.sources.tolist(), links.borne_before.tolist(), strict=True)
        source = dict(zip(links.rows.tolist(), before, strict=True))
        rows = np.flatnonzero(is_admission(read))
        persons_of = read.persons_of(rows).tolist()
        ids = read.table.column("encounter_id").take(pa.array(rows)).to_pylist()
        levels, days = read.codes["provider_level"], read.discharged
        for row, person, name in zip(rows.tolist(), persons_of, ids, strict=True):
            admission = Admission(int(levels[row]), int(days[row]), _borne(row, source, folded.out.deductible))
            after.setdefault(person, Held({}, {})).admissions[name] = admission
        persons = read.table.column("person_id").take(pa.array(ready.starts)).combine_chunks()
        return state_table(persons, folded.ends, after)


def _borne(row: int, source: dict[int, tuple[int, int]], deductibles: Numbers) -> int:
    """Return the deductibles borne in the chain of transfers up to and with a row."""
    borne = int(deductibles[row])
    while row in source:
        before, earlier = source[row]
        borne += earlier
        if not before:
            break
        row = before - 1
        borne += int(deductibles[row])
    return borne


def settled_table(ready: Ready, out: Out, tables: Tables) -> pa.Table:
    """Return settled rows as a table (``claims.SETTLED``)."""
    columns: dict[str, Any] = {}
    count = ready.table.num_rows
    for name in CARRIED:
        if holds(ready.table, name):
            columns[name] = _narrowed(ready.table.column(name), SETTLED.field(name).type)
        elif name in SETTLED.names:
            columns[name] = pa.nulls(count, SETTLED.field(name).type)
    columns["status"] = pa.DictionaryArray.from_arrays(pa.array(ready.status.astype(np.int32)), STATUS_WORDS)
    columns["payer"] = _payers(ready, tables, tables.payers)
    columns["tilt_payer"] = _payers(ready, tables, tables.tilt_payers)
    columns["total"] = pa.array(ready.rows.total)
    for name, amount in zip(Out._fields, out, strict=True):
        columns[name] = pa.array(amount)
    return pa.table(columns, schema=SETTLED)


def _narrowed(column: pa.ChunkedArray, kind: pa.DataType) -> Any:
    """Return words with the indices of the settled file."""
    if column.type == kind:
        return column
    words = one_array(column)
    return pa.DictionaryArray.from_arrays(words.indices.cast(kind.index_type), words.dictionary.cast(pa.string()))


def _payer_places(ready: Ready, tables: Tables, payers: list[str]) -> tuple[Numbers, list[str]]:
    """Return who pays a layer of each row, as a place in a list of payers; ``payers`` are those of the entries."""
    words = sorted(set(payers))
    if len(words) <= 1:
        return np.zeros(ready.table.num_rows, np.int32), words
    of_entry = np.array([0] * FIRST_ENTRY + [words.index(payer) for payer in payers], np.int32)
    lookup = tables.lookup
    return of_entry[lookup.number[lookup.period[ready.rows.day] + ready.rows.key]], words


def _payers(ready: Ready, tables: Tables, payers: list[str]) -> pa.Array:
    places, words = _payer_places(ready, tables, payers)
    return pa.DictionaryArray.from_arrays(pa.array(places), pa.array(words, pa.string()))


def payers_of(ready: Ready, pay: Numbers, tables: Tables, payers: list[str]) -> dict[str, int]:
    """Return what each payer of a layer pays, in fen; ``payers`` are those of the entries."""
    places, words = _payer_places(ready, tables, payers)
    if len(words) == 1:
        return {words[0]: int(pay.sum())}
    return {word: int(pay[places == place].sum()) for place, word in enumerate(words)}
