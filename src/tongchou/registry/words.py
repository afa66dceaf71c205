"""Words of the screens: Chinese and English side by side, chosen by the language of whoever looks."""

from typing import TYPE_CHECKING

from django.utils.functional import lazystr
from django.utils.translation import get_language, override

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    StrPromise = _StrPromise

CHINESE, ENGLISH = "zh-hans", "en"


class Both:
    """A text in both languages."""

    __slots__ = ("en", "zh")

    def __init__(self, zh: str, en: str) -> None:
        """Keep both texts."""
        self.zh = zh
        self.en = en

    def __str__(self) -> str:
        """Return the text in the language of the moment."""
        return self.en if (get_language() or CHINESE).startswith("en") else self.zh

    def __repr__(self) -> str:
        return f"{self.zh} | {self.en}"


def both(zh: str, en: str) -> "StrPromise":
    """Return a text that becomes Chinese or English when it is shown."""
    return lazystr(Both(zh, en))


def told(text: "StrPromise | str", language: str) -> str:
    """Return a text in one of the two languages, whoever looks."""
    with override(language):
        return str(text)
