"""Where persons stand between two runs: the sums of their open year, stays begun, admissions that may be led from.

A state is a table with a row a person. Settling a month, writing the state and settling the next month from it gives
what settling both months at once gives.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tongchou.columns.fold import WIDTH, Carry
from tongchou.columns.normal import Numbers
from tongchou.rules.benefit.accumulators import Accumulators

NAMES = (*Carry._fields, *Accumulators._fields)

ADMISSIONS = pa.list_(
    pa.struct(
        [
            ("encounter_id", pa.string()),
            ("provider_level", pa.int8()),
            ("discharged", pa.int32()),
            ("borne", pa.int64()),
        ]
    )
)

STAYS = pa.list_(pa.struct([("stay", pa.string()), ("begun", pa.int32()), ("ended", pa.int32())]))

STATE = pa.schema(
    [
        ("person_id", pa.string()),
        *((name, pa.int64()) for name in NAMES),
        ("stays", STAYS),
        ("admissions_settled", ADMISSIONS),
    ]
)
"""``year`` is the open benefit year, ``complete`` 1 where no bill of it was outside cover, ``grade`` a code; then the
sums in fen; ``stays`` of which a part has been settled, with the day of the admission that a next part would go on with
and that on which the last part ended; ``admissions_settled``, from which a transfer may lead, with
the deductibles borne in their chain up to and with them."""


class Admission(NamedTuple):
    """An admission that an earlier run settled."""

    level: int
    discharged: int
    """Ordinal."""
    borne: int


class Held(NamedTuple):
    """What an earlier run left of one person besides the sums."""

    stays: dict[str, tuple[int, int]]
    """Stay → the day of the admission that a next part would go on with, and the end of the last part; ordinals."""
    admissions: dict[str, Admission]


class States:
    """The states of many persons, looked up by person."""

    def __init__(self, table: pa.Table | None = None) -> None:
        """Keep a state table; none: everybody begins anew."""
        self.table = STATE.empty_table() if table is None else table.select(STATE.names).cast(STATE).combine_chunks()
        self.sums = np.zeros((self.table.num_rows, WIDTH), np.int64)
        for place, name in enumerate(NAMES):
            self.sums[:, place] = self.table.column(name).to_numpy()
        self.seen = np.zeros(self.table.num_rows, bool)

    def __len__(self) -> int:
        """Return how many persons there are."""
        return int(self.table.num_rows)

    def of(self, persons: pa.Array) -> tuple[Numbers, dict[int, Held]]:
        """Return where each person stands, a row each, and what else is held of them by their number."""
        starts = np.zeros((len(persons), WIDTH), np.int64)
        starts[:, 1] = 1
        if not len(self):
            return starts, {}
        found = pc.index_in(persons, value_set=self.table.column("person_id").combine_chunks())
        rows = pc.fill_null(found, -1).to_numpy(zero_copy_only=False)
        known = np.flatnonzero(rows >= 0)
        starts[known] = self.sums[rows[known]]
        self.seen[rows[known]] = True
        held = {}
        parts = self.table.select(["stays", "admissions_settled"]).take(pa.array(rows[known])).to_pylist()
        for person, part in zip(known.tolist(), parts, strict=True):
            if part["stays"] or part["admissions_settled"]:
                admissions = {
                    each["encounter_id"]: Admission(each["provider_level"], each["discharged"], each["borne"])
                    for each in part["admissions_settled"]
                }
                stays = {each["stay"]: (each["begun"], each["ended"]) for each in part["stays"]}
                held[person] = Held(stays, admissions)
        return starts, held

    def untouched(self) -> pa.Table:
        """Return the states of persons that no run has asked for, to be handed on as they are."""
        return self.table.filter(pa.array(~self.seen))


def state_table(persons: pa.Array, ends: Numbers, held: dict[int, Held]) -> pa.Table:
    """Return states as a table."""
    columns = {"person_id": persons.cast(pa.string())}
    for place, name in enumerate(NAMES):
        columns[name] = pa.array(ends[:, place])
    columns["stays"] = pa.array([_stays(held[row]) if row in held else [] for row in range(len(persons))], STAYS)
    columns["admissions_settled"] = pa.array(
        [_admissions(held[row]) if row in held else [] for row in range(len(persons))], ADMISSIONS
    )
    return pa.table(columns, schema=STATE)


def _stays(held: Held) -> list[dict[str, object]]:
    return [{"stay": name, "begun": begun, "ended": ended} for name, (begun, ended) in sorted(held.stays.items())]


def _admissions(held: Held) -> list[dict[str, object]]:
    return [
        {"encounter_id": name, "provider_level": each.level, "discharged": each.discharged, "borne": each.borne}
        for name, each in held.admissions.items()
    ]
