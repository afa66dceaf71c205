"""A small city's claims, settled once."""

import pyarrow as pa
import pytest

from tests.columns.city import settled_city
from tests.columns.claims_of import claims_of
from tongchou.cases.settle import Settled


@pytest.fixture(scope="session")
def city() -> list[Settled]:
    """The bills of a small city, settled as case files are."""
    return settled_city(400, 3)


@pytest.fixture(scope="session")
def claims(city: list[Settled]) -> pa.Table:
    """The same bills as claims."""
    return claims_of(city)
