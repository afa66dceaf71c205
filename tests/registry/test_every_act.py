"""Every act of the registry is refused to every post that has no right to it here, and writes nothing.

Acts are found by themselves: a new one without a sample call fails the first test.
"""

import inspect
import pkgutil
from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model

from tests.registry.conftest import NOON, PASSWORD, STAFF, TODAY, Network
from tests.registry.people import code_of, particulars, resident_id
from tests.registry.raw import taken_back
from tests.registry.releasing import claims_file, make_drafts, make_released, overlay
from tongchou.registry import actions, clock
from tongchou.registry.actions.access import issue_token
from tongchou.registry.actions.areas import succeed_areas
from tongchou.registry.actions.families import name_guardian, open_household, propose_merge
from tongchou.registry.actions.families_bulk import Certified, Member
from tongchou.registry.actions.organisations import open_account, take_on
from tongchou.registry.actions.people import register_person
from tongchou.registry.actions.proposals import decide
from tongchou.registry.actions.second_factors import begin_second_factor
from tongchou.registry.models import (
    AccessToken,
    Account,
    Area,
    HouseholdMember,
    IdentityDocument,
    Person,
    PersonMerge,
    Proposal,
    RegulationDraft,
    RegulationRelease,
    Staff,
)
from tongchou.registry.protection import protected_models
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import SYSTEM, NotAllowed, actor_of

UNTIL = TODAY + timedelta(days=7)


def acts_of_the_house() -> dict[str, Callable[..., Any]]:
    """Return every public function of the actions that takes an actor, by module and name."""
    found: dict[str, Callable[..., Any]] = {}
    for module in pkgutil.walk_packages(actions.__path__, f"{actions.__name__}."):
        for name, function in inspect.getmembers(import_module(module.name), inspect.isfunction):
            public = not name.startswith("_") and function.__module__ == module.name
            if public and "actor" in inspect.signature(function).parameters:
                found[f"{module.name.rpartition('.')[2]}.{name}"] = function
    return found


def make_people() -> None:
    """Let two people with a household, a guardian, a merge and proposals live in the western district."""
    make_released()
    with clock.clock_at(NOON), TemporaryDirectory() as folder:
        make_drafts(Path(folder))
        area = Area.objects.get(pk="510403001001")
        people = [
            register_person(actor=SYSTEM, day=TODAY, area=area, particulars=particulars(order)) for order in range(1, 6)
        ]
        open_household(actor=SYSTEM, day=TODAY, head=people[0])
        name_guardian(actor=SYSTEM, day=TODAY, person=people[1], guardian=people[0], relation="parent")
        merge = propose_merge(actor=SYSTEM, day=TODAY, kept=people[2], dropped=people[3], reason="同一人")
        decide(actor=SYSTEM, day=TODAY, proposal=merge, approve=True)
        propose_merge(actor=SYSTEM, day=TODAY, kept=people[0], dropped=people[4], reason="同一人")
        school, other = Area.objects.get(pk="510403S00001"), Area.objects.get(pk="510403001002")
        succeed_areas(actor=SYSTEM, day=TODAY, kind="rename", before=[school], after=[other], paper="川民〔2026〕3号")
        clerk = Account.objects.get(username="county_clerk")
        begin_second_factor(actor=actor_of(clerk, TODAY), day=TODAY, account=clerk)


@pytest.fixture
def beginning() -> Callable[[], object]:
    """Every fresh database of this file holds these people."""
    return make_people


def samples(network: Network, folder: Path) -> dict[str, dict[str, Any]]:
    """Return what each act is called with: all of the western district, or of nobody's reach but the named posts'."""
    west, village = network.area("510403"), network.area("510403001001")
    person, ward, kept, _, other = Person.objects.select_related("area__county").order_by("serial")
    document = IdentityDocument.objects.select_related("person__area").get(person=person)
    member = HouseholdMember.objects.select_related("person__area", "household__area").get()
    merge = PersonMerge.objects.select_related("kept__area__county", "dropped__area__county").get()
    waiting = person_proposal()
    agency, staff = network.organisations["510403", "agency"], Staff.objects.get(number="G001")
    account = network.accounts["county_clerk"]
    appointment = staff.appointments.select_related("area").get()
    drafts = {draft.title: draft for draft in RegulationDraft.objects.select_related("area", "base")}
    release = RegulationRelease.objects.select_related("area").latest("number")
    city = network.area("510400")
    post = {"staff": staff, "organisation": agency, "post": "county_clerk", "area": west}
    return {
        "access.issue_token": {"account": account, "hours": 1},
        "access.revoke_token": {"token": held_token(account)},
        "areas.open_area": {"code": "510403001007", "name": "新社区"},
        "areas.open_areas": {"areas": [("510403001007", "新社区", False)]},
        "areas.change_area": {"area": village, "name": "新名"},
        "areas.close_area": {"area": network.area("510403001002")},
        "areas.succeed_areas": {
            "kind": "rename",
            "before": [village],
            "after": [network.area("510403001002")],
            "paper": "川民〔2026〕1号",
        },
        "drafts.draft_shipped": {"area": city},
        "drafts.draft_overlay": {"area": city, "text": overlay("2026-08-01", "71%")},
        "drafts.check_draft": {"draft": drafts["drafted"]},
        "drafts.attach_effect": {"draft": drafts["sound"], "claims": claims_file(folder), "plain": True},
        "drafts.submit_draft": {"draft": drafts["ready"]},
        "drafts.withdraw_draft": {"draft": drafts["waiting"], "reason": "不再需要"},
        "families.open_household": {"head": other},
        "families.join_household": {"household": member.household, "person": other, "relation": "child"},
        "families.leave_household": {"member": member},
        "families.name_guardian": {"person": other, "guardian": person, "relation": "parent"},
        "families.end_guardianship": {"guardianship": ward.guardians.select_related("person__area").get()},
        "families.propose_identity": {
            "person": person,
            "kind": "orphan",
            "first": TODAY,
            "until": None,
            "certified_by": agency,
            "paper": "民政〔2026〕1号",
        },
        "families_bulk.open_households": {"members": [Member("F1", other.pk, "head")]},
        "families_bulk.propose_identities": {
            "listed": [Certified(person.pk, "orphan", TODAY, None)],
            "certified_by": agency,
            "paper": "民政〔2026〕1号",
        },
        "people_bulk.register_people": {
            "table": {"name": ["王九"], "document": [resident_id(person.birth, 99)], "area": [village.code]},
            "source": "户籍数据",
        },
        "families.propose_merge": {"kept": kept, "dropped": other, "reason": "同一人"},
        "families.propose_unmerge": {"merge": merge, "reason": "不是同一人"},
        "keys.encrypt_anew": {},
        "organisations.open_organisation": {"kind": "school", "name": "小学", "area": west},
        "organisations.take_on": {"number": "N9", "name": "新人"},
        "organisations.open_account": {"staff": take_on_somebody(), "username": "n9", "password": PASSWORD},
        "organisations.set_password": {"account": account, "password": PASSWORD + "9"},
        "organisations.close_account": {"account": account, "reason": "离职"},
        "organisations.choose_language": {"account": account, "language": "en"},
        "organisations.appoint": post,
        "organisations.propose_appointment": post,
        "organisations.end_appointment": {"appointment": appointment},
        "organisations.take_leave": {"staff": staff, "kind": "leave", "first": TODAY, "until": UNTIL},
        "people.register_person": {"area": village, "particulars": particulars(99)},
        "people.change_particulars": {
            "person": person,
            "version": person.version,
            "name": "王大明",
            "sex": "M",
            "birth": person.birth,
            "source": "户口簿",
        },
        "people.move_person": {
            "person": person,
            "version": person.version,
            "area": network.area("510403001002"),
        },
        "people.show_moves": {},
        "people.add_document": {"person": person, "kind": "resident_id", "number": resident_id(person.birth, 77)},
        "people.unmask": {"document": document, "reason": "核对身份证原件"},
        "successions.follow_succession": {"before": network.area("510403S00001")},
        "proposals.propose": {"kind": "merge", "area": west, "subject": "person:1", "payload": {"kept": 1}},
        "proposals.decide": {"proposal": waiting, "approve": False, "opinion": "材料不全"},
        "proposals.take_back": {"proposal": waiting, "reason": "填错了"},
        "second_factors.begin_second_factor": {"account": account},
        "second_factors.confirm_second_factor": {"account": account, "code": code_of(account)},
        "second_factors.remove_second_factor": {
            "account": account,
            "code": code_of(account),
            "reason": "手机遗失，已核实本人",
        },
        "releases.decide_draft": {"draft": drafts["waiting"], "approve": True},
        "releases.state_paper": {"draft": drafts["approved"], "paper": "文号", "in_force_from": date(2026, 7, 1)},
        "releases.publish_release": {"draft": drafts["papered"]},
        "releases.propose_revocation": {"release": release, "reason": "省里不同意"},
    }


def take_on_somebody() -> Staff:
    return Staff.objects.filter(account__isnull=True).first() or take_on(
        actor=SYSTEM, day=TODAY, number="N8", name="新人"
    )


def held_token(account: Account) -> AccessToken:
    held = AccessToken.objects.filter(account=account).first()
    return held or issue_token(actor=actor_of(account, TODAY), day=TODAY, account=account, hours=1)[0]


def person_proposal() -> Proposal:
    return Proposal.objects.filter(decision__isnull=True, kind="merge").select_related("area").get()


KEEPS_NETWORK = {"system_keeper"}
CLERKS = {"township_clerk", "county_clerk", "city_clerk"}
EVERYBODY = {name for name, _, _ in STAFF}

ALLOWED: dict[str, set[str]] = {
    "access.issue_token": {"county_clerk"},
    "access.revoke_token": {"county_clerk", "system_keeper"},
    **{
        f"areas.{name}": KEEPS_NETWORK
        for name in ("open_area", "open_areas", "change_area", "close_area", "succeed_areas")
    },
    **{
        f"families.{name}": CLERKS
        for name in ("open_household", "join_household", "leave_household", "name_guardian", "end_guardianship")
    },
    **{
        f"drafts.{name}": {"policy_officer"}
        for name in (
            "draft_shipped",
            "draft_overlay",
            "check_draft",
            "attach_effect",
            "submit_draft",
            "withdraw_draft",
        )
    },
    "families.propose_identity": {"county_clerk"},
    "families_bulk.open_households": CLERKS,
    "families_bulk.propose_identities": {"county_clerk"},
    "people_bulk.register_people": CLERKS,
    "families.propose_merge": {"county_clerk", "city_clerk"},
    "families.propose_unmerge": {"county_clerk", "city_clerk"},
    "keys.encrypt_anew": KEEPS_NETWORK,
    **{
        f"organisations.{name}": KEEPS_NETWORK
        for name in ("open_organisation", "take_on", "open_account", "close_account", "propose_appointment")
    },
    "organisations.set_password": {"system_keeper", "county_clerk"},
    "organisations.choose_language": {"county_clerk"},
    "organisations.appoint": set(),
    "organisations.end_appointment": KEEPS_NETWORK,
    "organisations.take_leave": {"county_head", "city_head"},
    **{f"people.{name}": CLERKS for name in ("register_person", "change_particulars", "move_person", "add_document")},
    "people.show_moves": KEEPS_NETWORK,
    "people.unmask": {"county_clerk", "county_checker", "city_clerk"},
    "proposals.propose": {"county_clerk", "city_clerk"},
    "proposals.decide": {"county_checker", "city_head"},
    "proposals.take_back": set(),
    "successions.follow_succession": KEEPS_NETWORK,
    "second_factors.begin_second_factor": {"county_clerk"},
    "second_factors.confirm_second_factor": {"county_clerk"},
    "second_factors.remove_second_factor": {"county_clerk", "system_keeper"},
    "releases.decide_draft": {"policy_checker"},
    "releases.state_paper": {"policy_officer"},
    "releases.publish_release": {"policy_checker"},
    "releases.propose_revocation": {"policy_officer"},
}
"""Act → the accounts that may do its sample."""


def test_every_act_has_a_sample_and_says_who_may(network: Network, tmp_path: Path) -> None:
    found = set(acts_of_the_house())
    assert found == set(samples(network, tmp_path)) == set(ALLOWED)


def counts() -> dict[str, int]:
    """Return how many rows each table has, and how many accounts there are."""
    with connection.cursor() as cursor:
        found = {}
        tables: list[type[Model]] = [*protected_models(), Account]
        for model in tables:
            cursor.execute(f'SELECT COUNT(*) FROM "{model._meta.db_table}"')
            found[model.__name__] = cursor.fetchone()[0]
    return found


def test_every_act_is_refused_to_whoever_has_no_right_here_and_writes_nothing(network: Network, tmp_path: Path) -> None:
    given, wrong = samples(network, tmp_path), []
    before = counts()
    for name, act in acts_of_the_house().items():
        for account in sorted(EVERYBODY - ALLOWED[name]):
            try:
                act(actor=network.actor(account), day=TODAY, **given[name])
            except (NotAllowed, Refused):
                if counts() != before:
                    wrong.append(f"{name} as {account} wrote")
            else:
                wrong.append(f"{name} as {account} was done")
                before = counts()
    assert wrong == []


def test_every_act_is_done_by_whoever_has_the_right(network: Network, tmp_path: Path) -> None:
    given, wrong = samples(network, tmp_path), []
    for name, act in acts_of_the_house().items():
        for account in sorted(ALLOWED[name]):
            with taken_back():
                try:
                    act(actor=network.actor(account), day=TODAY, **given[name])
                except (NotAllowed, Refused) as refused:
                    wrong.append(f"{name} as {account}: {refused}")
    assert wrong == []


def test_an_account_without_a_post_does_nothing_but_to_itself(network: Network, tmp_path: Path) -> None:
    staff = take_on(actor=SYSTEM, day=TODAY, number="N1", name="新人")
    account = open_account(actor=SYSTEM, day=TODAY, staff=staff, username="nobody", password=PASSWORD)
    nobody, given = actor_of(account, TODAY), samples(network, tmp_path)
    before = counts()
    for name, act in acts_of_the_house().items():
        with pytest.raises((NotAllowed, Refused)):
            act(actor=nobody, day=TODAY, **given[name])
    assert counts() == before
