"""Nothing is written but by an action; nothing is seen but from where one stands. Every address, every post."""

from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from tests.network import STAFF, TODAY, Network
from tests.registry.people import particulars
from tests.web.addresses import Address, filled, routes
from tests.web.conftest import Browser, settled
from tongchou.registry.actions.families import name_guardian, open_household, propose_identity
from tongchou.registry.actions.people import register_person
from tongchou.registry.models import AppendOnly, AuditRow, Person
from tongchou.web.lists import ConsoleList
from tongchou.web.site import site

BESIDE = {"web.accountsession", "sessions.session", "axes.accessattempt", "axes.accesslog", "axes.accessfailurelog"}
"""Tables that log-in itself writes: sessions and their limits, attempts at passwords."""

POSTS = [name for name, _, _ in STAFF]

FORM = {
    "name": "另一人",
    "document_kind": "resident_id",
    "document": particulars(order=77).document,
    "reason": "一个足够长的事由",
    "area": "510403001002",
    "code": "510403002",
    "number": "G999",
    "username": "somebody",
    "password": "another-long-pass-phrase-8",
    "version": "1",
    "source": "户口簿",
    "relation": "head",
    "approve": "yes",
    "opinion": "同意",
    "language": "en",
    "kind": "agency",
    "day": "2026-03-02",
    "first": "2026-03-02",
    "until": "2026-03-09",
    "q": "王小明",
    "sex": "M",
    "birth": "1961-04-02",
    "paper": "某文件",
    "post": "village_agent",
    "organisation": "x",
    "_save": "1",
    "_popup": "1",
    "action": "delete_selected",
    "_selected_action": "1",
    "post_yes": "yes",
}
"""What is sent everywhere: enough for many a form, and what Django's own admin would obey."""


def tables() -> dict[str, list[Any]]:
    """Return every row of every table but those of log-in."""
    return {
        model._meta.label_lower: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.label_lower not in BESIDE and model._meta.managed
    }


@pytest.fixture
def about(network: Network, person: Person) -> list[Address]:
    """Every address, about a person of the western district with a household, a guardian and a proposal."""
    clerk, checker = network.actor("county_clerk"), network.organisations[("510403", "agency")]
    guardian = register_person(
        actor=clerk, day=TODAY, area=network.area("510403001001"), particulars=particulars(order=5, name="李四")
    )
    open_household(actor=clerk, day=TODAY, head=person)
    name_guardian(actor=clerk, day=TODAY, person=person, guardian=guardian, relation="other")
    propose_identity(
        actor=clerk,
        day=TODAY,
        person=person,
        kind="low_income",
        first=TODAY,
        until=None,
        certified_by=checker,
        paper="文件",
    )
    return filled(person, network)


@pytest.mark.parametrize("post", POSTS)
def test_whatever_is_sent_anywhere_writes_nothing_but_by_an_act(
    browser: Browser, about: list[Address], post: str
) -> None:
    client = browser(post)
    before = tables()
    acts = {row["id"] for row in before["registry.auditrow"]}
    for address in about:
        if address.name in ("logout", "language"):
            continue
        answer = client.post(address.path, FORM)
        assert answer.status_code in (200, 302, 403, 404, 405, 422), address
    changed_without_an_act(before, tables(), acts)


def changed_without_an_act(before: dict[str, list[Any]], after: dict[str, list[Any]], acts: set[int]) -> None:
    """Fail where a row came, went or changed and no act of this test says so."""
    new_acts = {row["id"]: row for row in after["registry.auditrow"] if row["id"] not in acts}
    subjects = {row["subject"] for row in new_acts.values()}
    for table, rows in after.items():
        model = apps.get_model(table)
        key = model._meta.pk.attname
        known = {row[key]: row for row in before[table]}
        assert known.keys() <= {row[key] for row in rows} or table == "registry.secondfactor", f"{table}: rows went"
        for row in rows:
            if known.get(row[key]) == row or table == "registry.auditrow":
                continue
            if issubclass(model, AppendOnly) and row[key] not in known:
                assert row["act_id"] in new_acts, f"{table}: a row that no act wrote"
            elif "withdrawn_by_id" in row and row["withdrawn_by_id"] in new_acts:
                continue
            else:
                subject = {
                    "registry.account": "account",
                    "registry.person": "person",
                    "registry.secondfactor": "account",
                }
                key_told = row.get("user_id", row[key])
                assert f"{subject[table]}:{key_told}" in subjects, f"{table}: changed by no act"


@pytest.mark.parametrize("post", POSTS)
def test_looking_at_every_page_changes_nothing(browser: Browser, about: list[Address], post: str) -> None:
    client = browser(post)
    before = tables()
    for address in about:
        assert client.get(address.path).status_code in (200, 302, 403, 404, 405), address
    assert tables() == before


def test_the_walk_finds_every_kind_of_address() -> None:
    names = {name for name, _ in routes()}
    assert {"index", "person", "person_change", "proposal", "seals", "find", "registry_person_changelist"} <= names
    assert not {name for name in names if name.endswith(("_add", "_change_form", "_delete", "_history"))}


def test_nobody_who_is_not_logged_in_sees_or_does_anything(about: list[Address]) -> None:
    client = Client()
    before = tables()
    for address in about:
        if address.name in ("login", "login_code", "logout", "language", "jsi18n"):
            continue
        for answer in (client.get(address.path), client.post(address.path, FORM)):
            assert answer.status_code == 302, address
            assert answer["Location"].startswith("/console/login/"), address
    assert tables() == before


@pytest.mark.parametrize("post", ["other_clerk", "system_keeper"])
def test_a_person_elsewhere_is_as_if_not_there(
    browser: Browser, about: list[Address], post: str, person: Person
) -> None:
    client = browser(post)
    for address in about:
        if str(person.pk) not in address.path:
            continue
        answers = client.get(address.path), client.post(address.path, FORM)
        assert {answer.status_code for answer in answers} <= {403, 404, 405}, address
        assert not any(person.name in answer.content.decode() for answer in answers), address


def test_no_page_of_another_county_shows_the_person(browser: Browser, about: list[Address], person: Person) -> None:
    client = browser("other_clerk")
    for address in about:
        answer = client.get(address.path)
        assert person.number not in answer.content.decode(), address
    for term in (person.name, person.number, particulars().document, "wxm"):
        answer = client.post("/console/people/search/", {"q": term}, follow=True)
        shown = answer.content.decode()
        assert [
            told for told in (f"/people/{person.pk}/", person.name, person.number) if told != term and told in shown
        ] == []
        assert client.get("/console/find/people/", {"q": term}).json() == {"found": []}


def test_no_list_grants_a_right_of_its_own(browser: Browser, network: Network) -> None:
    request: Any = browser("county_clerk").get("/console/").wsgi_request
    for made in site._registry.values():
        assert isinstance(made, ConsoleList)
        assert not made.has_add_permission(request)
        assert not made.has_change_permission(request)
        assert not made.has_delete_permission(request)
        assert not made.get_actions(request)
        assert len(made.get_urls()) == 1


def test_a_form_from_elsewhere_is_refused(network: Network, person: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(settled(network.accounts["county_clerk"]), "django.contrib.auth.backends.ModelBackend")
    acts = AuditRow.objects.count()
    assert client.post(f"/console/people/{person.pk}/change/", FORM).status_code == 403
    assert AuditRow.objects.count() == acts
