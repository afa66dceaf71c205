"""The year's plan: how many bills of each kind there are to be, at which level, where, and how long stays last.

Worked out from what the persons add up to (:class:`tongchou.city.needs.Sums`), so that a city of any size and any mix
of ages comes near the published rates without being cut to fit them: chance still moves every figure.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tongchou.city import needs, tables
from tongchou.city.catalogue import CATALOGUE_LEVELS, catalogue
from tongchou.city.draw import WHOLE
from tongchou.city.needs import Sums

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

TRANSFERS, DOWNWARD, REFERRED = 550, 2_500, 1_500
"""Of 10,000 stays below the third level those sent up; of these those sent down again; of those at the second level
sent up those sent out of the city. Assumed."""

AWAY_BY_SEVERITY = (200, 350, 650, 1_000, 1_300)
"""How stays outside the city lean to grave cases: relative, assumed."""

AWAY_LEVELS = (0, 0, 20, 80)
"""Levels of stays outside the city: assumed."""

_LEVELS = (
    (46, 18, 28, 8),
    (30, 17, 39, 14),
    (15, 10, 47, 28),
    (0, 4, 38, 58),
    (0, 0, 25, 75),
)
"""Which level takes a stay in by severity (primary to third): assumed, then scaled to the published mix."""

_PARTS = 1.052
"""Stays for each illness that needs one, with those after a transfer, as they come out."""

_OPERATED = 8_500
"""From this share of operations on, a diagnosis is not treated in health centres, which do not operate."""

_NEGOTIATED_A_HEAD = 0.004
"""Bills of negotiated drugs a head, as they come out of the takers: they take the place of ordinary visits."""

_ANTENATAL = 2.0
"""Antenatal bills for each delivery."""

_STAYS_FIT, _VISITS_FIT = 1.006, 1.0075
"""Make good the stays and visits that would overlap and find no room, and those that another payer owes."""

_MIX_FIT = (0.009, 0.002, -0.011)
"""Newborns and the dying are treated at higher levels than others: taken off the aims for the others."""

_DAYS_FIT = 1.056
"""Makes good the short stays before a transfer and those cut at a death or the end of the year."""


class Plan(NamedTuple):
    """What is to be drawn; rates are for the weights of :class:`tongchou.city.needs.Block`."""

    stays_of_weight: float
    """Stays for one weight of stays and a year of 365 days."""
    visits_of_weight: float
    visits_away: int
    """Visits of those who live outside the city, ten-thousandths of others'."""
    filed: int
    """Bills for filed diseases, ten-thousandths of what the table of chronic diseases says."""
    pharmacy: int
    """Of 10,000 ordinary visits those to pharmacies."""
    away: Ints
    """By diagnosis: of 10,000 stays those outside the city."""
    level_limits: Ints
    """By diagnosis and level: sums of weights, each diagnosis from its number << 32 on."""
    days: int
    """Days of stays in ten-thousandths of the table's."""


def make_plan(sums: Sums) -> Plan:
    """Return the plan of a year."""
    whole_year = 365
    bills = needs.VISITS * sums.enrolled
    stays = needs.STAYS * _STAYS_FIT * sums.enrolled
    extra = sums.newborns * needs.SICK_NEWBORNS / WHOLE + sums.deaths * needs.DIES_IN_HOSPITAL / WHOLE
    shares = needs.expected_diagnoses(sums)
    away = _away(sums, shares)
    levels, parts = _levels(shares, away)
    filed = needs.FILED * bills
    other = sums.deliveries * (1 + _ANTENATAL) + _NEGOTIATED_A_HEAD * sums.enrolled
    ordinary = max(1.0, (bills - stays - filed - other) * _VISITS_FIT)
    from_away = max(0.0, needs.AWAY_VISITS * bills - needs.AWAY_STAYS * stays) * ordinary / (ordinary + filed)
    at_home = (sums.covered_visits - sums.covered_visits_away) / whole_year
    per_weight = (ordinary - from_away) / max(1.0, at_home)
    lives_away = per_weight * sums.covered_visits_away / whole_year
    return Plan(
        max(0.0, stays - extra) / parts / max(1.0, sums.covered_stays / whole_year),
        per_weight,
        min(WHOLE, round(WHOLE * from_away / lives_away)) if lives_away else WHOLE,
        round(WHOLE * filed / max(1.0, _filed_expected(sums))),
        round(WHOLE * needs.PHARMACY * bills / ordinary),
        away,
        levels,
        _days(shares),
    )


def _filed_expected(sums: Sums) -> float:
    """Return the bills that the table of chronic diseases gives for the filings in force."""
    a_year = [disease.visits for disease in tables.chronic_diseases()] + [TWO_DISEASE_VISITS]
    return float(sums.filed_days @ np.array(a_year)) / 365


TWO_DISEASE_VISITS = 4
"""Visits a year for one of the two diseases: assumed."""


def _away(sums: Sums, shares: Floats) -> Ints:
    """Return by diagnosis how many of 10,000 stays of those who live in the city are outside it."""
    lives_away = sums.stays_away / max(1, sums.covered_stays)
    sent = TRANSFERS * REFERRED / WHOLE**2 * needs.MIX[1]
    wanted = max(0.0, (needs.AWAY_STAYS * _PARTS - sent - lives_away) / (1 - lives_away))
    leaning = np.array(AWAY_BY_SEVERITY)[catalogue().severity]
    return np.minimum(WHOLE, np.round(leaning * (wanted * WHOLE / float(shares @ leaning)))).astype(np.int64)


def _levels(shares: Floats, away: Ints) -> tuple[Ints, float]:
    """Return the sums of weights of the levels by diagnosis, and how many stays a first one stands for."""
    known = catalogue()
    operated = known.operation_limit[:, -1] >= _OPERATED
    weights = np.array(_LEVELS, np.float64)[known.severity]
    weights[operated, 0] = 0.0
    weights[operated, 2] += 1.0
    treatment = np.array([row.use in ("filed", "newborn") for row in tables.diagnoses().values()])
    weights[treatment, :2] = 0.0
    weights[treatment, 2:] = (45.0, 55.0)
    at_home = shares * (1 - away / WHOLE)
    outside = 1 - float(at_home.sum())
    sent, down = TRANSFERS / WHOLE, DOWNWARD / WHOLE
    aim = np.array(needs.MIX) + _MIX_FIT
    away_tiers = np.array((AWAY_LEVELS[0] + AWAY_LEVELS[1], *AWAY_LEVELS[2:])) / sum(AWAY_LEVELS)
    base = aim - outside * away_tiers
    parts = 1.0
    for _ in range(40):
        scaled = _scaled(weights, at_home, base)
        of_level = at_home @ scaled
        low, middle = of_level[0] + of_level[1], of_level[2]
        up_low, up_middle = sent * low, sent * middle
        tiers = np.array((low, middle, of_level[3])) + outside * away_tiers
        tiers += (down * (up_low + up_middle * (1 - REFERRED / WHOLE)), up_low, up_middle)
        parts = float(tiers.sum())
        base = np.maximum(0.01, base + (aim - tiers / parts) * 0.8)
    limits = np.cumsum(scaled, axis=1)
    fixed = np.round(limits / limits[:, -1:] * (1 << 32)).astype(np.int64)
    fixed += np.arange(len(fixed), dtype=np.int64)[:, None] << 32
    return fixed.reshape(-1), parts


def _scaled(weights: Floats, at_home: Floats, tiers: Floats) -> Floats:
    """Return the weights of levels scaled so that the stays at home fall to the tiers as wanted."""
    of_tier = np.array((0, 0, 1, 2))
    factor = np.ones(CATALOGUE_LEVELS)
    scaled = weights / weights.sum(axis=1, keepdims=True)
    for _ in range(60):
        scaled = weights * factor
        scaled /= scaled.sum(axis=1, keepdims=True)
        found = np.bincount(of_tier, weights=at_home @ scaled)
        factor *= (tiers / np.maximum(found, 1e-9))[of_tier]
    return scaled


def _days(shares: Floats) -> int:
    mean = float(shares @ catalogue().stay_days)
    return round(WHOLE * needs.DAYS / mean * _DAYS_FIT)
