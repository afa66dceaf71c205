"""Recorded rows are never changed; dated facts never overlap; serial numbers rise."""

from typing import Any

from django.db import migrations

from tongchou.registry.protection import Protect


def make_sequence(apps: Any, schema_editor: Any) -> None:
    """Make the sequence of serial numbers on PostgreSQL."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE SEQUENCE registry_person_serial")


def drop_sequence(apps: Any, schema_editor: Any) -> None:
    """Drop it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP SEQUENCE registry_person_serial")


class Migration(migrations.Migration):
    """Triggers, constraints and the sequence."""

    dependencies = [("registry", "0001_initial")]

    operations = [
        Protect(
            "AuditRow",
            "AuditSeal",
            "Event",
            "EventOrder",
            "Area",
            "AreaFact",
            "AreaSuccession",
            "Organisation",
            "OrganisationFact",
            "Staff",
            "Appointment",
            "Leave",
            "Person",
            "PersonFact",
            "IdentityDocument",
            "Residence",
            "Household",
            "HouseholdMember",
            "Guardianship",
            "SpecialIdentity",
            "PersonMerge",
            "Unmasking",
            "Proposal",
            "Decision",
        ),
        migrations.RunPython(make_sequence, drop_sequence),
    ]
