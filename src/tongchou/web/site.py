"""The site of the console: Unfold's frame around the pages and lists that rooms make known.

It is called ``admin`` because Unfold's templates ask for that name.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.i18n import JavaScriptCatalog
from unfold.sites import UnfoldAdminSite

from tongchou.web.lists import ConsoleList
from tongchou.web.pages import PAGES, guarded

List = TypeVar("List", bound=type[ConsoleList])


class ConsoleSite(UnfoldAdminSite):
    """Serves lists, pages, log-in and log-out; nothing of Django's that writes."""

    site_url = None

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Return the addresses of pages and lists. The rest of Django's (history, deletion, forms) does not exist."""
        from tongchou.web import login

        pages: list[URLPattern | URLResolver] = [
            path(found.route, self.admin_view(guarded(found)), name=found.name) for found in PAGES.values()
        ]
        lists: list[URLPattern | URLResolver] = [
            path(f"lists/{model._meta.model_name}/", include(model_list.urls)) for model, model_list in self._lists()
        ]
        return [
            path("login/", self.login, name="login"),
            path("login/code/", login.second_step, name="login_code"),
            path("logout/", self.logout, name="logout"),
            path("language/", login.choose, name="language"),
            path("jsi18n/", JavaScriptCatalog.as_view(packages=["django.contrib.admin"]), name="jsi18n"),
            *pages,
            *lists,
            re_path(r"(?P<url>.*)$", self.admin_view(self.catch_all_view)),
        ]

    def _lists(self) -> list[tuple[type[Model], Any]]:
        return list(self._registry.items())

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return nothing: the menus are the console's own."""
        return []

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Ask for user name and password."""
        from tongchou.web import login

        return login.first_step(request)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """End the session; only by a form that was sent, never by an address."""
        from tongchou.web import login

        return login.leave(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to the page of the house, whose form calls the action."""
        return redirect("admin:password_change")


site = ConsoleSite(name="admin")


def console_list(model: type[Model]) -> Callable[[List], List]:
    """Make a list known to the console."""

    def known(made: List) -> List:
        site.register(model, made)
        return made

    return known
