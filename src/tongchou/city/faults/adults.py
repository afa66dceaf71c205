"""Who can be made another person: adults whose row nobody else's row depends on."""

from collections.abc import Iterator
from datetime import date
from itertools import islice

import polars as pl

from tongchou.city.draw import Draws
from tongchou.city.faults.editing import ROW, Row

_ADULT = 20
_MOST = 12
"""How many people like another are offered, for not everyone will do."""


class Adults:
    """Living adults who are nobody's child or mother in the city, and who use what they are enrolled for.

    Where somebody is enrolled twice, both enrolments have bills: else nothing would show it, and nothing be lost by it.
    """

    _SEARCHED = (ROW, "person_id", "household_id", "township", "village")

    def __init__(self, people: pl.DataFrame, bills: pl.DataFrame, year: int, draws: Draws, used: set[str]) -> None:
        self._used = used
        mothers = people["mother_id"].drop_nulls().unique()
        patients = bills.filter("covered")["person_id"].unique()
        grown = people.filter(
            pl.col("death").is_null()
            & pl.col("mother_id").is_null()
            & (pl.col("birth") < date(year - _ADULT, 1, 1))
            & ~pl.col("person_id").is_in(mothers.implode())
            & pl.col("person_id").is_in(patients.implode())
        )
        self._frame = grown[draws.order(len(grown)).tolist()].with_columns(
            pl.col("sex", "township", "village").cast(pl.String), pl.col("birth").dt.year()
        )
        self._groups = self._frame.partition_by("sex", "birth", as_dict=True)
        self._rows: dict[tuple[str, int], list[tuple[int, str, str, str, str]]] = {}

    def unused(self, draws: Draws, found: pl.Expr) -> Iterator[int]:
        """Yield in a random order the positions of those for whom an expression holds, and who have no fault yet."""
        kept = self._frame.filter(found)
        positions, persons = kept[ROW], kept["person_id"]
        for place in draws.order(len(kept)).tolist():
            if persons[place] not in self._used:
                yield int(positions[place])

    def like(self, person: Row, same_village: bool = False) -> list[int]:
        """Return positions of some unused adults of the sex and year of birth of a person, in a random order.

        They live in another township, or in the same village but another household.
        """
        key = (person["sex"], person["birth"].year)
        if key not in self._rows:
            group = self._groups.get(key)
            self._rows[key] = [] if group is None else group.select(self._SEARCHED).rows()
        fitting = (
            row
            for row, person_id, household, township, village in self._rows[key]
            if household != person["household_id"]
            and (village == person["village"] if same_village else township != person["township"])
            and person_id not in self._used
        )
        return list(islice(fitting, _MOST))
