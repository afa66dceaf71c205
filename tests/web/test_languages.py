"""Both languages, whole: every page, every post, and no text of the other language but what is data."""

import re
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.test import Client
from django.utils import translation

from tests.network import Network
from tests.web.addresses import Address, filled
from tests.web.conftest import Browser
from tests.web.unfold_strings import asked_for
from tongchou.registry.actions.families import name_guardian, open_household
from tongchou.registry.actions.people import unmask
from tongchou.registry.actions.sealing import seal
from tongchou.registry.models import Account, AreaFact, IdentityDocument, OrganisationFact, Person, Staff
from tongchou.registry.rights import acts, flows, posts
from tongchou.registry.words import CHINESE, ENGLISH, told
from tongchou.web.catalogue import catalogues, made_mo, read_po

HAN = re.compile(r"[\u3400-\u9fff]+")
LATIN = re.compile(r"[A-Za-z]{3,}")
UNSEEN = {"script", "style", "code", "head", "svg"}
"""Code shows what was recorded, as it was recorded."""

ALLOWED = {
    ENGLISH: {"中文", "统", "统筹"},
    CHINESE: {"English", "TOTP", "F2", "F9", "wxm"},
}
"""The switch to the other language, names, keys, and examples of what to type."""


class Text(HTMLParser):
    """The text of a page that eyes or ears take in."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = dict(attrs)
        if tag in UNSEEN or "material-symbols-outlined" in (kept.get("class") or ""):
            self.hidden.append(tag)
        self.found += [
            kept[name] or "" for name in ("placeholder", "aria-label", "title", "alt", "data-sure") if name in kept
        ]
        if tag in ("button",) and kept.get("value") and not kept.get("name"):
            self.found.append(kept["value"] or "")

    def handle_endtag(self, tag: str) -> None:
        if self.hidden and self.hidden[-1] == tag:
            self.hidden.pop()

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.found.append(data)


def data_told() -> list[str]:
    """Return what is data and so in whatever language it was typed, the longest first."""
    found = set(Account.objects.values_list("username", flat=True))
    found |= set(Staff.objects.values_list("name", flat=True)) | set(Staff.objects.values_list("number", flat=True))
    found |= set(Person.objects.values_list("name", flat=True))
    found |= set(AreaFact.objects.values_list("name", flat=True))
    found |= set(OrganisationFact.objects.values_list("name", flat=True))
    found |= {"户口簿", "核对身份证原件", "510403S00001"}
    return sorted(found, key=len, reverse=True)


def foreign(page: str, language: str, data: list[str]) -> list[str]:
    """Return the words of the other language on a page."""
    reader = Text()
    reader.feed(page)
    text = "\n".join(reader.found)
    for each in data:
        text = text.replace(each, " ")
    pattern = HAN if language == ENGLISH else LATIN
    return [word for word in pattern.findall(text) if word not in ALLOWED[language]]


@pytest.fixture
def everywhere(network: Network, person: Person) -> list[Address]:
    clerk = network.actor("county_clerk")
    from tests.network import TODAY
    from tests.registry.people import particulars
    from tongchou.registry.actions.families import propose_identity
    from tongchou.registry.actions.people import register_person

    guardian = register_person(
        actor=clerk, day=TODAY, area=network.area("510403001001"), particulars=particulars(order=5, name="李四")
    )
    open_household(actor=clerk, day=TODAY, head=person)
    name_guardian(actor=clerk, day=TODAY, person=person, guardian=guardian, relation="other")
    unmask(actor=clerk, day=TODAY, document=IdentityDocument.objects.get(person=person), reason="核对身份证原件")
    propose_identity(
        actor=clerk,
        day=TODAY,
        person=person,
        kind="low_income",
        first=TODAY,
        until=None,
        certified_by=network.organisations[("510403", "agency")],
        paper="户口簿",
    )
    seal()
    return filled(person, network)


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("post", ["county_clerk", "county_checker", "city_head", "auditor", "system_keeper"])
def test_every_page_is_in_the_language_that_was_chosen(
    browser: Browser, network: Network, everywhere: list[Address], post: str, language: str
) -> None:
    client = browser(post)
    Account.objects.update(language=language)
    data, found, shown = data_told(), {}, 0
    for address in everywhere:
        if address.name in ("logout", "language", "end_sessions"):
            continue
        for answer in (client.get(address.path), client.post(address.path, {})):
            if answer.status_code not in (200, 403, 404, 422) or "html" not in answer["Content-Type"]:
                continue
            shown += 1
            assert f'<html lang="{language}"' in answer.content.decode(), address
            wrong = foreign(answer.content.decode(), language, data)
            if wrong:
                found[address.name] = wrong
    assert found == {}
    assert shown > 30


@pytest.mark.parametrize(("language", "header"), [(CHINESE, "en-US,en;q=0.9"), (ENGLISH, "zh-CN")])
def test_what_the_browser_asks_for_is_not_looked_at(
    browser: Browser, network: Network, language: str, header: str
) -> None:
    client = browser("county_clerk")
    Account.objects.update(language=language)
    answer = client.get("/console/", headers={"Accept-Language": header})
    assert answer["Content-Language"] == language
    before = Client().get("/console/login/", headers={"Accept-Language": "en-US"})
    assert before["Content-Language"] == CHINESE


def test_before_log_in_the_session_keeps_the_choice_and_after_it_the_account_does(
    browser: Browser, network: Network
) -> None:
    stranger = Client()
    stranger.post("/console/language/", {"language": ENGLISH})
    assert "User name" in stranger.get("/console/login/").content.decode()
    client = browser("county_clerk")
    client.post("/console/language/", {"language": ENGLISH, "next": "/console/areas/"})
    account = Account.objects.get(username="county_clerk")
    assert account.language == ENGLISH
    assert "Areas" in client.get("/console/areas/").content.decode()


def test_a_choice_leads_nowhere_else(network: Network) -> None:
    answer = Client().post("/console/language/", {"language": ENGLISH, "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/console/"


def test_the_mo_is_what_the_po_says() -> None:
    paths = catalogues()
    assert paths
    for path in paths:
        assert path.with_suffix(".mo").read_bytes() == made_mo(read_po(path.read_text(encoding="utf-8")))


def test_everything_that_unfold_asks_for_is_translated() -> None:
    (path,) = catalogues()
    held = read_po(path.read_text(encoding="utf-8"))
    asked = asked_for()
    assert len(asked) > 100
    assert {text: place for text, place in asked.items() if not held.get(text)} == {}
    assert held.keys() - asked.keys() == {""}


def test_gettext_reads_the_catalogue() -> None:
    with translation.override(CHINESE):
        assert translation.gettext("Reset filters") == "重置筛选"
        assert translation.ngettext("entry", "entries", 2) == "条记录"


def test_a_po_is_read_with_plurals_contexts_and_lines() -> None:
    text = 'msgid ""\nmsgstr "H\\n"\n\n# why\nmsgctxt "menu"\nmsgid "Two "\n"lines"\nmsgstr "两"\n"行"\n\n'
    text += 'msgid "one"\nmsgid_plural "many"\nmsgstr[0] "些"\n'
    assert read_po(text) == {"": "H\n", "menu\x04Two lines": "两行", "one\0many": "些"}


def test_every_act_post_and_flow_has_words_in_both_languages() -> None:
    words = [act.words for act in acts().values()] + [post.words for post in posts().values()]
    assert {act.flow for act in acts().values() if act.flow} == set(flows())
    for each in [*words, *flows().values()]:
        assert HAN.search(told(each, CHINESE))
        assert not HAN.search(told(each, ENGLISH))


def test_every_table_and_column_has_a_name_in_both_languages() -> None:
    for model in apps.get_models():
        if model._meta.app_label not in ("registry", "web"):
            continue
        assert not HAN.search(told(model._meta.verbose_name or "", ENGLISH)), model
        assert HAN.search(told(model._meta.verbose_name or "", CHINESE)), model
