"""Rotation of the keys that encrypt ID numbers."""

from datetime import date

from tongchou.registry.acting import acting
from tongchou.registry.models import IdentityDocument
from tongchou.registry.rights import Actor
from tongchou.registry.secrets import key_ring

AT_ONCE = 500


def encrypt_anew(*, actor: Actor, day: date, after: int = 0, limit: int = AT_ONCE) -> int | None:
    """Encrypt documents of old keys under the current one; return the last row looked at, None at the end.

    Withdrawn documents as well, so that the old key can be destroyed. Called again with what it returned until it
    returns None; each call is one act, so counters are not kept waiting. Raises Unreadable where one does not open.
    """
    ring = key_ring()
    with acting(actor, "system.keep", day=day) as act:
        documents = list(IdentityDocument.objects.filter(pk__gt=after).order_by("pk").only("pk", "cipher")[:limit])
        stale = [document for document in documents if ring.name_of(bytes(document.cipher)) != ring.current]
        for document in stale:
            document.cipher = ring.encrypt(ring.decrypt(bytes(document.cipher), document.pk), document.pk)
        IdentityDocument.objects.bulk_update(stale, ["cipher"])
        act.subject = "keys"
        act.content = {"key": ring.current, "documents": len(stale), "after": after}
    return documents[-1].pk if len(documents) == limit else None
