"""A city small enough to be held and read: its people and the bills of one year, for demonstrations and examples."""

from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from tongchou.city.claims import Care
from tongchou.city.people import People
from tongchou.city.populate import make_people

FIRST_YEAR = 2023
"""The regulation's values begin here, so no earlier bill can be settled."""


_LONGEST_CHAIN = 2
"""Transfers that follow each other at most: up, and down again."""


class City(NamedTuple):
    """A city of one year; of the year before it holds the stays that run on into it."""

    year: int
    seed: int
    people: People
    claims: pa.Table
    """Schema CLAIMS, by person in the order of settling."""


def make_city(residents: int = 3000, year: int = 2024, seed: int = 1) -> City:
    """Return a city of so many residents with the bills of one year; the same seed gives the same city."""
    years = (year - 1, year) if year > FIRST_YEAR else (year,)
    people = make_people(residents, years, seed)
    care = Care(people, seed)
    bills = [pa.concat_tables(care.year(row)) for row in range(len(years))]
    if len(bills) == 1:
        return City(year, seed, people, bills[0])
    before, of_year = bills
    both = pa.concat_tables((_running_on(before, of_year), of_year), promote_options="permissive")
    order = [("person_id", "ascending"), ("discharged", "ascending"), ("encounter_id", "ascending")]
    return City(year, seed, people, both.sort_by(order))


def _running_on(before: pa.Table, of_year: pa.Table) -> pa.Table:
    """Return the bills of the year before whose stays run on, and those from which a transfer led to them."""
    kept = pc.and_kleene(pc.is_valid(before["stay"]), pc.is_in(before["stay"], of_year["stay"]))
    for _ in range(_LONGEST_CHAIN):
        sources = before.filter(kept)["transfer_from"].drop_null()
        kept = pc.or_(kept, pc.is_in(before["encounter_id"], sources))
    return before.filter(kept)
