"""The compact protocol of Thrift, in which a Parquet file speaks of itself: as much of it as writing one needs."""

from typing import Any

I32, I64, TEXT, LIST, STRUCT = 5, 6, 8, 9, 12
"""The types, as the protocol numbers them."""


def struct(*fields: tuple[int, int, Any]) -> bytes:
    """Return a structure of (number, type, value), the numbers rising by 15 at most; lists and structures encoded."""
    found, before = bytearray(), 0
    for number, kind, value in fields:
        found.append((number - before) << 4 | kind)
        found += _encoded(kind, value)
        before = number
    found.append(0)
    return bytes(found)


def listed(kind: int, values: list[Any]) -> bytes:
    """Return a list of values of one type."""
    few = 15
    head = bytes([len(values) << 4 | kind]) if len(values) < few else bytes([few << 4 | kind]) + _number(len(values))
    return head + b"".join(_encoded(kind, value) for value in values)


def _encoded(kind: int, value: Any) -> bytes:
    if kind in (I32, I64):
        return _number(value << 1 if value >= 0 else (-value << 1) - 1)
    return _number(len(value)) + value if kind == TEXT else bytes(value)


def _number(value: int) -> bytes:
    """Return a number seven bits a byte, the lowest first."""
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    found.append(value)
    return bytes(found)
