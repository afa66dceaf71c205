"""What can be wrong with a regulation: faults of its files, and questions it has no answer to."""

from pathlib import Path
from typing import NamedTuple


class Fault(NamedTuple):
    """One fault of a regulation file: where it stands, what is wrong, in Chinese and English."""

    file: Path
    line: int
    zh: str
    en: str

    def text(self, language: str = "zh") -> str:
        """Return the fault as one line: file:line: what is wrong."""
        return f"{self.file}:{self.line}: {self.zh if language == 'zh' else self.en}"


class FaultyRegulation(Exception):
    """A regulation that can't be used; carries all its faults, not only the first."""

    def __init__(self, faults: list[Fault]) -> None:
        """Keep the faults."""
        self.faults = faults
        super().__init__("\n".join(fault.text("en") for fault in faults))


class UnknownRegulation(Exception):
    """Neither an area code that ships with the product nor a folder with an area.yaml."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        """Keep the name asked for and the areas there are."""
        self.name, self.known = name, known
        super().__init__(name)


class NotInForce(Exception):
    """The regulation has no value for what a bill needs on its day: settling is refused, nothing is invented."""

    def __init__(self, path: str, key: str, day: int, zh: str, en: str) -> None:
        """Keep the parameter, the key in its table, the day (ordinal) and the reason in both languages."""
        self.path, self.key, self.day, self.zh, self.en = path, key, day, zh, en
        super().__init__(en)
