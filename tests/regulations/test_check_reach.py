"""What no bill can reach is a fault, and so is what leaves its limits."""

from pathlib import Path

import pytest

from tests.regulations.areas import only, value, write_area
from tests.regulations.test_check_together import topics
from tongchou.regulations.load import load


def bands(*limits: str) -> str:
    """Return a scale with these limits, and a last band without one."""
    return "[" + ", ".join(f"{{up_to: {limit}, ratio: 60%}}" for limit in (*limits, "none")) + "]"


def rules(*rows: str) -> str:
    """Return out-of-area rules."""
    return value("out_of_area.rules", "rules", f"[{', '.join(rows)}]")


@pytest.mark.parametrize(
    ("changed", "en", "zh"),
    [
        (
            {"outpatient.ratio": "{primary: 60%, level1: 50%, level2: 40%, pharmacy: 40%}"},
            "outpatient.ratio: level2, pharmacy: not listed in outpatient.institutions, so it can never be reached",
            "outpatient.ratio：level2、pharmacy 不在 outpatient.institutions 之内，永远用不到",
        ),
        (
            {
                "catastrophic.band_basis": "above_threshold",
                "catastrophic.bands": bands("0.00"),
            },
            "catastrophic.bands: the limit 0.00 is not above 0 and can never be reached",
            "catastrophic.bands：上限 0.00 不高于0，永远用不到",
        ),
        (
            {"catastrophic.bands": bands("9000.00", "14000.00")},
            "catastrophic.bands: the limit 9000.00, 14000.00 is not above the threshold and can never be reached",
            "catastrophic.bands：上限 9000.00、14000.00 不高于起付线，永远用不到",
        ),
        (
            {"waiting.months": "7", "waiting.max_months": "6"},
            "waiting.months: 7 months are more than the 6 of waiting.max_months",
            "waiting.months：7 个月长于 waiting.max_months 的 6 个月",
        ),
        (
            {"catastrophic.tilt_points": "{extreme_poverty: 26%, low_income: 5%}"},
            "catastrophic.tilt_points: points take a band out of 0% to 100% (extreme_poverty 101%)",
            "catastrophic.tilt_points：百分点使分段比例超出 0%～100%（extreme_poverty 101%）",
        ),
        (
            {"catastrophic.tilt_points": "{monitored: 5%, orphan: 5%}"},
            "catastrophic.tilt_points: orphan, monitored is not in identity.rank",
            "catastrophic.tilt_points：身份 orphan、monitored 不在 identity.rank 之内",
        ),
        (
            {"catastrophic.over_ceiling_ratio": "90%", "catastrophic.include_over_ceiling": "yes"},
            "catastrophic.include_over_ceiling: catastrophic.over_ceiling_ratio pays what exceeds the ceiling apart",
            "catastrophic.include_over_ceiling：超限额部分已由 catastrophic.over_ceiling_ratio 单独支付",
        ),
    ],
)
def test_what_can_never_be_reached_or_leaves_its_limits_is_one_fault(
    tmp_path: Path, changed: dict[str, str], en: str, zh: str
) -> None:
    fault = only(write_area(tmp_path / "area", *topics(changed=changed)))
    assert fault.en.startswith(en)
    assert fault.zh.startswith(zh)
    assert "；" in fault.zh


@pytest.mark.parametrize(
    "changed",
    [
        {"two_disease.ratio": "{primary: 60%, pharmacy: 60%}", "chronic_2.ratio": "{level3: 60%, pharmacy: 60%}"},
        {
            "catastrophic.band_basis": "above_threshold",
            "catastrophic.bands": bands("0.01"),
        },
        {"catastrophic.bands": bands("14000.01")},
        {"catastrophic.tilt_points": "{low_income: 25%}"},
        {"waiting.months": "6", "waiting.max_months": "6"},
        {"waiting.months": "7", "waiting.max_months": "0"},
    ],
)
def test_what_is_just_within_reach_stands(tmp_path: Path, changed: dict[str, str]) -> None:
    assert load(write_area(tmp_path / "area", *topics(changed=changed))).version


def test_a_wrong_threshold_is_not_told_again_for_the_bands(tmp_path: Path) -> None:
    bound = """bounds:
  - parameter: catastrophic.threshold
    at_most: 14000.00
    from: 2024-01-01
    document: trial
    article: 第二条
    status: assumed
    confidence: D
"""
    folder = write_area(tmp_path / "area", *topics(changed={"catastrophic.threshold": "30000.00"}), bounds=bound)
    assert "catastrophic.threshold: 30000.00 is over the ceiling 14000.00" in only(folder).en


def test_a_value_past_a_bound_at_every_level_is_one_fault(tmp_path: Path) -> None:
    bound = """bounds:
  - parameter: inpatient.ratio
    at_least: 65%
    from: 2024-01-01
    document: trial
    article: 第二条
    status: assumed
    confidence: D
"""
    folder = write_area(
        tmp_path / "area", *topics(changed={"inpatient.ratio": "{level2: 60%, level3: 60%}"}), bounds=bound
    )
    assert only(folder).en.startswith("inpatient.ratio[level2, level3]: 60% is under the floor 65%")


@pytest.mark.parametrize("kinds", ["[outpatient]", "[chronic_2, negotiated_drug, two_disease]"])
def test_a_deductible_of_a_kind_that_takes_none_is_one_fault(tmp_path: Path, kinds: str) -> None:
    row = f"{{place: province, filing: none, kinds: {kinds}, deductible: 100.00, factor: 90%}}"
    fault = only(write_area(tmp_path / "area", *topics(), rules(row)))
    assert fault.en.startswith("out_of_area.rules: the deductible of province.none can never be reached")
    assert "province.none 的 deductible 永远用不到" in fault.zh


def test_a_deductible_for_inpatient_care_among_others_is_reached(tmp_path: Path) -> None:
    row = "{place: province, filing: none, kinds: [chronic_1, chronic_2], deductible: 100.00, factor: 90%}"
    assert load(write_area(tmp_path / "area", *topics(), rules(row))).version


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ("-61%", "inpatient.ratio: elsewhere.none level3 60% -61%"),
        ("31%", "inpatient.ratio: elsewhere.none level2 70% 31%"),
        ("{level3: 41%}", "inpatient.ratio: elsewhere.none level3 60% 41%"),
    ],
)
def test_points_that_lead_a_ratio_out_of_its_range_are_one_fault(tmp_path: Path, points: str, words: str) -> None:
    row = f"{{place: elsewhere, filing: none, kinds: [inpatient], points: {points}}}"
    fault = only(write_area(tmp_path / "area", *topics(), rules(row)))
    assert fault.en.startswith(f"out_of_area.rules: points take a ratio out of 0% to 100% ({words})")
    assert fault.zh.startswith(f"out_of_area.rules：points 使比例超出 0%～100%（{words}）")


@pytest.mark.parametrize("points", ["-60%", "30%", "{level2: 30%, level3: 40%}"])
def test_points_up_to_the_ends_of_the_range_stand(tmp_path: Path, points: str) -> None:
    row = f"{{place: elsewhere, filing: none, kinds: [inpatient], points: {points}}}"
    assert load(write_area(tmp_path / "area", *topics(), rules(row))).version


def test_points_are_held_against_the_ratio_of_the_same_days(tmp_path: Path) -> None:
    row = "{place: elsewhere, filing: none, kinds: [inpatient], points: -55%}"
    ratio = (
        value("inpatient.ratio", "percent", "{level2: 70%, level3: 60%}").replace(
            "      document", "      to: 2024-12-31\n      document"
        )
        + value("inpatient.ratio", "percent", "{level2: 70%, level3: 50%}", first="2025-01-01").partition("values:\n")[
            2
        ]
    )
    fault = only(write_area(tmp_path / "area", *topics(("inpatient.ratio",)), ratio, rules(row)))
    assert "elsewhere.none level3 50% -55%" in fault.en


def test_a_wrong_ratio_is_not_told_again_for_every_rule_outside_the_area(tmp_path: Path) -> None:
    rows = [
        f"{{place: {place}, filing: {filing}, kinds: [inpatient], points: -10%}}"
        for place in ("province", "elsewhere")
        for filing in ("none", "referral")
    ]
    fault = only(
        write_area(tmp_path / "area", *topics(changed={"inpatient.ratio": "{level2: 70%, level3: 6%}"}), rules(*rows))
    )
    assert fault.en.count("level3 6% -10%") == len(rows)


@pytest.mark.parametrize("path", ["scope.catalogue", "settlement.direct", "chronic_1.as_inpatient"])
def test_a_rule_that_the_product_knows_no_contrary_of_is_not_denied(tmp_path: Path, path: str) -> None:
    fault = only(write_area(tmp_path / "area", value(path, "yes or no", "no")))
    assert fault.en == f"{path}: found no, allowed: yes (there is no rule for the contrary)"
