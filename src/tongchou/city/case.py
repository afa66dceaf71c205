"""The city as a case file (contract of settlement, section 1, version 1): texts, dates and lists only, no float."""

from datetime import date
from typing import Any

from tongchou.city.model import City, Encounter, Line, Resident, Totals
from tongchou.rules.money import yuan

REGULATION = "510400"

Case = dict[str, Any]


def case_file(city: City) -> Case:
    """Return the case file of all residents who have at least one bill."""
    encounters: dict[str, list[Encounter]] = {}
    for encounter in city.encounters:
        encounters.setdefault(encounter.person, []).append(encounter)
    return {
        "version": 1,
        "regulation": REGULATION,
        "persons": [
            _person(resident, encounters[resident.identifier])
            for resident in city.residents
            if resident.identifier in encounters
        ],
    }


def residents_table(city: City) -> list[dict[str, str]]:
    """Return a row of text for each resident, for printing: names of places, cover of the year, number of bills."""
    counties = {county.code: county.name for county in city.counties}
    townships = {township.code: township.name for township in city.townships}
    villages = {village.code: village.name for village in city.villages}
    bills: dict[str, int] = {}
    for encounter in city.encounters:
        bills[encounter.person] = bills.get(encounter.person, 0) + 1
    return [
        {
            "identifier": resident.identifier,
            "name": resident.name,
            "sex": resident.sex,
            "birth": resident.birth.isoformat(),
            "id_number": resident.id_number,
            "county": counties[resident.county],
            "township": townships[resident.township],
            "village": villages[resident.village],
            "household": resident.household,
            "relation": resident.relation,
            "category": resident.category,
            "place": resident.place,
            "death": resident.death.isoformat() if resident.death else "",
            "identities": ", ".join(_span(i.kind, i.first, i.last) for i in resident.identities),
            "coverage": ", ".join(_span("", p.first, p.last) for p in resident.coverage if p.last.year == city.year),
            "filings": ", ".join(filing.disease or filing.kind for filing in resident.filings),
            "encounters": str(bills.get(resident.identifier, 0)),
        }
        for resident in city.residents
    ]


def decimal(value: int, places: int) -> str:
    """Return a whole number of the last of ``places`` decimals as a decimal text without idle zeros: 15, 1 is "1.5"."""
    whole, rest = divmod(abs(value), 10**places)
    text = f"{whole}.{rest:0{places}d}".rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 else text


def _span(word: str, first: date, last: date | None) -> str:
    """Return a dated fact in one text: low_income 2021-03-01…2024-06-30."""
    return f"{word} {first.isoformat()}…{last.isoformat() if last else ''}".strip()


def _person(resident: Resident, encounters: list[Encounter]) -> Case:
    person: Case = {
        "id": resident.identifier,
        "birth": resident.birth.isoformat(),
        "sex": resident.sex,
        "county": resident.county,
        "category": resident.category,
    }
    if resident.identities:
        person["identities"] = [
            {"kind": identity.kind, **_period(identity.first, identity.last)} for identity in resident.identities
        ]
    person["coverage"] = []
    for cover in resident.coverage:
        period = {**_period(cover.first, cover.last), "paid_on": cover.paid_on.isoformat()}
        if cover.waiting_until:
            period["waiting_until"] = cover.waiting_until.isoformat()
        if cover.reason:
            period["reason"] = cover.reason
        person["coverage"].append(period)
    person["continuous_years"] = resident.continuous_years
    person["zero_claim_years"] = resident.zero_claim_years
    if resident.filings:
        person["filings"] = [
            {"kind": filing.kind, **({"disease": filing.disease} if filing.disease else {}), **_period(filing.first)}
            for filing in resident.filings
        ]
    person["encounters"] = [_encounter(encounter) for encounter in encounters]
    return person


def _period(first: date, last: date | None = None) -> dict[str, str]:
    return {"from": first.isoformat(), **({"to": last.isoformat()} if last else {})}


def _encounter(encounter: Encounter) -> Case:
    found: Case = {
        "id": encounter.identifier,
        "kind": encounter.kind,
        "provider_level": encounter.provider_level,
        "place": encounter.place,
        "filing": encounter.filing,
    }
    if encounter.admitted:
        found["admitted"] = encounter.admitted.isoformat()
    found["discharged"] = encounter.discharged.isoformat()
    for name in ("provider", "diagnosis", "disease", "delivery", "babies", "stay", "transfer_from", "excluded"):
        if value := getattr(encounter, name):
            found[name] = value
    if encounter.third_party_share:
        found["third_party_share"] = decimal(encounter.third_party_share, 4)
    if encounter.totals:
        found["amounts"] = _amounts(encounter.totals)
    else:
        found["lines"] = [_line(line) for line in encounter.lines]
    return found


def _amounts(totals: Totals) -> dict[str, str]:
    return {
        "total": yuan(totals.total),
        "own_expense": yuan(totals.own_expense),
        "over_limit": yuan(totals.over_limit),
        "self_first": yuan(totals.self_first),
    }


def _line(line: Line) -> dict[str, str]:
    """Return a line: quantity and unit price where they are known, else the amount."""
    found = {"item": line.item, "class": line.medical_class}
    if line.quantity is None or line.unit_price is None:
        found["amount"] = yuan(line.amount)
    else:
        found["quantity"] = decimal(line.quantity, 4)
        found["unit_price"] = decimal(line.unit_price, 6)
    if line.price_limit is not None:
        found["price_limit"] = decimal(line.price_limit, 6)
    if line.self_first_ratio is not None:
        found["self_first_ratio"] = decimal(line.self_first_ratio, 4)
    if line.day:
        found["date"] = line.day.isoformat()
    if line.excluded:
        found["excluded"] = line.excluded
    return found
