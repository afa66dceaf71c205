"""What the rules must know of one bill besides its amounts, as integers."""

from typing import NamedTuple

from tongchou.rules.codes import (
    CHRONIC_1,
    CHRONIC_2,
    EMERGENCY,
    LOCAL,
    PHARMACY,
    PROVINCE,
    REFERRAL,
    RESIDENCE,
    TWO_DISEASE,
    UNFILED,
)


class Facts(NamedTuple):
    """One bill. Flags are 0 or 1; kind and delivery are codes of :mod:`tongchou.rules.codes`."""

    kind: int
    status: int
    """SETTLED, NOT_COVERED or EXCLUDED, decided before the amounts."""
    later_part: int
    """A part of a stay of which an earlier part has been settled, where the area goes on with the same admission."""
    long_stay: int
    """Of a part that is an admission of its own for the stay's length: days since the admission before; 0 of others."""
    transfer: int
    transfer_downward: int
    chain_deductible: int
    """Deductibles borne in the chain of transfers before this admission, in fen."""
    filed: int
    """Whether the filing that this kind needs is in force on the discharge date (1 where none is needed)."""
    hypertension: int
    diabetes: int
    chronic_2_diseases: int
    delivery: int
    babies: int
    unfiled_outside: int
    """Outside the pooling area without a filing."""
    tilt_place: int
    """Local, filed residence, or referral or emergency inside the province."""
    own_account: int
    """Paid under a special regime that keeps its own account: no accumulator of the basic layer moves."""
    other_payer: int
    """The basic layer is paid by somebody else than the resident fund: no use of the fund."""
    returned: int
    """Cover began again after a break in this benefit year, on the day of the bill or before."""


def long_stay_days(begun: int, begins: int, interim_is_admission: int, interim_days: int) -> int:
    """Return after how many days a part of a stay is an admission of its own for the stay's length; 0 where it is none.

    ``begun`` is the day of the admission that it would go on with (0: none), ``begins`` its own first day, and
    ``interim_days`` after how many days the area begins anew (0: never). Where it always does, no length is asked for.
    Contract section 12.
    """
    if begun == 0 or interim_is_admission or interim_days == 0 or begins - begun < interim_days:
        return 0
    return begins - begun


def is_later_part(begun: int, interim_is_admission: int, long_stay: int) -> int:
    """Return whether a part of a stay goes on with the admission begun before (0: none was)."""
    return 1 if begun != 0 and not interim_is_admission and long_stay == 0 else 0


def is_filed(kind: int, hypertension: int, diabetes: int, chronic_1: int, chronic_2_diseases: int) -> int:
    """Return whether the filing that a kind of bill needs is in force (contract section 3); 1 where none is needed."""
    if kind == TWO_DISEASE:
        return 1 if hypertension or diabetes else 0
    if kind == CHRONIC_1:
        return 1 if chronic_1 else 0
    if kind == CHRONIC_2:
        return 1 if chronic_2_diseases > 0 else 0
    return 1


def is_unfiled_outside(place: int, filing: int) -> int:
    """Return whether care was sought outside the pooling area without a filing."""
    return 1 if place != LOCAL and filing == UNFILED else 0


def is_tilt_place(place: int, filing: int) -> int:
    """Return whether tilt assistance reaches a place (contract section 5).

    Local, filed residence, or referral or emergency inside the province.
    """
    if place == LOCAL or filing == RESIDENCE:
        return 1
    return 1 if place == PROVINCE and filing in (REFERRAL, EMERGENCY) else 0


def height(level: int) -> int:
    """Return where a level stands among the levels of care; a pharmacy stands below all of them."""
    return -1 if level == PHARMACY else level


class Scope(NamedTuple):
    """A bill split by what the regulation covers (contract section 2), in fen."""

    total: int
    own_expense: int
    over_limit: int
    self_first: int
    in_scope: int
