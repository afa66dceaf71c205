"""Slips in names and numbers, rates, and how rows are edited."""

from datetime import date

import pyarrow as pa
import pytest

from tests.city.faults.village import bill
from tongchou.city.faults.doubles import characters, mistyped, old_number, replaced, swapped_digits
from tongchou.city.faults.editing import Bills, Numbers, last_identifier
from tongchou.city.faults.rates import Rate, rates, read_rates
from tongchou.city.faults.work import BILLS_SEARCHED
from tongchou.city.id_numbers import check_digit, id_number
from tongchou.city.schema import CLAIMS


@pytest.mark.parametrize(
    ("name", "kind", "other"),
    [
        ("王国堃", "rare", "王国坤"),
        ("王喆堃", "rare", "王喆坤"),
        ("李𬭊", "rare", "李？"),
        ("张志强", "rare", None),
        ("张志强", "homophone", "张智强"),
        ("志强", "homophone", None),
    ],
)
def test_a_character_of_the_given_name_is_replaced(name: str, kind: str, other: str | None) -> None:
    assert replaced(name, kind) == other


def test_no_character_is_replaced_by_itself() -> None:
    for table in characters().values():
        assert all(len(before) == len(after) == 1 and before != after for before, after in table.items())


def test_neighbouring_digits_are_exchanged_from_the_serial_back() -> None:
    assert swapped_digits("510499196601030028") == "510499196601030208"
    assert swapped_digits("510499196601030008") == "510499196601003008"
    assert swapped_digits("510499111111111118") is None


def test_the_old_number_leaves_out_the_century_and_the_check_digit() -> None:
    number = id_number("510499", date(1966, 1, 3), 2)
    assert old_number(number) == "510499660103002"


def test_a_mistyped_number_is_valid_and_one_digit_apart() -> None:
    number = id_number("510499", date(1966, 1, 3), 802)
    assert mistyped(number, 3) == id_number("510499", date(1966, 1, 3), 102)
    assert check_digit(mistyped(number, 5)[:17]) == mistyped(number, 5)[17]


def test_a_rate_is_rounded_and_never_none() -> None:
    rate = Rate("split_stay", "stays", 80, True)
    assert [rate.number(base) for base in (0, 1, 100_000, 200_625, 200_624)] == [0, 1, 80, 161, 160]
    assert Rate("split_stay", "stays", 0, True).number(100_000) == 0


def test_the_rates_of_the_product_are_read() -> None:
    assert rates()["split_stay"] == Rate("split_stay", "stays", 80, True)
    assert not rates()["same_prescription"].planted


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rates: {}", "line 1: the file has one key, faults"),
        ("faults: []", "line 1: the file has one key, faults"),
        ("faults:\n  twins: {of: residents, planted: no}", "line 2: twins needs of, per_100000, planted"),
        ("faults:\n  twins: 3", "line 2: twins needs of, per_100000, planted"),
        ("faults:\n  twins: {of: people, per_100000: 3, planted: no}", "line 2: twins: of is residents"),
        ("faults:\n  twins: {of: residents, per_100000: -3, planted: no}", "line 2: twins: of is residents"),
        ("faults:\n  twins: {of: residents, per_100000: 3, planted: maybe}", "line 2: twins: of is residents"),
    ],
)
def test_a_slip_in_the_rates_is_named_with_its_line(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_rates(text)


def table(*rows: tuple[str, str, date, str | None]) -> pa.Table:
    """Return bills of (identifier, person, day, identifier of the bill before)."""
    people = {"category": "adult", "county": "510499"}
    made = [
        {
            **bill({**people, "person_id": person}, "outpatient", day, 1_000),
            "encounter_id": identifier,
            "transfer_from": before,
        }
        for identifier, person, day, before in rows
    ]
    return pa.Table.from_pylist(made, schema=CLAIMS)


def test_a_bill_that_moves_and_a_bill_that_is_added_find_their_place() -> None:
    days = [date(2024, 1, day) for day in range(1, 9)]
    claims = table(
        ("E7", "P1", days[0], None),
        ("E8", "P2", days[1], None),
        ("E9", "P2", days[3], "E8"),
        ("F0", "P3", days[0], None),
    )
    bills = Bills(claims, 2024, BILLS_SEARCHED, Numbers({2024: last_identifier(claims)}))
    bills.row(1)["discharged"] = days[5]
    added = bills.add({**bills.row(2), "discharged": days[4], "transfer_from": None})
    assert added["encounter_id"] == "F1"
    found, names = bills.settled_order({"E8", "F1"})
    rows = [
        (row["encounter_id"], row["person_id"], row["discharged"], row["transfer_from"]) for row in found.to_pylist()
    ]
    assert rows == [
        ("E7", "P1", days[0], None),
        ("E8", "P2", days[3], "F0"),
        ("E9", "P2", days[4], None),
        ("F0", "P2", days[5], None),
        ("F1", "P3", days[0], None),
    ]
    assert names == {"E8": "F0", "F1": "E9"}


def test_identifiers_out_of_order_are_put_in_order() -> None:
    day = date(2024, 1, 1)
    claims = table(("E3", "P1", day, None), ("E1", "P2", day, None), ("E2", "P3", day, "E3"))
    bills = Bills(claims, 2024, BILLS_SEARCHED, Numbers({2024: last_identifier(claims)}))
    bills.add(bills.row(0))
    found, names = bills.settled_order({"E3", "E4"})
    assert found["encounter_id"].to_pylist() == ["E1", "E2", "E3", "E4"]
    assert names == {"E3": "E1", "E4": "E2"}
    assert found["transfer_from"].to_pylist() == [None, None, None, "E1"]


def test_an_identifier_without_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="ends in a number, found EX"):
        Numbers({2024: "EX"})


def test_a_transfer_from_a_bill_of_another_year_is_refused() -> None:
    claims = table(("E3", "P1", date(2024, 1, 1), "E1"))
    bills = Bills(claims, 2024, BILLS_SEARCHED, Numbers({2024: "E3"}))
    with pytest.raises(ValueError, match="E1: a transfer from a bill that is none of the year"):
        bills.settled_order(set())
