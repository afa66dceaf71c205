"""Claims of any size for the benchmarks: seeded, made with NumPy, in the columns of the contract, sorted as settled.

Like a city's year and no more than that: kinds, levels, places, identities and filings in plausible shares, costs
skewed. What a city really looks like is the synthetic city's business; here it is the variety of the rows that counts.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tongchou.columns.claims import BY_NAME, WORD
from tongchou.rules.codes import (
    CHRONIC_1,
    CHRONIC_2,
    DELIVERIES,
    EMERGENCY,
    EXCLUSIONS,
    IDENTITIES,
    INPATIENT,
    LEVEL1,
    LEVEL2,
    LEVEL3,
    LOCAL,
    MATERNITY,
    NEGOTIATED_DRUG,
    ORDINARY,
    OUTPATIENT,
    PHARMACY,
    PRIMARY,
    PROVINCE,
    REFERRAL,
    TWO_DISEASE,
    UNFILED,
)

Numbers = npt.NDArray[Any]

YEAR = 2025
"""The first year in which the incentive is in force."""

CLAIMS_A_PERSON = 5

COUNTIES = ["510402", "510403", "510411", "510421", "510422"]

IDENTITY_SHARES = {
    "extreme_poverty": 60,
    "orphan": 10,
    "low_income": 350,
    "returned_to_poverty": 10,
    "monitored": 60,
    "low_income_edge": 80,
    "illness_poverty": 10,
    "severely_disabled": 420,
}
"""Per 10,000 persons; 10 % in all, the others are ordinary."""

LEVELS_OF = {
    INPATIENT: {PRIMARY: 22, LEVEL1: 10, LEVEL2: 38, LEVEL3: 30},
    CHRONIC_1: {LEVEL2: 40, LEVEL3: 60},
    NEGOTIATED_DRUG: {LEVEL2: 30, LEVEL3: 50, PHARMACY: 20},
    OUTPATIENT: {PRIMARY: 70, LEVEL1: 8, LEVEL2: 14, LEVEL3: 8},
    TWO_DISEASE: {PRIMARY: 80, LEVEL2: 10, PHARMACY: 10},
    CHRONIC_2: {PRIMARY: 40, LEVEL2: 40, LEVEL3: 20},
    MATERNITY: {LEVEL2: 60, LEVEL3: 40},
}
"""Per 100 bills of a kind."""

COSTS = {
    INPATIENT: (480_000, 90),
    CHRONIC_1: (120_000, 70),
    NEGOTIATED_DRUG: (180_000, 60),
    OUTPATIENT: (9_000, 80),
    TWO_DISEASE: (6_000, 50),
    CHRONIC_2: (22_000, 60),
    MATERNITY: (520_000, 35),
}
"""Median in fen and spread of the lognormal curve in per cent."""

COST_OF_LEVEL = {PRIMARY: 45, LEVEL1: 60, LEVEL2: 100, LEVEL3: 210, PHARMACY: 70}
"""Per cent."""

MOST = 3 * 10**8
"""The dearest bill, in fen."""

RARE, TIMES_DEARER = 1_000, 25
"""One stay in so many costs so many times as much: few years end above the caps, but some do."""


class Persons(NamedTuple):
    """What stays the same over a person's year."""

    identity: Numbers
    category: Numbers
    county: Numbers
    hypertension: Numbers
    diabetes: Numbers
    chronic_1: Numbers
    chronic_2_filings: Numbers
    continuous_years: Numbers
    zero_claim_years: Numbers


def make_claims(claims: int, persons: int = 0, seed: int = 1) -> pa.Table:
    """Return so many claims of so many persons (a fifth as many where not said), in the order of settling."""
    draw = np.random.default_rng(seed)
    persons = persons or max(1, claims // CLAIMS_A_PERSON)
    everybody = _persons(draw, persons)
    owner = _owners(draw, claims, everybody)
    kind = _kinds(draw, owner, everybody)
    level = _levels(draw, kind)
    place, filing = _places(draw, kind)
    day = _days(draw, owner)
    admitted = _admissions(draw, kind, day)
    linked, staying = _links(draw, kind, owner)
    # what follows on another bill begins on the day that one ended
    follows = linked | staying
    admitted[follows] = day[np.flatnonzero(follows) - 1]
    is_stay = (kind == INPATIENT) | (kind == MATERNITY)
    born = kind == MATERNITY
    ids = names("E", np.arange(claims), 9)
    stay_of = np.where(staying | np.append(staying[1:], False), np.arange(claims) - staying, -1)
    excluded = draw.random(claims) < 0.003
    columns: dict[str, Any] = {
        "encounter_id": ids,
        "person_id": names("P", owner, 8),
        "kind": coded("kind", kind),
        "provider_level": coded("provider_level", level),
        "place": coded("place", place),
        "filing": coded("filing", filing),
        "admitted": pa.array(admitted, pa.int32(), mask=~is_stay).cast(pa.date32()),
        "discharged": pa.array(day, pa.int32()).cast(pa.date32()),
        **_amounts(draw, kind, level),
        "identity": coded("identity", everybody.identity[owner]),
        "category": coded("category", everybody.category[owner]),
        "county": dictionary(everybody.county[owner], COUNTIES),
        "hypertension": pa.array(everybody.hypertension[owner]),
        "diabetes": pa.array(everybody.diabetes[owner]),
        "chronic_1": pa.array(everybody.chronic_1[owner]),
        "chronic_2_filings": pa.array(everybody.chronic_2_filings[owner], pa.int8()),
        "covered": pa.array(draw.random(claims) >= 0.005),
        "excluded": coded("excluded", draw.integers(0, len(EXCLUSIONS), claims), ~excluded),
        "delivery": coded("delivery", draw.integers(0, len(DELIVERIES), claims), ~born),
        "babies": pa.array(1 + (born & (draw.random(claims) < 0.03)), pa.int8(), mask=~born),
        "stay": pa.array(stay_of, pa.int64(), mask=stay_of < 0).cast(pa.string()),
        "transfer_from": _earlier(ids, linked),
        "continuous_years": pa.array(everybody.continuous_years[owner], pa.int16()),
        "zero_claim_years": pa.array(everybody.zero_claim_years[owner], pa.int16()),
    }
    return pa.table(columns)


def _persons(draw: np.random.Generator, count: int) -> Persons:
    identities = np.full(10_000, ORDINARY, np.int8)
    place = 0
    for word, share in IDENTITY_SHARES.items():
        identities[place : place + share] = IDENTITIES.index(word)
        place += share
    diseases = np.where(draw.random(count) < 0.06, draw.integers(1, 4, count), 0)
    return Persons(
        identities[draw.integers(0, len(identities), count)],
        draw.choice(np.array((0, 1, 2), np.int8), count, p=(0.78, 0.15, 0.07)),
        draw.integers(0, len(COUNTIES), count).astype(np.int8),
        draw.random(count) < 0.14,
        draw.random(count) < 0.06,
        draw.random(count) < 0.02,
        diseases.astype(np.int8),
        draw.integers(0, 12, count).astype(np.int16),
        draw.integers(0, 4, count).astype(np.int16),
    )


def _owners(draw: np.random.Generator, claims: int, everybody: Persons) -> Numbers:
    """Return whose each claim is, rising: at least one of everybody, more of the few who are often ill."""
    count = len(everybody.identity)
    filed = everybody.hypertension | everybody.diabetes | everybody.chronic_1 | (everybody.chronic_2_filings > 0)
    weights = np.cumsum(draw.gamma(1.2, 1.0, count) * np.where(filed, 2.5, 1.0))
    once = np.arange(min(claims, count))
    more = np.searchsorted(weights, draw.random(claims - len(once)) * weights[-1])
    times = np.bincount(np.minimum(np.concatenate([once, more]), count - 1), minlength=count)
    return np.repeat(np.arange(count), times)


def _kinds(draw: np.random.Generator, owner: Numbers, everybody: Persons) -> Numbers:
    """Return the kind of each bill; who holds a filing mostly uses it, few bills of a filed kind come without one."""
    chance = draw.random(len(owner))
    kind = np.full(len(owner), OUTPATIENT, np.int8)
    kind[chance < 0.085] = INPATIENT
    kind[chance < 0.015] = NEGOTIATED_DRUG
    kind[chance < 0.005] = MATERNITY
    filed = (
        (TWO_DISEASE, everybody.hypertension | everybody.diabetes, 0.30, 0.70),
        (CHRONIC_2, everybody.chronic_2_filings > 0, 0.70, 0.95),
        (CHRONIC_1, everybody.chronic_1, 0.92, 1.00),
    )
    for code, holders, first, last in filed:
        holds = holders[owner] | (draw.random(len(owner)) < 0.005)
        kind[holds & (chance >= first) & (chance < last)] = code
    return kind


def _levels(draw: np.random.Generator, kind: Numbers) -> Numbers:
    table = np.zeros((len(LEVELS_OF), 100), np.int8)
    for code, shares in LEVELS_OF.items():
        table[code] = np.repeat(np.array(list(shares), np.int8), list(shares.values()))
    return table[kind, draw.integers(0, 100, len(kind))]


def _places(draw: np.random.Generator, kind: Numbers) -> tuple[Numbers, Numbers]:
    """Return place and filing: a tenth of admissions outside the area, one in a hundred of the others."""
    chance = draw.random(len(kind))
    outside = np.where((kind == INPATIENT) | (kind == MATERNITY), 0.10, 0.01)
    place = np.where(chance < outside, np.where(chance < outside * 0.7, PROVINCE, PROVINCE + 1), LOCAL)
    filing = draw.integers(UNFILED, EMERGENCY + 1, len(kind))
    filing = np.where(draw.random(len(kind)) < 0.3, REFERRAL, filing)
    return place.astype(np.int8), np.where(place == LOCAL, UNFILED, filing).astype(np.int8)


def _days(draw: np.random.Generator, owner: Numbers) -> Numbers:
    """Return the discharges, rising within a person, as Arrow counts days."""
    first = int(np.datetime64(f"{YEAR}-01-01").astype(int))
    return first + np.sort(owner * 365 + draw.integers(0, 365, len(owner))) % 365


def _admissions(draw: np.random.Generator, kind: Numbers, day: Numbers) -> Numbers:
    """Return the admissions: some days before the discharge of a stay, and the same day for every other bill."""
    return day - np.where((kind == INPATIENT) | (kind == MATERNITY), draw.integers(1, 15, len(kind)), 0)


def _links(draw: np.random.Generator, kind: Numbers, owner: Numbers) -> tuple[Numbers, Numbers]:
    """Return which admissions are a transfer from the bill before, and which the second part of its stay."""
    follows = np.zeros(len(owner), bool)
    admissions = kind == INPATIENT
    follows[1:] = admissions[1:] & admissions[:-1] & (owner[1:] == owner[:-1])
    # none leads from one that itself leads from another: so parts of stays are never more than two
    follows[1:] &= ~follows[:-1]
    chance = draw.random(len(owner))
    return follows & (chance < 0.08), follows & (chance > 0.97)


def _amounts(draw: np.random.Generator, kind: Numbers, level: Numbers) -> dict[str, pa.Array]:
    """Return total and its parts in whole fen; the parts never exceed the total."""
    medians = np.array([COSTS[code][0] for code in range(len(COSTS))])
    spreads = np.array([COSTS[code][1] for code in range(len(COSTS))])
    of_level = np.array([COST_OF_LEVEL[code] for code in range(len(COST_OF_LEVEL))])
    rare = (kind == INPATIENT) & (draw.integers(0, RARE, len(kind)) == 0)
    curve = np.where(rare, TIMES_DEARER, 1) * np.exp(draw.standard_normal(len(kind)) * spreads[kind] / 100)
    total = np.minimum(MOST, medians[kind] * of_level[level] // 100 * curve).astype(np.int64)
    columns = {"total": total}
    for name, some, most in (("own_expense", 0.6, 2_000), ("over_limit", 0.1, 500), ("self_first", 0.5, 1_500)):
        ratio = np.where(draw.random(len(kind)) < some, draw.integers(0, most, len(kind)), 0)
        columns[name] = total * ratio // 10_000
    return {name: pa.array(amount) for name, amount in columns.items()}


def coded(name: str, codes: Numbers, empty: Numbers | None = None) -> pa.DictionaryArray:
    """Return codes as the words of a column."""
    return dictionary(codes, list(BY_NAME[name].words), empty)


def dictionary(codes: Numbers, words: list[str], empty: Numbers | None = None) -> pa.DictionaryArray:
    """Return places in a list of words as these words; nothing where it is ``empty``."""
    indices = pa.array(codes, pa.int32(), mask=empty)
    return pa.DictionaryArray.from_arrays(indices, pa.array(words)).cast(WORD)


def names(letter: str, numbers: Numbers, digits: int) -> pa.Array:
    """Return texts such as E000000017, all of one length, so that they are in order as their numbers are."""
    width = digits + 1
    text = np.empty((len(numbers), width), np.uint8)
    text[:, 0] = ord(letter)
    left = numbers
    for place in range(digits, 0, -1):
        text[:, place] = ord("0") + left % 10
        left = left // 10
    offsets = np.arange(0, (len(numbers) + 1) * width, width, dtype=np.int32)
    return pa.StringArray.from_buffers(len(numbers), pa.py_buffer(offsets), pa.py_buffer(text))


def _earlier(ids: pa.Array, linked: Numbers) -> pa.Array:
    """Return the id of the row before where a row is a transfer from it."""
    before = np.arange(len(linked)) - 1
    return ids.take(pa.array(before, pa.int64(), mask=~linked))
