"""People: registered once, changed without losing what was known, seen only from where they belong."""

from datetime import UTC, date, datetime

import pytest

from tests.registry.conftest import TODAY, Network
from tests.registry.people import particulars, resident_id
from tongchou.registry import clock
from tongchou.registry.acting import ChangedMeanwhile
from tongchou.registry.actions.people import (
    AlreadyRegistered,
    add_document,
    change_particulars,
    move_person,
    register_person,
    unmask,
)
from tongchou.registry.models import AuditRow, IdentityDocument, Person, PersonFact, Residence
from tongchou.registry.models.people import serial_of
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import NotAllowed, within

pytestmark = pytest.mark.both


@pytest.fixture
def person(network: Network) -> Person:
    return register_person(
        actor=network.actor("county_clerk"), day=TODAY, area=network.area("510403001001"), particulars=particulars()
    )


def test_a_registration_makes_one_person_with_number_document_and_place(network: Network, person: Person) -> None:
    assert (person.name, person.sex, person.birth) == ("王小明", "M", date(1961, 4, 2))
    assert serial_of(person.number) == person.serial
    document = IdentityDocument.objects.get(person=person)
    assert document.masked == "999900*********" + resident_id(date(1961, 4, 2), 1)[-3:]
    assert resident_id(date(1961, 4, 2), 1).encode() not in bytes(document.cipher)
    assert Residence.objects.as_of(TODAY).get(person=person).area_id == "510403001001"
    row = AuditRow.objects.get(subject=f"person:{person.pk}")
    assert (row.name, row.post, row.area) == ("person.register", "county_clerk", "510403")
    assert resident_id(date(1961, 4, 2), 1) not in row.content


def test_the_same_document_is_one_person_and_the_answer_names_it(network: Network, person: Person) -> None:
    with pytest.raises(AlreadyRegistered, match=person.number):
        register_person(
            actor=network.actor("other_clerk"), day=TODAY, area=network.area("510421100201"), particulars=particulars()
        )
    assert Person.objects.count() == 1


def test_a_county_registers_nobody_elsewhere(network: Network) -> None:
    with pytest.raises(NotAllowed):
        register_person(
            actor=network.actor("other_clerk"), day=TODAY, area=network.area("510403001001"), particulars=particulars()
        )
    assert not Person.objects.exists()


def test_each_post_sees_its_area_and_no_more(network: Network, person: Person) -> None:
    seen = {
        name: Person.objects.filter(within(network.actor(name).reach("person.read"))).exists()
        for name in ("county_clerk", "township_clerk", "village_agent", "other_clerk", "city_clerk", "system_keeper")
    }
    assert seen == {
        "county_clerk": True,
        "township_clerk": True,
        "village_agent": True,
        "other_clerk": False,
        "city_clerk": True,
        "system_keeper": False,
    }


def test_what_was_known_stays_for_whoever_asks(network: Network, person: Person) -> None:
    later = datetime(2026, 3, 9, 4, 0, tzinfo=UTC)
    with clock.clock_at(later):
        change_particulars(
            actor=network.actor("county_clerk"),
            day=date(2026, 3, 9),
            person=person,
            version=1,
            name="王晓明",
            sex="M",
            birth=person.birth,
            source="公安更正证明",
        )
    before = datetime(2026, 3, 5, tzinfo=UTC)
    assert PersonFact.objects.as_of(TODAY, before).get(person=person).name == "王小明"
    assert PersonFact.objects.as_of(TODAY, later).get(person=person).name == "王晓明"
    person.refresh_from_db()
    assert (person.name, person.initials, person.version) == ("王晓明", "wxm", 2)


def test_of_two_who_edit_the_same_page_the_second_is_told(network: Network, person: Person) -> None:
    def rename(name: str) -> None:
        change_particulars(
            actor=network.actor("county_clerk"),
            day=TODAY,
            person=person,
            version=1,
            name=name,
            sex="M",
            birth=person.birth,
            source="户口簿",
        )

    rename("王大明")
    with pytest.raises(ChangedMeanwhile):
        rename("王中明")
    person.refresh_from_db()
    assert person.name == "王大明"
    assert PersonFact.objects.known().filter(person=person).count() == 1


def test_a_move_holds_from_its_day_and_past_days_stay(network: Network, person: Person) -> None:
    day = date(2026, 3, 2)
    move_person(actor=network.actor("city_clerk"), day=day, person=person, version=1, area=network.area("510421100201"))
    assert Residence.objects.as_of(day).get(person=person).area_id == "510421100201"
    person.refresh_from_db()
    assert (person.area_id, person.county_id) == ("510421100201", "510421")


def test_a_county_clerk_moves_nobody_into_another_county(network: Network, person: Person) -> None:
    with pytest.raises(NotAllowed):
        move_person(
            actor=network.actor("county_clerk"),
            day=TODAY,
            person=person,
            version=1,
            area=network.area("510421100201"),
        )


def test_a_document_whose_birth_differs_is_refused(network: Network, person: Person) -> None:
    with pytest.raises(Refused, match="出生日期"):
        add_document(
            actor=network.actor("county_clerk"),
            day=TODAY,
            person=person,
            kind="resident_id",
            number=resident_id(date(1961, 4, 3), 1),
        )


def test_a_whole_number_is_read_only_with_a_reason_that_the_person_can_see(network: Network, person: Person) -> None:
    document = IdentityDocument.objects.get(person=person)
    with pytest.raises(Refused, match="事由"):
        unmask(actor=network.actor("county_clerk"), day=TODAY, document=document, reason="看")
    with pytest.raises(NotAllowed):
        unmask(actor=network.actor("township_clerk"), day=TODAY, document=document, reason="核对身份证原件")
    whole = unmask(actor=network.actor("county_clerk"), day=TODAY, document=document, reason="核对身份证原件")
    assert whole == resident_id(date(1961, 4, 2), 1)
    assert [each.reason for each in person.unmaskings.all()] == ["核对身份证原件"]
