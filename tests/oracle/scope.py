"""Section 2: from the lines or the totals of a bill to its four parts."""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from .facts import covered, day_of
from .money import ZERO, Refused, half_up, number
from .parameters import Parameters, Scope


@dataclass(frozen=True)
class Parts:
    """total = own_expense + over_limit + self_first + in_scope."""

    own_expense: Fraction = ZERO
    over_limit: Fraction = ZERO
    self_first: Fraction = ZERO
    in_scope: Fraction = ZERO

    @property
    def total(self) -> Fraction:
        return self.own_expense + self.over_limit + self.self_first + self.in_scope

    def plus(self, other: "Parts") -> "Parts":
        return Parts(
            self.own_expense + other.own_expense,
            self.over_limit + other.over_limit,
            self.self_first + other.self_first,
            self.in_scope + other.in_scope,
        )

    def signed(self, sign: int) -> "Parts":
        return Parts(sign * self.own_expense, sign * self.over_limit, sign * self.self_first, sign * self.in_scope)

    def refuse_negative(self, encounter_id: str) -> None:
        """Section 2: a bill with a negative part is refused."""
        if min(self.own_expense, self.over_limit, self.self_first, self.in_scope) < 0:
            raise Refused(f"{encounter_id}: a part of the bill is negative")


@dataclass(frozen=True)
class ScopedBill:
    """The parts of a bill and its status as far as section 2 decides it."""

    parts: Parts
    status: str  # settled | not_covered | excluded


def rules_for(kind: str, parameters: Parameters) -> Scope:
    """Section 12: a bill of negotiated drugs may have a first share of its own for drugs."""
    own_share = parameters.negotiated.first_share
    if kind != "negotiated_drug" or own_share is None:
        return parameters.scope
    return replace(parameters.scope, first_share={**parameters.scope.first_share, "drug": own_share})


def bill(encounter: dict, person: dict, discharged: date, parameters: Parameters) -> ScopedBill:
    """Section 2 for the whole bill."""
    scope = rules_for(encounter["kind"], parameters)
    encounter_id = encounter["id"]
    excluded = encounter.get("excluded") is not None
    if encounter.get("amounts") is not None:
        parts, any_covered = totals_form(encounter, covered(person, discharged) and not excluded)
    else:
        parts, any_covered = Parts(), False
        share = number(encounter.get("third_party_share")) or ZERO
        for each in encounter.get("lines") or []:
            # Section 2: cover is judged on the date of the line; a line without one on the discharge date.
            line_covered = covered(person, day_of(each.get("date"), discharged))
            any_covered = any_covered or line_covered
            own_only = excluded or not line_covered
            parts = parts.plus(line(each, encounter_id, own_only, share, scope))
        if not encounter.get("lines"):
            any_covered = covered(person, discharged)
    parts.refuse_negative(encounter_id)
    # Reading 8: the exclusion of the whole bill comes before cover. Section 2: not covered only if every line is.
    if excluded:
        return ScopedBill(parts, "excluded")
    return ScopedBill(parts, "settled" if any_covered else "not_covered")


def totals_form(encounter: dict, in_cover: bool) -> tuple[Parts, bool]:
    """Sections 1 and 2: only totals are known; in_scope is what the parts leave of the total."""
    if encounter.get("third_party_share") is not None:
        raise Refused(f"{encounter['id']}: third_party_share needs lines")  # reading 7
    amounts = encounter["amounts"]
    total = Fraction(amounts["total"])
    own_expense = Fraction(amounts.get("own_expense") or 0)
    over_limit = Fraction(amounts.get("over_limit") or 0)
    self_first = Fraction(amounts.get("self_first") or 0)
    given = Parts(own_expense, over_limit, self_first, total - own_expense - over_limit - self_first)
    # A negative in_scope here is the same as parts that exceed the total.
    given.refuse_negative(encounter["id"])
    return (given, True) if in_cover else (Parts(own_expense=total), False)


def line_amount(entry: dict, encounter_id: str) -> Fraction:
    """Section 2: an amount, if given, wins; else half_up(quantity × unit price). Faults of a line are refused."""
    amount = number(entry.get("amount"))
    quantity = number(entry.get("quantity"))
    unit_price = number(entry.get("unit_price"))
    if entry.get("price_limit") is not None and quantity is None:
        raise Refused(f"{encounter_id}: price_limit without quantity")
    if amount is None:
        if quantity is None or unit_price is None:
            raise Refused(f"{encounter_id}: a line with neither amount nor quantity and unit price")
        amount = half_up(quantity * unit_price)
    if quantity is not None and quantity * amount < 0:
        raise Refused(f"{encounter_id}: quantity and amount of opposite sign")
    return amount


def line(entry: dict, encounter_id: str, own_only: bool, third_party_share: Fraction, scope: Scope) -> Parts:
    """Section 2, the table. Every step works on absolute values and takes the sign of the amount."""
    signed_amount = line_amount(entry, encounter_id)
    sign = -1 if signed_amount < 0 else 1
    amount = abs(signed_amount)
    # Column 3: class C, or excluded, or not covered.
    if own_only or entry["class"] == "C" or entry.get("excluded") is not None:
        return Parts(own_expense=signed_amount)
    # Section 1, third_party_share: this much becomes own expense, the rest goes through the table.
    own_expense = half_up(amount * third_party_share)
    rest = amount - own_expense
    # over_limit = max(0, amount − half_up(quantity × price_limit))
    over_limit = ZERO
    if entry.get("price_limit") is not None:
        allowed = half_up(abs(Fraction(entry["quantity"])) * Fraction(entry["price_limit"]))
        over_limit = max(ZERO, rest - allowed)
    # self_first: class A none, class B half_up((amount − over_limit) × first-share ratio)
    self_first = ZERO
    if entry["class"] == "B":
        self_first = half_up((rest - over_limit) * first_share_ratio(entry, amount, scope))
    in_scope = rest - over_limit - self_first
    return Parts(own_expense, over_limit, self_first, in_scope).signed(sign)


def first_share_ratio(entry: dict, amount: Fraction, scope: Scope) -> Fraction:
    """Section 2: the ratio on the line, else the high-value row for a consumable above the mark, else by item."""
    own_ratio = number(entry.get("self_first_ratio"))
    if own_ratio is not None:
        return own_ratio
    if entry["item"] == "consumable" and scope.high_value_mark is not None and scope.high_value_ratio is not None:
        # The unit price, without one the amount: before any price limit and (reading 7) any third party's share.
        unit_price = number(entry.get("unit_price"))
        measured = amount if unit_price is None else abs(unit_price)
        if measured > scope.high_value_mark:
            return scope.high_value_ratio
    return scope.first_share.get(entry["item"], ZERO)
