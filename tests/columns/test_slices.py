"""A large table settled slice by slice: the same as settled as a whole."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from tongchou.columns import cuts, settler
from tongchou.columns.faults import RefusedClaims
from tongchou.columns.kernel import Kernel, Room
from tongchou.columns.states import States
from tongchou.regulations.load import load
from tongchou.regulations.resolve import TermsBook

ORDER = [("person_id", "ascending"), ("discharged", "ascending"), ("encounter_id", "ascending")]


@pytest.fixture(scope="module")
def settling() -> settler.Settler:
    return settler.Settler(TermsBook(load("510400")), Kernel(threads=1))


@pytest.fixture
def slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cuts, "ROWS", 50)
    monkeypatch.setattr(settler, "ROWS", 50)


def whole(settling: settler.Settler, claims: pa.Table, **asked: Any) -> settler.Result:
    """Settle with a room: then a table is never sliced."""
    return settling.settle(claims, room=Room(), **asked)


@pytest.mark.usefixtures("slices")
@pytest.mark.parametrize("kind", ["sorted", "shuffled", "texts"])
def test_slices_give_what_the_whole_gives(kind: str, claims: pa.Table, settling: settler.Settler) -> None:
    table = claims.sort_by(ORDER)
    if kind == "shuffled":
        table = table.take(np.random.default_rng(1).permutation(table.num_rows))
    elif kind == "texts":
        table = pa.table({name: table.column(name).to_pylist() for name in ("kind",)} | _without(table, "kind"))
    found, wanted = settling.settle(table, states=States()), whole(settling, table, states=States())
    assert found.settled.to_pylist() == wanted.settled.to_pylist()
    assert found.settled.schema == wanted.settled.schema
    assert found.state is not None
    assert wanted.state is not None
    assert found.state.to_pylist() == wanted.state.to_pylist()
    assert (found.settled.column("status").num_chunks > 1) == (kind != "shuffled")


def _without(table: pa.Table, name: str) -> dict[str, pa.ChunkedArray]:
    return {each: table.column(each) for each in table.column_names if each != name}


@pytest.mark.usefixtures("slices")
def test_bad_rows_of_all_slices_are_told(claims: pa.Table, settling: settler.Settler) -> None:
    table = claims.sort_by(ORDER)
    total = table.column("total").to_numpy().copy()
    bad = [3, 60, 61, 140]
    total[bad] = -1
    table = table.set_column(table.column_names.index("total"), "total", pa.array(total))
    with pytest.raises(RefusedClaims) as refused:
        settling.settle(table)
    assert {fault.line for fault in refused.value.faults} == {row + 1 for row in bad}
    found, wanted = settling.settle(table, skip_bad=True), whole(settling, table, skip_bad=True)
    assert sorted(found.faults, key=lambda each: (each.line, each.column)) == sorted(
        wanted.faults, key=lambda each: (each.line, each.column)
    )
    assert found.settled.to_pylist() == wanted.settled.to_pylist()
