"""The lines of a bill, made wrong: a drug that was not given, the same line twice. No sum of the bill changes."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tongchou.city import tables
from tongchou.city.faults.bills import REPEATED_ITEM
from tongchou.city.faults.editing import Row

_FEN = 10_000
"""Millionths of a yuan in a fen, and ten-thousandths in one piece."""


def alter_lines(lines: pa.Table, plants: pa.Table) -> pa.Table:
    """Return lines (schema LINES, those of a bill together) with what the table of plants says done to them.

    Total, own expense, over limit, self first and what is in scope of each bill stay what they were, to the fen, for
    what is taken from a line is given to one that is split in the same way. Plants of other bills are passed over;
    ValueError where a bill has no line that the fault could be about.
    """
    encounters = lines["encounter_id"].combine_chunks()
    wanted = plants.filter(pc.is_in(plants["encounter_id"], value_set=encounters.unique())).to_pylist()
    planted = pa.array([plant["encounter_id"] for plant in wanted], pa.string())
    theirs = pc.is_in(encounters, value_set=planted)
    bills: dict[str, list[Row]] = {}
    for row in lines.filter(theirs).to_pylist():
        bills.setdefault(row["encounter_id"], []).append(row)
    for plant in wanted:
        bill = bills[plant["encounter_id"]]
        done = repeat_line(bill) if plant["plant"] == REPEATED_ITEM else put_drug(bill, plant["value"])
        if not done:
            raise ValueError(
                f"{plant['encounter_id']}: no line for {plant['plant']}; plant it in another bill "
                f"· 没有可供 {plant['plant']} 的明细，请埋设于别的账单"
            )
    altered = [row for bill in bills.values() for row in _numbered(bill)]
    mixed = pa.concat_tables([lines.filter(pc.invert(theirs)), pa.Table.from_pylist(altered, schema=lines.schema)])
    kept = np.flatnonzero(~theirs.to_numpy(zero_copy_only=False))
    starts = pc.index_in(pa.array([row["encounter_id"] for row in altered], pa.string()), value_set=encounters)
    order = np.argsort(np.concatenate((kept, starts.to_numpy(zero_copy_only=False))), kind="stable")
    return mixed.unify_dictionaries().take(pa.array(order))


def _numbered(bill: list[Row]) -> list[Row]:
    """Return the lines of a bill numbered anew from the number of its first."""
    first = min(row["line"] for row in bill)
    return [{**row, "line": first + place} for place, row in enumerate(bill)]


def put_drug(bill: list[Row], key: str) -> bool:
    """Put a drug in the place of the dearest line of its class; a drug's line is preferred. Amounts stay."""
    drug = next(each for each in tables.drugs() if each.key == key)
    given = [row for row in bill if row["amount"] > 0 and not row["excluded"]]
    if not given:
        return False
    row = max(given, key=lambda row: (row["class"] == drug.medical_class, row["item"] == "drug", row["amount"]))
    row.update(item="drug", code=drug.key, name=drug.name)
    return True


def repeat_line(bill: list[Row]) -> bool:
    """Let a line stand twice; what it costs more is taken from another line that is split in the same way.

    Best from a line that is a sum of small items; where no line is dear enough, a third of the dearest becomes a line
    that stands twice.
    """
    plain = [row for row in bill if _is_plain(row)]
    for giver in sorted(plain, key=lambda row: (row["quantity"] is not None, -row["amount"])):
        fits = [row for row in plain if _may_repeat(row, giver)]
        if fits:
            source = max(fits, key=lambda row: int(row["amount"]))
            giver.update(amount=giver["amount"] - source["amount"], quantity=None, unit_price=None)
            _behind(bill, source, dict(source))
            return True
    if not plain or plain[0]["amount"] < 3:
        return False
    dearest = max(plain, key=lambda row: int(row["amount"]))
    third = dearest["amount"] // 3
    part = {**dearest, "amount": third, "quantity": _FEN, "unit_price": third * _FEN}
    dearest.update(amount=dearest["amount"] - 2 * third, quantity=None, unit_price=None)
    _behind(bill, dearest, part)
    _behind(bill, dearest, dict(part))
    return True


def _is_plain(row: Row) -> bool:
    """Tell whether a line is wholly in scope or wholly own expense, so that its parts add up whatever they are."""
    whole = row["class"] == "C" or (row["class"] == "A" and row["price_limit"] is None and not row["excluded"])
    return bool(whole and row["amount"] > 0)


def _may_repeat(row: Row, giver: Row) -> bool:
    return bool(
        row is not giver
        and row["quantity"] is not None
        and row["class"] == giver["class"]
        and row["amount"] < giver["amount"]
    )


def _behind(bill: list[Row], row: Row, new: dict[str, Any]) -> None:
    place = next(number for number, each in enumerate(bill) if each is row)
    bill.insert(place + 1, new)
