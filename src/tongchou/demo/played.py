"""A small city played through the acts: residents, households, identities, double numbers, what waits for a checker."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings

from tongchou import __version__
from tongchou.city.faults.plant import plant_faults
from tongchou.city.faults.rates import rates
from tongchou.city.small import City
from tongchou.demo.network import Network, network_of, open_city, open_network
from tongchou.registry import clock
from tongchou.registry.acting import acting
from tongchou.registry.actions.families import propose_identity, propose_merge
from tongchou.registry.actions.families_bulk import Certified, Member, certify_people, open_households
from tongchou.registry.actions.people import change_particulars
from tongchou.registry.actions.people_bulk import Outcome, register_people
from tongchou.registry.actions.releases import publish_shipped
from tongchou.registry.actions.sealing import seal
from tongchou.registry.documents import WrongNumber, read_number
from tongchou.registry.models import Area, AuditRow, IdentityDocument, Person, RegulationRelease, SpecialIdentity
from tongchou.registry.models.people import IDENTITIES
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import SYSTEM
from tongchou.registry.secrets import key_ring
from tongchou.regulations.load import load

SOURCE = "公安户籍数据（虚构）"
ROWS_OF_A_CHUNK = 500
"""Small, so that the screens fill while one looks."""

WAITING = 6
"""Identities of each county that are proposed and left for the checker."""

CERTIFIER = {
    "returned_to_poverty": "rural_revitalisation",
    "monitored": "rural_revitalisation",
    "severely_disabled": "disabled_federation",
}
"""Which department certifies an identity, where it is not civil affairs."""

TOLD_BY_NAME = ("double_enrolment_homophone", "double_enrolment_rare_character", "double_enrolment_changed_surname")
"""Planted double enrolments whose second number passes every check: two numbers of one person."""

Progress = Callable[[str, str, int, int], None]
"""Told what is done, in Chinese and English, and how far of how many."""


class Played(NamedTuple):
    """What came of playing."""

    outcome: Outcome
    merges: int
    waiting: int


def mark_of(city: City) -> str:
    """Return the subject of the act that says that this very city was played to its end."""
    return f"demo:{__version__}:{city.year}:{city.seed}:{len(city.people.residents)}"


def is_played(city: City) -> bool:
    """Return whether the database holds the city whole."""
    return AuditRow.objects.filter(subject=mark_of(city)).exists()


def is_empty() -> bool:
    """Return whether the database holds nothing yet."""
    return not AuditRow.objects.exists()


def play(city: City, progress: Progress) -> Played:
    """Play the city into an empty database. Raises Refused in production."""
    if settings.PRODUCTION:
        raise Refused("生产环境不建演示城市", "no city is played in production", where="TONGCHOU_MODE")
    day = clock.today()
    residents, answers = with_doubles(city)
    progress("区划", "areas", 0, 1)
    open_city(city.people.villages)
    progress("机构、人员、岗位、账号", "organisations, staff, posts, accounts", 0, 1)
    network = open_network()
    progress("政策发布", "releases of the regulation", 0, 1)
    publish(network, day)
    seal()
    outcome = register_residents(network, residents, day, progress)
    people = _keys(residents)
    seal()
    progress("户", "households", 0, 1)
    _households(network, residents, people, day)
    _deaths(network, residents, people, day)
    seal()
    waiting = _identities(network, city, people, day, progress)
    merges = _merges(network, answers, people, day)
    with acting(SYSTEM, "system.keep", day=day) as act:
        act.subject = mark_of(city)
        act.content = {"residents": len(residents), "registered": outcome.registered}
    seal()
    return Played(outcome, merges, waiting)


def publish(network: Network, day: date) -> RegulationRelease:
    """Release the city's regulation by its policy officer and its checker, from the first day it holds."""
    city = Area.objects.get(pk=settings.POOLING_AREA)
    return publish_shipped(
        maker=network.actor("policy_officer", city.code, day),
        checker=network.actor("policy_checker", city.code, day),
        day=day,
        area=city,
        paper="攀府规〔2022〕（演示）",
        in_force_from=date.fromordinal(load(city.code).area.first),
    )


def with_doubles(city: City) -> tuple[pa.Table, pa.Table]:
    """Return the residents with double enrolments planted among them, and the key to those."""
    planned = {name: rate for name, rate in rates().items() if name.startswith("double_enrolment")}
    planted = plant_faults(city.people.residents, {city.year: city.claims}, city.seed, planned)
    return planted.residents, planted.answers


def register_residents(network: Network, residents: pa.Table, day: date, progress: Progress) -> Outcome:
    """Register all residents through the city's clerk; what can't be read is given back row by row."""
    table = pa.table(
        {
            "name": residents["name"],
            "document": residents["id_number"],
            "area": residents["village"].cast(pa.string()),
        }
    )
    return register_people(
        actor=network.actor("city_clerk", settings.POOLING_AREA, day),
        day=day,
        table=table,
        source=SOURCE,
        write_good=True,
        chunk=ROWS_OF_A_CHUNK,
        progress=lambda done, of: progress("参保人", "people", done, of),
    )


def _keys(residents: pa.Table) -> dict[str, int]:
    """Return the key of each registered person by the city's name of the resident."""
    ring, day = key_ring(), clock.today()
    blinds: dict[bytes, str] = {}
    for resident, text in zip(*(residents[name].to_pylist() for name in ("person_id", "id_number")), strict=True):
        try:
            number = read_number("resident_id", text, day)
        except WrongNumber:
            continue
        # a second enrolment under the old form of the number was refused: the first keeps it
        blinds.setdefault(ring.blind(number.kind, number.number), resident)
    held = IdentityDocument.objects.known().values_list("blind", "person_id")
    return {blinds[bytes(blind)]: person for blind, person in held if bytes(blind) in blinds}


def _households(network: Network, residents: pa.Table, people: dict[str, int], day: date) -> None:
    """Open the households of which every member was registered."""
    columns = ("household_id", "person_id", "relation")
    rows = list(zip(*(residents[name].to_pylist() for name in columns), strict=True))
    broken = {household for household, resident, _ in rows if resident not in people}
    open_households(
        actor=network.actor("city_clerk", settings.POOLING_AREA, day),
        day=day,
        members=[
            Member(household, people[resident], relation)
            for household, resident, relation in rows
            if household not in broken
        ],
        chunk=ROWS_OF_A_CHUNK,
    )


def _deaths(network: Network, residents: pa.Table, people: dict[str, int], day: date) -> None:
    """State the deaths of those who died, as their counties do."""
    dead = residents.filter(pc.and_(pc.is_valid(residents["death"]), pc.less_equal(residents["death"], pa.scalar(day))))
    for row in dead.select(["person_id", "death"]).to_pylist():
        if row["person_id"] not in people:
            continue
        person = Person.objects.get(pk=people[row["person_id"]])
        change_particulars(
            actor=network.actor("county_clerk", person.county_id, day),
            day=day,
            person=person,
            version=person.version,
            name=person.name,
            sex=person.sex,
            birth=person.birth,
            died_on=row["death"],
            source="死亡医学证明（虚构）",
        )


def _identities(network: Network, city: City, people: dict[str, int], day: date, progress: Progress) -> int:
    """Let each county record its identities by maker and checker, and leave the last few for the checker."""
    by_list: dict[tuple[str, str], list[Certified]] = {}
    counties = dict(Person.objects.values_list("pk", "county_id"))
    kinds = {code for code, _ in IDENTITIES}
    for row in city.people.identities.to_pylist():
        person = people.get(row["person_id"])
        if person is None or row["kind"] not in kinds:
            continue
        until = None if row["last"] is None else row["last"] + timedelta(days=1)
        certifier = CERTIFIER.get(row["kind"], "civil_affairs")
        by_list.setdefault((counties[person], certifier), []).append(
            Certified(person, row["kind"], row["first"], until)
        )
    waiting = 0
    for done, ((county, certifier), listed) in enumerate(sorted(by_list.items())):
        progress("特殊身份", "special identities", done, len(by_list))
        kept = WAITING if certifier == "civil_affairs" else 0
        maker = network.actor("county_clerk", county, day)
        department = network.organisations[certifier, county]
        paper = f"{day.year} 年第 1 批认定名单（虚构）"
        certify_people(
            maker=maker,
            checker=network.actor("county_checker", county, day),
            day=day,
            certified_by=department,
            paper=paper,
            listed=listed[: len(listed) - kept],
        )
        for each in listed[len(listed) - kept :]:
            propose_identity(
                actor=maker,
                day=day,
                person=Person.objects.get(pk=each.person),
                kind=each.kind,
                first=each.first,
                until=each.until,
                certified_by=department,
                paper=paper,
            )
            waiting += 1
    return waiting


def _merges(network: Network, answers: pa.Table, people: dict[str, int], day: date) -> int:
    """Propose to merge the planted double numbers, across counties by the city's clerk; nobody decides them yet."""
    proposed = 0
    city = Area.objects.get(level="city")
    for row in answers.to_pylist():
        kept, dropped = (
            (people.get(each) for each in row["persons"][:2]) if row["fault"] in TOLD_BY_NAME else (None,) * 2
        )
        if kept is None or dropped is None:
            continue
        one, other = Person.objects.get(pk=kept), Person.objects.get(pk=dropped)
        same = one.county_id == other.county_id
        maker = ("county_clerk", one.county_id) if same else ("city_clerk", city.code)
        propose_merge(
            actor=network.actor(*maker, day),
            day=day,
            kept=one,
            dropped=other,
            reason="出生日期相同，证件号码仅一位之差",
        )
        proposed += 1
    return proposed


def counts() -> dict[str, Any]:
    """Return how many people and identities the database holds."""
    return {"people": Person.objects.count(), "identities": SpecialIdentity.objects.known().count()}


def reopened() -> Network:
    """Return the network of a city played before."""
    return network_of(clock.today())
