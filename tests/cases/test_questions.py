"""Questions of chapter 2, answered and told: sums can be redone, steps have their articles, bad files are refused."""

import json
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.redo import equations, values_of
from tests.cases.test_bad_input import fault_is_sound
from tests.strategies.mutations import junk
from tests.strategies.tiers import examples
from tongchou.cases.chapter2 import QUESTIONS
from tongchou.cases.faults import CaseFault, RefusedCase
from tongchou.cases.questions import answer_questions, read_questions, told_answer
from tongchou.cases.told_words import COUNTY_WORDS, GRADE_WORDS
from tongchou.regulations.load import Regulation, load, shipped_areas
from tongchou.regulations.schema import CONTRIBUTION_GRADES, SUBSIDISED_KINDS
from tongchou.rules.codes import IDENTITIES
from tongchou.rules.eligibility import REASONS
from tongchou.rules.money import parse_yuan, yuan

REGULATIONS = {code: load(code) for code in shipped_areas()}
PANZHIHUA = REGULATIONS["510400"]

EVERY_REASON: dict[str, dict[str, Any]] = {
    "central_period": {"benefit_year": 2026, "paid_on": "2025-11-01"},
    "continuous": {"benefit_year": 2026, "paid_on": "2025-11-01", "last_covered_until": "2025-12-31"},
    "newborn": {"benefit_year": 2026, "birth": "2026-03-10", "paid_on": "2026-04-20"},
    "exempt": {"benefit_year": 2026, "paid_on": "2026-03-01", "identities": ["low_income", "severely_disabled"]},
    "from_employee_scheme": {"benefit_year": 2026, "paid_on": "2026-05-10", "left_employee_scheme_on": "2026-03-31"},
    "waited_late": {"benefit_year": 2024, "paid_on": "2024-03-20", "birth": "2023-12-20"},
    "waited_break": {"benefit_year": 2026, "paid_on": "2025-12-01", "last_covered_until": "2019-05-31"},
    "waited_late_and_break": {"benefit_year": 2026, "paid_on": "2026-02-01", "last_covered_until": "2020-12-31"},
    "beyond_year": {"benefit_year": 2026, "paid_on": "2026-10-15", "left_employee_scheme_on": "2026-06-30"},
    "paid_after_year": {"benefit_year": 2026, "paid_on": "2027-01-05"},
    "not_paid": {"benefit_year": 2026},
}
OF_A_TRIAL: dict[str, dict[str, Any]] = {
    "late_newborn": {"benefit_year": 2024, "birth": "2024-03-10", "paid_on": "2024-07-01"},
}
"""Reasons that no area that ships has a rule for: asked of a trial area."""
WAITING_TRIAL = load(str(Path(__file__).parents[1] / "trial" / "cities" / "waiting"))

MONEY: list[tuple[str, dict[str, Any]]] = [
    ("dues", {"benefit_year": 2026}),
    ("dues", {"benefit_year": 2024, "identities": ["monitored", "low_income", "orphan"]}),
    ("dues", {"benefit_year": 2025, "identities": ["low_income_edge"], "years_repaired": 3}),
    ("subsidy", {"year": 2026, "county": "ordinary", "heads": 333, "permit_holders": 7}),
    ("subsidy", {"year": 2024, "county": "expanded_power", "heads": 11}),
    ("subsidy", {"year": 2025, "county": "city_university", "heads": 1}),
    ("subsidy", {"year": 2018, "county": "provincial_university", "heads": 17}),
    ("expansion_fund", {"year": 2024, "heads": 51}),
    ("insurer", {"year": 2024, "heads": 999_983, "claims": "85000000.01"}),
    ("insurer", {"year": 2024, "heads": 1000, "claims": "90000.00"}),
    ("insurer", {"year": 2025, "heads": 1001, "claims": "123456.78"}),
]


def answer(
    word: str, fields: dict[str, Any], code: str = "510400", language: str = "zh", regulation: Regulation | None = None
) -> dict[str, Any]:
    file = {"version": 1, "regulation": code, "questions": [{"id": "Q", word: fields}]}
    questions = read_questions(file)
    regulation = regulation or REGULATIONS[code]
    (answered,) = answer_questions(questions, regulation)
    return told_answer(questions.asked[0], answered, regulation, language)


def answer_for(reason: str, language: str) -> dict[str, Any]:
    if reason in OF_A_TRIAL:
        return answer("cover", OF_A_TRIAL[reason], language=language, regulation=WAITING_TRIAL)
    return answer("cover", EVERY_REASON[reason], language=language)


def faults_of(value: Any, code: str = "510400") -> list[CaseFault]:
    """The faults of a file; none where it is answered. Any other exception fails the test."""
    before = deepcopy(value)
    try:
        questions = read_questions(value)
        for asked, answered in zip(questions.asked, answer_questions(questions, REGULATIONS[code]), strict=True):
            for language in ("zh", "en"):
                json.dumps(told_answer(asked, answered, REGULATIONS[code], language))
    except RefusedCase as refused:
        assert refused.faults
        for fault in refused.faults:
            fault_is_sound(fault, value)
        return refused.faults
    finally:
        assert value == before
    return []


def one(word: str, **fields: Any) -> dict[str, Any]:
    return {"version": 1, "regulation": "510400", "questions": [{"id": "Q", word: fields}]}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_has_its_sentence_and_its_steps(reason: str, language: str) -> None:
    found = answer_for(reason, language)
    assert found["reason"] == reason
    assert found["sentence"]
    for step in found["explanation"]:
        assert found.get(step["step"], step["value"]) == step["value"]
        assert "None" not in step["text"]
        assert "{" not in step["text"]
    for word in ("None", "{"):
        assert word not in found["sentence"]
    told = [step for step in found["explanation"] if step["step"] == "first_day"]
    assert [step["value"] for step in told] == [found["first_day"]]


def test_the_steps_of_a_long_break_late_in_the_year() -> None:
    fields = {**EVERY_REASON["waited_late_and_break"], "years_repaired": 4, "refund_asked_on": "2026-07-31"}
    found = answer("cover", fields)
    # missed 2021 to 2025: 3 + 1 × (5 − 1) − 4 = 3, and not below 6 after a long break
    assert [(step["step"], step["value"]) for step in found["explanation"]] == [
        ("enrolled_on", "2026-02-01"),
        ("break_months", 61),
        ("fixed_months", 3),
        ("variable_months", 4),
        ("repaired_months", 4),
        ("minimum_added_months", 3),
        ("waiting_months", 6),
        ("waiting_until", "2026-07-31"),
        ("repairable_years", 0),
        ("first_day", "2026-08-01"),
        ("complete_year", False),
        ("refund", True),
    ]
    texts = {step["step"]: step["text"] for step in found["explanation"]}
    assert "1 × (5 − 1) = 4" in texts["variable_months"]
    assert "6 − 3 = 3" in texts["minimum_added_months"]
    assert "3 + 4 − 4 + 3 = 6" in texts["waiting_months"]


@pytest.mark.parametrize(
    ("fields", "step", "words"),
    [
        ({"paid_on": "2025-09-01"}, "enrolled_on", "早于集中参保期，按2025-10-01参保"),
        ({"paid_on": "2026-01-01"}, "enrolled_on", "晚于集中参保期"),
        ({}, "enrolled_on", "没有2026年度的缴费"),
        ({"paid_on": "2025-12-01"}, "break_months", "此前没有参保"),
        ({"paid_on": "2025-12-01", "last_covered_until": "2025-08-31"}, "break_months", "也没有整年未参保，视为连续"),
        ({"paid_on": "2025-12-01", "last_covered_until": "2025-08-29"}, "break_months", "超过 3 个月，属于中断后续保"),
        ({"paid_on": "2026-06-09", "birth": "2026-03-10"}, "newborn", "已过期限"),
        ({"paid_on": "2026-06-08", "birth": "2026-03-10"}, "newborn", "在期限内"),
        ({"paid_on": "2026-02-01", "identities": ["orphan"]}, "exempt", "孤儿"),
        ({"paid_on": "2026-07-01", "left_employee_scheme_on": "2026-03-31"}, "from_employee_scheme", "在期限内"),
        ({"paid_on": "2026-07-02", "left_employee_scheme_on": "2026-03-31"}, "from_employee_scheme", "至2026-07-01"),
        ({"paid_on": "2026-07-02", "left_employee_scheme_on": "2026-03-31"}, "from_employee_scheme", "已过期限"),
        ({"paid_on": "2026-03-01"}, "first_day", "等待期满次日2026-06-01"),
        ({"paid_on": "2026-02-01", "identities": ["orphan"]}, "first_day", "缴费日2026-02-01"),
        ({"paid_on": "2026-10-01"}, "first_day", "即2027-01-01，已在2026-12-31年度终了之后"),
        ({"paid_on": "2027-01-01"}, "first_day", "没有在2026-12-31年度终了以前缴费"),
        ({"paid_on": "2026-03-01", "refund_asked_on": "2026-05-31"}, "refund", "从2026-06-01起，尚未生效，可以退费"),
        ({"paid_on": "2026-03-01", "refund_asked_on": "2026-06-01"}, "refund", "已从2026-06-01起生效，不予退还"),
        ({"paid_on": "2026-03-01", "refund_asked_on": "2026-02-28"}, "refund", "当日尚未缴费"),
        ({"paid_on": "2026-10-01", "refund_asked_on": "2026-10-02"}, "refund", "本年度没有待遇，可以退费"),
    ],
)
def test_what_a_step_of_cover_says(fields: dict[str, Any], step: str, words: str) -> None:
    found = answer("cover", {"benefit_year": 2026, **fields})
    (text,) = [each["text"] for each in found["explanation"] if each["step"] == step]
    assert words in text


def test_a_year_missed_between_two_short_breaks_is_told() -> None:
    """Ten days before New Year and two months after the next: a break of fourteen months, for the year in between."""
    before_2025 = {"benefit_year": 2024, "paid_on": "2023-12-01", "last_covered_until": "2022-12-25"}
    assert answer("cover", before_2025)["break_years"] == 1
    found = answer("cover", {"benefit_year": 2026, "paid_on": "2025-12-01", "last_covered_until": "2024-12-25"})
    assert (found["break_years"], found["break_months"], found["broken"]) == (1, 12, True)


def test_the_last_day_that_can_be_written_is_no_failure() -> None:
    """The day after 9999-12-31 is a day of the sentence, though no date can hold it."""
    found = answer("cover", {"benefit_year": 2026, "paid_on": "2025-12-01", "left_employee_scheme_on": "9999-12-31"})
    assert (found["reason"], found["first_day"], found["earliest_day"]) == ("beyond_year", None, "10000-01-01")
    assert "10000-01-01" in found["sentence"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("word", "fields"), MONEY)
def test_each_sum_can_be_redone_from_its_sentence(word: str, fields: dict[str, Any], language: str) -> None:
    found = answer(word, fields, language=language)
    for step in found["explanation"]:
        for sides, text in equations(step["text"]):
            assert len(values_of(sides)) == 1, text
        if "amount" in step:
            assert step["amount"] in step["text"], step
            # below_national_minimum is told under the name of the parameter it is held against
            assert found.get(step["step"], step["amount"]) == step["amount"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("reason", REASONS)
def test_the_months_can_be_redone_from_their_sentences(reason: str, language: str) -> None:
    for step in answer_for(reason, language)["explanation"]:
        for sides, text in equations(step["text"]):
            assert len(values_of(sides)) == 1, text


def test_every_result_that_is_a_sum_has_a_step() -> None:
    for word, fields in MONEY:
        found = answer(word, fields)
        told = {step["step"] for step in found["explanation"]}
        sums = {name for name, value in found.items() if isinstance(value, str) and value.endswith((".00", ".50"))}
        idle = {name for name in sums - told if parse_yuan(found[name]) == 0}
        assert sums - told - idle <= {"national_minimum"}, (word, fields)


def test_aid_names_each_identity_and_the_one_that_counts() -> None:
    found = answer("dues", {"benefit_year": 2024, "identities": ["monitored", "low_income"]})
    (aid,) = [step for step in found["explanation"] if step["step"] == "aid"]
    assert aid["amount"] == "285.00"
    assert (
        "低保对象：380.00 × 75% = 285.00、防止返贫监测对象：380.00 × 60% = 228.00；按低保对象资助 285.00 元"
        in aid["text"]
    )
    assert [each["name"] for each in aid["parameters"]] == [
        "enrolment_aid.ratio[low_income]",
        "enrolment_aid.ratio[monitored]",
        "enrolment_aid.payer[low_income]",
        "enrolment_aid.payer[monitored]",
    ]


def test_a_fixed_aid_is_told_and_limited_by_the_standard() -> None:
    regulation = load("docs/examples/my-city")
    questions = read_questions(one("dues", benefit_year=2025, identities=["low_income"]) | {"regulation": "x"})
    (answered,) = answer_questions(questions, regulation)
    texts = [step["text"] for step in told_answer(questions.asked[0], answered, regulation)["explanation"]]
    assert any("低保对象：定额 200.00；按低保对象资助 200.00 元" in text for text in texts)


@pytest.mark.parametrize("code", ["330200", "440100", "500000", "510100", "510700"])
def test_a_step_cites_the_documents_of_its_own_area(code: str) -> None:
    fields = {"benefit_year": 2025, "paid_on": "2025-03-01", "last_covered_until": "2024-12-31"}
    found = answer("cover", fields, code)
    area = REGULATIONS[code].area
    titles = {document.title for document in area.documents.values()}
    cited = {each["document"] for step in found["explanation"] for each in step["parameters"]}
    assert cited
    assert cited <= titles
    assert found["regulation"] == code


def test_the_source_of_a_step_is_its_first_parameter() -> None:
    for step in answer("dues", {"benefit_year": 2026})["explanation"]:
        if step["parameters"]:
            first = step["parameters"][0]
            assert (step["source"]["document"], step["source"]["article"]) == (first["document"], first["article"])
        else:
            assert step["source"] is None


def test_a_grade_and_a_county_kind_have_words() -> None:
    assert list(GRADE_WORDS) == list(CONTRIBUTION_GRADES)
    assert list(COUNTY_WORDS) == list(SUBSIDISED_KINDS)
    for county in set(SUBSIDISED_KINDS) - {"western_policy"}:
        assert answer("subsidy", {"year": 2024, "county": county, "heads": 3})["heads"] == 3
    subsidy = one("subsidy", year=2024, county="western_policy", heads=3)
    assert [fault.allowed for fault in faults_of(subsidy)] == ["subsidy.city_share_of_residue[western_policy]"]


def test_a_share_by_county_is_told_with_its_own_citation() -> None:
    regulation = load(str(Path(__file__).parents[1] / "trial" / "cities" / "shanxi"))
    for county, share in (("ordinary", "60%"), ("western_policy", "80%"), ("expanded_power", "70%")):
        found = answer("subsidy", {"year": 2021, "county": county, "heads": 1}, regulation=regulation)
        (central,) = [step for step in found["explanation"] if step["step"] == "central"]
        name = "subsidy.central_share" + ("" if county == "expanded_power" else f"_by_county[{county}]")
        assert [(each["name"], each["value"]) for each in central["parameters"]] == [(name, share)]
        assert f"580.00 × {share} = " in central["text"]


WRONG: list[tuple[dict[str, Any], str, Any, str]] = [
    (one("cover", paid_on="2025-01-01"), "questions[0].cover.benefit_year", None, "2000..2100"),
    (one("dues", benefit_year="2026"), "questions[0].dues.benefit_year", "2026", "2000..2100"),
    (one("dues", benefit_year=1999), "questions[0].dues.benefit_year", 1999, "2000..2100"),
    (one("cover", benefit_year=2026, paid_on="2026-02-30"), "questions[0].cover.paid_on", "2026-02-30", "YYYY-MM-DD"),
    (one("cover", benefit_year=2026, payed_on="2026-02-03"), "questions[0].cover.payed_on", "payed_on", "benefit_year"),
    (one("dues", benefit_year=2026, identities=["poor"]), "questions[0].dues.identities[0]", "poor", "low_income"),
    (one("dues", benefit_year=2026, grade="gold"), "questions[0].dues.grade", "gold", "grade_1"),
    (one("subsidy", year=2026, heads=0), "questions[0].subsidy.heads", 0, "1..100000000"),
    (one("subsidy", year=2026, county="510402"), "questions[0].subsidy.county", "510402", "expanded_power"),
    (one("insurer", year=2024, claims="-0.01"), "questions[0].insurer.claims", "-0.01", "0.00..4000000000000.00"),
    (one("insurer", year=2024, claims=5), "questions[0].insurer.claims", 5, "decimals"),
    (one("cover", benefit_year=2035), "questions[0].cover", "2035-01-01", "in_force"),
    (one("dues", benefit_year=2027), "questions[0].dues", "2027-01-01", "contribution.personal"),
    (
        one("dues", benefit_year=2026, grade="grade_1"),
        "questions[0].dues",
        "2026-01-01",
        "contribution.personal[grade_1]",
    ),
    (
        one("cover", benefit_year=2026, paid_on="2025-12-01", last_covered_until="2023-12-31", years_repaired=3),
        "questions[0].cover.years_repaired",
        3,
        "0..2",
    ),
    ({"version": 1, "regulation": "510400", "questions": {}}, "questions", "{}", "list"),
    ({"version": 2, "regulation": "510400", "questions": []}, "version", 2, "1"),
    ({"version": 1, "questions": []}, "regulation", None, "text"),
    ({"version": 1, "regulation": "510400", "questions": [5]}, "questions[0]", 5, "mapping"),
    (
        {"version": 1, "regulation": "510400", "questions": [{"id": "Q"}]},
        "questions[0]",
        "{id: Q}",
        "cover | dues | subsidy",
    ),
    (
        {"version": 1, "regulation": "510400", "questions": [{"id": "Q", "dues": {"benefit_year": 2026}, "cover": {}}]},
        "questions[0]",
        "cover + dues",
        "cover | dues | subsidy",
    ),
    ({"version": 1, "regulation": "510400", "questions": [{"id": "Q", "dues": 5}]}, "questions[0].dues", 5, "mapping"),
    (
        {"version": 1, "regulation": "510400", "questions": [{"dues": {"benefit_year": 2026}}]},
        "questions[0].id",
        None,
        "text",
    ),
]


@pytest.mark.parametrize(("value", "path", "found", "allowed"), WRONG)
def test_a_fault_says_where_what_and_what_is_allowed(value: Any, path: str, found: Any, allowed: str) -> None:
    (fault,) = faults_of(value)
    assert (fault.path, fault.found) == (path, found)
    assert allowed in fault.allowed


def test_every_fault_of_a_file_is_found() -> None:
    value = {
        "version": 1,
        "regulation": "510400",
        "questions": [
            {"id": "Q", "cover": {"benefit_year": 1, "paid_on": "soon"}},
            {"id": "Q", "dues": {"benefit_year": 2026, "years_repaired": -1}},
        ],
    }
    assert [fault.path for fault in faults_of(value)] == [
        "questions[0].cover.benefit_year",
        "questions[0].cover.paid_on",
        "questions[1].dues.years_repaired",
        "questions[1].id",
    ]


def test_every_question_without_an_answer_is_found() -> None:
    value = {
        "version": 1,
        "regulation": "510400",
        "questions": [
            {"id": "A", "dues": {"benefit_year": 2027}},
            {"id": "B", "dues": {"benefit_year": 2026}},
            {"id": "C", "subsidy": {"year": 2027}},
        ],
    }
    assert [(fault.path, fault.parameter) for fault in faults_of(value)] == [
        ("questions[0].dues", "contribution.personal"),
        ("questions[2].subsidy", "subsidy.per_head"),
    ]


DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31)).map(date.isoformat)
ANY_DAYS = DAYS | st.sampled_from(("0001-01-01", "9999-12-31", "2024-02-29"))
HELD = st.lists(st.sampled_from(IDENTITIES), unique=True, max_size=3)
COVER = st.fixed_dictionaries(
    {"benefit_year": st.integers(2022, 2028)},
    optional={
        "paid_on": ANY_DAYS,
        "birth": ANY_DAYS,
        "last_covered_until": ANY_DAYS,
        "left_employee_scheme_on": ANY_DAYS,
        "identities": HELD,
        "years_repaired": st.integers(0, 3),
        "refund_asked_on": ANY_DAYS,
    },
)
DUES = st.fixed_dictionaries(
    {"benefit_year": st.integers(2018, 2028)},
    optional={
        "grade": st.sampled_from(CONTRIBUTION_GRADES),
        "identities": HELD,
        "years_repaired": st.integers(0, 50),
    },
)
SUBSIDY = st.fixed_dictionaries(
    {"year": st.integers(2018, 2027), "county": st.sampled_from(SUBSIDISED_KINDS), "heads": st.integers(1, 10**8)},
    optional={"permit_holders": st.integers(0, 10**8)},
)
INSURER = st.fixed_dictionaries(
    {"year": st.integers(2023, 2027), "heads": st.integers(1, 10**7), "claims": st.integers(0, 10**11).map(yuan)},
    optional={"fund_income": st.integers(0, 10**12).map(yuan), "fees": st.integers(0, 10**10).map(yuan)},
)


@examples(150)
@given(st.sampled_from(sorted(REGULATIONS)), COVER)
def test_any_question_of_cover_is_answered_or_refused(code: str, fields: dict[str, Any]) -> None:
    value = {"version": 1, "regulation": code, "questions": [{"id": "Q", "cover": fields}]}
    if faults_of(value, code):
        return
    found = answer("cover", fields, code)
    parts = [found[name] for name in ("fixed_months", "variable_months", "minimum_added_months")]
    assert sum(parts) - found["repaired_months"] - found["maximum_cut_months"] == found["waiting_months"]
    assert (found["first_day"] is None) == (found["last_day"] is None)
    steps = {step["step"]: step["value"] for step in found["explanation"]}
    assert steps["first_day"] == found["first_day"]
    assert ("waiting_months" in steps) >= (found["waiting_months"] > 0)
    for language in ("zh", "en"):
        for step in answer("cover", fields, code, language)["explanation"]:
            assert all(len(values_of(sides)) == 1 for sides, _ in equations(step["text"])), step["text"]


@examples(100)
@given(
    st.sampled_from(sorted(REGULATIONS)),
    st.one_of(
        st.tuples(st.just("dues"), DUES),
        st.tuples(st.just("subsidy"), SUBSIDY),
        st.tuples(st.just("insurer"), INSURER),
    ),
)
def test_any_question_of_money_is_answered_or_refused(code: str, asked: tuple[str, dict[str, Any]]) -> None:
    word, fields = asked
    value = {"version": 1, "regulation": code, "questions": [{"id": "Q", word: fields}]}
    if faults_of(value, code):
        return
    for language in ("zh", "en"):
        found = answer(word, fields, code, language)
        for step in found["explanation"]:
            assert all(len(values_of(sides)) == 1 for sides, _ in equations(step["text"])), step["text"]
    if word == "dues":
        assert parse_yuan(found["aid"]) + parse_yuan(found["person_pays"]) == parse_yuan(found["due"])
        assert (found["payer"] is None) == (found["aid"] == "0.00")
    elif word == "subsidy":
        payers = ("central", "province", "city", "county")
        assert sum(parse_yuan(found[name]) for name in payers) == parse_yuan(found["subsidy_total"])


def questions_made_wrong() -> st.SearchStrategy[Any]:
    """A file of questions, with something else in one field, or a key that is none."""
    keys = sorted({key for question in QUESTIONS.values() for key in question.fields} | {"id", "x", *QUESTIONS})
    inner = st.dictionaries(st.sampled_from(keys), junk | st.integers(2018, 2027) | DAYS, max_size=5)
    question = st.dictionaries(st.sampled_from(["id", "x", *QUESTIONS]), junk | inner, max_size=3)
    return st.fixed_dictionaries(
        {"version": st.just(1), "regulation": st.just("510400")},
        optional={"questions": st.lists(question | junk, max_size=3) | junk},
    )


@examples(200)
@given(questions_made_wrong() | junk)
def test_any_plain_value_is_answered_or_refused(value: Any) -> None:
    faults_of(value)
