"""The audit: the digest of rows, the hash of an act, and what of both is checked.

A row's digest is SHA-256 over its columns that are never changed, as canonical text. An act's audit row holds, for each
table, how many rows it wrote, the digest of all, and eight bytes of each in the order of their keys, so that a row
changed, removed or slipped in later can be named.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.db import models

from tongchou.registry.models.audit import AuditRow
from tongchou.registry.models.base import AppendOnly

SHORT = 8
"""Bytes of each row's digest that the audit row keeps to name it by."""

FIRST = "0" * 64
"""What stands before the first seal of a chain."""


def canonical(value: Any) -> str:
    """Return a value as text that is the same on every database."""
    if value is None:
        return "∅"
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("\x1f", "\\u")
    return str(value)


@lru_cache(maxsize=256)
def digested_columns(model: type[AppendOnly]) -> tuple[str, ...]:
    """Return the attributes of a row that its digest covers: all that no act may change."""
    left_out = {*model.CHANGEABLE, *model.UNDIGESTED, "act_id"}
    return tuple(field.attname for field in model._meta.concrete_fields if field.column not in left_out)


def row_digest(row: AppendOnly) -> bytes:
    """Return the digest of a row."""
    text = "\x1f".join([canonical(getattr(row, name)) for name in digested_columns(type(row))])
    return sha256(text.encode()).digest()


class Digests:
    """The rows that an act writes, table by table."""

    def __init__(self) -> None:
        """Begin with none."""
        self.tables: dict[str, list[tuple[Any, bytes]]] = {}

    def add(self, rows: Iterable[AppendOnly]) -> None:
        """Add rows that were written."""
        for row in rows:
            self.tables.setdefault(row._meta.label_lower, []).append((row.pk, row_digest(row)))

    def text(self) -> str:
        """Return them as the audit row keeps them."""
        found = {}
        for table, rows in sorted(self.tables.items()):
            found[table] = digest_of(rows)
        return json.dumps(found, separators=(",", ":"))


def digest_of(rows: list[tuple[Any, bytes]]) -> list[Any]:
    """Return number, digest of all, keys, and eight bytes of each of some rows, by rising key."""
    in_order = sorted(rows)
    whole = sha256(b"".join(digest for _, digest in in_order)).hexdigest()
    short = b64encode(b"".join(digest[:SHORT] for _, digest in in_order)).decode()
    return [len(in_order), whole, [key for key, _ in in_order], short]


def short_digests(kept: list[Any]) -> dict[Any, bytes]:
    """Return key → eight bytes of the digest, of what an audit row keeps of a table."""
    every = b64decode(kept[3])
    return {key: every[place * SHORT : (place + 1) * SHORT] for place, key in enumerate(kept[2])}


def content_hash(row: AuditRow) -> str:
    """Return the hash of everything an audit row says."""
    said = [
        row.id,
        row.name,
        row.area,
        row.account_id,
        row.post,
        row.stands_in_for,
        row.day,
        row.at,
        row.subject,
        row.reason,
        row.content,
        row.digests,
    ]
    return sha256("\x1f".join(map(canonical, said)).encode()).hexdigest()


def seal_hash(area: str, number: int, row_id: int, row_hash: str, previous: str) -> str:
    """Return the hash of a seal."""
    return sha256(f"{area}\x1f{number}\x1f{row_id}\x1f{row_hash}\x1f{previous}".encode()).hexdigest()


def recorded_models() -> list[type[models.Model]]:
    """Return every table whose rows name the act that wrote them and are covered by its digests."""
    from django.apps import apps

    from tongchou.registry.models.base import Recorded

    return [model for model in apps.get_models() if issubclass(model, Recorded)]
