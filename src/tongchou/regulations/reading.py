"""YAML as text with line numbers: every scalar stays the string that stands in the file.

So 0.60 never becomes a float, no never becomes False, and every fault can name its line. Built on PyYAML's node
graph; a key that stands twice, an anchor, an alias or a tag is refused, and so is a text that is nested too deeply.
"""

from dataclasses import dataclass
from pathlib import Path

import yaml

LONGEST_SHOWN = 60
"""How many characters of a value a fault repeats."""


def shortened(text: str) -> str:
    """Return a text as a fault repeats it: whole, or its first characters."""
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"


def line_of(text: str, line: int) -> str:
    """Return a line of a text, counted from 1, as a fault repeats it; "" where there is no such line."""
    lines = text.split("\n", line)
    return shortened(lines[line - 1].strip()) if line <= len(lines) else ""


@dataclass(frozen=True)
class Node:
    """A piece of a YAML file and the line it stands on, counted from 1."""

    line: int

    def shown(self) -> str:
        """Return the piece as a reader would recognise it, shortened."""
        return "…"


@dataclass(frozen=True)
class Text(Node):
    """A scalar, as the string that stands in the file."""

    value: str

    def shown(self) -> str:
        """Return the text."""
        return shortened(self.value)


@dataclass(frozen=True)
class Sequence(Node):
    """A list."""

    items: tuple[Node, ...]

    def shown(self) -> str:
        """Return the list in flow form."""
        return "[" + ", ".join(item.shown() for item in self.items) + "]"


@dataclass(frozen=True)
class Mapping(Node):
    """A mapping: key → (the key's own node, the value)."""

    keys: dict[str, tuple[Text, Node]]

    def shown(self) -> str:
        """Return the mapping in flow form."""
        return "{" + ", ".join(f"{key}: {value.shown()}" for key, (_, value) in self.keys.items()) + "}"


class UnreadableYaml(Exception):
    """A file that is no YAML of the plain kind, with the line and the reason (Chinese, English)."""

    def __init__(self, line: int, zh: str, en: str) -> None:
        """Keep the line and the reason in both languages."""
        self.line, self.zh, self.en = line, zh, en
        super().__init__(en)


DEEPEST = 100
"""How deeply lists and mappings may stand within each other; a case file or a regulation needs less than ten."""

TOO_DEEP = (f"嵌套过深，最多 {DEEPEST} 层", f"nested too deeply, at most {DEEPEST} levels")
"""Why a text is refused that is nested more deeply (Chinese, English)."""


def read_yaml(path: Path) -> Node:
    """Return a YAML file as a tree of nodes; raise UnreadableYaml."""
    content = path.read_bytes()
    try:
        return parse_yaml(content.decode("utf-8-sig"))
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        zh, en = "不是 UTF-8 编码，请以 UTF-8 另存", "not in UTF-8; save it as UTF-8"
        raise UnreadableYaml(line, zh, en) from None


def parse_yaml(text: str) -> Node:
    """Return YAML text as a tree of nodes; raise UnreadableYaml."""
    return _node(compose_yaml(text))


def compose_yaml(text: str) -> yaml.Node:
    """Return PyYAML's node graph of a text; raise UnreadableYaml.

    The events are looked at first: the composer recurses in C and would end the process on a text nested deeply, and
    aliases would let a short text unfold into more than any memory holds.
    """
    try:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > DEEPEST:
                    raise UnreadableYaml(_line(event), *TOO_DEEP)
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise UnreadableYaml(_line(event), "不得使用锚点与别名", "anchors and aliases are not allowed")
            if getattr(event, "tag", None):
                raise UnreadableYaml(_line(event), "不得使用标签（!）", "tags (!) are not allowed")
        composed = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UnreadableYaml(line, f"不是合法的 YAML：{error.problem}", f"not valid YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        reason = str(error).partition("\n")[0]
        raise UnreadableYaml(1, f"不是合法的 YAML：{reason}", f"not valid YAML: {reason}") from None
    if composed is None:
        raise UnreadableYaml(1, "文件为空", "the file is empty")
    return composed


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _node(node: yaml.Node) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return Text(line, node.value)
    if isinstance(node, yaml.SequenceNode):
        return Sequence(line, tuple(_node(item) for item in node.value))
    keys: dict[str, tuple[Text, Node]] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise UnreadableYaml(key.start_mark.line + 1, "键须为文字", "a key must be text")
        if key.value in keys:
            at = key.start_mark.line + 1
            raise UnreadableYaml(at, f"键 {key.value} 出现两次", f"the key {key.value} stands twice")
        keys[key.value] = (Text(key.start_mark.line + 1, key.value), _node(value))
    return Mapping(line, keys)
