"""Areas and organisations: public facts, which every account may read."""

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema

from tongchou.api.caller import area_called, caller_of, key_of
from tongchou.api.forms import AsOf, Key
from tongchou.api.pages import Paging, page_of
from tongchou.registry.models import AreaFact, OrganisationFact
from tongchou.registry.queries.areas import lineage, names_of
from tongchou.registry.queries.network import organisations_on

router = Router(tags=["network"])


class AreaRow(Schema):
    """An area of a day."""

    code: str
    name: str
    level: str
    parent: str | None
    county: str | None
    expanded_power: bool


class AreaPage(Schema):
    """A page of areas."""

    items: list[AreaRow]
    next: str | None


class AreaWhole(AreaRow):
    """An area with the areas above it, the county first."""

    path: list[str]


class AreaFilter(Paging, AsOf):
    """Which areas are asked for."""

    under: str = Field("", max_length=12, description="上级区划代码 | code of the area above")
    level: str = Field("", max_length=10)


class OrganisationRow(Schema):
    """An organisation of a day."""

    id: Key
    kind: str
    name: str
    area: str
    credit_code: str


class OrganisationPage(Schema):
    """A page of organisations."""

    items: list[OrganisationRow]
    next: str | None


class OrganisationFilter(Paging, AsOf):
    """Which organisations are asked for."""

    area: str = Field("", max_length=12)
    kind: str = Field("", max_length=30)


@router.get("/areas", response=AreaPage, summary="区划 | areas")
def areas(request: HttpRequest, wanted: Query[AreaFilter]) -> AreaPage:
    """某日的区划，按代码排列；parent 连成树。| The areas of a day by code; ``parent`` makes them a tree."""
    facts = AreaFact.objects.as_of(wanted.day or caller_of(request).day).select_related("area")
    if wanted.under:
        facts = facts.filter(area__parent=wanted.under)
    if wanted.level:
        facts = facts.filter(area__level=wanted.level)
    rows, following = page_of(facts, "area_id", wanted, number=False)
    return AreaPage(items=[_area(row) for row in rows], next=following)


@router.get("/areas/{code}", response=AreaWhole, summary="一个区划 | one area")
def area(request: HttpRequest, code: str, as_of: Query[AsOf]) -> AreaWhole:
    """某日的一个区划。| An area of a day."""
    held = area_called(code)
    day = as_of.day or caller_of(request).day
    fact = AreaFact.objects.as_of(day).filter(area=held).select_related("area").first()
    if fact is None:
        raise Http404
    above = [each for each in lineage(held) if each != held.code]
    names = names_of(above, day)
    return AreaWhole(**_area(fact).dict(), path=[names[each] for each in above])


@router.get("/organisations", response=OrganisationPage, summary="机构 | organisations")
def organisations(request: HttpRequest, wanted: Query[OrganisationFilter]) -> OrganisationPage:
    """某日的机构。| The organisations of a day."""
    facts = organisations_on(wanted.day or caller_of(request).day)
    if wanted.area:
        facts = facts.filter(area=wanted.area)
    if wanted.kind:
        facts = facts.filter(organisation__kind=wanted.kind)
    rows, following = page_of(facts, "organisation_id", wanted)
    return OrganisationPage(items=[_organisation(row) for row in rows], next=following)


@router.get("/organisations/{key}", response=OrganisationRow, summary="一个机构 | one organisation")
def organisation(request: HttpRequest, key: str, as_of: Query[AsOf]) -> OrganisationRow:
    """某日的一个机构。| An organisation of a day."""
    day = as_of.day or caller_of(request).day
    fact = organisations_on(day).filter(organisation=key_of(key)).first()
    if fact is None:
        raise Http404
    return _organisation(fact)


def _area(fact: AreaFact) -> AreaRow:
    return AreaRow(
        code=fact.area.code,
        name=fact.name,
        level=fact.area.level,
        parent=fact.area.parent_id,
        county=fact.area.county_id,
        expanded_power=fact.expanded_power,
    )


def _organisation(fact: OrganisationFact) -> OrganisationRow:
    return OrganisationRow(
        id=fact.organisation_id,
        kind=fact.organisation.kind,
        name=fact.name,
        area=fact.area_id,
        credit_code=fact.credit_code,
    )
