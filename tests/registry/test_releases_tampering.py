"""A release or a shipped file that is changed behind the acts is noticed, named and not used; two at once make one."""

import shutil
import threading
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from tests.network import Network
from tests.registry.releasing import (
    CITY,
    TODAY,
    approved,
    fresh,
    make_released,
    overlay,
    published,
    shipped_draft,
    submitted,
)
from tongchou.registry.actions.drafts import check_draft, submit_draft
from tongchou.registry.actions.proposals import decide
from tongchou.registry.actions.releases import decide_draft, publish_release, state_paper
from tongchou.registry.models import Decision, Proposal, RegulationDraft, RegulationRelease
from tongchou.registry.protection import undone
from tongchou.registry.queries import releases
from tongchou.registry.queries.releases import TamperedRelease, drift, release_in_force, verify_releases
from tongchou.registry.refusals import Refused
from tongchou.regulations import load as loading

pytestmark = pytest.mark.both
released = pytest.mark.begins_with.with_args(make_released)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """What another test has read back is read again."""
    releases._verified.cache_clear()


def unprotected(statement: str, parameters: tuple[str | int, ...] = (), model: type = RegulationRelease) -> None:
    """Run a statement as somebody would who may drop triggers."""
    with connection.cursor() as cursor:
        for each in undone(model, connection.vendor):
            cursor.execute(each)
        cursor.execute(statement, parameters)


@released
@pytest.mark.parametrize("column", ["text", "version", "paper", "in_force_from"])
def test_the_database_itself_refuses_to_change_or_remove_a_release(network: Network, column: str) -> None:
    with pytest.raises(DatabaseError, match="never changed"):
        RegulationRelease.objects.update(**{column: date(2024, 1, 1) if column == "in_force_from" else "另一"})
    with pytest.raises(DatabaseError, match="never"):
        RegulationRelease.objects.all().delete()


@released
@pytest.mark.parametrize(
    ("change", "parameters"),
    [
        ("text = replace(text, %s, %s)", ('"level3":6000', '"level3":9000')),
        ("text = replace(text, %s, %s)", ("攀府发", "某府发")),
        ("text = %s", ("{}",)),
        ("in_force_from = %s", ("2018-01-01",)),
        ("version = %s", ("sha256:" + "0" * 64,)),
        ("checker_id = publisher_id, maker_id = maker_id, paper = %s", ("另一文号",)),
    ],
)
def test_a_changed_row_is_refused_and_named(network: Network, change: str, parameters: tuple[str | int, ...]) -> None:
    before = RegulationRelease.objects.values_list("text", "in_force_from", "version", "paper").get()
    unprotected(f"UPDATE registry_regulationrelease SET {change}", parameters)
    assert RegulationRelease.objects.values_list("text", "in_force_from", "version", "paper").get() != before
    with pytest.raises(TamperedRelease, match="510400-1"):
        release_in_force(CITY, TODAY)
    assert [each.name for each in verify_releases()] == ["510400-1"]


@released
def test_a_first_day_changed_while_a_release_is_in_use_is_noticed_at_once(network: Network) -> None:
    release_in_force(CITY, TODAY)
    unprotected("UPDATE registry_regulationrelease SET in_force_from = %s", ("2024-01-01",))
    with pytest.raises(TamperedRelease):
        release_in_force(CITY, TODAY)


@released
def test_a_removed_release_and_a_revocation_that_nobody_made_are_refused(network: Network, tmp_path: Path) -> None:
    second = published(network, tmp_path, overlay(), date(2026, 4, 1))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registry_releaserevocation (id, act_id, release_id, reason, maker_id, checker_id, at) "
            "SELECT 7, act_id, id, 'x', maker_id, checker_id, published_at FROM registry_regulationrelease "
            "WHERE id = %s",
            [second.pk],
        )
    with pytest.raises(TamperedRelease, match="510400-2"):
        release_in_force(CITY, TODAY)
    assert [each.name for each in verify_releases(CITY)] == [CITY]


@released
def test_a_gap_in_the_numbers_is_refused(network: Network) -> None:
    unprotected("UPDATE registry_regulationrelease SET number = 2")
    with pytest.raises(TamperedRelease, match="510400-1"):
        release_in_force(CITY, TODAY)


@released
def test_a_changed_draft_is_neither_approved_nor_published(network: Network, tmp_path: Path) -> None:
    waiting = submitted(network, tmp_path, overlay())
    change = "UPDATE registry_regulationdraft SET text = replace(text, %s, %s) WHERE id = %s"
    unprotected(change, ('"level3":6500', '"level3":9500', waiting.pk), RegulationDraft)
    with pytest.raises(TamperedRelease):
        decide_draft(actor=network.actor("policy_checker"), day=TODAY, draft=fresh(waiting), approve=True)
    assert not Decision.objects.filter(proposal__subject=f"release_draft:{waiting.pk}").exists()


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped areas that a test may change."""
    copy = tmp_path / "areas"
    shutil.copytree(loading.AREAS, copy)
    monkeypatch.setattr(loading, "AREAS", copy)
    return copy / "cn-5104"


def mend(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


RATIO = ("level3: 60%}", "level3: 61%}")
NOTE = ("note: 实施细则未见；系统默认值", "note: 另有说明；系统默认值")


@pytest.mark.parametrize(("change", "said"), [(RATIO, "随附文件已改"), (NOTE, "数值未改")])
def test_a_file_that_changes_between_draft_and_approval_is_refused(
    network: Network, shipped: Path, change: tuple[str, str], said: str
) -> None:
    officer, checker = network.actor("policy_officer"), network.actor("policy_checker")
    draft = shipped_draft(network)
    check_draft(actor=officer, day=TODAY, draft=draft)
    submit_draft(actor=officer, day=TODAY, draft=draft)
    assert drift(draft) is None
    mend(shipped / "inpatient.yaml", *change)
    with pytest.raises(Refused, match=said):
        decide_draft(actor=checker, day=TODAY, draft=draft, approve=True)
    mend(shipped / "inpatient.yaml", *reversed(change))
    decide_draft(actor=checker, day=TODAY, draft=draft, approve=True)
    mend(shipped / "inpatient.yaml", *change)
    with pytest.raises(Refused, match=said):
        state_paper(actor=officer, day=TODAY, draft=draft, paper="文号", in_force_from=date(2023, 1, 1))


@released
def test_a_file_that_changes_after_its_release_is_told_and_settling_goes_on_by_the_release(
    network: Network, tmp_path: Path, shipped: Path
) -> None:
    first = RegulationRelease.objects.get()
    second = published(network, tmp_path, overlay(), date(2026, 4, 1))
    assert (drift(first), drift(second)) == (None, None)
    mend(shipped / "inpatient.yaml", "# ", "# 另一注释：")
    assert drift(first) is None
    mend(shipped / "inpatient.yaml", *RATIO)
    for release in (first, second):
        changed = drift(release)
        assert changed is not None
        assert changed.version not in ("", first.version)
    assert release_in_force(CITY, TODAY).regulation.at(TODAY.toordinal()).get("inpatient.ratio")["level3"] == 6000
    (shipped / "inpatient.yaml").write_text("- 坏\n", encoding="utf-8")
    broken = drift(first)
    assert broken is not None
    assert broken.version == ""
    assert list(verify_releases()) == []


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run acts in threads of their own at the same moment; return what became of each."""
    start, found = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except Refused:
            found.append("refused")
        else:
            found.append("done")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


@released
def test_of_two_approvals_at_once_one_is_made(network: Network, tmp_path: Path) -> None:
    draft = submitted(network, tmp_path, overlay())
    proposal = Proposal.objects.get(subject=f"release_draft:{draft.pk}")
    checker = network.actor("policy_checker")
    found = at_once(
        lambda: decide_draft(actor=checker, day=TODAY, draft=fresh(draft), approve=True),
        lambda: decide(actor=checker, day=TODAY, proposal=proposal, approve=True),
        lambda: decide_draft(actor=checker, day=TODAY, draft=fresh(draft), approve=False, opinion="不同意"),
    )
    assert found == ["done", "refused", "refused"]
    assert Decision.objects.filter(proposal=proposal).count() == 1


@released
def test_of_two_publications_at_once_one_is_made_and_the_other_draft_is_overtaken(
    network: Network, tmp_path: Path
) -> None:
    made = [approved(network, tmp_path, overlay(ratio=ratio)) for ratio in ("65%", "66%")]
    for draft in made:
        state_paper(
            actor=network.actor("policy_officer"),
            day=TODAY,
            draft=draft,
            paper="文号",
            in_force_from=date(2026, 4, 1),
        )
    checker = network.actor("policy_checker")

    def publish(draft: RegulationDraft) -> RegulationRelease:
        return publish_release(actor=checker, day=TODAY, draft=fresh(draft))

    found = at_once(*(partial(publish, draft) for draft in (*made, *made)))
    assert found == ["done", "refused", "refused", "refused"]
    assert list(RegulationRelease.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
