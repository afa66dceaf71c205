"""What one row of claims must be by itself: needed values, known words, amounts and days that fit together.

Source: contract of settlement, sections 1 and 8; the same demands as on a case file.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import polars
import pyarrow as pa
import pyarrow.compute as pc

from tongchou.columns.claims import AMOUNTS, BY_NAME, NUMBERS, WORDS
from tongchou.columns.faults import RowFault
from tongchou.columns.normal import (
    EPOCH,
    UNKNOWN_WORD,
    Numbers,
    codes_of,
    empty_of,
    has_empty,
    held_in,
    holds,
    known_words,
    numbers_of,
    of_words,
    one_array,
)
from tongchou.columns.order import Ordered, rises
from tongchou.regulations.load import Regulation
from tongchou.rules.codes import GRADES, INPATIENT, KINDS, LOCAL, MATERNITY, ORDINARY
from tongchou.rules.money import LARGEST_BILL, yuan

LARGEST_PERSON = 10**14
"""The most that all bills of one person may come to, in fen: every sum of a year and each product stays in 64 bits."""

MIX = 0x9E3779B97F4A7C15
"""An odd number that spreads small ones over 64 bits."""

DEFAULTS = {"place": LOCAL, "identity": ORDINARY}
"""Codes of empty words; 0 of all others."""


class RowFaults:
    """The faults of some rows, and which rows have any."""

    def __init__(self, lines: Numbers, source: str) -> None:
        """Begin without a fault."""
        self.lines = lines
        self.source = source
        self.bad = np.zeros(len(lines), bool)
        self.found: list[RowFault] = []

    def note(self, wrong: Numbers, column: str, values: Any, allowed: str, zh: str, en: str) -> None:
        """Note a fault of each row that is ``wrong``; ``values`` are the column, or what was found in each such row."""
        if not wrong.any():
            return
        for count, row in enumerate(np.flatnonzero(wrong)):
            if isinstance(values, list):
                value = values[count]
            else:
                value = values[int(row)]
                value = value.as_py() if isinstance(value, pa.Scalar) else value
            self.found.append(RowFault(int(self.lines[row]), column, value, allowed, zh, en, self.source))
        self.bad |= wrong


class Codes(dict[str, Numbers]):
    """Words as int8 codes by column, each looked up when it is first asked for; unknown words are noted by ``Read``."""

    def __init__(self, table: pa.Table) -> None:
        """Begin without a column."""
        super().__init__()
        self.table = table

    def __missing__(self, name: str) -> Numbers:
        """Look up a column."""
        self[name] = codes_of(self.table, name, DEFAULTS.get(name, UNKNOWN_WORD if name == "excluded" else 0))
        return self[name]


class Read:
    """The columns of some rows as numbers, read and checked once."""

    def __init__(self, claims: Ordered, faults: RowFaults) -> None:
        """Read and check every column."""
        self.table, self.begins = claims.table, claims.begins
        self.faults = faults
        self.starts = np.flatnonzero(claims.begins)
        """Of the first row of each person."""
        self.codes = Codes(self.table)
        for column in WORDS:
            self._check_words(column.name)
        self.number = {column.name: self._number(column.name) for column in NUMBERS}
        self.amount = {column.name: numbers_of(self.table, column.name, 0, np.int64) for column in AMOUNTS}
        self.discharged = numbers_of(self.table, "discharged", 0, np.int32) + EPOCH
        self.admitted = self._admitted()
        self._check_amounts()
        self._check_delivery()

    def column(self, name: str) -> Any:
        """Return a column as it was read, for the values that a fault repeats."""
        return self.table.column(name)

    def persons_of(self, rows: Numbers) -> Numbers:
        """Return the number of the person of each of some rows."""
        return np.searchsorted(self.starts, rows, side="right") - 1

    def _check_words(self, name: str) -> None:
        """Note the words that nobody knows; they go on as the first of those allowed."""
        if not holds(self.table, name):
            return
        if UNKNOWN_WORD not in known_words(name, one_array(self.column(name))):
            return
        wrong = codes_of(self.table, name, 0) == UNKNOWN_WORD
        allowed = " | ".join(BY_NAME[name].words)
        self.faults.note(wrong, name, self.column(name), allowed, "不认识的词", "unknown word")
        if wrong.any():
            self.codes[name] = np.where(wrong, np.int8(0), self.codes[name])

    def _number(self, name: str) -> Numbers:
        column = BY_NAME[name]
        default = {"babies": 0, "chronic_2_filings": 0}.get(name, -1)
        found = numbers_of(self.table, name, default, np.int16)
        if not len(found) or (column.least <= int(found.min()) and int(found.max()) <= column.most):
            return found
        wrong = (found < column.least) & ~empty_of(self.table, name) | (found > column.most)
        if wrong.any():
            allowed = f"{column.least}..{column.most}"
            self.faults.note(wrong, name, self.column(name), allowed, "超出范围", "out of range")
            found = np.where(wrong, default, found)
        return found

    def _admitted(self) -> Numbers:
        kind = self.codes["kind"]
        missing = ((kind == INPATIENT) | (kind == MATERNITY)) & empty_of(self.table, "admitted")
        admissions = f"{KINDS[INPATIENT]} | {KINDS[MATERNITY]}: a date"
        count = int(np.count_nonzero(missing))
        self.faults.note(missing, "admitted", [None] * count, admissions, "缺少入院日期", "the admission is missing")
        if not holds(self.table, "admitted"):
            return self.discharged
        stated = one_array(self.column("admitted")).view(pa.int32())
        admitted = pc.coalesce(stated, pa.array(self.discharged - EPOCH)).to_numpy() + EPOCH
        late = admitted > self.discharged
        if late.any():
            self.faults.note(
                late,
                "admitted",
                self.column("admitted"),
                "<= discharged",
                "入院晚于出院",
                "admitted after the discharge",
            )
        return admitted

    def _check_amounts(self) -> None:
        total = self.amount["total"]
        if not len(total):
            return
        readable = np.ones(len(total), bool)
        for name, amount in self.amount.items():
            # without its sign a negative number is larger than any amount
            if int(amount.view(np.uint64).max()) <= LARGEST_BILL:
                continue
            if int(amount.min()) < 0:
                wrong = amount < 0
                readable &= ~wrong
                self.faults.note(wrong, name, self._shown(amount, wrong), ">= 0", "不能为负", "must not be negative")
            if int(amount.max()) > LARGEST_BILL:
                wrong = amount > LARGEST_BILL
                readable &= ~wrong
                allowed = f"<= {yuan(LARGEST_BILL)}"
                self.faults.note(
                    wrong, name, self._shown(amount, wrong), allowed, "金额过大", "the amount is too large"
                )
        left = total
        for name, amount in self.amount.items():
            if name != "total" and holds(self.table, name):
                left = left - amount
        exceeded = readable & (left < 0)
        if exceeded.any():
            allowed = ">= own_expense + over_limit + self_first"
            zh, en = "分项之和超过总额", "the parts exceed the total"
            self.faults.note(exceeded, "total", self._shown(total, exceeded), allowed, zh, en)
        starts = self.starts
        most_bills = int(np.diff(starts, append=len(total)).max())
        if readable.all() and int(total.max()) * most_bills <= LARGEST_PERSON:
            return
        sums = np.add.reduceat(np.where(readable, total, 0), starts)
        if int(sums.max()) > LARGEST_PERSON:
            large = sums > LARGEST_PERSON
            wrong = np.zeros(len(total), bool)
            wrong[starts[large]] = True
            found = [yuan(int(each)) for each in sums[large]]
            zh, en = "一个人的费用合计过大", "the bills of one person are too large together"
            self.faults.note(wrong, "total", found, f"<= {yuan(LARGEST_PERSON)}", zh, en)

    @staticmethod
    def _shown(amount: Numbers, wrong: Numbers) -> list[str]:
        return [yuan(int(fen)) for fen in amount[wrong]]

    def _check_delivery(self) -> None:
        if not has_empty(self.table, "delivery"):
            return
        missing = self.codes["kind"] == MATERNITY
        missing[held_in(self.table, "delivery")] = False
        allowed = " | ".join(BY_NAME["delivery"].words)
        count = int(missing.sum())
        self.faults.note(missing, "delivery", [None] * count, allowed, "生育须注明分娩方式", "maternity needs it")

    def check_days(self, first: int, last: int) -> None:
        """Note the discharges outside the days on which the area's rules are in force."""
        if len(self.discharged) and not first <= int(self.discharged.min()) <= int(self.discharged.max()) <= last:
            outside = (self.discharged < first) | (self.discharged > last)
            allowed = f"{date.fromordinal(first).isoformat()}…{date.fromordinal(last).isoformat()}"
            zh, en = "办法当日未施行", "the rules are not in force on that day"
            self.faults.note(outside, "discharged", self.column("discharged"), allowed, zh, en)
            self.discharged = np.where(outside, first, self.discharged)

    def check_belongs(self, regulation: Regulation) -> None:
        """Note the contribution grades and counties that the area does not have."""
        area, grades = regulation.area, regulation.grades
        of_grade = "本地区没有这个缴费档次", "no contribution grade of the area"
        self._strange("grade", lambda word: word in grades or word not in GRADES, grades, of_grade)
        counties = tuple(county.code for county in area.counties)
        self._strange("county", area.has_county, counties, ("不是本地区的县（区）", "no county of the area"))

    def _strange(
        self, name: str, known: Callable[[str], bool], allowed: tuple[str, ...], said: tuple[str, str]
    ) -> None:
        """Note the words of a column that are not ``known``; rows are looked at only where there are any."""
        if not holds(self.table, name):
            return
        words = one_array(self.table.column(name))
        strange = [word is not None and not known(word) for word in words.dictionary.to_pylist()]
        if any(strange):
            wrong = of_words(words, np.array(strange), 0)
            self.faults.note(wrong, name, self.column(name), " | ".join(allowed), *said)

    def check_ids(self) -> None:
        """Note every encounter id that stands twice for one person."""
        doubled = _doubled(self.table, self.begins)
        if doubled is not None:
            zh, en = "就诊编号重复", "the encounter id stands twice"
            self.faults.note(doubled, "encounter_id", self.column("encounter_id"), "once a person", zh, en)


def check_needed(table: pa.Table, faults: RowFaults) -> None:
    """Note the rows in which a needed value is empty."""
    for column in (each for each in BY_NAME.values() if each.needed):
        if has_empty(table, column.name):
            empty = empty_of(table, column.name)
            count = int(empty.sum())
            faults.note(empty, column.name, [None] * count, str(column.type), "不能为空", "must not be empty")


def _doubled(table: pa.Table, begins: Numbers) -> Numbers | None:
    """Return where an encounter id has stood before for the same person; None where there is no such row."""
    texts = one_array(table.column("encounter_id"))
    if rises(texts):
        return None
    ids = polars.Series(texts).hash(0).to_numpy()
    person = np.cumsum(begins)
    if polars.Series(ids ^ (person.astype(np.uint64) * np.uint64(MIX))).n_unique() == len(ids):
        return None
    doubled = np.zeros(len(ids), bool)
    order = np.lexsort((ids, person))
    same = (ids[order[1:]] == ids[order[:-1]]) & (person[order[1:]] == person[order[:-1]])
    for place in np.flatnonzero(same):
        first, second = sorted((int(order[place]), int(order[place + 1])))
        doubled[second] |= texts[first] == texts[second]
    return doubled if doubled.any() else None
