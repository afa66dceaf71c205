"""Reads the entries of a regulation's files and collects their faults: values, citations, documents, bounds.

A wrong entry is one fault: what only follows from it (a citation of a document whose entry can't be read, an overlap
with a value whose day can't be read) is not told as well.
"""

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from tongchou.regulations.area import FOREVER, Bound, Citation, Dated, Document
from tongchou.regulations.faults import Fault
from tongchou.regulations.kinds import Bands, ListOf, Money, Ratio, SpanOf, Table, WrongValue
from tongchou.regulations.reading import Mapping, Node, Sequence, Text, UnreadableYaml, parse_yaml, read_yaml
from tongchou.regulations.schema import PARAMETERS, unit_of

SOURCED = {"A": "sourced", "B": "sourced", "C": "assumed", "R": "assumed", "D": "assumed"}
"""Which status goes with which confidence: official text and press are sources, the rest are assumptions."""


class Reader:
    """Reads the files of one folder, or one reform, and collects their faults."""

    def __init__(self, documents: dict[str, Document] | None) -> None:
        """Start with the documents of those above; None where theirs could not be read, so that none is missed."""
        self.faults: list[Fault] = []
        self.documents = dict(documents or {})
        self.documents_known = documents is not None
        self.file = Path()
        self.area = ""
        self.in_force = (0, FOREVER)
        """First and last day of the area; days outside need no document."""
        self._told: dict[tuple[str, str], int] = {}
        self._more: Counter[tuple[str, str]] = Counter()

    def fault(self, line: int, zh: str, en: str) -> None:
        """Note a fault of the file that is being read."""
        self.faults.append(Fault(self.file, line, zh, en))

    def once(self, about: tuple[str, str], line: int, zh: str, en: str) -> None:
        """Note a fault that lies in what many values share, with the first of them; the others are counted."""
        if about in self._told:
            self._more[about] += 1
            return
        self._told[about] = len(self.faults)
        self.fault(line, zh, en)

    def all_faults(self) -> list[Fault]:
        """Return the faults by file and line; those of :meth:`once` say how many more values they touch."""
        found = list(self.faults)
        for about, more in self._more.items():
            place = self._told[about]
            fault = found[place]
            found[place] = fault._replace(zh=f"{fault.zh}（另有 {more} 处）", en=f"{fault.en} ({more} more places)")
        return sorted(found, key=lambda fault: (str(fault.file), fault.line))

    def tree(self, file: Path, text: str | None = None) -> Node | None:
        """Return a file, or the text given for it, as a tree, and None with a fault where it is no plain YAML."""
        self.file = file
        try:
            return read_yaml(file) if text is None else parse_yaml(text)
        except UnreadableYaml as wrong:
            self.fault(wrong.line, wrong.zh, wrong.en)
        return None

    def mapping(self, node: Node | None, line: int, what: str, allowed: set[str], needed: set[str]) -> dict[str, Node]:
        """Return the entries of a mapping; note unknown and missing keys."""
        if not isinstance(node, Mapping):
            self.fault(line, f"{what}：须为键值表", f"{what}: must be a mapping")
            return {}
        unknown = {key: key_node for key, (key_node, _) in node.keys.items() if key not in allowed}
        missing = sorted(needed - set(node.keys))
        known = ", ".join(sorted(allowed))
        for key, key_node in unknown.items():
            # a needed key that is not there beside one that nobody knows is one slip, not two
            slip = f"；缺少 {', '.join(missing)}", f"; {', '.join(missing)} is missing"
            zh, en = slip if missing else ("", "")
            self.fault(
                key_node.line,
                f"{what}：未知的键 {key}，允许 {known}{zh}",
                f"{what}: unknown key {key}; allowed: {known}{en}",
            )
        for key in missing if not unknown else ():
            self.fault(node.line, f"{what}：缺少 {key}", f"{what}: {key} is missing")
        return {key: value for key, (_, value) in node.keys.items() if key in allowed}

    def text(self, node: Node | None, line: int, what: str) -> str:
        """Return a text; empty without a fault where there is no node, for the mapping has told that."""
        if node is None or (isinstance(node, Text) and node.value):
            return node.value if isinstance(node, Text) else ""
        self.fault(node.line or line, f"{what}：须为文字", f"{what}: must be text")
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
            at = node.line if node else line
            self.fault(
                at, f"{what}：{text} 不是日期（如 2023-01-01）", f"{what}: {text} is no day (such as 2023-01-01)"
            )
            return 0

    def span(self, keys: dict[str, Node], line: int, what: str) -> tuple[int, int] | None:
        """Return the days from ``from`` to ``to`` (0: open); None with a fault where they are none."""
        first = self.day(keys.get("from"), line, f"{what} from")
        last = self.day(keys["to"], line, f"{what} to") if "to" in keys else 0
        if not first or ("to" in keys and not last):
            return None
        if last and last < first:
            self.fault(keys["to"].line, f"{what}：止日早于起日", f"{what}: its last day is before its first")
            return None
        return first, last

    def word(self, node: Node | None, line: int, what: str, words: tuple[str, ...]) -> str:
        """Return a word of a list; empty, mostly with a fault, where it is none of them."""
        text = self.text(node, line, what)
        if text and text not in words:
            allowed = " | ".join(words)
            at = node.line if node else line
            self.fault(at, f"{what}：{text} 不在 {allowed} 之内", f"{what}: {text} is not one of {allowed}")
            return ""
        return text

    def citation(self, keys: dict[str, Node], line: int, what: str) -> Citation:
        """Return what a value rests on."""
        for key, zh, en in (
            ("document", "文件依据（document 与 article）", "the citation (document and article)"),
            ("article", "文件依据（document 与 article）", "the citation (document and article)"),
            ("status", "status（sourced 或 assumed）", "status (sourced or assumed)"),
            ("confidence", "confidence（A、B、C、R、D）", "confidence (A, B, C, R, D)"),
        ):
            if key not in keys:
                self.fault(line, f"{what}：缺少{zh}", f"{what}: {en} is missing")
                break
        key = self.text(keys.get("document"), line, f"{what} document")
        article = self.text(keys.get("article"), line, f"{what} article")
        if key and key not in self.documents and self.documents_known:
            self.once(
                ("unlisted", key),
                keys["document"].line,
                f"{what}：未登记的文件 {key}",
                f"{what}: the document {key} is not listed in area.yaml",
            )
        document = self.documents.get(key)
        if document is not None and article and not document.has(article):
            allowed = "、".join(document.heads) or f"第一条…第{document.articles}条"
            allowed_en = ", ".join(document.heads) or f"articles 1 to {document.articles}"
            self.once(
                ("article", f"{key} {article}"),
                keys["article"].line,
                f"{what}：{key} 没有 {article}，只有 {allowed}；改条款，或改文件的 articles",
                f"{what}: {key} has no {article}, only {allowed_en}; mend the article, or the document's articles",
            )
        status = self.word(keys.get("status"), line, f"{what} status", ("sourced", "assumed"))
        confidence = self.word(keys.get("confidence"), line, f"{what} confidence", tuple(SOURCED))
        if status and confidence and SOURCED[confidence] != status:
            self.fault(
                line,
                f"{what}：可信度 {confidence} 应为 {SOURCED[confidence]}",
                f"{what}: confidence {confidence} goes with status {SOURCED[confidence]}",
            )
        noted = keys.get("note")
        note = noted.value if isinstance(noted, Text) else ""
        return Citation(key, document.title if document else key, article, status, confidence, note)

    def within_document(self, citation: Citation | None, first: int, last: int, line: int, what: str) -> None:
        """Note a value that stands, within the time in force, on days for which its document does not speak."""
        document = self.documents.get(citation.document) if citation else None
        if document is None:
            return
        first, last = max(first, self.in_force[0]), min(last, self.in_force[1])
        opens, closes = ordinal(document.first, 0), ordinal(document.last, FOREVER)
        if first <= last and first < opens:
            self.once(
                ("before", document.key),
                line,
                f"{what}：{_iso(first)} 起的值引用 {document.key}，该文件自 {document.first} 起：改值或文件的 from",
                f"{what}: cites {document.key} from {_iso(first)} on, which speaks from {document.first} on: mend the "
                "value's first day, or the document's from",
            )
        elif first <= last and last > closes:
            until = "" if last >= FOREVER else _iso(last)
            self.once(
                ("after", document.key),
                line,
                f"{what}：到 {until or '以后'} 的值引用 {document.key}，该文件到 {document.last} 为止：改值或文件的 to",
                f"{what}: cites {document.key} until {until or 'for good'}, which ends on {document.last}: mend the "
                "value's last day, or the document's to",
            )

    def parameter(self, path: str, key_node: Text, node: Node) -> list[Dated]:
        """Read one parameter's dated values, in the order of their first days."""
        if path not in PARAMETERS:
            self.fault(key_node.line, f"未知的参数 {path}", f"unknown parameter {path}")
            return []
        keys = self.mapping(node, key_node.line, path, {"unit", "values", "note"}, {"unit", "values"})
        unit = unit_of(path)
        stated = self.text(keys.get("unit"), key_node.line, f"{path} unit")
        if stated and stated != unit:
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
        overlap = False
        for number, row in enumerate(rows):
            following = rows[number + 1] if number + 1 < len(rows) else None
            last = row.last
            if last == 0:
                last = following.first - 1 if following else FOREVER
            if following and following.first <= max(last, row.first):
                # one wrong day may overlap with several values
                overlap = True
                self.once(
                    ("overlap", path),
                    following.line,
                    f"{path}：与第 {row.line} 行的期间重叠",
                    f"{path}: its days overlap with the value at line {row.line}",
                )
                last = following.first - 1
            closed.append(row._replace(last=last))
        for row in closed if not overlap and len(rows) == len(read) else ():
            self.within_document(row.citation, row.first, row.last, row.line, path)
        return closed

    def dated(self, path: str, node: Node) -> Dated | None:
        """Read one value with its days and its citation; None with a fault where it is none."""
        allowed = {"from", "to", "value", "not_available", "document", "article", "status", "confidence", "note"}
        before = len(self.faults)
        keys = self.mapping(node, node.line, path, allowed, {"from"})
        if len(self.faults) > before:
            return None
        days = self.span(keys, node.line, path)
        if ("value" in keys) == ("not_available" in keys):
            self.fault(
                node.line, f"{path}：value 与 not_available 恰有其一", f"{path}: exactly one of value and not_available"
            )
            return None
        if "not_available" in keys:
            reason = self.text(keys["not_available"], node.line, f"{path} not_available")
            return Dated(path, *days, None, reason, None, self.area, self.file, node.line) if days else None
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
        return Dated(path, *days, value, "", citation, self.area, self.file, node.line) if days else None

    def document_list(self, node: Node | None) -> None:
        """Read the documents that values may cite."""
        if node is None:
            return
        if not isinstance(node, Mapping):
            self.documents_known = False
            self.fault(
                node.line,
                "documents：须为键值表，如 办法代号: {title: 题名}",
                "documents: must be a mapping, such as key: {title: …}",
            )
            return
        for key, (_, entry) in node.keys.items():
            self.document(key, entry)

    def document(self, key: str, node: Node) -> None:
        """Read one document."""
        known = {"title", "number", "issuer", "from", "to", "source", "note"}
        keys = self.mapping(node, node.line, key, known | {"articles"}, {"title"})
        articles, heads = self.articles(keys.get("articles"), key)
        words = {name: self.text(keys.get(name), node.line, f"{key} {name}") for name in known & set(keys)}
        first, last = (words.pop(name, "") for name in ("from", "to"))
        opens = self.day(keys.get("from"), node.line, f"{key} from") if first else 0
        closes = self.day(keys.get("to"), node.line, f"{key} to") if last else 0
        if opens and closes and closes < opens:
            self.fault(keys["to"].line, f"{key}：止日早于起日", f"{key}: its last day is before its first")
            opens = closes = 0
        words.setdefault("title", key)
        self.documents[key] = Document(
            key=key,
            **words,
            first=_iso(opens) if opens else "",
            last=_iso(closes) if closes else "",
            articles=articles,
            heads=heads,
        )

    def articles(self, node: Node | None, key: str) -> tuple[int, tuple[str, ...]]:
        """Return how many articles a document has, or how its sections are numbered."""
        if isinstance(node, Text) and re.fullmatch(r"[1-9]\d{0,3}", node.value, re.ASCII):
            return int(node.value), ()
        if isinstance(node, Sequence) and node.items:
            heads = tuple(item.value for item in node.items if isinstance(item, Text) and item.value)
            if len(heads) == len(node.items):
                return 0, heads
        if node is not None:
            self.fault(
                node.line,
                f"{key} articles：须为条数（如 26），或各条各节编号的列表（如 [一（一）, 一（二）]）",
                f"{key} articles: must be how many there are (such as 26), or a list of how they are numbered",
            )
        return 0, ()

    def bound(self, node: Node) -> Bound | None:
        """Read one floor or ceiling; None with a fault where it is none."""
        ends = ("at_least", "at_most", "at_least_of", "at_most_of")
        cited = {"document", "article", "status", "confidence", "note"}
        before = len(self.faults)
        keys = self.mapping(
            node, node.line, "bound", {"parameter", "part", "keys", "from", "to", *ends} | cited, {"parameter", "from"}
        )
        if len(self.faults) > before:
            return None
        path = self.text(keys.get("parameter"), node.line, "bound parameter")
        if path not in PARAMETERS:
            if path:
                self.fault(node.line, f"bound：未知的参数 {path}", f"bound: unknown parameter {path}")
            return None
        chosen = [end for end in ends if end in keys]
        if not chosen:
            self.fault(
                node.line, f"bound {path}：缺少 at_least 或 at_most", f"bound {path}: at_least or at_most is missing"
            )
            return None
        part = self.text(keys.get("part"), node.line, "part")
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
        days = self.span(keys, node.line, f"bound {path}")
        citation = self.citation(keys, node.line, f"bound {path}")
        if days is None:
            return None
        first, last = days[0], days[1] or FOREVER
        self.within_document(citation, first, last, node.line, f"bound {path}")
        return Bound(
            path,
            part,
            outer,
            read.get("at_least"),
            read.get("at_most"),
            read.get("at_least_of", ""),
            read.get("at_most_of", ""),
            first,
            last,
            citation,
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


def ordinal(day: str, otherwise: int) -> int:
    """Return an ISO date as an ordinal, and ``otherwise`` where there is none."""
    return date.fromisoformat(day).toordinal() if day else otherwise


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()
