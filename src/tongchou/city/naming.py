"""Invented names with the frequencies that real ones have: the usual surnames, fashions by birth year, rare characters.

A name is put together from a surname and one or two characters of ``data/surnames.csv`` and ``data/given_names.csv``,
so that many people share a common name, few bear a rare one, and some characters are such as old systems cannot write.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
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

_NO_TEXT = 0


class _Pool(NamedTuple):
    """Texts to choose from: where they stand among all texts, and their weights."""

    start: int
    weights: tuple[int, ...]


@lru_cache(maxsize=1)
def _given() -> tuple[tuple[str, ...], dict[tuple[str, str, int], _Pool]]:
    """Return all parts of given names (the first is empty), and the pools by place in the name, sex and fashion."""
    texts, pools = [""], {}
    for row in tables.rows("given_names"):
        found = row["texts"].split("|")
        # The n-th most frequent character is about as frequent as 1 / (n + 6): the table gives their order only.
        pools[row["kind"], row["sex"], int(row["born_from"])] = _Pool(
            len(texts), tuple(100_000 // (rank + 7) for rank in range(len(found)))
        )
        texts += found
    return tuple(texts), pools


def _pick(draws: Draws, pool: _Pool, count: int) -> Ints:
    return pool.start + draws.weigh(pool.weights, count)


def make_names(draws: Draws, families: Families, yi_ground: Bools) -> pa.StringArray:
    """Return a name for each member; ``yi_ground`` tells for each household whether it stands among the Yi."""
    count = len(families.sex)
    households = len(yi_ground)
    yi = draws.chance(np.where(yi_ground, _YI_HERE, _YI_ELSEWHERE), households)[families.household]
    surname = _surnames(draws, families, households, yi)
    texts, pools = _given()
    first, second = np.zeros(count, np.int64), np.full(count, _NO_TEXT, np.int64)
    fashion = _fashion_of(families.birth)
    for sex, word in _SEXES.items():
        for number, start in enumerate(_FASHIONS):
            rows = np.flatnonzero((families.sex == sex) & (fashion == number))
            first[rows] = _pick(draws, pools["first", word, start], len(rows))
            second[rows] = _pick(draws, pools["second", word, start], len(rows))
            single = rows[draws.chance(_SINGLE[number], len(rows))]
            first[single] = _pick(draws, pools["single", word, start], len(single))
            second[single] = _NO_TEXT
        rows = np.flatnonzero(yi & (families.sex == sex))
        first[rows] = _pick(draws, pools["yi", word, _FASHIONS[0]], len(rows))
        second[rows] = _NO_TEXT
    _share_first(draws, families, first, second, households)
    rare = np.flatnonzero(draws.chance(_RARE, count) & ~yi)
    last = np.where(second[rare] == _NO_TEXT, first[rare], second[rare])
    strange = _pick(draws, pools["rare", "any", _FASHIONS[0]], len(last))
    first[rare] = np.where(second[rare] == _NO_TEXT, strange, first[rare])
    second[rare] = np.where(second[rare] == _NO_TEXT, _NO_TEXT, strange)
    parts = pa.array(texts, pa.string())
    names = [row["text"] for row in tables.rows("surnames")]
    return pc.binary_join_element_wise(
        pa.array(names, pa.string()).take(pa.array(surname)),
        parts.take(pa.array(first)),
        parts.take(pa.array(second)),
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


def _share_first(draws: Draws, families: Families, first: Ints, second: npt.NDArray[np.int64], households: int) -> None:
    """Let brothers, or sisters, of some households have the first character of the eldest, and twins of one sex."""
    young = (families.relation == CHILD) | (families.relation == GRANDCHILD)
    rows = np.arange(len(young))
    previous = np.maximum(rows - 1, 0)
    follows = young & young[previous] & (families.household == families.household[previous]) & (rows > 0)
    eldest = np.maximum.accumulate(np.where(follows, 0, rows))
    shares = draws.chance(_GENERATION, households)[families.household]
    twins = follows & (families.birth == families.birth[previous])
    model = np.where(twins, previous, eldest)
    alike = follows & (shares | twins) & (families.sex == families.sex[model])
    alike &= (second != _NO_TEXT) & (second[model] != _NO_TEXT)
    # From the eldest on, so that a twin of one who follows takes what that one has been given.
    for number in range(1, 4):
        now = np.flatnonzero(alike & (rows - eldest == number))
        first[now] = first[model[now]]
