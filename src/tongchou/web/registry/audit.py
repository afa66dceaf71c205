"""The audit: who did what, what each act wrote, and the seals that chain it."""

import json
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from unfold.decorators import display
from unfold.views import ChangeList

from tongchou.registry import clock
from tongchou.registry.models import Area, AuditRow, AuditSeal, Person
from tongchou.registry.models.areas import CITY, COUNTY
from tongchou.registry.models.people import serial_of
from tongchou.registry.queries.areas import names_of
from tongchou.registry.queries.audit import latest_seals, unsealed
from tongchou.registry.queries.network import audit_seen
from tongchou.registry.rights import acts
from tongchou.registry.words import both
from tongchou.web.lists import ConsoleList, PagesList
from tongchou.web.pages import page
from tongchou.web.requests import StaffRequest, shown
from tongchou.web.site import console_list

SUBJECTS = {
    "account": both("账号", "account"),
    "area": both("区划", "area"),
    "household": both("户", "household"),
    "organisation": both("机构", "organisation"),
    "person": both("参保人", "person"),
    "staff": both("工作人员", "staff"),
}
"""What the kinds of subject are called; rooms above add theirs."""


def subject_told(subject: str) -> str:
    """Return the subject of an act as it is told: what kind, and its key."""
    kind, _, key = subject.partition(":")
    return f"{SUBJECTS[kind]} {key}" if kind in SUBJECTS else subject


class ActFilter(SimpleListFilter):
    """业务."""

    title = both("业务", "act")
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the acts."""
        return [(act.code, act.words) for act in acts().values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows of an act."""
        return queryset.filter(name=self.value()) if self.value() else queryset


class ChainFilter(SimpleListFilter):
    """县（区）."""

    title = both("县（区）", "county")
    parameter_name = "chain"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the chains."""
        codes = list(Area.objects.filter(level__in=(CITY, COUNTY)).order_by("code").values_list("code", flat=True))
        names = names_of(codes, clock.today())
        return [(code, names[code]) for code in codes]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows of a chain."""
        return queryset.filter(area=self.value()) if self.value() else queryset


class AuditRows(PagesList):
    """A page of audit rows with the names of their areas."""

    def get_results(self, request: HttpRequest) -> None:
        """Fetch the page, then the names of areas."""
        super().get_results(request)
        rows = list(self.result_list)
        names = names_of([row.area for row in rows], clock.today())
        for row in rows:
            row.place = names[row.area]
        self.result_list = rows


@console_list(AuditRow)
class AuditList(ConsoleList):
    """经办记录."""

    acts = ("audit.read",)
    row_page = "audit_row"
    list_display = ("at_told", "act", "who", "place", "about", "reason", "sealed")
    list_display_links = ("at_told", "act")
    list_filter = (ActFilter, ChainFilter)
    search_fields = ("subject", "account__username")
    search_help_text = both(
        "按人员编号、区划代码、对象或用户名查找", "by number of a person, area code, subject or user name"
    )
    ordering = ("-at", "-id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditRow]:
        """Return the rows in reach."""
        asked: Any = request
        return audit_seen(asked.actor).select_related("account__staff", "seal")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Return the rows on a person, an area or another subject, or by an account."""
        term = search_term.strip()
        serial = serial_of(term)
        if not term:
            return queryset, False
        if serial is not None:
            keys = Person.objects.filter(serial=serial).values_list("pk", flat=True)
            return queryset.filter(subject__in=[f"person:{key}" for key in keys]), False
        if term.isdigit() or ":" in term:
            return queryset.filter(subject__in=[term, f"area:{term}"]), False
        return queryset.filter(account__username=term), False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the kind of list."""
        return AuditRows

    @display(description=both("时间", "At"))
    def at_told(self, row: AuditRow) -> str:
        """When."""
        return row.at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")

    @display(description=both("业务", "Act"))
    def act(self, row: AuditRow) -> str:
        """What."""
        return str(acts()[row.name].words) if row.name in acts() else row.name

    @display(description=both("经办人", "By"))
    def who(self, row: AuditRow) -> str:
        """Who."""
        return str(both("系统", "system")) if row.account is None else row.account.staff.name

    @display(description=both("区划", "Area"))
    def place(self, row: Any) -> str:
        """Where."""
        return str(row.place)

    @display(description=both("对象", "About"))
    def about(self, row: AuditRow) -> str:
        """What the act was about, by its kind and key."""
        return subject_told(row.subject)

    @display(description=both("封印", "Seal"), label={"sealed": "success", "waiting": "warning"})
    def sealed(self, row: AuditRow) -> tuple[str, Any]:
        """Whether it is sealed."""
        seal: AuditSeal | None = getattr(row, "seal", None)
        return ("waiting", both("待封", "waiting")) if seal is None else ("sealed", str(seal))


@page("audit/<int:key>/", "audit_row", "audit.read")
def audit_row(request: StaffRequest, key: int) -> HttpResponse:
    """Show an act: who, when, why, and the tables that it wrote with their digests."""
    row = audit_seen(request.actor).select_related("account__staff", "seal").filter(pk=key).first()
    if row is None:
        raise Http404
    written = [(table, kept[0], kept[1]) for table, kept in json.loads(row.digests).items()]
    return shown(
        request,
        "web/audit_row.html",
        acts()[row.name].words if row.name in acts() else row.name,
        row=row,
        written=written,
        seal=getattr(row, "seal", None),
        names=names_of([row.area], clock.today()),
    )


@page("audit/seals/", "seals", "audit.read", "audit.verify")
def seals(request: StaffRequest) -> HttpResponse:
    """Show the daily sheet: the latest seal of each chain, for printing and signing."""
    heads = latest_seals()
    late = unsealed()
    return shown(
        request,
        "web/seals.html",
        both("封印日签", "Daily sheet of seals"),
        seals=heads,
        names=names_of([seal.area for seal in heads], clock.today()),
        now=clock.now(),
        late=late[:1_000].count(),
        late_first=late.order_by("at").first(),
    )
