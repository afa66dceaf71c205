"""What is shown in English: a number agrees with its noun, and no mark of the other language stands in it."""

import ast
import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from tongchou.commands.output import REQUEST, SETTLING, folded, number_of
from tongchou.main import app
from tongchou.rules.eligibility_words import REASON_TEXT

ROOT = Path(__file__).parent.parent.parent
SOURCE = ROOT / "src" / "tongchou"
CHINESE = re.compile("[一-鿿]")
CHINESE_MARK = re.compile("[、。，；：？！“”‘’（）《》〈〉【】]")
ENGLISH = re.compile("[a-z]{2,} [a-z]{2,}")


@pytest.mark.parametrize(
    ("number", "shown"), [(0, "0 faults"), (1, "1 fault"), (2, "2 faults"), (11, "11 faults"), (21, "21 faults")]
)
def test_a_number_agrees_with_its_noun(number: int, shown: str) -> None:
    assert number_of(number, "fault") == shown


def test_no_english_text_has_a_chinese_mark() -> None:
    found = [
        (file.name, text)
        for file in sorted(SOURCE.rglob("*.py"))
        for text in _texts(ast.parse(file.read_text(encoding="utf-8")))
        if ENGLISH.search(text) and CHINESE_MARK.search(text) and not CHINESE.search(text)
    ]
    assert found == []


def test_a_number_in_an_english_reason_stands_apart_from_its_noun() -> None:
    counted = re.compile(r"\{\w*(months|years|days)\} \w")
    for text in REASON_TEXT.values():
        assert not counted.search(text.english), text.english


def _texts(tree: ast.Module) -> list[str]:
    """Return every text of a module; what is filled in stays out."""
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    texts = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            texts.append("".join(str(part.value) for part in node.values if isinstance(part, ast.Constant)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            texts.append(node.value)
    return texts


@pytest.mark.parametrize(
    ("identifier", "width", "lines"),
    [
        ("inpatient.ratio", 15, ["inpatient.ratio"]),
        ("inpatient.ratio", 14, ["inpatient.", "ratio"]),
        ("waiting.repair_months_per_year_paid", 16, ["waiting.repair_", "months_per_year_", "paid"]),
        ("tilt.ratio[low_income] 2023-01-01", 11, ["tilt.ratio[", "low_", "income] ", "2023-01-01"]),
        ("catastrophic", 5, ["catastrophic"]),
        ("", 5, [""]),
    ],
)
def test_an_identifier_is_broken_at_its_marks_only(identifier: str, width: int, lines: list[str]) -> None:
    assert folded(identifier, width).split("\n") == lines


def commands() -> list[list[str]]:
    found: list[list[str]] = [[]]
    group = typer.main.get_command(app)
    for name, command in sorted(getattr(group, "commands", {}).items()):
        found.append([name])
        found += [[name, below] for below in sorted(getattr(command, "commands", {}))]
    return found


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_no_help_is_cut_at_80_columns(command: list[str]) -> None:
    shown = CliRunner(env={"COLUMNS": "80", "TERMINAL_WIDTH": "80"}).invoke(app, [*command, "--help"])
    assert shown.exit_code == 0
    assert "…" not in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "settling"),
    [
        (["regulation", "show", "nonsense"], False),
        (["regulation", "check", "999999"], False),
        (["regulation", "articles", "--area", "999999"], False),
        (["explain", "docs/examples/case-one-bill.yaml", "--encounter", "E9"], False),
        (["explain", "docs/examples/bad-case.yaml", "--encounter", "E9"], True),
        (["settle", "docs/examples/bad-case.yaml"], True),
    ],
)
def test_a_refusal_says_what_was_not_done(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], settling: bool
) -> None:
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith((SETTLING if settling else REQUEST)[0])
