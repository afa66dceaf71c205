"""The ground of the city: codes nest, names of villages are their own, everyone has somewhere to go."""

import csv
import re
from importlib.resources import files

import pytest

from tongchou.city import City, tables
from tongchou.rules.codes import LEVELS, PLACES

TABLES = sorted(
    entry.name.removesuffix(".csv") for entry in files("tongchou.city").joinpath("data").iterdir()
    if entry.name.endswith(".csv")
)  # fmt: skip


def test_codes_nest(city: City) -> None:
    counties = {county.code for county in city.counties}
    townships = {township.code: township for township in city.townships}
    assert len(counties) == 5
    assert len(townships) == 49
    for township in city.townships:
        assert re.fullmatch(r"\d{9}", township.code)
        assert township.county in counties
        assert township.code.startswith(township.county)
    for village in city.villages:
        assert re.fullmatch(r"\d{12}", village.code)
        assert townships[village.township].county == village.county
        assert village.code.startswith(village.township)


def test_codes_and_village_names_are_unique(city: City) -> None:
    for codes in (
        [county.code for county in city.counties],
        [township.code for township in city.townships],
        [village.code for village in city.villages],
        [institution.code for institution in city.institutions],
        [village.name for village in city.villages],
        [institution.name for institution in city.institutions],
    ):
        assert len(set(codes)) == len(codes)


def test_institutions_have_codes_levels_and_counties(city: City) -> None:
    counties = {county.code for county in city.counties}
    for institution in city.institutions:
        kind = "P" if institution.level == "pharmacy" else "H"
        assert re.fullmatch(kind + r"\d{11}", institution.code)
        assert institution.code[1:7] == institution.area
        assert institution.level in LEVELS
        assert institution.place in PLACES
        assert (institution.area in counties) == (institution.place == "local")
        assert institution.area.startswith("51") == (institution.place != "elsewhere")


def test_every_place_has_every_level_and_every_township_a_health_centre(city: City) -> None:
    found = {(institution.place, institution.level) for institution in city.institutions}
    assert found == {(place, level) for place in PLACES for level in LEVELS}
    assert {i.township for i in city.institutions if i.township} == {t.code for t in city.townships}


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


def test_tables_refer_to_what_exists() -> None:
    diagnoses, operations = tables.diagnoses(), tables.operations()
    assert {code for d in diagnoses.values() for code, _ in d.operations} <= set(operations)
    assert all(sum(share for _, share in d.operations) <= 10_000 for d in diagnoses.values())
    assert {d.diagnosis for d in tables.chronic_diseases()} <= set(diagnoses)
    for disease in tables.chronic_diseases():
        diagnosis = diagnoses[disease.diagnosis]
        assert diagnosis.age_from <= disease.age_from <= disease.age_to <= diagnosis.age_to
    for consumable in tables.consumables():
        assert set(consumable.operations) <= {*operations, tables.ANY, tables.OPERATION}
    for drug in tables.drugs():
        assert drug.price > 0
        assert drug.diagnoses
        assert all(start == tables.ANY or any(d.startswith(start) for d in diagnoses) for start in drug.diagnoses)
    assert all(d.age_from <= d.age_peak <= d.age_to and d.sex in ("", "F", "M") for d in diagnoses.values())
    assert [use.age_from <= age <= use.age_to for age, use in enumerate(tables.use_by_age())] == [True] * 121
