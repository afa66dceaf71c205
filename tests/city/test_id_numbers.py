"""Identification numbers are valid in form, unique, and nobody's."""

from datetime import date

import numpy as np
import pytest

from tongchou.city.id_numbers import check_digit, id_number, id_numbers


@pytest.mark.parametrize(
    ("first17", "expected"),
    [
        ("11010519491231002", "X"),  # the example of the standard
        ("44052418800101001", "4"),  # its other example
        ("00000000000000000", "1"),
    ],
)
def test_the_check_digit_is_that_of_the_standard(first17: str, expected: str) -> None:
    assert check_digit(first17) == expected


@pytest.mark.parametrize("wrong", ["", "1101051949123100", "110105194912310021", "1101051949123100X", "１" * 17])
def test_what_is_no_number_of_17_digits_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="17 digits"):
        check_digit(wrong)


def test_a_number_holds_area_birth_and_serial() -> None:
    assert id_number("510499", date(1961, 4, 2), 7)[:17] == "51049919610402007"


@pytest.mark.parametrize("serial", [-1, 1000])
def test_a_serial_has_three_digits(serial: int) -> None:
    with pytest.raises(ValueError, match="serial"):
        id_number("510499", date(1961, 4, 2), serial)


def test_numbers_of_a_column_follow_each_other_and_end() -> None:
    day = (date(2024, 2, 29) - date(1970, 1, 1)).days
    sexes = np.array([0, 1] * 500)
    numbers = id_numbers(np.full(1_000, day), sexes, 7).to_pylist()
    assert {number[:14] for number in numbers} == {"51049920240229"}
    assert sorted(int(number[14:17]) for number in numbers) == list(range(1_000))
    assert [int(number[16]) % 2 for number in numbers] == sexes.tolist()
    assert (int(numbers[2][14:17]) - int(numbers[0][14:17])) % 1_000 == 2
    assert all(number[17] == check_digit(number[:17]) for number in numbers)
    with pytest.raises(ValueError, match=r"500 serials .* 2024-02-29.*请减少居民数"):
        id_numbers(np.full(501, day), np.ones(501, np.int64), 7)
    assert id_numbers(np.empty(0, np.int64), np.empty(0, np.int64), 7).to_pylist() == []
