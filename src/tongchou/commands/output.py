"""What the commands share: languages, printing, and how a refusal is shown."""

import json
import sys
from enum import StrEnum
from typing import Any, NoReturn

import typer
from rich.console import Console

from tongchou.cases.faults import CaseFault, RefusedCase
from tongchou.cases.text import UnreadableCase
from tongchou.regulations.faults import Fault, FaultyRegulation, UnknownRegulation
from tongchou.regulations.reading import line_of

REFUSED = 2
"""The exit status of a command that refused its input."""

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
REQUEST = ("无法照办，未作任何改动：", "This can't be done; nothing was changed:")
"""What is refused: a file to be settled, or a request to show or write something."""


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
