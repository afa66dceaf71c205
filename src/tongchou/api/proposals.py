"""What waits for a second person."""

import json
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from tongchou.api.caller import Caller, caller_of, key_of
from tongchou.api.forms import Form, Key
from tongchou.api.once import done, key_parameter
from tongchou.api.pages import Paging, page_of
from tongchou.registry.actions.proposals import decide, take_back
from tongchou.registry.models import Decision, Proposal
from tongchou.registry.queries.proposals import proposals_seen, waiting_for

router = Router(tags=["proposals"])


class ProposalRow(Schema):
    """A proposal."""

    id: Key
    kind: str
    area: str
    subject: str
    day: date
    reason: str
    made_by: str
    """Staff number."""
    state: str


class ProposalWhole(ProposalRow):
    """A proposal with what it would do and what was decided."""

    payload: dict[str, Any]
    opinion: str
    decided_by: str


class ProposalPage(Schema):
    """A page of proposals, the latest first."""

    items: list[ProposalRow]
    next: str | None


class ProposalFilter(Paging):
    """Which proposals are asked for."""

    waiting: bool = Field(False, description="只列待我复核的 | only those that wait for me")
    kind: str = Field("", max_length=40)


class Verdict(Form):
    """The second person's decision."""

    approve: bool
    opinion: str = Field("", max_length=200, description="不通过须写 | a rejection needs one")


class TakenBack(Form):
    """Why a proposal is taken back."""

    reason: str = Field(max_length=200)


class Decided(Schema):
    """What was decided."""

    proposal: Key
    outcome: str


@router.get("/proposals", response=ProposalPage, summary="待复核事项 | proposals")
def proposals(request: HttpRequest, wanted: Query[ProposalFilter]) -> ProposalPage:
    """本人可提出、可复核或已提出的事项。| Those one may make or decide, or has made."""
    actor = caller_of(request).actor
    found = waiting_for(actor) if wanted.waiting else proposals_seen(actor)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    rows, following = page_of(found.select_related("made_by", "decision"), "id", wanted, falling=True)
    return ProposalPage(items=[ProposalRow(**_row(row)) for row in rows], next=following)


@router.get("/proposals/{key}", response=ProposalWhole, summary="一件事项 | one proposal")
def proposal(request: HttpRequest, key: str) -> ProposalWhole:
    """内容与结果。| What it would do and what was decided."""
    held = _seen(caller_of(request), key)
    decision = getattr(held, "decision", None)
    by = None if decision is None else decision.decided_by
    return ProposalWhole(
        **_row(held),
        payload=_texts(json.loads(held.payload)),
        opinion="" if decision is None else decision.opinion,
        decided_by="" if by is None else by.number,
    )


@router.post(
    "/proposals/{key}/decision", response={201: Decided}, openapi_extra=key_parameter(), summary="复核 | decide"
)
def decision(request: HttpRequest, key: str, payload: Verdict) -> HttpResponse:
    """通过则立即办理；经办与复核不能是同一人。| Approved, it happens at once; never by the one who proposed it."""
    caller = caller_of(request)

    def do() -> tuple[Decided, int]:
        made = decide(
            actor=caller.actor,
            day=caller.day,
            proposal=_seen(caller, key),
            approve=payload.approve,
            opinion=payload.opinion,
        )
        return _decided(made)

    return done(request, do)


@router.post(
    "/proposals/{key}/withdrawal", response={201: Decided}, openapi_extra=key_parameter(), summary="撤回 | take back"
)
def withdrawal(request: HttpRequest, key: str, payload: TakenBack) -> HttpResponse:
    """撤回本人提出、尚未复核的事项。| Take back one's own proposal that nobody has decided."""
    caller = caller_of(request)

    def do() -> tuple[Decided, int]:
        made = take_back(actor=caller.actor, day=caller.day, proposal=_seen(caller, key), reason=payload.reason)
        return _decided(made)

    return done(request, do)


def _seen(caller: Caller, key: str) -> Proposal:
    found = proposals_seen(caller.actor).select_related("area", "made_by", "decision__decided_by")
    held = found.filter(pk=key_of(key)).first()
    if held is None:
        raise Http404
    return held


def _decided(made: Decision) -> tuple[Decided, int]:
    return Decided(proposal=made.proposal_id, outcome=made.outcome), made.act_id


def _row(held: Proposal) -> dict[str, Any]:
    return {
        "id": held.pk,
        "kind": held.kind,
        "area": held.area_id,
        "subject": held.subject,
        "day": held.day,
        "reason": held.reason,
        "made_by": "" if held.made_by is None else held.made_by.number,
        "state": held.state,
    }


def _texts(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what is proposed, its keys of rows as texts."""
    return {name: str(value) if type(value) is int and value >= 2**53 else value for name, value in payload.items()}
