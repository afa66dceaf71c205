"""A slip in a file of a regulation is one fault, with its file and line, in Chinese and English."""

from pathlib import Path

import pytest

from tests.regulations.areas import HEAD, faults, only, value, write_area
from tongchou.regulations.load import load

CEILING = value("inpatient.ceiling", "yuan", "150000.00")
TRANSFER = value("inpatient.transfer", "word", "difference")
DOCUMENT = "  trial: {title: 试验市居民医保办法}"


def head(document: str) -> str:
    """Return the head of an area with another entry of its one document."""
    return HEAD.replace(DOCUMENT, f"  trial: {{title: 办法, {document}}}")


# One slip, one fault


@pytest.mark.parametrize(
    ("found", "instead", "words"),
    [
        ('area: "990000"', 'area: "9900"', "area: 9900 is no area code: six digits of GB/T 2260"),
        ('area: "990000"', "area: 99000a", "area: 99000a is no area code"),
        ('area: "990000"', "area: ９９００００", "is no area code"),
        ("from: 2024-01-01, to: 2025-12-31", "from: 2025-12-31, to: 2024-01-01", "in_force: its last day is before"),
        ("from: 2024-01-01, to: 2025-12-31", "form: 2024-01-01, to: 2025-12-31", "unknown key form; allowed: from, to"),
        ("to: 2025-12-31", "to: 2025-12-32", "in_force to: 2025-12-32 is no day"),
        ("{zh: 试验市, en: Trial City}", "{zh: 试验市}", "name: en is missing"),
        ("level: city", "level: village", "level: village is not one of"),
        (DOCUMENT, "  other: {title: 办法}", "the document trial is not listed in area.yaml (1 more places)"),
        (f"documents:\n{DOCUMENT}", "documents: [trial]", "documents: must be a mapping"),
        (
            DOCUMENT,
            "  trial: {titel: 办法}",
            "trial: unknown key titel; allowed: articles, from, issuer, note, number, source,",
        ),
        (DOCUMENT, "  trial: {title: 办法, from: 2024-13-01}", "trial from: 2024-13-01 is no day"),
        (DOCUMENT, "  trial: {title: 办法, to: 2025年}", "trial to: 2025年 is no day"),
        (
            DOCUMENT,
            "  trial: {title: 办法, from: 2025-12-31, to: 2024-01-01}",
            "trial: its last day is before its first",
        ),
    ],
)
def test_a_slip_in_the_head_is_one_fault(tmp_path: Path, found: str, instead: str, words: str) -> None:
    assert found in HEAD
    fault = only(write_area(tmp_path / "area", CEILING, TRANSFER, head=HEAD.replace(found, instead)))
    assert words in fault.en


@pytest.mark.parametrize(
    ("found", "instead", "words"),
    [
        ("from: 2024-01-01", "from: 2024-1-1", "inpatient.ceiling from: 2024-1-1 is no day"),
        ("      document", "      to: 2023-12-31\n      document", "its last day is before its first"),
        ("document: trial", "documnet: trial", "unknown key documnet"),
        ("document: trial", "document: ''", "inpatient.ceiling document: must be text"),
        ("      status: assumed\n", "", "inpatient.ceiling: status (sourced or assumed) is missing"),
        ("status: assumed", "status: certain", "certain is not one of sourced | assumed"),
        ("confidence: D", "confidence: E", "E is not one of"),
        ("value: 150000.00", "amount: 150000.00", "unknown key amount"),
        ("value: 150000.00", "value: 150000.005", "found 150000.005"),
        ("unit: yuan", "unit: fen", "the unit is yuan"),
        ("  unit: yuan\n", "  units: yuan\n", "unknown key units; allowed: note, unit, values; unit is missing"),
        ("inpatient.ceiling:", "inpatient.celling:", "unknown parameter inpatient.celling"),
    ],
)
def test_a_slip_in_a_value_is_one_fault(tmp_path: Path, found: str, instead: str, words: str) -> None:
    assert found in CEILING
    fault = only(write_area(tmp_path / "area", CEILING.replace(found, instead, 1), TRANSFER))
    assert fault.file.name == "topic0.yaml"
    assert words in fault.en


def test_a_day_that_is_none_is_not_told_as_an_overlap_too(tmp_path: Path) -> None:
    first = CEILING.replace("      document", "      to: 2024-12-31\n      document")
    second = value("inpatient.ceiling", "yuan", "2.00", first="2025-1-1").replace(
        "      document", "      to: 2025-12-31\n      document"
    )
    assert "2025-1-1 is no day" in only(write_area(tmp_path / "area", first + second.partition("values:\n")[2])).en


def test_an_unreadable_head_above_is_one_fault_for_the_city(tmp_path: Path) -> None:
    province = HEAD.replace("990000", "980000").replace("level: city", "level: province").replace("trial:", "above:")
    write_area(tmp_path / "above", head=province + "colour: [\n")
    cited = CEILING.replace("document: trial", "document: above")
    found = faults(write_area(tmp_path / "city", cited, head=HEAD + "parent: above\n"))
    assert [(fault.file.parent.name, fault.file.name) for fault in found] == [("above", "area.yaml")]


# The days of a document


@pytest.mark.parametrize(
    ("days", "en", "zh"),
    [
        (
            "from: 2024-07-01",
            "inpatient.ceiling: cites trial from 2024-01-01 on, which speaks from 2024-07-01 on",
            "inpatient.ceiling：2024-01-01 起的值引用 trial，该文件自 2024-07-01 起",
        ),
        (
            "to: 2025-06-30",
            "inpatient.ceiling: cites trial until 2025-12-31, which ends on 2025-06-30",
            "inpatient.ceiling：到 2025-12-31 的值引用 trial，该文件到 2025-06-30 为止",
        ),
    ],
)
def test_a_value_on_days_for_which_its_document_does_not_speak(tmp_path: Path, days: str, en: str, zh: str) -> None:
    fault = only(write_area(tmp_path / "area", CEILING, head=head(days)))
    assert fault.en.startswith(en)
    assert fault.zh.startswith(zh)
    assert (fault.file.name, fault.line) == ("topic0.yaml", 4)


def test_a_wrong_day_of_a_document_is_one_fault_however_many_values_cite_it(tmp_path: Path) -> None:
    share = value("subsidy.central_share", "percent", "80%")
    fault = only(write_area(tmp_path / "area", CEILING, TRANSFER, share, head=head("from: 2042-01-01")))
    assert fault.en.endswith("(2 more places)")
    assert fault.zh.endswith("（另有 2 处）")


@pytest.mark.parametrize("days", ["from: 2024-01-01, to: 2025-12-31", "from: 2024-01-01", "to: 2025-12-31", "note: 无"])
def test_a_document_that_speaks_for_the_days_in_force_stands(tmp_path: Path, days: str) -> None:
    assert load(write_area(tmp_path / "area", CEILING, head=head(days))).version


def test_a_bound_is_held_to_the_days_of_its_document_too(tmp_path: Path) -> None:
    bounds = """bounds:
  - parameter: inpatient.ceiling
    at_least: 1.00
    from: 2024-01-01
    document: trial
    article: 第二条
    status: assumed
    confidence: D
"""
    fault = only(write_area(tmp_path / "area", head=head("from: 2024-07-01"), bounds=bounds))
    assert (fault.file.name, fault.line) == ("bounds.yaml", 2)
    assert "bound inpatient.ceiling: cites trial from 2024-01-01 on" in fault.en


# The articles of a document


@pytest.mark.parametrize(
    ("articles", "cited", "allowed"),
    [
        ("articles: 26", "第二十七条", "articles 1 to 26"),
        ("articles: 26", "第一百二十六条", "articles 1 to 26"),
        ("articles: 26", "第零条", "articles 1 to 26"),
        ("articles: 26", "住院起付线", "articles 1 to 26"),
        ("articles: 9", "第10条", "articles 1 to 9"),
        ("articles: [一（一）, 二]", "一（二）", "一（一）, 二"),
    ],
)
def test_an_article_that_the_document_does_not_have_is_one_fault(
    tmp_path: Path, articles: str, cited: str, allowed: str
) -> None:
    topics = [topic.replace("第一条", cited) for topic in (CEILING, TRANSFER)]
    fault = only(write_area(tmp_path / "area", *topics, head=head(articles)))
    assert (fault.file.name, fault.line) == ("topic0.yaml", 6)
    assert fault.en.startswith(f"inpatient.ceiling: trial has no {cited}, only {allowed}; mend the article, or")
    assert fault.en.endswith("(1 more places)")
    assert fault.zh.startswith(f"inpatient.ceiling：trial 没有 {cited}，只有 ")


@pytest.mark.parametrize(
    ("articles", "cited"),
    [
        ("articles: 26", "第二十六条"),
        ("articles: 26", "第十条第（三）项"),
        ("articles: 126", "第一百二十六条"),
        ("articles: 126", "第一百零六条"),
        ("articles: 26", "第26条"),
        ("articles: [一（一）, 二]", "二（三）"),
        ("note: 无", "住院起付线"),
    ],
)
def test_an_article_that_the_document_has_stands(tmp_path: Path, articles: str, cited: str) -> None:
    assert load(write_area(tmp_path / "area", CEILING.replace("第一条", cited), head=head(articles))).version


def test_a_bound_is_held_to_the_articles_of_its_document_too(tmp_path: Path) -> None:
    floor = "{parameter: inpatient.ceiling, at_least: 1.00, from: 2024-01-01, document: trial, article: 第三条,"
    bounds = f"bounds:\n  - {floor}\n     status: assumed, confidence: D}}\n"
    fault = only(write_area(tmp_path / "area", head=head("articles: 2"), bounds=bounds))
    assert fault.en.startswith("bound inpatient.ceiling: trial has no 第三条, only articles 1 to 2")


@pytest.mark.parametrize("articles", ["articles: 0", "articles: many", "articles: []", "articles: [[一]]"])
def test_articles_that_are_no_number_and_no_list_are_one_fault(tmp_path: Path, articles: str) -> None:
    fault = only(write_area(tmp_path / "area", CEILING, head=head(articles)))
    assert fault.en.startswith("trial articles: must be how many there are (such as 26), or a list of how they are")
    assert fault.zh.startswith("trial articles：须为条数（如 26）")


# Files that are not read


@pytest.mark.parametrize("name", ["extra.yml", "extra.YAML", "extra.json", "golden/cases.yml"])
def test_a_file_that_is_not_read_is_named(tmp_path: Path, name: str) -> None:
    folder = write_area(tmp_path / "area", CEILING)
    (folder / "golden").mkdir()
    (folder / name).write_text(TRANSFER, encoding="utf-8")
    fault = only(folder)
    assert fault.file == folder / name
    assert "this file is not read: files of parameters and cases end in .yaml" in fault.en
    assert "没有读取这个文件：参数和案例文件的扩展名须为 .yaml" in fault.zh


def test_a_folder_that_is_not_read_is_named(tmp_path: Path) -> None:
    folder = write_area(tmp_path / "area", CEILING)
    (folder / "goldens").mkdir()
    (folder / "goldens" / "cases.yaml").write_text("cases: []\n", encoding="utf-8")
    fault = only(folder)
    assert fault.file == folder / "goldens"
    assert "this folder is not read" in fault.en


@pytest.mark.parametrize("name", ["measure.md", "办法.PDF", ".DS_Store", "extra.yaml.bak", "notes", "figures.py"])
def test_a_text_for_readers_may_stand_beside_a_regulation(tmp_path: Path, name: str) -> None:
    folder = write_area(tmp_path / "area", CEILING)
    (folder / name).write_text("第一条", encoding="utf-8")
    assert load(folder).version


@pytest.mark.parametrize("name", ["topic0.yaml", "area.yaml"])
def test_a_file_in_another_encoding_is_named(tmp_path: Path, name: str) -> None:
    folder = write_area(tmp_path / "area", f"# 上限\n{CEILING}")
    text = (folder / name).read_text(encoding="utf-8")
    (folder / name).write_bytes(text.encode("gb18030"))
    fault = only(folder)
    assert (fault.file.name, fault.line) == (name, 1 + text[: text.index(next(c for c in text if c > "~"))].count("\n"))
    assert fault.en == "not in UTF-8; save it as UTF-8"
    assert fault.zh == "不是 UTF-8 编码，请以 UTF-8 另存"


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    folder = write_area(tmp_path / "area")
    (folder / "topic.yaml").write_text(CEILING, encoding="utf-8-sig")
    assert load(folder).timelines["inpatient.ceiling"]
