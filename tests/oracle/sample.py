"""Invented parameters and short ways of writing a case, for the tests of the oracle. No area has these figures."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from .oracle import settle
from .parameters import (
    ANY,
    Assistance,
    Catastrophic,
    CatastrophicTilt,
    Chronic2,
    Grant,
    Inpatient,
    Maternity,
    Negotiated,
    OutOfAreaRule,
    Outpatient,
    Parameters,
    Repeat,
    Scope,
    TwoDiseases,
)


def percent(number: str) -> Fraction:
    return Fraction(number) / 100


def levels(primary: str, level1: str, level2: str, level3: str) -> dict[str, Fraction]:
    """A table by level in yuan."""
    return {
        "primary": Fraction(primary),
        "level1": Fraction(level1),
        "level2": Fraction(level2),
        "level3": Fraction(level3),
    }


def every_level(value: Fraction) -> dict[str, Fraction]:
    return dict.fromkeys(("primary", "level1", "level2", "level3"), value)


def every_category(table: dict[str, Fraction]) -> dict[tuple[str, str], Fraction]:
    return {(level, ANY): value for level, value in table.items()}


INPATIENT = Inpatient(
    deductible=every_category(levels("100", "200", "500", "1000")) | {("level3", "student"): Fraction(800)},
    ratio=every_category(levels("0.90", "0.85", "0.75", "0.60")) | {("level3", "student"): percent("70")},
    exempt=frozenset({"extreme_poverty"}),
    repeat=Repeat("factors", (Fraction(1), Fraction(1, 2))),
    transfer_pays_difference=True,
    ceiling=Fraction(150_000),
)

SAMPLE = Parameters(
    scope=Scope(
        first_share={"drug": percent("10"), "consumable": percent("15"), "service": percent("5")},
        high_value_mark=Fraction(1000),
        high_value_ratio=percent("30"),
    ),
    inpatient=INPATIENT,
    out_of_area={
        ("province", "referral", "inpatient"): OutOfAreaRule(
            "points", every_level(percent("-5")), {"level3": Fraction(1500)}
        ),
        ("province", "none", "inpatient"): OutOfAreaRule("points", every_level(percent("-20"))),
        ("elsewhere", "none", "inpatient"): OutOfAreaRule("factor", every_level(Fraction(4, 5))),
        ("elsewhere", "referral", "inpatient"): OutOfAreaRule("own_share", every_level(percent("10"))),
    },
    outpatient=Outpatient(
        frozenset({"primary", "level1"}), every_level(percent("50")), every_level(Fraction(100)), Fraction(300)
    ),
    two_diseases=TwoDiseases(every_level(percent("60")), Fraction(300), Fraction(400), Fraction(600)),
    chronic_2=Chronic2(every_level(percent("70")), Fraction(1000), Fraction(500), 3),
    negotiated=Negotiated(every_level(percent("60"))),
    maternity=Maternity(
        mode={"vaginal": "lump", "difficult": "as_inpatient", "caesarean": "limit", "antenatal": "limit"},
        sum={"vaginal": Fraction(2000), "caesarean": Fraction(4000), "antenatal": Fraction(500)},
        extra_per_baby=Fraction(300),
    ),
    catastrophic=Catastrophic(
        kinds=frozenset({"inpatient", "chronic_1"}),
        threshold=Fraction(12_000),
        bands=(
            (Fraction(30_000), percent("60")),
            (Fraction(100_000), percent("65")),
            (None, percent("75")),
        ),
        tilt={"low_income": CatastrophicTilt(Fraction(1, 2), percent("5"), cap_lifted=True)},
    ),
    assistance=Assistance(
        kinds=frozenset({"inpatient", "chronic_1", "chronic_2", "negotiated_drug"}),
        by_identity={"low_income": Grant(percent("70"), cap=Fraction(5000)), "extreme_poverty": Grant(percent("100"))},
    ),
    tilt={},
    identity_rank=("extreme_poverty", "orphan", "low_income", "monitored", "ordinary"),
)


def with_part(name: str, **changes: object) -> Parameters:
    """The sample with one part changed."""
    return replace(SAMPLE, **{name: replace(getattr(SAMPLE, name), **changes)})


def totals(total: str, own_expense: str = "0.00", over_limit: str = "0.00", self_first: str = "0.00") -> dict:
    return {"total": total, "own_expense": own_expense, "over_limit": over_limit, "self_first": self_first}


def stay(identifier: str, admitted: str, discharged: str, total: str, level: str = "level3", **more: object) -> dict:
    """An inpatient encounter in the totals form, everything in scope."""
    encounter = {
        "id": identifier,
        "kind": "inpatient",
        "provider_level": level,
        "place": "local",
        "filing": "none",
        "admitted": admitted,
        "discharged": discharged,
        "amounts": totals(total),
    }
    return encounter | more


def visit(identifier: str, kind: str, day: str, total: str, level: str = "level1", **more: object) -> dict:
    """An encounter of another kind."""
    encounter = {"id": identifier, "kind": kind, "provider_level": level, "discharged": day, "amounts": totals(total)}
    return encounter | more


def birth(identifier: str, delivery: str, total: str, own_expense: str = "0.00", **more: object) -> dict:
    """A maternity encounter."""
    encounter = {
        "id": identifier,
        "kind": "maternity",
        "provider_level": "level2",
        "delivery": delivery,
        "admitted": "2024-05-01",
        "discharged": "2024-05-04",
        "amounts": totals(total, own_expense),
    }
    return encounter | more


def answers(encounters: list[dict], parameters: Parameters = SAMPLE, **person: object) -> list[dict]:
    """The settlements of one person under parameters that never change."""
    return settle({"id": "P1", "birth": "1980-01-01", "encounters": encounters} | person, lambda day, grade: parameters)


def amounts_of(answer: dict, *names: str) -> tuple:
    """Amounts in yuan, so that a test reads like the arithmetic beside it."""
    return tuple(Fraction(answer[name], 100) for name in names)


def paid(settled: list[dict], name: str = "pool_pay") -> list[Fraction]:
    """One amount of every answer, in yuan."""
    return [Fraction(each[name], 100) for each in settled]


def deductibles(settled: list[dict]) -> list[Fraction]:
    return paid(settled, "deductible")


def sums(answer: dict, *names: str) -> tuple:
    """Sums of the year after an answer, in yuan."""
    return amounts_of(answer["accumulators"], *names)


def identity(kind: str, since: date = date(2020, 1, 1)) -> list[dict]:
    return [{"kind": kind, "from": since.isoformat()}]
