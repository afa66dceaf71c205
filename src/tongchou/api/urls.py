"""The addresses of the API, version 1; whatever else is asked below ``/api/`` is told as a problem too."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI

from tongchou.api import access, audit, families, network, persons, proposals
from tongchou.api.caller import Token
from tongchou.api.problems import method_not_supported, not_found, tell_problems

api = NinjaAPI(
    title="统筹 | tongchou",
    version="1",
    description="城乡居民基本医疗保险市级统筹：登记、复核、经办记录。写操作可带 Idempotency-Key；"
    "错误为问题详情（RFC 9457），中英对照。| A city's resident medical insurance: registry, second persons, "
    "audit. Writes take an Idempotency-Key; "
    "errors are problem details (RFC 9457) in both languages.",
    auth=Token(),
    urls_namespace="api",
    docs_decorator=csp_update({"img-src": [SELF, "data:"], "style-src": [SELF, "'unsafe-inline'"]}),
)
for each in (access, network, persons, families, proposals, audit):
    api.add_router("", each.router)
tell_problems(api)


def _told(view: Callable[..., Any]) -> Callable[..., Any]:
    """Tell of a method that an address does not take as a problem, which the library tells as bare text."""

    @csrf_exempt
    @wraps(view)
    def telling(request: HttpRequest, *given: Any, **named: Any) -> Any:
        answer = view(request, *given, **named)
        if answer.status_code == 405 and "problem" not in answer.headers.get("Content-Type", ""):
            return method_not_supported(request, answer.headers.get("Allow", ""))
        return answer

    return telling


@csrf_exempt
def nothing_here(request: HttpRequest, **rest: str) -> HttpResponse:
    """Answer for an address below the API's that there is nothing."""
    return not_found(request)


_patterns, _application, _namespace = api.urls
for _pattern in _patterns:
    if _pattern.callback is not None:
        _pattern.callback = _told(_pattern.callback)

urlpatterns = [
    path("v1/", (_patterns, _application, _namespace)),
    re_path("^.*$", nothing_here),
]
