"""Who may be registered twice: candidates for a merge of numbers, each with the reason why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

from tongchou.registry.documents import check_character
from tongchou.registry.models import IdentityDocument, Person
from tongchou.registry.queries.people import people_seen
from tongchou.registry.rights import Actor
from tongchou.registry.secrets import key_ring
from tongchou.registry.words import both

if TYPE_CHECKING:
    from tongchou.registry.words import StrPromise

SAME_NAME, NEAR_NUMBER, SAME_SOUND = "same_name", "near_number", "same_sound"

WHY: "dict[str, StrPromise]" = {
    SAME_NAME: both("姓名和出生日期相同", "the same name and birth"),
    NEAR_NUMBER: both("身份证号只差一位或相邻两位颠倒", "ID numbers that differ by a digit or a swap"),
    SAME_SOUND: both("出生日期、性别和姓名首字母相同", "the same birth, sex and initials"),
}
"""Reason → what a screen says."""

MOST = 50
"""Candidates that are looked at for one person and reason."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be the same person."""

    person: Person
    reasons: tuple[str, ...]


def candidates_of(person: Person, actor: Actor, day: date) -> list[Candidate]:
    """Return who, within an actor's reach, may be the same person as one: the strongest reasons first.

    Numbers that were merged are left out. ID numbers are compared by the machine alone; nobody sees one.
    """
    people = people_seen(actor).filter(merged_into__isnull=True).exclude(pk=person.pk)
    alike: dict[str, QuerySet[Person]] = {
        SAME_NAME: people.filter(name=person.name, birth=person.birth),
        NEAR_NUMBER: people.filter(pk__in=_holders_of_near_numbers(person)),
        SAME_SOUND: people.filter(initials=person.initials, birth=person.birth, sex=person.sex),
    }
    found: dict[int, Person] = {}
    reasons: dict[int, list[str]] = {}
    for reason, those in alike.items():
        for other in those.order_by("serial")[:MOST]:
            found[other.pk] = other
            reasons.setdefault(other.pk, []).append(reason)
    made = [Candidate(found[key], tuple(said)) for key, said in reasons.items()]
    return sorted(made, key=lambda each: (-len(each.reasons), each.person.serial))


def same_name_and_birth(actor: Actor, limit: int = MOST) -> list[tuple[str, date, int]]:
    """Return names with a birth that several people within an actor's reach share, and how many: a list to work on."""
    shared = (
        people_seen(actor)
        .filter(merged_into__isnull=True)
        .order_by("name", "birth")
        .values_list("name", "birth")
        .annotate(people=Count("pk"))
        .filter(people__gt=1)
    )
    return list(shared[:limit])


def near_numbers(number: str) -> Iterator[str]:
    """Yield the resident IDs that a slip makes of one and whose check character fits all the same.

    One of the first 17 digits differs, or two neighbours are swapped; the check character follows. (A slip that leaves
    the check character as it was is refused when it is typed.)
    """
    body = number[:17]
    made = {body[:place] + digit + body[place + 1 :] for place in range(17) for digit in "0123456789"}
    made |= {body[:place] + body[place + 1] + body[place] + body[place + 2 :] for place in range(16)}
    for other in sorted(made - {body}):
        yield other + check_character(other)


def _holders_of_near_numbers(person: Person) -> Iterable[int]:
    ring = key_ring()
    near: list[bytes] = []
    for document in IdentityDocument.objects.known().filter(person=person, kind="resident_id"):
        number = ring.decrypt(bytes(document.cipher), document.pk)
        near += [ring.blind("resident_id", other) for other in near_numbers(number)]
    if not near:
        return []
    return list(IdentityDocument.objects.known().filter(blind__in=near).values_list("person_id", flat=True))
