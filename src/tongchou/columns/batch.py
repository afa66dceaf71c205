"""Files of claims settled into files: piece by piece, in bounded memory, and nothing half written.

Source: contract of settlement, section 8.
"""

import csv
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tongchou import __version__
from tongchou.columns.claims import SETTLED
from tongchou.columns.cuts import OutOfOrder, whole_persons
from tongchou.columns.drafts import Drafts
from tongchou.columns.faults import RefusedClaims, RowFault
from tongchou.columns.kernel import Room
from tongchou.columns.normal import Numbers, normalised
from tongchou.columns.parquet import SettledWriter
from tongchou.columns.settler import Settler
from tongchou.columns.sources import Piece, files_of, pieces_of, rows_of
from tongchou.columns.states import STATE, States

FAULTS_KEPT = 1_000
"""How many faults are kept to be shown; all are counted, and with a file for bad rows all are written."""

WORDS = [field.name for field in SETTLED if pa.types.is_dictionary(field.type)]

PARTS = 64
"""Into how many parts a file is dealt out whose persons do not stand together."""

FEW = 4_096
"""Fewer settled rows than this, such as those of a person who was cut by a piece's end, are written with the next."""

LINE = "__line"

BAD_HEAD = ("source", "line", "column", "found", "allowed", "原因", "reason")

Progress = Callable[[int, int], None]
"""Is told rows done and rows in all."""


class Done(NamedTuple):
    """What a run did."""

    rows: int
    """Settled rows."""
    bad: int
    """Rows that were left out."""


def settle_files(
    source: Path,
    target: Path,
    settler: Settler,
    *,
    bad_file: Path | None = None,
    state_in: Path | None = None,
    state_out: Path | None = None,
    progress: Progress | None = None,
) -> Done:
    """Settle a file, or a folder of files with whole persons each, into a Parquet file or a folder of the same names.

    ``bad_file`` (CSV) takes the bad rows with their reasons and lets the others be settled; without it one bad row
    raises RefusedClaims and nothing is written. ``state_in`` and ``state_out`` (Parquet) carry where persons stand.
    """
    files = files_of(source)
    carried = state_in is not None or state_out is not None
    states = States(None if state_in is None else pq.read_table(state_in)) if carried else None
    drafts = Drafts()
    try:
        with ExitStack() as stack:
            bad_rows = None
            if bad_file is not None:
                bad_rows = csv.writer(stack.enter_context(drafts.of(bad_file).open("w", encoding="utf-8", newline="")))
                bad_rows.writerow(BAD_HEAD)
            state_writer = None
            if state_out is not None:
                state_writer = stack.enter_context(pq.ParquetWriter(drafts.of(state_out), STATE))
            run = Run(settler, states, state_writer, bad_rows, progress)
            run.rows_in_all, run.several = sum(rows_of(file) for file in files), len(files) > 1
            for file in files:
                goal = target / file.relative_to(source).with_suffix(".parquet") if source.is_dir() else target
                run.settle_file(file, drafts.of(goal))
            if state_writer is not None and states is not None:
                state_writer.write_table(states.untouched())
        run.check_once(files, source)
        if run.refused:
            raise RefusedClaims(run.refused, run.refused_count)
        drafts.keep()
    finally:
        drafts.drop()
    return Done(run.rows, len(run.bad))


class Run:
    """One run over one or more files."""

    def __init__(
        self,
        settler: Settler,
        states: States | None,
        state_writer: pq.ParquetWriter | None,
        bad_rows: Any,
        progress: Progress | None,
    ) -> None:
        """Begin with nothing settled."""
        self.settler = settler
        self.states = states
        self.state_writer = state_writer
        self.bad_rows = bad_rows
        self.progress = progress
        self.rows_in_all, self.several = 0, False
        self.rows = self.passed = 0
        self.bad: set[tuple[str, int]] = set()
        self.refused: list[RowFault] = []
        self.refused_count = 0
        self.hashes: list[Numbers] = []
        """Of the persons of each file of a folder."""

    def settle_file(self, file: Path, draft: Path) -> None:
        """Settle one file; one whose persons do not stand together is dealt out first."""
        before = self.rows, self.passed, len(self.refused), self.refused_count, len(self.hashes)
        if self.states is None and self.bad_rows is None:
            try:
                self._settle_pieces(whole_persons(pieces_of(file)), str(file), draft)
            except OutOfOrder:
                self.rows, self.passed, kept, self.refused_count, hashed = before
                del self.refused[kept:], self.hashes[hashed:]
            else:
                return
        elif together(file):
            self._settle_pieces(whole_persons(pieces_of(file)), str(file), draft)
            return
        with tempfile.TemporaryDirectory(dir=draft.parent, prefix=".dealt-") as folder:
            parts = deal_out(file, Path(folder))
            self._settle_pieces(parts, str(file), draft)

    def _settle_pieces(self, pieces: Iterator[Piece], source: str, draft: Path) -> None:
        with ExitStack() as stack:
            writer = stack.enter_context(opened_for(draft, self.settler))
            # left before the writer is, so that nothing is being written when it closes
            pool = stack.enter_context(ThreadPoolExecutor(1))
            written: Future[None] | None = None
            alone = self.settler.kernel.threads == 1
            rooms = [Room()] if alone else [Room(), Room()]
            few: list[pa.Table] = []
            for piece in pieces if alone else ahead(pieces):
                # one is being written while the next is settled
                rooms.reverse()
                is_few = piece.table.num_rows < FEW
                settled = self._settle(piece, source, None if is_few else rooms[0])
                if written is not None:
                    written.result()
                if settled is not None and settled.num_rows and not self.refused:
                    self.rows += settled.num_rows
                    few.append(settled)
                    if not is_few or sum(each.num_rows for each in few) >= FEW:
                        settled, few = pa.concat_tables(few), []
                        if alone:
                            writer.write_table(settled)
                        else:
                            written = pool.submit(writer.write_table, settled)
                self.passed += piece.table.num_rows + len({fault.line for fault in piece.faults})
                if self.progress is not None:
                    self.progress(self.passed, self.rows_in_all)
            if written is not None:
                written.result()
            if few:
                writer.write_table(pa.concat_tables(few))

    def _settle(self, piece: Piece, source: str, room: Room | None) -> pa.Table | None:
        """Return a settled piece; None where it was refused. Other pieces are still looked at, for all their faults."""
        skip_bad = self.bad_rows is not None
        self._note(piece.faults)
        try:
            result = self.settler.settle(
                piece.table,
                lines=piece.lines,
                source=source,
                skip_bad=skip_bad,
                states=self.states,
                stand=piece.stand,
                room=room,
            )
        except RefusedClaims as refused:
            self._note(refused.faults)
            return None
        self._note(result.faults)
        if self.several:
            self.hashes.append(polars.Series(result.settled.column("person_id")).hash(0).unique().to_numpy())
        if self.state_writer is not None and result.state is not None:
            self.state_writer.write_table(result.state)
        return result.settled

    def check_once(self, files: list[Path], source: Path) -> None:
        """Refuse a folder in which a person stands in several files: each file is settled by itself."""
        if len(files) < 2:
            return
        hashes = np.concatenate([np.unique(each) for each in self.hashes])
        twice = len(hashes) - len(np.unique(hashes))
        if twice:
            zh = "同一人的账单分在几个文件里；请按人员分区，或合为一个文件"
            en = "bills of one person stand in several files; partition by person, or make it one file"
            allowed = "every person in one file"
            self.refused.append(RowFault(0, "person_id", f"{twice} persons", allowed, zh, en, str(source)))
            self.refused_count += 1

    def _note(self, faults: list[RowFault]) -> None:
        """Keep faults: as bad rows where these are left out, else as reasons to refuse everything."""
        if self.bad_rows is None:
            self.refused_count += len(faults)
            self.refused.extend(faults[: FAULTS_KEPT - len(self.refused)])
            return
        for fault in faults:
            self.bad.add((fault.source, fault.line))
            self.bad_rows.writerow(fault_row(fault))


def fault_row(fault: RowFault) -> tuple[Any, ...]:
    """Return a fault as a row of the file of bad rows."""
    return fault.source, fault.line, fault.column, fault.found, fault.allowed, fault.zh, fault.en


def opened_for(draft: Path, settler: Settler) -> pq.ParquetWriter | SettledWriter:
    """Return a writer of settled claims that notes which rules they were settled under."""
    regulation = settler.tables.book.regulation
    schema = SETTLED.with_metadata(
        {"regulation": regulation.area.code, "regulation_version": regulation.version, "tongchou": __version__}
    )
    if settler.kernel.is_compiled:
        return SettledWriter(draft, schema)
    return pq.ParquetWriter(draft, schema, compression="lz4", use_dictionary=WORDS, write_statistics=["discharged"])


def together(file: Path) -> bool:
    """Return whether each person's rows stand together in a file."""
    try:
        for _ in whole_persons(pieces_of(file)):
            pass
    except OutOfOrder:
        return False
    return True


def deal_out(file: Path, folder: Path) -> Iterator[Piece]:
    """Yield a file's rows in parts that hold whole persons, dealt out by person into a folder."""
    writers: dict[int, pq.ParquetWriter] = {}
    faults: list[RowFault] = []
    with ExitStack() as stack:
        for piece in pieces_of(file):
            faults += piece.faults
            table = normalised(piece.table).append_column(LINE, pa.array(piece.lines))
            part = polars.Series(pc.fill_null(table.column("person_id"), "")).hash(0).to_numpy() % PARTS
            for number in np.unique(part):
                if number not in writers:
                    writers[number] = stack.enter_context(pq.ParquetWriter(folder / f"{number}.parquet", table.schema))
                writers[number].write_table(table.filter(pa.array(part == number)))
    for number in sorted(writers):
        table = pq.read_table(folder / f"{number}.parquet")
        yield Piece(table.drop_columns([LINE]), table.column(LINE).to_numpy(), faults)
        faults = []


def ahead(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Yield pieces while the next one is being read."""
    with ThreadPoolExecutor(1) as pool:
        following = pool.submit(next, pieces, None)
        while (piece := following.result()) is not None:
            following = pool.submit(next, pieces, None)
            yield piece
