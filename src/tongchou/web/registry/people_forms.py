"""Forms on one person: registered, particulars changed, moved, a document added."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse, reverse_lazy

from tongchou.registry import clock
from tongchou.registry.actions.people import (
    Particulars,
    add_document,
    change_particulars,
    move_person,
    register_person,
)
from tongchou.registry.models import Person, PersonFact, Residence
from tongchou.registry.models.people import DOCUMENT_KINDS, SEXES
from tongchou.registry.queries.areas import areas_reached, paths_of
from tongchou.registry.words import both
from tongchou.web.fields import AreaField, shown_as
from tongchou.web.forms import ActionForm, choice_field, day_field, form_page, text_field
from tongchou.web.pages import page
from tongchou.web.registry.people import person_in_reach
from tongchou.web.requests import StaffRequest


def _document_field() -> forms.CharField:
    """The number of a document: checked while one types, filled into birth and sex."""
    attributes = {
        "data-check-number": reverse_lazy("admin:check_number"),
        "spellcheck": "false",
        "autofocus": True,
        "class": "tc-input tc-code",
    }
    return forms.CharField(label=both("证件号码", "Number"), max_length=40, widget=forms.TextInput(attrs=attributes))


class PersonForm(ActionForm):
    """A form after which one sees the person's page."""

    def after(self) -> str:
        """Go to the person."""
        return reverse("admin:person", args=[self.subject.pk])


class RegisterForm(ActionForm):
    """参保人登记: document first, for it tells birth and sex."""

    title = both("参保人登记", "Register a person")
    intro = both(
        "先录证件：居民身份证会自动带出性别和出生日期。同一证件只登记一次，终身一个编号。",
        "The document first: a resident ID tells sex and birth. A document is registered once, a number is for life.",
    )
    button = both("登记", "Register")
    done = both("已登记", "Registered")

    document_kind = choice_field("证件类型", "Document", DOCUMENT_KINDS, initial="resident_id")
    document = _document_field()
    name = text_field("姓名", "Name", 60)
    sex = choice_field("性别", "Sex", SEXES, required=False)
    birth = day_field("出生日期", "Birth", required=False)
    area = AreaField("参保地（村、社区或学校）", "Area (village, community or school)", act="person.register")
    address = text_field("住址", "Address", 120, required=False)
    source = text_field("登记依据", "Source", 120, initial=both("户口簿", "household book"))
    day = day_field("业务日期", "Business day")

    def perform(self) -> Person:
        """Register."""
        typed = self.cleaned_data
        stated = Particulars(
            name=typed["name"],
            document_kind=typed["document_kind"],
            document=typed["document"],
            sex=typed["sex"],
            birth=typed["birth"],
            address=typed["address"],
            source=typed["source"],
        )
        return register_person(actor=self.actor, day=self.business_day, area=typed["area"], particulars=stated)

    def after(self) -> str:
        """Go to the new person."""
        return reverse("admin:person", args=[self.result.pk])


@page("people/register/", "person_register", "person.register")
def register(request: StaffRequest) -> HttpResponse:
    """Register a person."""
    reached = list(areas_reached(request.actor, "person.register").select_related("parent")[:2])
    initial: dict[str, Any] = {}
    if len(reached) == 1:
        area = reached[0]
        initial["area"] = shown_as(paths_of([area], clock.today())[area.code], area.code)
    return form_page(request, RegisterForm, back=reverse("admin:registry_person_changelist"), initial=initial)


class ChangeForm(PersonForm):
    """变更基本信息."""

    title = both("变更基本信息", "Change particulars")
    intro = both(
        "原来登记的内容不会丢失，可以在“过往登记”中查到。",
        "What was stated before is not lost: it stands under 'earlier statements'.",
    )
    button = both("变更", "Change")
    done = both("已变更", "Changed")

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = text_field("姓名", "Name", 60)
    sex = choice_field("性别", "Sex", SEXES)
    birth = day_field("出生日期", "Birth")
    died_on = day_field("死亡日期", "Died on", required=False)
    source = text_field(
        "变更依据", "Source", 120, help_text=both("如：公安更正证明", "such as: certificate of the police")
    )
    day = day_field("业务日期", "Business day")

    def perform(self) -> PersonFact:
        """State them anew."""
        typed = self.cleaned_data
        return change_particulars(
            actor=self.actor,
            day=self.business_day,
            person=self.subject,
            version=typed["version"],
            name=typed["name"],
            sex=typed["sex"],
            birth=typed["birth"],
            died_on=typed["died_on"],
            source=typed["source"],
        )


@page("people/<int:key>/change/", "person_change", "person.change")
def change(request: StaffRequest, key: int) -> HttpResponse:
    """Change name, sex, birth or death."""
    person = person_in_reach(request, key, "person.change")
    initial = {
        "version": person.version,
        "name": person.name,
        "sex": person.sex,
        "birth": person.birth,
        "died_on": person.died_on,
    }
    return form_page(request, ChangeForm, person, back=reverse("admin:person", args=[key]), initial=initial)


class MoveForm(PersonForm):
    """迁移参保地."""

    title = both("迁移参保地", "Move")
    intro = both(
        "在您管辖的区划内迁移；跨县迁移由市级办理。",
        "Within your own areas; between counties it is the city's matter.",
    )
    button = both("迁移", "Move")
    done = both("已迁移", "Moved")

    version = forms.IntegerField(widget=forms.HiddenInput)
    area = AreaField("新参保地", "New area", act="person.change")
    address = text_field("住址", "Address", 120, required=False)
    day = day_field("自何日起", "From")

    def perform(self) -> Residence:
        """Move."""
        typed = self.cleaned_data
        return move_person(
            actor=self.actor,
            day=self.business_day,
            person=self.subject,
            version=typed["version"],
            area=typed["area"],
            address=typed["address"],
        )

    def after(self) -> str:
        """Go to the person; to the list where the person is now out of reach."""
        if self.actor.may("person.read", self.subject.area):
            return super().after()
        return reverse("admin:registry_person_changelist")


@page("people/<int:key>/move/", "person_move", "person.change")
def move(request: StaffRequest, key: int) -> HttpResponse:
    """Move a person."""
    person = person_in_reach(request, key, "person.change")
    back = reverse("admin:person", args=[key])
    return form_page(request, MoveForm, person, back=back, initial={"version": person.version})


class DocumentForm(PersonForm):
    """添加或更换证件."""

    title = both("添加或更换证件", "Add or replace a document")
    intro = both(
        "同类证件以新换旧，旧号码仍可追溯。", "One of the same kind replaces the old one, which stays on record."
    )
    done = both("证件已登记", "The document was recorded")

    document_kind = choice_field("证件类型", "Document", DOCUMENT_KINDS)
    document = _document_field()
    day = day_field("业务日期", "Business day")

    def perform(self) -> Any:
        """Add it."""
        typed = self.cleaned_data
        return add_document(
            actor=self.actor,
            day=self.business_day,
            person=self.subject,
            kind=typed["document_kind"],
            number=typed["document"],
        )


@page("people/<int:key>/documents/new/", "person_document", "person.change")
def add(request: StaffRequest, key: int) -> HttpResponse:
    """Add a document to a person."""
    person = person_in_reach(request, key, "person.change")
    return form_page(request, DocumentForm, person, back=reverse("admin:person", args=[key]))
