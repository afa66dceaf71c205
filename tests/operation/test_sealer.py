"""The sealer: seals within its second, begins again after a failure, leaves a sign that it lives."""

import json
import threading
from pathlib import Path

import pytest

from tests.operation.acts import register
from tests.operation.conftest import Network
from tongchou.operation import sealer
from tongchou.registry.models import AuditRow, AuditSeal
from tongchou.registry.queries.audit import verify


def until(reached: threading.Event) -> None:
    assert reached.wait(60)


@pytest.fixture
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pause between looks."""
    monkeypatch.setattr(sealer, "PAUSE", 0)
    monkeypatch.setattr(sealer, "LONGEST_PAUSE", 0)


@pytest.mark.both
def test_it_seals_what_is_committed_and_what_waits_at_its_end(
    network: Network, home: Path, brisk: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = threading.Event()
    monkeypatch.setattr(sealer, "beat", lambda: looked.set())
    running = sealer.Sealer()
    running.start()
    until(looked)
    person = register(network, 1)
    running.stop()
    assert AuditSeal.objects.filter(row_id=person.act_id).exists()
    assert not AuditRow.objects.filter(seal__isnull=True).exists()
    assert list(verify()) == []


def test_after_a_failure_it_begins_again(
    network: Network, home: Path, brisk: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures: list[int] = []
    sealed = threading.Event()
    real = sealer.seal_all

    def now_and_then(whole: bool) -> int:
        if len(failures) < 3:
            failures.append(1)
            raise RuntimeError("the database went away")
        number = real(whole)
        sealed.set()
        return number

    monkeypatch.setattr(sealer, "seal_all", now_and_then)
    running = sealer.Sealer()
    running.start()
    until(sealed)
    running.stop()
    assert len(failures) == 3
    assert not AuditRow.objects.filter(seal__isnull=True).exists()


def test_its_sign_ages(home: Path) -> None:
    assert sealer.seconds_since_beat() is None
    sealer.beat()
    assert sealer.seconds_since_beat() == 0
    old = json.loads(sealer.beat_file().read_text())["at"] - 7_500_000_000
    sealer.beat_file().write_text(json.dumps({"at": old}))
    assert sealer.seconds_since_beat() == 7
    sealer.beat_file().write_text("{")
    assert sealer.seconds_since_beat() is None


def test_more_than_one_round_is_sealed(network: Network, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tongchou.registry.actions import sealing

    monkeypatch.setattr(sealer, "SEALED_AT_ONCE", 10)
    monkeypatch.setattr(sealer, "seal", lambda whole: sealing.seal(10, whole=whole))
    waiting = AuditRow.objects.filter(seal__isnull=True).count()
    assert waiting > 20
    assert sealer.seal_all() == waiting
