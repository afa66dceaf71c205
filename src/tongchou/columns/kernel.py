"""The fold as it is run: compiled where numba is there, over as many cores as there are, and checked at the start."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from tongchou.columns.fold import WIDTH, Extras, Lookup, Out, Rows, fold_rows, mark_keys
from tongchou.columns.lookup import Tables
from tongchou.columns.normal import Numbers
from tongchou.columns.twins import cached_twin, numba_is_here

OPTIONS: dict[str, Any] = {"error_model": "numpy", "forceinline": True, "nogil": True}
"""Without bounds checks: every index is unsigned, and :func:`check_indices` has held it against its table before."""

NO_STATES = np.zeros((0, WIDTH), np.int64)

ROWS_A_CORE = 20_000
"""Fewer rows than this are not worth another thread."""

PAD = 56
"""Numbers between two columns of a block, so that they do not all fall on the same lines of a processor's cache."""


@lru_cache(maxsize=1)
def compiled() -> tuple[Callable[..., None], Callable[..., int]]:
    """Return the compiled fold and the compiled marking of keys."""
    return cached_twin(fold_rows, **OPTIONS), cached_twin(mark_keys, **OPTIONS)


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Room:
    """A block that is used again and again: the amounts in it are gone when the next rows are settled into it.

    Memory that a system hands out fresh is cleared page by page, which takes longer than the amounts to be reckoned.
    """

    def __init__(self) -> None:
        """Begin without a block."""
        self.held = block(0)

    def of(self, count: int) -> Out:
        """Return columns for the amounts of so many rows."""
        if len(self.held.pool_pay) < count:
            self.held = block(count)
        return Out(*(column[:count] for column in self.held))


class Kernel:
    """Settles prepared rows, compiled or plain."""

    def __init__(self, *, plain: bool = False, threads: int = 0) -> None:
        """Choose the path; ``threads`` 0 means all cores."""
        self.is_compiled = numba_is_here() and not plain
        self.threads = threads or cores()

    def mark(self, rows: Rows, tables: Tables) -> None:
        """Mark the keys that rows need and resolve their entries."""
        lookup = tables.lookup
        if self.is_compiled:
            wanted = compiled()[1](rows, lookup)
        else:
            listed = rows._replace(day=rows.day.tolist(), key=rows.key.tolist())
            wanted = mark_keys(listed, lookup._replace(period=lookup.period.tolist()))
        if wanted:
            tables.fill()

    def fold(
        self,
        rows: Rows,
        extras: Extras,
        tables: Tables,
        stay_begun: Numbers,
        begins: Numbers,
        starts: Numbers,
        room: Room | None = None,
    ) -> tuple[Out, Numbers]:
        """Settle rows; return the amounts, and where each person stands after them if ``starts`` says where before.

        ``begins`` are the first rows of the persons. ``stay_begun`` is kept up to date. The amounts are in ``room``
        if there is one.
        """
        count = len(rows.day)
        out = block(count) if room is None else room.of(count)
        ends = np.zeros_like(starts)
        if not count:
            return out, ends
        check_indices(rows, extras, tables.lookup, stay_begun)
        if not self.is_compiled:
            _plain(rows, extras, tables, stay_begun, out, starts, ends)
            return out, ends
        pieces = parts(begins, count, min(self.threads, 1 + count // ROWS_A_CORE))
        if len(pieces) == 1:
            _compiled(rows, extras, tables.lookup, starts, ends, stay_begun, out, pieces[0])
        else:
            with ThreadPoolExecutor(len(pieces)) as pool:
                jobs = [
                    pool.submit(_compiled, rows, extras, tables.lookup, starts, ends, stay_begun, out, piece)
                    for piece in pieces
                ]
                for job in jobs:
                    job.result()
        return out, ends


def block(count: int) -> Out:
    """Return columns for the amounts of so many rows."""
    return Out(*spread(len(Out._fields), count))


def spread(columns: int, count: int) -> list[Numbers]:
    """Return so many columns of int64, apart by PAD."""
    width = count + PAD
    held = np.empty(width * columns, np.int64)
    return [held[place * width : place * width + count] for place in range(columns)]


def parts(begins: Numbers, count: int, wanted: int) -> list[tuple[int, int, int, int]]:
    """Return (first row, past the last, first person, past the last) of about equal parts that split no person."""
    edges = np.searchsorted(begins, [count * part // wanted for part in range(1, wanted)])
    persons = sorted({0, *(int(edge) for edge in edges), len(begins)})
    found = []
    for first, last in pairwise(persons):
        end = int(begins[last]) if last < len(begins) else count
        found.append((int(begins[first]), end, first, last))
    return found


def check_indices(rows: Rows, extras: Extras, lookup: Lookup, stay_begun: Numbers) -> None:
    """Raise IndexError where any index of the rows leaves its table: a compiled loop would not notice."""
    if int(rows.day.max()) >= len(lookup.period):
        raise IndexError("a day beyond the tables")
    keys_of_a_period = len(lookup.number) - int(lookup.period.max())
    if int(rows.key.max()) >= keys_of_a_period:
        raise IndexError("a key beyond the tables")
    if int(rows.extra.max()) >= len(extras.stay):
        raise IndexError("extras that are not there")
    if int(extras.stay.max()) >= len(stay_begun) or int(extras.source.max()) > len(rows.day):
        raise IndexError("a stay or a transfer that is not there")


def _compiled(
    rows: Rows,
    extras: Extras,
    lookup: Lookup,
    starts: Numbers,
    ends: Numbers,
    stay_begun: Numbers,
    out: Out,
    piece: tuple[int, int, int, int],
) -> None:
    first, last, person, past = piece
    part = Rows(*(column[first:last] for column in rows))
    amounts = Out(*(column[first:last] for column in out))
    compiled()[0](
        part,
        extras,
        lookup,
        starts[person:past],
        ends[person:past],
        stay_begun,
        amounts,
        first,
        np.uint64(last - first),
    )


def _plain(
    rows: Rows, extras: Extras, tables: Tables, stay_begun: Numbers, out: Out, starts: Numbers, ends: Numbers
) -> None:
    """Settle rows without numba: plain integers from lists, amounts written back."""
    listed = Rows(*(column.tolist() for column in rows))
    listed_extras = Extras(*(column.tolist() for column in extras))
    amounts = Out(*([0] * len(column) for column in out))
    settled = stay_begun.tolist()
    count = len(listed.day)
    fold_rows(listed, listed_extras, tables.plain(), starts, ends, settled, amounts, 0, count)
    for column, found in zip(out, amounts, strict=True):
        column[:] = found
    stay_begun[:] = settled
