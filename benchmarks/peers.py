"""The reduced rule against others: NumPy, Polars and DuckDB over the same bills, OpenFisca with one bill a person.

Peers that the product does not use are installed for the benchmark alone, into a folder of their own. All run on one
core, in a process of their own. Before anything is timed, all results are compared to the fen.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import polars

from benchmarks import reduced
from benchmarks.children import run
from benchmarks.claims import CLAIMS_A_PERSON, Numbers
from benchmarks.columns import batch_of
from benchmarks.openfisca_rule import FEN, openfisca
from benchmarks.report import grouped, millions, share, table
from benchmarks.timing import race

ROOT = Path(__file__).parent.parent
PINS = ROOT / "requirements" / "bench.txt"
FOLDER = ROOT / ".venv" / "bench"

INSTALL = """
source scripts/setup.sh
mkdir -p -- "$venv/bench"
install_with_uv install --target "$venv/bench" --require-hashes -r requirements/bench.txt ||
    install_with_pip --target "$venv/bench" --upgrade --require-hashes -r requirements/bench.txt
"""

SHOWN = 5
"""How many differing rows are shown."""

OWN = "this kernel: every amount of every layer, the reduced terms"
NUMPY = "NumPy: sorted, cumulative sums"
POLARS = "Polars: expressions, a running sum over persons"
DUCKDB = "DuckDB: SQL, a window over persons"
OPENFISCA = "OpenFisca: one bill a person, float32"


def install() -> bool:
    """Install what the pins ask for where it is not there yet; return whether the peers can be used."""
    stamp = FOLDER / "stamp"
    wanted = hashlib.sha256(PINS.read_bytes()).hexdigest() + sys.version
    if stamp.exists() and stamp.read_text() == wanted:
        return True
    done = subprocess.run(["bash", "-c", INSTALL], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        return False
    stamp.write_text(wanted)
    return True


def report(claims: int) -> str:
    """Return the comparison as Markdown."""
    installed = install()
    if not installed:
        print("DuckDB and OpenFisca could not be installed: left out (see .venv/setup.log)", file=sys.stderr)
    one_thread = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "NUMEXPR_MAX_THREADS": "1"}
    found = run("peers", claims, int(installed), environment=one_thread)
    rows = []
    for name, timing in found["timings"].items():
        cells = [f"{timing['best'] / timing['rows']:.1f}", f"{timing['median'] / timing['rows']:.1f}"]
        rows.append((name, *cells, millions(timing["rows"], timing["best"]), found["differing"][name]))
    persons = grouped(claims // CLAIMS_A_PERSON)
    note = (
        f"{grouped(claims)} inpatient bills of {persons} persons: deductible and ratio by level, a yearly ceiling. "
        "One core, processor time, in turn within each round. All begin with columns in memory as each likes them: the "
        "kernel's are laid out, DuckDB's table is filled. The others give four amounts, the kernel all of them. "
        f"OpenFisca has one bill a person, {persons} of them, in float32. Every result is compared with NumPy's, which "
        "is exact."
    )
    heads = ("by", "best ns a claim", "median", "best M claims/s", "rows that differ")
    return table("A reduced rule, with peers", note, heads, rows)


def differing(name: str, found: reduced.Paid, exact: reduced.Paid) -> int:
    """Return how many rows differ in any amount; the first of them are told."""
    wrong = np.zeros(len(exact.pool_pay), bool)
    for one, other in zip(found, exact, strict=True):
        wrong |= one != other
    for row in np.flatnonzero(wrong)[:SHOWN]:
        each = {field: (int(getattr(found, field)[row]), int(getattr(exact, field)[row])) for field in exact._fields}
        print(f"{name}: row {row} differs: {each}", file=sys.stderr)
    return int(wrong.sum())


def _measure(claims: int, installed: bool) -> dict[str, Any]:
    stays = reduced.make_stays(claims)
    exact = reduced.with_numpy(stays)
    own = batch_of(reduced.claims_of(stays), reduced.TERMS)
    frame = reduced.polars_frame(stays)
    calls: dict[str, Callable[[], Any]] = {
        OWN: own.fold,
        NUMPY: lambda: reduced.with_numpy(stays),
        POLARS: lambda: reduced.with_polars(frame),
    }
    results = {
        OWN: reduced.paid_of(own.out),
        NUMPY: exact,
        POLARS: reduced.columns_of(reduced.with_polars(frame)),
    }
    if installed:
        sys.path.append(str(FOLDER))
        calls[DUCKDB] = _duckdb(frame)
        asked = calls[DUCKDB]().sort_by([("person", "ascending"), ("place", "ascending")])
        results[DUCKDB] = reduced.Paid(*(asked.column(field).to_numpy() for field in reduced.Paid._fields))
    counted = {name: grouped(differing(name, result, exact)) for name, result in results.items()}
    rows = dict.fromkeys(calls, claims)
    if installed:
        singles = reduced.make_stays(claims // CLAIMS_A_PERSON, each=1)
        calls[OPENFISCA] = openfisca(singles)
        rows[OPENFISCA] = len(singles.person)
        wrong = persons_that_differ(calls[OPENFISCA](), reduced.with_numpy(singles).pool_pay)
        counted[OPENFISCA] = f"{grouped(wrong)} ({share(wrong, rows[OPENFISCA])})"
    found = race(calls, rounds=5)
    timings = {name: {**found.timing(name)._asdict(), "rows": rows[name]} for name in calls}
    return {"timings": timings, "differing": counted}


def persons_that_differ(yuan: Any, exact: Numbers) -> int:
    """Return how many payments in yuan are not the exact one, each taken to the nearest fen."""
    return int((np.rint(yuan.astype(np.float64) * FEN).astype(np.int64) != exact).sum())


def _duckdb(frame: polars.DataFrame) -> Callable[[], Any]:
    """Return a call that asks DuckDB, whose table has been filled before."""
    connection = import_module("duckdb").connect(config={"threads": 1})
    connection.register("frame", frame.to_arrow())
    connection.execute("CREATE TABLE stays AS SELECT * FROM frame")
    return lambda: connection.execute(reduced.query()).to_arrow_table()


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    print(json.dumps(_measure(int(sys.argv[1]), sys.argv[2] == "1")))
