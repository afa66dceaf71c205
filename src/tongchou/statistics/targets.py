"""The published statistics beside which a city is set: ``targets.yaml`` of this package, read and checked."""

from collections.abc import Iterator
from fractions import Fraction
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple, NoReturn

from tongchou.regulations.reader import SOURCED
from tongchou.regulations.reading import Mapping, Node, Sequence, Text, UnreadableYaml, read_yaml
from tongchou.rules.money import RATIO, parse_decimal, parse_yuan
from tongchou.statistics.figure import COUNT, NUMBER, PERCENT, UNITS, YUAN

RELATIVE, POINTS, RANGE, LEAST, SHOWN = TOLERANCES = ("relative", "points", "range", "least", "shown")
"""How near a figure has to come: a share of the target, percentage points, between two ends, at least; not at all."""

_NEEDED = ("unit", "value", "tolerance", "year", "document", "status", "confidence")
_ALLOWED = (*_NEEDED, "within", "why", "from_residents")
_THOUSANDTHS = 1_000


class Target(NamedTuple):
    """One published or assumed statistic.

    ``low`` and ``high`` are what still meets it (None: no such end, both None: shown only, and ``why`` in Chinese and
    English); ``value`` is what was published (the lower end of a range); fen where the unit is ``yuan``. ``status`` is
    sourced or assumed, ``confidence`` one of A, B, C, R, D as for a regulation's value.
    """

    name: str
    unit: str
    tolerance: str
    value: Fraction
    low: Fraction | None
    high: Fraction | None
    from_residents: int
    why: tuple[str, str] | None
    year: int
    document: str
    status: str
    confidence: str

    @property
    def until(self) -> Fraction:
        """The upper end of a range, the value itself otherwise."""
        return self.high if self.tolerance == RANGE and self.high is not None else self.value


class FaultyTargets(Exception):
    """A file of targets that can't be used: file and line, and the reason in Chinese and English."""

    def __init__(self, file: Path, line: int, zh: str, en: str) -> None:
        """Keep where and why."""
        self.file, self.line, self.zh, self.en = file, line, zh, en
        super().__init__(f"{file}:{line}: {en}")


def read_targets(file: Path | None = None) -> dict[str, Target]:
    """Return the targets by name, those of the product or of a file; raise FaultyTargets or OSError."""
    if file is None:
        with as_file(files("tongchou.statistics").joinpath("targets.yaml")) as own:
            return read_targets(own)
    try:
        return {target.name: target for target in _File(file).targets(read_yaml(file))}
    except UnreadableYaml as wrong:
        raise FaultyTargets(file, wrong.line, wrong.zh, wrong.en) from None


class _File:
    """One file of targets while it is being read."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def targets(self, tree: Node) -> Iterator[Target]:
        """Yield the targets of the file."""
        top = self._mapping(tree, ("documents", "targets"), ("documents", "targets"))
        documents = {key: self._text(node) for key, (_, node) in self._entries(top["documents"])}
        for name, (at, node) in self._entries(top["targets"]):
            yield self._target(name, at.line, node, documents)

    def _target(self, name: str, line: int, node: Node, documents: dict[str, str]) -> Target:
        keys = self._mapping(node, _NEEDED, _ALLOWED)
        unit = self._word(keys["unit"], UNITS)
        tolerance = self._word(keys["tolerance"], TOLERANCES)
        confidence = self._word(keys["confidence"], tuple(SOURCED))
        status = self._word(keys["status"], (SOURCED[confidence],))
        document = documents[self._word(keys["document"], tuple(documents))]
        if (tolerance in (RELATIVE, POINTS)) != ("within" in keys):
            zh = f"{name}：relative、points 须写 within，其余不写"
            self._fail(line, zh, f"{name}: within goes with relative and points only")
        if (tolerance == SHOWN) != ("why" in keys):
            self._fail(line, f"{name}：shown 须写 why，其余不写", f"{name}: why goes with shown only")
        ends = self._ends(keys["value"], unit, tolerance)
        if ends[0] <= 0:
            self._fail(keys["value"].line, f"{name}：目标须大于 0", f"{name}: a target is above 0")
        low, high = self._allowed(ends, tolerance, keys.get("within"))
        return Target(
            name,
            unit,
            tolerance,
            ends[0],
            low,
            high,
            self._whole(keys["from_residents"]) if "from_residents" in keys else 0,
            self._reason(keys["why"]) if "why" in keys else None,
            self._whole(keys["year"]),
            document,
            status,
            confidence,
        )

    def _ends(self, node: Node, unit: str, tolerance: str) -> tuple[Fraction, Fraction]:
        """Return both ends of a range, or the same value twice."""
        if tolerance != RANGE:
            value = self._quantity(node, unit)
            return value, value
        low, high = (self._quantity(item, unit) for item in self._pair(node))
        if low > high:
            self._fail(node.line, "range 的前端大于后端", "the first end of a range is above the second")
        return low, high

    def _allowed(
        self, ends: tuple[Fraction, Fraction], tolerance: str, within: Node | None
    ) -> tuple[Fraction | None, Fraction | None]:
        """Return the lowest and the highest value that meet a target."""
        low, high = ends
        if within is not None:
            margin = self._quantity(within, PERCENT) * (low if tolerance == RELATIVE else 1)
            return low - margin, high + margin
        if tolerance == SHOWN:
            return None, None
        return low, None if tolerance == LEAST else high

    def _quantity(self, node: Node, unit: str) -> Fraction:
        text = self._text(node)
        try:
            if unit == YUAN:
                return Fraction(parse_yuan(text))
            if unit == NUMBER:
                return Fraction(parse_decimal(text, 3), _THOUSANDTHS)
            if unit == COUNT:
                return Fraction(parse_decimal(text, 0))
            if text.endswith("%"):
                return Fraction(parse_decimal(text[:-1], 2), RATIO)
        except ValueError:
            pass
        return self._fail(node.line, f"{text} 不是 {unit} 的数", f"{text} is no quantity of {unit}")

    def _reason(self, node: Node) -> tuple[str, str]:
        zh, en = self._pair(node)
        return self._text(zh), self._text(en)

    def _pair(self, node: Node) -> tuple[Node, Node]:
        if not isinstance(node, Sequence) or len(node.items) != 2:
            self._fail(node.line, f"{node.shown()} 应为两项：[…, …]", f"{node.shown()} should be two items: […, …]")
        first, second = node.items
        return first, second

    def _whole(self, node: Node) -> int:
        text = self._text(node)
        if not (text.isascii() and text.isdigit()):
            self._fail(node.line, f"{text} 不是整数", f"{text} is no whole number")
        return int(text)

    def _word(self, node: Node, allowed: tuple[str, ...]) -> str:
        text, choices = self._text(node), " | ".join(allowed)
        if text not in allowed:
            self._fail(node.line, f"{text} 应为 {choices}", f"{text} should be {choices}")
        return text

    def _text(self, node: Node) -> str:
        if not isinstance(node, Text):
            self._fail(node.line, f"{node.shown()} 应为文字", f"{node.shown()} should be a text")
        return node.value

    def _entries(self, node: Node) -> list[tuple[str, tuple[Text, Node]]]:
        if not isinstance(node, Mapping):
            self._fail(node.line, f"{node.shown()} 应为映射", f"{node.shown()} should be a mapping")
        return list(node.keys.items())

    def _mapping(self, node: Node, needed: tuple[str, ...], allowed: tuple[str, ...]) -> dict[str, Node]:
        found = {key: value for key, (_, value) in self._entries(node)}
        for key in needed:
            if key not in found:
                self._fail(node.line, f"缺少 {key}", f"{key} is missing")
        for key in found:
            if key not in allowed:
                self._fail(node.line, f"未知的键 {key}", f"unknown key {key}")
        return found

    def _fail(self, line: int, zh: str, en: str) -> NoReturn:
        raise FaultyTargets(self.file, line, zh, en)
