"""Planting the faults of ``faults.yaml`` in the tables of a city: the same seed plants the same ones."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import polars as pl
import pyarrow as pa

from tongchou.city.faults import bills, doubles, stays
from tongchou.city.faults.editing import Bills, Editable, Numbers, Row
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
    wanted = rates() if planned is None else planned
    unknown = sorted(set(wanted) - set(OF_PEOPLE) - set(OF_A_YEAR))
    if unknown:
        raise ValueError(f"unknown faults: {', '.join(unknown)} · 未知的差错名称")
    people = Editable(residents, PEOPLE_SEARCHED)
    numbers, answers, used = Numbers(claims), Answers(), set[str]()
    id_numbers = set(residents["id_number"].to_pylist())
    last = max(claims)
    done: dict[int, pa.Table] = {}
    plants: list[Row] = []
    # the last year first: those who are to have a fault of their own row there have none in an earlier year
    for year in sorted(claims, reverse=True):
        year_bills = Bills(claims[year], year, BILLS_SEARCHED, numbers)
        work = Work(seed, year, people, year_bills, answers, used, id_numbers)
        for name, planter in {**(OF_PEOPLE if year == last else {}), **OF_A_YEAR}.items():
            if name in wanted:
                planter(work, wanted[name].number(_base(wanted[name], work)))
        named = answers.encounters() | {row["encounter_id"] for row in work.plants}
        done[year], names = year_bills.settled_order(named)
        answers.rename(names)
        plants += [{**row, "encounter_id": names[row["encounter_id"]]} for row in work.plants]
    table = pa.Table.from_pylist(sorted(plants, key=lambda row: row["encounter_id"]), schema=PLANTS)
    return Planted(people.finished(), {year: done[year] for year in claims}, answers.table(), table)


def _base(rate: Rate, work: Work) -> int:
    """Return how many residents, bills or stays there are in the year."""
    if rate.of == RESIDENTS:
        return len(work.people.frame)
    frame = work.bills.frame
    return len(frame) if rate.of == CLAIMS else len(frame.filter(INPATIENT & pl.col("covered")))
