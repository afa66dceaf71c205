"""Organisations: the list, one's page, and opening one."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from unfold.decorators import display
from unfold.views import ChangeList

from tongchou.registry import clock
from tongchou.registry.actions.organisations import open_organisation
from tongchou.registry.models import Appointment, OrganisationFact
from tongchou.registry.models.organisations import KINDS
from tongchou.registry.queries.areas import names_of, paths_of
from tongchou.registry.queries.network import organisations_on
from tongchou.registry.queries.people import acts_on
from tongchou.registry.words import both
from tongchou.web.fields import AreaField, OrganisationField
from tongchou.web.forms import ActionForm, choice_field, day_field, form_page, text_field
from tongchou.web.lists import ConsoleList, PagesList
from tongchou.web.pages import ANYBODY, page
from tongchou.web.requests import StaffRequest, shown
from tongchou.web.site import console_list


class KindFilter(SimpleListFilter):
    """类别."""

    title = both("类别", "kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the kinds."""
        return list(KINDS)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return those of a kind."""
        return queryset.filter(organisation__kind=self.value()) if self.value() else queryset


class OrganisationsList(PagesList):
    """A page of organisations with the names of their areas."""

    def get_results(self, request: HttpRequest) -> None:
        """Fetch the page, then the names of areas for its rows alone."""
        super().get_results(request)
        rows = list(self.result_list)
        paths = paths_of([fact.area for fact in rows], clock.today())
        for fact in rows:
            fact.place = paths[fact.area_id]
        self.result_list = rows


@console_list(OrganisationFact)
class OrganisationList(ConsoleList):
    """机构列表: public knowledge, open to whoever works here."""

    row_page = "organisation"
    new_pages = (("organisation_open", "organisation.keep", "设立机构", "Open an organisation"),)
    list_display = ("name", "kind", "place", "credit_code", "valid_from")
    list_display_links = ("name",)
    list_filter = (KindFilter,)
    search_fields = ("name", "credit_code")
    search_help_text = both("按名称或统一社会信用代码查找", "by name or credit code")
    ordering = ("area__code", "name", "id")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return whether somebody is logged in."""
        return getattr(request, "actor", None) is not None

    def get_queryset(self, request: HttpRequest) -> QuerySet[OrganisationFact]:
        """Return the organisations of today."""
        return organisations_on(clock.today())

    def row_key(self, row: OrganisationFact) -> int:
        """Return the organisation, which lasts, and not its fact."""
        return row.organisation_id

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the kind of list."""
        return OrganisationsList

    @display(description=both("类别", "Kind"))
    def kind(self, fact: OrganisationFact) -> str:
        """What kind it is."""
        return str(fact.organisation.get_kind_display())

    @display(description=both("所在区划", "Area"))
    def place(self, fact: Any) -> str:
        """County, township, village."""
        return str(fact.place)


@page("organisations/<int:key>/", "organisation", ANYBODY)
def organisation_page(request: StaffRequest, key: int) -> HttpResponse:
    """Show an organisation: what it was called when, and who holds a post there today."""
    today = clock.today()
    facts = list(
        OrganisationFact.objects.known()
        .filter(organisation=key)
        .select_related("organisation", "area__parent", "superior")
        .order_by("-valid_from")
    )
    if not facts:
        raise Http404
    fact = next((each for each in facts if each.holds_on(today)), facts[0])
    superior = None
    if fact.superior_id is not None:
        superior = OrganisationFact.objects.as_of(today).filter(organisation=fact.superior_id).first()
    posts = list(
        Appointment.objects.as_of(today).filter(organisation=key).select_related("staff", "area").order_by("post")
    )
    return shown(
        request,
        "web/organisation.html",
        fact.name,
        fact=fact,
        facts=facts,
        superior=superior,
        posts=posts,
        sees_staff=request.actor.may("account.keep") or request.actor.may("staff.leave"),
        area_names=names_of([post.area_id for post in posts], today),
        paths=paths_of([each.area for each in facts], today),
        acts=acts_on(f"organisation:{key}", 20),
        back=reverse("admin:registry_organisationfact_changelist"),
    )


class OpenForm(ActionForm):
    """设立机构."""

    title = both("设立机构", "Open an organisation")
    button = both("设立", "Open")
    done = both("机构已设立", "The organisation was opened")

    kind = choice_field("类别", "Kind", KINDS)
    name = text_field("名称", "Name", 120)
    area = AreaField("所在区划", "Area")
    credit_code = text_field("统一社会信用代码", "Credit code", 18, required=False)
    superior = OrganisationField("上级机构", "Superior", required=False)
    day = day_field("自何日起", "From")

    def perform(self) -> Any:
        """Open it."""
        typed = self.cleaned_data
        return open_organisation(
            actor=self.actor,
            day=self.business_day,
            kind=typed["kind"],
            name=typed["name"],
            area=typed["area"],
            credit_code=typed["credit_code"],
            superior=typed["superior"],
        )

    def after(self) -> str:
        """Go to its page."""
        return reverse("admin:organisation", args=[self.result.pk])


@page("organisations/open/", "organisation_open", "organisation.keep")
def open_one(request: StaffRequest) -> HttpResponse:
    """Open an organisation."""
    return form_page(request, OpenForm, back=reverse("admin:registry_organisationfact_changelist"))
