"""Faults in a city as it is made: a place is found for each, and its bills still add up line by line."""

from collections import Counter
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tests.city.faults.conftest import wanted
from tongchou.city import tables
from tongchou.city.bill_lines import lines_of
from tongchou.city.claims import Care
from tongchou.city.faults.lines import alter_lines
from tongchou.city.faults.plant import Planted, plant_faults
from tongchou.city.faults.rates import rates
from tongchou.city.populate import make_people

YEAR, SEED = 2024, 5
CASES = 12


class Lines(NamedTuple):
    residents: pa.Table
    planted: Planted
    claims: list[dict]
    before: list[dict]
    after: list[dict]


@pytest.fixture(scope="module")
def lines() -> Lines:
    people = make_people(3_000, (YEAR,), SEED)
    claims = pa.concat_tables(Care(people, SEED, 1).year(0))
    planted = plant_faults(people.residents, {YEAR: claims}, SEED, wanted(CASES))
    bills = planted.claims[YEAR]
    wrong = pc.is_in(bills["encounter_id"], value_set=planted.plants["encounter_id"].combine_chunks())
    made = lines_of(bills.filter(wrong), SEED)
    altered = alter_lines(made, planted.plants)
    return Lines(people.residents, planted, bills.filter(wrong).to_pylist(), made.to_pylist(), altered.to_pylist())


def test_every_fault_finds_a_place(lines: Lines) -> None:
    assert set(lines.planted.answers["fault"].to_pylist()) == set(rates())


def test_the_lines_of_a_wrong_bill_add_up_to_it(lines: Lines) -> None:
    sums: Counter[str] = Counter()
    for row in lines.after:
        sums[row["encounter_id"]] += row["amount"]
    assert sums == {row["encounter_id"]: row["total"] for row in lines.claims}


def test_what_is_split_in_one_way_stays_as_much(lines: Lines) -> None:
    def sums(rows: list[dict]) -> Counter[tuple]:
        found: Counter[tuple] = Counter()
        for row in rows:
            whole = row["class"] == "C" or row["excluded"]
            key = (row["class"], row["item"] if not whole and row["class"] == "B" else "", row["self_first_ratio"])
            found[row["encounter_id"], *key] += row["amount"]
        return found

    plants = {plant["encounter_id"]: plant["plant"] for plant in lines.planted.plants.to_pylist()}
    repeated = {encounter for encounter, plant in plants.items() if plant == "repeated_item"}
    assert repeated
    after, before = sums(lines.after), sums(lines.before)
    assert {key: fen for key, fen in after.items() if key[0] in repeated} == {
        key: fen for key, fen in before.items() if key[0] in repeated
    }


def test_wrong_lines_are_found(lines: Lines) -> None:
    drugs = {drug.key: drug for drug in tables.drugs()}
    codes = {row["encounter_id"]: [row["diagnosis"], *(row["secondary"] or ())] for row in lines.claims}

    def strange(rows: list[dict]) -> set[str]:
        """Bills with a drug for none of the diagnoses."""
        return {
            row["encounter_id"]
            for row in rows
            if (drug := drugs.get(row["code"]))
            and not any(drug.goes_with(code, operated=True) for code in codes[row["encounter_id"]])
        }

    def twice(rows: list[dict]) -> set[str]:
        """Bills with a line that stands there twice."""
        same = Counter(
            (row["encounter_id"], row["code"], row["quantity"], row["unit_price"], row["date"])
            for row in rows
            if row["quantity"]
        )
        return {key[0] for key, times in same.items() if times > 1}

    plants = lines.planted.plants.to_pylist()
    assert strange(lines.after) - strange(lines.before) == {
        plant["encounter_id"] for plant in plants if plant["plant"] == "swapped_item"
    }
    assert twice(lines.after) - twice(lines.before) == {
        plant["encounter_id"] for plant in plants if plant["plant"] == "repeated_item"
    }


def cases_of(lines: Lines, *faults: str) -> list[dict]:
    found = [case for case in lines.planted.answers.to_pylist() if case["fault"] in faults]
    assert found
    return found


def test_who_is_made_another_person_is_nobodys_mother_or_child(lines: Lines) -> None:
    people = {row["person_id"]: row for row in lines.planted.residents.to_pylist()}
    mothers = {row["mother_id"] for row in people.values()}
    for case in cases_of(lines, *(name for name in rates() if name.startswith("double")), "same_name_and_birthday"):
        assert not mothers & set(case["persons"])
        assert {people[person]["mother_id"] for person in case["persons"]} == {None}
    for before, after in zip(lines.residents.to_pylist(), people.values(), strict=True):
        assert (before["birth"].year, before["sex"]) == (after["birth"].year, after["sex"])


def test_of_the_dead_only_the_last_bill_is_after_death(lines: Lines) -> None:
    died = {row["person_id"]: row["death"] for row in lines.planted.residents.to_pylist() if row["death"]}
    late = {
        row["encounter_id"]
        for row in lines.planted.claims[YEAR].to_pylist()
        if row["person_id"] in died and row["discharged"] > died[row["person_id"]]
    }
    assert late == {encounter for case in cases_of(lines, "dead_person") for encounter in case["encounters"]}


def test_a_visit_is_moved_and_a_prescription_repeated_only_where_it_is_possible(lines: Lines) -> None:
    bills = {row["encounter_id"]: row for row in lines.planted.claims[YEAR].to_pylist()}
    for case in cases_of(lines, "hanging_bed", "visit_before_admission"):
        assert len({bills[encounter]["identity"] for encounter in case["encounters"]}) == 1
    for case in cases_of(lines, "same_prescription"):
        first, later = (bills[encounter] for encounter in case["encounters"])
        assert (later["discharged"] - first["discharged"]).days >= 20
        assert all(first[name] == later[name] for name in ("total", "own_expense", "kind", "disease", "provider"))
