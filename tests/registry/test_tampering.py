"""Whoever owns the database can change it past the triggers; every such change is found, and named."""

import json
import random
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.registry.conftest import NOON, TODAY, Network, make_network
from tests.registry.playing import Play
from tests.registry.raw import Field, another, change, delete, insert, refused, taken_back, unprotect
from tests.strategies.tiers import FULL
from tongchou.registry import clock
from tongchou.registry.actions.areas import open_area, succeed_areas
from tongchou.registry.actions.people import show_moves
from tongchou.registry.actions.sealing import seal
from tongchou.registry.audit import FIRST, content_hash, digest_of, row_digest, seal_hash
from tongchou.registry.models import (
    Account,
    AppendOnly,
    Area,
    AuditRow,
    AuditSeal,
    EventOrder,
    IdentityDocument,
    Person,
    PersonFact,
    Recorded,
)
from tongchou.registry.protection import protected_models
from tongchou.registry.queries.audit import latest_seals, verify
from tongchou.registry.queries.tampering import Tampering
from tongchou.registry.rights import SYSTEM

LATER = NOON + timedelta(days=900)


OTHERS = {"DraftStep", "RegulationDraft", "RegulationRelease", "ReleaseRevocation"}
"""Tables that the acts of ``playing`` do not reach; what is slipped into them is found all the same."""


def empty_tables() -> list[str]:
    empty = {model.__name__ for model in protected_models() if not model._base_manager.exists()}
    return sorted(empty - OTHERS - {"AuditSeal", "EventOrder"})


def make_busy_network() -> None:
    """Let chance work for a while in the network, and seal."""
    make_network()
    with clock.clock_at(NOON):
        area = Area.objects.get(pk="510403001002")
        after = open_area(actor=SYSTEM, day=TODAY, code="510403001009", name="路尾社区")
        succeed_areas(actor=SYSTEM, day=TODAY, kind="rename", before=[area], after=[after], paper="川民〔2026〕9号")
    play = Play(random.Random(11), list(Account.objects.all()))
    for number in range(3_000):
        if number >= 400 and number % 50 == 0 and not empty_tables():
            break
        play.step()
    with clock.clock_at(LATER):
        while show_moves(actor=SYSTEM, day=clock.today()):
            pass
    with clock.clock_at(LATER + timedelta(seconds=30)):
        seal()


@pytest.fixture
def beginning() -> Callable[[], object]:
    """Every fresh database of this file holds what chance made of the network."""
    return make_busy_network


@pytest.fixture(autouse=True)
def _later(_standing_clock: None) -> Iterable[None]:
    with clock.clock_at(LATER + timedelta(hours=1)):
        yield


def found() -> list[Tampering]:
    return list(verify())


def named(model: type[AppendOnly], row: dict[str, Any]) -> set[tuple[str, str]]:
    """Return the names by which a verification may call a row: its own, or that of what it leaves undone."""
    names = {(model._meta.label_lower, str(row[str(model._meta.pk.column)]))}
    if model is AuditSeal:
        names = {("registry.auditseal", f"{row['area']}-{row['number']}"), ("registry.auditrow", str(row["row_id"]))}
    if model is EventOrder:
        names |= {("registry.event", str(row["event_id"]))}
    return names


def rows_of(model: type[AppendOnly]) -> list[dict[str, Any]]:
    """Return a few rows of a table by column: the first, the middle, the last."""
    columns = [field.attname for field in model._meta.concrete_fields]
    every = list(model._base_manager.order_by("pk").values(*columns))
    return [every[place] for place in sorted({0, len(every) // 2, len(every) - 1})] if every else []


def looked_at(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return rows if FULL else rows[1:2] or rows[:1]


def missed(model: type[AppendOnly], what: str, row: dict[str, Any], tamper: Callable[[], None]) -> list[str]:
    """Tamper, verify, take it back; return what was not found by name."""
    with taken_back():
        unprotect(model)
        try:
            with transaction.atomic():
                tamper()
        except DatabaseError:
            # refused by a constraint that is no trigger: it can't happen at all
            return []
        names = {(each.table, each.key) for each in found()}
        return [] if names & named(model, row) else [f"{model.__name__} {what}"]


UNCOVERED = {("AuditSeal", "id"), ("Person", "version")}
"""Means nothing: a seal is known by area and number; a counter that lets the second of two editors be told."""


@pytest.mark.both
def test_nothing_is_found_where_nothing_was_done(network: Network) -> None:
    assert found() == []
    assert empty_tables() == []


def test_a_change_of_any_column_of_any_table_is_found_and_named(network: Network) -> None:
    left = []
    for changes in _one_by_one() if FULL else _side_by_side():
        with taken_back():
            done = []
            unprotect(*(model for model, _, _ in changes))
            for model, row, field in changes:
                column, key = str(field.column), row[str(model._meta.pk.column)]
                if not refused(change, model, key, **{column: another(field, row[field.attname])}):
                    change(model, key, **{column: another(field, row[field.attname])})
                    done.append((model, row, column))
            names = {(each.table, each.key) for each in found()}
            left += [f"{model.__name__}.{column}" for model, row, column in done if not names & named(model, row)]
    assert left == []


Change = tuple[type[AppendOnly], dict[str, Any], Field]


def _one_by_one() -> list[list[Change]]:
    """Return every column of a few rows of every table."""
    return [
        [(model, row, field)]
        for model in protected_models()
        for row in rows_of(model)
        for field in model._meta.concrete_fields
        if (model.__name__, field.column) not in UNCOVERED
    ]


def _side_by_side() -> list[list[Change]]:
    """Return the same of one row a table, a column of each table at once; the audit's own tables by themselves."""
    together: dict[int, list[Change]] = {}
    alone = []
    for changes in _one_by_one():
        model, row, field = changes[0]
        if row not in looked_at(rows_of(model)):
            continue
        if model in (AuditRow, AuditSeal):
            alone.append(changes)
        else:
            together.setdefault(model._meta.concrete_fields.index(field), []).extend(changes)
    return [*together.values(), *alone]


def test_a_row_removed_from_any_table_is_found_and_named(network: Network) -> None:
    left = []
    for model in protected_models():
        for row in looked_at(rows_of(model)):
            key = row[str(model._meta.pk.column)]
            left += missed(model, "removed", row, lambda model=model, key=key: delete(model, key))  # type: ignore[misc]
    assert left == []


def test_a_row_slipped_into_any_table_is_found_and_named(network: Network) -> None:
    left = []
    for model in protected_models():
        for copied in looked_at(rows_of(model)):
            slipped: dict[str, Any] = {}

            def tamper(copied: Any = copied, model: Any = model, slipped: Any = slipped) -> None:
                slipped.update(insert(model, 5, **_as_another(model, copied)))

            with taken_back():
                unprotect(model)
                try:
                    with transaction.atomic():
                        tamper()
                except DatabaseError:
                    with transaction.atomic():
                        slipped = insert(model, 5)
                if not {(each.table, each.key) for each in found()} & named(model, slipped):
                    left.append(model.__name__)
    assert left == []


def _as_another(model: type[AppendOnly], row: dict[str, Any]) -> dict[str, Any]:
    """Return a row's values for a twin: unique columns are left to be made up."""
    unique = {str(field.column) for field in model._meta.concrete_fields if field.unique}
    return {column: value for column, value in row.items() if column not in unique}


def test_a_row_that_is_given_to_another_act_is_found_and_named(network: Network) -> None:
    left = []
    for model in protected_models():
        if not issubclass(model, Recorded):
            continue
        for row in looked_at(rows_of(model)):
            other = AuditRow.objects.exclude(pk=row["act_id"]).order_by("-pk").values_list("pk", flat=True)[0]
            key = row[str(model._meta.pk.column)]
            left += missed(
                model,
                "given to another act",
                row,
                lambda model=model, key=key, other=other: change(model, key, act_id=other),  # type: ignore[misc]
            )
    assert left == []


@pytest.mark.both
def test_an_end_that_is_undone_given_to_another_act_or_made_up_is_found(network: Network) -> None:
    left = []
    for model in protected_models():
        if not model.ENDED_BY:
            continue
        columns = [field.attname for field in model._meta.concrete_fields]
        ended = model._base_manager.filter(**{f"{model.ENDED_BY}__isnull": False}).values(*columns).order_by("pk")
        known = model._base_manager.filter(**{f"{model.ENDED_BY}__isnull": True}).values(*columns).order_by("pk")
        act = AuditRow.objects.order_by("pk")[0]
        for row in ended[:1]:
            key = row[str(model._meta.pk.column)]
            nothing: dict[str, Any] = dict.fromkeys(model.SET_ONCE)
            values: dict[str, Any]
            for what, values in (("undone", nothing), ("given away", {model.ENDED_BY: act.pk})):
                left += missed(
                    model,
                    what,
                    row,
                    lambda model=model, key=key, values=values: change(model, key, **values),  # type: ignore[misc]
                )
        for row in known[:1]:
            key = row[str(model._meta.pk.column)]
            values = {column: act.pk if column == model.ENDED_BY else act.at for column in model.SET_ONCE}
            left += missed(
                model,
                "made up",
                row,
                lambda model=model, key=key, values=values: change(model, key, **values),  # type: ignore[misc]
            )
    assert left == []


@pytest.mark.both
def test_two_ciphers_swapped_or_a_blind_index_changed_are_found(network: Network) -> None:
    one, other = IdentityDocument.objects.order_by("pk")[:2]
    with taken_back():
        change(IdentityDocument, one.pk, cipher=bytes(other.cipher))
        change(IdentityDocument, other.pk, cipher=bytes(one.cipher))
        assert {each.key for each in found()} == {str(one.pk), str(other.pk)}
    with taken_back():
        change(IdentityDocument, one.pk, blind=b"0" * 32)
        assert [(each.key, each.en) for each in found()] == [(str(one.pk), "its blind index differs")]


def test_a_list_that_shows_something_else_than_the_facts_is_found(network: Network) -> None:
    person = Person.objects.filter(merged_into__isnull=True).order_by("pk")[0]
    other = Person.objects.exclude(pk=person.pk).order_by("pk")[0]
    for column, value in (
        ("name", "别人"),
        ("initials", "zz"),
        ("sex", "F" if person.sex == "M" else "M"),
        ("birth", date(1950, 1, 1)),
        ("died_on", date(2026, 1, 1) if person.died_on is None else None),
        ("area_id", "510403S00001"),
        ("county_id", "510403" if person.county_id == "510400" else "510400"),
        ("merged_into_id", other.pk),
    ):
        with taken_back():
            change(Person, person.pk, **{column: value})
            assert str(person.pk) in {each.key for each in found()}, column


@pytest.mark.both
def test_an_account_opened_or_given_another_password_past_the_acts_is_found(network: Network) -> None:
    account = network.accounts["county_head"]
    for column, value in (("password", "md5$x$y"), ("is_active", False), ("staff_id", 1), ("username", "z")):
        with taken_back():
            change(Account, account.pk, **{column: value})
            assert [(each.table, each.key) for each in found()] == [("registry.account", str(account.pk))], column
    with taken_back():
        row = insert(Account, 3, id=999)
        assert [(each.table, each.key) for each in found()] == [("registry.account", str(row["id"]))]
    with taken_back():
        delete(Account, account.pk)
        assert ("registry.account", str(account.pk)) in {(each.table, each.key) for each in found()}


def test_an_act_changed_with_its_own_hash_differs_from_its_seal(network: Network) -> None:
    act = AuditRow.objects.filter(name="person.register").order_by("pk")[0]
    with taken_back():
        unprotect(AuditRow)
        act.reason = "另写的事由"
        change(AuditRow, act.pk, reason=act.reason, content_hash=content_hash(act))
        assert [(each.key, each.en) for each in found()] == [(str(act.pk), "it differs from its seal")]


def test_an_act_changed_with_its_own_seal_breaks_the_chain_behind_it(network: Network) -> None:
    act = AuditRow.objects.filter(name="person.register").order_by("pk")[0]
    with taken_back():
        unprotect(AuditRow, AuditSeal)
        act.reason = "另写的事由"
        change(AuditRow, act.pk, reason=act.reason, content_hash=content_hash(act))
        _seal_anew(AuditSeal.objects.get(row=act))
        following = AuditSeal.objects.get(row=act).number + 1
        assert [(each.key, each.en) for each in found()] == [
            (f"{act.area}-{following}", "it does not follow the seal before it")
        ]


def _seal_anew(seal: AuditSeal, previous: str | None = None) -> str:
    before = seal.previous if previous is None else previous
    row = AuditRow.objects.get(pk=seal.row_id)
    made = seal_hash(seal.area, seal.number, row.pk, row.content_hash, seal.sealed_at, before)
    change(AuditSeal, seal.pk, row_hash=row.content_hash, previous=before, hash=made)
    return made


@pytest.mark.both
def test_a_chain_written_anew_to_its_end_is_told_by_the_printed_seals_alone(network: Network) -> None:
    printed = {(seal.area, seal.number): seal.hash for seal in latest_seals()}
    fact = PersonFact.objects.filter(withdrawn_at__isnull=True).order_by("pk")[0]
    act = AuditRow.objects.get(pk=fact.act_id)
    with taken_back():
        unprotect(AuditRow, AuditSeal, PersonFact)
        # somebody who knows all: the row, its list, its digest, the hash of its act, and every seal of the chain
        change(PersonFact, fact.pk, source="另写的来源")
        fact.source = "另写的来源"
        facts = PersonFact.objects.filter(act=act)
        digests = _with(act.digests, "registry.personfact", digest_of([(row.pk, row_digest(row)) for row in facts]))
        act.digests = digests
        change(AuditRow, act.pk, digests=digests, content_hash=content_hash(act))
        before = FIRST
        for seal in AuditSeal.objects.filter(area=act.area).order_by("number"):
            before = _seal_anew(seal, before)
        assert found() == []
        last = max(number for area, number in printed if area == act.area)
        assert [(each.key, each.en) for each in verify(printed)] == [
            (f"{act.area}-{last}", "it differs from the printed seal")
        ]
    assert list(verify(printed)) == []


def _with(digests: str, table: str, kept: list[Any]) -> str:
    return json.dumps({**json.loads(digests), table: kept}, separators=(",", ":"))


def test_a_chain_cut_off_at_its_end_with_everything_sealed_there_is_told_by_the_printed_seals(
    network: Network,
) -> None:
    printed = {(seal.area, seal.number): seal.hash for seal in latest_seals()}
    seal = max(latest_seals(), key=lambda each: each.number)
    with taken_back():
        unprotect(AuditSeal, AuditRow)
        delete(AuditSeal, seal.pk)
        delete(AuditRow, seal.row_id)
        assert (f"{seal.area}-{seal.number}", "the seal was printed and is missing") in {
            (each.key, each.en) for each in verify(printed)
        }


def test_a_row_whose_digest_begins_like_another_is_still_noticed(network: Network) -> None:
    act = AuditRow.objects.filter(name="person.register").order_by("pk")[0]
    held = json.loads(act.digests)
    held["registry.person"][1] = "0" * 64
    with taken_back():
        unprotect(AuditRow)
        act.digests = json.dumps(held, separators=(",", ":"))
        change(AuditRow, act.pk, digests=act.digests, content_hash=content_hash(act))
        assert ("registry.person", "?") in {(each.table, each.key) for each in found()}


def test_spoiled_json_of_an_act_is_named_and_stops_nothing(network: Network) -> None:
    act = AuditRow.objects.filter(name="person.register").order_by("pk")[0]
    with taken_back():
        unprotect(AuditRow)
        for content, digests in (("{", '{"registry.person": 3}'), ("[]", "[]"), ('{"withdrawn": [1]}', '{"x.y": []}')):
            change(AuditRow, act.pk, content=content, digests=digests)
            assert ("registry.auditrow", str(act.pk)) in {(each.table, each.key) for each in found()}


@pytest.mark.both
def test_verifying_asks_no_more_questions_of_a_larger_city(network: Network) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert found() == []
    acts = AuditRow.objects.count()
    assert len(asked) < 3 * len(protected_models()) < acts
