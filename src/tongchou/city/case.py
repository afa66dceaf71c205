"""The city as a case file (contract of settlement, section 1, version 1): texts, dates and lists only, no float."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

import pyarrow as pa

from tongchou.city.bill import Item
from tongchou.city.bill_lines import bill_of, encounter_of
from tongchou.city.oddities import make_odd
from tongchou.city.populate import REGULATION
from tongchou.city.small import City
from tongchou.rules.codes import CATEGORIES
from tongchou.rules.money import yuan

Case = dict[str, Any]
Row = dict[str, Any]

_OF_ENCOUNTER = ("kind", "provider_level", "place", "filing")
_IF_ANY = ("provider", "diagnosis", "disease", "delivery", "babies", "stay", "transfer_from", "excluded")


def case_file(city: City, *, odd: bool = True) -> Case:
    """Return the case file of all residents who have at least one bill.

    ``odd`` tells some bills as they also reach an office: by their sums alone, with a day on each line, with a part
    that a third party owes. Without it every bill has its lines, and its parts are those of the table of claims.
    """
    persons = list(_persons(city))
    if odd:
        make_odd(persons, city.seed)
    return {"version": 1, "regulation": REGULATION, "persons": persons}


def residents_table(city: City) -> list[dict[str, str]]:
    """Return a row of text for each resident, for printing: names of places, cover of the year, number of bills."""
    people = city.people
    villages = {row["code"]: row for row in people.villages.to_pylist()}
    identities, coverage, filings = (
        _by_person(people.identities),
        _by_person(people.coverage),
        _by_person(people.filings),
    )
    bills = _counted(city.claims["person_id"])
    found = []
    for resident in people.residents.to_pylist():
        name, village = resident["person_id"], villages[resident["village"]]
        found.append(
            {
                "identifier": name,
                "name": resident["name"],
                "sex": resident["sex"],
                "birth": resident["birth"].isoformat(),
                "id_number": resident["id_number"],
                "county": village["county_name"],
                "township": village["township_name"],
                "village": village["name"],
                "household": resident["household_id"],
                "relation": resident["relation"],
                "category": resident["category"],
                "place": resident["place"],
                "death": resident["death"].isoformat() if resident["death"] else "",
                "identities": ", ".join(
                    _span(row["kind"], row["first"], row["last"]) for row in identities.get(name, ())
                ),
                "coverage": ", ".join(
                    _span("", row["first"], row["last"]) for row in coverage.get(name, ()) if row["year"] == city.year
                ),
                "filings": ", ".join(row["disease"] or row["kind"] for row in filings.get(name, ())),
                "encounters": str(bills.get(name, 0)),
            }
        )
    return found


def decimal(value: int, places: int) -> str:
    """Return a whole number of the last of ``places`` decimals as a decimal text without idle zeros: 15, 1 is "1.5"."""
    whole, rest = divmod(abs(value), 10**places)
    text = f"{whole}.{rest:0{places}d}".rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 else text


def _counted(names: pa.ChunkedArray) -> dict[str, int]:
    return {row["values"]: row["counts"] for row in names.value_counts().to_pylist()}


def _span(word: str, first: date, last: date | None) -> str:
    """Return a dated fact in one text: low_income 2021-03-01…2024-06-30."""
    return f"{word} {first.isoformat()}…{last.isoformat() if last else ''}".strip()


def _by_person(table: pa.Table) -> dict[str, list[Row]]:
    """Return the rows of a table that is sorted by person."""
    return {name: list(rows) for name, rows in groupby(table.to_pylist(), key=lambda row: str(row["person_id"]))}


def _persons(city: City) -> Iterator[Case]:
    """Yield the persons with bills in their order."""
    people = city.people
    identities, coverage, filings = (
        _by_person(people.identities),
        _by_person(people.coverage),
        _by_person(people.filings),
    )
    bills = _by_person(city.claims)
    category = people.persons.category[people.years.index(city.year)].tolist()
    for number, resident in enumerate(people.residents.to_pylist()):
        name = resident["person_id"]
        if name not in bills:
            continue
        person: Case = {
            "id": name,
            "birth": resident["birth"].isoformat(),
            "sex": resident["sex"],
            "county": resident["county"],
            "category": CATEGORIES[category[number]],
        }
        if held := identities.get(name):
            person["identities"] = [{"kind": row["kind"], **_period(row["first"], row["last"])} for row in held]
        person["coverage"] = [_cover(row) for row in coverage.get(name, ())]
        # complete years before the first benefit year in the file, which is that of the first bill
        person["continuous_years"] = bills[name][0]["continuous_years"]
        person["zero_claim_years"] = bills[name][0]["zero_claim_years"]
        if filed := filings.get(name):
            person["filings"] = [_filing(row) for row in filed]
        person["encounters"] = [_encounter(row, city.seed) for row in bills[name]]
        yield person


def _cover(row: Row) -> Case:
    period: Case = {**_period(row["first"], row["last"]), "paid_on": row["paid_on"].isoformat()}
    if row["waiting_until"]:
        period["waiting_until"] = row["waiting_until"].isoformat()
    if row["reason"]:
        period["reason"] = row["reason"]
    return period


def _filing(row: Row) -> Case:
    disease = {"disease": row["disease"]} if row["disease"] else {}
    return {"kind": row["kind"], **disease, **_period(row["first"], row["last"])}


def _period(first: date, last: date | None = None) -> dict[str, str]:
    return {"from": first.isoformat(), **({"to": last.isoformat()} if last else {})}


def _encounter(row: Row, seed: int) -> Case:
    found: Case = {"id": row["encounter_id"], **{name: row[name] for name in _OF_ENCOUNTER}}
    if row["admitted"]:
        found["admitted"] = row["admitted"].isoformat()
    found["discharged"] = row["discharged"].isoformat()
    for name in _IF_ANY:
        if value := row[name]:
            found[name] = value
    found["lines"] = [_line(line) for line in bill_of(encounter_of(row), seed)]
    return found


def _line(line: Item) -> dict[str, str]:
    """Return a line: quantity and unit price where they are known, else the amount."""
    found = {"item": line.item, "class": line.medical_class}
    if line.quantity is None or line.unit_price is None:
        found["amount"] = yuan(line.amount)
    else:
        found["quantity"] = decimal(line.quantity, 4)
        found["unit_price"] = decimal(line.unit_price, 6)
    if line.price_limit is not None:
        found["price_limit"] = decimal(line.price_limit, 6)
    if line.ratio is not None:
        found["self_first_ratio"] = decimal(line.ratio, 4)
    if line.excluded:
        found["excluded"] = line.excluded
    return found
