"""What is written of each request: number, account, route, status and time; never an address, a name or a number.

The route is the pattern of the address with its placeholders, so that no key of a person gets into a log.
"""

import logging
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from tongchou.operation.figures import count_request

logger = logging.getLogger("tongchou.requests")


def told_apart(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Give each request a number that its answer and its log line carry, and count it."""

    def numbered(request: HttpRequest) -> HttpResponseBase:
        # a number given by the caller could be anything, an ID number too
        number = uuid.uuid4().hex
        request.META["TONGCHOU_REQUEST"] = number
        if settings.PROXY:
            _take_address_of_proxy(request)
        began = time.perf_counter_ns()
        response = get_response(request)
        taken = time.perf_counter_ns() - began
        response["X-Request-ID"] = number
        route = route_of(request)
        count_request(request.method or "", route, response.status_code, taken)
        logger.info(
            "request",
            extra={
                "request": number,
                "account": account_of(request),
                "method": request.method,
                "route": route,
                "status": response.status_code,
                "milliseconds": taken // 1_000_000,
            },
        )
        return response

    return numbered


def route_of(request: HttpRequest) -> str:
    """Return the pattern that an address fell under; "" where there is none."""
    match = request.resolver_match
    return "" if match is None else str(match.route)


def account_of(request: HttpRequest) -> int | None:
    """Return the account that asked, where somebody looked who it is; it is not looked up for the log."""
    caller = getattr(request, "auth", None) or getattr(request, "_cached_user", None)
    account = getattr(caller, "account", caller)
    return getattr(account, "pk", None)


def _take_address_of_proxy(request: HttpRequest) -> None:
    """Take the caller's address from our proxy: the last one is what it saw; those before it the caller may invent."""
    said = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    if said:
        request.META["REMOTE_ADDR"] = said
