"""What a regulation must satisfy as a whole: no gap, no missing year, no row that no bill can reach, every bound kept.

What a single value must be (its kind, its citation, no overlap) is found while the files are read; this module looks
at the merged regulation of an area, day by day.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from tongchou.regulations.area import FOREVER, Bound, Dated
from tongchou.regulations.faults import Fault, NotInForce
from tongchou.regulations.kinds import Income
from tongchou.regulations.load import Regulation, Snapshot, day_text
from tongchou.regulations.schema import NOTHING, PARAMETERS
from tongchou.regulations.shown import shown_leaf
from tongchou.rules.money import RATIO, percent, yuan

LAYER_NEEDS = {
    "catastrophic": ("catastrophic.threshold", "catastrophic.band_basis", "catastrophic.bands", "catastrophic.cap"),
    "waiting": (),
}
ISO_DAY = re.compile(r"from \d{4}-\d\d-\d\d", re.ASCII)
REPEAT = ("inpatient.repeat_factors", "inpatient.repeat_reductions", "inpatient.repeat_sums")
INCENTIVE = (
    "incentive.continuous_after_years",
    "incentive.continuous_step",
    "incentive.zero_claim_step",
    "incentive.ceiling_share",
)


def check_regulation(regulation: Regulation) -> list[Fault]:
    """Return every fault of a regulation as a whole, in the order of files and lines."""
    found = [*gaps(regulation), *outside_force(regulation)]
    for day in _days(regulation):
        snapshot = regulation.at(day)
        for look in LOOKS:
            found.extend(look(regulation, snapshot, day))
    # what is wrong in several periods is told once, for the first of them
    faults = {(fault.file, fault.line, ISO_DAY.sub("", fault.en)): fault for fault in reversed(found)}
    return sorted(faults.values(), key=lambda fault: (str(fault.file), fault.line, fault.en))


def _days(regulation: Regulation) -> list[int]:
    """Return one day of every period between changes within the time the area is in force."""
    area = regulation.area
    return [area.first, *(day for day in regulation.changes() if area.first < day <= area.last)]


def gaps(regulation: Regulation) -> Iterator[Fault]:
    """Find days in force for which a parameter that the area states has neither a value nor a reason."""
    area = regulation.area
    for path, own in area.values.items():
        parameter = PARAMETERS[path]
        if parameter.default is not NOTHING or not own:
            continue
        day = area.first
        for row in regulation.timelines[path]:
            if row.last < day:
                continue
            if row.first > day:
                yield _gap(own[0], path, day, min(row.first - 1, area.last), parameter.yearly)
            day = row.last + 1
            if day > area.last:
                break
        if day <= area.last:
            yield _gap(own[-1], path, day, area.last, parameter.yearly)


def _gap(row: Dated, path: str, first: int, last: int, yearly: bool) -> Fault:
    if yearly and last < FOREVER:
        years = "、".join(str(year) for year in range(date.fromordinal(first).year, date.fromordinal(last).year + 1))
        return Fault(row.file, row.line, f"{path}：缺少年度 {years}", f"{path}: missing year {years}")
    span = f"{day_text(first)}…{day_text(last) if last < FOREVER else ''}"
    return Fault(row.file, row.line, f"{path}：{span} 没有规定", f"{path}: nothing stated for {span}")


def outside_force(regulation: Regulation) -> Iterator[Fault]:
    """Find values that lie wholly outside the time the area is in force: no bill can reach them."""
    area = regulation.area
    for path, rows in area.values.items():
        for row in rows:
            if row.last < area.first or row.first > area.last:
                yield Fault(
                    row.file,
                    row.line,
                    f"{path}：期间在本地区 in_force 之外，永远用不到",
                    f"{path}: its days lie outside in_force, so it can never be reached",
                )


def _value(snapshot: Snapshot, path: str) -> Any:
    try:
        return snapshot.get(path)
    except NotInForce:
        return None


def repeat_once(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Fault]:
    """Only one way of repeating the deductible may be in force."""
    stated = [snapshot.values[path] for path in REPEAT if path in snapshot.values]
    if len(stated) > 1:
        yield Fault(
            stated[1].file,
            stated[1].line,
            f"{stated[1].path} 与 {stated[0].path} 同日有效，只能有一种",
            f"{stated[1].path} is in force together with {stated[0].path}; only one may be",
        )


def layer_complete(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Fault]:
    """A layer that some kind of bill feeds must say everything it needs on that day."""
    fed = snapshot.values.get("catastrophic.fed_by")
    if fed is not None and fed.value:
        needs = list(LAYER_NEEDS["catastrophic"])
        if isinstance(_value(snapshot, "catastrophic.threshold"), Income):
            needs.append("income.per_head")
        for path in needs:
            if path not in snapshot.values:
                yield _missing(fed, path, day)
    if any(path in snapshot.values for path in INCENTIVE):
        stated = next(snapshot.values[path] for path in INCENTIVE if path in snapshot.values)
        for path in INCENTIVE:
            if path not in snapshot.values:
                yield _missing(stated, path, day)
    mark, ratio = "scope.high_value_mark", "scope.high_value_first_share"
    for one, other in ((mark, ratio), (ratio, mark)):
        if one in snapshot.values and other not in snapshot.values:
            yield _missing(snapshot.values[one], other, day)


def _missing(row: Dated, path: str, day: int) -> Fault:
    return Fault(
        row.file,
        row.line,
        f"{row.path} 自 {day_text(day)} 起需要 {path}，但没有规定",
        f"{row.path} needs {path} from {day_text(day)} on, which is not stated",
    )


def assistance_complete(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Fault]:
    """Each identity with an assistance (tilt) ratio needs a deductible and a cap, and a place in the rank."""
    rank = _value(snapshot, "identity.rank")
    for layer in ("assistance", "tilt"):
        ratio = snapshot.values.get(f"{layer}.ratio")
        if ratio is None or not ratio.value:
            continue
        for other in ("deductible", "cap"):
            table = _value(snapshot, f"{layer}.{other}")
            for identity in ratio.value:
                if table is not None and identity not in table:
                    yield Fault(
                        ratio.file,
                        ratio.line,
                        f"{layer}.ratio 的 {identity} 自 {day_text(day)} 起缺少 {layer}.{other}",
                        f"{layer}.ratio of {identity} lacks {layer}.{other} from {day_text(day)} on",
                    )
    for path in IDENTITY_TABLES:
        row = snapshot.values.get(path)
        if row is None or rank is None or not row.value:
            continue
        for identity in row.value:
            if identity not in rank:
                yield Fault(
                    row.file,
                    row.line,
                    f"{path}：身份 {identity} 不在 identity.rank 之内，永远用不到",
                    f"{path}: {identity} is not in identity.rank, so it can never be reached",
                )


IDENTITY_TABLES = (
    "assistance.ratio",
    "tilt.ratio",
    "catastrophic.tilt_threshold_factor",
    "catastrophic.tilt_points",
    "catastrophic.tilt_cap",
    "inpatient.deductible_exempt",
)


def bands_reachable(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Fault]:
    """Every band must be reachable above the lowest threshold, and no tilted ratio may leave 0..1."""
    bands = snapshot.values.get("catastrophic.bands")
    if bands is None or bands.value is None:
        return
    points = _value(snapshot, "catastrophic.tilt_points") or {}
    for identity, added in points.items():
        for band in bands.value:
            if not 0 <= band.ratio + added <= RATIO:
                row = snapshot.values["catastrophic.tilt_points"]
                yield Fault(
                    row.file,
                    row.line,
                    f"catastrophic.tilt_points：{identity} 使 {percent(band.ratio)} 超出 0%～100%",
                    f"catastrophic.tilt_points: {identity} takes {percent(band.ratio)} out of 0% to 100%",
                )
    threshold = resolved(snapshot, _value(snapshot, "catastrophic.threshold"))
    if threshold is None or _value(snapshot, "catastrophic.band_basis") != "absolute":
        return
    factors = (_value(snapshot, "catastrophic.tilt_threshold_factor") or {}).values()
    lowest = min([threshold, *(threshold * factor // RATIO for factor in factors)])
    for band in bands.value:
        if band.up_to <= lowest:
            yield Fault(
                bands.file,
                bands.line,
                f"catastrophic.bands：上限 {yuan(band.up_to)} 不高于起付线，永远用不到",
                f"catastrophic.bands: the limit {yuan(band.up_to)} is not above the threshold and can never be reached",
            )


def resolved(snapshot: Snapshot, value: Any) -> int | None:
    """Return a sum in fen, an income share resolved; None where the income is not stated."""
    if isinstance(value, Income):
        income = _value(snapshot, "income.per_head")
        return None if income is None else value.of(income)
    return value


def bounds_kept(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Fault]:
    """No value may fall under a floor or rise over a ceiling that the area or an ancestor sets."""
    for area in regulation.chain:
        for bound in area.bounds:
            row = snapshot.values.get(bound.path)
            if row is None or row.value is None or not bound.first <= day <= bound.last:
                continue
            for key, kind, leaf in PARAMETERS[bound.path].kind.leaves(row.value):
                if bound.keys and key.split(".")[0] not in bound.keys:
                    continue
                if bound.part and not key.endswith(bound.part):
                    continue
                yield from _hold(bound, row, snapshot, key, kind, leaf)


def _hold(bound: Bound, row: Dated, snapshot: Snapshot, key: str, kind: Any, leaf: Any) -> Iterator[Fault]:
    at_least = bound.at_least if not bound.at_least_of else _value(snapshot, bound.at_least_of)
    at_most = bound.at_most if not bound.at_most_of else _value(snapshot, bound.at_most_of)
    for limit, under in ((at_least, True), (at_most, False)):
        if limit is None or leaf is None:
            continue
        if isinstance(limit, Income) and isinstance(leaf, Income):
            found, allowed = leaf.ratio, limit.ratio
        else:
            left, right = resolved(snapshot, leaf), resolved(snapshot, limit)
            if left is None or right is None:
                continue
            found, allowed = left, right
        if (found < allowed) if under else (found > allowed):
            name = f"{row.path}[{key}]" if key else row.path
            by = f"{bound.citation.title} {bound.citation.article}"
            shown, edge = shown_leaf(kind, leaf), shown_leaf(kind, limit)
            yield Fault(
                row.file,
                row.line,
                f"{name}：{shown} {'低于下限' if under else '高于上限'} {edge}（{by}）",
                f"{name}: {shown} is {'under the floor' if under else 'over the ceiling'} {edge} ({by})",
            )


LOOKS: tuple[Callable[[Regulation, Snapshot, int], Iterator[Fault]], ...] = (
    repeat_once,
    layer_complete,
    assistance_complete,
    bands_reachable,
    bounds_kept,
)
