"""What a regulation must satisfy as a whole, day by day: all that :mod:`~tongchou.regulations.checks` asks.

What a single value must be (its kind, its citation, no overlap) is found while the files are read.
"""

from collections.abc import Callable, Iterator

from tongchou.regulations.checks import bounds, days, inside, limits, needs, reach, together, unreached
from tongchou.regulations.checks.finding import Finding
from tongchou.regulations.faults import Fault
from tongchou.regulations.load import Regulation, Snapshot

OverTime = tuple[Callable[[Regulation], Iterator[Finding]], ...]

OnADay = tuple[Callable[[Regulation, Snapshot, int], Iterator[Finding]], ...]

OVER_TIME: OverTime = (days.outside_force, days.gaps)
"""Looks at the whole time in force."""

ON_A_DAY: OnADay = (
    bounds.minimum_kept,
    bounds.bounds_kept,
    bounds.fixed_aid_kept,
    limits.repeat_once,
    limits.tilt_within,
)
"""Looks at one period between changes."""

COMPLETE_OVER_TIME: OverTime = (days.missing_years,)
COMPLETE_ON_A_DAY: OnADay = (
    limits.over_ceiling_once,
    limits.tilt_once,
    needs.needs_met,
    together.entries_complete,
    together.income_stated,
    together.of_use,
    together.keys_complete,
    inside.bands_open,
    inside.rows_complete,
    inside.deliveries_complete,
    limits.waiting_within,
    limits.points_within,
    reach.levels_listed,
    reach.identities_ranked,
    reach.deductibles_read,
    reach.bands_reached,
    unreached.kinds_stated,
    unreached.rows_of_stated_kinds,
    unreached.entries_entitled,
    unreached.payers_of_aid,
    unreached.assistance_fed,
    unreached.incentive_capped,
    unreached.codes_behind,
    unreached.regimes_behind,
    unreached.ages_behind,
)
"""Look for what is missing or can't be reached, in this order: what later ones find may follow from earlier ones.

A bill is settled without them: one that needs what is missing is refused for it, and the others are right.
"""

LAST_ON_A_DAY: OnADay = (bounds.entries_kept,)
"""Looks for entries that are left out, which may follow from all of the above."""


def check_regulation(regulation: Regulation, *, complete: bool) -> list[Fault]:
    """Return every fault of a regulation as a whole, in the order of files and lines.

    ``complete`` also asks for what is missing or can't be reached, of which a trial of a few rules may be free.
    Each contribution grade that the regulation tells apart is looked at as well. What is wrong in several periods is
    told once, for the first of them; what only follows from another fault not at all.
    """
    found: dict[tuple[str, ...], Finding] = {}
    wrong: set[str] = set()
    for over_time in OVER_TIME + COMPLETE_OVER_TIME * complete:
        _add(over_time(regulation), found, wrong)
    all_grades = (regulation, *regulation.graded.values())
    periods = [(each, each.at(day), day) for each in all_grades for day in _days(each)]
    for on_a_day in ON_A_DAY + COMPLETE_ON_A_DAY * complete + LAST_ON_A_DAY:
        for each, snapshot, day in periods:
            _add(on_a_day(each, snapshot, day), found, wrong)
    faults = [each.fault for each in found.values()]
    return sorted(faults, key=lambda fault: (str(fault.file), fault.line, fault.en))


def _add(findings: Iterator[Finding], found: dict[tuple[str, ...], Finding], wrong: set[str]) -> None:
    """Keep what is new and does not follow from a parameter that is at fault already."""
    for each in findings:
        if each.about not in found and not set(each.rests_on) & wrong:
            found[each.about] = each
            wrong.update((each.path, *each.also))


def _days(regulation: Regulation) -> list[int]:
    """Return one day of every period between changes within the time the area is in force."""
    area = regulation.area
    return [area.first, *(day for day in regulation.changes() if area.first < day <= area.last)]
