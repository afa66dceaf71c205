"""Reads on organisations, staff and posts."""

from datetime import date, datetime

from django.db.models import Q, QuerySet

from tongchou.registry.models import Appointment, AuditRow, Leave, OrganisationFact, Staff
from tongchou.registry.rights import Actor


def organisations_on(day: date, known: datetime | None = None) -> QuerySet[OrganisationFact]:
    """Return the organisations of a day; they are public, so whoever works here sees all of them."""
    return OrganisationFact.objects.as_of(day, known).select_related("organisation", "area__parent")


def staff_seen(actor: Actor, day: date) -> QuerySet[Staff]:
    """Return the staff whom an actor sees: the keeper of accounts all, a head those in posts of the own area."""
    if actor.may("account.keep") or any(grant.level == "city" for grant in actor.reach("staff.leave")):
        return Staff.objects.all()
    posts = Q(pk__in=[])
    for grant in actor.reach("staff.leave"):
        posts |= Q(area__county=grant.area)
    return Staff.objects.filter(
        pk__in=Appointment.objects.known().filter(posts).exclude(valid_to__lte=day).values("staff")
    )


def posts_of(staff: Staff) -> QuerySet[Appointment]:
    """Return every post of a member of staff, past and to come."""
    return (
        Appointment.objects.known()
        .filter(staff=staff)
        .select_related("area", "organisation")
        .order_by("-valid_from", "post")
    )


def leaves_of(staff: Staff) -> QuerySet[Leave]:
    """Return the leaves of a member of staff."""
    return Leave.objects.known().filter(staff=staff).select_related("stand_in").order_by("-valid_from")


def audit_seen(actor: Actor) -> QuerySet[AuditRow]:
    """Return the audit rows that an actor may read: those of the chains of the areas in reach."""
    reach = actor.reach("audit.read")
    if any(grant.level == "city" for grant in reach):
        return AuditRow.objects.all()
    return AuditRow.objects.filter(area__in=[grant.area for grant in reach])
