"""Releases of the regulation: all of them, one to read by topic, two compared."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse

from tongchou.registry import clock
from tongchou.registry.models import Area, RegulationDraft, RegulationRelease
from tongchou.registry.queries.drafts import drafts, next_step
from tongchou.registry.queries.people import acts_on
from tongchou.registry.queries.reading import by_topic, differences, tally
from tongchou.registry.queries.releases import NoReleaseInForce, TamperedRelease, drift, regulation_of, release_in_force
from tongchou.registry.told_values import WORDS
from tongchou.registry.words import both
from tongchou.web.forms import choice_field, day_field
from tongchou.web.pages import page
from tongchou.web.requests import StaffRequest, said, shown

READERS = ("release.read", "release.draft", "release.approve")
"""Acts of which one opens these pages."""

SHORT = slice(7, 19)
"""The part of a version that is shown beside a title."""

STATE_COLOURS = {
    "drafted": "calm",
    "sound": "calm",
    "ready": "calm",
    "faulty": "bad",
    "waiting": "wait",
    "approved": "wait",
    "papered": "wait",
    "released": "good",
    "rejected": "bad",
    "taken_back": "calm",
    "overtaken": "bad",
}
"""State of a draft → the colour of its tag."""


def pooling_area() -> Area:
    """Return the area whose regulation this installation releases."""
    return Area.objects.get(code=settings.POOLING_AREA)


@page("releases/", "releases", *READERS)
def releases_page(request: StaffRequest) -> HttpResponse:
    """Show what is in force today, all releases, and the drafts with whose turn it is."""
    area = pooling_area()
    rows = RegulationRelease.objects.filter(area=area).select_related("maker", "checker", "revocation", "draft")
    releases = list(rows.defer("text", "draft__text", "draft__overlay").order_by("-number"))
    held, refused = _held(area)
    changed = None if refused or not releases else drift(RegulationRelease.objects.get(pk=releases[0].pk))
    return shown(
        request,
        "web/releases.html",
        both("政策参数", "Regulation"),
        releases=releases,
        held=held,
        refused=refused,
        drift=None if changed is None else both(changed.zh, changed.en),
        drafts=[
            (draft, step := next_step(draft), STATE_COLOURS[step.state]) for draft in drafts().filter(area=area)[:50]
        ],
        may_draft=request.actor.may("release.draft", area),
        today=clock.today(),
    )


def _held(area: Area) -> tuple[int, str]:
    """Return the number of the release in force today, or why there is none."""
    try:
        return release_in_force(area.code, clock.today()).release.number, ""
    except (NoReleaseInForce, TamperedRelease) as refusal:
        return 0, said(refusal)


class ReadForm(forms.Form):
    """Which day, and for which contribution grade."""

    day = day_field("日期（不填为全部期间）", "Day (empty: all periods)", required=False)
    grade = choice_field("缴费档次", "Contribution grade", [], required=False)

    def __init__(self, asked: Any, grades: list[str]) -> None:
        """Offer the grades that the regulation tells apart."""
        super().__init__(asked, label_suffix="")
        choices: Any = [("", both("不分档次", "any")), *((grade, both(*WORDS[grade])) for grade in grades)]
        field = self.fields["grade"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        if not grades:
            del self.fields["grade"]
        for each in self.fields.values():
            each.widget.attrs.setdefault("class", "tc-input")


def reading(request: StaffRequest, row: RegulationRelease | RegulationDraft) -> dict[str, Any]:
    """Return what a page shows of a regulation: its values by topic on the day asked for, and how many are assumed."""
    regulation = regulation_of(row)
    first = row.in_force_from if isinstance(row, RegulationRelease) else clock.today()
    asked = request.GET if "day" in request.GET else {"day": max(first, clock.today()).isoformat()}
    form = ReadForm(asked, sorted(regulation.graded))
    day = form.cleaned_data["day"] if form.is_valid() else clock.today()
    grade = form.cleaned_data.get("grade", "") if form.is_valid() else ""
    return {
        "read_form": form,
        "topics": by_topic(regulation, day, grade),
        "tally": tally(regulation),
        "whole": day is None,
    }


@page("releases/<int:number>/", "release", *READERS)
def release_page(request: StaffRequest, number: int) -> HttpResponse:
    """Show a release: who made it by which paper, and every value with what it rests on."""
    release = _release(number)
    try:
        read = reading(request, release)
    except TamperedRelease as refusal:
        return shown(request, "web/release.html", release.title, 409, release=release, refused=said(refusal))
    others = RegulationRelease.objects.filter(area=release.area).exclude(pk=release.pk).order_by("-number")
    return shown(
        request,
        "web/release.html",
        release.title,
        release=release,
        short=release.version[SHORT],
        others=others.values_list("number", "title"),
        before=number - 1,
        acts=acts_on(f"release_draft:{release.draft_id}", 20),
        back=reverse("admin:releases"),
        **read,
    )


class CompareForm(forms.Form):
    """Which two."""

    first = choice_field("前者", "First", [])
    second = choice_field("后者", "Second", [])

    def __init__(self, asked: Any) -> None:
        """Offer the releases and the latest drafts."""
        super().__init__(asked, label_suffix="")
        area = settings.POOLING_AREA
        rows = RegulationRelease.objects.filter(area_id=area).order_by("-number").values_list("number", "title")
        latest = RegulationDraft.objects.filter(area_id=area, release__isnull=True)[:20].values_list("pk", "title")
        choices: Any = [
            *((f"r{number}", both(f"发布 {number}：{title}", f"release {number}: {title}")) for number, title in rows),
            *((f"d{key}", both(f"草案：{title}", f"draft: {title}")) for key, title in latest),
        ]
        for field in self.fields.values():
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
            field.widget.attrs.setdefault("class", "tc-input")


@page("releases/compare/", "release_compare", *READERS)
def compare_page(request: StaffRequest) -> HttpResponse:
    """Show what two releases or drafts state differently."""
    form = CompareForm(request.GET or None)
    found, refused = None, ""
    if form.is_bound and form.is_valid():
        try:
            before, after = (regulation_of(_chosen(form.cleaned_data[name])) for name in ("first", "second"))
            found = differences(before, after)
        except TamperedRelease as refusal:
            refused = said(refusal)
    return shown(
        request,
        "web/release_compare.html",
        both("比较政策参数", "Compare"),
        409 if refused else 200,
        form=form,
        differences=found,
        refused=refused,
        back=reverse("admin:releases"),
    )


def _chosen(choice: str) -> RegulationRelease | RegulationDraft:
    if choice[0] == "r":
        return _release(int(choice[1:]))
    return RegulationDraft.objects.get(pk=int(choice[1:]))


def _release(number: int) -> RegulationRelease:
    rows = RegulationRelease.objects.select_related("area", "maker", "checker", "publisher", "draft", "revocation")
    release = rows.filter(area_id=settings.POOLING_AREA, number=number).first()
    if release is None:
        raise Http404
    return release
