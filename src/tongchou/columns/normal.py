"""A table of claims brought to the columns of the contract: known names, one type each, words as small codes.

Source: contract of settlement, section 8.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tongchou.columns.claims import BY_NAME, CLAIMS, WORD, Column
from tongchou.columns.faults import RefusedClaims, RowFault

Numbers = npt.NDArray[Any]

EPOCH = 719_163
"""The ordinal of 1970-01-01, from which Arrow counts days."""

UNKNOWN_WORD = -1

FEW = 32
"""A value in so many rows is few."""


def normalised(table: pa.Table, source: str = "") -> pa.Table:
    """Return the columns of the contract in their types, those that are not there left out, and ``county``.

    Raises RefusedClaims where a needed column is missing or a column can't be what it has to be.
    """
    faults = []
    names, arrays = [], []
    for column in CLAIMS:
        if not holds(table, column.name):
            if column.needed:
                faults.append(_missing(column, table, source))
            continue
        try:
            arrays.append(_cast(table.column(column.name), column.type))
            names.append(column.name)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError) as wrong:
            faults.append(_wrong_type(table.schema.field(column.name), column, wrong, source))
    if faults:
        raise RefusedClaims(faults)
    if holds(table, "county"):
        names.append("county")
        arrays.append(_cast(table.column("county"), WORD))
    return pa.Table.from_arrays(arrays, names)


def _missing(column: Column, table: pa.Table, source: str) -> RowFault:
    found = ", ".join(table.column_names)
    return RowFault(0, column.name, found, str(column.type), "缺少此列", "the column is missing", source)


def _wrong_type(field: pa.Field, column: Column, wrong: Exception, source: str) -> RowFault:
    found = f"{field.type} ({str(wrong).splitlines()[0]})"
    return RowFault(0, column.name, found, str(column.type), "列的类型不对", "the column has another type", source)


def _cast(column: pa.ChunkedArray, kind: pa.DataType) -> pa.Array:
    """Return a column as one array of a type; whole numbers and days only where nothing is lost.

    Words are a dictionary of texts, whatever its indices are.
    """
    if pa.types.is_dictionary(column.type):
        if kind != WORD:
            column = column.cast(column.type.value_type)
        elif column.num_chunks > 1:
            column = column.unify_dictionaries()
    elif kind == WORD:
        column = column.cast(pa.string()).dictionary_encode()
    if pa.types.is_floating(column.type) or pa.types.is_decimal(column.type):
        raise pa.ArrowTypeError("a whole number is wanted")
    if kind == WORD:
        if not pa.types.is_string(column.type.value_type) and not pa.types.is_large_string(column.type.value_type):
            raise pa.ArrowTypeError("texts are wanted")
    elif column.type != kind:
        column = column.cast(kind)
    return one_array(column)


def one_array(column: pa.ChunkedArray) -> pa.Array:
    """Return a column as one array, without a copy where it is one."""
    if column.num_chunks == 1:
        return column.chunk(0)
    joined = column.combine_chunks()
    return joined.chunk(0) if isinstance(joined, pa.ChunkedArray) and joined.num_chunks else joined


def holds(table: pa.Table, name: str) -> bool:
    """Return whether a table has a column; asked often, so not of a list of its names that is made each time."""
    return bool(table.schema.get_field_index(name) >= 0)


def codes_of(table: pa.Table, name: str, default: int) -> Numbers:
    """Return a column of words as int8 codes, ``default`` where it is empty, UNKNOWN_WORD for a word nobody knows."""
    if not holds(table, name):
        return np.full(table.num_rows, default, np.int8)
    words = one_array(table.column(name))
    return of_words(words, np.array(known_words(name, words), np.int8), default)


def known_words(name: str, words: pa.DictionaryArray) -> list[int]:
    """Return the code of each text of a column's dictionary, UNKNOWN_WORD for one that nobody knows."""
    known = {word: code for code, word in enumerate(BY_NAME[name].words)}
    return [known.get(word, UNKNOWN_WORD) for word in words.dictionary.to_pylist()]


def of_words(words: pa.DictionaryArray, values: Numbers, empty: int) -> Numbers:
    """Return for each word what ``values`` hold for its place in the dictionary, ``empty`` where there is none."""
    if words.null_count == len(words):
        return np.full(len(words), empty, values.dtype)
    # the indices of a dictionary lie within it
    found = pc.take(pa.array(values), words.indices, boundscheck=False)
    if found.null_count:
        found = pc.fill_null(found, empty)
    return found.to_numpy(zero_copy_only=False)


def places_of(words: pa.DictionaryArray) -> Numbers:
    """Return where in its dictionary each word stands; one past the end where there is none."""
    indices = words.indices
    if indices.null_count:
        indices = pc.fill_null(indices, len(words.dictionary))
    return indices.to_numpy(zero_copy_only=False)


def numbers_of(table: pa.Table, name: str, default: int, kind: Any) -> Numbers:
    """Return a column of numbers, flags or days (as Arrow counts them), ``default`` where it is empty."""
    if not holds(table, name):
        return np.full(table.num_rows, default, kind)
    found = one_array(table.column(name))
    if found.null_count == len(found):
        return np.full(len(found), default, kind)
    if pa.types.is_boolean(found.type) and not found.null_count:
        return bits_of(found).astype(kind, copy=False)
    if pa.types.is_boolean(found.type):
        found = found.cast(pa.int8())
    elif pa.types.is_date32(found.type):
        found = found.view(pa.int32())
    if found.null_count:
        found = pc.fill_null(found, default)
    return found.to_numpy(zero_copy_only=False).astype(kind, copy=False)


def bits_of(flags: pa.BooleanArray) -> Numbers:
    """Return flags, none of them empty, as uint8."""
    first, skipped = divmod(flags.offset, 8)
    held = np.frombuffer(flags.buffers()[1], np.uint8)[first:]
    return np.unpackbits(held, count=skipped + len(flags), bitorder="little")[skipped:]


def has_empty(table: pa.Table, name: str) -> bool:
    """Return whether a column is not there or has no value somewhere."""
    return not holds(table, name) or table.column(name).null_count > 0


def empty_of(table: pa.Table, name: str) -> Numbers:
    """Return where a column has no value."""
    if not holds(table, name):
        return np.ones(table.num_rows, bool)
    found = table.column(name)
    if not found.null_count:
        return np.zeros(table.num_rows, bool)
    return pc.is_null(found).to_numpy(zero_copy_only=False)


def held_in(table: pa.Table, name: str) -> Numbers:
    """Return the numbers of the rows in which a column has a value."""
    if not holds(table, name) or table.column(name).null_count == table.num_rows:
        return np.zeros(0, np.int64)
    found = one_array(table.column(name))
    if len(found) < FEW * (len(found) - found.null_count):
        return np.flatnonzero(~empty_of(table, name))
    marks = found.buffers()[0]
    first, skipped = divmod(found.offset, 8)
    held = np.frombuffer(marks, np.uint8)[first : first + (skipped + len(found) + 7) // 8]
    # a byte marks eight rows, and where few have a value most bytes are empty
    some = np.flatnonzero(held)
    each = np.unpackbits(held[some], bitorder="little").reshape(-1, 8).view(bool)
    rows = (some[:, np.newaxis] * 8 + np.arange(-skipped, 8 - skipped))[each]
    return rows[(rows >= 0) & (rows < len(found))]
