"""What a person holds on a day: an identity, a category, a grade, cover, filings.

Source: contract of settlement, sections 1, 3, 6 and 12.
"""

from datetime import date

from tongchou.cases.model import Bill, DatedCode, Person
from tongchou.rules.benefit.facts import is_filed
from tongchou.rules.codes import ADULT, CHRONIC_1, CHRONIC_2, GRADES, ORDINARY, TWO_DISEASE
from tongchou.rules.days import first_of_year, year_of

NEEDS_FILING = (TWO_DISEASE, CHRONIC_1, CHRONIC_2)
"""Kinds of bill that are paid only with a filing in force."""


def held_on(codes: tuple[DatedCode, ...], day: int) -> list[int]:
    """Return the codes held on a day."""
    return [held.code for held in codes if held.first <= day <= held.last]


def identity_on(person: Person, day: int, rank: tuple[int, ...]) -> int:
    """Return the identity that decides: the first in rank among those held on a day (contract section 6)."""
    if person.identities:
        held = held_on(person.identities, day)
        for code in rank:
            if code in held:
                return code
    return ORDINARY


def category_on(person: Person, day: int) -> int:
    """Return the category on a day: of several that hold, the one begun last; adult without one."""
    held = held_on(person.categories, day)
    return held[-1] if held else ADULT


def grade_on(person: Person, day: int) -> str:
    """Return the word of the contribution grade on a day: of several that hold, the one begun last."""
    held = held_on(person.grades, day)
    return GRADES[held[-1]] if held else GRADES[0]


def covered_on(person: Person, day: int) -> bool:
    """Return whether the person is covered on a day."""
    if person.coverage is None:
        return True
    # a loop: any() would make a generator for each day of each bill
    for period in person.coverage:  # noqa: SIM110
        if period.first <= day <= period.last:
            return True
    return False


def first_covered_after(person: Person, day: int) -> int:
    """Return the first covered day after a day, 0 where there is none."""
    days = [max(period.first, day + 1) for period in person.coverage or () if period.last > day]
    return min(days, default=0)


def returned_by(person: Person, day: int) -> int:
    """Return 1 where cover began again after a break in the benefit year of a day, on that day or before."""
    if person.coverage is None or len(person.coverage) < 2:
        return 0
    first = first_of_year(year_of(day))
    for period in person.coverage:
        begins = first <= period.first <= day and not covered_on(person, period.first - 1)
        if begins and any(earlier.first < period.first for earlier in person.coverage):
            return 1
    return 0


def covered_all_year(person: Person, year: int) -> bool:
    """Return whether cover held on every day of a benefit year, as a bill's incentive counts its years.

    A case file gives days of cover only (contract section 13, year roll). What a payment is worth, in a central period
    that runs into the year too, is :func:`tongchou.rules.eligibility.complete_year`.
    """
    if person.coverage is None:
        return True
    day, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    for period in sorted(person.coverage):
        if period.first > day:
            break
        day = max(day, period.last + 1)
    return day > last


def only_disease(person: Person, day: int) -> str:
    """Return the class-II disease filed on a day where it is the only one and has a name, else ""."""
    filed = {each.disease for each in person.filings if each.kind == "chronic_2" and each.first <= day <= each.last}
    return filed.pop() if len(filed) == 1 else ""


def filing_in_force(person: Person, kind: int, bill: Bill) -> tuple[int, int, int, int]:
    """Return (filed, hypertension, diabetes, class-II diseases) for a bill on its discharge date."""
    if kind not in NEEDS_FILING:
        return 1, 0, 0, 0
    day = bill.discharged
    kinds = set()
    diseases: dict[str, set[str]] = {"chronic_1": set(), "chronic_2": set()}
    unnamed = 0
    for filing in person.filings:
        if filing.first <= day <= filing.last:
            kinds.add(filing.kind)
            if filing.kind in diseases and filing.disease:
                diseases[filing.kind].add(filing.disease)
            elif filing.kind == "chronic_2":
                unnamed += 1
    hypertension, diabetes = int("hypertension" in kinds), int("diabetes" in kinds)
    filed_diseases = len(diseases["chronic_2"]) + unnamed
    filed = is_filed(kind, hypertension, diabetes, int("chronic_1" in kinds), filed_diseases)
    if filed and kind != TWO_DISEASE and bill.disease:
        named = diseases["chronic_1" if kind == CHRONIC_1 else "chronic_2"]
        filed = int(not named or bill.disease in named)
    return filed, hypertension, diabetes, filed_diseases
