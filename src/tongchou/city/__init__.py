"""A small synthetic city: invented residents of real townships, and the bills of one year.

``make_city()`` gives people, households, institutions and encounters that look like a resident scheme's; ``case_file``
writes them in the form in which they are settled. The same seed gives the same city, and nothing of it is about a real
person: names are invented and ID numbers carry an area code that no county holds.
"""

from tongchou.city.case import case_file, residents_table
from tongchou.city.cover import make_cover, make_deaths, move_away
from tongchou.city.dice import Dice
from tongchou.city.encounters import make_encounters
from tongchou.city.families import make_people
from tongchou.city.id_numbers import check_digit, id_number
from tongchou.city.model import (
    Birth,
    City,
    County,
    Coverage,
    Encounter,
    Filing,
    Household,
    Identity,
    Institution,
    Line,
    Resident,
    Totals,
    Township,
    Village,
)
from tongchou.city.places import make_places
from tongchou.city.standing import make_categories, make_filings, make_identities

__all__ = [
    "Birth",
    "City",
    "County",
    "Coverage",
    "Encounter",
    "Filing",
    "Household",
    "Identity",
    "Institution",
    "Line",
    "Resident",
    "Totals",
    "Township",
    "Village",
    "case_file",
    "check_digit",
    "id_number",
    "make_city",
    "residents_table",
]

_LIVE_AWAY = 260
"""Residents of 10,000 who live outside the city with a filing: assumed."""


def make_city(residents: int = 3000, year: int = 2024, seed: int = 1) -> City:
    """Return a city of so many residents with the bills of one year; the same seed gives the same city."""
    places = make_places(Dice(seed, "places"))
    people = make_people(Dice(seed, "families"), places, residents, year)
    standing = Dice(seed, "standing")
    make_categories(standing, people.residents, year)
    make_identities(standing, people)
    make_deaths(standing, people.residents, year)
    make_cover(standing, people.residents, year)
    make_filings(standing, people.residents, year)
    move_away(standing, people.residents, _LIVE_AWAY)
    encounters = make_encounters(Dice(seed, "encounters"), places, people)
    return City(
        year,
        seed,
        places.counties,
        places.townships,
        places.villages,
        places.institutions,
        tuple(people.households),
        tuple(people.residents),
        tuple(people.births),
        encounters,
    )
