"""Any order of merges, proposals and posts, against models that say in a few lines what has to come of them."""

import contextlib
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.registry.conftest import OPENED, TODAY, Network
from tests.registry.people import particulars
from tests.registry.raw import taken_back
from tests.strategies.tiers import FULL
from tongchou.registry.actions.families import propose_identity, propose_merge, propose_unmerge
from tongchou.registry.actions.organisations import appoint, end_appointment, take_leave, take_on
from tongchou.registry.actions.people import register_person
from tongchou.registry.actions.proposals import decide, take_back
from tongchou.registry.models import Account, Appointment, Decision, Person, PersonMerge, Proposal, Staff
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import CHECK, MAKE, SYSTEM, Actor, NotAllowed, actor_of, acts, posts

pytestmark = pytest.mark.both

PEOPLE = 5
people = st.integers(0, PEOPLE - 1)


def run(machine: type[RuleBasedStateMachine], steps: int = 12) -> None:
    """Run courses of a machine, each taken back at its end."""

    class TakenBack(machine):  # type: ignore[misc, valid-type]
        def __init__(self) -> None:
            super().__init__()
            self.course = taken_back()
            self.course.__enter__()

        def teardown(self) -> None:
            self.course.__exit__(None, None, None)

    examples = 100 if FULL else 10
    run_state_machine_as_test(
        TakenBack, settings=settings(max_examples=examples, stateful_step_count=steps, deadline=None)
    )


def registered(network: Network, order: int) -> Person:
    return register_person(actor=SYSTEM, day=TODAY, area=network.area("510403001001"), particulars=particulars(order))


def test_where_numbers_lead_follows_from_the_merges_that_stand(network: Network) -> None:
    numbers = [registered(network, order + 1).pk for order in range(PEOPLE)]

    class Merges(RuleBasedStateMachine):
        """The model: dropped → kept of each merge that stands."""

        def __init__(self) -> None:
            super().__init__()
            self.standing: dict[int, int] = {}

        def end_of(self, number: int) -> int:
            seen = set()
            while number in self.standing:
                assert number not in seen, "a ring"
                seen.add(number)
                number = self.standing[number]
            return number

        @rule(kept=people, dropped=people)
        def merge(self, kept: int, dropped: int) -> None:
            one, other = (Person.objects.get(pk=numbers[place]) for place in (kept, dropped))
            possible = kept != dropped and not {one.pk, other.pk} & set(self.standing)
            try:
                proposal = propose_merge(actor=SYSTEM, day=TODAY, kept=one, dropped=other, reason="同一人")
                decide(actor=SYSTEM, day=TODAY, proposal=proposal, approve=True)
            except Refused:
                assert not possible
            else:
                assert possible
                self.standing[other.pk] = one.pk

        @rule(kept=people, dropped=people, first=people, second=people)
        def merge_proposed_before_another(self, kept: int, dropped: int, first: int, second: int) -> None:
            # proposed while it was possible, decided when it may no longer be
            assume(len({kept, dropped}) == len({first, second}) == 2)
            assume(not {numbers[each] for each in (kept, dropped)} & set(self.standing))
            one, other = (Person.objects.get(pk=numbers[place]) for place in (kept, dropped))
            proposal = propose_merge(actor=SYSTEM, day=TODAY, kept=one, dropped=other, reason="同一人")
            self.merge(first, second)
            possible = not {one.pk, other.pk} & set(self.standing)
            try:
                decide(actor=SYSTEM, day=TODAY, proposal=proposal, approve=True)
            except Refused:
                assert not possible
            else:
                assert possible
                self.standing[other.pk] = one.pk

        @precondition(lambda self: self.standing)
        @rule(data=st.data())
        def undo(self, data: st.DataObject) -> None:
            dropped = data.draw(st.sampled_from(sorted(self.standing)))
            merge = PersonMerge.objects.select_related("kept__area__county", "dropped__area__county").get(
                dropped_id=dropped, undone_by__isnull=True
            )
            proposal = propose_unmerge(actor=SYSTEM, day=TODAY, merge=merge, reason="不是同一人")
            again = propose_unmerge(actor=SYSTEM, day=TODAY, merge=merge, reason="不是同一人")
            decide(actor=SYSTEM, day=TODAY, proposal=proposal, approve=True)
            with pytest.raises(Refused):
                decide(actor=SYSTEM, day=TODAY, proposal=again, approve=True)
            del self.standing[dropped]

        @invariant()
        def each_number_leads_where_the_standing_merges_lead(self) -> None:
            leads = dict(Person.objects.values_list("pk", "merged_into_id"))
            ends = {number: self.end_of(number) for number in numbers}
            assert leads == {number: None if end == number else end for number, end in ends.items()}

    run(Merges)


def test_a_proposal_is_decided_once_by_another_or_taken_back_by_its_maker(network: Network) -> None:
    person = registered(network, 1)
    checkers, clerks = ("county_checker",), ("county_clerk", "other_clerk")
    everybody = st.sampled_from((*checkers, *clerks, "county_head", "city_head", "auditor"))

    class Proposals(RuleBasedStateMachine):
        """The model: proposal → its maker, and what was decided."""

        def __init__(self) -> None:
            super().__init__()
            self.makers: dict[int, str] = {}
            self.outcomes: dict[int, str] = {}

        def one(self, data: st.DataObject) -> Proposal:
            key = data.draw(st.sampled_from(sorted(self.makers)))
            return Proposal.objects.select_related("area__county").get(pk=key)

        @rule(name=everybody)
        def propose(self, name: str) -> None:
            try:
                made = propose_identity(
                    actor=network.actor(name),
                    day=TODAY,
                    person=person,
                    kind="orphan",
                    first=TODAY,
                    until=None,
                    certified_by=network.organisations["510403", "agency"],
                    paper="民政认定",
                )
            except NotAllowed:
                assert name != "county_clerk"
            else:
                assert name == "county_clerk"
                self.makers[made.pk] = name

        @precondition(lambda self: self.makers)
        @rule(data=st.data(), name=everybody, approve=st.booleans())
        def decide(self, data: st.DataObject, name: str, approve: bool) -> None:
            proposal = self.one(data)
            possible = name in checkers and proposal.pk not in self.outcomes
            try:
                decide(actor=network.actor(name), day=TODAY, proposal=proposal, approve=approve, opinion="意见")
            except (Refused, NotAllowed):
                assert not possible
            else:
                assert possible
                self.outcomes[proposal.pk] = "approved" if approve else "rejected"

        @precondition(lambda self: self.makers)
        @rule(data=st.data(), name=everybody)
        def take_back(self, data: st.DataObject, name: str) -> None:
            proposal = self.one(data)
            possible = name == self.makers[proposal.pk] and proposal.pk not in self.outcomes
            try:
                take_back(actor=network.actor(name), day=TODAY, proposal=proposal, reason="填错")
            except (Refused, NotAllowed):
                assert not possible
            else:
                assert possible
                self.outcomes[proposal.pk] = "withdrawn"

        @invariant()
        def what_was_decided_is_what_was_decided(self) -> None:
            assert dict(Decision.objects.values_list("proposal_id", "outcome")) == self.outcomes
            for decision in Decision.objects.exclude(outcome="withdrawn").select_related("proposal"):
                assert decision.decided_by_id != decision.proposal.made_by_id

    run(Proposals)


def both_sides(actor: Actor) -> set[str]:
    """Return the flows of which an actor may do the making and the checking."""
    sides: dict[str, set[str]] = {}
    for grant in actor.grants:
        for code in grant.post.acts:
            act = acts()[code]
            if act.flow:
                sides.setdefault(act.flow, set()).add(act.step)
    return {flow for flow, steps in sides.items() if {MAKE, CHECK} <= steps}


def test_no_order_of_posts_leaves_and_stand_ins_lets_one_person_do_both_sides(network: Network) -> None:
    staff: list[Staff] = []
    accounts: list[Account] = []
    for number in range(3):
        member = take_on(actor=SYSTEM, day=OPENED, number=f"N{number}", name=f"新人{number}")
        staff.append(member)
        # no log-in is needed to know what one may do
        accounts.append(Account(pk=-number, staff=member, username=f"n{number}"))
    members, moments = st.integers(0, 2), st.integers(0, 20).map(lambda number: TODAY + timedelta(days=number))
    places = {"city": "510400", "county": "510403", "township": "510403001", "village": "510403001001"}
    kinds = {"agency": ("510400", "510403"), "township_point": ("510403001",), "village_point": ("510403001001",)}
    given = [code for code, post in posts().items() if post.kinds[0] in kinds and post.levels[0] in places]

    class Posts(RuleBasedStateMachine):
        """Gives and takes posts, sends people on leave; each day's rights are looked at, and each proposal decided."""

        @rule(member=members, post=st.sampled_from(given), first=moments, length=st.none() | st.integers(1, 15))
        def appoint(self, member: int, post: str, first: date, length: int | None) -> None:
            area = places[posts()[post].levels[0]]
            with contextlib.suppress(Refused):
                appoint(
                    actor=SYSTEM,
                    day=first,
                    staff=staff[member],
                    organisation=network.organisations[area, posts()[post].kinds[0]],
                    post=post,
                    area=network.area(area),
                    until=None if length is None else first + timedelta(days=length),
                )

        @rule(member=members, day=moments)
        def end(self, member: int, day: date) -> None:
            held = Appointment.objects.known().filter(staff=staff[member]).select_related("area").first()
            if held is not None:
                end_appointment(actor=SYSTEM, day=day, appointment=held)

        @rule(member=members, stand_in=members, first=moments, length=st.integers(1, 15))
        def leave(self, member: int, stand_in: int, first: date, length: int) -> None:
            try:
                take_leave(
                    actor=SYSTEM,
                    day=TODAY,
                    staff=staff[member],
                    kind="leave",
                    first=first,
                    until=first + timedelta(days=length),
                    stand_in=staff[stand_in],
                )
            except Refused:
                assert member == stand_in

        @invariant()
        def nobody_does_both_sides_on_any_day(self) -> None:
            for account in accounts:
                for number in range(0, 36, 7):
                    assert both_sides(actor_of(account, TODAY + timedelta(days=number))) == set()

    run(Posts, 8)


def test_whoever_proposed_as_a_clerk_does_not_decide_it_as_a_checker_later(network: Network) -> None:
    clerk = network.accounts["county_clerk"]
    proposal = propose_identity(
        actor=network.actor("county_clerk"),
        day=TODAY,
        person=registered(network, 1),
        kind="orphan",
        first=TODAY,
        until=None,
        certified_by=network.organisations["510403", "agency"],
        paper="民政认定",
    )
    end_appointment(actor=SYSTEM, day=TODAY, appointment=clerk.staff.appointments.select_related("area").get())
    checker: dict[str, Any] = {"organisation": network.organisations["510403", "agency"], "post": "county_checker"}
    appoint(actor=SYSTEM, day=TODAY, staff=clerk.staff, area=network.area("510403"), **checker)
    now = actor_of(clerk, TODAY)
    assert now.may("person.identity_check", network.area("510403"))
    with pytest.raises(Refused, match="同一人"):
        decide(actor=now, day=TODAY, proposal=proposal, approve=True)
