"""``tongchou regulation`` as a policy officer meets it."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.regulations.areas import value, write_area
from tongchou.main import app

runner = CliRunner(env={"COLUMNS": "200"})


def test_check_finds_the_shipped_areas_in_order() -> None:
    result = runner.invoke(app, ["regulation", "check", "--lang", "en"])
    assert result.exit_code == 0
    assert "510400: in order sha256:" in result.stdout


def test_check_names_file_line_and_fault(tmp_path: Path) -> None:
    folder = write_area(tmp_path / "area", value("inpatient.ratio", "percent", "{level3: 0.60}"))
    result = runner.invoke(app, ["regulation", "check", str(folder), "--lang", "en"])
    assert result.exit_code == 1
    assert "topic0.yaml:9: inpatient.ratio: found 0.60, allowed: a share from 0% to 100%" in result.stdout


def test_show_tells_value_since_and_citation() -> None:
    result = runner.invoke(app, ["regulation", "show", "inpatient.deductible", "--on", "2024-03-01", "--lang", "en"])
    assert result.exit_code == 0
    assert "level3 700.00" in result.stdout
    assert "2023-01-01" in result.stdout
    assert "assumed D" in result.stdout


@pytest.mark.parametrize(
    ("day", "language", "said"),
    [
        ("2030-01-01", "en", "outside the time in force"),
        ("2030-01-01", "zh", "不在施行期"),
        ("2024-01-01", "en", ""),
    ],
)
def test_show_tells_a_day_outside_the_time_in_force(day: str, language: str, said: str) -> None:
    result = runner.invoke(app, ["regulation", "show", "inpatient.ratio", "--on", day, "--lang", language])
    assert result.exit_code == 0
    assert (said in result.output) if said else ("in force" not in result.output.replace("\n", " "))


@pytest.mark.parametrize(
    ("language", "said", "heading"), [("zh", "不可得", "参数"), ("en", "not available", "parameter")]
)
def test_show_tells_what_nobody_knows(language: str, said: str, heading: str) -> None:
    arguments = ["regulation", "show", "inpatient.deductible", "--on", "2020-03-01", "--lang", language]
    result = runner.invoke(app, arguments)
    assert said in result.stdout
    assert heading in result.stdout


@pytest.mark.parametrize(
    "arguments", [["no.such.path"], ["inpatient", "--on", "yesterday"], ["inpatient", "--area", "123456"]]
)
def test_show_refuses_what_it_does_not_know(arguments: list[str]) -> None:
    assert runner.invoke(app, ["regulation", "show", *arguments]).exit_code == 2


def test_diff_of_two_days_shows_the_maternity_change() -> None:
    result = runner.invoke(app, ["regulation", "diff", "510400@2024-06-30", "510400@2024-07-01"])
    assert "maternity.mode" in result.stdout
    assert "inpatient.deductible" not in result.stdout


def test_diff_of_an_area_with_itself_is_empty() -> None:
    assert "no difference" in runner.invoke(app, ["regulation", "diff", "510400", "510400", "--lang", "en"]).stdout


def test_the_worked_cases_of_an_area_run() -> None:
    result = runner.invoke(app, ["regulation", "test", "510100", "--json"])
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["failed"] == []
    assert found["ran"] >= 10


def test_a_worked_case_that_does_not_hold_is_shown(tmp_path: Path) -> None:
    shipped = Path(__file__).parent.parent / "published"
    folder = sorted(path.parent for path in shipped.glob("*/golden"))[0]
    copy = tmp_path / "area"
    shutil.copytree(folder, copy)
    golden = sorted((copy / "golden").glob("*.yaml"))[0]
    text = golden.read_text(encoding="utf-8")
    start = text.index("expect:")
    spoiled = text[:start] + text[start:].replace('.00"', '.01"', 1)
    golden.write_text(spoiled, encoding="utf-8")
    result = runner.invoke(app, ["regulation", "test", str(copy), "--json"])
    assert result.exit_code == 1
    (failure,) = json.loads(result.stdout)["failed"]
    assert failure["differences"][0]["expected"].endswith(".01")


def test_list_counts_the_assumed_values() -> None:
    result = runner.invoke(app, ["regulation", "list", "--lang", "en"])
    assert result.exit_code == 0
    assert "Panzhihua" in result.stdout
