"""Real databases for tests: each test gets a fresh copy of a migrated template, with every trigger in place.

SQLite always; PostgreSQL where TONGCHOU_TEST_POSTGRES names a server (``postgresql://postgres@127.0.0.1:5432``): tests
marked ``both`` in either tier, all others in ``./test full``.
"""

import contextlib
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, connections

from tongchou.config.environment import database_settings

POSTGRES = os.environ.get("TONGCHOU_TEST_POSTGRES", "")


def use_database(address: str) -> None:
    """Let Django's connection of this thread and of all to come lead to a database."""
    connections.close_all()
    wanted: dict[str, Any] = dict(database_settings(address))
    wanted["CONN_MAX_AGE"] = 0
    connections.settings["default"] = {**connections.settings["default"], "OPTIONS": {}, **wanted}
    with contextlib.suppress(AttributeError):
        del connections["default"]


class Template:
    """A migrated database, copied for each test."""

    def __init__(self, folder: Path) -> None:
        """Make nothing yet."""
        self.folder = folder
        self.made: dict[tuple[str, Callable[[], object] | None], str] = {}

    def fresh(self, vendor: str, fill: Callable[[], object] | None = None) -> str:
        """Return the address of a new copy; ``fill`` writes what every copy begins with, once."""
        key = vendor, fill
        if key not in self.made:
            if fill is None:
                self.made[key] = self._migrated(vendor)
            else:
                self.made[key] = self._copied(vendor, self.fresh(vendor), fill)
        return self._copy(vendor, self.made[key])

    def _copied(self, vendor: str, address: str, fill: Callable[[], object]) -> str:
        use_database(address)
        fill()
        settle(vendor)
        return address

    def _copy(self, vendor: str, address: str) -> str:
        if vendor == "sqlite":
            path = self.folder / f"{uuid.uuid4().hex}.sqlite3"
            shutil.copyfile(address.removeprefix("sqlite:"), path)
            return f"sqlite:{path}"
        name = f"tongchou_{uuid.uuid4().hex}"
        with administration() as server:
            server.execute(f"CREATE DATABASE {name} TEMPLATE {address.rpartition('/')[2]}")
        return f"{POSTGRES}/{name}"

    def drop(self, address: str) -> None:
        """Remove a copy."""
        connections.close_all()
        if address.startswith("sqlite:"):
            for ending in ("", "-wal", "-shm"):
                Path(address.removeprefix("sqlite:") + ending).unlink(missing_ok=True)
            return
        with administration() as server:
            server.execute(f"DROP DATABASE IF EXISTS {address.rpartition('/')[2]} WITH (FORCE)")

    def _migrated(self, vendor: str) -> str:
        if vendor == "sqlite":
            address = f"sqlite:{self.folder / 'template.sqlite3'}"
        else:
            name = f"tongchou_template_{uuid.uuid4().hex}"
            with administration() as server:
                server.execute(f"CREATE DATABASE {name}")
            address = f"{POSTGRES}/{name}"
        use_database(address)
        call_command("migrate", verbosity=0)
        settle(vendor)
        return address

    def remove(self) -> None:
        """Remove the templates."""
        for address in self.made.values():
            self.drop(address)


def settle(vendor: str) -> None:
    """Bring everything into the file, so that it can be copied, and let go of it."""
    if vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections.close_all()


def administration() -> psycopg.Connection:
    """Return a connection to the server for making and dropping databases."""
    return psycopg.connect(f"{POSTGRES}/postgres", autocommit=True)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    made = Template(tmp_path_factory.mktemp("databases"))
    yield made
    made.remove()


@pytest.fixture
def beginning() -> Callable[[], object] | None:
    """What every fresh database of a folder of tests begins with; a folder's conftest says it."""
    return None


@pytest.fixture
def database(request: pytest.FixtureRequest, template: Template) -> Iterator[str]:
    """A fresh database of the kind that the test is run on; its address. ``@begins_with(fill)`` says what is in it."""
    filled = request.node.get_closest_marker("begins_with")
    fill = filled.args[0] if filled else request.getfixturevalue("beginning")
    address = template.fresh(getattr(request, "param", "sqlite"), fill)
    use_database(address)
    yield address
    template.drop(address)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run tests with a database on SQLite, and on PostgreSQL where it is asked for."""
    if "database" not in metafunc.fixturenames:
        return
    vendors = ["sqlite"]
    full = os.environ.get("TONGCHOU_TEST_TIER") == "full"
    only = metafunc.definition.get_closest_marker("only_on")
    if POSTGRES and (full or only or metafunc.definition.get_closest_marker("both")):
        vendors.append("postgresql")
    if only:
        vendors = [vendor for vendor in vendors if vendor == only.args[0]]
    metafunc.parametrize("database", vendors, indirect=True)
