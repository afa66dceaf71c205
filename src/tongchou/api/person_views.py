"""How people are told: document numbers masked, everything else as it was on the day that is asked for."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from ninja import Schema

from tongchou.api.forms import Key
from tongchou.registry.models import DatedFact, IdentityDocument, Person
from tongchou.registry.queries.people import KnownPerson, shown_with


class PersonRow(Schema):
    """A person in a list, as of today."""

    number: str
    name: str
    sex: str
    birth: date
    died_on: date | None
    area: str
    county: str
    document: str
    """Masked."""
    identities: list[str]
    merged_into: str | None
    version: int


class PersonPage(Schema):
    """A page of people."""

    items: list[PersonRow]
    next: str | None


class Days(Schema):
    """When a fact holds; ``valid_to`` is the first day on which it no longer does."""

    valid_from: date
    valid_to: date | None
    recorded_at: datetime


class Particulars(Days):
    """Name, sex, birth and death, with their source."""

    name: str
    sex: str
    birth: date
    died_on: date | None
    source: str


class Document(Days):
    """An identity document, its number masked."""

    id: Key
    kind: str
    masked: str


class Residence(Days):
    """A place of insurance or of registration."""

    kind: str
    area: str
    address: str


class Member(Days):
    """A member of a household."""

    id: Key
    person: str
    relation: str


class Guardianship(Days):
    """Who acts for whom."""

    id: Key
    person: str
    guardian: str
    relation: str
    paper: str


class Identity(Days):
    """A special identity."""

    id: Key
    kind: str
    certified_by: Key
    paper: str


class PersonWhole(PersonRow):
    """Everything known of a person on a day."""

    particulars: Particulars | None
    documents: list[Document]
    residences: list[Residence]
    household: Key | None
    members: list[Member]
    guardians: list[Guardianship]
    wards: list[Guardianship]
    special_identities: list[Identity]


def rows_of(people: Iterable[Person], day: date) -> list[PersonRow]:
    """Return people as a list tells them."""
    found = list(people)
    numbers, identities = shown_with(found, day)
    return [
        PersonRow(
            number=person.number,
            name=person.name,
            sex=person.sex,
            birth=person.birth,
            died_on=person.died_on,
            area=person.area_id,
            county=person.county_id,
            document=numbers.get(person.pk, ""),
            identities=identities.get(person.pk, []),
            merged_into=None if person.merged_into is None else person.merged_into.number,
            version=person.version,
        )
        for person in found
    ]


def whole(known: KnownPerson, day: date, visible: set[int]) -> PersonWhole:
    """Return everything known of a person; of relatives beyond the caller's reach only that there are some."""
    fact = known.particulars
    return PersonWhole(
        **rows_of([known.person], day)[0].dict(),
        particulars=None
        if fact is None
        else Particulars(
            **days(fact), name=fact.name, sex=fact.sex, birth=fact.birth, died_on=fact.died_on, source=fact.source
        ),
        documents=[document(each) for each in known.documents],
        residences=[
            Residence(**days(each), kind=each.kind, area=each.area_id, address=each.address)
            for each in known.residences
        ],
        household=None if known.membership is None else known.membership.household_id,
        members=[
            Member(**days(each), id=each.pk, person=_number(each.person, visible), relation=each.relation)
            for each in known.household
        ],
        guardians=[
            Guardianship(
                **days(each),
                id=each.pk,
                person=known.person.number,
                guardian=_number(each.guardian, visible),
                relation=each.relation,
                paper=each.paper,
            )
            for each in known.guardians
        ],
        wards=[
            Guardianship(
                **days(each),
                id=each.pk,
                person=_number(each.person, visible),
                guardian=known.person.number,
                relation=each.relation,
                paper=each.paper,
            )
            for each in known.wards
        ],
        special_identities=[
            Identity(**days(each), id=each.pk, kind=each.kind, certified_by=each.certified_by_id, paper=each.paper)
            for each in known.identities
        ],
    )


def relatives_of(known: KnownPerson) -> set[int]:
    """Return the other people whom an answer about one would name."""
    return {
        *(each.person_id for each in known.household),
        *(each.guardian_id for each in known.guardians),
        *(each.person_id for each in known.wards),
    }


def document(held: IdentityDocument) -> Document:
    """Return a document with its number masked."""
    return Document(**days(held), id=held.pk, kind=held.kind, masked=held.masked)


def days(fact: DatedFact) -> dict[str, Any]:
    """Return when a fact holds."""
    return {"valid_from": fact.valid_from, "valid_to": fact.valid_to, "recorded_at": fact.recorded_at}


def _number(person: Person, visible: set[int]) -> str:
    return person.number if person.pk in visible else ""
