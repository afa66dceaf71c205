"""Bills that were never due: cards pooled at one counter, the same bill twice, items that were not given."""

from itertools import islice

import polars as pl

from tongchou.city import tables
from tongchou.city.draw import Draws
from tongchou.city.faults.editing import ROW, Row
from tongchou.city.faults.work import AMOUNTS, INPATIENT, PLAIN, Work

SAME_DRUG, SWAPPED_ITEM, REPEATED_ITEM = LINE_FAULTS = ("same_drug", "swapped_item", "repeated_item")
"""What may be wrong with the lines of a bill, as in the column ``plant`` of the table of plants."""

_FEWEST_CARDS, _MOST_CARDS = 5, 12
_POOLED_FOR = "I10.x00x002"
_FROM_FEN = 30_000
"""A bill from which on it is worth claiming it twice."""

_LINES_FROM = 200_000
"""A stay from which on its lines have something to swap or to repeat, in fen."""

_REFILL = 20
"""Days between two bills of one prescription, at least."""

_VISIT = pl.col("kind") == "outpatient"
_LOCAL = pl.col("place") == "local"


def pool_cards(work: Work, number: int) -> None:
    """Bring the cards of a day's visitors to one pharmacy, where each buys the same drug for the same amount."""
    draws = work.draws("card pooling")
    visits = work.bills.found(_VISIT & PLAIN & _LOCAL, "discharged")
    pharmacies = work.bills.positions(_LOCAL & (pl.col("provider_level") == "pharmacy"))
    if not len(pharmacies):
        return
    days = visits.group_by("discharged").agg(pl.len(), pl.col(ROW).sort()).filter(pl.col("len") >= _FEWEST_CARDS)
    days = days.sort("discharged")
    drugs = [drug for drug in tables.drugs() if any(_POOLED_FOR.startswith(each) for each in drug.diagnoses)]
    counters = draws.between(0, len(pharmacies) - 1, number).tolist()
    cards = draws.between(_FEWEST_CARDS, _MOST_CARDS, number).tolist()
    for place, counter, wanted in zip(draws.order(len(days)).tolist(), counters, cards, strict=False):
        rows = _of_a_day(work, draws, days[ROW][place].to_list(), wanted)
        if len(rows) < _FEWEST_CARDS:
            continue
        pharmacy, drug = work.bills.row(int(pharmacies[counter])), drugs[counter % len(drugs)]
        model = rows[0]
        for row in rows:
            row.update({name: pharmacy[name] for name in ("provider", "provider_level", "place")})
            row.update({name: model[name] for name in AMOUNTS})
            row.update(diagnosis=_POOLED_FOR, secondary=None, operations=None, filing="none")
            work.plant(row, SAME_DRUG, drug.key)
        persons = [row["person_id"] for row in rows]
        work.used |= set(persons)
        note = f"{len(rows)} cards at {pharmacy['provider']} on {model['discharged']} for {drug.key}"
        work.answers.note("card_pooling", True, persons, [row["encounter_id"] for row in rows], note)


def _of_a_day(work: Work, draws: Draws, positions: list[int], wanted: int) -> list[Row]:
    """Return bills of so many unused persons in a random order, one for each."""
    persons: set[str] = set()
    rows: list[Row] = []
    for place in draws.order(len(positions)).tolist():
        person = work.bills.frame["person_id"][positions[place]]
        if person in work.used or person in persons:
            continue
        persons.add(person)
        rows.append(work.bills.row(positions[place]))
        if len(rows) == wanted:
            break
    return rows


def repeat_bills(work: Work, number: int) -> None:
    """Claim a bill a second time at the same place under another encounter."""
    draws = work.draws("duplicate invoices")
    for position in islice(work.bills_of(draws, _worth_repeating()), number):
        row = work.bills.row(position)
        again = work.bills.add(row)
        _note(work, "duplicate_invoice", True, [row, again], "the same bill as another encounter")


def repeat_bills_elsewhere(work: Work, number: int) -> None:
    """Claim a bill a second time, as one from outside the city that was paid in cash."""
    draws = work.draws("duplicate invoices elsewhere")
    away = work.bills.positions(INPATIENT & ~_LOCAL & PLAIN)
    if not len(away):
        return
    places = draws.between(0, len(away) - 1, number).tolist()
    for position, place in zip(work.bills_of(draws, _worth_repeating()), places, strict=False):
        row, other = work.bills.row(position), work.bills.row(int(away[place]))
        elsewhere = {name: other[name] for name in ("provider", "provider_level", "place")}
        again = work.bills.add({**row, **elsewhere, "filing": "emergency"})
        _note(work, "duplicate_invoice_elsewhere", True, [row, again], "the same bill once more from another place")


def _worth_repeating() -> pl.Expr:
    return (_VISIT | INPATIENT) & PLAIN & _LOCAL & (pl.col("total") >= _FROM_FEN)


def refill_prescriptions(work: Work, number: int) -> None:
    """Let two bills for a filed disease, weeks apart, come to the same amount: the same drugs again."""
    draws = work.draws("refills")
    columns = ("person_id", "kind", "disease", "provider_level", "discharged")
    filed = work.bills.found(pl.col("kind").is_in(["chronic_2", "two_disease"]) & PLAIN & _LOCAL, *columns)
    pairs = filed.with_columns(
        pl.col(ROW).shift(-1).alias("next"),
        (pl.col("discharged").shift(-1) - pl.col("discharged")).dt.total_days().alias("days"),
        *(
            (pl.col(name).shift(-1).eq_missing(pl.col(name))).alias(f"same_{name}")
            for name in ("person_id", "kind", "disease", "provider_level")
        ),
    )
    pairs = pairs.filter(
        "same_person_id", "same_kind", "same_disease", "same_provider_level", pl.col("days") >= _REFILL
    )
    done = 0
    for place in draws.order(len(pairs)).tolist():
        if done == number:
            return
        pair = pairs.row(place, named=True)
        if pair["person_id"] in work.used:
            continue
        row, later = work.bills.row(pair[ROW]), work.bills.row(pair["next"])
        later.update({name: row[name] for name in (*AMOUNTS, "provider", "diagnosis")})
        _note(work, "same_prescription", False, [row, later], "the same prescription filled again")
        done += 1


def swap_items(work: Work, number: int) -> None:
    """Have a drug on the bill of a stay that has nothing to do with it, in place of what was given."""
    draws = work.draws("swapped items")
    for position in islice(work.bills_of(draws, _with_lines()), number):
        row = work.bills.row(position)
        codes = [row["diagnosis"], *(row["secondary"] or ())]
        strange = [drug for drug in tables.drugs() if not _goes_with(drug, codes) and not drug.negotiated]
        drug = strange[int(draws.between(0, len(strange) - 1, 1)[0])]
        work.plant(row, SWAPPED_ITEM, drug.key)
        _note(work, "swapped_item", True, [row], f"{drug.key} {drug.name} billed for something else")


def _goes_with(drug: tables.Drug, codes: list[str]) -> bool:
    """Tell whether a drug is one for any of these diagnoses."""
    return any(drug.goes_with(code, operated=True) for code in codes)


def repeat_items(work: Work, number: int) -> None:
    """Have a line of a stay's bill stand there twice."""
    draws = work.draws("repeated items")
    for position in islice(work.bills_of(draws, _with_lines()), number):
        row = work.bills.row(position)
        work.plant(row, REPEATED_ITEM)
        _note(work, "repeated_item", True, [row], "one line of the bill stands there twice")


def _with_lines() -> pl.Expr:
    return INPATIENT & PLAIN & _LOCAL & (pl.col("total") - pl.col("own_expense") >= _LINES_FROM)


def _note(work: Work, fault: str, planted: bool, rows: list[Row], note: str) -> None:
    work.used.add(rows[0]["person_id"])
    encounters = [row["encounter_id"] for row in rows]
    work.answers.note(fault, planted, [rows[0]["person_id"]], encounters, note)
