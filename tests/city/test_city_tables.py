"""The tables of the city are whole and explained, and everyone has somewhere to go."""

import csv
import re
from importlib.resources import files

import pytest

from tongchou.city import tables
from tongchou.city.providers import providers
from tongchou.rules.codes import LEVELS, PLACES

COUNTIES = {row["code"] for row in tables.rows("regions") if row["kind"] == "county"}
TABLES = sorted(
    entry.name.removesuffix(".csv") for entry in files("tongchou.city").joinpath("data").iterdir()
    if entry.name.endswith(".csv")
)  # fmt: skip


def test_institutions_have_codes_levels_and_counties() -> None:
    table = providers().table.to_pylist()
    for column in ("code", "name"):
        assert len({row[column] for row in table}) == len(table)
    for row in table:
        kind = "P" if row["level"] == "pharmacy" else "H"
        assert re.fullmatch(kind + r"\d{11}", row["code"])
        assert row["code"][1:7] == row["area"]
        assert (row["area"] in COUNTIES) == (row["place"] == "local")
        assert row["area"].startswith("51") == (row["place"] != "elsewhere")


def test_every_place_has_every_level_and_every_township_a_health_centre() -> None:
    table = providers().table.to_pylist()
    assert {(row["place"], row["level"]) for row in table} == {(place, level) for place in PLACES for level in LEVELS}
    townships = {row["code"] for row in tables.rows("regions") if row["kind"] not in ("city", "county")}
    assert len(townships) == 49
    assert {row["township"] for row in table if row["township"]} == townships


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_a_header_and_full_rows(name: str) -> None:
    text = files("tongchou.city").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    header, *rows = csv.reader(text.splitlines())
    assert rows
    assert len(set(header)) == len(header)
    assert all(len(row) == len(header) for row in rows)
    assert len({tuple(row) for row in rows}) == len(rows)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_explained(name: str) -> None:
    readme = files("tongchou.city").joinpath("data", "README.md").read_text(encoding="utf-8")
    assert f"`{name}.csv`" in readme


@pytest.mark.parametrize("name", TABLES)
def test_every_price_is_marked_as_assumed(name: str) -> None:
    for row in tables.rows(name):
        if any(column.endswith("_yuan") for column in row):
            assert "assumed" in (row.get("price_status"), row.get("cost_status"))


def test_what_typically_goes_with_a_diagnosis_fits_everyone_who_has_it() -> None:
    diagnoses = tables.diagnoses()
    for diagnosis in diagnoses.values():
        for code in diagnosis.secondary:
            assert code not in diagnoses or diagnoses[code].sex in ("", diagnosis.sex), (diagnosis, code)


def test_one_injury_is_no_group_of_several_severe_ones() -> None:
    # major category Z asks for injuries of two parts of the body; the table names none together
    groups = {group for d in tables.diagnoses().values() for group in (d.group, *d.groups) if group}
    assert not {group for group in groups if group.startswith("Z")}


def test_tables_refer_to_what_exists() -> None:
    diagnoses, operations = tables.diagnoses(), tables.operations()
    assert {code for d in diagnoses.values() for code, _ in d.operations} <= set(operations)
    assert all(sum(share for _, share in d.operations) <= 10_000 for d in diagnoses.values())
    services = {service.key for service in tables.services()}
    assert {operation.same_service for operation in operations.values()} - {""} <= services
    assert {d.diagnosis for d in tables.chronic_diseases()} <= set(diagnoses)
    for disease in tables.chronic_diseases():
        diagnosis = diagnoses[disease.diagnosis]
        assert diagnosis.age_from <= disease.age_from <= disease.age_to <= diagnosis.age_to
    for consumable in tables.consumables():
        assert set(consumable.operations) <= {*operations, tables.ANY, tables.OPERATION}
    for drug in tables.drugs():
        assert drug.price > 0
        starts = (*drug.diagnoses, *drug.operated)
        assert starts
        assert all(start == tables.ANY or any(d.startswith(start) for d in diagnoses) for start in starts)
    assert all(d.age_from <= d.age_peak <= d.age_to and d.sex in ("", "F", "M") for d in diagnoses.values())
    assert [use.age_from <= age <= use.age_to for age, use in enumerate(tables.use_by_age())] == [True] * 121
