"""Acts and posts as data: no post joins both sides, the city alone does what is its own, every act has a doer."""

import pytest

from tests.registry.conftest import TODAY, Network
from tests.registry.people import particulars
from tongchou.registry.actions.people import register_person
from tongchou.registry.models import Person
from tongchou.registry.models.areas import LEVELS
from tongchou.registry.models.organisations import KINDS
from tongchou.registry.rights import CHECK, MAKE, READ, SYSTEM, acts, conflicts, posts, two_people, visible, within

LATER: set[str] = set()
"""Acts that no post grants yet, because the room that needs them is still to come."""


def test_no_post_lets_one_person_carry_a_flow_through_alone() -> None:
    inside, between = two_people()
    assert inside == []
    # pairs that would are known, and refused together
    assert {(each.flow, each.first, each.second) for each in between} >= {
        ("identity", "county_clerk", "county_checker"),
        ("merge", "city_clerk", "county_checker"),
        ("release", "policy_officer", "policy_checker"),
        ("appointment", "system_keeper", "city_head"),
    }
    for each in between:
        assert conflicts([each.first, each.second])


def test_every_act_has_somebody_to_do_it_or_is_kept_for_later() -> None:
    granted = {act for post in posts().values() for act in post.acts}
    orphans = {code for code, act in acts().items() if not act.own} - granted
    assert orphans == LATER


def test_what_everybody_does_to_himself_is_granted_by_no_post() -> None:
    own = {code for code, act in acts().items() if act.own}
    assert not own & {act for post in posts().values() for act in post.acts}


def test_steps_flows_and_money_fit_together() -> None:
    steps: dict[str, set[str]] = {}
    for code, act in acts().items():
        assert act.step in (MAKE, CHECK, READ), code
        assert act.flow or act.step == READ or act.own, code
        if act.step != READ:
            steps.setdefault(act.flow, set()).add(act.step)
        if act.money:
            assert act.step != READ, code
    for act in acts().values():
        if act.money or act.step == CHECK:
            assert steps[act.flow] == {MAKE, CHECK}, act.flow


def test_posts_stand_at_levels_and_in_organisations_that_there_are() -> None:
    levels, kinds = dict(LEVELS), dict(KINDS)
    for post in posts().values():
        assert post.levels, post.code
        assert set(post.levels) <= set(levels), post.code
        assert set(post.kinds) <= set(kinds), post.code
        if any(acts()[act].city_only for act in post.acts):
            assert post.levels == ("city",), post.code


def test_both_sides_of_a_flow_meet_somewhere() -> None:
    # a check that nobody above or beside the maker holds would leave every proposal waiting
    order = ("village", "township", "county", "city")
    for flow in {act.flow for act in acts().values() if act.step == CHECK}:
        sides = {
            step: {
                order.index(level)
                for post in posts().values()
                for level in post.levels
                if any(acts()[act].flow == flow and acts()[act].step == step for act in post.acts)
            }
            for step in (MAKE, CHECK)
        }
        assert max(sides[CHECK]) >= min(sides[MAKE]), flow


@pytest.mark.both
def test_the_filter_of_a_reach_finds_whom_the_reach_lets_be_seen(network: Network) -> None:
    for order, area in enumerate(network.areas.values(), 1):
        register_person(actor=SYSTEM, day=TODAY, area=area, particulars=particulars(order))
    people = list(Person.objects.select_related("area__county"))
    assert len(people) == len(network.areas)
    seen = {}
    for name in network.accounts:
        actor = network.actor(name)
        found = set(Person.objects.filter(within(actor.reach("person.read"))))
        assert found == {person for person in people if visible(actor, person)}, name
        seen[name] = len(found)
    assert (seen["village_agent"], seen["township_clerk"], seen["county_clerk"], seen["city_clerk"]) == (1, 3, 5, 9)
    assert seen["system_keeper"] == 0
