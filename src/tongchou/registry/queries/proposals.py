"""Reads on what waits for a second person."""

from django.db.models import Q, QuerySet

from tongchou.registry.actions.proposals import KINDS
from tongchou.registry.models import Proposal
from tongchou.registry.rights import Actor, within


def proposals_seen(actor: Actor) -> QuerySet[Proposal]:
    """Return the proposals that an actor may propose or decide where they belong, and those made by the actor."""
    seen = Q(pk__in=[])
    for kind in KINDS.values():
        reach = {*actor.reach(kind.make), *actor.reach(kind.check)}
        seen |= Q(kind=kind.code) & within(reach)
    if actor.staff is not None:
        seen |= Q(made_by=actor.staff)
    return Proposal.objects.filter(seen)


def waiting_for(actor: Actor) -> QuerySet[Proposal]:
    """Return the proposals that wait for this very actor: another made them, and the check is in reach."""
    waiting = Q(pk__in=[])
    for kind in KINDS.values():
        waiting |= Q(kind=kind.code) & within(actor.reach(kind.check))
    found = Proposal.objects.filter(waiting, decision__isnull=True)
    return found if actor.staff is None else found.exclude(made_by=actor.staff)


def takes_part(actor: Actor) -> bool:
    """Return whether an actor may propose or decide anything at all."""
    return any(actor.may(act) for kind in KINDS.values() for act in (kind.make, kind.check))
