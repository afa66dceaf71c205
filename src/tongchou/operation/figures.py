"""Figures for a monitor, in the text of Prometheus: requests by route, seals, and how the sealer fares."""

import os
from collections.abc import Iterator

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from tongchou import __version__
from tongchou.operation.state import STATES, state_now

disable_created_metrics()

OWN = CollectorRegistry()

REQUESTS = Counter("tongchou_requests", "Requests", ["method", "route", "status"], registry=OWN)
DURATION = Histogram(
    "tongchou_request_seconds",
    "Time that the server took",
    ["route"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=OWN,
)

METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))

SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder in which several processes keep their figures; the library reads it when it is imported."""


def count_request(method: str, route: str, status: int, nanoseconds: int) -> None:
    """Count a request."""
    REQUESTS.labels(method if method in METHODS else "other", route, str(status)).inc()
    DURATION.labels(route).observe(nanoseconds / 1_000_000_000)


def figures() -> bytes:
    """Return all figures as text."""
    registry = OWN
    if SHARED in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
    state = CollectorRegistry()
    state.register(_State())
    return generate_latest(registry) + generate_latest(state)


class _State(Collector):
    """What is asked of the database at the moment of reading."""

    def collect(self) -> Iterator[Metric]:
        state = state_now()
        build = GaugeMetricFamily("tongchou_build", "Version of the software", labels=["version"])
        build.add_metric([__version__], 1)
        yield build
        for name, words in STATES.items():
            yield GaugeMetricFamily(f"tongchou_{name}", words, value=getattr(state, name))
