"""Which release holds on which day: from the first day on, never back into days that are past unless it says so."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from tests.network import Network
from tests.registry.releasing import (
    CITY,
    FIRST_DAY,
    FIRST_PAPER,
    PUBLISHED,
    TODAY,
    approved,
    claims_file,
    fresh,
    make_released,
    overlay,
    published,
    regime,
)
from tongchou.registry import clock
from tongchou.registry.actions.proposals import decide
from tongchou.registry.actions.releases import (
    propose_revocation,
    publish_release,
    publish_shipped,
    state_paper,
)
from tongchou.registry.models import Event, RegulationDraft, RegulationRelease
from tongchou.registry.queries.drafts import state_of
from tongchou.registry.queries.releases import (
    NoReleaseInForce,
    book_in_force,
    latest_release,
    release_in_force,
    release_of_version,
)
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import Actor

pytestmark = pytest.mark.both
released = pytest.mark.begins_with.with_args(make_released)

APRIL, JULY, NEXT_YEAR = date(2026, 4, 1), date(2026, 7, 1), date(2027, 1, 1)


def ratio_on(day: date) -> int:
    """What level-3 hospitals are paid by on a day, under the release in force on it."""
    return int(release_in_force(CITY, day).regulation.at(day.toordinal()).get("inpatient.ratio")["level3"])


def payers_on(day: date) -> list[str]:
    """Who pays under the special regimes of a day."""
    book = book_in_force(CITY, day)
    return [rule.payer for rule in book.fixed(book.period(day.toordinal())).regimes]


def test_without_a_release_nothing_can_be_settled_and_the_refusal_says_what_to_do(network: Network) -> None:
    with pytest.raises(NoReleaseInForce, match="没有生效的政策参数") as refused:
        release_in_force(CITY, TODAY)
    assert "办法第三条" in refused.value.zh
    assert "draft one" in refused.value.en


@released
def test_the_days_before_the_first_release_have_none_and_no_day_after_it_is_without(network: Network) -> None:
    with pytest.raises(NoReleaseInForce):
        release_in_force(CITY, FIRST_DAY - timedelta(days=1))
    for day in (FIRST_DAY, TODAY, date(2100, 1, 1)):
        assert release_in_force(CITY, day).release.number == 1
    with pytest.raises(NoReleaseInForce):
        release_in_force("510700", TODAY)


@released
def test_what_was_known_before_a_release_stays_for_whoever_asks(network: Network, tmp_path: Path) -> None:
    release = published(network, tmp_path, overlay(), APRIL)
    before = release.published_at - timedelta(seconds=1)
    assert release_in_force(CITY, APRIL).release.number == 2
    assert release_in_force(CITY, APRIL, known=before).release.number == 1
    with pytest.raises(NoReleaseInForce):
        release_in_force(CITY, APRIL, known=PUBLISHED - timedelta(seconds=1))
    first = release_in_force(CITY, TODAY).regulation.version
    assert release_of_version(CITY, first).release.number == 1
    with pytest.raises(Refused, match="没有版本"):
        release_of_version(CITY, "sha256:0")


@released
def test_a_first_day_that_is_past_is_refused_unless_marked_with_a_reason(network: Network, tmp_path: Path) -> None:
    officer = network.actor("policy_officer")
    draft = approved(network, tmp_path, overlay("2026-02-01"))
    past = date(2026, 2, 1)
    for retroactive, reason in ((False, ""), (True, ""), (False, "省文件要求")):
        with pytest.raises(Refused, match="追溯"):
            state_paper(
                actor=officer,
                day=TODAY,
                draft=draft,
                paper="文号",
                in_force_from=past,
                retroactive=retroactive,
                reason=reason,
            )
    state_paper(
        actor=officer,
        day=TODAY,
        draft=draft,
        paper="文号",
        in_force_from=past,
        retroactive=True,
        reason="省文件要求自2月起执行",
    )
    release = publish_release(actor=network.actor("policy_checker"), day=TODAY, draft=fresh(draft))
    assert (release.retroactive, release.reason) == (True, "省文件要求自2月起执行")
    assert (ratio_on(date(2026, 1, 31)), ratio_on(past)) == (6000, 6500)
    # whoever settled in February finds what was in force then
    assert release_in_force(CITY, past, known=PUBLISHED).release.number == 1


@released
def test_what_is_not_retroactive_is_not_marked_so(network: Network, tmp_path: Path) -> None:
    draft = approved(network, tmp_path, overlay())
    with pytest.raises(Refused, match="不必标明追溯"):
        state_paper(
            actor=network.actor("policy_officer"),
            day=TODAY,
            draft=draft,
            paper="文号",
            in_force_from=APRIL,
            retroactive=True,
            reason="误标",
        )


@released
def test_values_that_differ_before_the_first_day_are_refused_by_name(network: Network, tmp_path: Path) -> None:
    draft = approved(network, tmp_path, overlay("2026-03-15"))
    with pytest.raises(Refused, match=r"inpatient\.ratio（.*）自 2026-03-15 起"):
        state_paper(actor=network.actor("policy_officer"), day=TODAY, draft=draft, paper="文号", in_force_from=APRIL)


@released
def test_a_first_day_that_has_gone_by_before_publication_is_stated_anew(network: Network, tmp_path: Path) -> None:
    officer, checker = network.actor("policy_officer"), network.actor("policy_checker")
    draft = approved(network, tmp_path, overlay())
    state_paper(actor=officer, day=TODAY, draft=draft, paper="文号", in_force_from=APRIL)
    late = APRIL + timedelta(days=1)
    with pytest.raises(Refused, match="早于办理日"):
        publish_release(actor=checker, day=late, draft=fresh(draft))
    state_paper(
        actor=officer,
        day=late,
        draft=draft,
        paper="文号",
        in_force_from=APRIL,
        retroactive=True,
        reason="发文日期即生效日",
    )
    assert publish_release(actor=checker, day=late, draft=fresh(draft)).retroactive


@released
def test_a_first_day_outside_the_time_in_force_and_a_missing_paper_are_refused(
    network: Network, tmp_path: Path
) -> None:
    officer = network.actor("policy_officer")
    draft = approved(network, tmp_path, overlay())
    with pytest.raises(Refused, match="施行期"):
        state_paper(actor=officer, day=TODAY, draft=draft, paper="文号", in_force_from=date(2028, 1, 1))
    with pytest.raises(Refused, match="文号"):
        state_paper(actor=officer, day=TODAY, draft=draft, paper=" ", in_force_from=APRIL)
    assert state_of(fresh(draft)) == "approved"


@released
def test_a_regime_released_after_next_years_rules_is_not_lost_to_them(network: Network, tmp_path: Path) -> None:
    published(network, tmp_path, overlay("2027-01-01"), NEXT_YEAR)
    published(network, tmp_path, regime(last="2027-03-31", after="2027-04-01"), TODAY, special_regime=True)
    assert payers_on(TODAY) == payers_on(NEXT_YEAR) == ["finance"]
    assert (ratio_on(TODAY), ratio_on(NEXT_YEAR)) == (6000, 6500)
    assert payers_on(date(2027, 4, 1)) == []
    assert [release_in_force(CITY, day).release.number for day in (FIRST_DAY, TODAY, NEXT_YEAR)] == [1, 3, 3]


@released
def test_of_two_releases_for_the_same_day_the_later_one_holds_and_rests_on_the_earlier(
    network: Network, tmp_path: Path
) -> None:
    published(network, tmp_path, overlay(), APRIL)
    published(network, tmp_path, overlay(ratio="66%", title="再次提高"), APRIL)
    assert ratio_on(APRIL) == 6600
    assert release_in_force(CITY, APRIL).regulation.reform == "提高三级医院报销比例；再次提高"
    assert latest_release(CITY) == release_in_force(CITY, APRIL).release


@released
def test_shipped_files_released_again_need_the_effect_and_drop_no_overlay_in_silence(
    network: Network, tmp_path: Path
) -> None:
    published(network, tmp_path, overlay(), APRIL)
    publish = partial(
        publish_shipped,
        maker=network.actor("policy_officer"),
        checker=network.actor("policy_checker"),
        area=network.area(CITY),
        paper="文号",
    )
    with pytest.raises(Refused, match="影响"):
        publish(day=TODAY, in_force_from=APRIL)
    with pytest.raises(Refused, match=r"inpatient\.ratio"):
        publish(day=TODAY + timedelta(days=60), in_force_from=JULY, claims=claims_file(tmp_path))
    release = publish(day=TODAY, in_force_from=APRIL, claims=claims_file(tmp_path))
    assert release.number == 3
    assert ratio_on(APRIL) == 6000


@released
def test_a_release_that_has_not_begun_is_taken_back_by_two_people_the_latest_first(
    network: Network, tmp_path: Path
) -> None:
    officer, checker = network.actor("policy_officer"), network.actor("policy_checker")
    second = published(network, tmp_path, overlay(), APRIL)
    third = published(network, tmp_path, overlay("2026-07-01", "70%", "七月调整"), JULY)
    with pytest.raises(Refused, match="最新"):
        propose_revocation(actor=officer, day=TODAY, release=second, reason="省里不同意")
    with pytest.raises(Refused, match="撤销理由"):
        propose_revocation(actor=officer, day=TODAY, release=third, reason=" ")
    proposal = propose_revocation(actor=officer, day=TODAY, release=third, reason="省里不同意")
    alone = Actor(officer.account, officer.staff, "alone", officer.grants + checker.grants)
    with pytest.raises(Refused, match="同一人"):
        decide(actor=alone, day=TODAY, proposal=proposal, approve=True)
    assert ratio_on(JULY) == 7000
    moment = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
    with clock.clock_at(moment):
        decide(actor=checker, day=TODAY, proposal=proposal, approve=True)
    assert ratio_on(JULY) == 6500
    assert release_in_force(CITY, JULY, known=moment - timedelta(seconds=1)).release.number == 3
    assert Event.objects.filter(kind="release.revoked").count() == 1
    fourth = published(network, tmp_path, overlay("2026-07-01", "68%", "七月再调整"), JULY)
    assert (fourth.number, fourth.draft.base_id) == (4, second.pk)
    assert ratio_on(JULY) == 6800


@released
def test_a_release_that_has_begun_is_never_taken_back(network: Network, tmp_path: Path) -> None:
    officer = network.actor("policy_officer")
    with pytest.raises(Refused, match="另行发布"):
        propose_revocation(actor=officer, day=TODAY, release=RegulationRelease.objects.get(), reason="作废")
    release = published(network, tmp_path, overlay(), APRIL)
    proposal = propose_revocation(actor=officer, day=TODAY, release=release, reason="作废")
    with pytest.raises(Refused, match="另行发布"):
        decide(actor=network.actor("policy_checker"), day=APRIL, proposal=proposal, approve=True)
    assert ratio_on(APRIL) == 6500


def test_publishing_what_ships_leaves_nothing_half_done_where_it_is_refused(network: Network) -> None:
    with pytest.raises(Refused, match="施行期"):
        publish_shipped(
            maker=network.actor("policy_officer"),
            checker=network.actor("policy_checker"),
            day=TODAY,
            area=network.area(CITY),
            paper=FIRST_PAPER,
            in_force_from=date(2017, 12, 31),
        )
    assert not RegulationRelease.objects.exists()
    assert not RegulationDraft.objects.exists()
