"""Reading single fields of a case file, each fault noted with its path and what would be allowed."""

import re
from datetime import date
from typing import Any

from tongchou.cases.faults import CaseFault, shown
from tongchou.rules.money import LARGEST_BILL, RATIO, parse_decimal, yuan

MISSING = object()

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class Fields:
    """One mapping of a case file. Every read notes its fault in the shared list and returns a harmless value."""

    def __init__(self, value: Any, path: str, faults: list[CaseFault], allowed: tuple[str, ...]) -> None:
        """Check that the value is a mapping without unknown keys."""
        self.path = path
        self.faults = faults
        self.values: dict[str, Any] = {}
        self.is_mapping = isinstance(value, dict)
        if not self.is_mapping:
            self._note(path or "$", value, "mapping", "须为键值表", "must be a mapping")
            return
        self.values = value
        for key in value:
            if key not in allowed:
                self._note(self.at(str(key)), key, " | ".join(allowed), "未知的键", "unknown key")

    def at(self, key: str) -> str:
        """Return the path of one field."""
        return f"{self.path}.{key}" if self.path else key

    def _note(self, path: str, found: Any, allowed: str, zh: str, en: str) -> None:
        self.faults.append(CaseFault(path, shown(found), allowed, zh, en))

    def fault(self, key: str, allowed: str, zh: str, en: str) -> None:
        """Note a fault of one field."""
        self._note(self.at(key), self.values.get(key), allowed, zh, en)

    def has(self, key: str) -> bool:
        """Return whether a field is there and not null."""
        return self.values.get(key) is not None

    def text(self, key: str, *, needed: bool = False) -> str:
        """Return a text that is not empty; "" where it is absent and may be."""
        value = self.values.get(key, MISSING)
        if value is MISSING and not needed:
            return ""
        if not isinstance(value, str) or not value or type(value) is not str:
            self.fault(key, "text", "须为文字（加引号）", "must be text (in quotes)")
            return ""
        try:
            value.encode()
        except UnicodeEncodeError:
            # half of a pair of JSON's \\u escapes is no character, and no answer could print it
            self.values = {**self.values, key: value.encode("ascii", "backslashreplace").decode()}
            self.fault(key, "text", "不是完整的字符", "is no whole character")
            return ""
        return value

    def word(self, key: str, words: tuple[str, ...], default: int | None = None) -> int:
        """Return the code of one word of a list."""
        value = self.values.get(key, MISSING)
        if value is MISSING and default is not None:
            return default
        if not isinstance(value, str) or value not in words:
            self.fault(key, " | ".join(words), "不在允许的词之内", "not an allowed word")
            return 0
        return words.index(value)

    def words(self, key: str, words: tuple[str, ...]) -> tuple[int, ...]:
        """Return the codes of a list of different words; none where it is absent."""
        found = []
        for value, path in self.items(key):
            code = words.index(value) if isinstance(value, str) and value in words else -1
            if code < 0 or code in found:
                zh, en = "须为允许的词，每词一次", "must be an allowed word, each once"
                self._note(path, value, " | ".join(words), zh, en)
            found.append(code)
        return tuple(found)

    def day(self, key: str, default: int | None = None, on_fault: int = 1) -> int:
        """Return an ISO date as an ordinal; ``on_fault`` is a day that brings no further faults with it."""
        value = self.values.get(key, MISSING)
        if value is MISSING and default is not None:
            return default
        if isinstance(value, str) and _DAY.fullmatch(value):
            try:
                return date.fromisoformat(value).toordinal()
            except ValueError:
                pass
        self.fault(key, "YYYY-MM-DD", "须为日期", "must be a date")
        return default or on_fault

    def whole(self, key: str, least: int, most: int, default: int) -> int:
        """Return a whole number in a range."""
        value = self.values.get(key, MISSING)
        if value is MISSING:
            return default
        if type(value) is str:
            self.fault(key, f"{least}..{most}", "须为不加引号的整数", "must be a whole number without quotes")
            return default
        if type(value) is not int or not least <= value <= most:
            self.fault(key, f"{least}..{most}", "须为此范围内的整数", "must be a whole number in this range")
            return default
        return value

    def _decimal(self, key: str, places: int) -> int | None:
        """Return a decimal string as a count of its last allowed place; None, and a fault, where it is none."""
        value = self.values[key]
        try:
            if type(value) is not str:
                raise ValueError(value)
            return parse_decimal(value, places)
        except ValueError:
            allowed = f'"12.50" (<= {places} decimals)'
            self.fault(key, allowed, "须为带引号的小数", "must be a decimal in quotes")
            return None

    def decimal(self, key: str, places: int, default: int) -> int:
        """Return a decimal string as an integer count of its last allowed place."""
        found = self._decimal(key, places) if key in self.values else None
        return default if found is None else found

    def amount(self, key: str, default: int = 0) -> int:
        """Return a sum of yuan as fen, within the largest bill."""
        fen = self.decimal(key, 2, default)
        if abs(fen) > LARGEST_BILL:
            most = yuan(LARGEST_BILL)
            self.fault(key, f"-{most}..{most}", "金额过大", "the amount is too large")
            return default
        return fen

    def ratio(self, key: str, default: int) -> int:
        """Return a ratio between 0 and 1 over RATIO."""
        found = self._decimal(key, 4) if key in self.values else None
        if found is None:
            return default
        if not 0 <= found <= RATIO:
            self.fault(key, '"0".."1"', "比例须在 0 与 1 之间", "a ratio lies between 0 and 1")
            return default
        return found

    def items(self, key: str) -> list[tuple[Any, str]]:
        """Return the entries of a list with their paths; nothing where the field is absent."""
        value = self.values.get(key, MISSING)
        if value is MISSING:
            return []
        if not isinstance(value, list):
            self.fault(key, "list", "须为列表", "must be a list")
            return []
        return [(item, f"{self.at(key)}[{number}]") for number, item in enumerate(value)]
