"""The same kernel on a cluster: claims dealt out by person, each partition settled where it lies (extra ``spark``).

Spark moves and sorts the rows; what a bill is worth is settled by :class:`Settler` alone, as on one machine. The
regulation travels with the task, so a reform or a folder of one's own need lie on the driver only.

Source: contract of settlement, section 8.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa

from tongchou import __version__
from tongchou.columns.claims import BY_NAME, CARRIED, SETTLED
from tongchou.columns.cuts import whole_persons
from tongchou.columns.faults import RefusedClaims, RowFault
from tongchou.columns.guard import KernelDiffers, check_kernel
from tongchou.columns.kernel import Kernel
from tongchou.columns.normal import normalised
from tongchou.columns.order import ORDER
from tongchou.columns.settler import Settler
from tongchou.columns.sources import ROWS, Piece
from tongchou.regulations.load import Regulation, load
from tongchou.regulations.resolve import TermsBook

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession  # type: ignore[import-not-found]

REFUSED, REASON = "refused", "reason"
"""The status of a bad row that is kept, and the column that says why, in Chinese and English."""

PLAIN = pa.schema(
    [(field.name, pa.string() if pa.types.is_dictionary(field.type) else field.type) for field in SETTLED]
)
"""``claims.SETTLED`` with its words as text: a table of Spark has no dictionaries."""

WITH_REASON = PLAIN.append(pa.field(REASON, pa.string()))

SPARK_TYPES = {pa.string(): "string", pa.date32(): "date", pa.int64(): "bigint"}

SHOWN = 5
"""How many bad rows of a partition are named when it is refused."""

MARK = "✗ "
"""Begins each reason of a refusal, to be found again in what Spark says of a failed job."""


class NoCluster(Exception):
    """Spark can't be started from here; the text says why and what to do, in Chinese and English."""


class Refused(Exception):
    """A partition that is not settled; the text has a line for each reason, in Chinese and English."""

    def __init__(self, reasons: list[str]) -> None:
        """Begin each reason with the mark."""
        super().__init__("\n" + "\n".join(MARK + reason.replace("\n", " ") for reason in reasons))


class Task(NamedTuple):
    """What every worker does, as it is sent to it."""

    regulation: Regulation
    keep_bad: bool
    plain: bool
    version: str
    """Of the product on the driver."""

    def settle(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Settle the batches of one partition: whole persons, in the order of settling, cut anywhere.

        Yields batches of ``PLAIN``, of ``WITH_REASON`` where bad rows are kept. Raises Refused for a bad row that is
        not kept, and where this worker can't be trusted with the task.
        """
        settler = settler_for(self)
        try:
            for piece in whole_persons(pieces_of_batches(batches)):
                yield from self._settled(settler, piece).to_batches()
        except RefusedClaims as refused:
            raise Refused([sentence(fault) for fault in refused.faults]) from None

    def _settled(self, settler: Settler, piece: Piece) -> pa.Table:
        result = settler.settle(piece.table, lines=piece.lines, skip_bad=True)
        if not self.keep_bad:
            if result.faults:
                raise Refused(reasons_of(piece, result.faults))
            return result.settled.cast(PLAIN)
        reason = pa.nulls(result.settled.num_rows, pa.string())
        good = result.settled.cast(PLAIN).append_column(WITH_REASON.field(REASON), reason)
        return pa.concat_tables([good, refused_rows(piece, result.faults)])


_SETTLERS: dict[tuple[str, bool], Settler] = {}
"""The settler of this process, by regulation and path: a worker's process does one task after the other."""


def settler_for(task: Task) -> Settler:
    """Return the settler of a task, checked once a process; raise Refused where it can't be trusted."""
    if task.version != __version__:
        raise Refused(
            [
                f"此节点装的是 tongchou {__version__}，驱动程序是 {task.version}；请在各节点装同一版本 | "
                f"this worker has tongchou {__version__}, the driver {task.version}; install one version everywhere"
            ]
        )
    known = task.regulation.version, task.plain
    if known not in _SETTLERS:
        # Spark gives a task one core
        kernel = Kernel(plain=task.plain, threads=1)
        if not task.plain and not kernel.is_compiled:
            raise Refused(
                [
                    "此节点没有 numba，未编译的内核慢数百倍；请在各节点安装 tongchou[bulk]，或用 --plain | "
                    "this worker has no numba, and the plain kernel is hundreds of times slower; "
                    "install tongchou[bulk] on every node, or use --plain"
                ]
            )
        settler = Settler(TermsBook(task.regulation), kernel)
        if kernel.is_compiled:
            try:
                check_kernel(settler.tables, settler.tables.last_day)
            except KernelDiffers as differs:
                raise Refused([str(differs)]) from None
        _SETTLERS.clear()
        _SETTLERS[known] = settler
    return _SETTLERS[known]


def pieces_of_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[Piece]:
    """Yield batches gathered to pieces that are worth a run of the kernel, their rows counted from 1."""
    gathered: list[pa.RecordBatch] = []
    line = 1
    rows = 0
    for batch in batches:
        gathered.append(batch)
        rows += batch.num_rows
        if rows >= ROWS:
            yield _piece(gathered, line)
            line += rows
            gathered, rows = [], 0
    if gathered:
        yield _piece(gathered, line)


def _piece(gathered: list[pa.RecordBatch], line: int) -> Piece:
    table = pa.Table.from_batches(gathered)
    return Piece(table, np.arange(line, line + table.num_rows), [])


def sentence(fault: RowFault) -> str:
    """Return a fault in Chinese and English."""
    return f"{fault.message('zh')} | {fault.message('en')}"


def reasons_of(piece: Piece, faults: list[RowFault]) -> list[str]:
    """Return the first faults of a piece, each with its person and encounter: a partition has no lines to go by."""
    rows = piece.table.take([fault.line - int(piece.lines[0]) for fault in faults[:SHOWN]])
    persons, encounters = (rows.column(name).to_pylist() for name in ("person_id", "encounter_id"))
    said = [
        sentence(fault._replace(line=0, source=f"{person}/{encounter}"))
        for fault, person, encounter in zip(faults, persons, encounters, strict=False)
    ]
    if len(faults) > SHOWN:
        more = len(faults) - SHOWN
        said.append(f"……此分区另有 {more} 处 | … and {more} more in this partition")
    return said


def refused_rows(piece: Piece, faults: list[RowFault]) -> pa.Table:
    """Return the bad rows of a piece, what is known of them beside the reasons, without amounts but the total."""
    reasons: dict[int, list[str]] = {}
    for fault in sorted(faults, key=lambda fault: fault.line):
        reasons.setdefault(fault.line - int(piece.lines[0]), []).append(sentence(fault._replace(line=0, source="")))
    rows = piece.table.take(pa.array(list(reasons), pa.int64()))
    columns = {name: rows.column(name) for name in (*CARRIED, "total") if name in rows.column_names}
    columns["status"] = pa.array([REFUSED] * len(reasons), pa.string())
    columns[REASON] = pa.array(["; ".join(each) for each in reasons.values()], pa.string())
    return pa.table({field.name: columns.get(field.name, pa.nulls(len(reasons))) for field in WITH_REASON}).cast(
        WITH_REASON
    )


def settle_frame(
    claims: "DataFrame",
    regulation: str,
    *,
    partitions: int,
    reform: Path | None = None,
    keep_bad: bool = False,
    plain: bool = False,
) -> "DataFrame":
    """Return settled claims as a frame of Spark, its columns those of ``claims.SETTLED`` with words as text.

    ``claims`` has the columns of the contract, amounts in fen, and all bills of a person; others are left behind.
    Nothing is settled before the frame is written or asked, and then each time anew. A bad row fails the job with its
    reason; with ``keep_bad`` it is a row of status "refused" without amounts, with a column ``reason``, and the
    person's other bills are settled as if it were not there. ``plain`` does without the compiled kernel.

    Raises RefusedClaims where a column is missing or of another type, and what :func:`load` raises.
    """
    task = Task(load(regulation, reform=reform), keep_bad, plain, __version__)
    known = claims.select(*(name for name in claims.columns if name in BY_NAME or name == "county"))
    normalised(known.limit(0).toArrow())
    dealt = known.repartition(partitions, "person_id").sortWithinPartitions(*(name for name, _ in ORDER))
    schema = ", ".join(f"{field.name} {SPARK_TYPES[field.type]}" for field in (WITH_REASON if keep_bad else PLAIN))
    return dealt.mapInArrow(lambda batches: task.settle(batches), schema)


def start(master: str | None) -> "SparkSession":
    """Return a session of Spark on a master (``local[4]``, ``spark://…``, ``yarn``), None: as spark-submit says.

    Raises NoCluster where pyspark or Java is missing.
    """
    try:
        from pyspark.errors import PySparkRuntimeError  # type: ignore[import-not-found]
        from pyspark.sql import SparkSession
    except ImportError as missing:
        raise NoCluster(
            "缺少 pyspark：请安装 tongchou[spark]（另需 Java 17） | "
            "pyspark is missing: install tongchou[spark] (Java 17 is needed too)"
        ) from missing
    if master is not None and master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("tongchou")
    try:
        return (builder if master is None else builder.master(master)).getOrCreate()
    except PySparkRuntimeError as failed:
        raise NoCluster(
            f"Spark 未能启动，请确认已装 Java 17：{failed} | Spark did not start, make sure Java 17 is there: {failed}"
        ) from failed


def failures() -> tuple[type[Exception], ...]:
    """Return what Spark raises where a job fails; there is a session already."""
    from py4j.protocol import Py4JError  # type: ignore[import-not-found]
    from pyspark.errors import PySparkException

    return PySparkException, Py4JError


def said_by(failed: Exception) -> list[str]:
    """Return why workers refused, out of what Spark says of a failed job; nothing where it failed otherwise."""
    lines = (line.partition(MARK) for line in str(failed).splitlines())
    return list(dict.fromkeys(reason for before, mark, reason in lines if mark and not before.strip()))
