"""Dated facts with two times against a model: a dictionary of what each day was known to be at each moment."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.registry.conftest import NOON, Network
from tests.registry.people import particulars
from tests.registry.raw import taken_back
from tests.strategies.tiers import FULL
from tongchou.registry import clock
from tongchou.registry.acting import acting
from tongchou.registry.actions.people import register_person
from tongchou.registry.models import Person, Residence
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import SYSTEM

START = date(2026, 1, 1)
DAYS = 12
PLACES = ("510403001001", "510403001002", "510421100201")

days = st.integers(0, DAYS - 1).map(lambda number: START + timedelta(days=number))
ends = st.none() | days
waits = st.sampled_from((timedelta(0), timedelta(seconds=1), timedelta(days=1)))

Known = dict[date, str]
"""Day → place, as one moment knows it."""


class Facts(RuleBasedStateMachine):
    """States, ends and withdraws where a person is registered; asks for every day and every moment so far."""

    person: Person

    def __init__(self) -> None:
        super().__init__()
        self.moment = NOON
        self.known: Known = {}
        self.history: dict[datetime, Known] = {}
        self.rows = 0

    def act(self, wait: timedelta) -> Any:
        self.moment += wait
        return acting(SYSTEM, "person.change", day=START)

    def held(self) -> list[Residence]:
        return list(Residence.objects.known().filter(person=self.person, kind="registered").order_by("valid_from"))

    def learned(self) -> None:
        self.history[self.moment] = dict(self.known)

    @rule(first=days, last=ends, place=st.sampled_from(PLACES), wait=waits)
    def restate(self, first: date, last: date | None, place: str, wait: timedelta) -> None:
        fact = Residence(person=self.person, kind="registered", area_id=place, valid_from=first, valid_to=last)
        with clock.clock_at(lambda: self.moment):
            if last is not None and last <= first:
                with pytest.raises(Refused), transaction.atomic(), self.act(wait) as act:
                    act.restate(fact)
                return
            with self.act(wait) as act:
                act.restate(fact)
        self.known |= dict.fromkeys(span(first, last), place)
        self.learned()

    @precondition(lambda self: self.held())
    @rule(data=st.data(), day=days, wait=waits)
    def end(self, data: st.DataObject, day: date, wait: timedelta) -> None:
        fact = data.draw(st.sampled_from(self.held()))
        gone = span(max(day, fact.valid_from), fact.valid_to)
        with clock.clock_at(lambda: self.moment), self.act(wait) as act:
            act.end(fact, day)
        for each in gone:
            del self.known[each]
        self.learned()

    @precondition(lambda self: self.held())
    @rule(data=st.data(), wait=waits)
    def withdraw(self, data: st.DataObject, wait: timedelta) -> None:
        fact = data.draw(st.sampled_from(self.held()))
        with clock.clock_at(lambda: self.moment), self.act(wait) as act:
            act.withdraw(fact)
        for each in span(fact.valid_from, fact.valid_to):
            del self.known[each]
        self.learned()

    @invariant()
    def every_day_is_as_each_moment_knew_it(self) -> None:
        facts = Residence.objects.filter(person=self.person, kind="registered")
        for moment, known in self.history.items():
            for day in span(START, None):
                found = [fact.area_id for fact in facts.as_of(day, moment)]
                assert found == ([known[day]] if day in known else []), (moment, day)
        for day in span(START, None):
            assert [fact.area_id for fact in facts.as_of(day)] == ([self.known[day]] if day in self.known else [])

    @invariant()
    def nothing_that_was_known_is_lost(self) -> None:
        rows = Residence.objects.filter(person=self.person, kind="registered").count()
        assert rows >= self.rows
        self.rows = rows

    @invariant()
    def known_facts_do_not_overlap(self) -> None:
        held = self.held()
        for one, other in pairwise(held):
            assert one.valid_to is not None
            assert one.valid_to <= other.valid_from


def span(first: date, last: date | None) -> list[date]:
    """Return the days from one until another (exclusive), none of them after the days looked at."""
    until = START + timedelta(days=DAYS) if last is None else min(last, START + timedelta(days=DAYS))
    return [first + timedelta(days=number) for number in range((until - first).days)]


@pytest.mark.both
def test_dated_facts_are_what_each_moment_knew_of_each_day(network: Network) -> None:
    person = register_person(actor=SYSTEM, day=START, area=network.area("510403001001"), particulars=particulars())

    class OnPerson(Facts):
        """One course, taken back at its end."""

        def __init__(self) -> None:
            super().__init__()
            self.person = person
            self.course = taken_back()
            self.course.__enter__()

        def teardown(self) -> None:
            self.course.__exit__(None, None, None)

    run_state_machine_as_test(
        OnPerson,
        settings=settings(max_examples=150 if FULL else 12, stateful_step_count=12 if FULL else 8, deadline=None),
    )
