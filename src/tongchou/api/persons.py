"""People: found, told, registered, changed, moved; their documents."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from tongchou.api.caller import caller_of, key_of, person_seen
from tongchou.api.forms import AsOf, Day, Form
from tongchou.api.once import done, key_parameter
from tongchou.api.pages import Paging, page_of
from tongchou.api.person_views import (
    Document,
    PersonPage,
    PersonRow,
    PersonWhole,
    document,
    relatives_of,
    rows_of,
    whole,
)
from tongchou.registry.acting import ChangedMeanwhile
from tongchou.registry.actions.people import (
    Particulars,
    add_document,
    change_particulars,
    move_person,
    register_person,
    unmask,
)
from tongchou.registry.models import Area, IdentityDocument
from tongchou.registry.queries.people import found_by, known_person, people_seen
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import Actor, NotAllowed

router = Router(tags=["people"])


class PersonFilter(Paging):
    """Which people are asked for; nothing personal stands in an address, hence the search is a POST."""

    area: str = Field("", max_length=12, description="参保地 | place of insurance")


class Search(Form):
    """A term: lifelong number, whole document number, beginning of a name or of its initials."""

    term: str = Field(min_length=1, max_length=60)
    area: str = Field("", max_length=12)
    limit: int = Field(50, ge=1, le=200)
    after: str = Field("", max_length=40)


class Told(AsOf):
    """Of which day, and as it was known when."""

    known: datetime | None = Field(None, description="当时所知 | as it was known at this moment")


class Registration(Form):
    """What is stated of a person."""

    area: str = Field(max_length=12)
    name: str = Field(max_length=60)
    document_kind: str = Field("resident_id", max_length=20)
    document: str = Field(max_length=40)
    sex: str = Field("", pattern="^[MF]?$")
    birth: Day | None = None
    address: str = Field("", max_length=120)
    source: str = Field("", max_length=120)


class Change(Form):
    """Particulars stated anew, over the version that was read."""

    version: int
    name: str = Field(max_length=60)
    sex: str = Field(pattern="^[MF]$")
    birth: Day
    died_on: Day | None = None
    source: str = Field(max_length=120)


class Move(Form):
    """A new place of insurance, from a day on."""

    version: int
    area: str = Field(max_length=12)
    address: str = Field("", max_length=120)
    day: Day | None = Field(None, description="生效日，默认今天 | from this day, today by default")


class NewDocument(Form):
    """A document of a person."""

    kind: str = Field(max_length=20)
    number: str = Field(max_length=40)


class Reason(Form):
    """Why a whole number is needed; the person can see it."""

    reason: str = Field(max_length=200)


class WholeNumber(Schema):
    """A whole document number."""

    kind: str
    number: str


@router.get("/persons", response=PersonPage, summary="参保人 | people")
def persons(request: HttpRequest, wanted: Query[PersonFilter]) -> PersonPage:
    """管辖范围内的参保人，按编号排列。| The people in reach, by number."""
    return _page(request, "", wanted.area, wanted)


@router.post("/persons/search", response=PersonPage, summary="查找参保人 | find people")
def search(request: HttpRequest, payload: Search) -> PersonPage:
    """按编号、完整证件号码、姓名或拼音首字母查找。| By number, whole document number, name or initials."""
    return _page(request, payload.term, payload.area, Paging(limit=payload.limit, after=payload.after))


@router.get("/persons/{number}", response=PersonWhole, summary="一个参保人 | one person")
def person(request: HttpRequest, number: str, told: Query[Told]) -> PersonWhole:
    """某日的全部情况，按当时所知。| Everything of a day, as it was known at a moment."""
    caller = caller_of(request)
    day = told.day or caller.day
    known = known_person(person_seen(caller, number), day, told.known)
    visible = people_seen(caller.actor).filter(pk__in=relatives_of(known)).values_list("pk", flat=True)
    return whole(known, day, set(visible))


@router.post(
    "/persons", response={201: PersonRow}, openapi_extra=key_parameter(), summary="登记参保人 | register a person"
)
def register(request: HttpRequest, payload: Registration) -> HttpResponse:
    """同一证件号码只登记一人；已登记的答复 409 并告知编号。| One document is one person; 409 names the number."""
    caller = caller_of(request)

    def do() -> tuple[PersonRow, int]:
        made = register_person(
            actor=caller.actor,
            day=caller.day,
            area=area_named(payload.area),
            particulars=Particulars(
                name=payload.name,
                document_kind=payload.document_kind,
                document=payload.document,
                sex=payload.sex,
                birth=payload.birth,
                address=payload.address,
                source=payload.source,
            ),
        )
        return rows_of([made], caller.day)[0], made.act_id

    return done(request, do)


@router.post(
    "/persons/{number}/particulars",
    response={201: PersonRow},
    openapi_extra=key_parameter(),
    summary="变更基本信息 | change particulars",
)
def change(request: HttpRequest, number: str, payload: Change) -> HttpResponse:
    """重新陈述姓名、性别、出生、死亡；原陈述保留。| State name, sex, birth and death anew; what was stays known."""
    caller = caller_of(request)

    def do() -> tuple[PersonRow, int]:
        held = person_seen(caller, number)
        fact = change_particulars(
            actor=caller.actor,
            day=caller.day,
            person=held,
            version=payload.version,
            name=payload.name,
            sex=payload.sex,
            birth=payload.birth,
            died_on=payload.died_on,
            source=payload.source,
        )
        return rows_of([held], caller.day)[0], fact.act_id

    return done(request, do)


@router.post(
    "/persons/{number}/residences",
    response={201: PersonRow},
    openapi_extra=key_parameter(),
    summary="迁移参保地 | move a person",
)
def move(request: HttpRequest, number: str, payload: Move) -> HttpResponse:
    """自某日起换参保地；两地都须在管辖范围内。| A new place from a day on; both places have to be in reach."""
    caller = caller_of(request)

    def do() -> tuple[PersonRow, int]:
        held = person_seen(caller, number)
        if held.version != payload.version:
            raise ChangedMeanwhile
        fact = move_person(
            actor=caller.actor,
            day=payload.day or caller.day,
            person=held,
            version=payload.version,
            area=area_named(payload.area),
            address=payload.address,
        )
        return rows_of([held], caller.day)[0], fact.act_id

    return done(request, do)


@router.post(
    "/persons/{number}/documents",
    response={201: Document},
    openapi_extra=key_parameter(),
    summary="登记证件 | add a document",
)
def new_document(request: HttpRequest, number: str, payload: NewDocument) -> HttpResponse:
    """登记证件，或更换同类证件。| Add a document, or replace the one of its kind."""
    caller = caller_of(request)

    def do() -> tuple[Document, int]:
        held = person_seen(caller, number)
        made = add_document(actor=caller.actor, day=caller.day, person=held, kind=payload.kind, number=payload.number)
        return document(made), made.act_id

    return done(request, do)


@router.post(
    "/persons/{number}/documents/{key}/unmasking",
    response=WholeNumber,
    summary="查看完整证件号码 | read a whole number",
)
def whole_number(request: HttpRequest, number: str, key: str, payload: Reason) -> WholeNumber:
    """须写事由；本人可见谁看过。| It takes a reason; the person sees who looked."""
    caller = caller_of(request)
    held = person_seen(caller, number)
    found = IdentityDocument.objects.select_related("person__area").filter(pk=key_of(key), person=held).first()
    if found is None:
        raise Http404
    read = unmask(actor=caller.actor, day=caller.day, document=found, reason=payload.reason)
    return WholeNumber(kind=found.kind, number=read)


def area_named(code: str) -> Area:
    """Return the area that a form names; raise Refused where there is none."""
    area = Area.objects.select_related("parent", "county").filter(code=code).first()
    if area is None:
        raise Refused("没有这个区划代码", "there is no area of this code", where="area")
    return area


def may_read_people(actor: Actor) -> None:
    """Raise NotAllowed for whoever may see nobody at all."""
    if not actor.may("person.read"):
        raise NotAllowed("person.read")


def _page(request: HttpRequest, term: str, area: str, paging: Paging) -> PersonPage:
    caller = caller_of(request)
    may_read_people(caller.actor)
    people = people_seen(caller.actor).select_related("merged_into")
    if area:
        people = people.filter(area=area)
    if term:
        people = found_by(people, term, caller.day)
    rows, following = page_of(people, "serial", paging)
    return PersonPage(items=rows_of(rows, caller.day), next=following)
