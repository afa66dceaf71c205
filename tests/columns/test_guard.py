"""The guard at the start: a compiled fold that gives anything else than the rules stops everything."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from tongchou.columns import guard, kernel
from tongchou.columns.fold import FIRST_ENTRY, Out
from tongchou.columns.guard import KernelDiffers, check_kernel, sample
from tongchou.columns.lookup import Tables
from tongchou.regulations.load import load
from tongchou.regulations.resolve import TermsBook

DAY = date(2025, 12, 31).toordinal()


@pytest.mark.parametrize("area", ["510400", "510100", "440100", "330200", "500000", "510700"])
def test_the_sample_agrees_in_every_city(area: str) -> None:
    assert check_kernel(Tables(TermsBook(load(area))), DAY) > 0


def test_the_sample_reaches_every_amount() -> None:
    """Each amount of the answer, and each kind, stands in the sample at least once."""
    tables = Tables(TermsBook(load("510400")))
    found: dict[str, Any] = {}
    plain = kernel.Kernel.fold

    def watched(self: kernel.Kernel, *arguments: Any) -> Any:
        out, ends = plain(self, *arguments)
        found["out"], found["ends"] = out, ends
        return out, ends

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel.Kernel, "fold", watched)
        check_kernel(tables, DAY)
    for name, column in zip(Out._fields, found["out"], strict=True):
        assert column.any(), name
    assert {entry.kind for entry in tables.entries} == set(range(7))


def test_the_sample_is_always_the_same() -> None:
    tables = Tables(TermsBook(load("510400")))
    first, second = (sample(tables, DAY)[0] for _ in range(2))
    assert all(np.array_equal(one, other) for one, other in zip(first, second, strict=True))
    assert len(first.day) == guard.PERSONS * guard.BILLS


@pytest.mark.parametrize("name", ["pool_pay", "burden", "institution_difference"])
def test_one_fen_of_difference_stops_everything(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = kernel._compiled

    def off_by_one(*arguments: Any) -> None:
        whole(*arguments)
        out = arguments[6]
        getattr(out, name)[7] += 1

    monkeypatch.setattr(kernel, "_compiled", off_by_one)
    with pytest.raises(KernelDiffers, match=name):
        check_kernel(Tables(TermsBook(load("510400"))), DAY)


def test_indices_beyond_the_tables_are_refused() -> None:
    tables = Tables(TermsBook(load("510400")))
    rows, _ = sample(tables, DAY)
    extras = guard._sample_extras()
    settled = np.zeros(3, np.int8)
    kernel.check_indices(rows, extras, tables.lookup, settled)
    for change in (
        {"day": rows.day + np.uint32(10**6)},
        {"key": rows.key + np.uint32(tables.keys_of_a_period)},
        {"extra": rows.extra + np.uint32(9)},
    ):
        with pytest.raises(IndexError):
            kernel.check_indices(rows._replace(**change), extras, tables.lookup, settled)
    with pytest.raises(IndexError):
        kernel.check_indices(rows, extras, tables.lookup, settled[:2])
    assert FIRST_ENTRY == 2
