"""What is told of the split of a bill: own expense by its reason, price limit, first share, special rule."""

import pytest

from tests.rules.told_cases import ABOUT, OUTBREAK, TERMS, only, phrase, steps_of, told, words
from tests.rules.trace_cases import FACTS
from tongchou.rules.benefit.accumulators import NOTHING_YET
from tongchou.rules.benefit.facts import Scope
from tongchou.rules.benefit.settlement import settle
from tongchou.rules.codes import EXCLUDED, NEGOTIATED_DRUG, NOT_COVERED
from tongchou.rules.explanation.own import days_text
from tongchou.rules.explanation.words import EXCLUSION_WORDS
from tongchou.rules.explanation.writer import (
    ENGLISH,
    OWN_CLASS_C,
    OWN_NOT_COVERED,
    OWN_STATED,
    OWN_THIRD_PARTY,
    FirstShare,
    OwnPart,
    SpecialRule,
    Writer,
)

BILL = Scope(total=150_000, own_expense=20_000, over_limit=10_000, self_first=20_000, in_scope=100_000)
WHOLE = Scope(total=150_000, own_expense=150_000, over_limit=0, self_first=0, in_scope=0)


def steps(*parts, facts=FACTS, scope=BILL, shares=(), regime=None, covered="", **changes):
    terms = TERMS._replace(pooling=TERMS.pooling._replace(**changes))
    about = ABOUT._replace(own_parts=parts, first_shares=shares, regime=regime, first_covered_day=covered)
    return steps_of(settle(facts, scope, terms, NOTHING_YET), terms, about)


def test_a_bill_is_split_before_anything_is_paid():
    found = steps(OwnPart(OWN_CLASS_C, 15_000), OwnPart("abroad", 5_000), regime=OUTBREAK)
    assert found[:6] == [
        told("own_expense", 15_000, "own_class_c", "in_scope", total="1500.00"),
        told(
            "own_expense",
            5_000,
            "own_excluded",
            "exclusion.abroad",
            total="1500.00",
            reason=EXCLUSION_WORDS["abroad"][ENGLISH],
        ),
        told("over_limit", 10_000, "over_limit", "in_scope", sum="120.00 − 20.00 = 100.00"),
        told("self_first", 20_000, "self_first_stated", "self_first"),
        told(
            "in_scope",
            100_000,
            "in_scope",
            "in_scope",
            sum=words("total 1500.00 − own_expense 200.00 − over_limit 100.00 − self_first 200.00 = 1000.00"),
        ),
        told(
            "special_regime",
            0,
            "special_regime",
            "special_regime",
            reason="an outbreak",
            waived="no deductible, every item counts as class A",
            payer="public finance",
            account=", in an account of its own",
        ),
    ]


def test_a_special_rule_that_waives_nothing_says_so():
    (found,) = only(steps(regime=SpecialRule("a fund", (), "resident_fund", own_account=False)), "special_regime")
    values = {"reason": "a fund", "waived": "nothing is waived", "payer": "resident fund", "account": ""}
    assert found == told("special_regime", 0, "special_regime", "special_regime", **values)


def test_without_lines_nobody_knows_what_is_above_which_limit():
    terms = TERMS._replace(pooling=TERMS.pooling)
    found = steps_of(settle(FACTS, BILL, terms, NOTHING_YET), terms, ABOUT._replace(over_limit=None))
    assert only(found, "over_limit") == [told("over_limit", 10_000, "over_limit_stated", "in_scope")]


def test_what_a_bill_has_nothing_of_is_not_told():
    found = steps(scope=Scope(100_000, 0, 0, 0, 100_000))
    assert found[0] == told("in_scope", 100_000, "in_scope", "in_scope", sum=words("total 1000.00"))
    assert only(found, "own_expense", "over_limit", "self_first", "own_share", "special_regime") == []


def test_a_share_moved_first_is_told_apart_from_the_first_share():
    """A tenth of 1,000.00."""
    found = steps(own_share=1_000)
    assert only(found, "self_first", "own_share", "in_scope") == [
        told("self_first", 20_000, "self_first_stated", "self_first"),
        told("own_share", 10_000, "own_share", "out_of_area", sum="1000.00 × 10% = 100.00"),
        told(
            "in_scope",
            90_000,
            "in_scope",
            "in_scope",
            sum=words("total 1500.00 − own_expense 200.00 − over_limit 100.00 − self_first 300.00 = 900.00"),
        ),
    ]


ONE_SHARE = {"shares": phrase("first_share", base="2000.00", ratio="10%", share="200.00"), "sum": "200.00"}
TWO_SHARES = {
    "shares": phrase("first_share", base="1000.00", ratio="10%", share="100.00")
    + phrase("and")
    + phrase("first_share", base="500.00", ratio="20%", share="100.00"),
    "sum": "100.00 + 100.00 = 200.00",
}


@pytest.mark.parametrize(
    ("shares", "values"),
    [
        ((FirstShare(1_000, 200_000, 20_000),), ONE_SHARE),
        ((FirstShare(1_000, 100_000, 10_000), FirstShare(2_000, 50_000, 10_000)), TWO_SHARES),
    ],
)
def test_the_first_share_is_told_by_ratio(shares, values):
    assert only(steps(shares=shares), "self_first") == [
        told("self_first", 20_000, "self_first", "self_first", **values)
    ]


def test_the_first_share_of_a_negotiated_drug_cites_its_own_parameter():
    found = steps(facts=FACTS._replace(kind=NEGOTIATED_DRUG), shares=(FirstShare(1_000, 200_000, 20_000),))
    assert only(found, "self_first") == [
        told("self_first", 20_000, "self_first", "negotiated_first self_first", **ONE_SHARE)
    ]


def test_where_only_a_share_moved_there_is_no_first_share():
    found = steps(scope=Scope(100_000, 0, 0, 0, 100_000), own_share=1_000)
    assert [each.step for each in found][:2] == ["own_share", "in_scope"]


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (OwnPart(OWN_STATED, 20_000), told("own_expense", 20_000, "own_expense", "in_scope", total="1500.00")),
        (
            OwnPart(OWN_THIRD_PARTY, 20_000, base=50_000, ratio=4_000),
            told(
                "own_expense",
                20_000,
                "own_third_party",
                "exclusion.third_party",
                total="1500.00",
                base="500.00",
                ratio="40%",
            ),
        ),
        (
            OwnPart(OWN_NOT_COVERED, 20_000, days=("2024-01-01", "2024-01-02")),
            told(
                "own_expense",
                20_000,
                "own_not_covered",
                "cover",
                total="1500.00",
                days=f"2024-01-01{phrase('and')}2024-01-02",
                next=phrase("no_covered_day"),
            ),
        ),
    ],
)
def test_own_expense_says_why(part, expected):
    assert only(steps(part), "own_expense") == [expected]


def test_a_part_without_cover_says_when_cover_begins():
    (found,) = only(steps(OwnPart(OWN_NOT_COVERED, 1, days=("2024-01-01",)), covered="2024-02-01"), "own_expense")
    assert found.text.endswith(phrase("next_covered_day", day="2024-02-01"))


NOBODY = [
    told("fund_total", 0, "fund_total", "direct", sum="0.00"),
    told("personal_total", 150_000, "personal_total", "direct", sum=words("total 1500.00")),
]


def test_a_bill_without_cover_is_the_persons():
    part = OwnPart(OWN_NOT_COVERED, 150_000, days=("2024-01-01",))
    found = steps(part, facts=FACTS._replace(status=NOT_COVERED), scope=WHOLE, regime=OUTBREAK)
    assert found == [
        told(
            "own_expense",
            150_000,
            "not_covered",
            "cover",
            total="1500.00",
            days="2024-01-01",
            next=phrase("no_covered_day"),
        ),
        *NOBODY,
    ]


def test_an_excluded_bill_is_the_persons():
    found = steps(OwnPart("abroad", 150_000), facts=FACTS._replace(status=EXCLUDED), scope=WHOLE)
    expected = told(
        "own_expense",
        150_000,
        "excluded",
        "exclusion.abroad",
        total="1500.00",
        reason=EXCLUSION_WORDS["abroad"][ENGLISH],
    )
    assert found == [expected, *NOBODY]


def test_a_bill_of_nothing_ends_with_its_split():
    assert [each.step for each in steps(scope=Scope(0, 0, 0, 0, 0))] == ["in_scope", "fund_total", "personal_total"]


def test_days_are_named_up_to_three_and_counted_above():
    days = ("2024-01-01", "2024-01-05", "2024-01-09", "2024-02-01")
    writer = Writer(ENGLISH)
    assert days_text(writer, days[:1]) == "2024-01-01"
    assert days_text(writer, days[:3]) == phrase("and").join(days[:3])
    assert days_text(writer, days) == phrase("days_between", first="2024-01-01", last="2024-02-01", number=4)
