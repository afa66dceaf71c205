"""A reform reaches the persons of a contribution grade, and says where it does not."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.regulations.areas import value, write_area
from tongchou.cases.golden import read_goldens, run_golden
from tongchou.main import app
from tongchou.regulations.faults import FaultyRegulation
from tongchou.regulations.load import AREAS, load
from tongchou.regulations.notices import kept_by_grades
from tongchou.regulations.resolve import TermsBook

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "reform-grades.yaml"
GRADES = "\ngrades:"

CASES = """
cases:
  - name: 改革以后，一档的限额9万元，二档15万元；一张账单超过，另一张差一分
    article: draft-2026 第二条
    covers: [inpatient.ceiling]
    person: {grade: [{grade: standard, from: 2025-01-01, to: 2025-12-31}, {grade: grade_2, from: 2026-01-01}]}
    encounters:
      - {id: E1, discharged: 2025-03-12, in_scope: "200800.00"}
      - {id: E2, discharged: 2026-03-12, in_scope: "300799.98"}
      - {id: E3, discharged: 2026-04-12, in_scope: "1000.00"}
    expect:
      E1: {pool_pay: "80000.00", over_ceiling: "20000.00"}
      E2: {pool_pay: "149999.99", over_ceiling: "0.00"}
      E3: {pool_pay: "0.01", over_ceiling: "149.99"}
    why: >-
      (200800 − 800) × 50% = 100000，2025年一档限额 80000；(300799.98 − 800) × 50% = 149999.99，二档限额 150000；
      第二次起付线减 100 为 700，(1000 − 700) × 50% = 150，只余 0.01
  - name: 改革以后一档的限额9万元
    article: draft-2026 第一条
    covers: [inpatient.ceiling]
    encounters:
      - {id: E1, discharged: 2026-03-12, in_scope: "200800.00"}
    expect:
      E1: {pool_pay: "90000.00", over_ceiling: "10000.00"}
    why: (200800 − 800) × 50% = 100000，限额 90000
"""


def laid(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "reform.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_reform_changes_what_a_grade_has(tmp_path: Path) -> None:
    regulation = load("500000", reform=EXAMPLE, complete=True)
    (tmp_path / "golden").mkdir()
    (tmp_path / "golden" / "cases.yaml").write_text(CASES, encoding="utf-8")
    goldens = read_goldens(tmp_path, "500103")
    assert [run_golden(golden, TermsBook(regulation)) for golden in goldens] == [[], []]
    assert kept_by_grades(regulation) == []
    assert regulation.version != load("500000").version


def test_a_value_of_a_grade_changes_the_version(tmp_path: Path) -> None:
    other = laid(tmp_path, EXAMPLE.read_text(encoding="utf-8").replace("150000.00", "150000.01"))
    assert load("500000", reform=other).version != load("500000", reform=EXAMPLE).version


@pytest.mark.parametrize("command", [["check", "500000"], ["diff", "500000@2026-03-12", "500000@2026-03-12"]])
@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", "提示 {file}:10: inpatient.ceiling：自 2026-01-01 起，grade_2 的人员仍用本档的值（grade_2.yaml:"),
        (
            "en",
            "notice {file}:10: inpatient.ceiling: from 2026-01-01 on persons of grade_2 keep a value of their own (",
        ),
    ],
)
def test_a_grade_that_keeps_its_own_value_is_said(tmp_path: Path, command: list[str], lang: str, words: str) -> None:
    whole = EXAMPLE.read_text(encoding="utf-8")
    file = laid(tmp_path, whole.partition(GRADES)[0] + "\n")
    ran = CliRunner().invoke(app, ["regulation", *command, "--reform", str(file), "--lang", lang])
    assert ran.exit_code == 0, ran.stdout
    assert ran.stdout.count(words.format(file=file)) == 1
    ran = CliRunner().invoke(app, ["regulation", *command, "--reform", str(EXAMPLE), "--lang", lang])
    assert "grades" not in ran.stdout.replace("reform-grades", "")


def test_a_reform_of_other_days_or_values_reaches_everybody(tmp_path: Path) -> None:
    other = value("inpatient.deductible", "yuan", "{primary: 100.00, level1: 100.00, level2: 300.00, level3: 700.00}")
    cap = value("outpatient.yearly_cap", "yuan", "400.00")
    cited = "reform: {title: 试改, documents: {trial: {title: 稿}}}\n"
    assert kept_by_grades(load("500000", reform=laid(tmp_path, cited + other))) == []
    (notice,) = kept_by_grades(load("500000", reform=laid(tmp_path, cited + other + cap)))
    assert notice.en.startswith("outpatient.yearly_cap: from 2024-01-01 on persons of grade_2 keep")


def test_a_reform_may_tell_a_grade_apart_that_the_area_does_not(tmp_path: Path) -> None:
    head, _, grades = EXAMPLE.read_text(encoding="utf-8").partition(GRADES)
    regulation = load("510400", reform=laid(tmp_path, head + GRADES + grades.replace("grade_2", "grade_3")))
    assert regulation.grades == ("standard", "grade_3")
    day = regulation.area.last
    assert regulation.graded["grade_3"].at(day).get("inpatient.ceiling") == 15_000_000


@pytest.mark.parametrize(
    ("found", "instead", "en", "zh"),
    [
        (
            "grade: grade_2",
            "grade: grade_9",
            "grade: grade_9 is not one of grade_1 | grade_2 | grade_3",
            "grade：grade_9",
        ),
        (
            "  - grade: grade_2\n",
            "  - degree: grade_2\n",
            "grades: must be a list, each entry with grade:",
            "grades：须",
        ),
        (
            "    inpatient.ceiling:",
            "    scope.first_share:",
            "the parameter scope.first_share can't differ",
            "参数 scope",
        ),
    ],
)
def test_a_slip_in_a_grade_of_a_reform_is_a_fault(tmp_path: Path, found: str, instead: str, en: str, zh: str) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert found in text
    file = laid(tmp_path, text.replace(found, instead))
    with pytest.raises(FaultyRegulation) as raised:
        load("500000", reform=file)
    fault = raised.value.faults[0]
    assert (fault.file, fault.line >= 12) == (file, True)
    assert fault.en.startswith(en)
    assert fault.zh.startswith(zh)


def test_days_of_a_grade_are_held_to_the_time_in_force(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    head, _, grades = text.partition(GRADES)
    file = laid(tmp_path, head + GRADES + grades.replace("2026-01-01", "2029-01-01"))
    with pytest.raises(FaultyRegulation, match="outside in_force"):
        load("500000", reform=file)


def test_a_floor_holds_for_a_grade_of_a_reform(tmp_path: Path) -> None:
    floor = """bounds:
  - {parameter: inpatient.ceiling, at_least: 1.00, from: 2024-01-01, document: trial, article: 第二条, status: assumed,
     confidence: D}
"""
    folder = write_area(tmp_path / "area", value("inpatient.ceiling", "yuan", "150000.00"), bounds=floor)
    text = EXAMPLE.read_text(encoding="utf-8").replace("2026-01-01", "2025-01-01")
    with pytest.raises(FaultyRegulation, match="under the floor 1"):
        load(folder, reform=laid(tmp_path, text.replace("150000.00", "0.99")))


def test_the_example_is_of_an_area_that_ships() -> None:
    assert (AREAS / "cn-50" / "grade_2.yaml").is_file()
