"""Rows written past the application: what whoever holds the database could do with plain SQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

from django.db import DatabaseError, connection, models, transaction

from tongchou.registry.models import AppendOnly, DatedFact
from tongchou.registry.protection import undone

Field: TypeAlias = "models.Field[Any, Any]"


def sample(field: Field, number: int) -> Any:
    """Return a value that a column takes, another for each number."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.BooleanField):
        return bool(number % 2)
    if isinstance(target, models.IntegerField):
        return 7_000 + number
    if isinstance(target, models.DateTimeField):
        return datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=number)
    if isinstance(target, models.DateField):
        return date(2025, 1, 1) + timedelta(days=number)
    if isinstance(target, models.BinaryField):
        return f"{number}".encode()
    if isinstance(target, models.JSONField):
        return {"number": number}
    assert isinstance(target, models.CharField | models.TextField), f"{field}: say here what it takes"
    text = f"{chr(97 + number % 26)}{number}"
    return text[: target.max_length]


def another(field: Field, value: Any) -> Any:
    """Return a value that a column takes and that is not this one."""
    return next(made for made in (sample(field, number) for number in range(1, 4)) if made != value)


def insert(model: type[models.Model], seed: int, /, **given: Any) -> dict[str, Any]:
    """Insert a row of made-up values, known and without an end; return its values by column."""
    row = {}
    for place, field in enumerate(model._meta.concrete_fields):
        open_end = issubclass(model, DatedFact) and field.name in ("valid_to", "withdrawn_at", "withdrawn_by")
        column = str(field.column)
        if column in given:
            row[column] = given[column]
        elif open_end or column in getattr(model, "SET_ONCE", ()):
            row[column] = None
        else:
            row[column] = sample(field, seed * 100 + place)
    values = prepared(model, row)
    names = ", ".join(f'"{name}"' for name in values)
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(values))
        cursor.execute(f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks})', list(values.values()))
    return row


def prepared(model: type[models.Model], row: dict[str, Any]) -> dict[str, Any]:
    """Return values as the database takes them."""
    fields = {field.column: field for field in model._meta.concrete_fields}
    return {column: fields[column].get_db_prep_save(value, connection) for column, value in row.items()}


def change(model: type[models.Model], key: Any, /, **columns: Any) -> None:
    """Change columns of a row."""
    values = prepared(model, columns)
    said = ", ".join(f'"{column}" = %s' for column in values)
    pk = str(model._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{model._meta.db_table}" SET {said} WHERE "{pk}" = %s',
            [*values.values(), key],
        )
        assert cursor.rowcount == 1


def delete(model: type[models.Model], key: Any) -> None:
    """Delete a row."""
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE "{model._meta.pk.column}" = %s', [key])


def refused(statement: Any, *given: Any, **named: Any) -> bool:
    """Return whether the database refuses a statement; it is taken back either way."""
    try:
        with transaction.atomic():
            statement(*given, **named)
            raise _TakenBack
    except DatabaseError:
        return True
    except _TakenBack:
        return False


class _TakenBack(Exception):
    pass


@contextmanager
def taken_back() -> Iterator[None]:
    """Take back whatever the block does to the database."""
    try:
        with transaction.atomic():
            yield
            raise _TakenBack
    except _TakenBack:
        pass


def unprotect(*found: type[AppendOnly]) -> None:
    """Take the protection of tables away, as somebody who owns the database could."""
    with connection.cursor() as cursor:
        for model in found:
            for statement in undone(model, connection.vendor):
                cursor.execute(statement)
