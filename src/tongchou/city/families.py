"""Who lives with whom: households of nine shapes with plausible ages and invented names.

Shapes and their shares are assumed, chosen so that about a quarter of the residents are minors and a fifth are 65 or
older (a resident scheme without the employees). Ages are completed years on 1 January of the city's year.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from tongchou.city import tables
from tongchou.city.dice import Dice, Weighted, share_of
from tongchou.city.id_numbers import AREA, Serials, id_number
from tongchou.city.model import Birth, Household, Resident, Village
from tongchou.city.places import Places

Member = tuple[str, str, int]
"""Relation to the head, sex, age."""

_BIRTHS = 64
"""Deliveries a year of 10,000 residents: assumed, near the national birth rate."""

_TWINS = 150
"""Twin deliveries of 10,000: assumed; a city with five or more deliveries has at least one."""

_MOTHERS = (20, 42)
"""Ages between which women give birth in the city."""


def _sex(dice: Dice) -> str:
    return "F" if dice.chance(4_870) else "M"


def _children(dice: Dice, mother_age: int, count: int) -> list[Member]:
    """Return up to ``count`` minors, each at least 21 years younger than the mother and 2 years apart."""
    found: list[Member] = []
    age = dice.between(max(0, mother_age - 33), min(17, mother_age - 21))
    for _ in range(count):
        if age >= 0:
            found.append(("child", _sex(dice), age))
        age -= dice.between(2, 6)
    return found


def _couple_with_children(dice: Dice) -> list[Member]:
    """Return parents and one to three children; often one parent is insured as an employee and left out."""
    age = dice.between(24, 48)
    count = dice.choose((1, 1, 1, 2, 2, 2, 2, 3))
    father = ("head", "M", age + dice.between(-1, 4))
    mother = ("spouse", "F", age)
    if dice.chance(2_800):
        return [dice.choose((("head", "F", age), father)), *_children(dice, age, count)]
    return [father, mother, *_children(dice, age, count)]


def _three_generations(dice: Dice) -> list[Member]:
    """Return parents, children and one or two grandparents."""
    members = _couple_with_children(dice)
    age = members[0][2] + dice.between(22, 30)
    members.append(("parent", "F", age))
    if dice.chance(5_500):
        members.append(("parent", "M", age + dice.between(-1, 5)))
    return members


def _couple(dice: Dice) -> list[Member]:
    age = dice.between(45, 64)
    return [("head", "M", age + dice.between(-1, 4)), ("spouse", "F", age)]


def _elderly_couple(dice: Dice) -> list[Member]:
    age = 60 + dice.between(0, 13) + dice.between(0, 11)
    return [("head", "M", age + dice.between(0, 4)), ("spouse", "F", age)]


def _elderly_alone(dice: Dice) -> list[Member]:
    return [("head", "F" if dice.chance(6_000) else "M", 64 + dice.between(0, 14) + dice.between(0, 14))]


def _alone(dice: Dice) -> list[Member]:
    return [("head", "F" if dice.chance(4_000) else "M", dice.between(22, 61))]


def _grandparents_with_children(dice: Dice) -> list[Member]:
    """Return one or two grandparents and the grandchildren left with them."""
    age = dice.between(54, 72)
    members = [("head", "F", age)]
    if dice.chance(6_000):
        members = [("head", "M", age + dice.between(0, 4)), ("spouse", "F", age)]
    child = dice.between(2, 14)
    members.append(("grandchild", _sex(dice), child))
    if dice.chance(4_500):
        members.append(("grandchild", _sex(dice), max(1, child - dice.between(2, 5))))
    return members


def _single_parent(dice: Dice) -> list[Member]:
    age = dice.between(28, 47)
    head = ("head", "F" if dice.chance(6_500) else "M", age)
    return [head, *_children(dice, age, dice.choose((1, 1, 2)))]


def _grown_children(dice: Dice) -> list[Member]:
    """Return parents and one or two grown children who still live with them."""
    members = _couple(dice)
    age = max(18, members[1][2] - dice.between(23, 30))
    members.append(("child", "M" if dice.chance(6_000) else "F", age))
    if dice.chance(3_500):
        members.append(("child", _sex(dice), max(16, age - dice.between(2, 5))))
    return members


_SHAPES: Weighted[Callable[[Dice], list[Member]]] = Weighted(
    (
        (_three_generations, 15),
        (_couple_with_children, 17),
        (_couple, 12),
        (_elderly_couple, 16),
        (_elderly_alone, 8),
        (_alone, 11),
        (_grandparents_with_children, 7),
        (_single_parent, 5),
        (_grown_children, 9),
    )
)


@dataclass(slots=True)
class People:
    """The residents and households of a city while they are being made."""

    year: int
    residents: list[Resident] = field(default_factory=list)
    households: list[Household] = field(default_factory=list)
    births: list[Birth] = field(default_factory=list)
    serials: Serials = field(default_factory=Serials)

    def add(self, resident: Resident, household: Household) -> None:
        """Give the resident an identifier and an ID number and put the resident into the household."""
        resident.identifier = f"P{len(self.residents) + 1:06d}"
        resident.id_number = id_number(AREA, resident.birth, self.serials.next(resident.birth, resident.sex))
        resident.household = household.identifier
        resident.village = household.village
        resident.township, resident.county = household.village[:9], household.village[:6]
        household.members.append(resident.identifier)
        self.residents.append(resident)


def make_people(dice: Dice, places: Places, count: int, year: int) -> People:
    """Return exactly ``count`` residents in households, the babies of the year among them."""
    people = People(year)
    births = share_of(count, _BIRTHS, at_least=1)
    twins = share_of(births, _TWINS, at_least=int(births >= 5))
    while len(people.residents) < count - births - twins:
        room = count - births - twins - len(people.residents)
        _settle(dice, people, dice.weigh(places.homes), dice.weigh(_SHAPES)(dice)[:room])
    _bear(dice, people, births, twins)
    while len(people.residents) < count:
        _settle(dice, people, dice.weigh(places.homes), _alone(dice))
    return people


def _settle(dice: Dice, people: People, village: Village, members: list[Member]) -> None:
    """Add a household of these members in a village."""
    household = Household(f"F{len(people.households) + 1:06d}", village.code)
    people.households.append(household)
    surname = dice.weigh(tables.names()["surname"])
    for relation, sex, age in members:
        birth = date(people.year - age - 1, 1, 2) + timedelta(days=dice.below(365))
        by_birth = relation in ("head", "child", "grandchild") or (relation == "parent" and sex == "M")
        people.add(Resident(_name(dice, surname if by_birth else "", sex, birth), sex, birth, relation), household)


def _name(dice: Dice, surname: str, sex: str, birth: date) -> str:
    """Return an invented name in the fashion of the year of birth; without a surname any is taken."""
    fashion = next((f"before_{year}" for year in (1960, 1990, 2009) if birth.year < year), "after_2009")
    names = tables.names()
    given = dice.weigh(names[f"{'female' if sex == 'F' else 'male'}_{fashion}"])
    return (surname or dice.weigh(names["surname"])) + given


def _bear(dice: Dice, people: People, births: int, twins: int) -> None:
    """Add the babies of the year, the first deliveries with twins, to the households of their mothers.

    A mother is a wife or a head of household of a fitting age without another child under two.
    """
    households = {household.identifier: household for household in people.households}
    by_identifier = {resident.identifier: resident for resident in people.residents}
    for mother in dice.mix(people.residents):
        if len(people.births) == births:
            return
        day = dice.day(date(people.year, 1, 8), date(people.year, 12, 20))
        household = households[mother.household]
        family = [by_identifier[identifier] for identifier in household.members]
        if (
            mother.sex == "F"
            and mother.relation in ("head", "spouse")
            and _MOTHERS[0] <= mother.age(day) <= _MOTHERS[1]
            and all(member.age(day) >= 2 for member in family)
        ):
            father = next((member for member in family if member.relation == "head" and member.sex == "M"), mother)
            babies = []
            for _ in range(1 + (len(people.births) < twins)):
                sex = _sex(dice)
                baby = Resident(_name(dice, father.name[0], sex, day), sex, day, "child", mother=mother.identifier)
                people.add(baby, household)
                by_identifier[baby.identifier] = baby
                babies.append(baby.identifier)
            people.births.append(Birth(mother.identifier, day, tuple(babies)))
