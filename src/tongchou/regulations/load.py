"""A regulation ready to ask: an area with its ancestors (and a reform laid over it), merged day by day.

A value of the city stands before one of the province, and that before one of the nation. The version of a regulation
is the hash of its canonical values and citations.
"""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from errno import ENAMETOOLONG
from pathlib import Path
from typing import Any

from tongchou.regulations.area import FOREVER, NO_REFORM, Area, Dated, Document, Reform
from tongchou.regulations.faults import Fault, FaultyRegulation, NotInForce, UnknownRegulation
from tongchou.regulations.folder import read_area, read_reform
from tongchou.regulations.reading import Mapping, Text, UnreadableYaml, read_yaml
from tongchou.regulations.schema import NOTHING, PARAMETERS
from tongchou.rules.codes import GRADES
from tongchou.rules.explanation.reference import Reference

AREAS = Path(__file__).parent / "areas"
"""The areas that ship with the product."""


def shipped_areas() -> dict[str, Path]:
    """Return area code → folder of every area that ships with the product."""
    found = {}
    for folder in sorted(AREAS.iterdir()):
        head = folder / "area.yaml"
        if head.is_file():
            first = next(
                (line for line in head.read_text(encoding="utf-8").splitlines() if line.startswith("area:")), ""
            )
            found[first.removeprefix("area:").split("#")[0].strip().strip("\"'")] = folder
    return found


def find_folder(name: str, base: Path | None = None) -> Path:
    """Return the folder of an area code (510400), a path or a shipped folder name (cn-5104); raise UnknownRegulation.

    A relative path is looked for below ``base`` (the folder of the case file) and then below the working directory;
    somebody's own folder stands before a shipped one of the same name.
    """
    shipped = shipped_areas()
    if name in shipped:
        return shipped[name]
    for start in (base, Path(), AREAS):
        if start is not None and _is_area(start / name):
            return start / name
    raise UnknownRegulation(name, tuple(shipped))


def _is_area(folder: Path) -> bool:
    try:
        return (folder / "area.yaml").is_file()
    except OSError as wrong:
        # no file has a name that the system finds too long
        if wrong.errno == ENAMETOOLONG:
            return False
        raise


class Snapshot:
    """The values of a regulation between two changes."""

    def __init__(self, first: int, values: dict[str, Dated]) -> None:
        """Keep the first day of the period and the values in force in it."""
        self.first = first
        self.values = values
        self.references: dict[tuple[str, str], tuple[Reference, ...]] = {}
        """By path and key: what has been cited of them."""

    def dated(self, path: str, key: str = "") -> Dated | None:
        """Return the entry in force, None where nothing was said; raise NotInForce where it is not available."""
        found = self.values.get(path)
        if found is not None and found.not_available:
            reason = found.not_available
            raise NotInForce(path, key, self.first, f"{path} 不可得：{reason}", f"{path} is not available: {reason}")
        return found

    def get(self, path: str, key: str = "") -> Any:
        """Return the value in force or the schema's default; raise NotInForce where there is neither."""
        found = self.dated(path, key)
        if found is not None:
            return found.value
        default = PARAMETERS[path].default
        if default is NOTHING:
            parameter = PARAMETERS[path]
            raise NotInForce(
                path,
                key,
                self.first,
                f"办法未规定 {path}（{parameter.zh}）",
                f"the regulation does not state {path} ({parameter.en})",
            )
        return default

    def entry(self, path: str, key: str) -> Any:
        """Return one entry of a table; raise NotInForce where the table has none."""
        table = self.get(path, key)
        if key in table:
            return table[key]
        parameter = PARAMETERS[path]
        zh = f"办法未规定 {path}（{parameter.zh}）的 {key}"
        en = f"the regulation does not state {path} ({parameter.en}) for {key}"
        raise NotInForce(path, key, self.first, zh, en)


class Regulation:
    """An area's rules over time, with those of its ancestors below and a reform above."""

    def __init__(self, chain: tuple[Area, ...], laid_over: Reform = NO_REFORM, grade: str = "") -> None:
        """Merge a chain of areas, the nation first, and a reform; above them what each states for a grade."""
        self.chain = chain
        self.area = chain[-1]
        self.laid_over = laid_over
        self.reform = laid_over.title
        self.grade = grade
        by_grade = (*(area.grades for area in chain), laid_over.grades)
        layers = [area.values for area in chain] + [laid_over.values]
        self.timelines = merge(layers + [grades[grade] for grades in by_grade if grade in grades])
        names = [] if grade else sorted({name for grades in by_grade for name in grades})
        self.graded = {name: Regulation(chain, laid_over, name) for name in names}
        """The same regulation for persons of each contribution grade that it tells apart."""
        stated = {name for row in self.timelines.get("contribution.personal", ()) for name in row.value or ()}
        self.grades = tuple(name for name in GRADES if name in {GRADES[0], *self.graded, *stated})
        """The contribution grades there are: the common one, those with benefits or a contribution of their own."""
        starts = {1}
        for rows in self.timelines.values():
            for row in rows:
                starts.add(row.first)
                if row.last < FOREVER:
                    starts.add(row.last + 1)
        self._starts = sorted(starts)
        self._snapshots: dict[int, Snapshot] = {}
        self.version = self._hash()

    def at(self, day: int) -> Snapshot:
        """Return the values in force on a day (an ordinal)."""
        number = bisect_right(self._starts, day) - 1
        snapshot = self._snapshots.get(number)
        if snapshot is None:
            first = self._starts[number]
            values = {}
            for path, rows in self.timelines.items():
                for row in rows:
                    if row.first <= first <= row.last:
                        values[path] = row
            snapshot = self._snapshots[number] = Snapshot(first, values)
        return snapshot

    def changes(self) -> list[int]:
        """Return the days on which some value changes, as ordinals."""
        return self._starts[1:]

    @property
    def documents(self) -> dict[str, Document]:
        """All papers by key: those of the area and its ancestors, and those that a reform lists."""
        return {**self.area.documents, **self.laid_over.documents}

    def document(self, key: str) -> Document | None:
        """Return a document of the area, its ancestors or a reform by key."""
        return self.documents.get(key)

    def reformed(self, reform: Reform) -> "Regulation":
        """Return this regulation with a reform laid over it, and over the one that it has already."""
        before = self.laid_over
        grades = {
            grade: merge([each.grades[grade] for each in (before, reform) if grade in each.grades])
            for grade in {*before.grades, *reform.grades}
        }
        title = "；".join(each for each in (before.title, reform.title) if each)
        values, documents = merge([before.values, reform.values]), {**before.documents, **reform.documents}
        return Regulation(self.chain, Reform(title, values, documents, grades))

    def _hash(self) -> str:
        canonical = [
            [row.path, row.first, row.last, row.value, row.not_available, row.citation and row.citation[:5]]
            for path in sorted(self.timelines)
            for row in self.timelines[path]
        ]
        graded = [[name, regulation.version] for name, regulation in self.graded.items()]
        whole = [self.area.code, canonical, *graded]
        text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def merge(layers: Iterable[dict[str, list[Dated]]]) -> dict[str, list[Dated]]:
    """Lay dated values over each other: on every day the last layer that says something stands."""
    merged: dict[str, list[Dated]] = {}
    for layer in layers:
        for path, rows in layer.items():
            below = merged.get(path, [])
            for row in rows:
                below = [piece for old in below for piece in _cut(old, row.first, row.last)]
            merged[path] = sorted([*below, *rows], key=lambda row: row.first)
    return merged


def _cut(row: Dated, first: int, last: int) -> list[Dated]:
    """Return what is left of a value when the days first..last are taken out of it."""
    if last < row.first or row.last < first:
        return [row]
    pieces = []
    if row.first < first:
        pieces.append(row._replace(last=first - 1))
    if last < row.last:
        pieces.append(row._replace(first=last + 1))
    return pieces


def read_chain(folder: Path) -> tuple[tuple[Area, ...], list[Fault]]:
    """Read an area and its ancestors, the nation first, and all their faults."""
    folders = [folder]
    faults: list[Fault] = []
    while True:
        parent = _parent_of(folders[-1])
        if not parent:
            break
        try:
            upper = find_folder(parent, folders[-1].parent)
        except UnknownRegulation:
            head = folders[-1] / "area.yaml"
            faults.append(Fault(head, 1, f"找不到上级地区 {parent}", f"the parent area {parent} is not there"))
            break
        if upper in folders:
            head = folders[-1] / "area.yaml"
            faults.append(
                Fault(head, 1, f"上级地区 {parent} 形成循环", f"the parent area {parent} leads back to itself")
            )
            break
        folders.append(upper)
    chain: list[Area] = []
    documents: dict[str, Document] | None = {}
    for each in reversed(folders):
        area, found = read_area(each, documents)
        faults.extend(found)
        # what an unreadable area lists is not known, so nothing below can be said to be missing from it
        documents = None if area is None or documents is None else area.documents
        if area is not None:
            chain.append(area)
    return tuple(chain), faults


def _parent_of(folder: Path) -> str:
    """Return what an area names as its parent; nothing where it names none, or can't be read."""
    try:
        head = read_yaml(folder / "area.yaml")
    except UnreadableYaml:
        return ""
    parent = head.keys.get("parent") if isinstance(head, Mapping) else None
    return parent[1].value if parent is not None and isinstance(parent[1], Text) else ""


def load(
    name: str | Path, *, reform: Path | None = None, base: Path | None = None, complete: bool = False
) -> Regulation:
    """Return the regulation of an area code, a shipped folder name or a folder, with a reform laid over it.

    Raises UnknownRegulation, or FaultyRegulation with every fault of its files.
    """
    from tongchou.regulations.check import check_regulation

    regulation = read_regulation(find_folder(str(name), base))
    if reform is not None:
        regulation = regulation.reformed(reform_of(regulation, reform))
    faults = check_regulation(regulation, complete=complete)
    if faults:
        raise FaultyRegulation(faults)
    return regulation


def read_regulation(folder: Path) -> Regulation:
    """Return the regulation of a folder as it is written, not checked as a whole; raise FaultyRegulation."""
    chain, faults = read_chain(folder)
    if faults:
        raise FaultyRegulation(faults)
    return Regulation(chain)


def reform_of(regulation: Regulation, file: Path, text: str | None = None) -> Reform:
    """Return a reform written for a regulation, from a file or a text; raise FaultyRegulation."""
    reform, faults = read_reform(file, regulation.documents, text)
    if faults:
        raise FaultyRegulation(faults)
    return reform


def day_text(day: int) -> str:
    """Return a day ordinal as an ISO date; an open end as "…"."""
    return "…" if day >= FOREVER else date.fromordinal(day).isoformat()
