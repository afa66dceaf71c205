"""A regulation as one text that stands for itself: all areas, papers, dated values and citations, and back again.

The text needs no folder and no later state of the product to be read: what is rebuilt from it has the same version and
settles to the same fen. A value says of itself what it is (``{"Income": …}``), so the vocabulary may grow.

``fingerprint`` is the hash of all that a text says but for the places in files: it also holds what the version leaves
out (notes, papers, bounds, counties), and moving a value to another file or line does not change it.
"""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

from tongchou.regulations.area import FOREVER, NO_REFORM, REFORM, Area, Bound, Citation, County, Dated, Document, Reform
from tongchou.regulations.kinds import Band, Income, Span, YearDay
from tongchou.regulations.load import Regulation
from tongchou.regulations.rows import AgeSpan, ExemptDiagnosis, OutOfAreaRow, RegimeRow

FORMAT = "1"
"""The version of this form of text; a later product goes on reading it."""

RECORDS: dict[str, Any] = {
    record.__name__: record
    for record in (AgeSpan, Band, ExemptDiagnosis, Income, OutOfAreaRow, RegimeRow, Span, YearDay)
}
"""The values that have named parts."""

PLACES = frozenset({"folder", "file", "line", "in_force_line"})
"""Where something stands in the files: told in faults, and no part of what is said."""


class UnreadableText(Exception):
    """A text that is no regulation in canonical form: cut off, changed by hand, or of a later product."""

    def __init__(self, reason: object) -> None:
        """Keep the reason in both languages."""
        self.zh = f"政策文本无法还原（{reason}）：文本残缺、被手工改动，或由更高版本的软件写成"
        self.en = f"the text of the regulation can't be read back ({reason}): cut off, changed, or of a later product"
        super().__init__(f"{self.zh} | {self.en}")


def canonical_text(regulation: Regulation) -> str:
    """Return a regulation as a text from which :func:`read_canonical` makes an equal one."""
    return json.dumps(_whole(regulation), ensure_ascii=False, separators=(",", ":"))


def fingerprint(regulation: Regulation) -> str:
    """Return the hash of everything a regulation says, wherever in its files it stands."""
    said = _without_places(_whole(regulation))
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def read_canonical(text: str) -> Regulation:
    """Return the regulation of a canonical text; raise UnreadableText."""
    try:
        said = json.loads(text)
        if said["format"] != FORMAT:
            raise UnreadableText(f"format {said['format']}")
        chain: list[Area] = []
        for area in said["areas"]:
            chain.append(_read_area(area, chain[-1].documents if chain else {}))
        reform = _read_reform(said["reform"], Path(chain[-1].folder)) if said["reform"] else NO_REFORM
        return Regulation(tuple(chain), reform)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as wrong:
        raise UnreadableText(f"{type(wrong).__name__}: {wrong}") from wrong


def _without_places(said: Any) -> Any:
    if isinstance(said, list):
        return [_without_places(each) for each in said]
    if not isinstance(said, dict):
        return said
    # the entries of a table are words of the regulation, not parts of this form
    if set(said) == {"table"}:
        return {"table": {key: _without_places(each) for key, each in said["table"].items()}}
    return {key: _without_places(each) for key, each in said.items() if key not in PLACES}


def _whole(regulation: Regulation) -> dict[str, Any]:
    areas, above = [], dict[str, Document]()
    for area in regulation.chain:
        areas.append(_area(area, above))
        above = area.documents
    overlay = regulation.laid_over
    return {"format": FORMAT, "areas": areas, "reform": _reform(overlay) if overlay != NO_REFORM else None}


def _area(area: Area, above: dict[str, Document]) -> dict[str, Any]:
    return {
        "code": area.code,
        "name_zh": area.name_zh,
        "name_en": area.name_en,
        "level": area.level,
        "parent": area.parent,
        "from": _day(area.first),
        "to": _day(area.last),
        "counties": [county._asdict() for county in area.counties],
        "documents": [each._asdict() for key, each in sorted(area.documents.items()) if above.get(key) != each],
        "values": _values(area.values, area.code),
        "grades": {grade: _values(values, area.code) for grade, values in sorted(area.grades.items())},
        "bounds": [_bound(bound) for bound in area.bounds],
        "folder": area.folder.name,
        "in_force_line": area.in_force_line,
    }


def _read_area(said: dict[str, Any], above: dict[str, Document]) -> Area:
    folder = Path(said["folder"])
    own = {each["key"]: _read_document(each) for each in said["documents"]}
    return Area(
        folder=folder,
        code=said["code"],
        name_zh=said["name_zh"],
        name_en=said["name_en"],
        level=said["level"],
        parent=said["parent"],
        first=_read_day(said["from"]),
        last=_read_day(said["to"]),
        counties=tuple(County(**each) for each in said["counties"]),
        documents={**above, **own},
        values=_read_values(said["values"], said["code"], folder),
        grades={grade: _read_values(each, said["code"], folder) for grade, each in said["grades"].items()},
        bounds=[_read_bound(each, folder) for each in said["bounds"]],
        in_force_line=said["in_force_line"],
    )


def _reform(reform: Reform) -> dict[str, Any]:
    return {
        "title": reform.title,
        "documents": [each._asdict() for _, each in sorted(reform.documents.items())],
        "values": _values(reform.values, REFORM),
        "grades": {grade: _values(values, REFORM) for grade, values in sorted(reform.grades.items())},
    }


def _read_reform(said: dict[str, Any], folder: Path) -> Reform:
    documents = {each["key"]: _read_document(each) for each in said["documents"]}
    grades = {grade: _read_values(each, REFORM, folder) for grade, each in said["grades"].items()}
    return Reform(said["title"], _read_values(said["values"], REFORM, folder), documents, grades)


def _read_document(said: dict[str, Any]) -> Document:
    return Document(**{**said, "heads": tuple(said["heads"])})


def _values(values: dict[str, list[Dated]], area: str) -> dict[str, Any]:
    return {path: [_dated(row, area) for row in values[path]] for path in sorted(values)}


def _read_values(said: dict[str, Any], area: str, folder: Path) -> dict[str, list[Dated]]:
    return {path: [_read_dated(path, row, area, folder) for row in rows] for path, rows in said.items()}


def _dated(row: Dated, area: str) -> dict[str, Any]:
    found: dict[str, Any] = {"from": _day(row.first), "to": _day(row.last)}
    if row.not_available:
        found["not_available"] = row.not_available
    else:
        found["value"] = _value(row.value)
    if row.citation is not None:
        found["citation"] = row.citation._asdict()
    if row.area != area:
        found["area"] = row.area
    return {**found, "file": row.file.name, "line": row.line}


def _read_dated(path: str, said: dict[str, Any], area: str, folder: Path) -> Dated:
    citation = said.get("citation")
    return Dated(
        path,
        _read_day(said["from"]),
        _read_day(said["to"]),
        None if "not_available" in said else _read_value(said["value"]),
        said.get("not_available", ""),
        None if citation is None else Citation(**citation),
        said.get("area", area),
        folder / said["file"],
        said["line"],
    )


def _bound(bound: Bound) -> dict[str, Any]:
    return {
        **bound._asdict(),
        "keys": list(bound.keys),
        "at_least": _value(bound.at_least),
        "at_most": _value(bound.at_most),
        "first": _day(bound.first),
        "last": _day(bound.last),
        "citation": bound.citation._asdict(),
        "file": bound.file.name,
    }


def _read_bound(said: dict[str, Any], folder: Path) -> Bound:
    return Bound(
        **{
            **said,
            "keys": tuple(said["keys"]),
            "at_least": _read_value(said["at_least"]),
            "at_most": _read_value(said["at_most"]),
            "first": _read_day(said["first"]),
            "last": _read_day(said["last"]),
            "citation": Citation(**said["citation"]),
            "file": folder / said["file"],
        }
    )


def _day(day: int) -> str | None:
    return None if day == FOREVER else date.fromordinal(day).isoformat()


def _read_day(said: str | None) -> int:
    return FOREVER if said is None else date.fromisoformat(said).toordinal()


def _value(value: Any) -> Any:
    """Return a value as JSON; a record names its kind, a table is told apart from it, a list is a list."""
    if value is None or isinstance(value, int | str):
        return value
    if type(value).__name__ in RECORDS:
        return {type(value).__name__: {name: _value(part) for name, part in value._asdict().items()}}
    if isinstance(value, tuple):
        return [_value(each) for each in value]
    if isinstance(value, dict):
        return {"table": {key: _value(each) for key, each in value.items()}}
    raise TypeError(f"{value!r} is no value of a regulation")


def _read_value(said: Any) -> Any:
    if isinstance(said, list):
        return tuple(_read_value(each) for each in said)
    if not isinstance(said, dict):
        return said
    ((kind, parts),) = said.items()
    read = {key: _read_value(each) for key, each in parts.items()}
    return read if kind == "table" else RECORDS[kind](**read)
