"""Who is enrolled in which year, paid when and through whom, and covered from when to when.

Whether a person is in the scheme goes by shares (assumed): most stay, some drop out and come back, some come new. When
they pay is lumpy: nearly all in the last months of the year before. What a payment then is worth (cover, waiting,
premium, aid to it) is the city's regulation, asked through the rules themselves.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tongchou.city.draw import Bools, Draws, Ints
from tongchou.city.lifetimes import day_number, year_of_days
from tongchou.city.people import NEVER, Identities, Int8s
from tongchou.regulations.chapter2 import (
    aid_terms,
    aided_identities,
    exempt_from_waiting,
    personal_contribution,
    waiting_terms,
)
from tongchou.regulations.load import Regulation
from tongchou.rules.codes import ADULT, IDENTITIES, ORDINARY, STUDENT
from tongchou.rules.contribution import best_enrolment_aid
from tongchou.rules.eligibility import (
    NEWBORN,
    WAITED_BREAK,
    WAITED_LATE_AND_BREAK,
    first_benefit_day,
)
from tongchou.rules.waiting import EnrolmentFacts, WaitingTerms

REASONS = ("newborn", "late_enrolment", "resumed")
_WHOLE_YEAR = -1
_NEWBORN, _LATE, _RESUMED = range(3)

CHANNELS = ("tax_app", "village", "school", "bank", "counter", "agency")
_SCHOOL, _AGENCY = 2, 5
_BY_CHANNEL = {"young": (62, 24, 0, 7, 7), "old": (22, 61, 0, 11, 6), "pupil": (34, 8, 56, 1, 1)}
"""Of a hundred payments by adults below 55, by older ones, by pupils and students: assumed."""

_OLD = 55

UNIFIED = 2018
"""The first benefit year of the city's unified scheme: nobody has more complete years than since then."""

_DROPS = {"young": 420, "old": 130, "pupil": 140, "poor": 30}
"""Of 10,000 who are in the scheme those who leave it for the next year: assumed, as are the following."""

_RETURNS = 4_000
_NEWCOMERS = 90
"""Adults of 10,000 who came into the scheme in each year since it is unified."""

_NEWBORNS_ENROLLED = 9_750
_LATE_NEWBORNS = 2_000
"""Of 10,000 born in January and February those enrolled after the newborn's days; later ones are all in time."""

_LATE_PAYERS = 270
"""Of 10,000 who enrol after the central period; none of them is aided."""

_INCOMPLETE = 400
"""Of 10,000 enrolled in a year before the first one those who waited in it, so that it was no complete year."""

_LATE_MONTHS = (32, 24, 16, 12, 9, 7)
"""Late payments from January to June."""

_SCHOOL_MONTHS = {9: 12, 10: 56, 11: 27, 12: 5}
_MONTHS = {9: 3, 10: 20, 11: 36, 12: 41}
"""Payments of a hundred by month of the year before, at schools and elsewhere. Some come before the period opens."""

_RUSH = 26
"""From this day of December on people hurry: twice as many pay as on other days of the month."""

_EPOCH = 719_163
"""The ordinal of 1970-01-01 in :mod:`tongchou.rules.days`."""

_ZERO_CLAIM = (6_600, 4_200, 2_000, 500)
"""People of a class of frailty who have no claim in a year, of 10,000: assumed, for the start only."""


class Enrolled(NamedTuple):
    """The cover of all persons by year, as matrices (years, persons); day 0 and NEVER stand for none."""

    is_in: Bools
    first: Ints
    last: Ints
    paid_on: Ints
    waiting_until: Ints
    """0 where there is no waiting."""
    reason: Int8s
    """Position in :data:`REASONS`, -1 where the cover runs the whole year."""
    personal: tuple[int, ...]
    """Premium of each year in fen."""
    aided: Ints
    """Fen of it that aid to enrol paid."""
    identity: Int8s
    """Code of the identity under which the aid was given."""
    channel: Int8s
    """Position in :data:`CHANNELS`."""
    continuous_years: Int8s
    zero_claim_years: Int8s


class _Lives(NamedTuple):
    """What enrolment needs to know of the persons."""

    birth: Ints
    born: Ints
    """Year of birth."""
    death: Ints
    category: Int8s
    poor: Bools
    """Holds an identity at some time in the years."""
    held: Identities


class _Answer(NamedTuple):
    """What payments are worth, in days since 1970-01-01; first 0 where there is no cover."""

    first: Ints
    last: Ints
    waiting_until: Ints
    reason: Ints


def make_cover(
    draws: Draws,
    birth: Ints,
    death: Ints,
    category: Int8s,
    frailty: Int8s,
    held: Identities,
    years: tuple[int, ...],
    regulation: Regulation,
) -> Enrolled:
    """Return who is enrolled and covered in each year; raise NotInForce for a year the regulation does not know."""
    count = len(birth)
    poor = np.zeros(count, np.bool_)
    poor[held.person] = True
    lives = _Lives(birth, year_of_days(birth, 1880, years[-1]), death, category, poor, held)
    arrival = np.where((category[-1] == ADULT) & ~poor, UNIFIED + draws.weigh(_arrivals(years), count), UNIFIED)
    inside = np.zeros(count, np.bool_)
    run = np.zeros(count, np.int8)
    last_covered = np.zeros(count, np.int64)
    shape = (len(years), count)
    found = Enrolled(
        is_in=np.zeros(shape, np.bool_),
        first=np.full(shape, NEVER, np.int64),
        last=np.zeros(shape, np.int64),
        paid_on=np.zeros(shape, np.int64),
        waiting_until=np.zeros(shape, np.int64),
        reason=np.full(shape, _WHOLE_YEAR, np.int8),
        personal=tuple(personal_contribution(regulation, year) for year in years),
        aided=np.zeros(shape, np.int64),
        identity=np.full(shape, ORDINARY, np.int8),
        channel=np.zeros(shape, np.int8),
        continuous_years=np.zeros(shape, np.int8),
        zero_claim_years=np.zeros(count, np.int8),
    )
    for year in range(UNIFIED, years[-1] + 1):
        row = max(0, year - years[0])
        inside = _stays_in(draws, lives, inside, arrival, year, row, at_start=year == UNIFIED)
        if year >= years[0]:
            found.continuous_years[row] = run
            if row == 0:
                found.zero_claim_years[:] = _without_claims(draws, frailty, run)
            inside = _enrol(draws, lives, found, inside, last_covered, year, row, regulation)
            whole = inside & (found.first[row] == day_number(year, 1, 1))
        else:
            whole = inside & (birth < day_number(year, 1, 1)) & ~draws.chance(_INCOMPLETE, count)
        run = np.where(whole, run + 1, 0).astype(np.int8)
        last_covered[inside] = day_number(year, 12, 31)
    return found


def _arrivals(years: tuple[int, ...]) -> list[int]:
    """Return weights of the years in which people came into the scheme, the first standing for all before it."""
    later = years[-1] - UNIFIED
    return [10_000 - _NEWCOMERS * later, *[_NEWCOMERS] * later]


def _without_claims(draws: Draws, frailty: Int8s, run: Int8s) -> Int8s:
    """Return for how many of the complete years before the first one there was no claim, counted back without a gap."""
    found = np.zeros(len(run), np.int8)
    still = np.ones(len(run), np.bool_)
    share = np.array(_ZERO_CLAIM)[frailty]
    for _ in range(int(run.max(initial=0))):
        still &= draws.chance(share, len(run)) & (found < run)
        found += still
    return found


def _stays_in(draws: Draws, lives: _Lives, inside: Bools, arrival: Ints, year: int, row: int, at_start: bool) -> Bools:
    """Return who wants to be enrolled for a year, by who was for the year before."""
    count = len(inside)
    pupil = lives.category[row] != ADULT
    leaves = np.where(pupil, _DROPS["pupil"], np.where(year - lives.born < _OLD, _DROPS["young"], _DROPS["old"]))
    leaves = np.where(lives.poor, _DROPS["poor"], leaves)
    new = (arrival == year) | (at_start & (arrival < year))
    stays = np.where(inside, ~draws.hits(np.where(inside, leaves, 0)), draws.chance(_RETURNS, count))
    stays = np.where(lives.born == year, draws.chance(_NEWBORNS_ENROLLED, count), stays | new)
    return stays & (lives.born <= year) & (arrival <= year) & (lives.death >= day_number(year, 1, 1))


def _enrol(
    draws: Draws,
    lives: _Lives,
    found: Enrolled,
    wanting: Bools,
    last_covered: Ints,
    year: int,
    row: int,
    regulation: Regulation,
) -> Bools:
    """Write the cover of a year and return who has any: whoever waits beyond the year or dies first is not enrolled."""
    terms = waiting_terms(regulation, year)
    rows = np.flatnonzero(wanting)
    birth, death = lives.birth[rows], lives.death[rows]
    new_born = birth >= day_number(year, 1, 1) - terms.newborn_days
    channel = _channels(draws, lives.category[row][rows], birth, year)
    paid = _payments(draws, lives, rows, new_born, channel == _SCHOOL, year)
    if row:
        # Who was born at the end of the year before pays for both years at once.
        before = found.paid_on[row - 1][rows]
        paid = np.where(new_born & (before > 0), before, paid)
    held = _held_on(lives.held, rows, paid, len(wanting))
    masks, of_mask = np.unique(held, return_inverse=True)
    exempt, aided, identity = _worth_of(masks, year, regulation, found.personal[row])
    answer = _answers(terms, year, paid, np.where(new_born, birth, 0), last_covered[rows], exempt[of_mask])
    kept = np.flatnonzero((answer.first > 0) & (answer.first <= death) & (paid <= death))
    rows, of_mask = rows[kept], of_mask[kept]
    found.is_in[row][rows] = True
    found.first[row][rows] = answer.first[kept]
    found.last[row][rows] = np.minimum(answer.last[kept], death[kept])
    found.paid_on[row][rows] = paid[kept]
    found.waiting_until[row][rows] = answer.waiting_until[kept]
    found.reason[row][rows] = answer.reason[kept]
    found.aided[row][rows] = aided[of_mask]
    found.identity[row][rows] = identity[of_mask]
    found.channel[row][rows] = np.where(aided[of_mask] == found.personal[row], _AGENCY, channel[kept])
    return found.is_in[row].copy()


def _channels(draws: Draws, category: Int8s, birth: Ints, year: int) -> Ints:
    """Return through whom each person pays."""
    old = birth < day_number(year - _OLD, 1, 1)
    groups = {"pupil": category == STUDENT, "old": old, "young": ~old & (category != STUDENT)}
    found = np.zeros(len(birth), np.int64)
    for group, chosen in groups.items():
        rows = np.flatnonzero(chosen)
        found[rows] = draws.share_out(_BY_CHANNEL[group], len(rows))
    return found


def _payments(draws: Draws, lives: _Lives, rows: Ints, new_born: Bools, at_school: Bools, year: int) -> Ints:
    """Return the day of each payment."""
    start, count = day_number(year - 1, 9, 1), len(rows)
    paid = start + np.where(
        at_school,
        draws.share_out(_days(_SCHOOL_MONTHS), count),
        draws.share_out(_days(_MONTHS), count),
    )
    paid = np.maximum(paid, lives.birth[rows] + 3)
    late = np.flatnonzero(draws.hits(np.where(lives.poor[rows] | new_born, 0, _LATE_PAYERS)))
    month = draws.share_out(_LATE_MONTHS, len(late))
    firsts = np.array([day_number(year, number + 1, 1) for number in range(len(_LATE_MONTHS) + 1)])
    paid[late] = draws.between(firsts[month], firsts[month + 1] - 1, len(late))
    babies = np.flatnonzero(new_born)
    birth = lives.birth[rows[babies]]
    in_time = birth + draws.spread(3, 85, len(babies))
    # Only those born in January and February: with a waiting, later ones would have no cover in the year.
    early = (birth >= day_number(year, 1, 1)) & (birth < day_number(year, 3, 1))
    too_late = draws.hits(np.where(early, _LATE_NEWBORNS, 0))
    paid[babies] = np.where(too_late, birth + draws.spread(91, 120, len(babies)), in_time)
    return paid


def _days(months: dict[int, int]) -> list[int]:
    """Return the weight of each day from 1 September to 31 December."""
    found = []
    for month, weight in months.items():
        days = {9: 30, 10: 31, 11: 30, 12: 31}[month]
        shares = [2 if month == 12 and day >= _RUSH else 1 for day in range(1, days + 1)]
        found += [share * weight * 10_000 // sum(shares) for share in shares]
    return found


def _held_on(held: Identities, rows: Ints, paid: Ints, count: int) -> npt.NDArray[np.uint8]:
    """Return the identities that each person holds on the day of payment, a bit for each kind."""
    day = np.full(count, -1, np.int64)
    day[rows] = paid
    asked = day[held.person]
    holds = np.flatnonzero((held.first <= asked) & (asked <= held.last))
    bits = np.zeros(count, np.uint8)
    np.bitwise_or.at(bits, held.person[holds], np.uint8(1) << held.kind[holds].astype(np.uint8))
    return bits[rows]


def _worth_of(
    masks: npt.NDArray[np.uint8], year: int, regulation: Regulation, premium: int
) -> tuple[Bools, Ints, Int8s]:
    """Return for each set of identities whether it waits, the aid in fen and the identity that gives it."""
    exempt = np.zeros(len(masks), np.bool_)
    aided = np.zeros(len(masks), np.int64)
    identity = np.full(len(masks), ORDINARY, np.int8)
    for place, mask in enumerate(masks):
        held = tuple(word for code, word in enumerate(IDENTITIES[:ORDINARY]) if int(mask) >> code & 1)
        exempt[place] = exempt_from_waiting(regulation, year, held)
        best = best_enrolment_aid(aid_terms(regulation, year, held), premium)
        if best.aid:
            aided[place] = best.aid
            identity[place] = IDENTITIES.index(aided_identities(regulation, year, held)[best.position])
    return exempt, aided, identity


def _answers(terms: WaitingTerms, year: int, paid: Ints, birth: Ints, covered_until: Ints, exempt: Bools) -> _Answer:
    """Return what each payment is worth, asking the rule once for each different case.

    ``birth`` is 0 for all but newborns; ``covered_until`` is 0 for those who never were covered.
    """
    keys = np.zeros(len(paid), np.int64)
    for column in (paid, birth, covered_until, exempt.astype(np.int64)):
        keys = keys * (int(column.max(initial=0)) + 1) + column
    _, one, of_case = np.unique(keys, return_index=True, return_inverse=True)
    found = np.zeros((4, len(one)), np.int64)
    january = day_number(year, 1, 1)
    for place, person in enumerate(one):
        cover = first_benefit_day(
            terms,
            EnrolmentFacts(
                benefit_year=year,
                paid_on=int(paid[person]) + _EPOCH,
                birth=int(birth[person]) + _EPOCH if birth[person] else 0,
                last_covered_until=int(covered_until[person]) + _EPOCH if covered_until[person] else 0,
                left_employee_scheme_on=0,
                exempt=bool(exempt[person]),
                years_repaired=0,
            ),
        )
        if cover.first_day:
            first = cover.first_day - _EPOCH
            until = cover.waiting_until - _EPOCH if cover.waiting_until else 0
            reason = _WHOLE_YEAR if first == january else _reason(cover.reason)
            found[:, place] = first, cover.last_day - _EPOCH, until, reason
    first, last, waiting_until, reason = found[:, of_case]
    return _Answer(first, last, waiting_until, reason)


def _reason(code: int) -> int:
    """Return why a cover does not run the whole year, by the reason the rule gives."""
    if code == NEWBORN:
        return _NEWBORN
    return _RESUMED if code in (WAITED_BREAK, WAITED_LATE_AND_BREAK) else _LATE
