"""A case file settled: each person's bills in order, each from the sums the earlier ones left.

Source: contract of settlement, sections 1 to 6. A fault, or a day for which the regulation has no answer, refuses the
whole file: nothing is settled.
"""

from datetime import date
from operator import attrgetter
from typing import NamedTuple

from tongchou.cases.faults import CaseFault, RefusedCase, check_in_force, no_answer
from tongchou.cases.holdings import (
    category_on,
    covered_all_year,
    covered_on,
    filing_in_force,
    first_covered_after,
    grade_on,
    identity_on,
    only_disease,
    returned_by,
)
from tongchou.cases.model import Bill, Case, Person
from tongchou.regulations.asking import EXEMPT_BY_NOTHING, NO_REGIME, BillKey
from tongchou.regulations.faults import NotInForce
from tongchou.regulations.load import Regulation
from tongchou.regulations.resolve import Fixed, Resolved, TermsBook
from tongchou.regulations.rows import RESIDENT_FUND
from tongchou.rules.benefit.accumulators import Accumulators, open_year
from tongchou.rules.benefit.facts import Facts, Scope, height, is_later_part, long_stay_days
from tongchou.rules.benefit.scope import first_share, line_scope, third_party_part
from tongchou.rules.benefit.settlement import Settlement, settle
from tongchou.rules.benefit.year import next_counts
from tongchou.rules.codes import (
    CHRONIC_2,
    CLASS_A,
    CLASS_B,
    CLASS_C,
    EXCLUDED,
    GRADES,
    INPATIENT,
    LOCAL,
    MATERNITY,
    NOT_COVERED,
    OUTPATIENT,
    SETTLED,
    UNFILED,
)
from tongchou.rules.days import age_on
from tongchou.rules.money import LARGEST_BILL, yuan


class Prepared(NamedTuple):
    """A bill made ready: its terms and facts, everything but the year's sums."""

    bill: Bill
    identity: int
    fixed: Fixed
    resolved: Resolved
    scope: Scope
    status: int
    filed: int
    hypertension: int
    diabetes: int
    chronic_2_diseases: int
    returned: int
    first_covered_day: int
    """The first covered day after the discharge where the bill is not covered; 0 where there is none."""


class Settled(NamedTuple):
    """One settled bill with the whole of its trace."""

    person: Person
    prepared: Prepared
    settlement: Settlement


def settle_case(case: Case, book: TermsBook) -> list[Settled]:
    """Settle every bill of a case file; raise RefusedCase with all faults, and then settle nothing."""
    faults: list[CaseFault] = []
    ready = []
    for person in case.persons:
        check_belongs(person, book.regulation, faults)
        prepared = []
        for bill in person.bills:
            made = prepare(person, bill, book, faults)
            if made is not None:
                prepared.append(made)
        ready.append((person, prepared))
    if faults:
        raise RefusedCase(faults)
    answers: list[Settled] = []
    for person, prepared in ready:
        fold = PersonFold(person, book)
        for each in in_order(prepared):
            try:
                answers.append(Settled(person, each, fold.settle(each)))
            except NotInForce as missing:
                faults.append(_not_in_force(each.bill, missing.day, missing))
                break
    if faults:
        raise RefusedCase(faults)
    return answers


def check_belongs(person: Person, regulation: Regulation, faults: list[CaseFault]) -> None:
    """Note a county or a contribution grade that the area does not have: its bills would be settled as somebody's."""
    area = regulation.area
    if person.county and not area.has_county(person.county):
        allowed = " | ".join(county.code for county in area.counties)
        zh, en = "不是本地区的县（区）", "no county of the area"
        faults.append(CaseFault(f"{person.path}.county", person.county, allowed, zh, en))
    for grade in person.grades:
        word = GRADES[grade.code]
        if word not in regulation.grades:
            zh, en = "本地区没有这个缴费档次", "no contribution grade of the area"
            faults.append(CaseFault(grade.path, word, " | ".join(regulation.grades), zh, en))


def _not_in_force(bill: Bill, day: int, missing: NotInForce) -> CaseFault:
    """Return the fault of a bill for which the regulation has no answer on a day."""
    return no_answer(bill.path, day, missing, "不能结算", "can't be settled")


def in_order(prepared: list[Prepared]) -> list[Prepared]:
    """Return a person's bills by sequence where every one carries one, else by discharge and id."""
    if all(each.bill.sequence for each in prepared):
        return sorted(prepared, key=attrgetter("bill.sequence"))
    # ids are compared by code point, which is how Python compares text
    return sorted(prepared, key=attrgetter("bill.discharged", "bill.id"))


def prepare(person: Person, bill: Bill, book: TermsBook, faults: list[CaseFault]) -> Prepared | None:
    """Return a bill with its terms and facts; note a fault and return None where it can't be settled."""
    try:
        check_in_force(book.regulation.area, bill.discharged)
        book = book.of_grade(grade_on(person, bill.discharged))
        period = book.period(bill.discharged)
        fixed = book.fixed(period)
        identity = identity_on(person, bill.discharged, fixed.rank)
        regime = fixed.regime_of(bill.diagnosis, bill.provider) if fixed.regimes else NO_REGIME
        key = BillKey(
            bill.kind,
            bill.level,
            bill.place,
            bill.filing if bill.place != LOCAL else UNFILED,
            category_on(person, bill.discharged),
            identity,
            bill.delivery if bill.kind == MATERNITY else 0,
            regime,
            *_exemptions(person, bill, fixed),
            _disease_with_cap(person, bill, fixed),
            bill.circumstances if bill.kind == OUTPATIENT else (),
        )
        resolved = book.terms(period, key)
    except NotInForce as missing:
        faults.append(_not_in_force(bill, bill.discharged, missing))
        return None
    status, covered = SETTLED, True
    if bill.excluded:
        status = EXCLUDED
    elif person.coverage is not None:
        days = [covered_on(person, day) for day in bill.days]
        covered = all(days)
        if not any(days):
            status = NOT_COVERED
    scope = _bill_scope(person, bill, fixed, resolved, status, covered, faults)
    if scope is None:
        return None
    filed, hypertension, diabetes, diseases = filing_in_force(person, resolved.kind, bill)
    if resolved.counts_as_filed:
        filed = 1
    first = first_covered_after(person, bill.discharged) if status == NOT_COVERED else 0
    back = returned_by(person, bill.discharged)
    return Prepared(
        bill, identity, fixed, resolved, scope, status, filed, hypertension, diabetes, diseases, back, first
    )


def _exemptions(person: Person, bill: Bill, fixed: Fixed) -> tuple[int, int, int]:
    """Return what exempts a bill from the inpatient deductible, and from which admission on age or diagnosis does."""
    if bill.kind not in (INPATIENT, MATERNITY):
        return EXEMPT_BY_NOTHING, 0, 0
    day = bill.discharged
    held = (each.kind for each in person.filings if each.first <= day <= each.last)
    exempt_by = fixed.exempt_by(bill.diagnosis, held)
    if not fixed.exempt_ages and not fixed.exempt_diagnoses:
        return exempt_by, 0, 0
    return exempt_by, *fixed.exempt_from_admission(age_on(person.birth, day), bill.diagnosis)


def _disease_with_cap(person: Person, bill: Bill, fixed: Fixed) -> str:
    """Return the one class-II disease filed where the regulation has a yearly cap of its own for it, else ""."""
    if bill.kind != CHRONIC_2 or not fixed.disease_caps:
        return ""
    disease = only_disease(person, bill.discharged)
    return disease if disease in fixed.disease_caps else ""


def _bill_scope(
    person: Person,
    bill: Bill,
    fixed: Fixed,
    resolved: Resolved,
    status: int,
    covered: bool,
    faults: list[CaseFault],
) -> Scope | None:
    """Return the split of a bill, None (and a fault) where a part of it is negative or too large."""
    for word in bill.exclusions:
        if f"exclusion.{word}" not in fixed.cites:
            faults.append(
                CaseFault(
                    bill.path, word, "an exclusion in force", "办法没有这项不予支付规定", "no such exclusion in force"
                )
            )
            return None
    if bill.totals is not None:
        total = bill.totals.total
        return bill.totals if status == SETTLED else Scope(total, total, 0, 0, 0)
    if status != SETTLED:
        total = sum(line.amount for line in bill.lines)
        scope = Scope(total, total, 0, 0, 0)
    else:
        scope = _lines_scope(person, bill, fixed, resolved, covered)
    if min(scope) < 0:
        name, value = next(part for part in zip(Scope._fields, scope, strict=True) if part[1] < 0)
        faults.append(
            CaseFault(
                f"{bill.path}.lines",
                yuan(value),
                f"{name} >= 0",
                f"账单的 {name} 为负",
                f"the bill's {name} is negative",
            )
        )
        return None
    if scope.total > LARGEST_BILL:
        most = yuan(LARGEST_BILL)
        faults.append(
            CaseFault(
                f"{bill.path}.lines", yuan(scope.total), f"total <= {most}", "账单金额过大", "the bill is too large"
            )
        )
        return None
    return scope


def _lines_scope(person: Person, bill: Bill, fixed: Fixed, resolved: Resolved, covered: bool) -> Scope:
    """Return the sum of the splits of a bill's lines; the order of lines never matters."""
    catalogue_waived = resolved.waives("catalogue")
    shared = bill.third_party_share
    first_shares = fixed.first_shares(bill.kind)
    total = own_expense = over_limit = self_first = in_scope = 0
    for item, list_class, amount, limit, price, own_ratio, day, excluded in bill.lines:
        if catalogue_waived:
            list_class = CLASS_A
        if excluded or (not covered and not covered_on(person, day or bill.discharged)):
            list_class = CLASS_C
        ratio = first_share(first_shares, item, price, own_ratio) if list_class == CLASS_B else 0
        own_part = third_party_part(amount, shared) if shared else 0
        split = line_scope(amount, own_part, list_class, limit, ratio)
        total += split[0]
        own_expense += split[1]
        over_limit += split[2]
        self_first += split[3]
        in_scope += split[4]
    return Scope(total, own_expense, over_limit, self_first, in_scope)


class PersonFold:
    """One person's bills, settled one after another; the year's sums are kept for each benefit year."""

    def __init__(self, person: Person, book: TermsBook) -> None:
        """Begin with no year open."""
        self.person = person
        self.book = book
        self.first_year = min((bill.year for bill in person.bills), default=0)
        self.years: dict[int, Accumulators] = {}
        self.stays: dict[str, tuple[int, int]] = {}
        """Stay → the day of the admission that its next part would go on with, and the end of the last part settled."""
        self.bills = {bill.id: bill for bill in person.bills}
        self.borne: dict[str, int] = {}
        """Encounter → the inpatient deductible it has borne, for the chain of a transfer."""

    def settle(self, prepared: Prepared) -> Settlement:
        """Settle the next bill and keep the sums it leaves."""
        bill = prepared.bill
        year = bill.year
        state = self.years.get(year)
        if state is None:
            state = self._open(year)
        resolved = prepared.resolved
        borne, downward = self._chain(bill) if bill.transfer_from else (0, 0)
        begun, ended = self.stays.get(bill.stay, (0, 0))
        begins = max(bill.admitted, ended)
        long_stay = long_stay_days(begun, begins, resolved.interim_is_admission, resolved.interim_days)
        later_part = is_later_part(begun, resolved.interim_is_admission, long_stay)
        facts = Facts(
            resolved.kind,
            prepared.status,
            later_part,
            long_stay,
            int(bill.transfer_from != ""),
            downward,
            borne,
            prepared.filed,
            prepared.hypertension,
            prepared.diabetes,
            prepared.chronic_2_diseases,
            bill.delivery,
            bill.babies,
            resolved.unfiled_outside(bill.place, bill.filing),
            resolved.tilt_place(bill.place, bill.filing),
            int(resolved.regime is not None and resolved.regime.own_account),
            int(resolved.payer != RESIDENT_FUND),
            prepared.returned,
        )
        settlement = settle(facts, prepared.scope, resolved.terms, state)
        self.years[year] = settlement.after
        if resolved.kind == INPATIENT:
            self.borne[bill.id] = settlement.pooling.deductible
        if bill.stay and prepared.status == SETTLED:
            self.stays[bill.stay] = begun if later_part else begins, bill.discharged
        return settlement

    def _chain(self, bill: Bill) -> tuple[int, int]:
        """Return the deductibles borne so far in the chain before a transfer, and 1 where it leads to a lower level.

        The chain is that of the file: bills of one day, or a sequence, may be settled against its direction.
        """
        before = self.bills[bill.transfer_from]
        downward = int(height(bill.level) < height(before.level))
        borne = self.borne.get(before.id, 0)
        while before.transfer_from:
            before = self.bills[before.transfer_from]
            borne += self.borne.get(before.id, 0)
        return borne, downward

    def _open(self, year: int) -> Accumulators:
        """Open a benefit year with the counts of complete years before it, as they stand now."""
        earlier = max((known for known in self.years if known < year), default=self.first_year)
        begun = self.years.get(earlier)
        if begun is None:
            begun = open_year(self.person.continuous_years, self.person.zero_claim_years, 0)
            if earlier == year:
                return begun
        for passed in range(earlier, year):
            last_day = date(passed, 12, 31).toordinal()
            after_years, keep = self.book.of_grade(grade_on(self.person, last_day)).incentive_rule(last_day)
            complete = int(covered_all_year(self.person, passed))
            begun = open_year(*next_counts(begun, complete, after_years, keep))
        # a year opened out of order starts from nothing but the counts
        return open_year(begun.continuous_years, begun.zero_claim_years, begun.earned_steps)
