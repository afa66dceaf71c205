"""Reads on people: who may be seen, how one is found, and everything known of one as of a day."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from tongchou.registry.documents import FORMS, WrongNumber, read_number
from tongchou.registry.models import (
    AuditRow,
    Guardianship,
    HouseholdMember,
    IdentityDocument,
    Person,
    PersonFact,
    PersonMerge,
    Residence,
    SpecialIdentity,
    Unmasking,
)
from tongchou.registry.models.people import serial_of
from tongchou.registry.rights import Actor, within
from tongchou.registry.secrets import key_ring

WHOLE_NUMBER = re.compile(r"(?=.*\d{5})[A-Z\d]{8,18}")
"""What may be a document number: it is never put into an address."""


def people_seen(actor: Actor, act: str = "person.read") -> QuerySet[Person]:
    """Return the people whom an actor reaches by an act; everything that a screen shows of people comes from here."""
    return Person.objects.filter(within(actor.reach(act)))


def one_form(term: str) -> str:
    """Return what was typed into a search box in one form."""
    return unicodedata.normalize("NFKC", term).strip()


def is_document_number(term: str) -> bool:
    """Return whether what was typed may be the number of a document, and no lifelong number."""
    compact = re.sub(r"[\s-]", "", one_form(term)).upper()
    return serial_of(compact) is None and WHOLE_NUMBER.fullmatch(compact) is not None


def found_by(people: QuerySet[Person], term: str, day: date) -> QuerySet[Person]:
    """Return those of some people whom a term finds: lifelong number, whole document number, name, pinyin initials."""
    term = one_form(term)
    serial = serial_of(term)
    if serial is not None:
        return people.filter(serial=serial)
    if is_document_number(term):
        return people.filter(pk__in=_holders(term, day))
    if term.isascii():
        return people.filter(beginning_with("initials", term.replace(" ", "").lower()))
    return people.filter(beginning_with("name", term))


def beginning_with(field: str, text: str) -> Q:
    """Return the filter of texts that begin with one, so that an index serves it on either database."""
    if connection.vendor == "sqlite":
        # SQLite looks no LIKE with an escape up in an index
        return Q(**{f"{field}__gte": text, f"{field}__lt": text + chr(0x10FFFF)})
    return Q(**{f"{field}__startswith": text})


def _holders(number: str, day: date) -> QuerySet[Any]:
    ring = key_ring()
    blinds = []
    for kind in ("resident_id", *FORMS):
        try:
            read = read_number(kind, number, day)
        except WrongNumber:
            continue
        blinds.append(ring.blind(read.kind, read.number))
    return IdentityDocument.objects.known().filter(blind__in=blinds).values("person_id")


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Everything known of a person as of a day, as it was known at a moment."""

    person: Person
    particulars: PersonFact | None
    documents: list[IdentityDocument]
    residences: list[Residence]
    membership: HouseholdMember | None
    household: list[HouseholdMember]
    guardians: list[Guardianship]
    wards: list[Guardianship]
    identities: list[SpecialIdentity]
    merges: list[PersonMerge]


def known_person(person: Person, day: date, known: datetime | None = None) -> KnownPerson:
    """Return what held of a person on a day, as known at a moment (now where none is given)."""
    membership = HouseholdMember.objects.as_of(day, known).filter(person=person).first()
    household: list[HouseholdMember] = []
    if membership is not None:
        members = HouseholdMember.objects.as_of(day, known).filter(household=membership.household_id)
        household = sorted(members.select_related("person"), key=lambda each: (each.relation != "head", each.pk))
    return KnownPerson(
        person,
        PersonFact.objects.as_of(day, known).filter(person=person).first(),
        list(IdentityDocument.objects.as_of(day, known).filter(person=person).order_by("kind")),
        list(Residence.objects.as_of(day, known).filter(person=person).select_related("area").order_by("kind")),
        membership,
        household,
        list(Guardianship.objects.as_of(day, known).filter(person=person).select_related("guardian")),
        list(Guardianship.objects.as_of(day, known).filter(guardian=person).select_related("person")),
        list(
            SpecialIdentity.objects.as_of(day, known)
            .filter(person=person)
            .select_related("certified_by")
            .order_by("kind", "valid_from")
        ),
        list(
            PersonMerge.objects.filter(Q(kept=person) | Q(dropped=person))
            .select_related("kept", "dropped", "undone_by")
            .order_by("-id")
        ),
    )


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement of the past: what, when it held, when it was known, by which act."""

    what: str
    fact: Any


def statements_of(person: Person) -> list[Stated]:
    """Return every dated statement about a person, withdrawn ones too, the latest first."""
    found = [
        Stated(kind, fact)
        for kind, facts in (
            ("particulars", PersonFact.objects.filter(person=person)),
            ("residence", Residence.objects.filter(person=person).select_related("area")),
            ("identity", SpecialIdentity.objects.filter(person=person)),
            ("household", HouseholdMember.objects.filter(person=person)),
        )
        for fact in facts
    ]
    return sorted(found, key=lambda each: (each.fact.recorded_at, each.fact.pk), reverse=True)


def acts_on(subject: str, limit: int) -> list[AuditRow]:
    """Return the last acts on a subject."""
    rows = AuditRow.objects.filter(subject=subject).select_related("account__staff")
    return list(rows.order_by("-at", "-id")[:limit])


def unmaskings_of(person: Person, limit: int) -> list[Unmasking]:
    """Return who read a whole number of a person, the latest first."""
    rows = Unmasking.objects.filter(person=person).select_related("document", "act__account__staff")
    return list(rows.order_by("-id")[:limit])


def shown_with(people: Iterable[Person], day: date) -> tuple[dict[int, str], dict[int, list[str]]]:
    """Return person → masked number and → kinds of special identity, for the rows of a list, in two questions."""
    keys = [person.pk for person in people]
    numbers: dict[int, str] = {}
    documents = IdentityDocument.objects.known().filter(person__in=keys).order_by("person_id", "kind")
    for person, kind, masked in documents.values_list("person_id", "kind", "masked"):
        if person not in numbers or kind == "resident_id":
            numbers[person] = masked
    identities: dict[int, list[str]] = {}
    for person, kind in SpecialIdentity.objects.as_of(day).filter(person__in=keys).values_list("person_id", "kind"):
        identities.setdefault(person, []).append(kind)
    return numbers, identities
