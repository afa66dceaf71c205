"""Reads: the area tree of a day, people found within reach, everything of a person, candidates for double numbers."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.registry.conftest import NOON, TODAY, Network
from tests.registry.people import particulars, resident_id
from tongchou.registry import clock
from tongchou.registry.actions.areas import change_area, open_area, succeed_areas
from tongchou.registry.actions.people import Particulars, change_particulars, register_person
from tongchou.registry.documents import check_character, read_number
from tongchou.registry.models import Person
from tongchou.registry.queries.area_trees import children_on, followers_of, tree_on
from tongchou.registry.queries.areas import names_of, paths_of
from tongchou.registry.queries.double_numbers import candidates_of, near_numbers, same_name_and_birth
from tongchou.registry.queries.people import found_by, known_person, people_seen, statements_of

pytestmark = pytest.mark.both

LATER = date(2026, 6, 1)


def registered(network: Network, order: int, name: str, birth: date, area: str = "510403001001") -> Person:
    return register_person(
        actor=network.actor("city_clerk"),
        day=TODAY,
        area=network.area(area),
        particulars=particulars(order, name, birth),
    )


def test_the_tree_of_a_day_is_one_question_and_shows_what_that_day_was(network: Network) -> None:
    keeper = network.actor("system_keeper")
    change_area(actor=keeper, day=LATER, area=network.area("510403"), name="新西区")
    with CaptureQueriesContext(connection) as asked:
        tree = tree_on(TODAY)
    assert len(asked) == 1
    assert [node.code for node in tree["510400"].walk()] == sorted(network.areas, key=lambda code: (code[:6], code))
    assert tree["510403"].name == "西区"
    assert tree_on(LATER)["510403"].name == "新西区"
    assert tree_on(LATER, NOON - timedelta(days=1)) == {}
    assert children_on("510403001", TODAY) == [("510403001001", "路南社区"), ("510403001002", "路北社区")]
    assert names_of(["510403", "510499"], LATER) == {"510403": "新西区", "510499": "510499"}
    assert paths_of([network.area("510403001001")], TODAY) == {"510403001001": "西区 清香坪街道 路南社区"}


def test_what_followed_a_merged_and_a_renamed_area(network: Network) -> None:
    keeper = network.actor("system_keeper")
    one, other = network.area("510403001001"), network.area("510403001002")
    made = open_area(actor=keeper, day=LATER, code="510403001003", name="路中社区")
    succeed_areas(actor=keeper, day=LATER, kind="merge", before=[one, other], after=[made], paper="川民区划〔2026〕1号")
    assert followers_of(one.code, TODAY) == [one.code]
    assert followers_of(one.code, LATER) == [made.code]
    assert [code for code, _ in children_on("510403001", LATER)] == [made.code]
    renewed = date(2027, 1, 1)
    last = open_area(actor=keeper, day=renewed, code="510403001004", name="路中社区")
    succeed_areas(actor=keeper, day=renewed, kind="rename", before=[made], after=[last], paper="川民区划〔2027〕1号")
    assert followers_of(other.code, renewed) == [last.code]


def test_a_part_that_was_split_off_follows_too(network: Network) -> None:
    keeper, whole = network.actor("system_keeper"), network.area("510403001001")
    part = open_area(actor=keeper, day=LATER, code="510403001005", name="路东社区")
    succeed_areas(actor=keeper, day=LATER, kind="split", before=[whole], after=[whole, part], paper="川民〔2026〕2号")
    assert followers_of(whole.code, LATER) == [whole.code, part.code]


def test_a_person_is_found_by_number_document_name_and_initials_within_reach_alone(network: Network) -> None:
    person = registered(network, 1, "王小明", date(1961, 4, 2))
    registered(network, 2, "李四", date(1961, 4, 2), "510421100201")
    terms = (person.number, resident_id(person.birth, 1), "王小", "wxm", "  WX ", resident_id(person.birth, 1).lower())
    for name, seen in (
        ("county_clerk", [person]),
        ("city_clerk", [person]),
        ("other_clerk", []),
        ("system_keeper", []),
    ):
        people = people_seen(network.actor(name))
        assert [list(found_by(people, term, TODAY)) for term in terms] == [seen] * len(terms), name


def test_everything_of_a_person_is_a_bounded_number_of_questions_as_of_a_day_and_moment(network: Network) -> None:
    person = registered(network, 1, "王小明", date(1961, 4, 2))
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
    with CaptureQueriesContext(connection) as asked:
        then = known_person(person, TODAY, NOON)
    assert len(asked) <= 10
    assert then.particulars is not None
    assert then.particulars.name == "王小明"
    now = known_person(person, TODAY)
    assert now.particulars is not None
    assert now.particulars.name == "王晓明"
    assert [document.masked[:6] for document in now.documents] == ["999900"]
    assert known_person(person, TODAY, NOON - timedelta(seconds=1)).particulars is None
    assert sorted(each.what for each in statements_of(person)) == ["particulars", "particulars", "residence"]


def test_near_numbers_are_right_numbers_one_slip_away() -> None:
    number = resident_id(date(1961, 4, 2), 1)
    near = list(near_numbers(number))
    assert len(near) == len(set(near))
    assert number not in near
    assert {check_character(other[:17]) == other[17] for other in near} == {True}
    assert "9999001961" + "0420" in {other[:14] for other in near}
    assert read_number("resident_id", number, TODAY).number not in near


def test_candidates_for_a_double_number_come_with_reasons_and_from_within_reach(network: Network) -> None:
    birth = date(1961, 4, 2)
    person = registered(network, 1, "王小明", birth)
    sound = registered(network, 11, "王晓明", birth)
    name = registered(network, 33, "王小明", birth)
    # one digit of the birth differs, as a slip of the pen would have it
    near = registered(network, 1, "赵六", date(1961, 4, 3))
    registered(network, 55, "王小明", birth, "510421100201")
    found = {each.person: each.reasons for each in candidates_of(person, network.actor("county_clerk"), TODAY)}
    assert found == {
        name: ("same_name", "same_sound"),
        sound: ("near_number", "same_sound"),
        near: ("near_number",),
    }
    assert len(candidates_of(person, network.actor("city_clerk"), TODAY)) == 4
    assert candidates_of(person, network.actor("other_clerk"), TODAY)[0].person.county_id == "510421"
    assert same_name_and_birth(network.actor("city_clerk")) == [("王小明", birth, 3)]
    assert same_name_and_birth(network.actor("other_clerk")) == []


def test_somebody_without_a_resident_id_has_no_near_number(network: Network) -> None:
    passport = Particulars("JOHN SMITH", "passport", "E12345678", sex="M", birth=date(1980, 1, 1), source="护照")
    person = register_person(
        actor=network.actor("city_clerk"), day=TODAY, area=network.area("510403001001"), particulars=passport
    )
    assert candidates_of(person, network.actor("city_clerk"), TODAY) == []
