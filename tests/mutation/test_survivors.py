"""The list of surviving mutants names lines that stand in the rules, and says why; scripts/mutation checks the rest."""

import ast
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "src" / "tongchou" / "rules"
ENTRIES: list[dict[str, Any]] = yaml.safe_load(
    (ROOT / "tests" / "mutation" / "survivors.yaml").read_text(encoding="utf-8")
)["survivors"]
KEYS = {"module", "function", "before", "after", "why"}


def lines_of(module: str, function: str) -> str:
    """Return the text of a function (or of a class and its method, by a point between) as the list writes it."""
    text = (RULES / f"{module}.py").read_text(encoding="utf-8")
    found: ast.AST = ast.parse(text)
    for name in function.split("."):
        found = next(
            node
            for node in ast.iter_child_nodes(found)
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name
        )
    assert isinstance(found, ast.FunctionDef)
    return " ".join(line.strip() for line in text.splitlines()[found.lineno - 1 : found.end_lineno])


def identity(entry: dict[str, Any]) -> tuple[str, ...]:
    return entry["module"], entry["function"], entry["before"], entry["after"]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry['module']}.{entry['function']}")
def test_a_survivor_names_a_line_that_stands_there_and_says_why(entry: dict[str, Any]) -> None:
    assert entry.keys() - {"times"} == KEYS
    assert entry["before"] in lines_of(entry["module"], entry["function"])
    assert entry["before"] != entry["after"]
    assert entry["why"].strip()
    assert entry.get("times", 2) > 1


def test_a_survivor_is_listed_once() -> None:
    found = [identity(entry) for entry in ENTRIES]
    assert sorted(found) == sorted(set(found))
