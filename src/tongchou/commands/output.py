"""What the commands share: languages, printing, and how a refusal is shown."""

import json
import re
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import typer
from rich.console import Console

from tongchou.cases.faults import CaseFault, RefusedCase
from tongchou.cases.text import UnreadableCase
from tongchou.regulations.faults import Fault, FaultyRegulation, UnknownRegulation
from tongchou.regulations.reading import line_of

Result = TypeVar("Result")

REFUSED = 2
"""The exit status of a command that refused its input."""

PIECES = re.compile(r"[^._ \[]*[._ \[]|[^._ \[]+")
"""The parts of an identifier, each with the mark after which it may be broken: ``tilt.ratio[low_income]``."""

console = Console()
errors = Console(stderr=True, soft_wrap=True, highlight=False)


class Language(StrEnum):
    """The languages the product speaks."""

    zh = "zh"
    en = "en"


def print_json(value: Any, compact: bool = False) -> None:
    """Print JSON on standard output, Chinese as it is."""
    separators = (",", ":") if compact else None
    text = json.dumps(value, ensure_ascii=False, indent=None if compact else 2, separators=separators)
    # a half character that somebody sent must not keep the rest from being printed
    sys.stdout.write(text.encode("utf-8", "backslashreplace").decode())
    sys.stdout.write("\n")


def number_of(number: int, noun: str) -> str:
    """Return a number with its English noun: ``1 fault``, ``2 faults``, ``0 faults``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def folded(identifier: str, width: int) -> str:
    """Return an identifier in lines of at most ``width`` columns, broken after its marks only."""
    lines = [""]
    for piece in PIECES.findall(identifier):
        if lines[-1] and len(lines[-1]) + len(piece) > width:
            lines.append("")
        lines[-1] += piece
    return "\n".join(lines)


class Refusal(Exception):
    """One or more inputs that were refused, as a list of errors to show."""

    def __init__(self, entries: list[dict[str, Any]]) -> None:
        """Keep the errors: path, found, allowed, message, and the file where several were given."""
        self.entries = entries
        super().__init__(number_of(len(entries), "error"))


def entries_of(wrong: Exception, language: Language) -> list[dict[str, Any]]:
    """Return the errors of a refusal in the shape that ``--json-errors`` prints."""
    if isinstance(wrong, RefusedCase):
        return [_entry(fault, language) for fault in wrong.faults]
    if isinstance(wrong, UnreadableCase):
        message = wrong.zh if language == Language.zh else wrong.en
        return [
            {"path": wrong.path, "found": wrong.found, "allowed": "YAML | JSON", "message": f"{wrong.path}: {message}"}
        ]
    if isinstance(wrong, UnknownRegulation):
        known = " | ".join(wrong.known)
        said = "没有这个地区或办法文件夹" if language == Language.zh else "no such area or regulation folder"
        return [
            {
                "path": "regulation",
                "found": wrong.name,
                "allowed": f"{known} | FOLDER",
                "message": f"{said}: {wrong.name}",
            }
        ]
    if isinstance(wrong, FaultyRegulation):
        return [
            {
                "path": f"{fault.file}:{fault.line}",
                "found": _stands_at(fault),
                "allowed": "tongchou regulation check",
                "message": fault.text(language.value),
            }
            for fault in wrong.faults
        ]
    if isinstance(wrong, OSError):
        said = "文件无法读取" if language == Language.zh else "the file can't be read"
        name = str(wrong.filename)
        return [{"path": "$", "found": name, "allowed": "YAML | JSON", "message": f"{said}: {name}"}]
    raise wrong


def _stands_at(fault: Fault) -> str:
    """Return the line of a regulation's file that a fault is about; "" where it can't be read."""
    try:
        return line_of(fault.file.read_text(encoding="utf-8", errors="backslashreplace"), fault.line)
    except OSError:
        return ""


def _entry(fault: CaseFault, language: Language) -> dict[str, Any]:
    return {
        "path": fault.path,
        "found": fault.found,
        "allowed": fault.allowed,
        "message": fault.message(language.value),
    }


REFUSALS = (
    RefusedCase,
    UnreadableCase,
    UnknownRegulation,
    FaultyRegulation,
    OSError,
)
"""What a bad input may raise."""


SETTLING = ("拒绝办理，未作任何结算：", "Refused; nothing was settled:")
ASKING = ("拒绝答复，未作任何答复：", "Refused; nothing was answered:")
REQUEST = ("无法照办：", "This can't be done:")
"""What is refused: a file to be settled, one of questions, or a request to show or write something."""


def refuse(
    entries: list[dict[str, Any]],
    *,
    as_json: bool = False,
    language: Language = Language.zh,
    about: tuple[str, str] = SETTLING,
) -> NoReturn:
    """Show why an input is refused, below a head in Chinese or English, and leave with exit status 2."""
    if as_json:
        print_json({"errors": entries})
    else:
        errors.print(about[0 if language == Language.zh else 1], style="bold red")
        for entry in entries:
            where = f"{entry['file']}: " if "file" in entry else ""
            errors.print(f"  {where}{entry['message']}", markup=False)
    raise typer.Exit(REFUSED)


def read_all(
    files: list[Path],
    read: Callable[[Path], Result],
    *,
    as_json: bool,
    language: Language,
    about: tuple[str, str] = SETTLING,
) -> list[tuple[dict[str, str], Result]]:
    """Return what becomes of each file, or refuse all of them for the faults of any.

    Beside each result stands what its answers begin with: the file, where several were given.
    """
    results: list[tuple[dict[str, str], Result]] = []
    wrong: list[dict[str, Any]] = []
    for file in files:
        head = {"file": str(file)} if len(files) > 1 else {}
        try:
            results.append((head, read(file)))
        except REFUSALS as refused:
            wrong.extend({**head, **entry} for entry in entries_of(refused, language))
    if wrong:
        refuse(wrong, as_json=as_json, language=language, about=about)
    return results
