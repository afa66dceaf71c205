"""Every test of the registry begins with the small network, at noon of a Monday."""

from tests.network import (
    AREAS,
    NOON,
    OPENED,
    PASSWORD,
    STAFF,
    TODAY,
    Network,
    _standing_clock,
    beginning,
    make_network,
    network,
)

__all__ = [
    "AREAS",
    "NOON",
    "OPENED",
    "PASSWORD",
    "STAFF",
    "TODAY",
    "Network",
    "_standing_clock",
    "beginning",
    "make_network",
    "network",
]
