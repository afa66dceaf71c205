"""The year's sums of one person: what earlier bills left, what one bill adds, and how it is taken back.

Source: contract of settlement, sections 1 and 9.
"""

from typing import NamedTuple


class Accumulators(NamedTuple):
    """Sums of one person's benefit year, in fen, and the counts with which the year began."""

    admissions: int
    deductible: int
    """Inpatient deductibles borne."""
    chronic_1_deductible: int
    pool_paid: int
    """Paid under the inpatient ceiling: inpatient, chronic class I, negotiated drugs."""
    eligible_cost: int
    """In-scope cost counted against a ceiling on cost."""
    outpatient_deductible: int
    outpatient_paid: int
    two_disease_paid: int
    chronic_2_deductible: int
    chronic_2_paid: int
    antenatal_paid: int
    burden: int
    """What fed catastrophic insurance."""
    catastrophic_paid: int
    bonus_paid: int
    """Of it, what lay above the cap without the incentive."""
    assistance_base: int
    assistance_paid: int
    assistance_outpatient_paid: int
    """Of it, what was paid under a yearly cap of outpatient kinds alone."""
    tilt_rest: int
    tilt_paid: int
    fund_paid: int
    """Paid by the resident fund and the catastrophic insurer, of any kind: a year of 0 is a year without a claim."""
    continuous_years: int
    zero_claim_years: int
    earned_steps: int
    """Steps of the continuous incentive kept from before a break."""


COUNTS = 3
"""The last fields of Accumulators are counts that no bill changes."""


def open_year(continuous_years: int, zero_claim_years: int, earned_steps: int) -> Accumulators:
    """Return the sums at the start of a benefit year: all zero, with the counts of complete years before it."""
    return Accumulators(
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, continuous_years, zero_claim_years, earned_steps
    )


NOTHING_YET = open_year(0, 0, 0)


class ReversalRefused(ValueError):
    """A reversal would bring a sum of the year below zero; carries the name of the first such sum."""

    def __init__(self, name: str) -> None:
        """Keep the name of the accumulator."""
        self.name = name
        super().__init__(f"冲销将使累计项 {name} 为负 | the reversal would bring {name} below zero")


def contribution(before: Accumulators, after: Accumulators) -> tuple[int, ...]:
    """Return what one bill added to each sum, field by field; the counts are 0."""
    return tuple(new - old for old, new in zip(before, after, strict=True))


def reverse(state: Accumulators, contributed: tuple[int, ...]) -> Accumulators:
    """Return the sums without one bill's contribution; raise ReversalRefused where one would fall below zero.

    Reversing the last bill brings back the sums before it, to the fen (contract section 9).
    """
    back = Accumulators(*(now - part for now, part in zip(state, contributed, strict=True)))
    for name, value in zip(Accumulators._fields, back, strict=True):
        if value < 0:
            raise ReversalRefused(name)
    return back
