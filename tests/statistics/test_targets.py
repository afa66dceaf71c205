"""The file of targets, and how a figure stands beside one."""

from fractions import Fraction
from pathlib import Path

import pytest

from tongchou.statistics.figure import COUNT, PERCENT, YUAN, Figure, count
from tongchou.statistics.report import MET, MISSED, NO_TARGET, NOT_JUDGED, as_json, compare
from tongchou.statistics.targets import FaultyTargets, Target, read_targets
from tongchou.statistics.words import FIGURE_WORDS

GOOD = """
documents: {own: 测试}
targets:
  stay_cost[all]: {unit: yuan, value: 1000, tolerance: relative, within: 3%, year: 2025, document: own,
    status: sourced, confidence: A}
  aided_share: {unit: percent, value: 8.1%, tolerance: points, within: 1%, year: 2025, document: own,
    status: assumed, confidence: C}
  paid_share_real[all]: {unit: percent, value: [56%, 60%], tolerance: range, year: 2025, document: own,
    status: assumed, confidence: D}
  adrgs: {unit: count, value: 200, tolerance: least, from_residents: 100, year: 2025, document: own,
    status: assumed, confidence: D}
  spending_per_head: {unit: yuan, value: 1133.46, tolerance: shown, why: [含其他, with more], year: 2025, document: own,
    status: assumed, confidence: C}
"""


def read(folder: Path, text: str) -> dict[str, Target]:
    file = folder / "targets.yaml"
    file.write_text(text, encoding="utf-8")
    return read_targets(file)


def test_the_targets_of_the_product_can_be_read_and_name_figures() -> None:
    targets = read_targets()
    assert {name.partition("[")[0] for name in targets} <= set(FIGURE_WORDS)
    assert targets["visits_per_head"].value == Fraction(347, 100)
    assert targets["adrgs"].value == 200
    assert targets["stay_cost[tertiary]"].value == 1_127_800
    assert {target.tolerance for target in targets.values()} == {"relative", "points", "range", "least", "shown"}


@pytest.mark.parametrize(
    ("name", "numerator", "denominator", "verdict", "difference"),
    [
        ("stay_cost[all]", 103_000, 1, MET, Fraction(3, 100)),
        ("stay_cost[all]", 206_001, 2, MISSED, Fraction(6_001, 200_000)),
        ("stay_cost[all]", 97_000, 1, MET, Fraction(-3, 100)),
        ("stay_cost[all]", 96_999, 1, MISSED, Fraction(-3_001, 100_000)),
        ("stay_cost[all]", 0, 0, MISSED, None),
        ("aided_share", 91, 1_000, MET, Fraction(1, 100)),
        ("aided_share", 911, 10_000, MISSED, Fraction(101, 10_000)),
        ("aided_share", 709, 10_000, MISSED, Fraction(-101, 10_000)),
        ("paid_share_real[all]", 56, 100, MET, 0),
        ("paid_share_real[all]", 58, 100, MET, 0),
        ("paid_share_real[all]", 60, 100, MET, 0),
        ("paid_share_real[all]", 61, 100, MISSED, Fraction(1, 100)),
        ("paid_share_real[all]", 55, 100, MISSED, Fraction(-1, 100)),
        ("adrgs", 200, 1, MET, 0),
        ("adrgs", 900, 1, MET, Fraction(7, 2)),
        ("adrgs", 199, 1, MISSED, Fraction(-1, 200)),
        ("spending_per_head", 0, 1, NOT_JUDGED, -1),
        ("women_share", 1, 2, NO_TARGET, None),
    ],
)
def test_a_figure_beside_its_target(
    tmp_path: Path, name: str, numerator: int, denominator: int, verdict: str, difference: Fraction | None
) -> None:
    part, _, key = name.rstrip("]").partition("[")
    figure = Figure(part, key, numerator, denominator, PERCENT)
    row = compare(2024, [count("insured", 100), figure], read(tmp_path, GOOD)).rows[1]
    assert (row.verdict, row.difference) == (verdict, difference)


def test_a_city_too_small_for_a_target_is_not_judged_by_it(tmp_path: Path) -> None:
    report = compare(2024, [count("insured", 99), count("adrgs", 3)], read(tmp_path, GOOD))
    assert report.rows[1].verdict == NOT_JUDGED
    assert report.missed == []


def test_a_report_says_what_it_has_no_figure_for(tmp_path: Path) -> None:
    report = compare(2024, [count("insured", 99), count("adrgs", 3)], read(tmp_path, GOOD))
    assert [target.name for target in report.without_figure] == [
        "stay_cost[all]",
        "aided_share",
        "paid_share_real[all]",
        "spending_per_head",
    ]


def test_the_json_has_the_exact_numbers_beside_the_text(tmp_path: Path) -> None:
    figures = [count("insured", 100), Figure("stay_cost", "all", 309_001, 3, YUAN)]
    found = as_json(compare(2024, figures, read(tmp_path, GOOD)))
    assert (found["version"], found["year"]) == (1, 2024)
    insured, cost = found["figures"]
    assert insured == {
        "name": "insured",
        "unit": COUNT,
        "value": "100",
        "numerator": 100,
        "denominator": 1,
        "verdict": NO_TARGET,
    }
    assert (cost["value"], cost["numerator"], cost["denominator"]) == ("1030.00", 309_001, 3)
    assert (cost["verdict"], cost["difference"], cost["difference_in"]) == (MISSED, "3.00%", "relative")
    assert cost["target"] == {
        "value": "1000.00",
        "low": "970.00",
        "high": "1030.00",
        "tolerance": "relative",
        "year": 2025,
        "document": "测试",
        "status": "sourced",
        "confidence": "A",
    }


@pytest.mark.parametrize(
    ("old", "new", "line", "en"),
    [
        ("unit: yuan, value: 1000", "value: 1000", 4, "unit is missing"),
        ("unit: yuan, value: 1000", "unit: yuan, value: 10.001", 4, "10.001 is no quantity of yuan"),
        ("value: 8.1%", "value: 8.1", 6, "8.1 is no quantity of percent"),
        ("value: 200", "value: 0", 10, "adrgs: a target is above 0"),
        ("value: 200", "value: many", 10, "many is no quantity of count"),
        ("[56%, 60%]", "[60%, 56%]", 8, "the first end of a range is above the second"),
        ("[56%, 60%]", "56%", 8, "56% should be two items: […, …]"),
        ("points, within: 1%", "points", 6, "aided_share: within goes with relative and points only"),
        ("tolerance: least", "tolerance: least, within: 1%", 10, "adrgs: within goes with relative and points only"),
        ("why: [含其他, with more], ", "", 12, "spending_per_head: why goes with shown only"),
        ("confidence: A", "confidence: B1", 5, "B1 should be A | B | C | R | D"),
        ("status: sourced", "status: assumed", 5, "assumed should be sourced"),
        ("tolerance: least", "tolerance: most", 10, "most should be relative | points | range | least | shown"),
        ("from_residents: 100", "from_residents: -1", 10, "-1 is no whole number"),
        ("from_residents: 100", "since: 100", 10, "unknown key since"),
        ("documents: {own: 测试}", "documents: {other: 测试}", 4, "own should be other"),
        ("documents: {own: 测试}", "documents: {own: [测试]}", 2, "[测试] should be a text"),
        ("documents: {own: 测试}", "documents: own", 2, "own should be a mapping"),
        ("targets:", "goals:", 2, "targets is missing"),
        ("documents: {own: 测试}", "documents: {own: 测试", 3, None),
    ],
)
def test_a_slip_in_the_file_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, en: str | None
) -> None:
    assert old in GOOD
    with pytest.raises(FaultyTargets) as refused:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert refused.value.line == line
    assert en in (None, refused.value.en)
    assert refused.value.zh
