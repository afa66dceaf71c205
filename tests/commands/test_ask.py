"""``tongchou ask`` as a user meets it: answers as JSON, refusals with exit status 2."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tongchou.main import app

runner = CliRunner()

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = str(ROOT / "docs" / "examples" / "questions.yaml")
REFORM = """reform:
  title: 提高个人缴费标准
  documents:
    draft: {title: 关于调整个人缴费标准的建议（虚构）}
contribution.personal:
  unit: yuan
  values:
    - from: 2026-01-01
      to: 2026-12-31
      document: draft
      article: 第一条
      status: assumed
      confidence: D
      value: {standard: 420.00}
"""


def questions(*asked: dict[str, Any]) -> dict[str, Any]:
    return {"version": 1, "regulation": "510400", "questions": list(asked)}


def write(folder: Path, value: Any, name: str = "questions.json") -> str:
    file = folder / name
    file.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return str(file)


def answers_to(*arguments: str) -> list[dict[str, Any]]:
    result = runner.invoke(app, ["ask", *arguments])
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert found["version"] == 1
    return list(found["answers"])


DUES = {"id": "Q1", "dues": {"benefit_year": 2026, "identities": ["low_income"]}}


def test_the_example_is_answered() -> None:
    found = {each["id"]: each for each in answers_to(EXAMPLE)}
    assert list(found) == ["Q1", "Q2", "Q3", "Q4", "Q5", "Q6"]
    # 3 + 1 × (2 − 1) − 1 = 3 months from 2025-12-01
    assert (found["Q1"]["first_day"], found["Q1"]["reason"]) == ("2026-03-01", "waited_break")
    assert (found["Q2"]["first_day"], found["Q2"]["reason"]) == ("2026-03-10", "newborn")
    assert (found["Q3"]["due"], found["Q3"]["aid"], found["Q3"]["person_pays"]) == ("800.00", "300.00", "500.00")
    # 724.00 × 120500, 80% of it, half of the rest, half of the residue
    assert [found["Q4"][name] for name in ("subsidy_total", "central", "province", "city", "county")] == [
        "87242000.00",
        "69793600.00",
        "8724200.00",
        "4362100.00",
        "4362100.00",
    ]
    assert (found["Q5"]["city"], found["Q5"]["county"]) == ("120500.00", "120500.00")
    assert (found["Q6"]["returned_to_fund"], found["Q6"]["insurer_result"]) == ("2300000.00", "2700000.00")


def test_an_answer_has_its_sentence_its_steps_and_the_version(tmp_path: Path) -> None:
    (found,) = answers_to(write(tmp_path, questions(DUES)), "--lang", "en")
    assert (found["id"], found["question"], found["regulation"]) == ("Q1", "dues", "510400")
    assert found["regulation_version"].startswith("sha256:")
    assert found["sentence"].startswith("For benefit year 2026, 400.00 is due; assistance money pays 300.00")
    (aid,) = [step for step in found["explanation"] if step["step"] == "aid"]
    assert list(aid) == ["step", "amount", "text", "parameters", "source"]
    assert aid["source"] == {"document": "攀枝花市城乡居民医疗保险办法", "article": "第六条", "status": "assumed"}
    assert list(aid["parameters"][0]) == ["name", "value", "since", "document", "article", "status"]


def test_yaml_and_json_are_answered_alike(tmp_path: Path) -> None:
    text = """version: 1
regulation: "510400"
questions:
  - {id: Q1, dues: {benefit_year: 2026, identities: [low_income]}}
"""
    file = tmp_path / "questions.yaml"
    file.write_text(text, encoding="utf-8")
    assert answers_to(str(file)) == answers_to(write(tmp_path, questions(DUES)))


def test_compact_is_one_line(tmp_path: Path) -> None:
    file = write(tmp_path, questions(DUES))
    result = runner.invoke(app, ["ask", file, "--compact"])
    assert result.stdout.count("\n") == 1
    assert json.loads(result.stdout)["answers"] == answers_to(file)


def test_a_reform_changes_the_answer_and_the_version(tmp_path: Path) -> None:
    reform = tmp_path / "reform.yaml"
    reform.write_text(REFORM, encoding="utf-8")
    file = write(tmp_path, questions(DUES))
    (before,), (after,) = answers_to(file), answers_to(file, "--reform", str(reform))
    # 420.00 × 75% = 315.00
    assert (after["due"], after["aid"], after["person_pays"]) == ("420.00", "315.00", "105.00")
    assert before["regulation_version"] != after["regulation_version"]
    assert "关于调整个人缴费标准的建议" in after["explanation"][0]["source"]["document"]


def test_several_files_name_the_file_of_each_answer(tmp_path: Path) -> None:
    files = [write(tmp_path, questions(DUES), f"{name}.json") for name in "ab"]
    assert [each["file"] for each in answers_to(*files)] == files


def test_another_regulation_stands_in_for_that_of_the_file(tmp_path: Path) -> None:
    (found,) = answers_to(write(tmp_path, questions(DUES)), "--regulation", "500000")
    assert found["regulation"] == "500000"


def test_one_faulty_file_answers_none(tmp_path: Path) -> None:
    good = write(tmp_path, questions(DUES))
    bad = write(tmp_path, questions({"id": "Q1", "dues": {"benefit_year": 26}}), "bad.json")
    result = runner.invoke(app, ["ask", good, bad, "--json-errors"])
    assert result.exit_code == 2
    assert json.loads(result.stdout) == {
        "errors": [
            {
                "file": bad,
                "path": "questions[0].dues.benefit_year",
                "found": 26,
                "allowed": "2000..2100",
                "message": "questions[0].dues.benefit_year：须为此范围内的整数；现为 26，允许 2000..2100",
            }
        ]
    }


def test_a_refusal_without_json_goes_to_standard_error(tmp_path: Path) -> None:
    file = write(tmp_path, questions({"id": "Q1", "dues": {"benefit_year": 2027}}))
    result = runner.invoke(app, ["ask", file, "--lang", "en"])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Refused; nothing was answered" in result.stderr
    assert "questions[0].dues: can't be answered: contribution.personal is not available" in result.stderr
    chinese = runner.invoke(app, ["ask", file]).stderr
    assert "拒绝答复，未作任何答复" in chinese
    assert "不能答复" in chinese


@pytest.mark.parametrize("text", ["version: 1\nversion: 1\n", "{", "version: &a 1\n"])
def test_a_file_that_cannot_be_read_has_one_fault(tmp_path: Path, text: str) -> None:
    file = tmp_path / "questions.yaml"
    file.write_text(text, encoding="utf-8")
    result = runner.invoke(app, ["ask", str(file), "--json-errors"])
    assert result.exit_code == 2
    assert len(json.loads(result.stdout)["errors"]) == 1


def test_a_file_that_is_not_there_and_an_unknown_area_are_refused(tmp_path: Path) -> None:
    result = runner.invoke(app, ["ask", str(tmp_path / "none.yaml"), "--json-errors"])
    assert result.exit_code == 2
    assert json.loads(result.stdout)["errors"][0]["found"].endswith("none.yaml")
    file = write(tmp_path, {**questions(DUES), "regulation": "999999"})
    assert json.loads(runner.invoke(app, ["ask", file, "--json-errors"]).stdout)["errors"][0]["path"] == "regulation"
