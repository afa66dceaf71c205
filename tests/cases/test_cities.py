"""What some cities add (contract of settlement, section 12): trial areas with published rules, and their worked cases.

A trial area states what a city's published rules add and takes the rest from an area that ships. Beside it stand cases
worked by hand; each value that the area states of its own has to be noticed by a case that says it covers it.
"""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.regulations.shipped import book, goldens
from tongchou.cases.coverage import Bench
from tongchou.cases.golden import Golden, run_golden
from tongchou.main import app

CITIES = Path(__file__).parents[1] / "trial" / "cities"
FOLDERS = sorted(head.parent for head in CITIES.rglob("area.yaml"))
GOLDENS = [golden for folder in FOLDERS for golden in goldens(folder)]
LEAST_CASES = 3


@cache
def bench(folder: Path) -> Bench:
    return Bench(str(folder))


def test_there_are_trial_areas_with_worked_cases() -> None:
    assert FOLDERS
    cases = Counter(golden.file for golden in GOLDENS)
    files = sorted(CITIES.rglob("golden/*.yaml"))
    assert {file.parent.parent for file in files} == set(FOLDERS)
    assert [file for file in files if cases[file] < LEAST_CASES] == []


def test_no_two_trial_areas_have_one_code() -> None:
    codes = Counter(bench(folder).regulation.area.code for folder in FOLDERS)
    assert [code for code, times in codes.items() if times > 1] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_check_is_silent(folder: Path) -> None:
    result = CliRunner().invoke(app, ["regulation", "check", str(folder), "--lang", "en"])
    assert (result.exit_code, result.stdout.count("in order sha256:")) == (0, 1), result.stdout


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda golden: golden.identifier)
def test_a_worked_case_holds(golden: Golden) -> None:
    assert run_golden(golden, book(golden.file.parent.parent)) == [], f"{golden.article}\n{golden.why}"


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda golden: golden.identifier)
def test_a_worked_case_says_what_it_holds_and_why(golden: Golden) -> None:
    expected = golden.expect.values() if golden.question == "bills" else [golden.expect]
    assert golden.refused or (golden.expect and all(expected))
    assert golden.covers
    assert golden.why.strip()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_smallest_change_of_a_value_is_noticed(folder: Path) -> None:
    trial = bench(folder)
    evidence = [trial.parameter(path) for path in trial.regulation.area.values]
    assert [each.subject for each in evidence if not each.holds()] == []
    assert [change for each in evidence for change in each.survived] == []
