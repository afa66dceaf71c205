"""What some cities add (contract section 12), as further parts of a random regulation."""

from tongchou.regulations.rows import OLDEST, AgeSpan, ExemptDiagnosis
from tongchou.regulations.schema import TILT_PAYERS
from tongchou.rules.codes import CIRCUMSTANCES, GRADES

from .bills import DISEASES, FILED_KINDS
from .dice import Dice
from .regulation_parts import (
    DEDUCTIBLE,
    POOLED_KINDS,
    SMALL_CAP,
    Values,
    assistance,
    by_category,
    catastrophic,
    chronic_2,
    deductible,
    incentive,
    limit_or_income,
    maternity,
    negotiated,
    out_of_area,
    outpatient,
    ratio,
    two_disease,
)

EXEMPT_DIAGNOSES = (
    (ExemptDiagnosis("I10", 1),),
    (ExemptDiagnosis("U07", 1), ExemptDiagnosis("I10.x", 2)),
    (ExemptDiagnosis("I10", 3), ExemptDiagnosis("I10.x", 2)),
    (),
)


def exemptions(dice: Dice) -> Values:
    values: Values = {}
    if dice.once_in(4):
        spans = []
        for _ in range(dice.whole(1, 2)):
            first = dice.one((0, 0, 18, 60))
            last = dice.one((OLDEST, first + dice.whole(0, 30)))
            spans.append(AgeSpan(first, last, dice.whole(1, 3)))
        values["inpatient.deductible_exempt_ages"] = tuple(spans)
    if dice.once_in(6):
        values["inpatient.deductible_exempt_diagnoses"] = dice.one(EXEMPT_DIAGNOSES)
    if dice.once_in(6):
        values["inpatient.deductible_exempt_filings"] = dice.some(FILED_KINDS)
    if dice.once_in(3):
        values["inpatient.interim_days"] = dice.whole(1, 40)
    return values


def of_outpatient_kinds(dice: Dice) -> Values:
    values: Values = {}
    if dice.once_in(3):
        values["outpatient.added_points"] = {word: dice.whole(-30, 30) * 100 for word in dice.some(CIRCUMSTANCES)}
    if dice.once_in(4):
        values["chronic_1.deductible"] = by_category(dice, lambda: dice.fen(DEDUCTIBLE))
    if dice.once_in(4):
        values["chronic_1.ratio"] = by_category(dice, dice.ratio)
    if dice.once_in(3):
        values["chronic_2.yearly_deductible"] = dice.fen(SMALL_CAP)
    if dice.once_in(3):
        values["chronic_2.disease_cap"] = {disease: dice.limit(SMALL_CAP) for disease in dice.some(DISEASES)}
    if dice.once_in(4):
        values["negotiated_drug.first_share"] = dice.ratio()
    return values


def of_later_layers(dice: Dice) -> Values:
    values: Values = {}
    if dice.once_in(3):
        values["catastrophic.over_ceiling_ratio"] = dice.ratio()
    if dice.once_in(3):
        values["negotiated_drug.catastrophic_ratio"] = dice.ratio()
    if dice.once_in(3):
        values["tilt.burden_share"] = {identity: dice.ratio() for identity in dice.some(dice.identities)}
        values["tilt.payer"] = dice.one(TILT_PAYERS)
    if dice.once_in(3):
        values["incentive.re_enrolment_reduction"] = dice.fen(2 * SMALL_CAP)
    if dice.once_in(3):
        values["assistance.kind_ratio"] = {
            kind: {identity: dice.ratio() for identity in dice.some(dice.identities)}
            for kind in dice.some(POOLED_KINDS)
        }
    if dice.once_in(3):
        values["assistance.outpatient_cap"] = {
            identity: limit_or_income(dice, SMALL_CAP) for identity in dice.some(dice.identities)
        }
        if dice.flag():
            values["assistance.outpatient_kinds"] = dice.some(POOLED_KINDS)
    return values


ADDITIONS = (exemptions, of_outpatient_kinds, of_later_layers)

MAY_DIFFER = (
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
    *ADDITIONS,
)
"""Parts that persons of one contribution grade may have for themselves."""


def of_a_grade(dice: Dice) -> dict[str, Values]:
    """Mostly nothing; else some parts again for the persons of one grade."""
    if not dice.once_in(4):
        return {}
    values: Values = {}
    for part in dice.some(MAY_DIFFER):
        values |= part(dice)
    values.pop("income.per_head", None)
    return {GRADES[2]: values}
