"""Faults in a city that is written already: its files are read, changed and written again."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tongchou.city.faults.editing import last_identifier
from tongchou.city.faults.plant import Planting
from tongchou.city.faults.rates import Rate
from tongchou.city.files import ROWS_OF_A_GROUP

PLANTS_FILE = "plants"
"""The table of what ``alter_lines`` has to do, beside the tables of :mod:`tongchou.city.schema`."""


def plant_in(
    folder: Path,
    seed: int,
    planned: Mapping[str, Rate] | None = None,
    progress: Callable[[str], None] | None = None,
) -> pa.Table:
    """Plant faults in the files of a city and return the answer key, which is written to ``answers.parquet``.

    A year at a time is in memory. The old files are replaced when all the new ones are written, so a failure on the
    way leaves the city as it was. ``progress`` is told each file that is written. OSError where a file is missing;
    ValueError where the city has its faults already.
    """
    if pq.read_metadata(folder / "answers.parquet").num_rows:
        raise ValueError(
            f"{folder} has planted faults already; make the city again first · 该城市已埋设差错，请先重新生成"
        )
    files = {int(path.stem.removeprefix("claims-")): path for path in sorted(folder.glob("claims-*.parquet"))}
    last = {year: last_identifier(pq.read_table(path, columns=["encounter_id"])) for year, path in files.items()}
    planting = Planting(pq.read_table(folder / "residents.parquet"), last, seed, planned)
    written: list[tuple[Path, Path]] = []

    def write(name: str, table: pa.Table) -> None:
        path = folder / f"{name}.parquet"
        draft = path.with_suffix(".draft")
        written.append((draft, path))
        pq.write_table(table, draft, row_group_size=ROWS_OF_A_GROUP, compression="zstd")
        if progress is not None:
            progress(name)

    try:
        for year in planting.years:
            write(f"claims-{year}", planting.plant(year, pq.read_table(files[year])))
        answers = planting.answers.table()
        write("residents", planting.people.finished())
        write(PLANTS_FILE, planting.plants())
        write("answers", answers)
        for draft, path in written:
            draft.replace(path)
    finally:
        for draft, _ in written:
            draft.unlink(missing_ok=True)
    return answers
