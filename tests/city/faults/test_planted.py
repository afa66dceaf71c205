"""What holds for the tables after planting, whatever is planted."""

from collections import Counter

import pyarrow as pa
import pytest

from tests.city.faults.conftest import CASES, Faulty, wanted
from tests.city.faults.village import YEAR
from tongchou.city.faults.plant import OF_A_YEAR, OF_PEOPLE, plant_faults
from tongchou.city.faults.rates import rates
from tongchou.city.schema import ANSWERS, CLAIMS, RESIDENTS

ADDING = ("split_stay", "planned_chemotherapy", "duplicate_invoice", "duplicate_invoice_elsewhere")
PARTS = ("own_expense", "over_limit", "self_first")


def test_everything_that_has_a_rate_is_planted(faulty: Faulty) -> None:
    assert {fault: len(cases) for fault, cases in faulty.cases.items()} == dict.fromkeys(rates(), CASES)
    assert set(rates()) == set(OF_PEOPLE) | set(OF_A_YEAR)


def test_the_key_says_of_each_case_whether_it_is_a_fault_and_counts_it(faulty: Faulty) -> None:
    for fault, cases in faulty.cases.items():
        assert [case["number"] for case in cases] == [1, 2, 3]
        assert {case["planted"] for case in cases} == {rates()[fault].planted}
        assert all(case["persons"] and case["note"] for case in cases)
    assert not rates()["twins"].planted
    assert rates()["split_stay"].planted


def test_the_tables_keep_their_schema_and_their_order(faulty: Faulty) -> None:
    residents, claims, answers, plants = faulty.planted
    assert (residents.schema, claims[YEAR].schema, answers.schema) == (RESIDENTS, CLAIMS, ANSWERS)
    for table in (residents, claims[YEAR], answers, plants):
        table.validate(full=True)
    assert residents["person_id"].to_pylist() == faulty.residents["person_id"].to_pylist()
    bills = list(faulty.bills.values())
    keys = [(row["person_id"], row["discharged"], row["encounter_id"]) for row in bills]
    assert keys == sorted(keys)


def test_bills_are_numbered_anew_in_their_order(faulty: Faulty) -> None:
    identifiers = list(faulty.bills)
    assert identifiers == [f"E{number:08d}" for number in range(len(faulty.claims) + len(ADDING) * CASES)]
    follows = [row for row in faulty.bills.values() if row["transfer_from"]]
    assert len(follows) == len(faulty.claims) - faulty.claims["transfer_from"].null_count
    for row in follows:
        before = faulty.bills[row["transfer_from"]]
        assert (before["person_id"], before["discharged"]) == (row["person_id"], row["admitted"])


def test_every_bill_is_one_that_can_be_settled(faulty: Faulty) -> None:
    for row in faulty.bills.values():
        parts = [row[name] for name in PARTS]
        assert min(parts) >= 0
        assert sum(parts) <= row["total"]
        assert row["total"] > 0
        assert row["admitted"] is None or row["admitted"] <= row["discharged"]
        assert row["discharged"].year == YEAR


def test_nobody_has_two_faults(faulty: Faulty) -> None:
    persons = Counter(person for cases in faulty.cases.values() for case in cases for person in case["persons"])
    assert set(persons.values()) == {1}
    assert set(persons) <= set(faulty.people)


def test_what_no_fault_is_about_stays_as_it_was(faulty: Faulty) -> None:
    named = {person for cases in faulty.cases.values() for case in cases for person in case["persons"]}
    same = [row for row in faulty.residents.to_pylist() if row["person_id"] not in named]
    assert same == [row for person, row in faulty.people.items() if person not in named]
    unnumbered = ("encounter_id", "transfer_from")
    before = [row for row in faulty.claims.to_pylist() if row["person_id"] not in named]
    after = [row for row in faulty.bills.values() if row["person_id"] not in named]
    for row, old in zip(after, before, strict=True):
        assert {**row, **dict.fromkeys(unnumbered)} == {**old, **dict.fromkeys(unnumbered)}


@pytest.mark.parametrize("fault", ["split_stay", "planned_chemotherapy"])
def test_a_divided_bill_loses_no_fen(faulty: Faulty, fault: str) -> None:
    rows = faulty.claims.to_pylist()
    for case in faulty.cases[fault]:
        (person,) = case["persons"]
        for name in ("total", *PARTS):
            before = sum(row[name] for row in rows if row["person_id"] == person)
            assert sum(row[name] for row in faulty.bills.values() if row["person_id"] == person) == before


def test_the_same_seed_plants_the_same_and_another_does_not(faulty: Faulty) -> None:
    again = plant_faults(faulty.residents, {YEAR: faulty.claims}, 7, wanted(CASES))
    assert again.residents.equals(faulty.planted.residents)
    assert again.claims[YEAR].equals(faulty.planted.claims[YEAR])
    assert again.answers.equals(faulty.planted.answers)
    assert again.plants.equals(faulty.planted.plants)
    other = plant_faults(faulty.residents, {YEAR: faulty.claims}, 8, wanted(CASES))
    assert not other.answers.equals(again.answers)


def test_two_years_share_one_key_and_no_identifier(faulty: Faulty) -> None:
    later = faulty.claims.to_pylist()
    for row in later:
        row["encounter_id"] = "F" + row["encounter_id"][1:]
        row["transfer_from"] = row["transfer_from"] and "F" + row["transfer_from"][1:]
        for day in ("admitted", "discharged"):
            row[day] = row[day] and row[day].replace(year=YEAR + 1)
    both = {YEAR: faulty.claims, YEAR + 1: pa.Table.from_pylist(later, schema=CLAIMS)}
    planted = plant_faults(faulty.residents, both, 7, wanted(1))
    found = planted.answers.to_pylist()
    # those who died did so in the first year
    once = dict.fromkeys(set(OF_PEOPLE) - {"died_in_hospital"}, 1)
    assert Counter(case["fault"] for case in found) == {**once, **dict.fromkeys(OF_A_YEAR, 2)}
    known = {year: set(planted.claims[year]["encounter_id"].to_pylist()) for year in both}
    assert not known[YEAR] & known[YEAR + 1]
    for case in found:
        assert sum(set(case["encounters"]) <= identifiers for identifiers in known.values()) >= 1
    assert set(planted.plants["encounter_id"].to_pylist()) <= known[YEAR] | known[YEAR + 1]


def test_a_city_without_anything_to_plant_in_stays_as_it_was(faulty: Faulty) -> None:
    none = faulty.claims.filter(pa.compute.equal(faulty.claims["kind"], "maternity"))
    planted = plant_faults(faulty.residents, {YEAR: none}, 7, {"split_stay": rates()["split_stay"]})
    assert (planted.claims[YEAR].num_rows, planted.answers.num_rows) == (0, 0)
    assert planted.residents.equals(faulty.residents)


def test_a_rate_for_an_unknown_fault_is_refused(faulty: Faulty) -> None:
    with pytest.raises(ValueError, match="unknown faults: time_travel · 未知的差错名称"):
        plant_faults(faulty.residents, {YEAR: faulty.claims}, 7, {"time_travel": rates()["split_stay"]})
