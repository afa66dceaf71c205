"""A case file as plain Python: YAML or JSON, with every number that should be text still recognisable as a number.

YAML and JSON read alike: a whole number is an int, any other number a :class:`Number`, a date
the ISO string it was written as.
"""

import json
import re
from pathlib import Path
from typing import Any

import yaml


class Number(str):
    """A number with a fraction or an exponent that stands without quotes where the contract wants text."""

    __slots__ = ()


class UnreadableCase(Exception):
    """A file that is neither YAML nor JSON, or holds a key twice: where (a path or a line), and what."""

    def __init__(self, path: str, found: str, zh: str, en: str) -> None:
        """Keep where, what was found, and the reason in both languages."""
        self.path, self.found, self.zh, self.en = path, found, zh, en
        super().__init__(en)


LONGEST_WHOLE = 20
"""Digits from which a whole number is kept as text: none so large is allowed anywhere."""

_WHOLE = re.compile(r"-?(0|[1-9]\d*)", re.ASCII)


def read_case_text(file: Path) -> Any:
    """Return a case file as dicts, lists, strings, ints, bools, None and Numbers; raise UnreadableCase."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise UnreadableCase("$", f"byte {wrong.start}", "文件须为 UTF-8 编码", "the file must be UTF-8") from None
    if file.suffix.lower() == ".json" or text.lstrip()[:1] in ("{", "["):
        return _json(text)
    return _yaml(text)


def _json(text: str) -> Any:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in items:
            if key in found:
                raise UnreadableCase(key, key, f"键 {key} 出现两次", f"the key {key} stands twice")
            found[key] = value
        return found

    try:
        return json.loads(text, parse_float=Number, parse_constant=Number, object_pairs_hook=pairs)
    except json.JSONDecodeError as wrong:
        where = f"line {wrong.lineno}"
        raise UnreadableCase(
            where, wrong.msg, f"第 {wrong.lineno} 行不是合法的 JSON", f"not valid JSON at {where}"
        ) from None
    except (RecursionError, ValueError) as wrong:
        raise UnreadableCase("$", type(wrong).__name__, "JSON 无法读取", "the JSON can't be read") from None


def _yaml(text: str) -> Any:
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as wrong:
        line = wrong.problem_mark.line + 1 if wrong.problem_mark else 1
        found = str(wrong.problem)
        raise UnreadableCase(
            f"line {line}", found, f"第 {line} 行不是合法的 YAML", f"not valid YAML at line {line}"
        ) from None
    except (yaml.YAMLError, RecursionError) as wrong:
        raise UnreadableCase("$", type(wrong).__name__, "不是合法的 YAML", "not valid YAML") from None
    if node is None:
        raise UnreadableCase("$", "", "文件为空", "the file is empty")
    try:
        return _plain(node, "", set())
    except RecursionError:
        raise UnreadableCase("$", "…", "嵌套过深", "nested too deeply") from None


def _plain(node: yaml.Node, path: str, seen: set[int]) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if id(node) in seen:
        # a few nested aliases would unfold into more than any memory holds
        raise UnreadableCase(path, "*", "不得使用别名", "aliases are not allowed")
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, f"{path}[{number}]", seen) for number, item in enumerate(node.value)]
    found: dict[str, Any] = {}
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else "?"
        here = f"{path}.{name}" if path else name
        if not isinstance(key, yaml.ScalarNode):
            raise UnreadableCase(here, "?", "键须为文字", "a key must be text")
        if name in found:
            raise UnreadableCase(here, name, f"键 {name} 出现两次", f"the key {name} stands twice")
        found[name] = _plain(value, here, seen)
    return found


def _scalar(node: yaml.ScalarNode) -> Any:
    tag = node.tag.rpartition(":")[2]
    if node.style in ("'", '"', "|", ">") or tag in ("str", "timestamp"):
        return node.value
    if tag == "int":
        return (
            int(node.value) if len(node.value) < LONGEST_WHOLE and _WHOLE.fullmatch(node.value) else Number(node.value)
        )
    if tag == "float":
        return Number(node.value)
    if tag == "bool":
        return node.value.lower() in ("yes", "true", "on")
    if tag == "null":
        return None
    return node.value
