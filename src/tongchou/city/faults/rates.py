"""How often each fault is planted: ``faults.yaml`` of this package."""

from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from tongchou.regulations.reading import Mapping, Text, parse_yaml

RESIDENTS, CLAIMS, STAYS = BASES = ("residents", "claims", "stays")
"""What a rate counts among: residents, bills of a year, stays of a year."""

AMONG = 100_000


class Rate(NamedTuple):
    """How many cases of a fault (``planted``) or of a look-alike stand among 100,000 of ``of``."""

    name: str
    of: str
    per_100000: int
    planted: bool

    def number(self, base: int) -> int:
        """Return how many cases a city has: rounded, and never none while there is anything to count among."""
        return max(1, (2 * base * self.per_100000 + AMONG) // (2 * AMONG)) if base and self.per_100000 else 0


@lru_cache(maxsize=1)
def rates() -> dict[str, Rate]:
    """Return the rates that ship with the product, by name."""
    return read_rates(files("tongchou.city.faults").joinpath("faults.yaml").read_text(encoding="utf-8"))


def read_rates(text: str) -> dict[str, Rate]:
    """Return rates by name; ValueError with the line of what is wrong."""
    top = parse_yaml(text)
    faults = top.keys.get("faults", (None, None))[1] if isinstance(top, Mapping) else None
    if not isinstance(faults, Mapping):
        raise ValueError("line 1: the file has one key, faults · 第1行：文件应只有 faults 一项")
    return {name: _rate(name, node) for name, (_, node) in faults.keys.items()}


def _rate(name: str, node: object) -> Rate:
    if not isinstance(node, Mapping) or set(node.keys) != {"of", "per_100000", "planted"}:
        line = getattr(node, "line", 1)
        raise ValueError(f"line {line}: {name} needs of, per_100000, planted · 第{line}行：须写这三项")
    found = {key: value.value if isinstance(value, Text) else "" for key, (_, value) in node.keys.items()}
    number = found["per_100000"]
    if found["of"] not in BASES or not (number.isascii() and number.isdigit()) or found["planted"] not in ("yes", "no"):
        bases = " | ".join(BASES)
        raise ValueError(
            f"line {node.line}: {name}: of is {bases}, per_100000 a whole number, planted yes or no · "
            f"第{node.line}行：of 应为 {bases}，per_100000 应为整数，planted 应为 yes 或 no"
        )
    return Rate(name, found["of"], int(number), found["planted"] == "yes")
