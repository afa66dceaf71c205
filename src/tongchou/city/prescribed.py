"""What goes with a diagnosis, an operation or a ward: drugs, services and consumables out of the city's tables."""

from functools import lru_cache

from tongchou.city import tables
from tongchou.city.dice import Dice
from tongchou.city.tables import Consumable, Drug, Service
from tongchou.rules.codes import CATEGORIES

_PUNCTURES = ("肌肉注射", "静脉注射", "静脉输液", "皮内注射")
"""What a visit has only with something to inject."""

_NOT_TESTS = ("general", "nursing", "anaesthesia", "own_expense", "dialysis")


_TAKES = {"": CATEGORIES, "adult": ("adult",), "school": ("adult", "student"), "young": ("student", "child")}
"""Which categories of people the word for the ages of a drug means."""


@lru_cache(maxsize=2048)
def drugs_for(diagnosis: str, category: str, *, operated: bool) -> tuple[Drug, ...]:
    """Return the ordinary drugs for a diagnosis of somebody of a category, without those that go with every one."""
    return tuple(
        drug
        for drug in tables.drugs()
        if not drug.negotiated
        and diagnosis.startswith((*drug.diagnoses, *drug.operated) if operated else drug.diagnoses)
        and category in _TAKES[drug.ages]
    )


def chosen(dice: Dice, drugs: tuple[Drug, ...], most: int) -> list[Drug]:
    """Return up to so many of the drugs in a random order, one of those that are like each other."""
    found: dict[str, Drug] = {}
    for drug in dice.mix(drugs):
        if len(found) < most:
            found.setdefault(drug.like or drug.key, drug)
    return list(found.values())


@lru_cache(maxsize=1)
def fluids() -> tuple[Drug, ...]:
    """Return the drugs that go with every diagnosis."""
    return tuple(drug for drug in tables.drugs() if tables.ANY in drug.diagnoses)


@lru_cache(maxsize=512)
def services_for(diagnosis: str, *, visit: bool) -> tuple[Service, ...]:
    """Return the tests and treatments for a diagnosis, of a visit or of a stay."""
    return tuple(
        service
        for service in tables.services()
        if service.group not in _NOT_TESTS
        and (tables.ANY in service.diagnoses or diagnosis.startswith(service.diagnoses))
        and (service.visit_share if visit else service.stay_times + service.stay_per_day)
    )


def is_puncture(service: Service) -> bool:
    """Tell whether a service needs something to inject."""
    return service.name in _PUNCTURES


@lru_cache(maxsize=1)
def own_services() -> tuple[Service, ...]:
    """Return what patients pay wholly themselves."""
    return tuple(service for service in tables.services() if service.group == "own_expense")


@lru_cache(maxsize=1)
def ward_consumables() -> tuple[Consumable, ...]:
    """Return the small consumables of every stay."""
    return tuple(c for c in tables.consumables() if tables.ANY in c.operations)


@lru_cache(maxsize=512)
def consumables_for(diagnosis: str) -> tuple[Consumable, ...]:
    """Return the consumables that go with a diagnosis and no operation."""
    return tuple(c for c in tables.consumables() if c.diagnoses and diagnosis.startswith(c.diagnoses))


@lru_cache(maxsize=128)
def service_named(name: str) -> Service:
    """Return the service of that name."""
    return next(service for service in tables.services() if service.name == name)
