"""Each fault can be found from the tables alone by a plain rule, and the look-alikes be told from it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest

from tests.city.faults.conftest import Faulty
from tongchou.city import tables
from tongchou.city.id_numbers import check_digit

Row = dict[str, Any]

DOUBLES = [
    "double_enrolment_swapped_digits",
    "double_enrolment_15_digits",
    "double_enrolment_homophone",
    "double_enrolment_rare_character",
    "double_enrolment_changed_surname",
]


def persons_of(faulty: Faulty, *faults: str) -> set[frozenset[str]]:
    return {frozenset(case["persons"]) for fault in faults for case in faulty.cases[fault]}


def encounters_of(faulty: Faulty, *faults: str) -> set[frozenset[str]]:
    return {frozenset(case["encounters"]) for fault in faults for case in faulty.cases[fault]}


def groups(rows: Iterable[Row], *names: str) -> Iterator[list[Row]]:
    found = defaultdict(list)
    for row in rows:
        found[tuple(row[name] for name in names)].append(row)
    yield from found.values()


# People


def full_number(number: str) -> str:
    if len(number) == 18:
        return number
    first17 = f"{number[:6]}19{number[6:]}"
    return first17 + check_digit(first17)


def alike_numbers(one: str, other: str) -> bool:
    """Same, two neighbours exchanged, or one digit apart, whatever the check digit."""
    first, second = full_number(one)[:17], full_number(other)[:17]
    apart = [place for place in range(17) if first[place] != second[place]]
    if len(apart) == 2:
        here, there = apart
        return there == here + 1 and first[here] == second[there] and first[there] == second[here]
    return len(apart) < 2


def alike_names(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) <= 1


def same_person_twice(people: Iterable[Row]) -> set[frozenset[str]]:
    return {
        frozenset((one["person_id"], other["person_id"]))
        for group in groups(people, "birth", "sex")
        for one, other in combinations(group, 2)
        if alike_names(one["name"], other["name"])
        and alike_numbers(one["id_number"], other["id_number"])
        and one["township"] != other["township"]
    }


def test_second_enrolments_are_found_and_nobody_else(faulty: Faulty) -> None:
    assert same_person_twice(faulty.people.values()) == persons_of(faulty, *DOUBLES)


@pytest.mark.parametrize("fault", DOUBLES)
def test_both_enrolments_are_used(faulty: Faulty, fault: str) -> None:
    patients = {row["person_id"] for row in faulty.bills.values()}
    assert all(set(case["persons"]) <= patients for case in faulty.cases[fault])


def test_each_kind_of_second_enrolment_has_its_own_slip(faulty: Faulty) -> None:
    def pairs(kind: str) -> list[tuple[Row, Row]]:
        cases = faulty.cases[f"double_enrolment_{kind}"]
        return [(faulty.people[case["persons"][0]], faulty.people[case["persons"][1]]) for case in cases]

    for person, second in pairs("swapped_digits"):
        assert sorted(person["id_number"]) == sorted(second["id_number"])
        assert check_digit(second["id_number"][:17]) != second["id_number"][17]
        assert person["name"] == second["name"]
    for person, second in pairs("15_digits"):
        assert len(second["id_number"]) == 15
        assert full_number(second["id_number"]) == person["id_number"]
    for kind in ("homophone", "rare_character", "changed_surname"):
        for person, second in pairs(kind):
            assert check_digit(second["id_number"][:17]) == second["id_number"][17]
            assert (person["name"][0] != second["name"][0]) == (kind == "changed_surname")
            assert (person["name"][1:] == second["name"][1:]) == (kind == "changed_surname")
    assert {(person["name"][-1], second["name"][-1]) for person, second in pairs("rare_character")} <= {
        ("堃", "坤"),
        ("喆", "哲"),
    }


def test_twins_namesakes_fathers_and_sons_look_like_it_and_differ(faulty: Faulty) -> None:
    for case in faulty.cases["twins"]:
        one, other = (faulty.people[person] for person in case["persons"])
        assert (one["birth"], one["mother_id"]) == (other["birth"], other["mother_id"])
        assert alike_names(one["name"], other["name"])
        assert one["household_id"] == other["household_id"]
    for case in faulty.cases["same_name_and_birthday"]:
        one, other = (faulty.people[person] for person in case["persons"])
        assert all(one[name] == other[name] for name in ("name", "birth", "sex", "village"))
        assert not alike_numbers(one["id_number"], other["id_number"])
        assert other["id_number"] == full_number(other["id_number"][:6] + other["id_number"][8:17])
    for case in faulty.cases["father_and_son"]:
        father, son = (faulty.people[person] for person in case["persons"])
        assert (father["name"], father["household_id"]) == (son["name"], son["household_id"])
        assert father["birth"] < son["birth"]


def test_no_id_number_is_given_out_twice(faulty: Faulty) -> None:
    assert len({person["id_number"] for person in faulty.people.values()}) == len(faulty.people)


def test_bills_of_the_dead_are_found_and_those_of_the_dying_are_not(faulty: Faulty) -> None:
    found = {
        frozenset([row["encounter_id"]])
        for row in faulty.bills.values()
        if (died := faulty.people[row["person_id"]]["death"]) and (row["admitted"] or row["discharged"]) > died
    }
    assert found == encounters_of(faulty, "dead_person")
    for case in faulty.cases["died_in_hospital"]:
        (encounter,), (person,) = case["encounters"], case["persons"]
        assert faulty.bills[encounter]["discharged"] == faulty.people[person]["death"]


# Stays


def stays_of(faulty: Faulty) -> list[Row]:
    return [row for row in faulty.bills.values() if row["kind"] == "inpatient"]


def days_of(stay: Row) -> int:
    return int((stay["discharged"] - stay["admitted"]).days)


def readmitted(stays: list[Row], within: int) -> set[tuple[str, str]]:
    """Pairs of stays in one place, the second begun within so many days after the end of the first."""
    return {
        (one["encounter_id"], other["encounter_id"])
        for group in groups(stays, "person_id", "provider")
        for one, other in combinations(sorted(group, key=lambda row: row["admitted"]), 2)
        if timedelta(0) <= other["admitted"] - one["discharged"] <= timedelta(days=within)
    }


def test_split_stays_are_found_and_transfers_and_planned_cycles_are_not(faulty: Faulty) -> None:
    stays = {row["encounter_id"]: row for row in stays_of(faulty)}
    planned = {tuple(case["encounters"]) for case in faulty.cases["planned_chemotherapy"]}
    near = {
        (one, other)
        for one, other in readmitted(list(stays.values()), 15)
        if stays[one]["diagnosis"] == stays[other]["diagnosis"]
    }
    # a rule of fifteen days that looks at nothing else takes the planned cycles for splits
    assert planned <= near
    found = {pair for pair in near if not stays[pair[1]]["diagnosis"].startswith("Z51")}
    assert found == {tuple(case["encounters"]) for case in faulty.cases["split_stay"]}
    for case in faulty.cases["same_day_transfer"]:
        before, after = (stays[encounter] for encounter in case["encounters"])
        assert (before["discharged"], before["encounter_id"]) == (after["admitted"], after["transfer_from"])
        assert before["provider"] != after["provider"]


def test_a_stay_without_its_operation_is_in_a_group_without_one(faulty: Faulty) -> None:
    known = tables.diagnoses()
    for fault in ("split_stay", "planned_chemotherapy", "hanging_bed"):
        for case in faulty.cases[fault]:
            later = faulty.bills[case["encounters"][-1 if fault == "split_stay" else 0]]
            group = known[later["diagnosis"]].group
            assert (later["operations"], group) in [(None, later["adrg"]), (None, "")], (fault, later)


def test_planned_cycles_are_short_and_a_week_apart(faulty: Faulty) -> None:
    for case in faulty.cases["planned_chemotherapy"]:
        one, other = (faulty.bills[encounter] for encounter in case["encounters"])
        assert one["discharged"] - one["admitted"] == other["discharged"] - other["admitted"] == timedelta(days=3)
        assert timedelta(days=7) <= other["admitted"] - one["discharged"] <= timedelta(days=14)
        assert one["secondary"] == ["C34.900x001"]


def test_hanging_beds_are_found_and_visits_on_the_day_of_admission_are_not(faulty: Faulty) -> None:
    visits = defaultdict(list)
    for row in faulty.bills.values():
        if row["kind"] == "outpatient":
            visits[row["person_id"]].append(row)
    inside = {
        frozenset((stay["encounter_id"], visit["encounter_id"]))
        for stay in stays_of(faulty)
        for visit in visits[stay["person_id"]]
        if stay["admitted"] < visit["discharged"] < stay["discharged"]
    }
    assert inside == encounters_of(faulty, "hanging_bed")
    for case in faulty.cases["hanging_bed"]:
        stay = faulty.bills[case["encounters"][0]]
        alike = [row for row in stays_of(faulty) if row["adrg"] == stay["adrg"]]
        cost, days = sum(row["total"] for row in alike), sum(days_of(row) for row in alike)
        assert 2 * stay["total"] * days <= cost * days_of(stay)
    for case in faulty.cases["visit_before_admission"]:
        visit, stay = (faulty.bills[encounter] for encounter in case["encounters"])
        assert visit["discharged"] == stay["admitted"]


def test_upcoding_stands_out_by_cost_and_days(faulty: Faulty) -> None:
    found = set()
    for group in groups(stays_of(faulty), "adrg"):
        cost, days = sum(row["total"] for row in group), sum(days_of(row) for row in group)
        found |= {
            frozenset([row["encounter_id"]])
            for row in group
            if 2 * row["total"] * len(group) <= cost and 3 * days_of(row) * len(group) <= 2 * days
        }
    assert encounters_of(faulty, "upcoding") <= found
    coded = [faulty.bills[encounter] for (encounter,) in encounters_of(faulty, "upcoding")]
    for row in coded:
        alike = [each for each in faulty.claims.to_pylist() if each["adrg"] == row["adrg"]]
        assert sum(each["total"] for each in alike) >= 3 * row["total"] * len(alike)
        assert sum(days_of(each) for each in alike) >= 2 * days_of(row) * len(alike)


# Bills


def test_pooled_cards_are_found(faulty: Faulty) -> None:
    found = set()
    for group in groups(faulty.bills.values(), "provider", "discharged", "diagnosis", "total"):
        if len({faulty.people[row["person_id"]]["household_id"] for row in group}) >= 4:
            found.add(frozenset(row["encounter_id"] for row in group))
    assert found == encounters_of(faulty, "card_pooling")
    drugs = {plant["encounter_id"]: plant["value"] for plant in faulty.planted.plants.to_pylist()}
    for case in faulty.cases["card_pooling"]:
        assert len(case["encounters"]) >= 5
        assert len({drugs[encounter] for encounter in case["encounters"]}) == 1
        levels = {faulty.bills[encounter]["provider_level"] for encounter in case["encounters"]}
        assert levels == {"pharmacy"}


def test_duplicate_invoices_are_found_and_refills_are_not(faulty: Faulty) -> None:
    amounts = ("person_id", "kind", "diagnosis", "total", "own_expense", "over_limit", "self_first")
    same_amount = {
        frozenset(row["encounter_id"] for row in group)
        for group in groups(faulty.bills.values(), *amounts)
        if len(group) > 1
    }
    refills = encounters_of(faulty, "same_prescription")
    assert refills <= same_amount

    def same_days(encounters: frozenset[str]) -> bool:
        rows = [faulty.bills[encounter] for encounter in encounters]
        return len({(row["admitted"], row["discharged"]) for row in rows}) == 1

    found = {encounters for encounters in same_amount if same_days(encounters)}
    assert found == encounters_of(faulty, "duplicate_invoice", "duplicate_invoice_elsewhere")
    for case in faulty.cases["duplicate_invoice_elsewhere"]:
        here, there = (faulty.bills[encounter] for encounter in case["encounters"])
        assert (here["place"], there["place"], there["filing"]) == ("local", "elsewhere", "emergency")
        assert there["provider_level"] == "level3"


def test_what_is_wrong_with_lines_is_told_to_the_maker_of_lines(faulty: Faulty) -> None:
    plants = {frozenset([plant["encounter_id"]]): plant for plant in faulty.planted.plants.to_pylist()}
    for fault in ("swapped_item", "repeated_item"):
        for encounters in encounters_of(faulty, fault):
            assert plants[encounters]["plant"] == fault
            assert bool(plants[encounters]["value"]) == (fault == "swapped_item")
