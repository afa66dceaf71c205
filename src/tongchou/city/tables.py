"""The city's own tables, read from ``data/*.csv`` of this package; ``data/README.md`` tells where each comes from."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from tongchou.rules.money import parse_decimal, parse_yuan

ANY = "*"
"""In a list of diagnoses or operations: goes with every one."""

OPERATION = "operation"
"""In a list of operations: goes with every operation under anaesthesia."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A common diagnosis (ICD-10, national medical-insurance edition) and how it is met.

    ``use`` says who can have it: general, newborn, filed (holders of a filing only), delivery, antenatal or checkup.
    Weights are relative; costs are the means over all levels in fen; ``operations`` pairs a code with its share.
    ``group`` is the ADRG of a stay without an operation, ``groups`` those with each of ``operations``.
    """

    code: str
    name: str
    use: str
    sex: str
    age_from: int
    age_to: int
    age_peak: int
    visit_weight: int
    stay_weight: int
    stay_days: int
    stay_cost: int
    visit_cost: int
    operations: tuple[tuple[str, int], ...]
    group: str
    groups: tuple[str, ...]
    secondary: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation (ICD-9-CM-3, national medical-insurance edition); fees in millionths of a yuan by level.

    ``same_service`` is the key of the service that the same act is when no operation is coded: a bill has one of them.
    """

    code: str
    name: str
    anaesthesia: str
    prices: dict[str, int]
    same_service: str


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug in one pack; the price of a pack in millionths of a yuan, ``pieces`` tablets or bags in it.

    ``first_share`` (ten-thousandths) is set where it differs from what a regulation gives for its class. It goes with
    ``diagnoses``, and with ``operated`` on a stay with an operation only; ``ages`` says for whom its form or dose is:
    adult, school (from school on), young (not for adults), empty for all. Of the drugs that are ``like`` each other a
    patient takes one.
    """

    key: str
    name: str
    pieces: int
    price: int
    medical_class: str
    first_share: int | None
    negotiated: bool
    injection: bool
    visit_packs: int
    stay_packs: int
    diagnoses: tuple[str, ...]
    operated: tuple[str, ...]
    ages: str
    like: str

    def goes_with(self, diagnosis: str, *, operated: bool) -> bool:
        """Tell whether the drug is one for a diagnosis, those that go with every one among them."""
        fitting = (*self.diagnoses, *self.operated) if operated else self.diagnoses
        return ANY in fitting or diagnosis.startswith(fitting)


@dataclass(frozen=True, slots=True)
class Service:
    """A medical service; prices in millionths of a yuan by level, uses in ten-thousandths."""

    key: str
    name: str
    group: str
    prices: dict[str, int]
    medical_class: str
    visit_share: int
    stay_per_day: int
    stay_times: int
    diagnoses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consumable:
    """A consumable that goes with operations or diagnoses; price in millionths of a yuan, first share as for a drug."""

    key: str
    name: str
    price: int
    medical_class: str
    first_share: int | None
    operations: tuple[str, ...]
    diagnoses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChronicDisease:
    """A chronic disease to be filed: its class (1 or 2), its diagnosis, how many of 10,000 of that age have filed."""

    code: str
    name: str
    kind: str
    diagnosis: str
    age_from: int
    age_to: int
    filers: int
    visits: int
    visit_cost: int


@dataclass(frozen=True, slots=True)
class AgeUse:
    """What a year brings to people of an age: stays and visits of 1,000 of them, deaths of 10,000."""

    age_from: int
    age_to: int
    stays: int
    visits: int
    deaths: int


@dataclass(frozen=True, slots=True)
class LevelFacts:
    """A level of hospital: the price and the limit of a ward day (millionths of a yuan), a visit's cost to the mean."""

    level: str
    ward: int
    ward_limit: int
    visit_percent: int


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a table as dicts of text."""
    text = files("tongchou.city").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def _several(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("|") if part)


def _share(text: str) -> int | None:
    return parse_decimal(text, 4) if text else None


def _by_level(row: dict[str, str], lowest: str) -> dict[str, int]:
    low = parse_decimal(row[lowest], 6)
    high, middle = parse_decimal(row["price_level3_yuan"], 6), parse_decimal(row["price_level2_yuan"], 6)
    return {"primary": low, "level1": low, "pharmacy": low, "level2": middle, "level3": high}


@lru_cache(maxsize=1)
def diagnoses() -> dict[str, Diagnosis]:
    """Return the diagnoses by code."""
    return {
        row["code"]: Diagnosis(
            row["code"], row["name"], row["use"], row["sex"],
            int(row["age_from"]), int(row["age_to"]), int(row["age_peak"]),
            int(row["visit_weight"]), int(row["stay_weight"]), int(row["stay_days"]),
            parse_yuan(row["stay_cost_yuan"]), parse_yuan(row["visit_cost_yuan"]),
            tuple((code, int(share)) for code, share in (pair.split("@") for pair in _several(row["operations"]))),
            row["adrg"], _several(row["adrg_with"]), _several(row["secondary"]),
        )
        for row in rows("diagnoses")
    }  # fmt: skip


@lru_cache(maxsize=1)
def operations() -> dict[str, Operation]:
    """Return the operations by code."""
    return {
        row["code"]: Operation(
            row["code"], row["name"], row["anaesthesia"], _by_level(row, "price_level1_yuan"), row["same_service"]
        )
        for row in rows("operations")
    }


@lru_cache(maxsize=1)
def drugs() -> tuple[Drug, ...]:
    """Return the drugs."""
    return tuple(
        Drug(
            row["key"], row["name"], int(row["pieces"]), parse_decimal(row["price_yuan"], 6), row["class"],
            _share(row["first_share"]), row["negotiated"] == "1", row["form"] == "injection",
            int(row["visit_packs"]), int(row["stay_packs"]), _several(row["diagnoses"]), _several(row["operated"]),
            row["ages"], row["like"],
        )
        for row in rows("drugs")
    )  # fmt: skip


@lru_cache(maxsize=1)
def services() -> tuple[Service, ...]:
    """Return the services."""
    return tuple(
        Service(
            row["key"], row["name"], row["group"], _by_level(row, "price_primary_yuan"), row["class"],
            int(row["visit_share"]), int(row["stay_per_day"]), int(row["stay_times"]), _several(row["diagnoses"]),
        )
        for row in rows("services")
    )  # fmt: skip


@lru_cache(maxsize=1)
def consumables() -> tuple[Consumable, ...]:
    """Return the consumables."""
    return tuple(
        Consumable(
            row["key"], row["name"], parse_decimal(row["price_yuan"], 6), row["class"],
            _share(row["first_share"]), _several(row["operations"]), _several(row["diagnoses"]),
        )
        for row in rows("consumables")
    )  # fmt: skip


@lru_cache(maxsize=1)
def chronic_diseases() -> tuple[ChronicDisease, ...]:
    """Return the chronic diseases that can be filed; a code stands once for each of its diagnoses."""
    return tuple(
        ChronicDisease(
            row["code"], row["name"], f"chronic_{row['class']}", row["diagnosis"],
            int(row["age_from"]), int(row["age_to"]), int(row["filers_per_10000"]),
            int(row["visits_a_year"]), parse_yuan(row["visit_cost_yuan"]),
        )
        for row in rows("chronic_diseases")
    )  # fmt: skip


@lru_cache(maxsize=1)
def use_by_age() -> tuple[AgeUse, ...]:
    """Return what people need, at the index of their age in years (the last entry is for all who are older)."""
    return tuple(
        AgeUse(
            int(row["age_from"]), int(row["age_to"]),
            int(row["stays_per_1000"]), int(row["visits_per_1000"]), int(row["deaths_per_10000"]),
        )
        for row in rows("use_by_age")
        for _ in range(int(row["age_from"]), int(row["age_to"]) + 1)
    )  # fmt: skip


@lru_cache(maxsize=1)
def levels() -> dict[str, LevelFacts]:
    """Return the levels of hospital that have wards, by name."""
    return {
        row["level"]: LevelFacts(
            row["level"], parse_decimal(row["ward_yuan"], 6), parse_decimal(row["ward_limit_yuan"], 6),
            int(row["visit_cost_percent"]),
        )
        for row in rows("levels")
    }  # fmt: skip


@lru_cache(maxsize=1)
def village_words() -> dict[str, tuple[str, ...]]:
    """Return the beginnings and the ends of which names of villages are made, as ``first`` and ``second``."""
    kinds: dict[str, list[str]] = {}
    for row in rows("village_names"):
        kinds.setdefault(row["kind"], []).append(row["text"])
    return {kind: tuple(texts) for kind, texts in kinds.items()}
