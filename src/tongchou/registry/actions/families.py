"""Acts on households, guardians, special identities and double numbers."""

from datetime import date
from typing import Any

from django.db.models import F, Q

from tongchou.registry import locks
from tongchou.registry.acting import Act, acting
from tongchou.registry.actions.people import refuse_merged
from tongchou.registry.actions.proposals import Kind, propose, register_kind
from tongchou.registry.models import (
    Area,
    Guardianship,
    Household,
    HouseholdMember,
    Organisation,
    Person,
    PersonMerge,
    Proposal,
    SpecialIdentity,
)
from tongchou.registry.models.people import IDENTITIES, RELATIONS
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import Actor, NotAllowed
from tongchou.registry.words import both


def open_household(*, actor: Actor, day: date, head: Person) -> Household:
    """Open a household with its head; the head leaves the one before. Raises Refused, NotAllowed."""
    refuse_merged(head)
    with acting(actor, "person.household", day=day, area=head.area) as act:
        household = act.write(Household(area=head.area))
        act.subject = f"household:{household.pk}"
        act.restate(HouseholdMember(household=household, person=head, relation="head", valid_from=day))
    return household


def join_household(*, actor: Actor, day: date, household: Household, person: Person, relation: str) -> HouseholdMember:
    """Let a person join a household from a day on, leaving the one before. One head at a time.

    Raises Refused, and NotAllowed where the household or the person is out of reach.
    """
    refuse_merged(person)
    if relation not in dict(RELATIONS):
        raise Refused(f"没有与户主关系“{relation}”", f"there is no relation {relation}", where="relation")
    if not actor.may("person.household", household.area):
        raise NotAllowed("person.household", household.area_id)
    with acting(actor, "person.household", day=day, area=person.area) as act:
        act.subject = f"person:{person.pk}"
        # of two who name a head at once the second waits and then sees the first
        Household.objects.select_for_update().get(pk=household.pk)
        if relation == "head":
            heads = HouseholdMember.objects.known().filter(household=household, relation="head")
            if heads.exclude(person=person).exclude(valid_to__lte=day).exists():
                raise Refused("该户已有户主", "the household has a head", where="relation")
        return act.restate(HouseholdMember(household=household, person=person, relation=relation, valid_from=day))


def leave_household(*, actor: Actor, day: date, member: HouseholdMember) -> None:
    """Let a person leave a household from a day on."""
    with acting(actor, "person.household", day=day, area=member.person.area) as act:
        act.subject = f"person:{member.person_id}"
        act.end(member, day)


def name_guardian(
    *, actor: Actor, day: date, person: Person, guardian: Person, relation: str, paper: str = ""
) -> Guardianship:
    """Name who acts for a person from a day on. Raises Refused for oneself or a minor as guardian.

    Raises NotAllowed where either is out of reach: a guardian in another county is the city's matter.
    """
    refuse_merged(person)
    refuse_merged(guardian)
    if not actor.may("person.household", guardian.area):
        raise NotAllowed("person.household", guardian.area_id)
    if person == guardian:
        raise Refused("不能监护自己", "nobody is his own guardian", where="guardian")
    if _years(guardian.birth, day) < 18:
        raise Refused("监护人未满 18 周岁", "the guardian is under 18", where="guardian")
    with acting(actor, "person.household", day=day, area=person.area) as act:
        act.subject = f"person:{person.pk}"
        return act.restate(
            Guardianship(person=person, guardian=guardian, relation=relation, paper=paper, valid_from=day)
        )


def end_guardianship(*, actor: Actor, day: date, guardianship: Guardianship) -> None:
    """Let a guardianship end."""
    with acting(actor, "person.household", day=day, area=guardianship.person.area) as act:
        act.subject = f"person:{guardianship.person_id}"
        act.end(guardianship, day)


def propose_identity(
    *,
    actor: Actor,
    day: date,
    person: Person,
    kind: str,
    first: date,
    until: date | None,
    certified_by: Organisation,
    paper: str,
) -> Proposal:
    """Propose a special identity by a department's paper; a second person checks it, for it moves money."""
    refuse_merged(person)
    if kind not in dict(IDENTITIES):
        raise Refused(f"没有特殊身份“{kind}”", f"there is no special identity {kind}", where="kind")
    if not paper.strip():
        raise Refused("没有写认定文件", "the certifying paper is missing", where="paper")
    if until is not None and until <= first:
        raise Refused("失效日须晚于生效日", "it ends before it begins", where="until")
    return propose(
        actor=actor,
        day=day,
        kind="identity",
        area=person.area,
        subject=f"person:{person.pk}",
        payload={
            "person": person.pk,
            "kind": kind,
            "first": first,
            "until": until,
            "certified_by": certified_by.pk,
            "paper": paper.strip(),
        },
    )


def propose_merge(*, actor: Actor, day: date, kept: Person, dropped: Person, reason: str) -> Proposal:
    """Propose that two numbers are one person's. Raises Refused."""
    if kept == dropped:
        raise Refused("两个编号相同", "the numbers are the same", where="dropped")
    refuse_merged(kept)
    refuse_merged(dropped)
    if not reason.strip():
        raise Refused("没有写合并依据", "the reason is missing", where="reason")
    return propose(
        actor=actor,
        day=day,
        kind="merge",
        area=_wider(kept.area, dropped.area),
        subject=f"person:{kept.pk}",
        payload={"kept": kept.pk, "dropped": dropped.pk},
        reason=reason.strip(),
    )


def propose_unmerge(*, actor: Actor, day: date, merge: PersonMerge, reason: str) -> Proposal:
    """Propose to undo a merge: the dropped number lives again, with all it had."""
    if not reason.strip():
        raise Refused("没有写撤销依据", "the reason is missing", where="reason")
    return propose(
        actor=actor,
        day=day,
        kind="unmerge",
        area=_wider(merge.kept.area, merge.dropped.area),
        subject=f"person:{merge.kept_id}",
        payload={"merge": merge.pk},
        reason=reason.strip(),
    )


def _wider(one: Area, other: Area) -> Area:
    """Return the area that holds both: across counties it is the city's matter."""
    if one.county_id == other.county_id:
        return one.county or one
    return Area.objects.get(level="city")


def _identity(act: Act, payload: dict[str, Any]) -> None:
    refuse_merged(Person.objects.select_related("merged_into").get(pk=payload["person"]))
    until = payload["until"]
    act.restate(
        SpecialIdentity(
            person_id=payload["person"],
            kind=payload["kind"],
            certified_by_id=payload["certified_by"],
            paper=payload["paper"],
            valid_from=date.fromisoformat(payload["first"]),
            valid_to=None if until is None else date.fromisoformat(until),
        )
    )
    act.tell("person.identity", f"identity:{act.id}", {"person": payload["person"], "kind": payload["kind"]})


def _merge(act: Act, payload: dict[str, Any]) -> None:
    locks.hold(locks.MERGES)
    people = Person.objects.select_for_update(of=("self",)).filter(pk__in=(payload["kept"], payload["dropped"]))
    locked = {person.pk: person for person in people.order_by("pk")}
    kept, dropped = locked[payload["kept"]], locked[payload["dropped"]]
    if kept.merged_into_id is not None or dropped.merged_into_id is not None:
        raise Refused("其中一个编号已经并入他人", "one of the numbers has been merged already")
    merge = act.write(PersonMerge(kept=kept, dropped=dropped, day=act.day))
    # numbers merged into the dropped one before lead to the kept one as well, one step from each
    moved = Person.objects.filter(Q(pk=dropped.pk) | Q(merged_into=dropped))
    moved.update(merged_into=kept, version=F("version") + 1)
    act.tell("person.merged", f"merge:{merge.pk}", {"kept": kept.pk, "dropped": dropped.pk})


def _unmerge(act: Act, payload: dict[str, Any]) -> None:
    locks.hold(locks.MERGES)
    merge = PersonMerge.objects.select_for_update(of=("self",)).get(pk=payload["merge"])
    if merge.undone_by_id is not None:
        raise Refused("该合并已经撤销", "the merge has been undone already")
    PersonMerge.objects.filter(pk=merge.pk).update(undone_by=act.id)
    merge.undone_by_id = act.id
    act.ended(merge)
    act.content["unmerged"] = merge.pk
    _follow_standing_merges(merge.dropped_id)
    act.tell("person.unmerged", f"unmerge:{merge.pk}", {"kept": merge.kept_id, "dropped": merge.dropped_id})


def _follow_standing_merges(start: int) -> None:
    """Let a number, and those merged into it before, lead where the merges that stand lead."""
    standing = dict(PersonMerge.objects.filter(undone_by__isnull=True).values_list("dropped_id", "kept_id"))
    into: dict[int, list[int]] = {}
    for dropped, kept in standing.items():
        into.setdefault(kept, []).append(dropped)
    ends = leads_to(standing)
    waiting = [start]
    while waiting:
        person = waiting.pop()
        waiting += into.get(person, [])
        Person.objects.filter(pk=person).update(merged_into=ends.get(person), version=F("version") + 1)


def leads_to(standing: dict[int, int]) -> dict[int, int]:
    """Return number → where it leads at last, of merges (dropped → kept) that stand; they never lead in a ring."""
    ends: dict[int, int] = {}
    for dropped in standing:
        path, end = [], dropped
        while end in standing and end not in ends:
            path.append(end)
            end = standing[end]
        end = ends.get(end, end)
        ends.update(dict.fromkeys(path, end))
    return ends


def _years(birth: date, day: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


for _kind, _make, _check, _words, _carry_out in (
    ("identity", "person.identity", "person.identity_check", both("特殊身份", "special identity"), _identity),
    ("merge", "person.merge", "person.merge_check", both("人员合并", "merge of numbers"), _merge),
    ("unmerge", "person.merge", "person.merge_check", both("撤销人员合并", "merge undone"), _unmerge),
):
    register_kind(Kind(_kind, _make, _check, _words, _carry_out))
