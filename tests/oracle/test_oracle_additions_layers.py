"""The oracle against hand-computed cases: what some cities add to catastrophic insurance and assistance (section 12).

The parameters are those of `sample.py` with one addition each. There low_income has half the catastrophic threshold, 5
points more and no cap, and 70% assistance up to 5,000; outpatient care has a deductible of 100, 50% and a cap of 300.
"""

from dataclasses import replace
from fractions import Fraction

from .parameters import Grant, Incentive
from .sample import (
    SAMPLE,
    amounts_of,
    answers,
    identity,
    paid,
    percent,
    stay,
    sums,
    totals,
    visit,
    with_part,
)

LOW_INCOME = identity("low_income")

# What exceeds the basic ceiling


def test_over_ceiling_at_a_ratio_of_its_own():
    # ceiling 20,000: 49,000 × 60% = 29,400, 9,400 over, burden 30,000, b = 20,600: 8,600 × 60% = 5,160;
    # 9,400 × 50% = 4,700, together 9,860
    bill = stay("E1", "2024-01-01", "2024-01-05", "50000.00")
    low_ceiling = with_part("inpatient", ceiling=Fraction(20_000))
    names = ("over_ceiling", "burden", "catastrophic_pay")
    for feeds in (False, True):
        rules = replace(SAMPLE.catastrophic, over_ceiling_feeds=feeds, over_ceiling_ratio=percent("50"))
        (answer,) = answers([bill], replace(low_ceiling, catastrophic=rules))
        assert amounts_of(answer, *names) == (9400, 30_000, 9860)
        assert sums(answer, "catastrophic_burden") == (20_600,)
    # within the cap, and above it for the incentive: 5% of 9,000 = 450 at most, 9,450 of 9,860
    incentive = Incentive(4, Fraction(1000), Fraction(500), percent("5"))
    rules = replace(rules, cap=Fraction(9000), incentive=incentive)
    (answer,) = answers([bill], replace(low_ceiling, catastrophic=rules), continuous_years=6)
    assert amounts_of(answer, *names) == (9400, 30_000, 9450)
    assert sums(answer, "bonus_paid") == (450,)


def test_assistance_reads_the_burden_with_its_own_flags():
    # low_income: threshold 6,000, 5 points more: 14,600 × 65% = 9,490, with 4,700 14,190.
    # b of assistance without what is over: (20,600 − 14,190) × 10% = 641; with it (30,000 − 14,190) × 10% = 1,581
    bill = stay("E1", "2024-01-01", "2024-01-05", "50000.00")
    for feeds, expected in ((False, 641), (True, 1581)):
        parameters = replace(
            with_part("inpatient", ceiling=Fraction(20_000)),
            catastrophic=replace(SAMPLE.catastrophic, over_ceiling_ratio=percent("50")),
            assistance=replace(
                SAMPLE.assistance, by_identity={"low_income": Grant(percent("10"))}, over_ceiling_feeds=feeds
            ),
        )
        (answer,) = answers([bill], parameters, identities=LOW_INCOME)
        assert amounts_of(answer, "catastrophic_pay", "assistance_pay") == (14_190, expected)


def test_over_ceiling_ratio_rounds_once():
    # everything is over a ceiling of 0: 0.03 × 60% = 0.018 → 0.02, over 0.02; 0.02 × 25% = 0.005 → 0.01
    bill = stay("E1", "2024-01-01", "2024-01-05", "1000.03")
    parameters = replace(
        with_part("inpatient", ceiling=Fraction(0)),
        catastrophic=replace(SAMPLE.catastrophic, over_ceiling_ratio=percent("25")),
    )
    (answer,) = answers([bill], parameters)
    assert amounts_of(answer, "over_ceiling", "catastrophic_pay") == (Fraction("0.02"), Fraction("0.01"))


# Assistance by kind of bill

BY_KIND = replace(
    SAMPLE.assistance,
    kinds=frozenset({"inpatient", "outpatient", "chronic_2", "negotiated_drug"}),
    by_identity={"low_income": Grant(percent("70"), Fraction(100), Fraction(400))},
)
# 50% of 1,000 − 100 is 450 against a cap of 300: burden 700
OUTPATIENT = visit("E1", "outpatient", "2024-01-05", "1000.00")
# 60% of 1,000: burden 400 each
DRUGS = [visit(f"E{n}", "negotiated_drug", f"2024-0{n}-05", "1000.00") for n in (2, 3)]


def by_kind(**changes):
    """The sample whose low_income has 70% above 100 and up to 400 a year; what is over the ceiling feeds."""
    return replace(SAMPLE, assistance=replace(BY_KIND, over_ceiling_feeds=True, **changes))


def test_assistance_ratio_by_kind():
    # outpatient: (700 − 100) × 50% = 300. The drug at 70%: A(1,100) − A(700) = 700 − 420 = 280, of it 100 of 400 left
    ratios = {"outpatient": {"low_income": percent("50"), "monitored": percent("90")}, "inpatient": {}}
    settled = answers([OUTPATIENT, DRUGS[0]], by_kind(kind_ratio=ratios), identities=LOW_INCOME)
    assert paid(settled, "assistance_pay") == [300, 100]
    # the other way round, up to 1,000: (400 − 100) × 70% = 210; at 50% A(1,100) − A(400) = 500 − 150 = 350
    later = OUTPATIENT | {"id": "E3", "discharged": "2024-03-05"}
    rules = by_kind(kind_ratio=ratios, by_identity={"low_income": Grant(percent("70"), Fraction(100), Fraction(1000))})
    settled = answers([DRUGS[0], later], rules, identities=LOW_INCOME)
    assert paid(settled, "assistance_pay") == [210, 350]
    assert sums(settled[1], "assistance_base", "assistance_paid") == (1100, 560)
    # an identity without a row in assistance.ratio stays out
    (answer,) = answers([OUTPATIENT], by_kind(kind_ratio=ratios), identities=identity("monitored"))
    assert amounts_of(answer, "burden", "assistance_pay") == (700, 0)
    assert sums(answer, "assistance_base") == (0,)


def test_outpatient_cap_of_its_own():
    # outpatient (700 − 100) × 70% = 420 against 250; the drug 280 of the untouched 400; the next 280 against 120
    capped = by_kind(outpatient_cap={"low_income": Fraction(250)})
    settled = answers([OUTPATIENT, *DRUGS], capped, identities=LOW_INCOME)
    assert paid(settled, "assistance_pay") == [250, 280, 120]
    # one base of the year: 700 + 400 + 400
    names = ("assistance_base", "assistance_paid", "assistance_outpatient_paid")
    assert sums(settled[2], *names) == (1500, 650, 250)
    # a second outpatient bill finds nothing left of its cap
    again = OUTPATIENT | {"id": "E4", "discharged": "2024-04-05"}
    assert paid(answers([OUTPATIENT, again], capped, identities=LOW_INCOME), "assistance_pay") == [250, 0]
    # drugs are an outpatient kind too: 250 is used up
    kinds = frozenset({"outpatient", "negotiated_drug"})
    wide = by_kind(outpatient_cap={"low_income": Fraction(250)}, outpatient_kinds=kinds)
    assert paid(answers([OUTPATIENT, DRUGS[0]], wide, identities=LOW_INCOME), "assistance_pay") == [250, 0]


def test_outpatient_cap_without_limit_and_without_row():
    # a row without a limit: all 420, and the cap of 400 is untouched
    settled = answers([OUTPATIENT, *DRUGS], by_kind(outpatient_cap={"low_income": None}), identities=LOW_INCOME)
    assert paid(settled, "assistance_pay") == [420, 280, 120]
    assert sums(settled[2], "assistance_outpatient_paid") == (420,)
    # no row: one cap for all kinds, 400 of 420, nothing left
    shared = answers([OUTPATIENT, *DRUGS], by_kind(outpatient_cap={"monitored": Fraction(1)}), identities=LOW_INCOME)
    assert paid(shared, "assistance_pay") == [400, 0, 0]
    assert sums(shared[2], "assistance_outpatient_paid") == (0,)


def test_outpatient_cap_and_an_identity_that_changes():
    # January as monitored without an outpatient cap: (700 − 100) × 70% = 420 against 400. From February low_income with
    # one: pooling pays nothing more, A(1,700) − A(700) = 700 of its 250; January's 400 count against the drug's cap
    rules = by_kind(
        by_identity={name: Grant(percent("70"), Fraction(100), Fraction(400)) for name in ("low_income", "monitored")},
        outpatient_cap={"low_income": Fraction(250)},
    )
    second = OUTPATIENT | {"id": "E2", "discharged": "2024-02-05"}
    identities = [{"kind": "monitored", "from": "2024-01-01", "to": "2024-01-31"}, *identity("low_income")]
    identities[1] |= {"from": "2024-02-01"}
    settled = answers([OUTPATIENT, second, DRUGS[1]], rules, identities=identities)
    assert paid(settled, "assistance_pay") == [400, 250, 0]
    assert sums(settled[2], "assistance_paid", "assistance_outpatient_paid") == (650, 250)


# A share of the burden after all layers


def test_share_after_all_layers_for_everybody():
    # burden 20,600, catastrophic 5,160: (15,440 − 10,000) × 50% = 2,720 without any identity
    parameters = replace(SAMPLE, tilt={"ordinary": Grant(percent("50"), Fraction(10_000))})
    bill = stay("E1", "2024-01-01", "2024-01-05", "50000.00")
    (answer,) = answers([bill], parameters)
    assert amounts_of(answer, "catastrophic_pay", "assistance_pay", "tilt_pay") == (5160, 0, 2720)
    # 2,000 more of own expense change nothing: it is no burden
    (answer,) = answers([bill | {"amounts": totals("52000.00", "2000.00")}], parameters)
    assert amounts_of(answer, "tilt_pay") == (2720,)
