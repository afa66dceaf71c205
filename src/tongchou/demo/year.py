"""A year of a city's settlements summed up by kind of bill, payer, county and identity."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from tongchou.cases.answer import amounts, payers
from tongchou.cases.settle import Settled
from tongchou.rules.codes import IDENTITIES, KINDS, STATUSES


class Sums(NamedTuple):
    """Sums over some bills, in fen."""

    bills: int = 0
    total: int = 0
    in_scope: int = 0
    pool_pay: int = 0
    maternity_pay: int = 0
    catastrophic_pay: int = 0
    assistance: int = 0
    fund_total: int = 0
    personal_total: int = 0

    def plus(self, settled: Settled) -> "Sums":
        """Return the sums with one more bill."""
        fen = amounts(settled)
        return Sums(
            self.bills + 1,
            self.total + fen["total"],
            self.in_scope + fen["in_scope"],
            self.pool_pay + fen["pool_pay"],
            self.maternity_pay + fen["maternity_pay"],
            self.catastrophic_pay + fen["catastrophic_pay"],
            self.assistance + fen["assistance_pay"] + fen["tilt_pay"],
            self.fund_total + fen["fund_total"],
            self.personal_total + fen["personal_total"],
        )


def together(table: dict[str, Sums]) -> Sums:
    """Return the sums of all rows of a table."""
    return Sums(*(sum(column) for column in zip(*table.values(), strict=True)))


def sum_by(settled: Iterable[Settled], key: Callable[[Settled], str], order: tuple[str, ...]) -> dict[str, Sums]:
    """Return sums by a key, in a given order of keys; keys without bills are left out."""
    found: dict[str, Sums] = {}
    for each in settled:
        name = key(each)
        found[name] = found.get(name, Sums()).plus(each)
    known = [name for name in order if name in found]
    return {name: found[name] for name in (*known, *sorted(set(found) - set(known)))}


def by_kind(settled: Iterable[Settled]) -> dict[str, Sums]:
    """Return sums by kind of bill."""
    return sum_by(settled, lambda each: KINDS[each.prepared.bill.kind], KINDS)


def by_county(settled: Iterable[Settled]) -> dict[str, Sums]:
    """Return sums by the county of the person."""
    return sum_by(settled, lambda each: each.person.county, ())


def by_identity(settled: Iterable[Settled]) -> dict[str, Sums]:
    """Return sums by the identity that decided."""
    return sum_by(settled, lambda each: IDENTITIES[each.prepared.identity], IDENTITIES)


def by_status(settled: Iterable[Settled]) -> dict[str, int]:
    """Return how many bills were settled, outside cover, excluded."""
    counts = dict.fromkeys(STATUSES, 0)
    for each in settled:
        counts[STATUSES[each.prepared.status]] += 1
    return counts


def by_payer(settled: Iterable[Settled]) -> dict[str, int]:
    """Return what each payer owes, in fen."""
    owed: dict[str, int] = {}
    for each in settled:
        for payer, fen in payers(each).items():
            owed[payer] = owed.get(payer, 0) + fen
    return owed


class Year(NamedTuple):
    """The tables of a year that ``./run`` prints; what payers owe in fen."""

    by_kind: dict[str, Sums]
    by_payer: dict[str, int]
    by_county: dict[str, Sums]
    by_identity: dict[str, Sums]
    by_status: dict[str, int]


def sum_up(settled: list[Settled]) -> Year:
    """Return every table of a year of settlements."""
    return Year(by_kind(settled), by_payer(settled), by_county(settled), by_identity(settled), by_status(settled))


def telling_bill(settled: Iterable[Settled]) -> Settled:
    """Return the bill whose explanation shows most: all layers paid, the dearest of them."""

    def layers(each: Settled) -> tuple[int, int, int]:
        fen = amounts(each)
        paid = sum(1 for name in ("pool_pay", "catastrophic_pay", "assistance_pay", "tilt_pay") if fen[name])
        borne = sum(1 for name in ("own_expense", "over_limit", "self_first", "deductible") if fen[name])
        return paid, borne, fen["total"]

    return max(settled, key=layers)
