"""What is wrong with a table of claims: each bad row with its line, its column and the reason."""

from typing import Any, NamedTuple

from tongchou.regulations.reading import shortened


class RowFault(NamedTuple):
    """One fault of one row, or of a whole column (line 0)."""

    line: int
    """Counted from 1 over the rows of the source; of a CSV file it is the line of the file."""
    column: str
    found: Any
    allowed: str
    zh: str
    en: str
    source: str = ""
    """The file."""

    def message(self, language: str) -> str:
        """Return the fault as one sentence that says what to do."""
        where = f"{self.source}:" if self.source else ""
        found = {"zh": "（空）", "en": "nothing"}[language] if self.found is None else shortened(str(self.found))
        if language == "zh":
            line = f"第 {self.line} 行 " if self.line else ""
            return f"{where}{line}{self.column}：{self.zh}；现为 {found}，允许 {self.allowed}"
        line = f"line {self.line}, " if self.line else ""
        return f"{where}{line}{self.column}: {self.en}; found {found}, allowed {self.allowed}"


class RefusedClaims(Exception):
    """Claims that are refused as a whole: nothing is settled or written. Carries the first faults and their number."""

    def __init__(self, faults: list[RowFault], count: int = 0) -> None:
        """Keep the faults; ``count`` is how many there are where not all are kept."""
        self.faults = faults
        self.count = max(count, len(faults))
        super().__init__("\n".join(fault.message("en") for fault in faults))
