"""What a verification finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tampering:
    """A row that is not as it was written: its table, its key, and what is wrong."""

    table: str
    key: str
    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.table} {self.key}: {self.zh} | {self.en}"
