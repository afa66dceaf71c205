"""The database wrapper: what each new connection is told."""

from sqlite3 import Connection
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite as the embedded default: readers never wait for the writer, what is committed survives a power cut."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        """Return a connection with write-ahead log and full synchronisation."""
        connection = super().get_new_connection(conn_params)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA temp_store = MEMORY")
        # without it REPLACE would remove a recorded row past the trigger that refuses deletion
        connection.execute("PRAGMA recursive_triggers = ON")
        return connection
