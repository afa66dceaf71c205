"""Files of claims: the same result however they are cut, ordered, written or spread over cores."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from tests.columns.city import expected_of, found_in
from tongchou.cases.settle import Settled
from tongchou.city.files import claims_writer
from tongchou.columns import batch, sources
from tongchou.columns.batch import settle_files
from tongchou.columns.kernel import Kernel
from tongchou.columns.settler import Settler
from tongchou.regulations.load import load
from tongchou.regulations.resolve import TermsBook
from tongchou.rules.money import yuan

Expected = dict[str, dict[str, object]]


def settler(*, plain: bool = False, threads: int = 0) -> Settler:
    return Settler(TermsBook(load("510400")), Kernel(plain=plain, threads=threads))


@pytest.fixture(scope="module")
def expected(city: list[Settled]) -> Expected:
    return expected_of(city)


def settled_of(source: Path, target: Path) -> Expected:
    settle_files(source, target, settler())
    return found_in(pq.read_table(target))


def as_csv(claims: pa.Table) -> pa.Table:
    """Claims as a CSV file holds them: yuan, yes and no, days."""
    columns = {}
    for name in claims.column_names:
        column = claims.column(name)
        if column.type == pa.int64():
            column = pa.array([None if fen is None else yuan(fen) for fen in column.to_pylist()])
        elif pa.types.is_boolean(column.type) or pa.types.is_dictionary(column.type):
            column = column.cast(pa.string())
        columns[name] = column
    return pa.table(columns)


@pytest.mark.parametrize("rows", [7, 100, 262_144])
@pytest.mark.parametrize("kind", ["sorted", "shuffled", "grouped"])
def test_a_parquet_file_read_in_pieces(
    rows: int, kind: str, claims: pa.Table, expected: Expected, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shuffled rows are dealt out by person; persons together but not in order are taken as they come."""
    monkeypatch.setattr(sources, "ROWS", rows)
    order = [("person_id", "ascending"), ("discharged", "ascending"), ("encounter_id", "ascending")]
    table = claims.sort_by(order)
    if kind == "shuffled":
        table = table.take(np.random.default_rng(1).permutation(table.num_rows))
    elif kind == "grouped":
        table = table.sort_by([("person_id", "descending")])
    pq.write_table(table, tmp_path / "claims.parquet")
    assert settled_of(tmp_path / "claims.parquet", tmp_path / "settled.parquet") == expected


def test_the_order_of_a_sorted_file_stays(claims: pa.Table, tmp_path: Path) -> None:
    table = claims.sort_by([("person_id", "ascending"), ("discharged", "ascending"), ("encounter_id", "ascending")])
    pq.write_table(table, tmp_path / "claims.parquet")
    settle_files(tmp_path / "claims.parquet", tmp_path / "settled.parquet", settler())
    found = pq.read_table(tmp_path / "settled.parquet")
    assert found.column("encounter_id").to_pylist() == table.column("encounter_id").to_pylist()


@pytest.mark.parametrize("few", [1, 20, 4_096])
def test_few_rows_are_written_with_the_next_in_their_order(
    few: int, claims: pa.Table, expected: Expected, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "ROWS", 30)
    monkeypatch.setattr(batch, "FEW", few)
    table = claims.sort_by([("person_id", "ascending"), ("discharged", "ascending"), ("encounter_id", "ascending")])
    pq.write_table(table, tmp_path / "claims.parquet")
    settle_files(tmp_path / "claims.parquet", tmp_path / "settled.parquet", settler())
    found = pq.read_table(tmp_path / "settled.parquet")
    assert found.column("encounter_id").to_pylist() == table.column("encounter_id").to_pylist()
    assert found_in(found) == expected


def test_a_file_of_whatever_writer(claims: pa.Table, expected: Expected, tmp_path: Path) -> None:
    """Encoded for quick reading, words as plain texts in the schema, or without any dictionary."""
    with claims_writer(tmp_path / "quick.parquet", claims.schema) as writer:
        writer.write_table(claims)
    columns = {name: claims.column(name) for name in claims.column_names}
    words = {name: column for name, column in columns.items() if pa.types.is_dictionary(column.type)}
    texts = pa.table(columns | {name: column.cast(pa.string()) for name, column in words.items()})
    pq.write_table(texts, tmp_path / "texts.parquet", store_schema=False)
    pq.write_table(texts, tmp_path / "plain.parquet", store_schema=False, use_dictionary=False)
    for name in ("quick", "texts", "plain"):
        assert settled_of(tmp_path / f"{name}.parquet", tmp_path / "settled.parquet") == expected


def test_a_csv_file_in_yuan(claims: pa.Table, expected: Expected, tmp_path: Path) -> None:
    pa_csv.write_csv(as_csv(claims), tmp_path / "claims.csv")
    assert settled_of(tmp_path / "claims.csv", tmp_path / "settled.parquet") == expected


def test_a_folder_partitioned_by_person(claims: pa.Table, expected: Expected, tmp_path: Path) -> None:
    folder = tmp_path / "claims"
    person = pc.utf8_slice_codeunits(claims.column("person_id"), -1)
    for digit in "0123456789":
        part = claims.filter(pc.equal(person, digit))
        (folder / f"part={digit}").mkdir(parents=True)
        pq.write_table(part, folder / f"part={digit}" / "data.parquet")
    settle_files(folder, tmp_path / "settled", settler())
    written = sorted(path.relative_to(tmp_path / "settled").as_posix() for path in (tmp_path / "settled").rglob("*"))
    assert [name for name in written if name.endswith("parquet")] == [f"part={n}/data.parquet" for n in "0123456789"]
    found: Expected = {}
    for path in (tmp_path / "settled").rglob("*.parquet"):
        found |= found_in(pq.ParquetFile(path).read())
    assert found == expected


@pytest.mark.parametrize("threads", [1, 2, 3, 7])
def test_any_number_of_cores(
    threads: int, claims: pa.Table, expected: Expected, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tongchou.columns.kernel.ROWS_A_CORE", 10)
    assert found_in(settler(threads=threads).settle(claims).settled) == expected


def test_month_by_month_with_the_state_in_files(claims: pa.Table, expected: Expected, tmp_path: Path) -> None:
    """Twelve runs, each from the state that the one before has written, are one run over the year."""
    months = pc.month(claims.column("discharged")).to_numpy() + 12 * (
        pc.year(claims.column("discharged")).to_numpy() - 2024
    )
    found: Expected = {}
    state: Path | None = None
    for month in sorted(set(months.tolist())):
        source = tmp_path / f"{month}.parquet"
        pq.write_table(claims.filter(pa.array(months == month)), source)
        after = tmp_path / f"state-{month}.parquet"
        settle_files(source, tmp_path / "settled.parquet", settler(), state_in=state, state_out=after)
        found |= found_in(pq.read_table(tmp_path / "settled.parquet"))
        state = after
    assert found == expected


def test_a_person_without_a_bill_keeps_the_state(claims: pa.Table, tmp_path: Path) -> None:
    pq.write_table(claims, tmp_path / "claims.parquet")
    pq.write_table(claims.slice(0, 1), tmp_path / "one.parquet")
    states = [tmp_path / "first.parquet", tmp_path / "second.parquet"]
    settle_files(tmp_path / "claims.parquet", tmp_path / "s.parquet", settler(), state_out=states[0])
    before = {row["person_id"]: row for row in pq.read_table(states[0]).to_pylist()}
    assert set(before) == set(claims.column("person_id").to_pylist())
    empty = tmp_path / "none.parquet"
    pq.write_table(claims.slice(0, 0), empty)
    settle_files(empty, tmp_path / "s.parquet", settler(), state_in=states[0], state_out=states[1])
    assert {row["person_id"]: row for row in pq.read_table(states[1]).to_pylist()} == before


def test_without_numba_the_result_is_the_same(claims: pa.Table, expected: Expected, tmp_path: Path) -> None:
    """A process in which numba can't be imported takes the plain path and says so."""
    pq.write_table(claims, tmp_path / "claims.parquet")
    program = (
        "import sys; sys.modules['numba'] = None; from tongchou.main import app; "
        "app(['settle-batch', sys.argv[1], '-o', sys.argv[2]])"
    )
    arguments = [str(tmp_path / "claims.parquet"), str(tmp_path / "settled.parquet")]
    ran = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, env={**os.environ}, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert "纯 Python" in ran.stderr
    assert found_in(pq.read_table(tmp_path / "settled.parquet")) == expected


def test_the_rules_are_named_in_the_file(claims: pa.Table, tmp_path: Path) -> None:
    pq.write_table(claims, tmp_path / "claims.parquet")
    settle_files(tmp_path / "claims.parquet", tmp_path / "settled.parquet", settler())
    metadata = pq.read_schema(tmp_path / "settled.parquet").metadata
    assert metadata[b"regulation"] == b"510400"
    assert metadata[b"regulation_version"].decode() == load("510400").version
