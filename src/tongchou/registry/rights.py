"""Who may do what: acts, posts, and the areas that a post reaches.

Acts and posts are data (``acts.yaml``, ``posts.yaml`` of each room). A post grants acts of kind *make* or *check*; of
one flow of money no person may do both, whatever posts are held, and posts that together would allow it are refused
together. ``two_people`` proves it for every pair.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from django.apps import apps
from django.db.models import Q
from django.db.models.lookups import Exact

from tongchou.registry.codes import TownshipOf
from tongchou.registry.words import CHINESE, ENGLISH, both, told

if TYPE_CHECKING:
    from tongchou.registry.models import Account, Area, Person
    from tongchou.registry.words import StrPromise

MAKE, CHECK, READ = "make", "check", "read"


@dataclass(frozen=True, slots=True)
class Act:
    """A thing one may be allowed to do."""

    code: str
    words: "StrPromise"
    step: str
    """make, check or read."""
    flow: str
    """Which chain of steps it belongs to; the maker of a flow never checks it."""
    money: bool
    """Whether the flow moves money or decides what money moves."""
    city_only: bool
    """Whether only a post of the city may do it (uniform rules: measure article 3)."""
    own: bool
    """Whether everybody may do it, to oneself."""


@dataclass(frozen=True, slots=True)
class Post:
    """A post and the acts it grants."""

    code: str
    words: "StrPromise"
    levels: tuple[str, ...]
    """At which levels of area it may be given."""
    kinds: tuple[str, ...]
    """In which kinds of organisation."""
    acts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Grant:
    """A post in force for somebody: the acts it grants and the area it reaches."""

    post: Post
    area: str
    level: str
    organisation: int
    stands_in_for: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts: an account, its member of staff, and what holds for it on the day."""

    account: int | None
    staff: int | None
    name: str
    grants: tuple[Grant, ...] = field(default=())
    system: bool = False
    """The machine itself, which may do whatever it is called for."""

    def may(self, act: str, area: "Area | None" = None) -> bool:
        """Return whether the actor may do an act, in an area where one is given."""
        return self.system or acts()[act].own or self.granting(act, area) is not None

    def granting(self, act: str, area: "Area | None" = None) -> Grant | None:
        """Return the grant by which the actor may do an act; one's own post before a stand-in's."""
        for grant in self.reach(act):
            if area is None or reaches(grant, area):
                return grant
        return None

    def reach(self, act: str) -> tuple[Grant, ...]:
        """Return the grants that allow an act, for filters by area; what is the city's only at its level."""
        city_only = acts()[act].city_only
        return tuple(
            grant for grant in self.grants if act in grant.post.acts and (grant.level == "city" or not city_only)
        )


SYSTEM = Actor(None, None, "system", system=True)
"""Sets up a database and plays nobody's part; no screen and no address ever acts as it."""


class NotAllowed(Exception):
    """The actor may not do this act here."""

    def __init__(self, act: str, area: str = "") -> None:
        """Keep the act and the area."""
        self.act, self.area = act, area
        words = acts()[act].words if act in acts() else act
        zh, en = (f"（{area}）", f" ({area})") if area else ("", "")
        self.zh = f"您的岗位无权办理“{told(words, CHINESE)}”{zh}；需要时请由有权的岗位办理，或请管理员调整岗位"
        self.en = (
            f"your posts don't allow '{told(words, ENGLISH)}'{en}; ask whoever holds the post, or have yours changed"
        )
        super().__init__(f"{self.zh} | {self.en}")


def reaches(grant: Grant, area: "Area") -> bool:
    """Return whether a grant reaches an area: the whole city, or the area itself and all below it."""
    if grant.level == "city":
        return True
    if grant.level == "county":
        return area.county_id == grant.area
    return area.code == grant.area or area.parent_id == grant.area


def within(grants: Iterable[Grant], area: str = "area", county: str = "county") -> Q:
    """Return the filter of rows whose area the grants reach; none of them where there is no grant."""
    found = Q(pk__in=[])
    for grant in grants:
        if grant.level == "city":
            return Q()
        if grant.level == "county":
            found |= Q(**{f"{county}_id": grant.area})
        elif grant.level == "township":
            found |= Q(Exact(TownshipOf(f"{area}_id"), grant.area))
        else:
            found |= Q(**{f"{area}_id": grant.area})
    return found


@cache
def acts() -> dict[str, Act]:
    """Return every act of the house by its code."""
    found = {}
    for row in _rows("acts.yaml"):
        found[row["code"]] = Act(
            row["code"],
            both(row["zh"], row["en"]),
            row["step"],
            row.get("flow", ""),
            bool(row.get("money", False)),
            bool(row.get("city_only", False)),
            bool(row.get("own", False)),
        )
    return found


@cache
def flows() -> "dict[str, StrPromise]":
    """Return what every flow of the house is called, by its code."""
    return {row["code"]: both(row["zh"], row["en"]) for row in _rows("flows.yaml")}


def flow_words(code: str) -> "StrPromise | str":
    """Return what a flow is called."""
    return flows().get(code, code)


@cache
def posts() -> dict[str, Post]:
    """Return every post of the house by its code; rooms add acts to posts of lower rooms."""
    rows: dict[str, dict[str, Any]] = {}
    granted: dict[str, set[str]] = {}
    for row in _rows("posts.yaml"):
        rows.setdefault(row["code"], row)
        granted.setdefault(row["code"], set()).update(row["acts"])
    known = acts()
    unknown = {act for given in granted.values() for act in given} - set(known)
    if unknown:
        raise ValueError(f"posts.yaml: unknown acts {sorted(unknown)}")
    return {
        code: Post(
            code, both(row["zh"], row["en"]), tuple(row["levels"]), tuple(row["kinds"]), frozenset(granted[code])
        )
        for code, row in rows.items()
    }


def _rows(name: str) -> list[dict[str, Any]]:
    found = []
    for config in apps.get_app_configs():
        path = Path(config.path) / "data" / name
        if config.name.startswith("tongchou.") and path.is_file():
            found += yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True, slots=True)
class Conflict:
    """A flow that one person could carry through alone with these posts."""

    flow: str
    first: str
    second: str


def conflicts(held: Iterable[str]) -> list[Conflict]:
    """Return the flows of which posts held together grant both the making and the checking."""
    known, found = acts(), []
    granted = [(code, act) for code in sorted(set(held)) for act in sorted(posts()[code].acts)]
    for (first, making), (second, checking) in ((a, b) for a in granted for b in granted):
        maker, checker = known[making], known[checking]
        if maker.step == MAKE and checker.step == CHECK and maker.flow and maker.flow == checker.flow:
            found.append(Conflict(maker.flow, first, second))
    return list(dict.fromkeys(found))


def two_people() -> tuple[list[Conflict], list[Conflict]]:
    """Return the conflicts inside single posts (there must be none) and those of pairs, which are refused together."""
    inside = [conflict for code in posts() for conflict in conflicts([code])]
    between = [
        conflict
        for first, second in combinations(sorted(posts()), 2)
        for conflict in conflicts([first, second])
        if {conflict.first, conflict.second} == {first, second}
    ]
    return inside, between


def actor_of(account: "Account", day: date) -> Actor:
    """Return what an account may do on a day: the posts in force, and those of whoever is away and stood in for.

    Whoever is on leave keeps the own posts; a stand-in does not get a post that would join both sides of a flow.
    """
    from tongchou.registry.models import Appointment, Leave

    own = [
        _grant(each) for each in Appointment.objects.as_of(day).filter(staff_id=account.staff_id).select_related("area")
    ]
    held = {grant.post.code for grant in own}
    stood_in = []
    leaves = Leave.objects.as_of(day).filter(stand_in_id=account.staff_id).select_related("staff").order_by("pk")
    for leave in leaves:
        appointments = Appointment.objects.as_of(day).filter(staff_id=leave.staff_id).select_related("area")
        for each in appointments.order_by("pk"):
            grant = _grant(each, leave.staff.number)
            if not conflicts({*held, grant.post.code}):
                stood_in.append(grant)
                held.add(grant.post.code)
    return Actor(account.pk, account.staff_id, account.username, (*own, *stood_in))


def _grant(appointment: Any, stands_in_for: str = "") -> Grant:
    area = appointment.area
    return Grant(posts()[appointment.post], area.code, area.level, appointment.organisation_id, stands_in_for)


def visible(actor: Actor, person: "Person", act: str = "person.read") -> bool:
    """Return whether an actor may see a person."""
    return actor.may(act, person.area)
