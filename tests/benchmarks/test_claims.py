"""The claims of the benchmarks are claims of the contract: all are settled, and every kind and branch is among them."""

import pytest

from benchmarks.claims import make_claims
from benchmarks.variants import LAYERS, POOLING_ONLY, book_with
from tongchou.columns.fold import Out
from tongchou.columns.kernel import Kernel
from tongchou.columns.settler import Settler
from tongchou.rules.codes import IDENTITIES, KINDS, PLACES

CLAIMS = make_claims(25_000, seed=5)

LAYER_OF_AMOUNT = ("pool_pay", "catastrophic_pay", "assistance_pay", "tilt_pay")


def sums_under(values: dict[str, object]) -> dict[str, int]:
    settled = Settler(book_with(values), Kernel(plain=True)).settle(CLAIMS).settled
    return {name: sum(settled.column(name).to_pylist()) for name in Out._fields}


def test_all_claims_are_settled_in_the_order_in_which_they_stand() -> None:
    settled = Settler(book_with({}), Kernel(plain=True)).settle(CLAIMS).settled
    assert settled.column("encounter_id").to_pylist() == CLAIMS.column("encounter_id").to_pylist()
    assert len(set(CLAIMS.column("person_id").to_pylist())) == 5_000


def test_the_same_seed_makes_the_same_claims() -> None:
    assert make_claims(500, seed=5).equals(make_claims(500, seed=5))
    assert not make_claims(500, seed=5).equals(make_claims(500, seed=6))


@pytest.mark.parametrize(("column", "words"), [("kind", KINDS), ("identity", IDENTITIES), ("place", PLACES)])
def test_every_word_is_met(column: str, words: tuple[str, ...]) -> None:
    assert set(CLAIMS.column(column).to_pylist()) == set(words)


@pytest.mark.parametrize("step", range(1, 4))
def test_each_step_adds_its_layer_and_no_later_one(step: int) -> None:
    sums = sums_under(list(LAYERS.values())[step])
    amounts = [sums[name] for name in LAYER_OF_AMOUNT]
    assert all(amount > 0 for amount in amounts[: step + 1])
    assert not any(amounts[step + 1 :])


def test_pooling_alone_leaves_the_basic_layer_as_it_is() -> None:
    alone, everything = sums_under(POOLING_ONLY), sums_under({})
    assert alone["fund_total"] == alone["pool_pay"] + alone["maternity_pay"]
    assert alone["pool_pay"] == everything["pool_pay"]
