"""Forms on households, guardians, special identities and double numbers."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse

from tongchou.registry import clock
from tongchou.registry.actions.families import (
    end_guardianship,
    join_household,
    leave_household,
    name_guardian,
    open_household,
    propose_identity,
    propose_merge,
    propose_unmerge,
)
from tongchou.registry.models import (
    Guardianship,
    HouseholdMember,
    Organisation,
    OrganisationFact,
    PersonMerge,
    Proposal,
)
from tongchou.registry.models.people import IDENTITIES, RELATIONS
from tongchou.registry.queries.double_numbers import WHY, candidates_of
from tongchou.registry.refusals import Refused
from tongchou.registry.words import both
from tongchou.web.fields import PersonField
from tongchou.web.forms import ActionForm, choice_field, day_field, form_page, text_field
from tongchou.web.pages import page
from tongchou.web.registry.people import person_in_reach
from tongchou.web.registry.people_forms import PersonForm
from tongchou.web.requests import StaffRequest

CERTIFYING = ("civil_affairs", "rural_revitalisation", "disabled_federation", "health", "agency", "administration")
"""Kinds of organisation that certify a special identity."""


class HouseholdForm(PersonForm):
    """立户，或加入已有的户."""

    title = both("户", "Household")
    intro = both(
        "选“户主”则为其新立一户；否则加入所填成员所在的户。原来的户自业务日期起退出。",
        "A head gets a new household; others join the one of the member that is named. The one before is left.",
    )
    done = both("户已登记", "The household was recorded")

    relation = choice_field("与户主关系", "Relation to the head", RELATIONS)
    member = PersonField("户内已有成员", "A member of the household", act="person.household", required=False)
    day = day_field("自何日起", "From")

    def perform(self) -> Any:
        """Open a household, or join one."""
        typed = self.cleaned_data
        if typed["member"] is None:
            if typed["relation"] != "head":
                raise Refused("请填户内已有的一位成员", "name a member of the household", where="member")
            return open_household(actor=self.actor, day=self.business_day, head=self.subject)
        held = (
            HouseholdMember.objects.as_of(self.business_day)
            .filter(person=typed["member"])
            .select_related("household")
            .first()
        )
        if held is None:
            raise Refused("此人当日不在任何户内，请先为其立户", "that person has no household that day", where="member")
        return join_household(
            actor=self.actor,
            day=self.business_day,
            household=held.household,
            person=self.subject,
            relation=typed["relation"],
        )


@page("people/<int:key>/household/", "person_household", "person.household")
def household(request: StaffRequest, key: int) -> HttpResponse:
    """Open or join a household."""
    person = person_in_reach(request, key, "person.household")
    return form_page(request, HouseholdForm, person, back=reverse("admin:person", args=[key]))


class LeaveHouseholdForm(ActionForm):
    """退出户."""

    title = both("退出户", "Leave the household")
    button = both("退出", "Leave")
    done = both("已退出", "Left")
    dangerous = True
    day = day_field("自何日起", "From")

    def perform(self) -> None:
        """Leave."""
        leave_household(actor=self.actor, day=self.business_day, member=self.subject)

    def after(self) -> str:
        """Go to the person."""
        return reverse("admin:person", args=[self.subject.person_id])


@page("people/<int:key>/household/leave/", "person_household_leave", "person.household")
def leave(request: StaffRequest, key: int) -> HttpResponse:
    """Leave the household of today."""
    person = person_in_reach(request, key, "person.household")
    member = HouseholdMember.objects.as_of(clock.today()).filter(person=person).select_related("person__area").first()
    if member is None:
        raise Http404
    return form_page(request, LeaveHouseholdForm, member, back=reverse("admin:person", args=[key]))


class GuardianForm(PersonForm):
    """登记监护人."""

    title = both("登记监护人", "Name a guardian")
    done = both("监护关系已登记", "The guardian was recorded")

    guardian = PersonField("监护人", "Guardian", act="person.read")
    relation = choice_field("关系", "Relation", Guardianship._meta.get_field("relation").choices)
    paper = text_field("证明材料", "Paper", 120, required=False)
    day = day_field("自何日起", "From")

    def perform(self) -> Guardianship:
        """Name the guardian."""
        typed = self.cleaned_data
        return name_guardian(
            actor=self.actor,
            day=self.business_day,
            person=self.subject,
            guardian=typed["guardian"],
            relation=typed["relation"],
            paper=typed["paper"],
        )


@page("people/<int:key>/guardian/", "person_guardian", "person.household")
def guardian(request: StaffRequest, key: int) -> HttpResponse:
    """Name a guardian."""
    person = person_in_reach(request, key, "person.household")
    return form_page(request, GuardianForm, person, back=reverse("admin:person", args=[key]))


class EndGuardianForm(ActionForm):
    """终止监护."""

    title = both("终止监护关系", "End a guardianship")
    button = both("终止", "End")
    done = both("监护关系已终止", "It was ended")
    dangerous = True
    day = day_field("自何日起", "From")

    def perform(self) -> None:
        """End it."""
        end_guardianship(actor=self.actor, day=self.business_day, guardianship=self.subject)

    def after(self) -> str:
        """Go to the ward."""
        return reverse("admin:person", args=[self.subject.person_id])


@page("people/<int:key>/guardian/<int:held>/end/", "person_guardian_end", "person.household")
def end_guardian(request: StaffRequest, key: int, held: int) -> HttpResponse:
    """End a guardianship."""
    person = person_in_reach(request, key, "person.household")
    found = Guardianship.objects.known().filter(pk=held, person=person).select_related("person__area").first()
    if found is None:
        raise Http404
    return form_page(request, EndGuardianForm, found, back=reverse("admin:person", args=[key]))


def certifying() -> list[tuple[str, Any]]:
    """Return the organisations of today that certify identities."""
    facts = OrganisationFact.objects.as_of(clock.today()).filter(organisation__kind__in=CERTIFYING)
    return [(str(fact.organisation_id), fact.name) for fact in facts.order_by("name")]


class ProposalForm(PersonForm):
    """A form that proposes what a second person decides."""

    button = both("提交复核", "Propose")
    done = both("已提交，等待他人复核", "Proposed; another person decides")

    def after(self) -> str:
        """Go to the proposal."""
        return reverse("admin:proposal", args=[self.result.pk])


class IdentityForm(ProposalForm):
    """登记特殊身份."""

    title = both("登记特殊身份", "Special identity")
    intro = both(
        "关系到待遇和资助，须由另一人复核后生效。", "It moves money: it counts once a second person has checked it."
    )

    kind = choice_field("特殊身份", "Identity", IDENTITIES)
    first = day_field("生效日", "From")
    until = day_field(
        "失效日",
        "Until",
        required=False,
        help_text=both("自这一天起不再是", "the first day on which it no longer holds"),
    )
    certified_by = choice_field("认定部门", "Certified by", certifying)
    paper = text_field("认定文件", "Paper", 120)

    def perform(self) -> Proposal:
        """Propose it."""
        typed = self.cleaned_data
        return propose_identity(
            actor=self.actor,
            day=self.business_day,
            person=self.subject,
            kind=typed["kind"],
            first=typed["first"],
            until=typed["until"],
            certified_by=Organisation.objects.get(pk=typed["certified_by"]),
            paper=typed["paper"],
        )


@page("people/<int:key>/identity/", "person_identity", "person.identity")
def identity(request: StaffRequest, key: int) -> HttpResponse:
    """Propose a special identity."""
    person = person_in_reach(request, key, "person.identity")
    return form_page(request, IdentityForm, person, back=reverse("admin:person", args=[key]))


class MergeForm(ProposalForm):
    """合并编号."""

    title = both("合并编号", "Merge numbers")
    intro = both(
        "两个编号确是同一人时提出：保留本页的编号，所填的编号并入。复核通过后生效，可以撤销。",
        "Two numbers are one person's: this page's is kept, the other leads to it. It counts once checked.",
    )

    dropped = PersonField("并入的编号", "Number that is dropped", act="person.merge")
    reason = text_field("合并依据", "Why they are one person", 200)

    def perform(self) -> Proposal:
        """Propose it."""
        typed = self.cleaned_data
        return propose_merge(
            actor=self.actor, day=self.business_day, kept=self.subject, dropped=typed["dropped"], reason=typed["reason"]
        )


@page("people/<int:key>/merge/", "person_merge", "person.merge")
def merge(request: StaffRequest, key: int) -> HttpResponse:
    """Propose that another number is this person's."""
    person = person_in_reach(request, key, "person.merge")
    return form_page(
        request,
        MergeForm,
        person,
        back=reverse("admin:person", args=[key]),
        template="web/merge.html",
        candidates=candidates_of(person, request.actor, clock.today()),
        why=WHY,
    )


class UnmergeForm(ProposalForm):
    """撤销合并."""

    title = both("撤销合并", "Undo a merge")
    intro = both("并入的编号将恢复，其名下的登记都还在。", "The dropped number lives again, with all it had.")
    dangerous = True
    reason = forms.CharField(label=both("撤销依据", "Why it is undone"), max_length=200)

    def perform(self) -> Proposal:
        """Propose it."""
        return propose_unmerge(
            actor=self.actor, day=self.business_day, merge=self.subject, reason=self.cleaned_data["reason"]
        )


@page("people/<int:key>/merges/<int:held>/undo/", "person_unmerge", "person.merge")
def unmerge(request: StaffRequest, key: int, held: int) -> HttpResponse:
    """Propose to undo a merge."""
    person = person_in_reach(request, key, "person.merge")
    found = (
        PersonMerge.objects.filter(pk=held, undone_by__isnull=True)
        .filter(kept=person)
        .select_related("kept__area__county", "dropped__area__county")
        .first()
    )
    if found is None:
        raise Http404
    return form_page(request, UnmergeForm, found, back=reverse("admin:person", args=[key]))
