"""Every route of the API, found by itself: it needs a token, tells its errors as problems, and nobody elsewhere."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.api.conftest import Network, Program, Programs
from tests.registry.conftest import STAFF, TODAY
from tongchou.api.urls import api
from tongchou.registry.actions.families import name_guardian, open_household, propose_identity
from tongchou.registry.actions.people import register_person
from tongchou.registry.models import HouseholdMember, IdentityDocument, Person

OPEN = {("post", "/api/v1/tokens")}
"""What is asked without a token."""


def routes() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield method, path and description of every operation."""
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, said in methods.items():
            yield method, path, said


def filled(path: str, place: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: place[found[1]], path)


def test_the_document_names_every_route_in_both_languages() -> None:
    found = list(routes())
    assert len(found) > 25
    for method, path, said in found:
        assert " | " in said["summary"], (method, path)
        assert said["description"], (method, path)


def test_every_route_needs_a_token(network: Network) -> None:
    for method, path, _ in routes():
        if (method, path) in OPEN:
            continue
        address = filled(path, {"number": "1", "key": "1", "code": "510400"})
        told = Program().call(method.upper(), address.removeprefix("/api/v1"), {})
        assert (told.status, told.headers["Content-Type"]) == (401, "application/problem+json"), (method, path)


def things_of(network: Network, person: Person) -> list[tuple[str, dict[str, str]]]:
    """Return the addresses of everything that exists about somebody of the western district."""
    clerk = network.actor("county_clerk")
    elder = register_person(actor=clerk, day=TODAY, area=network.area("510403001002"), particulars=_other(person))
    household = open_household(actor=clerk, day=TODAY, head=person)
    guardianship = name_guardian(actor=clerk, day=TODAY, person=person, guardian=elder, relation="parent")
    proposal = propose_identity(
        actor=clerk,
        day=TODAY,
        person=person,
        kind="low_income",
        first=TODAY,
        until=None,
        certified_by=network.organisations["510403", "agency"],
        paper="川民发〔2026〕1号",
    )
    document = IdentityDocument.objects.get(person=person)
    member = HouseholdMember.objects.get(person=person)
    return [
        ("persons", {"number": person.number, "key": str(document.pk)}),
        ("households/members", {"key": str(member.pk)}),
        ("households", {"key": str(household.pk)}),
        ("guardianships", {"key": str(guardianship.pk)}),
        ("proposals", {"key": str(proposal.pk)}),
    ]


def _other(person: Person) -> Any:
    from datetime import date

    from tests.registry.people import particulars

    return particulars(order=5, name="李大山", birth=date(1950, 1, 1))


BODIES: dict[str, Any] = {
    "/particulars": {"version": 1, "name": "甲", "sex": "M", "birth": "1961-04-02", "source": "户口簿"},
    "/residences": {"version": 1, "area": "510421100201"},
    "/documents": {"kind": "passport", "number": "E12345678"},
    "/unmasking": {"reason": "核对证件原件"},
    "/guardians": {"guardian": "", "relation": "parent"},
    "/identities": {"kind": "low_income", "first": "2026-03-02", "certified_by": "1", "paper": "川民发〔2026〕1号"},
    "/merges": {"dropped": "", "reason": "同一人"},
    "/members": {"person": "", "relation": "child"},
    "/decision": {"approve": True},
    "/withdrawal": {"reason": "办错"},
}


def test_nobody_of_another_county_reaches_anything_of_a_person(
    network: Network, program: Programs, person: Person
) -> None:
    """As each post of the other county, every route below a thing of this one answers that there is none."""
    things = things_of(network, person)
    other = program("other_clerk")
    asked = 0
    for method, path, _ in routes():
        for room, place in things:
            if not path.startswith(f"/api/v1/{room}/{{"):
                continue
            ending = next((each for each in BODIES if path.endswith(each)), "")
            body = {**BODIES.get(ending, {})}
            for name in ("guardian", "dropped", "person"):
                if name in body:
                    body[name] = person.number
            told = other.call(method.upper(), filled(path, place).removeprefix("/api/v1"), body or None)
            assert told.status == 404, (method, path, told)
            assert person.name not in str(told.body)
            asked += 1
    assert asked >= 14


@pytest.mark.parametrize("name", sorted(name for name, _, _ in STAFF))
def test_no_list_shows_anybody_beyond_reach(name: str, network: Network, program: Programs, person: Person) -> None:
    from tongchou.registry.rights import visible

    caller = program(name)
    held = Person.objects.select_related("area__parent").get(pk=person.pk)
    seen = visible(network.actor(name), held)
    for method, path, _ in routes():
        if method == "get" and "{" not in path:
            told = caller.get(path.removeprefix("/api/v1"))
            assert told.status in (200, 403), path
            if not seen:
                assert person.number not in str(told.body), path
    assert (caller.get(f"/persons/{person.number}").status == 200) == seen


def test_a_body_that_is_no_json_is_told(program: Programs) -> None:
    told = program("county_clerk").call("POST", "/persons", b"{")
    assert (told.status, told.body["type"]) == (400, "urn:tongchou:problem:unreadable")


def test_unknown_and_missing_fields_are_named(program: Programs) -> None:
    told = program("county_clerk").post("/persons", {"area": "510403001001", "nickname": "小王"})
    assert told.status == 422
    faults = {each["field"]: each["detail_en"] for each in told.body["errors"]}
    assert faults == {"name": "is missing", "document": "is missing", "nickname": "there is no such field"}


def test_a_method_that_is_not_taken_is_told(program: Programs) -> None:
    told = program("county_clerk").call("PUT", "/persons", {})
    assert (told.status, told.body["type"]) == (405, "urn:tongchou:problem:method")
    assert told.headers["Allow"]


def test_a_failure_is_told_without_its_text(program: Programs, monkeypatch: pytest.MonkeyPatch) -> None:
    from tongchou.api import persons

    def fail(*given: object, **named: object) -> None:
        raise RuntimeError("510403196104020019 王小明")

    monkeypatch.setattr(persons, "found_by", fail)
    told = program("county_clerk").post("/persons/search", {"term": "王"})
    assert (told.status, told.body["type"]) == (500, "urn:tongchou:problem:failure")
    assert "王小明" not in str(told.body)
    assert told.body["request"] == told.headers["X-Request-ID"]


def test_any_other_address_below_the_api_is_told_as_a_problem(network: Network) -> None:
    for address in ("/api/", "/api/v1/nothing", "/api/v2/persons"):
        response = Client(SERVER_NAME="localhost").get(address)
        assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json"), address


def test_the_page_of_documentation_loads_nothing_from_the_network(network: Network) -> None:
    client = Client(SERVER_NAME="localhost")
    page = client.get("/api/v1/docs").content.decode()
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(loaded) >= 3
    for address in loaded:
        assert address.startswith("/static/"), address
        assert finders.find(address.removeprefix("/static/")), address
    assert "http://" not in page
    assert "https://" not in page
