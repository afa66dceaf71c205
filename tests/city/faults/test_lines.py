"""The lines of a bill made wrong, on bills written by hand."""

from collections import Counter
from typing import Any

import pyarrow as pa
import pytest

from tongchou.city import tables
from tongchou.city.faults.lines import alter_lines
from tongchou.city.faults.work import PLANTS
from tongchou.city.schema import LINES

Row = dict[str, Any]


def line(encounter: str, number: int, item: str, list_class: str, code: str, amount: int, **more: Any) -> Row:
    return {
        **dict.fromkeys(LINES.names),
        "encounter_id": encounter,
        "line": number,
        "item": item,
        "class": list_class,
        "code": code,
        "name": code,
        "quantity": 10_000,
        "unit_price": amount * 10_000,
        "amount": amount,
        **more,
    }


OTHER = [line("E1", 1, "service", "A", "S001", 500), line("E1", 2, "drug", "B", "D900", 700)]
BILL = [
    line("E2", 1, "service", "A", "S004", 4_000),
    line("E2", 2, "drug", "A", "D901", 2_500),
    line("E2", 3, "drug", "B", "D902", 9_000, self_first_ratio=1_000),
    line("E2", 4, "service", "A", "S900", 3_000, price_limit=1_000_000),
    line("E2", 5, "service", "C", "S901", 1_200),
    line("E2", 6, "service", "A", "sum", 6_000, quantity=None, unit_price=None),
]
LAST = [line("E3", 1, "service", "C", "S905", 90)]


def altered(bill: list[Row], plant: str, value: str = "") -> list[Row]:
    """Alter the middle one of three bills and return it; the others have to stay as they are."""
    lines = pa.Table.from_pylist([*OTHER, *bill, *LAST], schema=LINES)
    wanted = [{"encounter_id": name, "plant": plant, "value": value} for name in ("E2", "E7")]
    found = alter_lines(lines, pa.Table.from_pylist(wanted, schema=PLANTS))
    assert found.schema == LINES
    rows = found.to_pylist()
    assert (rows[:2], rows[-1:]) == (OTHER, LAST)
    return rows[2:-1]


def by_class(rows: list[Row]) -> Counter[tuple[Any, ...]]:
    """Sum up what is split in the same way: by class, own first share and limit."""
    sums: Counter[tuple[Any, ...]] = Counter()
    for row in rows:
        sums[row["class"], row["self_first_ratio"], row["price_limit"]] += row["amount"]
    return sums


def test_a_repeated_line_is_paid_for_by_the_sum_of_small_items() -> None:
    rows = altered(BILL, "repeated_item")
    assert [(row["line"], row["code"], row["amount"]) for row in rows] == [
        (1, "S004", 4_000),
        (2, "S004", 4_000),
        (3, "D901", 2_500),
        (4, "D902", 9_000),
        (5, "S900", 3_000),
        (6, "S901", 1_200),
        (7, "sum", 2_000),
    ]
    assert by_class(rows) == by_class(BILL)
    assert repeats(rows) == {"S004"}
    assert repeats(BILL) == set()


def test_the_dearer_of_two_sums_pays() -> None:
    small = line("E2", 7, "drug", "A", "small", 4_500, quantity=None, unit_price=None)
    rows = {row["code"]: row["amount"] for row in altered([*BILL, small], "repeated_item")}
    assert (rows["small"], rows["sum"]) == (4_500, 2_000)


def repeats(rows: list[Row]) -> set[str]:
    """The plain rule: the same item, number, price and day twice on one bill."""
    same = Counter((row["code"], row["quantity"], row["unit_price"], row["date"]) for row in rows if row["quantity"])
    return {key[0] for key, times in same.items() if times > 1}


def test_without_a_sum_the_dearest_line_pays() -> None:
    rows = altered(BILL[:5], "repeated_item")
    assert [(row["code"], row["amount"]) for row in rows][:3] == [("S004", 1_500), ("D901", 2_500), ("D901", 2_500)]
    assert (rows[0]["quantity"], rows[0]["unit_price"]) == (None, None)
    assert by_class(rows) == by_class(BILL[:5])


@pytest.mark.parametrize("list_class", ["A", "C"])
def test_a_lone_line_gives_two_thirds_to_one_that_stands_twice(list_class: str) -> None:
    bill = [line("E2", 1, "service", list_class, "S004", 1_000), line("E2", 2, "drug", "B", "D902", 50)]
    rows = altered(bill, "repeated_item")
    assert [row["amount"] for row in rows] == [334, 333, 333, 50]
    assert repeats(rows) == {"S004"}
    assert by_class(rows) == by_class(bill)


def test_a_swapped_drug_takes_the_place_of_the_dearest_of_its_class() -> None:
    drug = next(each for each in tables.drugs() if each.medical_class == "A")
    rows = altered(BILL, "swapped_item", drug.key)
    assert (rows[1]["code"], rows[1]["name"], rows[1]["amount"]) == (drug.key, drug.name, 2_500)
    assert [row for row in rows if row["line"] != 2] == [row for row in BILL if row["line"] != 2]


def test_a_pooled_drug_is_of_its_own_class_where_the_bill_has_one() -> None:
    drug = next(each for each in tables.drugs() if each.medical_class == "B")
    rows = altered(BILL, "same_drug", drug.key)
    assert (rows[2]["code"], rows[2]["class"], rows[2]["amount"]) == (drug.key, "B", 9_000)
    only = altered(BILL[:1], "same_drug", drug.key)
    assert (only[0]["item"], only[0]["code"], only[0]["class"]) == ("drug", drug.key, "A")
    assert by_class(only) == by_class(BILL[:1])


@pytest.mark.parametrize(
    ("bill", "plant"),
    [
        ([line("E2", 1, "drug", "B", "D902", 50)], "repeated_item"),
        ([line("E2", 1, "service", "A", "S004", 2)], "repeated_item"),
        ([line("E2", 1, "service", "A", "S004", 9_000, excluded="wellness")], "repeated_item"),
        ([line("E2", 1, "drug", "A", "D901", -50)], "swapped_item"),
    ],
)
def test_a_bill_that_the_fault_could_not_be_about_is_refused(bill: list[Row], plant: str) -> None:
    with pytest.raises(ValueError, match=f"E2: no line for {plant}"):
        altered(bill, plant, tables.drugs()[0].key)


def test_lines_without_plants_stay_as_they_are() -> None:
    lines = pa.Table.from_pylist(BILL, schema=LINES)
    assert alter_lines(lines, pa.Table.from_pylist([], schema=PLANTS)).to_pylist() == BILL
