"""Acts for tests of operation: people of the western district, each of another number."""

from datetime import date

from tests.registry.conftest import Network
from tests.registry.people import particulars
from tongchou.registry import clock
from tongchou.registry.actions.people import add_document, register_person
from tongchou.registry.models import Person


def register(network: Network, order: int, actor: str = "county_clerk") -> Person:
    """Register the person of an order."""
    birth = date(1940 + order // 1000, 1 + order // 100 % 10, 1 + order // 10 % 10)
    return register_person(
        actor=network.actor(actor),
        day=clock.today(),
        area=network.area("510403001001"),
        particulars=particulars(order=order % 1000, birth=birth),
    )


def replace_passport(network: Network, person: Person, number: str) -> None:
    """Add a passport, so that the one before is withdrawn."""
    add_document(actor=network.actor("county_clerk"), day=clock.today(), person=person, kind="passport", number=number)
