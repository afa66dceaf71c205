"""The played city: what the database holds is the city's, by two people where it takes two, and the audit verifies."""

import json

import pytest
from django.conf import settings

from tongchou.city import make_city
from tongchou.demo.application import log_ins, prepare, stands
from tongchou.demo.network import pass_phrase
from tongchou.demo.played import is_played, play, with_doubles
from tongchou.registry.actions.sealing import seal
from tongchou.registry.models import (
    Account,
    Area,
    Decision,
    Event,
    HouseholdMember,
    Person,
    Proposal,
    SpecialIdentity,
)
from tongchou.registry.queries.audit import verify
from tongchou.registry.refusals import Refused

CITY = make_city(300, 2024, 2)


def silent(zh: str, en: str, done: int, of: int) -> None:
    pass


@pytest.mark.both
def test_the_city_is_played_whole_and_stands(database: str) -> None:
    assert prepare(CITY) is False
    told: list[tuple[str, int, int]] = []
    played = play(CITY, lambda zh, en, done, of: told.append((zh, done, of)))
    residents, answers = with_doubles(CITY)
    assert Person.objects.count() == played.outcome.registered
    assert played.outcome.rows == len(residents)
    assert len(played.outcome.refused) <= len(answers)
    assert {area.level for area in Area.objects.all()} == {"city", "county", "township", "village"}
    assert HouseholdMember.objects.exists()
    assert SpecialIdentity.objects.exists()
    assert all(each.decided_by_id != each.proposal.made_by_id for each in Decision.objects.select_related("proposal"))
    assert Proposal.objects.filter(decision__isnull=True).count() == played.merges + played.waiting
    assert ("参保人", played.outcome.rows, played.outcome.rows) in told
    assert is_played(CITY)
    assert list(stands(CITY)) == [None, None, None, None]
    assert prepare(CITY) is True

    shown = log_ins()
    assert len({each.phrase for each in shown}) == len(shown) >= 9
    for each in shown:
        account = Account.objects.get(username=each.username)
        assert account.check_password(each.phrase)
        assert not account.must_change_password
    seal()
    assert list(verify()) == []


def test_what_does_not_fit_is_found(database: str) -> None:
    prepare(CITY)
    play(CITY, silent)
    last = Event.objects.filter(kind="people.registered").order_by("pk").first()
    assert last is not None
    more = json.loads(last.payload)["persons"] + 1
    Event(
        kind="people.registered", source="x", area="510400", act_id=last.act_id, payload=json.dumps({"persons": more})
    ).save()
    found = [each for each in stands(CITY) if each is not None]
    assert "库中" in found[0].zh


@pytest.mark.only_on("sqlite")
def test_a_demonstration_that_was_killed_begins_anew(database: str) -> None:
    prepare(CITY)
    assert prepare(CITY) is False
    assert not Person.objects.exists()


@pytest.mark.both
def test_a_database_of_others_is_left_alone(database: str) -> None:
    from tongchou.demo.network import open_city

    open_city(CITY.people.villages)
    with pytest.raises(Refused, match="演示不动它"):
        prepare(CITY)
    assert Area.objects.exists()


def test_production_plays_nothing_and_shows_no_pass_phrase(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "PRODUCTION", True)
    with pytest.raises(Refused):
        play(CITY, silent)
    with pytest.raises(Refused):
        log_ins()
    assert not Area.objects.exists()


def test_pass_phrases_are_long_and_never_the_same() -> None:
    phrases = {pass_phrase() for _ in range(1000)}
    assert len(phrases) == 1000
    assert all(len(each) == 19 for each in phrases)
