"""Stays that are not what they are billed as: split, on paper only, of the dead, coded too high; and right ones.

Bills are changed within the days of the stay that they were, so cover, place and everything that holds on a day stay as
they are, and the year's sums move as little as possible.
"""

from datetime import date, timedelta
from itertools import islice

import polars as pl

from tongchou.city import tables
from tongchou.city.faults.editing import ROW, Row
from tongchou.city.faults.work import INPATIENT, PLAIN, Work, divide, scaled, set_amounts

_DAYS = (pl.col("discharged") - pl.col("admitted")).dt.total_days()
_LOCAL = pl.col("place") == "local"

_SPLIT_FROM, _SPLIT_COST = 9, 300_000
"""Days and fen from which on a stay is worth splitting."""

_CYCLE, _CHEMO_FROM, _CHEMO_TO = 3, 13, 20
"""Days of a cycle, and of the stay out of which two of them are made: one or two weeks lie between."""

CHEMOTHERAPY = "Z51.102"
_TUMOUR = "C34.900x001"

_BED_FROM, _BED_PERCENT = 7, 30
"""Days of a bed that hangs, and what share of a stay's cost is left of it."""

_OLD = 50
"""Age from which on a death is set."""

_BEFORE_DEATH = 2
"""Days between the death that is set and the first bill after it."""

_GRAVE_COST, _GRAVE_DAYS = 3, 2
"""A case is coded as one that costs at least so many times as much and lasts so many times as long in the mean."""

_CASES_OF_A_GROUP = 3
"""A group is taken for upcoding where the year has at least so many stays of it."""

_SHORT = 6


def split_stays(work: Work, number: int) -> None:
    """Split a stay: discharged on paper, admitted again that day or the next, same place, same case."""
    draws = work.draws("split stays")
    found = INPATIENT & PLAIN & _LOCAL & (_DAYS >= _SPLIT_FROM) & (pl.col("total") >= _SPLIT_COST)
    gaps = draws.between(0, 1, number).tolist()
    for position, gap in zip(work.bills_of(draws, found), gaps, strict=False):
        row = work.bills.row(position)
        days = (row["discharged"] - row["admitted"]).days
        half = row["admitted"] + timedelta(days=days // 2)
        begin = half + timedelta(days=gap)
        later = work.bills.add({**row, "admitted": begin, **_not_operated(row["diagnosis"], row["adrg"])})
        row["discharged"] = half
        divide(row, later, 1, 2)
        _note(work, "split_stay", True, [row, later], f"one stay of {days} days made into two")


def plan_chemotherapy(work: Work, number: int) -> None:
    """Make two planned cycles of chemotherapy in one place, a week or more apart, out of a long stay."""
    draws = work.draws("chemotherapy")
    adult = work.people.found(pl.col("birth") < date(work.year - 40, 1, 1), "person_id")["person_id"]
    found = (
        INPATIENT
        & PLAIN
        & _LOCAL
        & _DAYS.is_between(_CHEMO_FROM, _CHEMO_TO)
        & pl.col("person_id").is_in(adult.implode())
    )
    for position in islice(work.bills_of(draws, found), number):
        row = work.bills.row(position)
        tumour = row["diagnosis"] if row["diagnosis"].startswith("C") else _TUMOUR
        row.update(diagnosis=CHEMOTHERAPY, secondary=[tumour], **_not_operated(CHEMOTHERAPY))
        later = work.bills.add({**row, "admitted": row["discharged"] - timedelta(days=_CYCLE)})
        row["discharged"] = row["admitted"] + timedelta(days=_CYCLE)
        divide(row, later, 1, 2)
        _note(work, "planned_chemotherapy", False, [row, later], "two cycles, the second as planned")


def note_transfers(work: Work, number: int) -> None:
    """Write down transfers: discharged here and admitted elsewhere on the same day."""
    draws = work.draws("transfers")
    before = work.bills.found(pl.col("transferred"), "encounter_id", "person_id", "discharged").drop(ROW)
    follows = work.bills.found(
        INPATIENT & pl.col("transfer_from").is_not_null(), "encounter_id", "person_id", "admitted", "transfer_from"
    )
    pairs = follows.join(before, left_on="transfer_from", right_on="encounter_id")
    pairs = pairs.sort(ROW).filter(
        (pl.col("discharged") == pl.col("admitted")) & (pl.col("person_id") == pl.col("person_id_right"))
    )
    pairs = pairs.filter(~pl.col("person_id").is_in(list(work.used))).unique("person_id", keep="first").sort(ROW)
    for place in draws.order(len(pairs)).tolist()[:number]:
        pair = pairs.row(place, named=True)
        work.used.add(pair["person_id"])
        encounters = [pair["transfer_from"], pair["encounter_id"]]
        note = "transferred to another place on the day of discharge"
        work.answers.note("same_day_transfer", False, [pair["person_id"]], encounters, note)


def hang_beds(work: Work, number: int) -> None:
    """Bill a stay of somebody who goes about: seen elsewhere while in hospital, and next to nothing done there."""
    for row, visit, draw in _with_visit(work, "hanging beds", _DAYS >= _BED_FROM, number):
        inside = (row["discharged"] - row["admitted"]).days - 1
        visit["discharged"] = row["admitted"] + timedelta(days=1 + draw % inside)
        set_amounts(row, *scaled(row, _BED_PERCENT, 100))
        row.update(_not_operated(row["diagnosis"], row["adrg"]))
        _note(
            work, "hanging_bed", True, [row, visit], "seen elsewhere in the middle of a stay that hardly costs anything"
        )


def send_in_by_visit(work: Work, number: int) -> None:
    """Let a visit be followed by the admission of the same day."""
    for row, visit, _ in _with_visit(work, "visits before admission", _DAYS >= 1, number):
        visit["discharged"] = row["admitted"]
        _note(work, "visit_before_admission", False, [visit, row], "seen as an outpatient and admitted the same day")


def _with_visit(work: Work, purpose: str, days: pl.Expr, number: int) -> list[tuple[Row, Row, int]]:
    """Return stays, each with an outpatient visit of the person under the same identity, and a random number."""
    draws, frame = work.draws(purpose), work.bills.frame
    stays = INPATIENT & PLAIN & _LOCAL & days
    patients = work.bills.found(stays, "person_id")["person_id"].unique()
    visits = work.bills.found((pl.col("kind") == "outpatient") & PLAIN & _LOCAL, "person_id")
    first = visits.filter(pl.col("person_id").is_in(patients.implode())).unique("person_id", keep="first")
    rows = dict(first.iter_rows())
    lots = draws.between(0, 9_999, number).tolist()
    found: list[tuple[Row, Row, int]] = []
    for position in work.bills_of(draws, stays):
        if len(found) == number:
            break
        person = frame["person_id"][position]
        if person not in rows:
            continue
        row, visit = work.bills.row(position), work.bills.row(rows[person])
        if visit["identity"] == row["identity"]:
            found.append((row, visit, lots[len(found)]))
            work.used.add(person)
    return found


def bury(work: Work, number: int) -> None:
    """Set the death of somebody before their last bills of the year: the card is used on."""
    draws = work.draws("deaths")
    aged = pl.col("death").is_null() & (pl.col("birth") < date(work.year - _OLD, 1, 1))
    old = work.people.found(aged, "person_id")["person_id"]
    theirs = work.bills.found(
        pl.col("person_id").is_in(old.implode()), "person_id", "encounter_id", "admitted", "discharged", "covered"
    )
    begin = pl.coalesce("admitted", "discharged").alias("begin")
    # of those who have several bills: the last, and when everything before it had ended
    theirs = theirs.with_columns(begin).sort("person_id", "begin", ROW)
    last = pl.col("person_id") != pl.col("person_id").shift(-1)
    ended = theirs.filter(~last).group_by("person_id").agg(pl.col("discharged").max().alias("before"))
    cases = theirs.filter(last.fill_null(True)).join(ended, on="person_id").sort("person_id")
    # the last bill begins well after everything before it has ended
    cases = cases.filter("covered", (pl.col("begin") - pl.col("before")).dt.total_days() > 2 * _BEFORE_DEATH)
    done = 0
    for place in draws.order(len(cases)).tolist():
        case = cases.row(place, named=True)
        if done == number:
            return
        if case["person_id"] in work.used:
            continue
        person = work.person(case["person_id"])
        person["death"] = case["begin"] - timedelta(days=_BEFORE_DEATH)
        work.used.add(person["person_id"])
        note = f"died on {person['death']}, billed after it"
        work.answers.note("dead_person", True, [person["person_id"]], [case["encounter_id"]], note)
        done += 1


def note_deaths_in_hospital(work: Work, number: int) -> None:
    """Write down stays that end with the death of the patient."""
    draws = work.draws("deaths in hospital")
    died = work.people.frame.select("person_id", "death").drop_nulls()
    stays = work.bills.found(INPATIENT, "person_id", "encounter_id", "discharged").join(died, on="person_id")
    stays = stays.filter(pl.col("discharged") == pl.col("death"), ~pl.col("person_id").is_in(list(work.used))).sort(ROW)
    for place in draws.order(len(stays)).tolist()[:number]:
        stay = stays.row(place, named=True)
        work.used.add(stay["person_id"])
        note = "discharged on the day of death"
        work.answers.note("died_in_hospital", False, [stay["person_id"]], [stay["encounter_id"]], note)


def code_too_high(work: Work, number: int) -> None:
    """Code a cheap, short stay as a graver case of the same field, which would cost and last several times as much."""
    draws = work.draws("upcoding")
    medical = INPATIENT & PLAIN & pl.col("operations").is_null() & pl.col("adrg").is_not_null()
    groups = (
        work.bills.found(medical, "adrg", "diagnosis", "total", "admitted", "discharged")
        .with_columns(pl.col("adrg", "diagnosis").cast(pl.String))
        .group_by("adrg")
        .agg(
            pl.len(),
            pl.col("total").sum(),
            _DAYS.sum().alias("days"),
            pl.col("diagnosis").mode().sort().first(),
        )
        .filter(pl.col("len") >= _CASES_OF_A_GROUP)
        .sort("adrg")
    )
    known = list(groups.iter_rows(named=True))
    done = 0
    for position in work.bills_of(draws, medical & _LOCAL & (_DAYS <= _SHORT)):
        if done == number:
            return
        row = work.bills.row(position)
        days = max(1, (row["discharged"] - row["admitted"]).days)
        person = work.person(row["person_id"])
        graver = [
            group
            for group in known
            if group["adrg"] != row["adrg"]
            and group["adrg"][0] == row["adrg"][0]
            and group["total"] >= _GRAVE_COST * row["total"] * group["len"]
            and group["days"] >= _GRAVE_DAYS * days * group["len"]
            and _may_have(person, group["diagnosis"], row["discharged"])
        ]
        if not graver:
            continue
        group = graver[int(draws.between(0, len(graver) - 1, 1)[0])]
        note = f"{row['diagnosis']} ({row['adrg']}) coded as {group['diagnosis']} ({group['adrg']})"
        row.update(diagnosis=group["diagnosis"], adrg=group["adrg"])
        _note(work, "upcoding", True, [row], note)
        done += 1


def _not_operated(code: str, group: str | None = None) -> Row:
    """Return operations and group of a stay in which nothing is operated; the given one where none is known."""
    diagnosis = tables.diagnoses().get(code)
    return {"operations": None, "adrg": (diagnosis.group if diagnosis else "") or group}


def _may_have(person: Row, code: str, day: date) -> bool:
    """Tell whether a diagnosis goes with the sex and age of a person."""
    diagnosis = tables.diagnoses().get(code)
    age = day.year - person["birth"].year
    if diagnosis is None or diagnosis.sex not in ("", person["sex"]):
        return False
    return diagnosis.age_from <= age <= diagnosis.age_to


def _note(work: Work, fault: str, planted: bool, rows: list[Row], note: str) -> None:
    person = rows[0]["person_id"]
    work.used.add(person)
    work.answers.note(fault, planted, [person], [row["encounter_id"] for row in rows], note)
