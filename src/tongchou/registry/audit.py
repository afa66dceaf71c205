"""The audit: the digest of rows, the hash of an act, and what of both is checked.

A row's digest is SHA-256 over its columns that are never changed, as canonical text. An act's audit row holds, for each
table, how many rows it wrote, the digest of all, and eight bytes of each in the order of their keys, so that a row
changed, removed or slipped in later can be named.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import sha256
from operator import attrgetter
from typing import Any, TypeAlias

from django.apps import apps

from tongchou.registry.models.audit import AuditRow
from tongchou.registry.models.base import AppendOnly, Recorded
from tongchou.registry.models.staff import Account

SHORT = 8
"""Bytes of each row's digest that the audit row keeps to name it by."""

Column: TypeAlias = Any
"""A list with the value of each row, or the one value that all rows have."""

FIRST = "0" * 64
"""What stands before the first seal of a chain."""


def _text(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("\x1f", "\\u")


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


FORMS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "∅",
    bool: lambda value: "1" if value else "0",
    int: str,
    datetime: _moment,
    date: date.isoformat,
    bytes: bytes.hex,
    memoryview: memoryview.hex,
    str: _text,
}
"""Type → how a value of it is written."""


def canonical(value: Any) -> str:
    """Return a value as text that is the same on every database; raise TypeError for a kind that no column has."""
    form = FORMS.get(type(value))
    if form is not None:
        return form(value)
    if isinstance(value, str):
        return _text(str(value))
    raise TypeError(f"{type(value).__name__}：经办摘要不支持这种值 | a value that no digest covers")


@lru_cache(maxsize=256)
def digested_columns(model: type[AppendOnly]) -> tuple[str, ...]:
    """Return the attributes of a row that its digest covers: all that no act may change."""
    left_out = {*model.CHANGEABLE, *model.UNDIGESTED, "act_id"}
    return tuple(field.attname for field in model._meta.concrete_fields if field.column not in left_out)


@lru_cache(maxsize=256)
def _reader(model: type[AppendOnly]) -> Callable[[AppendOnly], tuple[Any, ...]]:
    """Return what reads the digested columns of a row at one go."""
    return attrgetter(*digested_columns(model))


def row_digest(row: AppendOnly) -> bytes:
    """Return the digest of a row."""
    return values_digest(_reader(type(row))(row))


def values_digest(values: Iterable[Any]) -> bytes:
    """Return the digest of a row whose digested columns are given in their order."""
    return sha256("\x1f".join(map(canonical, values)).encode()).digest()


def column_digests(model: type[AppendOnly], columns: Mapping[str, Column], count: int) -> list[bytes]:
    """Return the digests of rows given column by column: those that ``row_digest`` gives of each row."""
    texts = [canonical_column(columns[name], count) for name in digested_columns(model)]
    return [sha256(text.encode()).digest() for text in map("\x1f".join, zip(*texts, strict=True))]


def canonical_column(column: Column, count: int) -> list[str]:
    """Return the canonical texts of a column; one that holds the same value in every row is worked out once."""
    if not isinstance(column, list):
        return [canonical(column)] * count
    kinds = set(map(type, column))
    if kinds == {str}:
        whole = "".join(column)
        if "\\" not in whole and "\x1f" not in whole:
            return ["'" + text for text in column]
    elif kinds == {int}:
        return list(map(str, column))
    elif kinds == {date}:
        return list(map(date.isoformat, column))
    return list(map(canonical, column))


class Digests:
    """The rows that an act writes, table by table."""

    def __init__(self) -> None:
        """Begin with none."""
        self.tables: dict[str, list[tuple[Any, bytes]]] = {}

    def add(self, rows: Iterable[AppendOnly]) -> None:
        """Add rows that were written."""
        for row in rows:
            self.tables.setdefault(row._meta.label_lower, []).append((row.pk, row_digest(row)))

    def add_columns(self, model: type[AppendOnly], columns: Mapping[str, Column], keys: list[Any]) -> None:
        """Add rows that were written column by column."""
        digests = column_digests(model, columns, len(keys))
        self.tables.setdefault(model._meta.label_lower, []).extend(zip(keys, digests, strict=True))

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


CONTENT = (
    "id",
    "name",
    "area",
    "account_id",
    "post",
    "stands_in_for",
    "day",
    "at",
    "subject",
    "reason",
    "content",
    "digests",
)
"""The columns of an audit row that its hash covers: all but the hash."""

_said = attrgetter(*CONTENT)


def content_hash(row: AuditRow) -> str:
    """Return the hash of everything an audit row says."""
    return values_digest(_said(row)).hex()


def seal_hash(area: str, number: int, row_id: int, row_hash: str, sealed_at: datetime, previous: str) -> str:
    """Return the hash of a seal."""
    said = (area, number, row_id, row_hash, sealed_at, previous)
    return sha256("\x1f".join(map(canonical, said)).encode()).hexdigest()


def order_hash(position: int, event: int, previous: str) -> str:
    """Return the hash of an event's place in the order of events."""
    return sha256(f"{position}\x1f{event}\x1f{previous}".encode()).hexdigest()


def account_digest(account: Account) -> str:
    """Return the digest of what decides who may log in with an account; the last act on it keeps it."""
    said = (account.pk, account.staff_id, account.username, account.password, account.is_active)
    return values_digest(said).hex()


def recorded_models() -> list[type[Recorded]]:
    """Return every table whose rows name the act that wrote them and are covered by its digests."""
    return [model for model in apps.get_models() if issubclass(model, Recorded)]
