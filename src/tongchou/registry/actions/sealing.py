"""The sealer: chains committed audit rows in order, and puts committed events in the order in which they are read."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from tongchou.registry import clock, locks
from tongchou.registry.audit import FIRST, order_hash, seal_hash
from tongchou.registry.identifiers import identifier_at
from tongchou.registry.models import AuditRow, AuditSeal, Event, EventOrder

SEALED_AT_ONCE = 5_000

ALARM_AFTER = timedelta(seconds=10)
"""An audit row older than this without a seal is an alarm: the sealer stands still, or somebody slipped it in."""

LOOKED_BACK = timedelta(hours=1)
"""How far the sealer looks back each time: no act takes longer between its number and its commit."""


def seal(limit: int = SEALED_AT_ONCE, *, whole: bool = False) -> int:
    """Seal what is committed and not sealed yet, up to a number of rows; return how many were sealed.

    It looks at the last hour, so that it is as quick with a million acts as with ten; ``whole`` looks at everything,
    as has to be done when the sealer starts after a stop.
    """
    with transaction.atomic():
        locks.hold(locks.SEALING)
        heads: dict[str, tuple[int, str]] = {}
        seals = []
        now = clock.now()
        for row in waiting_rows(whole).order_by("at", "id").values("id", "area", "content_hash")[:limit]:
            area = row["area"]
            number, previous = heads[area] if area in heads else _head(area)
            made = seal_hash(area, number + 1, row["id"], row["content_hash"], now, previous)
            heads[area] = number + 1, made
            seals.append(
                AuditSeal(
                    area=area,
                    number=number + 1,
                    row_id=row["id"],
                    row_hash=row["content_hash"],
                    previous=previous,
                    hash=made,
                    sealed_at=now,
                )
            )
        AuditSeal.objects.bulk_create(seals, batch_size=500)
        _order_events(limit, whole)
    return len(seals)


def waiting_rows(whole: bool = False) -> QuerySet[AuditRow]:
    """Return the audit rows without a seal, of the last hour or of all times."""
    rows = AuditRow.objects.filter(~Exists(AuditSeal.objects.filter(row=OuterRef("pk"))))
    return rows if whole else rows.filter(id__gte=identifier_at(LOOKED_BACK))


def _head(area: str) -> tuple[int, str]:
    last = AuditSeal.objects.filter(area=area).order_by("-number").values_list("number", "hash").first()
    return (0, FIRST) if last is None else last


def _order_events(limit: int, whole: bool) -> None:
    """Put events in order whose acts are committed."""
    waiting = Event.objects.filter(~Exists(EventOrder.objects.filter(event=OuterRef("pk"))))
    if not whole:
        waiting = waiting.filter(id__gte=identifier_at(LOOKED_BACK))
    last = EventOrder.objects.order_by("-position").values_list("position", "hash").first()
    position, before = (0, FIRST) if last is None else last
    order = []
    for event in waiting.order_by("at", "id").values_list("id", flat=True)[:limit]:
        position, before = position + 1, order_hash(position + 1, event, before)
        order.append(EventOrder(position=position, event_id=event, hash=before))
    EventOrder.objects.bulk_create(order, batch_size=500)
