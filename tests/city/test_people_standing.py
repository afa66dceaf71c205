"""What people are recognised as and what they have filed, from when to when."""

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest

from tests.city.peopled import day, people_of
from tongchou.city import tables
from tongchou.city.people import NEVER, Identities, People, ranking_identity
from tongchou.rules.codes import (
    FILING_KINDS,
    IDENTITIES,
    LOW_INCOME,
    LOW_INCOME_EDGE,
    ORDINARY,
    ORPHAN,
    SEVERELY_DISABLED,
)

FIRST, LAST = date(2023, 1, 1), date(2025, 12, 31)


@pytest.fixture(scope="module")
def people() -> People:
    return people_of(20_000, 2023, 2025)


@pytest.fixture(scope="module")
def residents(people: People) -> dict[str, dict]:
    return {row["person_id"]: row for row in people.residents.to_pylist()}


def age(birth: date, when: date) -> int:
    return when.year - birth.year - ((when.month, when.day) < (birth.month, birth.day))


def test_identities_are_dated_and_in_their_right_hands(people: People, residents: dict[str, dict]) -> None:
    for row in people.identities.to_pylist():
        person = residents[row["person_id"]]
        until = row["last"] or LAST
        assert person["birth"] <= row["first"] <= until <= (person["death"] or LAST)
        assert until >= FIRST
        assert row["first"].day == 1 or row["first"] == person["birth"]
        if row["kind"] == "orphan":
            assert person["relation"] == "grandchild"
            assert age(person["birth"], until) < 18
        elif row["kind"] == "extreme_poverty":
            assert age(person["birth"], LAST) >= 62
        elif row["last"]:
            assert (row["last"] + timedelta(days=1)).day == 1 or row["last"] == person["death"]


def test_an_orphan_is_one_until_18() -> None:
    city = people_of(100_000, 2023, 2025)
    births = dict(zip(*(city.residents[name].to_pylist() for name in ("person_id", "birth")), strict=True))
    orphans = [row for row in city.identities.to_pylist() if row["kind"] == "orphan"]
    grown = [row for row in orphans if age(births[row["person_id"]], LAST) >= 18]
    assert grown
    for row in grown:
        birth = births[row["person_id"]]
        assert row["last"] + timedelta(days=1) == birth.replace(year=birth.year + 18)


def test_every_identity_occurs_and_nobody_holds_one_twice_at_once(people: People) -> None:
    assert set(people.identities["kind"].to_pylist()) == set(IDENTITIES) - {"ordinary"}
    until: dict[tuple[str, str], date] = {}
    for row in people.identities.to_pylist():
        key = row["person_id"], row["kind"]
        assert key not in until or until[key] < row["first"]
        until[key] = row["last"] or LAST


def test_what_is_granted_to_a_household_all_its_members_hold(people: People, residents: dict[str, dict]) -> None:
    held = {row["person_id"]: row for row in people.identities.to_pylist() if row["kind"] == "monitored"}
    granted: dict[str, tuple[date, date]] = {}
    for person, row in held.items():
        home = residents[person]["household_id"]
        first, last = granted.get(home, (date.max, date.min))
        granted[home] = min(row["first"], first), max(row["last"] or LAST, last)
    assert granted
    for person, row in residents.items():
        first, last = granted.get(row["household_id"], (date.max, date.min))
        if row["birth"] <= last and (row["death"] or LAST) >= max(first, FIRST):
            assert held[person]["first"] == max(first, row["birth"])


def test_some_come_from_low_income_to_its_edge_without_a_gap(people: People) -> None:
    left = {(row["person_id"], row["last"]) for row in people.identities.to_pylist() if row["kind"] == "low_income"}
    moved = [
        row
        for row in people.identities.to_pylist()
        if row["kind"] == "low_income_edge" and (row["person_id"], row["first"] - timedelta(days=1)) in left
    ]
    assert len(moved) > 10


def test_some_disabled_people_are_poor_too(people: People) -> None:
    kinds: dict[int, set[int]] = {}
    for person, kind in zip(people.held.person.tolist(), people.held.kind.tolist(), strict=True):
        kinds.setdefault(person, set()).add(kind)
    disabled = [held for held in kinds.values() if SEVERELY_DISABLED in held]
    both = sum(len(held) > 1 for held in disabled)
    assert 15 * len(disabled) <= both * 100 <= 40 * len(disabled)


def test_entering_and_leaving_balance_each_other(people: People) -> None:
    """So many of 10,000 residents hold each identity, on any day."""
    for when in (day(2023, 1, 1), day(2024, 7, 1), day(2025, 12, 31)):
        holds = (people.held.first <= when) & (when <= people.held.last)
        found = np.bincount(people.held.kind[holds], minlength=ORDINARY)
        for row in tables.rows("recognised"):
            share = int(row["per_10000"])
            # A fifth, and a household or two, off what the table says.
            assert abs(int(found[IDENTITIES.index(row["kind"])]) - 2 * share) <= 2 * share // 5 + 8


def test_the_ranking_identity_is_the_first_of_those_held() -> None:
    held = Identities(
        np.array([3, 3, 3, 7, 8, 8], np.int32),
        np.array([SEVERELY_DISABLED, LOW_INCOME, LOW_INCOME_EDGE, ORPHAN, LOW_INCOME, SEVERELY_DISABLED], np.int8),
        np.array([10, 20, 31, 5, 10, 20], np.int32),
        np.array([NEVER, 30, NEVER, 5, NEVER, NEVER], np.int32),
    )
    person = np.array([3, 3, 3, 3, 3, 3, 7, 7, 7, 0, 9, 8])
    days = np.array([9, 10, 19, 20, 30, 31, 4, 5, 6, 20, 20, 30])
    expected = [ORDINARY, *[SEVERELY_DISABLED] * 2, *[LOW_INCOME] * 2, LOW_INCOME_EDGE]
    expected += [ORDINARY, ORPHAN, ORDINARY, ORDINARY, ORDINARY, LOW_INCOME]
    assert ranking_identity(held, person, days, ORDINARY).tolist() == expected
    assert ranking_identity(held, person[:0], days[:0], ORDINARY).tolist() == []


def test_filings_are_dated_known_and_few_enough(people: People, residents: dict[str, dict]) -> None:
    chronic = {(row.code, row.diagnosis): row for row in tables.chronic_diseases()}
    number: Counter[tuple[str, str]] = Counter()
    seen = set()
    for row in people.filings.to_pylist():
        person = residents[row["person_id"]]
        assert person["birth"] < row["first"] <= (row["last"] or LAST) <= (person["death"] or LAST)
        assert (row["last"] or LAST) >= FIRST
        number[row["person_id"], row["kind"]] += 1
        assert (row["person_id"], row["kind"], row["disease"]) not in seen
        seen.add((row["person_id"], row["kind"], row["disease"]))
        if row["disease"]:
            disease = chronic[row["disease"], row["diagnosis"]]
            assert row["kind"] == disease.kind
            assert disease.age_from <= age(person["birth"], date(2025, 1, 1)) <= disease.age_to
        else:
            assert row["kind"] in ("hypertension", "diabetes")
    assert {kind for _, kind in number} == set(FILING_KINDS)
    for (_, kind), count in number.items():
        assert count <= (3 if kind == "chronic_2" else 1)
    assert max(number.values()) >= 2


def test_who_has_filed_the_chronic_disease_needs_no_other_filing_for_it(people: People) -> None:
    rows = people.filings.to_pylist()
    for kind, disease in (("hypertension", "M03900"), ("diabetes", "M01600")):
        chronic = {row["person_id"] for row in rows if row["disease"] == disease}
        assert chronic
        assert chronic.isdisjoint(row["person_id"] for row in rows if row["kind"] == kind)


def test_some_filings_end_and_most_stay(people: People, residents: dict[str, dict]) -> None:
    ended = {
        row["disease"]
        for row in people.filings.to_pylist()
        if row["last"] not in (None, residents[row["person_id"]]["death"])
    }
    assert {"M00503", "M00105"} == ended


def test_filed_columns_say_what_the_table_says(people: People) -> None:
    ids = people.residents["person_id"].to_pylist()
    chronic = tables.chronic_diseases()
    rows = people.filings.to_pylist()
    assert [ids[person] for person in people.filed.person] == [row["person_id"] for row in rows]
    assert [FILING_KINDS[kind] for kind in people.filed.kind] == [row["kind"] for row in rows]
    assert [chronic[place].code if place >= 0 else None for place in people.filed.row] == [
        row["disease"] for row in rows
    ]
    assert [
        chronic[place].diagnosis
        if place >= 0
        else {"hypertension": "I10.x00x002", "diabetes": "E11.900"}[FILING_KINDS[kind]]
        for place, kind in zip(people.filed.row, people.filed.kind, strict=True)
    ] == [row["diagnosis"] for row in rows]


def test_frail_people_have_filed_more_often(people: People) -> None:
    persons = np.bincount(people.persons.frailty, minlength=4)
    filed = np.bincount(people.persons.frailty[np.unique(people.filed.person)], minlength=4)
    # Filed of the frailest class over filed of the strongest, each of its persons.
    assert int(filed[3]) * int(persons[0]) > 2 * int(filed[0]) * int(persons[3])
