"""Which article of the founding documents stands in which parameters, rules and worked cases, and whether they hold it.

An article counts as covered only if changing each of its parameters by its smallest unit, and disabling each of its
rules, makes a named case fail.
"""

import copy
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, get_args, get_type_hints

from tongchou.cases.golden import Golden, goldens_of, run_golden
from tongchou.cases.text import read_case_text
from tongchou.regulations.area import Dated
from tongchou.regulations.load import Regulation, load
from tongchou.regulations.nudge import Nudge, nudges
from tongchou.regulations.resolve import TermsBook
from tongchou.regulations.schema import PARAMETERS

ARTICLES = Path(__file__).parent.parent / "regulations" / "articles.yaml"
"""The operative articles of the founding documents, as data."""

WHOLE_YUAN = ("income.per_head",)
"""Sums that are published in whole yuan: a fen more of an income is lost in the rounding of every share of it."""

ZEROS = "zeros"
"""How a rule that returns several amounts is disabled: it returns 0 for each of them."""


class DisabledRule(NamedTuple):
    """A function of the rules and what stands in its place when it is disabled."""

    function: str
    """``rules.benefit.pooling.repeated_deductible``."""
    disabled: str
    """``argument N`` (it returns that argument), a whole number, ``zeros``, or the name of a constant of its module."""


class Source(NamedTuple):
    """One founding document."""

    key: str
    """The number under which the project knows it (001)."""
    title: str
    cited_as: str
    """The key under which values of the areas cite it, empty where none does."""


class Article(NamedTuple):
    """One operative article."""

    document: str
    article: str
    text: str
    parameters: tuple[str, ...]
    rules: tuple[DisabledRule, ...]
    later: tuple[str, ...]
    """Where nothing stands yet: which part of the product will hold it, in Chinese and English; else nothing."""


class Evidence(NamedTuple):
    """Whether one parameter or rule of an article is held."""

    subject: str
    cases: tuple[str, ...]
    """Worked cases that name it."""
    killed: tuple[str, ...]
    """Changes that made one of them fail."""
    survived: tuple[str, ...]
    """Changes that none of them noticed."""

    def holds(self) -> bool:
        """Return whether a smallest change makes a named case fail."""
        return bool(self.killed)


class Verdict(NamedTuple):
    """An article and the evidence for each of its parameters and rules."""

    article: Article
    evidence: tuple[Evidence, ...]

    def asks(self) -> bool:
        """Return whether the article has a parameter or a rule that cases must hold."""
        return bool(self.evidence)

    def covered(self) -> bool:
        """Return whether every parameter and every rule of the article is held."""
        return self.asks() and all(each.holds() for each in self.evidence)


def read_sources() -> list[Source]:
    """Return the founding documents."""
    found = read_case_text(ARTICLES)["documents"]
    return [Source(item["document"], item["title"], item.get("cited_as") or "") for item in found]


def read_articles() -> list[Article]:
    """Return the operative articles of the founding documents in their order."""
    value = read_case_text(ARTICLES)
    return [
        Article(
            item["document"],
            item["article"],
            item["text"],
            tuple(item.get("parameters") or ()),
            tuple(DisabledRule(rule["function"], str(rule["disabled"])) for rule in item.get("rules") or ()),
            tuple(item["later"][language] for language in ("zh", "en") if "later" in item),
        )
        for item in value["articles"]
    ]


class Bench:
    """An area with its worked cases, ready to be changed and run again."""

    def __init__(self, name: str = "510400") -> None:
        """Load the area and its cases."""
        self.regulation = load(name)
        self.goldens = goldens_of(self.regulation)
        self._evidence: dict[str | DisabledRule, Evidence] = {}

    def covering(self, path: str) -> list[Golden]:
        """Return the cases that say they hold a parameter."""
        return [golden for golden in self.goldens if path in golden.covers]

    def naming(self, function: str) -> list[Golden]:
        """Return the cases that say they hold a rule."""
        return [golden for golden in self.goldens if function in golden.rules]

    def standing_for(self, article: Article, sources: list[Source]) -> list[Golden]:
        """Return the cases of an article: those that hold its parameters or rules, and those that cite it."""
        keys = {article.document, *(source.cited_as for source in sources if source.key == article.document)}
        citations = {f"{key} {article.article}" for key in keys if key}
        paths, functions = set(article.parameters), {rule.function for rule in article.rules}
        return [
            golden
            for golden in self.goldens
            if golden.article in citations or paths & set(golden.covers) or functions & set(golden.rules)
        ]

    def verdict(self, article: Article) -> Verdict:
        """Change each parameter and disable each rule of an article."""
        parameters = [self.parameter(path) for path in article.parameters]
        return Verdict(article, (*parameters, *(self.rule(rule) for rule in article.rules)))

    def parameter(self, path: str) -> Evidence:
        """Change every leaf of every dated value of a parameter and see which change a named case notices.

        Values that the area inherits for days on which it is not in force are left alone: nobody can ask for them.
        """
        known = self._evidence.get(path)
        if known is not None:
            return known
        goldens = self.covering(path)
        killed: list[str] = []
        survived: list[str] = []
        for row, key, value in self._changes(path):
            name = f"{path}[{key}] {row.since()}" if key else f"{path} {row.since()}"
            (killed if self._fails(goldens, row, value) else survived).append(name)
        named = tuple(golden.identifier for golden in goldens)
        found = self._evidence[path] = Evidence(path, named, tuple(killed), tuple(survived))
        return found

    def idle(self, path: str) -> list[Golden]:
        """Return the cases that say they hold a parameter, but notice none of its smallest changes.

        A case that expects to be refused for want of the parameter holds the days on which there is none.
        """
        left = [golden for golden in self.covering(path) if golden.refused != path]
        for row, _, value in self._changes(path):
            if not left:
                break
            book = TermsBook(_changed(self.regulation, row, value))
            left = [golden for golden in left if not run_golden(golden, book)]
        return left

    def _changes(self, path: str) -> Iterator[tuple[Dated, str, Any]]:
        area = self.regulation.area
        for row in self.regulation.timelines.get(path, []):
            if not row.not_available and area.first <= row.last and row.first <= area.last:
                for key, value in _changes(path, row.value):
                    yield row, key, value

    def _fails(self, goldens: list[Golden], row: Dated, value: Any) -> bool:
        if not goldens:
            return False
        book = TermsBook(_changed(self.regulation, row, value))
        return any(run_golden(golden, book) for golden in goldens)

    def rule(self, rule: DisabledRule) -> Evidence:
        """Disable a rule and see whether a case that names it notices."""
        known = self._evidence.get(rule)
        if known is not None:
            return known
        goldens = self.naming(rule.function)
        book = TermsBook(self.regulation)
        with disabled(rule):
            failing = any(run_golden(golden, book) for golden in goldens)
        change = (f"{rule.function} = {rule.disabled}",)
        named = tuple(golden.identifier for golden in goldens)
        found = Evidence(rule.function, named, change if failing else (), () if failing else change)
        self._evidence[rule] = found
        return found


def _changes(path: str, value: Any) -> Iterator[Nudge]:
    """Yield the smallest changes of a value of a parameter."""
    if path in WHOLE_YUAN:
        yield from (("+1.00", value + 100), ("-1.00", value - 100))
    else:
        yield from nudges(PARAMETERS[path].kind, value)


def _changed(regulation: Regulation, row: Dated, value: Any) -> Regulation:
    """Return the regulation with another value in one dated row; days of change stay, so nothing is merged anew."""
    rows = [row._replace(value=value) if each is row else each for each in regulation.timelines[row.path]]
    changed = copy.copy(regulation)
    changed.timelines = {**regulation.timelines, row.path: rows}
    changed._snapshots = {}
    return changed


@contextmanager
def disabled(rule: DisabledRule) -> Iterator[None]:
    """Put a neutral function in the place of a rule, wherever a module of the product has imported it."""
    module_name, _, name = f"tongchou.{rule.function}".rpartition(".")
    module = import_module(module_name)
    original = getattr(module, name)
    neutral = _neutral(rule, module, original)
    holders = [
        (holder, attribute)
        for holder in list(sys.modules.values())
        if getattr(holder, "__name__", "").startswith("tongchou.")
        for attribute, value in list(vars(holder).items())
        if value is original
    ]
    try:
        for holder, attribute in holders:
            setattr(holder, attribute, neutral)
        yield
    finally:
        for holder, attribute in holders:
            setattr(holder, attribute, original)


def _neutral(rule: DisabledRule, module: Any, original: Callable[..., Any]) -> Callable[..., Any]:
    if rule.disabled.startswith("argument "):
        place = int(rule.disabled.removeprefix("argument "))
        return lambda *arguments: arguments[place]
    constant: Any
    if rule.disabled.lstrip("-").isdigit():
        constant = int(rule.disabled)
    elif rule.disabled == ZEROS:
        constant = _zeros(get_type_hints(original)["return"])
    else:
        constant = getattr(module, rule.disabled)
    return lambda *arguments: constant


def _zeros(returned: Any) -> Any:
    """Return 0 for each part of what a rule returns: a named tuple of its amounts, or a plain tuple."""
    names = getattr(returned, "_fields", None)
    return tuple(0 for _ in get_args(returned)) if names is None else returned(*(0 for _ in names))


def unstated(regulation: Regulation, article: Article) -> list[str]:
    """Return the parameters of an article for which the area states nothing."""
    return [path for path in article.parameters if path not in regulation.timelines]
