"""The pages of the house: each room makes its own known, with the acts of which one has to be allowed.

@page("people/<int:key>/move/", "person_move", "person.change")
def move(request: StaffRequest, key: int) -> HttpResponse: ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase

from tongchou.registry.rights import NotAllowed
from tongchou.web.requests import StaffRequest, said, shown

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[StaffRequest, Arguments], HttpResponseBase]

ANYBODY = "anybody"
"""In place of an act: whoever is logged in."""


@dataclass(frozen=True, slots=True)
class Page:
    """An address of the console."""

    route: str
    name: str
    acts: tuple[str, ...]
    view: Callable[..., HttpResponseBase]

    def open_to(self, request: StaffRequest) -> bool:
        """Return whether whoever asks may do one of the acts of the page."""
        return ANYBODY in self.acts or any(request.actor.may(act) for act in self.acts)


PAGES: dict[str, Page] = {}


def page(route: str, name: str, *acts: str) -> Callable[[View[Arguments]], View[Arguments]]:
    """Make a view known as a page under an address; one of the acts has to be allowed to whoever opens it."""
    if not acts:
        raise ValueError(f"page {name}: which acts? ({ANYBODY} where nothing more than log-in is due)")

    def known(view: View[Arguments]) -> View[Arguments]:
        if name in PAGES:
            raise ValueError(f"page {name} is known already")
        PAGES[name] = Page(route, name, acts, view)
        return view

    return known


def guarded(found: Page) -> Callable[..., HttpResponseBase]:
    """Return the view of a page that refuses, in words, whoever may not open it."""

    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        assert isinstance(request, HttpRequest)
        asked: StaffRequest = request  # type: ignore[assignment]
        if not found.open_to(asked):
            return not_allowed(asked, NotAllowed(found.acts[0]))
        try:
            return found.view(asked, *args, **kwargs)
        except NotAllowed as refusal:
            return not_allowed(asked, refusal)

    return update_wrapper(view, found.view)


def not_allowed(request: HttpRequest, refusal: NotAllowed) -> HttpResponseBase:
    """Return the page that says why something is not open."""
    from tongchou.registry.words import both

    return shown(request, "web/not_allowed.html", both("无权办理", "Not allowed"), status=403, told=said(refusal))
