"""Programs that call the API, each with the token of an account of the small network."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.test import Client

from tests.registry.conftest import PASSWORD, Network, _standing_clock, beginning, network
from tests.registry.people import particulars
from tongchou.registry import clock
from tongchou.registry.actions.access import issue_token
from tongchou.registry.actions.people import register_person
from tongchou.registry.models import Person

__all__ = ["PASSWORD", "Network", "_standing_clock", "beginning", "network"]


class Told(NamedTuple):
    """What the API answered."""

    status: int
    body: Any
    headers: dict[str, str]


class Program:
    """Calls the API with a token."""

    def __init__(self, token: str = "") -> None:
        self.client = Client(SERVER_NAME="localhost", raise_request_exception=False)
        self.token = token

    def get(self, path: str, **query: str | int) -> Told:
        return self.call("GET", path, None, query={name: str(value) for name, value in query.items()})

    def post(self, path: str, body: Any, key: str = "") -> Told:
        return self.call("POST", path, body, key=key)

    def delete(self, path: str) -> Told:
        return self.call("DELETE", path, None)

    def call(self, method: str, path: str, body: Any, *, key: str = "", query: dict[str, str] | None = None) -> Told:
        headers = {"Idempotency-Key": key} if key else {}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        response = self.client.generic(
            method,
            f"/api/v1{path}",
            b"" if body is None else sent,
            content_type="application/json",
            headers=headers,
            query_params=query,
        )
        held = response.content
        is_json = "json" in response.headers.get("Content-Type", "")
        return Told(response.status_code, json.loads(held) if is_json else held, dict(response.headers))


Programs = Callable[[str], Program]


@pytest.fixture
def program(network: Network) -> Programs:
    """Gives a program that calls as an account of the network."""

    def of(name: str) -> Program:
        _, token = issue_token(
            actor=network.actor(name), day=clock.today(), account=network.accounts[name], hours=1, label="test"
        )
        return Program(token)

    return of


@pytest.fixture
def person(network: Network) -> Person:
    """Somebody of the western district."""
    return register_person(
        actor=network.actor("county_clerk"),
        day=clock.today(),
        area=network.area("510403001001"),
        particulars=particulars(),
    )
