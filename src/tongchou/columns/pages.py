"""Pages of a Parquet file, encoded: whole numbers by their differences, words by their place in a dictionary.

Settled amounts are small beside 64 bits, and mostly zero or like their neighbours. Packed by their differences they
take a third of the bytes, and less time than to compress them. The encodings are those of the Parquet format
("DELTA_BINARY_PACKED" and the hybrid of runs and packed bits). Only the compiled kernel writes with them.

What counts is unsigned here: a compiled loop then need not ask at each access whether an index counts from the end.
"""

from typing import Any

import numpy as np

U = np.uint64

BLOCK, MINIBLOCK = 128, 32
"""How many differences share a least one, and how many a width; as other writers choose them."""

RUN = 1024
"""How many words are looked at together for being the same."""

EIGHT, SEVEN, ONE, NOTHING, LOW_SEVEN, LOW_EIGHT, ALL = U(8), U(7), U(1), U(0), U(127), U(255), U(64)


def most_bytes(count: int) -> int:
    """Return the most bytes that so many numbers, or words, take encoded."""
    return 64 + (count // BLOCK + 2) * (BLOCK * 8 + 16)


def packed_differences(values: Any, out: Any) -> Any:
    """Write int64 numbers, at least one, by their differences; return how many bytes they take."""
    count, room = U(len(values)), np.zeros(BLOCK, U)
    at = _put_number(out, NOTHING, U(BLOCK))
    at = _put_number(out, at, U(BLOCK // MINIBLOCK))
    at = _put_number(out, at, count)
    at = _put_number(out, at, _signed(values[0]))
    first = ONE
    while first < count:
        size = min(U(BLOCK), count - first)
        now, before = values[first : first + size], values[first - ONE : first - ONE + size]
        least = most = now[0] - before[0]
        for place in range(size):
            step = now[place] - before[place]
            least, most = min(least, step), max(most, step)
        at = _put_number(out, at, _signed(least))
        widths = at
        at += U(BLOCK // MINIBLOCK)
        if least == most:
            out[widths:at] = 0
        else:
            room[size:] = NOTHING
            for place in range(size):
                room[place] = U(now[place] - before[place] - least)
            for part in range(U(BLOCK // MINIBLOCK)):
                numbers = room[part * U(MINIBLOCK) : (part + ONE) * U(MINIBLOCK)]
                width = _bits(numbers)
                out[widths + part] = width
                at = _pack(numbers, width, out, at)
        first += size
    return at


def packed_words(places: Any, width: Any, out: Any, at: Any) -> Any:
    """Write small numbers of ``width`` bits from ``at`` on, as runs of one or packed; return where they end."""
    count, room = U(len(places)), np.zeros(RUN, U)
    first = NOTHING
    while first < count:
        size = min(U(RUN), count - first)
        these = places[first : first + size]
        least = most = these[0]
        for place in range(size):
            least, most = min(least, these[place]), max(most, these[place])
        if least == most:
            at = _put_number(out, at, size + size)
            value = U(least)
            for _ in range((width + SEVEN) // EIGHT):
                out[at] = value & LOW_EIGHT
                value >>= EIGHT
                at += ONE
        else:
            # only the last run is filled up to whole eights
            groups = (size + SEVEN) // EIGHT
            room[size:] = NOTHING
            for place in range(size):
                room[place] = U(these[place])
            at = _put_number(out, at, groups + groups + ONE)
            at = _pack(room[: groups * EIGHT], width, out, at)
        first += size
    return at


def _put_number(out: Any, at: Any, value: Any) -> Any:
    """Write a number seven bits a byte, the lowest first."""
    while value > LOW_SEVEN:
        out[at] = (value & LOW_SEVEN) | (LOW_SEVEN + ONE)
        value >>= SEVEN
        at += ONE
    out[at] = value
    return at + ONE


def _signed(value: Any) -> Any:
    """Return a number with its sign as the lowest bit."""
    return U((value << 1) ^ (value >> 63))


def _bits(numbers: Any) -> Any:
    """Return how many bits the largest number takes."""
    joined = NOTHING
    for place in range(U(len(numbers))):
        joined |= numbers[place]
    width = NOTHING
    while joined > NOTHING:
        joined >>= ONE
        width += ONE
    return width


def _pack(numbers: Any, width: Any, out: Any, at: Any) -> Any:
    """Write numbers of ``width`` bits one after the other, the lowest bits first; together they fill whole bytes."""
    held, used = NOTHING, NOTHING
    if width > NOTHING:
        for place in range(U(len(numbers))):
            value = numbers[place]
            held |= value << used
            used += width
            if used >= ALL:
                for byte in range(EIGHT):
                    out[at + byte] = (held >> (EIGHT * byte)) & LOW_EIGHT
                at += EIGHT
                used -= ALL
                # a shift by all 64 bits would leave the number as it is
                held = value >> (width - used) if used > NOTHING else NOTHING
        while used > NOTHING:
            out[at] = held & LOW_EIGHT
            held >>= EIGHT
            used -= EIGHT
            at += ONE
    return at
