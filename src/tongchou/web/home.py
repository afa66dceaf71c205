"""The first page: who one is, what waits, and one box that finds people."""

from django.http import HttpResponse

from tongchou.registry import clock
from tongchou.registry.actions.proposals import KINDS
from tongchou.registry.models import AuditRow, Leave
from tongchou.registry.queries.areas import names_of
from tongchou.registry.queries.audit import unsealed
from tongchou.registry.queries.proposals import proposals_seen, waiting_for
from tongchou.registry.words import both
from tongchou.web.pages import ANYBODY, page
from tongchou.web.requests import StaffRequest, shown

SHOWN = 8


@page("", "index", ANYBODY)
def home(request: StaffRequest) -> HttpResponse:
    """Show whoever is logged in what to do next."""
    today, actor = clock.today(), request.actor
    waiting = waiting_for(actor).select_related("area", "made_by").order_by("id")
    mine = proposals_seen(actor).filter(made_by=actor.staff, decision__isnull=True).order_by("-id")
    watches = actor.may("audit.read") or actor.may("audit.verify") or actor.may("system.keep")
    rows = AuditRow.objects.filter(account=request.user).order_by("-at", "-id")[:SHOWN]
    return shown(
        request,
        "web/home.html",
        both("首页", "Home"),
        today=today,
        grants=actor.grants,
        area_names=names_of([grant.area for grant in actor.grants], today),
        waiting=waiting[:SHOWN],
        waiting_count=waiting[:100].count(),
        mine=mine[:SHOWN],
        kinds={code: kind.words for code, kind in KINDS.items()},
        my_acts=rows,
        finds_people=actor.may("person.read"),
        registers=actor.may("person.register"),
        away=Leave.objects.as_of(today).filter(stand_in_id=actor.staff).select_related("staff"),
        unsealed=watches and unsealed()[:1_000].count(),
    )
