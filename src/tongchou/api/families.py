"""Households, guardians, special identities and double numbers."""

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from tongchou.api.caller import Caller, caller_of, key_of, person_seen
from tongchou.api.forms import Day, Done, Form, Key, one_of
from tongchou.api.once import done, key_parameter
from tongchou.registry.actions.families import (
    end_guardianship,
    join_household,
    leave_household,
    name_guardian,
    open_household,
    propose_identity,
    propose_merge,
)
from tongchou.registry.models import Guardianship, Household, HouseholdMember, Organisation
from tongchou.registry.models.people import IDENTITIES, RELATIONS
from tongchou.registry.queries.people import people_seen
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import within

router = Router(tags=["families"])

GUARDIANS = [("parent", ""), ("grandparent", ""), ("other", "")]


class NewHousehold(Form):
    """The head of a new household."""

    head: str = Field(max_length=12)


class NewMember(Form):
    """Who joins a household, from a day on."""

    person: str = Field(max_length=12)
    relation: str = Field(max_length=12)


class NewGuardian(Form):
    """Who acts for a person."""

    guardian: str = Field(max_length=12)
    relation: str = Field(max_length=12)
    paper: str = Field("", max_length=120)


class NewIdentity(Form):
    """A special identity by the paper of a department."""

    kind: str = Field(max_length=24)
    first: Day
    until: Day | None = None
    certified_by: str = Field(max_length=20)
    paper: str = Field(max_length=120)


class NewMerge(Form):
    """Another number of the same person."""

    dropped: str = Field(max_length=12)
    reason: str = Field(max_length=200)


class Waiting(Schema):
    """A proposal that waits for a second person."""

    proposal: Key
    state: str


@router.post("/households", response={201: Done}, openapi_extra=key_parameter(), summary="立户 | open a household")
def new_household(request: HttpRequest, payload: NewHousehold) -> HttpResponse:
    """户主离开原户。| The head leaves the household before."""
    caller = caller_of(request)

    def do() -> tuple[Done, int]:
        made = open_household(actor=caller.actor, day=caller.day, head=person_seen(caller, payload.head))
        return Done(id=made.pk), made.act_id

    return done(request, do)


@router.post(
    "/households/{key}/members", response={201: Done}, openapi_extra=key_parameter(), summary="入户 | join a household"
)
def join(request: HttpRequest, key: str, payload: NewMember) -> HttpResponse:
    """入户并离开原户；一户只有一个户主。| Joins, and leaves the one before; one head at a time."""
    caller = caller_of(request)

    def do() -> tuple[Done, int]:
        made = join_household(
            actor=caller.actor,
            day=caller.day,
            household=_household(caller, key),
            person=person_seen(caller, payload.person),
            relation=one_of(payload.relation, list(RELATIONS), "relation"),
        )
        return Done(id=made.pk), made.act_id

    return done(request, do)


@router.delete("/households/members/{key}", response={204: None}, summary="离户 | leave a household")
def leave(request: HttpRequest, key: str) -> HttpResponse:
    """自今日起离户。| Leaves from today on."""
    caller = caller_of(request)
    member = (
        HouseholdMember.objects.known()
        .filter(pk=key_of(key), person__in=people_seen(caller.actor))
        .select_related("person__area")
        .first()
    )
    if member is None:
        raise Http404
    leave_household(actor=caller.actor, day=caller.day, member=member)
    return HttpResponse(status=204)


@router.post(
    "/persons/{number}/guardians",
    response={201: Done},
    openapi_extra=key_parameter(),
    summary="登记监护人 | name a guardian",
)
def guardian(request: HttpRequest, number: str, payload: NewGuardian) -> HttpResponse:
    """监护人须成年，且在管辖范围内。| The guardian is of age, and within reach."""
    caller = caller_of(request)

    def do() -> tuple[Done, int]:
        made = name_guardian(
            actor=caller.actor,
            day=caller.day,
            person=person_seen(caller, number),
            guardian=person_seen(caller, payload.guardian),
            relation=one_of(payload.relation, list(GUARDIANS), "relation"),
            paper=payload.paper,
        )
        return Done(id=made.pk), made.act_id

    return done(request, do)


@router.delete("/guardianships/{key}", response={204: None}, summary="结束监护 | end a guardianship")
def no_guardian(request: HttpRequest, key: str) -> HttpResponse:
    """自今日起结束。| Ends from today on."""
    caller = caller_of(request)
    held = (
        Guardianship.objects.known()
        .filter(pk=key_of(key), person__in=people_seen(caller.actor))
        .select_related("person__area")
        .first()
    )
    if held is None:
        raise Http404
    end_guardianship(actor=caller.actor, day=caller.day, guardianship=held)
    return HttpResponse(status=204)


@router.post(
    "/persons/{number}/identities",
    response={201: Waiting},
    openapi_extra=key_parameter(),
    summary="提出特殊身份 | propose a special identity",
)
def identity(request: HttpRequest, number: str, payload: NewIdentity) -> HttpResponse:
    """关系到钱，须由第二人复核。| It moves money, so a second person checks it."""
    caller = caller_of(request)

    def do() -> tuple[Waiting, int]:
        held = person_seen(caller, number)
        department = Organisation.objects.filter(pk=key_of(payload.certified_by)).first()
        if department is None:
            raise Refused("没有这个机构", "there is no such organisation", where="certified_by")
        made = propose_identity(
            actor=caller.actor,
            day=caller.day,
            person=held,
            kind=one_of(payload.kind, list(IDENTITIES), "kind"),
            first=payload.first,
            until=payload.until,
            certified_by=department,
            paper=payload.paper,
        )
        return Waiting(proposal=made.pk, state=made.state), made.act_id

    return done(request, do)


@router.post(
    "/persons/{number}/merges",
    response={201: Waiting},
    openapi_extra=key_parameter(),
    summary="提出人员合并 | propose a merge",
)
def merge(request: HttpRequest, number: str, payload: NewMerge) -> HttpResponse:
    """保留本编号，并入另一编号；须由第二人复核。| This number stays, the other leads to it; a second person checks."""
    caller = caller_of(request)

    def do() -> tuple[Waiting, int]:
        made = propose_merge(
            actor=caller.actor,
            day=caller.day,
            kept=person_seen(caller, number),
            dropped=person_seen(caller, payload.dropped),
            reason=payload.reason,
        )
        return Waiting(proposal=made.pk, state=made.state), made.act_id

    return done(request, do)


def _household(caller: Caller, key: str) -> Household:
    reach = within(caller.actor.reach("person.read"), county="area__county")
    household = Household.objects.filter(reach, pk=key_of(key)).first()
    if household is None:
        raise Http404
    return household
