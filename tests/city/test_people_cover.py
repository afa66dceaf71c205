"""Who is enrolled, what was paid and aided, and from when to when people are covered: as the regulation has it."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest

from tests.city.peopled import people_of
from tongchou.city.people import NEVER, People, completed_years
from tongchou.rules.codes import CATEGORIES
from tongchou.rules.days import add_months

YEARS = (2023, 2024, 2025)
PREMIUM = {2023: 350_00, 2024: 380_00, 2025: 400_00}
AID_OF_100 = {
    "extreme_poverty": 100,
    "orphan": 100,
    "low_income": 75,
    "returned_to_poverty": 60,
    "monitored": 60,
    "ordinary": 0,
}
WAITING_MONTHS = {2023: 6, 2024: 6, 2025: 3}


@pytest.fixture(scope="module")
def people() -> People:
    return people_of(20_000, 2023, 2025)


@pytest.fixture(scope="module")
def residents(people: People) -> dict[str, dict]:
    return {row["person_id"]: row for row in people.residents.to_pylist()}


@pytest.fixture(scope="module")
def coverage(people: People) -> list[dict]:
    return people.coverage.to_pylist()


def test_nobody_is_enrolled_twice_for_a_year(coverage: list[dict]) -> None:
    keys = [(row["person_id"], row["year"]) for row in coverage]
    assert keys == sorted(set(keys))
    assert {year for _, year in keys} == set(YEARS)


def test_cover_lies_in_the_year_and_in_the_life(coverage: list[dict], residents: dict[str, dict]) -> None:
    for row in coverage:
        person = residents[row["person_id"]]
        assert date(row["year"], 1, 1) <= row["first"] <= row["last"]
        assert row["last"] == min(date(row["year"], 12, 31), person["death"] or date.max)
        assert row["first"] >= person["birth"]
        assert person["birth"] < row["paid_on"] <= (person["death"] or date.max)
        assert row["paid_on"] >= date(row["year"] - 1, 9, 1)


def test_premium_and_aid_are_those_of_the_regulation(coverage: list[dict]) -> None:
    seen = set()
    for row in coverage:
        assert row["personal"] == PREMIUM[row["year"]]
        assert row["aided"] * 100 == row["personal"] * AID_OF_100[row["identity"]]
        assert (row["channel"] == "agency") == (row["aided"] == row["personal"])
        seen.add(row["identity"])
    assert seen == set(AID_OF_100)


def test_aid_needs_the_identity_on_the_day_of_payment(coverage: list[dict], people: People) -> None:
    held: dict[str, list[dict]] = {}
    for row in people.identities.to_pylist():
        held.setdefault(row["person_id"], []).append(row)
    for row in coverage:
        today = {
            identity["kind"]
            for identity in held.get(row["person_id"], ())
            if identity["first"] <= row["paid_on"] <= (identity["last"] or date.max)
        }
        best = max((AID_OF_100.get(kind, 0) for kind in today), default=0)
        assert AID_OF_100[row["identity"]] == best
        assert row["identity"] in today or row["identity"] == "ordinary"


def test_a_cover_without_a_reason_runs_the_whole_year(coverage: list[dict]) -> None:
    for row in coverage:
        assert (row["reason"] is None) == (row["first"] == date(row["year"], 1, 1))
        if row["waiting_until"]:
            assert row["reason"] in ("late_enrolment", "resumed") or row["waiting_until"] < row["first"]
    assert set(Counter(row["reason"] for row in coverage)) == {None, "newborn", "late_enrolment", "resumed"}


def test_waiting_is_that_of_the_year(coverage: list[dict], people: People) -> None:
    enrolled = {(row["person_id"], row["year"]): row for row in coverage}
    waited = [row for row in coverage if row["waiting_until"] and row["year"] > 2023]
    assert len(waited) > 500
    for row in waited:
        opens = date(row["year"] - 1, 10, 1)
        free = add_months(max(row["paid_on"], opens).toordinal(), WAITING_MONTHS[row["year"]])
        if row["reason"] == "resumed":
            assert (row["person_id"], row["year"] - 1) not in enrolled
            # Since 2025 each further year missed adds a month: whoever was covered in 2023 missed one at most.
            if row["year"] == 2025 and (row["person_id"], 2023) not in enrolled:
                continue
        assert row["waiting_until"].toordinal() + 1 == free
        assert row["first"] == max(date(row["year"], 1, 1), row["waiting_until"] + timedelta(days=1))


def test_who_is_late_pays_in_the_year_itself(coverage: list[dict], residents: dict[str, dict]) -> None:
    late = [row for row in coverage if row["reason"] == "late_enrolment"]
    assert late
    for row in late:
        assert row["paid_on"].year == row["year"]
        assert row["first"] > row["paid_on"] or (row["first"] == row["paid_on"] and not row["waiting_until"])
    babies = [row for row in late if residents[row["person_id"]]["birth"].year == row["year"]]
    assert all((row["paid_on"] - residents[row["person_id"]]["birth"]).days > 90 for row in babies)
    assert babies


def test_newborns_in_time_are_covered_from_birth(coverage: list[dict], residents: dict[str, dict]) -> None:
    newborns = [row for row in coverage if row["reason"] == "newborn"]
    assert len(newborns) > 200
    for row in newborns:
        birth = residents[row["person_id"]]["birth"]
        assert row["first"] == birth
        assert (row["paid_on"] - birth).days <= 90


def test_who_is_born_late_in_a_year_pays_for_two_years_at_once(
    coverage: list[dict], residents: dict[str, dict]
) -> None:
    paid = {(row["person_id"], row["year"]): row["paid_on"] for row in coverage}
    babies = [
        person
        for person, row in residents.items()
        if row["birth"].year == 2023 and row["birth"].month >= 11 and {(person, 2023), (person, 2024)} <= set(paid)
    ]
    assert babies
    assert all(paid[person, 2023] == paid[person, 2024] for person in babies)


def test_people_pay_through_whom_they_would(coverage: list[dict], residents: dict[str, dict]) -> None:
    channels = Counter(row["channel"] for row in coverage)
    assert set(channels) == {"tax_app", "village", "school", "bank", "counter", "agency"}
    assert channels.most_common(2)[0][0] == "tax_app"
    assert channels.most_common(2)[1][0] == "village"
    at_school = [row for row in coverage if row["channel"] == "school"]
    assert all(3 <= row["year"] - residents[row["person_id"]]["birth"].year <= 24 for row in at_school)
    in_time = [row for row in at_school if row["paid_on"].year < row["year"]]
    assert sum(row["paid_on"].month <= 10 for row in in_time) * 100 > 60 * len(in_time)


def test_who_is_exempt_does_not_wait(coverage: list[dict]) -> None:
    assert not [row for row in coverage if row["aided"] and row["waiting_until"]]


def test_columns_say_what_the_table_says(people: People, coverage: list[dict]) -> None:
    ids = people.residents["person_id"].to_pylist()
    epoch = date(1970, 1, 1)
    found = {
        (row["person_id"], row["year"]): ((row["first"] - epoch).days, (row["last"] - epoch).days) for row in coverage
    }
    for place, year in enumerate(YEARS):
        firsts, lasts = people.persons.cover_first[place], people.persons.cover_last[place]
        for person, first, last in zip(ids, firsts.tolist(), lasts.tolist(), strict=True):
            assert (first, last) == found.get((person, year), (NEVER, 0))


def test_counted_years_follow_from_cover(people: People) -> None:
    persons = people.persons
    for place in (1, 2):
        first_day = (date(YEARS[place - 1], 1, 1) - date(1970, 1, 1)).days
        whole = persons.cover_first[place - 1] == first_day
        before = persons.continuous_years[place - 1]
        # Who died has no next year in which it would count.
        alive = persons.death >= (date(YEARS[place], 1, 1) - date(1970, 1, 1)).days
        expected = np.where(whole, before + 1, 0)
        assert persons.continuous_years[place][alive].tolist() == expected[alive].tolist()


def test_no_more_years_count_than_there_have_been(people: People) -> None:
    persons = people.persons
    born = np.array([birth.year for birth in people.residents["birth"].to_pylist()])
    most = np.clip(2022 - born, 0, 2023 - 2018)
    assert (persons.continuous_years[0] <= most).all()
    assert (persons.zero_claim_years <= persons.continuous_years[0]).all()
    assert int(persons.continuous_years[0].max()) == 5
    assert len(set(persons.zero_claim_years.tolist())) == 6


def test_categories_fit_ages(people: People) -> None:
    for place, year in enumerate(YEARS):
        age = completed_years(people.persons.birth, (date(year - 1, 9, 1) - date(1970, 1, 1)).days)
        words = np.array(CATEGORIES)[people.persons.category[place]]
        assert ((words == "child") == (age < 6)).all()
        assert (words[(age >= 6) & (age < 16)] == "student").all()
        assert (words[age >= 23] == "adult").all()
        assert {"adult", "student"} == set(words[(age >= 16) & (age < 23)])


def test_who_has_left_school_does_not_come_back(people: People) -> None:
    category = people.persons.category
    for earlier, later in pairwise(category):
        assert (later[earlier == CATEGORIES.index("adult")] == CATEGORIES.index("adult")).all()


def test_the_table_has_the_category_of_the_last_year(people: People) -> None:
    assert people.residents["category"].to_pylist() == [CATEGORIES[code] for code in people.persons.category[-1]]


def test_who_lives_away_is_an_adult_without_identity_and_without_children_here(people: People) -> None:
    rows = {row["person_id"]: row for row in people.residents.to_pylist()}
    away = {person for person, row in rows.items() if row["place"] != "local"}
    assert {rows[person]["place"] for person in away} == {"province", "elsewhere"}
    assert all(rows[person]["category"] == "adult" and rows[person]["death"] is None for person in away)
    assert away.isdisjoint(people.identities["person_id"].to_pylist())
    assert away.isdisjoint(row["mother_id"] for row in rows.values())


def test_each_enrolment_has_the_category_of_its_year(people: People, coverage: list[dict]) -> None:
    index = {name: n for n, name in enumerate(people.residents["person_id"].to_pylist())}
    for row in coverage:
        of_year = people.persons.category[YEARS.index(row["year"])]
        assert row["category"] == CATEGORIES[of_year[index[row["person_id"]]]]
