"""The fold over person-sorted rows: each claim through the very functions of the rules, from the sums before it.

One function, :func:`fold_rows`, in plain Python. Compiled (``kernel.py``) it settles tens of millions of rows a second;
as it stands it is the path without numba, and the proof that both are one.

Source: contract of settlement, sections 1, 4 and 8.
"""

from typing import Any, NamedTuple

from tongchou.rules.benefit.accumulators import Accumulators, open_year
from tongchou.rules.benefit.facts import Facts, Scope, is_filed, is_later_part, long_stay_days
from tongchou.rules.benefit.settlement import settle
from tongchou.rules.benefit.terms import Terms
from tongchou.rules.benefit.year import next_counts
from tongchou.rules.codes import NOT_COVERED, SETTLED

HYPERTENSION_FILED, DIABETES_FILED, CHRONIC_1_FILED, NEW_PERSON = 1, 2, 4, 8
STATUS_SHIFT = 4
"""``Rows.marks``: three filings in force, whether a row is the first of its person, and above them the status."""

TRANSFER, TRANSFER_DOWNWARD = 1, 2
"""``Extras.transfer``: to the same level or a higher one, or to a lower one."""

UNSTATED = -1
"""Of counts: the file does not say."""

UNKNOWN, WANTED, FIRST_ENTRY = 0, 1, 2
"""``Lookup.number``: not asked for yet, asked for without an answer (yet), and from where on entries are."""


class Rows(NamedTuple):
    """Claims as columns of one length, a person's rows together and in the order of settling.

    Whatever is an index is unsigned: a compiled loop then need not ask at each access whether it counts from the end.
    """

    day: Any
    """uint32: the discharge, counted from the first day of the tables."""
    key: Any
    """uint32: kind, level, place, filing and so on as one number (``lookup.py``)."""
    marks: Any
    """uint8."""
    chronic_2_diseases: Any
    """int8: class-II filings in force."""
    extra: Any
    """uint32: the row of ``Extras``, 0 for nothing."""
    total: Any
    own_expense: Any
    over_limit: Any
    self_first: Any
    """int64 fen."""


class Extras(NamedTuple):
    """What few rows have; row 0 is that of all the others."""

    stay: Any
    """uint32: number of the stay, 0 where a row is no part of one."""
    begins: Any
    """int32: ordinal of the first day of a part of a stay, not before the end of the part before; 0 of other rows."""
    transfer: Any
    """int8: 0, TRANSFER or TRANSFER_DOWNWARD."""
    source: Any
    """uint32: 1 + the row that the transfer leads from, 0 where there is none among these rows."""
    borne_before: Any
    """int64: deductibles borne in the part of a chain that was settled before these rows."""
    babies: Any
    returned: Any
    """int8: cover began again after a break, in this year."""
    continuous_years: Any
    zero_claim_years: Any
    """int16: complete years at the start of the row's benefit year, UNSTATED where the file does not say."""


class Out(NamedTuple):
    """The amounts of the answer (contract, section 7) but for the total, int64 fen, a column each."""

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


class Entry(NamedTuple):
    """What of a row follows from its key: facts, and the terms it is settled under."""

    kind: int
    """The kind settled: a delivery paid as inpatient is an inpatient bill."""
    interim_is_admission: int
    interim_days: int
    delivery: int
    unfiled_outside: int
    tilt_place: int
    filing_waived: int
    own_account: int
    other_payer: int
    grade: int
    terms: Terms


class Lookup(NamedTuple):
    """Where the entry of a row is found."""

    period: Any
    """uint32 by day: the number of the period between changes, times the keys of one period."""
    year: Any
    """int16 by day: the benefit year."""
    number: Any
    """uint32 by key: which entry, or UNKNOWN or WANTED."""
    entries: Any
    """:class:`Entry`: records, or named tuples on the plain path."""
    first_year: int
    after_years: Any
    keep_earned_steps: Any
    """int64 by grade and year (from ``first_year``): the incentive rule on the last day of a year."""


class Carry(NamedTuple):
    """Where a person stands between two rows: a row of ``starts`` and ``ends`` holds these, then the sums."""

    year: int
    """The open benefit year; 0: none."""
    complete: int
    """Whether no row of it was outside cover."""
    grade: int


SUMS = len(Carry._fields)
"""From which column of ``starts`` and ``ends`` on the sums of the year stand."""

WIDTH = SUMS + len(Accumulators._fields)


def mark_keys(rows: Rows, lookup: Lookup) -> int:
    """Set ``lookup.number`` to WANTED at each key that a row needs and nobody has asked for; return how many."""
    # the columns by name before the loop: a compiled loop would count references to them at every row
    days, keys, periods, numbers = rows.day, rows.key, lookup.period, lookup.number
    wanted = 0
    for n in range(len(days)):
        key = periods[days[n]] + keys[n]
        if numbers[key] == UNKNOWN:
            numbers[key] = WANTED
            wanted += 1
    return wanted


def sums_from(starts: Any, person: int) -> Accumulators:
    """Return the sums of a row of ``starts``."""
    s = SUMS
    return Accumulators(
        int(starts[person, s]),
        int(starts[person, s + 1]),
        int(starts[person, s + 2]),
        int(starts[person, s + 3]),
        int(starts[person, s + 4]),
        int(starts[person, s + 5]),
        int(starts[person, s + 6]),
        int(starts[person, s + 7]),
        int(starts[person, s + 8]),
        int(starts[person, s + 9]),
        int(starts[person, s + 10]),
        int(starts[person, s + 11]),
        int(starts[person, s + 12]),
        int(starts[person, s + 13]),
        int(starts[person, s + 14]),
        int(starts[person, s + 15]),
        int(starts[person, s + 16]),
        int(starts[person, s + 17]),
        int(starts[person, s + 18]),
        int(starts[person, s + 19]),
        int(starts[person, s + 20]),
        int(starts[person, s + 21]),
        int(starts[person, s + 22]),
    )


def keep_sums(ends: Any, person: int, year: int, complete: int, grade: int, state: Accumulators) -> None:
    """Write where a person stands into a row of ``ends``."""
    ends[person, 0] = year
    ends[person, 1] = complete
    ends[person, 2] = grade
    s = SUMS
    ends[person, s] = state.admissions
    ends[person, s + 1] = state.deductible
    ends[person, s + 2] = state.chronic_1_deductible
    ends[person, s + 3] = state.pool_paid
    ends[person, s + 4] = state.eligible_cost
    ends[person, s + 5] = state.outpatient_deductible
    ends[person, s + 6] = state.outpatient_paid
    ends[person, s + 7] = state.two_disease_paid
    ends[person, s + 8] = state.chronic_2_deductible
    ends[person, s + 9] = state.chronic_2_paid
    ends[person, s + 10] = state.antenatal_paid
    ends[person, s + 11] = state.burden
    ends[person, s + 12] = state.catastrophic_paid
    ends[person, s + 13] = state.bonus_paid
    ends[person, s + 14] = state.assistance_base
    ends[person, s + 15] = state.assistance_paid
    ends[person, s + 16] = state.assistance_outpatient_paid
    ends[person, s + 17] = state.tilt_rest
    ends[person, s + 18] = state.tilt_paid
    ends[person, s + 19] = state.fund_paid
    ends[person, s + 20] = state.continuous_years
    ends[person, s + 21] = state.zero_claim_years
    ends[person, s + 22] = state.earned_steps


def chain_deductible(
    n: int, first: int, extra: int, sources: Any, every_borne: Any, extra_of: Any, deductibles: Any
) -> int:
    """Return the deductibles borne so far in the chain of transfers before a row; sources count from ``-first``."""
    borne = int(every_borne[extra])
    source = sources[extra]
    while source != 0:
        before = source - 1 - first
        # bills of one day may be settled against the direction of the chain
        if before < n:
            borne += int(deductibles[before])
        extra = extra_of[before]
        borne += int(every_borne[extra])
        source = sources[extra]
    return borne


def fold_rows(
    rows: Rows,
    extras: Extras,
    lookup: Lookup,
    starts: Any,
    ends: Any,
    stay_begun: Any,
    out: Out,
    first: int,
    last: int,
) -> None:
    """Settle the first ``last`` rows into ``out``; ``first`` is the number of the first row among those of ``extras``.

    ``starts`` (a row a person, in the order of the rows; none: everybody begins anew) says where each person stands
    before, and ``ends`` is filled with where they stand after. ``stay_begun`` (int32 by stay) holds the day of
    the admission that the next part of a stay would go on with, 0 where none was settled, and is kept up to date.
    """
    # the columns by name before the loop: a compiled loop would count references to them at every row
    days, keys, every_mark, diseases_filed, extra_of = (
        rows.day,
        rows.key,
        rows.marks,
        rows.chronic_2_diseases,
        rows.extra,
    )
    totals, own_expenses, over_limits, self_firsts = rows.total, rows.own_expense, rows.over_limit, rows.self_first
    extras_stay, extras_begins, extras_transfer, extras_source, extras_borne = (
        extras.stay,
        extras.begins,
        extras.transfer,
        extras.source,
        extras.borne_before,
    )
    extras_babies, extras_returned, extras_continuous, extras_zero_claim = (
        extras.babies,
        extras.returned,
        extras.continuous_years,
        extras.zero_claim_years,
    )
    periods, years, numbers, entries = lookup.period, lookup.year, lookup.number, lookup.entries
    first_year, rule_after_years, rule_keep = lookup.first_year, lookup.after_years, lookup.keep_earned_steps
    out_own_expense, out_over_limit, out_self_first, out_in_scope = (
        out.own_expense,
        out.over_limit,
        out.self_first,
        out.in_scope,
    )
    out_deductible, out_pool_pay, out_coinsurance, out_over_ceiling = (
        out.deductible,
        out.pool_pay,
        out.coinsurance,
        out.over_ceiling,
    )
    out_maternity_pay, out_burden, out_catastrophic_pay, out_assistance_pay = (
        out.maternity_pay,
        out.burden,
        out.catastrophic_pay,
        out.assistance_pay,
    )
    out_tilt_pay, out_fund_total, out_personal_total, out_institution_difference = (
        out.tilt_pay,
        out.fund_total,
        out.personal_total,
        out.institution_difference,
    )
    carried = len(starts) > 0
    person = 0
    year, complete, grade = 0, 1, 0
    state = open_year(0, 0, 0)
    for n in range(last):
        marks = every_mark[n]
        extra = extra_of[n]
        day = days[n]
        if marks & NEW_PERSON:
            if carried:
                if n > 0:
                    keep_sums(ends, person, year, complete, grade, state)
                    person += 1
                year, complete, grade = int(starts[person, 0]), int(starts[person, 1]), int(starts[person, 2])
                state = sums_from(starts, person)
            else:
                year = 0
        of_year = years[day]
        if of_year != year:
            # counts that the row states, or those that the years before leave; years between two bills are complete
            if year == 0:
                state = open_year(0, 0, 0)
            else:
                for passed in range(year - first_year, of_year - first_year):
                    counts = next_counts(state, complete, rule_after_years[grade, passed], rule_keep[grade, passed])
                    state = open_year(counts[0], counts[1], counts[2])
                    complete = 1
            continuous, zero_claim = extras_continuous[extra], extras_zero_claim[extra]
            state = open_year(
                state.continuous_years if continuous == UNSTATED else continuous,
                state.zero_claim_years if zero_claim == UNSTATED else zero_claim,
                state.earned_steps,
            )
            year, complete = of_year, 1
        entry = entries[numbers[periods[day] + keys[n]]]
        grade = entry.grade
        kind = entry.kind
        status = marks >> STATUS_SHIFT
        total = totals[n]
        own_expense, over_limit, self_first = own_expenses[n], over_limits[n], self_firsts[n]
        if status != SETTLED:
            own_expense, over_limit, self_first = total, 0, 0
            if status == NOT_COVERED:
                complete = 0
        diseases = diseases_filed[n]
        later_part = long_stay = transfer = downward = borne = returned = 0
        babies = 1
        if extra != 0:
            babies, returned = extras_babies[extra], extras_returned[extra]
            stay = extras_stay[extra]
            if stay != 0:
                begun, begins = stay_begun[stay], extras_begins[extra]
                long_stay = long_stay_days(begun, begins, entry.interim_is_admission, entry.interim_days)
                later_part = is_later_part(begun, entry.interim_is_admission, long_stay)
                if status == SETTLED and later_part == 0:
                    stay_begun[stay] = begins
            if extras_transfer[extra] != 0:
                transfer = 1
                downward = 1 if extras_transfer[extra] == TRANSFER_DOWNWARD else 0
                borne = chain_deductible(n, first, extra, extras_source, extras_borne, extra_of, out_deductible)
        hypertension = 1 if marks & HYPERTENSION_FILED else 0
        diabetes = 1 if marks & DIABETES_FILED else 0
        filed = is_filed(kind, hypertension, diabetes, marks & CHRONIC_1_FILED, diseases)
        if entry.filing_waived != 0:
            filed = 1
        facts = Facts(
            kind,
            status,
            later_part,
            long_stay,
            transfer,
            downward,
            borne,
            filed,
            hypertension,
            diabetes,
            diseases,
            entry.delivery,
            babies,
            entry.unfiled_outside,
            entry.tilt_place,
            entry.own_account,
            entry.other_payer,
            returned,
        )
        scope = Scope(total, own_expense, over_limit, self_first, total - own_expense - over_limit - self_first)
        settled = settle(facts, scope, entry.terms, state)
        state = settled.after
        pooling, maternity = settled.pooling, settled.maternity
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
    if carried and last > 0:
        keep_sums(ends, person, year, complete, grade, state)
