"""How the rows of a person hang together: transfers, and the parts of one stay (contract of settlement, section 1).

The same demands as on a case file. What an earlier run settled is known from its state.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tongchou.columns.checks import Read, RowFaults
from tongchou.columns.fold import TRANSFER, TRANSFER_DOWNWARD
from tongchou.columns.normal import Numbers, held_in, one_array
from tongchou.columns.states import Admission, Held
from tongchou.rules.benefit.facts import height
from tongchou.rules.codes import ANTENATAL, INPATIENT, MATERNITY

ADMISSION = "inpatient, or maternity other than antenatal"


class Links(NamedTuple):
    """The links of some rows."""

    rows: Numbers
    """Rows that are a transfer."""
    sources: Numbers
    """1 + the row that each leads from, 0 where an earlier run settled it."""
    directions: Numbers
    borne_before: Numbers
    stay: Numbers
    """uint32 by row: number of the stay, 0 for none."""
    names: list[tuple[int, str]]
    """By number − 1: the person (counted in these rows) and the name of a stay."""


def is_admission(read: Read) -> Numbers:
    """Return which rows are admissions: what transfers and stays are for."""
    kind = read.codes["kind"]
    return (kind == INPATIENT) | ((kind == MATERNITY) & (read.codes["delivery"] != ANTENATAL))


def links_of(read: Read, faults: RowFaults, held: dict[int, Held]) -> Links:
    """Return the links of rows and note what does not hang together.

    ``held`` is what an earlier run left, by the number of the person in these rows.
    """
    stay, names = _stays(read, faults)
    linked = held_in(read.table, "transfer_from")
    directions, sources = np.zeros(len(linked), np.int8), np.zeros(len(linked), np.uint32)
    borne = np.zeros(len(linked), np.int64)
    if len(linked):
        _transfers(read, faults, held, linked, sources, directions, borne)
    return Links(linked, sources, directions, borne, stay, names)


def _transfers(
    read: Read,
    faults: RowFaults,
    held: dict[int, Held],
    linked: Numbers,
    sources: Numbers,
    directions: Numbers,
    borne: Numbers,
) -> None:
    """Fill what is known of each transfer, and note those that lead from nowhere."""
    admission = is_admission(read)
    owners = read.persons_of(linked).tolist()
    person = dict(zip(linked.tolist(), owners, strict=True))
    edges = np.append(read.starts, read.table.num_rows)
    several = np.unique(owners)
    spans = zip(several.tolist(), edges[several].tolist(), edges[several + 1].tolist(), strict=True)
    near = [(owner, row) for owner, begin, end in spans for row in range(begin, end)]
    ids = read.table.column("encounter_id").take(pa.array([row for _, row in near])).to_pylist()
    place = {(owner, name): row for (owner, row), name in zip(near, ids, strict=True)}
    wanted = read.table.column("transfer_from").take(linked).to_pylist()
    source_of = {row: place.get((owner, name), -1) for (row, owner), name in zip(person.items(), wanted, strict=True)}
    wrong: dict[int, tuple[str, str, str]] = {}
    level = read.codes["provider_level"]
    for number, (row, name) in enumerate(zip(linked.tolist(), wanted, strict=True)):
        before = source_of[row]
        earlier = held[person[row]].admissions.get(name) if before < 0 and person[row] in held else None
        if not admission[row]:
            wrong[row] = (
                ADMISSION,
                "转院只用于住院（含分娩）",
                "only an admission (a delivery is one) can be a transfer",
            )
        elif (before < 0 and earlier is None) or _leads_back(row, source_of):
            wrong[row] = "the id of an earlier encounter of the same person", "找不到转出的就诊", "no such encounter"
        elif before >= 0 and not admission[before]:
            said = "the encounter it leads from is not an admission (a delivery is one)"
            wrong[row] = ADMISSION, "转出的就诊不是住院（含分娩）", said
        else:
            found = earlier or Admission(int(level[before]), int(read.discharged[before]), 0)
            if not found.discharged <= read.admitted[row] <= found.discharged + 1:
                allowed = "admitted on the day of the earlier discharge or the next"
                wrong[row] = allowed, "转入日期与转出日期不相接", "the transfer does not follow on"
                continue
            sources[number] = before + 1
            borne[number] = found.borne
            downward = height(int(level[row])) < height(found.level)
            directions[number] = TRANSFER_DOWNWARD if downward else TRANSFER
    for row, (allowed, zh, en) in wrong.items():
        only = np.zeros(len(admission), bool)
        only[row] = True
        faults.note(only, "transfer_from", read.column("transfer_from"), allowed, zh, en)


def _leads_back(row: int, source_of: dict[int, int]) -> bool:
    """Return whether a chain of transfers comes back to where it began."""
    seen = {row}
    while (row := source_of.get(row, -1)) >= 0:
        if row in seen:
            return True
        seen.add(row)
    return False


def _stays(read: Read, faults: RowFaults) -> tuple[Numbers, list[tuple[int, str]]]:
    """Return the number of each row's stay, and note the parts that do not follow on one another."""
    stay = np.zeros(read.table.num_rows, np.uint32)
    rows = held_in(read.table, "stay")
    if not len(rows):
        return stay, []
    admission = is_admission(read)
    wrong = np.zeros(len(stay), bool)
    wrong[rows] = ~admission[rows]
    said = "only an admission (a delivery is one) is part of a stay"
    faults.note(wrong, "stay", read.column("stay"), ADMISSION, "stay 只用于住院（含分娩）", said)
    texts = pc.dictionary_encode(one_array(read.table.column("stay").take(rows)))
    width = len(texts.dictionary)
    combined = read.persons_of(rows).astype(np.int64) * width + texts.indices.to_numpy()
    known, number = np.unique(combined, return_inverse=True)
    stay[rows] = number + 1
    words = texts.dictionary.to_pylist()
    _check_parts(read, faults, rows[admission[rows]], stay)
    return stay, [(int(each) // width, words[int(each) % width]) for each in known]


def _check_parts(read: Read, faults: RowFaults, rows: Numbers, stay: Numbers) -> None:
    """Note each part of a stay that overlaps with the one before or leaves a hole.

    A later part may carry the day of the first admission, as many hospitals send it.
    """
    rows = rows[np.lexsort((read.admitted[rows], read.discharged[rows], stay[rows]))]
    if not len(rows):
        return
    first = np.r_[True, stay[rows][1:] != stay[rows][:-1]]
    begun = read.admitted[rows][np.maximum.accumulate(np.where(first, np.arange(len(rows)), 0))]
    before = np.r_[0, read.discharged[rows][:-1]]
    admitted = read.admitted[rows]
    holds = first | (admitted == before) | (admitted == before + 1) | (admitted == begun)
    wrong = np.zeros(len(stay), bool)
    wrong[rows[~holds]] = True
    zh, en = "与同一次住院的前一段不相接", "does not follow on the part of the stay before"
    allowed = "the day of the discharge before or the next"
    if wrong.any():
        faults.note(wrong, "admitted", read.column("admitted"), allowed, zh, en)
