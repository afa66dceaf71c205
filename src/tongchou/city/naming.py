"""Invented names with the frequencies that real ones have: the usual surnames, fashions by birth year, rare characters.

A name is put together from a surname and one or two characters of ``data/surnames.csv`` and ``data/given_names.csv``,
so that many people share a common name, few bear a rare one, and some characters are such as old systems cannot write.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tongchou.city import tables
from tongchou.city.draw import Bools, Draws, Ints
from tongchou.city.households import CHILD, FEMALE, GRANDCHILD, HEAD, MALE, PARENT, SPOUSE, Families

_SEXES = {FEMALE: "female", MALE: "male"}
_FASHIONS = (1900, 1960, 1985, 2010)
"""First years of birth of a fashion; the table has the same."""

_SINGLE = (800, 2_500, 2_800, 700)
"""Given names of one character by fashion, of 10,000: assumed."""

_RARE = 40
"""Given names with a rare character, of 10,000: assumed."""

_GENERATION = 2_000
"""Households of 10,000 whose children share the first character (字辈); twins of one sex always do. Assumed."""

_YI_HERE, _YI_ELSEWHERE = 3_000, 60
"""Yi households of 10,000, in townships of the Yi people and elsewhere: assumed."""

_TRIES = 4
"""Times that a name is given anew which a brother or sister has, or which says one character twice."""

_NO_TEXT = 0


class _Pool(NamedTuple):
    """Texts to choose from, as positions among all texts, and their weights."""

    texts: Ints
    weights: tuple[int, ...]


@lru_cache(maxsize=1)
def _given() -> tuple[tuple[str, ...], dict[tuple[str, str, int], _Pool]]:
    """Return all parts of given names (the first is empty), and the pools by place in the name, sex and fashion."""
    places = {"": _NO_TEXT}
    pools = {}
    for row in tables.rows("given_names"):
        found = [places.setdefault(text, len(places)) for text in row["texts"].split("|")]
        # The n-th most frequent character is about as frequent as 1 / (n + 6): the table gives their order only.
        weights = tuple(100_000 // (rank + 7) for rank in range(len(found)))
        pools[row["kind"], row["sex"], int(row["born_from"])] = _Pool(np.array(found, np.int64), weights)
    return tuple(places), pools


class _Giving:
    """Draws the parts of given names, as positions among all texts."""

    def __init__(self, draws: Draws, families: Families, yi: Bools) -> None:
        self._draws, self._sex, self._fashion = draws, families.sex, _fashion_of(families.birth)
        self.yi = yi
        count = len(yi)
        self.first, self.second = self.parts("first", np.arange(count)), self.parts("second", np.arange(count))
        single = np.flatnonzero(draws.chance(np.array(_SINGLE)[self._fashion], count))
        self.first[single], self.second[single] = self.parts("single", single), _NO_TEXT
        rows = np.flatnonzero(yi)
        self.first[rows], self.second[rows] = self.parts("yi", rows), _NO_TEXT

    def parts(self, place: str, rows: Ints) -> Ints:
        """Return a part for each of the rows, in the fashion of their sex and time where it has one."""
        _, pools = _given()
        found = np.zeros(len(rows), np.int64)
        for sex, word in _SEXES.items():
            for number, start in enumerate(_FASHIONS):
                pool = pools.get((place, word, start), pools[place, word, _FASHIONS[0]])
                chosen = np.flatnonzero((self._sex[rows] == sex) & (self._fashion[rows] == number))
                found[chosen] = pool.texts[self._draws.weigh(pool.weights, len(chosen))]
        return found

    def again(self, rows: Ints) -> None:
        """Give other names to the rows: another second character, another name among the Yi."""
        self.first[rows] = np.where(self.yi[rows], self.parts("yi", rows), self.first[rows])
        self.second[rows] = np.where(self.yi[rows], _NO_TEXT, self.parts("second", rows))

    def strange(self, share: int) -> None:
        """Put a rare character at the end of a share of the names."""
        _, pools = _given()
        pool = pools["rare", "any", _FASHIONS[0]]
        rows = np.flatnonzero(self._draws.chance(share, len(self.yi)) & ~self.yi)
        rare = pool.texts[self._draws.weigh(pool.weights, len(rows))]
        single = self.second[rows] == _NO_TEXT
        self.first[rows] = np.where(single, rare, self.first[rows])
        self.second[rows] = np.where(single, _NO_TEXT, rare)


def make_names(draws: Draws, families: Families, yi_ground: Bools) -> pa.StringArray:
    """Return a name for each member; ``yi_ground`` tells for each household whether it stands among the Yi."""
    households = len(yi_ground)
    yi = draws.chance(np.where(yi_ground, _YI_HERE, _YI_ELSEWHERE), households)[families.household]
    surname = _surnames(draws, families, households, yi)
    giving = _Giving(draws, families, yi)
    siblings = _siblings(families)
    _share_first(draws, families, siblings, giving, households)
    for _ in range(_TRIES):
        giving.again(np.flatnonzero(_taken(siblings, giving) | (giving.first == giving.second)))
    giving.strange(_RARE)
    parts = pa.array(_given()[0], pa.string())
    surnames = pa.array([row["text"] for row in tables.rows("surnames")], pa.string())
    return pc.binary_join_element_wise(
        surnames.take(pa.array(surname)),
        parts.take(pa.array(giving.first)),
        parts.take(pa.array(giving.second)),
        "",
    )


def _fashion_of(birth: Ints) -> Ints:
    """Return the fashion of each day of birth."""
    starts = np.array([f"{year}-01-01" for year in _FASHIONS[1:]], "datetime64[D]").astype(np.int64)
    return np.searchsorted(starts, birth, side="right")


def _surnames(draws: Draws, families: Families, households: int, yi: Bools) -> Ints:
    """Return the row of each surname: one for a household; wives, mothers and women who head it keep their own."""
    rows = list(tables.rows("surnames"))
    found = np.zeros(len(families.sex), np.int64)
    weights = {kind: [int(row["weight"]) * (row["kind"] == kind) for row in rows] for kind in ("han", "yi")}
    parents = np.bincount(families.household[families.relation == PARENT], minlength=households)
    heads = (families.relation == HEAD) & (parents[families.household] == 0)
    own = (families.relation == SPOUSE) | (((families.relation == PARENT) | heads) & (families.sex == FEMALE))
    for kind, chosen in (("han", ~yi), ("yi", yi)):
        found[chosen] = draws.share_out(weights[kind], households)[families.household[chosen]]
        strangers = np.flatnonzero(own & chosen)
        found[strangers] = draws.weigh(weights[kind], len(strangers))
    return found


def _siblings(families: Families) -> Ints:
    """Return how many children or grandchildren of the household stand before each of them; 0 for all others."""
    young = (families.relation == CHILD) | (families.relation == GRANDCHILD)
    rows = np.arange(len(young))
    previous = np.maximum(rows - 1, 0)
    follows = young & young[previous] & (families.household == families.household[previous]) & (rows > 0)
    return rows - np.maximum.accumulate(np.where(follows, 0, rows))


def _share_first(draws: Draws, families: Families, siblings: Ints, giving: _Giving, households: int) -> None:
    """Let brothers, or sisters, of some households have the first character of the eldest, and twins of one sex."""
    rows = np.arange(len(siblings))
    shares = draws.chance(_GENERATION, households)[families.household]
    twins = (siblings > 0) & (families.birth == families.birth[rows - 1])
    model = np.where(twins, rows - 1, rows - siblings)
    alike = (siblings > 0) & (shares | twins) & (families.sex == families.sex[model])
    alike &= (giving.second != _NO_TEXT) & (giving.second[model] != _NO_TEXT)
    # From the eldest on, so that a twin of one who follows takes what that one has been given.
    for number in range(1, int(siblings.max(initial=0)) + 1):
        now = np.flatnonzero(alike & (siblings == number))
        giving.first[now] = giving.first[model[now]]


def _taken(siblings: Ints, giving: _Giving) -> Bools:
    """Return whose given name an elder brother or sister has."""
    found = np.zeros(len(siblings), np.bool_)
    for before in range(1, int(siblings.max(initial=0)) + 1):
        rows = np.flatnonzero(siblings >= before)
        same = (giving.first[rows] == giving.first[rows - before]) & (
            giving.second[rows] == giving.second[rows - before]
        )
        found[rows[same]] = True
    return found
