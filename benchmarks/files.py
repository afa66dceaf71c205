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
from tongchou.columns.batch import opened_for, settle_files
from tongchou.columns.cuts import whole_persons
from tongchou.columns.kernel import Kernel, Room
from tongchou.columns.settler import Settler, settled_table
from tongchou.columns.sources import pieces_of

ROUNDS = 3
PARTS = ("read and cut at whole persons", "check and lay out", "fold", "make the table", "write")


def report(claims: int) -> str:
    """Return the time from file to file, the best of several processes, as Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        path, target = Path(folder) / "claims.parquet", Path(folder) / "settled.parquet"
        pq.write_table(make_claims(claims), path)
        one_thread = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"}
        found = [run("files", path, target, environment=one_thread) for _ in range(ROUNDS)]
        bytes_in, bytes_out = path.stat().st_size, target.stat().st_size
    best = min(found, key=lambda each: each["processor"])
    parts = best["parts"]
    rows = [
        (name, f"{best[key] / claims:.0f}", f"{millions(claims, best[key])} M claims/s")
        for name, key in (("`settle_files`, processor time", "processor"), ("the same on the wall", "wall"))
    ]
    rows += [
        (f"part: {name}", f"{parts[name] / claims:.0f}", share(parts[name], sum(parts.values()))) for name in PARTS
    ]
    note = (
        f"{grouped(claims)} claims, {bytes_in / claims:.0f} bytes a claim in and {bytes_out / claims:.0f} out; "
        f"a process held on one core, the best of {ROUNDS}. Peak of memory {grouped(best['peak'] >> 20)} MiB, "
        f"{grouped(best['before'] >> 20)} of them before the first claim. "
        "The parts are of a second run, one after the other."
    )
    return table("Parquet to Parquet on one core", note, ("what", "ns a claim", "speed or share"), rows)


def _measure(path: Path, target: Path) -> dict[str, Any]:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    settler = Settler(book_with({}), Kernel(threads=1))
    settler.settle(make_claims(1000))
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
