"""What the city is made of: plain records of places, people and bills.

Sums of money are whole fen, unit prices and price limits whole millionths of a yuan, quantities and ratios whole
ten-thousandths, days :class:`datetime.date`. Words of the regulation (kinds, levels, identities) are those of
:mod:`tongchou.rules.codes`. An identifier of a record never changes: ``P000123`` a resident, ``E000456`` an encounter.
"""

from dataclasses import dataclass, field
from datetime import date

from tongchou.rules.money import half_up


@dataclass(frozen=True, slots=True)
class County:
    """A county or district of the city; ``code`` has 6 digits, ``weight`` is its share of the residents."""

    code: str
    name: str
    weight: int


@dataclass(frozen=True, slots=True)
class Township:
    """A street, town or township; ``code`` has 9 digits, ``weight`` is its share of the county's residents."""

    code: str
    name: str
    kind: str
    county: str
    weight: int


@dataclass(frozen=True, slots=True)
class Village:
    """A village or community with an invented name; ``code`` has 12 digits."""

    code: str
    name: str
    township: str
    county: str


@dataclass(frozen=True, slots=True)
class Institution:
    """A hospital, health centre or pharmacy; ``area`` is the county it stands in, also outside the city.

    ``place`` is seen from the pooling area: local, province or elsewhere. ``township`` is set for health centres.
    ``weight`` is how often patients choose it among those of its level and area.
    """

    code: str
    name: str
    level: str
    area: str
    place: str
    weight: int
    township: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """An identity recognised by civil affairs and the like, from a day up to and including ``last`` (None: still)."""

    kind: str
    first: date
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """A benefit period, both days included, waiting already taken out.

    ``reason`` says why it does not run the whole year: newborn, late_enrolment or resumed.
    """

    first: date
    last: date
    paid_on: date
    waiting_until: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Filing:
    """A right that had to be applied for; ``disease`` is the national code of the chronic disease, else empty."""

    kind: str
    first: date
    disease: str = ""
    diagnosis: str = ""


@dataclass(slots=True)
class Resident:
    """A person who is or was insured with the city.

    ``relation`` is to the head of the household. ``place`` is where the person lives: local, or filed as resident in
    the province or elsewhere. ``continuous_years`` and ``zero_claim_years`` are complete years before the city's year.
    """

    name: str
    sex: str
    birth: date
    relation: str
    identifier: str = ""
    id_number: str = ""
    county: str = ""
    township: str = ""
    village: str = ""
    household: str = ""
    category: str = "adult"
    place: str = "local"
    death: date | None = None
    mother: str = ""
    identities: list[Identity] = field(default_factory=list)
    coverage: list[Coverage] = field(default_factory=list)
    continuous_years: int = 0
    zero_claim_years: int = 0
    filings: list[Filing] = field(default_factory=list)

    def age(self, day: date) -> int:
        """Return the age in completed years on a day (negative before birth)."""
        return day.year - self.birth.year - ((day.month, day.day) < (self.birth.month, self.birth.day))

    def covered(self, day: date) -> bool:
        """Tell whether the person may draw benefits on a day."""
        return any(period.first <= day <= period.last for period in self.coverage)


@dataclass(slots=True)
class Household:
    """People who live together; ``members`` are identifiers, the head first, babies of the year last."""

    identifier: str
    village: str
    members: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Birth:
    """A delivery in the city's year: the mother, the day, and the babies (two for twins) as identifiers."""

    mother: str
    day: date
    babies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a bill.

    ``amount`` is in fen and negative for a return. Where ``quantity`` is given, so is ``unit_price``, and the amount is
    their product, rounded half-up; else the line is a sum over many small items. ``code`` is the key of the city's
    tables or an operation; it and ``name`` are for printing and no part of the case file.
    """

    item: str
    medical_class: str
    code: str
    name: str
    amount: int
    quantity: int | None = None
    unit_price: int | None = None
    price_limit: int | None = None
    self_first_ratio: int | None = None
    day: date | None = None
    excluded: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """A bill of which only sums are known, in fen."""

    total: int
    own_expense: int
    over_limit: int
    self_first: int


@dataclass(slots=True)
class Encounter:
    """One settled contact with an institution; either ``lines`` or ``totals`` carry its amounts.

    ``provider`` is the institution's code, empty where care was given abroad. ``operation`` (ICD-9-CM-3) is for
    printing and no part of the case file. ``third_party_share`` is in ten-thousandths, 0 for none.
    """

    person: str
    kind: str
    provider: str
    provider_level: str
    place: str
    filing: str
    admitted: date | None
    discharged: date
    diagnosis: str
    identifier: str = ""
    lines: tuple[Line, ...] = ()
    totals: Totals | None = None
    operation: str = ""
    disease: str = ""
    delivery: str = ""
    babies: int = 0
    stay: str = ""
    transfer_from: str = ""
    third_party_share: int = 0
    excluded: str = ""

    @property
    def total(self) -> int:
        """The whole bill in fen."""
        return self.totals.total if self.totals else sum(line.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class City:
    """A small synthetic city: its places, its residents and the bills of one year.

    Bills are in the order in which they are settled. The later part of a stay that runs over the end of the year is
    kept too; it is discharged in January of the next year.
    """

    year: int
    seed: int
    counties: tuple[County, ...]
    townships: tuple[Township, ...]
    villages: tuple[Village, ...]
    institutions: tuple[Institution, ...]
    households: tuple[Household, ...]
    residents: tuple[Resident, ...]
    births: tuple[Birth, ...]
    encounters: tuple[Encounter, ...]


def line_amount(quantity: int, unit_price: int) -> int:
    """Return quantity (ten-thousandths) times unit price (millionths of a yuan) in fen, rounded half-up once."""
    return half_up(quantity * unit_price, 10**8)
