"""Households, identities and proposals through the API; the maker is never the checker."""

import json
from datetime import date

import pytest

from tests.api.conftest import Network, Programs
from tests.registry.people import particulars
from tongchou.registry import clock
from tongchou.registry.actions.people import register_person
from tongchou.registry.actions.sealing import seal
from tongchou.registry.models import HouseholdMember, Person, SpecialIdentity

pytestmark = pytest.mark.both


@pytest.fixture
def elder(network: Network) -> Person:
    return register_person(
        actor=network.actor("county_clerk"),
        day=clock.today(),
        area=network.area("510403001002"),
        particulars=particulars(order=5, name="李大山", birth=date(1950, 1, 1)),
    )


def identity(network: Network, **more: str) -> dict[str, str]:
    agency = str(network.organisations["510403", "agency"].pk)
    return {"kind": "low_income", "first": "2026-03-02", "certified_by": agency, "paper": "民发〔2026〕1号", **more}


def test_an_identity_holds_when_a_second_person_approves_it(
    program: Programs, network: Network, person: Person
) -> None:
    clerk, checker = program("county_clerk"), program("county_checker")
    made = clerk.post(f"/persons/{person.number}/identities", identity(network))
    assert (made.status, made.body["state"]) == (201, "waiting")
    address = f"/proposals/{made.body['proposal']}"
    assert [each["id"] for each in checker.get("/proposals", waiting="true").body["items"]] == [made.body["proposal"]]
    assert clerk.get("/proposals", waiting="true").body["items"] == []
    assert clerk.post(f"{address}/decision", {"approve": True}).status == 422
    assert checker.post(f"{address}/decision", {"approve": False}).body["field"] == "opinion"
    assert not SpecialIdentity.objects.exists()
    told = checker.post(f"{address}/decision", {"approve": True}, key="decide-1")
    assert (told.status, told.body["outcome"]) == (201, "approved")
    assert SpecialIdentity.objects.get().kind == "low_income"
    assert checker.post(f"{address}/decision", {"approve": True}, key="decide-1").headers["Idempotency-Replayed"]
    assert checker.post(f"{address}/decision", {"approve": True}).status == 422
    seen = clerk.get(address).body
    assert (seen["state"], seen["made_by"], seen["decided_by"]) == ("approved", "G001", "G002")
    assert seen["payload"]["person"] == str(person.pk)
    assert clerk.get(f"/persons/{person.number}").body["identities"] == ["low_income"]


def test_one_takes_ones_own_proposal_back(program: Programs, network: Network, person: Person) -> None:
    clerk, checker = program("county_clerk"), program("county_checker")
    made = clerk.post(f"/persons/{person.number}/identities", identity(network))
    address = f"/proposals/{made.body['proposal']}/withdrawal"
    assert checker.post(address, {"reason": "办错"}).status == 422
    assert clerk.post(address, {"reason": "办错"}).body["outcome"] == "withdrawn"


def test_a_code_that_is_none_is_told_with_those_that_are(program: Programs, network: Network, person: Person) -> None:
    told = program("county_clerk").post(f"/persons/{person.number}/identities", identity(network, kind="rich"))
    assert (told.status, told.body["field"]) == (422, "kind")
    assert "low_income" in told.body["detail_en"]


def test_a_household_is_opened_joined_and_left(program: Programs, person: Person, elder: Person) -> None:
    clerk = program("county_clerk")
    household = clerk.post("/households", {"head": person.number}).body["id"]
    joined = clerk.post(f"/households/{household}/members", {"person": elder.number, "relation": "parent"})
    assert joined.status == 201
    second = clerk.post(f"/households/{household}/members", {"person": elder.number, "relation": "head"})
    assert (second.status, second.body["field"]) == (422, "relation")
    told = clerk.get(f"/persons/{person.number}").body
    assert [(each["person"], each["relation"]) for each in told["members"]] == [
        (person.number, "head"),
        (elder.number, "parent"),
    ]
    assert clerk.delete(f"/households/members/{joined.body['id']}").status == 204
    assert not HouseholdMember.objects.as_of(clock.today()).filter(person=elder).exists()


def test_relatives_beyond_reach_are_not_named(program: Programs, person: Person, elder: Person) -> None:
    clerk = program("county_clerk")
    guardian = {"guardian": elder.number, "relation": "parent"}
    assert clerk.post(f"/persons/{person.number}/guardians", guardian).status == 201
    assert clerk.get(f"/persons/{person.number}").body["guardians"][0]["guardian"] == elder.number
    # the agent of one village sees the ward, and not the guardian who lives in the next
    assert program("village_agent").get(f"/persons/{person.number}").body["guardians"][0]["guardian"] == ""


def test_numbers_of_one_person_are_merged_by_two(program: Programs, person: Person, elder: Person) -> None:
    clerk, checker = program("county_clerk"), program("county_checker")
    merge = clerk.post(f"/persons/{person.number}/merges", {"dropped": elder.number, "reason": "同一人"})
    assert checker.post(f"/proposals/{merge.body['proposal']}/decision", {"approve": True}).status == 201
    assert clerk.get(f"/persons/{elder.number}").body["merged_into"] == person.number


def test_the_audit_is_read_by_those_who_may_and_for_their_chains(program: Programs, person: Person) -> None:
    seal()
    assert program("county_clerk").get("/audit").status == 403
    own = program("county_head").get("/audit", subject=f"person:{person.pk}").body["items"]
    assert [(each["name"], each["account"], each["area"]) for each in own] == [
        ("person.register", "county_clerk", "510403")
    ]
    assert len(own[0]["seal"]) == 64
    all_of_county = program("county_head").get("/audit", limit=200).body["items"]
    assert {each["area"] for each in all_of_county} == {"510403"}
    city = program("auditor").get("/audit", limit=200).body["items"]
    assert {each["area"] for each in city} > {"510403"}
    assert "999900" not in json.dumps(city)


def test_areas_and_organisations_are_told_as_of_a_day(program: Programs) -> None:
    clerk = program("county_clerk")
    counties = clerk.get("/areas", under="510400").body["items"]
    assert [each["code"] for each in counties] == ["510403", "510421"]
    assert clerk.get("/areas", day="2017-12-31").body["items"] == []
    assert clerk.get("/areas/510403001001").body["path"] == ["西区", "清香坪街道"]
    assert clerk.get("/areas/510403", day="2017-12-31").status == 404
    first = clerk.get("/areas", limit=2).body
    assert first["next"] == first["items"][-1]["code"]
    assert clerk.get("/areas", day="0001-01-01").status == 422
    kinds = {each["kind"] for each in clerk.get("/organisations", area="510400").body["items"]}
    assert kinds == {"agency", "audit"}
    one = clerk.get("/organisations", limit=1).body
    assert clerk.get(f"/organisations/{one['items'][0]['id']}").body == one["items"][0]
