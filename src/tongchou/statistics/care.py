"""Figures of care: visits and stays a head, by kind, level, place and month, what they cost and what they are for.

Counted are bills within cover that no other payer owes. The parts of one stay (same person, same ``stay``) count as one
admission, and a stay that ends on the day on which it began has one day.
"""

from collections.abc import Iterator

import polars as pl

from tongchou.statistics.figure import NUMBER, PERCENT, YUAN, Figure, count, sum_of
from tongchou.statistics.people import AGES, age_band, insured_of, shares
from tongchou.statistics.source import City

KINDS = ("ordinary", "chronic", "inpatient", "pharmacy", "negotiated_drug", "maternity")
"""What visits are told apart by: as published, and the two that no bulletin tells apart."""

LEVELS = ("tertiary", "secondary", "primary")
MONTHS = tuple(f"{month:02d}" for month in range(1, 13))
COMMONEST = 10

_CHRONIC = ("chronic_1", "chronic_2", "two_disease")


def visit_kind() -> pl.Expr:
    """Return which of KINDS a bill is: a purchase at a pharmacy whatever for, else by the kind of the bill."""
    kind = pl.col("kind")
    return (
        pl.when(kind == "inpatient")
        .then(pl.lit("inpatient"))
        .when(pl.col("provider_level") == "pharmacy")
        .then(pl.lit("pharmacy"))
        .when(kind == "outpatient")
        .then(pl.lit("ordinary"))
        .when(kind.is_in(_CHRONIC))
        .then(pl.lit("chronic"))
        .otherwise(kind)
    )


def level_group() -> pl.Expr:
    """Return which of LEVELS the level of a provider is: the third, the second, or the first and below."""
    level = pl.col("provider_level")
    return (
        pl.when(level == "level3")
        .then(pl.lit("tertiary"))
        .when(level == "level2")
        .then(pl.lit("secondary"))
        .otherwise(pl.lit("primary"))
    )


def care_queries(city: City) -> dict[str, pl.LazyFrame]:
    """Return the queries that :func:`care_figures` reads, by name."""
    claims, within = city.claims, pl.col("covered") & pl.col("excluded").is_null()
    inpatient = pl.col("kind") == "inpatient"
    visits = claims.filter(within & ~inpatient)
    stays = _stays(claims.filter(within & inpatient))
    month = pl.col("discharged").dt.month().alias("month")
    outside = pl.col("place") != "local"
    born = city.residents.select("person_id", "birth")
    band = age_band(city.year).alias("key")
    return {
        "bills": claims.select(
            pl.len().alias("number"),
            (~pl.col("covered")).sum().alias("not_covered"),
            (pl.col("covered") & pl.col("excluded").is_not_null()).sum().alias("excluded"),
        ),
        "visits": visits.group_by(visit_kind().alias("key")).agg(
            pl.len(),
            outside.sum().alias("outside"),
            pl.col("total").sum(),
            pl.col("total").filter(outside).sum().alias("total_outside"),
        ),
        "visit_months": visits.group_by(month).len(),
        "visit_diagnoses": _commonest(visits, "diagnosis"),
        "visits_by_age": visits.join(born, on="person_id").group_by(band).len(),
        "stays": stays.group_by("level").agg(
            pl.len(),
            pl.col("total").sum(),
            pl.col("days").sum(),
            pl.col("outside").sum(),
            pl.col("total").filter("outside").sum().alias("total_outside"),
        ),
        "stay_months": stays.group_by(month).len(),
        "stay_diagnoses": _commonest(stays, "diagnosis"),
        "stays_by_age": stays.join(born, on="person_id").group_by(band).len(),
        "adrgs": stays.select(pl.col("adrg").drop_nulls().n_unique()),
        "insured_by_age": insured_of(city).group_by(band).len(),
    }


def _stays(bills: pl.LazyFrame) -> pl.LazyFrame:
    """Return one row for each stay, its parts together."""
    last, first = pl.col("discharged").max(), pl.col("admitted").min()
    days = (last - first).dt.total_days().clip(lower_bound=1)
    return (
        bills.with_columns(
            pl.coalesce("stay", "encounter_id").alias("name"),
            level_group().alias("level"),
            (pl.col("place") != "local").alias("outside"),
        )
        .group_by("person_id", "name")
        .agg(
            pl.col("total").sum(),
            days.alias("days"),
            last.alias("discharged"),
            # the same in all parts; the largest, so that the order of the rows plays no part
            pl.col("level", "outside", "diagnosis", "adrg").max(),
        )
    )


def _commonest(bills: pl.LazyFrame, column: str) -> pl.LazyFrame:
    """Return the values that most bills have, those with as many in the order of their text."""
    counted = bills.group_by(pl.col(column).alias("key")).len()
    return counted.sort("len", "key", descending=[True, False]).head(COMMONEST)


def care_figures(found: dict[str, pl.DataFrame], insured: int) -> Iterator[Figure]:
    """Yield the figures of care out of the answers to :func:`care_queries`, with the number of the enrolled."""
    stays = {row["level"]: row for row in found["stays"].iter_rows(named=True)}
    bills, groups = found["bills"].row(0, named=True), found["visits"]
    admissions = sum_of(found["stays"], "len")
    of_stays = pl.DataFrame({"key": ["inpatient"], "len": [admissions]}, groups.select("key", "len").schema)
    kinds = pl.concat([groups.select("key", "len"), of_stays])
    visits = sum_of(kinds, "len")
    outside = sum_of(found["stays"], "outside")
    cost = sum_of(found["stays"], "total")
    yield count("bills", bills["number"])
    yield Figure("bills_not_covered", "", bills["not_covered"], bills["number"], PERCENT)
    yield Figure("bills_excluded", "", bills["excluded"], bills["number"], PERCENT)
    yield count("visits", visits)
    yield Figure("visits_per_head", "", visits, insured, NUMBER)
    yield from shares("visits_share", KINDS, kinds)
    yield Figure("visits_outside", "", sum_of(groups, "outside") + outside, visits, PERCENT)
    whole_cost = sum_of(groups, "total") + cost
    yield Figure("cost_per_head", "", whole_cost, insured, YUAN)
    cost_outside = sum_of(found["stays"], "total_outside")
    yield Figure("cost_outside", "", sum_of(groups, "total_outside") + cost_outside, whole_cost, PERCENT)
    yield count("stays", admissions)
    yield Figure("inpatient_rate", "", admissions, insured, PERCENT)
    for level in LEVELS:
        yield Figure("stays_share", level, stays.get(level, {}).get("len", 0), admissions, PERCENT)
    yield Figure("stay_cost", "all", cost, admissions, YUAN)
    for level in LEVELS:
        row = stays.get(level, {})
        yield Figure("stay_cost", level, row.get("total", 0), row.get("len", 0), YUAN)
    yield Figure("stay_days", "", sum_of(found["stays"], "days"), admissions, NUMBER)
    yield Figure("stays_outside", "", outside, admissions, PERCENT)
    yield Figure("stay_cost_outside", "", cost_outside, outside, YUAN)
    yield Figure("stay_cost_outside_to_all", "", cost_outside * admissions, outside * cost, NUMBER)
    yield count("adrgs", found["adrgs"].item())
    yield from _by_age(found)
    for name in ("visit", "stay"):
        months = {f"{month:02d}": number for month, number in found[f"{name}_months"].rows()}
        for month in MONTHS:
            yield Figure(f"{name}s_month", month, months.get(month, 0), sum(months.values()), PERCENT)
        whole = admissions if name == "stay" else visits - admissions
        for key, number in found[f"{name}_diagnoses"].rows():
            yield Figure(f"{name}s_diagnosis", key, number, whole, PERCENT)


def _by_age(found: dict[str, pl.DataFrame]) -> Iterator[Figure]:
    """Yield visits (stays among them) and stays a head of each age."""
    people, visits, stays = (
        dict(found[name].select("key", "len").iter_rows())
        for name in ("insured_by_age", "visits_by_age", "stays_by_age")
    )
    for _, age in AGES:
        number = people.get(age, 0)
        yield Figure("visits_per_head_of_age", age, visits.get(age, 0) + stays.get(age, 0), number, NUMBER)
    for _, age in AGES:
        yield Figure("inpatient_rate_of_age", age, stays.get(age, 0), people.get(age, 0), PERCENT)
