"""The parameters of one day and grade, as the oracle reads them. Money is yuan, rates are plain ratios.

All of them are Fractions. A table by level and category is keyed `(level, category)`; the category `ANY` holds for
every category without a row of its own. A level that a table does not name has the deductible 0 and the ratio 0.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

ANY = "*"

LevelTable = Mapping[str, Fraction]
LevelCategoryTable = Mapping[tuple[str, str], Fraction]


@dataclass(frozen=True)
class Scope:
    """Section 2."""

    first_share: Mapping[str, Fraction]  # item -> first-share ratio of class B; an item without a row has none
    high_value_mark: Fraction | None = None  # a consumable priced above this takes the next ratio; None = no such row
    high_value_ratio: Fraction | None = None  # first-share ratio of high-value consumables of class B


@dataclass(frozen=True)
class Repeat:
    """Section 3, inpatient, step 1: the repeat table."""

    mode: str  # "factors" | "sums" | "reductions"
    # the n-th admission takes the n-th entry, the last one repeats; factors: a ratio; sums: yuan by level;
    # reductions: yuan, or yuan by level
    entries: tuple[Fraction | LevelTable, ...]
    floor: LevelTable | None = None  # by level: the repeat step never goes below it; None = no floor


@dataclass(frozen=True)
class Inpatient:
    """Section 3, inpatient."""

    deductible: LevelCategoryTable  # the sum by level (and category)
    ratio: LevelCategoryTable  # by level (and category); chronic class I takes the same
    exempt: frozenset[str] = frozenset()  # identities with no deductible
    # section 12: (from_age, to_age, from_admission), ages in complete years, both ends belong to the span; None = open
    exempt_ages: tuple[tuple[int | None, int | None, int], ...] = ()
    exempt_diagnoses: tuple[str, ...] = ()  # section 12: beginnings of diagnosis codes
    exempt_diagnoses_from: tuple[tuple[str, int], ...] = ()  # section 12: (beginning, from_admission)
    exempt_filings: frozenset[str] = frozenset()  # section 12: kinds of filing
    repeat: Repeat | None = None  # None = the full deductible every time
    yearly_deductible_total: Fraction | None = None  # most inpatient deductibles in a year; None = no such total
    transfer_pays_difference: bool = False  # a transfer pays only the difference of the deductibles
    interim_new_admission: bool = False  # `interim: new_admission`: a later part of a stay is a new admission
    interim_days: int | None = None  # section 12: so long after an admission a later part is one of its own
    ceiling: Fraction | None = None  # of the year, shared with chronic class I and negotiated drugs; None = none
    ceiling_on: str = "payment"  # "payment" | "cost"


@dataclass(frozen=True)
class OutOfAreaRule:
    """Section 3, inpatient, step 3: one row of the table place × filing × kind."""

    mechanism: str  # "points" | "factor" | "own_share"
    value: LevelTable  # by level: points as a ratio (-0.10), a factor, or a share
    deductible: LevelTable | None = None  # by level; a level without one takes the local sum
    # section 12, under points: they do not push the ratio below this; a level without one has no floor
    ratio_floor: LevelTable = field(default_factory=dict)


@dataclass(frozen=True)
class Chronic1:
    """Section 12: what chronic class I has of its own; None = as inpatient."""

    deductible: LevelCategoryTable | None = None
    ratio: LevelCategoryTable | None = None


@dataclass(frozen=True)
class Outpatient:
    """Section 3, ordinary outpatient."""

    institutions: frozenset[str]  # the provider levels listed
    ratio: LevelTable  # by level
    yearly_deductible: LevelTable = field(default_factory=dict)  # of the year, by level; a level without a row: 0
    yearly_cap: Fraction | None = None  # on payment; None = none
    added_points: Mapping[str, Fraction] = field(default_factory=dict)  # section 12: circumstance -> points as a ratio


@dataclass(frozen=True)
class TwoDiseases:
    """Section 3, two diseases."""

    ratio: LevelTable  # by level
    cap_hypertension: Fraction | None  # yearly cap where only hypertension is filed; None = no cap
    cap_diabetes: Fraction | None  # where only diabetes is filed
    cap_both: Fraction | None  # where both are filed


@dataclass(frozen=True)
class Chronic2:
    """Section 3, chronic class II."""

    ratio: LevelTable  # by level
    first_cap: Fraction | None  # yearly cap for the first disease; None = no cap at all
    each_further: Fraction = Fraction(0)  # added for each further disease
    most_diseases: int | None = None  # diseases counted at most, the first among them; None = no limit
    yearly_deductible: Fraction = Fraction(0)  # section 12
    # section 12: in place of first_cap, by disease; None = no limit
    disease_cap: Mapping[str, Fraction | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Negotiated:
    """Section 3, negotiated drugs."""

    ratio: LevelTable  # by level
    first_share: Fraction | None = None  # section 12: of class-B drugs on such a bill; None = that of section 2
    catastrophic_ratio: Fraction | None = None  # section 12: of b, in the place of the bands; None = the bands


@dataclass(frozen=True)
class Maternity:
    """Section 3, maternity. Deliveries: vaginal | difficult | caesarean | antenatal."""

    mode: Mapping[str, str]  # delivery -> "lump" | "limit" | "ratio" | "as_inpatient"
    # delivery -> sum or limit (by level); for antenatal the yearly sum; under "ratio" no entry = no limit
    sum: Mapping[str, Fraction | LevelTable]
    extra_per_baby: Fraction = Fraction(0)  # for each baby after the first
    excess_borne_by: str = "person"  # under a lump: "person" | "institution"
    ratio: LevelTable = field(default_factory=dict)  # section 12, under "ratio": by level
    outside_level: str | None = None  # section 12: outside the area the sum is at most that of this level


@dataclass(frozen=True)
class CatastrophicTilt:
    """Section 4: what a tilted identity gets."""

    threshold_factor: Fraction = Fraction(1)  # threshold × factor, half-up
    points: Fraction = Fraction(0)  # added to the ratio of each band
    cap_lifted: bool = False  # no cap at all
    own_cap: Fraction | None = None  # in place of the general cap; None = the general one


@dataclass(frozen=True)
class Incentive:
    """Section 4: the raised cap."""

    after_years: int  # the first continuous years that earn no step (4 in the text)
    step: Fraction  # for each continuous year after these
    zero_step: Fraction  # for each zero-claim year
    ceiling_share: Fraction  # the raise is at most this share of the cap, half-up
    keep_earned_steps: bool = False  # a break keeps the steps earned before it


@dataclass(frozen=True)
class Catastrophic:
    """Section 4."""

    kinds: frozenset[str]  # the kinds that feed it
    threshold: Fraction
    bands: tuple[tuple[Fraction | None, Fraction], ...]  # (upper limit, ratio), rising; None = no upper limit
    band_basis: str = "absolute"  # "absolute" | "above_threshold": what the limits of the bands measure
    cap: Fraction | None = None  # of the year; None = none
    tilt: Mapping[str, CatastrophicTilt] = field(default_factory=dict)  # identity -> tilt
    include_self_first: bool = False  # the first shares count as burden
    over_ceiling_feeds: bool = False  # what exceeds a ceiling counts as burden
    incentive: Incentive | None = None  # None = not in force on this day
    over_ceiling_ratio: Fraction | None = None  # section 12: pays what exceeds a ceiling, beside the bands
    re_enrolment_reduction: Fraction = Fraction(0)  # section 12: off the cap where cover began again in the year


@dataclass(frozen=True)
class Grant:
    """Section 5: one row of assistance or of tilt assistance."""

    ratio: Fraction
    deductible: Fraction = Fraction(0)  # of the year, in money
    cap: Fraction | None = None  # of the year; None = none
    burden_share: Fraction | None = None  # section 12, tilt only: in the place of the ratio and the deductible


@dataclass(frozen=True)
class Assistance:
    """Section 5, medical assistance without the tilt."""

    kinds: frozenset[str]  # the kinds that feed it (and the tilt)
    by_identity: Mapping[str, Grant]  # identity -> row; an identity without a row is not assisted
    unfiled: str = "excluded"  # "excluded" | "difference" | "included": unfiled encounters outside the area
    include_self_first: bool = False  # the first shares count as burden in this layer
    over_ceiling_feeds: bool = False  # what exceeds a ceiling counts as burden in this layer
    # section 12: kind -> identity -> ratio; no row = that of by_identity
    kind_ratio: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    # section 12: identity -> yearly cap of its own for the kinds below; None = no limit; no row = the cap of all kinds
    outpatient_cap: Mapping[str, Fraction | None] = field(default_factory=dict)
    outpatient_kinds: frozenset[str] = frozenset({"outpatient"})


@dataclass(frozen=True)
class Parameters:
    """Everything in force on one day for persons of one contribution grade."""

    scope: Scope
    inpatient: Inpatient
    out_of_area: Mapping[tuple[str, str, str], OutOfAreaRule]  # (place, filing, kind) -> rule
    outpatient: Outpatient
    two_diseases: TwoDiseases
    chronic_2: Chronic2
    negotiated: Negotiated
    maternity: Maternity
    catastrophic: Catastrophic
    assistance: Assistance
    tilt: Mapping[str, Grant]  # tilt assistance: identity -> row
    identity_rank: tuple[str, ...]  # section 6, first in rank first
    chronic_1: Chronic1 = field(default_factory=Chronic1)


ParametersOn = Callable[[date, str], Parameters]
"""What is in force on a day for a contribution grade (section 12)."""
