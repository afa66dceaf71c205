"""The small city before and after faults are planted in it."""

from collections import defaultdict
from typing import Any, NamedTuple

import pyarrow as pa
import pytest

from tests.city.faults.village import YEAR, claims, residents
from tongchou.city.faults.plant import Planted, plant_faults
from tongchou.city.faults.rates import Rate, rates

CASES = 3
"""Of each fault that is wanted in the small city."""


class Faulty(NamedTuple):
    residents: pa.Table
    claims: pa.Table
    planted: Planted
    people: dict[str, dict[str, Any]]
    bills: dict[str, dict[str, Any]]
    cases: dict[str, list[dict[str, Any]]]


def wanted(cases: int) -> dict[str, Rate]:
    """Return rates that give about so many cases of each fault in a city of whatever size: see ``number``."""
    return {name: FixedRate(name, rate.of, cases, rate.planted) for name, rate in rates().items()}


class FixedRate(Rate):
    """A rate that is a number of cases."""

    def number(self, base: int) -> int:
        return self.per_100000


@pytest.fixture(scope="session")
def faulty() -> Faulty:
    people = residents()
    bills = claims(people)
    planted = plant_faults(people, {YEAR: bills}, 7, wanted(CASES))
    cases = defaultdict(list)
    for case in planted.answers.to_pylist():
        cases[case["fault"]].append(case)
    return Faulty(
        people,
        bills,
        planted,
        {row["person_id"]: row for row in planted.residents.to_pylist()},
        {row["encounter_id"]: row for row in planted.claims[YEAR].to_pylist()},
        cases,
    )
