"""Whether what is kept twice says the same: people's lists and their facts, ciphers and their blind index.

These columns are changed by acts, so no digest covers them; they are worked out again instead.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from tongchou.registry import clock
from tongchou.registry.actions.families import leads_to
from tongchou.registry.initials import initials_of
from tongchou.registry.models import Area, IdentityDocument, Person, PersonFact, PersonMerge, Residence
from tongchou.registry.queries.tampering import Tampering
from tongchou.registry.secrets import Unreadable, key_ring, masked_number

AT_ONCE = 1_000

LATE = timedelta(days=2)
"""By how much a move of a day to come may show late in lists: a daily job brings it there."""


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


LISTED = ("name", "sex", "birth", "died_on")
"""What lists repeat of a statement."""


def people_that_differ() -> Iterator[Tampering]:
    """Yield the people whose list columns say something else than their facts and the merges that stand."""
    today = clock.today()
    counties = {code: county or code for code, county in Area.objects.values_list("code", "county_id")}
    merges = PersonMerge.objects.filter(undone_by__isnull=True).values_list("dropped_id", "kept_id")
    into = leads_to(dict(merges))
    facts = PersonFact.objects.known().order_by("person_id", "valid_from")
    homes = Residence.objects.known().filter(kind="insured").order_by("person_id", "valid_from")
    stated = _ByPerson(facts.values_list("person_id", *LISTED))
    living = _ByPerson(homes.values_list("person_id", "area_id", "valid_from", "valid_to"))
    people = Person.objects.order_by("pk")
    columns = people.values_list("pk", "initials", "area_id", "county_id", "merged_into_id", *LISTED)
    for key, initials, area, county, merged, *listed in columns.iterator(AT_ONCE):
        wrong = _unlike_stated(listed, initials, stated.of(key))
        if area not in _lately(living.of(key), today):
            wrong.append("area")
        if county != counties.get(area):
            wrong.append("county")
        if merged != into.get(key):
            wrong.append("merged_into")
        if wrong:
            names = ", ".join(wrong)
            yield Tampering(
                "registry.person", str(key), f"列表所示与事实不符（{names}）", f"differs from its facts ({names})"
            )


class _ByPerson:
    """Rows in the order of persons, whose key they begin with, handed out person by person."""

    def __init__(self, rows: Any) -> None:
        """Begin with the first person."""
        self.groups = groupby(rows.iterator(AT_ONCE), key=itemgetter(0))
        self.person, self.rows = self._next()

    def _next(self) -> tuple[int | None, list[Any]]:
        person, rows = next(self.groups, (None, ()))
        return person, list(rows)

    def of(self, person: int) -> list[Any]:
        """Return the rows of a person; persons are asked for by rising key."""
        while self.person is not None and self.person < person:
            self.person, self.rows = self._next()
        return self.rows if self.person == person else []


def _unlike_stated(listed: list[Any], initials: str, facts: list[Any]) -> list[str]:
    if len(facts) != 1:
        return ["facts"]
    stated = facts[0][1:]
    wrong = [name for name, shown, said in zip(LISTED, listed, stated, strict=True) if shown != said]
    if initials != _initials(stated[0]):
        wrong.append("initials")
    return wrong


_initials = lru_cache(maxsize=50_000)(initials_of)


def _lately(homes: list[Any], today: date) -> set[str]:
    """Return the places of insurance of today and the days just before; the first to come where none is yet."""
    found = {area for _, area, first, until in homes if first <= today and (until is None or until > today - LATE)}
    return found or {home[1] for home in homes[:1]}
