"""The fold alone: claims a second against a plain copy of the same bytes, what each layer costs, and whether it grows.

Claims are checked and laid out once; what is timed is :meth:`Settler.fold`, or the compiled fold into a block of
amounts that is there already ("into the same block"), which leaves out what a system takes to hand out fresh memory.
"""

import time
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from benchmarks.claims import Numbers, coded, make_claims
from benchmarks.reduced import claims_of, make_stays
from benchmarks.report import grouped, millions, share, table
from benchmarks.timing import race
from benchmarks.variants import LAYERS, NO_INCENTIVE, book_with
from tongchou.columns.fold import Out, Rows
from tongchou.columns.kernel import NO_STATES, Kernel, block, check_indices, compiled, cores
from tongchou.columns.settler import Prepared, Settler
from tongchou.rules.codes import LOW_INCOME, MATERNITY, OUTPATIENT, SETTLED, STATUSES

LAYERS_AT = 2_000_000
"""Claims of the comparison of layers: enough to lie far beyond any cache."""

GROWTH = (1, 2, 5, 10, 20)
"""Sizes in fifths of the claims asked for: 1 to 20 million of 5 million."""


class Batch(NamedTuple):
    """Claims laid out for one regulation, and a block for their amounts."""

    settler: Settler
    prepared: Prepared
    out: Out
    claims: int

    def moved(self) -> int:
        """How many bytes the fold reads and writes."""
        ready = self.prepared.ready
        return sum(column.nbytes for columns in (ready.rows, ready.extras, self.out) for column in columns)

    def fold(self, claims: int = 0) -> None:
        """Settle the first claims, or all, into the block that is there."""
        ready = self.prepared.ready
        claims = claims or self.claims
        rows = Rows(*(column[:claims] for column in ready.rows))
        out = Out(*(column[:claims] for column in self.out))
        lookup = self.settler.tables.lookup
        ready.stay_begun[:] = 0
        compiled()[0](rows, ready.extras, lookup, NO_STATES, NO_STATES, ready.stay_begun, out, 0, np.uint64(claims))


def batch(values: dict[str, Any], claims: int) -> Batch:
    """Return so many claims laid out under the regulation with some values replaced, settled once."""
    return batch_of(make_claims(claims), values)


def batch_of(claims: pa.Table, values: dict[str, Any]) -> Batch:
    """Return claims laid out under the regulation with some values replaced, settled once."""
    settler = Settler(book_with(values), Kernel(threads=1))
    prepared = settler.prepare(claims)
    ready = prepared.ready
    check_indices(ready.rows, ready.extras, settler.tables.lookup, ready.stay_begun)
    made = Batch(settler, prepared, block(claims.num_rows), claims.num_rows)
    made.fold()
    return made


def fold(claims: int) -> str:
    """What the fold does with everything on: its speed on one core and on all, and where the rows go."""
    everything = batch({}, claims)
    return "\n\n".join(section(everything) for section in (speed, all_cores, branches))


def speed(everything: Batch) -> str:
    """The fold with everything on, on one core, against copies of the bytes that it reads and writes."""
    moved = everything.moved()
    source, target = np.ones(moved, np.uint8), np.ones(moved, np.uint8)
    half = moved // 2
    found = race(
        {
            "the fold into the same block": everything.fold,
            "`Settler.fold`, into fresh memory": lambda: everything.settler.fold(everything.prepared),
            "`np.copyto` of the same bytes": lambda: np.copyto(target, source),
            "`np.copyto` of half of them: reads and writes as many as the fold": lambda: np.copyto(
                target[:half], source[:half]
            ),
        }
    )
    copy = "`np.copyto` of the same bytes"
    rows = []
    for name in found.spent:
        timing = found.timing(name)
        best, median = found.ratios(name, copy)
        rows.append(
            (
                name,
                f"{timing.best / everything.claims:.1f}",
                f"{timing.median / everything.claims:.1f}",
                millions(everything.claims, timing.best),
                millions(everything.claims, timing.median),
                f"{best:.2f}",
                f"{median:.2f}",
            )
        )
    note = (
        f"{grouped(everything.claims)} claims of {grouped(len(everything.prepared.ready.starts))} persons, all layers, "
        f"all {len(Out._fields)} amounts; {moved / everything.claims:.0f} bytes a claim, in and out. Processor time."
    )
    heads = ("what", "best ns a claim", "median", "best M claims/s", "median", "best ÷ copy", "median")
    return table("The fold on one core", note, heads, rows)


def all_cores(everything: Batch) -> str:
    """The fold on one core and on all, by the clock on the wall."""
    ready, tables = everything.prepared.ready, everything.settler.tables
    calls = {}
    for name, threads in {"one core": 1, f"{cores()} cores": cores()}.items():
        kernel = Kernel(threads=threads)
        calls[name] = partial(kernel.fold, ready.rows, ready.extras, tables, ready.stay_begun, ready.starts, NO_STATES)
    found = race(calls, clock=time.perf_counter_ns)
    rows = []
    for name in calls:
        timing = found.timing(name)
        rows.append((name, millions(everything.claims, timing.best), millions(everything.claims, timing.median)))
    note = "Into fresh memory; time on the wall, so whatever else the machine does is in it."
    return table("The fold on all cores", note, ("with", "best M claims/s", "median"), rows)


def branches(everything: Batch) -> str:
    """How many of the rows reach each branch, told by their amounts."""
    ready, out, count = everything.prepared.ready, everything.out, everything.claims
    kind = ready.read.codes["kind"]
    settled = ready.status == SETTLED
    without = batch(NO_INCENTIVE, count)
    reached: dict[str, Numbers] = {
        f"status `{STATUSES[code]}`": ready.status == code for code in range(len(STATUSES))
    } | {
        "extras: a transfer, a part of a stay, babies, counts of the year": ready.rows.extra != 0,
        "a year opened": ready.read.begins,
        "maternity": settled & (kind == MATERNITY),
        "a yearly cap or deductible of outpatient kinds": settled & (kind >= OUTPATIENT) & (kind != MATERNITY),
        "under the ceiling: inpatient, chronic class I, negotiated drugs": settled & (kind < OUTPATIENT),
        "a deductible is borne": out.deductible > 0,
        "the basic layer pays": out.pool_pay > 0,
        "a ceiling or cap cuts": out.over_ceiling > 0,
        "catastrophic insurance pays": out.catastrophic_pay > 0,
        "the raised cap pays": out.catastrophic_pay > without.out.catastrophic_pay,
        "medical assistance pays": out.assistance_pay > 0,
        "tilt assistance pays": out.tilt_pay > 0,
    }
    rows = [(name, grouped(int(which.sum())), share(int(which.sum()), count)) for name, which in reached.items()]
    return table("Rows that reach each branch", "", ("branch", "rows", "share"), rows)


def layers(claims: int) -> str:
    """What each layer costs that is switched on: in a city, and where every bill goes through all of them."""
    count = min(claims, LAYERS_AT)
    tables = {"city": make_claims(count), "assisted": assisted_stays(count)}
    batches = {(of, name): batch_of(tables[of], values) for of in tables for name, values in LAYERS.items()}
    found = race({f"{of}: {name}": each.fold for (of, name), each in batches.items()})
    rows = []
    before = dict.fromkeys(tables, 0)
    for name in LAYERS:
        cells = [name]
        for of in tables:
            timing = found.timing(f"{of}: {name}")
            step = f"{(timing.best - before[of]) / count:+.1f}" if before[of] else ""
            cells += [f"{timing.best / count:.1f}", f"{timing.median / count:.1f}", step]
            before[of] = timing.best
        rows.append(cells)
    note = (
        f"{grouped(count)} claims of a city, where few reach the later layers, and as many inpatient bills of persons "
        "on low income, of which nearly all do. Nanoseconds a claim, one core, into the same block; in turn within "
        "each round."
    )
    heads = ("layers", "city, best", "median", "step", "assisted, best", "median", "step")
    return table("What each layer costs", note, heads, rows)


def assisted_stays(count: int) -> pa.Table:
    """Return inpatient bills of which nearly all feed every layer."""
    claims = claims_of(make_stays(count))
    identity = coded("identity", np.full(count, LOW_INCOME))
    years = pa.array(np.full(count, 8), pa.int16())
    return claims.append_column("identity", identity).append_column("continuous_years", years)


def growth(claims: int) -> str:
    """Whether a claim costs the same however many there are."""
    sizes = [claims * fifths // 5 for fifths in GROWTH]
    large = batch({}, sizes[-1])
    begins = large.prepared.ready.starts
    # whole persons only: the fold of the first claims ends with somebody's last
    cuts = [int(begins[np.searchsorted(begins, size)]) if size < sizes[-1] else size for size in sizes]
    found = race({str(cut): partial(large.fold, cut) for cut in cuts}, rounds=7)
    rows = []
    for cut in cuts:
        timing = found.timing(str(cut))
        rows.append((grouped(cut), f"{timing.best / cut:.1f}", f"{timing.median / cut:.1f}"))
    note = "One core, into the same block; the first claims of one batch, in turn within each round."
    return table("Growth", note, ("claims", "best ns a claim", "median"), rows)
