"""The sums of a year by hand: how it opens, what a bill adds, how it is taken back, what it leaves to the next."""

import pytest

from tests.rules.trace_cases import NUMBERED
from tongchou.rules.benefit.accumulators import (
    COUNTS,
    NOTHING_YET,
    Accumulators,
    ReversalRefused,
    contribution,
    open_year,
    reverse,
)
from tongchou.rules.benefit.year import next_counts

NO_PART = (0,) * len(Accumulators._fields)


def test_a_year_opens_with_its_counts_and_nothing_else() -> None:
    opened = open_year(3, 4, 5)
    assert opened == NOTHING_YET._replace(continuous_years=3, zero_claim_years=4, earned_steps=5)
    assert set(NOTHING_YET) == {0}
    assert opened[-COUNTS:] == (3, 4, 5)


def test_a_contribution_is_what_each_sum_rose_by() -> None:
    after = NUMBERED._replace(admissions=NUMBERED.admissions + 1, pool_paid=NUMBERED.pool_paid + 70_000)
    expected = dict.fromkeys(Accumulators._fields, 0) | {"admissions": 1, "pool_paid": 70_000}
    assert contribution(NUMBERED, after) == tuple(expected.values())


def test_a_reversal_takes_back_each_part_from_its_own_sum() -> None:
    assert reverse(NUMBERED, NO_PART) == NUMBERED
    assert reverse(NUMBERED, tuple(NUMBERED)) == NOTHING_YET


@pytest.mark.parametrize("name", Accumulators._fields)
def test_a_reversal_below_zero_is_refused_by_the_name_of_the_sum(name: str) -> None:
    part = NOTHING_YET._replace(**{name: getattr(NUMBERED, name) + 1})
    with pytest.raises(ReversalRefused) as refused:
        reverse(NUMBERED, tuple(part))
    assert refused.value.name == name
    assert str(refused.value) == f"冲销将使累计项 {name} 为负 | the reversal would bring {name} below zero"


def test_a_part_of_another_length_is_never_taken_for_a_contribution() -> None:
    with pytest.raises(ValueError, match="shorter"):
        reverse(NUMBERED, NO_PART[:-1])
    with pytest.raises(ValueError, match="longer"):
        reverse(NUMBERED, (*NO_PART, 0))


OPENED = open_year(4, 2, 1)


@pytest.mark.parametrize(
    ("sums", "complete", "keep", "counts"),
    [
        # A complete year without a claim: one more of both.
        ({}, 1, 1, (5, 3, 1)),
        ({}, 1, 0, (5, 3, 1)),
        # A claim, of a single fen, adds no year without one and takes none away.
        ({"fund_paid": 1}, 1, 1, (5, 2, 1)),
        ({"fund_paid": 90_000}, 1, 0, (5, 2, 1)),
        # What lay above the cap takes all of them, complete or not.
        ({"fund_paid": 90_000, "bonus_paid": 1}, 1, 1, (5, 0, 1)),
        ({"fund_paid": 90_000, "bonus_paid": 1}, 0, 1, (0, 0, 3)),
        # A break: (4 − 2) steps earned stay beside the one kept before, where the area keeps them.
        ({}, 0, 1, (0, 2, 3)),
        ({}, 0, 0, (0, 2, 0)),
        ({"fund_paid": 1}, 0, 1, (0, 2, 3)),
    ],
)
def test_what_a_year_leaves_to_the_next(sums, complete, keep, counts):
    assert next_counts(OPENED._replace(**sums), complete, 2, keep) == counts


@pytest.mark.parametrize(("years", "kept"), [(0, 1), (1, 1), (2, 1), (3, 2), (4, 3)])
def test_a_break_keeps_only_the_steps_beyond_the_years_that_earn_none(years, kept):
    assert next_counts(open_year(years, 0, 1), 0, 2, 1) == (0, 0, kept)
