"""What a resident of the synthetic city asks: everybody can be answered, and cover begins as the city's file says."""

from typing import Any

import pytest

from tongchou.cases.questions import answer_questions, read_questions
from tongchou.city import case_file, make_city
from tongchou.demo.asked import questions_of
from tongchou.regulations.load import load


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_everybody_is_answered(year: int) -> None:
    regulation = load("510400")
    agreed = 0
    for person in case_file(make_city(300, year, 3))["persons"]:
        cover, dues = answer_questions(read_questions(questions_of(person, year, "510400")), regulation)
        periods = [each for each in person["coverage"] if each["from"][:4] == str(year)]
        if not periods:
            assert cover.results["reason"] == "not_paid"
        elif "waiting_until" not in periods[0] and periods[0]["from"] == f"{year}-01-01":
            assert cover.results["first_day"] == periods[0]["from"]
            agreed += 1
        assert dues.results["due"] == dues.results["standard"]
    assert agreed > 100


def test_the_questions_hold_what_the_file_says() -> None:
    person: dict[str, Any] = {
        "id": "P",
        "birth": "1970-01-01",
        "identities": [
            {"kind": "low_income", "from": "2020-01-01", "to": "2023-12-31"},
            {"kind": "monitored", "from": "2020-01-01", "to": "2024-01-01"},
            {"kind": "orphan", "from": "2024-12-31"},
            {"kind": "extreme_poverty", "from": "2025-01-01"},
        ],
        "coverage": [
            {"from": "2022-01-01", "to": "2022-12-31", "paid_on": "2021-11-01"},
            {"from": "2024-03-01", "to": "2024-12-31", "paid_on": "2023-12-01"},
            {"from": "2025-01-01", "to": "2025-12-31", "paid_on": "2024-11-01"},
        ],
    }
    cover, dues = questions_of(person, 2024, "510400")["questions"]
    assert cover["cover"] == {
        "benefit_year": 2024,
        "birth": "1970-01-01",
        "identities": ["monitored", "orphan"],
        "paid_on": "2023-12-01",
        "last_covered_until": "2022-12-31",
    }
    assert dues["dues"] == {"benefit_year": 2024, "identities": ["monitored", "orphan"]}
