"""The areas, organisations, posts and accounts of the played city, made by the acts themselves.

Counties, townships and villages are those of the synthetic city; the organisations are the four-level network and the
departments of article 23 of the measure. Everybody is invented.
"""

import secrets
from datetime import date
from typing import NamedTuple

import pyarrow as pa

from tongchou.city import tables
from tongchou.registry.actions.areas import open_areas
from tongchou.registry.actions.organisations import appoint, open_account, open_organisation, take_on
from tongchou.registry.models import Account, Area, Organisation
from tongchou.registry.rights import SYSTEM, Actor, actor_of

OPENED = date(2018, 1, 1)
"""The day on which the measure came into force."""

EXPANDED_POWER = ("510421", "510422")
"""Counties that share subsidies as expanded-power counties (县): assumed of the played city."""

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter that is taken for another."""

DEPARTMENTS = (
    ("administration", "医疗保障局"),
    ("agency", "医疗保障事务中心"),
    ("tax", "税务局"),
    ("finance", "财政局"),
    ("civil_affairs", "民政局"),
    ("rural_revitalisation", "乡村振兴局"),
    ("disabled_federation", "残疾人联合会"),
    ("police", "公安局"),
    ("education", "教育和体育局"),
    ("health", "卫生健康委员会"),
    ("market_supervision", "市场监督管理局"),
)
"""At the city and in each county."""

OF_THE_CITY = (("audit", "审计局"), ("delegated_insurer", "金沙健康保险公司（虚构）"))

COUNTY_POSTS = ("county_clerk", "county_checker", "county_head")
CITY_POSTS = (
    ("city_clerk", "agency"),
    ("policy_officer", "agency"),
    ("policy_checker", "agency"),
    ("city_head", "agency"),
    ("auditor", "audit"),
    ("system_keeper", "agency"),
)


class Network(NamedTuple):
    """Who plays: accounts by post and area, organisations by kind and area."""

    accounts: dict[tuple[str, str], Account]
    organisations: dict[tuple[str, str], Organisation]

    def actor(self, post: str, area: str, day: date) -> Actor:
        """Return the holder of a post in an area as an actor of a day."""
        return actor_of(self.accounts[post, area], day)


def pass_phrase() -> str:
    """Return a pass phrase of chance: four groups of four characters, 79 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def open_city(villages: pa.Table) -> None:
    """Open the city, its counties, townships and villages, in one act."""
    regions = [row for row in tables.rows("regions") if row["kind"] in ("city", "county")]
    areas = [(row["code"], row["name"], row["code"] in EXPANDED_POWER) for row in regions]
    rows = villages.to_pylist()
    townships = {row["township"]: row["township_name"] for row in rows}
    areas += [(code, name, False) for code, name in sorted(townships.items())]
    areas += [(row["code"], row["name"], False) for row in rows]
    open_areas(actor=SYSTEM, day=OPENED, areas=areas)


def open_network() -> Network:
    """Open the organisations, take on the staff, give them posts and accounts."""
    names = {area.code: str(area.facts.get()) for area in Area.objects.prefetch_related("facts")}
    areas = {area.code: area for area in Area.objects.select_related("parent", "county")}
    city = next(area for area in areas.values() if area.level == "city")
    counties = [area for area in areas.values() if area.level == "county"]
    found: dict[tuple[str, str], Organisation] = {}
    for area in (city, *counties):
        for kind, name in (*DEPARTMENTS, *(OF_THE_CITY if area == city else ())):
            superior = found.get((kind, city.code)) if area != city else None
            found[kind, area.code] = _organisation(kind, names[area.code] + name, area, superior)
    for area in areas.values():
        if area.level in ("township", "village"):
            kind, ending = (
                ("township_point", "医保服务站") if area.level == "township" else ("village_point", "医保服务点")
            )
            above = found["agency", area.county_id or ""] if area.level == "township" else None
            above = above or found["township_point", area.parent_id or ""]
            found[kind, area.code] = _organisation(kind, names[area.code] + ending, area, above)
    accounts = _accounts(city, counties, areas, found)
    return Network(accounts, found)


def _organisation(kind: str, name: str, area: Area, superior: Organisation | None) -> Organisation:
    return open_organisation(actor=SYSTEM, day=OPENED, kind=kind, name=name, area=area, superior=superior)


def _accounts(
    city: Area, counties: list[Area], areas: dict[str, Area], organisations: dict[tuple[str, str], Organisation]
) -> dict[tuple[str, str], Account]:
    """Appoint the staff; of the first county also a township clerk and a village agent."""
    township = next(area for area in areas.values() if area.parent == counties[0])
    village = next(area for area in areas.values() if area.parent == township)
    wanted = [(post, county, "agency") for county in counties for post in COUNTY_POSTS]
    wanted += [(post, city, kind) for post, kind in CITY_POSTS]
    wanted += [("township_clerk", township, "township_point"), ("village_agent", village, "village_point")]
    names = _names(len(wanted))
    found = {}
    for number, (post, area, kind) in enumerate(wanted, 1):
        staff = take_on(actor=SYSTEM, day=OPENED, number=f"YB{number:04d}", name=names[number - 1])
        appoint(
            actor=SYSTEM, day=OPENED, staff=staff, organisation=organisations[kind, area.code], post=post, area=area
        )
        found[post, area.code] = open_account(
            actor=SYSTEM,
            day=OPENED,
            staff=staff,
            username=user_name(post, area.code, counties[0].code),
            password=pass_phrase(),
        )
    return found


def user_name(post: str, area: str, shown_county: str) -> str:
    """Return the log-in name of a post: plain where it is shown on screen, with the county's code elsewhere."""
    plain = post.replace("_", "-")
    return f"{plain}-{area}" if post in COUNTY_POSTS and area != shown_county else plain


def _names(count: int) -> list[str]:
    """Return invented names of staff."""
    surnames = [row["text"] for row in tables.rows("surnames") if row["kind"] == "han"]
    given = ("明远", "秀兰", "建平", "晓燕", "志强", "丽华", "文博")
    return [surnames[number % len(surnames)] + given[number % len(given)] for number in range(count)]


def network_of(day: date) -> Network:
    """Return the network of a database that was played before."""
    accounts = {}
    for account in Account.objects.select_related("staff").prefetch_related("staff__appointments"):
        for appointment in account.staff.appointments.all():
            if appointment.holds_on(day):
                accounts[appointment.post, appointment.area_id] = account
    organisations = {}
    for organisation in Organisation.objects.prefetch_related("facts"):
        for fact in organisation.facts.all():
            if fact.holds_on(day):
                organisations[organisation.kind, fact.area_id] = organisation
    return Network(accounts, organisations)
