"""Maternity: a fixed sum, or the actual in-scope cost up to a limit.

Source: 攀枝花市城乡居民医疗保险办法 article 12 (4); contract of settlement section 3, maternity.
"""

from typing import NamedTuple

from tongchou.rules.benefit.accumulators import Accumulators
from tongchou.rules.benefit.facts import Facts, Scope
from tongchou.rules.benefit.terms import MODE_LIMIT, MaternityTerms
from tongchou.rules.codes import ANTENATAL
from tongchou.rules.money import UNLIMITED, share

ARTICLES = {"maternity_pay": "第十二条第（四）项", "extra_baby": "第十二条第（四）项"}


class Maternity(NamedTuple):
    """What a delivery or antenatal care is paid, in fen."""

    sum: int
    """The lump or the limit: base and babies, or what is left of the yearly antenatal sum; UNLIMITED without one."""
    raw: int
    """The in-scope cost times the ratio, before the limit."""
    maternity_pay: int
    coinsurance: int
    over_ceiling: int
    burden: int
    personal_total: int
    institution_difference: int
    """Lump only: what the institution bears (or, negative, keeps)."""


NO_MATERNITY_PAY = Maternity(0, 0, 0, 0, 0, 0, 0, 0)


def maternity_sum(facts: Facts, terms: MaternityTerms, state: Accumulators) -> int:
    """Return base + (babies − 1) × extra; antenatal care: what is left of its own yearly sum.

    UNLIMITED for a delivery paid by ratio without a limit.
    """
    if terms.base >= UNLIMITED:
        return UNLIMITED
    if facts.delivery == ANTENATAL:
        return max(0, terms.base - state.antenatal_paid)
    return terms.base + (facts.babies - 1) * terms.extra_baby


def maternity(facts: Facts, scope: Scope, terms: MaternityTerms, state: Accumulators) -> Maternity:
    """Return what is paid: a lump whatever the bill, or the in-scope cost (a share of it) up to the limit."""
    due = maternity_sum(facts, terms, state)
    if terms.mode == MODE_LIMIT:
        raw = share(scope.in_scope, terms.ratio)
        pay = min(raw, due)
        return Maternity(due, raw, pay, scope.in_scope - raw, raw - pay, scope.in_scope - pay, scope.total - pay, 0)
    if terms.excess_borne_by_institution:
        personal = scope.own_expense + scope.over_limit
    else:
        personal = max(0, scope.total - due)
    return Maternity(due, due, due, 0, 0, 0, personal, scope.total - due - personal)
