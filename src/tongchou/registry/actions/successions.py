"""People follow their area: into the one that a merger or a new code put in its place."""

from datetime import date

from django.db.models import F, Q

from tongchou.registry import clock
from tongchou.registry.acting import acting
from tongchou.registry.models import Area, AreaSuccession, Person, Residence
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import Actor

AT_ONCE = 500


def follow_succession(*, actor: Actor, day: date, before: Area, limit: int = AT_ONCE) -> int:
    """Let people insured in an area that ended be insured in the one that followed, from the day it did.

    Where they were insured before stays as it was. Returns how many were moved; a job calls it until it returns 0, each
    time one act. Raises Refused where nothing followed yet, or several areas did (who belongs where after a split is
    told person by person), and NotAllowed.
    """
    followed = AreaSuccession.objects.filter(before=before, day__lte=clock.today()).select_related("after")
    latest = list(followed.order_by("-day"))
    after = [each for each in latest if each.day == latest[0].day]
    if not after:
        raise Refused(f"区划 {before.pk} 还没有后继区划", f"nothing has followed area {before.pk} yet", where="before")
    if len(after) > 1 or after[0].kind == "split":
        raise Refused(
            f"区划 {before.pk} 已拆分，须逐人确定归属",
            f"area {before.pk} was split; move people one by one",
            where="before",
        )
    place, since = after[0].after, after[0].day
    with acting(actor, "area.keep", day=day, area=before) as act:
        act.subject = f"area:{before.pk}"
        later = Residence.objects.known().filter(Q(valid_to__isnull=True) | Q(valid_to__gt=since))
        homes = list(later.filter(kind="insured", area=before).order_by("person_id", "valid_from")[:limit])
        for home in homes:
            moved = Residence(
                person_id=home.person_id,
                kind="insured",
                area=place,
                address=home.address,
                valid_from=max(home.valid_from, since),
                valid_to=home.valid_to,
            )
            act.restate(moved)
            if moved.holds_on(clock.today()):
                Person.objects.filter(pk=home.person_id).update(
                    area=place, county_id=place.county_id or place.pk, version=F("version") + 1
                )
            act.tell("person.moved", f"person:{home.person_id}:{moved.pk}", {"person": home.person_id, "to": place.pk})
        act.content = {"from": before.pk, "to": place.pk, "people": len(homes)}
    return len(homes)
