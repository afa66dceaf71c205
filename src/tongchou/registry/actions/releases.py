"""Acts by which a draft comes into force: decided by a second person, given a paper and a first day, published.

Days. A release holds for the days from its first day on. It leaves the days before that day as they were: where its
values differ there from those of the release it rests on, it is refused, so that each release says all that the
earlier ones say, and the latest one can be asked about any day.

A first day that is past changes days that may have been settled. That is refused unless it is marked as retroactive
with a reason; what was settled keeps its version, and settling again is for whoever finds the settlements whose version
is no longer the one in force on their day. The first day may be the day of publication: an emergency can't wait. The
first release of an area changes no settled day, for nothing is settled without a release.

A release that has begun is never taken back, for bills rest on it: another one follows it. One that has not begun is
taken back by two people, the latest first.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from tongchou.registry.acting import Act, acting
from tongchou.registry.actions.drafts import attach_effect, check_draft, draft_shipped, submit_draft
from tongchou.registry.actions.proposals import Kind, decide, propose, register_kind
from tongchou.registry.draft_steps import (
    add_step,
    locked,
    person_acting,
    refuse_stale,
    refuse_unless,
    subject_of,
    wrong_state,
)
from tongchou.registry.models import (
    Area,
    Decision,
    DraftStep,
    Proposal,
    RegulationDraft,
    RegulationRelease,
    ReleaseRevocation,
)
from tongchou.registry.models.releases import PAPER
from tongchou.registry.queries.drafts import APPROVED, PAPERED, needs_effect, proposal_of, step_of
from tongchou.registry.queries.releases import latest_release, regulation_of, standing
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import Actor
from tongchou.registry.words import both
from tongchou.regulations.compare import changed_before
from tongchou.regulations.load import day_text
from tongchou.regulations.schema import PARAMETERS

TOLD_CHANGES = 5


def decide_draft(*, actor: Actor, day: date, draft: RegulationDraft, approve: bool, opinion: str = "") -> Decision:
    """Approve or reject a draft that another person of the city agency made. Raises Refused, NotAllowed."""
    person_acting(actor, "release.approve", draft.area)
    proposal = proposal_of(draft)
    if proposal is None:
        raise wrong_state(draft)
    _refuse_maker(actor.staff, draft)
    return decide(actor=actor, day=day, proposal=proposal, approve=approve, opinion=opinion)


def _approve(act: Act, payload: dict[str, Any]) -> None:
    """Hold, inside the decision, that what is approved is what was submitted and can still be released."""
    draft = RegulationDraft.objects.get(pk=payload["draft"])
    person_acting(act.actor, "release.approve", draft.area)
    _refuse_maker(act.actor.staff, draft)
    if (draft.version, draft.fingerprint) != (payload["version"], payload["fingerprint"]):
        raise Refused("草案与提交时不同，不予通过", "the draft is not what was submitted")
    refuse_stale(draft)
    act.content["version"] = draft.version


def state_paper(
    *,
    actor: Actor,
    day: date,
    draft: RegulationDraft,
    paper: str,
    in_force_from: date,
    retroactive: bool = False,
    reason: str = "",
) -> DraftStep:
    """State the paper by which an approved draft was issued and the first day it holds; anew where it was wrong.

    Raises Refused: see the head of this module for what a first day may be.
    """
    person_acting(actor, "release.draft", draft.area)
    if not paper.strip():
        raise Refused("没有写文号", "the paper number is missing", where="paper")
    if len(paper.strip()) > 120 or len(reason.strip()) > 200:
        raise Refused("文号限 120 字，追溯理由限 200 字", "paper up to 120 characters, reason up to 200", where="paper")
    with transaction.atomic():
        locked(draft)
        refuse_stale(draft)
        refuse_unless(draft, APPROVED, PAPERED)
        stated = {
            "paper": paper.strip(),
            "in_force_from": in_force_from.isoformat(),
            "retroactive": retroactive,
            "reason": reason.strip(),
        }
        _refuse_first_day(draft, day, stated)
        with acting(actor, "release.draft", day=day, area=draft.area) as act:
            return add_step(act, draft, PAPER, stated, stated)


def publish_release(*, actor: Actor, day: date, draft: RegulationDraft) -> RegulationRelease:
    """Put an approved draft with its paper in force; by somebody other than its maker. Raises Refused, NotAllowed."""
    publisher = person_acting(actor, "release.approve", draft.area)
    _refuse_maker(publisher, draft)
    with transaction.atomic():
        _one_at_a_time(draft.area)
        locked(draft)
        refuse_stale(draft)
        refuse_unless(draft, PAPERED)
        paper, proposal = step_of(draft, PAPER), proposal_of(draft)
        checker = None if proposal is None else proposal.decision.decided_by_id
        if paper is None or checker is None:
            raise wrong_state(draft)
        if paper.staff_id == publisher:
            raise Refused(
                "登记文号的人不能发布，请由他人核对后发布", "whoever stated the paper can't publish; ask somebody else"
            )
        stated = paper.said()
        _refuse_first_day(draft, day, stated)
        with acting(actor, "release.approve", day=day, area=draft.area) as act:
            return _released(act, draft, stated, checker, publisher)


def _released(
    act: Act, draft: RegulationDraft, stated: dict[str, Any], checker: int, publisher: int
) -> RegulationRelease:
    numbers = RegulationRelease.objects.filter(area=draft.area).values_list("number", flat=True)
    release = RegulationRelease(
        area=draft.area,
        number=max(numbers, default=0) + 1,
        draft=draft,
        kind=draft.kind,
        title=draft.title,
        version=draft.version,
        fingerprint=draft.fingerprint,
        text=draft.text,
        paper=stated["paper"],
        in_force_from=date.fromisoformat(stated["in_force_from"]),
        retroactive=stated["retroactive"],
        reason=stated["reason"],
        maker_id=draft.made_by_id,
        checker_id=checker,
        publisher_id=publisher,
        published_at=act.at,
    )
    act.subject = subject_of(draft)
    said = {"release": release.pk, "number": release.number, "version": release.version, **stated}
    act.content = {"step": "release", **said}
    act.write(release)
    act.tell("release.published", f"release:{release.pk}", {"area": draft.area_id, **said})
    return release


def propose_revocation(*, actor: Actor, day: date, release: RegulationRelease, reason: str) -> Proposal:
    """Propose to take back the latest release before its first day; a second person decides. Raises Refused."""
    person_acting(actor, "release.draft", release.area)
    if not reason.strip():
        raise Refused("没有写撤销理由", "the reason is missing", where="reason")
    _refuse_irrevocable(release, day)
    return propose(
        actor=actor,
        day=day,
        kind="release_revocation",
        area=release.area,
        subject=f"release:{release.pk}",
        payload={"release": release.pk, "reason": reason.strip(), "maker": actor.staff},
        reason=reason.strip()[:200],
    )


def _revoke(act: Act, payload: dict[str, Any]) -> None:
    release = RegulationRelease.objects.get(pk=payload["release"])
    checker = person_acting(act.actor, "release.approve", release.area)
    _one_at_a_time(release.area)
    _refuse_irrevocable(release, act.day)
    act.write(
        ReleaseRevocation(
            release=release,
            reason=payload["reason"],
            maker_id=payload["maker"],
            checker_id=checker,
            at=act.at,
        )
    )
    act.content["version"] = release.version
    act.tell("release.revoked", f"revocation:{release.pk}", {"area": release.area_id, "number": release.number})


def publish_shipped(
    *,
    maker: Actor,
    checker: Actor,
    day: date,
    area: Area,
    paper: str,
    in_force_from: date,
    claims: Path | None = None,
    retroactive: bool = False,
    reason: str = "",
) -> RegulationRelease:
    """Release the files that ship for an area through every step, by two people; for setting up and for upgrades.

    ``claims`` is needed where a release is there already, to work out the effect. All of it happens or nothing.
    Raises Refused, NotAllowed.
    """
    with transaction.atomic():
        draft = draft_shipped(actor=maker, day=day, area=area)
        faults = check_draft(actor=maker, day=day, draft=draft)
        if faults:
            raise Refused(
                f"检查出 {len(faults)} 处问题，第一处：{faults[0]['place']} {faults[0]['zh']}",
                f"the check found {len(faults)} faults, the first: {faults[0]['place']} {faults[0]['en']}",
            )
        if claims is not None and needs_effect(draft):
            attach_effect(actor=maker, day=day, draft=draft, claims=claims)
        submit_draft(actor=maker, day=day, draft=draft)
        decide_draft(actor=checker, day=day, draft=draft, approve=True)
        state_paper(
            actor=maker,
            day=day,
            draft=draft,
            paper=paper,
            in_force_from=in_force_from,
            retroactive=retroactive,
            reason=reason,
        )
        return publish_release(actor=checker, day=day, draft=draft)


def _refuse_maker(staff: int | None, draft: RegulationDraft) -> None:
    if staff == draft.made_by_id:
        raise Refused(
            "起草与复核、发布不能是同一人，请由他人办理", "the maker can't check or publish; ask somebody else"
        )


def _refuse_first_day(draft: RegulationDraft, day: date, stated: dict[str, Any]) -> None:
    """Refuse a first day that is not in force, changes days before it, or is past without being marked so."""
    first = date.fromisoformat(stated["in_force_from"])
    regulation = regulation_of(draft)
    area = regulation.area
    if not area.first <= first.toordinal() <= area.last:
        span = f"{day_text(area.first)}…{day_text(area.last)}"
        raise Refused(
            f"生效日 {first} 不在办法的施行期 {span} 内",
            f"the first day, {first}, is outside the time in force, {span}",
            where="in_force_from",
        )
    if draft.base is not None:
        _refuse_earlier_changes(changed_before(regulation_of(draft.base), regulation, first.toordinal()), first)
    begun = [release for release in standing(draft.area_id) if release.in_force_from < day]
    past = first < day and bool(begun)
    if past and not (stated["retroactive"] and stated["reason"]):
        raise Refused(
            f"生效日 {first} 早于办理日 {day}，会改变已过去的日子；确需追溯的，标明追溯并写明理由",
            f"the first day, {first}, is before the business day, {day}, and changes days that are past; mark it as "
            "retroactive and say why, if that is meant",
            where="in_force_from",
        )
    if not past and (stated["retroactive"] or stated["reason"]):
        raise Refused(
            f"生效日 {first} 不改变已过去的日子，不必标明追溯",
            f"the first day, {first}, changes no day that is past; it is not retroactive",
            where="retroactive",
        )


def _refuse_earlier_changes(changes: Sequence[tuple[str, int]], first: date) -> None:
    if not changes:
        return
    told = changes[:TOLD_CHANGES]
    zh = "；".join(f"{path}（{PARAMETERS[path].zh}）自 {day_text(day)} 起" for path, day in told)
    en = "; ".join(f"{path} from {day_text(day)} on" for path, day in told)
    more = len(changes) - len(told)
    raise Refused(
        f"生效日 {first} 之前的数值与现行不同：{zh}{f'；另有 {more} 项' if more else ''}；"
        "把这些值的起日改到生效日或以后，或把生效日提前并标明追溯",
        f"values differ on days before the first day, {first}: {en}{f'; and {more} more' if more else ''}; let them "
        "begin on that day or later, or let the release begin earlier and mark it as retroactive",
        where="in_force_from",
    )


def _refuse_irrevocable(release: RegulationRelease, day: date) -> None:
    latest = latest_release(release.area_id)
    if latest is None or latest.id != release.pk:
        raise Refused("只能撤销最新的发布", "only the latest release can be taken back", where="release")
    if release.in_force_from <= day:
        raise Refused(
            f"已于 {release.in_force_from} 生效，账单已据以结算，不能撤销；请另行发布",
            f"it has been in force since {release.in_force_from} and bills rest on it; publish another instead",
            where="release",
        )


def _one_at_a_time(area: Area) -> None:
    """Let releases of an area be published one after the other."""
    if connection.vendor == "postgresql":
        Area.objects.select_for_update().only("code").get(pk=area.pk)


for _kind, _words, _carry_out in (
    ("release", both("政策参数发布", "release of the regulation"), _approve),
    ("release_revocation", both("撤销政策参数发布", "release taken back"), _revoke),
):
    register_kind(Kind(_kind, "release.draft", "release.approve", _words, _carry_out))
