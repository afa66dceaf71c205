"""The curves and draws of care are whole numbers with the mean that they promise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies.tiers import examples
from tongchou.city.lots import Lots, lognormal, normal_quantiles, skewed


@pytest.mark.parametrize("sigma", [35, 65, 107])
def test_a_skewed_factor_is_one_on_average(sigma: int) -> None:
    factors = skewed(normal_quantiles(), sigma)
    assert factors.dtype == np.int64
    assert abs(int(factors.sum()) - 10_000 * len(factors)) <= len(factors)
    assert (np.diff(factors) >= 0).all()
    assert lognormal(sigma).min() > 0


@examples(50)
@given(st.lists(st.integers(0, 1_000), min_size=1, max_size=40), st.integers(0, 60), st.integers(0, 9))
def test_rows_are_spread_as_their_weights_say(weights: list[int], count: int, seed: int) -> None:
    drawn = Lots(seed, "x").spread_over(np.array(weights, np.int64), count)
    assert len(drawn) == (count if sum(weights) else 0)
    assert (np.diff(drawn) >= 0).all()
    for row, weight in enumerate(weights):
        times = int((drawn == row).sum())
        if weight == 0:
            assert times == 0
        else:
            assert abs(times * sum(weights) - weight * count) <= 2 * sum(weights) + count


def test_even_deviates_are_the_whole_curve_in_each_group() -> None:
    groups = np.arange(9_000) % 3
    found = Lots(1, "x").even_normal(groups)
    for group in range(3):
        of_group = np.sort(found[groups == group])
        assert abs(int(of_group.sum())) < 10 * len(of_group)
        assert 840 <= np.searchsorted(of_group, 1_000) * 1_000 // len(of_group) <= 843
    assert not np.array_equal(found, np.sort(found))


def test_rounding_by_chance_is_right_on_average() -> None:
    lots = Lots(1, "x")
    found = lots.rounded(np.full(10_000, 25, np.int64), 10)
    assert set(found.tolist()) == {2, 3}
    assert 24_500 < found.sum() < 25_500
    assert {lots.whole(3) for _ in range(50)} == {3}
