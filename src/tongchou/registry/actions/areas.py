"""Acts on the area tree: an area opened, renamed, marked, followed by another."""

import re
from datetime import date

from tongchou.registry.acting import Act, acting
from tongchou.registry.models import Area, AreaFact, AreaSuccession, Residence
from tongchou.registry.models.areas import CITY, COUNTY, SCHOOL, TOWNSHIP, VILLAGE
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import Actor

CODES = (
    (CITY, re.compile(r"\d{4}00", re.ASCII)),
    (COUNTY, re.compile(r"\d{6}", re.ASCII)),
    (TOWNSHIP, re.compile(r"\d{9}", re.ASCII)),
    (VILLAGE, re.compile(r"\d{12}", re.ASCII)),
    (SCHOOL, re.compile(r"\d{6}S\d{5}", re.ASCII)),
)
"""Level → form of its code: GB/T 2260, GB/T 10114, and ours for schools."""


def level_of(code: str) -> str:
    """Return the level of a code; raise Refused where it is none."""
    for level, form in CODES:
        if form.fullmatch(code):
            return level
    raise Refused(f"区划代码 {code} 不是 6、9、12 位数字或学校代码", f"{code} is no code of an area", where="code")


def superior_of(code: str) -> str | None:
    """Return the code of the area above; None for a city."""
    level = level_of(code)
    return {CITY: None, COUNTY: f"{code[:4]}00", TOWNSHIP: code[:6], VILLAGE: code[:9], SCHOOL: code[:6]}[level]


def open_area(*, actor: Actor, day: date, code: str, name: str, expanded_power: bool = False) -> Area:
    """Open an area from a day on; the area above has to be there. Raises Refused, NotAllowed."""
    return open_areas(actor=actor, day=day, areas=[(code, name, expanded_power)])[0]


def open_areas(*, actor: Actor, day: date, areas: list[tuple[str, str, bool]]) -> list[Area]:
    """Open several areas (code, name, expanded-power mark) in one act, those above before those below."""
    with acting(actor, "area.keep", day=day) as act:
        act.content = {"areas": len(areas), "first": areas[0][0] if areas else ""}
        known = set(Area.objects.values_list("code", flat=True))
        rows = [_opened(code, name, known) for code, name, _ in areas]
        act.write_all(rows)
        act.write_all(
            AreaFact(area_id=code, name=name.strip(), expanded_power=expanded, valid_from=day)
            for code, name, expanded in areas
        )
    return rows


def _opened(code: str, name: str, known: set[str]) -> Area:
    level, above = level_of(code), superior_of(code)
    if code in known:
        raise Refused(f"区划 {code} 已经有了", f"area {code} is there already", where="code")
    if above is not None and above not in known:
        raise Refused(f"先建上级区划 {above}", f"open the area above, {above}, first", where="code")
    if not name.strip():
        raise Refused(f"区划 {code} 没有名称", f"area {code} has no name", where="name")
    known.add(code)
    county = {CITY: None, COUNTY: code}.get(level, code[:6])
    return Area(code=code, level=level, parent_id=above, county_id=county)


def change_area(
    *, actor: Actor, day: date, area: Area, name: str | None = None, expanded_power: bool | None = None
) -> AreaFact:
    """Rename an area, or mark it as an expanded-power county or not, from a day on."""
    with acting(actor, "area.keep", day=day, area=area) as act:
        act.subject = f"area:{area.code}"
        held = _fact(area, day)
        fact = AreaFact(
            area=area,
            name=(name or held.name).strip(),
            expanded_power=held.expanded_power if expanded_power is None else expanded_power,
            valid_from=day,
            valid_to=held.valid_to,
        )
        return act.restate(fact)


def close_area(*, actor: Actor, day: date, area: Area) -> None:
    """Let an area end: from the day on it does not exist. Raises Refused while areas below or people belong to it."""
    with acting(actor, "area.keep", day=day, area=area) as act:
        below = AreaFact.objects.as_of(day).filter(area__parent=area).first()
        if below is not None:
            raise Refused(
                f"下级区划 {below.area_id} 还在，请先办理其撤销或合并",
                f"{below.area_id} below it still exists; close or merge it first",
                where="area",
            )
        if Residence.objects.as_of(day).filter(kind="insured", area=area).exists():
            raise Refused(
                "还有参保人在该区划，请先迁出或办理合并", "people are insured there; move them first", where="area"
            )
        _end(act, area, day)


def succeed_areas(
    *, actor: Actor, day: date, kind: str, before: list[Area], after: list[Area], paper: str
) -> list[AreaSuccession]:
    """Record that areas follow others from a day on, by a paper; those before end that day unless they go on.

    ``kind``: rename (one → one), merge (several → one), split (one → several).
    """
    wanted = {"rename": (1, 1), "merge": (2, 1), "split": (1, 2)}
    least_before, least_after = wanted[kind]
    if len(before) < least_before or len(after) < least_after or (kind != "split" and len(after) != 1):
        raise Refused("原区划与新区划的个数与方式不符", "the numbers of areas don't fit the kind", where="kind")
    if not paper.strip():
        raise Refused("没有写依据文件", "the paper is missing", where="paper")
    with acting(actor, "area.keep", day=day, area=before[0]) as act:
        act.subject = f"area:{before[0].code}"
        act.content = {"kind": kind, "before": [a.code for a in before], "after": [a.code for a in after]}
        for area in after:
            _fact(area, day)
        rows = act.write_all(
            AreaSuccession(kind=kind, day=day, before=one, after=other, paper=paper.strip())
            for one in before
            for other in after
            if one != other
        )
        for area in before:
            if area not in after:
                _end(act, area, day)
    return rows


def _end(act: Act, area: Area, day: date) -> None:
    act.end(_fact(area, day), day)


def _fact(area: Area, day: date) -> AreaFact:
    held = AreaFact.objects.as_of(day).filter(area=area).first()
    if held is None:
        raise Refused(f"区划 {area.code} 在 {day} 不存在", f"area {area.code} does not exist on {day}", where="area")
    return held
