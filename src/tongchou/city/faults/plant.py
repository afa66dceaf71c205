"""Planting the faults of ``faults.yaml`` in the tables of a city: the same seed plants the same ones."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import polars as pl
import pyarrow as pa

from tongchou.city.faults import bills, doubles, stays
from tongchou.city.faults.editing import Bills, Editable, Numbers, Row, last_identifier
from tongchou.city.faults.rates import CLAIMS, RESIDENTS, Rate, rates
from tongchou.city.faults.work import BILLS_SEARCHED, INPATIENT, PEOPLE_SEARCHED, PLANTS, Answers, Work

Planter = Callable[[Work, int], None]

OF_PEOPLE: dict[str, Planter] = {
    "twins": doubles.note_twins,
    "died_in_hospital": stays.note_deaths_in_hospital,
    "double_enrolment_rare_character": doubles.replace_rare_characters,
    "double_enrolment_swapped_digits": doubles.swap_digits,
    "double_enrolment_15_digits": doubles.use_old_numbers,
    "double_enrolment_homophone": doubles.use_homophones,
    "double_enrolment_changed_surname": doubles.change_surnames,
    "same_name_and_birthday": doubles.make_namesakes,
    "father_and_son": doubles.make_father_and_son,
    "dead_person": stays.bury,
}
"""Planted in the last year only, for a person's row holds for all years."""

OF_A_YEAR: dict[str, Planter] = {
    "same_day_transfer": stays.note_transfers,
    "hanging_bed": stays.hang_beds,
    "visit_before_admission": stays.send_in_by_visit,
    "planned_chemotherapy": stays.plan_chemotherapy,
    "split_stay": stays.split_stays,
    "upcoding": stays.code_too_high,
    "swapped_item": bills.swap_items,
    "repeated_item": bills.repeat_items,
    "card_pooling": bills.pool_cards,
    "duplicate_invoice": bills.repeat_bills,
    "duplicate_invoice_elsewhere": bills.repeat_bills_elsewhere,
    "same_prescription": bills.refill_prescriptions,
}
"""Planted in each year; what is hardest to find a place for comes first."""


class Planted(NamedTuple):
    """The tables of a city with faults in them.

    ``claims`` by year; ``answers`` is the key (schema ANSWERS); ``plants`` says what :func:`alter_lines` has to do to
    the lines of bills made for these claims.
    """

    residents: pa.Table
    claims: dict[int, pa.Table]
    answers: pa.Table
    plants: pa.Table


def plant_faults(
    residents: pa.Table, claims: Mapping[int, pa.Table], seed: int, planned: Mapping[str, Rate] | None = None
) -> Planted:
    """Plant faults in the residents and the bills by year of a city, at the given rates or those of the product.

    Every bill gets a new ``encounter_id`` in the order of settling, so that the planted ones can't be told by it; the
    answers and the plants name the new ones. Nobody has more than one fault. All other tables of the city stay as they
    are. ValueError where a rate is given for a fault that nobody knows how to plant.
    """
    last = {year: last_identifier(table) for year, table in claims.items()}
    planting = Planting(residents, last, seed, planned)
    done = {year: planting.plant(year, claims[year]) for year in planting.years}
    return Planted(
        planting.people.finished(), {year: done[year] for year in claims}, planting.answers.table(), planting.plants()
    )


class Planting:
    """Faults on their way into a city, year by year, for its bills may be more than fit in memory at once.

    ``last`` holds the last identifier of each year's bills. ``people`` and ``answers`` are complete when all ``years``
    are planted, which has to be in their order: the last one first, for who gets a fault of the whole person there
    should have none in an earlier year.
    """

    def __init__(
        self, residents: pa.Table, last: Mapping[int, str], seed: int, planned: Mapping[str, Rate] | None = None
    ) -> None:
        self._wanted = rates() if planned is None else planned
        unknown = sorted(set(self._wanted) - set(OF_PEOPLE) - set(OF_A_YEAR))
        if unknown:
            raise ValueError(f"unknown faults: {', '.join(unknown)} · 未知的差错名称")
        self.years = sorted(last, reverse=True)
        self.people = Editable(residents, PEOPLE_SEARCHED)
        self.answers = Answers()
        self._seed = seed
        self._numbers = Numbers(last)
        self._used: set[str] = set()
        self._id_numbers = set(residents["id_number"].to_pylist())
        self._plants: list[Row] = []

    def plant(self, year: int, claims: pa.Table) -> pa.Table:
        """Return a year's bills with faults in them, in the order of settling."""
        year_bills = Bills(claims, year, BILLS_SEARCHED, self._numbers)
        work = Work(self._seed, year, self.people, year_bills, self.answers, self._used, self._id_numbers)
        for name, planter in {**(OF_PEOPLE if year == self.years[0] else {}), **OF_A_YEAR}.items():
            if name in self._wanted:
                planter(work, self._wanted[name].number(_base(self._wanted[name], work)))
        named = self.answers.encounters() | {row["encounter_id"] for row in work.plants}
        done, names = year_bills.settled_order(named)
        self.answers.rename(names)
        self._plants += [{**row, "encounter_id": names[row["encounter_id"]]} for row in work.plants]
        return done

    def plants(self) -> pa.Table:
        """Return what is wrong with the lines of bills, in the order of their identifiers."""
        return pa.Table.from_pylist(sorted(self._plants, key=lambda row: str(row["encounter_id"])), schema=PLANTS)


def _base(rate: Rate, work: Work) -> int:
    """Return how many residents, bills or stays there are in the year."""
    if rate.of == RESIDENTS:
        return len(work.people.frame)
    if rate.of == CLAIMS:
        return len(work.bills.frame)
    return len(work.bills.positions(INPATIENT & pl.col("covered")))
