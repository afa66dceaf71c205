"""The stays of a year, column by column: who falls ill of what, where and how long, transfers, deliveries, last days.

No two stays of a person overlap, but that a transfer may begin on the day of the earlier discharge; nobody is treated
after death. A stay over the end of the year is closed on 31 December; its second part is the next year's.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tongchou.city import tables
from tongchou.city.catalogue import CATALOGUE_LEVELS, NEWBORN, NEWBORN_DAYS, catalogue, cell_of, drawn
from tongchou.city.draw import WHOLE, Bools, Ints
from tongchou.city.lots import Lots, skewed
from tongchou.city.needs import (
    DIES_IN_HOSPITAL,
    SICK_NEWBORNS,
    UNCOVERED,
    Block,
    age_on,
    of_calendar,
    season_of,
    slice_all,
)
from tongchou.city.people import NEVER
from tongchou.city.plan import AWAY_LEVELS, DOWNWARD, REFERRED, TRANSFERS, Plan
from tongchou.rules.codes import (
    LEVEL1,
    LEVEL2,
    LEVEL3,
    LOCAL,
    PRIMARY,
    PROVINCE,
    REFERRAL,
    RESIDENCE,
    UNFILED,
)

_AWAY_PLACES = (62, 38)
"""Province and elsewhere, of stays outside the city: assumed."""

_AWAY_FILINGS = (32, 0, 42, 26)
"""Unfiled, residence, referral, emergency, of stays outside the city of those who live in it: assumed."""

_SPREAD_OF_DAYS = 45
_DAYS_WITH_COST = 60
"""Days follow a lognormal curve of this sigma (per cent), and go with the cost (correlation in per cent). Assumed."""

_SAME_DAY = 7_000
"""Of 10,000 transfers those on the day of discharge; the others are on the next."""

_FIRST_PART, _LAST_PART = 3_000, 2_500
"""Cost of the stay before a transfer up and of that after one down, ten-thousandths of the main one."""

_DYING = 15_000
"""Cost of a last stay against others, ten-thousandths."""

_BETWEEN = 12
"""A stay that would overlap another of the person begins up to so many days after it."""

_UP = np.array((LEVEL2, LEVEL2, LEVEL3, LEVEL3), np.int8)
_DOWN = np.array((PRIMARY, PRIMARY, PRIMARY, LEVEL1), np.int8)

_MOST_OVERLAPS = 60


class Stays(NamedTuple):
    """Stays as columns; those that follow a transfer come after the one they follow."""

    person: npt.NDArray[np.int32]
    level: npt.NDArray[np.int8]
    place: npt.NDArray[np.int8]
    filing: npt.NDArray[np.int8]
    admitted: npt.NDArray[np.int32]
    discharged: npt.NDArray[np.int32]
    diagnosis: npt.NDArray[np.int16]
    operation: npt.NDArray[np.int16]
    group: npt.NDArray[np.int16]
    cost: Ints
    """Fen before the level's factor and the spread of costs."""
    spread: npt.NDArray[np.int32]
    """Deviate of the cost in thousandths of a standard deviation."""
    follows: npt.NDArray[np.int32]
    """Row of the stay that a transfer leads from, -1."""
    later_days: npt.NDArray[np.int16]
    """Days of a second part in the next year, 0 where there is none."""
    delivery: npt.NDArray[np.int8]
    """Code of DELIVERIES + 1, 0 where a stay is no delivery."""
    babies: npt.NDArray[np.int8]


def take(stays: Stays, rows: npt.NDArray[np.integer]) -> Stays:
    """Return some rows; links between them are left as they are."""
    return Stays._make(column[rows] for column in stays)


def make_stays(block: Block, plan: Plan, lots: Lots, carried_until: npt.NDArray[np.int32]) -> Stays:
    """Return the stays of a block's year; ``carried_until`` is by person the last day of a stay begun last year."""
    births = _deliveries(block, lots)
    main = _main(block, plan, lots)
    main = _apart(block, main, births, lots, carried_until)
    chains = _with_transfers(main, lots)
    whole = _joined(births, chains)
    return _cut(block, whole)


class _Main(NamedTuple):
    """Stays before they are placed in time: one row for each illness, with the days before and after transfers."""

    person: Ints
    admitted: Ints
    fixed: Bools
    level: npt.NDArray[np.int8]
    place: npt.NDArray[np.int8]
    filing: npt.NDArray[np.int8]
    diagnosis: npt.NDArray[np.int16]
    operation: npt.NDArray[np.int16]
    group: npt.NDArray[np.int16]
    days: Ints
    cost: Ints
    spread: Ints
    before: Ints
    """Days of a stay at a lower level before the main one, 0 for none."""
    before_gap: Ints
    before_level: npt.NDArray[np.int8]
    after: Ints
    after_gap: Ints

    def length(self) -> Ints:
        """Return the days from the first admission to the last discharge."""
        return self.days + self.before + self.before_gap + self.after + self.after_gap


def _main(block: Block, plan: Plan, lots: Lots) -> _Main:
    known = catalogue()
    days_of_year = block.last - block.first + 1
    wanted = lots.whole(float(block.stay_weight.sum()) * plan.stays_of_weight * days_of_year / 365)
    person = lots.spread_over(block.stay_weight, wanted)
    calendar = of_calendar(block.year)
    admitted = block.first + calendar[lots.below(len(calendar), wanted)].astype(np.int64)
    alive = (block.birth[person] <= admitted) & (admitted < block.death[person])
    used = alive & (block.covered(person, admitted) | lots.chance(UNCOVERED, wanted))
    person, admitted = person[used], admitted[used]
    everybody = slice_all(block)
    born = everybody[(block.birth >= block.first) & (block.birth <= block.last)]
    born = born[lots.hits(np.full(len(born), SICK_NEWBORNS))]
    born_in = block.birth[born] + lots.below(6, len(born)).astype(np.int64)
    born, born_in = born[born_in < block.death[born]], born_in[born_in < block.death[born]]
    dying = everybody[(block.death >= block.first) & (block.death <= block.last)]
    dying = dying[lots.hits(np.full(len(dying), DIES_IN_HOSPITAL))]
    dying_days = 3 + lots.below(9, len(dying)).astype(np.int64)
    dying_in = np.maximum(np.maximum(block.death[dying] - dying_days, block.first), block.birth[dying])
    count = len(person)
    person = np.concatenate((person, born, dying))
    admitted = np.concatenate((admitted, born_in, dying_in))
    last_days = np.zeros(len(person), np.bool_)
    last_days[count + len(born) :] = True
    diagnosis = _diagnoses(block, person, admitted, lots)
    place, filing = _places(block, plan, person, diagnosis, lots)
    level = _levels(plan, diagnosis, place, lots)
    # within level and place, so that a few dear stays more or less do not move the means of a city
    spread = lots.even_normal(level * 2 + (place != LOCAL))
    z = (_DAYS_WITH_COST * spread + 80 * lots.normal(len(person))) // 100
    usual = known.stay_days[diagnosis] * plan.days
    days = lots.rounded(usual * skewed(z, _SPREAD_OF_DAYS) // WHOLE, WHOLE)
    days = np.where(last_days, block.death[person] - admitted, np.maximum(1, days))
    sent = _transfers(diagnosis, level, place, ~last_days, days, lots)
    level_of_main = np.where(sent.before > 0, _UP[level], level).astype(np.int8)
    operation, group, cost = _operations(diagnosis, level_of_main, lots)
    cost = np.where(last_days, cost * _DYING // WHOLE, cost)
    return _Main(
        person,
        admitted,
        last_days,
        level_of_main,
        np.where(sent.away, PROVINCE, place).astype(np.int8),
        np.where(sent.away, REFERRAL, filing).astype(np.int8),
        diagnosis,
        operation,
        group,
        days,
        cost,
        spread,
        sent.before,
        sent.before_gap,
        level,
        sent.after,
        sent.after_gap,
    )


class _Sent(NamedTuple):
    before: Ints
    before_gap: Ints
    away: Bools
    after: Ints
    after_gap: Ints


def _transfers(
    diagnosis: npt.NDArray[np.int16],
    level: npt.NDArray[np.int8],
    place: npt.NDArray[np.int8],
    may: Bools,
    days: Ints,
    lots: Lots,
) -> _Sent:
    """Return days and gap before a transfer up, whether it leads out of the city, days and gap after one down."""
    count = len(diagnosis)
    known = catalogue()
    whole = known.group[diagnosis, -1] >= 0
    up = may & whole & (place == LOCAL) & (level < LEVEL3) & lots.chance(TRANSFERS, count)
    away = up & (level == LEVEL2) & lots.chance(REFERRED, count)
    before = np.where(up, 1 + lots.below(3, count), 0).astype(np.int64)
    gap = np.where(up & ~lots.chance(_SAME_DAY, count), 1, 0).astype(np.int64)
    down = up & ~away & lots.chance(DOWNWARD, count)
    after = np.where(down, 1 + days // 2, 0)
    after_gap = np.where(down & ~lots.chance(_SAME_DAY, count), 1, 0).astype(np.int64)
    return _Sent(before, gap, away, after, after_gap)


def _diagnoses(block: Block, person: Ints, admitted: Ints, lots: Lots) -> npt.NDArray[np.int16]:
    """Return why each stay is needed: a filed disease, else by age, sex and season; no pregnancy beside a delivery."""
    known = catalogue()
    birth = block.birth[person]
    age = age_on(birth, admitted)
    age[admitted - birth <= NEWBORN_DAYS] = NEWBORN
    cell = cell_of(age, block.male[person], season_of(admitted))
    found = drawn(known.stay_limits, cell, lots.lots(len(person)))
    pregnancy = np.array([code.startswith("O") for code in known.codes])
    expecting = np.zeros(len(block.birth), np.bool_)
    expecting[block.delivery_mother] = True
    for _ in range(8):
        again = np.flatnonzero(expecting[person] & pregnancy[found])
        found[again] = drawn(known.stay_limits, cell[again], lots.lots(len(again)))
    own = (block.own_share[person] > 0) & lots.chance(block.own_share[person], len(person))
    own &= known.admitted[block.own_disease[person]]
    return np.where(own, block.own_disease[person], found).astype(np.int16)


def _places(
    block: Block, plan: Plan, person: Ints, diagnosis: npt.NDArray[np.int16], lots: Lots
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]]:
    count = len(person)
    home = block.place[person]
    away = (home == LOCAL) & lots.hits(np.where(home == LOCAL, plan.away[diagnosis], 0))
    place = np.where(away, PROVINCE + lots.pick(_AWAY_PLACES, count), home).astype(np.int8)
    filing = np.where(away, lots.pick(_AWAY_FILINGS, count), np.where(home == LOCAL, UNFILED, RESIDENCE))
    return place, filing.astype(np.int8)


def _levels(
    plan: Plan, diagnosis: npt.NDArray[np.int16], place: npt.NDArray[np.int8], lots: Lots
) -> npt.NDArray[np.int8]:
    count = len(diagnosis)
    number = diagnosis.astype(np.int64)
    row = np.searchsorted(plan.level_limits, (number << 32) + lots.lots(count), side="right")
    return np.where(place == LOCAL, row - number * CATALOGUE_LEVELS, lots.pick(AWAY_LEVELS, count)).astype(np.int8)


def _operations(
    diagnosis: npt.NDArray[np.int16], level: npt.NDArray[np.int8], lots: Lots
) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int16], Ints]:
    """Return operation, ADRG and cost; health centres do not operate, small hospitals half as often and not gravely."""
    known = catalogue()
    count = len(diagnosis)
    limit = known.operation_limit[diagnosis]
    always = known.group[diagnosis, -1] < 0
    reach = np.where((level == LEVEL1) & ~always, 2 * WHOLE, WHOLE)
    lot = (lots.lots(count) * reach) >> 32
    which = (lot[:, None] >= limit).sum(axis=1)
    none = limit.shape[1]
    which = np.where(level == PRIMARY, none, which)
    rows = np.flatnonzero((which < none) & (level == LEVEL1) & ~always)
    which[rows] = np.where(known.grave[known.operation[diagnosis[rows], which[rows]]], none, which[rows])
    without = which == none
    operation = np.where(without, -1, known.operation[diagnosis, np.where(without, 0, which)])
    return operation.astype(np.int16), known.group[diagnosis, which], known.cost_with[diagnosis, which]


def _apart(block: Block, main: _Main, births: Stays, lots: Lots, carried_until: npt.NDArray[np.int32]) -> _Main:
    """Return the stays with those that would overlap moved behind the one before; what no longer fits is left out."""
    persons = len(block.birth)
    order = np.lexsort((main.admitted, main.fixed, main.person))
    main = _Main._make(column[order] for column in main)
    gap = 1 + lots.below(_BETWEEN, len(order)).astype(np.int64)
    moves = ~main.fixed
    length = main.length()
    start = np.maximum(main.admitted, carried_until[main.person] + gap)
    fresh = np.r_[True, main.person[1:] != main.person[:-1]] if len(order) else np.zeros(0, np.bool_)
    heads = np.flatnonzero(fresh)
    rank = np.arange(len(order)) - heads[np.cumsum(fresh) - 1] if len(order) else np.zeros(0, np.int64)
    for k in range(1, min(_MOST_OVERLAPS, int(rank.max(initial=0)) + 1)):
        rows = np.flatnonzero((rank == k) & moves)
        free = start[rows - 1] + length[rows - 1] + gap[rows]
        start[rows] = np.maximum(start[rows], free)
    start = np.where(main.fixed, main.admitted, start)
    end = start + length
    death = block.death[main.person].astype(np.int64)
    single = (main.before == 0) & (main.after == 0)
    clipped = moves & single & (end > death) & (start < death)
    days = np.where(clipped, death - start, main.days)
    end = np.where(clipped, death, end)
    keep = (start <= block.last) & (end <= death)
    dying_from = np.full(persons, NEVER, np.int64)
    dying_from[main.person[main.fixed]] = start[main.fixed]
    keep &= ~moves | (end < dying_from[main.person])
    bears_from = np.full(persons, NEVER, np.int64)
    bears_to = np.zeros(persons, np.int64)
    bears_from[births.person], bears_to[births.person] = births.admitted, births.discharged
    keep &= (end < bears_from[main.person]) | (start > bears_to[main.person])
    keep &= ~main.fixed | (start > carried_until[main.person])
    late = start - block.birth[main.person] > NEWBORN_DAYS
    keep &= ~(late & catalogue().of_newborns[main.diagnosis])
    placed = main._replace(admitted=start, days=days)
    return _Main._make(column[keep] for column in placed)


def _with_transfers(main: _Main, lots: Lots) -> Stays:
    """Return one row for each part of a chain: the stays before, the main ones, those after."""
    known = catalogue()
    count = len(main.person)
    up, down = np.flatnonzero(main.before > 0), np.flatnonzero(main.after > 0)
    middle = main.admitted + main.before + main.before_gap
    end = middle + main.days
    plain_group = known.group[main.diagnosis, -1]
    last_from = end + main.after_gap

    def column(first: npt.NDArray[Any], main_one: npt.NDArray[Any], last: npt.NDArray[Any], kind: str) -> Any:
        return np.concatenate((first[up], main_one, last[down])).astype(kind)

    row_of_first = np.full(count, -1, np.int64)
    row_of_first[up] = np.arange(len(up))
    none = np.full(count, -1, np.int64)
    zero = np.zeros(count, np.int64)
    spread = main.spread
    return Stays(
        column(main.person, main.person, main.person, "i4"),
        column(main.before_level, main.level, _DOWN[main.level], "i1"),
        column(zero, main.place, main.place, "i1"),
        column(zero, main.filing, zero, "i1"),
        column(main.admitted, middle, last_from, "i4"),
        column(main.admitted + main.before, end, last_from + main.after, "i4"),
        column(main.diagnosis, main.diagnosis, main.diagnosis, "i2"),
        column(none, main.operation, none, "i2"),
        column(plain_group, main.group, plain_group, "i2"),
        column(main.cost * _FIRST_PART // WHOLE, main.cost, main.cost * _LAST_PART // WHOLE, "i8"),
        column(spread, spread, spread, "i4"),
        column(none, row_of_first, np.arange(count) + len(up), "i4"),
        column(zero, zero, zero, "i2"),
        column(zero, zero, zero, "i1"),
        column(zero, zero, zero, "i1"),
    )


def _deliveries(block: Block, lots: Lots) -> Stays:
    """Return the stays in which the mothers of the year give birth."""
    known = catalogue()
    count = len(block.delivery_day)
    place = {code: n for n, code in enumerate(known.codes)}
    kind = lots.pick(_DELIVERY_KINDS, count)
    diagnosis = np.zeros(count, np.int16)
    operation = np.zeros(count, np.int16)
    group = np.zeros(count, np.int16)
    for number, code in enumerate((_ASSISTED, _ASSISTED, _SECTION)):
        fitting = [
            (place[row.code], row.groups[[c for c, _ in row.operations].index(code)], row.stay_weight)
            for row in tables.diagnoses().values()
            if row.use == "delivery" and code in dict(row.operations) and not (number == 1 and row.code == _NORMAL)
        ]
        rows = np.flatnonzero(kind == number)
        which = lots.share_out([weight for *_, weight in fitting], len(rows))
        diagnosis[rows] = np.array([n for n, *_ in fitting])[which]
        operation[rows] = known.operation_codes.index(code)
        group[rows] = np.array([known.groups.index(g) for _, g, _ in fitting])[which]
    admitted = np.maximum(block.first, block.delivery_day - lots.below(2, count))
    days = np.clip(known.stay_days[diagnosis] + lots.below(3, count) - 1, 2, 9)
    discharged = np.minimum(np.minimum(admitted + days, block.last), block.death[block.delivery_mother])
    zero = np.zeros(count, np.int64)
    return Stays(
        block.delivery_mother.astype(np.int32),
        (LEVEL1 + lots.pick(_DELIVERY_LEVELS, count)).astype(np.int8),
        zero.astype(np.int8),
        zero.astype(np.int8),
        admitted.astype(np.int32),
        np.maximum(discharged, block.delivery_day).astype(np.int32),
        diagnosis,
        operation,
        group,
        known.stay_cost[diagnosis],
        lots.normal(count).astype(np.int32),
        (zero - 1).astype(np.int32),
        zero.astype(np.int16),
        (kind + 1).astype(np.int8),
        block.delivery_babies.astype(np.int8),
    )


_DELIVERY_KINDS = (50, 9, 41)
"""Vaginal, difficult, caesarean: assumed."""

_DELIVERY_LEVELS = (8, 52, 40)
"""First to third level: assumed."""

_NORMAL, _ASSISTED, _SECTION = "O80.000", "73.5900x002", "74.1x01"


def _joined(births: Stays, stays: Stays) -> Stays:
    follows = np.where(stays.follows >= 0, stays.follows + len(births.person), -1)
    shifted = stays._replace(follows=follows.astype(np.int32))
    return Stays._make(np.concatenate((births[n], shifted[n])) for n in range(len(Stays._fields)))


def _cut(block: Block, stays: Stays) -> Stays:
    """Return the stays of the year alone: closed on its last day, later ones of a chain left out."""
    over = stays.discharged > block.last
    later = np.where(over, stays.discharged - block.last, 0)
    keep = stays.admitted <= block.last
    # what follows a stay that is open at the end of the year is not told
    followed = stays.follows >= 0
    for _ in range(2):
        keep &= ~(followed & (over[stays.follows] | ~keep[stays.follows]))
    days = np.maximum(1, stays.discharged - stays.admitted)
    kept_cost = np.where(over, stays.cost * np.maximum(1, days - later) // days, stays.cost)
    number = np.cumsum(keep) - 1
    cut = stays._replace(
        discharged=np.where(over, block.last, stays.discharged).astype(np.int32),
        later_days=later.astype(np.int16),
        cost=kept_cost,
        follows=np.where(followed, number[stays.follows], -1).astype(np.int32),
    )
    return take(cut, np.flatnonzero(keep))
