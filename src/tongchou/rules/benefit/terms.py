"""The parameters one bill is settled under, resolved for its discharge date, kind, level, place and identity.

All are integers: fen, ratios over RATIO, flags 0 or 1. A limit that is not there is UNLIMITED. The tables of the
regulation are looked up before (``tongchou.regulations.resolve``), so the rules see only what applies to this bill.
"""

from typing import NamedTuple

from tongchou.rules.money import RATIO, UNLIMITED

Eight = tuple[int, int, int, int, int, int, int, int]
"""A list of the regulation in fixed length: repeat admissions, limits and ratios of bands."""

REPEAT_NONE, REPEAT_FACTORS, REPEAT_REDUCTIONS, REPEAT_SUMS = range(4)
"""How the deductible of a further admission in the year is worked out."""

MODE_LUMP, MODE_LIMIT = range(2)
"""How a delivery is paid: a sum, or a share of the cost up to a limit. One paid as inpatient is an inpatient bill."""


class PoolingTerms(NamedTuple):
    """Basic pooling (contract section 3) for one kind of bill."""

    deductible: int
    """Full deductible of this level, or that of the out-of-area rule."""
    exempt: int
    exempt_from_admission: int
    """From which admission of the year on the person's age exempts from the deductible; 0: from none."""
    repeat_mode: int
    repeat: Eight
    """By number of admission: factor, reduction or sum; the last entry of the regulation is repeated to the end."""
    repeat_floor: int
    yearly_deductible_total: int
    transfer_pays_difference: int
    ratio: int
    """After the points of the out-of-area rule, kept in 0..1."""
    factor: int
    """Of the out-of-area rule; RATIO where there is none."""
    own_share: int
    """Share of in_scope that the out-of-area rule moves to the person first."""
    ceiling: int
    ceiling_on_cost: int
    paid_here: int
    """Whether ordinary outpatient care is paid at this level."""
    yearly_deductible: int
    """Of ordinary outpatient care (at this level), or of chronic class II."""
    yearly_cap: int
    """Of ordinary outpatient care."""
    cap_hypertension: int
    cap_diabetes: int
    cap_both: int
    cap_first_disease: int
    cap_each_further: int
    most_diseases: int


class MaternityTerms(NamedTuple):
    """A delivery or antenatal care (contract section 3, maternity)."""

    mode: int
    base: int
    extra_baby: int
    excess_borne_by_institution: int
    ratio: int
    """Of a delivery paid by ratio; RATIO where a limit alone counts."""


class CatastrophicTerms(NamedTuple):
    """Catastrophic insurance (contract section 4) for the identity of this bill's day."""

    fed: int
    include_self_first: int
    include_over_ceiling: int
    threshold: int
    limits: Eight
    """Upper limits of the bands on the yearly burden itself, rising; UNLIMITED to the end."""
    ratios: Eight
    cap: int
    continuous_after_years: int
    continuous_step: int
    zero_claim_step: int
    ceiling_share: int
    over_ceiling_apart: int
    """Whether what exceeds the basic ceiling is paid at a ratio of its own and feeds no band."""
    over_ceiling_ratio: int
    rest_apart: int
    """Whether the bill is paid a share of what it leaves, and feeds no band (negotiated drugs)."""
    rest_ratio: int
    re_enrolment_reduction: int
    """Taken off the cap in a year in which cover began again after a break; 0 where there is no cap."""


class AssistanceTerms(NamedTuple):
    """Medical assistance, or tilt assistance (contract section 5), for the identity of this bill's day."""

    entitled: int
    deductible: int
    ratio: int
    cap: int
    outpatient_cap: int
    """Whether the cap is one of outpatient kinds alone."""
    burden_share: int
    """Tilt: the share of a bill's in-scope cost that is left to the person at most; -1 where the ratio counts."""


class FeedTerms(NamedTuple):
    """What of a bill feeds medical assistance."""

    fed: int
    include_self_first: int
    include_over_ceiling: int
    unfiled_counts: int
    """Whether an unfiled bill outside the area feeds the layer at all."""
    unfiled_loses_difference: int
    """Whether the loss against the referral rule is taken out of the base."""


class Terms(NamedTuple):
    """Everything one bill is settled under."""

    pooling: PoolingTerms
    referral: PoolingTerms
    """The same under the referral rule, for areas that take out only the loss; equal to ``pooling`` elsewhere."""
    maternity: MaternityTerms
    catastrophic: CatastrophicTerms
    feed: FeedTerms
    assistance: AssistanceTerms
    tilt: AssistanceTerms


NO_EIGHT: Eight = (0, 0, 0, 0, 0, 0, 0, 0)
ALL_UNLIMITED: Eight = (UNLIMITED,) * 8

NO_POOLING = PoolingTerms(
    deductible=0,
    exempt=0,
    exempt_from_admission=0,
    repeat_mode=REPEAT_NONE,
    repeat=NO_EIGHT,
    repeat_floor=0,
    yearly_deductible_total=UNLIMITED,
    transfer_pays_difference=0,
    ratio=0,
    factor=RATIO,
    own_share=0,
    ceiling=UNLIMITED,
    ceiling_on_cost=0,
    paid_here=1,
    yearly_deductible=0,
    yearly_cap=UNLIMITED,
    cap_hypertension=UNLIMITED,
    cap_diabetes=UNLIMITED,
    cap_both=UNLIMITED,
    cap_first_disease=UNLIMITED,
    cap_each_further=0,
    most_diseases=0,
)
NO_MATERNITY = MaternityTerms(mode=MODE_LIMIT, base=0, extra_baby=0, excess_borne_by_institution=0, ratio=RATIO)
NO_CATASTROPHIC = CatastrophicTerms(0, 0, 0, 0, ALL_UNLIMITED, NO_EIGHT, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
NO_FEED = FeedTerms(0, 0, 0, 0, 0)
NO_ASSISTANCE = AssistanceTerms(entitled=0, deductible=0, ratio=0, cap=0, outpatient_cap=0, burden_share=-1)
