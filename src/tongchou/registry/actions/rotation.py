"""ID numbers brought under the current key, some at a time, each time an act."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tongchou.registry.acting import acting
from tongchou.registry.models import IdentityDocument
from tongchou.registry.rights import Actor, NotAllowed
from tongchou.registry.secrets import key_ring

AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Rotated:
    """What was looked at: how many ciphers, how many of them came under the current key, and the last row."""

    seen: int
    changed: int
    last: int


def rotate_chunk(*, actor: Actor, day: date, after: int = 0, limit: int = AT_ONCE, reason: str = "") -> Rotated | None:
    """Encrypt the next ciphers after a row under the current key; None where there are no more.

    Those under the current key already are passed over, so that it may be begun again at any time. Withdrawn documents
    are among them: an old key has to become dispensable. Raises NotAllowed, Unreadable.
    """
    if not actor.may("keys.rotate"):
        raise NotAllowed("keys.rotate")
    ring = key_ring()
    with transaction.atomic():
        rows = IdentityDocument.objects.select_for_update().filter(pk__gt=after).order_by("pk")
        seen = list(rows.only("pk", "cipher")[:limit])
        stale = [row for row in seen if ring.name_of(bytes(row.cipher)) != ring.current]
        for row in stale:
            row.cipher = ring.encrypt(ring.decrypt(bytes(row.cipher), row.pk), row.pk)
        if stale:
            with acting(actor, "keys.rotate", day=day, reason=reason) as act:
                IdentityDocument.objects.bulk_update(stale, ["cipher"], batch_size=200)
                act.content = {"key": ring.current, "rows": len(stale), "first": stale[0].pk, "last": stale[-1].pk}
    return Rotated(len(seen), len(stale), seen[-1].pk) if seen else None
