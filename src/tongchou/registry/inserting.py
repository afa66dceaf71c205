"""Many rows into one table, column by column: COPY on PostgreSQL, one prepared statement on SQLite.

No trigger, constraint or index is put aside: the database checks each row as it checks any other.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import repeat
from typing import Any

from django.db import connection, models

from tongchou.registry.audit import Column
from tongchou.registry.identifiers import identifiers
from tongchou.registry.models.base import Numbered

NULL = "\\N"
ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))
"""What COPY in text form takes for its own signs, and how it is written; the backslash first."""


def filled(model: type[models.Model], columns: Mapping[str, Column], count: int) -> dict[str, Column]:
    """Return the columns of rows with nothing missing: keys given out, defaults put in."""
    whole = {}
    for field in model._meta.concrete_fields:
        if field.attname in columns:
            whole[field.attname] = columns[field.attname]
        elif field.primary_key:
            whole[field.attname] = identifiers(count) if issubclass(model, Numbered) else next_keys(model, count)
        else:
            whole[field.attname] = field.get_default()
    return whole


def next_keys(model: type[models.Model], count: int) -> list[int]:
    """Return keys that the database itself numbers. On SQLite inside the transaction that uses them."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, model._meta.pk.column, count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
    return list(range(last + 1, last + 1 + count))


def insert_columns(model: type[models.Model], columns: Mapping[str, Column], count: int) -> None:
    """Insert rows whose every column is given. Raises IntegrityError as an INSERT does."""
    fields = model._meta.concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    table = f'"{model._meta.db_table}" ({names})'
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            texts = [_copied(columns[field.attname]) for field in fields]
            rows = "\n".join(map("\t".join, _rows(texts, count))) + "\n"
            # the wrapper turns what the driver raises into Django's errors
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(rows.encode())
            return
        values = [_adapted(field, columns[field.attname]) for field in fields]
        marks = ", ".join(["%s"] * len(fields))
        cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", list(_rows(values, count)))


def _rows(columns: list[Column], count: int) -> Iterable[tuple[Any, ...]]:
    """Return the rows of columns that are lists, or one value each."""
    return zip(*(each if isinstance(each, list) else repeat(each, count) for each in columns), strict=False)


def _copied(column: Column) -> Column:
    """Return a column as texts of COPY."""
    if not isinstance(column, list):
        return _text(column)
    kinds = set(map(type, column))
    if kinds == {str}:
        whole = "".join(column)
        if not any(sign in whole for sign, _ in ESCAPES):
            return column
    elif kinds == {int}:
        return list(map(str, column))
    elif kinds == {bytes}:
        return ["\\\\x" + value.hex() for value in column]
    elif kinds == {date}:
        return list(map(date.isoformat, column))
    return list(map(_text, column))


def _text(value: Any) -> str:
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    for sign, written in ESCAPES:
        text = text.replace(sign, written)
    return text


def _adapted(field: Any, column: Column) -> Column:
    """Return a column as SQLite takes it."""
    if not isinstance(column, list):
        return field.get_db_prep_save(column, connection)
    if set(map(type, column)) <= {int, str, bytes}:
        return column
    return [field.get_db_prep_save(value, connection) for value in column]
