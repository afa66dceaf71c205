"""Faults in a city that is written already: its files are read, changed and written again."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tongchou.city import schema
from tongchou.city.bill_lines import lines_of
from tongchou.city.faults.editing import last_identifier
from tongchou.city.faults.lines import alter_lines
from tongchou.city.faults.plant import Planting
from tongchou.city.faults.rates import Rate
from tongchou.city.files import ROWS_OF_A_GROUP, claims_writer, table_writer

PLANTS_FILE = "plants"
"""The table of what ``alter_lines`` has to do, beside the tables of :mod:`tongchou.city.schema`."""

Opener = Callable[[Path, pa.Schema], pq.ParquetWriter]

_BILLS_AT_ONCE = 25_000
"""Bills whose lines are in memory together."""


def plant_in(
    folder: Path,
    seed: int,
    planned: Mapping[str, Rate] | None = None,
    progress: Callable[[str], None] | None = None,
    *,
    lines: bool = False,
) -> pa.Table:
    """Plant faults in the files of a city and return the answer key, which is written to ``answers.parquet``.

    With ``lines``, or where a year's lines are there, they are made anew for the bills with their faults: every bill
    has a new identifier. A year at a time is in memory. The old files are replaced when all the new ones are written,
    so a failure on the way leaves the city as it was. ``progress`` is told each file that is written. OSError where a
    file is missing; ValueError where the city has its faults already.
    """
    if pq.read_metadata(folder / "answers.parquet").num_rows:
        raise ValueError(
            f"{folder} has planted faults already; make the city again first · 该城市已埋设差错，请先重新生成"
        )
    files = {int(path.stem.removeprefix("claims-")): path for path in sorted(folder.glob("claims-*.parquet"))}
    last = {year: last_identifier(pq.read_table(path, columns=["encounter_id"])) for year, path in files.items()}
    planting = Planting(pq.read_table(folder / "residents.parquet"), last, seed, planned)
    written: list[tuple[Path, Path]] = []

    def write(name: str, columns: pa.Schema, tables: Iterable[pa.Table], writer_of: Opener = table_writer) -> None:
        path = folder / f"{name}.parquet"
        draft = path.with_suffix(".draft")
        written.append((draft, path))
        with writer_of(draft, columns) as writer:
            for table in tables:
                writer.write_table(table, ROWS_OF_A_GROUP)
        if progress is not None:
            progress(name)

    def write_one(name: str, table: pa.Table) -> None:
        write(name, table.schema, (table,))

    try:
        for year in planting.years:
            claims = planting.plant(year, pq.read_table(files[year]))
            write(f"claims-{year}", claims.schema, (claims,), claims_writer)
            if lines or (folder / f"lines-{year}.parquet").exists():
                write(f"lines-{year}", schema.LINES, _lines_of(claims, planting.plants(), seed))
        answers = planting.answers.table()
        write_one("residents", planting.people.finished())
        write_one(PLANTS_FILE, planting.plants())
        write_one("answers", answers)
        for draft, path in written:
            draft.replace(path)
    finally:
        for draft, _ in written:
            draft.unlink(missing_ok=True)
    return answers


def _lines_of(claims: pa.Table, plants: pa.Table, seed: int) -> Iterator[pa.Table]:
    """Yield the lines of bills with what is planted in them, some bills at a time."""
    for start in range(0, claims.num_rows, _BILLS_AT_ONCE):
        made = lines_of(claims.slice(start, _BILLS_AT_ONCE), seed)
        yield alter_lines(made, plants).cast(schema.LINES)
