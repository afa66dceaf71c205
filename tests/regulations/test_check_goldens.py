"""A fault in a file of worked cases is named like any other: file, line, Chinese and English, all at once."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.regulations.areas import value, write_area
from tongchou.cases.golden import goldens_of
from tongchou.cases.golden_check import golden_faults
from tongchou.main import app
from tongchou.regulations.faults import Fault
from tongchou.regulations.load import load

TOPICS = (
    value("inpatient.deductible", "yuan", "{level3: 500.00}"),
    value("inpatient.ratio", "percent", "{level3: 60%}"),
)
CASES = """title: 案例
cases:
  - name: 住院
    article: trial 第一条
    covers: [inpatient.ratio]
    encounters:
      - {id: E1, discharged: 2024-03-12, in_scope: "1700.00"}
    expect:
      E1:
        deductible: "500.00"
        pool_pay: "720.00"
    why: (1700.00 − 500.00) × 60% = 720.00
"""
SECOND = CASES.split("cases:\n")[1]


def write_cases(folder: Path, *files: str) -> Path:
    """Write an area with files of worked cases; return its folder."""
    write_area(folder, *TOPICS)
    (folder / "golden").mkdir()
    for number, text in enumerate(files):
        (folder / "golden" / f"cases{number}.yaml").write_text(text, encoding="utf-8")
    return folder


def only_golden(folder: Path) -> Fault:
    """Return the one fault of an area's worked cases."""
    found = golden_faults(load(folder))
    assert len(found) == 1, [fault.text("en") for fault in found]
    return found[0]


def test_the_cases_from_which_the_faults_are_made_are_in_order(tmp_path: Path) -> None:
    regulation = load(write_cases(tmp_path / "area", CASES, SECOND.join(("cases:\n", "")).replace("住院", "再住院")))
    assert golden_faults(regulation) == []
    assert [(golden.name, golden.line) for golden in goldens_of(regulation)] == [("住院", 3), ("再住院", 2)]


@pytest.mark.parametrize(
    ("found", "instead", "line", "en", "zh"),
    [
        ("title: 案例", "title: [", 3, "not valid YAML", "不是合法的 YAML"),
        ("title: 案例", "cases: []", 2, "the key cases stands twice", "键 cases 出现两次"),
        ("cases:", "case:", 1, "needs a list of cases", "须有 cases 列表"),
        ("- name: 住院", "- title: 住院", 3, "case ?: a case needs a name", "案例 ?：案例须有 name"),
        ("    article: trial 第一条\n", "", 3, "case 住院: article is missing", "案例 住院：缺少 article"),
        (
            "    expect:",
            "    refused: inpatient.ratio\n    expect:",
            3,
            "exactly one of expect and refused",
            "恰有其一",
        ),
        (
            "    encounters:",
            "    bills:",
            6,
            "case 住院: unknown key bills; allowed: name,",
            "未知的键 bills，允许 name",
        ),
        ("[inpatient.ratio]", "[]", 5, "covers must be a list, and not empty", "covers 须为列表，且不为空"),
        (
            "[inpatient.ratio]",
            "[inpatient.ratios]",
            5,
            "covers: unknown parameter inpatient.ratios",
            "未知的参数 inpatient",
        ),
        ("pool_pay", "pool_paid", 11, "E1: no result named pool_paid", "E1：没有 pool_paid 这项结果"),
        ("trial 第一条", "trial 第九条", 3, "no value cites 第九条 of trial", "没有一个值引用 trial 的 第九条"),
        ("trial 第一条", "trial", 3, "no value cites (no article) of trial", "没有一个值引用 trial 的 （未写条款）"),
        ("trial 第一条", "other 第一条", 3, "the document other is not listed in area.yaml", "未登记的文件 other"),
        ("trial 第一条", "pzh-2023 第九十条", 3, "pzh-2023 has no article 第九十条", "pzh-2023 没有 第九十条 这一条"),
        ("trial 第一条", '"001 第二十七条"', 3, "001 has no article 第二十七条", "001 没有 第二十七条 这一条"),
    ],
)
def test_a_fault_of_a_worked_case(tmp_path: Path, found: str, instead: str, line: int, en: str, zh: str) -> None:
    assert found in CASES
    fault = only_golden(write_cases(tmp_path / "area", CASES.replace(found, instead, 1)))
    assert (fault.file.name, fault.line) == ("cases0.yaml", line)
    assert en in fault.en
    assert zh in fault.zh


@pytest.mark.parametrize("article", ["pzh-2023 第二十六条", '"001 第二十六条"'])
def test_a_case_may_cite_an_article_of_a_founding_document(tmp_path: Path, article: str) -> None:
    folder = write_cases(tmp_path / "area", CASES.replace("trial 第一条", article))
    assert golden_faults(load(folder)) == []


def test_a_name_that_stands_twice_in_a_file(tmp_path: Path) -> None:
    fault = only_golden(write_cases(tmp_path / "area", CASES + SECOND))
    assert fault.line == 13
    assert fault.en == "case 住院: the name stands twice, first at cases0.yaml:3; rename it"


def test_a_name_that_stands_in_two_files(tmp_path: Path) -> None:
    fault = only_golden(write_cases(tmp_path / "area", CASES, CASES))
    assert (fault.file.name, fault.line) == ("cases1.yaml", 3)
    assert fault.zh == "案例 住院：案例名称重复，cases0.yaml:3 已有；改名"


def test_the_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    first, second = CASES.replace("pool_pay", "pool_paid"), CASES.replace("住院", "再住院").replace("why", "because")
    found = golden_faults(load(write_cases(tmp_path / "area", first, second)))
    assert [(fault.file.name, fault.line) for fault in found] == [("cases0.yaml", 11), ("cases1.yaml", 12)]


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        (["check", "--lang", "en"], 1, "cases0.yaml:11: case 住院: E1: no result named pool_paid"),
        (["check"], 1, "cases0.yaml:11: 案例 住院：E1：没有 pool_paid 这项结果"),
        (["test", "--lang", "en"], 2, "This can't be done:"),
        (["test"], 2, "无法照办："),
        (["test"], 2, "cases0.yaml:11: 案例 住院：E1：没有 pool_paid 这项结果"),
    ],
)
def test_the_commands_name_file_and_line(tmp_path: Path, command: list[str], status: int, said: str) -> None:
    folder = write_cases(tmp_path / "area", CASES.replace("pool_pay", "pool_paid"))
    result = CliRunner().invoke(app, ["regulation", *command[:1], str(folder), *command[1:]])
    assert result.exit_code == status
    assert said in result.output
