"""What the database itself refuses, for every append-only table of the house; new tables are found by themselves."""

from datetime import date

import pytest
from django.db import connection

from tests.registry.raw import another, change, delete, insert, refused, sample, taken_back
from tongchou.registry.models import AppendOnly, DatedFact, IdentityDocument, Recorded
from tongchou.registry.protection import protected_models, unchangeable

pytestmark = pytest.mark.both

FIRST, SECOND, THIRD = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)


def dated_models() -> list[type[DatedFact]]:
    return [model for model in protected_models() if issubclass(model, DatedFact)]


def test_every_table_with_an_act_is_append_only_and_none_is_forgotten(database: str) -> None:
    assert len(protected_models()) >= 24
    assert all(issubclass(model, AppendOnly) for model in protected_models())
    for model in protected_models():
        columns = {str(field.column) for field in model._meta.concrete_fields}
        assert set(model.CHANGEABLE) <= columns, model
        assert set(model.SET_ONCE) <= set(model.CHANGEABLE), model
        assert not model.ENDED_BY or (issubclass(model, Recorded) and model.ENDED_BY in model.SET_ONCE), model


def test_a_column_that_no_act_changes_is_never_changed(database: str) -> None:
    let_through = []
    for model in protected_models():
        with taken_back():
            row = insert(model, 1)
            key = row[str(model._meta.pk.column)]
            for field in model._meta.concrete_fields:
                column = str(field.column)
                if column in unchangeable(model) and not refused(
                    change, model, key, **{column: another(field, row[column])}
                ):
                    let_through.append(f"{model.__name__}.{column}")
    assert let_through == []


def test_a_row_is_never_deleted_replaced_or_truncated(database: str) -> None:
    let_through = []
    for model in protected_models():
        table = model._meta.db_table
        with taken_back(), connection.cursor() as cursor:
            key = insert(model, 1)[str(model._meta.pk.column)]
            if not refused(delete, model, key):
                let_through.append(f"{table}: delete")
            if connection.vendor == "postgresql":
                if not refused(cursor.execute, f'TRUNCATE "{table}" CASCADE'):
                    let_through.append(f"{table}: truncate")
            elif not refused(cursor.execute, f'REPLACE INTO "{table}" SELECT * FROM "{table}"'):
                let_through.append(f"{table}: replace")
    assert let_through == []


def test_what_an_act_may_set_is_set_and_what_it_may_set_once_stays(database: str) -> None:
    wrong = []
    for model in protected_models():
        fields = {str(field.column): field for field in model._meta.concrete_fields}
        for column in model.CHANGEABLE:
            with taken_back():
                key = insert(model, 1)[str(model._meta.pk.column)]
                first, other = sample(fields[column], 1), sample(fields[column], 2)
                if refused(change, model, key, **{column: first}):
                    wrong.append(f"{model.__name__}.{column} can't be set")
                    continue
                change(model, key, **{column: first})
                for value in (other, None) if column in model.SET_ONCE else ():
                    if not refused(change, model, key, **{column: value}):
                        wrong.append(f"{model.__name__}.{column} set again to {value}")
    assert wrong == []


def test_a_withdrawn_document_can_still_be_encrypted_anew(database: str) -> None:
    with taken_back():
        fields = {str(field.column): field for field in IdentityDocument._meta.concrete_fields}
        withdrawn = {column: sample(fields[column], 1) for column in IdentityDocument.SET_ONCE}
        key = insert(IdentityDocument, 1)["id"]
        change(IdentityDocument, key, **withdrawn)
        assert not refused(change, IdentityDocument, key, cipher=b"another")


def test_known_facts_of_a_key_never_overlap(database: str) -> None:
    wrong = []
    for model in dated_models():
        columns = {field.name: str(field.column) for field in model._meta.concrete_fields}
        with taken_back():
            first = insert(model, 1, valid_from=SECOND, valid_to=THIRD)
            same = {columns[name]: first[columns[name]] for name in model.KEY}
            for begins, ends, overlaps in (
                (FIRST, None, True),
                (SECOND, THIRD, True),
                (date(2026, 2, 28), None, True),
                (FIRST, SECOND, False),
                (THIRD, None, False),
            ):
                if refused(insert, model, 2, **same, valid_from=begins, valid_to=ends) is not overlaps:
                    wrong.append(f"{model.__name__} {begins} {ends}")
            if refused(insert, model, 2, valid_from=SECOND, valid_to=THIRD):
                wrong.append(f"{model.__name__}: another key")
            fields = {str(field.column): field for field in model._meta.concrete_fields}
            ended = {column: sample(fields[column], 1) for column in model.SET_ONCE}
            change(model, first[str(model._meta.pk.column)], **ended)
            if refused(insert, model, 2, **same, valid_from=SECOND, valid_to=THIRD):
                wrong.append(f"{model.__name__}: in place of a withdrawn one")
    assert wrong == []


def test_a_key_has_no_empty_column_for_empty_ones_would_not_meet() -> None:
    empty = [
        f"{model.__name__}.{name}" for model in dated_models() for name in model.KEY if model._meta.get_field(name).null
    ]
    assert empty == []


def test_a_fact_holds_for_a_day_at_least(database: str) -> None:
    wrong = []
    for model in dated_models():
        with taken_back():
            for ends in (SECOND, FIRST):
                if not refused(insert, model, 1, valid_from=SECOND, valid_to=ends):
                    wrong.append(f"{model.__name__} until {ends}")
    assert wrong == []
