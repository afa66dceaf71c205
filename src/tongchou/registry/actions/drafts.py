"""Acts on drafts of the regulation: drafted, checked, its effect attached, submitted, taken back.

Uniform rules are the city's (measure, article 3; plan, section 3 (2)): a county's posts neither draft nor overlay.
"""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import transaction

from tongchou.cases.golden import goldens_of, run_golden
from tongchou.cases.golden_check import golden_faults
from tongchou.registry.acting import acting
from tongchou.registry.actions.proposals import propose, take_back
from tongchou.registry.draft_steps import (
    add_step,
    locked,
    person_acting,
    refuse_drifted,
    refuse_stale,
    refuse_unless,
    subject_of,
    wrong_state,
)
from tongchou.registry.models import Area, DraftStep, RegulationDraft, RegulationRelease
from tongchou.registry.models.releases import (
    CHECKED,
    EFFECT,
    OVERLAY,
    SHIPPED,
    SPECIAL_REGIME,
    SUBMITTED,
    WITHDRAWN,
)
from tongchou.registry.queries.drafts import (
    DRAFTED,
    FAULTY,
    READY,
    SOUND,
    next_step,
    proposal_of,
)
from tongchou.registry.queries.releases import latest_release, regulation_of
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import Actor
from tongchou.regulations.canonical import canonical_text, fingerprint
from tongchou.regulations.check import check_regulation
from tongchou.regulations.faults import Fault, FaultyRegulation, UnknownRegulation
from tongchou.regulations.load import Regulation, find_folder, read_regulation, reform_of
from tongchou.regulations.resolve import TermsBook

REGIME = "special_regime.rules"
"""All that a special regime states."""

OPEN = (DRAFTED, FAULTY, SOUND, READY)
"""States of a draft in which its maker still works on it."""

TOLD_FAULTS = 5
"""How many faults a refusal repeats; the check of a draft keeps all."""


class FaultyText(Refused):
    """Files or an overlay that can't be read as a regulation; carries every fault."""

    def __init__(self, faults: list[Fault], where: str) -> None:
        """Tell the first faults in both languages."""
        self.faults = faults
        more = len(faults) - TOLD_FAULTS
        zh, en = (
            "\n".join(f"{each.file.name}:{each.line} {getattr(each, name)}" for each in faults[:TOLD_FAULTS])
            for name in ("zh", "en")
        )
        super().__init__(
            f"{zh}\n……另有 {more} 处" if more > 0 else zh, f"{en}\n… and {more} more" if more > 0 else en, where=where
        )


def draft_shipped(*, actor: Actor, day: date, area: Area, title: str = "") -> RegulationDraft:
    """Draft the release of the files that ship for an area. Raises Refused, NotAllowed."""
    person_acting(actor, "release.draft", area)
    try:
        regulation = read_regulation(find_folder(area.code))
    except UnknownRegulation as wrong:
        raise Refused(f"没有随附 {area.code} 的政策文件", f"no files ship for {area.code}", where="area") from wrong
    except FaultyRegulation as wrong:
        raise FaultyText(wrong.faults, "area") from wrong
    default = f"{regulation.area.name_zh}随附政策文件 {regulation.version[7:19]}"
    return _drafted(actor, day, area, SHIPPED, title.strip() or default, regulation, "")


def draft_overlay(*, actor: Actor, day: date, area: Area, text: str, special_regime: bool = False) -> RegulationDraft:
    """Draft values that are laid over the latest release, in the form of a reform. Raises Refused, NotAllowed.

    ``special_regime``: the dated rules of a public-health emergency (measure, article 15), which state nothing else.
    """
    person_acting(actor, "release.draft", area)
    base = latest_release(area.code)
    if base is None:
        raise Refused(
            "还没有发布过政策参数，无从调整；请先发布随附政策文件",
            "nothing has been released that it could be laid over; release the shipped files first",
            where="area",
        )
    below = regulation_of(RegulationRelease.objects.get(pk=base.id))
    try:
        reform = reform_of(below, Path("overlay.yaml"), text)
    except FaultyRegulation as wrong:
        raise FaultyText(wrong.faults, "text") from wrong
    if not reform.values:
        raise Refused("没有写任何参数", "it states no parameter", where="text")
    others = sorted(set(reform.values) - {REGIME})
    if special_regime and others:
        raise Refused(
            f"特殊政策（办法第十五条）只写 {REGIME}，这里还写了 {'、'.join(others)}；其他参数请另行起草政策调整",
            f"a special regime (measure, article 15) states {REGIME} alone, here also {', '.join(others)}; draft those "
            "as an overlay",
            where="text",
        )
    kind = SPECIAL_REGIME if special_regime else OVERLAY
    return _drafted(actor, day, area, kind, reform.title, below.reformed(reform), text)


def _drafted(
    actor: Actor, day: date, area: Area, kind: str, title: str, regulation: Regulation, overlay: str
) -> RegulationDraft:
    maker = person_acting(actor, "release.draft", area)
    base = latest_release(area.code)
    whole = fingerprint(regulation)
    if base is not None and base.fingerprint == whole:
        raise Refused(
            f"与最新发布 {base.name} 完全相同，无需发布", f"it says the same as the latest release, {base.name}"
        )
    if len(title) > 120:
        raise Refused("标题超过 120 字", "the title is over 120 characters", where="title")
    with acting(actor, "release.draft", day=day, area=area) as act:
        draft = RegulationDraft(
            area=area,
            kind=kind,
            title=title,
            version=regulation.version,
            fingerprint=whole,
            text=canonical_text(regulation),
            overlay=overlay,
            base_id=None if base is None else base.id,
            made_by_id=maker,
            day=day,
            at=act.at,
        )
        act.subject = subject_of(draft)
        act.content = {"step": "draft", "kind": kind, "version": draft.version, "fingerprint": whole}
        return act.write(draft)


def check_draft(*, actor: Actor, day: date, draft: RegulationDraft) -> list[dict[str, str]]:
    """Check a draft as a whole and keep the result; return the faults found: place, zh, en.

    What is made of shipped files also has to satisfy the worked cases beside them.
    """
    person_acting(actor, "release.draft", draft.area)
    refuse_unless(draft, *OPEN)
    regulation = regulation_of(draft)
    found = list(map(_told, check_regulation(regulation, complete=True)))
    if draft.kind == SHIPPED:
        refuse_drifted(draft)
        found += _worked_cases(regulation)
    with acting(actor, "release.draft", day=day, area=draft.area) as act:
        add_step(act, draft, CHECKED, {"version": draft.version, "faults": found}, {"faults": len(found)})
    return found


def attach_effect(*, actor: Actor, day: date, draft: RegulationDraft, claims: Path, plain: bool = False) -> DraftStep:
    """Work out what a draft does to the claims of a file, and attach it with the digest of that file. Raises Refused.

    It is worked out before anything is written, for a city's year takes seconds; ``plain`` does without the kernel.
    """
    from tongchou.columns.effects import effect_between
    from tongchou.columns.faults import RefusedClaims
    from tongchou.columns.kernel import Kernel

    person_acting(actor, "release.draft", draft.area)
    refuse_unless(draft, *OPEN)
    if draft.base is None:
        raise Refused("首次发布没有现行政策可比，无需测算", "a first release has nothing to be compared with")
    before, after = (TermsBook(regulation_of(each)) for each in (draft.base, draft))
    try:
        digest = digest_of_files(claims)
        found = effect_between(claims, before, after, Kernel(plain=plain))
    except RefusedClaims as wrong:
        first = wrong.faults[0]
        raise Refused(
            f"账单有 {wrong.count} 处问题，未作测算：{first.message('zh')}",
            f"the claims have {wrong.count} faults, nothing was worked out: {first.message('en')}",
            where="claims",
        ) from wrong
    content: dict[str, Any] = {
        **found._asdict(),
        "groups": {name: [each._asdict() for each in changes] for name, changes in found.groups.items()},
        "file": claims.name,
        "digest": digest,
        "before": draft.base.version,
        "after": draft.version,
    }
    with acting(actor, "release.draft", day=day, area=draft.area) as act:
        return add_step(act, draft, EFFECT, content, {"claims": found.claims, "digest": digest})


def digest_of_files(source: Path) -> str:
    """Return the hash of a file of claims, or of a folder's files and their names in order."""
    from tongchou.columns.sources import files_of

    whole = sha256()
    for file in files_of(source):
        with file.open("rb") as opened:
            each = sha256()
            while piece := opened.read(1 << 20):
                each.update(piece)
        whole.update(f"{file.name}\0{each.hexdigest()}\n".encode())
    return "sha256:" + whole.hexdigest()


def submit_draft(*, actor: Actor, day: date, draft: RegulationDraft, reason: str = "") -> DraftStep:
    """Submit one's own draft to a second person; it has to be sound, and its effect attached. Raises Refused."""
    person_acting(actor, "release.draft", draft.area)
    _refuse_foreign(actor, draft)
    with transaction.atomic():
        locked(draft)
        refuse_stale(draft)
        refuse_unless(draft, READY)
        proposal = propose(
            actor=actor,
            day=day,
            kind="release",
            area=draft.area,
            subject=subject_of(draft),
            payload={"draft": draft.pk, "version": draft.version, "fingerprint": draft.fingerprint},
            reason=reason.strip(),
        )
        with acting(actor, "release.draft", day=day, area=draft.area) as act:
            return add_step(act, draft, SUBMITTED, {"version": draft.version}, {}, proposal=proposal)


def withdraw_draft(*, actor: Actor, day: date, draft: RegulationDraft, reason: str) -> DraftStep:
    """Take back a draft of one's own that is not released; it stays to be read. Raises Refused."""
    person_acting(actor, "release.draft", draft.area)
    _refuse_foreign(actor, draft)
    if not reason.strip():
        raise Refused("没有写撤回理由", "the reason is missing", where="reason")
    with transaction.atomic():
        locked(draft)
        if not next_step(draft).act:
            raise wrong_state(draft)
        proposal = proposal_of(draft)
        if proposal is not None and proposal.state == "waiting":
            take_back(actor=actor, day=day, proposal=proposal, reason=reason.strip())
        with acting(actor, "release.draft", day=day, area=draft.area, reason=reason.strip()) as act:
            return add_step(act, draft, WITHDRAWN, {"reason": reason.strip()}, {})


def _refuse_foreign(actor: Actor, draft: RegulationDraft) -> None:
    if actor.staff != draft.made_by_id:
        raise Refused("只能办理自己起草的草案", "only whoever drafted it can do this")


def _told(fault: Fault) -> dict[str, str]:
    return {"place": f"{fault.file.name}:{fault.line}", "zh": fault.zh, "en": fault.en}


def _worked_cases(regulation: Regulation) -> list[dict[str, str]]:
    """Return what is wrong with the worked cases beside the files of an area, and which of them do not hold."""
    files = read_regulation(find_folder(regulation.area.code))
    faults = golden_faults(files)
    if faults:
        return list(map(_told, faults))
    book = TermsBook(regulation)
    return list(_differing(book, files))


def _differing(book: TermsBook, files: Regulation) -> Iterable[dict[str, str]]:
    for golden in goldens_of(files):
        for each in run_golden(golden, book):
            what = f"{each.encounter} {each.amount}"
            yield {
                "place": golden.identifier,
                "zh": f"验算案例不符：{what} 应为 {each.expected}，得 {each.found}",
                "en": f"a worked case does not hold: {what} expected {each.expected}, found {each.found}",
            }
