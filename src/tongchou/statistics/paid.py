"""Figures of what is paid, out of settled bills: shares of stays by level, what is spent a head, and for what.

"Paid" is what the resident fund and its catastrophic insurance pay (pool, maternity, catastrophic). Medical assistance
is the money of another purse; since the published shares do not say whether they count it, both are worked out.
"""

from collections.abc import Iterator

import polars as pl

from tongchou.statistics.care import LEVELS, level_group
from tongchou.statistics.figure import PERCENT, YUAN, Figure, sum_of

ALL = "all"


def paid_queries(settled: pl.LazyFrame) -> dict[str, pl.LazyFrame]:
    """Return the queries that :func:`paid_figures` reads, by name."""
    bills = settled.filter(pl.col("status") == "settled").with_columns(
        (pl.col("kind") == "inpatient").alias("inpatient"),
        level_group().alias("level"),
        (pl.col("pool_pay") + pl.col("maternity_pay") + pl.col("catastrophic_pay")).alias("paid"),
        (pl.col("assistance_pay") + pl.col("tilt_pay")).alias("assistance"),
        (pl.col("total") - pl.col("own_expense")).alias("catalogue"),
    )
    helped = bills.filter(pl.col("catastrophic_pay") > 0)
    return {
        "bills": bills.group_by("inpatient", "level").agg(
            pl.col("total", "catalogue", "paid", "assistance").sum(),
            (pl.col("assistance") > 0).sum().alias("assisted"),
        ),
        "helped": helped.select(pl.col("person_id").n_unique().alias("persons"), pl.col("catastrophic_pay").sum()),
    }


def paid_figures(found: dict[str, pl.DataFrame], insured: int) -> Iterator[Figure]:
    """Yield the figures of what is paid out of the answers to :func:`paid_queries`."""
    bills = found["bills"]
    stays, visits = bills.filter("inpatient"), bills.filter(~pl.col("inpatient"))
    of_level = {ALL: stays, **{level: stays.filter(pl.col("level") == level) for level in LEVELS}}
    for name, paid, whole in (
        ("paid_share_catalogue", ("paid",), "catalogue"),
        ("paid_share_real", ("paid",), "total"),
        ("paid_share_catalogue_with_assistance", ("paid", "assistance"), "catalogue"),
        ("paid_share_real_with_assistance", ("paid", "assistance"), "total"),
    ):
        for level, rows in of_level.items():
            yield Figure(name, level, sum(sum_of(rows, column) for column in paid), sum_of(rows, whole), PERCENT)
    spent = sum_of(bills, "paid")
    yield Figure("spending_per_head", "", spent, insured, YUAN)
    yield Figure("inpatient_share_of_benefits", "", sum_of(stays, "paid"), spent, PERCENT)
    for key, rows in (("inpatient", stays), ("outpatient", visits)):
        yield Figure("assistance_per_aided", key, sum_of(rows, "assistance"), sum_of(rows, "assisted"), YUAN)
    helped = found["helped"].row(0, named=True)
    yield Figure("catastrophic_persons", "", helped["persons"], insured, PERCENT)
    yield Figure("catastrophic_per_person", "", helped["catastrophic_pay"], helped["persons"], YUAN)
