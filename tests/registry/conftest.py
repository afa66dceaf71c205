"""Every test of the registry begins with the small network, at noon of a Monday."""

from tests.network import (
    AREAS,
    NOON,
    OPENED,
    PASSWORD,
    STAFF,
    TODAY,
    Network,
    beginning,
    make_network,
    network,
    standing_clock,
)

__all__ = [
    "AREAS",
    "NOON",
    "OPENED",
    "PASSWORD",
    "STAFF",
    "TODAY",
    "Network",
    "beginning",
    "make_network",
    "network",
    "standing_clock",
]
