"""A case file as plain Python: YAML or JSON, with every number that should be text still recognisable as a number.

YAML and JSON read alike: a whole number is an int, any other number a :class:`Number`, a date
the ISO string it was written as.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tongchou.regulations.reading import DEEPEST, TOO_DEEP, UnreadableYaml, compose_yaml, line_of


class Number(str):
    """A number with a fraction or an exponent that stands without quotes where the contract wants text."""

    __slots__ = ()


class UnreadableCase(Exception):
    """A file that is no YAML or JSON, nests too deeply or holds a key twice: where (a path or a line), and what."""

    def __init__(self, path: str, found: str, zh: str, en: str) -> None:
        """Keep where, what was found, and the reason in both languages."""
        self.path, self.found, self.zh, self.en = path, found, zh, en
        super().__init__(en)


LONGEST_WHOLE = 20
"""Digits from which a whole number is kept as text: none so large is allowed anywhere."""

_WHOLE = re.compile(r"-?(0|[1-9]\d*)", re.ASCII)


def read_case_text(file: Path) -> Any:
    """Return a case file as dicts, lists, strings, ints, bools, None and Numbers; raise UnreadableCase."""
    content = file.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise UnreadableCase("$", f"byte {wrong.start}", "文件须为 UTF-8 编码", "the file must be UTF-8") from None
    if file.suffix.lower() == ".json" or text.lstrip()[:1] in ("{", "["):
        if is_nested_too_deeply(content):
            raise UnreadableCase("$", "…", *TOO_DEEP)
        return _json(text)
    return _yaml(text)


class _Doubled(dict[str, Any]):
    """A mapping of a JSON file in which a key stands twice."""

    key: str


def _json(text: str) -> Any:
    doubled = False

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal doubled
        found = dict(items)
        if len(found) == len(items):
            return found
        doubled = True
        marked = _Doubled(found)
        names = [name for name, _ in items]
        marked.key = next(name for number, name in enumerate(names) if name in names[:number])
        return marked

    try:
        value = json.loads(text, parse_float=Number, parse_constant=Number, object_pairs_hook=pairs)
    except json.JSONDecodeError as wrong:
        found = line_of(text, wrong.lineno)
        zh, en = f"不是合法的 JSON：{wrong.msg}", f"not valid JSON: {wrong.msg}"
        raise UnreadableCase(f"line {wrong.lineno}", found, zh, en) from None
    except RecursionError:
        # only a text that is no JSON after all gets here: its brackets don't match, so they were not counted
        raise UnreadableCase("$", "…", *TOO_DEEP) from None
    except ValueError as wrong:
        raise UnreadableCase("$", type(wrong).__name__, "JSON 无法读取", "the JSON can't be read") from None
    if doubled:
        for path, key in _keys_twice(value, ""):
            raise _key_twice(path, key)
    return value


_BRACKETS_ALIKE = bytes.maketrans(b"{}", b"[]")
_NO_MARKS = bytes(byte for byte in range(256) if byte not in b'[]{}"')
_QUOTED = re.compile(rb'"[^"]*"')
_ONLY_OPENED = b"[" * (DEEPEST + 1)


def is_nested_too_deeply(content: bytes) -> bool:
    """Return whether brackets of a JSON text stand more than DEEPEST deep, without a look at each character.

    Of the text only brackets and quotes are kept; then each round takes out the innermost level.
    """
    if b"\\" in content:
        content = content.replace(b"\\\\", b"").replace(b'\\"', b"")
    marks = content.translate(_BRACKETS_ALIKE, _NO_MARKS).replace(b'""', b"")
    marks = _QUOTED.sub(b"", marks)
    if _ONLY_OPENED in marks:
        return True
    for _ in range(DEEPEST):
        if not marks:
            return False
        marks = marks.replace(b"[]", b"")
    return b"[]" in marks


def _keys_twice(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield path and name of the keys that stand twice, in the order of the file."""
    if isinstance(value, _Doubled):
        yield (f"{path}.{value.key}" if path else value.key), value.key
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _keys_twice(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _keys_twice(inner, f"{path}[{number}]")


def _key_twice(path: str, key: str) -> UnreadableCase:
    return UnreadableCase(path, key, f"键 {key} 出现两次", f"the key {key} stands twice")


def _yaml(text: str) -> Any:
    try:
        node = compose_yaml(text)
    except UnreadableYaml as wrong:
        raise UnreadableCase(f"line {wrong.line}", line_of(text, wrong.line), wrong.zh, wrong.en) from None
    return _plain(node, "")


def _plain(node: yaml.Node, path: str) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, f"{path}[{number}]") for number, item in enumerate(node.value)]
    found: dict[str, Any] = {}
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else "?"
        here = f"{path}.{name}" if path else name
        if not isinstance(key, yaml.ScalarNode):
            raise UnreadableCase(here, "?", "键须为文字", "a key must be text")
        if name in found:
            raise _key_twice(here, name)
        found[name] = _plain(value, here)
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
