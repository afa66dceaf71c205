"""What only a process of its own can tell: how much memory a batch takes, and how long a start takes."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow.parquet as pq

from benchmarks.claims import make_claims
from benchmarks.report import grouped, table
from benchmarks.variants import AREA

STARTS = 7
KIBI = 1024


def run(module: str, *arguments: object, environment: dict[str, str] | None = None) -> Any:
    """Return what a module of the benchmarks measured, run in a process of its own."""
    command = [sys.executable, "-m", f"benchmarks.{module}", *(str(argument) for argument in arguments)]
    done = subprocess.run(
        command,
        cwd=Path(__file__).parent.parent,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{module}: {done.stderr}")
    return json.loads(done.stdout)


def memory(claims: int) -> str:
    """The peak of memory while a whole table is settled."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "claims.parquet"
        pq.write_table(make_claims(claims), path)
        found = run("children", "memory", path)
    found["batch"] = found["claims"] + found["settled"]
    rows = [
        (name, grouped(found[key] >> 20), f"{found[key] / found['batch']:.2f}")
        for name, key in (
            ("the claims in memory", "claims"),
            ("the settled claims in memory", "settled"),
            ("the batch: both", "batch"),
            ("peak while the claims are read", "read"),
            ("peak while they are settled, the batch included", "peak"),
        )
    ]
    note = (
        f"{grouped(claims)} claims as one table, in a process of its own; what it held before is taken off. "
        "The batch is what a caller has in hand at the end: the claims and the settled claims."
    )
    return table("Memory", note, ("what", "MiB", "÷ the batch"), rows)


def start(_: int) -> str:
    """How long a new process takes until its first claim is settled."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "claims.parquet"
        pq.write_table(make_claims(1), path)
        run("children", "start", path, time.monotonic_ns())
        found = [run("children", "start", path, time.monotonic_ns()) for _ in range(STARTS)]
    rows = [
        (name, f"{min(each[name] for each in found):.2f}", f"{median(each[name] for each in found):.2f}")
        for name in found[0]
    ]
    note = "Seconds on the wall from the call of the interpreter on; the compiled code is from an earlier process."
    return table("Start of a new process", note, ("until", "best s", "median s"), rows)


def _start(path: str, began: str) -> dict[str, float]:
    at: dict[str, float] = {}

    def note(name: str) -> None:
        at[name] = (time.monotonic_ns() - int(began)) / 10**9

    from tongchou.columns.batch import settle_files
    from tongchou.columns.guard import check_kernel
    from tongchou.columns.kernel import Kernel
    from tongchou.columns.settler import Settler
    from tongchou.regulations.load import load
    from tongchou.regulations.resolve import TermsBook

    note("modules imported")
    settler = Settler(TermsBook(load(AREA)), Kernel())
    note("regulation loaded")
    check_kernel(settler.tables, settler.tables.last_day)
    note("compiled kernel loaded and held against the plain rules")
    claims = pq.read_table(path)
    settler.settle(claims)
    note("the first claim settled")
    settle_files(Path(path), Path(path).with_name("settled.parquet"), settler)
    note("the first claim settled from file to file")
    return at


def _memory(path: str) -> dict[str, int]:
    from tongchou.columns.kernel import Kernel
    from tongchou.columns.settler import Settler
    from tongchou.regulations.load import load
    from tongchou.regulations.resolve import TermsBook

    settler = Settler(TermsBook(load(AREA)), Kernel())
    settler.settle(make_claims(1000))
    before = peak_of_memory()
    claims = pq.read_table(path)
    read = peak_of_memory()
    settled = settler.settle(claims).settled
    peak = peak_of_memory()
    return {"claims": claims.nbytes, "settled": settled.nbytes, "read": read - before, "peak": peak - before}


def peak_of_memory() -> int:
    """Return the most memory that this process has held, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        # what getrusage tells of a child begins with what its parent held
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) * KIBI
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    CHILDREN: dict[str, Any] = {"memory": _memory, "start": _start}
    print(json.dumps(CHILDREN[sys.argv[1]](*sys.argv[2:])))
