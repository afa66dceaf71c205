"""The list of people, and how one is found."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST
from unfold.decorators import display
from unfold.views import ChangeList

from tongchou.registry import clock
from tongchou.registry.models import Area, Person
from tongchou.registry.models.areas import COUNTY, TOWNSHIP
from tongchou.registry.models.people import IDENTITIES
from tongchou.registry.queries.areas import areas_reached, names_of, paths_of
from tongchou.registry.queries.people import found_by, is_document_number, people_seen, shown_with
from tongchou.registry.words import both
from tongchou.web.lists import ConsoleList, PagesList
from tongchou.web.pages import page
from tongchou.web.requests import StaffRequest
from tongchou.web.site import console_list


def person_in_reach(request: StaffRequest, key: int, act: str = "person.read") -> Person:
    """Return a person whom one may reach by an act; 404 for one elsewhere, as for one who is not there at all."""
    people = people_seen(request.actor, act)
    found = people.filter(pk=key).select_related("area__parent", "area__county", "county", "merged_into").first()
    if found is None:
        raise Http404
    return found


def years(birth: date, day: date) -> int:
    """Return somebody's age on a day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def state_of(person: Person) -> tuple[str, Any]:
    """Return the colour and the words of a person's state."""
    if person.merged_into_id is not None:
        return "calm", both("已并入他人", "merged")
    if person.died_on is not None:
        return "calm", both("已死亡", "deceased")
    return "good", both("正常", "active")


class AreaFilter(SimpleListFilter):
    """The areas next below what one reaches: counties for the city, townships for a county, villages for a township."""

    title = both("参保地", "area")
    parameter_name = "area"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the areas."""
        asked: Any = request
        grants = asked.actor.reach("person.read")
        if not grants:
            return []
        chosen = Area.objects.filter(code=self.value() or "").first()
        reached = areas_reached(asked.actor, "person.read")
        if any(grant.level == "city" for grant in grants) and chosen is None:
            offered = reached.filter(level=COUNTY)
        elif chosen is not None and chosen.level == COUNTY:
            offered = reached.filter(county=chosen).exclude(level="village")
        elif chosen is not None and chosen.level == TOWNSHIP:
            offered = reached.filter(parent=chosen) | reached.filter(pk=chosen.pk)
        else:
            offered = reached.exclude(level="village") if grants[0].level == "county" else reached
        codes = list(offered.order_by("code").values_list("code", flat=True)[:200])
        names = names_of(codes, clock.today())
        return [(code, names[code]) for code in codes]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the people of an area and of those below it."""
        chosen = self.value()
        if not chosen:
            return queryset
        if Area.objects.filter(code=chosen, level=COUNTY).exists():
            return queryset.filter(county=chosen)
        below = Area.objects.filter(parent=chosen).values("code")
        return queryset.filter(area__in=[chosen, *[each["code"] for each in below]])


class StateFilter(SimpleListFilter):
    """Alive, deceased, merged."""

    title = both("状态", "state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the states."""
        return [
            ("active", both("正常", "active")),
            ("deceased", both("已死亡", "deceased")),
            ("merged", both("已并入他人", "merged")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the people in a state."""
        wanted = {
            "active": {"merged_into__isnull": True, "died_on__isnull": True},
            "deceased": {"merged_into__isnull": True, "died_on__isnull": False},
            "merged": {"merged_into__isnull": False},
        }
        return queryset.filter(**wanted.get(self.value() or "", {}))


class PeopleList(PagesList):
    """A page of people, with what each row shows besides fetched at once."""

    def get_results(self, request: HttpRequest) -> None:
        """Fetch the page, then numbers, identities and names of areas for its rows alone."""
        super().get_results(request)
        rows = list(self.result_list)
        today = clock.today()
        numbers, identities = shown_with(rows, today)
        paths = paths_of([person.area for person in rows], today)
        words = dict(IDENTITIES)
        for person in rows:
            person.masked = numbers.get(person.pk, "")
            person.identities_told = "、".join(str(words[kind]) for kind in identities.get(person.pk, []))
            person.place = paths[person.area_id]
        self.result_list = rows


@console_list(Person)
class PersonList(ConsoleList):
    """参保人员列表."""

    acts = ("person.read",)
    row_page = "person"
    new_pages = (("person_register", "person.register", "登记参保人", "Register a person"),)
    list_display = ("number", "name", "masked", "sex", "age", "identities_told", "place", "state")
    list_display_links = ("number", "name")
    list_filter = (AreaFilter, StateFilter)
    search_fields = ("serial",)
    search_page = "people_search"
    search_help_text = both(
        "人员编号、完整证件号码、姓名或拼音首字母", "number, whole document number, name or initials"
    )
    ordering = ("serial",)
    intro = both(
        "按人员编号、完整证件号码、姓名或拼音首字母（如 wxm）查找。只显示您管辖区划内的参保人。",
        "Found by number, whole document number, name or pinyin initials (such as wxm). Only people of your areas.",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        """Return the people in reach."""
        asked: Any = request
        return people_seen(asked.actor).select_related("area__parent")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Return those whom the term finds."""
        return (found_by(queryset, search_term, clock.today()) if search_term else queryset), False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the kind of list."""
        return PeopleList

    @display(description=both("人员编号", "Number"))
    def number(self, person: Person) -> str:
        """The lifelong number."""
        return person.number

    @display(description=both("证件号码", "Document"))
    def masked(self, person: Any) -> str:
        """The masked number of the first document."""
        return str(person.masked)

    @display(description=both("年龄", "Age"))
    def age(self, person: Person) -> int:
        """The age today, or at death."""
        return years(person.birth, person.died_on or clock.today())

    @display(description=both("特殊身份", "Identity"))
    def identities_told(self, person: Any) -> str:
        """The special identities of today."""
        return str(person.identities_told)

    @display(description=both("参保地", "Area"))
    def place(self, person: Any) -> str:
        """County, township and village."""
        return str(person.place)

    @display(description=both("状态", "State"), label={"good": "success", "calm": "default"})
    def state(self, person: Person) -> tuple[str, Any]:
        """Active, deceased or merged."""
        return state_of(person)


@page("people/search/", "people_search", "person.read")
def search(request: StaffRequest) -> HttpResponse:
    """Find people by what was typed. A document number is sent, never addressed: addresses are written into logs."""
    return _searched(request)


@require_POST
def _searched(request: StaffRequest) -> HttpResponse:
    term = request.POST.get("q", "").strip()
    people_list = reverse("admin:registry_person_changelist")
    filters = {name: request.POST[name] for name in ("area", "state") if request.POST.get(name)}
    if not term:
        return redirect(f"{people_list}?{urlencode(filters)}")
    found = list(found_by(people_seen(request.actor), term, clock.today())[:2])
    if len(found) == 1:
        return redirect("admin:person", found[0].pk)
    if is_document_number(term):
        told = both(
            "没有找到：号码有误、尚未登记，或不在您的管辖区划", "Not found: wrong, not registered, or not in your areas"
        )
        messages.warning(request, str(told))
        return redirect(people_list)
    return redirect(f"{people_list}?{urlencode({'q': term, **filters})}")
