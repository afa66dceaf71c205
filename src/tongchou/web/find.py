"""What a browser asks while one types: whom a term finds, and what a document number tells."""

from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from tongchou.registry import clock
from tongchou.registry.documents import WrongNumber, known_area, read_number
from tongchou.registry.models.people import SEXES
from tongchou.registry.rights import acts
from tongchou.registry.words import both
from tongchou.web.fields import FINDERS
from tongchou.web.pages import ANYBODY, page
from tongchou.web.requests import StaffRequest, english


@page("find/<slug:kind>/", "find", ANYBODY)
def find(request: StaffRequest, kind: str) -> HttpResponse:
    """Return what a term finds, of what whoever asks may reach."""
    if kind not in FINDERS:
        raise Http404
    act = request.GET.get("act", "")
    term = request.GET.get("q", "").strip()
    if not term or (act and act not in acts()):
        return JsonResponse({"found": []})
    if kind == "staff" and not (request.actor.may("account.keep") or request.actor.may("staff.leave")):
        raise Http404
    return JsonResponse({"found": FINDERS[kind](request.actor, act, term[:60])})


@page("people/check-number/", "check_number", "person.register", "person.change")
def check_number(request: StaffRequest) -> HttpResponse:
    """Return whether a document number is sound, with birth and sex or with the reason. It is sent, never addressed."""
    return _checked(request)


@require_POST
def _checked(request: StaffRequest) -> HttpResponse:
    kind, text = request.POST.get("kind", ""), request.POST.get("number", "")
    try:
        read = read_number(kind, text, clock.today())
    except WrongNumber as wrong:
        return JsonResponse({"sound": False, "told": wrong.en if english() else wrong.zh})
    told: list[str] = []
    if read.birth is not None:
        told = [str(both("号码相符", "The number is sound")), str(dict(SEXES)[read.sex]), read.birth.isoformat()]
        if kind == "resident_id" and not known_area(read.number):
            told.append(str(both("前六位不在国家区划代码沿革中，请核对", "its first six digits are no known area")))
    birth = "" if read.birth is None else read.birth.isoformat()
    return JsonResponse({"sound": True, "birth": birth, "sex": read.sex, "told": " · ".join(told)})
