"""The articles of the founding documents: each stands in parameters and rules that worked cases hold.

One of which nothing stands yet says which part of the product will hold it.
"""

import ast
from collections import Counter
from collections.abc import Callable
from functools import cache
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any

import pytest

from tests.regulations.shipped import Broken, every_golden, folders, regulation
from tests.structure.sources import PACKAGE, parsed
from tongchou.cases.coverage import ZEROS, Article, Bench, Evidence, disabled, read_articles, read_sources, unstated
from tongchou.cases.golden_check import golden_faults
from tongchou.cases.text import read_case_text
from tongchou.regulations.faults import FaultyRegulation
from tongchou.regulations.load import Regulation, load
from tongchou.regulations.schema import PARAMETERS

PANZHIHUA = "510400"
LONGEST_TEXT = 60
ARTICLES = read_articles()
SURVIVING = Path(__file__).parent / "surviving_changes.yaml"
NUMERALS = "零一二三四五六七八九十"

ITEMS_OF_001 = {7: 5, 12: 5, 14: 6, 22: 5}
PARAGRAPHS_OF_001 = {23: 11}


def chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else NUMERALS[tens] + "十") + (NUMERALS[ones] if ones else "")


def function_of(name: str) -> Callable[..., Any]:
    module, _, attribute = f"tongchou.{name}".rpartition(".")
    return getattr(import_module(module), attribute)


@cache
def bench() -> Bench:
    return Bench(PANZHIHUA)


@cache
def evidence() -> dict[str, Evidence]:
    return {each.subject: each for article in ARTICLES for each in bench().verdict(article).evidence}


def citations(found: Regulation) -> set[str]:
    """Return every citation of an area and its ancestors, as worked cases write them."""
    cited = [row.citation for area in found.chain for rows in area.values.values() for row in rows]
    cited += [bound.citation for area in found.chain for bound in area.bounds]
    return {f"{each.document} {each.article}" for each in cited if each is not None}


def readable_areas() -> list[Regulation]:
    found = []
    for folder in folders():
        try:
            found.append(regulation(folder))
        except FaultyRegulation:
            continue  # test_goldens fails for it
    return found


# The list of articles


def test_every_article_of_001_stands_item_by_item():
    expected = []
    for number in range(3, 27):
        name = f"第{chinese(number)}条"
        expected += [] if number in (7, 14, 22, 23) else [name]
        expected += [f"{name}第（{chinese(item)}）项" for item in range(1, ITEMS_OF_001.get(number, 0) + 1)]
        expected += [f"{name}第{chinese(item)}款" for item in range(1, PARAGRAPHS_OF_001.get(number, 0) + 1)]
    assert [article.article for article in ARTICLES if article.document == "001"] == expected


@pytest.mark.parametrize(
    ("document", "items"),
    [
        ("000", "一（一） 一（二） 一（三） 一（四） 二（一） 二（二） 三（一） 三（二） 三（三） 四（一） 四（二）"),
        ("002", "三（一） 三（一）1 三（一）2 三（一）3 三（二） 三（三） 三（四） 三（五）"),
        ("004", "一（一） 一（二） 二（三） 二（四） 三（五） 三（六） 四（七） 四（八） 五（九）"),
    ],
)
def test_every_item_of_the_other_documents_stands(document, items):
    assert [article.article for article in ARTICLES if article.document == document] == items.split()


def test_the_articles_stand_in_the_order_of_the_documents():
    order = [source.key for source in read_sources()]
    assert [article.document for article in ARTICLES] == sorted(
        (article.document for article in ARTICLES), key=order.index
    )


@pytest.mark.parametrize("article", ARTICLES)
def test_an_article_says_what_it_holds_and_where(article):
    assert 0 < len(article.text) <= LONGEST_TEXT
    assert article.parameters or article.rules or article.later
    assert all(article.later)
    assert all(path in PARAMETERS for path in article.parameters)
    assert max(Counter(article.parameters).values(), default=1) == 1
    assert unstated(bench().regulation, article) == []


RULES = sorted({rule for article in ARTICLES for rule in article.rules})


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.function)
def test_a_rule_can_be_disabled(rule):
    function = function_of(rule.function)
    arguments = tuple(range(len(signature(function).parameters)))
    with disabled(rule):
        neutral = function_of(rule.function)
        assert neutral is not function
        found = neutral(*arguments)
    assert function_of(rule.function) is function
    if rule.disabled == ZEROS:
        assert set(found) == {0}


# Citations


def test_the_areas_cite_only_articles_of_the_founding_documents_that_are_listed():
    keys = {source.cited_as: source.key for source in read_sources() if source.cited_as}
    listed = {(article.document, article.article) for article in ARTICLES}
    cited = {tuple(each.split(" ", 1)) for found in readable_areas() for each in citations(found)}
    assert sorted(each for each in cited if each[0] in keys and (keys[each[0]], each[1]) not in listed) == []


def test_each_founding_document_has_the_articles_that_are_listed():
    of_panzhihua = load(PANZHIHUA)
    documents = {
        source.key: document
        for source in read_sources()
        if (document := of_panzhihua.document(source.cited_as)) is not None
    }
    assert sorted(documents) == [source.key for source in read_sources() if source.cited_as]
    assert [key for key, document in documents.items() if not document.articles and not document.heads] == []
    held = [article for article in ARTICLES if article.document in documents]
    assert [each for each in held if not documents[each.document].has(each.article)] == []


def test_every_worked_case_cites_what_its_area_or_a_founding_document_says():
    found = [fault.text("en") for each in readable_areas() for fault in golden_faults(each)]
    assert found == []


def test_every_worked_case_names_rules_that_there_are():
    wrong = []
    for _, golden in every_golden():
        if isinstance(golden, Broken):
            continue
        wrong += [(golden.identifier, name) for name in golden.rules if not callable(function_of(name))]
    assert wrong == []


# The mutation


def asking(article: Article) -> bool:
    return bool(article.parameters or article.rules)


@pytest.mark.parametrize("article", [article for article in ARTICLES if asking(article)])
def test_each_parameter_and_rule_of_an_article_is_held_by_a_named_case(article):
    verdict = bench().verdict(article)
    assert [each.subject for each in verdict.evidence if not each.holds()] == []
    assert verdict.covered()


def explained_in(key: str, names: str) -> dict[str, str]:
    """Return name → reason of one list of surviving_changes.yaml; a name stands once and has a reason."""
    found: dict[str, str] = {}
    for entry in read_case_text(SURVIVING)[key]:
        assert entry["reason"].strip()
        for name in entry[names]:
            assert name not in found, f"{name} stands twice"
            found[name] = entry["reason"]
    return found


def test_each_case_notices_some_change_of_each_parameter_that_it_holds():
    paths = {path for golden in bench().goldens for path in golden.covers}
    idle = [f"{golden.identifier}: {path}" for path in sorted(paths) for golden in bench().idle(path)]
    assert idle == []


def test_every_surviving_change_is_explained_and_no_other():
    survived = {name for each in evidence().values() for name in each.survived}
    explained = set(explained_in("survived", "changes"))
    assert sorted(survived - explained) == [], "nobody notices these changes; add a worked case or a reason"
    assert sorted(explained - survived) == [], (
        "these changes are noticed now, or are no changes: take them off the list"
    )


def test_every_stated_parameter_stands_under_an_article_or_is_explained():
    found, governed = bench().regulation, {path for article in ARTICLES for path in article.parameters}
    stated = {
        path
        for path, rows in found.timelines.items()
        if any(not row.not_available and found.area.first <= row.last for row in rows)
    }
    assert sorted(stated - governed) == sorted(explained_in("under_no_article", "parameters"))


def functions_of_the_rules() -> set[str]:
    """Return every public function of the rules, but those that only write explanations."""
    package = PACKAGE / "rules"
    return {
        f"{'.'.join(path.relative_to(PACKAGE).with_suffix('').parts)}.{node.name}"
        for path in package.rglob("*.py")
        if "explanation" not in path.parts and not path.stem.endswith("_words")
        for node in parsed(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def test_every_rule_stands_under_an_article_or_is_explained():
    listed = {rule.function for rule in RULES}
    assert sorted(functions_of_the_rules() - listed) == sorted(explained_in("rules_under_no_article", "functions"))


def test_the_bench_finds_a_case_that_holds_nothing_of_what_it_says():
    found = Bench(PANZHIHUA)
    case = next(golden for golden in found.goldens if golden.covers == ("contribution.personal",))
    # the dues do not depend on the ratio of a hospital
    found.goldens = [case, case._replace(covers=("inpatient.ratio",))]
    assert found.idle("contribution.personal") == []
    assert found.idle("inpatient.ratio") == found.goldens[1:]


def test_the_bench_notices_that_nothing_is_held():
    empty = Bench(PANZHIHUA)
    empty.goldens = []
    article = next(article for article in ARTICLES if article.article == "第九条")
    verdict = empty.verdict(article)
    assert verdict.asks()
    assert not verdict.covered()
    assert not any(each.holds() for each in verdict.evidence)
