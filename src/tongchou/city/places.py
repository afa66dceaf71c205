"""Where people live and where they are treated: counties, townships, villages, institutions."""

from dataclasses import dataclass

from tongchou.city import tables
from tongchou.city.dice import Dice, Weighted
from tongchou.city.model import County, Institution, Township, Village

_VILLAGES = {"street": 4, "town": 5, "township": 3}
"""Villages or communities of a township by its kind: assumed, small."""


@dataclass(frozen=True, slots=True)
class Places:
    """The ground of the city, with the look-ups that people and bills need."""

    counties: tuple[County, ...]
    townships: tuple[Township, ...]
    villages: tuple[Village, ...]
    institutions: tuple[Institution, ...]
    homes: Weighted[Village]
    choices: dict[tuple[str, str, str], Weighted[Institution]]

    def provider(self, dice: Dice, level: str, place: str, county: str, township: str) -> Institution:
        """Return an institution of a level: the own township's, else one in the own county, else any of the place."""
        for area in (township, county):
            if near := self.choices.get((place, level, area)):
                return dice.weigh(near)
        return dice.weigh(self.choices[place, level, ""])


def make_places(dice: Dice) -> Places:
    """Return the city's ground: real counties and townships, villages with invented names, institutions."""
    regions = list(tables.rows("regions"))
    counties = tuple(County(row["code"], row["name"], int(row["weight"])) for row in regions if row["kind"] == "county")
    townships = tuple(
        Township(row["code"], row["name"], row["kind"], row["parent"], int(row["weight"]))
        for row in regions
        if row["kind"] in _VILLAGES
    )
    villages = _villages(dice, townships)
    institutions = _institutions(townships)
    return Places(
        counties, townships, villages, institutions, _homes(counties, townships, villages), _choices(institutions)
    )


def _villages(dice: Dice, townships: tuple[Township, ...]) -> tuple[Village, ...]:
    """Return villages with names that occur once in the city.

    The last three digits follow the state's rule: communities from 001, villages from 201.
    """
    words = tables.names()
    names = iter(dice.mix(a + b for a in words["village_first"].items for b in words["village_second"].items))
    villages = []
    for township in townships:
        suffix, start = ("社区", 0) if township.kind == "street" else ("村", 200)
        for number in range(1, _VILLAGES[township.kind] + 1):
            code = f"{township.code}{start + number:03d}"
            villages.append(Village(code, next(names) + suffix, township.code, township.county))
    return tuple(villages)


def _institutions(townships: tuple[Township, ...]) -> tuple[Institution, ...]:
    """Return the institutions of the table and one health centre for each township."""
    found = [
        Institution(row["code"], row["name"], row["level"], row["area"], row["place"], int(row["weight"]))
        for row in tables.rows("institutions")
    ]
    for number, township in enumerate(townships, start=1):
        kind = "社区卫生服务中心" if township.kind == "street" else "卫生院"
        code = f"H{township.county}{900 + number:05d}"
        found.append(Institution(code, township.name + kind, "primary", township.county, "local", 1, township.code))
    return tuple(sorted(found, key=lambda institution: institution.code))


def _homes(
    counties: tuple[County, ...], townships: tuple[Township, ...], villages: tuple[Village, ...]
) -> Weighted[Village]:
    """Return the villages, each as likely a home as its county's and its township's weight say."""
    in_county = {
        county.code: county.weight * 1_000_000 // sum(t.weight for t in townships if t.county == county.code)
        for county in counties
    }
    of_township = {t.code: in_county[t.county] * t.weight // _VILLAGES[t.kind] for t in townships}
    return Weighted((village, of_township[village.township]) for village in villages)


def _choices(institutions: tuple[Institution, ...]) -> dict[tuple[str, str, str], Weighted[Institution]]:
    """Return the institutions by place, level and area; the empty area holds all of the place."""
    found: dict[tuple[str, str, str], list[tuple[Institution, int]]] = {}
    for institution in institutions:
        own = (institution.township,) if institution.township else ()
        for area in (*own, institution.area, ""):
            key = (institution.place, institution.level, area)
            found.setdefault(key, []).append((institution, institution.weight))
    return {key: Weighted(pairs) for key, pairs in found.items()}
