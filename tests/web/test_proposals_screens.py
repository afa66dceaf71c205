"""Two people on screen: what one proposes another decides, and nobody decides the own."""

import re
from typing import Any

import pytest

from tests.network import TODAY, Network
from tests.registry.people import particulars
from tests.web.conftest import Browser
from tongchou.registry.actions.people import register_person
from tongchou.registry.models import Decision, Person, PersonMerge, Proposal, SpecialIdentity

pytestmark = pytest.mark.both


@pytest.fixture
def proposal(browser: Browser, network: Network, person: Person) -> Proposal:
    form = {
        "kind": "low_income",
        "first": "2026-01-01",
        "until": "2027-01-01",
        "certified_by": str(network.organisations[("510403", "agency")].pk),
        "paper": "民政〔2026〕1号",
    }
    answer = browser("county_clerk").post(f"/console/people/{person.pk}/identity/", form)
    proposal = Proposal.objects.get()
    assert answer["Location"] == f"/console/proposals/{proposal.pk}/"
    return proposal


def test_the_maker_sees_no_button_and_is_refused_anyway(browser: Browser, proposal: Proposal) -> None:
    client = browser("county_clerk")
    page = client.get(f"/console/proposals/{proposal.pk}/").content.decode()
    assert ('name="approve"' in page, 'name="take_back"' in page) == (False, True)
    answer = client.post(f"/console/proposals/{proposal.pk}/", {"approve": "yes"})
    assert "经办与复核不能是同一人" in answer.content.decode()
    assert not Decision.objects.exists()


def test_another_approves_and_the_person_has_the_identity(browser: Browser, proposal: Proposal, person: Person) -> None:
    client = browser("county_checker")
    home = client.get("/console/")
    assert [each.pk for each in home.context["waiting"]] == [proposal.pk]
    assert 'name="approve"' in client.get(f"/console/proposals/{proposal.pk}/").content.decode()
    assert client.post(f"/console/proposals/{proposal.pk}/", {"approve": "yes"}).status_code == 302
    assert SpecialIdentity.objects.as_of(TODAY).get(person=person).kind == "low_income"
    assert "低保对象" in client.get(f"/console/people/{person.pk}/").content.decode()
    again = client.post(f"/console/proposals/{proposal.pk}/", {"approve": "no", "opinion": "不符"})
    assert "已经办过了" in again.content.decode()


def test_a_rejection_needs_an_opinion_and_keeps_what_was_typed(browser: Browser, proposal: Proposal) -> None:
    client, address = browser("county_checker"), f"/console/proposals/{proposal.pk}/"
    answer = client.post(address, {"approve": "no", "opinion": " "})
    assert (answer.status_code, "不通过须写明意见" in answer.content.decode()) == (422, True)
    assert client.post(address, {"approve": "no", "opinion": "证明已过期"}).status_code == 302
    assert "证明已过期" in client.get(address).content.decode()
    assert not SpecialIdentity.objects.exists()


def test_the_maker_takes_it_back(browser: Browser, proposal: Proposal) -> None:
    client, address = browser("county_clerk"), f"/console/proposals/{proposal.pk}/"
    assert client.post(address, {"take_back": "yes", "reason": ""}).status_code == 422
    assert client.post(address, {"take_back": "yes", "reason": "填错了"}).status_code == 302
    assert Decision.objects.get().outcome == "withdrawn"


@pytest.mark.parametrize("post", ["other_clerk", "village_agent", "auditor"])
def test_whoever_has_no_part_in_it_does_not_see_it(browser: Browser, proposal: Proposal, post: str) -> None:
    client = browser(post)
    assert client.get(f"/console/proposals/{proposal.pk}/").status_code == 404
    page = client.get("/console/lists/proposal/")
    assert (page.status_code == 200) == (post == "other_clerk")
    assert str(proposal.pk) not in page.content.decode()


@pytest.mark.parametrize(
    ("which", "post", "seen"),
    [
        ("mine", "county_checker", True),
        ("mine", "county_clerk", False),
        ("made", "county_clerk", True),
        ("waiting", "county_clerk", True),
        ("approved", "county_checker", False),
    ],
)
def test_the_queue_narrows(browser: Browser, proposal: Proposal, which: str, post: str, seen: bool) -> None:
    page = browser(post).get("/console/lists/proposal/", {"which": which}).content.decode()
    assert (f"/console/proposals/{proposal.pk}/" in page) == seen


def test_numbers_are_merged_and_the_merge_undone(browser: Browser, network: Network, person: Person) -> None:
    clerk, checker = browser("county_clerk"), browser("county_checker")
    double = register_person(
        actor=network.actor("county_clerk"),
        day=TODAY,
        area=network.area("510403001002"),
        particulars=particulars(order=3, name="王晓明"),
    )
    offered = clerk.get(f"/console/people/{person.pk}/merge/")
    assert [each.person.pk for each in offered.context["candidates"]] == [double.pk]
    assert double.number in offered.content.decode()
    answer: Any = clerk.post(f"/console/people/{person.pk}/merge/", {"dropped": double.number, "reason": "同一人"})
    checker.post(answer["Location"], {"approve": "yes"})
    page = clerk.get(f"/console/people/{double.pk}/")
    assert "该编号已并入" in page.content.decode()
    assert page.context["buttons"] == []
    merge = PersonMerge.objects.get()
    answer = clerk.post(f"/console/people/{person.pk}/merges/{merge.pk}/undo/", {"reason": "实为两人"})
    checker.post(answer["Location"], {"approve": "yes"})
    double.refresh_from_db()
    assert double.merged_into_id is None
    assert "已撤销" in clerk.get(f"/console/people/{person.pk}/").content.decode()


def test_a_merge_between_counties_is_checked_by_the_city(
    browser: Browser, network: Network, person: Person, elsewhere: Person
) -> None:
    merge = {"dropped": elsewhere.number, "reason": "迁移后重复登记"}
    answer: Any = browser("city_clerk").post(f"/console/people/{person.pk}/merge/", merge)
    assert browser("county_checker").get(answer["Location"]).status_code == 404
    assert browser("city_head").post(answer["Location"], {"approve": "yes"}).status_code == 302
    elsewhere.refresh_from_db()
    assert elsewhere.merged_into_id == person.pk


def test_the_proof_shows_every_pair_refused(browser: Browser) -> None:
    answer = browser("village_agent").get("/console/two-people/")
    assert answer.context["inside"] == []
    pairs = [pair for flow in answer.context["flows"] for pair in flow.pairs]
    assert pairs
    assert all(refused for _, _, refused in pairs)
    assert not re.search("未拒绝", answer.content.decode())
