"""What one resident of the synthetic city asks: from when they are covered in the year, and what was due for it."""

from typing import Any


def questions_of(person: dict[str, Any], year: int, regulation: str) -> dict[str, Any]:
    """Return a file of two questions, cover and dues of a year, about a person of the city's case file."""
    first, last = f"{year}-01-01", f"{year}-12-31"
    held = [
        each["kind"] for each in person.get("identities", ()) if each["from"] <= last and each.get("to", last) >= first
    ]
    cover: dict[str, Any] = {"benefit_year": year, "birth": person["birth"]}
    dues: dict[str, Any] = {"benefit_year": year}
    if held:
        cover["identities"] = dues["identities"] = list(dict.fromkeys(held))
    of_year = [each for each in person["coverage"] if first <= each["from"] <= last]
    if of_year:
        cover["paid_on"] = of_year[0]["paid_on"]
    before = [each["to"] for each in person["coverage"] if each["from"] < first]
    if before:
        cover["last_covered_until"] = max(before)
    asked = ({"id": f"{person['id']} cover", "cover": cover}, {"id": f"{person['id']} dues", "dues": dues})
    return {"version": 1, "regulation": regulation, "questions": list(asked)}
