"""Citizen identification numbers (GB 11643-1999) of people who do not exist.

The city uses area code 510499, which no county holds, so none of its numbers belongs to a real person.
"""

from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tongchou.city.numbered import put_digits, texts_of

AREA = "510499"
"""The area code of every invented resident."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"

_SERIALS = 500
"""Serials of a day for each sex."""


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


def id_numbers(birth: npt.NDArray[np.integer], sex: npt.NDArray[np.integer], start: int) -> pa.StringArray:
    """Return a number for each person, no two alike; births are days since 1970-01-01, sex is 0 for women, 1 for men.

    The serials of one day and sex follow each other in the order of persons, as an office gives them out, from a
    place that depends on the day and on ``start``. ValueError where more than 500 of a sex are born on one day.
    """
    groups = np.asarray(birth, np.int64) * 2 + sex
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    rows = np.arange(len(ordered))
    begins = np.maximum.accumulate(np.where(np.r_[True, ordered[1:] != ordered[:-1]], rows, 0)) if len(rows) else rows
    number = np.empty(len(rows), np.int64)
    number[order] = rows - begins
    if len(rows) and int(number.max()) >= _SERIALS:
        crowded = np.int64(groups[np.argmax(number)] // 2).astype("datetime64[D]")
        raise ValueError(
            f"an ID number has {_SERIALS} serials for a day and sex, and more were born on {crowded}: "
            f"ask for fewer residents · 公民身份号码同日同性别只有{_SERIALS}个顺序码，{crowded}的已用完，请减少居民数"
        )
    serial = 2 * ((number + (groups + start) * 211) % _SERIALS) + sex
    days = np.asarray(birth, np.int64).astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    characters = np.empty((len(rows), 18), np.uint8)
    characters[:, :6] = np.frombuffer(AREA.encode("ascii"), np.uint8)
    put_digits(characters, 6, 4, days.astype("datetime64[Y]").astype(np.int64) + 1970)
    put_digits(characters, 10, 2, months.astype(np.int64) % 12 + 1)
    put_digits(characters, 12, 2, (days - months.astype("datetime64[D]")).astype(np.int64) + 1)
    put_digits(characters, 14, 3, serial)
    total = np.zeros(len(rows), np.int32)
    for place, weight in enumerate(_WEIGHTS):
        total += (characters[:, place] - np.uint8(ord("0"))).astype(np.int32) * weight
    characters[:, 17] = np.frombuffer(_CHECKS.encode("ascii"), np.uint8)[total % 11]
    return texts_of(characters)
