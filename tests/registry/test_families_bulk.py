"""Households and identities in bulk: chunk by chunk, by two people where it takes two, and twice changes nothing."""

import json
from datetime import date, timedelta

import pytest

from tests.registry.conftest import TODAY, Network
from tests.registry.people import resident_id
from tongchou.registry.actions.families_bulk import (
    Certified,
    Member,
    certify_people,
    open_households,
    propose_identities,
)
from tongchou.registry.actions.people_bulk import register_people
from tongchou.registry.actions.proposals import decide
from tongchou.registry.actions.sealing import seal
from tongchou.registry.models import AuditRow, Decision, HouseholdMember, Person, SpecialIdentity
from tongchou.registry.queries.audit import verify
from tongchou.registry.refusals import Refused

pytestmark = pytest.mark.both

FIRST = date(2025, 1, 1)


@pytest.fixture
def people(network: Network) -> list[int]:
    """Six people of one county, two of another."""
    areas = ["510403001001"] * 6 + ["510421100201"] * 2
    days = [date(1961, 4, 2) + timedelta(days=number) for number in range(8)]
    table = {
        "name": [f"王{character}" for character in "甲乙丙丁戊己庚辛"],
        "document": [resident_id(day, 1) for day in days],
        "area": areas,
    }
    register_people(actor=network.actor("city_clerk"), day=TODAY, table=table, source="户籍数据")
    return list(Person.objects.order_by("birth").values_list("pk", flat=True))


def members(people: list[int]) -> list[Member]:
    return [
        Member("F1", people[0], "head"),
        Member("F2", people[2], "head"),
        Member("F1", people[1], "spouse"),
        Member("F3", people[6], "head"),
    ]


def test_households_open_with_all_their_members_county_by_county(network: Network, people: list[int]) -> None:
    opened = open_households(actor=network.actor("city_clerk"), day=TODAY, members=members(people))
    assert opened == (3, 4, 0)
    home = HouseholdMember.objects.get(person_id=people[0]).household
    assert {each.person_id: each.relation for each in home.members.all()} == {people[0]: "head", people[1]: "spouse"}
    rows = AuditRow.objects.filter(name="person.household")
    assert sorted(row.area for row in rows) == ["510403", "510421"]
    seal()
    assert list(verify()) == []


def test_the_same_households_twice_change_nothing(network: Network, people: list[int]) -> None:
    open_households(actor=network.actor("city_clerk"), day=TODAY, members=members(people))
    again = open_households(actor=network.actor("city_clerk"), day=TODAY, members=members(people))
    assert again == (0, 0, 3)
    assert HouseholdMember.objects.count() == 4


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda them, people: [*them[:2], Member("F1", people[1], "head")], "2 个户主"),
        (lambda them, people: them[1:3], "0 个户主"),
        (lambda them, people: [*them, Member("F1", people[3], "cousin")], "没有关系"),
        (lambda them, people: [*them, Member("F2", people[0], "child")], "出现两次"),
        (lambda them, people: [*them, Member("F2", 17, "child")], "不存在"),
    ],
)
def test_a_wrong_list_of_households_writes_nothing(network: Network, people: list[int], change, reason: str) -> None:
    wrong = change(members(people), people)
    with pytest.raises(Refused, match=reason):
        open_households(actor=network.actor("city_clerk"), day=TODAY, members=wrong)
    assert not HouseholdMember.objects.exists()


def test_who_belongs_to_a_household_is_not_drawn_into_another(network: Network, people: list[int]) -> None:
    open_households(actor=network.actor("city_clerk"), day=TODAY, members=members(people))
    wrong = [Member("F9", people[3], "head"), Member("F9", people[1], "spouse")]
    with pytest.raises(Refused, match="1 人已在别的户中"):
        open_households(actor=network.actor("city_clerk"), day=TODAY, members=wrong)


def test_a_county_opens_no_household_of_another(network: Network, people: list[int]) -> None:
    with pytest.raises(Refused, match="不在您的管辖范围"):
        open_households(actor=network.actor("county_clerk"), day=TODAY, members=members(people))
    assert not HouseholdMember.objects.exists()


def test_a_township_opens_households_of_its_own(network: Network, people: list[int]) -> None:
    opened = open_households(actor=network.actor("township_clerk"), day=TODAY, members=members(people)[:3])
    assert opened == (2, 3, 0)
    assert AuditRow.objects.get(name="person.household").area == "510403"


def listed(people: list[int], count: int = 5) -> list[Certified]:
    return [Certified(person, "low_income", FIRST, None) for person in people[:count]]


def certify(network: Network, rows: list[Certified], checker: str = "county_checker", chunk: int = 2):
    return certify_people(
        maker=network.actor("county_clerk"),
        checker=network.actor(checker),
        day=TODAY,
        certified_by=network.organisations["510403", "agency"],
        paper="攀民〔2025〕1号",
        listed=rows,
        chunk=chunk,
    )


def test_identities_are_proposed_by_one_and_approved_by_another(network: Network, people: list[int]) -> None:
    proposals = certify(network, listed(people))
    assert [len(json.loads(each.payload)["listed"]) for each in proposals] == [2, 2, 1]
    assert SpecialIdentity.objects.as_of(TODAY).count() == 5
    made, decided = (network.actor(name).staff for name in ("county_clerk", "county_checker"))
    assert {(each.proposal.made_by_id, each.decided_by_id) for each in Decision.objects.all()} == {(made, decided)}
    assert {(row.name, row.area) for row in AuditRow.objects.filter(name__startswith="person.identity")} == {
        ("person.identity", "510403"),
        ("person.identity_check", "510403"),
    }
    seal()
    assert list(verify()) == []


def test_one_person_alone_records_no_identity(network: Network, people: list[int]) -> None:
    with pytest.raises(Refused, match="同一人"):
        certify(network, listed(people), checker="county_clerk")
    assert not SpecialIdentity.objects.exists()


def test_the_same_list_twice_changes_nothing_and_goes_on_where_it_stopped(network: Network, people: list[int]) -> None:
    certify(network, listed(people, 3))
    assert [len(json.loads(each.payload)["listed"]) for each in certify(network, listed(people))] == [2]
    assert certify(network, listed(people)) == []
    assert SpecialIdentity.objects.count() == 5


def test_what_was_known_gives_way_on_the_days_of_the_list(network: Network, people: list[int]) -> None:
    certify(network, [Certified(people[0], "low_income", FIRST, None)])
    certify(network, [Certified(people[0], "low_income", date(2025, 7, 1), date(2025, 8, 1))])
    known = SpecialIdentity.objects.known().order_by("valid_from").values_list("valid_from", "valid_to")
    assert list(known) == [
        (FIRST, date(2025, 7, 1)),
        (date(2025, 7, 1), date(2025, 8, 1)),
        (date(2025, 8, 1), None),
    ]


@pytest.mark.parametrize(
    ("rows", "paper", "reason"),
    [
        ([], "x", "名单是空的"),
        ([("rich", FIRST, None)], "x", "没有特殊身份"),
        ([("orphan", FIRST, FIRST)], "x", "失效日"),
        ([("orphan", FIRST, None)], " ", "认定文件"),
    ],
)
def test_a_wrong_list_is_not_proposed(network: Network, people: list[int], rows, paper: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        propose_identities(
            actor=network.actor("county_clerk"),
            day=TODAY,
            certified_by=network.organisations["510403", "agency"],
            paper=paper,
            listed=[Certified(people[0], *row) for row in rows],
        )


def test_a_list_waits_for_its_checker(network: Network, people: list[int]) -> None:
    proposal = propose_identities(
        actor=network.actor("county_clerk"),
        day=TODAY,
        certified_by=network.organisations["510403", "agency"],
        paper="攀民〔2025〕1号",
        listed=listed(people),
    )
    assert not SpecialIdentity.objects.exists()
    decide(actor=network.actor("county_checker"), day=TODAY, proposal=proposal, approve=False, opinion="名单有误")
    assert not SpecialIdentity.objects.exists()
