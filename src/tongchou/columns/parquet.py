"""A Parquet file of settled claims, written page by page with the compiled encoders of :mod:`tongchou.columns.pages`.

The general writer of Arrow takes longer to write a settled claim than all the rest takes to settle it. What stands here
knows four kinds of column only: int64, days, texts and words; any reader of Parquet reads the file.
"""

import base64
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tongchou import __version__
from tongchou.columns.kernel import OPTIONS
from tongchou.columns.normal import bits_of
from tongchou.columns.pages import most_bytes, packed_differences, packed_words
from tongchou.columns.thrift import I32, I64, LIST, STRUCT, TEXT, listed, struct
from tongchou.columns.twins import cached_twin

MAGIC = b"PAR1"

ROWS = 524_288
"""The most rows of a group."""

SQUEEZED = ("person_id",)
"""Texts that repeat, so that compressing them costs less than it saves; others take three times the time to shrink by
half."""

INT32, INT64, BYTE_ARRAY = 1, 2, 6
PLAIN, RLE, DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY, RLE_DICTIONARY = 0, 3, 5, 6, 8
UNCOMPRESSED, LZ4_RAW = 0, 7
DATA_PAGE, DICTIONARY_PAGE = 0, 2
REQUIRED, OPTIONAL = 0, 1
TEXT_LOGICAL, DAY_LOGICAL = 1, 6
TEXT_CONVERTED, DAY_CONVERTED = 0, 6
"""As the Parquet format numbers them."""


@lru_cache(maxsize=1)
def compiled() -> tuple[Any, Any]:
    """Return the compiled encoders of numbers and of words."""
    return cached_twin(packed_differences, **OPTIONS), cached_twin(packed_words, **OPTIONS)


class Chunk(NamedTuple):
    """What the end of the file says about a column of a group."""

    begin: int
    data: int
    """Where its first page and its data page begin."""
    plain_size: int
    size: int
    """In bytes, heads included: without compression, and as they stand."""
    encodings: tuple[int, ...]
    codec: int
    statistics: bytes
    """Least and largest value, where they are written."""


class SettledWriter:
    """Writes tables of one schema into a file, a group of rows each."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        """Begin a file."""
        self.schema = schema
        self.file = path.open("wb", buffering=0)
        self.at = 0
        self.groups: list[bytes] = []
        self.rows = 0
        self.scratch = np.zeros(0, np.uint8)
        self.lz4 = pa.Codec("lz4_raw")
        self._put(MAGIC)

    def __enter__(self) -> Self:
        """Return the writer."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write the end of the file; of a file that is given up, only close it."""
        if kind is None:
            self.close()
        else:
            self.file.close()

    def write_table(self, table: pa.Table) -> None:
        """Write rows."""
        for first in range(0, table.num_rows, ROWS):
            self._write_group(table.slice(first, ROWS))

    def close(self) -> None:
        """Write the end of the file."""
        if self.file.closed:
            return
        end = self._end()
        self._put(end, len(end).to_bytes(4, "little"), MAGIC)
        self.file.close()

    def _put(self, *parts: Any) -> int:
        """Write bytes; return how many."""
        written = 0
        for part in parts:
            left = memoryview(part).cast("B")
            written += len(left)
            while len(left):
                left = left[self.file.write(left) or 0 :]
        self.at += written
        return written

    def _write_group(self, table: pa.Table) -> None:
        count = table.num_rows
        needed = most_bytes(count)
        if len(self.scratch) < needed:
            self.scratch = np.empty(needed, np.uint8)
        chunks = [self._write_column(field, table.column(field.name)) for field in self.schema]
        columns = [
            struct((2, I64, each.begin), (3, STRUCT, _column_end(field, each, count)))
            for field, each in zip(self.schema, chunks, strict=True)
        ]
        self.groups.append(
            struct(
                (1, LIST, listed(STRUCT, columns)),
                (2, I64, sum(each.plain_size for each in chunks)),
                (3, I64, count),
                (5, I64, chunks[0].begin),
                (6, I64, sum(each.size for each in chunks)),
            )
        )
        self.rows += count

    def _write_column(self, field: pa.Field, column: pa.ChunkedArray) -> Chunk:
        """Write a column of a group, a page for each array that it is of."""
        if pa.types.is_dictionary(field.type):
            return self._write_words(field, column)
        if pa.types.is_string(field.type):
            return self._write_texts(field, column)
        return self._write_numbers(column)

    def _write_numbers(self, column: pa.ChunkedArray) -> Chunk:
        begin, edges = self.at, []
        for part in column.chunks:
            day = pa.types.is_date32(part.type)
            values = part.view(pa.int32()).to_numpy() if day else part.to_numpy()
            end = compiled()[0](values.astype(np.int64, copy=False), self.scratch)
            if day:
                edges += [int(values.min()), int(values.max())]
            self._put_page(DELTA_BINARY_PACKED, len(part), [self.scratch[:end]])
        statistics = b""
        if edges:
            ends = [edge.to_bytes(4, "little", signed=True) for edge in (max(edges), min(edges))]
            statistics = struct((3, I64, 0), (5, TEXT, ends[0]), (6, TEXT, ends[1]))
        size = self.at - begin
        return Chunk(begin, begin, size, size, (DELTA_BINARY_PACKED, RLE), UNCOMPRESSED, statistics)

    def _write_texts(self, field: pa.Field, column: pa.ChunkedArray) -> Chunk:
        begin, saved = self.at, 0
        squeeze = field.name in SQUEEZED
        for part in column.chunks:
            edges = np.frombuffer(part.buffers()[1], np.int32)[part.offset : part.offset + len(part) + 1]
            end = compiled()[0](np.diff(edges).astype(np.int64), self.scratch)
            body = [self.scratch[:end], np.frombuffer(part.buffers()[2] or b"", np.uint8)[edges[0] : edges[-1]]]
            plain = sum(map(len, body))
            if squeeze:
                body = [self.lz4.compress(pa.py_buffer(np.concatenate(body)))]
                saved += plain - len(body[0])
            self._put_page(DELTA_LENGTH_BYTE_ARRAY, len(part), body, plain)
        size = self.at - begin
        codec = LZ4_RAW if squeeze else UNCOMPRESSED
        return Chunk(begin, begin, size + saved, size, (DELTA_LENGTH_BYTE_ARRAY, RLE), codec, b"")

    def _write_words(self, field: pa.Field, column: pa.ChunkedArray) -> Chunk:
        column = column.unify_dictionaries()
        begin = self.at
        words = [word.encode() for word in column.chunk(0).dictionary.to_pylist()]
        listing = b"".join(len(word).to_bytes(4, "little") + word for word in words)
        about = struct((1, I32, len(words)), (2, I32, PLAIN))
        head = struct((1, I32, DICTIONARY_PAGE), (2, I32, len(listing)), (3, I32, len(listing)), (7, STRUCT, about))
        self._put(head, listing)
        data = self.at
        width = max(1, (len(words) - 1).bit_length())
        for part in column.chunks:
            at = self._levels(part) if field.nullable else 0
            there = part.drop_null() if part.null_count else part
            self.scratch[at] = width
            end = compiled()[1](there.indices.to_numpy(), np.uint64(width), self.scratch, np.uint64(at + 1))
            self._put_page(RLE_DICTIONARY, len(part), [self.scratch[:end]])
        size = self.at - begin
        return Chunk(begin, data, size, size, (PLAIN, RLE, RLE_DICTIONARY), UNCOMPRESSED, b"")

    def _levels(self, column: pa.Array) -> int:
        """Write where a column has a value, after the bytes that this takes; return where it ends."""
        there = np.ones(len(column), np.uint8) if not column.null_count else bits_of(pc.is_valid(column))
        end = int(compiled()[1](there.astype(np.int32), np.uint64(1), self.scratch, np.uint64(4)))
        self.scratch[:4] = np.frombuffer((end - 4).to_bytes(4, "little"), np.uint8)
        return end

    def _put_page(self, encoding: int, count: int, body: list[Any], plain_bytes: int = 0) -> int:
        size = sum(len(part) for part in body)
        about = struct((1, I32, count), (2, I32, encoding), (3, I32, RLE), (4, I32, RLE))
        head = struct((1, I32, DATA_PAGE), (2, I32, plain_bytes or size), (3, I32, size), (5, STRUCT, about))
        return self._put(head, *body)

    def _end(self) -> bytes:
        schema = [struct((4, TEXT, b"schema"), (5, I32, len(self.schema)))]
        schema += [_schema_of(field) for field in self.schema]
        notes = {key.decode(): value.decode() for key, value in (self.schema.metadata or {}).items()}
        # by which Arrow finds words as words again
        notes["ARROW:schema"] = base64.b64encode(self.schema.serialize()).decode()
        return struct(
            (1, I32, 2),
            (2, LIST, listed(STRUCT, schema)),
            (3, I64, self.rows),
            (4, LIST, listed(STRUCT, self.groups)),
            (5, LIST, listed(STRUCT, [_note(key, value) for key, value in notes.items()])),
            (6, TEXT, f"tongchou version {__version__}".encode()),
            # least and largest values are compared as their type is
            (7, LIST, listed(STRUCT, [struct((1, STRUCT, struct()))] * len(self.schema))),
        )


def _note(key: str, value: str) -> bytes:
    return struct((1, TEXT, key.encode()), (2, TEXT, value.encode()))


def _type_of(field: pa.Field) -> int:
    if pa.types.is_int64(field.type):
        return INT64
    return INT32 if pa.types.is_date32(field.type) else BYTE_ARRAY


def _schema_of(field: pa.Field) -> bytes:
    kind = _type_of(field)
    said: list[tuple[int, int, Any]] = [
        (1, I32, kind),
        (3, I32, OPTIONAL if field.nullable else REQUIRED),
        (4, TEXT, field.name.encode()),
    ]
    if kind != INT64:
        is_day = kind == INT32
        logical = DAY_LOGICAL if is_day else TEXT_LOGICAL
        said.append((6, I32, DAY_CONVERTED if is_day else TEXT_CONVERTED))
        said.append((10, STRUCT, struct((logical, STRUCT, struct()))))
    return struct(*said)


def _column_end(field: pa.Field, chunk: Chunk, count: int) -> bytes:
    said: list[tuple[int, int, Any]] = [
        (1, I32, _type_of(field)),
        (2, LIST, listed(I32, list(chunk.encodings))),
        (3, LIST, listed(TEXT, [field.name.encode()])),
        (4, I32, chunk.codec),
        (5, I64, count),
        (6, I64, chunk.plain_size),
        (7, I64, chunk.size),
        (9, I64, chunk.data),
    ]
    if chunk.data != chunk.begin:
        said.append((11, I64, chunk.begin))
    if chunk.statistics:
        said.append((12, STRUCT, chunk.statistics))
    return struct(*said)
