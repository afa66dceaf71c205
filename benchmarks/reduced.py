"""A rule small enough for others to express: inpatient bills, a deductible and a ratio by level, a yearly ceiling.

Once under the product's own rules with everything else left out, and once for each peer in its own words. All in fen,
rounded half-up once. What is paid of a bill is the year's sum up to the ceiling with it, less that without it.
"""

from typing import Any, NamedTuple

import numpy as np
import polars
import pyarrow as pa

from benchmarks.claims import CLAIMS_A_PERSON, YEAR, Numbers, coded, names
from benchmarks.variants import POOLING_ONLY
from tongchou.columns.fold import Out
from tongchou.rules.codes import INPATIENT, LEVELS
from tongchou.rules.money import RATIO

DEDUCTIBLES = (10_000, 20_000, 40_000, 70_000)
RATIOS = (9_000, 8_500, 7_500, 6_000)
CEILING = 5_000_000
"""Fen, by level of care; a ceiling low enough to be reached by some."""

TERMS: dict[str, Any] = {
    **POOLING_ONLY,
    "inpatient.deductible": dict(zip(LEVELS, DEDUCTIBLES, strict=False)),
    "inpatient.ratio": dict(zip(LEVELS, RATIOS, strict=False)),
    "inpatient.ceiling": CEILING,
    "inpatient.deductible_exempt": (),
    "inpatient.repeat_factors": None,
}
"""The same as values of a regulation."""


class Stays(NamedTuple):
    """Inpatient bills, a person's rows together and in order; int64, amounts in fen."""

    person: Numbers
    place: Numbers
    """Which bill of the person's year."""
    level: Numbers
    total: Numbers
    own_expense: Numbers
    over_limit: Numbers
    self_first: Numbers


class Paid(NamedTuple):
    """What the rule makes of them, int64 fen."""

    in_scope: Numbers
    deductible: Numbers
    pool_pay: Numbers
    personal_total: Numbers


def make_stays(claims: int, each: int = CLAIMS_A_PERSON, seed: int = 2) -> Stays:
    """Return so many bills, so many for each person."""
    draw = np.random.default_rng(seed)
    row = np.arange(claims)
    total = (600_000 * np.exp(draw.standard_normal(claims))).astype(np.int64)
    parts = (total * draw.integers(0, most, claims) // RATIO for most in (2_000, 500, 1_500))
    return Stays(row // each, row % each, draw.integers(0, len(RATIOS), claims), total, *parts)


def claims_of(stays: Stays) -> pa.Table:
    """Return the bills as claims of the contract."""
    first = int(np.datetime64(f"{YEAR}-01-01").astype(int))
    day = pa.array(first + 20 + stays.place, pa.int32()).cast(pa.date32())
    return pa.table(
        {
            "encounter_id": names("E", np.arange(len(stays.person)), 9),
            "person_id": names("P", stays.person, 8),
            "kind": coded("kind", np.full(len(stays.person), INPATIENT)),
            "provider_level": coded("provider_level", stays.level),
            "admitted": day,
            "discharged": day,
            **{name: pa.array(getattr(stays, name)) for name in Stays._fields[3:]},
        }
    )


def paid_of(out: Out) -> Paid:
    """Return the amounts of the rule out of those of the product."""
    return Paid(*(getattr(out, name) for name in Paid._fields))


def with_numpy(stays: Stays) -> Paid:
    """The rule over sorted columns: running sums of everybody, less what stood there before each person."""
    in_scope = stays.total - stays.own_expense - stays.over_limit - stays.self_first
    deductible = np.minimum(np.array(DEDUCTIBLES)[stays.level], in_scope)
    raw = (2 * (in_scope - deductible) * np.array(RATIOS)[stays.level] + RATIO) // (2 * RATIO)
    after = np.cumsum(raw)
    begins = np.flatnonzero(np.r_[True, stays.person[1:] != stays.person[:-1]][: len(raw)])
    rows = np.diff(np.append(begins, len(raw)))
    after -= np.repeat(after[begins] - raw[begins], rows)
    pool_pay = np.minimum(after, CEILING) - np.minimum(after - raw, CEILING)
    return Paid(in_scope, deductible, pool_pay, stays.total - pool_pay)


def polars_frame(stays: Stays) -> polars.DataFrame:
    """Return the bills as Polars holds them."""
    return polars.DataFrame(dict(zip(Stays._fields, stays, strict=True)))


def with_polars(frame: polars.DataFrame) -> polars.DataFrame:
    """The rule as expressions over a frame."""
    col = polars.col
    return (
        frame.lazy()
        .with_columns(in_scope=col("total") - col("own_expense") - col("over_limit") - col("self_first"))
        .with_columns(deductible=polars.min_horizontal(_by_level(DEDUCTIBLES), "in_scope"))
        .with_columns(
            raw=(2 * (col("in_scope") - col("deductible")) * _by_level(RATIOS) + RATIO) // polars.lit(2 * RATIO)
        )
        .with_columns(after=col("raw").cum_sum().over("person"))
        .with_columns(
            pool_pay=polars.min_horizontal("after", polars.lit(CEILING))
            - polars.min_horizontal(col("after") - col("raw"), polars.lit(CEILING))
        )
        .select("in_scope", "deductible", "pool_pay", personal_total=col("total") - col("pool_pay"))
        .collect()
    )


def _by_level(values: tuple[int, ...]) -> polars.Expr:
    found: Any = polars
    for level, value in enumerate(values):
        found = found.when(polars.col("level") == level).then(polars.lit(value, polars.Int64))
    expression: polars.Expr = found.otherwise(None)
    return expression


def columns_of(frame: polars.DataFrame) -> Paid:
    """Return a frame's columns."""
    return Paid(*(frame[name].to_numpy() for name in Paid._fields))


def query() -> str:
    """The rule in SQL over a table ``stays``; rows come in any order, so each names its person and place."""

    def by_level(values: tuple[int, ...]) -> str:
        cases = " ".join(f"WHEN {level} THEN {value}" for level, value in enumerate(values))
        return f"CASE level {cases} END"

    return f"""
        WITH scoped AS (
            SELECT *, total - own_expense - over_limit - self_first AS in_scope FROM stays
        ), begun AS (
            SELECT *, least({by_level(DEDUCTIBLES)}, in_scope) AS deductible FROM scoped
        ), rated AS (
            SELECT *, (2 * (in_scope - deductible) * {by_level(RATIOS)} + {RATIO}) // {2 * RATIO} AS raw FROM begun
        ), summed AS (
            SELECT *, (sum(raw) OVER (
                PARTITION BY person ORDER BY place ROWS UNBOUNDED PRECEDING
            ))::BIGINT AS after FROM rated
        ), paid AS (
            SELECT *, least(after, {CEILING}) - least(after - raw, {CEILING}) AS pool_pay FROM summed
        )
        SELECT person, place, in_scope, deductible, pool_pay, total - pool_pay AS personal_total FROM paid
    """
