"""A small city written by rule, in the schema of the tables: four villages in two townships, a year of bills."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from tongchou.city.id_numbers import AREA, id_number
from tongchou.city.schema import CLAIMS, RESIDENTS

YEAR = 2024
HOUSEHOLDS = 120
SURNAMES, GIVEN = "王李张刘陈杨", ("建国", "明华", "志强", "秀英", "桂芬", "国堃", "文喆", "春梅")

Rows = list[dict[str, Any]]


DYING = range(2, 200, 40)
"""Who dies on the day of discharge from the stay of August."""


def residents() -> pa.Table:
    """Return father, mother, grandmother and a child in each household; every fifth has twins."""
    rows: Rows = []
    for home in range(HOUSEHOLDS):
        place = home * 4 // HOUSEHOLDS
        begun = len(rows)
        surname, given = SURNAMES[home % len(SURNAMES)], GIVEN[home % len(GIVEN)]
        rows.append(person(rows, home, place, "head", "M", date(1966 + home % 7, 1 + home % 12, 3), surname + given))
        mother = person(
            rows, home, place, "spouse", "F", date(1968 + home % 7, 2, 1 + home % 28), f"赵{GIVEN[home % 3]}"
        )
        rows.append(mother)
        rows.append(
            person(rows, home, place, "parent", "F", date(1940 + home % 9, 5, 1 + home % 28), f"周{GIVEN[home % 8]}")
        )
        births = (
            [date(2008, 1 + home % 12, 3 + home % 7)] * 2
            if home % 5 == 0
            else [date(2004 + home % 8, 1 + home % 12, 9)]
        )
        for number, birth in enumerate(births):
            child = person(rows, home, place, "child", "M", birth, f"{surname}浩{'宇轩'[number]}")
            rows.append({**child, "mother_id": mother["person_id"]})
        assert {row["household_id"] for row in rows[begun:]} == {f"F{home:08d}"}
    for number in DYING:
        rows[number]["death"] = august_stay(number)[1]
    return pa.Table.from_pylist(rows, schema=RESIDENTS)


def august_stay(number: int) -> tuple[date, date]:
    admitted = date(YEAR, 8, 1) + timedelta(days=number % 40)
    return admitted, admitted + timedelta(days=14 + number % 5)


def person(before: Rows, home: int, place: int, relation: str, sex: str, birth: date, name: str) -> dict[str, Any]:
    number = len(before)
    return {
        "person_id": f"P{number:08d}",
        "id_number": id_number(AREA, birth, 2 * (number * 37 % 500) + (sex == "M")),
        "name": name,
        "sex": sex,
        "birth": birth,
        "death": None,
        "county": "510499",
        "township": f"51049900{place // 2}",
        "village": f"51049900{place // 2}00{place}",
        "household_id": f"F{home:08d}",
        "relation": relation,
        "mother_id": None,
        "category": "adult" if birth.year < 2004 else "student",
        "place": "local",
    }


def bill(person: dict[str, Any], kind: str, day: date, total: int, **more: Any) -> dict[str, Any]:
    own = total // 10
    return {
        **dict.fromkeys(CLAIMS.names),
        "person_id": person["person_id"],
        "kind": kind,
        "provider_level": "primary",
        "place": "local",
        "filing": "none",
        "discharged": day,
        "total": total,
        "own_expense": own,
        "over_limit": own // 3,
        "self_first": own // 2,
        "identity": "ordinary",
        "category": person["category"],
        **dict.fromkeys(("hypertension", "diabetes", "chronic_1"), False),
        "chronic_2_filings": 0,
        "covered": True,
        "babies": 0,
        "county": person["county"],
        "provider": "H51049900001",
        "diagnosis": "J06.900",
        **more,
    }


def stay(person: dict[str, Any], day: date, days: int, total: int, **more: Any) -> dict[str, Any]:
    facts = {"provider_level": "level2", "provider": "H51049900002", "diagnosis": "J20.900", "adrg": "EX2", **more}
    return bill(person, "inpatient", day + timedelta(days=days), total, admitted=day, **facts)


def bills_of(person: dict[str, Any], number: int) -> Iterator[dict[str, Any]]:
    """Yield the bills of a person: visits for all, and what their number says besides."""
    shift = timedelta(days=number % 40)
    for month in (2, 7, 11):
        yield bill(
            person, "outpatient", date(YEAR, month, 4) + timedelta(days=number % 9), 40_000 + 100 * month + 37 * number
        )
    if number % 6 == 0:
        yield bill(
            person, "outpatient", date(YEAR, 3, 9), 3_000 + number, provider="H51049900009", provider_level="pharmacy"
        )
    if number % 3 == 0:
        for month in (4, 6):
            facts = {"disease": "M03900", "diagnosis": "I10.x00x002", "chronic_2_filings": 1}
            yield bill(person, "chronic_2", date(YEAR, month, 8) + shift, 9_000 + 100 * month + number, **facts)
    if number % 2 == 0:
        pneumonia = {"diagnosis": "J18.900", "adrg": "ES3"}
        admitted, discharged = august_stay(number)
        yield stay(person, admitted, (discharged - admitted).days, 800_000 + 1_001 * number, **pneumonia)
    if number % 4 == 1:
        mild = {"diagnosis": "J45.900x001", "adrg": "EX1"} if number % 8 == 5 else {}
        yield stay(person, date(YEAR, 9, 15) + shift, 4, 150_000 + 11 * number, **mild)
    if number % 10 == 3:
        graver = {"diagnosis": "J44.100", "adrg": "ET2"}
        yield stay(person, date(YEAR, 5, 1), 21, 3_000_000 + number, **graver)
    if number % 10 == 7:
        first = stay(person, date(YEAR, 1, 20), 5, 400_000 + number)
        yield first
        away = {"place": "elsewhere", "filing": "referral", "provider": "H51010000001", "provider_level": "level3"}
        yield stay(person, date(YEAR, 1, 25), 8, 1_900_000 + number, transfer_from="before", **away)
    if number % 10 == 8:
        away = {"place": "elsewhere", "filing": "emergency", "provider": "H51010000001", "provider_level": "level3"}
        yield stay(person, date(YEAR, 1, 10), 8, 1_900_000 + number, **away)


def claims(people: pa.Table) -> pa.Table:
    """Return the year's bills in the order of settling."""
    rows = [
        row
        for number, person in enumerate(people.to_pylist())
        for row in bills_of(person, number)
        if person["death"] is None or row["discharged"] <= person["death"]
    ]
    rows.sort(key=lambda row: (row["person_id"], row["discharged"]))
    for number, row in enumerate(rows):
        row["encounter_id"] = f"E{number:08d}"
        if row["transfer_from"]:
            earlier = (before for before in reversed(rows[:number]) if before["admitted"] == date(YEAR, 1, 20))
            row["transfer_from"] = next(earlier)["encounter_id"]
    return pa.Table.from_pylist(rows, schema=CLAIMS)
