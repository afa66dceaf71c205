"""Whether what is kept twice says the same: people's lists and their facts, ciphers and their blind index.

These columns are changed by acts, so no digest covers them; they are worked out again instead.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any, TypeVar

from tongchou.registry import clock
from tongchou.registry.actions.families import leads_to
from tongchou.registry.initials import initials_of
from tongchou.registry.models import Area, DatedFact, IdentityDocument, Person, PersonFact, PersonMerge, Residence
from tongchou.registry.queries.tampering import Tampering
from tongchou.registry.secrets import Unreadable, key_ring, masked_number

AT_ONCE = 1_000

LATE = timedelta(days=2)
"""By how much a move of a day to come may show late in lists: a daily job brings it there."""

Fact = TypeVar("Fact", bound=DatedFact)


def documents_that_differ() -> Iterator[Tampering]:
    """Yield the documents whose cipher does not open, or does not fit its blind index and its masked form."""
    ring = key_ring()
    columns = "pk", "kind", "cipher", "blind", "masked"
    for key, kind, cipher, blind, masked in IdentityDocument.objects.values_list(*columns).iterator(AT_ONCE):
        try:
            number = ring.decrypt(bytes(cipher), key)
        except Unreadable as wrong:
            zh, _, en = str(wrong).partition(" | ")
            yield Tampering("registry.identitydocument", str(key), zh, en)
            continue
        if ring.blind(kind, number) != bytes(blind):
            yield Tampering("registry.identitydocument", str(key), "盲索引不符", "its blind index differs")
        if masked_number(number) != masked:
            yield Tampering("registry.identitydocument", str(key), "掩码与号码不符", "its masked form differs")


def people_that_differ() -> Iterator[Tampering]:
    """Yield the people whose list columns say something else than their facts and the merges that stand."""
    today = clock.today()
    counties = {code: county or code for code, county in Area.objects.values_list("code", "county_id")}
    merges = PersonMerge.objects.filter(undone_by__isnull=True).values_list("dropped_id", "kept_id")
    into = leads_to(dict(merges))
    stated = _ByPerson(PersonFact.objects.known().order_by("person_id", "valid_from"))
    living = _ByPerson(Residence.objects.known().filter(kind="insured").order_by("person_id", "valid_from"))
    for person in Person.objects.order_by("pk").iterator(AT_ONCE):
        facts, homes = stated.of(person.pk), living.of(person.pk)
        wrong = _differences(person, facts, homes, today)
        if person.area_id in counties and person.county_id != counties[person.area_id]:
            wrong.append("county")
        if person.merged_into_id != into.get(person.pk):
            wrong.append("merged_into")
        if wrong:
            columns = ", ".join(wrong)
            yield Tampering(
                "registry.person",
                str(person.pk),
                f"列表所示与事实不符（{columns}）",
                f"differs from its facts ({columns})",
            )


class _ByPerson:
    """Facts in the order of persons, handed out person by person."""

    def __init__(self, facts: Any) -> None:
        """Begin with the first person."""
        self.groups = groupby(facts.iterator(AT_ONCE), key=attrgetter("person_id"))
        self.person, self.facts = self._next()

    def _next(self) -> tuple[int | None, list[Any]]:
        person, facts = next(self.groups, (None, ()))
        return person, list(facts)

    def of(self, person: int) -> list[Any]:
        """Return the facts of a person; persons are asked for by rising key."""
        while self.person is not None and self.person < person:
            self.person, self.facts = self._next()
        return self.facts if self.person == person else []


def _differences(person: Person, facts: list[PersonFact], homes: list[Residence], today: date) -> list[str]:
    wrong = []
    if len(facts) != 1:
        wrong.append("facts")
    for fact in facts[:1]:
        wrong += [name for name in ("name", "sex", "birth", "died_on") if getattr(person, name) != getattr(fact, name)]
        if person.initials != initials_of(fact.name):
            wrong.append("initials")
    if person.area_id not in {home.area_id for home in _lately(homes, today)}:
        wrong.append("area")
    return wrong


def _lately(homes: Iterable[Residence], today: date) -> list[Residence]:
    """Return the places of insurance of today and the days just before; the first to come where none is yet."""
    every = list(homes)
    found = [
        home for home in every if home.valid_from <= today and (home.valid_to is None or home.valid_to > today - LATE)
    ]
    return found or every[:1]
