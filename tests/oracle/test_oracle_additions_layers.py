"""The oracle against hand-computed cases: what some cities add to catastrophic insurance and assistance (section 12).

The parameters are those of `sample.py` with one addition each. There low_income has half the catastrophic threshold, 5
points more and no cap, and 70% assistance up to 5,000; outpatient care has a deductible of 100, 50% and a cap of 300.
"""

from dataclasses import replace
from fractions import Fraction

from .oracle import settle
from .parameters import CatastrophicTilt, Grant, Incentive
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


# Coming back after a break: two bills that are paid 5,160 = S(20,600) and 10,125 = S(36,900) − 5,160 without a cap

BREAK = [{"from": "2022-01-01", "to": "2024-01-31"}, {"from": "2024-03-01"}]
INCENTIVE = Incentive(4, Fraction(1000), Fraction(500), percent("20"))


def bills(first, second):
    """The two bills, each of one day."""
    return [stay("E1", first, first, "50000.00"), stay("E2", second, second, "40000.00")]


def capped(cap, reduction, **changes):
    """The sample with a catastrophic cap and what a break takes off it."""
    changes |= {"cap": Fraction(cap), "re_enrolment_reduction": Fraction(reduction)}
    return with_part("catastrophic", **changes)


def catastrophic_pays(days, parameters, **person):
    return paid(answers(bills(*days), parameters, **person), "catastrophic_pay")


def test_cap_before_and_after_a_break():
    lowered = capped(9000, 2000)
    # the first before it, under 9,000; then 9,000 − 2,000 − 5,160 = 1,840, on the day on which cover begins already
    for second in ("2024-03-01", "2024-12-31"):
        assert catastrophic_pays(("2024-01-31", second), lowered, coverage=BREAK) == [5160, 1840]
    # both after it: 7,000 − 5,160; the order of the periods says nothing
    after = ("2024-03-01", "2024-03-02")
    for coverage in (BREAK, BREAK[::-1]):
        assert catastrophic_pays(after, lowered, coverage=coverage) == [5160, 1840]
    # both before it: 9,000 − 5,160 = 3,840
    assert catastrophic_pays(("2024-01-05", "2024-01-31"), lowered, coverage=BREAK) == [5160, 3840]
    # no reduction, or no cap
    assert catastrophic_pays(after, capped(9000, 0), coverage=BREAK) == [5160, 3840]
    uncapped = with_part("catastrophic", re_enrolment_reduction=Fraction(2000))
    assert catastrophic_pays(after, uncapped, coverage=BREAK) == [5160, 10_125]


def test_no_break():
    days, lowered = ("2024-03-01", "2024-03-02"), capped(9000, 2000)
    assert catastrophic_pays(days, lowered) == [5160, 3840]
    unbroken = (
        # no earlier cover
        BREAK[1:],
        [{"from": "2024-01-01"}],
        # periods that touch or overlap
        [BREAK[0], {"from": "2024-02-01"}],
        [BREAK[0], {"from": "2024-03-01"}, {"from": "2024-01-15", "to": "2024-02-29"}],
        # cover that ends and has not begun again
        [{"from": "2022-01-01", "to": "2024-03-02"}, {"from": "2024-05-01"}],
    )
    for coverage in unbroken:
        assert catastrophic_pays(days, lowered, coverage=coverage) == [5160, 3840]
    # never covered: nothing is paid
    assert catastrophic_pays(days, lowered, coverage=[]) == [0, 0]


def test_break_at_the_turn_of_a_year():
    lowered = capped(5000, 2000)

    def pays(ends, begins, days):
        return catastrophic_pays(days, lowered, coverage=[{"from": "2022-01-01", "to": ends}, {"from": begins}])

    # begun again on 1 January 2024, after half a year or one day: 2024 has 3,000
    for ends in ("2023-06-30", "2023-12-30"):
        assert pays(ends, "2024-01-01", ("2024-01-01", "2024-12-31")) == [3000, 0]
    # 31 December is the day before: no break
    assert pays("2023-12-31", "2024-01-01", ("2024-01-01", "2024-12-31")) == [5000, 0]
    # begun again on 31 December 2023: 2023 has 3,000, and 2024 5,000
    # a year begins with its full deductible: (40,000 − 1,000) × 40% + 1,000 = 16,600, 4,600 × 60% = 2,760
    assert pays("2023-06-30", "2023-12-31", ("2023-12-31", "2024-01-01")) == [3000, 2760]
    assert pays("2023-06-30", "2023-12-31", ("2024-01-01", "2024-12-31")) == [5000, 0]
    # a break over the turn: 2023 is whole, 2024 from February is not
    assert pays("2023-11-30", "2024-02-01", ("2023-11-30", "2024-02-01")) == [5000, 2760]
    assert pays("2023-11-30", "2024-02-01", ("2024-02-01", "2024-02-02")) == [3000, 0]
    # the year after the break is another year
    settled = answers(
        [*bills("2024-02-01", "2024-02-02"), stay("E3", "2025-02-01", "2025-02-01", "50000.00")],
        lowered,
        coverage=[{"from": "2022-01-01", "to": "2023-11-30"}, {"from": "2024-02-01"}],
    )
    assert paid(settled, "catastrophic_pay") == [3000, 0, 5000]


def test_two_breaks_lower_the_cap_once():
    twice = [BREAK[0], {"from": "2024-03-01", "to": "2024-05-31"}, {"from": "2024-07-01"}]
    for days in (("2024-03-05", "2024-07-05"), ("2024-01-05", "2024-07-05"), ("2024-07-05", "2024-07-06")):
        assert catastrophic_pays(days, capped(9000, 2000), coverage=twice) == [5160, 1840]
    # the first begun again in 2023, the second in July: until then whole, 9,000 − 5,160
    years = [{"from": "2022-01-01", "to": "2022-12-31"}, {"from": "2023-02-01", "to": "2024-05-31"}, twice[2]]
    assert catastrophic_pays(("2024-03-05", "2024-05-31"), capped(9000, 2000), coverage=years) == [5160, 3840]
    assert catastrophic_pays(("2024-03-05", "2024-07-01"), capped(9000, 2000), coverage=years) == [5160, 1840]


def test_cap_lowered_to_nothing():
    for reduction in (9000, 10_000):
        assert catastrophic_pays(("2024-03-01", "2024-03-02"), capped(9000, reduction), coverage=BREAK) == [0, 0]
        # what was paid before stays paid
        assert catastrophic_pays(("2024-01-31", "2024-03-01"), capped(9000, reduction), coverage=BREAK) == [5160, 0]
    # 6,000 − 2,000 is less than what was paid already
    assert catastrophic_pays(("2024-01-31", "2024-03-01"), capped(6000, 2000), coverage=BREAK) == [5160, 0]


def test_lowered_cap_with_incentive():
    # 2 × 1,000 + 500 = 2,500 against 20% of the 6,000 before the reduction = 1,200: 4,000 + 1,200 = 5,200
    earned = {"continuous_years": 6, "zero_claim_years": 1, "coverage": BREAK}
    parameters = capped(6000, 2000, incentive=INCENTIVE)
    settled = answers(bills("2024-03-01", "2024-03-02"), parameters, **earned)
    assert paid(settled, "catastrophic_pay") == [5160, 40]
    # above the cap without the incentive, 4,000: 1,160, then the other 40
    assert [sums(each, "bonus_paid") for each in settled] == [(1160,), (1200,)]
    # the first before the break, under 7,200 and below 6,000: no bonus; the 40 are one
    settled = answers(bills("2024-01-31", "2024-03-01"), parameters, **earned)
    assert paid(settled, "catastrophic_pay") == [5160, 40]
    assert [sums(each, "bonus_paid") for each in settled] == [(0,), (40,)]
    # lowered to 0: the extra alone is left, and the year that used it ends the years without a claim
    next_year = stay("E3", "2025-03-01", "2025-03-01", "500.00")
    encounters = [*bills("2024-03-01", "2024-03-02"), next_year]
    settled = answers(encounters, capped(6000, 7000, incentive=INCENTIVE), **earned)
    assert paid(settled, "catastrophic_pay") == [1200, 0, 0]
    assert [sums(each, "bonus_paid") for each in settled] == [(1200,), (1200,), (0,)]
    assert settled[2]["accumulators"]["zero_claim_years"] == 0


def test_lowered_cap_of_a_tilted_identity():
    # low_income: (20,600 − 6,000) × 65% = 9,490, without a cap nothing to lower;
    # S(36,900) = 24,000 × 65% + 6,900 × 70% = 20,430, 20,430 − 9,490 = 10,940
    days, low_income = ("2024-03-01", "2024-03-02"), {"identities": LOW_INCOME, "coverage": BREAK}
    assert catastrophic_pays(days, capped(9000, 2000), **low_income) == [9490, 10_940]
    # with a cap of its own, 12,000: 10,000 is left; with the general one 7,000
    for own_cap, expected in ((Fraction(12_000), [9490, 510]), (None, [7000, 0])):
        tilt = {"low_income": CatastrophicTilt(Fraction(1, 2), percent("5"), own_cap=own_cap)}
        assert catastrophic_pays(days, capped(9000, 2000, tilt=tilt), **low_income) == expected


def test_the_discharge_date_decides_on_the_lowered_cap():
    # a line of January, before the break; discharged during it, and on the day on which cover begins again
    line = {"item": "service", "class": "A", "amount": "50000.00", "date": "2024-01-20"}
    for discharged, expected in (("2024-02-29", 5000), ("2024-03-01", 3000)):
        bill = stay("E1", "2024-01-20", discharged, "0.00", lines=[line])
        del bill["amounts"]
        (answer,) = answers([bill], capped(5000, 2000), coverage=BREAK)
        assert amounts_of(answer, "catastrophic_pay") == (expected,)
    # the reduction is in force from July: of 7,000 in March 5,160, of 7,000 − 1,000 in July 840
    person = {"id": "P1", "birth": "1980-01-01", "coverage": BREAK, "encounters": bills("2024-03-01", "2024-07-01")}
    settled = settle(person, lambda day, grade: capped(7000, 1000 if day.month >= 7 else 0))
    assert paid(settled, "catastrophic_pay") == [5160, 840]
