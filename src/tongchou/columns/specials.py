"""What a row's terms depend on in few regulations: special regimes, exemptions by age or diagnosis, and the like.

The decisions are those of :class:`tongchou.regulations.resolve.Fixed`; here they are asked once a combination.
"""

from bisect import bisect_right
from typing import Any

import numpy as np

from tongchou.columns.checks import Read, RowFaults
from tongchou.columns.lookup import Special, Tables
from tongchou.columns.normal import EPOCH, Numbers, empty_of, holds, numbers_of, one_array, places_of
from tongchou.regulations.asking import EXEMPT_BY_NOTHING, NO_REGIME
from tongchou.regulations.faults import NotInForce
from tongchou.regulations.resolve import Fixed
from tongchou.rules.codes import CHRONIC_2, CIRCUMSTANCES, GRADES, INPATIENT, MATERNITY, OUTPATIENT

FILED = ("hypertension", "diabetes", "chronic_1", "chronic_2")


def specials_of(read: Read, tables: Tables, faults: RowFaults) -> Numbers | None:
    """Return what the special combination of each row adds to its key; None where no rule asks for any."""
    day, grades = read.discharged, read.codes["grade"]
    if not len(day):
        return None
    first, last = (bisect_right(tables.starts, int(edge)) - 1 for edge in (day.min(), day.max()))
    present = np.flatnonzero(np.bincount(grades)).tolist() if holds(read.table, "grade") else [0]
    asking = []
    for span in range(first, last + 1):
        for grade in present:
            book = tables.book.of_grade(GRADES[grade])
            try:
                fixed = book.fixed(book.period(tables.starts[span]))
            except NotInForce:
                # then no key of the span has an answer either, and each such row is noted with the reason
                continue
            if _asks(fixed, read):
                asking.append((span, grade, fixed))
    if not asking:
        return None
    added = np.zeros(read.table.num_rows, np.uint32)
    for span, grade, fixed in asking:
        ends = tables.starts[span + 1] if span + 1 < len(tables.starts) else tables.last_day + 1
        rows = np.flatnonzero((day >= tables.starts[span]) & (day < ends) & (grades == grade))
        _of_span(read, tables, fixed, rows, added, faults)
    return added


def _asks(fixed: Fixed, read: Read) -> bool:
    """Return whether anything of a span's rules, or of the columns, can make a row special."""
    asked = fixed.regimes or fixed.exempt_diagnoses or fixed.exempt_ages or fixed.exempt_filings or fixed.disease_caps
    return bool(asked) or any(holds(read.table, name) for name in CIRCUMSTANCES)


def _of_span(read: Read, tables: Tables, fixed: Fixed, rows: Numbers, added: Numbers, faults: RowFaults) -> None:
    """Fill in the rows of one span of days and one grade."""
    kind = read.codes["kind"][rows]
    admitted = (kind == INPATIENT) | (kind == MATERNITY)
    looked_at: dict[str, Numbers] = {}
    if fixed.regimes:
        looked_at["diagnosis"] = _texts(read, "diagnosis", rows)
        looked_at["provider"] = _texts(read, "provider", rows)
    if fixed.exempt_diagnoses:
        looked_at.setdefault("diagnosis", np.where(admitted, _texts(read, "diagnosis", rows), -1))
    if fixed.exempt_ages:
        looked_at["age"] = np.where(admitted, _ages(read, rows, admitted, faults), -1)
    if fixed.exempt_filings:
        looked_at["filings"] = np.where(admitted, _filings(read, rows), 0)
    if fixed.disease_caps:
        looked_at["disease"] = np.where(kind == CHRONIC_2, _texts(read, "chronic_2_disease", rows), -1)
    if any(holds(read.table, name) for name in CIRCUMSTANCES):
        looked_at["circumstances"] = np.where(kind == OUTPATIENT, _circumstances(read, rows), 0)
    looked_at["admitted"] = admitted
    combined, of_row = np.unique(np.stack(list(looked_at.values())), axis=1, return_inverse=True)
    sums = [
        tables.special(_special(read, fixed, dict(zip(looked_at, (int(each) for each in values), strict=True))))
        for values in combined.T
    ]
    added[rows] = np.array(sums, np.uint32)[of_row.reshape(-1)]


def _special(read: Read, fixed: Fixed, found: dict[str, int]) -> Special:
    """Return the special combination behind some values; −1 is an empty text."""
    diagnosis = _text(read, "diagnosis", found.get("diagnosis", -1))
    disease = _text(read, "chronic_2_disease", found.get("disease", -1))
    admitted = bool(found["admitted"])
    filings = [name for bit, name in enumerate(FILED) if found.get("filings", 0) >> bit & 1]
    circumstances = tuple(code for code in range(len(CIRCUMSTANCES)) if found.get("circumstances", 0) >> code & 1)
    ages_or_diagnoses = admitted and (fixed.exempt_ages or fixed.exempt_diagnoses)
    return Special(
        fixed.regime_of(diagnosis, _text(read, "provider", found.get("provider", -1))) if fixed.regimes else NO_REGIME,
        fixed.exempt_by(diagnosis, filings) if admitted else EXEMPT_BY_NOTHING,
        *(fixed.exempt_from_admission(found.get("age", 0), diagnosis) if ages_or_diagnoses else (0, 0)),
        disease if disease in fixed.disease_caps else "",
        circumstances,
    )


def _words(read: Read, name: str) -> Any:
    return one_array(read.table.column(name))


def _texts(read: Read, name: str, rows: Numbers) -> Numbers:
    """Return where in its dictionary each row's text stands, −1 where there is none."""
    if not holds(read.table, name):
        return np.full(len(rows), -1)
    words = _words(read, name)
    places = places_of(words)[rows].astype(np.int64)
    return np.where(places == len(words.dictionary), -1, places)


def _text(read: Read, name: str, place: int) -> str:
    return "" if place < 0 else _words(read, name).dictionary[place].as_py()


def _ages(read: Read, rows: Numbers, admitted: Numbers, faults: RowFaults) -> Numbers:
    """Return ages in complete years; note the admissions whose row does not say when the person was born."""
    empty = empty_of(read.table, "birth")[rows] & admitted
    if empty.any():
        wrong = np.zeros(read.table.num_rows, bool)
        wrong[rows[empty]] = True
        zh, en = "办法按年龄免起付线，须有出生日期", "the rules exempt by age, so the birth is needed"
        faults.note(wrong, "birth", [None] * int(wrong.sum()), "a date", zh, en)
    birth = numbers_of(read.table, "birth", 0, np.int32)[rows].astype("datetime64[D]")
    day = (read.discharged[rows] - EPOCH).astype("datetime64[D]")
    years = day.astype("datetime64[Y]").astype(int) - birth.astype("datetime64[Y]").astype(int)
    return years - (_of_the_year(day) < _of_the_year(birth))


def _of_the_year(days: Numbers) -> Numbers:
    """Return month and day as one number that rises through a year."""
    months = days.astype("datetime64[M]")
    return (months.astype(int) % 12) * 32 + (days - months).astype(int)


def _filings(read: Read, rows: Numbers) -> Numbers:
    bits = np.zeros(len(rows), np.int64)
    for bit, name in enumerate(FILED):
        if name == "chronic_2":
            held = read.number["chronic_2_filings"][rows] > 0
        else:
            held = numbers_of(read.table, name, 0, np.int8)[rows] > 0
        bits |= held.astype(np.int64) << bit
    return bits


def _circumstances(read: Read, rows: Numbers) -> Numbers:
    bits = np.zeros(len(rows), np.int64)
    for bit, name in enumerate(CIRCUMSTANCES):
        bits |= numbers_of(read.table, name, 0, np.int64)[rows] << bit
    return bits
