"""What bills cost and how they split: total, own expense, over the price limit, first share, all in fen.

Costs follow a lognormal curve within diagnosis, level and place, scaled so that the means by level come near the
published ones. How a bill splits is drawn by level. It is one of the few things that decide the share that is paid,
and the published share is why own expense is as large, and the first share as small, as it is here.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tongchou.city import needs, tables
from tongchou.city.catalogue import CLASS_B, catalogue
from tongchou.city.draw import WHOLE, Ints
from tongchou.city.lots import Lots, skewed
from tongchou.city.stays import Stays
from tongchou.rules.codes import LEVELS, LOCAL

_SPREAD_OF_STAYS = (50, 55, 90, 107)
"""Sigma of the lognormal curve of stays by level in per cent: assumed, with the share that catastrophic insurance pays
in view (some 9% of what the scheme spends, 2023)."""

_SPREAD_OF_VISITS, _SPREAD_OF_DELIVERIES = 65, 35
"""Sigma of the lognormal curves of visits and deliveries in per cent: assumed."""

_TIER = np.array((0, 0, 1, 2))
_WITHIN_TIER = np.array((94, 109, 100, 100))
"""Costs of primary and first level against those of their tier, in per cent: assumed."""

_COST_FIT = (1.0, 0.99, 0.985)
"""By tier: takes off what the least that a bill costs adds to the cheap ones."""

_AWAY_FIT = 1.012
"""Makes good what that least takes off the ratio of stays outside the city."""

_LEAST_AWAY, _MOST_AWAY = 0.5, 4.0

_OWN = (570, 670, 900, 1_320)
"""Own expense of stays by level in ten-thousandths of the total: assumed, with the real share paid in view."""

_FIRST = (660, 580, 20, 20)
"""First share of stays by level in ten-thousandths of what the catalogue lists, consumables of operations left out:
assumed, with the published share paid in view."""

_SPREAD_OF_PARTS = 45
_MOST_OWN = 5_500

_ABOVE_LIMIT = 3_000
"""Of 10,000 stays those in a ward dearer than its price limit."""

_BED_AND_CARE = (4_500, 5_500, 7_000, 9_000)
"""The least that a day of a stay costs by level, in fen: ward, doctor and care."""

_VISITS_WITH_OWN = 1_500
_VISIT_OWN, _VISIT_FIRST = 2_200, 320
"""Of 10,000 visits those with own expense; its share and that of the first share, ten-thousandths. Assumed."""

_FILED_FIRST = 450


class Factors(NamedTuple):
    """What makes table costs into those of the year, ten-thousandths."""

    level: Ints
    away: int


def make_factors(years: list[Stays]) -> Factors:
    """Return the factors with which the stays of all blocks have the published mean costs."""
    tiers = len(needs.TIER_COST)
    here, away = np.zeros(tiers), np.zeros(tiers)
    numbers = np.zeros((2, tiers))
    for stays in years:
        cost = stays.cost * _WITHIN_TIER[stays.level] // 100
        tier, outside = _TIER[stays.level], stays.place != LOCAL
        counted = stays.delivery == 0
        for out, sums in ((False, here), (True, away)):
            rows = counted & (outside == out)
            sums += np.bincount(tier[rows], weights=cost[rows], minlength=tiers)
            numbers[int(out)] += np.bincount(tier[rows], minlength=tiers)
    aim = np.array(needs.TIER_COST) * _COST_FIT
    both = numbers.sum(axis=0)
    factor, away_factor = np.ones(tiers), 1.0
    for _ in range(100):
        whole = here + away_factor * away
        factor = np.where(whole > 0, both * aim / np.maximum(whole, 1.0), 1.0)
        outside_cost = float((factor * away).sum())
        if outside_cost:
            mean = float((both * aim).sum() / both.sum())
            away_factor = needs.AWAY_COST * _AWAY_FIT * mean * numbers[1].sum() / outside_cost
            away_factor = min(_MOST_AWAY, max(_LEAST_AWAY, away_factor))
    return Factors(np.round(factor[_TIER] * _WITHIN_TIER * (WHOLE // 100)).astype(np.int64), round(away_factor * WHOLE))


class Amounts(NamedTuple):
    """The parts of bills in fen; what is left of the total is in scope."""

    total: Ints
    own_expense: Ints
    over_limit: Ints
    self_first: Ints


def stay_amounts(stays: Stays, factors: Factors, lots: Lots) -> Amounts:
    """Return the amounts of stays."""
    known = catalogue()
    count = len(stays.person)
    days = (stays.discharged - stays.admitted).astype(np.int64)
    cost = stays.cost * factors.level[stays.level] // WHOLE
    cost = np.where(stays.place == LOCAL, cost, cost * factors.away // WHOLE)
    deviate = stays.spread.astype(np.int64)
    birth = stays.delivery > 0
    for sigma, rows in (
        (_SPREAD_OF_DELIVERIES, birth),
        *((sigma, ~birth & (stays.level == level)) for level, sigma in enumerate(_SPREAD_OF_STAYS)),
    ):
        cost[rows] = cost[rows] * skewed(deviate[rows], sigma) // WHOLE
    share = np.minimum(np.array(_OWN)[stays.level] * skewed(lots.normal(count), _SPREAD_OF_PARTS) // WHOLE, _MOST_OWN)
    own = cost * share // WHOLE
    operated = stays.operation >= 0
    operation = np.where(operated, stays.operation, 0)
    least = np.where(operated, known.fee[operation, stays.level], 0) + (1 + days) * np.array(_BED_AND_CARE)[stays.level]
    total = own + np.maximum(cost - own, least)
    consumed = np.where(operated, known.consumed[operation], 0)
    consumed_first = np.where(operated, known.consumed_first[operation], 0)
    excess = ward_excess()[stays.level]
    dear = lots.chance(_ABOVE_LIMIT, count) & (days > 0)
    over = np.where(dear, excess * days, 0)
    rest = np.maximum(0, total - own - over - consumed)
    share = np.minimum(np.array(_FIRST)[stays.level] * skewed(lots.normal(count), _SPREAD_OF_PARTS) // WHOLE, CLASS_B)
    first = np.minimum(consumed_first + rest * share // WHOLE, np.maximum(0, total - own - over))
    return Amounts(total, own, over, first)


def visit_amounts(cost: Ints, level: npt.NDArray[np.int8], lots: Lots, *, filed: bool) -> Amounts:
    """Return the amounts of visits, given their mean cost over all levels."""
    count = len(cost)
    percent = np.array([tables.levels()[name if name != "pharmacy" else "level1"].visit_percent for name in LEVELS])
    aim = cost * percent[level] // 100
    total = np.maximum(300, aim * skewed(lots.normal(count), _SPREAD_OF_VISITS) // WHOLE)
    with_own = lots.chance(_VISITS_WITH_OWN, count)
    own = np.where(with_own, total * _VISIT_OWN // WHOLE * skewed(lots.normal(count), _SPREAD_OF_PARTS) // WHOLE, 0)
    own = np.minimum(own, total // 2)
    usual = _FILED_FIRST if filed else _VISIT_FIRST
    share = np.minimum(usual * skewed(lots.normal(count), _SPREAD_OF_PARTS) // WHOLE, CLASS_B)
    return Amounts(total, own, np.zeros(count, np.int64), (total - own) * share // WHOLE)


def ward_excess() -> Ints:
    """Return by level what a dear ward costs a day above its price limit, in fen."""
    facts = tables.levels()
    of_level = [facts[name] if name in facts else facts["primary"] for name in LEVELS]
    return np.array([(fact.ward - fact.ward_limit) // 10_000 for fact in of_level], np.int64)


def later_part(amounts: Amounts, days: Ints, later: Ints) -> Amounts:
    """Return the amounts of the second part of stays closed at the end of a year, as long as ``later`` says."""
    return Amounts._make(amount * later // np.maximum(1, days) for amount in amounts)
