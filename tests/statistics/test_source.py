"""What a report says of tables that it can't be made of."""

from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.statistics.by_hand import TABLES, write
from tongchou.statistics.source import CLAIMS, DAY, TEXT, WHOLE, YES, Unreadable, kind_of, open_city


def faults_of(folder: Path, year: int | None = None, settled: Path | None = None) -> list[tuple[str, str]]:
    with pytest.raises(Unreadable) as refused:
        open_city(folder, year, settled)
    return refused.value.faults


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    assert faults_of(nowhere) == [(f"没有文件夹 {nowhere}", f"there is no folder {nowhere}")]


def test_a_folder_without_claims_is_no_city(tmp_path: Path) -> None:
    ((zh, en),) = faults_of(write(tmp_path, "residents"))
    assert "claims-年度.parquet" in zh
    assert "claims-YEAR.parquet" in en


def test_every_missing_file_is_named_at_once(tmp_path: Path) -> None:
    folder = write(tmp_path, "residents")
    assert [en for _, en in faults_of(folder, 2023)] == [
        f"there is no file {folder / 'coverage.parquet'}",
        f"there is no file {folder / 'claims-2023.parquet'}",
    ]


def test_a_settled_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    settled = tmp_path / "elsewhere.parquet"
    ((_, en),) = faults_of(write(tmp_path), settled=settled)
    assert en == f"there is no file {settled}"


def test_missing_columns_and_columns_of_another_kind_are_named(tmp_path: Path) -> None:
    file = write(tmp_path) / "claims-2024.parquet"
    table = pq.read_table(file)
    total = pa.array([amount.as_py() / 100 for amount in table["total"]])
    table = table.set_column(table.schema.get_field_index("total"), "total", total)
    pq.write_table(table.drop_columns(["kind", "discharged"]), file)
    assert faults_of(tmp_path) == [
        (f"{file} 缺少列 kind（文字）", f"{file} has no column kind (text)"),
        (f"{file} 缺少列 discharged（日期）", f"{file} has no column discharged (date)"),
        (f"{file} 的列 total 应为整数，现为 Float64", f"{file}: total should be whole number, is Float64"),
    ]


def test_a_file_that_is_no_parquet_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path) / "residents.parquet"
    file.write_text("person_id,birth\n", encoding="utf-8")
    ((zh, en),) = faults_of(tmp_path)
    assert zh.startswith(f"{file} 不是可读的 Parquet 文件")
    assert en.startswith(f"{file} can't be read as a Parquet file")


def test_the_last_year_is_taken_and_the_settled_bills_beside_it(tmp_path: Path) -> None:
    write(tmp_path)
    assert open_city(tmp_path).settled is not None
    (tmp_path / "claims-2025.parquet").write_bytes((tmp_path / "claims-2024.parquet").read_bytes())
    later = open_city(tmp_path)
    assert (later.year, later.settled) == (2025, None)
    assert open_city(tmp_path, 2024).year == 2024


def test_only_the_needed_columns_are_read(tmp_path: Path) -> None:
    file = write(tmp_path) / "claims-2024.parquet"
    table = pq.read_table(file)
    pq.write_table(table.append_column("secondary", pa.array([["I10"]] * table.num_rows)), file)
    assert open_city(tmp_path).claims.collect_schema().names() == list(CLAIMS)
    assert len(TABLES) == 4


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (pl.Series(["a"]), TEXT),
        (pl.Series(["a"], dtype=pl.Categorical), TEXT),
        (pl.Series([1], dtype=pl.Int16), WHOLE),
        (pl.Series([date(2024, 1, 1)]), DAY),
        (pl.Series([True]), YES),
        (pl.Series([["a"]]), None),
        (pl.Series([1], dtype=pl.Float32), None),
    ],
)
def test_the_kinds_of_columns(values: pl.Series, kind: str | None) -> None:
    assert kind_of(values.dtype) == kind
