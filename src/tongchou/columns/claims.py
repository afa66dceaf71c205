"""The columns of claims and of settled claims, as Arrow schemas.

Source: contract of settlement, sections 7 and 8. Amounts are int64 fen; words are those of :mod:`tongchou.rules.codes`.
"""

from typing import NamedTuple

import pyarrow as pa

from tongchou.columns.fold import Out
from tongchou.rules.codes import (
    CATEGORIES,
    CIRCUMSTANCES,
    DELIVERIES,
    EXCLUSIONS,
    FILINGS_OUT_OF_AREA,
    GRADES,
    IDENTITIES,
    KINDS,
    LEVELS,
    PLACES,
    STATUSES,
)

WORD = pa.dictionary(pa.int32(), pa.string())


class Column(NamedTuple):
    """One column of claims."""

    name: str
    type: pa.DataType
    words: tuple[str, ...] = ()
    """The words that it may hold; empty: any."""
    needed: bool = False
    """Whether it must be there and never null."""
    most: int = 0
    """Of a number: the largest allowed."""
    least: int = 0


KEYS = (
    Column("encounter_id", pa.string(), needed=True),
    Column("person_id", pa.string(), needed=True),
)

WORDS = (
    Column("kind", WORD, KINDS, needed=True),
    Column("provider_level", WORD, LEVELS, needed=True),
    Column("place", WORD, PLACES),
    Column("filing", WORD, FILINGS_OUT_OF_AREA),
    Column("category", WORD, CATEGORIES),
    Column("identity", WORD, IDENTITIES),
    Column("delivery", WORD, DELIVERIES),
    Column("grade", WORD, GRADES),
    Column("excluded", WORD, EXCLUSIONS),
)

DAYS = (
    Column("admitted", pa.date32()),
    Column("discharged", pa.date32(), needed=True),
)

AMOUNTS = (
    Column("total", pa.int64(), needed=True),
    Column("own_expense", pa.int64()),
    Column("over_limit", pa.int64()),
    Column("self_first", pa.int64()),
)

FLAGS = (
    Column("hypertension", pa.bool_()),
    Column("diabetes", pa.bool_()),
    Column("chronic_1", pa.bool_()),
    Column("covered", pa.bool_()),
    Column("returned", pa.bool_()),
)

NUMBERS = (
    Column("chronic_2_filings", pa.int8(), most=100),
    Column("babies", pa.int8(), most=9),
    Column("continuous_years", pa.int16(), most=200),
    Column("zero_claim_years", pa.int16(), most=200),
)

LINKS = (
    Column("stay", pa.string()),
    Column("transfer_from", pa.string()),
)

SPECIAL = (
    Column("diagnosis", WORD),
    Column("provider", WORD),
    Column("birth", pa.date32()),
    Column("chronic_2_disease", WORD),
    *(Column(name, pa.bool_()) for name in CIRCUMSTANCES),
)
"""What only few regulations look at; without the column nothing is known of it."""

CLAIMS = (*KEYS, *WORDS, *DAYS, *AMOUNTS, *FLAGS, *NUMBERS, *LINKS, *SPECIAL)
BY_NAME = {column.name: column for column in CLAIMS}

CARRIED = (
    "encounter_id",
    "person_id",
    "kind",
    "provider_level",
    "place",
    "identity",
    "category",
    "county",
    "discharged",
)
"""Columns of the claims that stand in the settled file too, where they are there: keys, and what sums are asked by."""

SETTLED = pa.schema(
    [
        pa.field("encounter_id", pa.string(), nullable=False),
        pa.field("person_id", pa.string(), nullable=False),
        pa.field("kind", WORD, nullable=False),
        pa.field("provider_level", WORD, nullable=False),
        ("place", WORD),
        ("identity", WORD),
        ("category", WORD),
        ("county", WORD),
        pa.field("discharged", pa.date32(), nullable=False),
        pa.field("status", WORD, nullable=False),
        pa.field("payer", WORD, nullable=False),
        pa.field("tilt_payer", WORD, nullable=False),
        pa.field("total", pa.int64(), nullable=False),
        *(pa.field(name, pa.int64(), nullable=False) for name in Out._fields),
    ]
)
"""Settled claims; ``payer`` is who pays the basic layer (pool_pay), ``tilt_payer`` who pays tilt (tilt_pay).
What is never empty says so: a file then spares
the marks of which values are there."""

STATUS_WORDS = pa.array(STATUSES)
