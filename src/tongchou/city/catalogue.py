"""The medical tables as columns to draw from: diagnoses by age, sex and season, operations, groups, chronic diseases.

A diagnosis, operation or group is its position in the list of its codes; -1 stands for none. All draws are on whole
numbers, so that a seed gives the same bills on every machine.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tongchou.city import tables
from tongchou.city.draw import WHOLE
from tongchou.city.tables import Diagnosis
from tongchou.rules.codes import LEVEL3

Ints = npt.NDArray[np.int64]

OLDEST = 95
"""Ages above are drawn as this one: no diagnosis of the table is said to be met later."""

NEWBORN = OLDEST + 1
"""The age class of the first 28 days."""

NEWBORN_DAYS = 28

SEASONS = 4
"""Winter (December to February), spring, summer, autumn."""

DRAWN = 32
"""Bits of a draw of a diagnosis."""

_SEASONS_OF = {
    "J0": (150, 100, 60, 90),
    "J1": (150, 95, 60, 95),
    "J2": (145, 95, 65, 95),
    "J4": (140, 95, 70, 95),
    "A08": (170, 90, 40, 100),
    "A0": (75, 90, 150, 85),
    "B08": (50, 120, 150, 80),
    "I": (115, 100, 88, 97),
    "L": (85, 100, 120, 95),
    "T63": (20, 100, 200, 80),
}
"""How much more a group of diagnoses is met in a season, in per cent of the year's mean: assumed. The first that a
code begins with counts."""

_GRAVER = (300_000, 500_000, 900_000, 1_800_000)
"""Mean costs of a stay in fen at which the severity of a diagnosis rises by one."""

_FILED_SHARE = 35
"""Of the stays for treatments that mostly follow a filing (chemotherapy, dialysis), per cent before it is filed."""

_OPERATED_COST, _LEAST_PLAIN = 160, 45
"""What a stay with an operation costs more, in per cent of the operation's fee; the least that one without costs, in
per cent of the mean of both. Assumed."""

_GRAVE = 2_100_000_000
"""Fee of an operation at the third level, in millionths of a yuan, above which small hospitals leave it to larger ones:
assumed. Cataracts, caesarean sections, hernias and appendices are below it."""

_OPERATIONS = 3
_SECONDARY = 2


class Catalogue(NamedTuple):
    """The columns, one value for each diagnosis unless said otherwise."""

    codes: tuple[str, ...]
    secondary_codes: tuple[str, ...]
    """Codes that ``secondary`` points to: the diagnoses, then those that are never the main one."""
    operation_codes: tuple[str, ...]
    groups: tuple[str, ...]
    """The ADRGs."""
    stay_days: Ints
    stay_cost: Ints
    visit_cost: Ints
    """Fen, means over all levels."""
    severity: npt.NDArray[np.int8]
    """0 to 4 by the mean cost of a stay."""
    injury: npt.NDArray[np.bool_]
    operation: npt.NDArray[np.int16]
    """(diagnoses, 3): the operations that go with it."""
    operation_limit: npt.NDArray[np.int32]
    """(diagnoses, 3): their shares summed up, ten-thousandths."""
    group: npt.NDArray[np.int16]
    """(diagnoses, 4): the ADRG with each operation; the last column is that without one, -1 where there is none."""
    of_newborns: npt.NDArray[np.bool_]
    admitted: npt.NDArray[np.bool_]
    """Whether it is a reason for a stay."""
    cost_with: Ints
    """(diagnoses, 4): fen of a stay with each operation; the last column is that without one. Their mean is
    ``stay_cost``."""
    secondary: npt.NDArray[np.int16]
    """(diagnoses, 2): what typically goes with it."""
    stay_limits: Ints
    visit_limits: Ints
    """Sums of weights by cell, each cell from its number << 32 on: see :func:`cell_of`."""
    fee: Ints
    """(operations, 5 levels): fen of an operation with its anaesthesia and consumables, the least a bill holds."""
    consumed: Ints
    """(operations): fen of the consumables of class B among them."""
    consumed_first: Ints
    """(operations): fen of their first shares."""
    grave: npt.NDArray[np.bool_]
    """(operations): too much for a hospital of the first level."""


def cell_of(age: npt.NDArray[np.integer], male: npt.NDArray[np.integer], season: npt.NDArray[np.integer]) -> Ints:
    """Return the number of the cell of an age class (from 0 to NEWBORN), a sex and a season."""
    return (np.asarray(age, np.int64) * 2 + male) * SEASONS + season


def drawn(limits: Ints, cell: Ints, lot: Ints) -> npt.NDArray[np.int16]:
    """Return the diagnosis of each cell that a lot of 32 bits falls on."""
    of_cell = len(tables.diagnoses())
    place = np.searchsorted(limits, (cell << DRAWN) + lot, side="right")
    return (place - cell * of_cell).astype(np.int16)


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """Return the columns of the tables."""
    rows = list(tables.diagnoses().values())
    place = {row.code: n for n, row in enumerate(rows)}
    only_secondary = sorted({code for row in rows for code in row.secondary} - set(place))
    secondary_place = {code: n for n, code in enumerate([*place, *only_secondary])}
    operations = tuple(tables.operations())
    operation_place = {code: n for n, code in enumerate(operations)}
    groups = tuple(sorted({group for row in rows for group in (row.group, *row.groups) if group}))
    group_place = {code: n for n, code in enumerate(groups)}
    operation = np.full((len(rows), _OPERATIONS), -1, np.int16)
    limit = np.zeros((len(rows), _OPERATIONS), np.int32)
    group = np.full((len(rows), _OPERATIONS + 1), -1, np.int16)
    secondary = np.full((len(rows), _SECONDARY), -1, np.int16)
    for n, row in enumerate(rows):
        group[n, _OPERATIONS] = group_place.get(row.group, -1)
        for k, (code, share) in enumerate(row.operations):
            operation[n, k], limit[n, k] = operation_place[code], share
            group[n, k] = group_place[row.groups[k]]
        for k, code in enumerate(row.secondary):
            secondary[n, k] = secondary_place[code]
    cost = np.array([row.stay_cost for row in rows], np.int64)
    fee, consumed, consumed_first = _operation_costs(operations)
    limits = np.cumsum(limit, axis=1, dtype=np.int32)
    return Catalogue(
        tuple(place),
        tuple(secondary_place),
        operations,
        groups,
        np.array([row.stay_days for row in rows], np.int64),
        cost,
        np.array([row.visit_cost for row in rows], np.int64),
        np.searchsorted(_GRAVER, cost, side="right").astype(np.int8),
        np.array([row.code.startswith(("S", "T")) for row in rows]),
        operation,
        limits,
        group,
        np.array([row.use == "newborn" for row in rows]),
        np.array([row.stay_weight > 0 for row in rows]),
        _cost_with(cost, limit, np.where(operation >= 0, fee[operation, LEVEL3], 0)),
        secondary,
        _limits(rows, stays=True),
        _limits(rows, stays=False),
        fee,
        consumed,
        consumed_first,
        np.array([tables.operations()[code].prices["level3"] > _GRAVE for code in operations]),
    )


def _cost_with(cost: Ints, share: npt.NDArray[np.integer], fee: Ints) -> Ints:
    """Return what a stay costs with each operation and, in the last column, without one, by its mean cost.

    An operation adds a multiple of its fee; the shares of stays with each are such that the mean stays.
    """
    added = fee * _OPERATED_COST // 100
    mean = (share * added).sum(axis=1) // WHOLE
    plain = np.maximum(cost * _LEAST_PLAIN // 100, cost - mean)
    with_each = plain[:, None] + added * (cost - plain)[:, None] // np.maximum(1, mean)[:, None]
    return np.concatenate((with_each, plain[:, None]), axis=1)


def _limits(rows: list[Diagnosis], stays: bool) -> Ints:
    """Return the sums of weights of all cells in one column that rises throughout."""
    found = np.zeros((NEWBORN + 1, 2, SEASONS, len(rows)), np.int64)
    ages = np.arange(OLDEST + 1)
    for n, row in enumerate(rows):
        weight = row.stay_weight if stays else row.visit_weight
        if row.use == "filed":
            weight = weight * _FILED_SHARE // 100 if stays else 0
        elif row.use == "newborn" and stays:
            found[NEWBORN, :, :, n] = weight
            continue
        elif row.use != "general":
            continue
        end = np.where(ages > row.age_peak, row.age_to, row.age_from)
        fit = 1_000 - 800 * np.abs(ages - row.age_peak) // (np.abs(end - row.age_peak) + 1)
        fit[(ages < row.age_from) | (ages > row.age_to)] = 0
        of_age = weight * fit // (row.age_to - row.age_from + 1)
        of_season = next((s for start, s in _SEASONS_OF.items() if row.code.startswith(start)), (100,) * SEASONS)
        for sex, word in enumerate("FM"):
            if row.sex in ("", word):
                found[: OLDEST + 1, sex, :, n] = of_age[:, None] * np.array(of_season) // 10
    if not stays:
        found[NEWBORN] = found[0]
    cells = found.reshape(-1, len(rows))
    sums = np.cumsum(cells, axis=1)
    whole = np.maximum(1, sums[:, -1:])
    # exact in 64 bits, as no sum reaches 2 ** 31
    scaled = (sums << DRAWN) // whole
    scaled += np.arange(len(cells), dtype=np.int64)[:, None] << DRAWN
    return scaled.reshape(-1)


def expected(limits: Ints, weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return how often each diagnosis is expected, given how often each cell is drawn from."""
    rows = limits.reshape(-1, len(tables.diagnoses()))
    start = np.arange(len(rows), dtype=np.int64)[:, None] << DRAWN
    shares = np.diff(rows - start, axis=1, prepend=0) / float(1 << DRAWN)
    return weights @ shares


def _operation_costs(codes: tuple[str, ...]) -> tuple[Ints, Ints, Ints]:
    """Return fees with anaesthesia and consumables by level, consumables of class B and their first shares, in fen."""
    levels = ("primary", "level1", "level2", "level3", "pharmacy")
    extra = {service.name: service for service in tables.services()}
    words = {"general": "全身麻醉", "spinal": "椎管内麻醉", "local": "局部浸润麻醉"}
    fee = np.zeros((len(codes), len(levels)), np.int64)
    consumed = np.zeros(len(codes), np.int64)
    consumed_first = np.zeros(len(codes), np.int64)
    for n, code in enumerate(codes):
        operation = tables.operations()[code]
        linked = linked_consumables(code)
        material = sum(c.price // 10_000 for c in linked)
        for k, level in enumerate(levels):
            fee[n, k] = operation.prices[level] // 10_000 + material
            if operation.anaesthesia in words:
                fee[n, k] += extra[words[operation.anaesthesia]].prices[level] // 10_000
        for c in linked:
            if c.medical_class == "B":
                consumed[n] += c.price // 10_000
                consumed_first[n] += c.price // 10_000 * (CLASS_B if c.first_share is None else c.first_share) // WHOLE
    return fee, consumed, consumed_first


CLASS_B = 1_000
"""First share of class B where the table names none, ten-thousandths."""


@lru_cache(maxsize=512)
def linked_consumables(operation: str) -> tuple[tables.Consumable, ...]:
    """Return the consumables of an operation, those of any under general or spinal anaesthesia among them."""
    wanted = {operation}
    if tables.operations()[operation].anaesthesia in ("general", "spinal"):
        wanted.add(tables.OPERATION)
    return tuple(c for c in tables.consumables() if not wanted.isdisjoint(c.operations))


CATALOGUE_LEVELS = 4
"""Levels with wards: primary to third."""
