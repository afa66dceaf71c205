"""Dated facts never overlap: held by the database, for one row and for many, and for two writers at once."""

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction

from tests.registry.conftest import TODAY, Network
from tests.registry.people import particulars
from tongchou.registry.acting import ChangedMeanwhile, acting
from tongchou.registry.actions.people import register_person
from tongchou.registry.models import IdentityDocument, Person, Residence
from tongchou.registry.rights import SYSTEM

pytestmark = pytest.mark.both


@pytest.fixture
def person(network: Network) -> Person:
    return register_person(
        actor=network.actor("county_clerk"), day=TODAY, area=network.area("510403001001"), particulars=particulars()
    )


def residence(person: Person, first: date, until: date | None = None, kind: str = "insured") -> Residence:
    return Residence(person=person, kind=kind, area_id="510403001002", valid_from=first, valid_to=until)


def test_an_overlap_is_refused_whoever_writes_it(person: Person) -> None:
    with pytest.raises(ChangedMeanwhile), acting(SYSTEM, "person.change", day=TODAY) as act:
        act.write(residence(person, TODAY + timedelta(days=5)))
    assert Residence.objects.count() == 1


def test_rows_of_one_statement_that_overlap_are_refused(person: Person) -> None:
    days = [date(2020, 1, 1), date(2020, 6, 1)]
    columns = {"person_id": [person.pk] * 2, "kind": "registered", "area_id": "510403001002", "valid_from": days}
    with pytest.raises(ChangedMeanwhile), acting(SYSTEM, "person.change", day=TODAY) as act:
        act.write_columns(Residence, columns)
    with acting(SYSTEM, "person.change", day=TODAY) as act:
        act.write_columns(Residence, {**columns, "valid_to": [days[1], None]})
    assert Residence.objects.filter(kind="registered").count() == 2


def test_facts_of_another_key_or_withdrawn_ones_do_not_count(person: Person) -> None:
    with acting(SYSTEM, "person.change", day=TODAY) as act:
        act.write(residence(person, TODAY, kind="registered"))
        act.withdraw(Residence.objects.get(kind="insured"))
        act.write(residence(person, date(2020, 1, 1)))
    assert Residence.objects.known().count() == 2


def test_what_was_withdrawn_stays_so(person: Person) -> None:
    with acting(SYSTEM, "person.change", day=TODAY) as act:
        act.withdraw(IdentityDocument.objects.get(person=person))
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentityDocument.objects.update(withdrawn_at=None)


@pytest.mark.only_on("postgresql")
def test_of_two_writers_at_once_the_second_waits_and_is_refused(person: Person) -> None:
    held, outcome = threading.Event(), list[str]()

    def second() -> None:
        held.wait()
        try:
            with acting(SYSTEM, "person.change", day=TODAY) as act:
                act.write(residence(person, date(2021, 1, 1), kind="registered"))
            outcome.append("written")
        except ChangedMeanwhile:
            outcome.append("refused")
        finally:
            connections.close_all()

    thread = threading.Thread(target=second)
    thread.start()
    with acting(SYSTEM, "person.change", day=TODAY) as act:
        act.write(residence(person, date(2020, 1, 1), kind="registered"))
        held.set()
        while not _somebody_waits():
            pass
        assert outcome == []
    thread.join()
    assert outcome == ["refused"]
    assert Residence.objects.filter(kind="registered").count() == 1


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


@pytest.mark.only_on("postgresql")
def test_under_another_isolation_no_dated_fact_is_written(person: Person) -> None:
    def repeatable() -> None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            with acting(SYSTEM, "person.change", day=TODAY) as act:
                act.write(residence(person, TODAY, kind="registered"))

    with pytest.raises(IntegrityError, match="READ COMMITTED"):
        repeatable()
