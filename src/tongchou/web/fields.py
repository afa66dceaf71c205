"""Fields that pick one of many: an area, a person, an organisation, a member of staff.

A pick-list of thousands is no help. One types a name, a number or initials, the browser asks ``data-find`` for what
fits and offers ``name #key``; the key alone is as good. Without scripts the key can be typed.
"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse_lazy

from tongchou.registry import clock
from tongchou.registry.models import Area, AreaFact, Organisation, OrganisationFact, Person, Staff
from tongchou.registry.models.people import serial_of
from tongchou.registry.queries.areas import areas_reached, paths_of
from tongchou.registry.queries.people import found_by, is_document_number, people_seen
from tongchou.registry.rights import Actor
from tongchou.registry.words import both

if TYPE_CHECKING:
    from tongchou.registry.words import StrPromise

OFFERED = 12
"""How many a browser is offered."""

FOUND_BY = {
    "areas": (both("输入名称或区划代码", "type a name or a code")),
    "people": (both("输入人员编号、姓名或拼音首字母", "type a number, a name or initials")),
    "organisations": (both("输入机构名称", "type a name")),
    "staff": (both("输入姓名或工号", "type a name or a staff number")),
}


def key_of(typed: str) -> str:
    """Return the key in ``name #key``, or what was typed where there is none."""
    return typed.rpartition("#")[2].strip()


def shown_as(name: str, key: Any) -> str:
    """Return how one of many is offered and shown in its field."""
    return f"{name} #{key}"


class Lookup(forms.CharField):
    """A field that picks one of many by its key."""

    kind = ""
    missing: "StrPromise" = both("没有找到，请从提示中选择", "not found; choose one of those offered")

    def __init__(self, zh: str, en: str, *, act: str = "", **kwargs: Any) -> None:
        """Keep by which act it has to be in reach."""
        self.act = act
        self.actor: Actor | None = None
        address = reverse_lazy("admin:find", args=[self.kind])
        found = {"data-find": address, "data-act": act, "placeholder": FOUND_BY[self.kind]}
        super().__init__(label=both(zh, en), widget=forms.TextInput(attrs=found), **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the one that is picked, None where the field may be empty and is."""
        typed = super().clean(value)
        if not typed:
            return None
        picked = self.pick(key_of(typed))
        if picked is None:
            raise forms.ValidationError(str(self.missing))
        return picked

    def pick(self, key: str) -> Any:
        """Return the one with a key, None where there is none."""
        raise NotImplementedError


class AreaField(Lookup):
    """An area, by its code."""

    kind = "areas"

    def pick(self, key: str) -> Area | None:
        """Return the area of a code; whether it is in reach is for the action to say."""
        return Area.objects.filter(code=key).select_related("county", "parent").first()


class PersonField(Lookup):
    """A person whom one may see, by lifelong number or whole document number."""

    kind = "people"
    missing = both("没有找到此人，或不在您的管辖区划", "no such person, or not in your areas")

    def pick(self, key: str) -> Person | None:
        """Return the person in reach."""
        assert self.actor is not None, "the form gives its fields the actor"
        if serial_of(key) is None and not is_document_number(key):
            return None
        return found_by(people_seen(self.actor, self.act or "person.read"), key, clock.today()).first()


class OrganisationField(Lookup):
    """An organisation, by its key or its whole name."""

    kind = "organisations"

    def pick(self, key: str) -> Organisation | None:
        """Return the organisation; None where there is none or a name is several ones'."""
        if key.isascii() and key.isdigit():
            return Organisation.objects.filter(pk=key).first()
        found = list(OrganisationFact.objects.as_of(clock.today()).filter(name=key).select_related("organisation")[:2])
        return found[0].organisation if len(found) == 1 else None


class StaffField(Lookup):
    """A member of staff, by staff number."""

    kind = "staff"

    def pick(self, key: str) -> Staff | None:
        """Return the member of staff."""
        return Staff.objects.filter(number=key).first()


def areas_offered(actor: Actor, act: str, term: str) -> list[dict[str, str]]:
    """Return areas in reach that a term finds."""
    today = clock.today()
    named = AreaFact.objects.as_of(today).filter(Q(name__contains=term) | Q(area__code__startswith=term))
    if act:
        named = named.filter(area__in=areas_reached(actor, act))
    areas = [fact.area for fact in named.select_related("area").order_by("area__code")[:OFFERED]]
    paths = paths_of(areas, today)
    return [{"value": shown_as(paths[area.code], area.code)} for area in areas]


def people_offered(actor: Actor, act: str, term: str) -> list[dict[str, str]]:
    """Return people in reach that a term finds: never by a document number, which must not stand in an address."""
    if is_document_number(term):
        return []
    people: QuerySet[Person] = found_by(people_seen(actor, act or "person.read"), term, clock.today())
    return [
        {"value": shown_as(person.name, person.number), "label": f"{person.get_sex_display()} {person.birth}"}
        for person in people.filter(merged_into__isnull=True)[:OFFERED]
    ]


def organisations_offered(actor: Actor, act: str, term: str) -> list[dict[str, str]]:
    """Return organisations that a term finds."""
    named = OrganisationFact.objects.as_of(clock.today()).filter(name__contains=term).order_by("name")
    return [{"value": shown_as(fact.name, fact.organisation_id)} for fact in named[:OFFERED]]


def staff_offered(actor: Actor, act: str, term: str) -> list[dict[str, str]]:
    """Return members of staff that a term finds."""
    found = Staff.objects.filter(Q(name__contains=term) | Q(number__istartswith=term)).order_by("number")
    return [{"value": shown_as(staff.name, staff.number)} for staff in found[:OFFERED]]


FINDERS = {
    "areas": areas_offered,
    "people": people_offered,
    "organisations": organisations_offered,
    "staff": staff_offered,
}
