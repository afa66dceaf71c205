"""A parameter as an explanation names it."""

from typing import NamedTuple


class Reference(NamedTuple):
    """One parameter that an amount rests on: what it is, its value on that day, and where it stands."""

    name: str
    """Path and key: ``inpatient.deductible[level3]``."""
    value: str
    since: str
    """First day of the value, ISO."""
    document: str
    article: str
    status: str
    """sourced or assumed."""
