"""A city written as files: every table, with its schema, the same on any number of cores."""

from pathlib import Path

import pyarrow.parquet as pq

from tongchou.city import schema, write_city
from tongchou.city.bill_lines import lines_of


def test_every_table_is_written_with_its_schema_and_statistics(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    write_city(tmp_path, 400, (2024, 2025), 3, lines=True, progress=lambda *done: told.append(done))
    tables = {**schema.FILES, **{f"claims-{year}": schema.CLAIMS for year in (2024, 2025)}}
    tables |= {f"lines-{year}": schema.LINES for year in (2024, 2025)}
    assert {file.name for file in tmp_path.iterdir()} == {f"{name}.parquet" for name in tables}
    for name, columns in tables.items():
        assert pq.read_table(tmp_path / f"{name}.parquet").schema.equals(columns), name
    assert {name for name, *_ in told} == {*schema.FILES, "claims-2024", "claims-2025"}
    assert all(done == parts for _, done, parts in told)
    claims = pq.read_table(tmp_path / "claims-2025.parquet")
    assert pq.read_table(tmp_path / "lines-2025.parquet").equals(lines_of(claims, 3))
    group = pq.ParquetFile(tmp_path / "claims-2025.parquet").metadata.row_group(0)
    assert group.column(schema.CLAIMS.get_field_index("total")).statistics.has_min_max


def test_claims_are_encoded_for_quick_reading(tmp_path: Path) -> None:
    write_city(tmp_path, 400, (2025,), 3)
    group = pq.ParquetFile(tmp_path / "claims-2025.parquet").metadata.row_group(0)
    columns = {column.path_in_schema: column for column in map(group.column, range(group.num_columns))}
    assert {column.compression for column in columns.values()} == {"UNCOMPRESSED"}
    for name, encoding in (
        ("encounter_id", "DELTA_LENGTH_BYTE_ARRAY"),
        ("total", "DELTA_BINARY_PACKED"),
        ("covered", "RLE"),
        ("discharged", "PLAIN"),
        ("kind", "RLE_DICTIONARY"),
        ("babies", "RLE_DICTIONARY"),
        ("secondary.list.element", "RLE_DICTIONARY"),
    ):
        assert encoding in columns[name].encodings
        assert columns[name].has_dictionary_page == (encoding == "RLE_DICTIONARY")


def test_the_files_are_the_same_on_any_number_of_cores(tmp_path: Path) -> None:
    for cores in (1, 3):
        write_city(tmp_path / str(cores), 300, (2025,), 5, cores=cores)
    for file in (tmp_path / "1").iterdir():
        assert file.read_bytes() == (tmp_path / "3" / file.name).read_bytes()
