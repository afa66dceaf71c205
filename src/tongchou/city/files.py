"""A city as files: people, institutions and the bills of each year, as Parquet in one folder."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tongchou.city import schema
from tongchou.city.bill_lines import lines_of
from tongchou.city.claims import Care
from tongchou.city.people import People
from tongchou.city.populate import make_people
from tongchou.city.providers import providers

ROWS_OF_A_GROUP = 250_000

Progress = Callable[[str, int, int], None]
"""Told after each table or block: which file, how many of its parts are written, of how many."""


def write_city(
    folder: Path,
    residents: int,
    years: range | tuple[int, ...],
    seed: int,
    cores: int | None = None,
    lines: bool = False,
    progress: Progress | None = None,
) -> People:
    """Write a city into a folder, which is made where it is missing, and return its people.

    Bills are written year by year and block by block, so memory holds the people and a few blocks. The same residents,
    years and seed give the same files on any number of cores (all of the machine where not said). With ``lines`` each
    year's bill lines are written beside its bills: about nine times as many rows, some ten thousand bills a second.
    """
    tell = progress or (lambda name, done, parts: None)
    folder.mkdir(parents=True, exist_ok=True)
    people = make_people(residents, years, seed)
    tables = {
        "institutions": providers().table,
        "villages": people.villages,
        "residents": people.residents,
        "identities": people.identities,
        "coverage": people.coverage,
        "filings": people.filings,
        "answers": schema.ANSWERS.empty_table(),
    }
    for name, table in tables.items():
        with table_writer(folder / f"{name}.parquet", schema.FILES[name]) as writer:
            writer.write_table(table, ROWS_OF_A_GROUP)
        tell(name, 1, 1)
    care = Care(people, seed, cores or os.cpu_count() or 1)
    for row, year in enumerate(people.years):
        name = f"claims-{year}"
        with ExitStack() as open_files:
            writer = open_files.enter_context(claims_writer(folder / f"{name}.parquet", schema.CLAIMS))
            beside = folder / f"lines-{year}.parquet"
            line_writer = open_files.enter_context(table_writer(beside, schema.LINES)) if lines else None
            for done, table in enumerate(care.year(row), start=1):
                writer.write_table(table, ROWS_OF_A_GROUP)
                if line_writer:
                    line_writer.write_table(lines_of(table, seed), ROWS_OF_A_GROUP)
                tell(name, done, len(care.starts))
    return people


def claims_writer(path: Path, columns: pa.Schema) -> pq.ParquetWriter:
    """Return a writer of claims for quick reading: encodings that are small by themselves, and nothing compressed.

    Words and small numbers have a dictionary; ids, of which few repeat, and amounts have none. Such a file is read
    in three fifths of the time that one takes that is written with the defaults.
    """
    few, encodings = [], {}
    for field in columns:
        if pa.types.is_list(field.type):
            few.append(f"{field.name}.list.element")
        elif pa.types.is_dictionary(field.type) or field.type in (pa.int8(), pa.int16()):
            few.append(field.name)
        else:
            encodings[field.name] = _encoding_of(field.type)
    return pq.ParquetWriter(path, columns, compression="none", use_dictionary=few, column_encoding=encodings)


def _encoding_of(kind: pa.DataType) -> str:
    if pa.types.is_boolean(kind):
        return "RLE"
    if pa.types.is_string(kind):
        return "DELTA_LENGTH_BYTE_ARRAY"
    return "DELTA_BINARY_PACKED" if kind == schema.FEN else "PLAIN"


def table_writer(path: Path, columns: pa.Schema) -> pq.ParquetWriter:
    """Return a writer of any other table of a city."""
    return pq.ParquetWriter(path, columns, compression="zstd", write_statistics=True)
