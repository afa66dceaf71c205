"""Timing calls: one by one in rounds of many calls, or several against each other, round by round in turn."""

import statistics
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple


class Timing(NamedTuple):
    """Nanoseconds a call."""

    best: int
    median: int

    def shown(self) -> str:
        """Return best and median in microseconds."""
        return f"{self.best / 1000:.1f} | {self.median / 1000:.1f}"


class Race(NamedTuple):
    """What several calls spent, each in every round: nanoseconds by name."""

    spent: dict[str, list[int]]

    def timing(self, name: str) -> Timing:
        """Return best and median of one call."""
        return Timing(min(self.spent[name]), int(statistics.median(self.spent[name])))

    def ratios(self, name: str, to: str) -> tuple[float, float]:
        """Return how many times as long a call took as another: by the best rounds, and the median within a round."""
        within = [one / other for one, other in zip(self.spent[name], self.spent[to], strict=True)]
        return min(self.spent[name]) / min(self.spent[to]), statistics.median(within)


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


def race(
    calls: Mapping[str, Callable[[], object]], rounds: int = 9, clock: Callable[[], int] = time.process_time_ns
) -> Race:
    """Return what each call spent in every round; in turn, so that a slow minute of the machine meets all of them.

    The processor's own clock counts the work of all threads; for a call on several cores take ``perf_counter_ns``.
    """
    spent: dict[str, list[int]] = {name: [] for name in calls}
    for call in calls.values():
        call()
    for _ in range(rounds):
        for name, call in calls.items():
            began = clock()
            call()
            spent[name].append(clock() - began)
    return Race(spent)
