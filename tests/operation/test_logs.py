"""No line of a log holds an ID number, a name or a value, however it comes."""

import io
import json
import logging
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from tests.operation.conftest import Network
from tests.registry.people import resident_id
from tongchou.api import persons
from tongchou.config.logs import JsonLines
from tongchou.registry import clock
from tongchou.registry.actions.access import issue_token
from tongchou.registry.models import Person

ID = resident_id(date(1961, 4, 2), 1)
NAME = "欧阳若兰"
SECRETS = (ID, ID.lower(), NAME, ID[6:14])

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Everything that would be written while the test runs, as a production server writes it."""
    ours = logging.getLogger("tongchou")
    handler = ours.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    buffer = io.StringIO()
    kept, level = handler.setStream(buffer), ours.level
    ours.setLevel(logging.INFO)

    def read() -> list[dict[str, Any]]:
        handler.flush()
        text = buffer.getvalue()
        for secret in SECRETS:
            assert secret not in text
        return [json.loads(line) for line in text.splitlines()]

    yield read
    ours.setLevel(level)
    if kept is not None:
        handler.setStream(kept)


def caller(network: Network) -> Client:
    _, token = issue_token(
        actor=network.actor("county_clerk"), day=clock.today(), account=network.accounts["county_clerk"], hours=1
    )
    return Client(SERVER_NAME="localhost", raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})


def post(client: Client, path: str, body: object) -> int:
    return client.post(path, json.dumps(body), content_type="application/json").status_code


def test_a_request_is_a_line_with_number_account_route_and_time(network: Network, lines: Lines) -> None:
    response = caller(network).get("/api/v1/me")
    line = lines()[-1]
    assert line["event"] == "request"
    assert line["request"] == response.headers["X-Request-ID"]
    assert (line["account"], line["method"], line["route"], line["status"]) == (
        network.accounts["county_clerk"].pk,
        "GET",
        "api/v1/me",
        200,
    )
    assert type(line["milliseconds"]) is int


def test_what_is_typed_into_requests_is_in_no_line(
    network: Network, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = caller(network)
    person = {"area": "510403001001", "name": NAME, "document": ID, "source": "户口簿"}
    assert post(client, "/api/v1/persons", person) == 201
    assert post(client, "/api/v1/persons", person) == 409
    assert post(client, "/api/v1/persons", {**person, "document": ID[:-1]}) == 422
    assert post(client, "/api/v1/persons/search", {"term": ID}) == 200
    assert post(client, "/api/v1/tokens", {"username": ID, "password": ID + NAME}) == 401
    number = Person.objects.get().number
    for address in (
        f"/api/v1/persons/{ID}",
        f"/api/v1/persons/{number}?known={ID}",
        f"/api/v1/persons?after={ID}&area={NAME}&{ID}={ID}",
        f"/{ID}/{NAME}",
        f"/api/{ID}?{NAME}={ID}",
        f"/static/{ID}.js",
    ):
        assert client.get(address).status_code >= 400 or "?after" in address
    client.get("/api/v1/me", headers={"X-Request-ID": ID, "User-Agent": ID, "Referer": f"https://a/{ID}"})
    client.get("/api/v1/me", SERVER_NAME=f"{ID}.example")

    found = lines()
    routes = [line["route"] for line in found if line["event"] == "request"]
    assert len(routes) >= 11
    assert number not in json.dumps(found)


def test_what_an_exception_quotes_is_in_no_line(
    network: Network, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*given: object, **named: object) -> None:
        try:
            raise IntegrityError(f"DETAIL: Key (name)=({NAME}) already exists: {ID}")
        except IntegrityError as wrong:
            raise ValueError(f"{ID} {NAME}") from wrong

    monkeypatch.setattr(persons, "found_by", fail)
    assert post(caller(network), "/api/v1/persons/search", {"term": NAME}) == 500
    line = next(line for line in lines() if "exception" in line)
    assert line["exception"] == ["builtins.ValueError", "django.db.utils.IntegrityError"]
    assert any("persons.py" in place for place in line["where"])
    assert uuid.UUID(line["request"])


@pytest.mark.parametrize("name", ["tongchou.x", "django.request", "django.security.DisallowedHost", "axes", "any"])
def test_values_of_a_record_are_never_filled_in(name: str) -> None:
    try:
        raise ValueError(ID)
    except ValueError as wrong:
        record = logging.LogRecord(
            name, logging.ERROR, "a.py", 1, f"{ID} %s %(x)s", (NAME,), (type(wrong), wrong, wrong.__traceback__)
        )
    record.__dict__.update(person=ID, name_of=NAME, request="r-1")
    line = JsonLines().format(record)
    assert not any(secret in line for secret in SECRETS)
    assert json.loads(line)["exception"] == ["builtins.ValueError"]
    assert ("request" in json.loads(line)) == name.startswith("tongchou")


def test_every_logger_of_the_settings_writes_such_lines() -> None:
    from django.conf import settings

    configured: dict[str, Any] = settings.LOGGING
    assert {each["()"] for each in configured["formatters"].values()} == {"tongchou.config.logs.JsonLines"}
    assert {handler["formatter"] for handler in configured["handlers"].values()} == {"lines"}
    for logger in (*configured["loggers"].values(), configured["root"]):
        assert logger["handlers"] == ["lines"]
