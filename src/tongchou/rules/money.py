"""Money and ratios: integer fen, integers over one denominator, and the one rounding.

Source: contract of settlement, preamble ("one rounding function, half-up to the fen, symmetric for negative
amounts").
"""

import re

RATIO = 10_000
"""The denominator of every ratio: 10,000 is 100%, 1 is one basis point."""

UNLIMITED = 10**15
"""A ceiling that is not there, in fen: more than any fund holds, small enough that no sum of it overflows 64 bits."""

LARGEST_BILL = 10**10
"""The largest amount one bill may carry, in fen (100,000,000.00 yuan): a product with two ratios stays in 64 bits."""

_CENTS = tuple(f"{cents:02d}" for cents in range(100))

_YUAN = re.compile(r"(-?)(\d+)(?:\.(\d+))?", re.ASCII)


def half_up(numerator: int, denominator: int) -> int:
    """Return numerator / denominator rounded half away from zero; the denominator is positive."""
    if numerator < 0:
        return -((-2 * numerator + denominator) // (2 * denominator))
    return (2 * numerator + denominator) // (2 * denominator)


def share(amount: int, ratio: int) -> int:
    """Return the ratio's share of an amount in fen, rounded half-up once."""
    return half_up(amount * ratio, RATIO)


def parse_decimal(text: str, places: int) -> int:
    """Return a decimal string as an integer count of its last allowed place.

    ``parse_decimal("12.5", 2)`` is 1250. Raises ValueError where the text is no plain decimal or has more places.
    """
    found = _YUAN.fullmatch(text)
    if found is None or len(found[3] or "") > places:
        raise ValueError(text)
    value = int(found[2] + (found[3] or "").ljust(places, "0"))
    return -value if found[1] else value


def parse_yuan(text: str) -> int:
    """Return a decimal string of yuan ("1234.56") as fen; ValueError where it is not one."""
    return parse_decimal(text, 2)


def yuan(fen: int) -> str:
    """Return fen as a decimal string of yuan with two places: 123456 is "1234.56"."""
    if fen < 0:
        return f"-{yuan(-fen)}"
    return f"{fen // 100}.{_CENTS[fen % 100]}"


def percent(ratio: int) -> str:
    """Return a ratio as a percentage without idle zeros: 6000 is "60%", 1250 is "12.5%"."""
    sign = "-" if ratio < 0 else ""
    whole, rest = divmod(abs(ratio), 100)
    return f"{sign}{whole}" + (f".{rest:02d}".rstrip("0") if rest else "") + "%"
