"""Acts by chance, with crashes in between: the audit verifies and the database satisfies what it promises."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import connection, connections

from tests.registry.conftest import NOON, Network
from tests.registry.invariants import broken_invariants
from tests.registry.playing import Play
from tests.strategies.tiers import FULL
from tongchou.registry import acting, clock
from tongchou.registry.acting import Act
from tongchou.registry.actions.people import show_moves
from tongchou.registry.actions.sealing import seal
from tongchou.registry.models import AuditRow, AuditSeal, Event, EventOrder
from tongchou.registry.queries.audit import verify
from tongchou.registry.rights import SYSTEM

pytestmark = pytest.mark.both

ACTS = 10_000 if FULL else 300


class Crash(BaseException):
    """The machine stops in the middle of an act."""


@contextmanager
def crash_in(play: Play) -> Iterator[None]:
    """Let the act under way stop at some write of it: before, after, or when its audit row is made."""
    wanted, place = play.dice.randrange(1, 7), play.dice.choice(("before", "after", "audit", "commit"))
    count = 0
    write, row = Act.write, Act.row

    def broken_write(self: Act, *given: object) -> object:
        nonlocal count
        count += 1
        if place == "before" and count == wanted:
            raise Crash
        made = write(self, *given)  # type: ignore[type-var]
        if place == "after" and count == wanted:
            raise Crash
        return made

    def broken_row(self: Act) -> AuditRow:
        if place == "audit":
            raise Crash
        made = row(self)
        if place == "commit":
            # saved, and the transaction is given up after it
            made.save(force_insert=True)
            raise Crash
        return made

    with patch.object(acting.Act, "write", broken_write), patch.object(acting.Act, "row", broken_row):
        yield


def test_random_acts_with_crashes_leave_an_audit_that_verifies(network: Network) -> None:
    play = Play(random.Random(7), list(network.accounts.values()))
    for number in range(ACTS):
        if play.chance(10):
            with crash_in(play):
                try:
                    play.step()
                except Crash:
                    play.outcomes["crash", "crash"] += 1
        else:
            play.step()
        if play.chance(5):
            with clock.clock_at(play.moment):
                seal(play.dice.choice((1, 3, 5_000)))
        if number % 500 == 499:
            # a job that runs as time passes, or people who moved would be shown late
            with clock.clock_at(play.moment):
                show_moves(actor=SYSTEM, day=clock.today())
    with clock.clock_at(play.moment + timedelta(minutes=1)):
        while show_moves(actor=SYSTEM, day=clock.today()):
            pass
        while seal():
            pass
        assert [str(each) for each in verify()] == []
        assert broken_invariants(clock.today()) == []
    assert play.outcomes["crash", "crash"] > 0
    assert AuditSeal.objects.count() == AuditRow.objects.count() > ACTS / 10
    assert EventOrder.objects.count() == Event.objects.count() > 0
    done = {act for act, outcome in play.outcomes if outcome == "done"}
    assert {"register", "change", "move", "document", "decide", "identity", "merge", "appointment"} <= done
    assert connection.in_atomic_block is False


def test_a_process_killed_in_the_middle_of_its_acts_leaves_whole_acts_alone(database: str, network: Network) -> None:
    kills, dice = 12 if FULL else 3, random.Random(3)
    connections.close_all()
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(root / "src"), str(root)))}
    for seed in range(1, kills + 1):
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.registry.worker", database, str(settings.HOME), str(seed)],
            cwd=root,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert worker.stdout is not None
        for _ in range(dice.randrange(1, 6)):
            assert worker.stdout.readline(), "the worker ended by itself"
        # somewhere in the midst of an act
        time.sleep(dice.randrange(20) / 1_000)
        worker.send_signal(signal.SIGKILL)
        worker.stdout.close()
        assert worker.wait() == -signal.SIGKILL
    with clock.clock_at(NOON + timedelta(days=(kills + 2) * 1_000)):
        while show_moves(actor=SYSTEM, day=clock.today()):
            pass
        while seal(whole=True):
            pass
        assert [str(each) for each in verify()] == []
        assert broken_invariants(clock.today()) == []
    assert AuditRow.objects.count() > 50


def test_verifying_beside_acts_under_way_raises_no_false_alarm(network: Network) -> None:
    play, enough = Play(random.Random(5), list(network.accounts.values())), threading.Event()

    def work() -> None:
        while not enough.is_set():
            play.step()
            with clock.clock_at(play.moment):
                seal()
        connection.close()

    worker = threading.Thread(target=copy_context().run, args=(work,))
    worker.start()
    try:
        # at the hour of the beginning, when nothing is late; a move of a later day is shown already, so it is left out
        with clock.clock_at(NOON):
            found = [str(each) for _ in range(20 if FULL else 5) for each in verify() if "(area" not in each.en]
    finally:
        enough.set()
        worker.join()
    assert found == []
    assert sum(play.outcomes.values()) > 0
