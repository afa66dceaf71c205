"""What is told of the basic layer and of a delivery: each step with the figures of small bills, worked out by hand."""

import pytest

from tests.rules.told_cases import ABOUT, CITES, OUTBREAK, TERMS, cited, left, only, phrase, steps_of, told, words
from tests.rules.trace_cases import FACTS
from tongchou.rules.benefit.accumulators import NOTHING_YET
from tongchou.rules.benefit.facts import Scope
from tongchou.rules.benefit.settlement import settle
from tongchou.rules.benefit.terms import (
    MODE_LIMIT,
    MODE_LUMP,
    NO_MATERNITY,
    REPEAT_FACTORS,
    REPEAT_REDUCTIONS,
    REPEAT_SUMS,
)
from tongchou.rules.codes import (
    ANTENATAL,
    CHRONIC_1,
    CHRONIC_2,
    LEVEL3,
    MATERNITY,
    NEGOTIATED_DRUG,
    OUTPATIENT,
    TWO_DISEASE,
    VAGINAL,
)
from tongchou.rules.explanation.words import FILINGS, LEVEL_WORDS
from tongchou.rules.explanation.writer import ENGLISH
from tongchou.rules.money import RATIO, UNLIMITED

BILL = Scope(total=100_000, own_expense=0, over_limit=0, self_first=0, in_scope=100_000)


def steps(facts=FACTS, sums=None, about=ABOUT, cites=CITES, scope=BILL, **changes):
    """Return what is told of a bill of 1,000.00, all in scope, under 60% from 700.00 to 10,000.00."""
    terms = TERMS._replace(pooling=TERMS.pooling._replace(**changes))
    trace = settle(facts, scope, terms, NOTHING_YET._replace(**(sums or {})))
    return steps_of(trace, terms, about, cites)


def test_a_bill_is_told_in_the_order_of_the_regulation():
    assert steps() == [
        told("in_scope", 100_000, "in_scope", "in_scope", sum=words("total 1000.00")),
        told("deductible", 70_000, "deductible", "deductible", due="700.00"),
        told(
            "pool_pay",
            18_000,
            "pool_pay",
            "out_of_area ratio",
            payer="basic pooling",
            eligible="1000.00",
            deductible="700.00",
            ratio="60%",
            raw="180.00",
        ),
        told("coinsurance", 12_000, "coinsurance", "out_of_area ratio", base="300.00", raw="180.00"),
        told("fund_total", 18_000, "fund_total", "direct", sum=words("pool_pay 180.00")),
        told(
            "personal_total",
            82_000,
            "personal_total",
            "direct",
            sum=words("total 1000.00 − fund_total 180.00 = 820.00"),
        ),
    ]


def test_what_nobody_pays_is_told_as_nothing():
    found = steps(ratio=0)
    assert only(found, "fund_total") == [told("fund_total", 0, "fund_total", "direct", sum="0.00")]
    assert only(found, "personal_total") == [
        told("personal_total", 100_000, "personal_total", "direct", sum=words("total 1000.00"))
    ]


def test_what_is_paid_whole_leaves_no_coinsurance():
    assert only(steps(deductible=0, ratio=RATIO), "deductible", "coinsurance") == []


EXEMPT = {
    "deductible_exempt": (cited("inpatient.deductible_exempt"),),
    "deductible_exempt_diagnosis": (cited("inpatient.deductible_exempt_diagnoses"), cited("other")),
    "deductible_exempt_filing": (cited("inpatient.deductible_exempt_filings"), cited("other")),
}


@pytest.mark.parametrize("sentence", EXEMPT)
def test_an_exemption_says_what_exempts(sentence):
    cites = {**CITES, "exempt": EXEMPT[sentence]}
    (found,) = only(steps(exempt=1, cites=cites), "deductible")
    expected = told("deductible", 0, sentence, "deductible")
    assert found == expected._replace(references=EXEMPT[sentence] + expected.references)


def test_a_special_rule_that_waives_the_deductible_is_named():
    found = only(steps(exempt=1, about=ABOUT._replace(regime=OUTBREAK)), "deductible")
    assert found == [told("deductible", 0, "deductible_waived", "exempt deductible")]


def test_the_payer_that_a_special_rule_names_pays():
    (found,) = only(steps(about=ABOUT._replace(regime=OUTBREAK)), "pool_pay")
    assert found.text.endswith("public finance pays 180.00.")
    fund = OUTBREAK._replace(payer="resident_fund", waive=("ceiling",))
    (found,) = only(steps(about=ABOUT._replace(regime=fund)), "pool_pay")
    assert found.text.endswith("basic pooling pays 180.00.")
    assert only(steps(exempt=1, about=ABOUT._replace(regime=fund)), "deductible")[0].text == (
        told("deductible", 0, "deductible_exempt", "deductible").text
    )


def test_a_diagnosis_that_is_exempt_from_an_admission_on_is_told_as_such():
    ground = cited("inpatient.deductible_exempt_diagnoses")
    cites = CITES | {"exempt_from": (ground,)}
    (found,) = only(steps(facts=FACTS, exempt_from_admission=1, cites=cites), "deductible")
    values = {"start": 1, "number": 1}
    expected = told("deductible", 0, "deductible_exempt_diagnosis_from", "exempt_from deductible", **values)
    assert found.text == expected.text
    assert found.references[0] == ground


def test_a_part_that_is_an_admission_for_its_length_says_so():
    found = steps(facts=FACTS._replace(long_stay=181))
    assert only(found, "long_stay") == [told("long_stay", 70_000, "long_stay", "long_stay", days=181)]
    assert only(found, "deductible") == [PLAIN]
    assert only(steps(facts=FACTS._replace(kind=CHRONIC_1, long_stay=181)), "long_stay") == []


def test_an_exemption_that_nothing_explains_is_that_of_the_identity():
    cites = {key: CITES[key] for key in CITES if key != "exempt"}
    found = only(steps(exempt=1, cites=cites), "deductible")
    assert found == [told("deductible", 0, "deductible_exempt", "deductible")]


HALF = {"repeat_mode": REPEAT_FACTORS, "repeat": (RATIO, *(5_000,) * 6, 2_500)}
LESS = {"repeat_mode": REPEAT_REDUCTIONS, "repeat": (0, 10_000, 70_000, *(70_001,) * 5)}
SUMS = {"repeat_mode": REPEAT_SUMS, "repeat": (70_000, 50_000, *(30_000,) * 6)}
TRANSFER = FACTS._replace(transfer=1, chain_deductible=30_000)
PLAIN = told("deductible", 70_000, "deductible", "deductible", due="700.00")


def again(number, amount, repeat, due="", more=""):
    return told(
        "deductible",
        amount,
        "deductible_repeat",
        f"deductible repeat {more}",
        number=number,
        full="700.00",
        repeat=repeat,
        due=due,
    )


@pytest.mark.parametrize(
    ("facts", "sums", "changes", "expected"),
    [
        (FACTS._replace(later_part=1), {}, {}, told("deductible", 0, "deductible_later_part", "deductible")),
        (FACTS._replace(kind=CHRONIC_1, later_part=1), {}, {}, PLAIN),
        # An age that is exempt from the second admission on.
        (
            FACTS,
            {"admissions": 1},
            {"exempt_from_admission": 2},
            told("deductible", 0, "deductible_exempt_age", "exempt_from deductible", start=2, number=2),
        ),
        (
            FACTS,
            {},
            {"exempt_from_admission": 1},
            told("deductible", 0, "deductible_exempt_age", "exempt_from deductible", start=1, number=1),
        ),
        (FACTS, {}, {"exempt_from_admission": 2}, PLAIN),
        (FACTS._replace(kind=CHRONIC_1), {}, {"exempt_from_admission": 1}, PLAIN),
        # Transfers.
        (
            TRANSFER,
            {},
            {"transfer_pays_difference": 1},
            told(
                "deductible",
                40_000,
                "deductible_transfer",
                "deductible transfer",
                full="700.00",
                borne="300.00",
                rest="400.00",
                due="",
            ),
        ),
        (
            TRANSFER,
            {"deductible": 80_000},
            {"transfer_pays_difference": 1, "yearly_deductible_total": 100_000},
            told(
                "deductible",
                20_000,
                "deductible_transfer",
                "deductible transfer deductible_total",
                full="700.00",
                borne="300.00",
                rest="400.00",
                due=phrase("total_left", due="200.00", total="1000.00", borne="800.00"),
            ),
        ),
        (
            TRANSFER._replace(transfer_downward=1),
            {},
            {"transfer_pays_difference": 1},
            told("deductible", 0, "deductible_downward", "deductible transfer"),
        ),
        (TRANSFER._replace(transfer_downward=1), {}, {}, PLAIN),
        # Further admissions.
        (FACTS, {"admissions": 1}, HALF, again(2, 35_000, "700.00 × 50% = 350.00")),
        (FACTS, {"admissions": 9}, HALF, again(10, 17_500, "700.00 × 25% = 175.00")),
        (FACTS, {"admissions": 1}, LESS, again(2, 60_000, "700.00 − 100.00 = 600.00")),
        (FACTS, {"admissions": 2}, LESS, again(3, 0, "700.00 − 700.00 = 0.00")),
        (FACTS, {"admissions": 3}, LESS, again(4, 0, "0.00")),
        (FACTS, {"admissions": 1}, SUMS, again(2, 50_000, "500.00")),
        (
            FACTS,
            {"admissions": 1},
            {**HALF, "repeat_floor": 40_000},
            again(2, 40_000, "700.00 × 50% = 350.00" + phrase("floor", floor="400.00")),
        ),
        (
            FACTS,
            {"admissions": 3},
            {**LESS, "repeat_floor": 40_000},
            again(4, 40_000, "0.00" + phrase("floor", floor="400.00")),
        ),
        (
            FACTS,
            {"admissions": 2},
            {**SUMS, "repeat_floor": 40_000},
            again(3, 40_000, "300.00" + phrase("floor", floor="400.00")),
        ),
        (
            FACTS,
            {"admissions": 1, "deductible": 80_000},
            {**HALF, "yearly_deductible_total": 100_000},
            again(
                2,
                20_000,
                "700.00 × 50% = 350.00",
                phrase("total_left", due="200.00", total="1000.00", borne="800.00"),
                "deductible_total",
            ),
        ),
        # What is left of a year's deductible.
        (
            FACTS._replace(kind=CHRONIC_1),
            {"chronic_1_deductible": 50_000, "deductible": 7},
            {},
            told("deductible", 20_000, "deductible_left", "deductible", full="700.00", borne="500.00", due="200.00"),
        ),
        (
            FACTS._replace(kind=OUTPATIENT),
            {"outpatient_deductible": 5_000, "chronic_2_deductible": 7},
            {"yearly_deductible": 20_000},
            told("deductible", 15_000, "deductible_of_year", "deductible", full="200.00", borne="50.00", due="150.00"),
        ),
        (
            FACTS._replace(kind=CHRONIC_2),
            {"chronic_2_deductible": 5_000, "outpatient_deductible": 7},
            {"yearly_deductible": 20_000},
            told("deductible", 15_000, "deductible_of_year", "deductible", full="200.00", borne="50.00", due="150.00"),
        ),
        (
            FACTS._replace(kind=OUTPATIENT),
            {},
            {"yearly_deductible": 20_000},
            told("deductible", 20_000, "deductible", "deductible", due="200.00"),
        ),
        (FACTS, {}, {"yearly_deductible": 20_000}, PLAIN),
        (
            FACTS,
            {"deductible": 80_000},
            {"yearly_deductible_total": 100_000},
            told(
                "deductible",
                20_000,
                "deductible_total",
                "deductible deductible_total",
                full="700.00",
                total="1000.00",
                borne="800.00",
                due="200.00",
            ),
        ),
    ],
)
def test_a_deductible_says_how_it_is_reached(facts, sums, changes, expected):
    assert only(steps(facts, sums, **changes), "deductible") == [expected]


def test_a_kind_without_a_deductible_tells_none():
    assert only(steps(FACTS._replace(kind=NEGOTIATED_DRUG)), "deductible") == []


@pytest.mark.parametrize("kind", [CHRONIC_1, TWO_DISEASE, CHRONIC_2])
def test_a_missing_filing_is_named(kind):
    found = steps(FACTS._replace(kind=kind, filed=0))
    assert [each.step for each in found] == ["in_scope", "pool_pay", "fund_total", "personal_total"]
    assert found[1] == told("pool_pay", 0, "filing_missing", "ratio", reason=FILINGS[kind][ENGLISH])


def test_a_level_that_is_not_listed_is_named():
    found = steps(FACTS._replace(kind=OUTPATIENT), paid_here=0)
    assert [each.step for each in found] == ["in_scope", "pool_pay", "fund_total", "personal_total"]
    assert found[1] == told("pool_pay", 0, "not_listed", "outpatient", reason=LEVEL_WORDS[LEVEL3][ENGLISH])
    assert steps(paid_here=0) == steps()


def paid(amount, raw, over, ratio="60%", eligible="1000.00", deductible="0.00", limit=None):
    values = {"eligible": eligible, "deductible": deductible, "ratio": ratio, "raw": raw, "payer": "basic pooling"}
    if limit is None:
        return told("pool_pay", amount, "pool_pay", "out_of_area ratio", **values)
    first = told("pool_pay", amount, "pool_pay_room", "out_of_area ratio ceiling", **values, left=limit)
    return [first, told("over_ceiling", over[0], "over_ceiling", "ceiling", raw=raw, paid=over[1])]


def test_a_share_that_is_no_whole_fen_is_shown_before_rounding():
    found = steps(deductible=0, ratio=6_001, scope=Scope(1_234, 0, 0, 0, 1_234))
    assert only(found, "pool_pay") == [paid(741, "7.405234 ≈ 7.41", (), ratio="60.01%", eligible="12.34")]
    assert only(found, "coinsurance") == [
        told("coinsurance", 493, "coinsurance", "out_of_area ratio", base="12.34", raw="7.41")
    ]


def test_a_factor_of_the_out_of_area_rule_is_shown():
    assert only(steps(deductible=0, factor=9_000), "pool_pay") == [paid(54_000, "540.00", (), ratio="60% × 90%")]


CEILING = {**CITES, "ceiling": (cited("inpatient.ceiling", "25% of income"), cited("income.per_head", "40000.00"))}


@pytest.mark.parametrize(
    ("facts", "sums", "changes", "cap", "before"),
    [
        (FACTS, {"pool_paid": 990_000}, {}, "10000.00", "9900.00"),
        (FACTS._replace(kind=CHRONIC_1), {"pool_paid": 990_000}, {}, "10000.00", "9900.00"),
        (FACTS._replace(kind=OUTPATIENT), {"outpatient_paid": 25_000}, {"yearly_cap": 35_000}, "350.00", "250.00"),
        (
            FACTS._replace(kind=TWO_DISEASE, hypertension=1, diabetes=1),
            {"two_disease_paid": 20_000},
            {"cap_both": 30_000},
            "300.00",
            "200.00",
        ),
        (
            FACTS._replace(kind=CHRONIC_2, chronic_2_diseases=2),
            {"chronic_2_paid": 50_000},
            {"cap_first_disease": 40_000, "cap_each_further": 20_000, "most_diseases": 2},
            "600.00",
            "500.00",
        ),
    ],
)
def test_a_limit_says_what_was_paid_under_it_and_what_is_left(facts, sums, changes, cap, before):
    found = steps(facts, sums, **{"deductible": 0, **changes})
    assert only(found, "pool_pay", "over_ceiling") == paid(
        10_000, "600.00", (50_000, "100.00"), limit=left(cap, before, "100.00")
    )


def test_a_limit_that_is_a_share_of_the_income_says_so():
    (found,) = only(steps(sums={"pool_paid": 990_000}, deductible=0, cites=CEILING), "pool_pay")
    assert left("25% × 40000.00 = 10000.00", "9900.00", "100.00") in found.text


def test_a_ceiling_on_cost_says_what_of_it_was_used():
    found = steps(sums={"eligible_cost": 920_000}, ceiling_on_cost=1)
    assert only(found, "over_ceiling", "pool_pay") == [
        told(
            "over_ceiling",
            20_000,
            "over_cost_ceiling",
            "ceiling",
            ceiling="10000.00",
            counted="9200.00",
            eligible="800.00",
            in_scope="1000.00",
        ),
        paid(6_000, "60.00", (), eligible="800.00", deductible="700.00"),
    ]


DELIVERY = FACTS._replace(kind=MATERNITY, delivery=VAGINAL)
CHECK_UP = DELIVERY._replace(delivery=ANTENATAL)
LUMP = NO_MATERNITY._replace(mode=MODE_LUMP, base=400_000, extra_baby=50_000)
LIMIT = NO_MATERNITY._replace(mode=MODE_LIMIT, base=400_000, extra_baby=50_000)
LARGE = Scope(total=600_000, own_expense=50_000, over_limit=10_000, self_first=40_000, in_scope=500_000)
TWINS_SUM = "4000.00 + (2 − 1) × 500.00 = 4500.00"
YEAR_SUM = phrase("antenatal_left", base="4000.00", paid="100.00", sum="3900.00")


def delivered(terms, facts=DELIVERY, scope=LARGE):
    """Return what is told of a delivery below the split of the bill, 100.00 of antenatal care having been paid."""
    terms = TERMS._replace(maternity=terms)
    trace = settle(facts, scope, terms, NOTHING_YET._replace(antenatal_paid=10_000))
    return [each for each in steps_of(trace, terms) if each.step not in ("over_limit", "self_first", "in_scope")]


def test_a_yearly_sum_below_what_was_paid_leaves_nothing_and_is_no_difference():
    lowered = LUMP._replace(base=9_999)
    used_up = phrase("antenatal_used_up", base="99.99", paid="100.00", sum="0.00")
    assert delivered(lowered, CHECK_UP)[0] == told("maternity_pay", 0, "antenatal_lump", "maternity", sum=used_up)
    just_used = phrase("antenatal_left", base="100.00", paid="100.00", sum="0.00")
    told_then = delivered(LUMP._replace(base=10_000), CHECK_UP)[0]
    assert told_then == told("maternity_pay", 0, "antenatal_lump", "maternity", sum=just_used)


def totals(fund, fund_sum, personal, personal_sum):
    return [
        told("fund_total", fund, "fund_total", "direct", sum=words(fund_sum)),
        told("personal_total", personal, "personal_total", "direct", sum=words(personal_sum)),
    ]


@pytest.mark.parametrize(
    ("facts", "sentence", "shown", "pay"),
    [
        (DELIVERY, "maternity_lump", "4000.00", 400_000),
        (DELIVERY._replace(babies=2), "maternity_lump", TWINS_SUM, 450_000),
        (CHECK_UP._replace(babies=2), "antenatal_lump", YEAR_SUM, 390_000),
    ],
)
def test_a_lump_says_what_it_is_made_of(facts, sentence, shown, pay):
    rest = 600_000 - pay
    assert delivered(LUMP, facts) == [
        told("maternity_pay", pay, sentence, "maternity", sum=shown),
        *totals(
            pay,
            f"maternity_pay {pay // 100}.00",
            rest,
            f"total 6000.00 − fund_total {pay // 100}.00 = {rest // 100}.00",
        ),
    ]


def test_a_lump_above_the_bill_is_the_institutions_to_keep():
    assert delivered(LUMP, scope=Scope(300_000, 0, 0, 0, 300_000)) == [
        told("maternity_pay", 400_000, "maternity_lump", "maternity", sum="4000.00"),
        told(
            "institution_difference",
            -100_000,
            "institution_difference",
            "maternity",
            total="3000.00",
            sum="4000.00",
            personal="0.00",
        ),
        *totals(400_000, "maternity_pay 4000.00", 0, "0.00"),
    ]


def test_what_exceeds_a_lump_may_be_the_institutions_to_bear():
    assert delivered(LUMP._replace(excess_borne_by_institution=1)) == [
        told("maternity_pay", 400_000, "maternity_lump", "maternity", sum="4000.00"),
        told(
            "institution_difference",
            140_000,
            "institution_difference",
            "maternity",
            total="6000.00",
            sum="4000.00",
            personal="600.00",
        ),
        *totals(400_000, "maternity_pay 4000.00", 60_000, "own_expense 500.00 + over_limit 100.00 = 600.00"),
    ]


@pytest.mark.parametrize(
    ("facts", "terms", "sentence", "over", "shown", "pay"),
    [
        (DELIVERY, LIMIT, "maternity_limit", "over_maternity_limit", "4000.00", 400_000),
        (DELIVERY._replace(babies=2), LIMIT, "maternity_limit", "over_maternity_limit", TWINS_SUM, 450_000),
        (CHECK_UP, LIMIT, "antenatal_limit", "over_antenatal_limit", YEAR_SUM, 390_000),
    ],
)
def test_a_limit_says_what_exceeds_it(facts, terms, sentence, over, shown, pay):
    found = delivered(terms, facts)
    assert only(found, "maternity_pay", "over_ceiling") == [
        told("maternity_pay", pay, sentence, "maternity", sum=shown, in_scope="5000.00"),
        told("over_ceiling", 500_000 - pay, over, "maternity", raw="5000.00", paid=f"{pay // 100}.00"),
    ]


def test_a_delivery_under_its_limit_has_nothing_above_it():
    found = delivered(LIMIT, scope=Scope(300_000, 0, 0, 0, 300_000))
    assert [each.step for each in found] == ["maternity_pay", "fund_total", "personal_total"]


@pytest.mark.parametrize(
    ("facts", "base", "most", "pay", "over"),
    [
        (DELIVERY, 400_000, phrase("at_most", sum="4000.00"), 400_000, "over_maternity_limit"),
        (DELIVERY._replace(babies=2), 400_000, phrase("at_most", sum=TWINS_SUM), 450_000, ""),
        (CHECK_UP, 400_000, phrase("at_most", sum=YEAR_SUM), 390_000, "over_antenatal_limit"),
        (DELIVERY, UNLIMITED, "", 450_000, ""),
    ],
)
def test_a_delivery_by_ratio_shows_the_ratio_and_its_limit(facts, base, most, pay, over):
    found = delivered(LIMIT._replace(ratio=9_000, base=base), facts)
    values = {"in_scope": "5000.00", "ratio": "90%", "raw": "4500.00"}
    expected = [
        told("maternity_pay", pay, "maternity_ratio", "maternity", **values, limit=most),
        told("coinsurance", 50_000, "coinsurance", "maternity", base="5000.00", raw="4500.00"),
    ]
    if over:
        limited = told("over_ceiling", 450_000 - pay, over, "maternity", raw="4500.00", paid=f"{pay // 100}.00")
        expected.append(limited)
    assert only(found, "maternity_pay", "coinsurance", "over_ceiling") == expected


def test_a_ratio_that_rounds_to_the_whole_leaves_no_coinsurance():
    found = delivered(LIMIT._replace(ratio=9_999), scope=Scope(100, 0, 0, 0, 100))
    values = {"in_scope": "1.00", "ratio": "99.99%", "raw": "0.9999 ≈ 1.00"}
    assert only(found, "maternity_pay", "coinsurance", "over_ceiling") == [
        told("maternity_pay", 100, "maternity_ratio", "maternity", **values, limit=phrase("at_most", sum="4000.00"))
    ]
