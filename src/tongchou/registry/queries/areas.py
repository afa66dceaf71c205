"""What areas are called on a day, and which a grant reaches."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from tongchou.registry.models import Area, AreaFact
from tongchou.registry.rights import Actor


def areas_reached(actor: Actor, act: str) -> QuerySet[Area]:
    """Return the areas in which an actor may do an act."""
    found = Q(pk__in=[])
    for grant in actor.reach(act):
        if grant.level == "city":
            return Area.objects.all()
        found |= Q(county=grant.area) if grant.level == "county" else Q(code=grant.area) | Q(parent=grant.area)
    return Area.objects.filter(found)


def names_of(codes: Iterable[str], day: date, known: datetime | None = None) -> dict[str, str]:
    """Return code → name on a day; an area that does not exist that day has its code for a name."""
    wanted = set(codes)
    names = dict(AreaFact.objects.as_of(day, known).filter(area__in=wanted).values_list("area_id", "name"))
    return {code: names.get(code, code) for code in wanted}


def paths_of(areas: Iterable[Area], day: date) -> dict[str, str]:
    """Return code → names from county to area, for areas whose parent is loaded or fetched with them."""
    lines = {area.code: lineage(area) for area in areas}
    names = names_of({code for line in lines.values() for code in line}, day)
    return {code: " ".join(names[each] for each in line) for code, line in lines.items()}


def lineage(area: Area) -> tuple[str, ...]:
    """Return the codes from county to area; the city's own for the city."""
    if area.county_id is None or area.county_id == area.code:
        return (area.code,)
    if area.parent_id == area.county_id or area.parent_id is None:
        return (area.county_id, area.code)
    return (area.county_id, area.parent_id, area.code)
