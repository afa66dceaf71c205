"""Households and special identities in bulk: chunk by chunk, each chunk one act of one county.

An identity still takes two people: the maker proposes a list, the checker decides it, both are named in the audit. What
is known already is left alone, so a list handed in twice changes nothing.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from tongchou.registry.acting import Act, acting
from tongchou.registry.actions.proposals import Kind, decide, propose, register_kind
from tongchou.registry.models import (
    Area,
    Household,
    HouseholdMember,
    Organisation,
    Person,
    Proposal,
    SpecialIdentity,
)
from tongchou.registry.models.people import IDENTITIES, RELATIONS
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import Actor
from tongchou.registry.words import both

HOUSEHOLDS_OF_A_CHUNK = 1_000
IDENTITIES_OF_A_CHUNK = 500
ASKED_AT_ONCE = 500
LONGEST_PAPER = 120


class Member(NamedTuple):
    """A person of a household to be opened."""

    household: str
    """Any name; members of one have the same."""
    person: int
    relation: str


class Certified(NamedTuple):
    """A special identity on a department's list."""

    person: int
    kind: str
    first: date
    until: date | None
    """The first day on which it no longer holds."""


class Opened(NamedTuple):
    """What came of a list of households."""

    households: int
    members: int
    already: int
    """Households left alone: all their members belong to one."""


def open_households(
    *, actor: Actor, day: date, members: Iterable[Member], chunk: int = HOUSEHOLDS_OF_A_CHUNK
) -> Opened:
    """Open households with all their members from a day on. Raises Refused, NotAllowed before anything is written.

    Refused are a relation that is none, a person who is unknown or stands twice, a household without its one head, and
    one of which only some belong to a household already: that is a move, person by person.
    """
    listed = {name: list(each) for name, each in groupby(sorted(members), key=lambda member: member.household)}
    persons = _persons(actor, "person.household", [each.person for every in listed.values() for each in every])
    _refuse_twice(each.person for every in listed.values() for each in every)
    housed = _housed(day, persons)
    fresh = {name: every for name, every in listed.items() if not _already(name, every, housed)}
    areas = {area.code: area for area in Area.objects.filter(level="county")}
    county = {name: persons[_head(name, every)].county_id for name, every in fresh.items()}
    written = 0
    for code, names in groupby(sorted(fresh, key=lambda name: (county[name], name)), key=county.__getitem__):
        for some in _parts(list(names), chunk):
            written += _open(actor, day, areas[code], [fresh[name] for name in some], persons)
    return Opened(len(fresh), written, len(listed) - len(fresh))


def _open(actor: Actor, day: date, area: Area, households: list[list[Member]], persons: dict[int, Person]) -> int:
    with acting(actor, "person.household", day=day, area=_widest(actor, "person.household", area, persons)) as act:
        act.subject = f"households:{act.id}"
        members = [each for every in households for each in every]
        act.content = {"households": len(households), "members": len(members)}
        homes = [persons[_head(every[0].household, every)].area_id for every in households]
        keys = act.write_columns(Household, {"area_id": homes})
        act.write_columns(
            HouseholdMember,
            {
                "household_id": [key for key, every in zip(keys, households, strict=True) for _ in every],
                "person_id": [each.person for each in members],
                "relation": [each.relation for each in members],
                "valid_from": day,
            },
        )
    return len(members)


def _widest(actor: Actor, act: str, county: Area, persons: dict[int, Person]) -> Area:
    """Return the county where the actor may act in all of it, else the township that every person's area lies in."""
    if actor.may(act, county):
        return county
    return next(person.area.parent or person.area for person in persons.values() if person.county_id == county.code)


def _head(household: str, members: list[Member]) -> int:
    heads = [each.person for each in members if each.relation == "head"]
    if len(heads) != 1:
        raise Refused(
            f"户 {household} 有 {len(heads)} 个户主，应有一个",
            f"household {household} has {len(heads)} heads, one is due",
            where="relation",
        )
    wrong = [each.relation for each in members if each.relation not in dict(RELATIONS)]
    if wrong:
        raise Refused(
            f"户 {household}：没有关系 {wrong[0]}", f"household {household}: no relation {wrong[0]}", where="relation"
        )
    return heads[0]


def _already(household: str, members: list[Member], housed: set[int]) -> bool:
    _head(household, members)
    found = [each.person for each in members if each.person in housed]
    if found and len(found) < len(members):
        raise Refused(
            f"户 {household} 有 {len(found)} 人已在别的户中，请逐人办理迁户",
            f"of household {household} {len(found)} belong to another one; move them one by one",
            where="person",
        )
    return bool(found)


def _housed(day: date, persons: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for some in _parts(list(persons), ASKED_AT_ONCE):
        rows = HouseholdMember.objects.known().filter(person_id__in=some)
        found.update(rows.exclude(valid_to__lte=day).values_list("person_id", flat=True))
    return found


def certify_people(
    *,
    maker: Actor,
    checker: Actor,
    day: date,
    certified_by: Organisation,
    paper: str,
    listed: Iterable[Certified],
    chunk: int = IDENTITIES_OF_A_CHUNK,
) -> list[Proposal]:
    """Record a department's list of one county's identities: the maker proposes each chunk, the checker approves it."""
    proposals = []
    for some in _parts(_unknown(list(listed)), chunk):
        proposal = propose_identities(actor=maker, day=day, certified_by=certified_by, paper=paper, listed=some)
        decide(actor=checker, day=day, proposal=proposal, approve=True)
        proposals.append(proposal)
    return proposals


def propose_identities(
    *, actor: Actor, day: date, certified_by: Organisation, paper: str, listed: list[Certified]
) -> Proposal:
    """Propose identities of one county for a second person to decide. Raises Refused, NotAllowed."""
    if not paper.strip() or len(paper.strip()) > LONGEST_PAPER:
        raise Refused("没有写认定文件，或超过 120 字", "the certifying paper is missing or too long", where="paper")
    if not listed:
        raise Refused("名单是空的", "the list is empty", where="list")
    for each in listed:
        if each.kind not in dict(IDENTITIES):
            raise Refused(f"没有特殊身份 {each.kind}", f"there is no identity {each.kind}", where="kind")
        if each.until is not None and each.until <= each.first:
            raise Refused("失效日须晚于生效日", "it ends before it begins", where="until")
    persons = _persons(actor, "person.identity", [each.person for each in listed])
    counties = {person.county_id for person in persons.values()}
    if len(counties) != 1:
        raise Refused("一份名单只能是一个县（区）的", "a list is of one county", where="list")
    return propose(
        actor=actor,
        day=day,
        kind="identities",
        area=Area.objects.get(code=counties.pop()),
        subject=f"identities:{certified_by.pk}",
        payload={
            "certified_by": certified_by.pk,
            "paper": paper.strip(),
            "listed": [[each.person, each.kind, each.first, each.until] for each in listed],
        },
    )


def _unknown(listed: list[Certified]) -> list[Certified]:
    """Return what is not known yet, day for day."""
    known: set[tuple[Any, ...]] = set()
    for some in _parts(sorted({each.person for each in listed}), ASKED_AT_ONCE):
        rows = SpecialIdentity.objects.known().filter(person_id__in=some)
        known.update(rows.values_list("person_id", "kind", "valid_from", "valid_to"))
    return [each for each in listed if tuple(each) not in known]


def _identities(act: Act, payload: dict[str, Any]) -> None:
    """Write a list that was approved; what was known of the same person and kind gives way on its days."""
    for person, kind, first, until in payload["listed"]:
        act.restate(
            SpecialIdentity(
                person_id=person,
                kind=kind,
                certified_by_id=payload["certified_by"],
                paper=payload["paper"],
                valid_from=date.fromisoformat(first),
                valid_to=None if until is None else date.fromisoformat(until),
            )
        )
    act.tell("people.identities", f"identities:{act.id}", {"identities": len(payload["listed"])})


def _persons(actor: Actor, act: str, keys: list[int]) -> dict[int, Person]:
    """Return persons by key; raise Refused for one who is unknown, merged or out of reach, without saying which."""
    found: dict[int, Person] = {}
    for some in _parts(sorted(set(keys)), ASKED_AT_ONCE):
        rows = Person.objects.filter(pk__in=some, merged_into__isnull=True).select_related("area__parent")
        found.update((person.pk, person) for person in rows if actor.may(act, person.area))
    missing = len(set(keys)) - len(found)
    if missing:
        raise Refused(
            f"名单中有 {missing} 人不存在、已并入他人或不在您的管辖范围",
            f"{missing} of the list are unknown, merged into another number, or beyond your areas",
            where="person",
        )
    return found


def _refuse_twice(keys: Iterable[int]) -> None:
    seen: set[int] = set()
    for key in keys:
        if key in seen:
            raise Refused(f"人员 {key} 在名单中出现两次", f"person {key} stands twice in the list", where="person")
        seen.add(key)


def _parts(rows: list[Any], size: int) -> Iterator[list[Any]]:
    for first in range(0, len(rows), size):
        yield rows[first : first + size]


register_kind(
    Kind(
        "identities",
        "person.identity",
        "person.identity_check",
        both("特殊身份名单", "list of special identities"),
        _identities,
    )
)
