"""The demonstration's database: made, filled by playing a city, kept for later starts, checked."""

from collections.abc import Iterator
from typing import NamedTuple

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tongchou.city.small import City
from tongchou.demo.check import Disagreement
from tongchou.demo.network import COUNTY_POSTS, Network, network_of, pass_phrase, user_name
from tongchou.demo.played import Progress, is_empty, is_played, play, with_doubles
from tongchou.registry import clock
from tongchou.registry.acting import acting
from tongchou.registry.actions.organisations import set_password
from tongchou.registry.actions.sealing import seal
from tongchou.registry.models import Account, Area, AreaFact, AuditRow, Event, Person, RegulationRelease
from tongchou.registry.queries.audit import verify
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import SYSTEM, Actor, posts

BEGUN = "demo:begun"
"""Subject of the act that says that a database is a demonstration's, and was not finished while no other says so."""


class LogIn(NamedTuple):
    """A log-in to be shown once."""

    username: str
    phrase: str
    post: str
    area: str


def prepare(city: City) -> bool:
    """Make the database ready, and return whether it holds the city already.

    A demonstration that was not finished, or of another city, is begun anew on SQLite. Raises Refused where the
    database holds anything else: nobody's data is touched.
    """
    call_command("migrate", verbosity=0)
    if is_played(city):
        return True
    if not is_empty():
        if connection.vendor != "sqlite" or not AuditRow.objects.filter(subject=BEGUN).exists():
            raise Refused(
                f"{settings.DATABASES['default']['NAME']} 里已有数据，演示不动它；请用 --folder 另指一处",
                "the database holds data that the demonstration leaves alone; name another place with --folder",
                where="--folder",
            )
        _begin_anew()
    with acting(SYSTEM, "system.keep", day=clock.today()) as act:
        act.subject = BEGUN
    return False


def _begin_anew() -> None:
    """Take the unfinished demonstration away and make an empty database."""
    connection.close()
    for ending in ("", "-wal", "-shm"):
        settings.HOME.joinpath(str(settings.DATABASES["default"]["NAME"]) + ending).unlink(missing_ok=True)
    call_command("migrate", verbosity=0)


def fill(city: City, progress: Progress) -> None:
    """Play the city into the database."""
    play(city, progress)


def log_ins() -> list[LogIn]:
    """Give the accounts that are shown a new pass phrase each, and return them; in development only."""
    if settings.PRODUCTION:
        raise Refused("生产环境不显示口令", "no pass phrase is shown in production", where="TONGCHOU_MODE")
    day = clock.today()
    network = network_of(day)
    names = {fact.area_id: fact.name for fact in AreaFact.objects.as_of(day)}
    shown = []
    for (post, area), account in _shown(network):
        phrase = pass_phrase()
        actor = Actor(account.pk, account.staff_id, account.username)
        set_password(actor=actor, day=day, account=account, password=phrase)
        shown.append(LogIn(account.username, phrase, str(posts()[post].words), names[area]))
    return shown


def _shown(network: Network) -> list[tuple[tuple[str, str], Account]]:
    first = Area.objects.filter(level="county").order_by("code")[0].code
    every = [*COUNTY_POSTS, *(post for post, _ in network.accounts if post not in COUNTY_POSTS)]
    order = {post: place for place, post in enumerate(dict.fromkeys(every))}
    kept = [
        (key, account)
        for key, account in network.accounts.items()
        if account.username == user_name(key[0], key[1], first) and (key[0] not in COUNTY_POSTS or key[1] == first)
    ]
    return sorted(kept, key=lambda each: order[each[0][0]])


def stands(city: City) -> Iterator[Disagreement | None]:
    """Yield what of the database does not fit the city or its audit, or None for each thing that does."""
    seal()
    residents, _ = with_doubles(city)
    registered = sum(
        _persons_of(payload)
        for payload in Event.objects.filter(kind="people.registered").values_list("payload", flat=True)
    )
    people, refused = Person.objects.count(), len(residents) - registered
    yield (
        None
        if people == registered
        else Disagreement(
            f"事件记 {registered} 人，库中 {people} 人", f"events tell {registered} people, there are {people}"
        )
    )
    planted = sum(1 for fault in with_doubles(city)[1].to_pylist() if fault["planted"])
    yield (
        None
        if 0 <= refused <= planted
        else Disagreement(
            f"居民 {len(residents)} 人，登记 {people} 人，相差多于埋设的 {planted} 处",
            f"of {len(residents)} residents {people} are registered, and only {planted} were made unreadable",
        )
    )
    released = RegulationRelease.objects.count()
    yield None if released else Disagreement("没有发布政策参数", "no release of the regulation is in force")
    found = next(verify(), None)
    yield (
        None
        if found is None
        else Disagreement(f"{found.table} {found.key}：{found.zh}", f"{found.table} {found.key}: {found.en}")
    )


def _persons_of(payload: str) -> int:
    import json

    return int(json.loads(payload)["persons"])
