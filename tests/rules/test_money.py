"""Rounding, decimal text and its way back, each worked by hand."""

import re

import pytest

from tongchou.rules.money import (
    LARGEST_BILL,
    RATIO,
    UNLIMITED,
    half_up,
    parse_decimal,
    parse_yuan,
    percent,
    share,
    yuan,
)


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [
        (0, 1, 0),
        (0, 7, 0),
        (1, 1, 1),
        (7, 1, 7),
        (1, 3, 0),
        (2, 3, 1),
        (1, 2, 1),
        (3, 2, 2),
        (5, 2, 3),
        (7, 5, 1),
        (8, 5, 2),
        (4_999, RATIO, 0),
        (5_000, RATIO, 1),
        (14_999, RATIO, 1),
        (15_000, RATIO, 2),
        (10**18, 10**8, 10**10),
    ],
)
def test_half_is_rounded_away_from_zero(numerator, denominator, rounded):
    assert half_up(numerator, denominator) == rounded
    assert half_up(-numerator, denominator) == -rounded


@pytest.mark.parametrize(
    ("amount", "ratio", "part"),
    [
        (0, 6_000, 0),
        (12_345, RATIO, 12_345),
        (12_345, 0, 0),
        (12_345, 6_000, 7_407),
        (12_346, 6_000, 7_408),
        (1, 5_000, 1),
        (1, 4_999, 0),
        (-1, 5_000, -1),
        (-12_345, 6_000, -7_407),
    ],
)
def test_a_share_is_rounded_once(amount, ratio, part):
    assert share(amount, ratio) == part


@pytest.mark.parametrize(
    ("text", "places", "count"),
    [
        ("0", 2, 0),
        ("12", 2, 1_200),
        ("12.5", 2, 1_250),
        ("12.05", 2, 1_205),
        ("-12.5", 2, -1_250),
        ("-0.01", 2, -1),
        ("007.00", 2, 700),
        ("12", 0, 12),
        ("1.5", 4, 15_000),
        ("0.0001", 4, 1),
        ("0.000001", 6, 1),
    ],
)
def test_a_decimal_is_counted_in_its_last_place(text, places, count):
    assert parse_decimal(text, places) == count


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("", 2),
        ("12.", 2),
        (".5", 2),
        ("+1", 2),
        ("1,000", 2),
        ("1e3", 2),
        (" 1", 2),
        ("1 ", 2),
        ("１", 2),
        ("1.234", 2),
        ("1.0", 0),
        ("--1", 2),
        ("1.2.3", 2),
    ],
)
def test_what_is_no_plain_decimal_is_refused_by_name(text, places):
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        parse_decimal(text, places)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0.00", 0),
        ("0.01", 1),
        ("0.10", 10),
        ("1.00", 100),
        ("1234.56", 123_456),
        ("-0.05", -5),
        ("-1234.56", -123_456),
        ("100000000.00", LARGEST_BILL),
        ("10000000000000.00", UNLIMITED),
    ],
)
def test_yuan_and_fen_are_the_same_amount(text, fen):
    assert parse_yuan(text) == fen
    assert yuan(fen) == text


def test_yuan_takes_no_third_place():
    with pytest.raises(ValueError, match=r"^1\.234$"):
        parse_yuan("1.234")


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (0, "0%"),
        (6_000, "60%"),
        (RATIO, "100%"),
        (1_250, "12.5%"),
        (1_205, "12.05%"),
        (100, "1%"),
        (1, "0.01%"),
        (10, "0.1%"),
        (-500, "-5%"),
        (-1_250, "-12.5%"),
        (25_000, "250%"),
    ],
)
def test_a_percentage_has_no_idle_zeros(ratio, text):
    assert percent(ratio) == text
