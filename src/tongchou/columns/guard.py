"""Before anything is settled: the compiled fold and the plain one on a fixed sample under the same regulation.

A difference, however small, means that the compiled code can't be trusted on this machine; then nothing is settled.
"""

import random
import time

import numpy as np

from tongchou.columns.fold import NEW_PERSON, STATUS_SHIFT, WANTED, WIDTH, Extras, Out, Rows
from tongchou.columns.kernel import Kernel, spread
from tongchou.columns.lookup import SIZES, WEIGHTS, Tables
from tongchou.columns.normal import Numbers
from tongchou.columns.rows import NO_EXTRAS
from tongchou.rules.codes import DELIVERIES, KINDS, LOCAL, MATERNITY, SETTLED, STATUSES

PERSONS, BILLS = 60, 8
DAYS = 800
"""Over how many days the bills of the sample lie."""
LARGEST = 30_000_000
"""Fen: enough to reach ceilings and bands."""


class KernelDiffers(RuntimeError):
    """The compiled fold does not give what the rules give."""

    def __init__(self, name: str, row: int, compiled: int, plain: int) -> None:
        """Keep the first difference."""
        super().__init__(
            f"编译的内核与规则不一致（样本第 {row} 行 {name}：{compiled} ≠ {plain}），未作任何结算；"
            "请删除编译缓存后重试，仍如此请用 --plain 并报告 | "
            f"the compiled kernel differs from the rules (row {row} of the sample, {name}: {compiled} ≠ {plain}), "
            "nothing was settled; delete the cache of compiled code and try again, or use --plain and report it"
        )


def check_kernel(tables: Tables, last_day: int, *, plain_alone: bool = False) -> int:
    """Settle the sample on both paths, ending on a day; raise KernelDiffers, else return nanoseconds a plain row.

    ``plain_alone`` leaves the compiled path out, where there is none.
    """
    rows, persons = sample(tables, last_day)
    kernels = [Kernel(plain=True)] if plain_alone else [Kernel(threads=1), Kernel(plain=True)]
    kernels[0].mark(rows, tables)
    lookup = tables.lookup
    answered = lookup.number[lookup.period[rows.day] + rows.key] != WANTED
    persons = persons[answered]
    begun = np.r_[True, persons[1:] != persons[:-1]][: len(persons)]
    rows = Rows(*(column[answered] for column in rows))
    rows = rows._replace(marks=rows.marks | (begun * NEW_PERSON).astype(np.uint8))
    begins = np.flatnonzero(begun)
    starts = np.zeros((len(begins), WIDTH), np.int64)
    found = []
    spent = 0
    for kernel in kernels:
        began = time.perf_counter_ns()
        out, ends = kernel.fold(rows, _sample_extras(), tables, np.zeros(3, np.int32), begins, starts)
        spent = time.perf_counter_ns() - began
        found.append((*out, *ends.T))
    names = (*Out._fields, *(f"state {place}" for place in range(WIDTH)))
    for name, one, other in zip(names, found[0], found[-1], strict=True):
        different = np.flatnonzero(one != other)
        if len(different):
            row = int(different[0])
            raise KernelDiffers(name, row, int(one[row]), int(other[row]))
    return spent // max(1, len(rows.day))


def sample(tables: Tables, last_day: int) -> tuple[Rows, Numbers]:
    """Return the rows of the sample and the person of each: the same at every start."""
    chance = random.Random(20_180_101)
    day, key, marks, diseases, extra = [], [], [], [], []
    amounts: list[tuple[int, int, int, int]] = []
    last = min(last_day, tables.last_day) - tables.first_day
    for _ in range(PERSONS):
        codes = [chance.randrange(size) for size in SIZES]
        days = sorted(max(0, last - chance.randrange(DAYS)) for _ in range(BILLS))
        for number, each in enumerate(days):
            codes[:4] = [chance.randrange(size) for size in SIZES[:4]]
            if chance.random() < 0.8:
                codes[2] = LOCAL
            if codes[2] == LOCAL:
                codes[3] = 0
            codes[6] = chance.randrange(len(DELIVERIES)) if KINDS[codes[0]] == KINDS[MATERNITY] else 0
            codes[7] = 0
            day.append(each)
            key.append(sum(code * weight for code, weight in zip(codes, WEIGHTS, strict=False)))
            status = chance.randrange(len(STATUSES)) if chance.random() < 0.05 else SETTLED
            marks.append(chance.randrange(NEW_PERSON) | status << STATUS_SHIFT)
            diseases.append(chance.randrange(4))
            extra.append(chance.randrange(1, 4) if number == 0 or chance.random() < 0.1 else 0)
            total = chance.randrange(LARGEST) if chance.random() < 0.5 else chance.randrange(100_000)
            parts = sorted(chance.randrange(total // 4 + 1) for _ in range(3))
            amounts.append((total, parts[0], parts[1] - parts[0], parts[2] - parts[1]))
    columns = spread(4, len(amounts))
    for column, values in zip(columns, zip(*amounts, strict=True), strict=True):
        column[:] = values
    rows = Rows(
        np.array(day, np.uint32),
        np.array(key, np.uint32),
        np.array(marks, np.uint8),
        np.array(diseases, np.int8),
        np.array(extra, np.uint32),
        *columns,
    )
    return rows, np.repeat(np.arange(PERSONS), BILLS)


def _sample_extras() -> Extras:
    """Return three kinds of extras: a stay with counts, a later part of it, a transfer downward with a deductible."""
    of_rows = (
        (1, 1, 2),
        (1, 200, 1),
        (0, 0, 2),
        (0, 0, 0),
        (0, 0, 40_000),
        (2, 1, 1),
        (0, 1, 0),
        (5, -1, 0),
        (1, 0, -1),
    )
    return Extras(
        *(np.concatenate([none, np.array(values, none.dtype)]) for none, values in zip(NO_EXTRAS, of_rows, strict=True))
    )
