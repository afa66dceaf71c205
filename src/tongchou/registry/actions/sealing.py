"""The sealer: chains committed audit rows in order, and puts committed events in the order in which they are read."""

from datetime import timedelta

from django.db import connection, transaction

from tongchou.registry import clock
from tongchou.registry.audit import FIRST, seal_hash
from tongchou.registry.models import AuditRow, AuditSeal, Event, EventOrder

SEALED_AT_ONCE = 5_000

ALARM_AFTER = timedelta(seconds=10)
"""An audit row older than this without a seal is an alarm: the sealer stands still, or somebody slipped it in."""

LOCK = 7_305_001
"""The advisory lock of the sealer on PostgreSQL; on SQLite a transaction that writes is alone anyway."""


def seal(limit: int = SEALED_AT_ONCE) -> int:
    """Seal what is committed and not sealed yet, up to a number of rows; return how many were sealed."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        waiting = AuditRow.objects.filter(seal__isnull=True).order_by("at", "id")[:limit]
        heads: dict[str, tuple[int, str]] = {}
        seals = []
        for row in waiting.values("id", "area", "content_hash"):
            area = row["area"]
            number, previous = heads[area] if area in heads else _head(area)
            made = seal_hash(area, number + 1, row["id"], row["content_hash"], previous)
            heads[area] = number + 1, made
            seals.append(
                AuditSeal(
                    area=area,
                    number=number + 1,
                    row_id=row["id"],
                    row_hash=row["content_hash"],
                    previous=previous,
                    hash=made,
                    sealed_at=clock.now(),
                )
            )
        AuditSeal.objects.bulk_create(seals, batch_size=500)
        _order_events()
    return len(seals)


def _head(area: str) -> tuple[int, str]:
    last = AuditSeal.objects.filter(area=area).order_by("-number").values_list("number", "hash").first()
    return (0, FIRST) if last is None else last


def _order_events() -> None:
    """Put events in order whose acts are committed."""
    waiting = Event.objects.filter(order__isnull=True).order_by("at", "id").values_list("id", flat=True)
    EventOrder.objects.bulk_create([EventOrder(event_id=event) for event in waiting[:SEALED_AT_ONCE]], batch_size=500)
