"""One person on one page: everything known, as of any day, as it was known at any moment."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tongchou.registry import clock
from tongchou.registry.actions.people import unmask
from tongchou.registry.models import IdentityDocument, OrganisationFact, Person
from tongchou.registry.models.people import IDENTITIES
from tongchou.registry.queries.areas import paths_of
from tongchou.registry.queries.people import acts_on, known_person, statements_of, unmaskings_of
from tongchou.registry.rights import Actor
from tongchou.registry.words import both
from tongchou.web.forms import ActionForm, day_field
from tongchou.web.pages import page
from tongchou.web.registry.people import person_in_reach, state_of, years
from tongchou.web.requests import StaffRequest, shown

ACTS_SHOWN = 40

BUTTONS = (
    ("person_change", "person.change", "变更信息", "Change particulars"),
    ("person_move", "person.change", "迁移参保地", "Move"),
    ("person_document", "person.change", "添加证件", "Add a document"),
    ("person_household", "person.household", "户", "Household"),
    ("person_guardian", "person.household", "监护人", "Guardian"),
    ("person_identity", "person.identity", "登记特殊身份", "Special identity"),
    ("person_merge", "person.merge", "合并编号", "Merge numbers"),
)
"""Page, act, Chinese, English of what may be done on a person."""


class MomentForm(forms.Form):
    """The time machine: a day, and a moment of knowledge."""

    use_required_attribute = False
    day = day_field("业务日期", "As of day", required=False)
    known = forms.DateTimeField(
        label=both("当时所知", "As known at"),
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%d %H:%M", attrs={"placeholder": "2026-03-02 12:00"}),
        input_formats=["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d"],
        error_messages={"invalid": both("时间应写作 2026-03-02 12:00", "write the moment as 2026-03-02 12:00")},
    )


class UnmaskForm(ActionForm):
    """Why a whole document number is needed."""

    title = both("查看完整证件号码", "Read the whole number")
    button = both("查看", "Show")
    reason = forms.CharField(
        label=both("查看事由", "Why"),
        max_length=200,
        widget=forms.TextInput(attrs={"class": "tc-input", "autofocus": True}),
        help_text=both("事由会被记录，本人可以查到谁看过。", "It is kept, and the person can see who looked."),
    )

    def perform(self) -> str:
        """Read the number; that is an act of its own."""
        return unmask(
            actor=self.actor, day=self.business_day, document=self.subject, reason=self.cleaned_data["reason"]
        )


@page("people/<int:key>/", "person", "person.read")
def person_page(request: StaffRequest, key: int) -> HttpResponse:
    """Show a person."""
    return show_person(request, person_in_reach(request, key))


@page("people/<int:key>/documents/<int:document>/unmask/", "person_unmask", "person.unmask")
def unmask_document(request: StaffRequest, key: int, document: int) -> HttpResponse:
    """Show a whole document number once, with the reason kept."""
    return _unmasked(request, key, document)


@require_POST
def _unmasked(request: StaffRequest, key: int, document: int) -> HttpResponse:
    person = person_in_reach(request, key, "person.unmask")
    found = IdentityDocument.objects.known().filter(pk=document, person=person).select_related("person__area").first()
    if found is None:
        raise Http404
    form = UnmaskForm(request.POST, actor=request.actor, subject=found)
    if form.carried_out():
        return show_person(request, person, whole={found.pk: form.result})
    return show_person(request, person, refused={found.pk: form}, status=422)


def show_person(
    request: StaffRequest,
    person: Person,
    *,
    whole: dict[int, str] | None = None,
    refused: dict[int, UnmaskForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page of a person."""
    today = clock.today()
    moment = MomentForm(request.GET if {"day", "known"} & set(request.GET) else None)
    day, known = _moment(moment, today)
    past = day != today or known is not None
    about = known_person(person, day, known)
    statements = statements_of(person)
    areas = [person.area, *[each.area for each in about.residences]]
    areas += [each.fact.area for each in statements if each.what == "residence"]
    organisations = OrganisationFact.objects.as_of(day).filter(
        organisation__in=[each.certified_by_id for each in about.identities]
    )
    return shown(
        request,
        "web/person.html",
        f"{person.name} {person.number}",
        status,
        person=person,
        about=about,
        state=state_of(person),
        age=years(person.birth, person.died_on or today),
        today=today,
        day=day,
        known=known,
        past=past,
        moment=moment if moment.is_bound else MomentForm(initial={"day": today}),
        paths=paths_of(areas, day),
        names={fact.organisation_id: fact.name for fact in organisations},
        identities=dict(IDENTITIES),
        statements=statements,
        acts=acts_on(f"person:{person.pk}", ACTS_SHOWN),
        unmaskings=unmaskings_of(person, ACTS_SHOWN),
        buttons=[] if past else buttons_for(request.actor, person),
        documents=_documents(request, about.documents, whole or {}, refused or {}),
        may_unmask=request.actor.may("person.unmask", person.area),
        may_unmerge=request.actor.may("person.merge"),
        may_household=request.actor.may("person.household", person.area) and not past,
        statement_words=STATEMENTS,
    )


STATEMENTS = {
    "particulars": both("基本信息", "particulars"),
    "residence": both("居住地", "residence"),
    "identity": both("特殊身份", "identity"),
    "household": both("户", "household"),
}


def buttons_for(actor: Actor, person: Person) -> list[tuple[str, Any]]:
    """Return address and words of what an actor may do on a person; nothing for a number that leads elsewhere."""
    if person.merged_into_id is not None:
        return []
    return [
        (reverse(f"admin:{name}", args=[person.pk]), both(zh, en))
        for name, act, zh, en in BUTTONS
        if actor.may(act, person.area)
    ]


def _moment(form: MomentForm, today: date) -> tuple[date, datetime | None]:
    if not form.is_bound or not form.is_valid():
        return today, None
    known = form.cleaned_data["known"]
    if known is not None and timezone.is_naive(known):
        known = timezone.make_aware(known)
    return form.cleaned_data["day"] or today, known


def _documents(
    request: StaffRequest,
    documents: list[IdentityDocument],
    whole: dict[int, str],
    refused: dict[int, UnmaskForm],
) -> list[dict[str, Any]]:
    return [
        {
            "document": document,
            "whole": whole.get(document.pk, ""),
            "form": refused.get(document.pk) or UnmaskForm(actor=request.actor, auto_id=f"unmask-{document.pk}-%s"),
            "refused": document.pk in refused,
        }
        for document in documents
    ]
