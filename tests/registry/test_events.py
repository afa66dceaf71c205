"""Events: each reader is given each once, in the order of commits, whatever commits late or crashes."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from tests.registry.conftest import TODAY, Network
from tests.registry.people import particulars
from tongchou.registry import clock
from tongchou.registry.acting import acting
from tongchou.registry.actions.events import reading
from tongchou.registry.actions.people import register_person
from tongchou.registry.actions.sealing import seal
from tongchou.registry.models import Event, EventOrder
from tongchou.registry.queries.audit import unsealed
from tongchou.registry.queries.events import events_left, read_events
from tongchou.registry.rights import SYSTEM

pytestmark = pytest.mark.both


def told(source: str) -> None:
    with acting(SYSTEM, "system.keep", day=TODAY) as act:
        act.tell("test.told", source, {"source": source})


def sources(reader: str, limit: int = 10) -> list[str]:
    with reading(reader, limit) as events:
        return [each.payload["source"] for each in events]


def test_a_reader_is_given_each_event_once_in_order(network: Network) -> None:
    for number in range(5):
        told(str(number))
    assert sources("reader") == []
    seal()
    assert events_left("reader") == 5
    assert [sources("reader", 2), sources("reader", 2), sources("reader", 2), sources("reader", 2)] == [
        ["0", "1"],
        ["2", "3"],
        ["4"],
        [],
    ]
    assert sources("another") == ["0", "1", "2", "3", "4"]
    assert events_left("reader") == 0


def test_a_reader_that_fails_is_given_the_same_again_and_nothing_of_it_is_left(network: Network) -> None:
    told("one")
    seal()

    def failing() -> None:
        with reading("reader") as events:
            told("answer")
            raise ZeroDivisionError(len(events))

    with pytest.raises(ZeroDivisionError):
        failing()
    assert not Event.objects.filter(source="answer").exists()
    assert sources("reader") == ["one"]


def test_an_event_told_twice_fails_the_second_act(network: Network) -> None:
    told("one")
    with pytest.raises(Exception, match=r"(?i)unique"):
        told("one")
    assert Event.objects.count() == 1


@pytest.mark.only_on("postgresql")
def test_an_act_that_commits_late_is_passed_by_by_no_reader(network: Network) -> None:
    begun, finish = threading.Event(), threading.Event()

    def late() -> None:
        with clock.clock_at(clock.now() - timedelta(minutes=5)), acting(SYSTEM, "system.keep", day=TODAY) as act:
            act.tell("test.told", "late", {"source": "late"})
            begun.set()
            finish.wait(30)
        connection.close()

    slow = threading.Thread(target=late)
    slow.start()
    assert begun.wait(30)
    told("soon")
    seal()
    assert sources("reader") == ["soon"]
    finish.set()
    slow.join()
    seal()
    assert sources("reader") == ["late"]
    assert [row.position for row in EventOrder.objects.order_by("position")] == [1, 2]


def test_what_waited_longer_than_an_hour_is_sealed_when_all_is_looked_at(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    register_person(actor=SYSTEM, day=TODAY, area=network.area("510403001001"), particulars=particulars())
    seal()
    monkeypatch.setattr("tongchou.registry.actions.sealing.LOOKED_BACK", timedelta(hours=-1))
    told("one")
    with clock.clock_at(clock.now() + timedelta(minutes=1)):
        assert (seal(), unsealed().count(), unsealed(whole=True).count()) == (0, 0, 1)
        assert (seal(whole=True), unsealed(whole=True).count()) == (1, 0)
    assert [each.event.source for each in read_events("reader", 10)][-1:] == ["one"]
