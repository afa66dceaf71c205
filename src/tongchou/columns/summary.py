"""What settled claims add up to: by benefit, payer, county, level, identity and month.

Source: contract of settlement, sections 7 and 8. All sums are whole fen.
"""

from pathlib import Path
from typing import NamedTuple

import polars
import pyarrow as pa
import pyarrow.parquet as pq

from tongchou.columns.claims import SETTLED
from tongchou.columns.faults import RefusedClaims, RowFault
from tongchou.columns.sources import files_of
from tongchou.regulations.rows import ASSISTANCE_MONEY, CATASTROPHIC_INSURER, RESIDENT_FUND
from tongchou.rules.codes import IDENTITIES, KINDS, LEVELS

BY = {
    "benefit": polars.col("kind"),
    "level": polars.col("provider_level"),
    "identity": polars.col("identity"),
    "county": polars.col("county"),
    "month": polars.col("discharged").dt.strftime("%Y-%m"),
}
"""By what claims are added up, besides the payer."""

ORDERS = {"benefit": KINDS, "level": LEVELS, "identity": IDENTITIES}

SUMS = (
    "total",
    "in_scope",
    "pool_pay",
    "maternity_pay",
    "catastrophic_pay",
    "assistance_pay",
    "tilt_pay",
    "fund_total",
    "personal_total",
)

PERSON, INSTITUTION = "person", "institution"
"""Who bears what no payer pays."""


class Group(NamedTuple):
    """The sums of the claims that have one value in common."""

    key: str
    claims: int
    persons: int
    sums: dict[str, int]


class Summary(NamedTuple):
    """Settled claims added up."""

    claims: int
    statuses: dict[str, int]
    groups: dict[str, list[Group]]
    """By the names of :data:`BY`."""
    payers: dict[str, int]
    """Fen by payer: of the basic layer by its name, catastrophic insurer, assistance, person, institution."""


def read_settled(source: Path) -> polars.LazyFrame:
    """Return settled claims to be added up, read when needed; raise RefusedClaims where a file is none."""
    files = files_of(source)
    for file in files:
        try:
            schema = pq.read_schema(file)
        except (pa.ArrowInvalid, OSError) as wrong:
            zh, en = "不是结算结果（Parquet）", "not a file of settled claims (Parquet)"
            raise RefusedClaims([RowFault(0, "$", str(wrong).splitlines()[0], "Parquet", zh, en, str(file))]) from wrong
        missing = [name for name in SETTLED.names if name not in schema.names]
        if missing:
            zh, en = "缺少此列，不是 settle-batch 的结果", "the column is missing: not a result of settle-batch"
            found = ", ".join(schema.names)
            raise RefusedClaims([RowFault(0, name, found, "SETTLED", zh, en, str(file)) for name in missing])
    return polars.scan_parquet(files)


def summarised(settled: polars.LazyFrame) -> Summary:
    """Return what settled claims add up to."""
    frames = {
        "status": settled.group_by("status").agg(polars.len().alias("claims")),
        "payer": settled.group_by("payer").agg(polars.col("pool_pay").sum()),
        "tilt_payer": settled.group_by("tilt_payer").agg(polars.col("tilt_pay").sum()),
        "all": settled.select(
            polars.len().alias("claims"),
            *(
                polars.col(name).sum()
                for name in ("maternity_pay", "catastrophic_pay", "assistance_pay", "personal_total")
            ),
            polars.col("institution_difference").sum(),
        ),
        **{
            name: settled.group_by(by.cast(polars.String).alias("key"))
            .agg(
                polars.len().alias("claims"),
                polars.col("person_id").n_unique().alias("persons"),
                *(polars.col(each).sum() for each in SUMS),
            )
            .sort("key", nulls_last=True)
            for name, by in BY.items()
        },
    }
    collected = dict(zip(frames, polars.collect_all(list(frames.values()), engine="streaming"), strict=True))
    whole = collected["all"].row(0, named=True)
    payers = {row["payer"]: int(row["pool_pay"]) for row in collected["payer"].to_dicts()}
    tilts = {row["tilt_payer"]: int(row["tilt_pay"]) for row in collected["tilt_payer"].to_dicts()}
    names = ("maternity_pay", "catastrophic_pay", "assistance_pay", "personal_total")
    payers = by_payer(payers, tilts, *(int(whole[name]) for name in names))
    payers[INSTITUTION] = int(whole["institution_difference"])
    return Summary(
        int(whole["claims"]),
        {
            row["status"]: int(row["claims"])
            for row in sorted(collected["status"].to_dicts(), key=lambda row: row["status"])
        },
        {name: _in_order(name, [_group(row) for row in collected[name].to_dicts()]) for name in BY},
        payers,
    )


def by_payer(
    basic: dict[str, int], tilts: dict[str, int], maternity: int, catastrophic: int, aid: int, person: int
) -> dict[str, int]:
    """Return what each payer and the persons pay, in fen, from what each payer of the basic layer and of tilt pays."""
    found = dict(basic)
    for payer, fen in (
        (RESIDENT_FUND, maternity),
        (CATASTROPHIC_INSURER, catastrophic),
        (ASSISTANCE_MONEY, aid),
        *tilts.items(),
    ):
        found[payer] = found.get(payer, 0) + fen
    return found | {PERSON: person}


def _in_order(name: str, groups: list[Group]) -> list[Group]:
    """Return groups in the order of the regulation's words; others as they are."""
    words = ORDERS.get(name, ())
    return sorted(groups, key=lambda group: words.index(group.key) if group.key in words else len(words))


def _group(row: dict[str, object]) -> Group:
    key, claims, persons = row.pop("key"), row.pop("claims"), row.pop("persons")
    sums = {name: int(str(value)) for name, value in row.items()}
    return Group("" if key is None else str(key), int(str(claims)), int(str(persons)), sums)
