"""What is wrong with a case file, each fault with its path, what was found and what is allowed."""

from typing import Any, NamedTuple


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


class RefusedCase(Exception):
    """A case file that is refused as a whole: nothing is settled. Carries all faults, not only the first."""

    def __init__(self, faults: list[CaseFault]) -> None:
        """Keep the faults."""
        self.faults = faults
        super().__init__("\n".join(fault.message("en") for fault in faults))
