"""One line of a bill by hand: what it costs, what of it a third party owes, its first share, and how it is split."""

import pytest

from tongchou.rules.benefit.facts import Scope
from tongchou.rules.benefit.scope import (
    NO_RATIO,
    ScopeTerms,
    first_share,
    line_amount,
    line_scope,
    third_party_part,
)
from tongchou.rules.codes import CLASS_A, CLASS_B, CLASS_C, CONSUMABLE, DRUG, SERVICE
from tongchou.rules.money import UNLIMITED

YUAN = 1_000_000
"""Of a unit price."""

TERMS = ScopeTerms(drug=1_000, service=1_500, consumable=2_000, high_value_mark=20_000, high_value_ratio=3_000)


@pytest.mark.parametrize(
    ("quantity", "unit_price", "fen"),
    [
        (10_000, 12 * YUAN, 1_200),
        (100_000, 12 * YUAN, 12_000),
        (5_000, 1 * YUAN, 50),
        # 0.5 × 0.01 is half a fen, 0.4999 × 0.01 less.
        (5_000, 10_000, 1),
        (4_999, 10_000, 0),
        (-5_000, 10_000, -1),
        (0, 12 * YUAN, 0),
    ],
)
def test_quantity_times_unit_price_is_rounded_to_the_fen(quantity, unit_price, fen):
    assert line_amount(quantity, unit_price) == fen


@pytest.mark.parametrize(
    ("amount", "ratio", "part"), [(10_000, 3_000, 3_000), (1, 5_000, 1), (1, 4_999, 0), (-5, 0, 0)]
)
def test_a_third_party_owes_its_share_of_the_line(amount, ratio, part):
    assert third_party_part(amount, ratio) == part


@pytest.mark.parametrize(
    ("item", "price", "line_ratio", "ratio"),
    [
        (DRUG, 1, NO_RATIO, 1_000),
        (SERVICE, 1, NO_RATIO, 1_500),
        (CONSUMABLE, 1, NO_RATIO, 2_000),
        # Only a consumable is high-value, and only above 200.00: not at it, but from a millionth of a yuan more.
        (DRUG, 900 * YUAN, NO_RATIO, 1_000),
        (SERVICE, 900 * YUAN, NO_RATIO, 1_500),
        (CONSUMABLE, 199 * YUAN, NO_RATIO, 2_000),
        (CONSUMABLE, 200 * YUAN, NO_RATIO, 2_000),
        (CONSUMABLE, 200 * YUAN + 1, NO_RATIO, 3_000),
        (CONSUMABLE, 900 * YUAN, NO_RATIO, 3_000),
        # What stands on the line wins, 0 as well.
        (CONSUMABLE, 900 * YUAN, 500, 500),
        (DRUG, 1, 0, 0),
    ],
)
def test_the_first_share_is_the_lines_own_else_high_value_else_by_item(item, price, line_ratio, ratio):
    assert first_share(TERMS, item, price, line_ratio) == ratio


@pytest.mark.parametrize(
    ("amount", "own_part", "list_class", "limit", "ratio", "parts"),
    [
        # 100.00 of class A, nothing limits it.
        (10_000, 0, CLASS_A, UNLIMITED, 1_000, Scope(10_000, 0, 0, 0, 10_000)),
        # Class B: 10% of it first.
        (10_000, 0, CLASS_B, UNLIMITED, 1_000, Scope(10_000, 0, 0, 1_000, 9_000)),
        # A limit of 80.00: 20.00 above it, 10% of the rest first.
        (10_000, 0, CLASS_B, 8_000, 1_000, Scope(10_000, 0, 2_000, 800, 7_200)),
        (10_000, 0, CLASS_A, 8_000, 1_000, Scope(10_000, 0, 2_000, 0, 8_000)),
        (10_000, 0, CLASS_A, 9_999, 0, Scope(10_000, 0, 1, 0, 9_999)),
        (10_000, 0, CLASS_A, 10_000, 0, Scope(10_000, 0, 0, 0, 10_000)),
        # A third party owes 30.00; the limit and the first share look at the other 70.00.
        (10_000, 3_000, CLASS_B, 6_000, 2_500, Scope(10_000, 3_000, 1_000, 1_500, 4_500)),
        # Class C is own expense whole, and so is what a third party owes of it.
        (10_000, 3_000, CLASS_C, 6_000, 2_500, Scope(10_000, 10_000, 0, 0, 0)),
        # A first share of half a fen is a fen.
        (5, 0, CLASS_B, UNLIMITED, 1_000, Scope(5, 0, 0, 1, 4)),
        (4, 0, CLASS_B, UNLIMITED, 1_000, Scope(4, 0, 0, 0, 4)),
        (1, 0, CLASS_B, 0, 5_000, Scope(1, 0, 1, 0, 0)),
        (0, 0, CLASS_B, UNLIMITED, 1_000, Scope(0, 0, 0, 0, 0)),
        # A line taken back is the same with the other sign; its limit is negative as its quantity is.
        (-10_000, 0, CLASS_B, -8_000, 1_000, Scope(-10_000, 0, -2_000, -800, -7_200)),
        (-10_000, -3_000, CLASS_B, -6_000, 2_500, Scope(-10_000, -3_000, -1_000, -1_500, -4_500)),
        (-10_000, 0, CLASS_B, UNLIMITED, 1_000, Scope(-10_000, 0, 0, -1_000, -9_000)),
        (-10_000, -3_000, CLASS_C, -6_000, 2_500, Scope(-10_000, -10_000, 0, 0, 0)),
        (-1, 0, CLASS_A, -1, 0, Scope(-1, 0, 0, 0, -1)),
        (-2, 0, CLASS_A, -1, 0, Scope(-2, 0, -1, 0, -1)),
    ],
)
def test_a_line_is_split_in_the_order_of_the_table(amount, own_part, list_class, limit, ratio, parts):
    split = line_scope(amount, own_part, list_class, limit, ratio)
    assert split == parts
    # An amount that became a float would still be equal.
    assert {type(part) for part in split} == {int}
