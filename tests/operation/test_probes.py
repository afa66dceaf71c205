"""Probes: alive without a database, ready only when nothing raises an alarm, figures for those who may."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import InterfaceError
from django.test import Client

from tests.operation.acts import register
from tests.operation.conftest import Network
from tongchou.operation import state
from tongchou.operation.sealer import beat, seal_all
from tongchou.registry import clock

TOKEN = "a-token-of-more-than-thirty-two-characters"


def ask(path: str, **environ: str) -> Any:
    # the name of the host is one that no setting knows, as a probe's is
    return Client(SERVER_NAME="10.0.0.7", REMOTE_ADDR="127.0.0.1").get(path, **environ)  # type: ignore[arg-type]


def test_alive_asks_nothing_of_the_database() -> None:
    response = ask("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.both
def test_ready_when_tables_and_sealer_are_right(network: Network, home: Path) -> None:
    seal_all()
    assert ask("/readyz").json()["sealer_alive"] == 0
    beat()
    response = ask("/readyz")
    assert (response.status_code, response.json()["status"]) == (200, "ok")


def test_a_row_without_a_seal_for_ten_seconds_is_an_alarm(network: Network, home: Path) -> None:
    seal_all()
    beat()
    register(network, 1)
    assert ask("/readyz").status_code == 200
    with clock.clock_at(clock.now() + timedelta(seconds=11)):
        response = ask("/readyz")
        assert (response.status_code, response.json()["audit_overdue"]) == (503, 1)
        assert b"tongchou_audit_overdue 1.0" in ask("/metrics").content
    seal_all()
    assert ask("/readyz").status_code == 200


def test_missing_migrations_are_told(network: Network, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beat()
    monkeypatch.setattr(state, "waiting_migrations", lambda: [("registry", "9999_more")])
    response = ask("/readyz")
    assert (response.status_code, response.json()["migrations_applied"]) == (503, 0)


def test_a_database_that_does_not_answer_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Dead:
        def cursor(self) -> None:
            raise InterfaceError("connection refused: 510403196104020019")

    monkeypatch.setattr(state, "connection", Dead())
    response = ask("/readyz")
    assert (response.status_code, response.json()["database_reachable"]) == (503, 0)
    assert "510403" not in response.content.decode()


def test_figures_count_requests_by_route_and_never_by_address(network: Network, home: Path) -> None:
    client = Client(SERVER_NAME="localhost")
    client.get("/api/v1/persons/0000000018")
    text = ask("/metrics").content.decode()
    assert 'tongchou_requests_total{method="GET",route="api/v1/persons/<number>",status="401"}' in text
    assert "0000000018" not in text
    assert "tongchou_database_reachable 1.0" in text


@pytest.mark.parametrize(
    ("environ", "status"),
    [
        ({}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "10.1.2.3"}, 404),
        ({"REMOTE_ADDR": ""}, 404),
        ({"HTTP_X_FORWARDED_FOR": "10.1.2.3"}, 404),
        ({"HTTP_X_REAL_IP": "10.1.2.3"}, 404),
        ({"REMOTE_ADDR": "10.1.2.3", "HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}, 200),
        ({"HTTP_AUTHORIZATION": "Bearer another"}, 404),
    ],
)
def test_figures_are_read_on_the_machine_itself_or_with_the_token(
    environ: dict[str, str], status: int, database: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "METRICS_TOKEN", TOKEN)
    assert ask("/metrics", **environ).status_code == status


def test_behind_a_proxy_the_token_decides_alone(database: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PROXY", True)
    assert ask("/metrics").status_code == 404
    monkeypatch.setattr(settings, "METRICS_TOKEN", TOKEN)
    assert ask("/metrics").status_code == 404
    assert ask("/metrics", HTTP_AUTHORIZATION=f"Bearer {TOKEN}").status_code == 200


def test_probes_are_only_read() -> None:
    assert Client(SERVER_NAME="localhost").post("/healthz").status_code == 405
