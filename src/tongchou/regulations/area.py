"""One area as data: who it is, what it cites, and its dated values, each with its citation.

How a folder becomes one: :mod:`~tongchou.regulations.folder`.
"""

import re
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

FOREVER = date(9999, 12, 31).toordinal()
"""The last day of a value without an end."""

REFORM = "reform"
"""What stands for the area of a value that a reform states."""


class Document(NamedTuple):
    """A paper that values cite."""

    key: str
    title: str
    number: str = ""
    issuer: str = ""
    first: str = ""
    """The first day for which it speaks, as an ISO date; empty where that is not known. A notice of a year speaks from
    the year's first day, whenever it was issued."""
    last: str = ""
    """The last such day."""
    source: str = ""
    note: str = ""
    articles: int = 0
    """How many articles (第一条 …) it has; 0 where that is not known, or where it is not divided so."""
    heads: tuple[str, ...] = ()
    """How its sections are numbered, where they are no articles; empty where that is not known."""

    def has(self, article: str) -> bool:
        """Return whether a cited article, with whatever follows its number, is one of the document as far as known."""
        if self.heads:
            return article.startswith(self.heads)
        return not self.articles or 1 <= number_of_article(article) <= self.articles


def number_of_article(text: str) -> int:
    """Return the number of the article with which a citation begins (第二十四条 …, 第24条 …); 0 where it names none."""
    found = re.match(r"第(?:(\d+)|([一二三四五六七八九十百零〇]+))条", text, re.ASCII)
    if found is None:
        return 0
    if found[1]:
        return int(found[1])
    total = digit = 0
    for character in found[2]:
        if character in UNITS:
            total, digit = total + (digit or 1) * UNITS[character], 0
        else:
            digit = DIGITS.index(character) if character in DIGITS else 0
    return total + digit


DIGITS = "零一二三四五六七八九"
UNITS = {"十": 10, "百": 100}


class Citation(NamedTuple):
    """What a value rests on."""

    document: str
    """Key of the document."""
    title: str
    article: str
    status: str
    confidence: str
    note: str


class Dated(NamedTuple):
    """One value of a parameter and the days on which it holds, both ends included, as ordinals."""

    path: str
    first: int
    last: int
    value: Any
    not_available: str
    """The reason where nobody knows the value for this time; empty otherwise."""
    citation: Citation | None
    area: str
    file: Path
    line: int

    def since(self) -> str:
        """Return the first day as an ISO date."""
        return date.fromordinal(self.first).isoformat()


class County(NamedTuple):
    """A county or district of a city."""

    code: str
    name: str
    kind: str
    """ordinary, or expanded_power (扩权县)."""


class Bound(NamedTuple):
    """A floor or a ceiling that an area sets for itself and for those below it."""

    path: str
    part: str
    keys: tuple[str, ...]
    at_least: Any
    at_most: Any
    at_least_of: str
    at_most_of: str
    first: int
    last: int
    citation: Citation
    file: Path
    line: int


class Area(NamedTuple):
    """One folder, read."""

    folder: Path
    code: str
    name_zh: str
    name_en: str
    level: str
    parent: str
    first: int
    last: int
    counties: tuple[County, ...]
    documents: dict[str, Document]
    values: dict[str, list[Dated]]
    grades: dict[str, dict[str, list[Dated]]]
    """Grade of contribution → the values that stand in the place of the area's for persons of that grade."""
    bounds: list[Bound]
    in_force_line: int = 1
    """The line of ``in_force`` in area.yaml."""

    def has_county(self, county: str) -> bool:
        """Return whether a county, by code or by name, is one of the area; every one is where it lists none."""
        return not self.counties or any(county in (each.code, each.name) for each in self.counties)


class Reform(NamedTuple):
    """Values that stand above an area's own from their days on: a reform to be tried, or an overlay to be released."""

    title: str
    values: dict[str, list[Dated]]
    documents: dict[str, Document]
    """Those it lists itself; it may cite the area's as well."""
    grades: dict[str, dict[str, list[Dated]]]
    """Grade of contribution → the values that stand in the place of the area's for persons of that grade."""


NO_REFORM = Reform("", {}, {}, {})
