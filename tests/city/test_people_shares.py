"""A city of 100,000 looks like the resident scheme of the bulletins, and one of 2,000 looks much like it."""

from collections import Counter
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest

from tests.city.peopled import day, people_of
from tongchou.city.people import FRAILTY_WEIGHTS, People, completed_years
from tongchou.rules.codes import ADULT, STUDENT

POINT = Fraction(1, 100)


def share(found: npt.NDArray[np.bool_]) -> Fraction:
    return Fraction(int(found.sum()), len(found))


@pytest.fixture(scope="module", params=[(100_000, 2023, 1), (2_000, 2025, 3)], ids=["100000", "2000"])
def people(request: pytest.FixtureRequest) -> People:
    residents, first, seed = request.param
    return people_of(residents, first, 2025, seed)


@pytest.fixture(scope="module")
def margin(people: People) -> Fraction:
    """A city of 2,000 is made of 700 households."""
    return POINT if people.residents.num_rows > 50_000 else 2 * POINT


def test_the_insured_have_the_published_mix_of_ages(people: People, margin: Fraction) -> None:
    """Adults 73.7%, children and pupils 24.4%, students 2.0% of the insured of 2021."""
    for place, year in enumerate(people.years):
        insured = people.persons.cover_last[place] > 0
        category = people.persons.category[place][insured]
        age = completed_years(people.persons.birth, day(year - 1, 9, 1))[insured]
        university = (category == STUDENT) & (age >= 18)
        assert abs(share(category == ADULT) - Fraction(737, 1000)) <= margin
        assert abs(share(university) - Fraction(20, 1000)) <= margin
        assert abs(share((category != ADULT) & ~university) - Fraction(244, 1000)) <= margin


def test_as_many_are_aided_to_enrol_as_published(people: People, margin: Fraction) -> None:
    years, aided = people.coverage["year"].to_numpy(), people.coverage["aided"].to_numpy()
    for year in people.years:
        assert abs(share(aided[years == year] > 0) - Fraction(81, 1000)) <= margin


def test_nearly_all_are_enrolled(people: People) -> None:
    for place, year in enumerate(people.years):
        lives = (people.persons.birth <= day(year, 12, 31)) & (people.persons.death >= day(year, 1, 1))
        enrolled = share(people.persons.cover_last[place][lives] > 0)
        assert Fraction(92, 100) <= enrolled <= Fraction(97, 100)


def test_most_premiums_come_in_the_last_quarter(people: People) -> None:
    table = people.coverage
    own = (table["personal"].to_numpy() - table["aided"].to_numpy()).tolist()
    last = sum(fen for fen, paid in zip(own, table["paid_on"].to_pylist(), strict=True) if paid.month >= 10)
    assert Fraction(85, 100) <= Fraction(last, sum(own)) <= Fraction(97, 100)
    assert {paid.month for paid in table["paid_on"].to_pylist()} >= {1, 2, 3, 9, 10, 11, 12}


def test_births_and_deaths_are_near_the_usual(people: People) -> None:
    residents = people.residents.num_rows
    for year in people.years:
        first, last = day(year, 1, 1), day(year, 12, 31)
        births = int(((first <= people.persons.birth) & (people.persons.birth <= last)).sum())
        deaths = int(((first <= people.persons.death) & (people.persons.death <= last)).sum())
        assert Fraction(60, 10_000) <= Fraction(births, residents) <= Fraction(100, 10_000)
        assert Fraction(60, 10_000) <= Fraction(deaths, residents) <= Fraction(110, 10_000)


def test_a_fifth_is_old_and_women_and_men_are_about_as_many(people: People) -> None:
    alive = people.persons.death > day(2025, 12, 31)
    age = completed_years(people.persons.birth, day(2025, 12, 31))[alive]
    assert Fraction(18, 100) <= share(age >= 65) <= Fraction(23, 100)
    assert Fraction(2, 100) <= share(age >= 80) <= Fraction(6, 100)
    assert int(age.max()) <= 105
    assert Fraction(46, 100) <= share(people.persons.sex[alive] == 1) <= Fraction(54, 100)


def test_counties_have_their_weights(people: People) -> None:
    counties = people.residents["county"].to_pylist()
    for county, weight in (("510402", 21), ("510403", 9), ("510411", 25), ("510421", 24), ("510422", 21)):
        assert abs(Fraction(counties.count(county), len(counties)) - Fraction(weight, 100)) <= 2 * POINT


def test_classes_of_frailty_have_their_shares(people: People) -> None:
    found = np.bincount(people.persons.frailty, minlength=4)
    for number, weight in zip(found.tolist(), FRAILTY_WEIGHTS, strict=True):
        assert abs(Fraction(number, len(people.persons.frailty)) - Fraction(weight, 100)) <= POINT


def test_frail_and_old_people_die_more_often() -> None:
    persons = people_of(100_000, 2023, 2025).persons
    dead = persons.death <= day(2025, 12, 31)
    strong, frail = persons.frailty == 0, persons.frailty == 3
    assert share(dead[frail]) > 4 * share(dead[strong])
    old = completed_years(persons.birth, day(2023, 1, 1)) >= 80
    assert share(dead[old]) > 10 * share(dead[~old])


def test_as_many_begin_anew_before_the_first_year_as_later() -> None:
    persons = people_of(100_000, 2023, 2025).persons
    insured = persons.cover_last > 0
    anew = [share(persons.continuous_years[place][insured[place]] == 0) for place in range(3)]
    assert all(Fraction(6, 100) <= found <= Fraction(10, 100) for found in anew)
    assert max(anew) - min(anew) <= POINT


def test_few_live_away(people: People) -> None:
    assert abs(share(people.persons.place > 0) - Fraction(26, 1000)) <= Fraction(2, 1000)


def test_the_ages_of_children_say_that_births_have_fallen() -> None:
    births = people_of(100_000, 2023, 2025).residents["birth"].to_pylist()
    born = Counter(birth.year for birth in births)
    assert born[2015] * 10 > born[2025] * 13


def test_some_namesakes_have_one_birthday() -> None:
    """They look like one person enrolled twice, and are two; in a larger city there are some in one village."""
    rows = people_of(100_000, 2023, 2025).residents.select(["name", "birth"]).to_pylist()
    number = Counter((row["name"], row["birth"]) for row in rows)
    assert 1 <= sum(same > 1 for same in number.values()) <= 60
