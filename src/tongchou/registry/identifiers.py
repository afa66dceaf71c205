"""Keys that rise with time and need no database to give them out: an act knows its number before its rows do."""

import secrets
import time
from datetime import timedelta

RANDOM_BITS = 22
EPOCH_MS = 1_704_067_200_000
"""2024-01-01T00:00:00Z: 41 bits of milliseconds from here reach the year 2093."""


def identifiers(count: int) -> list[int]:
    """Return so many numbers one after the other, beginning as ``identifier`` does."""
    first = identifier()
    return list(range(first, first + count))


def identifier() -> int:
    """Return a positive 63-bit number: milliseconds, then chance; a clash is refused by the primary key."""
    return ((time.time_ns() // 1_000_000 - EPOCH_MS) << RANDOM_BITS) | secrets.randbits(RANDOM_BITS)


def identifier_at(ago: timedelta) -> int:
    """Return the least number that was given out so long ago, by the machine's own clock."""
    return (time.time_ns() // 1_000_000 - int(ago.total_seconds() * 1000) - EPOCH_MS) << RANDOM_BITS
