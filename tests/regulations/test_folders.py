"""Which folder a name means: somebody's own before a shipped one, and the parent as YAML says it."""

from pathlib import Path
from shutil import copytree

import pytest

from tests.regulations.areas import HEAD, only, value, write_area
from tongchou.regulations.faults import FaultyRegulation
from tongchou.regulations.load import AREAS, find_folder, load, read_chain


@pytest.mark.parametrize("name", ["cn-5104", "./cn-5104"])
def test_a_copy_stands_before_the_shipped_folder_of_the_same_name(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = copytree(AREAS / "cn-5104", tmp_path / "cn-5104")
    assert find_folder(name, tmp_path) == tmp_path / name
    monkeypatch.chdir(tmp_path)
    assert find_folder(name).resolve() == own
    assert find_folder("510400") == AREAS / "cn-5104"


@pytest.mark.parametrize("line", ["parent: cn-51", "parent : cn-51", '"parent": cn-51', "parent: 'cn-51'  # 上级"])
def test_a_parent_is_read_as_yaml(tmp_path: Path, line: str) -> None:
    folder = write_area(tmp_path / "area", value("inpatient.ceiling", "yuan", "150000.00"), head=HEAD + line + "\n")
    chain, wrong = read_chain(folder)
    assert wrong == []
    assert [area.code for area in chain] == ["000000", "510000", "990000"]


TWICE = """inpatient.ceiling:
  unit: yuan
  values:
    - {from: 2024-01-01, document: trial, article: 第一条, status: assumed, confidence: D, value: 2.00}
    - {from: 2024-01-01, document: trial, article: 第一条, status: assumed, confidence: D, value: 1.00}
"""


def test_two_values_from_one_day_overlap(tmp_path: Path) -> None:
    """Both without an end: neither ends on the day before the other begins."""
    fault = only(write_area(tmp_path / "area", TWICE))
    assert fault.en == "inpatient.ceiling: its days overlap with the value at line 4"


def test_a_reform_is_held_to_the_time_in_force(tmp_path: Path) -> None:
    folder = write_area(tmp_path / "area", value("inpatient.ceiling", "yuan", "150000.00"))
    reform = tmp_path / "reform.yaml"
    late = value("inpatient.ceiling", "yuan", "160000.00", "2029-01-01")
    reform.write_text("reform: {title: 试改}\n" + late, encoding="utf-8")
    with pytest.raises(FaultyRegulation) as raised:
        load(folder, reform=reform)
    assert "outside in_force" in raised.value.faults[0].en
    assert raised.value.faults[0].file == reform


@pytest.mark.parametrize(
    ("deductible", "points", "at_fault"),
    [
        ("{adult: {level3: 500.00}, student: {level3: 250.00}}", "-5%", "inpatient.ratio"),
        ("{level3: 500.00}", "15%", "out_of_area.rules"),
    ],
)
def test_what_is_missing_or_clamped_keeps_no_other_bill_from_being_settled(
    tmp_path: Path, deductible: str, points: str, at_fault: str
) -> None:
    """A category without a deductible, and points that lead a ratio over 100%: the check names them."""
    row = f"{{place: province, filing: referral, kinds: [inpatient], points: {{level3: {points}}}}}"
    topics = [
        value("inpatient.deductible", "yuan", deductible),
        value("inpatient.ratio", "percent", "{level3: 90%}"),
        value("out_of_area.rules", "rules", f"[{row}]"),
    ]
    folder = write_area(tmp_path / "area", *topics)
    assert load(folder).version
    assert only(folder).en.startswith(at_fault)
