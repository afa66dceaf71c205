"""What the rules read off a bill besides its amounts: every combination, written down."""

import pytest

from tongchou.rules.benefit.facts import (
    is_filed,
    is_later_part,
    is_tilt_place,
    is_unfiled_outside,
    long_stay_days,
)
from tongchou.rules.codes import (
    CHRONIC_1,
    CHRONIC_2,
    ELSEWHERE,
    EMERGENCY,
    INPATIENT,
    LOCAL,
    MATERNITY,
    NEGOTIATED_DRUG,
    OUTPATIENT,
    PROVINCE,
    REFERRAL,
    RESIDENCE,
    TWO_DISEASE,
    UNFILED,
)

FILINGS = (UNFILED, RESIDENCE, REFERRAL, EMERGENCY)


@pytest.mark.parametrize("kind", [INPATIENT, NEGOTIATED_DRUG, OUTPATIENT, MATERNITY])
def test_a_kind_that_needs_no_filing_has_it(kind: int) -> None:
    assert is_filed(kind, 0, 0, 0, 0) == 1
    assert is_filed(kind, 1, 1, 1, 3) == 1


@pytest.mark.parametrize(
    ("kind", "held", "expected"),
    [
        (TWO_DISEASE, (0, 0, 1, 1), 0),
        (TWO_DISEASE, (1, 0, 0, 0), 1),
        (TWO_DISEASE, (0, 1, 0, 0), 1),
        (TWO_DISEASE, (1, 1, 0, 0), 1),
        (CHRONIC_1, (1, 1, 0, 1), 0),
        (CHRONIC_1, (0, 0, 1, 0), 1),
        (CHRONIC_2, (1, 1, 1, 0), 0),
        (CHRONIC_2, (0, 0, 0, 1), 1),
        (CHRONIC_2, (0, 0, 0, 2), 1),
    ],
)
def test_the_filing_that_a_kind_needs(kind: int, held: tuple[int, int, int, int], expected: int) -> None:
    assert is_filed(kind, *held) == expected


def test_outside_without_a_filing() -> None:
    found = {(place, filing): is_unfiled_outside(place, filing) for place in range(3) for filing in FILINGS}
    assert found == {pair: 1 if pair in {(PROVINCE, UNFILED), (ELSEWHERE, UNFILED)} else 0 for pair in found}


def test_where_tilt_reaches() -> None:
    reached = {
        *((LOCAL, filing) for filing in FILINGS),
        (PROVINCE, RESIDENCE),
        (PROVINCE, REFERRAL),
        (PROVINCE, EMERGENCY),
        (ELSEWHERE, RESIDENCE),
    }
    found = {(place, filing): is_tilt_place(place, filing) for place in range(3) for filing in FILINGS}
    assert found == {pair: 1 if pair in reached else 0 for pair in found}


@pytest.mark.parametrize(
    ("begun", "begins", "always", "days", "expected"),
    [
        (100, 279, 0, 180, (0, 1)),
        (100, 280, 0, 180, (180, 0)),
        (100, 281, 0, 180, (181, 0)),
        (1, 181, 0, 180, (180, 0)),
        (100, 101, 0, 1, (1, 0)),
        # Nothing to go on with, no such number, or a new admission in any case.
        (0, 280, 0, 180, (0, 0)),
        (100, 900, 0, 0, (0, 1)),
        (100, 900, 1, 180, (0, 0)),
        (0, 900, 1, 180, (0, 0)),
    ],
)
def test_a_part_of_a_long_stay(begun: int, begins: int, always: int, days: int, expected: tuple[int, int]) -> None:
    long_stay = long_stay_days(begun, begins, always, days)
    assert (long_stay, is_later_part(begun, always, long_stay)) == expected
