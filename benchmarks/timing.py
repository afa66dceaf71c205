"""Timing a call: rounds of many calls, the best and the median round."""

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple


class Timing(NamedTuple):
    """Nanoseconds a call."""

    best: int
    median: int

    def shown(self) -> str:
        """Return best and median in microseconds."""
        return f"{self.best / 1000:.1f} | {self.median / 1000:.1f}"


def time_calls(call: Callable[[], object], calls: int = 2000, rounds: int = 15) -> Timing:
    """Return the time of one call on the processor's own clock, so that other programs disturb it less."""
    call()
    spent = []
    for _ in range(rounds):
        began = time.process_time_ns()
        for _ in range(calls):
            call()
        spent.append((time.process_time_ns() - began) // calls)
    return Timing(min(spent), int(statistics.median(spent)))
