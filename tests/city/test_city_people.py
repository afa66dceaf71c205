"""People are who they can be: ages, households, categories, identities, cover, filings."""

from datetime import date, timedelta

import pytest

from tongchou.city import City, Resident, make_city, residents_table
from tongchou.city.cover import first_day_after_waiting, waiting_months
from tongchou.rules.codes import CATEGORIES, IDENTITIES

NEW_YEAR = date(2024, 1, 1)
YEAR_END = date(2024, 12, 31)


@pytest.mark.parametrize("count", [0, 1, 2, 10, 57, 333])
def test_a_city_has_as_many_residents_as_asked_for(count: int) -> None:
    assert len(make_city(count).residents) == count


def test_residents_are_numbered_and_named(city: City) -> None:
    assert [r.identifier for r in city.residents] == [f"P{n:06d}" for n in range(1, 3001)]
    assert all(2 <= len(r.name) <= 4 for r in city.residents)


def test_everyone_lives_in_one_household_in_one_village(city: City, people: dict[str, Resident]) -> None:
    villages = {village.code for village in city.villages}
    members = [identifier for household in city.households for identifier in household.members]
    assert sorted(members) == sorted(people)
    for household in city.households:
        assert household.village in villages
        assert household.members
        for identifier in household.members:
            resident = people[identifier]
            assert (resident.household, resident.village) == (household.identifier, household.village)
            assert (resident.township, resident.county) == (resident.village[:9], resident.village[:6])


def test_families_have_possible_ages(city: City, people: dict[str, Resident]) -> None:
    for household in city.households:
        head, *others = (people[identifier] for identifier in household.members)
        assert head.relation == "head"
        assert head.age(NEW_YEAR) >= 22
        for other in others:
            gap = (other.birth - head.birth).days // 365
            if other.relation == "spouse":
                assert abs(gap) <= 8
                assert other.sex != head.sex
            elif other.relation == "parent":
                assert -45 <= gap <= -18
            elif other.relation == "child":
                assert 17 <= gap <= 48
            else:
                assert other.relation == "grandchild"
                assert gap >= 35
        assert sum(other.relation == "spouse" for other in others) <= 1


def test_mothers_can_be_mothers(city: City, people: dict[str, Resident]) -> None:
    assert city.births
    for birth in city.births:
        mother = people[birth.mother]
        assert mother.sex == "F"
        assert 15 <= mother.age(birth.day) <= 49
        assert mother.death is None
        assert mother.relation in ("head", "spouse")
        for baby in birth.babies:
            assert people[baby].birth == birth.day
            assert people[baby].mother == birth.mother
            assert people[baby].household == mother.household
    assert any(len(birth.babies) == 2 for birth in city.births)
    assert {r.identifier for r in city.residents if r.mother} == {b for birth in city.births for b in birth.babies}
    assert not [r for r in city.residents if r.birth > NEW_YEAR and not r.mother]


def test_categories_fit_ages(city: City) -> None:
    enrolled = date(2023, 9, 1)
    for resident in city.residents:
        assert resident.category in CATEGORIES
        if resident.category == "child":
            assert resident.age(enrolled) < 6
        elif resident.category == "student":
            assert 6 <= resident.age(enrolled) < 23
        else:
            assert resident.age(enrolled) >= 16


def test_identities_are_dated_and_in_their_right_hands(city: City) -> None:
    for resident in city.residents:
        kinds = [identity.kind for identity in resident.identities]
        assert len(set(kinds)) == len(kinds)
        for identity in resident.identities:
            assert identity.kind in IDENTITIES
            assert resident.birth <= identity.first
            assert identity.last is None or identity.first <= identity.last
        if "orphan" in kinds:
            assert resident.age(NEW_YEAR) < 18
        if "extreme_poverty" in kinds:
            assert resident.age(NEW_YEAR) >= 60


def test_every_identity_occurs(city: City) -> None:
    assert {i.kind for r in city.residents for i in r.identities} == set(IDENTITIES) - {"ordinary"}


def test_cover_is_ordered_and_within_three_years_or_carried_over(city: City) -> None:
    for resident in city.residents:
        assert resident.coverage
        for period in resident.coverage:
            assert period.first <= period.last
            assert period.first.year == period.last.year
            assert period.first >= resident.birth
            assert 2022 <= period.first.year <= 2025
            assert period.last <= (resident.death or date.max)
            if period.waiting_until:
                assert period.paid_on < period.waiting_until < period.first
        for before, after in zip(resident.coverage, resident.coverage[1:], strict=False):
            assert before.last < after.first


def test_cover_of_the_next_year_is_known_only_where_a_stay_needs_it(city: City) -> None:
    needed = {e.person for e in city.encounters if e.discharged > YEAR_END}
    covered = {r.identifier for r in city.residents if r.covered(YEAR_END)}
    assert {r.identifier for r in city.residents if r.coverage[-1].last > YEAR_END} == needed & covered


def test_newborns_enrolled_in_time_are_covered_from_birth(city: City) -> None:
    for resident in city.residents:
        if resident.mother and not resident.death:
            (period,) = (p for p in resident.coverage if p.last.year == 2024)
            assert period.reason == "newborn"
            in_time = period.paid_on <= resident.birth + timedelta(days=90)
            assert period.first == (resident.birth if in_time else period.paid_on + timedelta(days=1))


def test_counted_years_agree_with_cover(city: City) -> None:
    for resident in city.residents:
        full = {
            period.first.year
            for period in resident.coverage
            if (period.first.month, period.first.day) == (1, 1) and resident.birth.year < period.first.year
        }
        assert 0 <= resident.zero_claim_years <= resident.continuous_years <= 6
        assert (resident.continuous_years >= 1) == (2023 in full)
        assert (resident.continuous_years >= 2) == ({2022, 2023} <= full)
        assert resident.continuous_years <= max(0, 2023 - resident.birth.year)


def test_histories_of_every_kind_occur(city: City) -> None:
    reasons = {period.reason for resident in city.residents for period in resident.coverage}
    assert reasons == {"", "newborn", "late_enrolment", "resumed"}
    assert any(not resident.covered(YEAR_END) and not resident.death for resident in city.residents)
    assert any(resident.death for resident in city.residents)


def test_filings_are_dated_and_known(city: City) -> None:
    for resident in city.residents:
        assert sum(filing.kind == "chronic_1" for filing in resident.filings) <= 1
        assert sum(filing.kind == "chronic_2" for filing in resident.filings) <= 3
        pairs = [(filing.kind, filing.disease) for filing in resident.filings]
        assert len(set(pairs)) == len(pairs)
        for filing in resident.filings:
            assert filing.kind in ("chronic_1", "chronic_2", "hypertension", "diabetes")
            assert filing.kind.startswith("chronic") == bool(filing.disease)
            assert resident.birth <= filing.first <= YEAR_END


@pytest.mark.parametrize(
    ("paid", "months", "expected"),
    [
        (date(2024, 2, 15), 6, date(2024, 8, 15)),
        (date(2023, 8, 31), 6, date(2024, 3, 1)),
        (date(2024, 8, 31), 6, date(2025, 3, 1)),
        (date(2024, 11, 30), 3, date(2025, 3, 1)),
        (date(2024, 10, 31), 1, date(2024, 12, 1)),
        (date(2023, 12, 31), 2, date(2024, 3, 1)),
    ],
)
def test_waiting_ends_on_the_same_day_or_cover_begins_with_the_next_month(
    paid: date, months: int, expected: date
) -> None:
    assert first_day_after_waiting(paid, months) == expected


def test_waiting_follows_the_rules_of_the_year() -> None:
    assert [waiting_months(2024, 1), waiting_months(2024, 3)] == [6, 6]
    assert [waiting_months(2025, 0), waiting_months(2025, 1), waiting_months(2025, 3)] == [3, 3, 5]


def test_the_table_of_residents_is_text(city: City) -> None:
    rows = residents_table(city)
    assert len(rows) == len(city.residents)
    assert len({tuple(row) for row in rows}) == 1
    assert all(type(value) is str for row in rows for value in row.values())
    assert sum(int(row["encounters"]) for row in rows) == len(city.encounters)
