"""Parquet to Parquet on one core: claims read, checked, laid out, settled and written, and where the time goes."""

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.children import peak_of_memory, run
from benchmarks.claims import make_claims
from benchmarks.report import grouped, millions, share, table
from benchmarks.variants import book_with
from tongchou.city.files import ROWS_OF_A_GROUP, claims_writer
from tongchou.columns.batch import opened_for, settle_files
from tongchou.columns.cuts import whole_persons
from tongchou.columns.kernel import Kernel, Room
from tongchou.columns.settler import Settler, settled_table
from tongchou.columns.sources import pieces_of

ROUNDS = 3
PARTS = ("read and cut at whole persons", "check and lay out", "fold", "make the table", "write")


def report(claims: int) -> str:
    """Return the time from file to file, the best of several processes, as Markdown."""
    one_thread = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "settled.parquet"
        paths = {name: Path(folder) / f"claims-{place}.parquet" for place, name in enumerate(WRITTEN)}
        made = make_claims(claims)
        for name, write in WRITTEN.items():
            write(made, paths[name])
        del made
        every: dict[str, list[Any]] = {name: [] for name in WRITTEN}
        for _ in range(ROUNDS):
            for name, path in paths.items():
                every[name].append(run("files", path, target, environment=one_thread))
        bytes_in = {name: path.stat().st_size for name, path in paths.items()}
        bytes_out = target.stat().st_size
    best = {name: min(found, key=lambda each: each["processor"]) for name, found in every.items()}
    rows = []
    for key, said in (("processor", "`settle_files`, processor time"), ("wall", "the same on the wall")):
        for name, found in best.items():
            speed = f"{millions(claims, found[key])} M claims/s"
            rows.append((f"{said}; {name}", f"{found[key] / claims:.0f}", speed))
    for name, found in best.items():
        parts = found["parts"]
        rows += [
            (f"part: {part}; {name}", f"{parts[part] / claims:.0f}", share(parts[part], sum(parts.values())))
            for part in PARTS
            if name == OURS or part == PARTS[0]
        ]
    sizes = ", ".join(f"{size / claims:.0f} ({name})" for name, size in bytes_in.items())
    note = (
        f"{grouped(claims)} claims; bytes a claim {sizes}, and {bytes_out / claims:.0f} out; "
        f"a process held on one core, its machine code loaded before, the best of {ROUNDS} each, in turn. "
        f"Peak of memory {grouped(max(each['peak'] for each in best.values()) >> 20)} MiB, "
        f"{grouped(best[OURS]['before'] >> 20)} of them before the first claim. "
        "The parts are of a second run, one after the other; but for reading, how the claims were written does not "
        "change them."
    )
    return table("Parquet to Parquet on one core", note, ("what", "ns a claim", "speed or share"), rows)


def _as_a_city(claims: pa.Table, path: Path) -> None:
    """Write claims as ``tongchou city make`` does: what is never empty is required, and encoded for quick reading."""
    fields = [field.with_nullable(claims.column(field.name).null_count > 0) for field in claims.schema]
    with claims_writer(path, pa.schema(fields)) as writer:
        writer.write_table(claims.cast(pa.schema(fields)), ROWS_OF_A_GROUP)


OURS = "claims as `city make` writes them"
WRITTEN = {OURS: _as_a_city, "claims as pyarrow writes them by default": pq.write_table}


def _measure(path: Path, target: Path) -> dict[str, Any]:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    settler = Settler(book_with({}), Kernel(threads=1))
    with tempfile.TemporaryDirectory() as folder:
        # loads the machine code of the fold and of the encoders, which is part of a start
        few = Path(folder) / "claims.parquet"
        pq.write_table(make_claims(1000), few)
        settle_files(few, Path(folder) / "settled.parquet", settler)
    before = peak_of_memory()
    processor, wall = time.process_time_ns(), time.perf_counter_ns()
    settle_files(path, target, settler)
    found = {"processor": time.process_time_ns() - processor, "wall": time.perf_counter_ns() - wall}
    return {**found, "peak": peak_of_memory(), "before": before, "parts": _parts(path, target, settler)}


def _parts(path: Path, target: Path, settler: Settler) -> dict[str, int]:
    spent = dict.fromkeys(PARTS, 0)

    @contextmanager
    def doing(name: str) -> Iterator[None]:
        began = time.process_time_ns()
        yield
        spent[name] += time.process_time_ns() - began

    read, check, fold, make, write = PARTS
    room = Room()
    with opened_for(target, settler) as writer:
        pieces = whole_persons(pieces_of(path))
        while True:
            with doing(read):
                piece = next(pieces, None)
            if piece is None:
                break
            with doing(check):
                prepared = settler.prepare(piece.table, lines=piece.lines, stand=piece.stand)
            with doing(fold):
                out = settler.fold(prepared, room).out
            with doing(make):
                settled = settled_table(prepared.ready, out, settler.tables)
            with doing(write):
                writer.write_table(settled)
        with doing(write):
            writer.close()
    return spent


if __name__ == "__main__":
    print(json.dumps(_measure(Path(sys.argv[1]), Path(sys.argv[2]))))
