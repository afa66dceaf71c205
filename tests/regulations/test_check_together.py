"""What belongs together stands together: one fault names all that is missing."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.regulations.areas import HEAD, only, value, write_area
from tongchou.regulations.checks.needs import NEEDS, SETS, Need
from tongchou.regulations.checks.together import ENTRIES, KEYS, OF_USE_WITH, SHARES_OF_INCOME
from tongchou.regulations.load import load
from tongchou.regulations.schema import PARAMETERS, unit_of

RANK = value("identity.rank", "words", "[extreme_poverty, low_income, ordinary]")
OF_IDENTITIES = "{extreme_poverty: 0.00, low_income: 0.00}"

TOPICS = {
    "inpatient.deductible": "{level2: 300.00, level3: 500.00}",
    "inpatient.ratio": "{level2: 70%, level3: 60%}",
    "inpatient.ceiling": "150000.00",
    "inpatient.repeat_floor": "{level3: 100.00}",
    "inpatient.repeat_factors": "[100%, 50%]",
    "outpatient.institutions": "[primary, level1]",
    "outpatient.yearly_deductible": "100.00",
    "outpatient.ratio": "{primary: 60%, level1: 50%}",
    "outpatient.yearly_cap": "300.00",
    "two_disease.ratio": "{primary: 60%}",
    "two_disease.yearly_cap": "{hypertension: 300.00, diabetes: 400.00, both: 700.00}",
    "chronic_2.ratio": "{level3: 60%}",
    "chronic_2.first_cap": "3000.00",
    "chronic_2.each_further": "1000.00",
    "chronic_2.most_diseases": "3",
    "negotiated_drug.ratio": "{level3: 60%}",
    "maternity.mode": "{vaginal: lump, caesarean: limit, antenatal: as_inpatient}",
    "maternity.sum": "{vaginal: 2000.00, caesarean: 3000.00}",
    "maternity.extra_baby": "500.00",
    "catastrophic.fed_by": "[inpatient]",
    "catastrophic.threshold": "14000.00",
    "catastrophic.band_basis": "absolute",
    "catastrophic.bands": "[{up_to: 30000.00, ratio: 60%}, {up_to: none, ratio: 75%}]",
    "catastrophic.cap": "300000.00",
    "incentive.continuous_after_years": "4",
    "incentive.continuous_step": "1000.00",
    "incentive.zero_claim_step": "1000.00",
    "incentive.ceiling_share": "20%",
    "scope.first_share": "{drug: 10%, service: 10%, consumable: 20%}",
    "scope.high_value_mark": "500.00",
    "scope.high_value_first_share": "30%",
    "assistance.fed_by": "[inpatient]",
    "assistance.ratio": "{extreme_poverty: 100%, low_income: 75%}",
    "assistance.deductible": OF_IDENTITIES,
    "assistance.cap": OF_IDENTITIES,
    "tilt.ratio": "{low_income: 50%}",
    "tilt.deductible": "{low_income: 0.00}",
    "tilt.cap": "{low_income: 0.00}",
    "expansion_fund.per_head": "2.00",
    "expansion_fund.city_share": "50%",
    "catastrophic.premium_per_head": "90.00",
    "insurer.margin": "3%",
    "insurer.surplus_to_fund": "yes",
    "insurer.loss_share_fund": "50%",
    "insurer.loss_rate_limit": "5%",
    "contribution.personal": "{standard: 400.00}",
    "contribution.refundable_after_start": "no",
    "enrolment.central_opens": "10-01 of the year before",
    "enrolment.central_closes": "12-31 of the year before",
    "enrolment_aid.ratio": "{extreme_poverty: 100%, monitored: 0%}",
    "enrolment_aid.fixed": "{low_income: 200.00}",
    "enrolment_aid.payer": "{extreme_poverty: finance, low_income: finance}",
    "subsidy.per_head": "670.00",
    "subsidy.central_share": "80%",
    "subsidy.province_share_of_rest": "50%",
    "subsidy.city_share_of_residue": "{ordinary: 50%}",
    "subsidy.original_channel": "[]",
    "waiting.regime": "break_based",
    "waiting.months": "3",
    "waiting.grace_break_months": "3",
    "waiting.newborn_days": "90",
    "waiting.employee_grace_months": "3",
    "waiting.exempt_identities": "[low_income]",
}


def topics(without: tuple[str, ...] = (), changed: Mapping[str, str] = MappingProxyType({})) -> list[str]:
    """Return the topics of an area in order, less some and with others changed."""
    values = {**TOPICS, **changed}
    rank = [] if "identity.rank" in without else [RANK]
    return [*rank, *(value(path, unit_of(path), text) for path, text in values.items() if path not in without)]


def test_the_area_from_which_the_faults_are_made_is_in_order(tmp_path: Path) -> None:
    assert load(write_area(tmp_path / "area", *topics())).version


def test_the_table_names_parameters_that_there_are() -> None:
    named = {path for need in NEEDS for path in need.asked_by + need.needs} | {
        path for rule in KEYS for path in (rule.path, rule.needs)
    }
    named |= {each for path, _, needed in ENTRIES for each in (path, needed)} | set(SHARES_OF_INCOME)
    named |= {each for path, users in OF_USE_WITH for each in (path, *users)}
    assert named <= set(PARAMETERS)


@pytest.mark.parametrize("path", sorted({path for group in SETS for path in group.needs}))
def test_a_set_without_one_of_its_parameters_is_one_fault(tmp_path: Path, path: str) -> None:
    without = (path, "inpatient.repeat_floor") if path == "inpatient.deductible" else (path,)
    fault = only(write_area(tmp_path / "area", *topics(without), rest=False))
    assert f" needs {path} from 2024-01-01 on, which is not stated; state it, or" in fault.en
    assert f"自 2024-01-01 起还需要 {path}，但没有规定；写上，或写 not_available" in fault.zh


@pytest.mark.parametrize("group", SETS, ids=lambda group: group.needs[0])
def test_one_fault_names_all_that_a_lonely_parameter_lacks(tmp_path: Path, group: Need) -> None:
    first, *others = group.needs
    fault = only(write_area(tmp_path / "area", RANK, value(first, unit_of(first), TOPICS[first])))
    assert fault.en.startswith(f"{first}: needs {', '.join(others)} from 2024-01-01 on")


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("inpatient.ratio", "{level3: 60%}", "inpatient.deductible: level2: inpatient.ratio is missing"),
        ("inpatient.deductible", "{level3: 500.00}", "inpatient.ratio: level2: inpatient.deductible is missing"),
        (
            "inpatient.ratio",
            "{adult: {level2: 70%, level3: 60%}, student: {level2: 70%, level3: 60%}, child: {level2: 70%}}",
            "inpatient.deductible: child.level3: inpatient.ratio is missing",
        ),
        ("outpatient.institutions", "[primary, level1, level2]", "level2: outpatient.ratio is missing"),
        (
            "maternity.mode",
            "{vaginal: lump, difficult: limit, caesarean: limit}",
            "maternity.mode: difficult: maternity.sum is missing",
        ),
        ("maternity.sum", "{}", "maternity.mode: vaginal, caesarean: maternity.sum is missing"),
        ("assistance.deductible", "{low_income: 0.00}", "assistance.ratio: extreme_poverty: assistance.deductible is"),
        ("assistance.cap", "{low_income: none}", "assistance.ratio: extreme_poverty: assistance.cap is missing"),
        ("tilt.deductible", "{extreme_poverty: 0.00}", "tilt.ratio: low_income: tilt.deductible is missing"),
        ("tilt.cap", "{extreme_poverty: none}", "tilt.ratio: low_income: tilt.cap is missing"),
    ],
)
def test_an_entry_that_the_other_table_lacks_is_one_fault(tmp_path: Path, path: str, text: str, words: str) -> None:
    fault = only(write_area(tmp_path / "area", *topics(changed={path: text})))
    assert words in fault.en
    assert "from 2024-01-01 on; state it, or take the entry away" in fault.en
    assert "写上，或去掉这一项" in fault.zh


LOCAL_LEVELS = "{primary: 100.00, level1: 200.00, level2: 300.00, level3: 500.00}"


@pytest.mark.parametrize(
    "changed",
    [
        {"inpatient.ratio": "60%", "inpatient.deductible": "500.00"},
        {"inpatient.ratio": "60%", "inpatient.deductible": LOCAL_LEVELS},
        {"outpatient.ratio": "60%"},
        {"maternity.mode": "{vaginal: lump, difficult: as_inpatient}"},
    ],
)
def test_a_plain_value_stands_for_every_level_and_asks_nothing_for_pharmacies(
    tmp_path: Path, changed: dict[str, str]
) -> None:
    assert load(write_area(tmp_path / "area", *topics(changed=changed))).version


@pytest.mark.parametrize(
    ("path", "modes", "needed"),
    [
        ("maternity.extra_baby", "{vaginal: lump}", "maternity.extra_baby"),
        ("maternity.ratio", "{vaginal: ratio, caesarean: limit}", "maternity.ratio"),
    ],
)
def test_a_way_of_paying_a_delivery_needs_its_parameter(tmp_path: Path, path: str, modes: str, needed: str) -> None:
    fault = only(write_area(tmp_path / "area", *topics((path,), {"maternity.mode": modes})))
    assert f"maternity.mode: needs {needed} from 2024-01-01 on" in fault.en


def test_a_share_of_the_income_needs_the_income(tmp_path: Path) -> None:
    changed = {"catastrophic.threshold": "50% of income", "assistance.deductible": "10% of income"}
    fault = only(write_area(tmp_path / "area", *topics(changed=changed)))
    assert "catastrophic.threshold: needs income.per_head from 2024-01-01 on" in fault.en


def test_a_floor_of_the_deductible_without_a_repeat_rule_is_of_no_use(tmp_path: Path) -> None:
    fault = only(write_area(tmp_path / "area", *topics(("inpatient.repeat_factors",))))
    assert fault.en.startswith(
        "inpatient.repeat_floor: none of inpatient.repeat_factors, inpatient.repeat_reductions, inpatient.repeat_sums "
        "is stated from 2024-01-01 on, so it is of no use"
    )
    assert "没有 inpatient.repeat_factors、inpatient.repeat_reductions、inpatient.repeat_sums 中的任何一项" in fault.zh


def test_what_is_not_available_is_stated(tmp_path: Path) -> None:
    cap = "catastrophic.cap:\n  unit: yuan\n  values:\n    - {from: 2024-01-01, not_available: 未公开}\n"
    assert load(write_area(tmp_path / "area", *topics(("catastrophic.cap",)), cap)).version


def test_a_province_may_leave_a_part_to_its_cities(tmp_path: Path) -> None:
    province = HEAD.replace("990000", "980000").replace("level: city", "level: province")
    write_area(tmp_path / "above", *topics(("catastrophic.cap",)), head=province)
    assert load(tmp_path / "above").version
    city = HEAD + "parent: above\n"
    assert "needs catastrophic.cap" in only(write_area(tmp_path / "city", head=city)).en
    cap = value("catastrophic.cap", "yuan", "300000.00")
    assert load(write_area(tmp_path / "another", cap, head=city.replace("990000", "990001"))).version


def test_a_hole_in_one_parameter_of_a_set_is_told_once(tmp_path: Path) -> None:
    cap = value("catastrophic.cap", "yuan", "300000.00", first="2024-07-01")
    fault = only(write_area(tmp_path / "area", *topics(("catastrophic.cap",)), cap))
    assert "catastrophic.cap: nothing stated for 2024-01-01…2024-06-30" in fault.en


def test_a_slip_in_one_key_is_not_told_from_both_sides(tmp_path: Path) -> None:
    fault = only(write_area(tmp_path / "area", *topics(changed={"inpatient.ratio": "{level1: 70%, level3: 60%}"})))
    assert "inpatient.deductible: level2: inpatient.ratio is missing" in fault.en
