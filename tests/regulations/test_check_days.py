"""No hole in what an area states, no year without what the year fixes; a slip of a date is one fault."""

from pathlib import Path

import pytest

from tests.regulations.areas import HEAD, faults, only, value, write_area
from tongchou.regulations.area import FOREVER
from tongchou.regulations.load import load

TRANSFER = value("inpatient.transfer", "word", "difference")


def until(topic: str, last: str) -> str:
    """Return a value with a last day."""
    return topic.replace("      document:", f"      to: {last}\n      document:", 1)


def later(topic: str, text: str, first: str) -> str:
    """Return a topic with a second value."""
    path, unit = topic.split(":\n", 1)[0], topic.split("unit: ", 1)[1].split("\n", 1)[0]
    return topic + value(path, unit, text, first=first).partition("values:\n")[2]


def test_a_default_does_not_fill_a_hole(tmp_path: Path) -> None:
    topic = later(until(TRANSFER, "2024-06-30"), "full", "2024-08-01")
    fault = only(write_area(tmp_path / "area", topic))
    assert fault.en.startswith("inpatient.transfer: nothing stated for 2024-07-01…2024-07-31; once stated")
    assert fault.zh.startswith("inpatient.transfer：2024-07-01…2024-07-31 没有规定；写过以后不得留空")
    assert fault.line == 11


def test_a_default_does_not_stand_for_what_ends(tmp_path: Path) -> None:
    fault = only(write_area(tmp_path / "area", until(TRANSFER, "2025-06-30")))
    assert "nothing stated for 2025-07-01…2025-12-31" in fault.en


def test_before_its_first_value_a_default_holds(tmp_path: Path) -> None:
    regulation = load(write_area(tmp_path / "area", value("inpatient.transfer", "word", "difference", "2024-07-01")))
    assert regulation.at(regulation.area.first).get("inpatient.transfer") == "full"


def test_two_holes_of_a_parameter_are_one_fault(tmp_path: Path) -> None:
    topic = value("inpatient.ceiling", "yuan", "1.00", first="2024-02-01")
    fault = only(write_area(tmp_path / "area", until(topic, "2025-06-30")))
    assert "nothing stated for 2024-01-01…2024-01-31, 2025-07-01…2025-12-31" in fault.en


def test_a_value_outside_the_time_in_force_is_not_told_as_a_hole_too(tmp_path: Path) -> None:
    topic = until(value("contribution.personal", "yuan", "{standard: 400.00}", first="2014-01-01"), "2014-12-31")
    assert "outside in_force" in only(write_area(tmp_path / "area", topic)).en


@pytest.mark.parametrize("path", ["contribution.personal", "subsidy.per_head"])
def test_what_every_year_fixes_is_missed_with_all_its_years(tmp_path: Path, path: str) -> None:
    folder = write_area(tmp_path / "area")
    years = folder / "years.yaml"
    text = years.read_text(encoding="utf-8")
    years.write_text(text.replace(f"{path}:", "expansion_fund.per_head:"), encoding="utf-8")
    fault = only(folder)
    assert fault.en.startswith(f"{path}: not stated, missing year 2024, 2025; ")
    assert fault.zh.startswith(f"{path}：没有写，缺少年度 2024、2025；")
    assert (fault.file.name, fault.line) == ("area.yaml", HEAD.splitlines().index("level: city") + 2)


def test_an_area_without_an_end_misses_every_year(tmp_path: Path) -> None:
    folder = write_area(tmp_path / "area", head=HEAD.replace(", to: 2025-12-31", ""))
    assert load(folder).area.last == FOREVER
    (folder / "years.yaml").unlink()
    assert [fault.en.split(";")[0] for fault in faults(folder)] == [
        "contribution.personal: not stated, missing year 2024 and every year after",
        "subsidy.per_head: not stated, missing year 2024 and every year after",
    ]


def test_a_province_leaves_the_years_to_its_cities(tmp_path: Path) -> None:
    folder = write_area(tmp_path / "area", head=HEAD.replace("level: city", "level: province"))
    (folder / "years.yaml").unlink()
    assert load(folder).area.level == "province"


def test_a_value_of_one_grade_of_contribution_is_held_to_the_same(tmp_path: Path) -> None:
    topics = (
        value("inpatient.deductible", "yuan", "{level3: 500.00}"),
        value("inpatient.ratio", "percent", "{level3: 60%}"),
    )
    graded = "grade: grade_2\n" + value("inpatient.ratio", "percent", "{level3: 70%}", first="2026-01-01")
    fault = only(write_area(tmp_path / "area", *topics, graded))
    assert (fault.file.name, fault.line) == ("topic2.yaml", 5)
    assert "its days lie outside in_force" in fault.en
    graded = "grade: grade_2\n" + value("inpatient.ratio", "percent", "{level2: 70%}")
    fault = only(write_area(tmp_path / "another", *topics, graded))
    assert "inpatient.deductible: level3: inpatient.ratio is missing" in fault.en


def test_a_time_in_force_that_is_too_long_is_one_fault(tmp_path: Path) -> None:
    paths = ("inpatient.ceiling", "outpatient.yearly_cap", "chronic_2.first_cap", "catastrophic.cap")
    topics = [value(path, "yuan", "1.00") for path in paths]
    head = HEAD.replace("level: city", "level: province").replace("from: 2024-01-01", "from: 2020-01-01")
    fault = only(write_area(tmp_path / "area", *topics, head=head))
    assert (fault.file.name, fault.line) == ("area.yaml", 4)
    assert fault.en.startswith("in_force: 6 parameters state nothing for days such as 2020-01-01…2023-12-31 (")
    assert "改 in_force，或逐个补上" in fault.zh


def test_values_on_one_side_of_the_time_in_force_are_one_fault(tmp_path: Path) -> None:
    topics = [until(value(path, "yuan", "1.00"), "2024-12-31") for path in ("inpatient.ceiling", "catastrophic.cap")]
    head = HEAD.replace("level: city", "level: province").replace("from: 2024-01-01", "from: 2025-01-01")
    fault = only(write_area(tmp_path / "area", *topics, head=head))
    assert fault.en.endswith("mend its days, or in_force (1 more places)")
    assert fault.zh.endswith("或改 in_force（另有 1 处）")


def test_one_wrong_day_may_overlap_with_several_values_and_is_one_fault(tmp_path: Path) -> None:
    topic = TRANSFER
    for first in ("2024-04-01", "2024-07-01"):
        topic = later(topic, "full", first)
    fault = only(write_area(tmp_path / "area", until(topic, "2025-12-31")))
    assert "its days overlap with the value at line 4" in fault.en


def test_a_trial_of_a_few_rules_can_be_settled_without_them(tmp_path: Path) -> None:
    """What no bill needs is asked for by `regulation check` alone."""
    folder = write_area(tmp_path / "area", value("inpatient.transfer", "word", "difference"))
    (folder / "years.yaml").unlink()
    assert load(folder).version
    assert {fault.en.split(":")[0] for fault in faults(folder)} == {"contribution.personal", "subsidy.per_head"}
