"""What is at hand while faults are planted in a year: people, bills, chance, and the book of answers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl
import pyarrow as pa

from tongchou.city import schema
from tongchou.city.draw import Draws
from tongchou.city.faults.adults import Adults
from tongchou.city.faults.editing import Bills, Editable, Row

PEOPLE_SEARCHED = (
    "person_id", "id_number", "name", "sex", "birth", "death", "township", "village", "household_id", "relation",
    "mother_id", "category",
)  # fmt: skip
BILLS_SEARCHED = (
    "encounter_id", "person_id", "kind", "provider_level", "place", "admitted", "discharged", "total", "own_expense",
    "covered", "excluded", "delivery", "stay", "transfer_from", "provider", "diagnosis", "operations", "adrg",
    "disease",
)  # fmt: skip

PLANTS = pa.schema(
    [
        pa.field("encounter_id", pa.string(), nullable=False),
        pa.field("plant", pa.string(), nullable=False),
        pa.field("value", pa.string(), nullable=False),
    ]
)
"""What is wrong with the lines of a bill: the fault, and the key of the item that it is about (may be empty)."""

INPATIENT = pl.col("kind") == "inpatient"
PLAIN = (
    pl.col("covered")
    & pl.col("excluded").is_null()
    & pl.col("delivery").is_null()
    & pl.col("stay").is_null()
    & pl.col("transfer_from").is_null()
    & ~pl.col("transferred")
)
"""A bill within cover that is no delivery and no part of a longer story."""

AMOUNTS = ("total", "own_expense", "over_limit", "self_first")


class Answers:
    """The answer key while it is written."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._numbers: dict[str, int] = {}
        self._renamed = 0

    def note(self, fault: str, planted: bool, persons: Iterable[str], encounters: Iterable[str], note: str) -> None:
        """Write one case down."""
        number = self._numbers[fault] = self._numbers.get(fault, 0) + 1
        case = {"persons": list(persons), "encounters": list(encounters), "note": note}
        self._rows.append({"fault": fault, "planted": planted, "number": number, **case})

    def encounters(self) -> set[str]:
        """Return every encounter of the cases that still have their old identifiers."""
        return {encounter for row in self._rows[self._renamed :] for encounter in row["encounters"]}

    def rename(self, names: dict[str, str]) -> None:
        """Give the encounters of these cases their new identifiers."""
        for row in self._rows[self._renamed :]:
            row["encounters"] = [names[encounter] for encounter in row["encounters"]]
        self._renamed = len(self._rows)

    def table(self) -> pa.Table:
        """Return the answers by fault and number."""
        rows = sorted(self._rows, key=lambda row: (row["fault"], row["number"]))
        return pa.Table.from_pylist(rows, schema=schema.ANSWERS)


@dataclass
class Work:
    """One year in which faults are planted; ``used`` are the persons who have had theirs, so that nobody has two.

    ``id_numbers`` are all that are given out.
    """

    seed: int
    year: int
    people: Editable
    bills: Bills
    answers: Answers
    used: set[str]
    id_numbers: set[str]
    plants: list[Row] = field(default_factory=list)

    def draws(self, purpose: str) -> Draws:
        """Return a stream of chance for one purpose in this year."""
        return Draws(self.seed, f"faults:{self.year}:{purpose}")

    def bills_of(self, draws: Draws, found: pl.Expr) -> Iterator[int]:
        """Yield in a random order the positions of the bills for which an expression holds, whose person is unused."""
        positions, persons = self.bills.positions(found), self.bills.frame["person_id"]
        for position in positions[draws.order(len(positions))].tolist():
            if persons[position] not in self.used:
                yield position

    @cached_property
    def adults(self) -> Adults:
        """Who can be made another person."""
        return Adults(self.people.frame, self.bills.frame, self.year, self.draws("adults"), self.used)

    def person(self, person_id: str) -> Row:
        """Return the row of a resident, found by the order of the table."""
        return self.people.row(int(self.people.frame["person_id"].search_sorted(person_id)))

    def plant(self, row: Row, plant: str, value: str = "") -> None:
        """Note what is wrong with the lines of a bill."""
        self.plants.append({"encounter_id": row["encounter_id"], "plant": plant, "value": value})


def in_scope(row: Row) -> int:
    """Return what of a bill is within the scope of the regulation, in fen."""
    return int(row["total"] - row["own_expense"] - row["over_limit"] - row["self_first"])


def set_amounts(row: Row, own_expense: int, over_limit: int, self_first: int, scope: int) -> None:
    """Set the parts of a bill, and the total that they add up to."""
    row.update(own_expense=own_expense, over_limit=over_limit, self_first=self_first)
    row["total"] = own_expense + over_limit + self_first + scope


def scaled(row: Row, numerator: int, denominator: int) -> tuple[int, int, int, int]:
    """Return a share of each part of a bill, rounded down: own expense, over limit, self first, in scope."""
    parts = (row["own_expense"], row["over_limit"], row["self_first"], in_scope(row))
    return tuple(part * numerator // denominator for part in parts)  # type: ignore[return-value]


def divide(row: Row, later: Row, numerator: int, denominator: int) -> None:
    """Divide a bill: leave a share of it in the first row, and put the rest into the later one, to the fen."""
    first = scaled(row, numerator, denominator)
    whole = (row["own_expense"], row["over_limit"], row["self_first"], in_scope(row))
    rest = [all_of - part for all_of, part in zip(whole, first, strict=True)]
    set_amounts(row, *first)
    set_amounts(later, rest[0], rest[1], rest[2], rest[3])
