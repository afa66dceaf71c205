"""Posts are given by two people; leave hands rights on from within reach alone; an area ends when nothing needs it."""

from datetime import date, timedelta

import pytest

from tests.registry.conftest import TODAY, Network
from tests.registry.people import particulars
from tongchou.registry import clock
from tongchou.registry.actions.areas import close_area, open_area, succeed_areas
from tongchou.registry.actions.organisations import (
    appoint,
    choose_language,
    end_appointment,
    propose_appointment,
    set_password,
    take_leave,
    take_on,
)
from tongchou.registry.actions.people import move_person, register_person, show_moves
from tongchou.registry.actions.proposals import decide
from tongchou.registry.actions.successions import follow_succession
from tongchou.registry.models import Account, Appointment, Leave, Person, Proposal, Residence, Staff
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import SYSTEM, NotAllowed, actor_of

pytestmark = pytest.mark.both


def proposed(network: Network, staff: Staff, post: str = "county_clerk", area: str = "510403") -> Proposal:
    return propose_appointment(
        actor=network.actor("system_keeper"),
        day=TODAY,
        staff=staff,
        organisation=network.organisations[area, "agency"],
        post=post,
        area=network.area(area),
    )


def test_a_post_is_proposed_by_the_keeper_and_given_by_the_head(network: Network) -> None:
    staff = take_on(actor=network.actor("system_keeper"), day=TODAY, number="N1", name="新人")
    proposal = proposed(network, staff)
    assert not Appointment.objects.filter(staff=staff).exists()
    with pytest.raises(NotAllowed):
        decide(actor=network.actor("county_head"), day=TODAY, proposal=proposal, approve=True)
    decide(actor=network.actor("city_head"), day=TODAY, proposal=proposal, approve=True)
    assert [each.post for each in Appointment.objects.as_of(TODAY).filter(staff=staff)] == ["county_clerk"]


def test_nobody_appoints_alone_nor_approves_a_post_for_himself(network: Network) -> None:
    keeper, head = network.actor("system_keeper"), network.actor("city_head")
    with pytest.raises(NotAllowed):
        appoint(
            actor=keeper,
            day=TODAY,
            staff=network.accounts["system_keeper"].staff,
            organisation=network.organisations["510400", "agency"],
            post="city_clerk",
            area=network.area("510400"),
        )
    for_head = proposed(network, network.accounts["city_head"].staff, "policy_officer", "510400")
    with pytest.raises(Refused, match="本人"):
        decide(actor=head, day=TODAY, proposal=for_head, approve=True)


def test_of_two_posts_proposed_that_join_both_sides_the_second_is_refused_when_it_is_decided(network: Network) -> None:
    staff = take_on(actor=SYSTEM, day=TODAY, number="N1", name="新人")
    clerk, checker = proposed(network, staff, "county_clerk"), proposed(network, staff, "county_checker")
    decide(actor=network.actor("city_head"), day=TODAY, proposal=clerk, approve=True)
    with pytest.raises(Refused, match="不相容"):
        decide(actor=network.actor("city_head"), day=TODAY, proposal=checker, approve=True)


def test_leave_is_recorded_by_whoever_reaches_all_posts_held_on_its_days(network: Network) -> None:
    clerk, other = network.accounts["county_clerk"].staff, network.accounts["other_clerk"].staff
    until = TODAY + timedelta(days=7)

    def away(name: str, staff: Staff) -> Leave:
        return take_leave(
            actor=network.actor(name),
            day=TODAY,
            staff=staff,
            kind="leave",
            first=TODAY,
            until=until,
            stand_in=network.accounts["auditor"].staff,
        )

    away("county_head", clerk)
    for name, staff in (("county_head", other), ("system_keeper", clerk), ("county_clerk", clerk)):
        with pytest.raises(NotAllowed):
            away(name, staff)
    away("city_head", other)
    auditor = network.actor("auditor")
    assert auditor.may("person.register", network.area("510403001001"))
    assert auditor.may("person.register", network.area("510421100201"))
    assert not actor_of(network.accounts["auditor"], until).may("person.register")


def test_a_stand_in_gets_no_post_that_joins_both_sides(network: Network) -> None:
    take_leave(
        actor=network.actor("county_head"),
        day=TODAY,
        staff=network.accounts["county_checker"].staff,
        kind="leave",
        first=TODAY,
        until=TODAY + timedelta(days=7),
        stand_in=network.accounts["county_clerk"].staff,
    )
    assert not network.actor("county_clerk").may("person.identity_check")
    assert network.actor("county_clerk").may("person.identity")


def test_the_language_and_password_of_another_are_not_ones_own(network: Network) -> None:
    other = network.accounts["county_head"]
    with pytest.raises(Refused):
        choose_language(actor=network.actor("county_clerk"), day=TODAY, account=other, language="en")
    with pytest.raises(Refused):
        set_password(actor=network.actor("county_clerk"), day=TODAY, account=other, password="another-long-one-8")
    assert Account.objects.get(pk=other.pk).language == "zh-hans"


def test_an_end_behind_the_end_does_not_let_a_post_hold_longer(network: Network) -> None:
    held = appoint(
        actor=SYSTEM,
        day=TODAY,
        staff=network.accounts["auditor"].staff,
        organisation=network.organisations["510403", "agency"],
        post="county_head",
        area=network.area("510403"),
        until=date(2026, 4, 1),
    )
    end_appointment(actor=network.actor("system_keeper"), day=date(2026, 5, 1), appointment=held)
    assert Appointment.objects.known().get(pk=held.pk).valid_to == date(2026, 4, 1)


def test_an_area_with_areas_below_or_people_does_not_end(network: Network) -> None:
    keeper = network.actor("system_keeper")
    register_person(actor=SYSTEM, day=TODAY, area=network.area("510403001001"), particulars=particulars())
    for code in ("510403001", "510403001001"):
        with pytest.raises(Refused):
            close_area(actor=keeper, day=TODAY, area=network.area(code))
    close_area(actor=keeper, day=TODAY, area=network.area("510403001002"))


def test_people_follow_their_area_into_the_one_a_merger_put_in_its_place(network: Network) -> None:
    keeper, day = network.actor("system_keeper"), TODAY + timedelta(days=30)
    one, other = network.area("510403001001"), network.area("510403001002")
    people = [register_person(actor=SYSTEM, day=TODAY, area=one, particulars=particulars(order)) for order in (1, 2, 3)]
    with pytest.raises(Refused, match="没有后继"):
        follow_succession(actor=keeper, day=TODAY, before=one)
    with clock.clock_at(clock.now() + timedelta(days=40)):
        made = open_area(actor=keeper, day=day, code="510403001003", name="路中社区")
        succeed_areas(actor=keeper, day=day, kind="merge", before=[one, other], after=[made], paper="川民〔2026〕1号")
        assert [follow_succession(actor=keeper, day=clock.today(), before=one, limit=2) for _ in range(3)] == [2, 1, 0]
        assert follow_succession(actor=keeper, day=clock.today(), before=other) == 0
        assert set(Person.objects.values_list("area_id", flat=True)) == {made.code}
        for when, area in ((day - timedelta(days=1), one), (day, made)):
            assert Residence.objects.as_of(when).filter(area=area).count() == len(people)


def test_after_a_split_people_are_moved_one_by_one(network: Network) -> None:
    whole, keeper = network.area("510403001001"), network.actor("system_keeper")
    part = open_area(actor=keeper, day=TODAY, code="510403001003", name="路东社区")
    succeed_areas(actor=keeper, day=TODAY, kind="split", before=[whole], after=[whole, part], paper="川民〔2026〕2号")
    with pytest.raises(Refused, match="逐人"):
        follow_succession(actor=keeper, day=TODAY, before=whole)


def test_a_move_of_a_day_to_come_is_shown_from_that_day_on(network: Network) -> None:
    day = TODAY + timedelta(days=3)
    person = register_person(actor=SYSTEM, day=TODAY, area=network.area("510403001001"), particulars=particulars())
    move_person(actor=network.actor("city_clerk"), day=day, person=person, version=1, area=network.area("510421100201"))
    assert (show_moves(actor=SYSTEM, day=TODAY), person.area_id) == (0, "510403001001")
    with clock.clock_at(clock.now() + timedelta(days=3)):
        assert show_moves(actor=network.actor("system_keeper"), day=day) == 1
        assert show_moves(actor=SYSTEM, day=day) == 0
    person.refresh_from_db()
    assert (person.area_id, person.county_id) == ("510421100201", "510421")
    with pytest.raises(Refused):
        show_moves(actor=SYSTEM, day=day)
