"""A reform over a city in memory: five parameters changed, the effect by payer, county, level and identity."""

import time
from functools import partial
from typing import Any

from benchmarks.claims import make_claims
from benchmarks.report import grouped, table
from benchmarks.timing import race
from benchmarks.variants import book_with
from tongchou.columns.effects import City
from tongchou.columns.kernel import Kernel, cores
from tongchou.rules.codes import LEVELS

REFORM: dict[str, Any] = {
    "inpatient.deductible": dict(zip(LEVELS, (10_000, 20_000, 40_000, 60_000), strict=False)),
    "inpatient.ratio": dict(zip(LEVELS, (9_000, 8_500, 7_500, 6_200), strict=False)),
    "outpatient.yearly_cap": 30_000,
    "catastrophic.threshold": 1_200_000,
    "negotiated_drug.ratio": dict.fromkeys(LEVELS, 6_500),
}


def report(claims: int) -> str:
    """Return how long it takes from the reform to its effect, as Markdown."""
    city = City(make_claims(claims), book_with({}), Kernel())
    calls = {f"{threads} core{'s' * (threads > 1)}": partial(_effect, city, threads) for threads in {1, cores()}}
    found = race(calls, rounds=5, clock=time.perf_counter_ns)
    effect = city.effect_of(book_with(REFORM))
    rows = []
    for name in calls:
        timing = found.timing(name)
        rows.append((name, f"{timing.best / 10**9:.2f}", f"{timing.median / 10**9:.2f}"))
    note = (
        f"{len(REFORM)} parameters changed over {grouped(effect.claims)} bills of {grouped(effect.persons)} persons in "
        "memory, already settled under the rules in force: the reform read, all bills settled again, all sums by "
        f"payer, county, level and identity; {grouped(effect.better)} persons pay less, {grouped(effect.worse)} more. "
        "Seconds on the wall."
    )
    return table("A reform over a city", note, ("with", "best s", "median s"), rows)


def _effect(city: City, threads: int) -> None:
    city.kernel.threads = threads
    city.effect_of(book_with(REFORM))
