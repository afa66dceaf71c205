"""The tables of people: as many as asked for, in their order, in possible households, with numbers and names."""

import re
from collections import Counter
from datetime import date
from hashlib import sha256

import numpy as np
import pyarrow as pa
import pytest

from tests.city.peopled import day, people_of
from tongchou.city import check_digit, schema
from tongchou.city.people import NEVER, People, completed_years
from tongchou.city.populate import make_people
from tongchou.regulations.faults import NotInForce
from tongchou.rules.days import age_on

YEARS = (2023, 2025)


@pytest.fixture(scope="module")
def people() -> People:
    return people_of(20_000, *YEARS)


@pytest.mark.parametrize("years", [(2025, 2025), YEARS])
@pytest.mark.parametrize("count", [1, 2, 3, 10, 57, 333, 2_000])
def test_a_city_has_as_many_residents_in_its_last_year_as_asked_for(count: int, years: tuple[int, int]) -> None:
    deaths = make_people(count, range(years[0], years[1] + 1), 5).residents["death"].to_pylist()
    assert sum(death is None or death.year == years[1] for death in deaths) == count
    assert all(death is None or years[0] <= death.year for death in deaths)


def test_tables_have_the_form_that_is_written(people: People) -> None:
    for name in ("villages", "residents", "identities", "coverage", "filings"):
        table: pa.Table = getattr(people, name)
        assert table.schema.equals(schema.FILES[name])
        table.validate(full=True)
        assert all(table[field.name].null_count == 0 for field in table.schema if not field.nullable)
    assert people.years == (2023, 2024, 2025)


def test_persons_stand_in_the_order_of_village_household_and_number(people: People) -> None:
    rows = people.residents.to_pylist()
    assert [row["person_id"] for row in rows] == [f"P{number:08d}" for number in range(1, len(rows) + 1)]
    places = [(row["village"], row["household_id"]) for row in rows]
    assert places == sorted(places)
    assert len({household for _, household in places}) == len(set(places))
    villages = {row["code"]: row for row in people.villages.to_pylist()}
    for row in rows:
        home = villages[row["village"]]
        assert (row["township"], row["county"]) == (home["township"], home["county"])
    assert {row["village"] for row in rows} == set(villages)
    assert len({row["name"] for row in villages.values()}) == len(villages)


@pytest.mark.parametrize("name", ["identities", "coverage", "filings"])
def test_rows_of_persons_are_in_their_order(people: People, name: str) -> None:
    persons = getattr(people, name)["person_id"].to_pylist()
    assert persons == sorted(persons)
    assert set(persons) <= set(people.residents["person_id"].to_pylist())


def test_families_have_possible_ages(people: People) -> None:
    rows = people.residents.to_pylist()
    households: dict[str, list[dict]] = {}
    for row in rows:
        households.setdefault(row["household_id"], []).append(row)
    for head, *others in households.values():
        assert head["relation"] == "head"
        assert (date(2025, 12, 31) - head["birth"]).days >= 19 * 365
        assert sum(other["relation"] == "spouse" for other in others) <= 1
        for other in others:
            older = (head["birth"] - other["birth"]).days // 365
            if other["relation"] == "spouse":
                assert other["sex"] != head["sex"]
                assert abs(older) <= 6
            elif other["relation"] == "parent":
                assert 18 <= older <= 40
            elif other["relation"] == "child":
                assert -50 <= older <= -18
            else:
                assert other["relation"] == "grandchild"
                assert older <= -38


def test_mothers_can_be_mothers(people: People) -> None:
    rows = {row["person_id"]: row for row in people.residents.to_pylist()}
    children = [row for row in rows.values() if row["mother_id"]]
    assert len(children) * 5 > len(rows)
    for child in children:
        mother = rows[child["mother_id"]]
        assert mother["sex"] == "F"
        assert mother["household_id"] == child["household_id"]
        assert 18 * 365 <= (child["birth"] - mother["birth"]).days <= 46 * 366
        assert mother["death"] is None or mother["death"] > child["birth"]
        assert (mother["relation"] == "parent") == (child["relation"] == "head")


def test_brothers_and_sisters_are_twins_or_a_year_apart(people: People) -> None:
    born: dict[str, list[date]] = {}
    for row in people.residents.to_pylist():
        if row["mother_id"]:
            born.setdefault(row["mother_id"], []).append(row["birth"])
    gaps = [
        (later - earlier).days
        for births in born.values()
        for earlier, later in zip(sorted(births), sorted(births)[1:], strict=False)
    ]
    assert all(gap == 0 or gap > 365 for gap in gaps)
    assert 0 < gaps.count(0) < len(gaps) // 20


def test_deliveries_are_the_births_of_mothers_who_live_in_the_city(people: People) -> None:
    rows = people.residents.to_pylist()
    born = Counter(
        (row["mother_id"], row["birth"]) for row in rows if row["mother_id"] and row["birth"].year in people.years
    )
    found = {
        (rows[mother]["person_id"], date(1970, 1, 1).fromordinal(int(when) + date(1970, 1, 1).toordinal())): int(babies)
        for mother, when, babies in zip(*people.deliveries, strict=True)
    }
    assert found == dict(born)
    assert 2 in found.values()


def test_nobody_dies_before_birth(people: People) -> None:
    for row in people.residents.to_pylist():
        assert row["birth"] <= date(2025, 12, 31)
        if row["death"]:
            assert row["birth"] < row["death"] <= date(2025, 12, 31)


def test_numbers_are_valid_unique_and_nobodys(people: People) -> None:
    rows = people.residents.to_pylist()
    assert len({row["id_number"] for row in rows}) == len(rows)
    for row in rows:
        number = row["id_number"]
        assert re.fullmatch(r"510499\d{11}[\dX]", number)
        assert number[-1] == check_digit(number[:17])
        assert number[6:14] == f"{row['birth']:%Y%m%d}"
        assert (int(number[16]) % 2 == 1) == (row["sex"] == "M")


def test_names_are_those_of_a_city(people: People) -> None:
    rows = people.residents.to_pylist()
    names = Counter(row["name"] for row in rows)
    assert all(2 <= len(name) <= 5 for name in names)
    # The most frequent surname is borne by about 7 of 100; some names are borne by many, most by few.
    (surname, bearers), *_ = Counter(name[0] for name in names.elements()).most_common(1)
    assert surname in "王李张"
    assert 50 <= bearers * 1_000 // len(rows) <= 100
    assert 5 <= names.most_common(1)[0][1] <= 60
    assert len(names) * 2 > len(rows)


def test_some_names_have_characters_that_old_systems_cannot_write(people: People) -> None:
    names = people.residents["name"].to_pylist()
    beyond = [name for name in names if not all("\u4e00" <= character <= "\u9fa5" for character in name)]
    assert 0 < len(beyond) * 1_000 < 5 * len(names)
    assert any(ord(character) > 0xFFFF for name in beyond for character in name)


def test_children_bear_the_name_of_their_father(people: People) -> None:
    rows = people.residents.to_pylist()
    heads = {row["household_id"]: row for row in rows if row["relation"] == "head"}
    children = [row for row in rows if row["relation"] == "child" and heads[row["household_id"]]["sex"] == "M"]
    assert children
    assert all(child["name"][0] == heads[child["household_id"]]["name"][0] for child in children)


def test_brothers_and_sisters_have_names_of_their_own(people: People) -> None:
    rows = people.residents.to_pylist()
    children = Counter((row["household_id"], row["name"]) for row in rows if row["relation"] in ("child", "grandchild"))
    assert max(children.values()) == 1


def test_some_twins_have_a_character_in_common(people: People) -> None:
    names: dict[tuple, list[str]] = {}
    for row in people.residents.to_pylist():
        if row["mother_id"]:
            names.setdefault((row["mother_id"], row["birth"], row["sex"]), []).append(row["name"])
    twins = [pair for pair in names.values() if len(pair) == 2 and len(pair[0]) == len(pair[1]) == 3]
    assert sum(one[1] == other[1] for one, other in twins) * 10 > 9 * len(twins) > 0


def test_columns_say_what_the_table_says(people: People) -> None:
    table, persons = people.residents, people.persons
    ids = table["person_id"].to_pylist()
    epoch = date(1970, 1, 1)
    assert [(birth - epoch).days for birth in table["birth"].to_pylist()] == persons.birth.tolist()
    deaths = [(death - epoch).days if death else NEVER for death in table["death"].to_pylist()]
    assert deaths == persons.death.tolist()
    assert ["FM"[sex] for sex in persons.sex] == table["sex"].to_pylist()
    mothers = [ids[mother] if mother >= 0 else None for mother in persons.mother]
    assert mothers == table["mother_id"].to_pylist()
    assert [f"F{number + 1:08d}" for number in persons.household] == table["household_id"].to_pylist()
    codes = people.villages["code"].to_pylist()
    assert [codes[village] for village in persons.village] == table["village"].to_pylist()


@pytest.mark.parametrize("when", [(2024, 2, 28), (2024, 2, 29), (2025, 2, 28), (2025, 3, 1), (2025, 9, 1)])
def test_ages_are_those_of_the_rules(people: People, when: tuple[int, int, int]) -> None:
    ordinal = date(*when).toordinal()
    born = [birth.toordinal() for birth in people.residents["birth"].to_pylist()[:5_000]]
    assert any(date.fromordinal(birth).timetuple()[1:3] == (2, 29) for birth in born)
    expected = [max(-1, age_on(birth, ordinal)) for birth in born]
    assert completed_years(people.persons.birth, day(*when))[:5_000].tolist() == expected


def test_the_same_call_gives_the_same_bytes_whatever_the_number_of_cores(people: People) -> None:
    cores = pa.cpu_count()
    try:
        pa.set_cpu_count(1)
        again = make_people(20_000, range(2023, 2026), 1)
    finally:
        pa.set_cpu_count(cores)
    for name in ("villages", "residents", "identities", "coverage", "filings"):
        assert stored(getattr(again, name)) == stored(getattr(people, name))
    for one, other in zip(tuple(again.persons), tuple(people.persons), strict=True):
        assert np.asarray(one).tobytes() == np.asarray(other).tobytes()


def stored(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


DIGEST = "5f4e077f19a50de9"
"""Of 300 residents. A wanted change of the city changes it; another machine or version of a library must not."""


def test_a_seed_gives_the_people_it_always_gave() -> None:
    people = make_people(300, range(2024, 2026), 1)
    tables = [
        getattr(people, name).to_pydict() for name in ("villages", "residents", "identities", "coverage", "filings")
    ]
    assert sha256(repr(tables).encode()).hexdigest()[:16] == DIGEST


def test_another_seed_gives_other_people() -> None:
    one, other = people_of(2_000, 2025, 2025), people_of(2_000, 2025, 2025, 2)
    for name in ("villages", "residents", "identities", "coverage", "filings"):
        assert not getattr(one, name).equals(getattr(other, name))


@pytest.mark.parametrize(("residents", "years"), [(0, (2025,)), (-1, (2025,)), (5, ()), (5, (2023, 2025))])
def test_what_is_no_city_is_refused(residents: int, years: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"at least one resident .* 城市至少要有一名居民"):
        make_people(residents, years, 1)


@pytest.mark.parametrize("year", [2022, 2027])
def test_a_year_that_the_regulation_does_not_know_is_refused(year: int) -> None:
    with pytest.raises(NotInForce):
        make_people(10, (year,), 1)
