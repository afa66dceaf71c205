"""Where a draft of the regulation stands, whose turn it is, and how it differs from what is in force."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from tongchou.registry.models import DraftStep, Proposal, RegulationDraft
from tongchou.registry.models.releases import CHECKED, EFFECT, PAPER, SUBMITTED, WITHDRAWN
from tongchou.registry.queries.releases import latest_release, regulation_of
from tongchou.registry.words import both
from tongchou.regulations.compare import Compared, compared

if TYPE_CHECKING:
    from tongchou.registry.words import StrPromise

DRAFTED, FAULTY, SOUND, READY, WAITING, APPROVED, PAPERED, RELEASED, REJECTED, TAKEN_BACK, OVERTAKEN = (
    "drafted",
    "faulty",
    "sound",
    "ready",
    "waiting",
    "approved",
    "papered",
    "released",
    "rejected",
    "taken_back",
    "overtaken",
)


@dataclass(frozen=True, slots=True)
class NextStep:
    """A state of a draft: what it is called, what comes next, and who does it."""

    state: str
    words: "StrPromise"
    what: "StrPromise"
    owner: "StrPromise"
    act: str
    """The act that the owner needs; empty where nothing more is to be done."""


_OFFICER = both("市级政策岗", "city policy officer")
_CHECKER = both("市级政策复核", "city policy checker")
_NOBODY = both("—", "—")

STATES = {
    step.state: step
    for step in (
        NextStep(DRAFTED, both("已起草", "drafted"), both("检查", "check it"), _OFFICER, "release.draft"),
        NextStep(
            FAULTY,
            both("检查未通过", "check failed"),
            both("按检查出的问题修改，重新起草", "mend what the check found and draft anew"),
            _OFFICER,
            "release.draft",
        ),
        NextStep(
            SOUND,
            both("检查通过", "check passed"),
            both("用账单测算对全市的影响并附上", "attach its effect on the city, worked out from claims"),
            _OFFICER,
            "release.draft",
        ),
        NextStep(READY, both("可提交", "ready"), both("提交复核", "submit it"), _OFFICER, "release.draft"),
        NextStep(
            WAITING,
            both("待复核", "waiting for a second person"),
            both("对照现行政策复核，通过或不通过", "compare it with what is in force; approve or reject"),
            _CHECKER,
            "release.approve",
        ),
        NextStep(
            APPROVED,
            both("复核通过", "approved"),
            both("登记文号与生效日", "state the paper number and the first day"),
            _OFFICER,
            "release.draft",
        ),
        NextStep(
            PAPERED,
            both("待发布", "ready to be published"),
            both("核对文号与生效日，发布", "compare paper and first day; publish"),
            _CHECKER,
            "release.approve",
        ),
        NextStep(RELEASED, both("已发布", "released"), both("无", "none"), _NOBODY, ""),
        NextStep(
            REJECTED,
            both("复核未通过", "rejected"),
            both("无；按意见另行起草", "none; draft another as the opinion says"),
            _NOBODY,
            "",
        ),
        NextStep(TAKEN_BACK, both("已撤回", "taken back"), both("无", "none"), _NOBODY, ""),
        NextStep(
            OVERTAKEN,
            both("依据已变", "overtaken"),
            both(
                "起草后另有发布或撤销，须在最新发布上重新起草",
                "another release came or went since it was drafted; draft anew on the latest",
            ),
            _OFFICER,
            "release.draft",
        ),
    )
}


def next_step(draft: RegulationDraft) -> NextStep:
    """Return where a draft stands and what comes next."""
    return STATES[state_of(draft)]


def state_of(draft: RegulationDraft) -> str:
    """Return the state of a draft, one of STATES."""
    if hasattr(draft, "release"):
        return RELEASED
    proposal = proposal_of(draft)
    outcome = "" if proposal is None else proposal.state
    if step_of(draft, WITHDRAWN) is not None or outcome == "withdrawn":
        return TAKEN_BACK
    if outcome == "rejected":
        return REJECTED
    if not rests_on_latest(draft):
        return OVERTAKEN
    if outcome == "waiting":
        return WAITING
    if outcome == "approved":
        return APPROVED if step_of(draft, PAPER) is None else PAPERED
    checked = step_of(draft, CHECKED)
    if checked is None:
        return DRAFTED
    if checked.said()["faults"]:
        return FAULTY
    return SOUND if needs_effect(draft) and step_of(draft, EFFECT) is None else READY


def step_of(draft: RegulationDraft, kind: str) -> DraftStep | None:
    """Return the last step of a kind that was done with a draft."""
    # through the manager's cache where steps were prefetched, so that a list asks once for all its drafts
    return next((step for step in reversed(draft.steps.all()) if step.kind == kind), None)


def needs_effect(draft: RegulationDraft) -> bool:
    """Return whether the effect on the city has to be attached: always where something is in force to compare with."""
    return draft.base_id is not None


def rests_on_latest(draft: RegulationDraft) -> bool:
    """Return whether a draft rests on the release that the next one would follow."""
    latest = latest_release(draft.area_id)
    return draft.base_id == (None if latest is None else latest.id)


def difference(draft: RegulationDraft) -> list[Compared]:
    """Return what a draft states otherwise than the release it rests on; nothing where it is the first."""
    return [] if draft.base is None else compared(regulation_of(draft.base), regulation_of(draft))


def drafts() -> QuerySet[RegulationDraft]:
    """Return all drafts with what their states need and without the long texts, the newest first."""
    return (
        RegulationDraft.objects.select_related("area", "made_by", "base", "release")
        .prefetch_related("steps__staff", "steps__proposal__decision__decided_by")
        .defer("text", "overlay", "base__text", "release__text")
    )


def proposal_of(draft: RegulationDraft) -> Proposal | None:
    """Return what the second person decides, or decided; None before a draft is submitted."""
    submitted = step_of(draft, SUBMITTED)
    return None if submitted is None else submitted.proposal
