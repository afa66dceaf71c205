"""Floors and ceilings (``bounds.yaml``) that the area or an ancestor sets: no value is past one, none is evaded.

A floor is evaded where the entry that it names is left out, and where what it rests on, such as a national minimum, is
stated again by those below.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from tongchou.regulations.area import Area, Bound, Dated
from tongchou.regulations.checks.days import POOLING_LEVEL
from tongchou.regulations.checks.finding import Finding, finding, in_fen, stated_of, value_of
from tongchou.regulations.faults import Fault
from tongchou.regulations.kinds import Income
from tongchou.regulations.load import Regulation, Snapshot
from tongchou.regulations.schema import PARAMETERS
from tongchou.regulations.shown import shown_leaf
from tongchou.rules.money import RATIO, UNLIMITED, share


class LeftOut(NamedTuple):
    """What an entry means that a table does not name."""

    means: int | str
    """The value that holds then, or the parameter whose value does."""
    asked_by: tuple[str, ...] = ()
    """Parameters that put the layer in force even where the table itself is not stated."""


LEFT_OUT: dict[str, LeftOut] = {
    "catastrophic.tilt_threshold_factor": LeftOut(RATIO, ("catastrophic.bands",)),
    "catastrophic.tilt_points": LeftOut(0, ("catastrophic.bands",)),
    "catastrophic.tilt_cap": LeftOut("catastrophic.cap", ("catastrophic.bands",)),
    "assistance.ratio": LeftOut(0, ("assistance.fed_by",)),
    "tilt.ratio": LeftOut(0),
    "enrolment_aid.ratio": LeftOut(0, ("enrolment_aid.fixed",)),
}
"""Tables by identity: a bound that names an identity holds for one that is left out as well."""


def bounds_kept(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find values under a floor or over a ceiling that the area or an ancestor sets; one fault for equal entries."""
    for bound in _in_force(regulation, day):
        row = stated_of(snapshot, bound.path)
        if row is None:
            continue
        past: dict[tuple[bool, str, str], list[str]] = defaultdict(list)
        for key, kind, leaf in PARAMETERS[bound.path].kind.leaves(row.value):
            if bound.keys and not set(bound.keys) & set(key.split(".")):
                continue
            if bound.part and not key.endswith(bound.part):
                continue
            for breach in _breaches(bound, snapshot, kind, leaf):
                past[breach].append(key)
        for (under, shown, edge), keys in past.items():
            yield _breach(bound, row, keys, under, shown, edge)


def _breaches(bound: Bound, snapshot: Snapshot, kind: Any, leaf: Any) -> Iterator[tuple[bool, str, str]]:
    """Yield (whether it is too low, the value, the limit) for each end of a bound that a value is past."""
    at_least = bound.at_least if not bound.at_least_of else value_of(snapshot, bound.at_least_of)
    at_most = bound.at_most if not bound.at_most_of else value_of(snapshot, bound.at_most_of)
    for limit, under in ((at_least, True), (at_most, False)):
        if isinstance(limit, Income) and isinstance(leaf, Income):
            found, allowed = leaf.ratio, limit.ratio
        else:
            left, right = in_fen(snapshot, leaf), in_fen(snapshot, limit)
            if left is None or right is None:
                continue
            found, allowed = left, right
        if (found < allowed) if under else (found > allowed):
            yield under, shown_leaf(kind, leaf), shown_leaf(kind, limit)


def _breach(bound: Bound, row: Dated, keys: list[str], under: bool, shown: str, edge: str) -> Finding:
    by = f"{bound.citation.title} {bound.citation.article}"
    return finding(
        row,
        "bound",
        f"{shown} {'低于下限' if under else '高于上限'} {edge}（{by}）",
        f"{shown} is {'under the floor' if under else 'over the ceiling'} {edge} ({by})",
        about=(str(bound.file), str(bound.line), str(under), *keys),
        rests_on=tuple(path for path in (bound.at_least_of, bound.at_most_of) if path),
        keys=", ".join(keys),
    )


def entries_kept(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find entries that a bound names and that the pooling area leaves out, where that is past the bound."""
    if regulation.area.level != POOLING_LEVEL:
        return
    for bound in _in_force(regulation, day):
        if not bound.keys or bound.path not in LEFT_OUT:
            continue
        row, left_out = snapshot.values.get(bound.path), LEFT_OUT[bound.path]
        if row is not None and row.not_available:
            continue
        at = row or next((found for path in left_out.asked_by if (found := stated_of(snapshot, path))), None)
        if at is None:
            continue
        there = set(row.value if row is not None else ())
        if bound.path == "enrolment_aid.ratio":
            there |= set(value_of(snapshot, "enrolment_aid.fixed") or ())
        lacking = [key for key in bound.keys if key not in there]
        means = value_of(snapshot, left_out.means) if isinstance(left_out.means, str) else left_out.means
        for under, shown, edge in _breaches(bound, snapshot, _entry_kind(bound.path), means) if lacking else ():
            yield _left_out(bound, at, lacking, under, shown, edge)


def _left_out(bound: Bound, at: Dated, lacking: list[str], under: bool, shown: str, edge: str) -> Finding:
    by = f"{bound.citation.title} {bound.citation.article}"
    name = f"{bound.path}[{', '.join(lacking)}]"
    fault = Fault(
        at.file,
        at.line,
        f"{name}：没有写，即 {shown}，{'低于下限' if under else '高于上限'} {edge}（{by}）；写上",
        f"{name}: not stated, which means {shown}, {'under the floor' if under else 'over the ceiling'} {edge} ({by}); "
        "state it",
    )
    about = ("left out", bound.path, str(bound.file), str(bound.line), *lacking, str(at.file), str(at.line))
    means = LEFT_OUT[bound.path].means
    return Finding(fault, about, bound.path, rests_on=(bound.path, *([means] if isinstance(means, str) else [])))


def _entry_kind(path: str) -> Any:
    kind: Any = PARAMETERS[path].kind
    return kind.inner


def fixed_aid_kept(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find fixed sums of enrolment aid under the share of the contribution that a floor asks for.

    A fixed sum stands in the place of the share.
    """
    row, dues = stated_of(snapshot, "enrolment_aid.fixed"), value_of(snapshot, "contribution.personal")
    if row is None or not dues:
        return
    standard = dues.get("standard", min(dues.values()))
    for bound in _in_force(regulation, day):
        if bound.path != "enrolment_aid.ratio" or not isinstance(bound.at_least, int):
            continue
        asked = share(standard, bound.at_least)
        past: dict[int, list[str]] = defaultdict(list)
        for identity, fixed in row.value.items():
            if (not bound.keys or identity in bound.keys) and fixed < asked:
                past[fixed].append(identity)
        kind = _entry_kind(row.path)
        for fixed, identities in past.items():
            yield _breach(bound, row, identities, True, shown_leaf(kind, fixed), shown_leaf(kind, asked))


def minimum_kept(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find what a bound rests on, such as a national minimum, loosened by an area below the one that sets the bound."""
    for number, area in enumerate(regulation.chain):
        for bound in area.bounds:
            for path, under in ((bound.at_least_of, True), (bound.at_most_of, False)):
                row = snapshot.values.get(path)
                above = regulation.chain[: number + 1]
                if row is None or not bound.first <= day <= bound.last or row.area in {each.code for each in above}:
                    continue
                upper = next((found for each in reversed(above) if (found := _own(each, path, day))), None)
                yield from _loosened(row, upper, area, under)


def _own(area: Area, path: str, day: int) -> Dated | None:
    """Return what an area itself states of a parameter on a day."""
    return next((row for row in area.values.get(path, ()) if row.first <= day <= row.last), None)


def _loosened(row: Dated, upper: Dated | None, area: Area, under: bool) -> Iterator[Finding]:
    zh, en = ("下限", "floor") if under else ("上限", "ceiling")
    if upper is None or upper.not_available or row.not_available:
        yield finding(
            row,
            "minimum",
            f"是{area.name_zh}规定的{zh}，只能由{area.name_zh}写明；去掉",
            f"is a {en} that {area.name_en} sets and alone may state; take it away",
        )
        return
    kind = PARAMETERS[row.path].kind
    stands = {key: leaf for key, _, leaf in kind.leaves(upper.value)}
    for key, leaf_kind, leaf in kind.leaves(row.value):
        limit = stands.get(key, UNLIMITED if under else 0)
        if not isinstance(leaf, int) or not isinstance(limit, int) or (leaf >= limit if under else leaf <= limit):
            continue
        found, stated = shown_leaf(leaf_kind, leaf), shown_leaf(leaf_kind, limit)
        yield finding(
            row,
            "minimum",
            f"{found} {'低于' if under else '高于'}{area.name_zh}规定的{zh} {stated}，下级只能从严；去掉",
            f"{found} is {'under' if under else 'over'} the {en} {stated} that {area.name_en} sets; an area below may "
            "only tighten it: take it away",
            keys=key,
        )
        return


def _in_force(regulation: Regulation, day: int) -> Iterator[Bound]:
    """Yield the bounds that hold on a day, the nation's first."""
    for area in regulation.chain:
        yield from (bound for bound in area.bounds if bound.first <= day <= bound.last)
