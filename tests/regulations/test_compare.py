"""What two regulations state differently, and from which day on."""

from datetime import date
from pathlib import Path

import pytest

from tests.regulations.areas import value, write_area
from tongchou.regulations.compare import changed_before, compared
from tongchou.regulations.load import Regulation, read_regulation, reform_of

RANK = value("identity.rank", "words", "[low_income, ordinary]")
RATIO = value("inpatient.ratio", "percent", "{level2: 70%, level3: 60%}")


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@pytest.fixture
def area(tmp_path: Path) -> Regulation:
    return read_regulation(write_area(tmp_path / "area", RANK, RATIO))


def with_reform(area: Regulation, *parameters: str) -> Regulation:
    head = "reform: {title: 试行, documents: {paper: {title: 通知}}}\n"
    return area.reformed(reform_of(area, Path("overlay.yaml"), head + "".join(parameters)))


def test_nothing_differs_from_itself_however_its_periods_are_cut(area: Regulation) -> None:
    assert compared(area, area) == []
    same = with_reform(area, RATIO.replace("2024-01-01", "2025-03-01"))
    assert len(same.timelines["inpatient.ratio"]) == 2
    assert compared(area, same) == []


def test_a_changed_value_is_told_with_both_sides_and_its_first_day(area: Regulation) -> None:
    lower = with_reform(area, RATIO.replace("2024-01-01", "2025-03-01").replace("70%", "65%"))
    (found,) = compared(area, lower)
    assert (found.path, found.grade, found.value) == ("inpatient.ratio", "", True)
    assert [row.value["level2"] for row in found.before] == [7000]
    assert [(row.since(), row.value["level2"]) for row in found.after] == [("2024-01-01", 7000), ("2025-03-01", 6500)]
    assert changed_before(area, lower, day("2025-03-01")) == []
    assert changed_before(area, lower, day("2025-03-02")) == [("inpatient.ratio", day("2025-03-01"))]


def test_another_paper_for_the_same_value_changes_no_value(area: Regulation) -> None:
    cited = with_reform(area, RATIO.replace("document: trial", "document: paper"))
    (found,) = compared(area, cited)
    assert not found.value
    assert changed_before(area, cited, day("2026-01-01")) == []


def test_what_is_stated_anew_and_comes_to_the_default_is_no_change_of_value(area: Regulation) -> None:
    stated = with_reform(area, value("inpatient.transfer", "word", "full"))
    (found,) = compared(area, stated)
    assert not found.value
    other = with_reform(area, value("inpatient.transfer", "word", "difference"))
    assert changed_before(area, other, day("2024-01-02")) == [("inpatient.transfer", day("2024-01-01"))]


def test_a_value_taken_away_is_a_change_and_days_before_the_area_began_are_none(area: Regulation) -> None:
    left = {path: rows for path, rows in area.area.values.items() if path != "inpatient.ratio"}
    gone = Regulation((area.area._replace(values=left),))
    assert changed_before(area, gone, day("2024-01-02")) == [("inpatient.ratio", day("2024-01-01"))]
    assert changed_before(area, gone, day("2024-01-01")) == []


def test_a_grade_of_contribution_is_told_where_it_alone_differs(tmp_path: Path) -> None:
    grade = "grade: grade_2\n" + value("inpatient.ratio", "percent", "{level2: 80%, level3: 75%}")
    one = read_regulation(write_area(tmp_path / "one", RANK, RATIO, grade))
    two = read_regulation(write_area(tmp_path / "two", RANK, RATIO, grade.replace("75%", "70%")))
    assert [(each.path, each.grade) for each in compared(one, two)] == [("inpatient.ratio", "grade_2")]
    three = read_regulation(
        write_area(tmp_path / "three", RANK.replace("low_income, ordinary", "ordinary"), RATIO, grade)
    )
    assert [(each.path, each.grade) for each in compared(one, three)] == [("identity.rank", "")]


def test_what_was_not_available_and_is_not_stated_is_the_same_for_a_bill(area: Regulation) -> None:
    left = {path: rows for path, rows in area.area.values.items() if not path.startswith("subsidy")}
    (found,) = compared(area, Regulation((area.area._replace(values=left),)))
    assert (found.path, found.value) == ("subsidy.per_head", False)
