"""What Unfold's templates and modules ask to be translated."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import unfold
from django.template.base import Lexer, TokenType
from django.utils.text import smart_split

FOLDER = Path(unfold.__file__).parent
LEFT_OUT = ("contrib", "unfold_crispy")
"""Parts of Unfold that are not installed here."""


def asked_for() -> dict[str, str]:
    """Return what gettext is asked for → a place where it is."""
    found: dict[str, str] = {}
    for path in sorted(FOLDER.rglob("*.html")):
        if not set(LEFT_OUT) & set(path.relative_to(FOLDER).parts):
            for text in of_template(path.read_text(encoding="utf-8")):
                found.setdefault(text, path.name)
    for path in sorted(FOLDER.rglob("*.py")):
        if not set(LEFT_OUT) & set(path.relative_to(FOLDER).parts):
            for text in of_module(path.read_text(encoding="utf-8")):
                found.setdefault(text, path.name)
    return found


def of_template(source: str) -> Iterator[str]:
    """Yield what a template asks for."""
    block: list[str] | None = None
    singular, trimmed = "", False
    for token in Lexer(source).tokenize():
        words = list(smart_split(token.contents)) if token.token_type == TokenType.BLOCK else []
        name = words[0] if words else ""
        if name in ("trans", "translate") and words[1][0] in "\"'":
            yield words[1][1:-1]
        elif name in ("blocktrans", "blocktranslate"):
            block, singular, trimmed = [], "", "trimmed" in words
        elif name == "plural" and block is not None:
            singular, block = _joined(block, trimmed), []
        elif name in ("endblocktrans", "endblocktranslate") and block is not None:
            text = _joined(block, trimmed)
            yield f"{singular}\0{text}" if singular else text
            block = None
        elif block is not None:
            block.append(f"%({token.contents})s" if token.token_type == TokenType.VAR else token.contents)
        if token.token_type in (TokenType.VAR, TokenType.BLOCK) and block is None:
            yield from (match[2] for match in re.finditer(r"""_\((["'])(.*?)\1\)""", token.contents))


def _joined(parts: list[str], trimmed: bool) -> str:
    text = "".join(parts)
    return " ".join(line.strip() for line in text.strip().splitlines()) if trimmed else text


def of_module(source: str) -> Iterator[str]:
    """Yield what a module asks for."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in ("_", "gettext", "gettext_lazy"):
            continue
        if isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value)
