"""The store of sessions: Django's, with the account beside the data."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from tongchou.registry import clock

BEGAN, SEEN, ADDRESS, BROWSER = "began", "seen", "address", "browser"
"""What the limits need, kept in the session: seconds since 1970, and from where it was begun."""


class SessionStore(DatabaseStore):
    """Keeps sessions in ``AccountSession``."""

    @classmethod
    def get_model_class(cls) -> Any:
        """Return the table."""
        from tongchou.web.models import AccountSession

        return AccountSession

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Return the row of a session."""
        row: Any = super().create_model_instance(data)
        row.account_id = data.get(SESSION_KEY)
        row.began_at = clock.at(data[BEGAN]) if BEGAN in data else clock.now()
        row.seen_at = clock.at(data[SEEN]) if SEEN in data else row.began_at
        row.address = data.get(ADDRESS)
        row.browser = data.get(BROWSER, "")
        return row
