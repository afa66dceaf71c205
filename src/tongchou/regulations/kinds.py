"""The kinds of value a regulation may state, and how each is read from YAML text into integers.

A value in YAML is text: ``100.00`` (yuan), ``60%`` (a ratio), ``-5%`` (percentage points), ``none`` (no limit).
Read, money is fen, a ratio is an integer over :data:`~tongchou.rules.money.RATIO`, and "none" is
:data:`~tongchou.rules.money.UNLIMITED`. Each kind raises :class:`WrongValue` with the text found and what is allowed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tongchou.regulations.reading import Mapping, Node, Sequence, Text
from tongchou.rules.money import RATIO, UNLIMITED, half_up, parse_decimal, parse_yuan

LONGEST_LIST = 8
"""The most entries a list (repeat admissions, bands) may have: the amount functions take tuples of fixed length."""


MOST_INCOMES = 100 * RATIO
"""The largest multiple of the income per head that a limit may be: more is a slip of the pen, and 64 bits hold it."""


class WrongValue(Exception):
    """A value that is not of its kind: at which line, what was found, what is allowed (Chinese, English)."""

    def __init__(self, node: Node, allowed_zh: str, allowed_en: str) -> None:
        """Keep the node (for its line and text) and what would have been right."""
        self.line = node.line
        self.found = node.shown()
        self.allowed_zh = allowed_zh
        self.allowed_en = allowed_en
        super().__init__(f"{self.found}: {allowed_en}")


class Income(NamedTuple):
    """A sum given as a share of the yearly disposable income per head (``25% of income``)."""

    ratio: int

    def of(self, income_per_head: int) -> int:
        """Return the sum in fen for an income per head in fen."""
        return half_up(self.ratio * income_per_head, RATIO)


class Band(NamedTuple):
    """One step of a scale: up to this limit in fen (UNLIMITED: no limit), at this ratio."""

    up_to: int
    ratio: int


class Span(NamedTuple):
    """A range of a sanction or an indicator: at least, at most (None: open)."""

    at_least: int | None
    at_most: int | None


class YearDay(NamedTuple):
    """A day relative to a benefit year: years before (-1), in (0) or after (1) it, month, day."""

    offset: int
    month: int
    day: int


class Kind:
    """What a parameter holds. ``unit`` is the word that the YAML must state beside the values."""

    unit = ""

    def read(self, node: Node) -> Any:
        """Return the value in integers; raise WrongValue."""
        raise NotImplementedError  # pragma: no cover

    def leaves(self, value: Any) -> Iterator[tuple[str, "Kind", Any]]:
        """Yield (key, kind, value) of each single number or word in a value; key is "" for a plain one."""
        yield "", self, value


def _text(node: Node, zh: str, en: str) -> str:
    if not isinstance(node, Text):
        raise WrongValue(node, zh, en)
    return node.value


def _percentage(node: Node, least: int, zh: str, en: str, most: int = RATIO) -> int:
    """Return a percentage with at most two decimals over RATIO, between ``least`` and ``most``."""
    text = _text(node, zh, en)
    try:
        if not text.endswith("%"):
            raise ValueError(text)
        found = parse_decimal(text.removesuffix("%"), 2)
        if not least <= found <= most:
            raise ValueError(text)
    except ValueError:
        raise WrongValue(node, zh, en) from None
    return found


@dataclass(frozen=True)
class Money(Kind):
    """A sum in yuan with at most two decimals, not negative; ``none`` where ``limit`` is set."""

    limit: bool = False
    unit = "yuan"

    def read(self, node: Node) -> int:
        """Return fen, or UNLIMITED for "none"."""
        zh = "元，至多两位小数，如 100.00" + ("，或 none（不设限额）" if self.limit else "")
        en = "yuan with at most two decimals, such as 100.00" + (", or none (no limit)" if self.limit else "")
        text = _text(node, zh, en)
        if text == "none" and self.limit:
            return UNLIMITED
        try:
            fen = parse_yuan(text)
        except ValueError:
            raise WrongValue(node, zh, en) from None
        if not 0 <= fen < UNLIMITED:
            raise WrongValue(node, zh, en)
        return fen


@dataclass(frozen=True)
class MoneyOrIncomeShare(Kind):
    """A sum in yuan, or a share of the income per head, written ``25% of income``; ``none`` where ``limit`` is set.

    A limit may be a multiple of the income (``600% of income``), a threshold no more than all of it.
    """

    limit: bool = False
    unit = "yuan"

    def read(self, node: Node) -> int | Income:
        """Return fen, or an Income share."""
        zh, en = "元（如 3000.00）或 25% of income（居民人均可支配收入的份额）", "yuan (3000.00) or 25% of income"
        if self.limit:
            zh, en = zh + "，或 none（不设限额）", en + ", or none (no limit)"
        text = _text(node, zh, en)
        if text.endswith(" of income"):
            share = Text(node.line, text.removesuffix(" of income"))
            try:
                return Income(_percentage(share, 0, zh, en, MOST_INCOMES if self.limit else RATIO))
            except WrongValue:
                raise WrongValue(node, zh, en) from None
        try:
            return Money(self.limit).read(node)
        except WrongValue:
            raise WrongValue(node, zh, en) from None


@dataclass(frozen=True)
class Ratio(Kind):
    """A share between 0% and 100%, with at most two decimals of a percent."""

    unit = "percent"

    def read(self, node: Node) -> int:
        """Return the ratio over RATIO."""
        zh, en = "0% 至 100% 之间的比例，如 60% 或 12.5%", "a share from 0% to 100%, such as 60% or 12.5%"
        return _percentage(node, 0, zh, en)


@dataclass(frozen=True)
class Points(Kind):
    """Percentage points added to a ratio, negative where they are taken off: ``-5%``."""

    unit = "points"

    def read(self, node: Node) -> int:
        """Return the points over RATIO."""
        return _percentage(node, -RATIO, "百分点，如 -5% 或 5%", "percentage points, such as -5% or 5%")


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number of something (months, days, years, diseases)."""

    unit: str = "count"
    least: int = 0

    def read(self, node: Node) -> int:
        """Return the number."""
        zh, en = "非负整数", "a whole number, 0 or more"
        if self.least:
            zh, en = f"不小于 {self.least} 的整数", f"a whole number, {self.least} or more"
        text = _text(node, zh, en)
        if not re.fullmatch(r"\d{1,6}", text, re.ASCII) or int(text) < self.least:
            raise WrongValue(node, zh, en)
        return int(text)


@dataclass(frozen=True)
class Flag(Kind):
    """Yes or no; ``only_yes`` for a rule that is cited and that the product knows no other way of."""

    only_yes: bool = False
    unit = "yes or no"

    def read(self, node: Node) -> int:
        """Return 1 for yes and 0 for no."""
        if self.only_yes and isinstance(node, Text) and node.value == "no":
            raise WrongValue(node, "yes（没有相反的规则可用）", "yes (there is no rule for the contrary)")
        text = _text(node, "yes 或 no", "yes or no")
        if text not in ("yes", "no"):
            raise WrongValue(node, "yes 或 no", "yes or no")
        return int(text == "yes")


@dataclass(frozen=True)
class Word(Kind):
    """One word of a list."""

    words: tuple[str, ...]
    unit = "word"

    def read(self, node: Node) -> str:
        """Return the word."""
        allowed = " | ".join(self.words)
        text = _text(node, allowed, allowed)
        if text not in self.words:
            raise WrongValue(node, allowed, allowed)
        return text


@dataclass(frozen=True)
class Words(Kind):
    """Several words of a list, in an order that matters where ``ranked``; ``[]`` is none of them."""

    words: tuple[str, ...]
    ranked: bool = False
    unit = "words"

    def read(self, node: Node) -> tuple[str, ...]:
        """Return the words, in the order given if ranked, else in the order of the list."""
        allowed = "[" + ", ".join(self.words) + "]"
        if not isinstance(node, Sequence):
            raise WrongValue(node, allowed, allowed)
        found = [Word(self.words).read(item) for item in node.items]
        for item, word in zip(node.items, found, strict=True):
            if found.count(word) > 1:
                raise WrongValue(item, "每个词只写一次", "each word once")
        return tuple(found) if self.ranked else tuple(word for word in self.words if word in found)


@dataclass(frozen=True)
class ListOf(Kind):
    """A list of values of one kind, 1 to LONGEST_LIST long."""

    inner: Kind

    @property
    def unit(self) -> str:  # type: ignore[override]
        """Return the unit of the entries."""
        return self.inner.unit

    def read(self, node: Node) -> tuple[Any, ...]:
        """Return the entries in order."""
        zh, en = f"1 至 {LONGEST_LIST} 项的列表", f"a list of 1 to {LONGEST_LIST} entries"
        if not isinstance(node, Sequence) or not 1 <= len(node.items) <= LONGEST_LIST:
            raise WrongValue(node, zh, en)
        return tuple(self.inner.read(item) for item in node.items)

    def leaves(self, value: Any) -> Iterator[tuple[str, Kind, Any]]:
        """Yield the entries numbered from 1."""
        for number, entry in enumerate(value, 1):
            for key, kind, leaf in self.inner.leaves(entry):
                yield f"{number}.{key}".rstrip("."), kind, leaf


@dataclass(frozen=True)
class Table(Kind):
    """A value for each of some words (levels, identities). One plain value stands for every word.

    With ``by_category`` the outer keys may be categories (adult, student, child), each with a table of its own.
    """

    words: tuple[str, ...]
    inner: Kind
    categories: tuple[str, ...] = ()
    required: tuple[str, ...] = field(default=())

    @property
    def unit(self) -> str:  # type: ignore[override]
        """Return the unit of the entries."""
        return self.inner.unit

    def read(self, node: Node) -> dict[str, Any]:
        """Return word → value; where categories are given, category → word → value."""
        if isinstance(node, Mapping) and node.keys and self.categories and set(node.keys) <= set(self.categories):
            plain = Table(self.words, self.inner)
            return {key: plain.read(node.keys[key][1]) for key in self.categories if key in node.keys}
        if not isinstance(node, Mapping):
            everywhere = self.inner.read(node)
            return dict.fromkeys(self.words, everywhere)
        allowed = " | ".join(self.words)
        for key, (key_node, _) in node.keys.items():
            if key not in self.words:
                raise WrongValue(key_node, f"键：{allowed}", f"key: {allowed}")
        for word in self.required:
            if word not in node.keys:
                raise WrongValue(node, f"缺少 {word}", f"{word} is missing")
        return {word: self.inner.read(node.keys[word][1]) for word in self.words if word in node.keys}

    def inner_of(self, entry: Any) -> Kind:
        """Return the kind of one entry: a table again where the outer keys are categories."""
        if self.categories and isinstance(entry, dict):
            return Table(self.words, self.inner)
        return self.inner

    def leaves(self, value: Any) -> Iterator[tuple[str, Kind, Any]]:
        """Yield each entry under its word, or category.word."""
        for word, entry in value.items():
            for key, kind, leaf in self.inner_of(entry).leaves(entry):
                yield f"{word}.{key}".rstrip("."), kind, leaf


@dataclass(frozen=True)
class ByIdentity(Table):
    """A table by identity of which an entry may be that of a class: ``{low_income: 190.00, low_income.1: 250.00}``."""

    def read(self, node: Node) -> dict[str, Any]:
        """Return identity, or identity.class, → value: each identity before its classes."""
        if not isinstance(node, Mapping):
            return super().read(node)
        plain = super().read(Mapping(node.line, {key: each for key, each in node.keys.items() if "." not in key}))
        found: dict[str, Any] = {}
        for key, (key_node, _) in node.keys.items():
            identity, dot, name = key.partition(".")
            if dot and (identity not in self.words or not re.fullmatch(CLASS, name)):
                raise WrongValue(
                    key_node, "身份或 身份.分档，如 low_income.1", "identity or identity.class, such as low_income.1"
                )
        for word in self.words:
            if word in plain:
                found[word] = plain[word]
            for key in sorted(key for key in node.keys if key.startswith(f"{word}.")):
                found[key] = self.inner.read(node.keys[key][1])
        return found


CLASS = "[0-9A-Za-z]{1,20}"
"""What a class of an identity is called."""


def of_class(table: dict[str, Any], holder: str) -> str:
    """Return the key of a table for an ``identity.class``: its own entry where it has one, else the identity's."""
    return holder if holder in table else holder.partition(".")[0]


@dataclass(frozen=True)
class ByCode(Kind):
    """A value for each of some codes that the regulation itself names, such as diseases: ``{M01600: 4000.00}``."""

    inner: Kind

    @property
    def unit(self) -> str:  # type: ignore[override]
        """Return the unit of the entries."""
        return self.inner.unit

    def read(self, node: Node) -> dict[str, Any]:
        """Return code → value."""
        if not isinstance(node, Mapping):
            zh, en = "编码到数值的表，如 {M01600: 4000.00}", "a table from code to value, such as {M01600: 4000.00}"
            raise WrongValue(node, zh, en)
        return {code: self.inner.read(entry) for code, (_, entry) in node.keys.items()}

    def leaves(self, value: Any) -> Iterator[tuple[str, Kind, Any]]:
        """Yield each entry under its code."""
        for code, entry in value.items():
            for key, kind, leaf in self.inner.leaves(entry):
                yield f"{code}.{key}".rstrip("."), kind, leaf


@dataclass(frozen=True)
class Bands(Kind):
    """A scale: ``[{up_to: 30000.00, ratio: 60%}, …, {up_to: none, ratio: 75%}]``, limits rising."""

    unit = "yuan, percent"

    def read(self, node: Node) -> tuple[Band, ...]:
        """Return the bands in order."""
        zh = "[{up_to: 金额或 none, ratio: 比例}, …]，上限递增"
        en = "[{up_to: yuan or none, ratio: percent}, …] with rising limits"
        if not isinstance(node, Sequence) or not 1 <= len(node.items) <= LONGEST_LIST:
            raise WrongValue(node, zh, en)
        bands: list[Band] = []
        for item in node.items:
            if not isinstance(item, Mapping) or set(item.keys) != {"up_to", "ratio"}:
                raise WrongValue(item, zh, en)
            band = Band(Money(limit=True).read(item.keys["up_to"][1]), Ratio().read(item.keys["ratio"][1]))
            if bands and band.up_to <= bands[-1].up_to:
                raise WrongValue(item, "上限须高于前一段", "a limit above that of the band before")
            bands.append(band)
        return tuple(bands)

    def leaves(self, value: Any) -> Iterator[tuple[str, Kind, Any]]:
        """Yield limit and ratio of each band, numbered from 1."""
        for number, band in enumerate(value, 1):
            yield f"{number}.up_to", Money(limit=True), band.up_to
            yield f"{number}.ratio", Ratio(), band.ratio


@dataclass(frozen=True)
class SpanOf(Kind):
    """A range ``{at_least: …, at_most: …}``; one of the two may be left out."""

    inner: Kind

    @property
    def unit(self) -> str:  # type: ignore[override]
        """Return the unit of both ends."""
        return self.inner.unit

    def read(self, node: Node) -> Span:
        """Return the range; refuse one whose ends are the wrong way round."""
        zh, en = "{at_least: …, at_most: …}", "{at_least: …, at_most: …}"
        if not isinstance(node, Mapping) or not node.keys or not set(node.keys) <= {"at_least", "at_most"}:
            raise WrongValue(node, zh, en)
        ends = {key: self.inner.read(value) for key, (_, value) in node.keys.items()}
        span = Span(ends.get("at_least"), ends.get("at_most"))
        if span.at_least is not None and span.at_most is not None and span.at_least > span.at_most:
            raise WrongValue(node, "下限不高于上限", "at_least not above at_most")
        return span

    def leaves(self, value: Any) -> Iterator[tuple[str, Kind, Any]]:
        """Yield the ends that are there."""
        if value.at_least is not None:
            yield "at_least", self.inner, value.at_least
        if value.at_most is not None:
            yield "at_most", self.inner, value.at_most


@dataclass(frozen=True)
class DayOfYear(Kind):
    """A day relative to the benefit year: ``10-01 of the year before``, ``02-28`` or ``03-31 of the year after``."""

    unit = "day"

    def read(self, node: Node) -> YearDay:
        """Return offset, month and day."""
        zh, en = "如 10-01 of the year before、02-28", "such as 10-01 of the year before, or 02-28"
        text = _text(node, zh, en)
        found = re.fullmatch(r"(\d\d)-(\d\d)( of the year before| of the year after)?", text, re.ASCII)
        if found is None:
            raise WrongValue(node, zh, en)
        month, day = int(found[1]), int(found[2])
        if not (1 <= month <= 12 and 1 <= day <= (28 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)):
            raise WrongValue(node, zh, en)
        offset = {None: 0, " of the year before": -1, " of the year after": 1}[found[3]]
        return YearDay(offset, month, day)
