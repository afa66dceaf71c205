"""Drafts of the regulation: made, read beside what is in force, and taken step by step to their release."""

import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tongchou.registry import clock
from tongchou.registry.actions.drafts import (
    attach_effect,
    check_draft,
    draft_overlay,
    draft_shipped,
    submit_draft,
    withdraw_draft,
)
from tongchou.registry.actions.releases import decide_draft, propose_revocation, publish_release, state_paper
from tongchou.registry.models import RegulationDraft, RegulationRelease
from tongchou.registry.models.releases import CHECKED, EFFECT
from tongchou.registry.queries.areas import names_of
from tongchou.registry.queries.drafts import drafts, next_step, proposal_of, step_of
from tongchou.registry.queries.people import acts_on
from tongchou.registry.queries.reading import differences
from tongchou.registry.queries.releases import TamperedRelease, regulation_of
from tongchou.registry.told_values import WORDS
from tongchou.registry.words import both
from tongchou.rules.money import yuan
from tongchou.web.forms import ActionForm, day_field, form_page, text_field
from tongchou.web.pages import page
from tongchou.web.registry.proposals import TELLERS, DecideForm
from tongchou.web.registry.releases import READERS, SHORT, STATE_COLOURS, pooling_area, reading
from tongchou.web.requests import StaffRequest, said, shown

MOST_BYTES = 5 * 1024 * 1024
"""Claims that a request may work out; a city's year is for the command line, which does not keep a screen waiting."""


class DraftShippedForm(ActionForm):
    """起草随附文件."""

    title = both("起草：随附政策文件", "Draft the shipped files")
    intro = both(
        "把软件随附的本市政策文件整份起草为一次发布。",
        "Drafts the files that ship for this city, whole, as a release.",
    )
    button = both("起草", "Draft")
    done = both("已起草，请检查", "Drafted; check it next")
    name = text_field("标题（可不填）", "Title (may be empty)", 120, required=False)

    def perform(self) -> Any:
        """Draft them."""
        return draft_shipped(
            actor=self.actor, day=self.business_day, area=pooling_area(), title=self.cleaned_data["name"]
        )

    def after(self) -> str:
        """Go to the draft."""
        return reverse("admin:release_draft", args=[self.result.pk])


class DraftOverlayForm(ActionForm):
    """起草政策调整."""

    title = both("起草：政策调整", "Draft an overlay")
    intro = both(
        "在最新发布之上改写若干参数，写法同改革方案：标题、所依据的文件、参数、起日、条款、有据或推定。",
        "States parameters above the latest release, written as a reform: title, papers, values, first day, article, "
        "sourced or assumed.",
    )
    button = both("起草", "Draft")
    done = both("已起草，请检查", "Drafted; check it next")
    text = forms.CharField(
        label=both("内容", "Content"),
        max_length=200_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false"}),
    )
    special_regime = forms.BooleanField(
        label=both("突发公共卫生事件特殊政策", "Special regime of a public-health emergency"), required=False
    )

    def perform(self) -> Any:
        """Draft it."""
        return draft_overlay(
            actor=self.actor,
            day=self.business_day,
            area=pooling_area(),
            text=self.cleaned_data["text"],
            special_regime=self.cleaned_data["special_regime"],
        )

    def after(self) -> str:
        """Go to the draft."""
        return reverse("admin:release_draft", args=[self.result.pk])


@page("releases/draft-files/", "release_draft_shipped", "release.draft")
def draft_shipped_page(request: StaffRequest) -> HttpResponse:
    """Draft the shipped files."""
    return form_page(request, DraftShippedForm, back=reverse("admin:releases"))


@page("releases/draft-overlay/", "release_draft_overlay", "release.draft")
def draft_overlay_page(request: StaffRequest) -> HttpResponse:
    """Draft an overlay."""
    return form_page(request, DraftOverlayForm, back=reverse("admin:releases"))


class StepForm(ActionForm):
    """A step of a draft; ``step`` tells the forms of one page apart."""

    step = ""


class CheckForm(StepForm):
    """检查."""

    step = "check"
    title = both("检查", "Check")
    button = both("检查", "Check")

    def perform(self) -> Any:
        """Check it."""
        return check_draft(actor=self.actor, day=self.business_day, draft=self.subject)


class EffectForm(StepForm):
    """影响测算."""

    step = "effect"
    title = both("影响测算", "Effect on the city")
    intro = both(
        "用一个账单文件（至多 5 MB）按现行与草案各算一次；全市全年的账单请系统管理员在服务器上测算。",
        "Settles a file of claims (up to 5 MB) under both; for a whole city ask the keeper of the system.",
    )
    button = both("测算并附上", "Work it out and attach it")
    claims = forms.FileField(label=both("账单文件", "File of claims"))

    def clean_claims(self) -> Any:
        """Refuse a file that would keep the screen waiting."""
        claims: UploadedFile = self.cleaned_data["claims"]
        if (claims.size or 0) > MOST_BYTES:
            raise forms.ValidationError(str(both("文件超过 5 MB", "the file is over 5 MB")))
        return claims

    def perform(self) -> Any:
        """Work it out from a copy of the file that is gone afterwards."""
        claims: UploadedFile = self.cleaned_data["claims"]
        with tempfile.TemporaryDirectory(prefix="tongchou-claims-") as folder:
            file = Path(folder) / Path(claims.name or "claims").name
            with file.open("wb") as opened:
                for piece in claims.chunks():
                    opened.write(piece)
            return attach_effect(actor=self.actor, day=self.business_day, draft=self.subject, claims=file, plain=True)


class SubmitForm(StepForm):
    """提交复核."""

    step = "submit"
    title = both("提交复核", "Submit")
    button = both("提交复核", "Submit")
    reason = text_field("说明（可不填）", "Remark (may be empty)", 200, required=False)

    def perform(self) -> Any:
        """Submit it."""
        return submit_draft(
            actor=self.actor, day=self.business_day, draft=self.subject, reason=self.cleaned_data["reason"]
        )


class WithdrawForm(StepForm):
    """撤回."""

    step = "withdraw"
    title = both("撤回草案", "Take the draft back")
    button = both("撤回", "Take back")
    dangerous = True
    reason = text_field("撤回理由", "Why it is taken back", 200)

    def perform(self) -> Any:
        """Take it back."""
        return withdraw_draft(
            actor=self.actor, day=self.business_day, draft=self.subject, reason=self.cleaned_data["reason"]
        )


class DecideDraftForm(DecideForm):
    """复核."""

    step = "decide"

    def perform(self) -> Any:
        """Decide it."""
        return decide_draft(
            actor=self.actor,
            day=self.business_day,
            draft=self.subject,
            approve=self.cleaned_data["approve"] == "yes",
            opinion=self.cleaned_data["opinion"],
        )


class PaperForm(StepForm):
    """文号与生效日."""

    step = "paper"
    title = both("登记文号与生效日", "Paper number and first day")
    button = both("登记", "State them")
    paper = text_field("文号", "Paper number", 120)
    in_force_from = day_field("生效日", "First day in force")
    retroactive = forms.BooleanField(
        label=both("追溯：改变已过去的日子", "Retroactive: changes days that are past"), required=False
    )
    reason = text_field("追溯理由", "Why retroactive", 200, required=False)

    def perform(self) -> Any:
        """State them."""
        return state_paper(actor=self.actor, day=self.business_day, draft=self.subject, **self.cleaned_data)


class PublishForm(StepForm):
    """发布."""

    step = "publish"
    title = both("发布", "Publish")
    intro = both(
        "请对照文件核对文号与生效日。发布后按此结算，不能修改。",
        "Compare paper number and first day with the paper. Bills are settled by it from then on; it can't be changed.",
    )
    button = both("发布", "Publish")
    dangerous = True

    def perform(self) -> Any:
        """Publish it."""
        return publish_release(actor=self.actor, day=self.business_day, draft=self.subject)


OFFERED: dict[str, tuple[type[Any], ...]] = {
    "drafted": (CheckForm,),
    "faulty": (CheckForm,),
    "sound": (EffectForm, CheckForm),
    "ready": (SubmitForm, CheckForm),
    "waiting": (DecideDraftForm,),
    "approved": (PaperForm,),
    "papered": (PublishForm, PaperForm),
}
"""State of a draft → the steps that its page offers to whoever may do them."""

CHECKERS = (DecideDraftForm, PublishForm)
"""Steps of the second person; all others are the officer's."""


def offered_to(request: StaffRequest, draft: RegulationDraft) -> list[type[Any]]:
    """Return the steps that whoever asks may do with a draft now: never both sides of it."""
    own = request.actor.staff == draft.made_by_id
    makes = request.actor.may("release.draft", draft.area)
    checks = request.actor.may("release.approve", draft.area)
    step = next_step(draft)
    found = [
        form
        for form in OFFERED.get(step.state, ())
        if (checks and not own if form in CHECKERS else makes and (own or form is not SubmitForm))
    ]
    return [*found, WithdrawForm] if own and makes and step.act else found


@page("releases/drafts/<int:key>/", "release_draft", *READERS)
def draft_page(request: StaffRequest, key: int) -> HttpResponse:
    """Show a draft: where it stands, what the check found, its effect, how it differs; and offer the next step."""
    draft = drafts().filter(pk=key, area=pooling_area()).first()
    if draft is None:
        raise Http404
    forms_shown, sent = [], None
    for kind in offered_to(request, draft):
        posted = request.method == "POST" and request.POST.get("step") == kind.step
        form = kind(
            request.POST if posted else None, request.FILES if posted else None, actor=request.actor, subject=draft
        )
        if posted:
            sent = form
            if form.carried_out():
                messages.success(request, str(form.done))
                return redirect(request.path)
        forms_shown.append(form)
    if request.method == "POST" and sent is None:
        messages.error(request, str(both("这一步现在不能由您办理", "You can't do this step now")))
        return redirect(request.path)
    return shown(
        request,
        "web/release_draft.html",
        draft.title,
        200 if sent is None else 422,
        draft=draft,
        short=draft.version[SHORT],
        state=next_step(draft),
        colour=STATE_COLOURS[next_step(draft).state],
        forms=forms_shown,
        acts=acts_on(f"release_draft:{draft.pk}", 20),
        back=reverse("admin:releases"),
        **_told(request, draft),
    )


def _told(request: StaffRequest, draft: RegulationDraft) -> dict[str, Any]:
    """Return what the page shows of a draft's content; only the refusal where it is not as it was written."""
    checked, effect, proposal = step_of(draft, CHECKED), step_of(draft, EFFECT), proposal_of(draft)
    paper = step_of(draft, "paper")
    told: dict[str, Any] = {
        "checked": checked,
        "faults": [(each["place"], both(each["zh"], each["en"])) for each in checked.said()["faults"]]
        if checked
        else [],
        "effect": None if effect is None else effect_told(effect.said()),
        "effect_step": effect,
        "decision": getattr(proposal, "decision", None),
        "paper": None if paper is None else paper.said(),
    }
    try:
        regulation = regulation_of(draft)
        told["differences"] = None if draft.base is None else differences(regulation_of(draft.base), regulation)
        return {**told, **reading(request, draft)}
    except TamperedRelease as refusal:
        return {**told, "refused": said(refusal)}


def effect_told(said: dict[str, Any]) -> dict[str, Any]:
    """Return an effect with sums in yuan and groups in words."""
    names = names_of([each["key"] for each in said["groups"]["county"]], clock.today())
    groups = {
        "county": both("按县（区）", "By county"),
        "level": both("按医疗机构级别", "By level"),
        "identity": both("按人员类别", "By identity"),
    }
    return {
        **said,
        "better_by": yuan(said["better_by"]),
        "worse_by": yuan(said["worse_by"]),
        "payers": [
            (_word(name), yuan(before), yuan(after), _signed(after - before))
            for name, (before, after) in said["payers"].items()
        ],
        "groups": [
            (
                words,
                [
                    (
                        names.get(each["key"]) or _word(each["key"]),
                        each["claims"],
                        _signed(each["fund_after"] - each["fund_before"]),
                        _signed(each["person_after"] - each["person_before"]),
                    )
                    for each in said["groups"][name]
                ],
            )
            for name, words in groups.items()
        ],
    }


def _word(code: str) -> Any:
    if not code:
        return both("（未注明）", "(not stated)")
    return both(*WORDS[code]) if code in WORDS else code


def _signed(fen: int) -> str:
    return f"+{yuan(fen)}" if fen > 0 else yuan(fen)


class RevokeForm(ActionForm):
    """撤销发布."""

    title = both("撤销发布", "Take a release back")
    intro = both(
        "只能撤销最新的、尚未生效的发布，须由第二人复核。",
        "Only the latest release that has not begun can be taken back, and a second person decides.",
    )
    button = both("提出撤销", "Propose it")
    dangerous = True
    reason = text_field("撤销理由", "Why", 200)

    def perform(self) -> Any:
        """Propose it."""
        return propose_revocation(
            actor=self.actor, day=self.business_day, release=self.subject, reason=self.cleaned_data["reason"]
        )

    def after(self) -> str:
        """Go to what waits for the second person."""
        return reverse("admin:proposal", args=[self.result.pk])


@page("releases/<int:number>/revoke/", "release_revoke", "release.draft")
def revoke_page(request: StaffRequest, number: int) -> HttpResponse:
    """Propose to take back a release."""
    release = RegulationRelease.objects.filter(area=pooling_area(), number=number).first()
    if release is None:
        raise Http404
    return form_page(request, RevokeForm, release, back=reverse("admin:release", args=[number]))


def _release_told(payload: dict[str, Any], request: StaffRequest) -> list[tuple[Any, Any, str]]:
    draft = RegulationDraft.objects.only("title", "version").get(pk=payload["draft"])
    return [
        (both("草案", "Draft"), draft.title, reverse("admin:release_draft", args=[draft.pk])),
        (both("版本", "Version"), draft.version[SHORT], ""),
    ]


def _revocation_told(payload: dict[str, Any], request: StaffRequest) -> list[tuple[Any, Any, str]]:
    release = RegulationRelease.objects.only("number", "title", "in_force_from").get(pk=payload["release"])
    return [
        (both("发布", "Release"), release.title, reverse("admin:release", args=[release.number])),
        (both("生效日", "In force from"), release.in_force_from.isoformat(), ""),
    ]


TELLERS["release"] = _release_told
TELLERS["release_revocation"] = _revocation_told
