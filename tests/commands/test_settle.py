"""The command line as a user meets it: answers on standard output, refusals with exit status 2."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tongchou.main import app

runner = CliRunner()


def case(**changes: Any) -> dict[str, Any]:
    encounter: dict[str, Any] = {
        "id": "E1",
        "kind": "inpatient",
        "provider_level": "level3",
        "place": "local",
        "filing": "none",
        "admitted": "2024-03-01",
        "discharged": "2024-03-12",
        "amounts": {"total": "1700.00", "own_expense": "0.00", "over_limit": "0.00", "self_first": "0.00"},
    }
    encounter.update(changes)
    person = {"id": "P1", "birth": "1961-04-02", "sex": "F", "county": "510403", "encounters": [encounter]}
    return {"version": 1, "regulation": "510400", "persons": [person]}


def write(folder: Path, value: Any, name: str = "case.json") -> str:
    file = folder / name
    file.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return str(file)


def test_settle_prints_the_answer(tmp_path: Path) -> None:
    result = runner.invoke(app, ["settle", write(tmp_path, case())])
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["version"] == 1
    (settlement,) = found["settlements"]
    assert settlement["pool_pay"] == "600.00"
    assert settlement["personal_total"] == "1100.00"
    assert settlement["regulation_version"].startswith("sha256:")


def test_yaml_and_json_settle_alike(tmp_path: Path) -> None:
    text = """version: 1
regulation: "510400"
persons:
  - id: P1
    birth: 1961-04-02
    sex: F
    county: "510403"
    encounters:
      - id: E1
        kind: inpatient
        provider_level: level3
        place: local
        filing: none
        admitted: 2024-03-01
        discharged: 2024-03-12
        amounts: {total: "1700.00", own_expense: "0.00", over_limit: "0.00", self_first: "0.00"}
"""
    file = tmp_path / "case.yaml"
    file.write_text(text, encoding="utf-8")
    from_yaml = runner.invoke(app, ["settle", str(file)]).stdout
    assert from_yaml == runner.invoke(app, ["settle", write(tmp_path, case())]).stdout


def test_several_files_name_the_file_of_each_answer(tmp_path: Path) -> None:
    files = [write(tmp_path, case(), f"{name}.json") for name in "ab"]
    found = json.loads(runner.invoke(app, ["settle", *files]).stdout)["settlements"]
    assert [each["file"] for each in found] == files


def test_one_faulty_file_settles_none(tmp_path: Path) -> None:
    good, bad = write(tmp_path, case()), write(tmp_path, case(kind="inpatent"), "bad.json")
    result = runner.invoke(app, ["settle", good, bad, "--json-errors"])
    assert result.exit_code == 2
    assert json.loads(result.stdout) == {
        "errors": [
            {
                "file": bad,
                "path": "persons[0].encounters[0].kind",
                "found": "inpatent",
                "allowed": "inpatient | chronic_1 | negotiated_drug | outpatient | two_disease | chronic_2 | maternity",
                "message": "persons[0].encounters[0].kind：不在允许的词之内；现为 inpatent，"
                "允许 inpatient | chronic_1 | negotiated_drug | outpatient | two_disease | chronic_2 | maternity",
            }
        ]
    }


def test_all_faults_are_told_not_only_the_first(tmp_path: Path) -> None:
    value = case(provider_level="level4", place="moon", discharged="2024-02-30")
    errors = json.loads(runner.invoke(app, ["settle", write(tmp_path, value), "--json-errors"]).stdout)["errors"]
    assert {error["path"] for error in errors} == {
        f"persons[0].encounters[0].{name}" for name in ("provider_level", "place", "discharged")
    }


@pytest.mark.parametrize(
    ("changes", "path", "found"),
    [
        ({"amounts": {"total": 1700}}, "persons[0].encounters[0].amounts.total", 1700),
        ({"amounts": {"total": "1700.005"}}, "persons[0].encounters[0].amounts.total", "1700.005"),
        ({"amounts": {"total": "1.00", "own_expense": "1.01"}}, "persons[0].encounters[0].amounts.total", "1.00"),
        ({"lines": []}, "persons[0].encounters[0].lines", "[]"),
        ({"discharged": "2022-03-12", "admitted": "2022-03-01"}, "persons[0].encounters[0]", "2022-03-12"),
        ({"provider_level": "pharmacy"}, "persons[0].encounters[0]", "2024-03-12"),
    ],
)
def test_a_fault_names_its_path_and_what_was_found(tmp_path: Path, changes: Any, path: str, found: Any) -> None:
    result = runner.invoke(app, ["settle", write(tmp_path, case(**changes)), "--json-errors", "--lang", "en"])
    assert result.exit_code == 2
    errors = json.loads(result.stdout)["errors"]
    assert [(error["path"], error["found"]) for error in errors] == [(path, found)]


def test_a_number_with_a_fraction_is_no_decimal_text(tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(case()).replace('"1700.00"', "1700.50"), encoding="utf-8")
    errors = json.loads(runner.invoke(app, ["settle", str(file), "--json-errors"]).stdout)["errors"]
    assert [(error["path"], error["found"]) for error in errors] == [
        ("persons[0].encounters[0].amounts.total", "1700.50")
    ]


def test_a_refusal_without_json_goes_to_standard_error(tmp_path: Path) -> None:
    result = runner.invoke(app, ["settle", write(tmp_path, case(place="moon")), "--lang", "en"])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Refused; nothing was settled" in result.stderr
    assert "persons[0].encounters[0].place" in result.stderr


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    result = runner.invoke(app, ["settle", str(tmp_path / "none.yaml"), "--json-errors"])
    assert result.exit_code == 2
    assert json.loads(result.stdout)["errors"][0]["found"].endswith("none.yaml")


def test_an_unknown_area_is_refused_with_those_there_are(tmp_path: Path) -> None:
    value = {**case(), "regulation": "999999"}
    errors = json.loads(runner.invoke(app, ["settle", write(tmp_path, value), "--json-errors"]).stdout)["errors"]
    assert errors[0]["path"] == "regulation"
    assert "510400" in errors[0]["allowed"]


def test_a_reform_changes_the_answer_and_its_version(tmp_path: Path) -> None:
    reform = tmp_path / "reform.yaml"
    reform.write_text(
        """reform: {title: 三级医院起付线提高, documents: {draft: {title: 征求意见稿}}}
inpatient.deductible:
  unit: yuan
  values:
    - {from: 2024-01-01, document: draft, article: 第一条, status: assumed, confidence: D,
       value: {primary: 100.00, level1: 200.00, level2: 400.00, level3: 900.00}}
""",
        encoding="utf-8",
    )
    file = write(tmp_path, case())
    plain = json.loads(runner.invoke(app, ["settle", file]).stdout)["settlements"][0]
    reformed = json.loads(runner.invoke(app, ["settle", file, "--reform", str(reform)]).stdout)["settlements"][0]
    assert (plain["deductible"], reformed["deductible"]) == ("700.00", "900.00")
    assert plain["regulation_version"] != reformed["regulation_version"]
    sources = [step["source"] for step in reformed["explanation"] if step["step"] == "deductible"]
    assert sources == [{"document": "征求意见稿", "article": "第一条", "status": "assumed"}]


def test_a_regulation_folder_is_found_beside_the_case_file(tmp_path: Path) -> None:
    published = Path(__file__).parent.parent / "published"
    folder = sorted(path.parent for path in published.glob("*/area.yaml"))[0]
    (tmp_path / "rules").symlink_to(folder)
    result = runner.invoke(app, ["settle", write(tmp_path, {**case(), "regulation": "rules", "persons": []})])
    assert json.loads(result.stdout) == {"version": 1, "settlements": []}


@pytest.mark.parametrize(("language", "word"), [("zh", "统筹支付"), ("en", "basic pooling")])
def test_explain_shows_a_waterfall_with_articles(tmp_path: Path, language: str, word: str) -> None:
    result = runner.invoke(app, ["explain", write(tmp_path, case()), "--encounter", "E1", "--lang", language])
    assert result.exit_code == 0
    assert word in result.stdout
    assert "第十二条" in result.stdout


def test_explain_an_encounter_that_is_not_there(tmp_path: Path) -> None:
    result = runner.invoke(app, ["explain", write(tmp_path, case()), "--encounter", "E9", "--lang", "en"])
    assert result.exit_code == 2
    assert "no such encounter: E9 (E1)" in result.stderr


def test_the_installed_command_runs() -> None:
    command = Path(sys.executable).parent / "tongchou"
    result = subprocess.run([command, "--version"], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "0.1.0"
