"""Lots for whole columns: exact shares, even spreads, streams of their own."""

import numpy as np
import pytest

from tongchou.city.draw import Draws


def draws(purpose: str = "test", seed: int = 1) -> Draws:
    return Draws(seed, purpose)


@pytest.mark.parametrize(("weights", "count"), [((1, 2, 3), 600), ((0, 5, 0, 5), 100), ((7,), 9), ((97, 3), 100)])
def test_a_share_is_dealt_out_exactly(weights: tuple[int, ...], count: int) -> None:
    dealt = np.bincount(draws().share_out(weights, count), minlength=len(weights))
    assert dealt.tolist() == [weight * count // sum(weights) for weight in weights]


def test_what_does_not_divide_is_dealt_out_within_one() -> None:
    for count in range(1, 60):
        dealt = np.bincount(draws().share_out((3, 5, 11), count), minlength=3)
        assert all(abs(19 * found - weight * count) <= 19 for found, weight in zip(dealt, (3, 5, 11), strict=True))


def test_shares_are_dealt_in_no_order() -> None:
    dealt = draws().share_out((1, 1), 1_000)
    assert 200 < int(dealt[:500].sum()) < 300


def test_a_spread_covers_its_span_evenly() -> None:
    found = np.sort(draws().spread(10, 19, 10_000))
    assert np.bincount(found)[10:].tolist() == [1_000] * 10


@pytest.mark.parametrize("count", [0, 1, 2, 3, 17])
def test_small_columns_stay_within_bounds(count: int) -> None:
    stream = draws()
    one, other = stream.pairs((-5, 5), (3, 3), count)
    for found, low, high in (
        (stream.spread(4, 6, count), 4, 6),
        (stream.between(-2, 2, count), -2, 2),
        (stream.weigh((1, 0, 1), count), 0, 2),
        (one, -5, 5),
        (other, 3, 3),
    ):
        assert len(found) == count
        assert np.all((low <= found) & (found <= high))
    assert 1 not in stream.weigh((1, 0, 1), 200)


def test_pairs_are_spread_over_both_spans_at_once() -> None:
    one, other = draws().pairs((0, 9), (0, 9), 10_000)
    cells = np.bincount(one * 10 + other, minlength=100)
    assert int(cells.min()) >= 90
    assert int(cells.max()) <= 110


def test_as_many_are_hit_as_the_shares_add_up_to() -> None:
    for seed in range(20):
        hits = draws(seed=seed).hits(np.full(1_000, 250))
        assert int(hits.sum()) == 25
        # One in each whole of the sum: of forty persons in a row who share a whole, one.
        assert hits.reshape(25, 40).sum(axis=1).tolist() == [1] * 25


def test_certain_shares_hit_all_and_none() -> None:
    assert draws().hits(np.array([10_000, 0, 10_000, 0])).tolist() == [True, False, True, False]
    assert not draws().hits(np.zeros(5, np.int64)).any()
    assert draws().hits(np.empty(0, np.int64)).shape == (0,)
    assert int(draws().hits(np.full(1_000, 500), 1_000).sum()) == 500


def test_chance_takes_a_share_for_each() -> None:
    found = draws().chance(np.array([0, 10_000] * 50), 100)
    assert found.tolist() == [False, True] * 50


def test_a_stream_depends_on_seed_and_purpose_alone() -> None:
    assert draws().order(50).tolist() == draws().order(50).tolist()
    assert draws().order(50).tolist() != draws("other").order(50).tolist()
    assert draws().order(50).tolist() != draws(seed=2).order(50).tolist()
    assert sorted(draws().order(50).tolist()) == list(range(50))
