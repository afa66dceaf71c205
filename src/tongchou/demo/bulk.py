"""A larger city written as tables, settled from file to file, and held against the rules as they stand."""

import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tongchou.city import write_city
from tongchou.columns.batch import settle_files
from tongchou.columns.claims import SETTLED
from tongchou.columns.guard import check_kernel
from tongchou.columns.kernel import Kernel
from tongchou.columns.settler import Settler
from tongchou.columns.summary import Summary, read_settled, summarised
from tongchou.demo.check import Disagreement, Held
from tongchou.regulations.resolve import TermsBook

COMPARED = 4_000
"""So many rows are settled once more by the rules as they stand, without a compiler."""


class Bulk(NamedTuple):
    """A city settled from file to file."""

    claims: Path
    settled: Path
    rows: int
    made: int
    """Nanoseconds for making the city."""
    spent: int
    """Nanoseconds for settling it, files read and written."""
    summary: Summary


def settle_a_city(folder: Path, residents: int, year: int, seed: int, book: TermsBook) -> Bulk:
    """Write a city into a folder and settle its year; OSError where it can't be written."""
    began = time.perf_counter_ns()
    write_city(folder, residents, (year,), seed)
    made = time.perf_counter_ns()
    claims, settled = folder / f"claims-{year}.parquet", folder / f"settled-{year}.parquet"
    settler = Settler(book, Kernel())
    if settler.kernel.is_compiled:
        # compiling is no part of settling; it happens once on a machine
        check_kernel(settler.tables, settler.tables.last_day)
    ready = time.perf_counter_ns()
    done = settle_files(claims, settled, settler)
    spent = time.perf_counter_ns() - ready
    return Bulk(claims, settled, done.rows, made - began, spent, summarised(read_settled(settled)))


def as_the_rules_say(bulk: Bulk, book: TermsBook) -> Held:
    """Settle the first persons again without a compiler and compare every value; check the sides of every bill."""
    claims = pq.read_table(bulk.claims)
    persons = claims.column("person_id")
    # whole persons only
    last = pc.index(persons, persons[min(COMPARED, len(persons)) - 1]).as_py()
    plain = Settler(book, Kernel(plain=True)).settle(claims.slice(0, last)).settled
    found = pq.read_table(bulk.settled).cast(SETTLED)
    for name in SETTLED.names:
        if plain.column(name).to_pylist() != found.column(name).slice(0, last).to_pylist():
            return Held(
                last, Disagreement(f"成批结算的 {name} 与规则不同", f"{name} settled in bulk is not the rules'")
            )
    sides = [found.column(name).to_numpy() for name in ("fund_total", "personal_total", "institution_difference")]
    if not np.array_equal(found.column("total").to_numpy(), sum(sides)):
        said = "成批结算的各方合计不等于总费用", "the sides of a bill settled in bulk are not its total"
        return Held(last, Disagreement(*said))
    return Held(last, None)
