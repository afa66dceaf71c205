"""A folder read into an area, and a reform's file read into values.

The faults of a folder are collected, not raised one by one, so that a policy officer sees all of them at once.
"""

import re
from pathlib import Path

from tongchou.regulations.area import FOREVER, NO_REFORM, REFORM, Area, County, Dated, Document, Reform
from tongchou.regulations.faults import Fault
from tongchou.regulations.reader import Reader
from tongchou.regulations.reading import Mapping, Node, Sequence
from tongchou.regulations.schema import COUNTY_KINDS, PARAMETERS
from tongchou.rules.codes import GRADES

FORMATS = ("1",)
"""The versions of the regulation format that this product reads; a folder that names none is of the first."""

LEVELS_OF_AREAS = ("nation", "province", "city")

AREA_CODE = re.compile(r"\d{6}", re.ASCII)
"""The code of GB/T 2260."""

OF_A_GRADE = (
    "inpatient.",
    "out_of_area.",
    "outpatient.",
    "two_disease.",
    "chronic_1.",
    "chronic_2.",
    "negotiated_drug.",
    "maternity.",
    "catastrophic.",
    "incentive.",
    "assistance.",
    "tilt.",
)
"""What a grade of contribution may change: benefits, but neither who is covered nor what is in scope."""

MISNAMED = (".yaml", ".yml", ".json")
"""Endings, in any case of letters, that look like data; only ``.yaml`` itself is read. Other files may stand beside."""


def read_area(folder: Path, known: dict[str, Document] | None) -> tuple[Area | None, list[Fault]]:
    """Read a folder; ``known`` are the documents of its ancestors, None where theirs could not be read.

    Return the area, None where its head can't be read, and all faults found.
    """
    reader = Reader(known)
    area = _read_head(reader, folder)
    _unread_files(reader, folder)
    if area is None:
        return None, reader.all_faults()
    reader.area, reader.in_force = area.code, (area.first, area.last)
    for file in sorted(folder.glob("*.yaml")):
        if file.name == "area.yaml":
            continue
        tree = reader.tree(file)
        if tree is None:
            continue
        if file.name == "bounds.yaml":
            entries = reader.mapping(tree, 1, "bounds.yaml", {"bounds"}, {"bounds"}).get("bounds")
            items = entries.items if isinstance(entries, Sequence) else ()
            area.bounds.extend(bound for bound in map(reader.bound, items) if bound is not None)
            continue
        if not isinstance(tree, Mapping) or "grade" not in tree.keys:
            read_parameters(reader, tree, area.values)
            continue
        _read_grade(reader, tree, area.grades)
    # an entry of a list that can't be read may be the one that values cite
    return area._replace(documents=reader.documents), reader.all_faults()


def _read_grade(reader: Reader, tree: Mapping, grades: dict[str, dict[str, list[Dated]]]) -> None:
    """Read what begins with ``grade: grade_2``: parameters again, for persons of that contribution grade."""
    grade = reader.word(tree.keys["grade"][1], 1, "grade", GRADES[1:])
    topic = Mapping(tree.line, {key: entry for key, entry in tree.keys.items() if key != "grade"})
    for path, (key_node, _) in topic.keys.items():
        if path in PARAMETERS and not path.startswith(OF_A_GRADE):
            reader.fault(
                key_node.line,
                f"参数 {path} 不能按缴费档次区分，可区分的以 {'、'.join(OF_A_GRADE)} 开头",
                f"the parameter {path} can't differ by grade; those that can begin with {', '.join(OF_A_GRADE)}",
            )
    read_parameters(reader, topic, grades.setdefault(grade, {}))


def _unread_files(reader: Reader, folder: Path) -> None:
    """Note the files and folders that look like data and that the product would pass over in silence."""
    for below in (folder, folder / "golden"):
        for found in sorted(below.iterdir()) if below.is_dir() else ():
            reader.file = found
            if found.name.startswith(".") or found == folder / "golden":
                continue
            if found.is_dir() and any(found.glob("*.yaml")):
                reader.fault(
                    1,
                    "没有读取这个文件夹：参数文件须直接放在地区文件夹里，验算案例放在 golden 里",
                    "this folder is not read: parameters stand in the area's folder itself, worked cases in golden",
                )
            elif found.suffix != ".yaml" and found.suffix.lower() in MISNAMED:
                reader.fault(
                    1,
                    "没有读取这个文件：参数和案例文件的扩展名须为 .yaml，请改名或移走",
                    "this file is not read: files of parameters and cases end in .yaml; rename it or take it away",
                )


def read_parameters(reader: Reader, tree: Node, values: dict[str, list[Dated]]) -> None:
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


def _read_head(reader: Reader, folder: Path) -> Area | None:
    tree = reader.tree(folder / "area.yaml")
    if tree is None:
        return None
    allowed = {"format", "area", "name", "level", "parent", "in_force", "counties", "documents"}
    keys = reader.mapping(tree, 1, "area.yaml", allowed, {"area", "name", "level", "in_force"})
    reader.word(keys.get("format"), 1, "format", FORMATS)
    if not {"area", "name", "level", "in_force"} <= set(keys):
        return None
    names = reader.mapping(keys["name"], keys["name"].line, "name", {"zh", "en"}, {"zh", "en"})
    reader.document_list(keys.get("documents"))
    counties = keys.get("counties")
    first, last = _in_force(reader, keys["in_force"])
    return Area(
        folder,
        _code(reader, keys["area"]),
        reader.text(names.get("zh"), 1, "name zh"),
        reader.text(names.get("en"), 1, "name en"),
        reader.word(keys["level"], 1, "level", LEVELS_OF_AREAS),
        reader.text(keys.get("parent"), 1, "parent"),
        first,
        last,
        tuple(_county(reader, item) for item in counties.items) if isinstance(counties, Sequence) else (),
        reader.documents,
        {},
        {},
        [],
        keys["in_force"].line,
    )


def _code(reader: Reader, node: Node) -> str:
    code = reader.text(node, 1, "area")
    if code and not AREA_CODE.fullmatch(code):
        reader.fault(
            node.line,
            f"area：{code} 不是六位数字的行政区划代码（如 510400；全国 000000）",
            f"area: {code} is no area code: six digits of GB/T 2260 (such as 510400; the nation 000000)",
        )
    return code


def _in_force(reader: Reader, node: Node) -> tuple[int, int]:
    """Return the first and last day in force; (0, 0), which no value touches, where they are at fault."""
    keys = reader.mapping(node, node.line, "in_force", {"from", "to"}, {"from"})
    first = reader.day(keys.get("from"), node.line, "in_force from")
    last = reader.day(keys["to"], node.line, "in_force to") if "to" in keys else FOREVER
    if not first or not last:
        return 0, 0
    if last < first:
        reader.fault(
            node.line,
            "in_force：止日早于起日，没有一天有效；请对调或改正",
            "in_force: its last day is before its first, so no day is in force; swap or mend them",
        )
        return 0, 0
    return first, last


def _county(reader: Reader, node: Node) -> County:
    keys = reader.mapping(node, node.line, "county", {"code", "name", "kind"}, {"code", "name", "kind"})
    return County(
        reader.text(keys.get("code"), node.line, "county code"),
        reader.text(keys.get("name"), node.line, "county name"),
        reader.word(keys.get("kind"), node.line, "county kind", COUNTY_KINDS),
    )


def read_reform(file: Path, known: dict[str, Document], text: str | None = None) -> tuple[Reform, list[Fault]]:
    """Read a reform: ``reform: {title, documents}`` and parameters in the format of a topic file.

    ``grades`` is a list; each of its entries is as the file of a grade: ``grade: grade_2`` and parameters.
    ``text`` is what it says where that stands in no file; faults name ``file`` all the same. Return it with its faults.
    """
    reader = Reader(known)
    reader.area = REFORM
    tree = reader.tree(file, text)
    if tree is None:
        return NO_REFORM, reader.all_faults()
    head = tree.keys.get("reform") if isinstance(tree, Mapping) else None
    keys = reader.mapping(head[1] if head else None, 1, "reform", {"title", "documents"}, {"title"})
    found = Reform(reader.text(keys.get("title"), 1, "reform title"), {}, {}, {})
    reader.document_list(keys.get("documents"))
    if isinstance(tree, Mapping):
        kept = {key: entry for key, entry in tree.keys.items() if key not in ("reform", "grades")}
        read_parameters(reader, Mapping(tree.line, kept), found.values)
        if "grades" in tree.keys:
            _read_grades(reader, tree.keys["grades"][1], found.grades)
    own = {key: document for key, document in reader.documents.items() if known.get(key) is not document}
    return found._replace(documents=own), reader.all_faults()


def _read_grades(reader: Reader, node: Node, grades: dict[str, dict[str, list[Dated]]]) -> None:
    items = node.items if isinstance(node, Sequence) else ()
    if not items or not all(isinstance(item, Mapping) and "grade" in item.keys for item in items):
        reader.fault(
            node.line,
            "grades：须为列表，每项以 grade: grade_2 开头，后面写参数",
            "grades: must be a list, each entry with grade: grade_2 and parameters",
        )
        return
    for item in items:
        if isinstance(item, Mapping):
            _read_grade(reader, item, grades)
