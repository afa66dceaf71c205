"""Lists: Unfold's, with rights by posts, rows by area, no exact count of many, and no writing of their own."""

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from unfold.admin import ModelAdmin
from unfold.views import ChangeList

from tongchou.registry.rights import NotAllowed
from tongchou.registry.words import both
from tongchou.web.pages import not_allowed

COUNTED = 10_000
"""Beyond so many rows a list says '10,000+': nobody pages there, and counting a million at each look is dear."""


class BoundedPaginator(Paginator):
    """Counts no further than one beyond COUNTED."""

    @cached_property
    def count(self) -> int:
        """The number of rows, or COUNTED + 1 where there are more."""
        rows = self.object_list
        if isinstance(rows, QuerySet):
            return rows.order_by()[: COUNTED + 1].count()
        return min(len(rows), COUNTED + 1)


class PagesList(ChangeList):
    """A list whose rows lead to pages of the house in place of Django's forms."""

    result_list: Any

    def url_for_result(self, result: Any) -> str:
        """Return the address of the page of a row."""
        page: str = self.model_admin.row_page
        return reverse(f"admin:{page}", args=[self.model_admin.row_key(result)])

    @property
    def count_told(self) -> str:
        """How many rows there are, as it is told."""
        return f"{COUNTED:,}+" if self.result_count > COUNTED else f"{self.result_count:,}"


class ConsoleList(ModelAdmin):
    """A list of rows in reach. It grants no add, no change, no delete: those are actions, called by forms."""

    acts: ClassVar[tuple[str, ...]] = ()
    """One of these acts opens the list."""
    row_page: ClassVar[str] = ""
    new_pages: ClassVar[tuple[tuple[str, str, str, str], ...]] = ()
    """Buttons above the list: page, act, Chinese, English."""
    intro: ClassVar[Any] = ""

    search_page: ClassVar[str] = ""
    """Where the query is sent, where it must not stand in an address."""

    change_list_template = "web/list.html"
    paginator = BoundedPaginator
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 0
    actions = None
    list_filter_sheet = False
    list_fullwidth = True
    sortable_by = ()

    def row_key(self, row: Any) -> Any:
        """Return what the page of a row is asked with."""
        return row.pk

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return whether the list is open to whoever asks."""
        found: Any = getattr(request, "actor", None)
        return found is not None and any(found.may(act) for act in self.acts)

    has_module_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return False: rows are added by actions."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return False: rows are changed by actions."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return False: rows are never deleted."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Return the list's own address alone: no form, no history, no deletion of Django's."""
        info = self.opts.app_label, self.opts.model_name
        return [path("", self.admin_site.admin_view(self.changelist_view), name="{}_{}_changelist".format(*info))]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the kind of list."""
        return PagesList

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the list."""
        asked: Any = request
        if not self.has_view_permission(request):
            return not_allowed(request, NotAllowed(self.acts[0]))
        buttons = [(page, both(zh, en)) for page, act, zh, en in self.new_pages if asked.actor.may(act)]
        extra = {"title": self.opts.verbose_name_plural, "subtitle": None, "buttons": buttons, "intro": self.intro}
        extra["search_page"] = f"admin:{self.search_page}" if self.search_page else ""
        return super().changelist_view(request, {**extra, **(extra_context or {})})
