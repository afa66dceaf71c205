"""One bill through every layer by hand: the whole trace and the sums after it (contract, sections 3 to 5, 9 and 12)."""

import pytest

from tests.rules.trace_cases import FACTS, NUMBERED
from tongchou.rules.benefit.accumulators import NOTHING_YET
from tongchou.rules.benefit.assistance import NO_ASSISTANCE_PAY
from tongchou.rules.benefit.catastrophic import NO_CATASTROPHIC_PAY
from tongchou.rules.benefit.facts import Scope
from tongchou.rules.benefit.maternity import NO_MATERNITY_PAY
from tongchou.rules.benefit.pooling import NO_POOL
from tongchou.rules.benefit.settlement import (
    Settlement,
    assistance_base,
    fed_amount,
    settle,
    sums_after,
    unpaid_settlement,
)
from tongchou.rules.benefit.terms import (
    MODE_LUMP,
    NO_ASSISTANCE,
    NO_CATASTROPHIC,
    NO_FEED,
    NO_MATERNITY,
    NO_POOLING,
    Terms,
)
from tongchou.rules.codes import (
    ANTENATAL,
    CHRONIC_1,
    CHRONIC_2,
    EXCLUDED,
    INPATIENT,
    MATERNITY,
    NEGOTIATED_DRUG,
    NOT_COVERED,
    OUTPATIENT,
    SETTLED,
    TWO_DISEASE,
    VAGINAL,
)
from tongchou.rules.money import UNLIMITED

TERMS = Terms(
    pooling=NO_POOLING._replace(deductible=70_000, ratio=6_000, ceiling=1_000_000),
    referral=NO_POOLING._replace(deductible=70_000, ratio=6_000, ceiling=1_000_000),
    maternity=NO_MATERNITY._replace(mode=MODE_LUMP, base=400_000),
    catastrophic=NO_CATASTROPHIC._replace(
        fed=1, threshold=100_000, limits=(UNLIMITED,) * 8, ratios=(5_000,) * 8, cap=40_000
    ),
    feed=NO_FEED._replace(fed=1),
    assistance=NO_ASSISTANCE._replace(entitled=1, deductible=10_000, ratio=7_000, cap=UNLIMITED),
    tilt=NO_ASSISTANCE._replace(entitled=1, deductible=5_000, ratio=5_000, cap=UNLIMITED),
)
TILT_PLACE = FACTS._replace(tilt_place=1)
BILL = Scope(total=150_000, own_expense=20_000, over_limit=10_000, self_first=20_000, in_scope=100_000)

POOLED = NO_POOL._replace(
    in_scope=100_000,
    eligible=100_000,
    full=70_000,
    after_transfer=70_000,
    after_repeat=70_000,
    due=70_000,
    deductible=70_000,
    base=30_000,
    ratio=6_000,
    raw=18_000,
    room=1_000_000,
    pool_pay=18_000,
    coinsurance=12_000,
    burden=82_000,
)
# A burden of 820.00 on 500.00 of the year: half of the 320.00 above the threshold of 1,000.00.
LARGE = NO_CATASTROPHIC_PAY._replace(
    fed=82_000,
    burden_before=50_000,
    burden_after=132_000,
    scale_after=16_000,
    due=16_000,
    room=40_000,
    catastrophic_pay=16_000,
)
# 820.00 − 160.00 = 660.00 on 20.00 of the year: 70% of the 580.00 above 100.00.
AID = NO_ASSISTANCE_PAY._replace(
    base=66_000,
    base_before=2_000,
    base_after=68_000,
    value_after=40_600,
    due=40_600,
    room=UNLIMITED - 1_000,
    pay=40_600,
)
# 660.00 − 406.00 = 254.00 on 60.00 of the year: half of the 264.00 above 50.00, less half of 10.00.
TILT = NO_ASSISTANCE_PAY._replace(
    base=25_400,
    base_before=6_000,
    base_after=31_400,
    value_before=500,
    value_after=13_200,
    due=12_700,
    room=UNLIMITED - 300,
    pay=12_700,
)
YEAR = NUMBERED._replace(
    admissions=0,
    deductible=3_000,
    pool_paid=0,
    burden=50_000,
    catastrophic_paid=0,
    assistance_base=2_000,
    assistance_paid=1_500,
    assistance_outpatient_paid=500,
    tilt_rest=6_000,
    tilt_paid=300,
    fund_paid=9_000,
)
YEAR_AFTER = YEAR._replace(
    admissions=1,
    deductible=73_000,
    pool_paid=18_000,
    burden=132_000,
    catastrophic_paid=16_000,
    assistance_base=68_000,
    assistance_paid=42_100,
    tilt_rest=31_400,
    tilt_paid=13_000,
    fund_paid=43_000,
)
# 180.00 + 160.00 + 406.00 + 127.00 of 1,500.00.
SETTLED_BILL = Settlement(
    facts=TILT_PLACE,
    scope=BILL,
    pooling=POOLED,
    maternity=NO_MATERNITY_PAY,
    catastrophic=LARGE,
    loss=0,
    assistance=AID,
    tilt=TILT,
    fund_total=87_300,
    personal_total=62_700,
    institution_difference=0,
    before=YEAR,
    after=YEAR_AFTER,
)


def test_a_bill_goes_through_every_layer():
    assert settle(TILT_PLACE, BILL, TERMS, YEAR) == SETTLED_BILL


def test_where_tilt_has_no_place_the_rest_is_the_persons():
    trace = settle(FACTS, BILL, TERMS, YEAR)
    assert trace == SETTLED_BILL._replace(
        facts=FACTS,
        tilt=NO_ASSISTANCE_PAY,
        fund_total=74_600,
        personal_total=75_400,
        after=YEAR_AFTER._replace(tilt_rest=6_000, tilt_paid=300),
    )


def test_who_is_entitled_to_tilt_alone_is_tilted_on_the_whole_base():
    """660.00 on 60.00: half of 670.00 above 50.00, less 5.00."""
    trace = settle(TILT_PLACE, BILL, TERMS._replace(assistance=NO_ASSISTANCE), YEAR)
    tilt = TILT._replace(base=66_000, base_after=72_000, value_after=33_500, due=33_000, pay=33_000)
    assert (trace.assistance, trace.tilt, trace.fund_total) == (NO_ASSISTANCE_PAY, tilt, 67_000)


def test_who_is_entitled_to_assistance_alone_is_not_tilted():
    trace = settle(TILT_PLACE, BILL, TERMS._replace(tilt=NO_ASSISTANCE), YEAR)
    assert (trace.assistance, trace.tilt, trace.fund_total) == (AID, NO_ASSISTANCE_PAY, 74_600)


def test_a_kind_that_feeds_no_catastrophic_insurance_feeds_assistance_with_all_its_burden():
    """820.00 on 20.00 of the year: 70% of 740.00."""
    terms = TERMS._replace(catastrophic=TERMS.catastrophic._replace(fed=0))
    trace = settle(FACTS, BILL, terms, YEAR)
    assert trace.catastrophic == NO_CATASTROPHIC_PAY
    assert (trace.assistance.base, trace.assistance.pay, trace.fund_total) == (82_000, 51_800, 69_800)


def test_a_kind_that_feeds_no_assistance_is_paid_none():
    trace = settle(TILT_PLACE, BILL, TERMS._replace(feed=NO_FEED), YEAR)
    assert trace.assistance == NO_ASSISTANCE_PAY._replace(base_before=2_000, base_after=2_000, room=UNLIMITED - 1_000)
    assert (trace.tilt.base, trace.tilt.pay, trace.fund_total) == (0, 0, 34_000)


def test_a_bill_without_its_filing_feeds_nothing():
    facts = TILT_PLACE._replace(kind=CHRONIC_1, filed=0)
    trace = settle(facts, BILL, TERMS, YEAR)
    assert trace.pooling == NO_POOL._replace(
        in_scope=100_000, eligible=100_000, base=100_000, coinsurance=100_000, burden=100_000
    )
    assert (trace.catastrophic, trace.loss, trace.assistance.base, trace.tilt.base) == (NO_CATASTROPHIC_PAY, 0, 0, 0)
    assert (trace.fund_total, trace.personal_total, trace.after) == (0, 150_000, YEAR)


def test_a_share_moved_first_becomes_first_share_of_the_bill():
    """Half of 1,000.00 moves; all of the other half is the deductible, and first shares feed both layers."""
    terms = TERMS._replace(
        pooling=TERMS.pooling._replace(own_share=5_000),
        catastrophic=TERMS.catastrophic._replace(include_self_first=1),
        feed=TERMS.feed._replace(include_self_first=1),
    )
    trace = settle(FACTS, BILL, terms, NOTHING_YET)
    assert trace.scope == BILL._replace(self_first=70_000, in_scope=50_000)
    # 500.00 of burden and 700.00 of first share: half of the 200.00 above the threshold.
    assert (trace.catastrophic.fed, trace.catastrophic.catastrophic_pay) == (120_000, 10_000)
    assert (trace.assistance.base, trace.assistance.pay) == (110_000, 70_000)
    assert (trace.fund_total, trace.personal_total) == (80_000, 70_000)


CEILING = TERMS._replace(pooling=TERMS.pooling._replace(ceiling=8_000))


@pytest.mark.parametrize(
    ("large", "aid", "fed", "base"),
    [
        # 180.00 are raw, 80.00 paid: a burden of 920.00, of which 100.00 lie over the ceiling.
        ({}, {}, 82_000, 82_000),
        ({"include_over_ceiling": 1}, {}, 92_000, 82_000),
        ({}, {"include_over_ceiling": 1}, 82_000, 92_000),
        ({"include_self_first": 1}, {}, 102_000, 81_000),
        ({}, {"include_self_first": 1}, 82_000, 102_000),
    ],
)
def test_each_layer_counts_the_burden_in_its_own_way(large, aid, fed, base):
    terms = CEILING._replace(catastrophic=CEILING.catastrophic._replace(**large), feed=CEILING.feed._replace(**aid))
    trace = settle(FACTS, BILL, terms, NOTHING_YET)
    assert (trace.catastrophic.fed, trace.catastrophic.over_ceiling, trace.assistance.base) == (fed, 0, base)


@pytest.mark.article("contract of settlement, section 12")
@pytest.mark.parametrize("include", [0, 1])
def test_what_exceeds_the_ceiling_may_be_paid_apart_from_the_bands(include):
    """A burden of 920.00, 100.00 of it over the ceiling, which is paid at 30%; the bands see 820.00 either way."""
    large = CEILING.catastrophic._replace(over_ceiling_apart=1, over_ceiling_ratio=3_000, include_over_ceiling=include)
    trace = settle(FACTS, BILL, CEILING._replace(catastrophic=large), NOTHING_YET)
    assert trace.catastrophic == NO_CATASTROPHIC_PAY._replace(
        fed=82_000,
        burden_after=82_000,
        over_ceiling=10_000,
        over_ceiling_due=3_000,
        due=3_000,
        room=40_000,
        catastrophic_pay=3_000,
    )


@pytest.mark.article("contract of settlement, section 12")
def test_a_cap_of_outpatient_kinds_is_used_up_by_them_alone():
    """5.00 of the year's 15.00 were paid under it; what this bill is paid counts there as well."""
    terms = TERMS._replace(assistance=TERMS.assistance._replace(outpatient_cap=1, cap=20_500))
    trace = settle(FACTS, BILL, terms, YEAR)
    assert trace.assistance == AID._replace(room=20_000, pay=20_000)
    assert (trace.after.assistance_paid, trace.after.assistance_outpatient_paid) == (21_500, 20_500)


UNFILED = FACTS._replace(unfiled_outside=1, tilt_place=0)


@pytest.mark.parametrize(
    ("feed", "loss", "base"),
    [
        # Unfiled at 60% from 700.00: 180.00; by referral 90% from 500.00: 450.00, a loss of 270.00.
        ({}, 0, 0),
        ({"unfiled_counts": 1}, 0, 82_000),
        ({"unfiled_counts": 1, "unfiled_loses_difference": 1}, 27_000, 55_000),
        ({"unfiled_loses_difference": 1}, 27_000, 0),
        ({"fed": 0, "unfiled_counts": 1, "unfiled_loses_difference": 1}, 0, 0),
    ],
)
def test_an_unfiled_bill_feeds_assistance_nothing_all_or_less_its_loss(feed, loss, base):
    terms = TERMS._replace(
        referral=NO_POOLING._replace(deductible=50_000, ratio=9_000), feed=TERMS.feed._replace(**feed)
    )
    trace = settle(UNFILED, BILL, terms, NOTHING_YET)
    assert (trace.loss, trace.assistance.base) == (loss, base)
    assert trace.facts == UNFILED


LOSES = TERMS.feed._replace(unfiled_counts=1, unfiled_loses_difference=1)


def test_a_loss_is_looked_for_only_on_an_unfiled_bill_that_is_paid():
    terms = TERMS._replace(referral=NO_POOLING._replace(ratio=9_000), feed=LOSES)
    assert settle(UNFILED, BILL, terms, NOTHING_YET).loss == 72_000
    assert settle(UNFILED._replace(unfiled_outside=0), BILL, terms, NOTHING_YET).loss == 0
    unfiled_disease = UNFILED._replace(kind=CHRONIC_2, filed=0)
    assert settle(unfiled_disease, BILL, terms, NOTHING_YET).loss == 0


def test_a_loss_is_worked_out_from_the_cost_before_any_share_moved():
    """Half moves, and nothing is paid of the rest; by referral 60% of (1,000.00 − 700.00)."""
    terms = TERMS._replace(pooling=TERMS.pooling._replace(own_share=5_000), feed=LOSES)
    trace = settle(UNFILED, BILL, terms, NOTHING_YET)
    assert (trace.pooling.pool_pay, trace.loss) == (0, 18_000)
    assert trace.assistance.base == 50_000 - 18_000


@pytest.mark.parametrize(("ratio", "loss"), [(6_000, 0), (5_999, 0), (6_001, 3)])
def test_a_worse_referral_rule_is_no_gain(ratio, loss):
    terms = TERMS._replace(referral=TERMS.referral._replace(ratio=ratio), feed=LOSES)
    assert settle(UNFILED, BILL, terms, NOTHING_YET).loss == loss


def test_a_loss_above_the_burden_leaves_nothing_to_assist():
    assert assistance_base(UNFILED, BILL, POOLED, 16_000, 66_000, LOSES) == 0
    assert assistance_base(UNFILED, BILL, POOLED, 16_000, 65_999, LOSES) == 1
    assert assistance_base(UNFILED, BILL, POOLED, 16_000, 66_001, LOSES) == 0


def test_the_burden_is_counted_as_each_flag_says():
    pooling = POOLED._replace(burden=90_000, over_ceiling=8_000)
    fed = [fed_amount(pooling, 5_000, first, over) for first in (0, 1) for over in (0, 1)]
    assert fed == [82_000, 90_000, 87_000, 95_000]


NOT_PAID = Settlement(
    facts=FACTS,
    scope=BILL,
    pooling=NO_POOL,
    maternity=NO_MATERNITY_PAY,
    catastrophic=NO_CATASTROPHIC_PAY,
    loss=0,
    assistance=NO_ASSISTANCE_PAY,
    tilt=NO_ASSISTANCE_PAY,
    fund_total=0,
    personal_total=150_000,
    institution_difference=0,
    before=NUMBERED,
    after=NUMBERED,
)


@pytest.mark.parametrize("kind", [INPATIENT, MATERNITY])
@pytest.mark.parametrize("status", [NOT_COVERED, EXCLUDED])
def test_outside_cover_or_excluded_the_bill_is_the_persons(kind, status):
    facts = FACTS._replace(kind=kind, status=status)
    assert settle(facts, BILL, TERMS, NUMBERED) == NOT_PAID._replace(facts=facts)
    assert unpaid_settlement(facts, BILL, NUMBERED) == NOT_PAID._replace(facts=facts)


@pytest.mark.parametrize("kind", [INPATIENT, MATERNITY])
def test_a_bill_of_nothing_is_settled_with_zeros(kind):
    facts, scope = FACTS._replace(kind=kind), Scope(0, 0, 0, 0, 0)
    assert settle(facts, scope, TERMS, NUMBERED) == NOT_PAID._replace(facts=facts, scope=scope, personal_total=0)


def test_a_bill_of_a_fen_is_settled():
    trace = settle(FACTS._replace(kind=MATERNITY), Scope(1, 0, 0, 0, 1), TERMS, NUMBERED)
    assert trace.fund_total == 400_000


DELIVERY = FACTS._replace(kind=MATERNITY, delivery=VAGINAL)
LUMP = NO_MATERNITY_PAY._replace(sum=400_000, raw=400_000, maternity_pay=400_000, institution_difference=-250_000)


def test_a_delivery_feeds_no_later_layer():
    assert settle(DELIVERY, BILL, TERMS, NUMBERED) == NOT_PAID._replace(
        facts=DELIVERY,
        maternity=LUMP,
        fund_total=400_000,
        personal_total=0,
        institution_difference=-250_000,
        after=NUMBERED._replace(fund_paid=NUMBERED.fund_paid + 400_000),
    )


def test_antenatal_care_uses_up_its_yearly_sum():
    """A limit of 900.00, of which the numbered year has used a few fen."""
    facts = DELIVERY._replace(delivery=ANTENATAL)
    left = 90_000 - NUMBERED.antenatal_paid
    trace = settle(facts, BILL, TERMS._replace(maternity=NO_MATERNITY._replace(base=90_000)), NUMBERED)
    assert trace == NOT_PAID._replace(
        facts=facts,
        maternity=NO_MATERNITY_PAY._replace(
            sum=left,
            raw=100_000,
            maternity_pay=left,
            over_ceiling=100_000 - left,
            burden=100_000 - left,
            personal_total=150_000 - left,
        ),
        fund_total=left,
        personal_total=150_000 - left,
        after=NUMBERED._replace(antenatal_paid=90_000, fund_paid=NUMBERED.fund_paid + left),
    )


PAID = NO_POOL._replace(in_scope=9_000, counted_cost=8_000, deductible=700, pool_pay=5_000)
PAID_LARGE = NO_CATASTROPHIC_PAY._replace(fed=4_000, catastrophic_pay=300, bonus=20)
PAID_AID = NO_ASSISTANCE_PAY._replace(base=1_100, pay=600)
PAID_TILT = NO_ASSISTANCE_PAY._replace(base=500, pay=250)
LATER = {
    "burden": 4_000,
    "catastrophic_paid": 300,
    "bonus_paid": 20,
    "assistance_base": 1_100,
    "assistance_paid": 600,
    "assistance_outpatient_paid": 90,
    "tilt_rest": 500,
    "tilt_paid": 250,
    "fund_paid": 5_300,
}
CEILING_SUMS = {"pool_paid": 5_000, "eligible_cost": 8_000}


@pytest.mark.parametrize(
    ("changes", "in_scope", "added"),
    [
        ({"kind": INPATIENT}, 9_000, {"admissions": 1, "deductible": 700, **CEILING_SUMS}),
        ({"kind": INPATIENT}, 1, {"admissions": 1, "deductible": 700, **CEILING_SUMS}),
        ({"kind": INPATIENT}, 0, {"deductible": 700, **CEILING_SUMS}),
        ({"kind": INPATIENT, "transfer": 1}, 9_000, {"deductible": 700, **CEILING_SUMS}),
        ({"kind": INPATIENT, "later_part": 1}, 9_000, {"deductible": 700, **CEILING_SUMS}),
        ({"kind": CHRONIC_1}, 9_000, {"chronic_1_deductible": 700, **CEILING_SUMS}),
        ({"kind": NEGOTIATED_DRUG}, 9_000, CEILING_SUMS),
        ({"kind": OUTPATIENT}, 9_000, {"outpatient_deductible": 700, "outpatient_paid": 5_000}),
        ({"kind": TWO_DISEASE}, 9_000, {"two_disease_paid": 5_000}),
        ({"kind": CHRONIC_2}, 9_000, {"chronic_2_deductible": 700, "chronic_2_paid": 5_000}),
        ({"kind": INPATIENT, "filed": 0}, 9_000, {}),
        ({"kind": INPATIENT, "own_account": 1}, 9_000, {}),
        # Another payer than the fund: the sums of the layer move, the fund is not used.
        ({"kind": NEGOTIATED_DRUG, "other_payer": 1}, 9_000, {**CEILING_SUMS, "fund_paid": 300}),
    ],
)
def test_each_kind_moves_its_own_sums(changes, in_scope, added):
    facts = FACTS._replace(**changes)
    after = sums_after(facts, PAID._replace(in_scope=in_scope), PAID_LARGE, PAID_AID, 90, PAID_TILT, NUMBERED)
    rise = {**LATER, **added}
    assert after == NUMBERED._replace(**{name: getattr(NUMBERED, name) + rise[name] for name in rise})
    assert facts.status == SETTLED
