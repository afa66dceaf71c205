"""How the installation fares: the database, its migrations, the sealer, and what waits for a seal."""

import logging
from dataclasses import dataclass

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from tongchou.operation.sealer import ALIVE_FOR, seconds_since_beat
from tongchou.registry.queries.audit import unsealed

logger = logging.getLogger("tongchou.state")

STATES = {
    "database_reachable": "Whether the database answers",
    "migrations_applied": "Whether the tables are those of this software",
    "sealer_alive": "Whether the sealer of this machine has worked within its time",
    "audit_overdue": "Audit rows older than 10 seconds that no seal covers; anything above 0 is an alarm",
}

MOST_COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class State:
    """What a probe is told."""

    database_reachable: int
    migrations_applied: int
    sealer_alive: int
    audit_overdue: int

    @property
    def ready(self) -> bool:
        """Whether requests can be taken and nothing raises an alarm."""
        return bool(
            self.database_reachable and self.migrations_applied and self.sealer_alive and not self.audit_overdue
        )


def state_now() -> State:
    """Return how the installation fares just now. A database that fails is told, not raised."""
    beat = seconds_since_beat()
    alive = int(beat is not None and beat <= ALIVE_FOR)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        applied = int(not waiting_migrations())
        overdue = unsealed()[:MOST_COUNTED].count() if applied else 0
    except Error:
        logger.error("the database does not answer", exc_info=True)
        return State(0, 0, alive, 0)
    return State(1, applied, alive, overdue)


def waiting_migrations() -> list[tuple[str, str]]:
    """Return the migrations of this software that the database has not had, in order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [(migration.app_label, migration.name) for migration, _ in plan]
