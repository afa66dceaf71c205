"""The database wrapper: what each new connection is told."""

from sqlite3 import Connection
from typing import Any

from django.db.backends.sqlite3 import base

from tongchou.registry.sqlite.turns import turns_of

LONGEST_WAIT = 60
"""Seconds that a writer waits for its turn among the writers of its process."""


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite as the embedded default: readers never wait for the writer, what is committed survives a power cut."""

    _has_turn = False

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        """Return a connection with write-ahead log and full synchronisation."""
        connection = super().get_new_connection(conn_params)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA temp_store = MEMORY")
        # without it REPLACE would remove a recorded row past the trigger that refuses deletion
        connection.execute("PRAGMA recursive_triggers = ON")
        return connection

    def _start_transaction_under_autocommit(self) -> None:
        """Begin a transaction that writes, when it is one's turn; after a long wait without it."""
        self._has_turn = turns_of(str(self.settings_dict["NAME"])).take(LONGEST_WAIT)
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._pass_on()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._pass_on()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._pass_on()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._pass_on()

    def _pass_on(self) -> None:
        if self._has_turn:
            self._has_turn = False
            turns_of(str(self.settings_dict["NAME"])).give()
