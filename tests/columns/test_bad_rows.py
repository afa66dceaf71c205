"""Bad rows: each with its line, column and reason; without a file for them nothing is written."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from tests.columns.test_batch import as_csv, settler
from tongchou.columns.batch import settle_files
from tongchou.columns.claims import CLAIMS
from tongchou.columns.faults import RefusedClaims

SCHEMA = pa.schema([(column.name, column.type) for column in CLAIMS])
GOOD: dict[str, Any] = {
    "encounter_id": "E1",
    "person_id": "P1",
    "kind": "inpatient",
    "provider_level": "level2",
    "admitted": date(2024, 3, 1),
    "discharged": date(2024, 3, 9),
    "total": 500_000,
    "own_expense": 10_000,
    "identity": "ordinary",
}
LATER = GOOD | {"encounter_id": "E2", "admitted": date(2024, 3, 9), "discharged": date(2024, 3, 20)}

ONE_ROW: list[tuple[dict[str, Any], str]] = [
    ({"encounter_id": None}, "encounter_id"),
    ({"person_id": None}, "person_id"),
    ({"kind": None}, "kind"),
    ({"kind": "dentist"}, "kind"),
    ({"provider_level": "level9"}, "provider_level"),
    ({"place": "abroad"}, "place"),
    ({"filing": "perhaps"}, "filing"),
    ({"identity": "king"}, "identity"),
    ({"category": "cat"}, "category"),
    ({"grade": "grade_9"}, "grade"),
    ({"excluded": "weather"}, "excluded"),
    ({"discharged": None}, "discharged"),
    ({"discharged": date(2017, 1, 1), "admitted": date(2017, 1, 1)}, "discharged"),
    ({"admitted": None}, "admitted"),
    ({"admitted": date(2024, 3, 10)}, "admitted"),
    ({"total": None}, "total"),
    ({"total": -1}, "total"),
    ({"total": 9_999}, "total"),
    ({"total": 10**10 + 1}, "total"),
    ({"own_expense": -1}, "own_expense"),
    ({"over_limit": -1}, "over_limit"),
    ({"self_first": 10**10 + 1, "total": 10**10}, "self_first"),
    ({"babies": 10}, "babies"),
    ({"chronic_2_filings": -1}, "chronic_2_filings"),
    ({"continuous_years": 201}, "continuous_years"),
    ({"zero_claim_years": -1}, "zero_claim_years"),
    ({"kind": "maternity", "delivery": None}, "delivery"),
    ({"transfer_from": "E0"}, "transfer_from"),
    ({"transfer_from": "E1"}, "transfer_from"),
    ({"kind": "outpatient", "transfer_from": "E0"}, "transfer_from"),
    ({"kind": "outpatient", "stay": "S1"}, "stay"),
]
TWO_ROWS: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({}, {"encounter_id": "E1"}, "encounter_id"),
    ({}, {"transfer_from": "E1", "admitted": date(2024, 3, 11)}, "transfer_from"),
    ({"kind": "outpatient"}, {"transfer_from": "E1"}, "transfer_from"),
    ({"person_id": "P0"}, {"transfer_from": "E1"}, "transfer_from"),
    ({"stay": "S1"}, {"stay": "S1", "admitted": date(2024, 3, 11)}, "admitted"),
]


def table_of(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=SCHEMA)


def refused(table: pa.Table) -> list[tuple[int, str]]:
    """Line and column of each fault."""
    with pytest.raises(RefusedClaims) as wrong:
        settler(plain=True).settle(table)
    for fault in wrong.value.faults:
        assert not fault.line or f"第 {fault.line} 行" in fault.message("zh")
        assert fault.column in fault.message("en")
        assert fault.allowed in fault.message("en")
    return [(fault.line, fault.column) for fault in wrong.value.faults]


def test_the_good_rows_are_good() -> None:
    assert settler(plain=True).settle(table_of(GOOD, LATER | {"transfer_from": "E1"})).settled.num_rows == 2


@pytest.mark.parametrize(("change", "column"), ONE_ROW)
def test_one_fault_in_one_row(change: dict[str, Any], column: str) -> None:
    other = GOOD | {"encounter_id": "F", "person_id": "P9"}
    assert refused(table_of(other, GOOD | change)) == [(2, column)]


@pytest.mark.parametrize(("first", "second", "column"), TWO_ROWS)
def test_a_row_that_does_not_go_with_another(first: dict[str, Any], second: dict[str, Any], column: str) -> None:
    assert refused(table_of(GOOD | first, LATER | second)) == [(2, column)]


def test_the_bills_of_one_person_are_not_more_than_a_sum_can_hold() -> None:
    row = GOOD | {"kind": "outpatient", "admitted": None, "own_expense": 0, "total": 10**10}
    rows = [row | {"encounter_id": f"E{number:06}"} for number in range(10_001)]
    assert refused(table_of(*rows)) == [(1, "total")]
    assert settler(plain=False).settle(table_of(*rows[:10_000])).settled.num_rows == 10_000


@pytest.mark.parametrize("name", ["encounter_id", "person_id", "kind", "provider_level", "discharged", "total"])
def test_a_needed_column_that_is_missing(name: str) -> None:
    assert refused(table_of(GOOD).drop_columns([name])) == [(0, name)]


def test_a_column_of_another_type() -> None:
    table = table_of(GOOD)
    place = table.column_names.index("total")
    assert refused(table.set_column(place, "total", pa.array([5000], pa.float64()))) == [(0, "total")]
    assert refused(table.set_column(place, "total", pa.array(["5000.00"]))) == [(0, "total")]


def test_with_one_bad_row_nothing_is_written(tmp_path: Path) -> None:
    pq.write_table(table_of(GOOD, LATER | {"kind": "dentist"}), tmp_path / "claims.parquet")
    (tmp_path / "settled.parquet").write_text("what stood here before")
    with pytest.raises(RefusedClaims):
        settle_files(tmp_path / "claims.parquet", tmp_path / "settled.parquet", settler(plain=True))
    assert (tmp_path / "settled.parquet").read_text() == "what stood here before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["claims.parquet", "settled.parquet"]


def test_bad_rows_are_left_out_and_given_back(tmp_path: Path) -> None:
    """A transfer from a bad row is bad too: it has nothing left to follow on."""
    rows = [
        GOOD | {"kind": "dentist"},
        LATER | {"transfer_from": "E1"},
        GOOD | {"person_id": "P2", "encounter_id": "E3"},
    ]
    pq.write_table(table_of(*rows), tmp_path / "claims.parquet")
    bad = tmp_path / "bad.csv"
    done = settle_files(tmp_path / "claims.parquet", tmp_path / "settled.parquet", settler(plain=True), bad_file=bad)
    assert (done.rows, done.bad) == (1, 2)
    assert pq.read_table(tmp_path / "settled.parquet").column("encounter_id").to_pylist() == ["E3"]
    with bad.open(encoding="utf-8") as opened:
        found = list(csv.reader(opened))
    assert [(row[1], row[2], row[3]) for row in found[1:]] == [("1", "kind", "dentist"), ("2", "transfer_from", "E1")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("total", "5000.001"),
        ("total", "5,000"),
        ("total", "1e3"),
        ("discharged", "2024-02-30"),
        ("discharged", "9 March 2024"),
        ("hypertension", "perhaps"),
        ("babies", "two"),
        ("babies", "300"),
        ("kind", "dentist"),
    ],
)
def test_a_text_of_a_csv_file_that_is_no_value(name: str, text: str, tmp_path: Path) -> None:
    table = as_csv(table_of(GOOD | {"hypertension": True}, LATER | {"hypertension": False}))
    values = table.column(name).cast(pa.string()).to_pylist()
    table = table.set_column(table.column_names.index(name), name, pa.array([values[0], text]))
    pa_csv.write_csv(table, tmp_path / "claims.csv")
    with pytest.raises(RefusedClaims) as wrong:
        settle_files(tmp_path / "claims.csv", tmp_path / "settled.parquet", settler(plain=True))
    # line 1 is the head of the file
    assert [(fault.line, fault.column) for fault in wrong.value.faults] == [(3, name)]
    assert not (tmp_path / "settled.parquet").exists()


def test_a_person_in_two_files_of_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "claims"
    folder.mkdir()
    pq.write_table(table_of(GOOD), folder / "a.parquet")
    pq.write_table(table_of(LATER), folder / "b.parquet")
    with pytest.raises(RefusedClaims) as wrong:
        settle_files(folder, tmp_path / "settled", settler(plain=True))
    assert [fault.column for fault in wrong.value.faults] == ["person_id"]
    assert not (tmp_path / "settled").exists()


@pytest.mark.parametrize("text", ["", "no claims at all", "PAR1"])
def test_a_file_that_is_none(text: str, tmp_path: Path) -> None:
    (tmp_path / "claims.parquet").write_text(text)
    with pytest.raises(RefusedClaims) as wrong:
        settle_files(tmp_path / "claims.parquet", tmp_path / "settled.parquet", settler(plain=True))
    assert [fault.column for fault in wrong.value.faults] == ["$"]
    with pytest.raises(RefusedClaims):
        settle_files(tmp_path / "missing.parquet", tmp_path / "settled.parquet", settler(plain=True))
