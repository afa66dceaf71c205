"""Section 3: basic pooling of one bill, without maternity under a lump or a limit."""

from dataclasses import dataclass
from fractions import Fraction

from .money import ZERO, half_up
from .parameters import ANY, LevelCategoryTable, LevelTable, OutOfAreaRule, Parameters, Repeat
from .sums import YearSums

ONE = Fraction(1)
SHARE_THE_CEILING = ("inpatient", "chronic_1", "negotiated_drug")


@dataclass(frozen=True)
class Transfer:
    """A transfer, seen from the admission."""

    borne_in_chain: Fraction  # reading 10
    downward: bool  # this level is lower than that of the encounter named


@dataclass(frozen=True)
class Circumstances:
    """What pooling reads of an encounter and of the person on the discharge date."""

    kind: str  # maternity `as_inpatient` is inpatient here
    level: str
    place: str
    filing: str
    category: str
    identity: str
    later_part: bool  # goes on with the admission of an earlier settled part of the same stay
    transfer: Transfer | None
    filed: frozenset[str]  # the kinds of filing in force
    chronic_2_diseases: int
    only_chronic_2_disease: str | None  # its name, where exactly one disease is filed
    named: frozenset[str]  # section 12: the words under `circumstances`
    diagnosis: str | None
    age: int  # complete years


@dataclass(frozen=True)
class Pooled:
    """What pooling makes of in_scope and self_first."""

    in_scope: Fraction
    self_first: Fraction
    deductible: Fraction = ZERO
    pool_pay: Fraction = ZERO
    coinsurance: Fraction = ZERO
    over_ceiling: Fraction = ZERO
    eligible: Fraction = ZERO  # enters the eligible cost of the year, where the ceiling is on cost

    @property
    def burden(self) -> Fraction:
        """Section 3: in_scope − pool_pay = deductible + coinsurance + over_ceiling."""
        return self.in_scope - self.pool_pay


def nothing_paid(in_scope: Fraction, self_first: Fraction) -> Pooled:
    """Reading 4: an institution that is not listed, or a filing that is missing."""
    return Pooled(in_scope, self_first, coinsurance=in_scope)


def by_level(table: LevelCategoryTable, level: str, category: str) -> Fraction:
    """The row of the category, else that of every category, else 0."""
    return table.get((level, category), table.get((level, ANY), ZERO))


def rule_of(circumstances: Circumstances, parameters: Parameters, filing: str) -> OutOfAreaRule | None:
    """Section 3, step 3: no rule inside the area; filed residence and kinds without a row follow the local rule."""
    if circumstances.place == "local" or filing == "residence":
        return None
    return parameters.out_of_area.get((circumstances.place, filing, circumstances.kind))


def pool(
    circumstances: Circumstances,
    filing: str,
    in_scope: Fraction,
    self_first: Fraction,
    parameters: Parameters,
    sums: YearSums,
) -> Pooled:
    """Section 3, steps 1 to 5. `filing` is given apart, for the comparison with the referral rule in section 5."""
    kind, level = circumstances.kind, circumstances.level
    if kind == "outpatient" and level not in parameters.outpatient.institutions:
        return nothing_paid(in_scope, self_first)
    rule = rule_of(circumstances, parameters, filing)

    # Step 3, own_share (reading 15): moves from in_scope to self_first before step 1.
    if rule is not None and rule.mechanism == "own_share":
        moved = half_up(in_scope * rule.value.get(level, ZERO))
        in_scope, self_first = in_scope - moved, self_first + moved

    # `ceiling_on: cost` (reading 16): eligible is accumulated before the deductible, steps 2 to 4 use it.
    inpatient = parameters.inpatient
    ceiling = inpatient.ceiling if kind in SHARE_THE_CEILING else None
    on_cost = kind in SHARE_THE_CEILING and inpatient.ceiling_on == "cost"
    eligible = in_scope
    if on_cost and ceiling is not None:
        eligible = min(in_scope, max(ZERO, ceiling - sums.eligible_cost))

    # Steps 1 and 2.
    deductible = min(deductible_due(circumstances, rule, parameters, sums), eligible)
    base = eligible - deductible

    # Steps 3 and 4: one rounding.
    raw = half_up(base * effective_ratio(circumstances, rule, parameters))
    if on_cost:
        return Pooled(in_scope, self_first, deductible, raw, base - raw, in_scope - eligible, eligible)
    limit, paid = limit_and_paid(circumstances, parameters, sums)
    pool_pay = raw if limit is None else min(raw, max(ZERO, limit - paid))
    # Step 5.
    return Pooled(in_scope, self_first, deductible, pool_pay, base - raw, raw - pool_pay)


def effective_ratio(circumstances: Circumstances, rule: OutOfAreaRule | None, parameters: Parameters) -> Fraction:
    """Step 3: the ratio by level, changed by the mechanism of the out-of-area rule."""
    level = circumstances.level
    ratio = local_ratio(circumstances, parameters)
    if rule is not None and rule.mechanism == "points":
        changed = ratio + rule.value.get(level, ZERO)
        if level in rule.ratio_floor:
            # Section 12: the floor stops the points, it never lifts a ratio that is below it.
            changed = max(changed, min(rule.ratio_floor[level], ratio))
        return between_0_and_1(changed)
    if rule is not None and rule.mechanism == "factor":
        return ratio * rule.value.get(level, ONE)
    return ratio


def local_ratio(circumstances: Circumstances, parameters: Parameters) -> Fraction:
    """Step 3, before an out-of-area rule acts."""
    kind, level = circumstances.kind, circumstances.level
    if kind in ("inpatient", "chronic_1"):
        table = parameters.inpatient.ratio
        if kind == "chronic_1" and parameters.chronic_1.ratio is not None:
            table = parameters.chronic_1.ratio  # section 12
        return by_level(table, level, circumstances.category)
    ratio = own_ratios(kind, parameters).get(level, ZERO)
    if kind == "outpatient":
        # Section 12: points for each circumstance that the encounter names.
        added = sum((parameters.outpatient.added_points.get(name, ZERO) for name in circumstances.named), ZERO)
        return between_0_and_1(ratio + added)
    return ratio


def between_0_and_1(ratio: Fraction) -> Fraction:
    return min(ONE, max(ZERO, ratio))


def own_ratios(kind: str, parameters: Parameters) -> LevelTable:
    """The ratios of a kind that has its own; those of other kinds may not be stated, so they are not touched."""
    if kind == "outpatient":
        return parameters.outpatient.ratio
    if kind == "two_disease":
        return parameters.two_diseases.ratio
    if kind == "chronic_2":
        return parameters.chronic_2.ratio
    if kind == "negotiated_drug":
        return parameters.negotiated.ratio
    raise ValueError(f"no ratio of its own: {kind}")


def limit_and_paid(
    circumstances: Circumstances, parameters: Parameters, sums: YearSums
) -> tuple[Fraction | None, Fraction]:
    """Step 4: the ceiling or yearly cap of the kind and what the year has paid under it."""
    kind = circumstances.kind
    if kind == "outpatient":
        return parameters.outpatient.yearly_cap, sums.outpatient_paid
    if kind == "two_disease":
        return two_disease_cap(circumstances.filed, parameters), sums.two_disease_paid
    if kind == "chronic_2":
        return chronic_2_cap(circumstances, parameters), sums.chronic_2_paid
    return parameters.inpatient.ceiling, sums.ceiling_paid


def two_disease_cap(filed: frozenset[str], parameters: Parameters) -> Fraction | None:
    """Two diseases: the cap by what is filed."""
    if filed >= {"hypertension", "diabetes"}:
        return parameters.two_diseases.cap_both
    if "hypertension" in filed:
        return parameters.two_diseases.cap_hypertension
    return parameters.two_diseases.cap_diabetes


def chronic_2_cap(circumstances: Circumstances, parameters: Parameters) -> Fraction | None:
    """Chronic class II: the first disease, plus a sum for each further one, up to a number."""
    rule, diseases = parameters.chronic_2, circumstances.chronic_2_diseases
    # Section 12: the only disease filed may have a sum of its own.
    only = circumstances.only_chronic_2_disease
    if only is not None and only in rule.disease_cap:
        return rule.disease_cap[only]
    if rule.first_cap is None:
        return None
    counted = diseases if rule.most_diseases is None else min(diseases, rule.most_diseases)
    return rule.first_cap + max(0, counted - 1) * rule.each_further


# Step 1: the deductible due.


def deductible_due(
    circumstances: Circumstances, rule: OutOfAreaRule | None, parameters: Parameters, sums: YearSums
) -> Fraction:
    """Inpatient and chronic class I by level, outpatient and chronic class II by the year, the other kinds none."""
    if circumstances.kind == "outpatient":
        # Section 12: this level's sum less what was borne at any level.
        of_level = parameters.outpatient.yearly_deductible.get(circumstances.level, ZERO)
        return max(ZERO, of_level - sums.outpatient_deductible)
    if circumstances.kind == "chronic_2":
        # Section 12: the same for every identity.
        return max(ZERO, parameters.chronic_2.yearly_deductible - sums.chronic_2_deductible)
    if circumstances.kind not in ("inpatient", "chronic_1"):
        return ZERO
    # First: 0 for the exempt.
    if is_exempt(circumstances, parameters, sums):
        return ZERO
    # Then the sum by level, or that of the out-of-area rule.
    table = parameters.inpatient.deductible
    if circumstances.kind == "chronic_1" and parameters.chronic_1.deductible is not None:
        table = parameters.chronic_1.deductible  # section 12
    full = by_level(table, circumstances.level, circumstances.category)
    out_of_area_sum = None
    if rule is not None and rule.deductible is not None:
        out_of_area_sum = rule.deductible.get(circumstances.level)
    if out_of_area_sum is not None:
        full = out_of_area_sum
    if circumstances.kind == "chronic_1":
        # No repeat factor: what this year's chronic class I bills have left of the sum.
        return max(ZERO, full - sums.chronic_1_deductible)
    return inpatient_due(circumstances, full, out_of_area_sum is not None, parameters, sums)


def is_exempt(circumstances: Circumstances, parameters: Parameters, sums: YearSums) -> bool:
    """Section 3: by identity. Section 12, inpatient only: by diagnosis, by filing, by age from an admission on."""
    rules = parameters.inpatient
    if circumstances.identity in rules.exempt:
        return True
    if circumstances.kind != "inpatient":
        return False
    diagnosis = circumstances.diagnosis or ""
    if diagnosis and diagnosis.startswith(rules.exempt_diagnoses):
        return True
    if circumstances.filed & rules.exempt_filings:
        return True
    # The number of this admission; a transfer has that of the admission before it.
    number = sums.admissions + 1 if circumstances.transfer is None else max(1, sums.admissions)
    for beginning, from_admission in rules.exempt_diagnoses_from:
        if diagnosis.startswith(beginning) and number >= from_admission:
            return True
    return any(
        number >= from_admission
        for from_age, to_age, from_admission in rules.exempt_ages
        if (from_age is None or from_age <= circumstances.age) and (to_age is None or circumstances.age <= to_age)
    )


def inpatient_due(
    circumstances: Circumstances, full: Fraction, is_out_of_area_sum: bool, parameters: Parameters, sums: YearSums
) -> Fraction:
    """Inpatient, step 1, from the full sum on."""
    rules = parameters.inpatient
    # Reading 2: a later part of a stay takes no new deductible.
    if circumstances.later_part:
        return ZERO
    if circumstances.transfer is not None and rules.transfer_pays_difference:
        # The difference, downward 0, no repeat factor.
        borne = circumstances.transfer.borne_in_chain
        due = ZERO if circumstances.transfer.downward else max(ZERO, full - borne)
    elif rules.repeat is not None and rules.repeat.entries:
        # Reading 1: the number of this admission is one more than those counted so far.
        due = repeated(full, is_out_of_area_sum, circumstances.level, sums.admissions + 1, rules.repeat)
    else:
        due = full
    # Last the yearly total of deductibles.
    if rules.yearly_deductible_total is not None:
        due = min(due, max(ZERO, rules.yearly_deductible_total - sums.inpatient_deductible))
    return due


def repeated(full: Fraction, is_out_of_area_sum: bool, level: str, admission: int, repeat: Repeat) -> Fraction:
    """The repeat table (reading 1): the entry of the admission, the last one repeats, then the floor."""
    entry = repeat.entries[min(admission, len(repeat.entries)) - 1]
    if repeat.mode == "factors" and isinstance(entry, Fraction):
        result = half_up(full * entry)
    elif repeat.mode == "sums" and not isinstance(entry, Fraction):
        result = full if is_out_of_area_sum else entry.get(level, full)
    elif repeat.mode == "reductions":
        reduction = entry if isinstance(entry, Fraction) else entry.get(level, ZERO)
        result = max(ZERO, full - reduction)
    else:
        raise ValueError(f"no repeat mode {repeat.mode}")
    if repeat.floor is not None and level in repeat.floor:
        result = max(result, min(repeat.floor[level], full))
    return result


def counts_as_admission(circumstances: Circumstances, in_scope: Fraction) -> bool:
    """Section 3, step 1: inpatient, in_scope > 0, neither a transfer nor a later part of a stay."""
    goes_on = circumstances.transfer is not None or circumstances.later_part
    return circumstances.kind == "inpatient" and in_scope > 0 and not goes_on
