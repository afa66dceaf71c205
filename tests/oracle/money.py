"""Money and its one rounding. Inside the oracle money is yuan as a Fraction; it leaves as an int of fen."""

from fractions import Fraction
from math import floor

ZERO = Fraction(0)


class Refused(Exception):
    """The file is refused (sections 1, 2 and 3 say when); nothing is settled."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def half_up(yuan: Fraction) -> Fraction:
    """Preamble: half-up to the fen, symmetric for negative amounts."""
    fen = floor(abs(yuan) * 100 + Fraction(1, 2))
    return Fraction(fen if yuan >= 0 else -fen, 100)


def to_fen(yuan: Fraction) -> int:
    """A rounded amount as an int of fen. An amount that is not a whole fen is a fault of the oracle."""
    fen = yuan * 100
    assert fen.denominator == 1, f"not a whole fen: {yuan}"
    return fen.numerator


def number(text: str | None) -> Fraction | None:
    """A decimal string of the case file, exactly; None where the field is left out."""
    return None if text is None else Fraction(text)
