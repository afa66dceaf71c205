"""Who calls: the account of a token, with the posts it holds today."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from ninja.security import HttpBearer

from tongchou.registry import clock
from tongchou.registry.actions.access import holder_of
from tongchou.registry.models import AccessToken, Account, Area, Person
from tongchou.registry.models.people import serial_of
from tongchou.registry.queries.people import people_seen
from tongchou.registry.rights import Actor, actor_of


@dataclass(frozen=True, slots=True)
class Caller:
    """The account that calls, and what it may do."""

    account: Account
    actor: Actor
    token: AccessToken
    day: date


class Token(HttpBearer):
    """Takes the token of the Authorization header."""

    openapi_bearerFormat = "opaque"  # noqa: N815 - the library's own word

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Return the caller, None where the token does not hold."""
        held = holder_of(token)
        if held is None:
            return None
        day = clock.today()
        return Caller(held.account, actor_of(held.account, day), held, day)


def caller_of(request: HttpRequest) -> Caller:
    """Return who calls."""
    caller: Any = getattr(request, "auth", None)
    if not isinstance(caller, Caller):
        raise TypeError("the address asks for no token")
    return caller


def person_seen(caller: Caller, number: str) -> Person:
    """Return a person within the caller's reach by the lifelong number; raise Http404 for all others alike."""
    serial = serial_of(number)
    people = people_seen(caller.actor).select_related("area__parent", "county", "merged_into")
    person = None if serial is None else people.filter(serial=serial).first()
    if person is None:
        raise Http404
    return person


def area_called(code: str) -> Area:
    """Return an area; raise Http404 where there is none."""
    area = Area.objects.select_related("parent", "county").filter(code=code).first()
    if area is None:
        raise Http404
    return area


def key_of(text: str) -> int:
    """Return the key of a row as a number; keys are texts in JSON, which knows no whole numbers of 63 bits."""
    if not text.isascii() or not text.isdigit() or len(text) > 19 or int(text) >= 2**63:
        raise Http404
    return int(text)
