"""The city looks like a resident scheme: rates and mean costs near the published ones, in whole numbers."""

import pytest

from tongchou.city import City, Encounter, make_city

SIZE = 6_000


@pytest.fixture(scope="module")
def large() -> City:
    return make_city(SIZE, 2024, 11)


def mean(encounters: list[Encounter]) -> int:
    """Return the mean bill in whole yuan."""
    return sum(encounter.total for encounter in encounters) // len(encounters) // 100


def stays(city: City, *levels: str) -> list[Encounter]:
    return [e for e in city.encounters if e.kind == "inpatient" and (not levels or e.provider_level in levels)]


def kind(city: City, word: str) -> list[Encounter]:
    return [e for e in city.encounters if e.kind == word]


def test_nineteen_stays_for_a_hundred_residents(large: City) -> None:
    assert 175 <= len(stays(large)) * 1_000 // SIZE <= 210


def test_a_stay_costs_what_is_published(large: City) -> None:
    assert 6_700 <= mean(stays(large)) <= 7_900
    assert 10_200 <= mean(stays(large, "level3")) <= 12_400
    assert 5_900 <= mean(stays(large, "level2")) <= 7_300
    assert 3_100 <= mean(stays(large, "level1", "primary")) <= 4_100


def test_a_stay_takes_about_nine_days(large: City) -> None:
    whole = [e for e in stays(large) if not e.stay]
    days = sum((e.discharged - e.admitted).days for e in whole if e.admitted)
    assert 80 <= days * 10 // len(whole) <= 95


def test_nine_of_a_hundred_stays_are_outside_the_city(large: City) -> None:
    outside = [e for e in stays(large) if e.place != "local"]
    assert 70 <= len(outside) * 1_000 // len(stays(large)) <= 115


def test_visits_of_a_head_and_their_cost(large: City) -> None:
    assert 300 <= len(large.encounters) * 100 // SIZE <= 370
    assert 230 <= len(kind(large, "outpatient")) * 100 // SIZE <= 280
    assert 100 <= mean(kind(large, "outpatient")) <= 160
    filed = len(kind(large, "chronic_1")) + len(kind(large, "chronic_2")) + len(kind(large, "two_disease"))
    assert 110 <= filed * 1_000 // len(large.encounters) <= 160


def test_rare_things_are_rare(large: City) -> None:
    bills = len(large.encounters)
    for found, most in (
        ([e for e in large.encounters if e.transfer_from], 8),
        ([e for e in large.encounters if e.stay], 6),
        ([e for e in large.encounters if e.third_party_share], 2),
        ([e for e in large.encounters if e.excluded], 6),
    ):
        assert 0 < len(found) * 1_000 <= most * bills


def test_bills_outside_cover_are_few_but_there(large: City) -> None:
    people = {resident.identifier: resident for resident in large.residents}
    outside = [e for e in large.encounters if not people[e.person].covered(e.discharged)]
    assert 5 <= len(outside) * 1_000 // len(large.encounters) <= 35


def test_some_bills_are_known_by_their_sums_only(large: City) -> None:
    sums = [e for e in large.encounters if e.totals]
    assert 60 <= len(sums) * 1_000 // len(large.encounters) <= 180
    assert any(e.kind == "inpatient" for e in sums)


def test_most_costs_are_within_the_catalogue(large: City) -> None:
    lines = [line for e in stays(large) for line in e.lines]
    total = sum(line.amount for line in lines)
    own = sum(line.amount for line in lines if line.medical_class == "C")
    assert 50 <= own * 1_000 // total <= 110


def test_ages_and_identities_of_residents(large: City) -> None:
    ages = [resident.age(large.encounters[0].discharged.replace(month=1, day=1)) for resident in large.residents]
    assert 220 <= sum(age < 18 for age in ages) * 1_000 // SIZE <= 300
    assert 160 <= sum(age >= 65 for age in ages) * 1_000 // SIZE <= 240
    aided = [resident for resident in large.residents if resident.identities]
    assert 70 <= len(aided) * 1_000 // SIZE <= 95
    low_income = [r for r in aided if any(identity.kind == "low_income" for identity in r.identities)]
    assert 36 <= len(low_income) * 1_000 // SIZE <= 44


def test_births_and_deaths_are_near_the_usual(large: City) -> None:
    assert 5 <= len(large.births) * 1_000 // SIZE <= 7
    assert 5 <= sum(bool(resident.death) for resident in large.residents) * 1_000 // SIZE <= 12


def test_every_county_has_residents(city: City) -> None:
    for county in city.counties:
        share = sum(resident.county == county.code for resident in city.residents) * 100 // len(city.residents)
        assert 5 <= share <= 35
