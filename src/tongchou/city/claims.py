"""A year of bills, block by block of persons: stays, visits and what else, put in the order in which they are settled.

A block is always the same persons, and draws its own lots, so the bills do not depend on the number of cores.
"""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tongchou.city import schema, tables
from tongchou.city.catalogue import catalogue
from tongchou.city.costs import Amounts, Factors, later_part, make_factors, stay_amounts
from tongchou.city.draw import WHOLE, Bools, Ints
from tongchou.city.lots import Lots
from tongchou.city.needs import Block, add_up, make_block, sum_up
from tongchou.city.numbered import numbered, words
from tongchou.city.people import People, ranking_identity
from tongchou.city.plan import Plan, make_plan
from tongchou.city.providers import providers
from tongchou.city.stays import Stays, make_stays
from tongchou.city.visits import Visits, busy_of, make_visits
from tongchou.rules.codes import (
    CATEGORIES,
    CHRONIC_1,
    CHRONIC_2,
    DELIVERIES,
    ELSEWHERE,
    EXCLUSIONS,
    FILING_KINDS,
    FILINGS_OUT_OF_AREA,
    IDENTITIES,
    INPATIENT,
    KINDS,
    LEVELS,
    LOCAL,
    MATERNITY,
    ORDINARY,
    OUTPATIENT,
    PHARMACY,
    PLACES,
    PRIMARY,
    RESIDENCE,
    UNFILED,
)

BLOCK = 65_536
"""Persons of a block."""

_NUMBERS = 1_000_000
"""Numbers of encounters that a block has."""

_DIGITS = 9

_THIRD_PARTY, _AT_WORK, _ABROAD, _WELLNESS, _PUBLIC_HEALTH = 300, 200, 60, 15, 8
"""Of 10,000 stays for injuries those that a third party or work injury insurance owes; of those outside the province
those abroad; of visits health checks and tuberculosis that public health pays. Assumed."""

_AT_LEAST = 2
"""Bills of a block that each other payer owes at least, so that a small city has them too."""

_WORKING_AGES = (18, 62)

_CHECKUP, _TUBERCULOSIS = "Z00.001", "A16.200x002"

_TYPICAL, _KNOWN = 6_000, 7_000
"""Of 10,000 stays those with a diagnosis that typically goes with the main one, and with a filed disease of the two.
Assumed."""

_WITH_DIAGNOSIS = {"hypertension": "I10.x00x002", "diabetes": "E11.900"}


class Carried(NamedTuple):
    """Second parts of stays that were closed at the end of a year; persons count from the block's start on."""

    person: npt.NDArray[np.int32]
    level: npt.NDArray[np.int8]
    place: npt.NDArray[np.int8]
    filing: npt.NDArray[np.int8]
    discharged: npt.NDArray[np.int32]
    diagnosis: npt.NDArray[np.int16]
    group: npt.NDArray[np.int16]
    provider: npt.NDArray[np.int16]
    amounts: Amounts
    name: tuple[str, ...]
    """The stay's name, which both parts carry."""


class YearOfBlock(NamedTuple):
    """The bills of a block's year, and what the next year needs of it."""

    table: pa.Table
    carried: Carried
    paid_for: Bools
    """By person: whether there is a bill for which the fund pays something."""


class Grounds(NamedTuple):
    """County and township of each village, as positions in the lists of providers."""

    county: npt.NDArray[np.int16]
    township: npt.NDArray[np.int16]


def _grounds(villages: pa.Table) -> Grounds:
    known = providers()
    county = {code: n for n, code in enumerate(known.county_codes)}
    township = {code: n for n, code in enumerate(known.township_codes)}
    return Grounds(
        np.array([county[code] for code in villages["county"].to_pylist()], np.int16),
        np.array([township[code] for code in villages["township"].to_pylist()], np.int16),
    )


class Care:
    """The bills of a city, one year after the other."""

    def __init__(self, people: People, seed: int, cores: int = 1) -> None:
        self.people = people
        self.seed = seed
        self.cores = cores
        self.starts = range(0, len(people.persons.birth), BLOCK)
        self._grounds = _grounds(people.villages)
        self._carried: list[Carried | None] = [None for _ in self.starts]
        self._zero_claims = people.persons.zero_claim_years.astype(np.int8)

    def year(self, row: int) -> Iterator[pa.Table]:
        """Yield the bills of the year of a row, block by block; years are to be asked for in their order."""
        with ThreadPoolExecutor(self.cores) as pool:
            blocks = list(pool.map(lambda start: self._block(row, start), self.starts))
            plan = make_plan(add_up(list(pool.map(sum_up, blocks))))
            stays = list(pool.map(lambda n: self._stays(row, n, blocks[n], plan), range(len(blocks))))
            factors = make_factors(stays)
            ahead = self.cores + 1

            def begin(n: int) -> Future[YearOfBlock]:
                return pool.submit(self._bills, row, n, blocks[n], plan, stays[n], factors)

            begun = deque(begin(n) for n in range(min(ahead, len(blocks))))
            for n, block in enumerate(blocks):
                done = begun.popleft().result()
                if n + ahead < len(blocks):
                    begun.append(begin(n + ahead))
                self._carried[n] = done.carried
                self._count_years(block, done.paid_for)
                yield done.table

    def _block(self, row: int, start: int) -> Block:
        return make_block(self.people, row, start, min(start + BLOCK, len(self.people.persons.birth)))

    def _lots(self, row: int, number: int, purpose: str) -> Lots:
        return Lots(self.seed, f"{purpose}:{self.people.years[row]}:{number}")

    def _stays(self, row: int, number: int, block: Block, plan: Plan) -> Stays:
        until = np.zeros(len(block.birth), np.int32)
        if (carried := self._carried[number]) is not None:
            until[carried.person] = carried.discharged
        return make_stays(block, plan, self._lots(row, number, "stays"), until)

    def _count_years(self, block: Block, paid_for: Bools) -> None:
        """Add a year without a claim to those who were covered all year and have none, as the incentive counts them."""
        part = slice(block.start, block.start + len(block.birth))
        complete = block.covered_days() == block.last - block.first + 1
        zero = self._zero_claims[part]
        self._zero_claims[part] = np.where(complete & ~paid_for, zero + 1, zero)

    def _bills(self, row: int, number: int, block: Block, plan: Plan, stays: Stays, factors: Factors) -> YearOfBlock:
        lots = self._lots(row, number, "bills")
        carried = self._carried[number] or _nothing_carried()
        amounts = stay_amounts(stays, factors, lots)
        january = np.full(len(carried.person), block.first, np.int32)
        busy = busy_of(
            np.concatenate((stays.person, carried.person)),
            np.concatenate((stays.admitted, january)),
            np.concatenate((stays.discharged, carried.discharged)),
        )
        visits = make_visits(block, plan, busy, self._lots(row, number, "visits"))
        rows = _rows(block, stays, amounts, carried, visits)
        rows = self._with_providers(block, rows, carried, len(stays.person), lots)
        rows = _with_exclusions(block, rows, _alone(stays, len(rows.person), len(carried.person)), lots)
        return self._table(row, number, block, stays, carried, rows, lots)

    def _with_providers(self, block: Block, rows: "_Rows", carried: Carried, stays: int, lots: Lots) -> "_Rows":
        village = self.people.persons.village[block.start + rows.person]
        chosen = providers().choose(
            lots, rows.level, rows.place, self._grounds.county[village], self._grounds.township[village]
        )
        chosen[stays : stays + len(carried.person)] = carried.provider
        return rows._replace(provider=chosen)

    def _table(
        self, row: int, number: int, block: Block, stays: Stays, carried: Carried, rows: "_Rows", lots: Lots
    ) -> YearOfBlock:
        year = self.people.years[row]
        known, count = catalogue(), len(rows.person)
        order = np.argsort(rows.person.astype(np.int64) * 512 + (rows.discharged - block.first), kind="stable")
        if count >= _NUMBERS:
            raise ValueError(f"{count} encounters of {BLOCK} persons are more than their numbers can tell apart")
        place = np.empty(count, np.int64)
        place[order] = np.arange(count)
        own_number = number * _NUMBERS + place
        prefix = f"E{year}"
        kept = _Rows._make(column[order] for column in rows)
        person = block.start + kept.person.astype(np.int64)
        filed = _filed_on(block, kept)
        secondary = _secondary(block, stays, filed_of_stays=_filed_on(block, rows, len(stays.person)), lots=lots)
        split = np.flatnonzero(stays.later_days > 0)
        names: list[str | None] = [None] * count
        for n, name in zip(split, _texts(f"S{year}", own_number[split]), strict=True):
            names[place[n]] = name
        first_carried = len(stays.person)
        for number_of_part, name in enumerate(carried.name):
            names[place[first_carried + number_of_part]] = name
        sources: list[str | None] = [None] * count
        followers = np.flatnonzero(stays.follows >= 0)
        for n, name in zip(followers, _texts(prefix, own_number[stays.follows[followers]]), strict=True):
            sources[place[n]] = name
        persons = self.people.persons
        columns: dict[str, Any] = {
            "encounter_id": numbered(prefix, _DIGITS, own_number[order]),
            "person_id": self.people.residents["person_id"].take(pa.array(person)),
            "kind": words(kept.kind, KINDS),
            "provider_level": words(kept.level, LEVELS),
            "place": words(kept.place, PLACES),
            "filing": words(kept.filing, FILINGS_OUT_OF_AREA),
            "admitted": _dates(kept.admitted, kept.admitted == 0),
            "discharged": _dates(kept.discharged),
            "total": kept.total,
            "own_expense": kept.own_expense,
            "over_limit": kept.over_limit,
            "self_first": kept.self_first,
            "identity": words(ranking_identity(self.people.held, person, kept.discharged, ORDINARY), IDENTITIES),
            "category": words(persons.category[row][person], CATEGORIES),
            "hypertension": filed.hypertension,
            "diabetes": filed.diabetes,
            "chronic_1": filed.chronic_1,
            "chronic_2_filings": filed.chronic_2,
            "covered": block.covered(kept.person, kept.discharged),
            "excluded": words(np.maximum(0, kept.excluded - 1), EXCLUSIONS, kept.excluded == 0),
            "delivery": words(np.maximum(0, kept.delivery - 1), DELIVERIES, kept.delivery == 0),
            "babies": kept.babies,
            "stay": pa.array(names, pa.string()),
            "transfer_from": pa.array(sources, pa.string()),
            "continuous_years": persons.continuous_years[row][person].astype(np.int16),
            "zero_claim_years": self._zero_claims[person].astype(np.int16),
            "county": words(self._grounds.county[persons.village[person]], providers().county_codes),
            "provider": words(kept.provider, (*providers().table["code"].to_pylist(), "")),
            "diagnosis": words(kept.diagnosis, known.codes),
            "secondary": _lists(secondary, order, known.secondary_codes),
            "operations": _lists(stays.operation[:, None], order, known.operation_codes),
            "adrg": words(np.maximum(0, kept.group), known.groups, kept.group < 0),
            "disease": words(np.maximum(0, kept.disease), _disease_codes(), kept.disease < 0),
        }
        table = pa.table([columns[name] for name in schema.CLAIMS.names], names=schema.CLAIMS.names)
        table = table.cast(schema.CLAIMS) if table.schema.types != schema.CLAIMS.types else table
        settled = block.covered(rows.person, rows.discharged) & (rows.excluded == 0)
        settled &= (rows.kind != OUTPATIENT) | (rows.level == PRIMARY)
        paid_for = np.zeros(len(block.birth), np.bool_)
        paid_for[rows.person[settled]] = True
        return YearOfBlock(
            pa.Table.from_arrays(table.columns, schema=schema.CLAIMS),
            _carry(block, stays, rows, split, tuple(str(names[place[n]]) for n in split)),
            paid_for,
        )


class _Rows(NamedTuple):
    """Bills as columns: the stays, then second parts of last year's, then bills of one day."""

    person: npt.NDArray[np.int32]
    kind: npt.NDArray[np.int8]
    level: npt.NDArray[np.int8]
    place: npt.NDArray[np.int8]
    filing: npt.NDArray[np.int8]
    admitted: npt.NDArray[np.int32]
    """0 where not stated."""
    discharged: npt.NDArray[np.int32]
    diagnosis: npt.NDArray[np.int16]
    group: npt.NDArray[np.int16]
    disease: npt.NDArray[np.int8]
    delivery: npt.NDArray[np.int8]
    babies: npt.NDArray[np.int8]
    excluded: npt.NDArray[np.int8]
    """Code of EXCLUSIONS + 1, 0 for none."""
    provider: npt.NDArray[np.int16]
    total: Ints
    own_expense: Ints
    over_limit: Ints
    self_first: Ints


def _rows(block: Block, stays: Stays, amounts: Amounts, carried: Carried, visits: Visits) -> _Rows:
    counts = (len(stays.person), len(carried.person), len(visits.person))
    home = block.place[visits.person]

    def filled(value: int, which: int, kind: str) -> npt.NDArray[Any]:
        return np.full(counts[which], value, kind)

    def joined(one: npt.NDArray[Any], two: npt.NDArray[Any], three: npt.NDArray[Any], kind: str) -> npt.NDArray[Any]:
        return np.concatenate((one, two, three)).astype(kind, copy=False)

    carried_as = np.full(counts[1], INPATIENT)
    sums = [np.concatenate(each) for each in zip(amounts, carried.amounts, visits.amounts, strict=True)]
    return _Rows(
        joined(stays.person, carried.person, visits.person, "i4"),
        joined(np.where(stays.delivery > 0, MATERNITY, INPATIENT), carried_as, visits.kind, "i1"),
        joined(stays.level, carried.level, visits.level, "i1"),
        joined(stays.place, carried.place, home, "i1"),
        joined(stays.filing, carried.filing, np.where(home == LOCAL, UNFILED, RESIDENCE), "i1"),
        joined(stays.admitted, filled(block.first, 1, "i4"), np.where(visits.kind == MATERNITY, visits.day, 0), "i4"),
        joined(stays.discharged, carried.discharged, visits.day, "i4"),
        joined(stays.diagnosis, carried.diagnosis, visits.diagnosis, "i2"),
        joined(stays.group, carried.group, filled(-1, 2, "i2"), "i2"),
        joined(filled(-1, 0, "i1"), filled(-1, 1, "i1"), visits.disease, "i1"),
        joined(stays.delivery, filled(0, 1, "i1"), visits.delivery, "i1"),
        joined(stays.babies, filled(0, 1, "i1"), filled(0, 2, "i1"), "i1"),
        np.zeros(sum(counts), np.int8),
        np.zeros(sum(counts), np.int16),
        *sums,
    )


def _alone(stays: Stays, count: int, carried: int) -> Bools:
    """Return which bills are no part of a chain of transfers and no part of a stay in two parts."""
    alone = np.ones(count, np.bool_)
    alone[: len(stays.person)] = (stays.follows < 0) & (stays.later_days == 0)
    alone[stays.follows[stays.follows >= 0]] = False
    alone[len(stays.person) : len(stays.person) + carried] = False
    return alone


def _with_exclusions(block: Block, rows: _Rows, alone: Bools, lots: Lots) -> _Rows:
    """Return the bills with a few that another payer owes; none is part of a chain or of a stay in two parts."""
    known, count = catalogue(), len(rows.person)
    age = block.age[rows.person]
    inpatient = (rows.kind == INPATIENT) & alone
    injury = inpatient & known.injury[rows.diagnosis]
    works = injury & (age >= _WORKING_AGES[0]) & (age <= _WORKING_AGES[1])
    outside = inpatient & (rows.place == ELSEWHERE) & (rows.filing != RESIDENCE)
    visit = (rows.kind == OUTPATIENT) & (rows.level != PHARMACY)
    excluded = np.zeros(count, np.int8)
    diagnosis, provider, filing = rows.diagnosis.copy(), rows.provider.copy(), rows.filing.copy()
    for who, share, word, code in (
        (injury, _THIRD_PARTY, "third_party", ""),
        (works, _AT_WORK, "work_injury", ""),
        (outside, _ABROAD, "abroad", ""),
        (visit & (age >= 6) & (age <= 79), _WELLNESS, "wellness", _CHECKUP),
        (visit & (age >= 16) & (age <= 84), _PUBLIC_HEALTH, "public_health", _TUBERCULOSIS),
    ):
        fitting = np.flatnonzero(who & (excluded == 0))
        chosen = fitting[lots.order(len(fitting))[: max(_AT_LEAST, len(fitting) * share // WHOLE)]]
        excluded[chosen] = EXCLUSIONS.index(word) + 1
        if code:
            diagnosis[chosen] = known.codes.index(code)
        if word == "abroad":
            provider[chosen], filing[chosen] = len(providers().table), UNFILED
    return rows._replace(excluded=excluded, diagnosis=diagnosis, provider=provider, filing=filing)


class _Filed(NamedTuple):
    hypertension: Bools
    diabetes: Bools
    chronic_1: Bools
    chronic_2: npt.NDArray[np.int8]


def _filed_on(block: Block, rows: _Rows, count: int | None = None) -> _Filed:
    """Return what is filed on the day of each bill (the first ``count``); none for a disease not filed by then."""
    person, day = rows.person[:count], rows.discharged[:count]
    disease, kind = rows.disease[:count], rows.kind[:count]
    filed = block.filed
    first_row = np.searchsorted(filed.person, person, side="left")
    many = np.searchsorted(filed.person, person, side="right") - first_row
    found = np.zeros((len(FILING_KINDS), len(person)), np.int8)
    own = np.zeros(len(person), np.bool_)
    codes = _disease_codes()
    # a code may stand for several diagnoses; the last place is that of no disease
    same_code = np.array([*(codes.index(code) for code in codes), -1])
    for k in range(int(many.max(initial=0))):
        asked = np.flatnonzero(many > k)
        row = first_row[asked] + k
        holds = (filed.first[row] <= day[asked]) & (day[asked] <= filed.last[row])
        asked, row = asked[holds], row[holds]
        found[filed.kind[row], asked] += 1
        own[asked] |= same_code[filed.row[row]] == same_code[disease[asked]]
    for code, name in ((CHRONIC_1, "chronic_1"), (CHRONIC_2, "chronic_2")):
        found[FILING_KINDS.index(name), (kind == code) & ~own] = 0
    by_name = dict(zip(FILING_KINDS, found, strict=True))
    return _Filed(by_name["hypertension"] > 0, by_name["diabetes"] > 0, by_name["chronic_1"] > 0, by_name["chronic_2"])


def _secondary(block: Block, stays: Stays, filed_of_stays: _Filed, lots: Lots) -> npt.NDArray[np.int16]:
    """Return by stay the further diagnoses: typical ones and filed ones of the two diseases, -1 for none."""
    known, count = catalogue(), len(stays.person)
    typical = known.secondary[stays.diagnosis]
    parts = [np.where(lots.chance(_TYPICAL, count), typical[:, k], -1) for k in range(typical.shape[1])]
    held = {"hypertension": filed_of_stays.hypertension, "diabetes": filed_of_stays.diabetes}
    for name, code in _WITH_DIAGNOSIS.items():
        n = known.codes.index(code)
        same = np.array([each[:3] == code[:3] for each in known.codes])[stays.diagnosis]
        told = held[name] & lots.chance(_KNOWN, count) & ~same
        for part in parts:
            told &= part != n
        parts.append(np.where(told, n, -1))
    return np.stack(parts, axis=1).astype(np.int16)


def _lists(values: npt.NDArray[np.int16], order: Ints, texts: tuple[str, ...]) -> pa.ListArray:
    """Return lists of texts in an order, given as positions of which -1 is none; null where there is not one."""
    stays = len(values)
    with_values = order[order < stays]
    chosen = values[with_values]
    count = np.zeros(len(order), np.int32)
    count[order < stays] = (chosen >= 0).sum(axis=1)
    offsets = np.concatenate((np.zeros(1, np.int32), np.cumsum(count, dtype=np.int32)))
    flat = words(chosen[chosen >= 0], texts)
    return pa.ListArray.from_arrays(pa.array(offsets), flat, mask=pa.array(count == 0))


def _dates(days: npt.NDArray[np.int32], missing: Bools | None = None) -> pa.Array:
    return pa.array(days.astype(np.int32), pa.int32(), mask=missing).cast(pa.date32())


def _texts(prefix: str, numbers: Ints) -> list[str]:
    return numbered(prefix, _DIGITS, numbers).to_pylist() if len(numbers) else []


def _disease_codes() -> tuple[str, ...]:
    return tuple(disease.code for disease in tables.chronic_diseases())


def _nothing_carried() -> Carried:
    def none(kind: str) -> npt.NDArray[Any]:
        return np.zeros(0, kind)

    return Carried(
        none("i4"), none("i1"), none("i1"), none("i1"), none("i4"), none("i2"), none("i2"), none("i2"),
        Amounts(none("i8"), none("i8"), none("i8"), none("i8")), (),
    )  # fmt: skip


def _carry(block: Block, stays: Stays, rows: _Rows, split: Ints, names: tuple[str, ...]) -> Carried:
    """Return the second parts of the stays that are closed at the end of the year, their operations left behind."""
    days = (stays.discharged[split] - stays.admitted[split]).astype(np.int64)
    later = stays.later_days[split].astype(np.int64)
    plain = catalogue().group[rows.diagnosis[split], -1]
    of_first = Amounts(rows.total[split], rows.own_expense[split], rows.over_limit[split], rows.self_first[split])
    return Carried(
        rows.person[split],
        rows.level[split],
        rows.place[split],
        rows.filing[split],
        (block.last + later).astype(np.int32),
        rows.diagnosis[split],
        np.where(plain >= 0, plain, rows.group[split]),
        rows.provider[split],
        later_part(of_first, days, later),
        names,
    )
