"""Figures of who is enrolled: how many, how old, recognised as what, and when they paid."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import polars as pl

from tongchou.statistics.figure import PERCENT, YUAN, Figure, count
from tongchou.statistics.source import City

AGES = ((0, "0-5"), (6, "6-17"), (18, "18-39"), (40, "40-59"), (60, "60-69"), (70, "70-79"), (80, "80-"))
"""Age bands, each by its first year of life completed on 31 December, and its name."""

UNIVERSITY_AGE = 18
"""Who is enrolled as a student and so old on 1 September before the year is at a university."""

CATEGORIES = ("adult", "child", "university")
"""As published: adults; children and pupils; students of universities."""

FOURTH_QUARTER = (10, 11, 12)


def insured_of(city: City) -> pl.LazyFrame:
    """Return those enrolled for the year, a row each, with what their resident's row says of them."""
    enrolled = city.coverage.filter(pl.col("year") == city.year)
    return enrolled.join(city.residents, on="person_id", how="left")


def age_band(year: int) -> pl.Expr:
    """Return the name of the age band that a ``birth`` belongs to on 31 December of the year."""
    band: pl.Expr = pl.lit(AGES[-1][1])
    for (_, name), (older, _) in reversed(list(pairwise(AGES))):
        band = pl.when(born_after(year, older)).then(pl.lit(name)).otherwise(band)
    return band


def born_after(year: int, age: int) -> pl.Expr:
    """Tell whether a ``birth`` makes its person younger than an age on 31 December of the year."""
    return pl.col("birth") > date(year - age, 12, 31)


def people_queries(city: City) -> dict[str, pl.LazyFrame]:
    """Return the queries that :func:`people_figures` reads, by name."""
    year, insured = city.year, insured_of(city)
    pupil_until = date(year - 1 - UNIVERSITY_AGE, 9, 1)
    category = pl.col("category")
    group = (
        pl.when(category == "adult")
        .then(pl.lit("adult"))
        .when((category == "student") & (pl.col("birth") <= pupil_until))
        .then(pl.lit("university"))
        .otherwise(pl.lit("child"))
    )
    end, paid = date(year, 12, 31), pl.col("personal") - pl.col("aided")
    return {
        "residents": city.residents.select(
            ((pl.col("birth") <= end) & (pl.col("death").is_null() | (pl.col("death") > end))).sum().alias("number")
        ),
        "insured": insured.select(
            pl.len().alias("number"),
            pl.col("birth").is_null().sum().alias("unknown"),
            (pl.col("sex") == "F").sum().alias("women"),
            (pl.col("aided") > 0).sum().alias("with_aid"),
            pl.col("personal").sum(),
            pl.col("aided").sum(),
        ),
        "ages": insured.group_by(age_band(year).alias("key")).len(),
        "categories": insured.group_by(group.alias("key")).len(),
        "identities": insured.group_by(pl.col("identity").alias("key")).len(),
        "channels": insured.group_by(pl.col("channel").alias("key")).len(),
        "payments": insured.group_by(pl.col("paid_on").dt.truncate("1mo").alias("month")).agg(paid.sum()),
    }


def people_figures(found: dict[str, pl.DataFrame]) -> Iterator[Figure]:
    """Yield the figures of the enrolled out of the answers to :func:`people_queries`."""
    insured = found["insured"].row(0, named=True)
    number = insured["number"]
    yield count("residents", found["residents"].item())
    yield count("insured", number)
    yield count("insured_unknown", insured["unknown"])
    yield Figure("women_share", "", insured["women"], number, PERCENT)
    yield from shares("age_share", [name for _, name in AGES], found["ages"])
    yield from shares("category_share", CATEGORIES, found["categories"])
    yield Figure("aided_share", "", insured["with_aid"], number, PERCENT)
    identities = sorted(key for key in found["identities"]["key"].drop_nulls())
    yield from shares("identity_share", identities, found["identities"])
    yield Figure("premium_per_head", "", insured["personal"], number, YUAN)
    yield Figure("premium_aid_per_head", "", insured["aided"], number, YUAN)
    yield from shares("channel_share", sorted(found["channels"]["key"].drop_nulls()), found["channels"])
    yield from _payments(found["payments"])


def shares(name: str, keys: list[str] | tuple[str, ...], groups: pl.DataFrame) -> Iterator[Figure]:
    """Yield what share of all rows each key has; ``groups`` holds ``key`` and ``len``."""
    rows = dict(groups.select("key", "len").iter_rows())
    whole = sum(rows.values())
    for key in keys:
        yield Figure(name, key, rows.get(key, 0), whole, PERCENT)


def _payments(months: pl.DataFrame) -> Iterator[Figure]:
    """Yield which share of what people paid themselves came in each month, and in the last quarter of the year."""
    rows = months.sort("month").rows()
    whole = sum(fen for _, fen in rows)
    yield Figure(
        "payments_fourth_quarter", "", sum(fen for month, fen in rows if month.month in FOURTH_QUARTER), whole, PERCENT
    )
    for month, fen in rows:
        yield Figure("payments_month", f"{month:%Y-%m}", fen, whole, PERCENT)
