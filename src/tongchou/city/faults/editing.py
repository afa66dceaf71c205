"""Tables of which a few rows are changed: searched as columns, changed row by row, put together again in order."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

Row = dict[str, Any]
Positions = npt.NDArray[np.int64]

ROW = "row"
"""The column of a search frame that holds the position in the table."""

_NUMBERED = re.compile(r"(.*?)(\d+)", re.ASCII)


class Editable:
    """A table, the frame that searches it (the given columns and ``row``), and its changed rows."""

    def __init__(self, table: pa.Table, searched: Iterable[str]) -> None:
        self.table = table
        frame = pl.from_arrow(table.select(list(searched)))
        assert isinstance(frame, pl.DataFrame)
        self.frame = frame.with_row_index(ROW)
        self._changed: dict[int, Row] = {}

    def row(self, position: int) -> Row:
        """Return a row to read or to change; the same object each time, written back by :meth:`finished`."""
        if position not in self._changed:
            self._changed[position] = self.table.slice(position, 1).to_pylist()[0]
        return self._changed[position]

    def positions(self, found: pl.Expr) -> Positions:
        """Return the positions of the rows for which an expression on the search frame holds (as they were)."""
        return self.frame.select(pl.col(ROW).filter(found))[ROW].to_numpy().astype(np.int64)

    def found(self, condition: pl.Expr, *columns: str) -> pl.DataFrame:
        """Return some columns of the search frame, and ``row``, where a condition holds."""
        return self.frame.lazy().filter(condition).select(*columns, ROW).collect()

    def finished(self) -> pa.Table:
        """Return the table with its changed rows, in the old order."""
        places = np.array(sorted(self._changed), np.int64)
        kept = np.setdiff1d(np.arange(self.table.num_rows), places, assume_unique=True)
        order = np.argsort(np.concatenate((kept, places)), kind="stable")
        return self._with([self._changed[place] for place in places.tolist()], places).take(pa.array(order))

    def _with(self, rows: list[Row], places: Positions) -> pa.Table:
        """Return the rows that stay as they were, and behind them the given ones."""
        kept = np.ones(self.table.num_rows, np.bool_)
        kept[places] = False
        changed = pa.Table.from_pylist(rows, schema=self.table.schema)
        return pa.concat_tables([self.table.filter(pa.array(kept)), changed]).unify_dictionaries()


class Numbers:
    """Hands out identifiers that no bill has: the prefix of a year's identifiers and numbers beyond the largest."""

    def __init__(self, last: Mapping[int, str]) -> None:
        self._of_year = {year: _parts(identifier) for year, identifier in last.items()}
        self._last: dict[str, int] = {}
        for prefix, number, _ in self._of_year.values():
            self._last[prefix] = max(self._last.get(prefix, 0), number)

    def next(self, year: int) -> str:
        """Return a new identifier for a bill of a year."""
        prefix, _, width = self._of_year[year]
        self._last[prefix] += 1
        return f"{prefix}{self._last[prefix]:0{width}d}"


def last_identifier(claims: pa.Table) -> str:
    """Return the last identifier of a year's bills in the order of text; one that is none where there are no bills."""
    return pc.max(claims["encounter_id"]).as_py() or "E00000000"


def _parts(identifier: str) -> tuple[str, int, int]:
    """Return prefix, number and width of the number of an identifier."""
    found = _NUMBERED.fullmatch(identifier)
    if found is None:
        raise ValueError(f"an encounter_id ends in a number, found {identifier} · encounter_id 须以数字结尾")
    return found[1], int(found[2]), len(found[2])


class Bills(Editable):
    """A year's bills while faults are planted in them: rows are changed, moved to another day, and added.

    The search frame tells besides the columns asked for whether a bill was followed by a transfer (``transferred``).
    """

    def __init__(self, claims: pa.Table, year: int, searched: Iterable[str], numbers: Numbers) -> None:
        super().__init__(claims, searched)
        self._year = year
        left = self.frame["transfer_from"].drop_nulls().unique()
        self.frame = self.frame.with_columns(pl.col("encounter_id").is_in(left.implode()).alias("transferred"))
        self._numbers = numbers
        self._added: list[Row] = []

    def add(self, row: Row) -> Row:
        """Add a bill of a person who has one already, under a new identifier, and return it."""
        new = {**row, "encounter_id": self._numbers.next(self._year)}
        self._added.append(new)
        return new

    def settled_order(self, named: set[str]) -> tuple[pa.Table, dict[str, str]]:
        """Return the bills in the order of settling, all identifiers given anew in that order.

        New numbers for all, so that a planted bill can't be told by its number; beside the bills stand the new
        identifiers of the named ones.
        """
        places = np.array(sorted(self._changed), np.int64)
        rows = [*(self._changed[place] for place in places.tolist()), *self._added]
        mixed = self._with(rows, places)
        kept = np.setdiff1d(np.arange(self.table.num_rows), places, assume_unique=True)
        mixed = mixed.take(pa.array(self._order(kept, rows)))
        new = self._identifiers()
        follows = mixed["transfer_from"].to_pylist()
        names = self._renamed(named.union(name for name in follows if name), mixed, new)
        follows = [name and names[name] for name in follows]
        for name, values in (("encounter_id", new), ("transfer_from", pa.array(follows, pa.string()))):
            mixed = mixed.set_column(mixed.schema.get_field_index(name), self.table.schema.field(name), values)
        return mixed, {name: names[name] for name in named}

    def _identifiers(self) -> pa.Array:
        """Return all identifiers in order; those of the added bills come after the others."""
        added = pa.array([row["encounter_id"] for row in self._added], pa.string())
        every = pa.chunked_array([*self.table["encounter_id"].chunks, added]).combine_chunks()
        return every if self.frame["encounter_id"].is_sorted() else every.take(pc.sort_indices(every))

    @staticmethod
    def _renamed(asked: set[str], mixed: pa.Table, new: pa.Array) -> dict[str, str]:
        found = pc.is_in(mixed["encounter_id"], value_set=pa.array(sorted(asked), pa.string()))
        before = mixed["encounter_id"].filter(found).to_pylist()
        lost = sorted(asked.difference(before))
        if lost:
            raise ValueError(
                f"{lost[0]}: a transfer from a bill that is none of the year; the years of a city are planted apart "
                f"· 转自 {lost[0]}，但当年没有这张账单"
            )
        return dict(zip(before, new.filter(found.combine_chunks()).to_pylist(), strict=True))

    def _order(self, kept: Positions, rows: list[Row]) -> Positions:
        """Return the order by person, discharge and identifier, of the kept rows and the given ones behind them.

        Only the persons of the given rows have to be sorted: everybody else's rows stand in order already.
        """
        persons = sorted({row["person_id"] for row in rows})
        first = dict(
            zip(
                persons,
                self.frame["person_id"].search_sorted(pl.Series(persons, dtype=pl.String), side="left"),
                strict=True,
            )
        )
        theirs = pc.is_in(
            self.table["person_id"].take(pa.array(kept)), value_set=pa.array(persons, pa.string())
        ).to_numpy()
        block = np.concatenate((kept, np.array([first[row["person_id"]] for row in rows], np.int64)))
        within = np.zeros(len(block), np.int64)
        near = np.concatenate((np.flatnonzero(theirs), np.arange(len(kept), len(block))))
        columns = (
            self.table.select(["person_id", "discharged", "encounter_id"]).take(pa.array(kept[theirs])).to_pylist()
        )
        keys = [(row["person_id"], row["discharged"], row["encounter_id"]) for row in (*columns, *rows)]
        ranked = sorted(range(len(keys)), key=keys.__getitem__)
        for rank, number in enumerate(ranked):
            within[near[number]] = rank
            block[near[number]] = first[keys[number][0]]
        return np.lexsort((within, block)).astype(np.int64)
