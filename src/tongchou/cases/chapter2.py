"""Questions of chapter 2: cover and waiting, dues and aid, the subsidy, the work fund, the insurer's year.

A question is read, answered by the rules under what is in force on the first day of its year, and told from the trace.
Worked cases and ``tongchou ask`` ask alike.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from tongchou.cases.faults import CaseFault, RefusedCase, check_in_force
from tongchou.cases.fields import Fields
from tongchou.cases.told import Account, Answered, Value
from tongchou.cases.told_cover import CoverTrace, iso_or_none, tell_cover
from tongchou.cases.told_money import (
    DuesTrace,
    FundTrace,
    InsurerTrace,
    SubsidyTrace,
    tell_dues,
    tell_fund,
    tell_insurer,
    tell_subsidy,
)
from tongchou.regulations.chapter2 import (
    AID_PATHS,
    COVER_PATHS,
    INSURER_PATHS,
    SHARES_BY_COUNTY,
    SUBSIDY_PATHS,
    aid_terms,
    aided_identities,
    cited,
    exempt_from_waiting,
    insurer_terms,
    personal_contribution,
    share_path,
    stated,
    subsidised_heads,
    subsidy_terms,
    waiting_terms,
    year_snapshot,
)
from tongchou.regulations.kinds import CLASS, of_class
from tongchou.regulations.load import Regulation, Snapshot
from tongchou.regulations.schema import CONTRIBUTION_GRADES, SUBSIDISED_KINDS
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
from tongchou.rules.days import first_of_year
from tongchou.rules.eligibility import REASONS, complete_year, first_benefit_day
from tongchou.rules.money import yuan
from tongchou.rules.waiting import EnrolmentFacts, repairable_years

EARLIEST, LATEST = 2000, 2100
"""The years that may be asked about."""

MOST_YEARS_REPAIRED = 50
MOST_HEADS = 10**8
MOST_CLAIMS = 4 * 10**14
"""In fen: totals up to it stay within 64 bits."""


class AskedCover(NamedTuple):
    """Who is covered from when: the fields of the question, days as ordinals, 0 where there is none."""

    year: int
    paid_on: int
    birth: int
    last_covered_until: int
    left_employee_scheme_on: int
    identities: tuple[str, ...]
    years_repaired: int
    refund_asked_on: int


class AskedDues(NamedTuple):
    """What a person owes: the fields of the question."""

    year: int
    grade: str
    identities: tuple[str, ...]
    years_repaired: int


class AskedSubsidy(NamedTuple):
    """How the subsidy of a fiscal year is shared: the fields of the question."""

    year: int
    county: str
    heads: int
    permit_holders: int


class AskedFund(NamedTuple):
    """What is put up for the work of enrolling: the fields of the question."""

    year: int
    heads: int


class AskedInsurer(NamedTuple):
    """How the insurer's year is settled: the fields of the question."""

    year: int
    heads: int
    claims: int
    fund_income: int
    fees: int


def _year(fields: Fields, key: str) -> int:
    if key not in fields.values:
        fields.fault(key, f"{EARLIEST}..{LATEST}", "须写明年度", "the year must be given")
    return fields.whole(key, EARLIEST, LATEST, EARLIEST)


def _identities(fields: Fields) -> tuple[str, ...]:
    return tuple(IDENTITIES[code] for code in fields.words("identities", IDENTITIES))


def _held(fields: Fields) -> tuple[str, ...]:
    """Return identities of which each may be of a class: a word, or {kind, class}, as ``identity.class``."""
    found: list[str] = []
    allowed = f"{' | '.join(IDENTITIES)}, {{kind, class}}"
    for value, path in fields.items("identities"):
        held = value
        if isinstance(value, dict):
            entry = Fields(value, path, fields.faults, ("kind", "class"))
            of_its = entry.text("class", needed=True)
            held = IDENTITIES[entry.word("kind", IDENTITIES)] + f".{of_its}"
            if of_its and not re.fullmatch(CLASS, of_its):
                entry.fault("class", "letters and digits", "须为字母和数字", "must be letters and digits")
        elif not isinstance(value, str) or value not in IDENTITIES:
            zh, en = "须为允许的词，每词一次", "must be an allowed word, each once"
            fields.faults.append(CaseFault(path, value, allowed, zh, en))
            continue
        word = str(held).partition(".")[0]
        if word in (each.partition(".")[0] for each in found):
            zh, en = "须为允许的词，每词一次", "must be an allowed word, each once"
            fields.faults.append(CaseFault(path, word, allowed, zh, en))
        found.append(str(held))
    return tuple(found)


def _years_repaired(fields: Fields) -> int:
    return fields.whole("years_repaired", 0, MOST_YEARS_REPAIRED, 0)


def _heads(fields: Fields) -> int:
    return fields.whole("heads", 1, MOST_HEADS, 1)


def read_cover(fields: Fields) -> AskedCover:
    """Return the question with every field checked."""
    return AskedCover(
        _year(fields, "benefit_year"),
        fields.day("paid_on", 0),
        fields.day("birth", 0),
        fields.day("last_covered_until", 0),
        fields.day("left_employee_scheme_on", 0),
        _identities(fields),
        _years_repaired(fields),
        fields.day("refund_asked_on", 0),
    )


def read_dues(fields: Fields) -> AskedDues:
    """Return the question with every field checked."""
    grade = CONTRIBUTION_GRADES[fields.word("grade", CONTRIBUTION_GRADES, 0)]
    return AskedDues(_year(fields, "benefit_year"), grade, _held(fields), _years_repaired(fields))


def read_subsidy(fields: Fields) -> AskedSubsidy:
    """Return the question with every field checked."""
    county = SUBSIDISED_KINDS[fields.word("county", SUBSIDISED_KINDS, 0)]
    permits = fields.whole("permit_holders", 0, MOST_HEADS, 0)
    return AskedSubsidy(_year(fields, "year"), county, _heads(fields), permits)


def read_fund(fields: Fields) -> AskedFund:
    """Return the question with every field checked."""
    return AskedFund(_year(fields, "year"), _heads(fields))


def read_insurer(fields: Fields) -> AskedInsurer:
    """Return the question with every field checked."""
    sums = [fields.decimal(key, 2, 0) for key in ("claims", "fund_income", "fees")]
    for key, fen in zip(("claims", "fund_income", "fees"), sums, strict=True):
        if not 0 <= fen <= MOST_CLAIMS:
            fields.fault(key, f"0.00..{yuan(MOST_CLAIMS)}", "金额不在此范围内", "the amount is not in this range")
    return AskedInsurer(_year(fields, "year"), _heads(fields), *sums)


def _money(result: Any) -> dict[str, Value]:
    return {name: yuan(value) for name, value in zip(result._fields, result, strict=True)}


def _minimum(snapshot: Snapshot, path: str) -> int | None:
    """Return a national minimum in fen, None where there is none."""
    return snapshot.get(path) if stated(snapshot, path) else None


def _above_minimum(minimum: int | None, standard: int) -> dict[str, Value]:
    """Return the national minimum and by how much the area's standard misses it."""
    below = 0 if minimum is None else below_national_minimum(standard, minimum)
    return {
        "national_minimum": None if minimum is None else yuan(minimum),
        "below_national_minimum": yuan(below),
    }


def cover(asked: AskedCover, regulation: Regulation) -> Answered:
    """Answer who is covered from when, and why: the facts of one benefit year."""
    year = asked.year
    snapshot = year_snapshot(regulation, year)
    facts = EnrolmentFacts(
        year,
        asked.paid_on,
        asked.birth,
        asked.last_covered_until,
        asked.left_employee_scheme_on,
        exempt_from_waiting(regulation, year, asked.identities),
        asked.years_repaired,
    )
    terms = waiting_terms(regulation, year)
    found = first_benefit_day(terms, facts)
    if asked.years_repaired > found.break_years:
        zh, en = "补缴的年度多于断保的年度", "more years paid up than were missed"
        raise Contradiction("years_repaired", asked.years_repaired, f"0..{found.break_years}", zh, en)
    day, after_start, refund = asked.refund_asked_on, False, False
    results: dict[str, Value] = {
        "first_day": iso_or_none(found.first_day),
        "last_day": iso_or_none(found.last_day),
        "reason": REASONS[found.reason],
        "enrolled_on": iso_or_none(found.enrolled_on),
        "late": bool(found.late),
        "broken": bool(found.broken),
        "break_months": found.break_months,
        "break_years": found.break_years,
        "fixed_months": found.fixed_months,
        "variable_months": found.variable_months,
        "repaired_months": found.repaired_months,
        "minimum_added_months": found.minimum_added_months,
        "maximum_cut_months": found.maximum_cut_months,
        "waiting_months": found.waiting_months,
        "waiting_until": iso_or_none(found.waiting_until),
        "earliest_day": iso_or_none(found.earliest_day),
        "repairable_years": repairable_years(terms, facts) if found.waiting_months else 0,
        "complete_year": bool(complete_year(facts, found)),
    }
    if day:
        after_start = bool(snapshot.get("contribution.refundable_after_start"))
        late = after_start and 0 < facts.paid_on <= day
        refund = late or refundable(facts.paid_on, found.first_day, day)
        results["refund"] = refund

    def told_in(language: int) -> Account:
        stand_for = set(snapshot.get("waiting.exempt_identities"))
        exempting = tuple(code for code, word in enumerate(IDENTITIES) if word in stand_for & set(asked.identities))
        names = [(path, "") for path in COVER_PATHS]
        trace = CoverTrace(terms, facts, found, exempting, day, refund, after_start, cited(snapshot, *names))
        return tell_cover(trace, language)

    return Answered(results, told_in)


def dues(asked: AskedDues, regulation: Regulation) -> Answered:
    """Answer what a person owes for a benefit year, and who pays it: the aid of the one best identity, by its payer."""
    year = asked.year
    snapshot = year_snapshot(regulation, year)
    standard = personal_contribution(regulation, year, asked.grade)
    due = contribution_due(standard, asked.years_repaired)
    aided = aided_identities(regulation, year, asked.identities)
    terms = aid_terms(regulation, year, asked.identities)
    aid = best_enrolment_aid(terms, standard)
    payer = snapshot.entry("enrolment_aid.payer", aided[aid.position].partition(".")[0]) if aid.aid else None
    minimum = _minimum(snapshot, "contribution.personal_minimum")

    def told_in(language: int) -> Account:
        names = [("contribution.personal", asked.grade), ("contribution.personal_minimum", "")]
        for path in AID_PATHS:
            table = snapshot.get(path) if aided else {}
            names += [(path, key) for key in dict.fromkeys(of_class(table, each) for each in aided) if key in table]
        cites = cited(snapshot, *names)
        trace = DuesTrace(year, asked.grade, asked.years_repaired, due, minimum, aided, terms, aid, payer, cites)
        return tell_dues(trace, language)

    results = {
        **_money(due),
        **_above_minimum(minimum, standard),
        "aid": yuan(aid.aid),
        "person_pays": yuan(due.due - aid.aid),
        "payer": payer,
    }
    return Answered(results, told_in)


def subsidy(asked: AskedSubsidy, regulation: Regulation) -> Answered:
    """Answer how four levels of government share the subsidy of a fiscal year."""
    year, county = asked.year, asked.county
    heads = subsidised_heads(regulation, year, asked.heads, asked.permit_holders)
    snapshot = year_snapshot(regulation, year)
    per_head, terms = snapshot.get("subsidy.per_head"), subsidy_terms(regulation, year, county)
    split = subsidy_split(terms, per_head, heads)
    minimum = _minimum(snapshot, "subsidy.per_head_minimum")

    def told_in(language: int) -> Account:
        names = [(path, county if path == "subsidy.city_share_of_residue" else "") for path in SUBSIDY_PATHS]
        shares = {path: share_path(snapshot, path, county) for path in SHARES_BY_COUNTY}
        cites, permits = cited(snapshot, *(name for name in names if name[0] not in shares)), asked.permit_holders
        # told under the one path, whichever of the two decided
        cites |= {path: cited(snapshot, name).get(name[0], ()) for path, name in shares.items()}
        trace = SubsidyTrace(year, county, asked.heads, permits, heads, per_head, minimum, terms, split, cites)
        return tell_subsidy(trace, language)

    return Answered({"heads": heads, **_money(split), **_above_minimum(minimum, per_head)}, told_in)


def expansion_fund(asked: AskedFund, regulation: Regulation) -> Answered:
    """Answer what city and county put up for the work of enrolling."""
    snapshot = year_snapshot(regulation, asked.year)
    of_head, of_city = "expansion_fund.per_head", "expansion_fund.city_share"
    per_head, city = snapshot.get(of_head), snapshot.get(of_city)
    fund = expansion_work_fund(per_head, city, asked.heads)

    def told_in(language: int) -> Account:
        cites = cited(snapshot, (of_head, ""), (of_city, ""))
        return tell_fund(FundTrace(asked.year, asked.heads, per_head, city, fund, cites), language)

    return Answered(_money(fund), told_in)


def insurer(asked: AskedInsurer, regulation: Regulation) -> Answered:
    """Answer how the year of the catastrophic insurer is settled."""
    snapshot, terms = year_snapshot(regulation, asked.year), insurer_terms(regulation, asked.year)
    result = insurer_year(terms, asked.heads, asked.claims, asked.fund_income, asked.fees)

    def told_in(language: int) -> Account:
        cites = cited(snapshot, *((path, "") for path in INSURER_PATHS))
        return tell_insurer(InsurerTrace(asked.year, asked.heads, asked.fund_income, terms, result, cites), language)

    return Answered(_money(result), told_in)


class Question(NamedTuple):
    """One form of question."""

    fields: tuple[str, ...]
    read: Callable[[Fields], Any]
    answer: Callable[[Any, Regulation], Answered]


QUESTIONS: dict[str, Question] = {
    "cover": Question(
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
        read_cover,
        cover,
    ),
    "dues": Question(("benefit_year", "grade", "identities", "years_repaired"), read_dues, dues),
    "subsidy": Question(("year", "county", "heads", "permit_holders"), read_subsidy, subsidy),
    "expansion_fund": Question(("year", "heads"), read_fund, expansion_fund),
    "insurer": Question(("year", "heads", "claims", "fund_income", "fees"), read_insurer, insurer),
}
"""The questions that may be asked, the fields of each, what reads and what answers it."""


def read_question(word: str, value: Any, path: str, faults: list[CaseFault]) -> Any:
    """Return what a question asks; what is wrong with it joins ``faults``, and then it must not be answered."""
    fields = Fields(value, path, faults, QUESTIONS[word].fields)
    return QUESTIONS[word].read(fields) if fields.is_mapping else None


class Contradiction(Exception):
    """A field that the other fields, or the regulation, do not allow: which, what would be right, and why."""

    def __init__(self, key: str, found: int, allowed: str, zh: str, en: str) -> None:
        """Keep the field, its value and the reason in both languages."""
        self.key, self.found, self.allowed, self.zh, self.en = key, found, allowed, zh, en
        super().__init__(en)


def answer_question(word: str, asked: Any, regulation: Regulation) -> Answered:
    """Return the answer to a question; raise NotInForce where there is none for its year, or Contradiction."""
    check_in_force(regulation.area, first_of_year(asked.year))
    return QUESTIONS[word].answer(asked, regulation)


def ask(word: str, value: Any, regulation: Regulation) -> Answered:
    """Return the answer to one question; raise RefusedCase where its fields are not of the form, or NotInForce."""
    faults: list[CaseFault] = []
    asked = read_question(word, value, word, faults)
    if faults:
        raise RefusedCase(faults)
    try:
        return answer_question(word, asked, regulation)
    except Contradiction as wrong:
        raise RefusedCase([contradicted(word, wrong)]) from None


def contradicted(path: str, wrong: Contradiction) -> CaseFault:
    """Return the fault of a question at a path whose fields contradict each other."""
    return CaseFault(f"{path}.{wrong.key}", wrong.found, wrong.allowed, wrong.zh, wrong.en)
