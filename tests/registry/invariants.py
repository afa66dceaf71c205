"""What holds in every database of the registry, whatever was done: asked in plain SQL."""

from datetime import date

from django.db import connection
from django.db.backends.utils import CursorWrapper

from tongchou.registry.models import DatedFact
from tongchou.registry.protection import protected_models

RULES = {
    "one known statement of a person": """
        SELECT p.id FROM registry_person p LEFT JOIN registry_personfact f
        ON f.person_id = p.id AND f.withdrawn_at IS NULL GROUP BY p.id HAVING COUNT(f.id) <> 1""",
    "one place of insurance, the last without end": """
        SELECT p.id FROM registry_person p LEFT JOIN registry_residence r
        ON r.person_id = p.id AND r.kind = 'insured' AND r.withdrawn_at IS NULL AND r.valid_to IS NULL
        GROUP BY p.id HAVING COUNT(r.id) <> 1""",
    "places of insurance follow each other without a gap": """
        SELECT r.id FROM registry_residence r WHERE r.kind = 'insured' AND r.withdrawn_at IS NULL
        AND r.valid_to IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM registry_residence n WHERE n.person_id = r.person_id AND n.kind = 'insured'
            AND n.withdrawn_at IS NULL AND n.valid_from = r.valid_to)""",
    "a document number is one person's": """
        SELECT MIN(id) FROM registry_identitydocument WHERE withdrawn_at IS NULL GROUP BY blind HAVING COUNT(*) > 1""",
    "lists show the name stated": """
        SELECT p.id FROM registry_person p JOIN registry_personfact f
        ON f.person_id = p.id AND f.withdrawn_at IS NULL
        WHERE f.name <> p.name OR f.sex <> p.sex OR f.birth <> p.birth""",
    "lists show the place of today": """
        SELECT p.id FROM registry_person p JOIN registry_residence r
        ON r.person_id = p.id AND r.kind = 'insured' AND r.withdrawn_at IS NULL
        AND r.valid_from <= %(today)s AND (r.valid_to IS NULL OR r.valid_to > %(today)s)
        WHERE r.area_id <> p.area_id""",
    "whoever was merged leads to one who was not": """
        SELECT p.id FROM registry_person p JOIN registry_person k ON k.id = p.merged_into_id
        WHERE k.merged_into_id IS NOT NULL""",
    "merged are those of standing merges": """
        SELECT p.id FROM registry_person p LEFT JOIN registry_personmerge m
        ON m.dropped_id = p.id AND m.undone_by_id IS NULL
        WHERE (p.merged_into_id IS NULL) <> (m.id IS NULL)""",
    "a proposal is decided by another": """
        SELECT d.id FROM registry_decision d JOIN registry_proposal p ON p.id = d.proposal_id
        WHERE d.outcome <> 'withdrawn' AND d.decided_by_id = p.made_by_id""",
    "one head of a household at a time": """
        SELECT a.id FROM registry_householdmember a JOIN registry_householdmember b
        ON b.household_id = a.household_id AND b.id > a.id AND a.relation = 'head' AND b.relation = 'head'
        AND a.withdrawn_at IS NULL AND b.withdrawn_at IS NULL
        AND a.valid_from < COALESCE(b.valid_to, '9999-12-31') AND b.valid_from < COALESCE(a.valid_to, '9999-12-31')""",
    "every audit row is sealed once": """
        SELECT a.id FROM registry_auditrow a LEFT JOIN registry_auditseal s ON s.row_id = a.id WHERE s.id IS NULL""",
}
"""What holds → the question that finds where it does not."""


def broken_invariants(today: date) -> list[str]:
    """Return what does not hold, with the rows where."""
    found = []
    with connection.cursor() as cursor:
        for name, question in RULES.items():
            cursor.execute(question, {"today": today})
            found += [f"{name}: {row[0]}" for row in cursor.fetchall()]
        for model in protected_models():
            if issubclass(model, DatedFact):
                found += _overlaps(cursor, model)
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_key_check")
            found += [f"foreign key: {row}" for row in cursor.fetchall()]
            cursor.execute("PRAGMA integrity_check")
            found += [row[0] for row in cursor.fetchall() if row[0] != "ok"]
        else:
            cursor.execute("SELECT conrelid::regclass || ' ' || conname FROM pg_constraint WHERE NOT convalidated")
            found += [f"not validated: {row[0]}" for row in cursor.fetchall()]
    return found


def _overlaps(cursor: CursorWrapper, model: type[DatedFact]) -> list[str]:
    table = model._meta.db_table
    columns = {field.name: field.column for field in model._meta.concrete_fields}
    same = " AND ".join(f"a.{columns[key]} = b.{columns[key]}" for key in model.KEY)
    cursor.execute(
        f"SELECT a.id FROM {table} a JOIN {table} b ON a.id < b.id AND {same} "
        "WHERE a.withdrawn_at IS NULL AND b.withdrawn_at IS NULL "
        "AND a.valid_from < COALESCE(b.valid_to, '9999-12-31') AND b.valid_from < COALESCE(a.valid_to, '9999-12-31')"
    )
    return [f"{table} overlaps: {row[0]}" for row in cursor.fetchall()]
