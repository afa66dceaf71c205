"""What is told of catastrophic insurance, assistance and tilt: the steps of a year in figures worked out by hand."""

import pytest

from tests.rules.told_cases import CITES, TERMS, cited, left, only, phrase, steps_of, told, words
from tests.rules.trace_cases import FACTS
from tongchou.rules.benefit.accumulators import NOTHING_YET
from tongchou.rules.benefit.facts import Scope
from tongchou.rules.benefit.settlement import settle
from tongchou.rules.benefit.terms import NO_ASSISTANCE, NO_CATASTROPHIC, NO_FEED, NO_POOLING
from tongchou.rules.codes import LOW_INCOME
from tongchou.rules.explanation.words import IDENTITY_WORDS
from tongchou.rules.explanation.writer import ENGLISH
from tongchou.rules.money import UNLIMITED

LATER = TERMS._replace(
    catastrophic=NO_CATASTROPHIC._replace(
        fed=1, threshold=100_000, limits=(UNLIMITED,) * 8, ratios=(5_000,) * 8, cap=40_000
    ),
    feed=NO_FEED._replace(fed=1),
    assistance=NO_ASSISTANCE._replace(entitled=1, deductible=10_000, ratio=7_000, cap=100_000),
    tilt=NO_ASSISTANCE._replace(entitled=1, deductible=5_000, ratio=5_000, cap=UNLIMITED),
)
BILL = Scope(total=150_000, own_expense=20_000, over_limit=10_000, self_first=20_000, in_scope=100_000)
YEAR = NOTHING_YET._replace(
    burden=50_000,
    catastrophic_paid=1_000,
    assistance_base=2_000,
    assistance_paid=1_500,
    assistance_outpatient_paid=400,
    tilt_rest=6_000,
    tilt_paid=300,
)
LARGE_STEP = "catastrophic_pay"
TILTED = FACTS._replace(tilt_place=1)
LOW = IDENTITY_WORDS[LOW_INCOME][ENGLISH]


def steps(facts=TILTED, terms=LATER, state=YEAR, cites=CITES):
    found = steps_of(settle(facts, BILL, terms, state), terms, cites=cites)
    return [each for each in found if each.step not in ("own_expense", "over_limit", "self_first", "in_scope")]


def layer(**changes):
    """Return the terms with one layer changed."""
    return LATER._replace(**{name: getattr(LATER, name)._replace(**change) for name, change in changes.items()})


FED = "in_scope 1000.00 − pool_pay 180.00 = 820.00"
# 820.00 on 500.00 of the year, half of the 320.00 above 1,000.00; 390.00 are left of the cap.
LARGE = {
    "sum": words(FED),
    "before": "500.00",
    "after": "1320.00",
    "threshold": "1000.00",
    "tilt": "",
    "slices_after": "(1320.00 − 1000.00) × 50% = 160.00",
    "slices_before": "0.00",
    "scale_after": "160.00",
    "scale_before": "0.00",
    "apart": "",
    "plus": "",
    "due": "160.00",
    "left": left("400.00", "10.00", "390.00"),
}
# 660.00 on 20.00 of the year, 70% of the 580.00 above 100.00; of 1,000.00 were 11.00 paid under this cap.
AID = {
    "sum": words("in_scope 1000.00 − pool_pay 180.00 − catastrophic_pay 160.00 = 660.00"),
    "before": "20.00",
    "after": "680.00",
    "reason": LOW,
    "deductible": "100.00",
    "ratio": "70%",
    "worth_after": "(680.00 − 100.00) × 70% = 406.00",
    "worth_before": "0.00",
    "value_after": "406.00",
    "value_before": "0.00",
    "due": "406.00",
    "left": left("1000.00", "11.00", "989.00"),
}
# 254.00 on 60.00 of the year, half of what is above 50.00.
TILT = {
    "payer": "",
    "sum": words("assistance_base 660.00 − assistance_pay 406.00 = 254.00"),
    "before": "60.00",
    "after": "314.00",
    "reason": LOW,
    "deductible": "50.00",
    "ratio": "50%",
    "worth_after": "(314.00 − 50.00) × 50% = 132.00",
    "worth_before": "(60.00 − 50.00) × 50% = 5.00",
    "value_after": "132.00",
    "value_before": "5.00",
    "due": "127.00",
    "left": phrase("no_cap"),
}


def large(amount, **changes):
    return told("catastrophic_pay", amount, "catastrophic_pay", "catastrophic catastrophic_fed", **{**LARGE, **changes})


def aid(amount, **changes):
    return told("assistance_pay", amount, "assistance_pay", "assistance assistance_fed", **{**AID, **changes})


def tilt(amount, **changes):
    return told("tilt_pay", amount, "tilt_pay", "tilt assistance_fed", **{**TILT, **changes})


def test_each_layer_tells_what_feeds_it_and_how_its_year_goes_on():
    found = steps()
    assert [each.step for each in found] == [
        "deductible",
        "pool_pay",
        "coinsurance",
        "catastrophic_pay",
        "assistance_pay",
        "tilt_pay",
        "fund_total",
        "personal_total",
    ]
    assert found[3:6] == [large(16_000), aid(40_600), tilt(12_700)]
    assert found[6] == told(
        "fund_total",
        87_300,
        "fund_total",
        "direct",
        sum=words("pool_pay 180.00 + catastrophic_pay 160.00 + assistance_pay 406.00 + tilt_pay 127.00 = 873.00"),
    )


def test_a_layer_that_is_not_fed_is_not_told():
    terms = LATER._replace(catastrophic=NO_CATASTROPHIC, feed=NO_FEED)
    assert only(steps(terms=terms), "catastrophic_pay", "assistance_pay", "tilt_pay", "assistance_loss") == []


def test_tilt_alone_is_told_from_the_whole_base():
    """660.00 on 60.00: half of what is above 50.00."""
    found = steps(terms=LATER._replace(assistance=NO_ASSISTANCE))
    expected = {
        "sum": AID["sum"],
        "after": "720.00",
        "worth_after": "(720.00 − 50.00) × 50% = 335.00",
        "value_after": "335.00",
        "due": "330.00",
    }
    assert only(found, "assistance_pay", "tilt_pay") == [tilt(33_000, **expected)]


def test_assistance_alone_is_told_alone():
    assert only(steps(FACTS), "assistance_pay", "tilt_pay") == [aid(40_600)]


@pytest.mark.parametrize(
    ("changes", "fed", "fed_aid"),
    [
        # 180.00 are due of pooling and 80.00 paid: 100.00 lie over the ceiling.
        (
            {},
            "in_scope 1000.00 − pool_pay 80.00 − over_ceiling 100.00 = 820.00",
            "in_scope 1000.00 − pool_pay 80.00 − over_ceiling 100.00 − catastrophic_pay 160.00 = 660.00",
        ),
        (
            {"catastrophic": {"include_over_ceiling": 1}},
            "in_scope 1000.00 − pool_pay 80.00 = 920.00",
            "in_scope 1000.00 − pool_pay 80.00 − over_ceiling 100.00 − catastrophic_pay 210.00 = 610.00",
        ),
        (
            {"catastrophic": {"include_self_first": 1}},
            "in_scope 1000.00 − pool_pay 80.00 + self_first 200.00 − over_ceiling 100.00 = 1020.00",
            "in_scope 1000.00 − pool_pay 80.00 − over_ceiling 100.00 − catastrophic_pay 260.00 = 560.00",
        ),
        (
            {"feed": {"include_over_ceiling": 1, "include_self_first": 1}},
            "in_scope 1000.00 − pool_pay 80.00 − over_ceiling 100.00 = 820.00",
            "in_scope 1000.00 − pool_pay 80.00 + self_first 200.00 − catastrophic_pay 160.00 = 960.00",
        ),
    ],
)
def test_what_feeds_a_layer_is_told_as_the_layer_counts_it(changes, fed, fed_aid):
    found = steps(FACTS, layer(pooling={"ceiling": 8_000}, **changes))
    (large_step,) = only(found, "catastrophic_pay")
    (aid_step,) = only(found, "assistance_pay")
    assert f" {words(fed)}: " in large_step.text
    assert f" {words(fed_aid)}: " in aid_step.text


@pytest.mark.parametrize("include", [0, 1])
def test_what_exceeds_the_basic_ceiling_is_told_apart(include):
    """30% of 100.00; the bands see 820.00 whether or not what exceeds the ceiling is to be included."""
    terms = layer(
        pooling={"ceiling": 8_000},
        catastrophic={"over_ceiling_apart": 1, "over_ceiling_ratio": 3_000, "include_over_ceiling": include},
    )
    assert only(steps(FACTS, terms), "catastrophic_pay") == [
        large(
            19_000,
            sum=words("in_scope 1000.00 − pool_pay 80.00 − over_ceiling 100.00 = 820.00"),
            apart=phrase("apart", product="100.00 × 30% = 30.00"),
            plus=" + 30.00",
            due="190.00",
        )
    ]


def test_what_exceeds_the_ceiling_is_told_below_the_threshold_too():
    terms = layer(
        pooling={"ceiling": 8_000},
        catastrophic={"over_ceiling_apart": 1, "over_ceiling_ratio": 3_000, "threshold": 900_000},
    )
    assert only(steps(FACTS, terms), "catastrophic_pay") == [
        large(
            3_000,
            sum=words("in_scope 1000.00 − pool_pay 80.00 − over_ceiling 100.00 = 820.00"),
            threshold="9000.00",
            slices_after="0.00",
            scale_after="0.00",
            apart=phrase("apart", product="100.00 × 30% = 30.00"),
            plus=" + 30.00",
            due="30.00",
        )
    ]


def test_what_exceeds_the_ceiling_is_told_where_nothing_else_feeds_the_layer():
    """All of the cost is paid by ratio and none of it left under the ceiling."""
    terms = layer(
        pooling={"deductible": 0, "ratio": 10_000, "ceiling": 0},
        catastrophic={"over_ceiling_apart": 1, "over_ceiling_ratio": 3_000},
    )
    (found,) = only(steps(FACTS, terms), "catastrophic_pay")
    assert found.amount == 30_000


@pytest.mark.parametrize(("burden", "sentence"), [(18_000, "catastrophic_below"), (18_001, "catastrophic_pay")])
def test_a_year_that_is_not_above_the_threshold_says_so(burden, sentence):
    """820.00 on 180.00 are 1,000.00: just not above."""
    (found,) = only(steps(state=YEAR._replace(burden=burden)), "catastrophic_pay")
    after = "1000.00" if sentence == "catastrophic_below" else "1000.01"
    shown = {**LARGE, "before": f"180.0{burden % 10}", "after": after}
    if sentence == "catastrophic_pay":
        shown["slices_after"] = "(1000.01 − 1000.00) × 50% = 0.005 ≈ 0.01"
        shown |= {"scale_after": "0.01", "due": "0.01"}
    assert found == told("catastrophic_pay", burden - 18_000, sentence, "catastrophic catastrophic_fed", **shown)


STATED = {
    **CITES,
    "catastrophic": (
        cited("catastrophic.threshold", "2000.00"),
        cited("catastrophic.tilt_threshold_factor", "50%"),
        cited("catastrophic.tilt_points", "5%"),
    ),
    "assistance": (
        cited("assistance.cap", "2.5% of income"),
        cited("assistance.deductible", "0.25% of income"),
        cited("assistance.outpatient_cap", "1% of income"),
        cited("income.per_head", "40000.00"),
    ),
    "tilt": (
        cited("tilt.cap", "40% of income"),
        cited("tilt.deductible", "0.1% of income"),
        cited("income.per_head", "50000.00"),
    ),
}


def test_sums_are_told_as_the_regulation_states_them():
    found = steps(terms=layer(tilt={"cap": 2_000_000}), cites=STATED)
    large_step, aid_step, tilt_step = only(found, "catastrophic_pay", "assistance_pay", "tilt_pay")
    assert (
        large_step.text
        == large(
            16_000,
            threshold="2000.00 × 50% = 1000.00",
            tilt=phrase("tilted", points="5%", reason=LOW),
            slices_after="(1320.00 − 1000.00) × (45% + 5%) = 160.00",
        ).text
    )
    assert (
        aid_step.text
        == aid(
            40_600,
            deductible="0.25% × 40000.00 = 100.00",
            left=left("2.5% × 40000.00 = 1000.00", "11.00", "989.00"),
        ).text
    )
    assert (
        tilt_step.text
        == tilt(
            12_700,
            deductible="0.1% × 50000.00 = 50.00",
            left=left("40% × 50000.00 = 20000.00", "3.00", "19997.00"),
        ).text
    )


def test_added_points_are_told_of_the_year_before_as_well():
    """820.00 on 1,100.00 of the year: half of 920.00 less half of 100.00; 390.00 are left."""
    (found,) = only(steps(state=YEAR._replace(burden=110_000), cites=STATED), "catastrophic_pay")
    expected = large(
        39_000,
        before="1100.00",
        after="1920.00",
        threshold="2000.00 × 50% = 1000.00",
        tilt=phrase("tilted", points="5%", reason=LOW),
        slices_after="(1920.00 − 1000.00) × (45% + 5%) = 460.00",
        slices_before="(1100.00 − 1000.00) × (45% + 5%) = 50.00",
        scale_after="460.00",
        scale_before="50.00",
        due="410.00",
    )
    assert found.text == expected.text


def test_a_cap_lowered_after_a_break_is_told_and_written_as_a_sum():
    """160.00 is due; the cap of 400.00 less 300.00, 10.00 paid before; then raised by a step of 50.00."""
    changed = {"re_enrolment_reduction": 30_000}
    lowered, paid = only(steps(TILTED._replace(returned=1), layer(catastrophic=changed)), "re_enrolment", LARGE_STEP)
    assert (lowered.amount, paid.amount) == (30_000, 9_000)
    assert lowered.text.endswith("lowered by 300.00.")
    assert lowered.references == CITES["re_enrolment"]
    assert left("400.00 − 300.00 = 100.00", "10.00", "90.00") in paid.text
    changed |= {"zero_claim_step": 5_000, "ceiling_share": 10_000}
    state = YEAR._replace(zero_claim_years=1)
    (paid,) = only(steps(TILTED._replace(returned=1), layer(catastrophic=changed), state), LARGE_STEP)
    assert left("400.00 − 300.00 + 50.00 = 150.00", "10.00", "140.00") in paid.text


def test_a_cap_of_outpatient_kinds_is_told_with_what_was_paid_under_it():
    terms = layer(assistance={"cap": 40_000, "outpatient_cap": 1})
    (found,) = only(steps(FACTS, terms, cites=STATED), "assistance_pay")
    assert found.amount == 39_600
    assert left("1% × 40000.00 = 400.00", "4.00", "396.00") in found.text


def test_a_raised_cap_is_told_before_what_it_pays():
    """1 + 2 steps of 20.00 and 3 years of 10.00 are 90.00; a fifth of 400.00 is 80.00."""
    rules = {"continuous_after_years": 2, "continuous_step": 2_000, "zero_claim_step": 1_000, "ceiling_share": 2_000}
    state = YEAR._replace(continuous_years=4, earned_steps=1, zero_claim_years=3)
    values = {
        "continuous": 4,
        "after": 2,
        "kept": 1,
        "step": "20.00",
        "steps": 3,
        "zero": 3,
        "zero_step": "10.00",
        "whole": "90.00",
        "most": "400.00 × 20% = 80.00",
    }
    found = only(steps(terms=layer(catastrophic=rules), state=state), "incentive", "catastrophic_pay")
    assert found == [
        told("incentive", 8_000, "incentive", "incentive", **values),
        large(16_000, left=left("400.00 + 80.00 = 480.00", "10.00", "470.00")),
    ]


def test_years_that_earn_no_step_are_told_as_none():
    rules = {"continuous_after_years": 2, "continuous_step": 2_000, "zero_claim_step": 1_000, "ceiling_share": 2_000}
    state = YEAR._replace(continuous_years=1, zero_claim_years=3)
    values = {
        "continuous": 1,
        "after": 2,
        "kept": 0,
        "step": "20.00",
        "steps": 0,
        "zero": 3,
        "zero_step": "10.00",
        "whole": "30.00",
        "most": "400.00 × 20% = 80.00",
    }
    found = only(steps(terms=layer(catastrophic=rules), state=state), "incentive")
    assert found == [told("incentive", 3_000, "incentive", "incentive", **values)]


UNFILED = FACTS._replace(unfiled_outside=1)
NOT_FED = told("assistance_pay", 0, "assistance_unfiled", "assistance_unfiled")


@pytest.mark.parametrize(
    "terms",
    [LATER, LATER._replace(assistance=NO_ASSISTANCE), LATER._replace(tilt=NO_ASSISTANCE)],
)
def test_an_unfiled_bill_says_that_it_feeds_no_assistance(terms):
    assert only(steps(UNFILED, terms), "assistance_pay", "tilt_pay", "assistance_loss") == [NOT_FED]


def test_without_a_parameter_of_its_own_it_cites_what_feeds_assistance():
    cites = {key: CITES[key] for key in CITES if key != "assistance_unfiled"}
    expected = told("assistance_pay", 0, "assistance_unfiled", "assistance_fed")
    assert only(steps(UNFILED, cites=cites), "assistance_pay") == [expected]


@pytest.mark.parametrize(
    ("facts", "terms"),
    [
        (FACTS, LATER),
        (UNFILED, LATER._replace(assistance=NO_ASSISTANCE, tilt=NO_ASSISTANCE)),
        (UNFILED, layer(feed={"fed": 0})),
        (UNFILED, layer(feed={"unfiled_counts": 1})),
    ],
)
def test_what_is_not_lost_for_want_of_a_filing_is_not_told_so(facts, terms):
    assert NOT_FED not in steps(facts, terms)


def test_a_loss_against_the_referral_rule_is_told_and_taken_out():
    """By referral 60% of (1,000.00 − 500.00); 120.00 less than that were paid."""
    terms = layer(feed={"unfiled_counts": 1, "unfiled_loses_difference": 1})._replace(
        referral=NO_POOLING._replace(deductible=50_000, ratio=6_000)
    )
    loss, found = only(steps(UNFILED, terms), "assistance_loss", "assistance_pay")
    assert loss == told(
        "assistance_loss", 12_000, "assistance_loss", "assistance_unfiled", referral="300.00", paid="180.00"
    )
    fed = "in_scope 1000.00 − pool_pay 180.00 − catastrophic_pay 160.00 − loss 120.00 = 540.00"
    assert f" {words(fed)}: " in found.text
