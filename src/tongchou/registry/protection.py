"""What the database itself refuses: changing or deleting recorded rows, and dated facts that overlap.

Migrations call these operations once for each table. A trigger reads no setting: whoever reaches the database with
other tools meets it as well.
"""

from typing import Any

from django.apps import apps
from django.db import IntegrityError, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from psycopg.errors import ExclusionViolation

from tongchou.registry.models.base import AppendOnly, DatedFact

FOREVER = "9999-12-31"


class Protect(Operation):
    """Make tables append-only, and keep the known facts of a dated table from overlapping.

    Names models of the app whose migration it stands in; it asks the model which of its columns may be changed.
    """

    reversible = True

    def __init__(self, *names: str) -> None:
        """Keep the names of the models."""
        self.names = names

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Change nothing of what Django knows."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Make the triggers and the constraint, anew where they are there."""
        vendor = schema_editor.connection.vendor
        for model in self._models(app_label):
            for statement in undone(model, vendor) + statements(model, vendor):
                schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Take them away."""
        for model in self._models(app_label):
            for statement in undone(model, schema_editor.connection.vendor):
                schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        """Say what it does."""
        return f"Protect the rows of {', '.join(self.names)}"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return how to write it into a migration."""
        return type(self).__name__, list(self.names), {}

    def _models(self, app_label: str) -> list[type[AppendOnly]]:
        return [apps.get_model(app_label, name) for name in self.names]


def statements(model: type[AppendOnly], vendor: str) -> list[str]:
    """Return the statements that protect a table on a database."""
    made = _append_only(model, vendor)
    if issubclass(model, DatedFact):
        made += _ordered(model, vendor) + _without_overlap(model, vendor)
    return made


def undone(model: type[AppendOnly], vendor: str) -> list[str]:
    """Return the statements that take the protection of a table away."""
    table = model._meta.db_table
    if vendor == "sqlite":
        return [f'DROP TRIGGER IF EXISTS "{table}_{kind}"' for kind in ("kept", "undeleted", "apart")]
    made = [
        f'DROP TRIGGER IF EXISTS "{table}_kept" ON "{table}"',
        f'DROP TRIGGER IF EXISTS "{table}_undeleted" ON "{table}"',
        f'DROP TRIGGER IF EXISTS "{table}_untruncated" ON "{table}"',
    ]
    if issubclass(model, DatedFact):
        made += [f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{table}_{kind}"' for kind in ("apart", "ordered")]
        made += [f'DROP TRIGGER IF EXISTS "{table}_apart" ON "{table}"']
        made += [f'DROP FUNCTION IF EXISTS "{table}_apart"()']
    return made


def unchangeable(model: type[AppendOnly]) -> list[str]:
    """Return the columns of a table that no act may change."""
    columns = [str(field.column) for field in model._meta.concrete_fields]
    return [column for column in columns if column not in model.CHANGEABLE]


def _changed(model: type[AppendOnly], differs: str) -> str:
    """Return the condition under which an update is refused: a column changed that never is, or one set twice."""
    refused = [f'OLD."{column}" {differs} NEW."{column}"' for column in unchangeable(model)]
    refused += [
        f'(OLD."{column}" IS NOT NULL AND OLD."{column}" {differs} NEW."{column}")' for column in model.SET_ONCE
    ]
    return " OR ".join(refused)


def _append_only(model: type[AppendOnly], vendor: str) -> list[str]:
    table = model._meta.db_table
    if vendor == "sqlite":
        changed = _changed(model, "IS NOT")
        return [
            f'CREATE TRIGGER "{table}_kept" BEFORE UPDATE ON "{table}" WHEN {changed} '
            f"BEGIN SELECT RAISE(ABORT, '{table}: recorded rows are never changed'); END",
            f'CREATE TRIGGER "{table}_undeleted" BEFORE DELETE ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, '{table}: recorded rows are never deleted'); END",
        ]
    changed = _changed(model, "IS DISTINCT FROM")
    return [
        "CREATE OR REPLACE FUNCTION tongchou_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '%: recorded rows are never changed or deleted', TG_TABLE_NAME "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f'CREATE TRIGGER "{table}_kept" BEFORE UPDATE ON "{table}" FOR EACH ROW WHEN ({changed}) '
        "EXECUTE FUNCTION tongchou_refuse()",
        f'CREATE TRIGGER "{table}_undeleted" BEFORE DELETE ON "{table}" FOR EACH ROW '
        "EXECUTE FUNCTION tongchou_refuse()",
        f'CREATE TRIGGER "{table}_untruncated" BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT '
        "EXECUTE FUNCTION tongchou_refuse()",
    ]


def _key_columns(model: type[DatedFact]) -> list[str]:
    columns = {field.name: str(field.column) for field in model._meta.concrete_fields}
    return [columns[name] for name in model.KEY]


def _ordered(model: type[DatedFact], vendor: str) -> list[str]:
    """Keep a fact from ending before it begins; a day on which it holds is the least."""
    table = model._meta.db_table
    if vendor == "sqlite":
        # part of the trigger below: SQLite can't add a constraint to a table that exists
        return []
    return [f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_ordered" CHECK (valid_to IS NULL OR valid_to > valid_from)']


def _without_overlap(model: type[DatedFact], vendor: str) -> list[str]:
    table, keys = model._meta.db_table, _key_columns(model)
    if vendor == "sqlite":
        same = " AND ".join(f'known."{key}" IS NEW."{key}"' for key in keys)
        overlap = (
            f'EXISTS (SELECT 1 FROM "{table}" AS known WHERE {same} AND known.withdrawn_at IS NULL '
            "AND known.rowid IS NOT NEW.rowid "
            f"AND known.valid_from < COALESCE(NEW.valid_to, '{FOREVER}') "
            f"AND NEW.valid_from < COALESCE(known.valid_to, '{FOREVER}'))"
        )
        body = (
            f"BEGIN SELECT RAISE(ABORT, '{table}: a fact ends before it begins') "
            "WHERE NEW.valid_to <= NEW.valid_from; "
            f"SELECT RAISE(ABORT, '{table}: facts overlap') WHERE NEW.withdrawn_at IS NULL AND {overlap}; END"
        )
        return [
            f'CREATE TRIGGER "{table}_apart" BEFORE INSERT ON "{table}" {body}',
        ]
    parent = _first_parent(model)
    if parent is not None:
        return _apart_by_statement(model, keys, *parent)
    same = ", ".join(f'"{key}" WITH =' for key in keys)
    return [
        "CREATE EXTENSION IF NOT EXISTS btree_gist",
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_apart" EXCLUDE USING gist '
        f"({same}, daterange(valid_from, valid_to) WITH &&) WHERE (withdrawn_at IS NULL)",
    ]


def overlapping(wrong: IntegrityError) -> bool:
    """Return whether the database refused a fact because it overlaps a known one."""
    cause = wrong.__cause__
    return "facts overlap" in str(wrong) or isinstance(cause, ExclusionViolation)


def _first_parent(model: type[DatedFact]) -> tuple[str, str, str] | None:
    """Return column, table and key of the row that the first key of a dated table names; None where it names none."""
    for name in model.KEY:
        target = model._meta.get_field(name)
        if isinstance(target, models.ForeignKey):
            other = target.related_model._meta
            return str(target.column), other.db_table, str(other.pk.column)
    return None


def _apart_by_statement(
    model: type[DatedFact], keys: list[str], column: str, parent: str, parent_key: str
) -> list[str]:
    """Keep facts apart by one look at all rows of a statement, in place of an exclusion constraint.

    The constraint says the same, but its GiST index took more than half of the time of writing people in bulk: each row
    compares itself with hundreds of entries on its way. Here the row that a fact is about is locked first, so of two
    acts on it at once the second waits and then sees what the first wrote. That holds under READ COMMITTED, where
    each statement sees what is committed; under any other isolation the trigger refuses. LATERAL, its LIMIT and
    ``num_nulls`` keep the planner to one look into the index of the key for each row, and from partial indexes over the
    known rows: one plan serves one row and thousands.
    """
    same = " AND ".join(f'known."{key}" = fresh."{key}"' for key in keys)
    table, own = model._meta.db_table, model._meta.pk.column
    wrong = "'integrity_constraint_violation'"
    return [
        f"""CREATE FUNCTION "{table}_apart"() RETURNS trigger LANGUAGE plpgsql
        SET enable_seqscan = off AS $$
        BEGIN
            IF current_setting('transaction_isolation') <> 'read committed' THEN
                RAISE EXCEPTION '{table}: dated facts are written under READ COMMITTED only' USING ERRCODE = {wrong};
            END IF;
            PERFORM 1 FROM (SELECT DISTINCT "{column}" AS key FROM fresh ORDER BY 1) AS about
                CROSS JOIN LATERAL (
                    SELECT 1 FROM "{parent}" WHERE "{parent_key}" = about.key FOR NO KEY UPDATE
                ) AS held;
            IF EXISTS (
                SELECT 1 FROM fresh CROSS JOIN LATERAL (
                    SELECT 1 FROM "{table}" AS known WHERE {same} AND known."{own}" <> fresh."{own}"
                    AND num_nulls(known.withdrawn_at) = 1
                    AND daterange(known.valid_from, known.valid_to) && daterange(fresh.valid_from, fresh.valid_to)
                    LIMIT 1
                ) AS overlapping WHERE fresh.withdrawn_at IS NULL
            ) THEN
                RAISE EXCEPTION '{table}: facts overlap' USING ERRCODE = 'exclusion_violation';
            END IF;
            RETURN NULL;
        END $$""",
        f'CREATE TRIGGER "{table}_apart" AFTER INSERT ON "{table}" REFERENCING NEW TABLE AS fresh '
        f'FOR EACH STATEMENT EXECUTE FUNCTION "{table}_apart"()',
    ]


def protected_models() -> list[type[AppendOnly]]:
    """Return every model of the house that is to be protected."""
    return [model for model in apps.get_models() if issubclass(model, AppendOnly)]
