"""On SQLite a screen's write, a steady load, the sealer and a backup together never meet a locked database."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from tests.operation.acts import register
from tests.operation.conftest import Network
from tests.registry.conftest import TODAY
from tongchou.operation.backup import back_up
from tongchou.operation.sealer import seal_all
from tongchou.registry.actions.people import change_particulars
from tongchou.registry.models import AuditRow, Person, PersonFact
from tongchou.registry.queries.audit import verify
from tongchou.registry.queries.people import known_person

LOADERS, REGISTRATIONS, CHANGES = 4, 25, 25


@pytest.mark.only_on("sqlite")
def test_writers_take_turns_and_nobody_meets_a_lock(network: Network, home: Path, tmp_path: Path) -> None:
    person = register(network, 999)
    faults: list[BaseException] = []
    loading = threading.Event()

    def guarded(work: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                work()
            except BaseException as wrong:
                faults.append(wrong)
            finally:
                connection.close()

        return run

    def load(first: int) -> Callable[[], None]:
        def run() -> None:
            for order in range(first, first + REGISTRATIONS):
                register(network, order)

        return run

    def console() -> None:
        for number in range(CHANGES):
            held = Person.objects.select_related("area").get(pk=person.pk)
            known_person(held, TODAY)
            change_particulars(
                actor=network.actor("county_clerk"),
                day=TODAY,
                person=held,
                version=held.version,
                name="王" + "一二三四五六七八九十"[number % 10],
                sex="M",
                birth=held.birth,
                source="户口簿",
            )

    def sealing() -> None:
        while not loading.is_set():
            seal_all()
        seal_all()

    def backing_up() -> None:
        for number in range(3):
            back_up(tmp_path / f"backup{number}")

    writers = [threading.Thread(target=guarded(load(1 + 100 * number))) for number in range(LOADERS)]
    writers += [threading.Thread(target=guarded(work)) for work in (console, backing_up)]
    sealer = threading.Thread(target=guarded(sealing))
    for thread in (*writers, sealer):
        thread.start()
    for thread in writers:
        thread.join()
    loading.set()
    sealer.join()
    assert faults == []
    assert Person.objects.count() == LOADERS * REGISTRATIONS + 1
    assert PersonFact.objects.filter(person=person).count() == CHANGES + 1
    assert not AuditRow.objects.filter(seal__isnull=True).exists()
    assert list(verify()) == []
