"""From a regulation of the product on a day to the oracle's `Parameters`.

Only `Snapshot.get` and the raw values are read: how the product resolves them for a bill is what the oracle checks.
What is not stated is None or an empty table: a bill that needs it is refused before (`needs.py`), and the oracle would
stumble over it if it were not.
"""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from tongchou.regulations.faults import NotInForce
from tongchou.regulations.kinds import Band, Income
from tongchou.regulations.load import Regulation, Snapshot
from tongchou.rules.money import RATIO, UNLIMITED

from .money import half_up
from .parameters import (
    ANY,
    Assistance,
    Catastrophic,
    CatastrophicTilt,
    Chronic1,
    Chronic2,
    Grant,
    Incentive,
    Inpatient,
    LevelCategoryTable,
    LevelTable,
    Maternity,
    Negotiated,
    OutOfAreaRule,
    Outpatient,
    Parameters,
    ParametersOn,
    Repeat,
    Scope,
    TwoDiseases,
)

Part = TypeVar("Part")
UNKNOWN: Any = None
CATEGORIES = ("adult", "student", "child")


def yuan_of(fen: int) -> Fraction:
    return Fraction(fen, 100)


def limit(fen: int | None) -> Fraction | None:
    """A limit of the regulation; one that is not there is None."""
    return None if fen is None or fen >= UNLIMITED else yuan_of(fen)


def ratio(units: int) -> Fraction:
    return Fraction(units, RATIO)


def money_table(rows: Mapping[str, int]) -> LevelTable:
    return {word: yuan_of(fen) for word, fen in rows.items()}


def ratio_table(rows: Mapping[str, int]) -> LevelTable:
    return {word: ratio(units) for word, units in rows.items()}


def by_category(rows: Mapping[str, Any], read: Callable[[Mapping[str, int]], LevelTable]) -> LevelCategoryTable:
    """A table by level, or by category and level."""
    if set(rows) & set(CATEGORIES):
        return {(level, word): value for word, inner in rows.items() for level, value in read(inner).items()}
    return {(level, ANY): value for level, value in read(rows).items()}


def parameters_by_day(regulation: Regulation) -> ParametersOn:
    """What the oracle asks for: the parameters of a day and grade, worked out once between two changes."""
    known: dict[tuple[int, str], Parameters] = {}

    def on(day: date, grade: str) -> Parameters:
        snapshot = regulation.graded.get(grade, regulation).at(day.toordinal())
        if (snapshot.first, grade) not in known:
            known[snapshot.first, grade] = parameters(snapshot)
        return known[snapshot.first, grade]

    return on


def parameters(snapshot: Snapshot) -> Parameters:
    """Everything in force between two changes."""
    return Parameters(
        scope=part(scope, snapshot),
        inpatient=part(inpatient, snapshot),
        out_of_area=part(out_of_area, snapshot),
        outpatient=part(outpatient, snapshot),
        two_diseases=part(two_diseases, snapshot),
        chronic_1=part(chronic_1, snapshot),
        chronic_2=part(chronic_2, snapshot),
        negotiated=part(negotiated, snapshot),
        maternity=part(maternity, snapshot),
        catastrophic=part(catastrophic, snapshot),
        assistance=part(assistance, snapshot),
        tilt=part(tilt, snapshot),
        identity_rank=part(identity_rank, snapshot),
    )


def part(read: Callable[[Snapshot], Part], snapshot: Snapshot) -> Part:
    try:
        return read(snapshot)
    except NotInForce:
        return UNKNOWN


def table(snapshot: Snapshot, path: str) -> Mapping[str, Any]:
    """A table, empty where it is not stated: the other rules of its part may be needed nevertheless."""
    try:
        return snapshot.get(path)
    except NotInForce:
        return {}


def identity_rank(snapshot: Snapshot) -> tuple[str, ...]:
    return tuple(snapshot.get("identity.rank"))


def scope(snapshot: Snapshot) -> Scope:
    high = snapshot.get("scope.high_value_first_share")
    return Scope(
        first_share=ratio_table(snapshot.get("scope.first_share")),
        high_value_mark=limit(snapshot.get("scope.high_value_mark")),
        high_value_ratio=None if high is None else ratio(high),
    )


def inpatient(snapshot: Snapshot) -> Inpatient:
    return Inpatient(
        deductible=by_category(table(snapshot, "inpatient.deductible"), money_table),
        ratio=by_category(table(snapshot, "inpatient.ratio"), ratio_table),
        exempt=part(lambda values: frozenset(values.get("inpatient.deductible_exempt")), snapshot),
        repeat=part(repeat, snapshot),
        yearly_deductible_total=limit(snapshot.get("inpatient.yearly_deductible_total")),
        transfer_pays_difference=snapshot.get("inpatient.transfer") == "difference",
        interim_new_admission=snapshot.get("inpatient.interim") == "new_admission",
        ceiling=part(lambda values: limit_or_income(values, values.get("inpatient.ceiling")), snapshot),
        ceiling_on=snapshot.get("inpatient.ceiling_on"),
        exempt_ages=tuple(
            (span.from_age, span.to_age, span.from_admission)
            for span in snapshot.get("inpatient.deductible_exempt_ages")
        ),
        exempt_diagnoses_from=tuple(
            (each.diagnosis, each.from_admission) for each in snapshot.get("inpatient.deductible_exempt_diagnoses")
        ),
        interim_days=snapshot.get("inpatient.interim_days"),
        exempt_filings=frozenset(snapshot.get("inpatient.deductible_exempt_filings")),
    )


def chronic_1(snapshot: Snapshot) -> Chronic1:
    sums, ratios = snapshot.get("chronic_1.deductible"), snapshot.get("chronic_1.ratio")
    return Chronic1(
        None if sums is None else by_category(sums, money_table),
        None if ratios is None else by_category(ratios, ratio_table),
    )


def repeat(snapshot: Snapshot) -> Repeat | None:
    floor = money_table(snapshot.get("inpatient.repeat_floor"))
    factors = snapshot.get("inpatient.repeat_factors")
    if factors is not None:
        return Repeat("factors", tuple(ratio(units) for units in factors), floor)
    reductions = snapshot.get("inpatient.repeat_reductions")
    if reductions is not None:
        return Repeat("reductions", tuple(yuan_of(fen) for fen in reductions), floor)
    sums = snapshot.get("inpatient.repeat_sums")
    if sums is not None:
        return Repeat("sums", repeat_sums(sums), floor)
    return None


def repeat_sums(sums: Mapping[str, tuple[int, ...]]) -> tuple[LevelTable, ...]:
    """From lists by level to tables by admission; the last entry of a level repeats."""
    longest = max(len(entries) for entries in sums.values())
    return tuple(
        {level: yuan_of(entries[min(number, len(entries) - 1)]) for level, entries in sums.items()}
        for number in range(longest)
    )


def out_of_area(snapshot: Snapshot) -> dict[tuple[str, str, str], OutOfAreaRule]:
    return {
        (row.place, row.filing, kind): OutOfAreaRule(
            row.mechanism,
            ratio_table(row.value),
            money_table(row.deductible) if row.deductible else None,
            ratio_table(row.ratio_floor),
        )
        for row in snapshot.get("out_of_area.rules")
        for kind in row.kinds
    }


def outpatient(snapshot: Snapshot) -> Outpatient:
    """A level that is not listed asks for nothing else."""
    institutions = frozenset(snapshot.get("outpatient.institutions"))
    return part(listed_outpatient, snapshot) or Outpatient(institutions, UNKNOWN)


def listed_outpatient(snapshot: Snapshot) -> Outpatient:
    return Outpatient(
        frozenset(snapshot.get("outpatient.institutions")),
        ratio_table(snapshot.get("outpatient.ratio")),
        money_table(snapshot.get("outpatient.yearly_deductible")),
        limit(snapshot.get("outpatient.yearly_cap")),
        ratio_table(snapshot.get("outpatient.added_points")),
    )


def two_diseases(snapshot: Snapshot) -> TwoDiseases:
    caps = snapshot.get("two_disease.yearly_cap")
    return TwoDiseases(
        ratio_table(snapshot.get("two_disease.ratio")),
        limit(caps["hypertension"]),
        limit(caps["diabetes"]),
        limit(caps["both"]),
    )


def chronic_2(snapshot: Snapshot) -> Chronic2:
    return Chronic2(
        ratio_table(snapshot.get("chronic_2.ratio")),
        part(lambda values: limit(values.get("chronic_2.first_cap")), snapshot),
        yuan_of(snapshot.get("chronic_2.each_further")),
        snapshot.get("chronic_2.most_diseases"),
        yuan_of(snapshot.get("chronic_2.yearly_deductible")),
        {disease: limit(cap) for disease, cap in snapshot.get("chronic_2.disease_cap").items()},
    )


def negotiated(snapshot: Snapshot) -> Negotiated:
    first = snapshot.get("negotiated_drug.first_share")
    ratios = part(lambda values: ratio_table(values.get("negotiated_drug.ratio")), snapshot)
    further = snapshot.get("negotiated_drug.catastrophic_ratio")
    return Negotiated(ratios, None if first is None else ratio(first), None if further is None else ratio(further))


def maternity(snapshot: Snapshot) -> Maternity:
    """A delivery that is paid as inpatient asks for no sum."""
    return part(maternity_sums, snapshot) or Maternity(
        snapshot.get("maternity.mode"), table(snapshot, "maternity.sum"), ratio=table_of_ratios(snapshot)
    )


def maternity_sums(snapshot: Snapshot) -> Maternity:
    return Maternity(
        mode=snapshot.get("maternity.mode"),
        sum={delivery: money_table(levels) for delivery, levels in snapshot.get("maternity.sum").items()},
        extra_per_baby=yuan_of(snapshot.get("maternity.extra_baby")),
        excess_borne_by=snapshot.get("maternity.excess_borne_by"),
        ratio=table_of_ratios(snapshot),
        outside_level=snapshot.get("maternity.outside_level"),
    )


def table_of_ratios(snapshot: Snapshot) -> LevelTable:
    return ratio_table(snapshot.get("maternity.ratio"))


def money_or_income_share(snapshot: Snapshot, value: int | Income) -> Fraction:
    """A sum, or a share of the income per head rounded to the fen."""
    if isinstance(value, Income):
        return half_up(yuan_of(snapshot.get("income.per_head")) * ratio(value.ratio))
    return yuan_of(value)


def limit_or_income(snapshot: Snapshot, value: int | Income) -> Fraction | None:
    """A limit, or a multiple of the income per head rounded to the fen."""
    return money_or_income_share(snapshot, value) if isinstance(value, Income) else limit(value)


def catastrophic(snapshot: Snapshot) -> Catastrophic:
    """The layer; without its figures where no kind feeds it or one of them is not stated."""
    layer: Catastrophic | None = part(fed_catastrophic, snapshot)
    if layer is not None:
        return layer
    kinds = part(lambda values: frozenset(values.get("catastrophic.fed_by")), snapshot)
    return Catastrophic(kinds, UNKNOWN, UNKNOWN, incentive=part(incentive, snapshot))


def fed_catastrophic(snapshot: Snapshot) -> Catastrophic:
    factors = snapshot.get("catastrophic.tilt_threshold_factor")
    points = snapshot.get("catastrophic.tilt_points")
    caps = snapshot.get("catastrophic.tilt_cap")
    tilts = {
        identity: CatastrophicTilt(
            threshold_factor=ratio(factors.get(identity, RATIO)),
            points=ratio(points.get(identity, 0)),
            cap_lifted=caps.get(identity, 0) >= UNLIMITED,
            own_cap=limit(caps.get(identity)),
        )
        for identity in {*factors, *points, *caps}
    }
    apart = snapshot.get("catastrophic.over_ceiling_ratio")
    bands: tuple[Band, ...] = part(lambda values: tuple(values.get("catastrophic.bands")), snapshot) or ()
    return Catastrophic(
        kinds=part(lambda values: frozenset(values.get("catastrophic.fed_by")), snapshot),
        threshold=part(lambda values: money_or_income_share(values, values.get("catastrophic.threshold")), snapshot),
        bands=tuple((limit(band.up_to), ratio(band.ratio)) for band in bands),
        band_basis=part(lambda values: values.get("catastrophic.band_basis"), snapshot),
        cap=limit(snapshot.get("catastrophic.cap")),
        tilt=tilts,
        include_self_first=bool(snapshot.get("catastrophic.include_self_first")),
        over_ceiling_feeds=bool(snapshot.get("catastrophic.include_over_ceiling")),
        incentive=incentive(snapshot),
        over_ceiling_ratio=None if apart is None else ratio(apart),
        re_enrolment_reduction=yuan_of(snapshot.get("incentive.re_enrolment_reduction") or 0),
    )


def incentive(snapshot: Snapshot) -> Incentive | None:
    """In force where all of it is stated."""
    step = snapshot.get("incentive.continuous_step")
    if step is None:
        return None
    return Incentive(
        after_years=snapshot.get("incentive.continuous_after_years"),
        step=yuan_of(step),
        zero_step=yuan_of(snapshot.get("incentive.zero_claim_step")),
        ceiling_share=ratio(snapshot.get("incentive.ceiling_share")),
        keep_earned_steps=part(lambda values: bool(values.get("incentive.keep_earned_steps")), snapshot),
    )


def grants(snapshot: Snapshot, layer: str) -> dict[str, Grant]:
    """The rows of assistance or of the tilt: an identity with a ratio is entitled, in the tilt one with a share too."""
    shares = snapshot.get("tilt.burden_share") if layer == "tilt" else {}
    ratios = snapshot.get(f"{layer}.ratio")
    deductibles, caps = (table(snapshot, f"{layer}.{name}") for name in ("deductible", "cap"))

    def row(identity: str) -> Grant:
        cap = limit_or_income(snapshot, caps[identity])
        if identity in shares:
            return Grant(UNKNOWN, UNKNOWN, cap, ratio(shares[identity]))
        return Grant(ratio(ratios[identity]), money_or_income_share(snapshot, deductibles[identity]), cap)

    def known(identity: str) -> Grant:
        try:
            return row(identity)
        except (NotInForce, KeyError):
            return Grant(UNKNOWN)

    return {identity: known(identity) for identity in {*ratios, *shares}}


def assistance(snapshot: Snapshot) -> Assistance:
    kinds = frozenset(snapshot.get("assistance.fed_by"))
    if not kinds:
        return Assistance(kinds, {})
    return Assistance(
        kinds=kinds,
        by_identity=grants(snapshot, "assistance"),
        unfiled=snapshot.get("assistance.unfiled"),
        include_self_first=bool(snapshot.get("assistance.include_self_first")),
        over_ceiling_feeds=bool(snapshot.get("assistance.include_over_ceiling")),
        kind_ratio={kind: ratio_table(rows) for kind, rows in snapshot.get("assistance.kind_ratio").items()},
        outpatient_cap=part(outpatient_caps, snapshot),
        outpatient_kinds=frozenset(snapshot.get("assistance.outpatient_kinds")),
    )


def outpatient_caps(snapshot: Snapshot) -> dict[str, Fraction | None]:
    caps = snapshot.get("assistance.outpatient_cap")
    return {identity: limit_or_income(snapshot, cap) for identity, cap in caps.items()}


def tilt(snapshot: Snapshot) -> dict[str, Grant]:
    return grants(snapshot, "tilt")
