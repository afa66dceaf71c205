"""People through the API: the same acts, the same rights, nothing personal in an address."""

import json
from datetime import date

import pytest

from tests.api.conftest import Network, Program, Programs
from tests.registry.people import resident_id
from tongchou.registry.models import AuditRow, Person, PersonFact, StoredAnswer, Unmasking

pytestmark = pytest.mark.both

BIRTH = date(1970, 5, 6)
WANG = {
    "area": "510403001001",
    "name": "王小明",
    "document": resident_id(BIRTH, 3),
    "source": "户口簿",
}


def change(person: Person, **more: object) -> dict[str, object]:
    held = {"version": person.version, "name": "王晓明", "sex": "M", "birth": "1961-04-02", "source": "公安更正证明"}
    return {**held, **more}


def test_a_registration_answers_with_the_person_and_its_act(program: Programs) -> None:
    told = program("county_clerk").post("/persons", WANG)
    assert told.status == 201
    person = Person.objects.get()
    assert told.body["number"] == person.number
    assert (told.body["name"], told.body["sex"], told.body["birth"]) == ("王小明", "M", "1970-05-06")
    assert told.body["document"] == "999900*********" + resident_id(BIRTH, 3)[-3:]
    act = AuditRow.objects.get(pk=int(told.headers["X-Act"]))
    assert (act.name, act.post, act.area) == ("person.register", "county_clerk", "510403")


def test_a_document_that_is_registered_is_told_with_its_number(program: Programs, person: Person) -> None:
    told = program("county_clerk").post("/persons", {**WANG, "document": resident_id(date(1961, 4, 2), 1)})
    assert (told.status, told.body["type"]) == (409, "urn:tongchou:problem:already-registered")
    assert (told.body["person"], told.body["field"]) == (person.number, "document")
    assert told.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"document": "510403"}, "document"),
        ({"area": "999999"}, "area"),
        ({"name": "王1"}, "name"),
        ({"sex": "F"}, "sex"),
        ({"birth": "1970-05-07"}, "birth"),
    ],
)
def test_what_is_filled_in_wrongly_is_named_in_both_languages(
    program: Programs, wrong: dict[str, str], field: str
) -> None:
    told = program("county_clerk").post("/persons", {**WANG, **wrong})
    assert (told.status, told.body["field"]) == (422, field)
    assert told.body["detail"]
    assert told.body["detail_en"].isascii()
    assert not Person.objects.exists()


def test_a_registration_elsewhere_is_not_allowed(program: Programs) -> None:
    told = program("other_clerk").post("/persons", WANG)
    assert (told.status, told.body["type"]) == (403, "urn:tongchou:problem:not-allowed")


def test_a_person_is_found_by_number_document_name_and_initials(program: Programs, person: Person) -> None:
    clerk = program("county_clerk")
    for term in (person.number, resident_id(date(1961, 4, 2), 1), "王小", "wxm"):
        told = clerk.post("/persons/search", {"term": term})
        assert [each["number"] for each in told.body["items"]] == [person.number], term
    assert clerk.post("/persons/search", {"term": "李"}).body == {"items": [], "next": None}


def test_nobody_of_another_county_is_found(program: Programs, person: Person) -> None:
    other = program("other_clerk")
    for term in (person.number, resident_id(date(1961, 4, 2), 1), "王小", "wxm"):
        assert other.post("/persons/search", {"term": term}).body == {"items": [], "next": None}
    assert other.get("/persons").body == {"items": [], "next": None}
    assert other.get("/persons", area=person.area_id).body == {"items": [], "next": None}


def test_everything_of_a_person_is_told_as_of_a_day_and_a_moment(program: Programs, person: Person) -> None:
    clerk = program("county_clerk")
    assert clerk.post(f"/persons/{person.number}/particulars", change(person)).status == 201
    told = clerk.get(f"/persons/{person.number}")
    assert (told.body["name"], told.body["particulars"]["source"]) == ("王晓明", "公安更正证明")
    assert told.body["residences"][0]["area"] == "510403001001"
    assert told.body["documents"][0]["masked"].startswith("999900*")
    assert resident_id(date(1961, 4, 2), 1) not in json.dumps(told.body)
    before = clerk.get(f"/persons/{person.number}", known="2026-03-02T03:00:00Z")
    assert before.body["particulars"] is None


def test_of_two_who_change_one_version_the_second_is_told(program: Programs, person: Person) -> None:
    clerk = program("county_clerk")
    assert clerk.post(f"/persons/{person.number}/particulars", change(person, name="王大明")).status == 201
    told = clerk.post(f"/persons/{person.number}/particulars", change(person, name="王中明"))
    assert (told.status, told.body["field"]) == (409, "version")
    assert PersonFact.objects.known().get(person=person).name == "王大明"


def test_a_move_needs_both_places_in_reach(program: Programs, person: Person) -> None:
    move = {"version": 1, "area": "510421100201"}
    assert program("county_clerk").post(f"/persons/{person.number}/residences", move).status == 403
    told = program("city_clerk").post(f"/persons/{person.number}/residences", move)
    assert (told.status, told.body["county"]) == (201, "510421")
    assert program("county_clerk").get(f"/persons/{person.number}").status == 404


def test_a_document_is_added_and_a_whole_number_read_with_a_reason(program: Programs, person: Person) -> None:
    clerk = program("county_clerk")
    made = clerk.post(f"/persons/{person.number}/documents", {"kind": "passport", "number": "E12345678"})
    assert (made.status, made.body["masked"]) == (201, "*******78")
    address = f"/persons/{person.number}/documents/{made.body['id']}/unmasking"
    assert clerk.post(address, {"reason": "看"}).body["field"] == "reason"
    assert program("township_clerk").post(address, {"reason": "核对护照原件"}).status == 403
    told = clerk.post(address, {"reason": "核对护照原件"})
    assert told.body == {"kind": "passport", "number": "E12345678"}
    assert Unmasking.objects.get().reason == "核对护照原件"


def test_a_list_goes_on_from_where_it_stopped_and_is_bounded(program: Programs) -> None:
    clerk = program("county_clerk")
    for order in range(1, 6):
        assert clerk.post("/persons", {**WANG, "document": resident_id(BIRTH, 2 * order + 1)}).status == 201
    numbers, after = [], ""
    while True:
        page = clerk.get("/persons", limit=2, after=after).body
        numbers += [each["number"] for each in page["items"]]
        if page["next"] is None:
            break
        after = page["next"]
    assert numbers == [person.number for person in Person.objects.order_by("serial")]
    assert clerk.get("/persons", limit=201).status == 422
    assert clerk.get("/persons", after="x").status == 404


def test_a_key_does_a_write_once_and_gives_the_answer_again(program: Programs) -> None:
    clerk = program("county_clerk")
    first = clerk.post("/persons", WANG, key="a-key-1")
    again = clerk.post("/persons", WANG, key="a-key-1")
    assert first.status == again.status == 201
    assert first.body == again.body
    assert first.headers["X-Act"] == again.headers["X-Act"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert Person.objects.count() == 1
    stored = StoredAnswer.objects.get()
    assert str(stored.act_id) == first.headers["X-Act"]
    assert resident_id(BIRTH, 3) not in stored.body + stored.asked


def test_a_key_used_for_something_else_is_refused(program: Programs) -> None:
    clerk = program("county_clerk")
    assert clerk.post("/persons", WANG, key="a-key-1").status == 201
    told = clerk.post("/persons", {**WANG, "document": resident_id(BIRTH, 5)}, key="a-key-1")
    assert (told.status, told.body["type"]) == (409, "urn:tongchou:problem:key-reused")
    assert Person.objects.count() == 1


def test_a_key_is_its_callers_alone(program: Programs) -> None:
    assert program("county_clerk").post("/persons", WANG, key="a-key-1").status == 201
    body = {**WANG, "area": "510421100201", "document": resident_id(BIRTH, 5)}
    assert program("other_clerk").post("/persons", body, key="a-key-1").status == 201


def test_what_was_refused_is_tried_anew_under_its_key(program: Programs) -> None:
    clerk = program("county_clerk")
    assert clerk.post("/persons", {**WANG, "name": ""}, key="a-key-1").status == 422
    assert not StoredAnswer.objects.exists()
    assert clerk.post("/persons", WANG, key="a-key-1").status == 201


@pytest.mark.parametrize("key", ["k" * 81, "键"])
def test_a_key_of_another_form_is_refused(program: Programs, key: str) -> None:
    told = program("county_clerk").call("POST", "/persons", WANG, key=key)
    assert (told.status, told.body["field"]) == (422, "Idempotency-Key")


def test_a_keeper_of_the_system_sees_nobody(program: Programs, person: Person) -> None:
    keeper = program("system_keeper")
    assert keeper.get("/persons").status == 403
    assert keeper.get(f"/persons/{person.number}").status == 404


def test_the_same_request_at_once_makes_one_person(program: Programs, network: Network, database: str) -> None:
    """Eight callers with one key: one act, one answer for all."""
    import threading

    from django.db import connections

    from tests.registry.conftest import NOON
    from tongchou.registry import clock

    token = program("county_clerk").token
    told, gate = [], threading.Barrier(8)

    def call() -> None:
        with clock.clock_at(NOON):
            gate.wait()
            told.append(Program(token).post("/persons", WANG, key="a-key-1"))
        connections.close_all()

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.status for each in told] == [201] * 8
    assert len({each.headers["X-Act"] for each in told}) == 1
    assert Person.objects.count() == 1
    assert AuditRow.objects.filter(name="person.register").count() == 1
