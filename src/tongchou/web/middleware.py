"""What surrounds every request: the limits of a session, the language, who acts, and the first password."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from tongchou.registry import clock
from tongchou.registry.models import Account
from tongchou.registry.rights import actor_of
from tongchou.registry.words import CHINESE
from tongchou.web.sessions import BEGAN, SEEN

IDLE = timedelta(minutes=30)
"""Unused for so long, a session ends."""
LONGEST = timedelta(hours=12)
"""However busy, a session ends after so long."""
NOTED_EVERY = timedelta(minutes=1)
"""How often the last use is noted; not at each request, so that reading writes little."""

LANGUAGE = "language"
"""Where the session keeps the language that was chosen before log-in."""

Answer = Callable[[HttpRequest], HttpResponse]

OPEN_WITH_FIRST_PASSWORD = ("password_change", "logout", "language")


def session_limits(answer: Answer) -> Answer:
    """End sessions that are idle or old."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(clock.now().timestamp())
            began, seen = request.session.get(BEGAN, now), request.session.get(SEEN, now)
            if now - seen > IDLE.total_seconds() or now - began > LONGEST.total_seconds():
                chosen = request.user.language
                logout(request)
                request.session[LANGUAGE] = chosen
            elif now - seen >= NOTED_EVERY.total_seconds() or SEEN not in request.session:
                request.session[BEGAN], request.session[SEEN] = began, now
        return answer(request)

    return middleware


def language(answer: Answer) -> Answer:
    """Let a request be answered in the language that was chosen: by the account, before log-in in the session.

    What a browser asks for is not looked at: an English Windows must not turn a Chinese office's screens English.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, Account):
            chosen = request.user.language
        else:
            chosen = request.session.get(LANGUAGE, CHINESE)
        with translation.override(chosen):
            response = answer(request)
            response.headers.setdefault("Content-Language", chosen)
        return response

    return middleware


def actor(answer: Answer) -> Answer:
    """Say who acts (``request.actor``), and lead whoever has a first password to changing it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, Account):
            request.actor = actor_of(request.user, clock.today())  # type: ignore[attr-defined]
            open_ones = [reverse(f"admin:{name}") for name in OPEN_WITH_FIRST_PASSWORD]
            within_console = request.path.startswith(settings.CONSOLE_PATH)
            if request.user.must_change_password and within_console and request.path not in open_ones:
                return redirect("admin:password_change")
        return answer(request)

    return middleware
