"""Rotation of the keys that encrypt ID numbers."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from tongchou.registry.acting import acting
from tongchou.registry.models import IdentityDocument
from tongchou.registry.rights import Actor, NotAllowed
from tongchou.registry.secrets import key_ring

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a step looked at: how many documents, how many of them came under the current key, and the last one."""

    seen: int
    changed: int
    last: int


def encrypt_anew(*, actor: Actor, day: date, after: int = 0, limit: int = AT_ONCE, reason: str = "") -> Rotated | None:
    """Encrypt the next documents of old keys after a row under the current one; None where there are no more.

    Withdrawn documents as well, so that the old key can be destroyed; those under the current key are passed over, so
    that it may be begun again at any time. Each step is one act, so counters are not kept waiting; one that changes
    nothing is none. Raises NotAllowed, and Unreadable where one does not open.
    """
    if not actor.may("keys.rotate"):
        raise NotAllowed("keys.rotate")
    ring = key_ring()
    with transaction.atomic():
        rows = IdentityDocument.objects.select_for_update().filter(pk__gt=after).order_by("pk")
        documents = list(rows.only("pk", "cipher")[:limit])
        stale = [document for document in documents if ring.name_of(bytes(document.cipher)) != ring.current]
        for document in stale:
            document.cipher = ring.encrypt(ring.decrypt(bytes(document.cipher), document.pk), document.pk)
        if stale:
            with acting(actor, "keys.rotate", day=day, reason=reason) as act:
                IdentityDocument.objects.bulk_update(stale, ["cipher"], batch_size=200)
                act.subject = "keys"
                act.content = {"key": ring.current, "documents": len(stale), "after": after}
    return Rotated(len(documents), len(stale), documents[-1].pk) if documents else None
