"""A case file in integers: persons, bills and lines, as the rules take them."""

from typing import NamedTuple

from tongchou.regulations.area import FOREVER as FOREVER
from tongchou.rules.benefit.facts import Scope


class Period(NamedTuple):
    """Days from first to last, both included, as ordinals."""

    first: int
    last: int


class DatedCode(NamedTuple):
    """A category, grade or identity held over a period; ``code`` indexes its word list."""

    code: int
    first: int
    last: int
    path: str = ""
    """Where it stands in the file, of a grade."""


class Filing(NamedTuple):
    """A filing held over a period: chronic_1, chronic_2 (one a disease), hypertension, diabetes."""

    kind: str
    disease: str
    first: int
    last: int


class Line(NamedTuple):
    """One line of a bill."""

    item: int
    list_class: int
    amount: int
    """Fen; worked out from quantity and unit price where none was given."""
    limit: int
    """The most that the price limit allows, in fen; UNLIMITED without one."""
    price: int
    """Unit price in 1/1,000,000 yuan; without one the line's amount; absolute."""
    first_share: int
    """The line's own first-share ratio over RATIO, or NO_RATIO."""
    day: int
    """0 where the line has no date."""
    excluded: str


class Bill(NamedTuple):
    """One encounter. Codes are those of :mod:`tongchou.rules.codes`; an absent text is empty."""

    path: str
    id: str
    kind: int
    level: int
    place: int
    filing: int
    admitted: int
    discharged: int
    year: int
    """The benefit year: the calendar year of the discharge."""
    lines: tuple[Line, ...]
    totals: Scope | None
    delivery: int
    babies: int
    disease: str
    stay: str
    transfer_from: str
    third_party_share: int
    excluded: str
    sequence: int
    """0 where none is given."""
    diagnosis: str
    provider: str
    circumstances: tuple[int, ...]
    """What may add points to the ratio of ordinary outpatient care."""
    exclusions: tuple[str, ...]
    """Every exclusion the bill or its lines name; a third party's share is one."""
    days: tuple[int, ...]
    """The days on which cover is judged: those of the lines, else the discharge date."""


class Person(NamedTuple):
    """One insured person with all bills of the file, in the order of the file."""

    path: str
    id: str
    birth: int
    sex: str
    county: str
    categories: tuple[DatedCode, ...]
    grades: tuple[DatedCode, ...]
    identities: tuple[DatedCode, ...]
    coverage: tuple[Period, ...] | None
    """None: covered all the time."""
    continuous_years: int
    zero_claim_years: int
    filings: tuple[Filing, ...]
    bills: tuple[Bill, ...]


class Case(NamedTuple):
    """One case file."""

    regulation: str
    persons: tuple[Person, ...]
