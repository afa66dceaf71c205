"""The default city, made once for all tests of this folder."""

from typing import Any

import pytest

from tongchou.city import City, Resident, case_file, make_city


@pytest.fixture(scope="session")
def city() -> City:
    return make_city()


@pytest.fixture(scope="session")
def people(city: City) -> dict[str, Resident]:
    return {resident.identifier: resident for resident in city.residents}


@pytest.fixture(scope="session")
def case(city: City) -> dict[str, Any]:
    return case_file(city)
