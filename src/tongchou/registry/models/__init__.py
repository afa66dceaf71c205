"""The tables of the registry."""

from tongchou.registry.models.access import AccessToken, StoredAnswer
from tongchou.registry.models.areas import Area, AreaFact, AreaSuccession
from tongchou.registry.models.audit import AuditRow, AuditSeal, Cursor, Event, EventOrder
from tongchou.registry.models.base import AppendOnly, DatedFact, Numbered, Recorded
from tongchou.registry.models.organisations import Organisation, OrganisationFact
from tongchou.registry.models.people import (
    Guardianship,
    Household,
    HouseholdMember,
    IdentityDocument,
    Person,
    PersonFact,
    PersonMerge,
    Residence,
    SpecialIdentity,
    Unmasking,
)
from tongchou.registry.models.proposals import Decision, Proposal
from tongchou.registry.models.staff import Account, Appointment, Leave, Staff

__all__ = [
    "AccessToken",
    "Account",
    "AppendOnly",
    "Appointment",
    "Area",
    "AreaFact",
    "AreaSuccession",
    "AuditRow",
    "AuditSeal",
    "Cursor",
    "DatedFact",
    "Decision",
    "Event",
    "EventOrder",
    "Guardianship",
    "Household",
    "HouseholdMember",
    "IdentityDocument",
    "Leave",
    "Numbered",
    "Organisation",
    "OrganisationFact",
    "Person",
    "PersonFact",
    "PersonMerge",
    "Proposal",
    "Recorded",
    "Residence",
    "SpecialIdentity",
    "Staff",
    "StoredAnswer",
    "Unmasking",
]
