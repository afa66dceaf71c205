"""Events in the order in which they are read: by when they were committed, so that no reader passes a late one by."""

import json
from dataclasses import dataclass
from typing import Any

from tongchou.registry.models import Cursor, Event, EventOrder


@dataclass(frozen=True, slots=True)
class OrderedEvent:
    """An event at its place in the order."""

    position: int
    event: Event

    @property
    def payload(self) -> dict[str, Any]:
        """What the event says."""
        held: dict[str, Any] = json.loads(self.event.payload)
        return held


def read_events(reader: str, limit: int) -> list[OrderedEvent]:
    """Return the next events behind a reader's cursor, at most so many. The action ``reading`` moves the cursor."""
    after = Cursor.objects.filter(pk=reader).values_list("position", flat=True).first() or 0
    rows = EventOrder.objects.filter(position__gt=after).select_related("event").order_by("position")
    return [OrderedEvent(row.position, row.event) for row in rows[:limit]]


def events_left(reader: str) -> int:
    """Return how many events a reader has not had yet; the order has no gaps, so nothing is counted."""
    after = Cursor.objects.filter(pk=reader).values_list("position", flat=True).first() or 0
    last = EventOrder.objects.order_by("-position").values_list("position", flat=True).first() or 0
    return max(0, last - after)
