"""What is shown in English: a number agrees with its noun, and no mark of the other language stands in it."""

import ast
import re
from pathlib import Path

import pytest

from tongchou.commands.output import number_of
from tongchou.rules.eligibility_words import REASON_TEXT

SOURCE = Path(__file__).parent.parent.parent / "src" / "tongchou"
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
