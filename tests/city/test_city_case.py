"""The case file keeps the form of the contract (section 1): checked field by field, without the product's reader."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest

from tongchou.cases.form import read_case
from tongchou.cases.settle import settle_case
from tongchou.city import City, case_file, make_city, residents_table
from tongchou.city.case import decimal
from tongchou.regulations.load import load
from tongchou.regulations.resolve import TermsBook
from tongchou.rules.codes import IDENTITIES as WORDS
from tongchou.rules.codes import STATUSES

KINDS = {"inpatient", "outpatient", "chronic_1", "chronic_2", "two_disease", "maternity", "negotiated_drug"}
LEVELS = {"primary", "level1", "level2", "level3", "pharmacy"}
IDENTITIES = {
    "extreme_poverty", "orphan", "low_income", "returned_to_poverty", "monitored", "low_income_edge",
    "illness_poverty", "severely_disabled", "ordinary",
}  # fmt: skip
EXCLUSIONS = {"work_injury", "third_party", "public_health", "abroad", "wellness"}

PERSON = {"id", "birth", "sex", "county", "category", "coverage", "continuous_years", "zero_claim_years", "encounters"}
ENCOUNTER = {"id", "kind", "provider_level", "place", "filing", "discharged", "diagnosis"}
MAYBE = {
    "admitted", "provider", "disease", "delivery", "babies", "stay", "transfer_from", "excluded", "third_party_share",
}  # fmt: skip
LINE = {
    "item", "class", "amount", "quantity", "unit_price", "price_limit", "self_first_ratio", "date", "excluded",
}  # fmt: skip


@cache
def small() -> City:
    return make_city(4_000)


@pytest.fixture(scope="module")
def case() -> dict[str, Any]:
    return case_file(small())


def all_lines(case: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for encounter in all_encounters(case):
        yield from encounter.get("lines", [])


def all_encounters(case: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for person in case["persons"]:
        yield from person["encounters"]


def is_day(text: Any) -> bool:
    return type(text) is str and date.fromisoformat(text).isoformat() == text


def is_decimal(text: Any, places: int) -> bool:
    return type(text) is str and re.fullmatch(rf"-?(0|[1-9]\d*)(\.\d{{1,{places}}})?", text) is not None


def walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, entry in value.items():
            assert type(key) is str
            yield from walk(entry, f"{path}.{key}")
    elif isinstance(value, list):
        for place, entry in enumerate(value):
            yield from walk(entry, f"{path}[{place}]")
    else:
        yield path, value


def test_no_value_is_a_float_or_empty(case: dict[str, Any]) -> None:
    for path, value in walk(case):
        assert type(value) in (str, int), path
        assert value != "", path
        if type(value) is int:
            assert re.search(r"(version|continuous_years|zero_claim_years|babies)$", path), path


def test_the_head_of_the_file(case: dict[str, Any]) -> None:
    assert list(case) == ["version", "regulation", "persons"]
    assert (case["version"], case["regulation"]) == (1, "510400")


def test_it_survives_json(case: dict[str, Any]) -> None:
    assert json.loads(json.dumps(case, allow_nan=False)) == case


def test_all_persons_with_a_bill_and_only_they_are_in_it(case: dict[str, Any]) -> None:
    claims = small().claims
    assert [p["id"] for p in case["persons"]] == sorted(set(claims["person_id"].to_pylist()))
    assert [e["id"] for e in all_encounters(case)] == claims["encounter_id"].to_pylist()
    assert all(p["encounters"] for p in case["persons"])


def test_identifiers_are_unique_and_tell_people_from_bills(case: dict[str, Any]) -> None:
    persons = [person["id"] for person in case["persons"]]
    bills = [encounter["id"] for encounter in all_encounters(case)]
    assert len({*persons, *bills}) == len(persons) + len(bills)
    assert all(re.fullmatch(r"P\d{8}", name) for name in persons)
    assert all(re.fullmatch(r"E\d{13}", name) for name in bills)


def test_persons_have_the_fields_of_the_form(case: dict[str, Any]) -> None:
    rows = small().people.residents.to_pylist()
    county = {row["person_id"]: row["county"] for row in rows}
    for person in case["persons"]:
        assert PERSON <= set(person) <= PERSON | {"identities", "filings"}
        assert is_day(person["birth"])
        assert person["sex"] in ("F", "M")
        assert person["county"] == county[person["id"]]
        assert person["category"] in ("adult", "student", "child")
        for period in person["coverage"]:
            assert {"from", "to", "paid_on"} <= set(period) <= {"from", "to", "paid_on", "waiting_until", "reason"}
            assert all(is_day(period[name]) for name in period if name != "reason")
            assert period["from"] <= period["to"]
        for identity in person.get("identities", []):
            assert {"kind", "from"} <= set(identity) <= {"kind", "from", "to"}
            assert identity["kind"] in IDENTITIES
            assert is_day(identity["from"])
            assert identity["from"] <= identity.get("to", "9999-12-31")
        for filing in person.get("filings", []):
            chronic = {"disease"} if filing["kind"].startswith("chronic") else set()
            assert {"kind", "from"} | chronic <= set(filing) <= {"kind", "from", "to"} | chronic
            assert filing["kind"] in ("chronic_1", "chronic_2", "hypertension", "diabetes")
            assert is_day(filing["from"])


def test_encounters_have_the_fields_of_the_form(case: dict[str, Any]) -> None:
    for encounter in all_encounters(case):
        assert ENCOUNTER <= set(encounter) <= ENCOUNTER | MAYBE | {"lines", "amounts"}
        assert ("lines" in encounter) != ("amounts" in encounter)
        assert encounter["kind"] in KINDS
        assert encounter["provider_level"] in LEVELS
        assert encounter["place"] in ("local", "province", "elsewhere")
        assert encounter["filing"] in ("none", "residence", "referral", "emergency")
        assert encounter.get("excluded", "abroad") in EXCLUSIONS
        assert is_day(encounter["discharged"])
        if encounter["kind"] in ("inpatient", "maternity"):
            assert is_day(encounter["admitted"])
            assert encounter["admitted"] <= encounter["discharged"]
        assert ("delivery" in encounter) == (encounter["kind"] == "maternity")
        assert ("disease" in encounter) == encounter["kind"].startswith("chronic")
        assert 1 <= encounter.get("babies", 1) <= 2
        if "third_party_share" in encounter:
            assert is_decimal(encounter["third_party_share"], 4)
            assert "lines" in encounter
            assert "excluded" not in encounter


def test_lines_have_the_fields_and_decimals_of_the_form(case: dict[str, Any]) -> None:
    decimals = {"amount": 2, "quantity": 4, "unit_price": 6, "price_limit": 6, "self_first_ratio": 4}
    for line in all_lines(case):
        assert {"item", "class"} <= set(line) <= LINE
        assert line["item"] in ("drug", "service", "consumable")
        assert line["class"] in ("A", "B", "C")
        assert ("amount" in line) != ("quantity" in line and "unit_price" in line)
        for name, places in decimals.items():
            assert name not in line or is_decimal(line[name], places)
        assert "price_limit" not in line or "quantity" in line
        assert line.get("excluded", "wellness") in EXCLUSIONS
        assert "date" not in line or is_day(line["date"])
    assert any(len(line.get("unit_price", "").partition(".")[2]) == 6 for line in all_lines(case))
    assert any("." in line.get("quantity", "") for line in all_lines(case))


def test_amounts_have_parts_that_fit_the_total(case: dict[str, Any]) -> None:
    found = [encounter["amounts"] for encounter in all_encounters(case) if "amounts" in encounter]
    assert found
    for amounts in found:
        assert list(amounts) == ["total", "own_expense", "over_limit", "self_first"]
        assert all(re.fullmatch(r"\d+\.\d\d", text) for text in amounts.values())
        total, *parts = (int(text.replace(".", "")) for text in amounts.values())
        assert sum(parts) <= total


def test_transfers_lead_to_an_earlier_bill_of_the_same_person(case: dict[str, Any]) -> None:
    for person in case["persons"]:
        place = {encounter["id"]: number for number, encounter in enumerate(person["encounters"])}
        for encounter in person["encounters"]:
            if "transfer_from" in encounter:
                assert place[encounter["transfer_from"]] < place[encounter["id"]]


def test_bills_of_a_person_are_in_the_order_of_settling(case: dict[str, Any]) -> None:
    for person in case["persons"]:
        order = [(encounter["discharged"], encounter["id"]) for encounter in person["encounters"]]
        assert order == sorted(order)


def test_a_table_of_residents_names_places_and_counts_bills() -> None:
    rows = residents_table(small())
    assert len(rows) == small().people.residents.num_rows
    assert sum(int(row["encounters"]) for row in rows) == small().claims.num_rows
    assert {row["county"] for row in rows} == {"东区", "西区", "仁和区", "米易县", "盐边县"}
    assert all(type(value) is str for row in rows for value in row.values())
    assert {name for name in rows[0] if any(row[name] for row in rows)} == set(rows[0])


ODDITIES: dict[str, Callable[[dict[str, Any]], object]] = {
    "another payer owes it": lambda each: each.get("excluded") in ("work_injury", "third_party"),
    "abroad": lambda each: each.get("excluded") == "abroad",
    "no illness": lambda each: each.get("excluded") in ("wellness", "public_health"),
    "an accident that is borne in part": lambda each: "third_party_share" in each,
    "sums only": lambda each: "amounts" in each,
    "days on the lines of a stay": lambda each: any("date" in line for line in each.get("lines", ())),
    "drugs given back": lambda each: any(line.get("quantity", "").startswith("-") for line in each.get("lines", ())),
    "a health check in a stay": lambda each: any("excluded" in line for line in each.get("lines", ())),
    "a transfer": lambda each: "transfer_from" in each,
    "a stay in two parts": lambda each: "stay" in each,
    "above a price limit": lambda each: any("price_limit" in line for line in each.get("lines", ())),
    "twins": lambda each: each.get("babies") == 2,
}


@pytest.mark.parametrize("oddity", ODDITIES)
def test_the_city_has_every_oddity(case: dict[str, Any], oddity: str) -> None:
    assert any(ODDITIES[oddity](each) for each in all_encounters(case))


def test_without_oddities_settling_finds_the_parts_and_the_status_of_the_table() -> None:
    city = make_city(1_500, 2025, 4)
    settled = settle_case(read_case(case_file(city, odd=False)), TermsBook(load("510400")))
    rows = city.claims.to_pylist()
    assert len(settled) == len(rows)
    found = {each.prepared.bill.id: each.prepared for each in settled}
    for row in rows:
        prepared = found[row["encounter_id"]]
        status = "excluded" if row["excluded"] else "settled" if row["covered"] else "not_covered"
        assert STATUSES[prepared.status] == status, row
        assert WORDS[prepared.identity] == row["identity"], row
        parts = (row["own_expense"], row["over_limit"], row["self_first"])
        parts = parts if status == "settled" else (row["total"], 0, 0)
        assert prepared.scope[:4] == (row["total"], *parts), row


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (0, 4, "0"), (10_000, 4, "1"), (12_500, 4, "1.25"), (-25_000, 4, "-2.5"), (1, 6, "0.000001"),
        (160_714, 6, "0.160714"), (798_000_000, 6, "798"), (2_000, 4, "0.2"), (-1, 2, "-0.01"),
    ],
)  # fmt: skip
def test_decimals_have_no_idle_zeros(value: int, places: int, expected: str) -> None:
    assert decimal(value, places) == expected
