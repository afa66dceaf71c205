"""What every step of a draft asks: who acts, whose turn it is, and whether the draft is still what it was."""

import json
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from tongchou.registry.acting import Act
from tongchou.registry.models import Area, DraftStep, RegulationDraft
from tongchou.registry.models.areas import CITY
from tongchou.registry.models.releases import SHIPPED
from tongchou.registry.queries.drafts import OVERTAKEN, next_step, state_of
from tongchou.registry.queries.releases import drift, regulation_of
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import Actor, NotAllowed


def person_acting(actor: Actor, name: str, area: Area) -> int:
    """Return the member of staff who does an act of releases.

    Refuse whoever may not, and whoever is no person: two people answer for a release.
    """
    if not actor.may(name, area):
        raise NotAllowed(name, area.code)
    if actor.staff is None:
        raise Refused(
            "政策参数须由两名工作人员起草与复核，系统不得代办", "a release needs two people; the machine is none"
        )
    if area.level != CITY:
        raise Refused(
            f"政策参数由市级统一制定（办法第三条），{area.code} 不是统筹区",
            f"rules are uniform and the city's (measure, article 3); {area.code} is no pooling area",
            where="area",
        )
    return actor.staff


def refuse_unless(draft: RegulationDraft, *states: str) -> None:
    """Refuse what is out of turn, saying whose turn it is."""
    if state_of(draft) not in states:
        raise wrong_state(draft)


def wrong_state(draft: RegulationDraft) -> Refused:
    """Return the refusal of a step that is out of turn: where the draft stands and what comes next."""
    told = []
    for language in ("zh-hans", "en"):
        with override(language):
            step = next_step(draft)
            told.append((str(step.words), str(step.what), str(step.owner)))
    zh, en = told
    return Refused(
        f"草案现在是“{zh[0]}”；下一步：{zh[1]}（{zh[2]}）", f"the draft is '{en[0]}'; next: {en[1]} ({en[2]})"
    )


def refuse_stale(draft: RegulationDraft) -> None:
    """Refuse a draft that is not as it was written, or whose files or latest release have changed since."""
    regulation_of(draft)
    if state_of(draft) == OVERTAKEN:
        raise wrong_state(draft)
    if draft.kind == SHIPPED:
        refuse_drifted(draft)


def refuse_drifted(draft: RegulationDraft) -> None:
    """Refuse a draft made of shipped files that have changed since."""
    changed = drift(draft)
    if changed is not None:
        raise Refused(
            f"起草后文件有变，不予办理：{changed.zh}；请撤回后重新起草",
            f"the files have changed since it was drafted: {changed.en}; take it back and draft anew",
            where="draft",
        )


def locked(draft: RegulationDraft) -> None:
    """Let no other step of a draft happen until this transaction ends."""
    if connection.vendor == "postgresql":
        RegulationDraft.objects.select_for_update().only("id").get(pk=draft.pk)


def subject_of(draft: RegulationDraft) -> str:
    """Return how audit rows name a draft."""
    return f"release_draft:{draft.pk}"


def add_step(
    act: Act, draft: RegulationDraft, kind: str, content: dict[str, Any], audited: dict[str, Any], **columns: Any
) -> DraftStep:
    """Write a step; the audit row holds the version and what is short, never the whole."""
    act.subject = subject_of(draft)
    act.content = {"step": kind, "draft": draft.pk, "version": draft.version, **audited}
    step = DraftStep(
        draft=draft,
        kind=kind,
        content=json.dumps(content, ensure_ascii=False, sort_keys=True),
        staff_id=person_acting(act.actor, act.name, draft.area),
        day=act.day,
        at=act.at,
        **columns,
    )
    try:
        with transaction.atomic():
            return act.write(step)
    except IntegrityError as wrong:
        raise Refused("这一步已经办过了，请刷新后查看", "this step has been done already; look again") from wrong
