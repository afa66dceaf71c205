"""By what the keys of an installation are known without being told."""

import hmac
from hashlib import sha256
from typing import Any

from tongchou.registry.secrets import KeyRing, key_ring


def fingerprint(ring: KeyRing | None = None) -> dict[str, Any]:
    """Return, for each key by its name, and for the key of the blind index, a mark that leads back to none."""
    held = key_ring() if ring is None else ring
    return {
        "current": held.current,
        "encrypting": {name: _mark(key) for name, key in sorted(held.encrypting.items())},
        "index": _mark(held.index),
    }


def fits(held: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """Return whether keys open what was written under others: the same index, and every key of then."""
    return held["index"] == wanted["index"] and wanted["encrypting"].items() <= held["encrypting"].items()


def _mark(key: bytes) -> str:
    return hmac.new(key, b"tongchou: a mark of this key", sha256).hexdigest()[:24]
