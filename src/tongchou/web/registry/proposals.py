"""What waits for a second person: the queue, and the page on which it is decided."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from unfold.decorators import display

from tongchou.registry import clock
from tongchou.registry.actions.proposals import KINDS, decide, take_back
from tongchou.registry.models import OrganisationFact, Person, PersonMerge, Proposal, Staff
from tongchou.registry.models.people import IDENTITIES
from tongchou.registry.models.proposals import DECISIONS
from tongchou.registry.queries.areas import names_of
from tongchou.registry.queries.people import people_seen
from tongchou.registry.queries.proposals import proposals_seen, takes_part, waiting_for
from tongchou.registry.rights import posts
from tongchou.registry.words import both
from tongchou.web.forms import ActionForm
from tongchou.web.lists import ConsoleList
from tongchou.web.pages import ANYBODY, page
from tongchou.web.requests import StaffRequest, shown
from tongchou.web.site import console_list

STATES = {
    "waiting": ("warning", both("待复核", "waiting")),
    "approved": ("success", both("已通过", "approved")),
    "rejected": ("danger", both("未通过", "rejected")),
    "withdrawn": ("info", both("已撤回", "withdrawn")),
}


ABOUT: dict[str, Any] = {"person": Person, "staff": Staff}
"""What a proposal may be about, by the kind of its subject; rooms above add theirs."""


class WaitingFilter(SimpleListFilter):
    """待我复核, 我提出的, 状态."""

    title = both("范围", "which")
    parameter_name = "which"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer them."""
        return [
            ("mine", both("待我复核", "wait for me")),
            ("made", both("我提出的", "made by me")),
            ("waiting", both("待复核", "waiting")),
            ("approved", both("已通过", "approved")),
            ("rejected", both("未通过", "rejected")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return those wanted."""
        asked: Any = request
        wanted = self.value()
        if wanted == "mine":
            return queryset.filter(pk__in=waiting_for(asked.actor).values("pk"))
        if wanted == "made":
            return queryset.filter(made_by=asked.actor.staff)
        if wanted == "waiting":
            return queryset.filter(decision__isnull=True)
        return queryset.filter(decision__outcome=wanted) if wanted else queryset


@console_list(Proposal)
class ProposalList(ConsoleList):
    """待复核事项."""

    acts = ("person.identity",)
    row_page = "proposal"
    list_display = ("what", "about", "day", "made_by", "reason", "state")
    list_display_links = ("what",)
    list_filter = (WaitingFilter,)
    ordering = ("-id",)
    intro = both(
        "经办与复核不能是同一人：自己提出的事项由他人复核。",
        "Maker and checker are never one person: what one proposes, another decides.",
    )

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether whoever asks proposes or decides anything."""
        found: Any = getattr(request, "actor", None)
        return found is not None and takes_part(found)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Proposal]:
        """Return those in reach."""
        asked: Any = request
        return proposals_seen(asked.actor).select_related("decision", "made_by")

    @display(description=both("业务", "Kind"))
    def what(self, proposal: Proposal) -> str:
        """What is proposed."""
        return str(KINDS[proposal.kind].words)

    @display(description=both("对象", "About"))
    def about(self, proposal: Proposal) -> str:
        """Whom it is about."""
        kind, _, key = proposal.subject.partition(":")
        about = ABOUT.get(kind)
        found = about.objects.filter(pk=int(key)).first() if about is not None and key.isdigit() else None
        return "" if found is None else str(found)

    @display(
        description=both("状态", "State"),
        label={"warning": "warning", "success": "success", "danger": "danger", "info": "info"},
    )
    def state(self, proposal: Proposal) -> tuple[str, Any]:
        """Waiting, or what was decided."""
        return STATES[proposal.state]


class DecideForm(ActionForm):
    """复核意见."""

    title = both("复核", "Decide")
    opinion = forms.CharField(
        label=both("复核意见", "Opinion"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=both("不通过时必填", "due where it is rejected"),
    )
    approve = forms.ChoiceField(choices=(("yes", "yes"), ("no", "no")), widget=forms.HiddenInput, required=False)

    def perform(self) -> Any:
        """Decide."""
        return decide(
            actor=self.actor,
            day=self.business_day,
            proposal=self.subject,
            approve=self.cleaned_data["approve"] == "yes",
            opinion=self.cleaned_data["opinion"],
        )


class TakeBackForm(ActionForm):
    """撤回."""

    reason = forms.CharField(label=both("撤回原因", "Why it is taken back"), max_length=200)

    def perform(self) -> Any:
        """Take it back."""
        return take_back(
            actor=self.actor, day=self.business_day, proposal=self.subject, reason=self.cleaned_data["reason"]
        )


@page("proposals/<int:key>/", "proposal", ANYBODY)
def proposal_page(request: StaffRequest, key: int) -> HttpResponse:
    """Show a proposal; let another than its maker decide it, and its maker take it back."""
    seen = proposals_seen(request.actor).select_related(
        "decision__decided_by", "decision__act", "made_by", "area__county"
    )
    proposal = seen.filter(pk=key).first()
    if proposal is None:
        raise Http404
    own = request.actor.staff == proposal.made_by_id
    waiting = proposal.state == "waiting"
    taking_back = request.method == "POST" and "take_back" in request.POST
    data = request.POST if request.method == "POST" else None
    decision = DecideForm(None if taking_back else data, actor=request.actor, subject=proposal)
    withdrawal = TakeBackForm(data if taking_back else None, actor=request.actor, subject=proposal)
    sent = withdrawal if taking_back else decision
    if data is not None and sent.carried_out():
        messages.success(request, str(both("已办理", "Done")))
        return redirect(request.path)
    kind = KINDS[proposal.kind]
    return shown(
        request,
        "web/proposal.html",
        kind.words,
        422 if data is not None else 200,
        proposal=proposal,
        state=STATES[proposal.state],
        outcomes=dict(DECISIONS),
        told=told_of(proposal, request),
        own=own and waiting,
        decides=waiting and not own and request.actor.may(kind.check, proposal.area),
        decision_form=decision,
        withdrawal_form=withdrawal,
        refused=sent.non_field_errors() if data is not None else [],
        back=reverse("admin:registry_proposal_changelist"),
    )


def told_of(proposal: Proposal, request: StaffRequest) -> list[tuple[Any, Any, str]]:
    """Return what is proposed as a table: label, value, and an address where the value has a page in reach."""
    payload = json.loads(proposal.payload)
    teller = TELLERS.get(proposal.kind)
    return [] if teller is None else teller(payload, request)


def _person_row(zh: str, en: str, key: int, request: StaffRequest) -> tuple[Any, Any, str]:
    person = Person.objects.get(pk=key)
    in_reach = request.actor.may("person.read") and people_seen(request.actor).filter(pk=key).exists()
    return both(zh, en), str(person), reverse("admin:person", args=[key]) if in_reach else ""


def _identity(payload: dict[str, Any], request: StaffRequest) -> list[tuple[Any, Any, str]]:
    certified = OrganisationFact.objects.as_of(clock.today()).filter(organisation=payload["certified_by"]).first()
    return [
        _person_row("参保人", "Person", payload["person"], request),
        (both("特殊身份", "Identity"), dict(IDENTITIES)[payload["kind"]], ""),
        (both("生效日", "From"), payload["first"], ""),
        (both("失效日", "Until"), payload["until"] or both("未定", "open"), ""),
        (both("认定部门", "Certified by"), "" if certified is None else certified.name, ""),
        (both("认定文件", "Paper"), payload["paper"], ""),
    ]


def _merge(payload: dict[str, Any], request: StaffRequest) -> list[tuple[Any, Any, str]]:
    return [
        _person_row("保留", "Kept", payload["kept"], request),
        _person_row("并入", "Dropped", payload["dropped"], request),
    ]


def _unmerge(payload: dict[str, Any], request: StaffRequest) -> list[tuple[Any, Any, str]]:
    merge = PersonMerge.objects.get(pk=payload["merge"])
    return [
        _person_row("保留", "Kept", merge.kept_id, request),
        _person_row("恢复", "Lives again", merge.dropped_id, request),
    ]


def _appointment(payload: dict[str, Any], request: StaffRequest) -> list[tuple[Any, Any, str]]:
    organisation = OrganisationFact.objects.as_of(clock.today()).filter(organisation=payload["organisation"]).first()
    return [
        (both("工作人员", "Member of staff"), str(Staff.objects.get(pk=payload["staff"])), ""),
        (both("岗位", "Post"), posts()[payload["post"]].words, ""),
        (both("机构", "Organisation"), "" if organisation is None else organisation.name, ""),
        (both("管辖区划", "Area in charge"), names_of([payload["area"]], clock.today())[payload["area"]], ""),
        (both("生效日", "From"), payload["first"], ""),
        (both("失效日", "Until"), payload["until"] or both("未定", "open"), ""),
    ]


TELLERS: dict[str, Any] = {"identity": _identity, "merge": _merge, "unmerge": _unmerge, "appointment": _appointment}
"""How what is proposed is told, by kind; rooms above add theirs."""
