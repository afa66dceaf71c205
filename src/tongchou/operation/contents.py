"""What a database holds, in few words: rows of each table, the last seal of each chain, the migrations it has had."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tongchou.registry.queries.audit import latest_seals

PASSING = frozenset(
    ("django_session", "axes_accessattempt", "axes_accessattemptexpiration", "axes_accesslog", "axes_accessfailurelog")
)
"""Tables that change while nobody acts; a restored database need not have as many rows of them."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What is counted and compared."""

    migrations: list[list[str]]
    seals: dict[str, dict[str, Any]]
    rows: dict[str, int]


def contents() -> Contents:
    """Return what the database holds; inside a transaction it is of one moment."""
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        rows = {}
        for table in tables:
            if table in PASSING:
                continue
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")
            rows[table] = cursor.fetchone()[0]
    applied = sorted(MigrationRecorder(connection).applied_migrations())
    seals = {seal.area: {"number": seal.number, "hash": seal.hash} for seal in latest_seals()}
    return Contents([list(each) for each in applied], seals, rows)


def is_empty() -> bool:
    """Return whether the database has no table at all."""
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)
