"""The parts of a random regulation. Each returns path → value, in the form in which the product's reader leaves it.

A path that is left out is not stated. What must fit together for a sound regulation is drawn together.
"""

from collections.abc import Callable, Sequence
from typing import Any

from tongchou.regulations.kinds import Band, Income
from tongchou.regulations.rows import OutOfAreaRow, RegimeRow
from tongchou.rules.codes import CATEGORIES, DELIVERIES, EXCLUSIONS, ITEMS, KINDS, LEVELS
from tongchou.rules.money import RATIO, UNLIMITED, share

from .dice import Dice

Values = dict[str, Any]
POOLED_KINDS = tuple(kind for kind in KINDS if kind != "maternity")

# In fen. The bills of `bills.py` are of the same size, so that every limit is reached.
DEDUCTIBLE = 60_000
CEILING = 500_000
SMALL_CAP = 60_000
THRESHOLD = 150_000
BAND = 150_000


def by_level(dice: Dice, value: Callable[[], int]) -> dict[str, int]:
    """One value everywhere, or one for each level; seldom a level is not named."""
    if dice.flag():
        return dict.fromkeys(LEVELS, value())
    table = {level: value() for level in LEVELS}
    if dice.once_in(100):
        del table[dice.one(LEVELS)]
    return table


def by_category(dice: Dice, value: Callable[[], int]) -> dict[str, Any]:
    """By level, or by category and level; seldom a category is not named."""
    if not dice.once_in(3):
        return by_level(dice, value)
    table: dict[str, Any] = {category: by_level(dice, value) for category in CATEGORIES}
    if dice.once_in(60):
        del table[dice.one(CATEGORIES)]
    return table


def scope(dice: Dice) -> Values:
    values: Values = {"scope.first_share": {item: dice.ratio() for item in ITEMS}}
    if dice.flag():
        values["scope.high_value_mark"] = dice.limit(SMALL_CAP)
        values["scope.high_value_first_share"] = dice.ratio()
    return values


def exclusions(dice: Dice) -> Values:
    values: Values = {f"exclusion.{word}": 1 for word in EXCLUSIONS}
    if dice.once_in(10):
        values[f"exclusion.{dice.one(EXCLUSIONS)}"] = 0
    return values


def rank(dice: Dice) -> Values:
    """Any of the identities that the regulation knows may be the first."""
    start = dice.whole(0, len(dice.identities) - 1)
    return {"identity.rank": dice.identities[start:] + dice.identities[:start]}


def deductible(dice: Dice) -> Values:
    values: Values = {"inpatient.deductible": by_category(dice, lambda: dice.fen(DEDUCTIBLE))}
    if dice.once_in(3):
        values["inpatient.deductible_exempt"] = dice.some(dice.identities)
    mode = dice.one(("", "factors", "reductions", "sums"))
    length = dice.whole(1, 8) if mode else 0
    if mode == "factors":
        values["inpatient.repeat_factors"] = tuple(dice.ratio() for _ in range(length))
    elif mode == "reductions":
        values["inpatient.repeat_reductions"] = tuple(dice.fen(DEDUCTIBLE) for _ in range(length))
    elif mode == "sums":
        sums = tuple(dice.fen(DEDUCTIBLE) for _ in range(length))
        # levels may have lists of different lengths
        values["inpatient.repeat_sums"] = {level: sums[: dice.whole(1, length)] for level in LEVELS}
        if dice.once_in(60):
            del values["inpatient.repeat_sums"][dice.one(LEVELS)]
    if dice.flag():
        values["inpatient.repeat_floor"] = by_level(dice, lambda: dice.fen(DEDUCTIBLE))
    if dice.flag():
        values["inpatient.yearly_deductible_total"] = DEDUCTIBLE // 2 + dice.fen(DEDUCTIBLE)
    transfer, interim = dice.one(("", "difference", "full", "difference")), dice.one(("", "continue", "new_admission"))
    if transfer:
        values["inpatient.transfer"] = transfer
    if interim:
        values["inpatient.interim"] = interim
    return values


def ratio(dice: Dice) -> Values:
    values: Values = {
        "inpatient.ratio": by_category(dice, dice.ratio),
        "inpatient.ceiling": limit_or_income(dice, CEILING),
    }
    if dice.flag():
        values["inpatient.ceiling_on"] = dice.one(("payment", "cost"))
    return values


def out_of_area(dice: Dice) -> Values:
    rows: list[OutOfAreaRow] = []
    for place in ("province", "elsewhere"):
        kinds = ("inpatient", "chronic_1") if dice.flag() else dice.some(POOLED_KINDS)
        for filing in dice.some(("none", "referral", "emergency")) if kinds else ():
            mechanism = dice.one(("points", "factor", "own_share"))
            value = by_level(dice, (lambda: dice.whole(-90, 25) * 100) if mechanism == "points" else dice.ratio)
            own = by_level(dice, lambda: dice.fen(2 * DEDUCTIBLE)) if dice.flag() else {}
            floor = by_level(dice, dice.ratio) if mechanism == "points" and dice.once_in(3) else {}
            rows.append(OutOfAreaRow(place, filing, kinds, own, mechanism, value, floor))
    return {"out_of_area.rules": tuple(rows)}


def outpatient(dice: Dice) -> Values:
    return {
        "outpatient.institutions": LEVELS if dice.flag() else dice.some(LEVELS),
        "outpatient.yearly_deductible": by_level(dice, lambda: dice.fen(SMALL_CAP)),
        "outpatient.ratio": by_level(dice, dice.ratio),
        "outpatient.yearly_cap": dice.limit(SMALL_CAP),
    }


def two_disease(dice: Dice) -> Values:
    return {
        "two_disease.ratio": by_level(dice, dice.ratio),
        "two_disease.yearly_cap": {word: dice.limit(SMALL_CAP) for word in ("hypertension", "diabetes", "both")},
    }


def chronic_2(dice: Dice) -> Values:
    return {
        "chronic_2.ratio": by_level(dice, dice.ratio),
        "chronic_2.first_cap": dice.limit(SMALL_CAP),
        "chronic_2.each_further": dice.fen(SMALL_CAP),
        "chronic_2.most_diseases": dice.whole(0, 5),
    }


def negotiated(dice: Dice) -> Values:
    return {"negotiated_drug.ratio": by_level(dice, dice.ratio)}


def maternity(dice: Dice) -> Values:
    values: Values = {
        "maternity.mode": {delivery: dice.one(("lump", "limit", "as_inpatient", "ratio")) for delivery in DELIVERIES},
        "maternity.sum": {delivery: by_level(dice, lambda: dice.fen(CEILING)) for delivery in DELIVERIES},
        "maternity.extra_baby": dice.fen(SMALL_CAP),
    }
    if "ratio" in values["maternity.mode"].values():
        values["maternity.ratio"] = by_level(dice, dice.ratio)
        if dice.flag():
            del values["maternity.sum"][
                next(word for word, mode in values["maternity.mode"].items() if mode == "ratio")
            ]
    if dice.once_in(4):
        values["maternity.outside_level"] = dice.one(LEVELS)
    if dice.flag():
        values["maternity.excess_borne_by"] = dice.one(("person", "institution"))
    return values


def flags(dice: Dice, paths: Sequence[str]) -> Values:
    """Flags that may also be left to their default."""
    chosen = {path: dice.whole(0, 2) for path in paths}
    return {path: value - 1 for path, value in chosen.items() if value}


def money_or_income_share(dice: Dice, most: int) -> int | Income:
    return Income(dice.ratio()) if dice.once_in(4) else dice.fen(most)


def limit_or_income(dice: Dice, most: int) -> int | Income:
    return Income(dice.whole(1, 3 * RATIO)) if dice.once_in(6) else dice.limit(most)


def feeding_kinds(dice: Dice) -> tuple[str, ...]:
    return dice.some(POOLED_KINDS) if dice.flag() else POOLED_KINDS


def catastrophic(dice: Dice) -> Values:
    income = dice.fen(2 * THRESHOLD)
    values: Values = {"income.per_head": income, "catastrophic.fed_by": feeding_kinds(dice)}
    threshold = money_or_income_share(dice, THRESHOLD)
    values["catastrophic.threshold"] = threshold
    factors = {identity: dice.ratio() for identity in dice.some(dice.identities)} if dice.flag() else {}
    if factors:
        values["catastrophic.tilt_threshold_factor"] = factors
    basis = dice.one(("absolute", "above_threshold"))
    values["catastrophic.band_basis"] = basis
    worth = share(income, threshold.ratio) if isinstance(threshold, Income) else threshold
    # any share of the threshold, rounded half-up, lies at most half a fen above the product, so this is above it
    lowest = min([worth, *(worth * factor // RATIO for factor in factors.values())]) if basis == "absolute" else 0
    bands = []
    for _ in range(dice.whole(1, 8)):
        lowest += 1 + dice.fen(BAND)
        bands.append(Band(lowest, dice.ratio()))
    if dice.flag():
        bands[-1] = bands[-1]._replace(up_to=UNLIMITED)
    values["catastrophic.bands"] = tuple(bands)
    values["catastrophic.cap"] = dice.limit(SMALL_CAP)
    if dice.flag():
        least = -min(band.ratio for band in bands)
        most = RATIO - max(band.ratio for band in bands)
        points = {identity: dice.whole(least, most) for identity in dice.some(dice.identities)}
        values["catastrophic.tilt_points"] = points
    if dice.flag():
        values["catastrophic.tilt_cap"] = {identity: dice.limit(CEILING) for identity in dice.some(dice.identities)}
    return values | flags(dice, ("catastrophic.include_self_first", "catastrophic.include_over_ceiling"))


def incentive(dice: Dice) -> Values:
    """All of it or nothing, but for the flag whether steps stay, which may be stated before any can be earned."""
    keep = dice.one(({"incentive.keep_earned_steps": 1}, {}, {"incentive.keep_earned_steps": 0}))
    if dice.once_in(3):
        return keep
    return keep | {
        "incentive.continuous_after_years": dice.whole(0, 5),
        "incentive.continuous_step": dice.fen(SMALL_CAP),
        "incentive.zero_claim_step": dice.fen(SMALL_CAP),
        "incentive.ceiling_share": dice.ratio(),
    }


def assistance(dice: Dice) -> Values:
    values: Values = {"assistance.fed_by": feeding_kinds(dice)}
    for layer in ("assistance", "tilt"):
        identities = dice.identities if dice.flag() else dice.some(dice.identities)
        values[f"{layer}.ratio"] = {identity: dice.ratio() for identity in identities}
        values[f"{layer}.deductible"] = dict.fromkeys(identities, money_or_income_share(dice, DEDUCTIBLE))
        values[f"{layer}.cap"] = {identity: limit_or_income(dice, SMALL_CAP) for identity in identities}
    unfiled = dice.one(("difference", "", "included", "difference", "excluded"))
    if unfiled:
        values["assistance.unfiled"] = unfiled
    return values | flags(dice, ("assistance.include_self_first", "assistance.include_over_ceiling"))


def regimes(dice: Dice) -> Values:
    """The special rules of an epidemic; the bills of `bills.py` carry the diagnosis U07 now and then."""
    rows = []
    for number in range(dice.whole(0, 2)):
        waive = dice.some(("deductible", "filing", "ceiling", "catalogue"))
        payer = dice.one(("resident_fund", "finance", "public_health"))
        diagnoses = ("U07",) if dice.flag() else ()
        rows.append(RegimeRow(f"rule {number}", diagnoses, (), waive, payer, dice.whole(0, 1)))
    return {"special_regime.rules": tuple(rows)}


PARTS: tuple[Callable[[Dice], Values], ...] = (
    rank,
    scope,
    exclusions,
    deductible,
    ratio,
    out_of_area,
    outpatient,
    two_disease,
    chronic_2,
    negotiated,
    maternity,
    catastrophic,
    incentive,
    assistance,
)
