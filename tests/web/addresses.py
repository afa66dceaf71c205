"""Every address of the console, found in the resolver itself, so that a new page is tested without being named."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver

from tests.network import Network
from tongchou.registry.models import (
    AuditRow,
    Guardianship,
    IdentityDocument,
    OrganisationFact,
    Person,
    PersonMerge,
    Proposal,
    RegulationDraft,
    Staff,
)


class Address(NamedTuple):
    """A name of a page and its address, with what it is about filled in."""

    name: str
    path: str


def routes() -> Iterator[tuple[str, str]]:
    """Yield name and route of every address of the console."""
    yield from _below(get_resolver().url_patterns, "/")


def _below(patterns: list[URLPattern | URLResolver], above: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        here = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _below(pattern.url_patterns, here)
        elif here.startswith("/console/") and pattern.name:
            yield pattern.name, here


def filled(person: Person, network: Network) -> list[Address]:
    """Return every address, those about something with a thing that there is; fail where none is known to fill it."""
    held: dict[str, object] = {
        "document": IdentityDocument.objects.filter(person=person).values_list("pk", flat=True).first(),
        "kind": "areas",
        "code": person.area_id,
        "number": 1,
    }
    proposal = Proposal.objects.order_by("-id").first()
    keys = {
        "people": person.pk,
        "proposals": 1 if proposal is None else proposal.pk,
        "organisations": OrganisationFact.objects.order_by("pk").values_list("organisation_id", flat=True)[0],
        "staff": network.accounts["county_clerk"].staff_id,
        "releases": RegulationDraft.objects.order_by("-id").values_list("pk", flat=True).first() or 1,
        "audit": AuditRow.objects.order_by("-at").values_list("pk", flat=True)[0],
    }
    found = []
    for name, route in routes():
        path = route
        for whole, part in re.findall(r"(<(?:\w+:)?(\w+)>)", route):
            path = path.replace(whole, _value(part, route, keys, held, person))
        found.append(Address(name, path))
    return found


def _value(part: str, route: str, keys: dict[str, int], held: dict[str, object], person: Person) -> str:
    if part == "key":
        return str(keys[route.split("/")[2]])
    if part == "held":
        of_person = {
            "guardian": Guardianship.objects.filter(person=person),
            "merges": PersonMerge.objects.filter(kept=person),
            "posts": Staff.objects.get(pk=keys["staff"]).appointments.all(),
        }
        first = of_person[route.split("/")[4]].first()
        return "1" if first is None else str(first.pk)
    return str(held[part])
