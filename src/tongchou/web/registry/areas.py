"""The area tree on a day, an area's names through time, and the acts that keep it."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse

from tongchou.registry import clock
from tongchou.registry.actions.areas import change_area, close_area, open_area, succeed_areas
from tongchou.registry.models import Area, AreaFact, AreaSuccession
from tongchou.registry.models.areas import CITY, COUNTY, SUCCESSIONS
from tongchou.registry.queries.areas import lineage, names_of
from tongchou.registry.queries.people import acts_on
from tongchou.registry.refusals import Refused
from tongchou.registry.words import both
from tongchou.web.forms import ActionForm, choice_field, day_field, form_page, text_field
from tongchou.web.pages import ANYBODY, page
from tongchou.web.requests import StaffRequest, shown


class DayForm(forms.Form):
    """A day of which the tree is shown."""

    use_required_attribute = False
    day = day_field("业务日期", "As of day", required=False)


@page("areas/", "areas", ANYBODY)
def tree(request: StaffRequest) -> HttpResponse:
    """Show the city and its counties."""
    return _level(request, None)


@page("areas/<str:code>/", "area", ANYBODY)
def area_page(request: StaffRequest, code: str) -> HttpResponse:
    """Show an area, what is below it, and what it was called when."""
    area = Area.objects.filter(code=code).select_related("parent", "county").first()
    if area is None:
        raise Http404
    return _level(request, area)


def _level(request: StaffRequest, area: Area | None) -> HttpResponse:
    form = DayForm(request.GET if "day" in request.GET else None, initial={"day": clock.today()})
    day: date = clock.today()
    if form.is_bound and form.is_valid():
        day = form.cleaned_data["day"] or day
    for field in form.fields.values():
        field.widget.attrs["class"] = "tc-input"
    below = Area.objects.filter(level=CITY) | Area.objects.filter(level=COUNTY)
    if area is not None:
        below = Area.objects.filter(parent=area)
    there = AreaFact.objects.as_of(day).filter(area__in=below).select_related("area").order_by("area__code")
    line = [] if area is None else [code for code in lineage(area) if code != area.code]
    facts = [] if area is None else list(AreaFact.objects.known().filter(area=area).order_by("-valid_from"))
    names = names_of([*line, *([] if area is None else [area.code])], day)
    successions = AreaSuccession.objects.none()
    if area is not None:
        successions = AreaSuccession.objects.filter(before=area) | AreaSuccession.objects.filter(after=area)
    title: Any = both("区划", "Areas") if area is None else names[area.code]
    return shown(
        request,
        "web/areas.html",
        title,
        area=area,
        line=[(code, names[code]) for code in line],
        day=day,
        form=form,
        below=list(there),
        facts=facts,
        successions=successions.order_by("-day"),
        kinds=dict(SUCCESSIONS),
        keeps=request.actor.may("area.keep"),
        acts=[] if area is None else acts_on(f"area:{area.code}", 20),
        back="" if area is None else reverse("admin:areas"),
    )


class AreaForm(ActionForm):
    """A form after which one sees the area."""

    def after(self) -> str:
        """Go to the area."""
        return reverse("admin:area", args=[self.subject.code])


class OpenForm(ActionForm):
    """设立区划."""

    title = both("设立区划", "Open an area")
    intro = both(
        "县 6 位、乡镇 9 位、村 12 位；学校为县码加 S 和 5 位。",
        "A county has 6 digits, a township 9, a village 12; a school its county's code, S and 5 digits.",
    )
    done = both("区划已设立", "The area was opened")

    code = text_field("区划代码", "Code", 12)
    name = text_field("名称", "Name", 60)
    expanded_power = forms.BooleanField(label=both("扩权县", "Expanded-power county"), required=False)
    day = day_field("自何日起", "From")

    def perform(self) -> Area:
        """Open it."""
        typed = self.cleaned_data
        return open_area(
            actor=self.actor,
            day=self.business_day,
            code=typed["code"],
            name=typed["name"],
            expanded_power=typed["expanded_power"],
        )

    def after(self) -> str:
        """Go to the area."""
        return reverse("admin:area", args=[self.result.code])


class RenameForm(AreaForm):
    """更名."""

    title = both("更名或改属性", "Rename or mark")
    done = both("已变更", "Changed")

    name = text_field("名称", "Name", 60)
    expanded_power = forms.BooleanField(label=both("扩权县", "Expanded-power county"), required=False)
    day = day_field("自何日起", "From")

    def perform(self) -> AreaFact:
        """Rename it."""
        typed = self.cleaned_data
        return change_area(
            actor=self.actor,
            day=self.business_day,
            area=self.subject,
            name=typed["name"],
            expanded_power=typed["expanded_power"],
        )


class CloseForm(AreaForm):
    """撤销区划."""

    title = both("撤销区划", "Close an area")
    intro = both("合并、拆分、更码请用“沿革”办理。", "For a merger, a split or a new code use 'succession'.")
    button = both("撤销", "Close")
    done = both("区划已撤销", "The area was closed")
    dangerous = True
    day = day_field("自何日起", "From")

    def perform(self) -> None:
        """Close it."""
        close_area(actor=self.actor, day=self.business_day, area=self.subject)


class SucceedForm(ActionForm):
    """区划沿革: 更码、合并、拆分."""

    title = both("区划沿革", "Succession of areas")
    intro = both(
        "先设立新区划，再在这里写明谁接替谁。代码之间用空格分开。",
        "Open the new areas first, then state here which follows which. Codes are separated by spaces.",
    )
    done = both("沿革已登记", "The succession was recorded")

    kind = choice_field("方式", "Kind", SUCCESSIONS)
    before = text_field("原区划代码", "Codes before", 400)
    after_codes = text_field("新区划代码", "Codes after", 400)
    paper = text_field("依据文件", "Paper", 120)
    day = day_field("自何日起", "From")

    def perform(self) -> Any:
        """Record it."""
        typed = self.cleaned_data
        return succeed_areas(
            actor=self.actor,
            day=self.business_day,
            kind=typed["kind"],
            before=_areas(typed["before"], "before"),
            after=_areas(typed["after_codes"], "after_codes"),
            paper=typed["paper"],
        )

    def after(self) -> str:
        """Go to the tree."""
        return reverse("admin:areas")


def _areas(codes: str, where: str) -> list[Area]:
    """Return the areas of some codes; raise Refused where one is none."""
    wanted = codes.replace("，", " ").replace(",", " ").split()
    known = {area.code: area for area in Area.objects.filter(code__in=wanted).select_related("county")}
    for code in wanted:
        if code not in known:
            raise Refused(f"没有区划 {code}", f"there is no area {code}", where=where)
    return [known[code] for code in wanted]


def _area(code: str) -> Area:
    area = Area.objects.filter(code=code).select_related("county").first()
    if area is None:
        raise Http404
    return area


@page("areas-open/", "area_open", "area.keep")
def open_one(request: StaffRequest) -> HttpResponse:
    """Open an area."""
    return form_page(request, OpenForm, back=reverse("admin:areas"), initial={"code": request.GET.get("below", "")})


@page("areas-succession/", "area_succession", "area.keep")
def succession(request: StaffRequest) -> HttpResponse:
    """Record which area follows which."""
    return form_page(request, SucceedForm, back=reverse("admin:areas"))


@page("areas/<str:code>/change/", "area_change", "area.keep")
def rename(request: StaffRequest, code: str) -> HttpResponse:
    """Rename or mark an area."""
    area = _area(code)
    held = AreaFact.objects.as_of(clock.today()).filter(area=area).first()
    initial = {} if held is None else {"name": held.name, "expanded_power": held.expanded_power}
    return form_page(request, RenameForm, area, back=reverse("admin:area", args=[code]), initial=initial)


@page("areas/<str:code>/close/", "area_close", "area.keep")
def close(request: StaffRequest, code: str) -> HttpResponse:
    """Close an area."""
    return form_page(request, CloseForm, _area(code), back=reverse("admin:area", args=[code]))
