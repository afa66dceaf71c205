"""Who lives with whom, column by column: households of nine shapes with plausible ages.

The shapes, their shares and the spans of age are assumed, chosen so that the insured have the published mix of ages
(school children 24.4%, students 2.0%, adults 73.7%; national bulletin of 2021) and about 80 births a year among
10,000 residents: nearly all babies are insured here, and half of the adults elsewhere. Ages are lengths in days before
the last day of the city's last year, on which the households stand as they are made; so a child younger than the
city's years is born during them.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tongchou.city.draw import Draws, Ints

RELATIONS = ("head", "spouse", "parent", "child", "grandchild")
HEAD, SPOUSE, PARENT, CHILD, GRANDCHILD = range(5)

FEMALE, MALE = range(2)

_YEAR = 365
"""Days of a year of age; the odd quarter of a day does not matter where ages are drawn."""

_SEATS = 8
_MOTHER_OF_HEAD, _FATHER_OF_HEAD, _FIRST_CHILD = 2, 3, 4
"""Seats of a household in the order of its members: head, spouse, the head's parents, up to four children."""

_NOBODY = -1

_YOUNGEST = (86, 84, 60, 64, 74, 86, 94, 96, 95, 92, 88, 82, 76, 70, 64, 60, 57, 55, 56, 58, 58, 55, 46)
"""Weights of the age of the youngest at home, from 0 to 22: births have fallen since 2017, students still count."""

_AT_BIRTH_FROM = 20
_AT_BIRTH = (2, 4, 6, 8, 10, 11, 11, 10, 9, 8, 7, 6, 5, 4, 3, 3, 2, 2, 1, 1, 1)
"""Weights of a mother's age at the birth of her youngest, from 20 to 40."""

_YOUNGEST_MOTHER = 19 * _YEAR
_CHILDREN = (40, 46, 14)
"""One, two or three children, of a hundred families with minors."""
_OLDEST_AT_HOME = 23 * _YEAR
_TWINS = 150
"""Twin deliveries of 10,000: assumed."""

_GIRLS, _BOYS = 4_750, 5_250


class Families(NamedTuple):
    """The members of all households, household by household."""

    household: Ints
    relation: npt.NDArray[np.int8]
    sex: npt.NDArray[np.int8]
    birth: Ints
    mother: Ints
    """Row of the mother, -1 where she does not live in the household."""


class _Seating:
    """Collects members by household and seat."""

    def __init__(self, draws: Draws, last_day: int) -> None:
        self.draws, self.last_day = draws, last_day
        self._found: list[tuple[Ints, Ints, Ints, Ints, Ints]] = []

    def seat(self, household: Ints, seat: int, relation: int, sex: Ints | int, age: Ints, mother: Ints | int) -> None:
        """Give a member (sex, age in days, seat of the mother) to each of the households."""
        places = household * _SEATS + seat
        mothers = np.where(np.asarray(mother) == _NOBODY, _NOBODY, household * _SEATS + mother)
        kind, sexes = np.full(len(household), relation), np.broadcast_to(sex, len(household))
        self._found.append((places, kind, sexes, self.last_day - age, mothers))

    def families(self) -> Families:
        """Return all members in the order of households and seats."""
        places, relation, sex, birth, mother = (np.concatenate(column) for column in zip(*self._found, strict=True))
        order = np.argsort(places, kind="stable")
        places = places[order]
        mothers = mother[order]
        rows = np.where(mothers == _NOBODY, _NOBODY, np.searchsorted(places, mothers))
        return Families(
            places // _SEATS, relation[order].astype(np.int8), sex[order].astype(np.int8), birth[order], rows
        )


def _years(low: int, high: int, seating: _Seating, count: int) -> Ints:
    """Return ages spread over so many years (both completed), in days."""
    return seating.draws.spread(low * _YEAR, (high + 1) * _YEAR - 1, count)


def _sex(seating: _Seating, count: int) -> Ints:
    return seating.draws.share_out((_GIRLS, _BOYS), count)


def _children(seating: _Seating, home: Ints, relation: int, youngest: Ints, limit: Ints, mother: Ints | int) -> None:
    """Seat one to three children, rarely twins, the oldest first; none is older than ``limit`` (days)."""
    count, draws = len(home), seating.draws
    wanted = 1 + draws.share_out(_CHILDREN, count)
    mothers = np.broadcast_to(mother, count)
    ages, age = [youngest], youngest
    for _ in range(2):
        age = age + draws.spread(16 * _YEAR // 12, 6 * _YEAR, count)
        ages.append(age)
    for number in (2, 1, 0):
        born = (wanted > number) & (ages[number] <= np.maximum(limit, youngest)) & (ages[number] < _OLDEST_AT_HOME)
        kept = np.flatnonzero(born)
        seat = _FIRST_CHILD + 2 - number
        seating.seat(home[kept], seat, relation, _sex(seating, len(kept)), ages[number][kept], mothers[kept])
    twins = np.flatnonzero(draws.hits(np.full(count, _TWINS)))
    seating.seat(home[twins], _FIRST_CHILD + 3, relation, _sex(seating, len(twins)), youngest[twins], mothers[twins])


def _parents(seating: _Seating, home: Ints, missing: tuple[int, int, int], mother_of_head: int = _NOBODY) -> Ints:
    """Seat parents and their minors and return the ages of the heads in days.

    ``missing``: in how many of a hundred families both parents are insured here, the mother alone, the father alone;
    the other one is insured as an employee, or lives elsewhere.
    """
    draws, count = seating.draws, len(home)
    youngest = draws.share_out(_YOUNGEST, count) * _YEAR + draws.spread(0, _YEAR - 1, count)
    at_birth = (_AT_BIRTH_FROM + draws.share_out(_AT_BIRTH, count)) * _YEAR + draws.spread(0, _YEAR - 1, count)
    mother = youngest + at_birth
    father = mother + draws.spread(-_YEAR, 5 * _YEAR, count)
    state = draws.share_out(missing, count)
    both, alone, without = (np.flatnonzero(state == number) for number in range(3))
    seating.seat(home[both], 0, HEAD, MALE, father[both], mother_of_head)
    seating.seat(home[both], 1, SPOUSE, FEMALE, mother[both], _NOBODY)
    seating.seat(home[alone], 0, HEAD, FEMALE, mother[alone], mother_of_head)
    seating.seat(home[without], 0, HEAD, MALE, father[without], mother_of_head)
    seat_of_mother = np.array([1, 0, _NOBODY])[state]
    _children(seating, home, CHILD, youngest, mother - _YOUNGEST_MOTHER, seat_of_mother)
    return np.where(state == 1, mother, father)


def _couple_with_children(seating: _Seating, home: Ints) -> None:
    _parents(seating, home, (72, 15, 13))


def _single_parent(seating: _Seating, home: Ints) -> None:
    _parents(seating, home, (0, 65, 35))


def _three_generations(seating: _Seating, home: Ints) -> None:
    """Seat parents and children with the head's mother, and often the father too."""
    head = _parents(seating, home, (78, 11, 11), _MOTHER_OF_HEAD)
    mother = head + _years(20, 30, seating, len(home))
    seating.seat(home, _MOTHER_OF_HEAD, PARENT, FEMALE, mother, _NOBODY)
    with_father = np.flatnonzero(seating.draws.share_out((45, 55), len(home)))
    father = mother[with_father] + seating.draws.spread(-_YEAR, 5 * _YEAR, len(with_father))
    seating.seat(home[with_father], _FATHER_OF_HEAD, PARENT, MALE, father, _NOBODY)


def _pair(seating: _Seating, home: Ints, wife: Ints) -> None:
    husband = wife + seating.draws.spread(-_YEAR, 5 * _YEAR, len(home))
    seating.seat(home, 0, HEAD, MALE, husband, _NOBODY)
    seating.seat(home, 1, SPOUSE, FEMALE, wife, _NOBODY)


def _couple(seating: _Seating, home: Ints) -> None:
    _pair(seating, home, _years(45, 62, seating, len(home)))


def _elderly_couple(seating: _Seating, home: Ints) -> None:
    _pair(seating, home, _years(60, 73, seating, len(home)) + _years(0, 11, seating, len(home)))


def _elderly_alone(seating: _Seating, home: Ints) -> None:
    age = _years(64, 78, seating, len(home)) + _years(0, 17, seating, len(home))
    seating.seat(home, 0, HEAD, seating.draws.share_out((60, 40), len(home)), age, _NOBODY)


def _alone(seating: _Seating, home: Ints) -> None:
    sex = seating.draws.share_out((40, 60), len(home))
    seating.seat(home, 0, HEAD, sex, _years(22, 61, seating, len(home)), _NOBODY)


def _grandparents_with_children(seating: _Seating, home: Ints) -> None:
    """Seat one or two grandparents and the grandchildren left with them, whose parents live elsewhere."""
    count = len(home)
    youngest = _years(2, 14, seating, count)
    grandmother = youngest + _years(46, 58, seating, count)
    together = seating.draws.share_out((40, 60), count)
    alone, pair = np.flatnonzero(together == 0), np.flatnonzero(together)
    seating.seat(home[alone], 0, HEAD, FEMALE, grandmother[alone], _NOBODY)
    _pair(seating, home[pair], grandmother[pair])
    _children(seating, home, GRANDCHILD, youngest, youngest + 8 * _YEAR, _NOBODY)


def _grown_children(seating: _Seating, home: Ints) -> None:
    """Seat a couple and one or two children who are grown or nearly so."""
    count, draws = len(home), seating.draws
    wife = _years(44, 62, seating, count)
    _pair(seating, home, wife)
    elder = wife - _years(20, 27, seating, count)
    seating.seat(home, _FIRST_CHILD, CHILD, draws.share_out((42, 58), count), elder, 1)
    both = np.flatnonzero(draws.share_out((65, 35), count))
    younger = elder[both] - draws.spread(2 * _YEAR, 5 * _YEAR, len(both))
    seating.seat(home[both], _FIRST_CHILD + 1, CHILD, _sex(seating, len(both)), younger, 1)


_SHAPES: tuple[tuple[Callable[[_Seating, Ints], None], int], ...] = (
    (_three_generations, 15),
    (_couple_with_children, 17),
    (_couple, 13),
    (_elderly_couple, 16),
    (_elderly_alone, 8),
    (_alone, 12),
    (_grandparents_with_children, 7),
    (_single_parent, 5),
    (_grown_children, 7),
)
"""How many of a hundred households have each shape."""


def make_families(draws: Draws, households: int, last_day: int) -> Families:
    """Return the members of so many households as they stand on the last day (days since 1970-01-01)."""
    seating = _Seating(draws, last_day)
    shape = draws.share_out([weight for _, weight in _SHAPES], households)
    for number, (seat_members, _) in enumerate(_SHAPES):
        seat_members(seating, np.flatnonzero(shape == number))
    return seating.families()
