"""Every amount function of the benefit rules compiles as it stands and gives the plain answer.

The samples are the very calls that the worked cases of three areas make, so the compiled rules see real bills.
"""

from collections.abc import Iterator
from functools import cache
from types import ModuleType
from unittest.mock import patch

import pytest

from tests.rules.numba_check import assert_compiles_and_agrees, public_functions
from tongchou.cases import settle as fold
from tongchou.cases.golden import read_goldens, run_golden
from tongchou.columns.twins import Rule
from tongchou.regulations.load import load
from tongchou.regulations.resolve import TermsBook
from tongchou.rules import money
from tongchou.rules.benefit import (
    accumulators,
    assistance,
    catastrophic,
    maternity,
    pooling,
    scope,
    settlement,
    year,
)
from tongchou.rules.benefit.terms import NO_ASSISTANCE

MODULES = (accumulators, assistance, catastrophic, maternity, pooling, scope, settlement, year)
ENOUGH = 150

NOT_FOR_BILLS = {"contribution", "reverse"}
"""Corrections work on whole tuples and raise: they stand before and after the amounts."""

ARITHMETIC: dict[str, tuple[tuple[int, int], ...]] = {
    "half_up": ((0, 7), (7, 2), (-7, 2), (5, 10), (-5, 10), (4, 10), (10**18, 10**8), (-(10**18), 10**8)),
    "share": ((0, 0), (1, 5_000), (-1, 5_000), (1, 4_999), (10**10, 10_000), (12_345, 6_000)),
}


def functions() -> Iterator[tuple[ModuleType, str]]:
    for module in MODULES:
        for name in public_functions(module):
            if name not in NOT_FOR_BILLS:
                yield module, name


@cache
def calls() -> dict[str, list[tuple[object, ...]]]:
    """Return the arguments with which the worked cases call each function, by its name."""
    seen: dict[str, list[tuple[object, ...]]] = {}

    def recording(name: str, original: Rule) -> Rule:
        def record(*arguments: object) -> object:
            kept = seen.setdefault(name, [])
            if len(kept) < ENOUGH and arguments not in kept:
                kept.append(arguments)
            return original(*arguments)

        return record

    patches = []
    for module, name in functions():
        original = getattr(module, name)
        replacement = recording(name, original)
        for holder in (*MODULES, fold):
            if getattr(holder, name, None) is original:
                patches.append(patch.object(holder, name, replacement))
    for each in patches:
        each.start()
    try:
        for code in ("510400", "330200", "500000"):
            book = TermsBook(load(code))
            area = book.regulation.area
            for golden in read_goldens(area.folder, area.counties[0].code if area.counties else area.code):
                run_golden(golden, book)
    finally:
        for each in patches:
            each.stop()
    return seen


@pytest.mark.parametrize(
    ("module", "name"), [pytest.param(*each, id=f"{each[0].__name__.split('.')[-1]}.{each[1]}") for each in functions()]
)
def test_an_amount_function_compiles_and_agrees(module: ModuleType, name: str) -> None:
    samples = list(calls().get(name, []))
    if name == "line_amount":
        samples = [(10_000, 12_000_000), (-15_000, 333_333), (1, 50_000_000), (0, 1)]
    if name == "above_burden_share":
        terms = NO_ASSISTANCE._replace(entitled=1, cap=20_000, burden_share=1_000)
        samples = [
            (100_500, 900_000, 5, 0, terms),
            (80_000, 900_000, 0, 0, terms),
            (100_500, 900_000, 0, 19_000, terms),
        ]
    assert_compiles_and_agrees(getattr(module, name), *samples)


@pytest.mark.parametrize("name", sorted(ARITHMETIC))
def test_the_arithmetic_compiles_and_agrees(name: str) -> None:
    assert_compiles_and_agrees(getattr(money, name), *ARITHMETIC[name])
