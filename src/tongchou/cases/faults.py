"""What is wrong with a case file, each fault with its path, what was found and what is allowed."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from tongchou.regulations.area import Area
from tongchou.regulations.faults import NotInForce
from tongchou.regulations.load import day_text
from tongchou.regulations.reading import LONGEST_SHOWN, shortened


def shown(value: Any) -> Any:
    """Return a value as a fault repeats it: numbers, yes, no and nothing as they are, the rest as a short text."""
    if value is None or isinstance(value, int):
        return value
    pieces, length = [], 0
    for piece in _pieces(value):
        pieces.append(piece)
        length += len(piece)
        # a whole file may stand where one word should
        if length > LONGEST_SHOWN:
            break
    return shortened("".join(pieces))


def _pieces(value: Any) -> Iterator[str]:
    """Yield a value in flow form, piece by piece."""
    if isinstance(value, dict):
        start = "{"
        for key, inner in value.items():
            yield f"{start}{key}: "
            yield from _pieces(inner)
            start = ", "
        yield "}" if value else "{}"
    elif isinstance(value, list):
        start = "["
        for inner in value:
            yield start
            yield from _pieces(inner)
            start = ", "
        yield "]" if value else "[]"
    elif value is None or isinstance(value, bool):
        yield {None: "null", True: "true", False: "false"}[value]
    else:
        yield str(value)


class CaseFault(NamedTuple):
    """One fault (contract of settlement, section 1)."""

    path: str
    """``persons[0].encounters[2].lines[0].class``; ``$`` for the file as a whole."""
    found: Any
    allowed: str
    zh: str
    en: str
    parameter: str = ""
    """The parameter of the regulation that is missing, where that is the fault."""

    def message(self, language: str) -> str:
        """Return the fault as one sentence that says what to do."""
        found = {"zh": "（无）", "en": "nothing"}[language] if self.found is None else self.found
        if language == "zh":
            return f"{self.path}：{self.zh}；现为 {found}，允许 {self.allowed}"
        return f"{self.path}: {self.en}; found {found}, allowed {self.allowed}"


def check_in_force(area: Area, day: int) -> None:
    """Raise NotInForce on a day on which an area states no rules, whatever the levels above state for it."""
    if not area.first <= day <= area.last:
        span = f"{day_text(area.first)}…{day_text(area.last)}"
        zh, en = f"{area.name_zh}的办法只在 {span} 施行", f"the rules of {area.name_en} are in force {span} only"
        raise NotInForce("in_force", "", day, zh, en)


def no_answer(path: str, day: int, missing: NotInForce, zh: str, en: str) -> CaseFault:
    """Return the fault of what the regulation has no answer to on a day; ``zh`` and ``en`` say what can't be done."""
    where = f"{missing.path}[{missing.key}]" if missing.key else missing.path
    found = date.fromordinal(day).isoformat()
    return CaseFault(path, found, where, f"{zh}：{missing.zh}", f"{en}: {missing.en}", missing.path)


class RefusedCase(Exception):
    """A case file that is refused as a whole: nothing is settled. Carries all faults, not only the first."""

    def __init__(self, faults: list[CaseFault]) -> None:
        """Keep the faults."""
        self.faults = faults
        super().__init__("\n".join(fault.message("en") for fault in faults))
