"""Every worked case beside a regulation holds, one item a case; a fault in a file of cases says where and what."""

from pathlib import Path

import pytest

from tests.regulations.shipped import Broken, book, every_golden, goldens, regulation
from tongchou.cases.golden import read_goldens, run_golden
from tongchou.regulations.load import shipped_areas

LEAST_CASES = 10
CASES = every_golden()

A_CASE = """
title: 一个案例
regulation: "510400"
cases:
  - name: 住院
    article: pzh-2023 第十二条第（三）项
    encounters: [{id: E1, discharged: 2024-03-12, in_scope: "1700.00"}]
    expect: {E1: {deductible: "700.00", pool_pay: "600.00"}}
"""
A_QUESTION = """
cases:
  - name: 缴费
    article: pzh-2023 第八条
    dues: {benefit_year: 2024}
    expect: {due: "380.00"}
"""


@pytest.mark.parametrize("golden", [golden for _, golden in CASES])
def test_a_worked_case_holds(golden):
    if isinstance(golden, Broken):
        pytest.fail(golden.reason)
    folder = golden.file.parent.parent
    differences = run_golden(golden, book(folder))
    said = [f"{each.encounter} {each.amount}: expected {each.expected}, found {each.found}" for each in differences]
    assert said == [], f"{golden.article}\n{golden.why}"


@pytest.mark.parametrize("golden", [golden for _, golden in CASES if not isinstance(golden, Broken)])
def test_a_worked_case_expects_something_and_says_why(golden):
    expected = golden.expect.values() if golden.question == "bills" else [golden.expect]
    assert golden.refused or (golden.expect and all(expected))
    assert golden.why.strip()


@pytest.mark.parametrize("code", shipped_areas())
def test_a_city_has_enough_worked_cases(code):
    folder = shipped_areas()[code]
    if regulation(folder).area.level == "city":
        assert len(goldens(folder)) >= LEAST_CASES


def one_file(tmp_path: Path, text: str) -> Path:
    (tmp_path / "golden").mkdir()
    (tmp_path / "golden" / "cases.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_the_case_from_which_the_faults_are_made_holds(tmp_path):
    (golden,) = read_goldens(one_file(tmp_path, A_CASE), "510402")
    assert run_golden(golden, book(shipped_areas()["510400"])) == []


@pytest.mark.parametrize(
    ("text", "found", "instead", "difference"),
    [
        (A_CASE, '"600.00"', '"600.01"', ("E1", "pool_pay", "600.01", "600.00")),
        (A_CASE, '{E1: {deductible: "700.00", ', "{E2: {", ("E2", "pool_pay", "600.00", "no such result")),
        (A_CASE, "discharged: 2024-03-12", "discharged: 2024-03-32", ("*", "refused", "settled", "must be a date")),
        (A_CASE, 'in_scope: "1700.00"', "in_scope: 1700", ("*", "refused", "settled", "must be a decimal in quotes")),
        (A_CASE, "discharged: 2024", "discharged: 2022", ("*", "refused", "settled", "not available")),
        (A_QUESTION, '"380.00"', '"380.01"', ("*", "due", "380.01", "380.00")),
        (A_QUESTION, "due:", "owed:", ("*", "owed", "380.00", "no such result")),
        (A_QUESTION, "benefit_year: 2024", "year: 2024", ("*", "refused", "settled", "dues.year: unknown key")),
        (A_QUESTION, "benefit_year: 2024", "benefit_year: 2027", ("*", "refused", "settled", "not available")),
        (
            A_QUESTION,
            'expect: {due: "380.00"}',
            "refused: subsidy.per_head",
            ("*", "refused", "subsidy.per_head", "settled"),
        ),
    ],
)
def test_a_case_that_does_not_hold_says_what_came_out(tmp_path, text, found, instead, difference):
    assert found in text
    (golden,) = read_goldens(one_file(tmp_path, text.replace(found, instead, 1)), "510402")
    (came_out,) = run_golden(golden, book(shipped_areas()["510400"]))
    assert came_out[:3] == difference[:3]
    assert difference[3] in came_out.found
