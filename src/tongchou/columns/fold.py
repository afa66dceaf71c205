"""The fold over person-sorted rows: each claim through the very functions of the rules, from the sums before it.

One function, :func:`fold_rows`, in plain Python. Compiled (``kernel.py``) it settles tens of millions of rows a second;
as it stands it is the path without numba, and the proof that both are one.

Source: contract of settlement, sections 1, 4 and 8.
"""

from typing import Any, NamedTuple

from tongchou.rules.benefit.accumulators import Accumulators, open_year
from tongchou.rules.benefit.facts import Facts, Scope, height
from tongchou.rules.benefit.settlement import settle
from tongchou.rules.benefit.year import next_counts
from tongchou.rules.codes import (
    CHRONIC_1,
    CHRONIC_2,
    EMERGENCY,
    INPATIENT,
    LOCAL,
    MATERNITY,
    NOT_COVERED,
    PROVINCE,
    REFERRAL,
    RESIDENCE,
    SETTLED,
    TWO_DISEASE,
    UNFILED,
)

HYPERTENSION_FILED, DIABETES_FILED, CHRONIC_1_FILED = 1, 2, 4
"""Bits of ``Rows.filed``."""

UNSTATED = -1
"""Of counts: the file does not say."""


class Rows(NamedTuple):
    """Claims as columns of one length, a person's rows together and in the order of settling."""

    new_person: Any
    """int8: 1 where a row is the first of its person."""
    day: Any
    """int32: ordinal of the discharge."""
    kind: Any
    level: Any
    place: Any
    filing: Any
    category: Any
    identity: Any
    delivery: Any
    grade: Any
    status: Any
    """int8: settled, not_covered or excluded, decided before the amounts; the seven above are int8 codes too."""
    filed: Any
    """int8: bits of the filings in force."""
    chronic_2_diseases: Any
    """int8: class-II filings in force."""
    babies: Any
    stay: Any
    """int32: number of the stay, 0 where a row is no part of one."""
    transfer: Any
    """int32: 1 + the row that a transfer leads from, 0 where there is none among these rows."""
    transfer_level: Any
    """int8: level of the institution that a transfer leads from, −1 where a row is no transfer."""
    borne_before: Any
    """int64: deductibles borne in the part of a chain that was settled before these rows."""
    continuous_years: Any
    zero_claim_years: Any
    """int16: complete years at the start of the row's benefit year, −1 where not stated."""
    total: Any
    own_expense: Any
    over_limit: Any
    self_first: Any
    """int64 fen."""


class Out(NamedTuple):
    """The amounts of the answer (contract, section 7), int64 fen, a column each."""

    total: Any
    own_expense: Any
    over_limit: Any
    self_first: Any
    in_scope: Any
    deductible: Any
    pool_pay: Any
    coinsurance: Any
    over_ceiling: Any
    maternity_pay: Any
    burden: Any
    catastrophic_pay: Any
    assistance_pay: Any
    tilt_pay: Any
    fund_total: Any
    personal_total: Any
    institution_difference: Any


class Lookup(NamedTuple):
    """Where the terms of a row are found."""

    first_day: int
    """The ordinal to which the tables by day begin."""
    period: Any
    """int32 by day: the number of the period between changes, times the rows of one period in ``number``."""
    year: Any
    """int16 by day: the benefit year."""
    strides: tuple[int, int, int, int, int, int, int, int]
    """What kind, level, place, filing, category, identity, delivery and grade weigh in the key."""
    number: Any
    """int32 by key: which terms."""
    terms: Any
    """The terms themselves: records, or named tuples on the plain path."""
    resolved_kind: Any
    """int8 by number: the kind settled."""
    interim_is_admission: Any
    """int8 by number."""
    first_year: int
    after_years: Any
    keep_earned_steps: Any
    """int64 by grade and year (from ``first_year``): the incentive rule on the last day of a year."""


class Carry(NamedTuple):
    """Where a person stands between two batches of rows."""

    year: int
    """The open benefit year; 0: none."""
    complete: int
    """Whether no row of it was outside cover."""
    grade: int
    state: Accumulators


def key_of(
    period: int,
    kind: int,
    level: int,
    place: int,
    filing: int,
    category: int,
    identity: int,
    delivery: int,
    grade: int,
    strides: tuple[int, int, int, int, int, int, int, int],
) -> int:
    """Return the key of a row's terms: its period and codes as one number; a local bill has no filing to look at."""
    return (
        period
        + kind * strides[0]
        + level * strides[1]
        + place * strides[2]
        + (UNFILED if place == LOCAL else filing) * strides[3]
        + category * strides[4]
        + identity * strides[5]
        + (delivery if kind == MATERNITY else 0) * strides[6]
        + grade * strides[7]
    )


def mark_keys(rows: Rows, lookup: Lookup) -> None:
    """Set ``lookup.number`` to 1 at each key that a row needs."""
    # the columns by name before the loop: a compiled loop would count references to them at every row
    days, kinds, levels, places, filings = rows.day, rows.kind, rows.level, rows.place, rows.filing
    categories, identities, deliveries, grades = rows.category, rows.identity, rows.delivery, rows.grade
    periods, numbers, first_day, strides = lookup.period, lookup.number, lookup.first_day, lookup.strides
    for n in range(len(days)):
        period = periods[days[n] - first_day]
        key = key_of(
            period,
            kinds[n],
            levels[n],
            places[n],
            filings[n],
            categories[n],
            identities[n],
            deliveries[n],
            grades[n],
            strides,
        )
        numbers[key] = 1


def opened(
    carry: Carry, year: int, continuous: int, zero_claims: int, first_year: int, rule_after_years: Any, rule_keep: Any
) -> Accumulators:
    """Return the sums at the start of a benefit year: counts that the row states, or those the years before leave.

    Years between two bills are complete.
    """
    state = carry.state
    if carry.year == 0:
        state = open_year(0, 0, 0)
    else:
        complete = carry.complete
        for passed in range(carry.year, year):
            place = passed - first_year
            after_years = rule_after_years[carry.grade, place]
            keep = rule_keep[carry.grade, place]
            counts = next_counts(state, complete, after_years, keep)
            state = open_year(counts[0], counts[1], counts[2])
            complete = 1
    if continuous == UNSTATED and zero_claims == UNSTATED:
        return open_year(state.continuous_years, state.zero_claim_years, state.earned_steps)
    return open_year(
        state.continuous_years if continuous == UNSTATED else continuous,
        state.zero_claim_years if zero_claims == UNSTATED else zero_claims,
        state.earned_steps,
    )


def chain_deductible(n: int, transfers: Any, borne_before: Any, deductibles: Any, settled_kind: Any) -> int:
    """Return the deductibles borne so far in the chain of transfers before a row."""
    borne = borne_before[n]
    source = transfers[n]
    while source:
        before = source - 1
        if before < n and settled_kind[before] == INPATIENT:
            borne += deductibles[before]
        borne += borne_before[before]
        source = transfers[before]
    return borne


def is_filed(kind: int, filed: int, chronic_2_diseases: int) -> int:
    """Return whether the filing that a kind of bill needs is in force."""
    if kind == TWO_DISEASE:
        return 1 if filed & (HYPERTENSION_FILED | DIABETES_FILED) else 0
    if kind == CHRONIC_1:
        return 1 if filed & CHRONIC_1_FILED else 0
    if kind == CHRONIC_2:
        return 1 if chronic_2_diseases > 0 else 0
    return 1


def fold_rows(
    rows: Rows, lookup: Lookup, carry: Carry, stay_settled: Any, settled_kind: Any, out: Out, first: int, last: int
) -> Carry:
    """Settle rows first..last−1 into ``out`` and return where the last person stands.

    ``carry`` is where the person of row ``first`` stands, if the row is not the first of its person. ``stay_settled``
    (int8 by stay) and ``settled_kind`` (int8 by row) are filled on the way.
    """
    # the columns by name before the loop: a compiled loop would count references to them at every row
    rows_new_person, rows_day, rows_kind, rows_level = rows.new_person, rows.day, rows.kind, rows.level
    rows_place, rows_filing, rows_category, rows_identity = rows.place, rows.filing, rows.category, rows.identity
    rows_delivery, rows_grade, rows_status, rows_filed = rows.delivery, rows.grade, rows.status, rows.filed
    rows_chronic_2_diseases, rows_babies, rows_stay, rows_transfer = (
        rows.chronic_2_diseases,
        rows.babies,
        rows.stay,
        rows.transfer,
    )
    rows_transfer_level, rows_borne_before, rows_continuous_years, rows_zero_claim_years = (
        rows.transfer_level,
        rows.borne_before,
        rows.continuous_years,
        rows.zero_claim_years,
    )
    rows_total, rows_own_expense, rows_over_limit, rows_self_first = (
        rows.total,
        rows.own_expense,
        rows.over_limit,
        rows.self_first,
    )
    out_total, out_own_expense, out_over_limit, out_self_first = (
        out.total,
        out.own_expense,
        out.over_limit,
        out.self_first,
    )
    out_in_scope, out_deductible, out_pool_pay, out_coinsurance = (
        out.in_scope,
        out.deductible,
        out.pool_pay,
        out.coinsurance,
    )
    out_over_ceiling, out_maternity_pay, out_burden, out_catastrophic_pay = (
        out.over_ceiling,
        out.maternity_pay,
        out.burden,
        out.catastrophic_pay,
    )
    out_assistance_pay, out_tilt_pay, out_fund_total, out_personal_total = (
        out.assistance_pay,
        out.tilt_pay,
        out.fund_total,
        out.personal_total,
    )
    out_institution_difference = out.institution_difference
    look_period, look_year, look_strides, look_number = lookup.period, lookup.year, lookup.strides, lookup.number
    look_terms, look_resolved_kind, look_interim_is_admission, look_first_day = (
        lookup.terms,
        lookup.resolved_kind,
        lookup.interim_is_admission,
        lookup.first_day,
    )
    look_after_years, look_keep_earned_steps, look_first_year = (
        lookup.after_years,
        lookup.keep_earned_steps,
        lookup.first_year,
    )
    year, complete, grade, state = carry.year, carry.complete, carry.grade, carry.state
    for n in range(first, last):
        offset = rows_day[n] - look_first_day
        of_year = look_year[offset]
        if rows_new_person[n]:
            year = 0
        if of_year != year:
            before = Carry(year, complete, grade, state)
            state = opened(
                before,
                of_year,
                rows_continuous_years[n],
                rows_zero_claim_years[n],
                look_first_year,
                look_after_years,
                look_keep_earned_steps,
            )
            year, complete = of_year, 1
        grade, place, filing = rows_grade[n], rows_place[n], rows_filing[n]
        number = look_number[
            key_of(
                look_period[offset],
                rows_kind[n],
                rows_level[n],
                place,
                filing,
                rows_category[n],
                rows_identity[n],
                rows_delivery[n],
                grade,
                look_strides,
            )
        ]
        kind = look_resolved_kind[number]
        status = rows_status[n]
        stay, transfer_level = rows_stay[n], rows_transfer_level[n]
        total = rows_total[n]
        own_expense, over_limit, self_first = rows_own_expense[n], rows_over_limit[n], rows_self_first[n]
        if status != SETTLED:
            own_expense, over_limit, self_first = total, 0, 0
            if status == NOT_COVERED:
                complete = 0
        filed = rows_filed[n]
        diseases = rows_chronic_2_diseases[n]
        facts = Facts(
            kind,
            status,
            1 if stay and stay_settled[stay] and not look_interim_is_admission[number] else 0,
            1 if transfer_level >= 0 else 0,
            1 if transfer_level >= 0 and height(rows_level[n]) < height(transfer_level) else 0,
            chain_deductible(n, rows_transfer, rows_borne_before, out_deductible, settled_kind)
            if transfer_level >= 0
            else 0,
            is_filed(kind, filed, diseases),
            1 if filed & HYPERTENSION_FILED else 0,
            1 if filed & DIABETES_FILED else 0,
            diseases,
            rows_delivery[n],
            rows_babies[n],
            1 if place != LOCAL and filing == UNFILED else 0,
            1
            if place == LOCAL or filing == RESIDENCE or (place == PROVINCE and filing in (REFERRAL, EMERGENCY))
            else 0,
            0,
            0,
            0,
        )
        scope = Scope(total, own_expense, over_limit, self_first, total - own_expense - over_limit - self_first)
        settled = settle(facts, scope, look_terms[number], state)
        state = settled.after
        settled_kind[n] = kind
        if stay and status == SETTLED:
            stay_settled[stay] = 1
        pooling, maternity = settled.pooling, settled.maternity
        out_total[n] = settled.scope.total
        out_own_expense[n] = settled.scope.own_expense
        out_over_limit[n] = settled.scope.over_limit
        out_self_first[n] = settled.scope.self_first
        out_in_scope[n] = settled.scope.in_scope
        out_deductible[n] = pooling.deductible
        out_pool_pay[n] = pooling.pool_pay
        out_coinsurance[n] = pooling.coinsurance + maternity.coinsurance
        out_over_ceiling[n] = pooling.over_ceiling + maternity.over_ceiling
        out_maternity_pay[n] = maternity.maternity_pay
        out_burden[n] = pooling.burden + maternity.burden
        out_catastrophic_pay[n] = settled.catastrophic.catastrophic_pay
        out_assistance_pay[n] = settled.assistance.pay
        out_tilt_pay[n] = settled.tilt.pay
        out_fund_total[n] = settled.fund_total
        out_personal_total[n] = settled.personal_total
        out_institution_difference[n] = settled.institution_difference
    return Carry(year, complete, grade, state)
