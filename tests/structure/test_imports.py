"""What the rules and the second reading may import: nothing but what stands on these lists."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.structure.sources import ROOT, at, called_by_name, imported, modules_below, parsed

OF_THE_RULES = {"collections.abc", "re", "typing"}
"""Files, clock, chance, network, settings and floating mathematics are not among them."""
REACHING_OUT = {"__import__", "breakpoint", "compile", "eval", "exec", "input", "open", "print"}

ORACLE = ROOT / "tests" / "oracle"
OF_THE_ORACLE = {"collections.abc", "dataclasses", "datetime", "fractions", "math", "typing"}
BRIDGES = {"adapter", "needs", "test_agreement"}
"""What brings product and second reading together, and so may import both."""


def beyond_the_rules(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield what a module of the rules imports or calls and may not."""
    for line, name in imported(tree):
        if name not in OF_THE_RULES and not f"{name}.".startswith("tongchou.rules."):
            yield line, name
    for line, name in called_by_name(tree):
        if name in REACHING_OUT:
            yield line, f"{name}()"


def beyond_the_oracle(tree: ast.Module, independent: set[str]) -> Iterator[tuple[int, str]]:
    """Yield what a module of the second reading imports or calls and may not."""
    for line, name in imported(tree):
        if name not in OF_THE_ORACLE and name.removeprefix(".") not in independent:
            yield line, name
        elif name in independent:
            yield line, f"{name} (not from .)"
    for line, name in called_by_name(tree):
        if name in REACHING_OUT:
            yield line, f"{name}()"


def independent_modules() -> list[Path]:
    """Return the modules of the second reading but its bridges; its own tests are among them."""
    return [path for path in sorted(ORACLE.glob("*.py")) if path.stem not in BRIDGES]


def test_the_rules_import_only_what_is_listed() -> None:
    modules = modules_below("src/tongchou/rules")
    assert modules
    found = [f"{at(path, line)}: {name}" for path in modules for line, name in beyond_the_rules(parsed(path))]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "import datetime",
        "import glob",
        "import os.path",
        "import secrets, typing",
        "from shutil import copy",
        "from urllib.request import urlopen",
        "from tongchou.regulations.load import load",
        "from tongchou import regulations",
        "import tongchou.rulesets",
        "from . import money",
        "def late():\n    import time",
        "open('areas')",
        "__import__('time')",
    ],
)
def test_what_the_rules_may_not_import_is_found(source: str) -> None:
    assert list(beyond_the_rules(ast.parse(source)))


@pytest.mark.parametrize(
    "source", ["from typing import NamedTuple", "import re\nre.compile('')", "from tongchou.rules.money import share"]
)
def test_what_the_rules_may_import_is_let_through(source: str) -> None:
    assert not list(beyond_the_rules(ast.parse(source)))


def test_the_second_reading_imports_nothing_of_the_product_or_of_other_tests() -> None:
    modules = independent_modules()
    names = {path.stem for path in modules}
    assert names > {"money", "facts", "parameters", "pooling", "later_layers", "scope", "sums", "oracle", "sample"}
    found = [
        f"{at(path, line)}: {name}"
        for path in modules
        for line, name in beyond_the_oracle(parsed(path), names)
        if not (name == "pytest" and path.stem.startswith("test_"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "from tongchou.rules.money import half_up",
        "import tongchou",
        "from tests.strategies.dice import Dice",
        "from .adapter import parameters_by_day",
        "from . import money, needs",
        "from ..strategies import dice",
        "from importlib import import_module",
        "import money",
        "open('area.yaml')",
    ],
)
def test_what_would_make_the_second_reading_depend_is_found(source: str) -> None:
    assert list(beyond_the_oracle(ast.parse(source), {"money", "facts"}))


@pytest.mark.parametrize(
    "source", ["from .money import half_up", "from . import facts", "from fractions import Fraction"]
)
def test_what_the_second_reading_may_import_is_let_through(source: str) -> None:
    assert not list(beyond_the_oracle(ast.parse(source), {"money", "facts"}))
