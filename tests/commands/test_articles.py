"""``tongchou regulation articles`` on the command line."""

import json
import re

import pytest
from typer.testing import CliRunner

from tongchou.cases.coverage import read_articles
from tongchou.commands.output import console
from tongchou.main import app
from tongchou.regulations.schema import PARAMETERS

ARTICLES = read_articles()
ASKING = [article for article in ARTICLES if article.parameters or article.rules]


def run(*arguments):
    return CliRunner().invoke(app, ["regulation", "articles", *arguments])


def test_the_table_lists_every_article_and_nothing_counts_as_covered_unverified():
    found = run("--json")
    assert found.exit_code == 0
    lines = json.loads(found.stdout)["articles"]
    assert [(line["document"], line["article"]) for line in lines] == [
        (each.document, each.article) for each in ARTICLES
    ]
    assert {line["state"] for line in lines} == {"has cases", "none yet"}
    assert not any("evidence" in line for line in lines)


def test_panzhihua_is_covered_and_the_evidence_is_shown():
    found = run("--verify", "--json")
    assert found.exit_code == 0
    lines = {(line["document"], line["article"]): line for line in json.loads(found.stdout)["articles"]}
    ninth = lines["001", "第九条"]
    assert ninth["state"] == "covered"
    assert [each["subject"] for each in ninth["evidence"]] == [*ninth["parameters"], *ninth["rules"]]
    assert all(each["holds"] and each["cases"] and each["killed"] for each in ninth["evidence"])
    assert lines["001", "第十条"]["state"] == "none yet"
    asked = [line for line in lines.values() if line["parameters"] or line["rules"]]
    assert {line["state"] for line in asked} == {"covered"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--verify",), (f"已核验 {len(ASKING)},", f"{len(ARTICLES)} 条：", "试改")),
        (("--lang", "en"), ("covered 0,", f"{len(ARTICLES)} articles:")),
    ],
)
def test_the_table_speaks_both_languages(arguments, words):
    found = run(*arguments)
    assert found.exit_code == 0
    assert all(word in found.stdout for word in words)


def test_an_area_whose_articles_are_not_covered_fails():
    found = run("--area", "510000", "--verify", "--json")
    assert found.exit_code == 1
    evidence = [each for line in json.loads(found.stdout)["articles"] for each in line["evidence"]]
    assert "waiting.regime" in {each["subject"] for each in evidence if not each["holds"]}


def test_an_unknown_area_is_refused():
    found = run("--area", "999999", "--lang", "en")
    assert found.exit_code == 2
    assert "no such area" in found.stderr


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [80, 100, 160])
def test_no_identifier_is_broken_inside_a_word(monkeypatch, width, language):
    monkeypatch.setattr(console, "width", width)
    words = {part for path in PARAMETERS for part in re.split("[._]", path)}
    words |= {part for each in ARTICLES for rule in each.rules for part in re.split("[._]", rule.function)}
    rows = [line.strip("│").split("│") for line in run("--lang", language).stdout.splitlines() if "│" in line]
    held = [cell.strip() for row in rows for cell in (row[3:5] if width == 160 else row[2:3])]
    broken = [
        cell
        for cell in held
        if re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]*)+|[a-z0-9]+_[a-z0-9_.]*", cell)
        and not set(re.split("[._]", cell.strip("._"))) <= words
    ]
    assert held
    assert broken == []


def test_what_is_not_built_yet_is_said_in_the_language_asked_for(monkeypatch):
    monkeypatch.setattr(console, "width", 160)
    assert "治理：" in run().stdout
    assert "governance —" not in run().stdout
    assert "governance —" in run("--lang", "en").stdout
