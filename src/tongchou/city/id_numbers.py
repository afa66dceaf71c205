"""Citizen identification numbers (GB 11643-1999) of people who do not exist.

The city uses area code 510499, which no county holds, so none of its numbers belongs to a real person.
"""

from datetime import date

AREA = "510499"
"""The area code of every invented resident."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def check_digit(first17: str) -> str:
    """Return the last character of an ID number (ISO 7064, MOD 11-2): a digit or X. ValueError on bad input."""
    if len(first17) != 17 or not (first17.isascii() and first17.isdigit()):
        raise ValueError(f"an ID number has 17 digits before its check digit, found {first17!r}")
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True)) % 11]


def id_number(area: str, birth: date, serial: int) -> str:
    """Return an ID number: area of 6 digits, birth, serial of 0 to 999 (odd for men, even for women), check digit."""
    if not 0 <= serial <= 999:
        raise ValueError(f"a serial number lies from 0 to 999, found {serial}")
    first17 = f"{area}{birth:%Y%m%d}{serial:03d}"
    return first17 + check_digit(first17)


class Serials:
    """Hands out the serial numbers of a day of birth, each once: odd ones to men, even ones to women."""

    def __init__(self) -> None:
        self._given: dict[tuple[date, str], int] = {}

    def next(self, birth: date, sex: str) -> int:
        """Return the next free serial number; ValueError where more than 500 of a sex are born on one day."""
        given = self._given.get((birth, sex), 0)
        self._given[birth, sex] = given + 1
        if given >= 500:
            raise ValueError(f"more than 500 residents of sex {sex} born on {birth}")
        return 2 * given + (sex == "M")
