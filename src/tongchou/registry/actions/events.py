"""Reading events: whoever reads them moves the own cursor in the transaction of what it does with them."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from tongchou.registry.models import Cursor
from tongchou.registry.queries.events import OrderedEvent, read_events

AT_ONCE = 500


@contextmanager
def reading(reader: str, limit: int = AT_ONCE) -> Iterator[list[OrderedEvent]]:
    """Give a reader the events that it has not had, and move its cursor past them when the block ends well.

    What the block writes and the move are one transaction: after a crash the reader is given the same events again and
    nothing of the first time is left. Two instances of a reader take turns.
    """
    with transaction.atomic():
        Cursor.objects.get_or_create(reader=reader)
        cursor = Cursor.objects.select_for_update().get(pk=reader)
        events = read_events(reader, limit)
        yield events
        if events:
            cursor.position = events[-1].position
            cursor.save(update_fields=["position"])
