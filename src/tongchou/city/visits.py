"""The bills of one day: ordinary visits, visits for filed diseases, negotiated drugs, antenatal care.

Nobody visits a doctor during a stay: such a visit is put on the day after it, or left out where that is taken too.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tongchou.city import tables
from tongchou.city.catalogue import catalogue, cell_of, drawn
from tongchou.city.costs import Amounts, visit_amounts
from tongchou.city.draw import WHOLE, Bools, Ints
from tongchou.city.lots import Lots
from tongchou.city.needs import UNCOVERED, Block, age_on, of_calendar, season_of, slice_all
from tongchou.city.plan import TWO_DISEASE_VISITS, Plan
from tongchou.rules.codes import (
    ANTENATAL,
    CHRONIC_1,
    CHRONIC_2,
    FILING_KINDS,
    LEVEL3,
    LOCAL,
    MATERNITY,
    NEGOTIATED_DRUG,
    OUTPATIENT,
    PHARMACY,
    PRIMARY,
    TWO_DISEASE,
)

_VISIT_LEVELS = (655, 85, 165, 80)
"""Levels of ordinary visits but for pharmacies, primary to third: assumed."""

_TOO_DEAR_FOR_PHARMACY = 17_000
"""Mean cost of a visit in fen above which it is none to a pharmacy."""

_FILED_LEVELS = {
    CHRONIC_1: (0, 0, 45, 55),
    CHRONIC_2: (36, 10, 34, 20),
    TWO_DISEASE: (66, 10, 19, 5),
}
"""Levels at which filed diseases are treated: assumed."""

_TWO_DISEASE_COST = 9_500
"""Mean cost of a visit for one of the two diseases, in fen: assumed."""

_BEFORE_FILING = 3
"""Days before a filing from which on bills for it may come."""

_NEGOTIATED = {"C34": 3_500, "E11": 500}
"""Of 10,000 people with a filed diagnosis those who take its negotiated drug: assumed."""

_MACULA, _MACULA_RATE = "H35.300x011", 12
"""Wet macular degeneration needs no filing: so many of 10,000 of the fitting ages take its negotiated drug."""

_NEGOTIATED_A_YEAR = (3, 7)
_NEGOTIATED_AT_PHARMACY = 5_500

_ANTENATAL, _ANTENATAL_COST = "Z34.900x001", 26_000
_ANTENATAL_SUM = 19_905
"""1 July 2024 as a day: since then the city has a sum for antenatal care (assumed); before, it is an ordinary visit."""


class Visits(NamedTuple):
    """Bills of one day as columns."""

    person: npt.NDArray[np.int32]
    day: npt.NDArray[np.int32]
    kind: npt.NDArray[np.int8]
    level: npt.NDArray[np.int8]
    diagnosis: npt.NDArray[np.int16]
    disease: npt.NDArray[np.int8]
    """Row of the chronic diseases, -1."""
    delivery: npt.NDArray[np.int8]
    """Code of DELIVERIES + 1, 0 for none."""
    amounts: Amounts


class Busy(NamedTuple):
    """The days on which people are in hospital: intervals by person and first day."""

    key: Ints
    person: npt.NDArray[np.int32]
    last: npt.NDArray[np.int32]

    def until(self, person: Ints, day: Ints) -> Ints:
        """Return the last day of the stay in which each person is on the day, 0 where in none."""
        if not len(self.key):
            return np.zeros(len(person), np.int64)
        row = np.searchsorted(self.key, person * _DAYS + day, side="right") - 1
        inside = (row >= 0) & (self.person[row] == person) & (self.last[row] >= day)
        return np.where(inside, self.last[row], 0).astype(np.int64)


_DAYS = 1 << 20


def busy_of(person: npt.NDArray[np.int32], first: npt.NDArray[np.int32], last: npt.NDArray[np.int32]) -> Busy:
    """Return the days that stays take."""
    key = person.astype(np.int64) * _DAYS + first
    order = np.argsort(key, kind="stable")
    return Busy(key[order], person[order], last[order])


def make_visits(block: Block, plan: Plan, busy: Busy, lots: Lots) -> Visits:
    """Return all bills of one day of a block's year."""
    parts = [
        _ordinary(block, plan, busy, lots),
        _filed(block, plan, busy, lots),
        _negotiated(block, busy, lots),
        _antenatal(block, busy, lots),
    ]
    amounts = Amounts._make(np.concatenate(part) for part in zip(*(part.amounts for part in parts), strict=True))
    columns = [np.concatenate(column) for column in zip(*(part[:-1] for part in parts), strict=True)]
    return Visits._make((*columns, amounts))


def _days(block: Block, count: int, lots: Lots) -> Ints:
    """Return days of the year after its seasons."""
    calendar = of_calendar(block.year)
    return block.first + calendar[lots.below(len(calendar), count)].astype(np.int64)


def _possible(block: Block, busy: Busy, person: Ints, day: Ints, lots: Lots) -> tuple[Ints, Bools]:
    """Return the days moved out of stays, and which bills there are: of the living, fewer without cover."""
    until = busy.until(person, day)
    day = np.where(until > 0, until + 1, day)
    moved = np.flatnonzero(until > 0)
    free = np.ones(len(day), np.bool_)
    free[moved] = (busy.until(person[moved], day[moved]) == 0) & (day[moved] <= block.last)
    alive = (block.birth[person] <= day) & (day <= block.death[person])
    used = block.covered(person, day) | lots.chance(UNCOVERED, len(day))
    return day, free & alive & used


def _ordinary(block: Block, plan: Plan, busy: Busy, lots: Lots) -> Visits:
    known = catalogue()
    weight = np.where(block.place == LOCAL, block.visit_weight, block.visit_weight * plan.visits_away // WHOLE)
    wanted = lots.whole(float(weight.sum()) * plan.visits_of_weight * (block.last - block.first + 1) / 365)
    person = lots.spread_over(weight, wanted)
    day, fits = _possible(block, busy, person, _days(block, len(person), lots), lots)
    person, day = person[fits], day[fits]
    count = len(person)
    age = age_on(block.birth[person], day)
    diagnosis = drawn(known.visit_limits, cell_of(age, block.male[person], season_of(day)), lots.lots(count))
    cost = known.visit_cost[diagnosis]
    level = lots.pick(_VISIT_LEVELS, count)
    light = cost <= _TOO_DEAR_FOR_PHARMACY
    of_light = round(plan.pharmacy * count / max(1, int(light.sum())))
    level = np.where(light & lots.chance(of_light, count), PHARMACY, level).astype(np.int8)
    return _of_one_kind(person, day, OUTPATIENT, level, diagnosis, visit_amounts(cost, level, lots, filed=False))


def _of_one_kind(
    person: Ints, day: Ints, kind: int, level: npt.NDArray[np.int8], diagnosis: npt.NDArray[np.int16], amounts: Amounts
) -> Visits:
    count = len(person)
    return Visits(
        person.astype(np.int32),
        day.astype(np.int32),
        np.full(count, kind, np.int8),
        level,
        diagnosis.astype(np.int16),
        np.full(count, -1, np.int8),
        np.zeros(count, np.int8),
        amounts,
    )


_KIND_OF_FILING = np.array((CHRONIC_1, CHRONIC_2, TWO_DISEASE, TWO_DISEASE), np.int8)
"""By code of FILING_KINDS: what a bill for it is."""

_TWO_DISEASE_DIAGNOSES = {"hypertension": "I10.x00x002", "diabetes": "E11.900"}


@lru_cache(maxsize=1)
def _diseases() -> tuple[Ints, Ints, npt.NDArray[np.int16]]:
    """Return visits a year, their cost in fen and the diagnosis of each chronic disease, then of the two diseases."""
    rows = tables.chronic_diseases()
    place = {code: n for n, code in enumerate(catalogue().codes)}
    codes = [row.diagnosis for row in rows] + list(_TWO_DISEASE_DIAGNOSES.values())
    return (
        np.array([row.visits for row in rows] + [TWO_DISEASE_VISITS] * 2),
        np.array([row.visit_cost for row in rows] + [_TWO_DISEASE_COST] * 2),
        np.array([place[code] for code in codes], np.int16),
    )


def _filed(block: Block, plan: Plan, busy: Busy, lots: Lots) -> Visits:
    """Return the bills for filed diseases; some fall a few days before the filing."""
    filed = block.filed
    visits, costs, diagnoses = _diseases()
    chronic = len(tables.chronic_diseases())
    row = np.where(filed.row >= 0, filed.row, chronic + (filed.kind == FILING_KINDS.index("diabetes")))
    first = np.maximum(filed.first.astype(np.int64) - _BEFORE_FILING, block.first)
    first = np.maximum(first, block.birth[filed.person])
    last = np.minimum(np.minimum(filed.last.astype(np.int64), block.last), block.death[filed.person])
    window = np.maximum(0, last - first + 1)
    share = np.where(block.place[filed.person] == LOCAL, plan.filed, plan.filed * plan.visits_away // WHOLE)
    a_year = (block.last - block.first + 1) * WHOLE
    number = lots.rounded(visits[row] * share * window, a_year)
    kind = _KIND_OF_FILING[filed.kind]
    level = np.zeros(len(kind), np.int8)
    for code, weights in _FILED_LEVELS.items():
        of_kind = np.flatnonzero(kind == code)
        level[of_kind] = lots.pick(weights, len(of_kind))
    bill = np.repeat(np.arange(len(row)), number)
    person = filed.person[bill].astype(np.int64)
    within = (lots.lots(len(bill)) * window[bill]) >> 32
    day, fits = _possible(block, busy, person, first[bill] + within, lots)
    fits &= day <= last[bill]
    bill, person, day = bill[fits], person[fits], day[fits]
    amounts = visit_amounts(costs[row[bill]], level[bill], lots, filed=True)
    found = _of_one_kind(person, day, 0, level[bill], diagnoses[row[bill]], amounts)
    disease = np.where(filed.row[bill] >= 0, filed.row[bill], -1).astype(np.int8)
    return found._replace(kind=kind[bill], disease=disease)


@lru_cache(maxsize=1)
def negotiated_drugs() -> dict[str, tables.Drug]:
    """Return the negotiated drug of each diagnosis that has one."""
    found: dict[str, tables.Drug] = {}
    for drug in tables.drugs():
        if drug.negotiated:
            for code in catalogue().codes:
                if code.startswith(drug.diagnoses):
                    found.setdefault(code, drug)
    return found


def negotiated_packs(drug: tables.Drug) -> int:
    """Return how many packs of a negotiated drug are given at once."""
    return max(1, drug.visit_packs or drug.stay_packs)


def _negotiated(block: Block, busy: Busy, lots: Lots) -> Visits:
    """Return the bills of negotiated drugs, from pharmacies with two channels and large hospitals."""
    codes = catalogue().codes
    _, _, diagnoses = _diseases()
    filed = block.filed
    rate = np.array([_NEGOTIATED.get(codes[n][:3], 0) for n in diagnoses[: len(tables.chronic_diseases())]] + [0])
    takes = np.flatnonzero(lots.hits(rate[filed.row]) & (filed.first <= block.last))
    macula = codes.index(_MACULA)
    row = tables.diagnoses()[_MACULA]
    fits = (block.age >= row.age_from) & (block.age <= row.age_to)
    macular = slice_all(block)[lots.hits(np.where(fits, _MACULA_RATE, 0))]
    taker = np.concatenate((filed.person[takes].astype(np.int64), macular))
    reason = np.concatenate((diagnoses[filed.row[takes]], np.full(len(macular), macula, np.int16)))
    begins = np.concatenate((np.maximum(filed.first[takes], block.first), np.full(len(macular), block.first)))
    number = lots.between(*_NEGOTIATED_A_YEAR, len(taker))
    at_pharmacy = lots.chance(_NEGOTIATED_AT_PHARMACY, len(taker))
    bill = np.repeat(np.arange(len(taker)), number)
    wanted = _days(block, len(bill), lots)
    day, possible = _possible(block, busy, taker[bill], wanted, lots)
    bill, day = bill[possible & (day >= begins[bill])], day[possible & (day >= begins[bill])]
    # who has had the drug of a day has it; a second bill would be the same to the fen
    once = np.sort(np.unique(bill << 32 | day, return_index=True)[1])
    bill, day = bill[once], day[once]
    price = np.zeros(len(codes), np.int64)
    first_share = np.zeros(len(codes), np.int64)
    for code, drug in negotiated_drugs().items():
        price[codes.index(code)] = drug.price // 10_000 * negotiated_packs(drug)
        first_share[codes.index(code)] = drug.first_share or 0
    diagnosis = reason[bill]
    total, zero = price[diagnosis], np.zeros(len(bill), np.int64)
    amounts = Amounts(total, zero, zero, (total * first_share[diagnosis] * 2 + WHOLE) // (2 * WHOLE))
    level = np.where(at_pharmacy[bill], PHARMACY, LEVEL3).astype(np.int8)
    return _of_one_kind(taker[bill], day, NEGOTIATED_DRUG, level, diagnosis, amounts)


def _antenatal(block: Block, busy: Busy, lots: Lots) -> Visits:
    """Return the antenatal visits of the mothers of the year."""
    count = len(block.delivery_day)
    number = lots.below(5, count)
    mother = np.repeat(np.arange(count), number)
    before = 14 + lots.below(187, len(mother)).astype(np.int64)
    person = block.delivery_mother[mother].astype(np.int64)
    wanted = block.delivery_day[mother] - before
    day, fits = _possible(block, busy, person, wanted, lots)
    fits &= (wanted >= block.first) & (day < block.delivery_day[mother])
    person, day = person[fits], day[fits]
    level = (PRIMARY + lots.pick((5, 10, 50, 35), len(person))).astype(np.int8)
    cost = np.full(len(person), _ANTENATAL_COST)
    diagnosis = np.full(len(person), catalogue().codes.index(_ANTENATAL), np.int16)
    found = _of_one_kind(person, day, OUTPATIENT, level, diagnosis, visit_amounts(cost, level, lots, filed=False))
    with_sum = day >= _ANTENATAL_SUM
    return found._replace(
        kind=np.where(with_sum, MATERNITY, OUTPATIENT).astype(np.int8),
        delivery=np.where(with_sum, ANTENATAL + 1, 0).astype(np.int8),
    )
