"""What stands for nobody is one fault, and so is what a value leaves open inside itself."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.regulations.areas import HEAD, only, value, write_area
from tests.regulations.test_check_together import topics
from tongchou.regulations.load import load
from tongchou.regulations.schema import unit_of

RULE = "institutions: [], waive: [deductible], payer: finance, own_account: no"
INCENTIVE = ("continuous_step", "zero_claim_step", "ceiling_share")


def regimes(*diagnoses: str, institutions: str = "[]") -> str:
    """Return special rules in order, named A, B, …, all but the first for the same institutions."""
    rows = [
        f"{{name: {name}, diagnoses: {codes}, {RULE if name == 'A' else RULE.replace('[]', institutions)}}}"
        for name, codes in zip("ABC", diagnoses, strict=False)
    ]
    return f"[{', '.join(rows)}]"


# A value that leaves something open inside itself


@pytest.mark.parametrize(
    ("changed", "en", "zh"),
    [
        (
            {"catastrophic.bands": "[{up_to: 30000.00, ratio: 60%}, {up_to: 100000.00, ratio: 75%}]"},
            "catastrophic.bands: no band above 100000.00, so nothing would be paid there",
            "catastrophic.bands：100000.00 以上没有分段，不予支付",
        ),
        (
            {
                "inpatient.deductible": "{primary: 100.00, level1: 200.00, level2: 300.00, level3: 500.00}",
                "inpatient.ratio": "{primary: 90%, level1: 80%, level2: 70%, level3: 60%}",
                "inpatient.repeat_sums": "{level2: [300.00, 200.00]}",
                "maternity.sum": "{vaginal: 2000.00, caesarean: 3000.00}",
            },
            "inpatient.deductible: primary, level1, level3: inpatient.repeat_sums is missing from 2024-01-01 on",
            "inpatient.deductible：自 2024-01-01 起，primary、level1、level3 缺少 inpatient.repeat_sums",
        ),
        (
            {"inpatient.repeat_sums": "{primary: [100.00], level2: [300.00], level3: [500.00, 400.00]}"},
            "inpatient.repeat_sums: primary: inpatient.deductible is missing from 2024-01-01 on",
            "inpatient.repeat_sums：自 2024-01-01 起，primary 缺少 inpatient.deductible",
        ),
        (
            {
                "out_of_area.rules": "[{place: elsewhere, filing: none, kinds: [inpatient], "
                "deductible: {level2: 900.00}, factor: {level3: 80%}}]"
            },
            "out_of_area.rules: elsewhere.none lacks factor level2, deductible level3; deductible and mechanism must",
            "out_of_area.rules：elsewhere.none 缺少 factor level2、deductible level3；起付线与支付方式的等级须相同",
        ),
        (
            {"maternity.sum": "{vaginal: {level3: 2000.00}, caesarean: 3000.00}"},
            "maternity.sum[vaginal]: level2 is missing, so that a delivery there can't be settled",
            "maternity.sum[vaginal]：缺少 level2，这些级别的分娩不能结算",
        ),
        (
            {
                "maternity.sum": "{vaginal: {level2: 2000.00, level3: 2000.00}, caesarean: 3000.00}",
                "maternity.outside_level": "level1",
            },
            "maternity.sum[vaginal]: level1 is missing",
            "maternity.sum[vaginal]：缺少 level1",
        ),
        (
            {"maternity.mode": "{vaginal: lump, caesarean: ratio}", "maternity.ratio": "{level3: 90%}"},
            "maternity.ratio: level2 is missing, so that a delivery there can't be settled",
            "maternity.ratio：缺少 level2，这些级别的分娩不能结算",
        ),
        (
            {"enrolment_aid.payer": "{extreme_poverty: finance}"},
            "enrolment_aid.fixed: low_income: enrolment_aid.payer is missing from 2024-01-01 on",
            "enrolment_aid.fixed：自 2024-01-01 起，low_income 缺少 enrolment_aid.payer",
        ),
    ],
)
def test_what_is_left_open_inside_a_value_is_one_fault(
    tmp_path: Path, changed: Mapping[str, str], en: str, zh: str
) -> None:
    left_out = ("inpatient.repeat_factors",) if "inpatient.repeat_sums" in changed else ()
    fault = only(write_area(tmp_path / "area", *topics(left_out, changed)))
    assert fault.en.startswith(en)
    assert fault.zh.startswith(zh)
    assert fault.line == 4


@pytest.mark.parametrize(
    "changed",
    [
        {"catastrophic.bands": "[{up_to: 100000.00, ratio: 75%}, {up_to: none, ratio: 0%}]"},
        {
            "out_of_area.rules": "[{place: elsewhere, filing: none, kinds: [inpatient], "
            "deductible: {level2: 900.00, level3: 900.00}, factor: 80%}]"
        },
        {"maternity.sum": "{vaginal: {level2: 9.00, level3: 9.00}, caesarean: 9.00, antenatal: {level3: 1.00}}"},
    ],
)
def test_what_is_closed_stands(tmp_path: Path, changed: Mapping[str, str]) -> None:
    assert load(write_area(tmp_path / "area", *topics(changed=changed)), complete=True).version


# What no bill reaches


@pytest.mark.parametrize(
    ("changed", "en", "zh"),
    [
        (
            {"special_regime.rules": regimes("[U07]", "[U07.1]")},
            "special_regime.rules: B lies within A and can never be reached",
            "special_regime.rules：B 已在 A 之内，永远用不到",
        ),
        (
            {"special_regime.rules": regimes("[]", "[U07.1]", institutions="[H1]")},
            "special_regime.rules: B lies within A and can never be reached",
            "special_regime.rules：B 已在 A 之内，永远用不到",
        ),
        (
            {"special_regime.rules": regimes("[U07]", "[A00, U07.1]")},
            "special_regime.rules: B U07.1 lies within A and can never be reached",
            "special_regime.rules：B U07.1 已在 A 之内，永远用不到",
        ),
        (
            {"special_regime.rules": regimes("[U07.1, U07]")},
            "special_regime.rules: A U07.1 lies within U07 and can never be reached",
            "special_regime.rules：A U07.1 已在 U07 之内，永远用不到",
        ),
        (
            {"inpatient.deductible_exempt_diagnoses": "[F2, F20, F31]"},
            "inpatient.deductible_exempt_diagnoses: F20 lies within F2 and can never be reached",
            "inpatient.deductible_exempt_diagnoses：F20 已在 F2 之内，永远用不到",
        ),
        (
            {
                "inpatient.deductible_exempt_ages": "[{from_age: 60, from_admission: 1}, "
                "{from_age: 70, from_admission: 4}]"
            },
            "inpatient.deductible_exempt_ages: row 2 lies within row 1 and can never be reached",
            "inpatient.deductible_exempt_ages：第 2 行已在第 1 行之内，永远用不到",
        ),
        (
            {"inpatient.deductible_exempt_ages": "[{to_age: 6, from_admission: 2}, {to_age: 6, from_admission: 2}]"},
            "inpatient.deductible_exempt_ages: row 2 lies within row 1",
            "inpatient.deductible_exempt_ages：第 2 行已在第 1 行之内",
        ),
        (
            {"assistance.kind_ratio": "{chronic_1: {low_income: 85%}}"},
            "assistance.kind_ratio: chronic_1: not in assistance.fed_by, so it can never be reached",
            "assistance.kind_ratio：chronic_1 不在 assistance.fed_by 之内，永远用不到",
        ),
        (
            {"assistance.kind_ratio": "{inpatient: {low_income: 85%, monitored: 70%}}"},
            "assistance.kind_ratio: inpatient.monitored: not in assistance.ratio, so it can never be reached",
            "assistance.kind_ratio：inpatient.monitored 不在 assistance.ratio 之内，永远用不到",
        ),
        (
            {"assistance.cap": "{extreme_poverty: none, low_income: none, monitored: 1.00}"},
            "assistance.cap: monitored: not in assistance.ratio, so it can never be reached; state the ratio, or",
            "assistance.cap：身份 monitored 不在 assistance.ratio 之内，永远用不到；写上比例",
        ),
        (
            {"assistance.ratio": "{low_income: 75%}"},
            "assistance.deductible: extreme_poverty: not in assistance.ratio, so it can never be reached "
            "(assistance.cap likewise)",
            "assistance.deductible：身份 extreme_poverty 不在 assistance.ratio 之内，永远用不到（assistance.cap 同）",
        ),
        (
            {"tilt.cap": "{extreme_poverty: none, low_income: none}"},
            "tilt.cap: extreme_poverty: not in tilt.ratio, so it can never be reached",
            "tilt.cap：身份 extreme_poverty 不在 tilt.ratio 之内",
        ),
        (
            {"assistance.outpatient_cap": "{low_income: 800.00}"},
            "assistance.outpatient_cap: outpatient: not in assistance.fed_by, so it can never be reached",
            "assistance.outpatient_cap：outpatient 不在 assistance.fed_by 之内，永远用不到",
        ),
        (
            {
                "assistance.fed_by": "[inpatient, outpatient]",
                "assistance.outpatient_cap": "{low_income: 800.00}",
                "assistance.outpatient_kinds": "[outpatient, two_disease]",
            },
            "assistance.outpatient_kinds: two_disease: not in assistance.fed_by, so it can never be reached",
            "assistance.outpatient_kinds：two_disease 不在 assistance.fed_by 之内，永远用不到",
        ),
        (
            {"catastrophic.cap": "none"},
            "incentive.continuous_after_years: catastrophic.cap is none, so there is no cap to change and it can never "
            f"be reached ({', '.join(f'incentive.{each}' for each in INCENTIVE)} likewise)",
            "incentive.continuous_after_years：catastrophic.cap 为 none，没有限额可提高，永远用不到",
        ),
        (
            {"enrolment_aid.payer": "{extreme_poverty: finance, low_income: finance, orphan: finance}"},
            "enrolment_aid.payer: orphan: no aid is stated (enrolment_aid.ratio, enrolment_aid.fixed), so it can never",
            "enrolment_aid.payer：身份 orphan 没有资助（enrolment_aid.ratio、enrolment_aid.fixed），永远用不到",
        ),
    ],
)
def test_what_stands_for_nobody_is_one_fault(tmp_path: Path, changed: Mapping[str, str], en: str, zh: str) -> None:
    fault = only(write_area(tmp_path / "area", *topics(changed=changed)))
    assert fault.en.startswith(en)
    assert fault.zh.startswith(zh)
    assert fault.line == 4


@pytest.mark.parametrize("layer", ["catastrophic", "assistance"])
def test_a_kind_that_feeds_a_layer_and_is_not_paid_is_one_fault(tmp_path: Path, layer: str) -> None:
    two = ("two_disease.ratio", "two_disease.yearly_cap")
    fault = only(write_area(tmp_path / "area", *topics(two, {f"{layer}.fed_by": "[inpatient, two_disease]"})))
    assert fault.en.startswith(f"{layer}.fed_by: two_disease: no ratio is stated (two_disease.ratio), so it can never")
    assert fault.zh.startswith(f"{layer}.fed_by：two_disease 没有支付比例（two_disease.ratio），永远用不到")


def test_a_kind_of_a_rule_outside_that_is_not_paid_is_one_fault(tmp_path: Path) -> None:
    two = ("two_disease.ratio", "two_disease.yearly_cap")
    row = "[{place: elsewhere, filing: none, kinds: [inpatient, two_disease], factor: 90%}]"
    fault = only(write_area(tmp_path / "area", *topics(two, {"out_of_area.rules": row})))
    assert fault.en.startswith("out_of_area.rules: two_disease: no ratio is stated (two_disease.ratio)")


def test_a_sum_of_a_delivery_without_the_way_of_paying_it_is_one_fault(tmp_path: Path) -> None:
    fault = only(write_area(tmp_path / "area", *topics(("maternity.mode",))))
    assert fault.en.startswith("maternity.sum: needs maternity.mode from 2024-01-01 on")


@pytest.mark.parametrize(
    "changed",
    [
        {"special_regime.rules": regimes("[U07.1]", "[U07]", "[A00]")},
        {"special_regime.rules": regimes("[U07]", "[U08]")},
        {
            "inpatient.deductible_exempt_ages": "[{from_age: 60, from_admission: 2}, {from_age: 70, from_admission: 1},"
            " {to_age: 6, from_admission: 1}]"
        },
        {"inpatient.deductible_exempt_diagnoses": "[F20, F31]"},
        {
            "assistance.fed_by": "[inpatient, outpatient]",
            "assistance.outpatient_cap": "{low_income: 800.00}",
            "assistance.kind_ratio": "{outpatient: {low_income: 80%}}",
        },
        {"tilt.ratio": "50%", "tilt.deductible": "30000.00", "tilt.cap": "none", "identity.rank": None},
    ],
)
def test_what_is_reached_stands(tmp_path: Path, changed: Mapping[str, str | None]) -> None:
    given = {path: text for path, text in changed.items() if text is not None}
    everybody = "[extreme_poverty, orphan, low_income, returned_to_poverty, monitored, low_income_edge, "
    rank = value("identity.rank", "words", everybody + "illness_poverty, severely_disabled, ordinary]")
    stated = topics(("identity.rank",), given)
    assert load(write_area(tmp_path / "area", rank, *stated), complete=True).version


def test_what_the_levels_above_state_for_all_cities_is_none_of_one_citys(tmp_path: Path) -> None:
    """The nation's incentive in a city without a cap, and its sums for identities that the city does not assist."""
    incentive = [f"incentive.{each}" for each in ("continuous_after_years", *INCENTIVE)]
    head = HEAD.replace("990000", "980000").replace("level: city", "level: province")
    given = dict.fromkeys(incentive, "1") | {"incentive.ceiling_share": "20%"}
    above = [value(path, unit_of(path), text) for path, text in given.items()]
    above.append(value("assistance.deductible", "yuan", "{extreme_poverty: 0.00, low_income: 0.00, orphan: 0.00}"))
    write_area(tmp_path / "above", *above, head=head)
    left = topics((*incentive, "assistance.deductible"), {"catastrophic.cap": "none"})
    assert load(write_area(tmp_path / "city", *left, head=HEAD + "parent: above\n"), complete=True).version
