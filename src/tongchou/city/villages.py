"""The ground on which people live: the real counties and townships of the city, villages with invented names."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tongchou.city import schema, tables
from tongchou.city.draw import Draws

_VILLAGES = {"street": ("社区", 0, 4), "town": ("村", 200, 5), "township": ("村", 200, 3)}
"""By kind of township: what its villages are called, after which number theirs begin (the state's rule: communities
from 001, villages from 201), and how many there are (assumed, small)."""

_PEOPLE_OF_YI = "彝族"
"""In the name of a township: many of its people are Yi."""


class Ground(NamedTuple):
    """The villages of the city in the order of their codes."""

    table: pa.Table
    weights: npt.NDArray[np.int64]
    """How likely each village is a home."""
    yi: npt.NDArray[np.bool_]
    """Whether the township is one of the Yi people, whose names differ."""


def make_villages(seed: int) -> Ground:
    """Return the ground of the city; the seed decides the names of the villages only."""
    regions = list(tables.rows("regions"))
    counties = {row["code"]: row for row in regions if row["kind"] == "county"}
    townships = sorted((row for row in regions if row["kind"] in _VILLAGES), key=lambda row: row["code"])
    names = _names(seed)
    in_county = dict.fromkeys(counties, 0)
    for township in townships:
        in_county[township["parent"]] += int(township["weight"])
    found: list[dict[str, str]] = []
    weights: list[int] = []
    for township in townships:
        kind, start, count = _VILLAGES[township["kind"]]
        county = counties[township["parent"]]
        of_county = int(county["weight"]) * 1_000_000 // in_county[county["code"]]
        for number in range(1, count + 1):
            found.append(
                {
                    "code": f"{township['code']}{start + number:03d}",
                    "name": next(names) + kind,
                    "township": township["code"],
                    "township_name": township["name"],
                    "county": county["code"],
                    "county_name": county["name"],
                }
            )
            weights.append(of_county * int(township["weight"]) // count)
    return Ground(
        pa.Table.from_pylist(found, schema=schema.VILLAGES),
        np.array(weights, np.int64),
        np.array([_PEOPLE_OF_YI in village["township_name"] for village in found], np.bool_),
    )


def _names(seed: int) -> Iterator[str]:
    """Return names of villages without their ending, each once, in a random order."""
    words = tables.village_words()
    both = [first + second for first in words["first"] for second in words["second"]]
    return iter([both[place] for place in Draws(seed, "villages").order(len(both))])
