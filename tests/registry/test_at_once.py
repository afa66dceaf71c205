"""Many connections at the same moment, on PostgreSQL: one of them does it, the others are told in words."""

import threading
from collections import Counter
from collections.abc import Callable
from contextvars import copy_context
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests.registry.conftest import TODAY, Network
from tests.registry.invariants import broken_invariants
from tests.registry.people import particulars
from tests.strategies.tiers import FULL
from tongchou.registry import clock
from tongchou.registry.acting import ChangedMeanwhile, acting
from tongchou.registry.actions.events import reading
from tongchou.registry.actions.families import join_household, open_household, propose_identity, propose_merge
from tongchou.registry.actions.organisations import appoint, take_on
from tongchou.registry.actions.people import AlreadyRegistered, change_particulars, move_person, register_person
from tongchou.registry.actions.proposals import decide
from tongchou.registry.actions.sealing import seal
from tongchou.registry.models import (
    Appointment,
    AuditRow,
    AuditSeal,
    Decision,
    Event,
    EventOrder,
    HouseholdMember,
    Person,
    PersonFact,
    Residence,
    SpecialIdentity,
)
from tongchou.registry.queries.audit import verify
from tongchou.registry.rights import SYSTEM

pytestmark = pytest.mark.only_on("postgresql")

CONNECTIONS = 40


def at_once(calls: list[Callable[[], object]], connections: int = CONNECTIONS) -> list[object]:
    """Run calls over connections released together; return what each returned or raised."""
    workers = min(connections, len(calls))
    barrier = threading.Barrier(workers)
    ended: list[object] = []

    def work(mine: list[Callable[[], object]]) -> None:
        connection.ensure_connection()
        barrier.wait(60)
        for call in mine:
            try:
                ended.append(call())
            except Exception as raised:
                ended.append(raised)
        connection.close()

    threads = [
        threading.Thread(target=copy_context().run, args=(work, calls[place::workers])) for place in range(workers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended


def kinds(ended: list[object]) -> Counter[str]:
    return Counter(type(each).__name__ for each in ended)


def nothing_wrong() -> None:
    with clock.clock_at(clock.now() + timedelta(minutes=1)):
        seal()
        assert [str(each) for each in verify()] == []
        assert broken_invariants(clock.today()) == []


def registered(network: Network, order: int = 1) -> Person:
    return register_person(actor=SYSTEM, day=TODAY, area=network.area("510403001001"), particulars=particulars(order))


def test_a_thousand_registrations_of_one_number_make_one_person(network: Network) -> None:
    clerk, area = network.actor("county_clerk"), network.area("510403001001")
    before = AuditRow.objects.count()
    registrations = 1_000 if FULL else 200
    ended = at_once(
        [lambda: register_person(actor=clerk, day=TODAY, area=area, particulars=particulars())] * registrations
    )
    person = Person.objects.get()
    assert kinds(ended) == {"Person": 1, "AlreadyRegistered": registrations - 1}
    told = {each.person.number for each in ended if isinstance(each, AlreadyRegistered)}
    assert told == {person.number}
    # whoever was refused left nothing behind, neither in the audit nor among the events
    assert AuditRow.objects.count() == before + 1
    assert Event.objects.filter(kind="person.registered").count() == 1
    nothing_wrong()


def test_many_people_registered_at_once_have_many_numbers(network: Network) -> None:
    clerk, area = network.actor("county_clerk"), network.area("510403001001")

    def register(order: int) -> Callable[[], object]:
        return lambda: register_person(actor=clerk, day=TODAY, area=area, particulars=particulars(order))

    ended = at_once([register(order) for order in range(200)])
    assert kinds(ended) == {"Person": 200}
    assert Person.objects.values("serial").distinct().count() == 200
    nothing_wrong()


def test_of_two_decisions_at_once_one_counts(network: Network) -> None:
    person = registered(network)
    for _ in range(5):
        proposal = propose_identity(
            actor=network.actor("county_clerk"),
            day=TODAY,
            person=person,
            kind="orphan",
            first=TODAY,
            until=None,
            certified_by=network.organisations["510403", "agency"],
            paper="民政认定",
        )
        checker = network.actor("county_checker")

        def approve(proposal: Any = proposal, checker: Any = checker) -> object:
            return decide(actor=checker, day=TODAY, proposal=proposal, approve=True)

        assert kinds(at_once([approve] * 8)) == {"Decision": 1, "Refused": 7}
        assert Decision.objects.filter(proposal=proposal).count() == 1
    assert SpecialIdentity.objects.known().count() == 1
    nothing_wrong()


def test_of_two_who_edit_one_person_at_once_one_is_told(network: Network) -> None:
    person, clerk = registered(network), network.actor("county_clerk")

    def rename(name: str) -> Callable[[], object]:
        return lambda: change_particulars(
            actor=clerk,
            day=TODAY,
            person=Person.objects.select_related("area__county").get(pk=person.pk),
            version=1,
            name=name,
            sex="M",
            birth=person.birth,
            source="户口簿",
        )

    ended = at_once([rename(name) for name in "甲乙丙丁戊己庚辛"])
    assert kinds(ended) == {"PersonFact": 1, "ChangedMeanwhile": 7}
    assert PersonFact.objects.known().count() == 1
    nothing_wrong()


def test_moves_at_once_leave_one_place_of_insurance(network: Network) -> None:
    person = registered(network)

    def move(code: str) -> Callable[[], object]:
        area = network.area(code)
        return lambda: move_person(
            actor=SYSTEM, day=TODAY, person=Person.objects.get(pk=person.pk), version=1, area=area
        )

    ended = at_once([move(code) for code in ("510403001002", "510421100201", "510403S00001", "510421100")])
    assert kinds(ended) == {"Residence": 1, "ChangedMeanwhile": 3}
    assert Residence.objects.known().count() == 1
    nothing_wrong()


def test_posts_that_join_both_sides_are_not_given_at_once(network: Network) -> None:
    staff = take_on(actor=SYSTEM, day=TODAY, number="N1", name="新人")

    def give(post: str) -> Callable[[], object]:
        return lambda: appoint(
            actor=SYSTEM,
            day=TODAY,
            staff=staff,
            organisation=network.organisations["510403", "agency"],
            post=post,
            area=network.area("510403"),
        )

    ended = at_once([give(post) for post in ("county_clerk", "county_checker") * 4])
    assert set(kinds(ended)) <= {"Appointment", "Refused", "ChangedMeanwhile"}
    assert Appointment.objects.known().filter(staff=staff).values("post").distinct().count() == 1
    nothing_wrong()


def test_two_heads_at_once_leave_one(network: Network) -> None:
    people = [registered(network, order) for order in range(1, 6)]
    household = open_household(actor=SYSTEM, day=TODAY, head=people[0])
    HouseholdMember.objects.known().get()
    empty = open_household(actor=SYSTEM, day=TODAY, head=people[0])
    assert household != empty

    def join(person: Person) -> Callable[[], object]:
        return lambda: join_household(actor=SYSTEM, day=TODAY, household=household, person=person, relation="head")

    ended = at_once([join(person) for person in people[1:]])
    assert kinds(ended) == {"HouseholdMember": 1, "Refused": 3}
    nothing_wrong()


def test_merges_against_each_other_at_once_make_no_ring(network: Network) -> None:
    people = [registered(network, order) for order in range(1, 5)]
    proposals = [
        propose_merge(actor=network.actor("city_clerk"), day=TODAY, kept=one, dropped=other, reason="同一人")
        for one in people
        for other in people
        if one != other
    ]
    ended = at_once(
        [lambda each=each: decide(actor=SYSTEM, day=TODAY, proposal=each, approve=True) for each in proposals]  # type: ignore[misc]
    )
    assert set(kinds(ended)) == {"Decision", "Refused"}
    assert Person.objects.filter(merged_into__isnull=True).count() == 1
    nothing_wrong()


def test_several_sealers_at_once_make_one_chain(network: Network) -> None:
    def act() -> None:
        with acting(SYSTEM, "system.keep", day=TODAY) as act:
            act.tell("test.told", f"{act.id}")

    ended = at_once([each for _ in range(60) for each in (act, seal, act)], 20)
    assert not [each for each in ended if isinstance(each, Exception)]
    seal()
    assert AuditSeal.objects.count() == AuditRow.objects.count()
    assert EventOrder.objects.count() == Event.objects.count()
    nothing_wrong()


def test_two_instances_of_a_reader_are_never_given_the_same_event(network: Network) -> None:
    for number in range(60):
        with acting(SYSTEM, "system.keep", day=TODAY) as act:
            act.tell("test.told", str(number))
    seal()

    def read() -> list[str]:
        with reading("reader", 3) as events:
            return [each.event.source for each in events]

    ended = at_once([read] * 40, 10)
    given = [source for each in ended for source in each]  # type: ignore[attr-defined]
    assert sorted(given, key=int) == [str(number) for number in range(60)]


def test_a_fact_stated_twice_at_once_is_told_to_the_second(network: Network) -> None:
    staff = take_on(actor=SYSTEM, day=TODAY, number="N1", name="新人")

    def state() -> object:
        with acting(SYSTEM, "staff.appoint", day=TODAY) as act:
            return act.restate(
                Appointment(
                    staff=staff,
                    organisation=network.organisations["510403", "agency"],
                    post="county_clerk",
                    area=network.area("510403"),
                    valid_from=TODAY,
                )
            )

    ended = at_once([state] * 8)
    assert set(kinds(ended)) <= {"Appointment", "ChangedMeanwhile"}
    assert not [each for each in ended if isinstance(each, Exception) and not isinstance(each, ChangedMeanwhile)]
    assert Appointment.objects.known().filter(staff=staff).count() == 1
    nothing_wrong()
