"""The reduced rule is the same rule in every tongue, so that no peer is timed on something else."""

from typing import Any

import numpy as np
import pytest

from benchmarks import reduced
from benchmarks.peers import differing
from benchmarks.variants import book_with
from tongchou.columns.kernel import Kernel
from tongchou.columns.settler import Settler

STAYS = reduced.make_stays(6_000, each=6, seed=7)
EXACT = reduced.with_numpy(STAYS)


def with_kernel(stays: reduced.Stays) -> reduced.Paid:
    settler = Settler(book_with(reduced.TERMS), Kernel(plain=True))
    return reduced.paid_of(settler.fold(settler.prepare(reduced.claims_of(stays))).out)


def with_polars(stays: reduced.Stays) -> reduced.Paid:
    return reduced.columns_of(reduced.with_polars(reduced.polars_frame(stays)))


@pytest.mark.parametrize("rule", [with_kernel, with_polars])
def test_each_gives_the_same_to_the_fen(rule: Any) -> None:
    assert differing(rule.__name__, rule(STAYS), EXACT) == 0


def test_deductible_and_ceiling_both_cut_some_bills() -> None:
    paid_a_year = np.add.reduceat(EXACT.pool_pay, np.flatnonzero(STAYS.place == 0))
    assert int(paid_a_year.max()) == reduced.CEILING
    assert 0 < int((paid_a_year == reduced.CEILING).sum()) < len(paid_a_year)
    below = EXACT.in_scope <= np.array(reduced.DEDUCTIBLES)[STAYS.level]
    assert 0 < int(below.sum()) < len(below)
    assert not EXACT.pool_pay[below].any()


def test_a_bill_worked_by_hand() -> None:
    """3,333.33 in scope at level 3: 2,633.33 above the deductible, 60 % of it is 1,579.998, paid as 1,580.00."""
    one = reduced.Stays(*(np.array([value]) for value in (0, 0, 3, 400_000, 50_000, 10_000, 6_667)))
    paid = reduced.with_numpy(one)
    assert [int(amount[0]) for amount in paid] == [333_333, 70_000, 158_000, 242_000]


def test_a_differing_row_is_counted_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    wrong = EXACT.pool_pay.copy()
    wrong[3] += 1
    assert differing("a peer", EXACT._replace(pool_pay=wrong), EXACT) == 1
    assert "a peer: row 3 differs" in capsys.readouterr().err
