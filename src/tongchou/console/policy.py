"""What a browser may load on the console's pages.

Unfold's Alpine computes expressions of attributes in the browser and its styles stand in attributes: both need a laxer
policy, which holds under the console's path alone. Nothing comes from elsewhere.
"""

from collections.abc import Callable
from typing import Any

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.conf import settings
from django.http import HttpRequest, HttpResponse

POLICY: dict[str, Any] = {
    "script-src": [SELF, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:"],
}


def console_policy(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let the console's pages have their own policy."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if request.path.startswith(settings.CONSOLE_PATH):
            response._csp_update = POLICY  # type: ignore[attr-defined]
        return response

    return middleware
