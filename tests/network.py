"""A small network of areas, organisations, staff and posts, made by the acts themselves."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import NamedTuple

import pytest

from tongchou.registry import clock
from tongchou.registry.actions.areas import open_areas
from tongchou.registry.actions.organisations import appoint, open_account, open_organisation, take_on
from tongchou.registry.models import Account, Area, Organisation, OrganisationFact
from tongchou.registry.rights import SYSTEM, Actor, actor_of

OPENED = date(2018, 1, 1)
TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)

AREAS = [
    ("510400", "攀枝花市", False),
    ("510403", "西区", False),
    ("510421", "米易县", True),
    ("510403001", "清香坪街道", False),
    ("510403001001", "路南社区", False),
    ("510403001002", "路北社区", False),
    ("510421100", "攀莲镇", False),
    ("510421100201", "双沟村", False),
    ("510403S00001", "西区实验小学", False),
]

STAFF = [
    ("county_clerk", "510403", "agency"),
    ("county_checker", "510403", "agency"),
    ("county_head", "510403", "agency"),
    ("township_clerk", "510403001", "township_point"),
    ("village_agent", "510403001001", "village_point"),
    ("other_clerk", "510421", "agency"),
    ("city_clerk", "510400", "agency"),
    ("policy_officer", "510400", "agency"),
    ("policy_checker", "510400", "agency"),
    ("city_head", "510400", "agency"),
    ("auditor", "510400", "audit"),
    ("system_keeper", "510400", "agency"),
]
"""Name of the account, area in charge, kind of organisation."""

PASSWORD = "a-long-enough-pass-phrase-7"


class Network(NamedTuple):
    """What the tests act with."""

    areas: dict[str, Area]
    organisations: dict[tuple[str, str], Organisation]
    accounts: dict[str, Account]

    def actor(self, name: str) -> Actor:
        """Return an account as an actor today."""
        return actor_of(self.accounts[name], clock.today())

    def area(self, code: str) -> Area:
        """Return an area."""
        return self.areas[code]


def make_network() -> None:
    """Open the areas, organisations, staff and posts."""
    with clock.clock_at(NOON):
        areas = {area.code: area for area in open_areas(actor=SYSTEM, day=OPENED, areas=AREAS)}
        organisations: dict[tuple[str, str], Organisation] = {}
        for number, (name, code, kind) in enumerate(STAFF, 1):
            place = (code, kind)
            if place not in organisations:
                organisations[place] = open_organisation(
                    actor=SYSTEM, day=OPENED, kind=kind, name=f"{code}{kind}", area=areas[code]
                )
            staff = take_on(actor=SYSTEM, day=OPENED, number=f"G{number:03d}", name=f"工作人员{number}")
            post = "county_clerk" if name == "other_clerk" else name
            appoint(
                actor=SYSTEM, day=OPENED, staff=staff, organisation=organisations[place], post=post, area=areas[code]
            )
            open_account(actor=SYSTEM, day=OPENED, staff=staff, username=name, password=PASSWORD)


@pytest.fixture
def beginning() -> Callable[[], object]:
    """Every fresh database of a folder that asks for it holds the network."""
    return make_network


@pytest.fixture
def network(database: str) -> Network:
    """The network in a fresh database."""
    organisations = OrganisationFact.objects.select_related("organisation")
    return Network(
        {area.code: area for area in Area.objects.select_related("county", "parent")},
        {(fact.area_id, fact.organisation.kind): fact.organisation for fact in organisations},
        {account.username: account for account in Account.objects.all()},
    )


@pytest.fixture(autouse=True)
def _standing_clock() -> Iterator[None]:
    """The clock stands at noon of a Monday in March 2026."""
    with clock.clock_at(NOON):
        yield
