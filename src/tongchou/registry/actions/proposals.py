"""Two people: one proposes, another decides, and the proposed act happens in the transaction of the decision.

A room registers a kind with what is to be checked when it is proposed and what is to be done when it is approved.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction

from tongchou.registry.acting import Act, acting
from tongchou.registry.models import Area, Decision, Proposal
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import Actor

if TYPE_CHECKING:
    from tongchou.registry.words import StrPromise

APPROVED, REJECTED, WITHDRAWN = "approved", "rejected", "withdrawn"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of proposal."""

    code: str
    make: str
    """The act of proposing it."""
    check: str
    """The act of deciding it."""
    words: "StrPromise"
    carry_out: Callable[[Act, dict[str, Any]], None]
    """Does what was proposed, inside the act of the decision; raises Refused where it can't be done any more."""


KINDS: dict[str, Kind] = {}


def register_kind(kind: Kind) -> Kind:
    """Make a kind of proposal known."""
    KINDS[kind.code] = kind
    return kind


def propose(
    *, actor: Actor, day: date, kind: str, area: Area, subject: str, payload: dict[str, Any], reason: str = ""
) -> Proposal:
    """Propose an act for a second person to decide. Raises NotAllowed."""
    with acting(actor, KINDS[kind].make, day=day, area=area, reason=reason) as act:
        act.subject = subject
        return act.write(
            Proposal(
                kind=kind,
                area=area,
                county_id=area.county_id,
                subject=subject,
                day=day,
                reason=reason,
                made_by_id=actor.staff,
                payload=json.dumps(payload, ensure_ascii=False, sort_keys=True, default=str),
            )
        )


def decide(*, actor: Actor, day: date, proposal: Proposal, approve: bool, opinion: str = "") -> Decision:
    """Approve or reject what another proposed; approved, it happens at once. Raises Refused, NotAllowed."""
    kind = KINDS[proposal.kind]
    if not approve and not opinion.strip():
        raise Refused("不通过须写明意见", "a rejection needs an opinion", where="opinion")
    if actor.staff is not None and actor.staff == proposal.made_by_id:
        raise Refused("经办与复核不能是同一人，请由他人复核", "the maker can't be the checker; ask somebody else")
    with acting(actor, kind.check, day=day, area=proposal.area) as act:
        act.subject = proposal.subject
        act.content = {"proposal": proposal.pk, "approved": approve}
        decision = _decided(act, proposal, APPROVED if approve else REJECTED, opinion)
        if approve:
            kind.carry_out(act, json.loads(proposal.payload))
    return decision


def take_back(*, actor: Actor, day: date, proposal: Proposal, reason: str) -> Decision:
    """Take back what one proposed oneself and nobody has decided yet."""
    if actor.staff != proposal.made_by_id:
        raise Refused("只能撤回自己提出的事项", "only one's own proposal can be taken back")
    with acting(actor, KINDS[proposal.kind].make, day=day, area=proposal.area, reason=reason) as act:
        act.subject = proposal.subject
        return _decided(act, proposal, WITHDRAWN, reason)


def _decided(act: Act, proposal: Proposal, outcome: str, opinion: str) -> Decision:
    """Write the decision; of two at once, or of a second one, the later is refused."""
    if connection.vendor == "postgresql":
        # a lock of the proposal, so that the second one waits and is then refused in words
        Proposal.objects.select_for_update().get(pk=proposal.pk)
    if Decision.objects.filter(proposal_id=proposal.pk).exists():
        raise Refused("这件事项已经办过了，请刷新后查看结果", "it has been decided already; look at the result")
    try:
        with transaction.atomic():
            return act.write(
                Decision(proposal=proposal, outcome=outcome, opinion=opinion.strip(), decided_by_id=act.actor.staff)
            )
    except IntegrityError as wrong:
        raise Refused("这件事项已经办过了", "it has been decided already") from wrong
