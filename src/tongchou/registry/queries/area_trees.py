"""The area tree as it stood on a day, and where an area went that ended."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from tongchou.registry.models import AreaFact, AreaSuccession


@dataclass(slots=True)
class Node:
    """An area of the tree on a day, with those below it."""

    code: str
    name: str
    level: str
    county: str | None
    parent: str | None
    expanded_power: bool
    children: list["Node"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        """Yield the area and all below it, those above before those below."""
        yield self
        for child in self.children:
            yield from child.walk()


def tree_on(day: date, known: datetime | None = None) -> dict[str, Node]:
    """Return every area of a day by its code, each with its children in the order of codes, in one question.

    An area whose superior does not exist that day still has its place under its code.
    """
    facts = AreaFact.objects.as_of(day, known).select_related("area").order_by("area_id")
    nodes = {}
    for fact in facts:
        area = fact.area
        nodes[area.code] = Node(area.code, fact.name, area.level, area.county_id, area.parent_id, fact.expanded_power)
    for node in nodes.values():
        if node.parent in nodes:
            nodes[node.parent].children.append(node)
    return nodes


def children_on(code: str, day: date, known: datetime | None = None) -> list[tuple[str, str]]:
    """Return code and name of the areas right below one on a day."""
    facts = AreaFact.objects.as_of(day, known).filter(area__parent_id=code).order_by("area_id")
    return list(facts.values_list("area_id", "name"))


def followers_of(code: str, day: date) -> list[str]:
    """Return the codes that stand on a day for an area: itself where nothing followed it, else whatever followed.

    A part that was split off follows too. Successions after the day are not looked at.
    """
    following: dict[str, list[tuple[date, str]]] = {}
    for before, after, when in AreaSuccession.objects.filter(day__lte=day).values_list("before_id", "after_id", "day"):
        following.setdefault(before, []).append((when, after))
    standing = set(AreaFact.objects.as_of(day).values_list("area_id", flat=True))
    found: set[str] = set()
    waiting, seen = [(code, date.min)], set()
    while waiting:
        each, since = waiting.pop()
        if each in seen:
            continue
        seen.add(each)
        if each in standing:
            found.add(each)
        waiting += [(after, when) for when, after in following.get(each, []) if when >= since]
    return sorted(found)
