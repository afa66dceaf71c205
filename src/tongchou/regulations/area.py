"""One area's folder as data: who it is, what it cites, and its dated values, each with its citation.

The faults of a folder are collected, not raised one by one, so that a policy officer sees all of them at once.
"""

from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from tongchou.regulations.faults import Fault
from tongchou.regulations.kinds import Bands, ListOf, Money, Ratio, SpanOf, Table, WrongValue
from tongchou.regulations.reading import Mapping, Node, Sequence, Text, UnreadableYaml, read_yaml
from tongchou.regulations.schema import PARAMETERS, unit_of

FOREVER = date(9999, 12, 31).toordinal()
"""The last day of a value without an end."""

FORMATS = ("1",)
"""The versions of the regulation format that this product reads; a folder that names none is of the first."""

SOURCED = {"A": "sourced", "B": "sourced", "C": "assumed", "R": "assumed", "D": "assumed"}
"""Which status goes with which confidence: official text and press are sources, the rest are assumptions."""


class Document(NamedTuple):
    """A paper that values cite."""

    key: str
    title: str
    number: str = ""
    issuer: str = ""
    first: str = ""
    last: str = ""
    source: str = ""
    note: str = ""


class Citation(NamedTuple):
    """What a value rests on."""

    document: str
    """Key of the document."""
    title: str
    article: str
    status: str
    confidence: str
    note: str


class Dated(NamedTuple):
    """One value of a parameter and the days on which it holds, both ends included, as ordinals."""

    path: str
    first: int
    last: int
    value: Any
    not_available: str
    """The reason where nobody knows the value for this time; empty otherwise."""
    citation: Citation | None
    area: str
    file: Path
    line: int

    def since(self) -> str:
        """Return the first day as an ISO date."""
        return date.fromordinal(self.first).isoformat()


class County(NamedTuple):
    """A county or district of a city."""

    code: str
    name: str
    kind: str
    """ordinary, or expanded_power (扩权县)."""


class Bound(NamedTuple):
    """A floor or a ceiling that an area sets for itself and for those below it."""

    path: str
    part: str
    keys: tuple[str, ...]
    at_least: Any
    at_most: Any
    at_least_of: str
    at_most_of: str
    first: int
    last: int
    citation: Citation
    file: Path
    line: int


class Area(NamedTuple):
    """One folder, read."""

    folder: Path
    code: str
    name_zh: str
    name_en: str
    level: str
    parent: str
    first: int
    last: int
    counties: tuple[County, ...]
    documents: dict[str, Document]
    values: dict[str, list[Dated]]
    bounds: list[Bound]


class _Reader:
    """Reads one folder and collects its faults."""

    def __init__(self, documents: dict[str, Document]) -> None:
        self.faults: list[Fault] = []
        self.documents = dict(documents)
        self.file = Path()
        self.area = ""

    def fault(self, line: int, zh: str, en: str) -> None:
        self.faults.append(Fault(self.file, line, zh, en))

    def mapping(self, node: Node | None, line: int, what: str, allowed: set[str], needed: set[str]) -> dict[str, Node]:
        """Return the entries of a mapping; note unknown and missing keys."""
        if not isinstance(node, Mapping):
            self.fault(line, f"{what}：须为键值表", f"{what}: must be a mapping")
            return {}
        for key, (key_node, _) in node.keys.items():
            if key not in allowed:
                known = ", ".join(sorted(allowed))
                self.fault(
                    key_node.line,
                    f"{what}：未知的键 {key}，允许 {known}",
                    f"{what}: unknown key {key}; allowed: {known}",
                )
        for key in sorted(needed - set(node.keys)):
            self.fault(node.line, f"{what}：缺少 {key}", f"{what}: {key} is missing")
        return {key: value for key, (_, value) in node.keys.items() if key in allowed}

    def text(self, node: Node | None, line: int, what: str) -> str:
        if isinstance(node, Text) and node.value:
            return node.value
        self.fault(node.line if node else line, f"{what}：须为文字", f"{what}: must be text")
        return ""

    def day(self, node: Node | None, line: int, what: str) -> int:
        """Return an ISO date as a day ordinal; 0 and a fault where it is none."""
        text = self.text(node, line, what)
        if not text:
            return 0
        try:
            # fromisoformat also takes week dates and dates without hyphens, which nobody writes in a regulation
            if len(text) != 10:
                raise ValueError(text)
            return date.fromisoformat(text).toordinal()
        except ValueError:
            self.fault(
                line, f"{what}：{text} 不是日期（如 2023-01-01）", f"{what}: {text} is no day (such as 2023-01-01)"
            )
            return 0

    def word(self, node: Node | None, line: int, what: str, words: tuple[str, ...]) -> str:
        text = self.text(node, line, what)
        if text and text not in words:
            allowed = " | ".join(words)
            at = node.line if node else line
            self.fault(at, f"{what}：{text} 不在 {allowed} 之内", f"{what}: {text} is not one of {allowed}")
        return text

    def citation(self, keys: dict[str, Node], line: int, what: str) -> Citation:
        key = self.text(keys.get("document"), line, f"{what} document") if "document" in keys else ""
        article = self.text(keys.get("article"), line, f"{what} article") if "article" in keys else ""
        if not key or not article:
            self.fault(
                line,
                f"{what}：缺少文件依据（document 与 article）",
                f"{what}: the citation (document and article) is missing",
            )
        if key and key not in self.documents:
            self.fault(
                keys["document"].line,
                f"{what}：未登记的文件 {key}",
                f"{what}: the document {key} is not listed in area.yaml",
            )
        status = self.word(keys.get("status"), line, f"{what} status", ("sourced", "assumed"))
        confidence = self.word(keys.get("confidence"), line, f"{what} confidence", tuple(SOURCED))
        if status and confidence in SOURCED and SOURCED[confidence] != status:
            self.fault(
                line,
                f"{what}：可信度 {confidence} 应为 {SOURCED[confidence]}",
                f"{what}: confidence {confidence} goes with status {SOURCED[confidence]}",
            )
        noted = keys.get("note")
        note = noted.value if isinstance(noted, Text) else ""
        document = self.documents.get(key)
        return Citation(key, document.title if document else key, article, status, confidence, note)

    def parameter(self, path: str, key_node: Text, node: Node) -> list[Dated]:
        """Read one parameter's dated values, in the order of their first days."""
        if path not in PARAMETERS:
            self.fault(key_node.line, f"未知的参数 {path}", f"unknown parameter {path}")
            return []
        keys = self.mapping(node, key_node.line, path, {"unit", "values", "note"}, {"unit", "values"})
        unit = unit_of(path)
        if "unit" in keys and self.text(keys["unit"], key_node.line, f"{path} unit") != unit:
            self.fault(keys["unit"].line, f"{path}：单位应为 {unit}", f"{path}: the unit is {unit}")
        values = keys.get("values")
        if values is None:
            return []
        if not isinstance(values, Sequence) or not values.items:
            self.fault(values.line, f"{path}：values 须为非空列表", f"{path}: values must be a list with an entry")
            return []
        read = [self.dated(path, item) for item in values.items]
        rows = sorted((row for row in read if row is not None), key=lambda row: row.first)
        closed = []
        for number, row in enumerate(rows):
            following = rows[number + 1] if number + 1 < len(rows) else None
            last = row.last
            if last == 0:
                last = following.first - 1 if following else FOREVER
            if following and following.first <= last:
                self.fault(
                    following.line,
                    f"{path}：与第 {row.line} 行的期间重叠",
                    f"{path}: its days overlap with the value at line {row.line}",
                )
                last = following.first - 1
            closed.append(row._replace(last=last))
        return closed

    def dated(self, path: str, node: Node) -> Dated | None:
        allowed = {"from", "to", "value", "not_available", "document", "article", "status", "confidence", "note"}
        keys = self.mapping(node, node.line, path, allowed, {"from"})
        if "from" not in keys:
            return None
        first = self.day(keys["from"], node.line, f"{path} from")
        last = self.day(keys["to"], node.line, f"{path} to") if "to" in keys else 0
        if first and last and last < first:
            self.fault(keys["to"].line, f"{path}：止日早于起日", f"{path}: its last day is before its first")
        if ("value" in keys) == ("not_available" in keys):
            self.fault(
                node.line, f"{path}：value 与 not_available 恰有其一", f"{path}: exactly one of value and not_available"
            )
            return None
        if "not_available" in keys:
            reason = self.text(keys["not_available"], node.line, f"{path} not_available")
            return Dated(path, first, last, None, reason, None, self.area, self.file, node.line)
        citation = self.citation(keys, node.line, path)
        try:
            value = PARAMETERS[path].kind.read(keys["value"])
        except WrongValue as wrong:
            self.fault(
                wrong.line,
                f"{path}：{wrong.found} 不对，应为 {wrong.allowed_zh}",
                f"{path}: found {wrong.found}, allowed: {wrong.allowed_en}",
            )
            return None
        return Dated(path, first, last, value, "", citation, self.area, self.file, node.line)

    def document(self, key: str, node: Node) -> None:
        known = {"title", "number", "issuer", "from", "to", "source", "note"}
        keys = self.mapping(node, node.line, key, known, {"title"})
        words = {name: self.text(value, node.line, f"{key} {name}") for name, value in keys.items()}
        names = {"from": "first", "to": "last"}
        words.setdefault("title", key)
        self.documents[key] = Document(key=key, **{names.get(name, name): word for name, word in words.items()})

    def bound(self, node: Node) -> Bound | None:
        ends = ("at_least", "at_most", "at_least_of", "at_most_of")
        cited = {"document", "article", "status", "confidence", "note"}
        keys = self.mapping(
            node, node.line, "bound", {"parameter", "part", "keys", "from", "to", *ends} | cited, {"parameter", "from"}
        )
        path = self.text(keys.get("parameter"), node.line, "bound parameter")
        if path not in PARAMETERS:
            self.fault(node.line, f"bound：未知的参数 {path}", f"bound: unknown parameter {path}")
            return None
        chosen = [end for end in ends if end in keys]
        if not chosen:
            self.fault(
                node.line, f"bound {path}：缺少 at_least 或 at_most", f"bound {path}: at_least or at_most is missing"
            )
            return None
        part = self.text(keys["part"], node.line, "part") if "part" in keys else ""
        words = keys.get("keys")
        outer = tuple(self.text(item, node.line, "keys") for item in words.items) if isinstance(words, Sequence) else ()
        read: dict[str, Any] = {}
        for end in chosen:
            if end.endswith("_of"):
                read[end] = self.text(keys[end], node.line, end)
                if read[end] not in PARAMETERS:
                    self.fault(
                        keys[end].line, f"bound：未知的参数 {read[end]}", f"bound: unknown parameter {read[end]}"
                    )
            else:
                read[end] = self.bound_value(path, part, keys[end])
        return Bound(
            path,
            part,
            outer,
            read.get("at_least"),
            read.get("at_most"),
            read.get("at_least_of", ""),
            read.get("at_most_of", ""),
            self.day(keys.get("from"), node.line, "bound from"),
            self.day(keys["to"], node.line, "bound to") if "to" in keys else FOREVER,
            self.citation(keys, node.line, f"bound {path}"),
            self.file,
            node.line,
        )

    def bound_value(self, path: str, part: str, node: Node) -> Any:
        """Read a floor or ceiling with the kind of the leaf it is for."""
        kind = leaf_kind(path, part)
        try:
            return kind.read(node)
        except WrongValue as wrong:
            self.fault(
                wrong.line, f"bound {path}：应为 {wrong.allowed_zh}", f"bound {path}: allowed: {wrong.allowed_en}"
            )
            return None


def leaf_kind(path: str, part: str) -> Any:
    """Return the kind of the single numbers inside a parameter (``part`` names which, for bands)."""
    kind: Any = PARAMETERS[path].kind
    while isinstance(kind, Table | ListOf | SpanOf):
        kind = kind.inner
    if isinstance(kind, Bands):
        return Money(limit=True) if part == "up_to" else Ratio()
    return kind


def read_area(folder: Path, known: dict[str, Document]) -> tuple[Area | None, list[Fault]]:
    """Read a folder; ``known`` are the documents of its ancestors. Return the area, and all faults found."""
    reader = _Reader(known)
    area = _read_head(reader, folder)
    if area is None:
        return None, reader.faults
    reader.area = area.code
    for file in sorted(folder.glob("*.yaml")):
        if file.name == "area.yaml":
            continue
        reader.file = file
        try:
            tree = read_yaml(file)
        except UnreadableYaml as wrong:
            reader.fault(wrong.line, wrong.zh, wrong.en)
            continue
        if file.name == "bounds.yaml":
            entries = reader.mapping(tree, 1, "bounds.yaml", {"bounds"}, {"bounds"}).get("bounds")
            items = entries.items if isinstance(entries, Sequence) else ()
            area.bounds.extend(bound for bound in map(reader.bound, items) if bound is not None)
            continue
        read_parameters(reader, tree, area.values)
    return area, reader.faults


def read_parameters(reader: _Reader, tree: Node, values: dict[str, list[Dated]]) -> None:
    """Read the parameters of one topic file into ``values``; a parameter stands in one file of an area only."""
    if not isinstance(tree, Mapping):
        reader.fault(tree.line, "须为参数的键值表", "must be a mapping of parameters")
        return
    for path, (key_node, node) in tree.keys.items():
        if path in values:
            reader.fault(
                key_node.line,
                f"参数 {path} 在本地区已写过",
                f"the parameter {path} stands in another file of this area",
            )
            continue
        values[path] = reader.parameter(path, key_node, node)


def _read_head(reader: _Reader, folder: Path) -> Area | None:
    reader.file = folder / "area.yaml"
    try:
        tree = read_yaml(reader.file)
    except UnreadableYaml as wrong:
        reader.fault(wrong.line, wrong.zh, wrong.en)
        return None
    allowed = {"format", "area", "name", "level", "parent", "in_force", "counties", "documents"}
    keys = reader.mapping(tree, 1, "area.yaml", allowed, {"area", "name", "level", "in_force"})
    if "format" in keys:
        reader.word(keys["format"], 1, "format", FORMATS)
    if not {"area", "name", "level", "in_force"} <= set(keys):
        return None
    names = reader.mapping(keys["name"], 1, "name", {"zh", "en"}, {"zh", "en"})
    force = reader.mapping(keys["in_force"], 1, "in_force", {"from", "to"}, {"from"})
    documents = keys.get("documents")
    if isinstance(documents, Mapping):
        for key, (_, node) in documents.keys.items():
            reader.document(key, node)
    counties = keys.get("counties")
    return Area(
        folder,
        reader.text(keys["area"], 1, "area"),
        reader.text(names.get("zh"), 1, "name zh"),
        reader.text(names.get("en"), 1, "name en"),
        reader.word(keys["level"], 1, "level", ("nation", "province", "city")),
        reader.text(keys["parent"], 1, "parent") if "parent" in keys else "",
        reader.day(force.get("from"), 1, "in_force from"),
        reader.day(force["to"], 1, "in_force to") if "to" in force else FOREVER,
        tuple(_county(reader, item) for item in counties.items) if isinstance(counties, Sequence) else (),
        reader.documents,
        {},
        [],
    )


def _county(reader: _Reader, node: Node) -> County:
    keys = reader.mapping(node, node.line, "county", {"code", "name", "kind"}, {"code", "name", "kind"})
    return County(
        reader.text(keys.get("code"), node.line, "county code"),
        reader.text(keys.get("name"), node.line, "county name"),
        reader.word(keys.get("kind"), node.line, "county kind", ("ordinary", "expanded_power")),
    )


def read_reform(file: Path, known: dict[str, Document]) -> tuple[dict[str, list[Dated]], str, list[Fault]]:
    """Read a reform: ``reform: {title, documents}`` and parameters in the format of a topic file.

    Return its values, its title and its faults.
    """
    reader = _Reader(known)
    reader.file, reader.area = file, "reform"
    values: dict[str, list[Dated]] = {}
    try:
        tree = read_yaml(file)
    except UnreadableYaml as wrong:
        reader.fault(wrong.line, wrong.zh, wrong.en)
        return values, "", reader.faults
    head = tree.keys.get("reform") if isinstance(tree, Mapping) else None
    keys = reader.mapping(head[1] if head else None, 1, "reform", {"title", "documents"}, {"title"})
    title = reader.text(keys.get("title"), 1, "reform title") if keys else ""
    documents = keys.get("documents")
    if isinstance(documents, Mapping):
        for key, (_, node) in documents.keys.items():
            reader.document(key, node)
    if isinstance(tree, Mapping):
        rest = Mapping(tree.line, {key: entry for key, entry in tree.keys.items() if key != "reform"})
        read_parameters(reader, rest, values)
    return values, title, reader.faults
