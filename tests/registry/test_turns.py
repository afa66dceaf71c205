"""Writers of one process take turns, first come first served."""

import threading

import pytest
from django.db import connection, transaction

from tests.registry.conftest import Network
from tongchou.registry.models import Cursor
from tongchou.registry.sqlite.turns import Turns, turns_of


def test_whoever_waits_longest_is_next() -> None:
    turns, order = Turns(), list[int]()
    assert turns.take(0)

    def wait(number: int) -> None:
        assert turns.take(60)
        order.append(number)
        turns.give()

    threads = []
    for number in range(5):
        threads.append(threading.Thread(target=wait, args=(number,)))
        threads[-1].start()
        while len(turns._waiting) <= number:
            pass
    turns.give()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]
    assert turns.take(0)


def test_a_turn_that_does_not_come_is_given_up() -> None:
    turns = Turns()
    assert turns.take(0)
    assert not turns.take(0)
    turns.give()
    assert turns.take(0)


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("ending", ["commit", "failure", "close"])
def test_a_transaction_passes_its_turn_on_however_it_ends(network: Network, ending: str) -> None:
    turns = turns_of(str(connection.settings_dict["NAME"]))
    try:
        with transaction.atomic():
            Cursor.objects.create(reader="somebody")
            assert not turns.take(0)
            if ending == "failure":
                raise ValueError
            if ending == "close":
                connection.close()
    except Exception as wrong:
        assert ending != "commit", wrong
    assert turns.take(0)
    turns.give()
    assert Cursor.objects.count() == (ending == "commit")
