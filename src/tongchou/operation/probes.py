"""/healthz, /readyz and /metrics: asked before all else, for a probe knows no host name, no session and no TLS."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.crypto import constant_time_compare

from tongchou.operation.figures import figures
from tongchou.operation.state import STATES, state_now

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_VIA")


def answered_first(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer the probes."""
    probes = {"/healthz": alive, "/readyz": ready, "/metrics": metrics}

    def answered(request: HttpRequest) -> HttpResponseBase:
        probe = probes.get(request.path_info)
        if probe is None:
            return get_response(request)
        response = HttpResponse(status=405) if request.method not in ("GET", "HEAD") else probe(request)
        response["Cache-Control"] = "no-store"
        return response

    return answered


def alive(request: HttpRequest) -> HttpResponse:
    """Answer that the process lives; it asks nothing of the database, whose failure no restart heals."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> HttpResponse:
    """Answer whether requests can be taken, and what keeps them from it."""
    state = state_now()
    said = {name: getattr(state, name) for name in STATES}
    return JsonResponse({"status": "ok" if state.ready else "failing", **said}, status=200 if state.ready else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with the figures, to this machine or to whoever shows the token; to others there is no such page."""
    if not may_read_figures(request):
        return HttpResponse(status=404)
    return HttpResponse(figures(), content_type="text/plain; version=0.0.4; charset=utf-8")


def may_read_figures(request: HttpRequest) -> bool:
    """Return whether the caller may read the figures.

    Behind a proxy everybody comes from this machine, so there the token decides alone.
    """
    scheme, _, shown = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if settings.METRICS_TOKEN and scheme.lower() == "bearer":
        return constant_time_compare(shown.strip(), settings.METRICS_TOKEN)
    if settings.PROXY or any(name in request.META for name in FORWARDED):
        return False
    return is_loopback(request.META.get("REMOTE_ADDR", ""))


def is_loopback(address: str) -> bool:
    """Return whether an address is this machine's own."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
