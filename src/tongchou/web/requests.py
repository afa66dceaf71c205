"""A request of somebody who is logged in, and the page that answers it."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import get_language

from tongchou.registry.acting import ChangedMeanwhile
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import NotAllowed
from tongchou.registry.words import CHINESE

if TYPE_CHECKING:
    from tongchou.registry.models import Account
    from tongchou.registry.rights import Actor
    from tongchou.registry.words import StrPromise

Denied = Refused | NotAllowed | ChangedMeanwhile


class StaffRequest(HttpRequest):
    """A request with the account that is logged in and what it may do today."""

    user: "Account"
    actor: "Actor"


def said(refusal: Denied) -> str:
    """Return why something was refused, in the language of whoever asked, with the article it rests on."""
    text = _sentence(refusal.en) if english() else refusal.zh
    article = getattr(refusal, "article", "")
    if not article:
        return text
    return f"{text} ({article})" if english() else f"{text}（{article}）"


def english() -> bool:
    """Return whether whoever asks reads English."""
    return (get_language() or CHINESE).startswith("en")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def shown(
    request: HttpRequest,
    template: str,
    title: "StrPromise | str",
    status: int = 200,
    **context: Any,
) -> TemplateResponse:
    """Return a page of the console: its frame, menus and title around a template."""
    from tongchou.web.site import site

    frame = site.each_context(request)
    request.current_app = site.name
    return TemplateResponse(request, template, {**frame, "title": title, **context}, status=status)
