"""What people fall ill with, how badly, where they are treated and for how long."""

from dataclasses import dataclass, replace
from functools import lru_cache

from tongchou.city import tables
from tongchou.city.dice import WHOLE, Dice, Weighted
from tongchou.city.tables import Diagnosis

_NEWBORN_DAYS = 28
_OLDEST = 100

_STAY_LEVELS = (
    Weighted((("primary", 46), ("level1", 18), ("level2", 28), ("level3", 8))),
    Weighted((("primary", 30), ("level1", 17), ("level2", 39), ("level3", 14))),
    Weighted((("primary", 15), ("level1", 10), ("level2", 47), ("level3", 28))),
    Weighted((("level1", 4), ("level2", 38), ("level3", 58))),
    Weighted((("level2", 25), ("level3", 75))),
)
"""Which level takes a stay in, by severity from 0 to 4: assumed, so that the three tiers take about 28/39/33%."""

_STAY_LEVELS_OUTSIDE = Weighted((("level2", 30), ("level3", 70)))

_VISIT_LEVELS = Weighted((("primary", 655), ("level1", 85), ("level2", 165), ("level3", 80), ("pharmacy", 15)))
"""Which level takes a visit in: assumed; pharmacies as published (1.5%)."""

_SEVERITY_LIMITS = (300_000, 500_000, 900_000, 1_800_000)
"""Mean costs of a stay in fen at which the severity of a diagnosis rises by one."""


@dataclass(frozen=True, slots=True)
class Case:
    """What a stay is about: diagnosis, operation (empty for none), days, and the aim of its cost in fen."""

    diagnosis: Diagnosis
    operation: str
    days: int
    cost: int

    def shortened(self, days: int) -> "Case":
        """Return the same stay cut to fewer days, its cost in proportion; itself where it is not longer."""
        return self if days >= self.days else replace(self, days=days, cost=self.cost * days // self.days)


def severity(diagnosis: Diagnosis) -> int:
    """Return how grave a stay for the diagnosis is, from 0 to 4."""
    return sum(diagnosis.stay_cost >= limit for limit in _SEVERITY_LIMITS)


def stay_diagnosis(dice: Dice, age: int, sex: str, days_old: int, expecting: bool) -> Diagnosis:
    """Return why someone of this age and sex is admitted; a mother of the year is not given another pregnancy."""
    if days_old <= _NEWBORN_DAYS:
        return dice.weigh(_newborn_table())
    table = _table("stay", min(age, _OLDEST), sex)
    found = dice.weigh(table)
    while expecting and found.code.startswith("O"):
        found = dice.weigh(table)
    return found


def visit_diagnosis(dice: Dice, age: int, sex: str) -> Diagnosis:
    """Return why someone of this age and sex sees a doctor."""
    return dice.weigh(_table("visit", min(age, _OLDEST), sex))


def stay_level(dice: Dice, diagnosis: Diagnosis, place: str) -> str:
    """Return the level of hospital that takes in a stay."""
    return dice.weigh(_STAY_LEVELS[severity(diagnosis)] if place == "local" else _STAY_LEVELS_OUTSIDE)


def visit_level(dice: Dice, diagnosis: Diagnosis) -> str:
    """Return the level that takes in a visit; a pharmacy only for light cases."""
    level = dice.weigh(_VISIT_LEVELS)
    return "primary" if level == "pharmacy" and diagnosis.visit_cost > 17_000 else level


def stay_case(dice: Dice, diagnosis: Diagnosis, level: str) -> Case:
    """Return operation, days and cost of a stay; health centres do not operate, small hospitals half as often."""
    operation = _operation(dice, diagnosis, level)
    spread = dice.spread()
    days = max(1, diagnosis.stay_days * (6_600 + dice.between(0, 4_000) + spread * 3 // 10) // WHOLE)
    percent = tables.levels()[level].stay_percent
    without = 70 if diagnosis.operations and diagnosis.operations[0][1] >= 5_000 and not operation else 100
    return Case(diagnosis, operation, days, diagnosis.stay_cost * percent * without * spread // (100 * 100 * WHOLE))


def visit_cost(dice: Dice, mean: int, level: str) -> int:
    """Return the aim of a visit's cost in fen from the mean over all levels."""
    percent = tables.levels()["level1" if level == "pharmacy" else level].visit_percent
    return mean * percent * dice.spread() // (100 * WHOLE)


def _operation(dice: Dice, diagnosis: Diagnosis, level: str) -> str:
    if level == "primary":
        return ""
    drawn = dice.below(2 * WHOLE if level == "level1" else WHOLE)
    for code, share in diagnosis.operations:
        if drawn < share:
            return code
        drawn -= share
    return ""


@lru_cache(maxsize=1)
def _newborn_table() -> Weighted[Diagnosis]:
    return Weighted((d, d.stay_weight) for d in tables.diagnoses().values() if d.use == "newborn")


@lru_cache(maxsize=512)
def _table(kind: str, age: int, sex: str) -> Weighted[Diagnosis]:
    """Return the diagnoses of stays or visits at an age: heaviest near the peak age, nothing outside the ages."""
    pairs = []
    for diagnosis in tables.diagnoses().values():
        if diagnosis.use != "general" or not diagnosis.age_from <= age <= diagnosis.age_to:
            continue
        if diagnosis.sex in ("", sex):
            weight = diagnosis.stay_weight if kind == "stay" else diagnosis.visit_weight
            pairs.append((diagnosis, weight * _fit(diagnosis, age) // (diagnosis.age_to - diagnosis.age_from + 1)))
    return Weighted(pairs)


def _fit(diagnosis: Diagnosis, age: int) -> int:
    """Return how well an age fits a diagnosis: 1,000 at the peak, falling in a straight line to 200 at the ends."""
    end = diagnosis.age_to if age > diagnosis.age_peak else diagnosis.age_from
    far = abs(end - diagnosis.age_peak) + 1
    return 1_000 - 800 * abs(age - diagnosis.age_peak) // far
