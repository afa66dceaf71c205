"""People of a city, made once for all tests that look at the same ones."""

from datetime import date
from functools import lru_cache

from tongchou.city.people import People
from tongchou.city.populate import make_people


@lru_cache(maxsize=8)
def people_of(residents: int, first: int, last: int, seed: int = 1) -> People:
    """Return the people of a city for the years from first to last."""
    return make_people(residents, range(first, last + 1), seed)


def day(year: int, month: int, number: int) -> int:
    """Return a day as days since 1970-01-01."""
    return (date(year, month, number) - date(1970, 1, 1)).days
