"""The compact protocol of Thrift, in which a Parquet file speaks of itself: as much of it as writing one needs."""

from typing import Any

I32, I64, TEXT, LIST, STRUCT = 5, 6, 8, 9, 12
"""The types, as the protocol numbers them."""

SEVEN_BITS = 128

ONE_BYTE = [bytes([value]) for value in range(256)]
"""Every byte by itself."""


def struct(*fields: tuple[int, int, Any]) -> bytes:
    """Return a structure of (number, type, value), the numbers rising by 15 at most; lists and structures encoded."""
    found, before = [], 0
    for number, kind, value in fields:
        found.append(ONE_BYTE[(number - before) << 4 | kind])
        found.append(_encoded(kind, value))
        before = number
    found.append(ONE_BYTE[0])
    return b"".join(found)


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
    if value < SEVEN_BITS:
        return ONE_BYTE[value]
    found = bytearray()
    while value >= SEVEN_BITS:
        found.append(value & 127 | 128)
        value >>= 7
    found.append(value)
    return bytes(found)
