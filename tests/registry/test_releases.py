"""A release passes every step in turn, by two people of the city agency, and is then what bills are settled under."""

import json
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest

from tests.network import Network
from tests.registry.releasing import (
    CITY,
    FIRST_DAY,
    FIRST_PAPER,
    TODAY,
    approved,
    claims_file,
    fresh,
    make_released,
    overlay,
    published,
    ready,
    regime,
    shipped_draft,
    submitted,
)
from tongchou.cases.golden import Difference, goldens_of
from tongchou.registry.actions.drafts import (
    FaultyText,
    attach_effect,
    check_draft,
    draft_overlay,
    draft_shipped,
    submit_draft,
    withdraw_draft,
)
from tongchou.registry.actions.proposals import decide
from tongchou.registry.actions.releases import decide_draft, publish_release, publish_shipped, state_paper
from tongchou.registry.actions.sealing import seal
from tongchou.registry.models import AuditRow, Event, Proposal, RegulationDraft, RegulationRelease
from tongchou.registry.queries.audit import verify
from tongchou.registry.queries.drafts import difference, drafts, next_step, state_of
from tongchou.registry.queries.releases import release_in_force
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import SYSTEM, Actor, NotAllowed
from tongchou.regulations.load import load

pytestmark = pytest.mark.both
released = pytest.mark.begins_with.with_args(make_released)


def test_the_shipped_files_go_through_every_step_each_with_owner_and_next_step(network: Network) -> None:
    officer, checker = network.actor("policy_officer"), network.actor("policy_checker")
    draft = shipped_draft(network)
    seen = [state_of(draft)]
    assert check_draft(actor=officer, day=TODAY, draft=draft) == []
    seen.append(state_of(draft))
    submit_draft(actor=officer, day=TODAY, draft=draft)
    assert str(next_step(draft).owner) == "市级政策复核"
    seen.append(state_of(draft))
    decide_draft(actor=checker, day=TODAY, draft=draft, approve=True)
    seen.append(state_of(draft))
    state_paper(actor=officer, day=TODAY, draft=draft, paper=FIRST_PAPER, in_force_from=FIRST_DAY)
    seen.append(state_of(draft))
    release = publish_release(actor=checker, day=TODAY, draft=draft)
    seen.append(state_of(fresh(draft)))
    assert seen == ["drafted", "ready", "waiting", "approved", "papered", "released"]
    assert (release.number, release.paper, release.in_force_from) == (1, FIRST_PAPER, FIRST_DAY)
    assert release.maker.account.username == "policy_officer"
    assert release.checker.account.username == release.publisher.account.username == "policy_checker"
    found = release_in_force(CITY, TODAY)
    assert found.regulation.version == release.version == load(CITY).version
    seal()
    assert list(verify()) == []


@released
def test_what_is_published_is_told_once_and_the_audit_holds_the_version_but_no_text(network: Network) -> None:
    release = RegulationRelease.objects.get()
    event = Event.objects.get(kind="release.published")
    assert event.source == f"release:{release.pk}"
    told = json.loads(event.payload)
    assert (told["number"], told["version"], told["in_force_from"]) == (1, release.version, "2023-01-01")
    rows = AuditRow.objects.filter(subject=f"release_draft:{release.draft_id}").order_by("id")
    contents = [json.loads(row.content) for row in rows]
    steps = [content["step"] for content in contents if "step" in content]
    assert sorted(steps) == ["check", "draft", "paper", "release", "submission"]
    assert all(content["version"] == release.version for content in contents if content)
    assert max(len(row.content) for row in rows) < 600


@released
def test_an_overlay_needs_its_effect_and_changes_what_is_settled_from_its_day_on(
    network: Network, tmp_path: Path
) -> None:
    officer = network.actor("policy_officer")
    draft = draft_overlay(actor=officer, day=TODAY, area=network.area(CITY), text=overlay())
    assert check_draft(actor=officer, day=TODAY, draft=draft) == []
    assert state_of(draft) == "sound"
    with pytest.raises(Refused, match="影响"):
        submit_draft(actor=officer, day=TODAY, draft=draft)
    step = attach_effect(actor=officer, day=TODAY, draft=draft, claims=claims_file(tmp_path), plain=True)
    said = step.said()
    assert (said["claims"], said["persons"], said["better"], said["worse"]) == (3, 3, 1, 0)
    assert said["file"] == "claims.csv"
    assert said["digest"].startswith("sha256:")
    assert said["before"] == RegulationRelease.objects.get().version
    assert said["after"] == draft.version
    before, after = said["payers"]["resident_fund"]
    # (10000.00 - 700.00) x (65% - 60%) more
    assert after - before == said["better_by"] == 46_500
    (changed,) = difference(draft)
    assert (changed.path, changed.value) == ("inpatient.ratio", True)
    assert state_of(draft) == "ready"


@released
def test_a_published_overlay_holds_from_its_first_day_and_the_one_before_until_then(
    network: Network, tmp_path: Path
) -> None:
    release = published(network, tmp_path, overlay(), date(2026, 4, 1))
    assert release.number == 2
    for day, number, ratio in ((date(2026, 3, 31), 1, 6000), (date(2026, 4, 1), 2, 6500)):
        found = release_in_force(CITY, day)
        assert found.release.number == number
        assert found.regulation.at(day.toordinal()).get("inpatient.ratio")["level3"] == ratio
    second = release_in_force(CITY, date(2026, 4, 1)).regulation
    assert second.reform == "提高三级医院报销比例"
    paper = second.document("paper")
    assert paper is not None
    assert paper.number == "攀医保发〔2026〕9号"
    seal()
    assert list(verify()) == []


@released
def test_a_special_regime_is_released_the_same_way_and_states_nothing_else(network: Network, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"inpatient\.ratio"):
        draft_overlay(
            actor=network.actor("policy_officer"),
            day=TODAY,
            area=network.area(CITY),
            text=overlay(),
            special_regime=True,
        )
    release = published(network, tmp_path, regime(), TODAY, special_regime=True)
    assert release.kind == "special_regime"
    (rule,) = (
        release_in_force(CITY, TODAY).book.fixed(release_in_force(CITY, TODAY).book.period(TODAY.toordinal())).regimes
    )
    assert (rule.diagnoses, rule.payer) == (("U07.1",), "finance")


@released
@pytest.mark.parametrize(
    "name",
    ["county_clerk", "county_checker", "county_head", "city_clerk", "auditor", "system_keeper", "policy_checker"],
)
def test_nobody_but_the_policy_officer_drafts_and_no_county_post_overlays(network: Network, name: str) -> None:
    for area in (CITY, "510403"):
        with pytest.raises(NotAllowed):
            draft_shipped(actor=network.actor(name), day=TODAY, area=network.area(area))
        with pytest.raises(NotAllowed):
            draft_overlay(actor=network.actor(name), day=TODAY, area=network.area(area), text=overlay())
    assert RegulationDraft.objects.count() == 1


@released
def test_a_county_that_got_hold_of_the_posts_still_neither_drafts_nor_approves(
    network: Network, tmp_path: Path
) -> None:
    officer = network.actor("policy_officer")
    grants = tuple(
        type(grant)(grant.post, "510403", "county", grant.organisation)
        for name in ("policy_officer", "policy_checker")
        for grant in network.actor(name).grants
    )
    county = Actor(officer.account, officer.staff, "county", grants)
    with pytest.raises(NotAllowed):
        draft_overlay(actor=county, day=TODAY, area=network.area("510403"), text=overlay())
    draft = submitted(network, tmp_path, overlay())
    with pytest.raises(NotAllowed):
        decide_draft(actor=county, day=TODAY, draft=draft, approve=True)


@released
def test_the_city_drafts_for_the_pool_and_for_no_county(network: Network) -> None:
    with pytest.raises(Refused, match="不是统筹区"):
        draft_overlay(actor=network.actor("policy_officer"), day=TODAY, area=network.area("510403"), text=overlay())


@released
def test_one_person_never_does_both_whatever_posts_are_held(network: Network, tmp_path: Path) -> None:
    draft = submitted(network, tmp_path, overlay())
    officer, checker = network.actor("policy_officer"), network.actor("policy_checker")
    both = Actor(officer.account, officer.staff, "both", officer.grants + checker.grants)
    for approve in (True, False):
        with pytest.raises(Refused, match="同一人"):
            decide_draft(actor=both, day=TODAY, draft=draft, approve=approve, opinion="意见")
    proposal = Proposal.objects.get(subject=f"release_draft:{draft.pk}")
    with pytest.raises(Refused, match="同一人"):
        decide(actor=both, day=TODAY, proposal=proposal, approve=True)
    decide_draft(actor=checker, day=TODAY, draft=draft, approve=True)
    state_paper(actor=officer, day=TODAY, draft=draft, paper="文号", in_force_from=date(2026, 4, 1))
    with pytest.raises(Refused, match="同一人"):
        publish_release(actor=both, day=TODAY, draft=draft)
    with pytest.raises(NotAllowed):
        publish_release(actor=officer, day=TODAY, draft=draft)
    assert RegulationRelease.objects.count() == 1


@released
def test_whoever_stated_the_paper_does_not_publish(network: Network, tmp_path: Path) -> None:
    draft = approved(network, tmp_path, overlay())
    officer, checker = network.actor("policy_officer"), network.actor("policy_checker")
    third = Actor(checker.account, checker.staff, "third", officer.grants + checker.grants)
    state_paper(actor=third, day=TODAY, draft=draft, paper="文号", in_force_from=date(2026, 4, 1))
    with pytest.raises(Refused, match="登记文号的人"):
        publish_release(actor=third, day=TODAY, draft=draft)


def test_the_machine_is_nobody(network: Network) -> None:
    with pytest.raises(Refused, match="两名工作人员"):
        draft_shipped(actor=SYSTEM, day=TODAY, area=network.area(CITY))
    with pytest.raises(Refused, match="两名工作人员"):
        publish_shipped(
            maker=SYSTEM,
            checker=SYSTEM,
            day=TODAY,
            area=network.area(CITY),
            paper="文号",
            in_force_from=FIRST_DAY,
        )


@released
def test_a_rejected_draft_needs_an_opinion_and_stays(network: Network, tmp_path: Path) -> None:
    draft = submitted(network, tmp_path, overlay())
    checker = network.actor("policy_checker")
    with pytest.raises(Refused, match="意见"):
        decide_draft(actor=checker, day=TODAY, draft=draft, approve=False)
    decide_draft(actor=checker, day=TODAY, draft=draft, approve=False, opinion="先测算基金缺口")
    assert state_of(fresh(draft)) == "rejected"
    for step in (
        lambda: decide_draft(actor=checker, day=TODAY, draft=draft, approve=True),
        lambda: state_paper(
            actor=network.actor("policy_officer"), day=TODAY, draft=draft, paper="文号", in_force_from=date(2026, 4, 1)
        ),
        lambda: publish_release(actor=checker, day=TODAY, draft=draft),
        lambda: check_draft(actor=network.actor("policy_officer"), day=TODAY, draft=draft),
    ):
        with pytest.raises(Refused):
            step()
    assert drafts()[0].pk == draft.pk


@released
@pytest.mark.parametrize("make", [ready, submitted, approved])
def test_a_draft_can_be_taken_back_by_its_maker_until_it_is_published_and_stays(
    network: Network, tmp_path: Path, make
) -> None:
    draft = make(network, tmp_path, overlay())
    officer, checker = network.actor("policy_officer"), network.actor("policy_checker")
    other = Actor(checker.account, checker.staff, "other", officer.grants)
    with pytest.raises(Refused, match="自己起草"):
        withdraw_draft(actor=other, day=TODAY, draft=draft, reason="不再需要")
    withdraw_draft(actor=officer, day=TODAY, draft=draft, reason="不再需要")
    assert state_of(fresh(draft)) == "taken_back"
    with pytest.raises(Refused):
        decide_draft(actor=checker, day=TODAY, draft=draft, approve=True)
    with pytest.raises(Refused, match="已撤回"):
        withdraw_draft(actor=officer, day=TODAY, draft=draft, reason="再撤一次")


@released
def test_a_faulty_overlay_is_drafted_with_its_faults_and_can_not_be_submitted(network: Network) -> None:
    officer = network.actor("policy_officer")
    # beyond the days on which the area's regulation is in force
    text = overlay().replace("inpatient.ratio:", "inpatient.repeat_reductions:").replace("unit: percent", "unit: yuan")
    text = text.replace("{primary: 90%, level1: 85%, level2: 75%, level3: 65%}", "[100.00]")
    draft = draft_overlay(actor=officer, day=TODAY, area=network.area(CITY), text=text)
    faults = check_draft(actor=officer, day=TODAY, draft=draft)
    assert faults
    assert faults[0]["place"].startswith("overlay.yaml:")
    assert state_of(draft) == "faulty"
    with pytest.raises(Refused, match="检查未通过"):
        submit_draft(actor=officer, day=TODAY, draft=draft)


@released
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("reform: {title: 空}\n", "没有写任何参数"),
        ("inpatient.ratio: 60%\n", r"overlay\.yaml:1"),
        (overlay().replace("65%", "165%"), r"overlay\.yaml:13"),
        (overlay().replace("document: paper", "document: elsewhere"), "未登记的文件"),
    ],
)
def test_an_overlay_that_can_not_be_read_is_refused_with_its_lines(network: Network, text: str, said: str) -> None:
    with pytest.raises(Refused, match=said) as refused:
        draft_overlay(actor=network.actor("policy_officer"), day=TODAY, area=network.area(CITY), text=text)
    assert isinstance(refused.value, FaultyText) == ("overlay" in said or "文件" in said)
    assert RegulationDraft.objects.count() == 1


@released
def test_what_says_the_same_as_the_latest_release_is_not_drafted_again(network: Network) -> None:
    with pytest.raises(Refused, match="完全相同"):
        shipped_draft(network)


def test_an_overlay_needs_something_below_it(network: Network) -> None:
    with pytest.raises(Refused, match="先发布随附"):
        draft_overlay(actor=network.actor("policy_officer"), day=TODAY, area=network.area(CITY), text=overlay())


@released
def test_a_draft_is_overtaken_by_another_release_and_has_to_be_made_anew(network: Network, tmp_path: Path) -> None:
    early = submitted(network, tmp_path, overlay(ratio="61%"))
    published(network, tmp_path, overlay(), date(2026, 4, 1))
    assert state_of(fresh(early)) == "overtaken"
    with pytest.raises(Refused, match="重新起草"):
        decide_draft(actor=network.actor("policy_checker"), day=TODAY, draft=early, approve=True)
    assert Proposal.objects.get(subject=f"release_draft:{early.pk}").state == "waiting"
    withdraw_draft(actor=network.actor("policy_officer"), day=TODAY, draft=fresh(early), reason="依据已变")
    assert Proposal.objects.get(subject=f"release_draft:{early.pk}").state == "withdrawn"


@released
def test_a_bad_row_of_claims_attaches_nothing(network: Network, tmp_path: Path) -> None:
    officer = network.actor("policy_officer")
    draft = draft_overlay(actor=officer, day=TODAY, area=network.area(CITY), text=overlay())
    bad = claims_file(tmp_path)
    bad.write_text(bad.read_text(encoding="utf-8").replace("8000.00", "8000.001"), encoding="utf-8")
    with pytest.raises(Refused, match="未作测算"):
        attach_effect(actor=officer, day=TODAY, draft=draft, claims=bad, plain=True)
    with pytest.raises(Refused, match="未作测算"):
        attach_effect(actor=officer, day=TODAY, draft=draft, claims=tmp_path / "missing.csv", plain=True)
    assert not draft.steps.exists()


def test_a_step_out_of_turn_says_whose_turn_it_is(network: Network) -> None:
    draft = shipped_draft(network)
    with pytest.raises(Refused) as refused:
        submit_draft(actor=network.actor("policy_officer"), day=TODAY, draft=draft)
    assert "下一步：检查（市级政策岗）" in refused.value.zh
    assert "next: check it (city policy officer)" in refused.value.en
    with pytest.raises(Refused):
        decide_draft(actor=network.actor("policy_checker"), day=TODAY, draft=draft, approve=True)


def test_worked_cases_that_do_not_hold_are_faults_of_the_check(network: Network) -> None:
    draft = shipped_draft(network)
    spoilt = goldens_of(load(CITY))[0].name
    with patch("tongchou.registry.actions.drafts.run_golden", autospec=True) as run:
        run.side_effect = lambda golden, book: (
            [Difference("E1", "pool_pay", "1.00", "2.00")] if golden.name == spoilt else []
        )
        faults = check_draft(actor=network.actor("policy_officer"), day=TODAY, draft=draft)
    assert len(faults) == 1
    assert "验算案例不符" in faults[0]["zh"]
    assert state_of(draft) == "faulty"
