"""Locks of a whole matter, for acts that are rare and have to be alone."""

from django.db import connection

SEALING = 7_305_001
"""Sealing of audit rows and ordering of events."""

MERGES = 7_305_002
"""Merges of persons and their undoing: each looks at where all others lead."""


def hold(lock: int) -> None:
    """Hold a lock until the transaction ends. On SQLite a transaction that writes is alone anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])
