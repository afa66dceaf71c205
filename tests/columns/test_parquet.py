"""The file of settled claims: what the compiled encoders write is what any reader of Parquet reads."""

from datetime import date
from pathlib import Path

import numpy as np
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tongchou.columns.claims import WORD
from tongchou.columns.parquet import SettledWriter
from tongchou.columns.twins import numba_is_here

pytestmark = pytest.mark.skipif(not numba_is_here(), reason="needs numba")

LEAST, MOST = -(2**63), 2**63 - 1


def write(path: Path, *tables: pa.Table) -> pa.Table:
    """Write tables, and return them as one."""
    with SettledWriter(path, tables[0].schema) as writer:
        for table in tables:
            writer.write_table(table)
    return pa.concat_tables(tables)


def of(values: object, kind: pa.DataType = None) -> pa.Table:
    column = pa.array(values, pa.int64() if kind is None else kind)
    return pa.table({"a": column}, schema=pa.schema([pa.field("a", column.type, nullable=column.null_count > 0)]))


def checked(path: Path, *tables: pa.Table) -> None:
    wanted = write(path, *tables)
    found = pq.read_table(path)
    found.validate(full=True)
    assert found.schema == wanted.schema
    assert found.column("a").to_pylist() == wanted.column("a").to_pylist()
    assert polars.read_parquet(path).get_column("a").to_list() == wanted.column("a").to_pylist()


@pytest.mark.parametrize("count", [1, 2, 31, 32, 33, 128, 129, 130, 1000, 5000])
@pytest.mark.parametrize("bits", range(0, 64, 3))
def test_numbers_of_any_width(count: int, bits: int, tmp_path: Path) -> None:
    draw = np.random.default_rng(count * 64 + bits)
    checked(tmp_path / "a.parquet", of(draw.integers(-(2**bits), 2**bits, count, dtype=np.int64)))


@pytest.mark.parametrize(
    "values", [[LEAST], [MOST], [LEAST, MOST] * 100, [MOST, LEAST, 0, -1, 1] * 60, [7] * 300, [0] * 127 + [9] * 200]
)
def test_numbers_at_the_ends(values: list[int], tmp_path: Path) -> None:
    checked(tmp_path / "a.parquet", of(np.array(values, np.int64)))


@pytest.mark.parametrize("count", [1, 7, 8, 9, 1023, 1024, 1025, 4100])
@pytest.mark.parametrize("words", [1, 2, 3, 9, 255, 256, 257, 1000])
def test_words(count: int, words: int, tmp_path: Path) -> None:
    """One in three values is the same run after run, as in a city; 257 words no longer fit a byte."""
    places = np.random.default_rng(count + words).integers(0, words, count)
    places[: count // 3] = words - 1
    column = pa.DictionaryArray.from_arrays(pa.array(places, pa.int32()), [f"词{word}" for word in range(words)])
    checked(tmp_path / "a.parquet", of(column, WORD))


@pytest.mark.parametrize("empty", [1, 2, 5])
def test_words_some_of_them_empty(empty: int, tmp_path: Path) -> None:
    texts = [None if place % empty == 0 else f"w{place % 7}" for place in range(3000)]
    checked(tmp_path / "a.parquet", of(pa.array(texts, pa.string()).dictionary_encode(), WORD))


def test_words_of_several_tables_each_with_its_own(tmp_path: Path) -> None:
    tables = [of(pa.array(texts).dictionary_encode(), WORD) for texts in (["a", "b"], ["b", "c", "a"], ["d"])]
    checked(tmp_path / "a.parquet", *tables)


def test_texts_of_any_length_of_a_part_of_a_table(tmp_path: Path) -> None:
    texts = ["", "E1", "统筹", "x" * 500, *(f"P{number:08d}" for number in range(2000))]
    checked(tmp_path / "a.parquet", of(texts, pa.string()).slice(1, 1500), of(["z"], pa.string()))


def test_texts_that_are_squeezed(tmp_path: Path) -> None:
    persons = pa.array([f"P{number // 5:08d}" for number in range(3000)])
    schema = pa.schema([pa.field("person_id", pa.string(), nullable=False)])
    wanted = write(tmp_path / "a.parquet", pa.table({"person_id": persons}, schema=schema))
    assert pq.read_table(tmp_path / "a.parquet").equals(wanted)
    assert pq.ParquetFile(tmp_path / "a.parquet").metadata.row_group(0).column(0).compression == "LZ4"


def test_days_say_their_first_and_last(tmp_path: Path) -> None:
    days = pa.array([date(2025, 3, 1), date(1969, 12, 31), date(2031, 1, 1)])
    checked(tmp_path / "a.parquet", of(days, pa.date32()))
    said = pq.ParquetFile(tmp_path / "a.parquet").metadata.row_group(0).column(0).statistics
    assert (said.min, said.max) == (date(1969, 12, 31), date(2031, 1, 1))


def test_a_file_without_rows_and_its_notes(tmp_path: Path) -> None:
    table = of([], pa.int64()).replace_schema_metadata({"regulation": "510400"})
    checked(tmp_path / "a.parquet", table)
    assert pq.read_schema(tmp_path / "a.parquet").metadata == {b"regulation": b"510400"}


def test_a_large_table_makes_several_groups(tmp_path: Path) -> None:
    checked(tmp_path / "a.parquet", of(np.arange(600_000)))
    assert pq.ParquetFile(tmp_path / "a.parquet").metadata.num_row_groups == 2


def test_a_file_that_is_given_up_has_no_end(tmp_path: Path) -> None:
    table = of([1, 2, 3])
    broken = pa.table({"b": [1]})
    with SettledWriter(tmp_path / "a.parquet", table.schema) as writer:
        writer.write_table(table)
        with pytest.raises(KeyError):
            writer.write_table(broken)
        writer.__exit__(KeyError, KeyError(), None)
    with pytest.raises(pa.ArrowInvalid):
        pq.ParquetFile(tmp_path / "a.parquet")


def test_tables_in_one_group_are_pages_of_it(tmp_path: Path) -> None:
    """As the rows of a person who was cut are, with the piece after them; each table has its own dictionary."""
    words = [of(pa.array(texts).dictionary_encode(), WORD) for texts in (["a", "b"], ["b", "c", "a", "c"])]
    checked(tmp_path / "words.parquet", pa.concat_tables(words))
    days = [of([date(2025, 3, day)], pa.date32()) for day in (2, 1, 3)]
    checked(tmp_path / "days.parquet", pa.concat_tables(days))
    group = pq.ParquetFile(tmp_path / "days.parquet").metadata.row_group(0)
    assert (group.column(0).statistics.min, group.column(0).statistics.max) == (date(2025, 3, 1), date(2025, 3, 3))
    checked(tmp_path / "texts.parquet", pa.concat_tables([of(["P1", "P2"], pa.string()), of(["P3"], pa.string())]))
    empty = [of(pa.array([None, text], pa.string()).dictionary_encode(), WORD) for text in ("a", "b")]
    checked(tmp_path / "empty.parquet", pa.concat_tables(empty))
