"""Faults in the files of a city."""

from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.city.faults.conftest import CASES, Faulty, wanted
from tests.city.faults.village import YEAR
from tongchou.city.faults.written import plant_in
from tongchou.city.files import write_city
from tongchou.city.schema import ANSWERS, LINES


def written(folder: Path, faulty: Faulty) -> Path:
    pq.write_table(faulty.residents, folder / "residents.parquet")
    pq.write_table(faulty.claims, folder / f"claims-{YEAR}.parquet")
    pq.write_table(ANSWERS.empty_table(), folder / "answers.parquet")
    return folder


def tables(folder: Path) -> dict[str, pa.Table]:
    return {path.name: pq.read_table(path) for path in sorted(folder.iterdir())}


def test_the_files_hold_what_is_planted_in_the_tables(tmp_path: Path, faulty: Faulty) -> None:
    told: list[str] = []
    answers = plant_in(written(tmp_path, faulty), 7, wanted(CASES), told.append)
    assert told == [f"claims-{YEAR}", "residents", "plants", "answers"]
    planted = faulty.planted
    assert answers.equals(planted.answers)
    assert tables(tmp_path) == {
        "answers.parquet": planted.answers,
        f"claims-{YEAR}.parquet": planted.claims[YEAR],
        "plants.parquet": planted.plants,
        "residents.parquet": planted.residents,
    }


@pytest.mark.parametrize("beside", [False, True])
def test_lines_are_those_of_the_bills_with_their_faults(tmp_path: Path, beside: bool) -> None:
    """Whether they were there already, or are asked for."""
    write_city(tmp_path, 2_000, (2024, 2025), 6, lines=beside)
    plant_in(tmp_path, 6, wanted(4), lines=not beside)
    plants = {row["encounter_id"]: row for row in pq.read_table(tmp_path / "plants.parquet").to_pylist()}
    seen: Counter[str] = Counter()
    for year in (2024, 2025):
        claims = pq.read_table(tmp_path / f"claims-{year}.parquet", columns=["encounter_id", "total"])
        lines = pq.read_table(tmp_path / f"lines-{year}.parquet")
        assert lines.schema.equals(LINES)
        sums: Counter[str] = Counter()
        times: Counter[tuple] = Counter()
        for line in lines.to_pylist():
            encounter = line["encounter_id"]
            sums[encounter] += line["amount"]
            plant = plants.get(encounter)
            if plant and plant["plant"] == "repeated_item":
                times[encounter, line["code"], line["quantity"], line["unit_price"]] += line["quantity"] is not None
            elif plant and line["code"] == plant["value"]:
                seen[encounter] += 1
        assert sums == dict(zip(*(claims[name].to_pylist() for name in ("encounter_id", "total")), strict=True))
        seen.update({encounter for (encounter, *_), number in times.items() if number > 1})
    assert set(seen) == set(plants)


def test_faults_are_planted_once_only(tmp_path: Path, faulty: Faulty) -> None:
    plant_in(written(tmp_path, faulty), 7, wanted(1))
    before = tables(tmp_path)
    with pytest.raises(ValueError, match="has planted faults already"):
        plant_in(tmp_path, 7, wanted(1))
    assert tables(tmp_path) == before


def test_a_failure_on_the_way_leaves_the_city_as_it_was(tmp_path: Path, faulty: Faulty) -> None:
    def fail(name: str) -> None:
        if name == "residents":
            raise RuntimeError(name)

    before = tables(written(tmp_path, faulty))
    with pytest.raises(RuntimeError, match="residents"):
        plant_in(tmp_path, 7, wanted(1), fail)
    assert tables(tmp_path) == before


def test_a_folder_that_is_no_city_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        plant_in(tmp_path, 7)
