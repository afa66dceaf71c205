"""A share of what drugs leave, and of what is borne at most, by hand: each amount and what is told (section 12)."""

import pytest

from tests.rules.told_cases import CITES, TERMS, cited, only, steps_of
from tests.rules.trace_cases import FACTS
from tongchou.rules.benefit.accumulators import NOTHING_YET
from tongchou.rules.benefit.assistance import NO_ASSISTANCE_PAY, above_burden_share
from tongchou.rules.benefit.catastrophic import NO_CATASTROPHIC_PAY, catastrophic
from tongchou.rules.benefit.facts import Scope
from tongchou.rules.benefit.settlement import settle
from tongchou.rules.benefit.terms import NO_ASSISTANCE, NO_CATASTROPHIC, NO_FEED
from tongchou.rules.money import UNLIMITED

TENTH = NO_ASSISTANCE._replace(entitled=1, cap=20_000, burden_share=1_000)
OF_REST = NO_CATASTROPHIC._replace(fed=1, rest_apart=1, rest_ratio=2_000, cap=10_000)


@pytest.mark.parametrize(
    ("rest", "paid", "due", "room", "pay"),
    [
        (100_500, 0, 10_500, 20_000, 10_500),
        (90_001, 0, 1, 20_000, 1),
        (90_000, 0, 0, 20_000, 0),
        (89_999, 0, 0, 20_000, 0),
        (100_500, 9_499, 10_500, 10_501, 10_500),
        (100_500, 9_501, 10_500, 10_499, 10_499),
        (100_500, 20_000, 10_500, 0, 0),
        # the cap may have been lowered since
        (100_500, 20_001, 10_500, 0, 0),
    ],
)
def test_tilt_pays_what_exceeds_a_share_of_the_in_scope_cost(rest, paid, due, room, pay):
    expected = NO_ASSISTANCE_PAY._replace(
        base=rest,
        base_before=7,
        base_after=7 + rest,
        value_before=90_000,
        value_after=rest,
        due=due,
        room=room,
        pay=pay,
    )
    assert above_burden_share(rest, 900_000, 7, paid, TENTH) == expected


@pytest.mark.parametrize(("in_scope", "most"), [(4, 0), (5, 1), (15, 2), (14, 1)])
def test_the_share_is_rounded_half_up(in_scope, most):
    assert above_burden_share(100, in_scope, 0, 0, TENTH).value_before == most


@pytest.mark.parametrize(
    ("paid", "room", "pay", "bonus"), [(0, 10_000, 800, 0), (9_200, 800, 800, 0), (9_201, 799, 799, 0)]
)
def test_a_share_of_what_drugs_leave_feeds_no_band(paid, room, pay, bonus):
    state = NOTHING_YET._replace(burden=50_000, catastrophic_paid=paid)
    found = catastrophic(4_001, 0, 0, OF_REST, state)
    # 40.01 × 20% = 8.002
    assert found == NO_CATASTROPHIC_PAY._replace(
        burden_before=50_000, burden_after=50_000, rest=4_001, rest_due=800, due=800, room=room, catastrophic_pay=pay
    )


def test_what_exceeds_the_ceiling_is_added_to_the_share():
    terms = OF_REST._replace(over_ceiling_apart=1, over_ceiling_ratio=5_000)
    found = catastrophic(4_000, 300, 0, terms, NOTHING_YET)
    assert (found.rest_due, found.over_ceiling_due, found.due, found.catastrophic_pay) == (800, 150, 950, 950)
    assert (found.fed, found.burden_after) == (0, 0)


SHARES = TERMS._replace(catastrophic=OF_REST, feed=NO_FEED._replace(fed=1), tilt=TENTH)
BILL = Scope(total=150_000, own_expense=20_000, over_limit=10_000, self_first=20_000, in_scope=100_000)
TILTED = FACTS._replace(tilt_place=1)


def test_both_shares_of_one_bill_are_told_so_that_they_can_be_redone():
    trace = settle(TILTED, BILL, SHARES, NOTHING_YET._replace(burden=9, catastrophic_paid=10, tilt_paid=1))
    payer = (cited("tilt.payer", "anti_poverty_fund"),)
    large, tilt = only(steps_of(trace, SHARES, cites=CITES | {"tilt_payer": payer}), "catastrophic_pay", "tilt_pay")
    left = trace.pooling.burden
    assert left == 82_000
    # 820.00 × 20% = 164.00, of the cap of 100.00 99.90 are left; 820.00 − 99.90 − 100.00 = 620.10, 199.99 are left
    assert (trace.catastrophic.catastrophic_pay, trace.tilt.due, trace.tilt.pay) == (9_990, 62_010, 19_999)
    assert (trace.after.burden, trace.after.tilt_rest, trace.after.tilt_paid) == (9, 72_010, 20_000)
    assert large.text == (
        "What pooling leaves of negotiated drugs is in scope 1000.00 − basic pooling 180.00 = 820.00 and enters no "
        "band; catastrophic insurance owes a share of it, 820.00 × 20% = 164.00, together 164.00; of the yearly cap "
        "of 100.00, 0.10 was paid before and 99.90 is left: it pays 99.90."
    )
    assert "no more than a share of the in-scope cost, 1000.00 × 10% = 100.00, is to be borne" in tilt.text
    assert "so 720.10 − 100.00 = 620.10 is due; of the yearly cap of 200.00, 0.01 was paid before" in tilt.text
    assert tilt.text.endswith("199.99 is left: tilt assistance pays 199.99, from anti-poverty fund.")
    assert tilt.references == CITES["tilt"] + CITES["assistance_fed"] + payer


def test_a_bill_within_its_share_is_told_as_owed_nothing():
    terms = SHARES._replace(catastrophic=NO_CATASTROPHIC, tilt=TENTH._replace(cap=UNLIMITED, burden_share=9_000))
    (tilt,) = only(steps_of(settle(TILTED, BILL, terms, NOTHING_YET), terms, cites=CITES), "tilt_pay")
    assert "so 0.00 is due; there is no yearly cap: tilt assistance pays 0.00." in tilt.text
