"""Document numbers: every right one is taken in any way of writing, every slip is found but those no check can find."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric
from stdnum.iso7064 import mod_11_2

from tests.registry.people import resident_id
from tests.strategies.tiers import examples
from tongchou.registry.actions.areas import level_of
from tongchou.registry.documents import (
    FORMS,
    Number,
    WrongNumber,
    check_character,
    known_area,
    read_credit_code,
    read_number,
)
from tongchou.registry.refusals import Refused

TODAY = date(2026, 3, 2)

births = st.dates(date(1907, 1, 1), TODAY)
orders = st.integers(1, 999)
areas = st.sampled_from(("510403", "510421", "110101", "440305", "650102"))


def weighted(body: str) -> str:
    """Return the check character as GB 11643 states it: weights 2^(18-i) mod 11, told once more and otherwise."""
    total = 0
    for digit in body:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11]


@st.composite
def numbers(draw: st.DrawFn) -> str:
    birth, order = draw(births), draw(orders)
    body = f"{draw(areas)}{birth:%Y%m%d}{order:03d}"
    return body + weighted(body)


def read(text: str, day: date = TODAY) -> Number:
    return read_number("resident_id", text, day)


def refused(text: str, kind: str = "resident_id") -> bool:
    try:
        read_number(kind, text, TODAY)
    except WrongNumber as wrong:
        assert wrong.zh
        assert wrong.en
        return True
    return False


@given(numbers())
@examples(60)
def test_the_check_character_is_that_of_three_ways_to_work_it_out(number: str) -> None:
    assert check_character(number[:17]) == number[17] == weighted(number[:17])
    assert mod_11_2.calc_check_digit(number[:17]) == number[17]
    assert ric.calc_check_digit(number) == number[17]


@given(numbers())
@examples(60)
def test_a_number_tells_birth_and_sex_as_stdnum_does(number: str) -> None:
    told = read(number)
    assert told.birth == ric.get_birth_date(number)
    assert told.sex == ("M" if int(number[16]) % 2 else "F")
    assert ric.is_valid(number) == known_area(number)


FULL_WIDTH = {ord(character): ord(character) + 0xFEE0 for character in "0123456789XxABCDEFHM"}


@given(numbers(), st.integers(0, 18), st.sampled_from(" \t　-—· "), st.booleans())
@examples(60)
def test_full_width_digits_spaces_and_small_x_are_one_number(number: str, place: int, sign: str, small: bool) -> None:
    written = number.lower() if small else number
    assert read(written).number == number
    assert read(written.translate(FULL_WIDTH)).number == number
    assert read(f" {written[:place]}{sign}{written[place:]}\n").number == number


@given(numbers())
@examples(30)
def test_every_wrong_digit_is_found(number: str) -> None:
    for place in range(18):
        for digit in "0123456789X"[: 11 if place == 17 else 10]:
            if digit != number[place]:
                assert refused(number[:place] + digit + number[place + 1 :]), (place, digit)


@given(numbers())
@examples(30)
def test_every_swap_of_neighbours_is_found(number: str) -> None:
    # neighbours weigh w and 2w modulo 11, so a swap changes the sum by w times their difference, never by 0
    for place in range(17):
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        if swapped != number:
            assert refused(swapped), place


@given(numbers(), st.integers(0, 15), st.integers(0, 9), st.integers(0, 9))
@examples(60)
def test_what_no_check_can_find_is_two_slips_that_weigh_alike(number: str, place: int, one: int, other: int) -> None:
    body = number[:place] + str(one) + str(other) + number[place + 2 : 17]
    # eleven times rarer than others: two neighbours changed so that twice the one and the other weigh what they did
    before = (2 * int(number[place]) + int(number[place + 1])) % 11
    alike = (2 * one + other) % 11 == before
    assert (check_character(body) == number[17]) == alike


@given(st.dates(date(1906, 3, 3), date(1999, 12, 31)), orders, areas)
@examples(60)
def test_fifteen_digits_of_before_1999_are_completed(birth: date, order: int, area: str) -> None:
    short = f"{area}{birth:%y%m%d}{order:03d}"
    told = read(short)
    assert told.number[:17] == f"{area}19{short[6:]}"
    assert told.birth == birth
    assert read(told.number) == told


@given(st.text("0123456789X", min_size=1, max_size=20))
@examples(100)
def test_what_is_no_number_is_refused_in_both_languages_and_nothing_else_is_raised(text: str) -> None:
    if not refused(text):
        number = read(text).number
        assert len(number) == 18
        assert number[17] == weighted(number[:17])


@given(st.text(max_size=24), st.sampled_from(["resident_id", *FORMS, "no_kind"]))
@examples(100)
def test_any_text_is_read_or_refused_in_words(text: str, kind: str) -> None:
    if not refused(text, kind):
        told = read_number(kind, text, TODAY)
        assert read_number(kind, told.number, TODAY) == told
        assert told.number.isascii()


def test_a_birth_to_come_or_out_of_memory_is_refused() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert refused(resident_id(tomorrow, 1))
    assert read_number("resident_id", resident_id(tomorrow, 1), tomorrow).birth == tomorrow
    with pytest.raises(WrongNumber, match="120"):
        read(resident_id(date(1905, 1, 1), 1))
    body = "51040320250230001"
    with pytest.raises(WrongNumber, match="不是日期"):
        read(body + check_character(body))


def test_digits_of_other_scripts_are_no_digits() -> None:
    number = resident_id(date(1961, 4, 2), 1)
    arabic = {ord("0") + digit: 0x660 + digit for digit in range(10)}
    assert refused(number.translate(arabic))
    assert refused("12345678".translate(arabic), "taiwan_permit")
    with pytest.raises(Refused):
        level_of("510403".translate(arabic))


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("birth_certificate", "T510123456", "5101234567"),
        ("passport", "e1234-5678", "E12#4"),
        ("hk_macao_permit", "Ｈ１２３４５６７８", "K12345678"),
        ("taiwan_permit", "12345678", "1234567"),
        ("foreigner_residence", "USA110012345678", "US1100123456789"),
    ],
)
def test_other_documents_have_the_form_of_their_rules(kind: str, right: str, wrong: str) -> None:
    assert read_number(kind, right, TODAY).kind == kind
    assert refused(wrong, kind)


def test_a_residence_permit_and_a_new_card_of_a_foreigner_tell_birth_and_are_checked() -> None:
    for kind, head in (("hmt_residence", "810000"), ("foreigner_residence", "911156")):
        body = f"{head}19900102003"
        number = body + check_character(body)
        assert read_number(kind, number, TODAY).birth == date(1990, 1, 2)
        assert refused(number[:-1] + ("0" if number[-1] != "0" else "1"), kind)


def test_a_credit_code_is_read_in_its_one_form() -> None:
    assert read_credit_code(" 91110000600037341l") == "91110000600037341L"
    with pytest.raises(WrongNumber):
        read_credit_code("91110000600037341M")
