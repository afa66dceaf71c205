"""Claims cut at whole persons: what comes piece by piece, a piece ending anywhere, and a large table in slices.

Source: contract of settlement, section 8.
"""

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa

from tongchou.columns.normal import Numbers, normalised
from tongchou.columns.order import Stand, stand_of
from tongchou.columns.sources import ROWS, Piece


class OutOfOrder(Exception):
    """The rows of a person do not stand together in a file."""


def slices_of(table: pa.Table, lines: Numbers | None) -> Iterator[Piece]:
    """Yield the rows of a table in slices; ``lines`` are their numbers, else they are counted from 1."""
    for first in range(0, table.num_rows, ROWS):
        part = table.slice(first, ROWS)
        counted = np.arange(1 + first, 1 + first + part.num_rows) if lines is None else lines[first : first + ROWS]
        yield Piece(part, counted, [])


def whole_persons(pieces: Iterable[Piece], source: str = "") -> Iterator[Piece]:
    """Yield pieces of which none ends inside a person; ``source`` names them where a column can't be what it has to be.

    Raises OutOfOrder where the persons of a later piece do not come after those of the earlier ones. A single piece is
    yielded as it is: settling puts it in order.
    """
    last = ""
    tail: Piece | None = None
    waiting: Piece | None = None
    for following in pieces:
        table = normalised(following.table, source)
        piece = Piece(table, following.lines, following.faults, stand_of(table))
        if waiting is not None:
            last = passed_by(waiting, last)
            whole, tail = cut(tail, waiting)
            yield from whole
        waiting = piece
    if waiting is not None:
        if last:
            passed_by(waiting, last)
        yield waiting if tail is None else joined(tail, waiting)


def cut(tail: Piece | None, piece: Piece) -> tuple[list[Piece], Piece | None]:
    """Return the whole persons of a piece and of the tail before it, and the rows of its last person as a new tail."""
    rows = piece.table.num_rows
    starts = starts_of(piece)
    if not rows:
        return ([piece] if piece.faults else []), tail
    begin = 0
    if tail is not None and tail.table.column("person_id")[0] == piece.table.column("person_id")[0]:
        begin = int(starts[1]) if len(starts) > 1 else rows
        tail = joined(tail, part_of(piece, 0, begin))
        if begin == rows:
            return [], tail
    end = int(starts[-1])
    whole = [] if tail is None else [tail]
    if end > begin:
        whole.append(part_of(piece, begin, end))
    return whole, part_of(piece, end, rows)


def part_of(piece: Piece, begin: int, end: int) -> Piece:
    """Return some rows of a piece; its faults go with the first."""
    stand = None if piece.stand is None else Stand(piece.stand.begins[begin:end], piece.stand.rising)
    return Piece(piece.table.slice(begin, end - begin), piece.lines[begin:end], [] if begin else piece.faults, stand)


def joined(first: Piece, second: Piece) -> Piece:
    """Return two pieces as one."""
    table = pa.concat_tables([first.table, second.table], promote_options="default")
    return Piece(table, np.concatenate([first.lines, second.lines]), first.faults + second.faults)


def passed_by(piece: Piece, last: str) -> str:
    """Return the last person of a piece; raise OutOfOrder where persons do not rise, from the last one before on."""
    if not piece.table.num_rows:
        return last
    persons = piece.table.column("person_id")
    if not (piece.stand and piece.stand.rising) or (persons[0].as_py() or "") < last:
        raise OutOfOrder
    return persons[-1].as_py() or ""


def starts_of(piece: Piece) -> Numbers:
    """Return the rows of a piece at which another person begins."""
    stand = piece.stand or stand_of(piece.table)
    return np.flatnonzero(stand.begins)
