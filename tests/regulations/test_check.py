"""Every fault of a regulation is found, with its file and line, in Chinese and English."""

from pathlib import Path

import pytest

from tests.regulations.areas import HEAD, faults, only, value, write_area
from tongchou.regulations.faults import FaultyRegulation, UnknownRegulation
from tongchou.regulations.load import load, shipped_areas

CEILING = value("inpatient.ceiling", "yuan", "150000.00")


def test_a_sound_area_loads_and_has_a_version(tmp_path: Path) -> None:
    regulation = load(write_area(tmp_path / "area", CEILING))
    assert regulation.version.startswith("sha256:")
    assert regulation.at(regulation.area.first).get("inpatient.ceiling") == 15_000_000


def test_every_shipped_area_is_in_order() -> None:
    for code in shipped_areas():
        assert load(code, complete=True).area.code == code


@pytest.mark.parametrize(
    ("topic", "line", "words"),
    [
        (value("inpatient.ceilings", "yuan", "1.00"), 1, "unknown parameter inpatient.ceilings"),
        (value("inpatient.ceiling", "percent", "1.00"), 2, "the unit is yuan"),
        (value("inpatient.ceiling", "yuan", "1.005"), 9, "found 1.005"),
        (value("inpatient.ceiling", "yuan", "-1.00"), 9, "found -1.00"),
        (value("inpatient.ratio", "percent", "{level3: 0.60}"), 9, "found 0.60"),
        (value("inpatient.ratio", "percent", "{level3: 101%}"), 9, "found 101%"),
        (value("inpatient.ratio", "percent", "{level9: 60%}"), 9, "found level9"),
        (value("outpatient.institutions", "words", "[primary, primary]"), 9, "each word once"),
        (value("inpatient.transfer", "word", "sometimes"), 9, "difference | full"),
        (value("settlement.direct", "yes or no", "perhaps"), 9, "yes or no"),
        (value("waiting.months", "months", "six"), 9, "whole number"),
        (
            value("catastrophic.bands", "yuan, percent", "[{up_to: 30.00, ratio: 60%}, {up_to: 20.00, ratio: 70%}]"),
            9,
            "above that of the band before",
        ),
        (value("enrolment.central_opens", "day", "13-01"), 9, "10-01 of the year before"),
        (value("inpatient.ceiling", "yuan", "1.00", first="2024-13-01"), 4, "is no day"),
        (value("inpatient.ceiling", "yuan", "1.00", first="20240101"), 4, "is no day"),
        ("inpatient.ceiling: 5.00\n", 1, "must be a mapping"),
        ("- a\n- b\n", 1, "must be a mapping of parameters"),
        ("a: [\n", 2, "not valid YAML"),
        (CEILING + CEILING, 10, "stands twice"),
        ("a: &x 1\nb: *x\n", 1, "anchors and aliases"),
        (
            value("out_of_area.rules", "rules", "[{place: local, filing: none, kinds: [inpatient], points: 0%}]"),
            9,
            "local",
        ),
        (
            value(
                "out_of_area.rules", "rules", "[{place: elsewhere, filing: residence, kinds: [inpatient], points: 0%}]"
            ),
            9,
            "residence",
        ),
        (
            value("out_of_area.rules", "rules", "[{place: elsewhere, filing: none, kinds: [inpatient]}]"),
            9,
            "exactly one of points, factor, own_share",
        ),
        (
            value(
                "out_of_area.rules",
                "rules",
                "[{place: elsewhere, filing: none, kinds: [inpatient], points: 0%}, "
                "{place: elsewhere, filing: none, kinds: [inpatient, chronic_1], factor: 90%}]",
            ),
            9,
            "one rule for each place, filing and kind",
        ),
    ],
)
def test_a_wrong_value_names_its_line_and_what_is_allowed(tmp_path: Path, topic: str, line: int, words: str) -> None:
    fault = faults(write_area(tmp_path / "area", topic))[0]
    assert fault.file.name == "topic0.yaml"
    assert fault.line == line
    assert words in fault.en
    assert fault.zh


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("      document: trial\n", ""), "the citation (document and article) is missing"),
        (("      article: 第一条\n", ""), "the citation (document and article) is missing"),
        (("document: trial", "document: another"), "another is not listed in area.yaml"),
        (("status: assumed", "status: sourced"), "confidence D goes with status assumed"),
        (("confidence: D", "confidence: E"), "E is not one of"),
        (("value: 150000.00", "amount: 150000.00"), "unknown key amount"),
        (("value: 150000.00", "note: none"), "exactly one of value and not_available"),
    ],
)
def test_a_value_without_its_citation_is_refused(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    found = faults(write_area(tmp_path / "area", CEILING.replace(*change)))
    assert words in " ".join(fault.en for fault in found)


def test_two_values_for_one_day_overlap(tmp_path: Path) -> None:
    topic = value("inpatient.ceiling", "yuan", "1.00").replace(
        "from: 2024-01-01", "from: 2024-01-01\n      to: 2024-06-30"
    )
    topic += value("inpatient.ceiling", "yuan", "2.00", first="2024-06-30").partition("values:\n")[2]
    fault = only(write_area(tmp_path / "area", topic))
    assert "overlap" in fault.en
    assert fault.line == 11


def test_a_gap_names_its_days(tmp_path: Path) -> None:
    fault = only(write_area(tmp_path / "area", value("inpatient.ceiling", "yuan", "1.00", first="2024-02-01")))
    assert "nothing stated for 2024-01-01…2024-01-31" in fault.en


def test_a_gap_of_a_year_names_the_year(tmp_path: Path) -> None:
    topic = value("contribution.personal", "yuan", "{standard: 380.00}").replace(
        "from: 2024-01-01", "from: 2024-01-01\n      to: 2024-12-31"
    )
    fault = only(write_area(tmp_path / "area", topic))
    assert "missing year 2025" in fault.en
    assert "2025" in fault.zh


def test_a_reason_in_place_of_a_value_fills_a_gap(tmp_path: Path) -> None:
    topic = "inpatient.ceiling:\n  unit: yuan\n  values:\n    - {from: 2024-01-01, not_available: 未公开}\n"
    regulation = load(write_area(tmp_path / "area", topic))
    assert regulation.timelines["inpatient.ceiling"][0].not_available == "未公开"


def test_a_value_outside_the_time_in_force_can_never_be_reached(tmp_path: Path) -> None:
    topic = CEILING + value("inpatient.ceiling", "yuan", "2.00", first="2026-01-01").partition("values:\n")[2]
    assert "can never be reached" in only(write_area(tmp_path / "area", topic)).en


def test_only_one_way_of_repeating_the_deductible(tmp_path: Path) -> None:
    topics = (
        value("inpatient.repeat_factors", "percent", "[100%, 50%]"),
        value("inpatient.repeat_reductions", "yuan", "[0.00, 100.00]"),
    )
    assert "only one may be" in only(write_area(tmp_path / "area", *topics)).en


CATASTROPHIC = (
    value("catastrophic.fed_by", "words", "[inpatient]"),
    value("catastrophic.threshold", "yuan", "14000.00"),
    value("catastrophic.band_basis", "word", "absolute"),
    value("catastrophic.bands", "yuan, percent", "[{up_to: 30000.00, ratio: 60%}, {up_to: none, ratio: 75%}]"),
    value("catastrophic.cap", "yuan", "300000.00"),
    value("identity.rank", "words", "[low_income, ordinary]"),
)
INPATIENT = (value("inpatient.deductible", "yuan", "500.00"), value("inpatient.ratio", "percent", "60%"))


def test_a_band_under_the_threshold_can_never_be_reached(tmp_path: Path) -> None:
    topics = (*CATASTROPHIC[:1], value("catastrophic.threshold", "yuan", "30000.00"), *CATASTROPHIC[2:], *INPATIENT)
    assert "30000.00 is not above the threshold" in only(write_area(tmp_path / "area", *topics)).en


def test_an_identity_outside_the_rank_can_never_be_reached(tmp_path: Path) -> None:
    points = value("catastrophic.tilt_points", "points", "{orphan: 5%}")
    assert "orphan is not in identity.rank" in only(write_area(tmp_path / "area", *CATASTROPHIC, *INPATIENT, points)).en


BOUNDS = """bounds:
  - parameter: catastrophic.bands
    part: ratio
    at_least: 60%
    from: 2024-01-01
    document: trial
    article: 第二条
    status: assumed
    confidence: D
  - parameter: catastrophic.threshold
    at_most: 50% of income
    from: 2024-01-01
    document: trial
    article: 第三条
    status: assumed
    confidence: D
  - parameter: contribution.personal
    at_least_of: contribution.personal_minimum
    from: 2024-01-01
    document: trial
    article: 第四条
    status: assumed
    confidence: D
"""


def test_a_value_at_the_floor_and_the_ceiling_stands(tmp_path: Path) -> None:
    topics = (
        *CATASTROPHIC,
        value("income.per_head", "yuan", "28000.00"),
        value("contribution.personal", "yuan", "{standard: 400.00}"),
        value("contribution.personal_minimum", "yuan", "400.00"),
    )
    assert load(write_area(tmp_path / "area", *topics, bounds=BOUNDS)).area.bounds


@pytest.mark.parametrize(
    ("place", "topic", "words"),
    [
        (
            3,
            value(
                "catastrophic.bands", "yuan, percent", "[{up_to: 30000.00, ratio: 59.99%}, {up_to: none, ratio: 75%}]"
            ),
            "catastrophic.bands[1.ratio]: 59.99% is under the floor 60% (试验市居民医保办法 第二条)",
        ),
        (
            1,
            value("catastrophic.threshold", "yuan", "14000.01"),
            "catastrophic.threshold: 14000.01 is over the ceiling 50% of income (试验市居民医保办法 第三条)",
        ),
        (
            6,
            value("contribution.personal", "yuan", "{standard: 399.99}"),
            "contribution.personal[standard]: 399.99 is under the floor 400.00 (试验市居民医保办法 第四条)",
        ),
    ],
)
def test_a_value_past_a_bound_is_a_fault(tmp_path: Path, place: int, topic: str, words: str) -> None:
    topics = [
        *CATASTROPHIC,
        value("contribution.personal", "yuan", "{standard: 400.00}"),
        value("income.per_head", "yuan", "28000.00"),
        value("contribution.personal_minimum", "yuan", "400.00"),
    ]
    topics[place] = topic
    assert words in [fault.en for fault in faults(write_area(tmp_path / "area", *topics, bounds=BOUNDS))]


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (HEAD.replace("level: city", "level: village"), "village is not one of"),
        (HEAD.replace("level: city\n", ""), "level is missing"),
        (HEAD + "colour: red\n", "unknown key colour"),
        (HEAD + "format: 2\n", "2 is not one of 1"),
        (HEAD + "parent: nowhere\n", "the parent area nowhere is not there"),
        (HEAD + "parent: area\n", "leads back to itself"),
        (HEAD.replace("2024-01-01", "2024-02-30"), "2024-02-30 is no day"),
    ],
)
def test_a_faulty_head_is_named(tmp_path: Path, head: str, words: str) -> None:
    assert words in " ".join(fault.en for fault in faults(write_area(tmp_path / "area", CEILING, head=head)))


def test_an_area_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(UnknownRegulation) as raised:
        load(tmp_path / "nothing")
    assert "510400" in raised.value.known


def test_a_city_stands_before_its_province_day_by_day(tmp_path: Path) -> None:
    province = HEAD.replace("990000", "980000").replace("level: city", "level: province")
    write_area(tmp_path / "above", value("inpatient.ceiling", "yuan", "1.00"), head=province)
    city = value("inpatient.ceiling", "yuan", "2.00", first="2024-07-01")
    city = city.replace("from: 2024-07-01", "from: 2024-07-01\n      to: 2024-12-31")
    regulation = load(write_area(tmp_path / "city", city, head=HEAD + "parent: above\n"))
    days = [(row.since(), row.value) for row in regulation.timelines["inpatient.ceiling"]]
    assert days == [("2024-01-01", 100), ("2024-07-01", 200), ("2025-01-01", 100)]


def test_a_reform_lies_over_a_version_and_passes_the_same_checks(tmp_path: Path) -> None:
    folder = write_area(tmp_path / "area", *CATASTROPHIC, value("income.per_head", "yuan", "28000.00"), bounds=BOUNDS)
    head = "reform:\n  title: 试行\n  documents:\n    draft: {title: 征求意见稿}\n"
    reform = tmp_path / "reform.yaml"
    cited = value("catastrophic.threshold", "yuan", "12000.00", first="2025-01-01").replace("trial", "draft")
    reform.write_text(head + cited, encoding="utf-8")
    before, after = load(folder), load(folder, reform=reform)
    assert before.version != after.version
    assert after.at(after.area.last).get("catastrophic.threshold") == 1_200_000
    assert after.at(after.area.first).get("catastrophic.threshold") == 1_400_000
    reform.write_text(head + cited.replace("12000.00", "14000.01"), encoding="utf-8")
    with pytest.raises(FaultyRegulation, match="over the ceiling"):
        load(folder, reform=reform)


def test_the_version_changes_with_a_value_or_a_citation_and_with_nothing_else(tmp_path: Path) -> None:
    first = load(write_area(tmp_path / "one", CEILING)).version
    assert load(write_area(tmp_path / "two", "# 说明\n" + CEILING)).version == first
    assert load(write_area(tmp_path / "three", CEILING.replace("第一条", "第二条"))).version != first
    assert load(write_area(tmp_path / "four", CEILING.replace("150000.00", "150000.01"))).version != first
