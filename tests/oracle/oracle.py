"""`settle`: the encounters of one person, in order, from the text of the contract alone (sections 1 to 7, 12)."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from . import facts, later_layers, pooling, scope
from .later_layers import Paid
from .money import ZERO, Refused, half_up, to_fen
from .parameters import Maternity, Parameters, ParametersOn
from .pooling import Circumstances, Pooled, Transfer
from .sums import Counts, Years, YearSums, as_answer

LEVELS_UPWARD = ("pharmacy", "primary", "level1", "level2", "level3")
FILING_KINDS = ("chronic_1", "chronic_2", "hypertension", "diabetes")


@dataclass(frozen=True)
class PartOfStay:
    """A settled part of a stay; one that is no admission of its own goes on with an earlier one."""

    begins: date
    ends: date
    own_admission: bool


@dataclass
class Outcome:
    """The amounts of section 7, in yuan."""

    total: Fraction
    own_expense: Fraction
    over_limit: Fraction
    self_first: Fraction
    in_scope: Fraction
    deductible: Fraction = ZERO
    pool_pay: Fraction = ZERO
    coinsurance: Fraction = ZERO
    over_ceiling: Fraction = ZERO
    maternity_pay: Fraction = ZERO
    burden: Fraction = ZERO
    catastrophic_pay: Fraction = ZERO
    assistance_pay: Fraction = ZERO
    tilt_pay: Fraction = ZERO
    fund_total: Fraction = ZERO
    personal_total: Fraction = ZERO
    institution_difference: Fraction = ZERO

    def take(self, pooled: Pooled) -> None:
        """What pooling made of the bill."""
        self.in_scope, self.self_first = pooled.in_scope, pooled.self_first
        self.deductible, self.pool_pay = pooled.deductible, pooled.pool_pay
        self.coinsurance, self.over_ceiling = pooled.coinsurance, pooled.over_ceiling
        self.burden = pooled.burden

    def close(self, personal_total: Fraction | None = None) -> None:
        """Section 7 and reading 18: the last three amounts, and what holds for every answer."""
        self.fund_total = (
            self.pool_pay + self.maternity_pay + self.catastrophic_pay + self.assistance_pay + self.tilt_pay
        )
        self.personal_total = self.total - self.fund_total if personal_total is None else personal_total
        self.institution_difference = self.total - self.fund_total - self.personal_total
        assert self.total == self.own_expense + self.over_limit + self.self_first + self.in_scope
        for name, value in vars(self).items():
            assert name == "institution_difference" or value >= 0, f"{name} is negative: {value}"


def settle(person: dict, parameters_on: ParametersOn) -> list[dict]:
    """The answer for each encounter, in the order of settling."""
    encounters = in_order(person.get("encounters") or [])
    if not encounters:
        return []
    refuse_broken_links({each["id"]: each for each in encounters})
    first_year = min(discharge(each).year for each in encounters)
    run = Run(person, encounters, parameters_on, Years(person, first_year, parameters_on))
    return [run.settle_one(each) for each in encounters]


def in_order(encounters: list[dict]) -> list[dict]:
    """Section 1: by (discharged, id by code point), or by sequence where every encounter carries one."""
    if all(each.get("sequence") is not None for each in encounters):
        return sorted(encounters, key=lambda each: int(each["sequence"]))
    return sorted(encounters, key=lambda each: (discharge(each), each["id"]))


def discharge(encounter: dict) -> date:
    """The discharge date, or the day of service."""
    return date.fromisoformat(encounter["discharged"])


def chain_of(encounter: dict, by_id: dict[str, dict]) -> list[dict]:
    """Reading 10: the encounter named, the one it was itself transferred from, and so on."""
    chain, seen = [], {encounter["id"]}
    while encounter.get("transfer_from") is not None:
        name = encounter["transfer_from"]
        if name not in by_id or name in seen:
            raise Refused(f"{encounter['id']}: transfer_from names no earlier encounter of the person: {name}")
        encounter = by_id[name]
        chain.append(encounter)
        seen.add(name)
    return chain


def refuse_broken_links(by_id: dict[str, dict]) -> None:
    """Section 3, step 1: the link holds if this admission is on the day of the earlier discharge or the next."""
    for encounter in by_id.values():
        chain = chain_of(encounter, by_id)
        if chain:
            admitted = facts.day_of(encounter.get("admitted"), discharge(encounter))
            if (admitted - discharge(chain[0])).days not in (0, 1):
                raise Refused(f"{encounter['id']}: not admitted on the day of the earlier discharge or the next")


class Run:
    """One person's settlements as they follow each other."""

    def __init__(self, person: dict, encounters: list[dict], parameters_on: ParametersOn, years: Years) -> None:
        self.person = person
        self.by_id = {each["id"]: each for each in encounters}
        self.parameters_on = parameters_on
        self.years = years
        self.deductible_borne: dict[str, Fraction] = {}  # by encounter, for the chain of a transfer
        self.stays: dict[str, list[PartOfStay]] = {}  # the parts settled so far, by name of the stay

    def settle_one(self, encounter: dict) -> dict:
        """One encounter: scope, pooling or maternity, then the later layers."""
        day = discharge(encounter)
        # Parameters are those of the discharge date and (section 12) of the grade held on it; the benefit year is its
        # calendar year.
        parameters = self.parameters_on(day, facts.grade_on(self.person, day))
        sums, counts = self.years.open(day.year)
        scoped = scope.bill(encounter, self.person, day, parameters)
        parts = scoped.parts
        outcome = Outcome(parts.total, parts.own_expense, parts.over_limit, parts.self_first, parts.in_scope)
        if scoped.status == "settled":
            part = self.part_of_stay(encounter, day, parameters)
            self.settle_covered(encounter, day, parameters, outcome, sums, counts, part)
            if encounter.get("stay") is not None:
                self.stays.setdefault(encounter["stay"], []).append(part)
        else:
            outcome.close()  # reading 18: personal_total = total
        answer = {"id": encounter["id"], "status": scoped.status}
        answer |= {name: to_fen(value) for name, value in vars(outcome).items()}
        if scoped.status == "not_covered":
            first = facts.first_covered_day_after(self.person, day)
            answer["first_covered_day"] = None if first is None else first.isoformat()
        answer["accumulators"] = as_answer(sums, counts)
        return answer

    def part_of_stay(self, encounter: dict, day: date, parameters: Parameters) -> PartOfStay:
        """Section 3 and section 12, a long stay: when the part begins, and whether it is an admission of its own.

        An encounter that names no stay is the only part of one.
        """
        before = self.stays.get(encounter.get("stay") or "", [])
        begins = facts.day_of(encounter.get("admitted"), day)
        if not before:
            return PartOfStay(begins, day, own_admission=True)
        begins = max(begins, before[-1].ends)
        is_inpatient = encounter["kind"] == "inpatient" or (
            encounter["kind"] == "maternity" and parameters.maternity.mode[encounter["delivery"]] == "as_inpatient"
        )
        if not is_inpatient:
            return PartOfStay(begins, day, own_admission=False)
        rules = parameters.inpatient
        goes_on_with = next(part for part in reversed(before) if part.own_admission)
        long_after = rules.interim_days is not None and (begins - goes_on_with.begins).days >= rules.interim_days
        return PartOfStay(begins, day, own_admission=rules.interim_new_admission or long_after)

    def settle_covered(
        self,
        encounter: dict,
        day: date,
        parameters: Parameters,
        outcome: Outcome,
        sums: YearSums,
        counts: Counts,
        part: PartOfStay,
    ) -> None:
        """Sections 3 to 5 for a bill with cover; fills the outcome and the sums of the year."""
        kind = encounter["kind"]
        if kind == "maternity":
            mode = parameters.maternity.mode[encounter["delivery"]]
            if mode != "as_inpatient":
                settle_maternity(encounter, mode, parameters.maternity, outcome, sums)
                return
            kind = "inpatient"  # reading 6: inpatient in everything
        if facts.needed_filing_missing(self.person, day, kind, encounter.get("disease")):
            # Section 3 and reading 4: pool_pay 0, feeds no later layer, changes no sum.
            outcome.take(pooling.nothing_paid(outcome.in_scope, outcome.self_first))
            outcome.close()
            return
        circumstances = self.circumstances(encounter, kind, day, parameters, part)
        in_scope, self_first = outcome.in_scope, outcome.self_first
        pooled = pooling.pool(circumstances, circumstances.filing, in_scope, self_first, parameters, sums)
        outcome.take(pooled)
        re_enrolled = facts.re_enrolled(self.person, day)
        catastrophic = later_layers.catastrophic(circumstances, pooled, parameters, sums, counts, re_enrolled)
        outcome.catastrophic_pay = catastrophic.pay
        assistance, tilt = later_layers.assistance_and_tilt(
            circumstances, pooled, in_scope, self_first, catastrophic.pay, parameters, sums
        )
        outcome.assistance_pay, outcome.tilt_pay = assistance.pay, tilt.pay
        outcome.close()
        if kind == "inpatient":
            self.deductible_borne[encounter["id"]] = outcome.deductible
        if pooling.counts_as_admission(circumstances, pooled.in_scope):
            sums.admissions += 1
        add_pooled(sums, kind, pooled)
        add_later_layers(sums, catastrophic, assistance, tilt)

    def circumstances(
        self, encounter: dict, kind: str, day: date, parameters: Parameters, part: PartOfStay
    ) -> Circumstances:
        """What the layers read of the encounter and of the person."""
        filed = (name for name in FILING_KINDS if facts.filings_on(self.person, day, name))
        return Circumstances(
            kind=kind,
            level=encounter["provider_level"],
            place=encounter.get("place") or "local",
            filing=encounter.get("filing") or "none",
            category=facts.category_on(self.person, day),
            identity=facts.identity_on(self.person, day, parameters),
            later_part=not part.own_admission,
            transfer=self.transfer(encounter),
            filed=frozenset(filed),
            chronic_2_diseases=facts.chronic_2_diseases(self.person, day),
            only_chronic_2_disease=facts.only_chronic_2_disease(self.person, day),
            named=frozenset(encounter.get("circumstances") or []),
            diagnosis=encounter.get("diagnosis"),
            age=facts.age_on(self.person, day),
        )

    def transfer(self, encounter: dict) -> Transfer | None:
        """Reading 10: the deductibles actually borne in the chain, and whether this level is the lower one."""
        chain = chain_of(encounter, self.by_id)
        if not chain:
            return None
        borne = sum((self.deductible_borne.get(each["id"], ZERO) for each in chain), ZERO)
        this_level = LEVELS_UPWARD.index(encounter["provider_level"])
        return Transfer(borne, this_level < LEVELS_UPWARD.index(chain[0]["provider_level"]))


def maternity_sum(encounter: dict, rules: Maternity, sums: YearSums) -> Fraction:
    """Section 3, maternity: the sum with the extra babies; antenatal, what is left of the yearly sum (reading 6)."""
    delivery = encounter["delivery"]
    base = rules.sum[delivery]
    if not isinstance(base, Fraction):
        by_level, base = base, base[encounter["provider_level"]]
        # Section 12: outside the area the smaller of the sum of the own level and of the level named.
        if rules.outside_level is not None and (encounter.get("place") or "local") != "local":
            base = min(base, by_level[rules.outside_level])
    if delivery == "antenatal":
        return max(ZERO, base - sums.antenatal_paid)
    babies = encounter.get("babies")
    return base + (int(1 if babies is None else babies) - 1) * rules.extra_per_baby


def settle_maternity(encounter: dict, mode: str, rules: Maternity, outcome: Outcome, sums: YearSums) -> None:
    """Section 3, maternity under a lump or a limit, and section 12, under a ratio: feeds no later layer."""
    delivery = encounter["delivery"]
    personal_total = None
    if mode == "ratio":
        raw = half_up(outcome.in_scope * rules.ratio.get(encounter["provider_level"], ZERO))
        # A delivery without a sum has no limit.
        limited = delivery in rules.sum
        outcome.maternity_pay = min(raw, maternity_sum(encounter, rules, sums)) if limited else raw
        outcome.coinsurance = outcome.in_scope - raw
        outcome.over_ceiling = raw - outcome.maternity_pay
        outcome.burden = outcome.in_scope - outcome.maternity_pay
    elif mode == "limit":
        outcome.maternity_pay = min(outcome.in_scope, maternity_sum(encounter, rules, sums))
        outcome.over_ceiling = outcome.burden = outcome.in_scope - outcome.maternity_pay
    elif mode == "lump":
        # The sum whatever the bill; reading 6: a bill of total 0 is all zeros.
        if outcome.total > 0:
            outcome.maternity_pay = maternity_sum(encounter, rules, sums)
        if rules.excess_borne_by == "institution":
            personal_total = outcome.own_expense + outcome.over_limit
        else:
            personal_total = max(ZERO, outcome.total - outcome.maternity_pay)
    else:
        raise ValueError(f"no maternity mode {mode}")
    outcome.close(personal_total)
    if delivery == "antenatal":
        sums.antenatal_paid += outcome.maternity_pay
    sums.insured_paid += outcome.maternity_pay


def add_pooled(sums: YearSums, kind: str, pooled: Pooled) -> None:
    """The contributions of pooling to the sums of the year."""
    if kind in pooling.SHARE_THE_CEILING:
        sums.ceiling_paid += pooled.pool_pay
        sums.eligible_cost += pooled.eligible
    if kind == "inpatient":
        sums.inpatient_deductible += pooled.deductible
    elif kind == "chronic_1":
        sums.chronic_1_deductible += pooled.deductible
    elif kind == "outpatient":
        sums.outpatient_deductible += pooled.deductible
        sums.outpatient_paid += pooled.pool_pay
    elif kind == "two_disease":
        sums.two_disease_paid += pooled.pool_pay
    elif kind == "chronic_2":
        sums.chronic_2_deductible += pooled.deductible
        sums.chronic_2_paid += pooled.pool_pay
    sums.insured_paid += pooled.pool_pay


def add_later_layers(sums: YearSums, catastrophic: Paid, assistance: Paid, tilt: Paid) -> None:
    """The contributions of the later layers to the sums of the year."""
    sums.catastrophic_burden += catastrophic.entered
    sums.catastrophic_paid += catastrophic.pay
    sums.bonus_paid += catastrophic.above_unraised_cap
    sums.insured_paid += catastrophic.pay
    sums.assistance_base += assistance.entered
    sums.assistance_paid += assistance.pay
    sums.assistance_outpatient_paid += assistance.under_outpatient_cap
    sums.tilt_rest += tilt.entered
    sums.tilt_paid += tilt.pay
