"""The people of a city, put together: ``make_people`` gives what :mod:`tongchou.city.people` describes."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tongchou.city import schema
from tongchou.city.draw import Bools, Draws, Ints
from tongchou.city.enrolled import CHANNELS, REASONS, Enrolled, make_cover
from tongchou.city.filed import diagnosis_of, disease_codes, make_filings
from tongchou.city.households import RELATIONS, Families, make_families
from tongchou.city.id_numbers import id_numbers
from tongchou.city.lifetimes import day_number, make_categories, make_deaths, make_frailty
from tongchou.city.naming import make_names
from tongchou.city.numbered import numbered, words
from tongchou.city.people import (
    NEVER,
    UNFILED_DISEASE,
    Deliveries,
    Filings,
    Identities,
    Int8s,
    People,
    Persons,
)
from tongchou.city.recognised import make_identities
from tongchou.city.villages import Ground, make_villages
from tongchou.regulations.load import load
from tongchou.rules.codes import ADULT, CATEGORIES, FILING_KINDS, IDENTITIES, LOCAL, PLACES

REGULATION = "510400"
"""The area whose regulation decides premium, aid and waiting."""

_MEMBERS = 262
"""Members of a hundred households, a little below the mean: a city is cut to its size."""

_LIVE_AWAY = 260
"""Of 10,000 residents those who live outside the city with a filing: adults without an identity. Assumed."""

_AWAY_PLACES = (0, 55, 45)

_PERSON, _HOUSEHOLD = ("P", 8), ("F", 8)


class _Population(NamedTuple):
    """The members of the households that the city keeps."""

    families: Families
    village: npt.NDArray[np.int16]
    frailty: Int8s
    death: Ints


def make_people(residents: int, years: range | tuple[int, ...], seed: int) -> People:
    """Return the people of a city for some benefit years, one after the other; the same call gives the same bytes.

    ``residents`` live in the city in the last year: on its first day, or are born in it. Who died in an earlier one
    comes on top. Raises NotInForce where the regulation does not know a year, ValueError for no residents or years.
    """
    span = tuple(years)
    if residents < 1 or not span or span != tuple(range(span[0], span[0] + len(span))):
        raise ValueError(
            f"a city needs at least one resident and years one after the other, found {residents} and {span} "
            "· 城市至少要有一名居民，年度须逐年相连"
        )
    regulation = load(REGULATION)
    ground = make_villages(seed)
    population = _populate(residents, span, seed, ground)
    families, death = population.families, population.death
    category = make_categories(Draws(seed, "school"), families.birth, span)
    held = make_identities(Draws(seed, "identities"), families, death, span)
    filed = make_filings(Draws(seed, "filings"), families.birth, death, population.frailty, span)
    enrolled = make_cover(
        Draws(seed, "cover"), families.birth, death, category, population.frailty, held, span, regulation
    )
    persons = Persons(
        birth=families.birth.astype(np.int32),
        death=death.astype(np.int32),
        sex=families.sex,
        village=population.village,
        household=families.household.astype(np.int32),
        mother=families.mother.astype(np.int32),
        place=_places(Draws(seed, "places"), category[-1], held, families, death),
        frailty=population.frailty,
        category=category,
        cover_first=enrolled.first.astype(np.int32),
        cover_last=enrolled.last.astype(np.int32),
        continuous_years=enrolled.continuous_years,
        zero_claim_years=enrolled.zero_claim_years,
    )
    person_ids = numbered(*_PERSON, np.arange(1, len(death) + 1))
    return People(
        years=span,
        villages=ground.table,
        residents=_residents(seed, ground, population, persons, person_ids),
        identities=_identities(held, person_ids),
        coverage=_coverage(enrolled, persons.category, person_ids, span),
        filings=_filings(filed, person_ids),
        persons=persons,
        held=held,
        filed=filed,
        deliveries=_deliveries(persons, span),
    )


def _populate(residents: int, years: tuple[int, ...], seed: int, ground: Ground) -> _Population:
    """Return exactly so many residents of the last year and those who died in the years before it."""
    households = residents * 100 // _MEMBERS + 2
    while True:
        families = make_families(Draws(seed, "families"), households, day_number(years[-1], 12, 31))
        frailty = make_frailty(Draws(seed, "frailty"), len(families.sex))
        death = make_deaths(Draws(seed, "deaths"), families, frailty, years)
        in_last_year = death >= day_number(years[-1], 1, 1)
        if int(in_last_year.sum()) >= residents:
            break
        households += households // 20 + 1
    kept = _cut(Draws(seed, "cut"), families.household, in_last_year, residents)
    households, household = _renumbered(families.household[kept])
    rows = np.cumsum(kept) - 1
    mother = families.mother[kept]
    mother = np.where((mother >= 0) & kept[mother], rows[mother], -1)
    cut = Families(household, families.relation[kept], families.sex[kept], families.birth[kept], mother)
    village = np.sort(Draws(seed, "homes").share_out(ground.weights, households)).astype(np.int16)
    return _Population(cut, village[household], frailty[kept], death[kept])


def _cut(draws: Draws, household: Ints, counts: Bools, wanted: int) -> Bools:
    """Return which members stay so that exactly as many as wanted count: whole households, of the last one a part."""
    sizes = np.bincount(household[counts], minlength=int(household[-1]) + 1)
    order = draws.order(len(sizes))
    sums = np.cumsum(sizes[order])
    last = int(np.searchsorted(sums, wanted))
    stays = np.zeros(len(sizes), np.bool_)
    stays[order[: last + 1]] = True
    kept = stays[household]
    too_many = int(sums[last]) - wanted
    of_last = np.flatnonzero((household == order[last]) & counts)
    kept[of_last[len(of_last) - too_many :]] = False
    return kept


def _renumbered(household: Ints) -> tuple[int, Ints]:
    """Return the number of households and their numbers without gaps."""
    changes = np.r_[False, household[1:] != household[:-1]]
    numbers = np.cumsum(changes)
    return int(numbers[-1]) + 1, numbers


def _places(draws: Draws, category: Int8s, held: Identities, families: Families, death: Ints) -> Int8s:
    """Return where people live; neither holders of an identity nor mothers of children live away, nor who dies."""
    fits = (category == ADULT) & (death == NEVER)
    fits[held.person] = False
    fits[families.mother[families.mother >= 0]] = False
    candidates = np.flatnonzero(fits)
    away = candidates[draws.order(len(candidates))[: len(death) * _LIVE_AWAY // 10_000]]
    found = np.full(len(death), LOCAL, np.int8)
    found[away] = draws.share_out(_AWAY_PLACES, len(away))
    return found


def _days(days: npt.NDArray[np.integer], missing: Bools | None = None) -> pa.Array:
    """Return days since 1970-01-01 as a column of days, empty where missing."""
    return pa.array(days.astype(np.int32), pa.int32(), mask=missing).view(pa.date32())


def _residents(
    seed: int, ground: Ground, population: _Population, persons: Persons, person_ids: pa.StringArray
) -> pa.Table:
    families, villages = population.families, ground.table
    of_household = persons.village[np.flatnonzero(np.r_[True, np.diff(persons.household) > 0])]
    mothers = pa.array(persons.mother, pa.int32(), mask=persons.mother < 0)
    columns = (
        person_ids,
        id_numbers(persons.birth, persons.sex, seed),
        make_names(Draws(seed, "names"), families, ground.yi[of_household]),
        words(persons.sex, ("F", "M")),
        _days(persons.birth),
        _days(persons.death, persons.death == NEVER),
        words(persons.village, villages["county"].to_pylist()),
        words(persons.village, villages["township"].to_pylist()),
        words(persons.village, villages["code"].to_pylist()),
        numbered(*_HOUSEHOLD, persons.household + 1),
        words(families.relation, RELATIONS),
        person_ids.take(mothers),
        words(persons.category[-1], CATEGORIES),
        words(persons.place, PLACES),
    )
    return pa.Table.from_arrays(columns, schema=schema.RESIDENTS)


def _identities(held: Identities, person_ids: pa.StringArray) -> pa.Table:
    columns = (
        person_ids.take(pa.array(held.person)),
        words(held.kind, IDENTITIES),
        _days(held.first),
        _days(held.last, held.last == NEVER),
    )
    return pa.Table.from_arrays(columns, schema=schema.IDENTITIES)


def _filings(filed: Filings, person_ids: pa.StringArray) -> pa.Table:
    diagnosis, diagnoses = diagnosis_of(filed.kind, filed.row)
    columns = (
        person_ids.take(pa.array(filed.person)),
        words(filed.kind, FILING_KINDS),
        words(filed.row, disease_codes(), filed.row == UNFILED_DISEASE),
        words(diagnosis, diagnoses),
        _days(filed.first),
        _days(filed.last, filed.last == NEVER),
    )
    return pa.Table.from_arrays(columns, schema=schema.FILINGS)


def _coverage(enrolled: Enrolled, category: Int8s, person_ids: pa.StringArray, years: tuple[int, ...]) -> pa.Table:
    person, row = np.nonzero(enrolled.is_in.T)
    waiting, reason = enrolled.waiting_until[row, person], enrolled.reason[row, person]
    columns = (
        person_ids.take(pa.array(person)),
        pa.array(np.array(years, np.int16)[row]),
        _days(enrolled.first[row, person]),
        _days(enrolled.last[row, person]),
        _days(enrolled.paid_on[row, person]),
        _days(waiting, waiting == 0),
        words(reason, REASONS, reason < 0),
        pa.array(np.array(enrolled.personal, np.int64)[row]),
        pa.array(enrolled.aided[row, person]),
        words(category[row, person], CATEGORIES),
        words(enrolled.identity[row, person], IDENTITIES),
        words(enrolled.channel[row, person], CHANNELS),
    )
    return pa.Table.from_arrays(columns, schema=schema.COVERAGE)


def _deliveries(persons: Persons, years: tuple[int, ...]) -> Deliveries:
    """Return the births of the years by mother and day; babies of one mother and day are twins."""
    first, last = day_number(years[0], 1, 1), day_number(years[-1], 12, 31)
    babies = np.flatnonzero((persons.mother >= 0) & (persons.birth >= first) & (persons.birth <= last))
    keys = persons.mother[babies].astype(np.int64) * NEVER + persons.birth[babies]
    once, number = np.unique(keys, return_counts=True)
    return Deliveries((once // NEVER).astype(np.int32), (once % NEVER).astype(np.int32), number.astype(np.int8))
