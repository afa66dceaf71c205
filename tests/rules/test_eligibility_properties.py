"""What may never happen to a cover, that it compiles as it stands, and that each reason has its words."""

import string

from hypothesis import given
from hypothesis import strategies as st

from tests.rules.enrolment_cases import NEW_2026, day, facts
from tests.rules.numba_check import assert_compiles_and_agrees, compiled, public_functions
from tongchou.rules import eligibility, eligibility_words, waiting
from tongchou.rules.eligibility import REASONS, Cover, first_benefit_day
from tongchou.rules.eligibility_words import REASON_TEXT
from tongchou.rules.waiting import (
    BREAK_BASED,
    FIXED_AND_VARIABLE,
    EnrolmentFacts,
    Waiting,
    WaitingTerms,
    break_years,
    repairable_years,
    waiting_state_38,
)

DAYS = st.integers(day("2019-01-01"), day("2027-06-30"))
OR_NONE = st.just(0) | DAYS
TERMS = st.builds(
    WaitingTerms,
    regime=st.sampled_from([BREAK_BASED, FIXED_AND_VARIABLE]),
    months=st.integers(0, 8),
    max_months=st.integers(0, 8),
    grace_break_months=st.integers(0, 13),
    fixed_months=st.integers(0, 6),
    months_per_break_year=st.integers(0, 3),
    break_years_within_fixed=st.integers(0, 2),
    repair_months_per_year_paid=st.integers(0, 2),
    long_break_years=st.integers(0, 5),
    long_break_minimum_months=st.integers(0, 8),
    breaks_count_from_year=st.sampled_from([0, 2022, 2025, 2026]),
    calendar_months=st.sampled_from([0, 1]),
    newborn_days=st.integers(0, 120),
    late_newborn_months=st.sampled_from([0, 1, 12]),
    employee_grace_months=st.integers(0, 6),
    central_opens=st.integers(day("2025-07-01"), day("2025-11-30")),
    central_closes=st.integers(day("2025-12-01"), day("2026-03-31")),
)
FACTS = st.builds(
    EnrolmentFacts,
    benefit_year=st.just(2026),
    paid_on=st.just(0) | st.integers(day("2025-06-01"), day("2027-06-30")),
    birth=OR_NONE,
    last_covered_until=st.just(0) | st.integers(day("2015-01-01"), day("2026-06-30")),
    left_employee_scheme_on=OR_NONE,
    exempt=st.booleans(),
    years_repaired=st.integers(0, 6),
)


@given(TERMS, FACTS)
def test_a_cover_is_a_part_of_its_year_and_its_parts_add_up(found, someone):
    cover = first_benefit_day(found, someone)
    parts = cover.fixed_months + cover.variable_months - cover.repaired_months
    assert cover.waiting_months == parts + cover.minimum_added_months - cover.maximum_cut_months
    assert min(cover) >= 0
    if cover.first_day:
        assert day("2026-01-01") <= cover.first_day <= cover.last_day == day("2026-12-31")
        assert cover.first_day == cover.earliest_day > cover.waiting_until
        assert someone.birth <= cover.first_day > someone.left_employee_scheme_on
    else:
        assert cover.last_day == 0
        assert REASONS[cover.reason] in ("beyond_year", "paid_after_year", "not_paid")


@given(TERMS, FACTS, st.integers(1, 400))
def test_paying_later_never_covers_earlier(found, someone, later):
    someone = someone._replace(paid_on=max(someone.paid_on, day("2025-06-01")))
    now = first_benefit_day(found, someone)
    then = first_benefit_day(found, someone._replace(paid_on=someone.paid_on + later))
    assert then.first_day == 0 or 0 < now.first_day <= then.first_day


@given(TERMS, FACTS, st.integers(1, 5))
def test_more_repair_never_lengthens_the_waiting(found, someone, more):
    now = first_benefit_day(found, someone)
    then = first_benefit_day(found, someone._replace(years_repaired=someone.years_repaired + more))
    assert then.waiting_months <= now.waiting_months
    assert then.fixed_months == now.fixed_months
    assert now.first_day == 0 or 0 < then.first_day <= now.first_day


@given(TERMS, FACTS)
def test_repairable_years_reach_the_shortest_waiting_and_none_is_idle(found, someone):
    useful = repairable_years(found, someone)
    missed = break_years(found, someone)

    def months(more):
        return waiting_state_38(found, missed, someone.years_repaired + more).waiting_months

    assert 0 <= useful <= max(0, missed - someone.years_repaired)
    if useful:
        assert months(useful) < months(useful - 1)
    if found.regime == FIXED_AND_VARIABLE:
        assert months(useful) == months(max(0, missed - someone.years_repaired))


@given(TERMS, FACTS, st.integers(1, 2_000))
def test_a_longer_break_never_shortens_the_waiting(found, someone, earlier):
    # Covered once, and not in the employee scheme, which has a grace of its own.
    last = max(someone.last_covered_until, day("2015-01-01"))
    someone = someone._replace(last_covered_until=last, left_employee_scheme_on=0)
    now = first_benefit_day(found, someone)
    then = first_benefit_day(found, someone._replace(last_covered_until=last - earlier))
    assert then.waiting_months >= now.waiting_months
    assert then.break_months >= now.break_months


@given(TERMS, FACTS)
def test_an_exempt_identity_never_makes_it_worse(found, someone):
    plain = first_benefit_day(found, someone._replace(exempt=False))
    exempt = first_benefit_day(found, someone._replace(exempt=True))
    assert exempt.waiting_months == 0
    assert plain.first_day == 0 or 0 < exempt.first_day <= plain.first_day


@given(TERMS, FACTS)
def test_the_compiled_rule_is_the_plain_one(found, someone):
    assert compiled(first_benefit_day)(found, someone) == first_benefit_day(found, someone)
    assert compiled(repairable_years)(found, someone) == repairable_years(found, someone)


def test_every_function_compiles_and_agrees():
    people = [
        facts(2026),
        facts(2026, "2025-11-01", until="2025-12-31"),
        facts(2026, "2026-02-01", until="2020-12-31", repaired=1),
        facts(2026, "2026-02-01", left="2026-01-15"),
        facts(2026, "2026-02-01", exempt=True),
        facts(2026, "2026-02-01", birth="2026-01-01"),
        facts(2026, "2026-11-01"),
    ]
    rules = [NEW_2026, NEW_2026._replace(regime=BREAK_BASED, months=7, max_months=6)]
    rules.append(NEW_2026._replace(late_newborn_months=12, calendar_months=1, newborn_days=10))
    pairs = [(found, someone) for found in rules for someone in people]
    covers = [first_benefit_day(*pair) for pair in pairs]
    special: dict[str, list[tuple]] = {
        "waiting_article_11": [(found,) for found in rules],
        "served_on": [(NEW_2026._replace(calendar_months=flag), day("2026-03-31"), 2) for flag in (0, 1)],
        "waiting_state_38": [(NEW_2026, missed, repaired) for missed in (0, 2, 5) for repaired in (0, 2)],
        "covered_on": [(cover, day("2026-06-01")) for cover in covers],
        "complete_year": [(pair[1], cover) for pair, cover in zip(pairs, covers, strict=True)],
    }
    functions = public_functions(waiting) | public_functions(eligibility)
    assert special.keys() <= functions.keys()
    for name, function in functions.items():
        assert_compiles_and_agrees(function, *special.get(name, pairs))


def test_every_function_and_every_step_of_the_trace_has_its_article():
    assert public_functions(waiting).keys() | set(Waiting._fields) == waiting.ARTICLES.keys()
    assert public_functions(eligibility).keys() | set(Cover._fields) == eligibility.ARTICLES.keys()


def test_each_reason_has_a_sentence_in_two_languages():
    assert list(REASON_TEXT) == list(range(len(REASONS)))
    assert [getattr(eligibility, name.upper()) for name in REASONS] == list(REASON_TEXT)
    known = {*Cover._fields, *EnrolmentFacts._fields, *WaitingTerms._fields, "repairable_years"}
    for text in REASON_TEXT.values():
        chinese, english = (
            {field for _, field, _, _ in string.Formatter().parse(sentence) if field}
            for sentence in (text.chinese, text.english)
        )
        assert chinese == english <= known
        assert text.chinese.endswith("。")
        assert text.chinese.count("。") == 1
        assert text.english.endswith(".")
        assert text.english.count(".") == 1


def test_the_words_hold_no_function():
    assert public_functions(eligibility_words).keys() == set()
