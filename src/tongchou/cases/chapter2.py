"""Questions of chapter 2 as worked cases ask them: cover and waiting, dues and aid, the subsidy, the insurer's year.

Each answers with texts (yuan, ISO days, words, numbers) by the names of the rules' results.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from tongchou.cases.faults import CaseFault, RefusedCase
from tongchou.cases.fields import Fields
from tongchou.regulations.chapter2 import (
    aid_terms,
    aided_identities,
    exempt_from_waiting,
    insurer_terms,
    personal_contribution,
    stated,
    subsidised_heads,
    subsidy_terms,
    waiting_terms,
    year_snapshot,
)
from tongchou.regulations.load import Regulation, Snapshot
from tongchou.regulations.schema import COUNTY_KINDS
from tongchou.rules.codes import IDENTITIES
from tongchou.rules.contribution import (
    below_national_minimum,
    best_enrolment_aid,
    contribution_due,
    expansion_work_fund,
    insurer_year,
    refundable,
    subsidy_split,
)
from tongchou.rules.eligibility import REASONS, first_benefit_day
from tongchou.rules.money import yuan
from tongchou.rules.waiting import EnrolmentFacts

GRADES = ("standard", "grade_1", "grade_2", "grade_3", "student")
EARLIEST, LATEST = 2000, 2100


def _identities(fields: Fields) -> tuple[str, ...]:
    found = [item for item, _ in fields.items("identities")]
    for word in found:
        if word not in IDENTITIES:
            fields.fault("identities", " | ".join(IDENTITIES), "不在允许的词之内", "not an allowed word")
    return tuple(found)


def _money(result: Any) -> dict[str, str]:
    return {name: yuan(value) for name, value in zip(result._fields, result, strict=True)}


def _above_minimum(snapshot: Snapshot, path: str, standard: int) -> dict[str, str]:
    """Return the national minimum and by how much the area's standard misses it; "none" where there is none."""
    if not stated(snapshot, path):
        return {"national_minimum": "none", "below_national_minimum": "0.00"}
    minimum = snapshot.get(path)
    return {
        "national_minimum": yuan(minimum),
        "below_national_minimum": yuan(below_national_minimum(standard, minimum)),
    }


def cover(fields: Fields, regulation: Regulation) -> dict[str, str]:
    """Answer who is covered from when, and why: the facts of one benefit year."""
    year = fields.whole("benefit_year", EARLIEST, LATEST, EARLIEST)
    facts = EnrolmentFacts(
        year,
        fields.day("paid_on", 0),
        fields.day("birth", 0),
        fields.day("last_covered_until", 0),
        fields.day("left_employee_scheme_on", 0),
        exempt_from_waiting(regulation, year, _identities(fields)),
        fields.whole("years_repaired", 0, 50, 0),
    )
    found = first_benefit_day(waiting_terms(regulation, year), facts)
    answer = {
        name: "none" if not value else date.fromordinal(value).isoformat()
        for name, value in (
            ("first_day", found.first_day),
            ("last_day", found.last_day),
            ("waiting_until", found.waiting_until),
        )
    }
    for name in ("waiting_months", "fixed_months", "variable_months", "repaired_months", "break_years"):
        answer[name] = str(getattr(found, name))
    answer["reason"] = REASONS[found.reason]
    day = fields.day("refund_asked_on", 0)
    if day:
        late = year_snapshot(regulation, year).get("contribution.refundable_after_start") and 0 < facts.paid_on <= day
        answer["refund"] = "yes" if late or refundable(facts.paid_on, found.first_day, day) else "no"
    return answer


def dues(fields: Fields, regulation: Regulation) -> dict[str, str]:
    """Answer what a person owes for a benefit year, and who pays it: the aid of the one best identity, by its payer."""
    year = fields.whole("benefit_year", EARLIEST, LATEST, EARLIEST)
    snapshot = year_snapshot(regulation, year)
    standard = personal_contribution(regulation, year, GRADES[fields.word("grade", GRADES, 0)])
    due = contribution_due(standard, fields.whole("years_repaired", 0, 50, 0))
    identities = _identities(fields)
    aid = best_enrolment_aid(aid_terms(regulation, year, identities), standard)
    payer = "none"
    if aid.aid:
        payer = snapshot.entry("enrolment_aid.payer", aided_identities(regulation, year, identities)[aid.position])
    return {
        **_money(due),
        **_above_minimum(snapshot, "contribution.personal_minimum", standard),
        "aid": yuan(aid.aid),
        "person_pays": yuan(due.due - aid.aid),
        "payer": payer,
    }


def subsidy(fields: Fields, regulation: Regulation) -> dict[str, str]:
    """Answer how four levels of government share the subsidy of a fiscal year."""
    year = fields.whole("year", EARLIEST, LATEST, EARLIEST)
    residents = fields.whole("heads", 1, 10**8, 1)
    heads = subsidised_heads(regulation, year, residents, fields.whole("permit_holders", 0, 10**8, 0))
    kind = COUNTY_KINDS[fields.word("county", COUNTY_KINDS, 0)]
    snapshot = year_snapshot(regulation, year)
    per_head = snapshot.get("subsidy.per_head")
    return {
        "heads": str(heads),
        **_money(subsidy_split(subsidy_terms(regulation, year, kind), per_head, heads)),
        **_above_minimum(snapshot, "subsidy.per_head_minimum", per_head),
    }


def expansion_fund(fields: Fields, regulation: Regulation) -> dict[str, str]:
    """Answer what city and county put up for the work of enrolling."""
    snapshot = year_snapshot(regulation, fields.whole("year", EARLIEST, LATEST, EARLIEST))
    heads = fields.whole("heads", 1, 10**8, 1)
    per_head, city = snapshot.get("expansion_fund.per_head"), snapshot.get("expansion_fund.city_share")
    return _money(expansion_work_fund(per_head, city, heads))


def insurer(fields: Fields, regulation: Regulation) -> dict[str, str]:
    """Answer how the year of the catastrophic insurer is settled."""
    year = fields.whole("year", EARLIEST, LATEST, EARLIEST)
    heads = fields.whole("heads", 1, 10**8, 1)
    return _money(insurer_year(insurer_terms(regulation, year), heads, fields.decimal("claims", 2, 0)))


Question = tuple[tuple[str, ...], Callable[[Fields, Regulation], dict[str, str]]]

QUESTIONS: dict[str, Question] = {
    "cover": (
        (
            "benefit_year",
            "paid_on",
            "birth",
            "last_covered_until",
            "left_employee_scheme_on",
            "identities",
            "years_repaired",
            "refund_asked_on",
        ),
        cover,
    ),
    "dues": (("benefit_year", "grade", "identities", "years_repaired"), dues),
    "subsidy": (("year", "county", "heads", "permit_holders"), subsidy),
    "expansion_fund": (("year", "heads"), expansion_fund),
    "insurer": (("year", "heads", "claims"), insurer),
}
"""The questions a worked case may ask, the fields of each and what answers it."""


def ask(question: str, value: Any, regulation: Regulation) -> dict[str, str]:
    """Return the answer to a question; raise RefusedCase where its fields are not of the form, or NotInForce."""
    faults: list[CaseFault] = []
    allowed, answer = QUESTIONS[question]
    fields = Fields(value, question, faults, allowed)
    if faults:
        raise RefusedCase(faults)
    answered = answer(fields, regulation)
    if faults:
        raise RefusedCase(faults)
    return answered
