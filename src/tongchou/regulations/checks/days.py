"""Days: no hole in what an area states, no year without what the year fixes, nothing outside the time in force."""

from collections.abc import Iterator
from datetime import date

from tongchou.regulations.area import FOREVER, Dated
from tongchou.regulations.checks.finding import Finding, finding, listed
from tongchou.regulations.faults import Fault
from tongchou.regulations.load import Regulation, day_text
from tongchou.regulations.schema import NOTHING, PARAMETERS

POOLING_LEVEL = "city"
"""The level of an area that settles bills (统筹地区): what those above leave open has to be stated there."""


FEW = 4
"""Of so few parameters nothing can be said of in_force."""

Hole = tuple[Dated, list[tuple[int, int]], bool]
"""The value at which holes are told, their first and last days, and whether the parameter has a default."""


def _own(regulation: Regulation) -> Iterator[tuple[Regulation, str, list[Dated]]]:
    """Yield each parameter that the area itself states, for everybody and for persons of each contribution grade."""
    area = regulation.area
    for path, rows in area.values.items():
        yield regulation, path, rows
    for grade, graded in regulation.graded.items():
        for path, rows in area.grades.get(grade, {}).items():
            yield graded, path, rows


def outside_force(regulation: Regulation) -> Iterator[Finding]:
    """Find values that lie wholly outside the time the area is in force: no bill can reach them.

    Of those before it (after it) the first is told and the others counted, for in_force may be what is wrong.
    """
    area = regulation.area
    every = [row for _, _, rows in _own(regulation) for row in rows]
    laid_over = (regulation.laid_over.values, *regulation.laid_over.grades.values())
    every += [row for table in laid_over for rows in table.values() for row in rows]
    for rows in ([row for row in every if row.last < area.first], [row for row in every if row.first > area.last]):
        if not rows:
            continue
        more = len(rows) - 1
        zh, en = (f"（另有 {more} 处）", f" ({more} more places)") if more else ("", "")
        told = finding(
            rows[0],
            "outside",
            f"期间在本地区 in_force 之外，永远用不到；改日期，或改 in_force{zh}",
            f"its days lie outside in_force, so it can never be reached; mend its days, or in_force{en}",
        )
        yield told._replace(also=tuple(row.path for row in rows))


def gaps(regulation: Regulation) -> Iterator[Finding]:
    """Find days in force without a value or a reason, of parameters that the area states.

    Where saying nothing has a meaning of its own (a default), the days before the first value need nothing.
    """
    area = regulation.area
    found: list[Hole] = []
    for merged, path, own in _own(regulation):
        rows = merged.timelines[path]
        if not rows:
            continue
        has_default = PARAMETERS[path].default is not NOTHING
        day = max(area.first, rows[0].first) if has_default else area.first
        holes: list[tuple[int, int]] = []
        for row in rows:
            if row.last < day:
                continue
            if row.first > day and day <= area.last:
                holes.append((day, min(row.first - 1, area.last)))
            day = row.last + 1
        if day <= area.last:
            holes.append((day, area.last))
        if holes:
            at = next((row for row in own if row.first > holes[0][0]), own[-1])
            found.append((at, holes, has_default))
    for touches in (lambda holes: holes[0][0] == area.first, lambda holes: holes[-1][1] == area.last):
        at_the_end = [each for each in found if touches(each[1])]
        if 2 * len(at_the_end) > len(area.values) > FEW:
            yield _in_force_too_long(regulation, at_the_end)
            found = [each for each in found if each not in at_the_end]
    for at, holes, has_default in found:
        yield _gap(at, holes, has_default)


def _in_force_too_long(regulation: Regulation, found: list[Hole]) -> Finding:
    """Return one finding for an end of the time in force at which most parameters say nothing: that end is wrong."""
    area = regulation.area
    paths = tuple(row.path for row, _, _ in found)
    first, last = found[0][1][0]
    span = f"{day_text(first)}…{day_text(last) if last < FOREVER else ''}"
    zh, en = listed(paths)
    fault = Fault(
        area.folder / "area.yaml",
        area.in_force_line,
        f"in_force：{span} 等日有 {len(paths)} 个参数没有规定（{zh}）；改 in_force，或逐个补上",
        f"in_force: {len(paths)} parameters state nothing for days such as {span} ({en}); mend in_force, or state each",
    )
    return Finding(fault, ("in_force", span), "in_force", also=paths)


def _gap(row: Dated, holes: list[tuple[int, int]], has_default: bool) -> Finding:
    parameter = PARAMETERS[row.path]
    rests_on = (row.path,)  # a value outside the time in force leaves its days open, which is one slip and not two
    if parameter.yearly and holes[-1][1] < FOREVER:
        zh, en = listed(str(year) for first, last in holes for year in _years(first, last))
        return finding(
            row,
            "gap",
            f"缺少年度 {zh}；补上，或写 not_available 和原因",
            f"missing year {en}; state it, or say why it is not_available",
            rests_on=rests_on,
        )
    zh, en = listed(f"{day_text(first)}…{day_text(last) if last < FOREVER else ''}" for first, last in holes)
    if has_default:
        return finding(
            row,
            "gap",
            f"{zh} 没有规定；写过以后不得留空，补上，或写明无此规定的值",
            f"nothing stated for {en}; once stated it may not be left open: state what holds, or that no rule does",
            rests_on=rests_on,
        )
    return finding(
        row,
        "gap",
        f"{zh} 没有规定；补上，或写 not_available 和原因",
        f"nothing stated for {en}; state it, or say why it is not_available",
        rests_on=rests_on,
    )


def _years(first: int, last: int) -> range:
    return range(date.fromordinal(first).year, date.fromordinal(last).year + 1)


def missing_years(regulation: Regulation) -> Iterator[Finding]:
    """Find what is fixed by the year and what a pooling area does not state at all: one fault with all its years.

    A year for which a level above gives the reason why it states nothing is left to its cities.
    """
    area = regulation.area
    if area.level != POOLING_LEVEL:
        return
    cities = {each.code for each in regulation.chain if each.level == POOLING_LEVEL}
    for path, parameter in PARAMETERS.items():
        rows = regulation.timelines.get(path, [])
        if not parameter.yearly or any(row.area in cities for row in rows):
            continue
        if rows:
            open_days = [(row.first, row.last) for row in rows if row.not_available]
        else:
            open_days = [(area.first, area.last)]
        within = [(max(first, area.first), min(last, area.last)) for first, last in open_days]
        years = sorted({year for first, last in within if first <= last < FOREVER for year in _years(first, last)})
        zh, en = listed(str(year) for year in years)
        if any(first <= last == FOREVER for first, last in within):
            year = date.fromordinal(next(first for first, last in within if last == FOREVER)).year
            zh, en = f"{year} 起各年", f"{year} and every year after"
        if not zh:
            continue
        file = area.folder / "area.yaml"
        fault = Fault(
            file,
            area.in_force_line,
            f"{path}：没有写，缺少年度 {zh}；逐年写明，或写 not_available 和原因",
            f"{path}: not stated, missing year {en}; state each year, or say why it is not_available",
        )
        # a time in force that reaches too far opens years of the level above too, and is told as such
        others = tuple(each for each, other in PARAMETERS.items() if other.yearly and each != path)
        yield Finding(fault, ("years", path), path, rests_on=("in_force", *others) if rows else ())
