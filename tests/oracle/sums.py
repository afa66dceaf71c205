"""The sums of a benefit year, the counts before it, and how they roll over the years (section 4, reading 9)."""

from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction

from .facts import grade_on, year_complete
from .money import ZERO, to_fen
from .parameters import ParametersOn


@dataclass
class YearSums:
    """What one benefit year has accumulated so far."""

    admissions: int = 0  # counted admissions
    inpatient_deductible: Fraction = ZERO  # borne on inpatient encounters (reading 3)
    chronic_1_deductible: Fraction = ZERO
    outpatient_deductible: Fraction = ZERO
    ceiling_paid: Fraction = ZERO  # pool_pay of the kinds that share the inpatient ceiling
    eligible_cost: Fraction = ZERO  # eligible cost of these kinds, where the ceiling is on cost
    outpatient_paid: Fraction = ZERO
    two_disease_paid: Fraction = ZERO
    chronic_2_deductible: Fraction = ZERO  # section 12
    chronic_2_paid: Fraction = ZERO
    antenatal_paid: Fraction = ZERO
    catastrophic_burden: Fraction = ZERO  # B of section 4
    catastrophic_paid: Fraction = ZERO
    bonus_paid: Fraction = ZERO  # of it, the parts above the unraised cap in force for each bill (README, 15)
    assistance_base: Fraction = ZERO  # D of section 5
    assistance_paid: Fraction = ZERO  # all of it
    assistance_outpatient_paid: Fraction = ZERO  # of it, what was paid under an outpatient cap (section 12)
    tilt_rest: Fraction = ZERO  # the same for the tilt
    tilt_paid: Fraction = ZERO
    insured_paid: Fraction = ZERO  # pool_pay + maternity_pay + catastrophic_pay, for the zero-claim year


@dataclass(frozen=True)
class Counts:
    """Counts of complete years before a benefit year."""

    continuous_years: int
    zero_claim_years: int
    kept_steps: int = 0  # steps earned before a break


class Years:
    """The sums and counts of one person, year by year."""

    def __init__(self, person: dict, first_year: int, parameters_on: ParametersOn) -> None:
        self.person = person
        self.first_year = first_year
        self.parameters_on = parameters_on
        self.sums: dict[int, YearSums] = {}
        self.counts: dict[int, Counts] = {}

    def open(self, year: int) -> tuple[YearSums, Counts]:
        """Reading 9: the counts of a year are fixed when its first encounter is settled."""
        if year not in self.sums:
            self.counts[year] = self.counts_before(year)
            self.sums[year] = YearSums()
        return self.sums[year], self.counts[year]

    def counts_before(self, year: int) -> Counts:
        """Roll from the nearest earlier year whose counts are fixed, over years without encounters too."""
        fixed = [earlier for earlier in self.counts if earlier < year]
        if fixed:
            start = max(fixed)
            counts = self.counts[start]
        else:
            # Section 1: the person's own counts are those before the first benefit year in the file.
            start = self.first_year
            continuous, zero_claim = self.person.get("continuous_years"), self.person.get("zero_claim_years")
            counts = Counts(int(continuous or 0), int(zero_claim or 0))
        for past in range(start, year):
            counts = self.roll(counts, past)
        return counts

    def roll(self, counts: Counts, year: int) -> Counts:
        """Section 4, incentive: the counts after `year`, from those before it."""
        complete = year_complete(self.person, year)
        continuous, kept = counts.continuous_years + 1, counts.kept_steps
        if not complete:
            # A break resets continuous_years; earned steps stay where the area says so (on 31 December).
            last_day = date(year, 12, 31)
            incentive = self.parameters_on(last_day, grade_on(self.person, last_day)).catastrophic.incentive
            if incentive is not None and incentive.keep_earned_steps:
                kept += max(0, counts.continuous_years - incentive.after_years)
            else:
                kept = 0
            continuous = 0
        sums = self.sums.get(year, YearSums())
        zero_claim = counts.zero_claim_years
        if sums.bonus_paid > 0:
            zero_claim = 0
        elif complete and sums.insured_paid == 0:
            zero_claim += 1
        return Counts(continuous, zero_claim, kept)


def as_answer(sums: YearSums, counts: Counts) -> dict:
    """The sums after an encounter: money as int fen, counts as they are."""
    answer = {}
    for each in fields(YearSums):
        value = getattr(sums, each.name)
        answer[each.name] = value if each.name == "admissions" else to_fen(value)
    return answer | vars(counts)
