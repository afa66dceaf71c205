"""What goes with a diagnosis, an operation or a ward: drugs, services and consumables out of the city's tables."""

from functools import lru_cache

from tongchou.city import tables
from tongchou.city.tables import Consumable, Drug, Service

_NOT_TESTS = ("general", "nursing", "anaesthesia", "own_expense", "dialysis")


@lru_cache(maxsize=512)
def drugs_for(diagnosis: str) -> tuple[Drug, ...]:
    """Return the ordinary drugs for a diagnosis; where there is none, the fluids that go with every one."""
    ordinary = [drug for drug in tables.drugs() if not drug.negotiated]
    fitting = tuple(drug for drug in ordinary if drug.diagnoses and diagnosis.startswith(drug.diagnoses))
    return fitting or fluids()


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
