"""The initials of names in pinyin, by which people are searched for."""

import re
from collections.abc import Iterable
from functools import lru_cache

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT

LONGEST = 60

CHINESE = re.compile(r"[\u3400-\u9fff]+")


def initials_of(name: str) -> str:
    """Return the initials of a name in pinyin."""
    return "".join(each[:1] for each in lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()[:LONGEST]


def initials_of_all(names: Iterable[str]) -> list[str]:
    """Return the initials of many names: character by character where no part of a name is a phrase, else as above."""
    known: dict[str, str] = {}
    found = []
    for name in names:
        initials = known.get(name)
        if initials is None:
            initials = known[name] = _by_character(name) if _without_phrase(name) else initials_of(name)
        found.append(initials)
    return found


def _by_character(name: str) -> str:
    return "".join(map(_of_character, name))[:LONGEST]


@lru_cache(maxsize=50_000)
def _of_character(character: str) -> str:
    return initials_of(character)


def _without_phrase(name: str) -> bool:
    """Return whether a name is of Chinese characters that are read one by one: a phrase may decide how one is read."""
    if CHINESE.fullmatch(name) is None:
        return False
    for first in range(len(name) - 1):
        for last in range(first + 2, len(name) + 1):
            if name[first:last] in PHRASES_DICT:
                return False
    return True
