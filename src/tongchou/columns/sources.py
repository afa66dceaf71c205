"""Where claims come from: a Parquet file, a CSV file, or a folder of either, read piece by piece.

Source: contract of settlement, section 8. Parquet holds fen, CSV holds yuan as text.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from tongchou.columns.claims import BY_NAME, CLAIMS, WORD
from tongchou.columns.csv_claims import typed
from tongchou.columns.faults import RefusedClaims, RowFault
from tongchou.columns.normal import Numbers
from tongchou.columns.order import Stand

WORDS = {*(column.name for column in CLAIMS if column.type == WORD), "county"}

PARQUET, CSV = (".parquet", ".pq"), (".csv",)

ROWS = 262_144
"""Rows read at once."""

BYTES = 16 * 1024 * 1024
"""Bytes of CSV read at once."""


class Piece(NamedTuple):
    """Some rows of a source."""

    table: pa.Table
    lines: Numbers
    faults: list[RowFault]
    """Of rows that are not in the table, because a value could not be read."""
    stand: Stand | None = None
    """How the persons stand in the table, where that has been looked at."""


def files_of(source: Path) -> list[Path]:
    """Return the files of a source in the order of their names; raise RefusedClaims where there is none."""
    if source.is_dir():
        found = sorted(path for path in source.rglob("*") if path.suffix in PARQUET + CSV and path.is_file())
    else:
        found = [source] if source.is_file() and source.suffix in PARQUET + CSV else []
    if not found:
        there = "" if source.exists() else "—"
        allowed = " | ".join((*PARQUET, *CSV))
        raise RefusedClaims(
            [RowFault(0, "$", there or source.name, allowed, "没有可读的文件", "no file to read", str(source))]
        )
    return found


def rows_of(file: Path) -> int:
    """Return how many rows a file has; of a CSV file an estimate from its size."""
    if file.suffix in PARQUET:
        return int(_opened(file).metadata.num_rows)
    with file.open("rb") as opened:
        head = opened.read(1 << 16)
    return file.stat().st_size * head.count(b"\n") // max(1, len(head))


def pieces_of(file: Path) -> Iterator[Piece]:
    """Yield the rows of a file piece by piece."""
    yield from _parquet(file) if file.suffix in PARQUET else _csv(file)


def _opened(file: Path) -> pq.ParquetFile:
    try:
        # read ahead, all columns of a whole file would be held
        return pq.ParquetFile(file, pre_buffer=False)
    except (pa.ArrowInvalid, OSError) as wrong:
        raise _unreadable(file, "Parquet", wrong) from wrong


def _unreadable(file: Path, kind: str, wrong: Exception) -> RefusedClaims:
    found = str(wrong).splitlines()[0] if str(wrong) else type(wrong).__name__
    return RefusedClaims([RowFault(0, "$", found, kind, "文件无法读取", "the file can't be read", str(file))])


def _parquet(file: Path) -> Iterator[Piece]:
    opened = _opened(file)
    known = [field.name for field in opened.schema_arrow if field.name in BY_NAME or field.name == "county"]
    texts = [name for name in known if name in WORDS and pa.types.is_string(opened.schema_arrow.field(name).type)]
    if texts:
        # another writer does not say that they are words, but mostly keeps them as such
        opened = pq.ParquetFile(file, metadata=opened.metadata, read_dictionary=texts, pre_buffer=False)
    line = 1
    try:
        for groups in _groups(opened.metadata):
            for batch in opened.iter_batches(batch_size=ROWS, row_groups=groups, columns=known):
                table = pa.Table.from_batches([batch])
                yield Piece(table, np.arange(line, line + table.num_rows), [])
                line += table.num_rows
        if line == 1:
            yield Piece(opened.schema_arrow.empty_table().select(known), np.arange(0), [])
    except (pa.ArrowInvalid, OSError) as wrong:
        raise _unreadable(file, "Parquet", wrong) from wrong


def _groups(metadata: pq.FileMetaData) -> Iterator[list[int]]:
    """Yield the row groups of a file, small ones together; what has been read of one is let go before the next."""
    together: list[int] = []
    rows = 0
    for number in range(metadata.num_row_groups):
        count = metadata.row_group(number).num_rows
        if together and rows + count > ROWS:
            yield together
            together, rows = [], 0
        together.append(number)
        rows += count
    if together:
        yield together


def _csv(file: Path) -> Iterator[Piece]:
    # the head stands on line 1
    line = 2
    try:
        with file.open("rb") as opened:
            names = next(csv.reader([opened.readline().decode("utf-8-sig")]), [])
        options = pa_csv.ConvertOptions(
            column_types={name: pa.string() for name in names}, strings_can_be_null=True, null_values=[""]
        )
        reader = pa_csv.open_csv(file, read_options=pa_csv.ReadOptions(block_size=BYTES), convert_options=options)
        for batch in reader:
            table = pa.Table.from_batches([batch])
            lines = np.arange(line, line + table.num_rows)
            line += table.num_rows
            yield Piece(*typed(table, lines, str(file)))
    except (pa.ArrowInvalid, UnicodeDecodeError, OSError) as wrong:
        raise _unreadable(file, "CSV (UTF-8)", wrong) from wrong
