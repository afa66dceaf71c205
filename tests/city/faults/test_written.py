"""Faults in the files of a city."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.city.faults.conftest import CASES, Faulty, wanted
from tests.city.faults.village import YEAR
from tongchou.city.faults.written import plant_in
from tongchou.city.schema import ANSWERS


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
