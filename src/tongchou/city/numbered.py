"""Columns of texts without a Python object for each: of one width, such as ``P00000042``, and of few values."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_ZERO = ord("0")


def texts_of(characters: npt.NDArray[np.uint8]) -> pa.StringArray:
    """Return a matrix of ASCII characters as texts, a row each."""
    count, width = characters.shape
    offsets = np.arange(count + 1, dtype=np.int32) * np.int32(width)
    data = np.ascontiguousarray(characters).reshape(-1)
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(data))


def put_digits(characters: npt.NDArray[np.uint8], place: int, digits: int, numbers: npt.NDArray[np.integer]) -> None:
    """Write numbers of at least 0 with leading zeros into so many columns of a matrix, from a place on."""
    rest = np.asarray(numbers).astype(np.uint32)
    for column in range(place + digits - 1, place - 1, -1):
        rest, digit = np.divmod(rest, np.uint32(10))
        characters[:, column] = digit.astype(np.uint8) + _ZERO


def numbered(prefix: str, digits: int, numbers: npt.NDArray[np.integer]) -> pa.StringArray:
    """Return each number with leading zeros behind an ASCII prefix; a number of more digits is refused (ValueError)."""
    if len(numbers) and int(np.max(numbers)) >= 10**digits:
        raise ValueError(f"{int(np.max(numbers))} has more than {digits} digits")
    start = len(prefix)
    characters = np.empty((len(numbers), start + digits), np.uint8)
    characters[:, :start] = np.frombuffer(prefix.encode("ascii"), np.uint8)
    put_digits(characters, start, digits, numbers)
    return texts_of(characters)


def words(
    positions: npt.NDArray[np.integer], texts: Sequence[str], missing: npt.NDArray[np.bool_] | None = None
) -> pa.DictionaryArray:
    """Return texts of few values by their position in a list, in which a text may stand more than once."""
    once = list(dict.fromkeys(texts))
    place = np.array([once.index(text) for text in texts], np.int16)
    return pa.DictionaryArray.from_arrays(pa.array(place[positions], pa.int16(), mask=missing), pa.array(once))
