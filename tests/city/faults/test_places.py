"""Where a fault may not be planted: bills too near each other, another identity, a number that nobody had."""

from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest

from tests.city.faults.conftest import FixedRate
from tests.city.faults.village import YEAR, bill, residents, stay
from tongchou.city.faults.doubles import with_old_number
from tongchou.city.faults.plant import plant_faults
from tongchou.city.schema import CLAIMS

PEOPLE = residents().to_pylist()


def planted(fault: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the cases that are planted in bills of the sixth person of the village, of whom two were wanted."""
    for number, row in enumerate(rows):
        row["encounter_id"] = f"E{number:08d}"
    claims = {YEAR: pa.Table.from_pylist(rows, schema=CLAIMS)}
    return plant_faults(residents(), claims, 7, {fault: FixedRate(fault, "stays", 2, True)}).answers.to_pylist()


@pytest.mark.parametrize(("days", "cases"), [(4, 0), (5, 1)])
def test_a_death_is_set_only_well_between_two_bills(days: int, cases: int) -> None:
    day = date(YEAR, 6, 1)
    rows = [bill(PEOPLE[5], "outpatient", each, 9_000) for each in (day, day + timedelta(days=days))]
    found = planted("dead_person", rows)
    assert len(found) == cases
    assert [case["encounters"] for case in found] == [["E00000001"]] * cases


@pytest.mark.parametrize(("identity", "cases"), [("low_income", 0), ("ordinary", 1)])
def test_a_visit_is_moved_only_under_the_identity_of_the_stay(identity: str, cases: int) -> None:
    rows = [
        bill(PEOPLE[5], "outpatient", date(YEAR, 3, 1), 9_000, identity=identity),
        stay(PEOPLE[5], date(YEAR, 6, 1), 9, 500_000),
    ]
    assert len(planted("hanging_bed", rows)) == cases


def test_who_was_born_later_has_no_old_number() -> None:
    def person(birth: date) -> dict[str, Any]:
        return {**PEOPLE[0], "birth": birth}

    assert with_old_number(person(date(1999, 10, 1)), PEOPLE[5]) is None
    slip = with_old_number(person(date(1999, 9, 30)), PEOPLE[5])
    assert slip is not None
    assert len(slip[1]) == 15
