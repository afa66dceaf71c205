"""Which part of a bill the regulation covers (政策范围内费用).

Source: 攀枝花市城乡居民医疗保险办法 articles 13 and 14; contract of settlement section 2.
"""

from typing import NamedTuple

from tongchou.rules.benefit.facts import Scope
from tongchou.rules.codes import CLASS_B, CLASS_C, CONSUMABLE, DRUG
from tongchou.rules.money import RATIO, half_up

ARTICLES = {
    "own_expense": "第十三条、第十四条",
    "over_limit": "第十三条",
    "self_first": "第十三条",
    "in_scope": "第十三条",
}

NO_RATIO = -1
"""Of a line: no first share stands on the line itself."""

PRICE = 10**8
"""quantity (4 decimals) × unit price (6 decimals of yuan), over this, is fen."""


class ScopeTerms(NamedTuple):
    """First shares of class B over RATIO, and from which price a consumable is high-value."""

    drug: int
    service: int
    consumable: int
    high_value_mark: int
    high_value_ratio: int


def line_amount(quantity: int, unit_price: int) -> int:
    """Return the amount in fen of a line without one: quantity in 1/10,000, unit price in 1/1,000,000 yuan."""
    return half_up(quantity * unit_price, PRICE)


def third_party_part(amount: int, ratio: int) -> int:
    """Return the part of a line that a third party owes, which becomes own expense."""
    return half_up(amount * ratio, RATIO)


def first_share(terms: ScopeTerms, item: int, price: int, line_ratio: int) -> int:
    """Return the first-share ratio of a class-B line: the line's own, else high-value, else by kind of item.

    ``price`` is the unit price (without one the line's amount, in absolute value) in 1/1,000,000 yuan.
    """
    if line_ratio != NO_RATIO:
        return line_ratio
    if item == CONSUMABLE:
        if (price + 9_999) // 10_000 > terms.high_value_mark:
            return terms.high_value_ratio
        return terms.consumable
    return terms.drug if item == DRUG else terms.service


def line_scope(amount: int, own_part: int, list_class: int, limit: int, ratio: int) -> Scope:
    """Split one line.

    ``amount`` is the whole line in fen, ``own_part`` what of it a third party owes, ``limit`` the most that the price
    limit allows in fen (UNLIMITED without one), ``ratio`` the first share of a class-B line. Lines may be negative:
    every step works on absolute values and takes the sign of the amount.
    """
    if list_class == CLASS_C:
        return Scope(amount, amount, 0, 0, 0)
    sign = -1 if amount < 0 else 1
    rest = (amount - own_part) * sign
    allowed = limit if limit >= 0 else -limit
    over_limit = rest - allowed if rest > allowed else 0
    self_first = half_up((rest - over_limit) * ratio, RATIO) if list_class == CLASS_B else 0
    in_scope = rest - over_limit - self_first
    return Scope(amount, own_part, over_limit * sign, self_first * sign, in_scope * sign)
