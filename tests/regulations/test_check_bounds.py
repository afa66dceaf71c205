"""A floor is evaded neither by leaving out the entry that it names nor by stating a lower one in its place."""

from collections.abc import Mapping
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from tests.regulations.areas import HEAD, only, value, write_area
from tests.regulations.test_check_together import topics
from tongchou.regulations.faults import Fault, FaultyRegulation
from tongchou.regulations.load import AREAS, load
from tongchou.regulations.schema import unit_of

PANZHIHUA = AREAS / "cn-5104"


def bound(path: str, rest: str) -> str:
    """Return one bound as YAML."""
    return f"""  - parameter: {path}
    {rest}
    from: 2024-01-01
    document: trial
    article: 第二条
    status: assumed
    confidence: D
"""


def reform(folder: Path, values: Mapping[str, str], first: str = "2025-01-01") -> Fault:
    """Return the one fault of Panzhihua with a reform that states some values."""
    file = folder / "reform.yaml"
    head = "reform: {title: 试改, documents: {trial: {title: 征求意见稿}}}\n"
    text = "".join(value(path, unit_of(path), text, first) for path, text in values.items())
    file.write_text(head + text, encoding="utf-8")
    with pytest.raises(FaultyRegulation) as raised:
        load(PANZHIHUA, reform=file, complete=True)
    (fault,) = raised.value.faults
    assert (fault.file, fault.line > 0) == (file, True)
    return fault


def without(folder: Path, path: str) -> Path:
    """Return a copy of Panzhihua in which one parameter is not stated."""
    copytree(PANZHIHUA, folder, ignore=ignore_patterns("golden"))
    (file,) = (each for each in folder.glob("*.yaml") if f"\n{path}:\n" in "\n" + each.read_text(encoding="utf-8"))
    before, _, rest = ("\n" + file.read_text(encoding="utf-8")).partition(f"\n{path}:\n")
    _, _, after = rest.partition("\n\n")
    file.write_text(f"{before}\n{after}", encoding="utf-8")
    return folder


# An entry that is left out


@pytest.mark.parametrize(
    ("path", "means", "edge"),
    [
        ("catastrophic.tilt_threshold_factor", "100%, over the ceiling 50%", "100%，高于上限 50%"),
        ("catastrophic.tilt_points", "0%, under the floor 5%", "0%，低于下限 5%"),
        ("catastrophic.tilt_cap", "300000.00, under the floor none", "300000.00，低于下限 none"),
    ],
)
def test_a_tilt_that_is_not_stated_is_under_the_national_floor(
    tmp_path: Path, path: str, means: str, edge: str
) -> None:
    fault = only(without(tmp_path / "cn-5104", path))
    name = f"{path}[extreme_poverty, low_income, returned_to_poverty]"
    assert fault.en.startswith(f"{name}: not stated, which means {means} (")
    assert fault.zh.startswith(f"{name}：没有写，即 {edge}（")
    assert fault.file.name == "catastrophic.yaml"
    assert "catastrophic.bands:" in fault.file.read_text(encoding="utf-8").splitlines()[fault.line - 6 : fault.line]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (
            {"catastrophic.tilt_cap": "{}"},
            "catastrophic.tilt_cap[extreme_poverty, low_income, returned_to_poverty]: not stated, which means 300",
        ),
        (
            {"catastrophic.tilt_points": "{low_income: 5%}"},
            "catastrophic.tilt_points[extreme_poverty, returned_to_poverty]: not stated, which means 0%",
        ),
        (
            {
                "assistance.ratio": "{extreme_poverty: 100%, monitored: 70%}",
                "assistance.deductible": "{extreme_poverty: 0.00, monitored: 0.00}",
                "assistance.cap": "{extreme_poverty: none, monitored: 50000.00}",
            },
            "assistance.ratio[low_income]: not stated, which means 0%, under the floor 70%",
        ),
        (
            {"assistance.ratio": "{}", "assistance.deductible": "{}", "assistance.cap": "{}"},
            "assistance.ratio[extreme_poverty, low_income]: not stated, which means 0%, under the floor 70%",
        ),
        (
            {"enrolment_aid.ratio": "{orphan: 100%}"},
            "enrolment_aid.ratio[extreme_poverty]: not stated, which means 0%, under the floor 100%",
        ),
        (
            {"enrolment_aid.fixed": "{extreme_poverty: 10.00}"},
            "enrolment_aid.fixed[extreme_poverty]: 10.00 is under the floor 400.00",
        ),
        (
            {"enrolment_aid.ratio": "{orphan: 100%}", "enrolment_aid.fixed": "{extreme_poverty: 399.99}"},
            "enrolment_aid.fixed[extreme_poverty]: 399.99 is under the floor 400.00",
        ),
    ],
)
def test_a_reform_that_leaves_out_an_entry_is_under_the_floor(
    tmp_path: Path, values: Mapping[str, str], words: str
) -> None:
    assert reform(tmp_path, values).en.startswith(words)


def test_a_sum_that_pays_the_whole_contribution_stands_for_the_whole_ratio(tmp_path: Path) -> None:
    floor = "bounds:\n" + bound("enrolment_aid.ratio", "keys: [extreme_poverty]\n    at_least: 100%")
    stated = (
        value("contribution.personal", "yuan", "{standard: 400.00}"),
        value("enrolment_aid.fixed", "yuan", "{extreme_poverty: 400.00}"),
        value("enrolment_aid.payer", "word", "{extreme_poverty: finance}"),
    )
    assert load(write_area(tmp_path / "area", *stated, bounds=floor), complete=True).version


def test_what_is_not_available_is_under_no_floor(tmp_path: Path) -> None:
    floor = "bounds:\n" + bound("tilt.ratio", "keys: [extreme_poverty]\n    at_least: 50%")
    found = only(write_area(tmp_path / "area", *topics(), bounds=floor))
    assert found.en.startswith("tilt.ratio[extreme_poverty]: not stated, which means 0%, under the floor 50%")
    unknown = "".join(
        f"{path}:\n  unit: {unit_of(path)}\n  values: [{{from: 2024-01-01, not_available: 未公开}}]\n"
        for path in ("tilt.ratio", "tilt.deductible", "tilt.cap")
    )
    left = topics(("tilt.ratio", "tilt.deductible", "tilt.cap"))
    assert load(write_area(tmp_path / "another", *left, unknown, bounds=floor), complete=True).version


def test_a_province_leaves_an_entry_to_its_cities(tmp_path: Path) -> None:
    floor = "bounds:\n" + bound("assistance.ratio", "keys: [low_income]\n    at_least: 70%")
    head = HEAD.replace("level: city", "level: province")
    ratio = value("assistance.ratio", "percent", "{extreme_poverty: 100%}")
    assert load(write_area(tmp_path / "area", ratio, head=head, bounds=floor), complete=True).version


# A minimum that is stated again below


@pytest.mark.parametrize(
    ("path", "text", "lowest"),
    [("contribution.personal_minimum", "399.99", "400.00"), ("subsidy.per_head_minimum", "0.00", "724.00")],
)
def test_a_reform_does_not_lower_the_national_minimum(tmp_path: Path, path: str, text: str, lowest: str) -> None:
    fault = reform(tmp_path, {path: text}, "2026-01-01")
    assert fault.en.startswith(f"{path}: {text} is under the floor {lowest} that China sets; an area below may only")
    assert fault.zh.startswith(f"{path}：{text} 低于全国规定的下限 {lowest}，下级只能从严")


def area_below(folder: Path, minimum: str, personal: str) -> Path:
    """Return a city below a province that sets a minimum of 400.00."""
    floor = "bounds:\n" + bound("contribution.personal", "at_least_of: contribution.personal_minimum")
    above = value("contribution.personal_minimum", "yuan", "400.00")
    write_area(folder / "above", above, head=HEAD.replace("level: city", "level: province"), bounds=floor)
    dues = value("contribution.personal", "yuan", f"{{standard: {personal}}}")
    head = HEAD.replace("990000", "990001") + "parent: above\n"
    return write_area(folder / "city", minimum, dues, head=head)


def test_a_city_does_not_state_a_lower_minimum_of_its_own(tmp_path: Path) -> None:
    fault = only(area_below(tmp_path, value("contribution.personal_minimum", "yuan", "0.00"), "10.00"))
    assert fault.en.startswith("contribution.personal_minimum: 0.00 is under the floor 400.00 that Trial City sets")
    assert (fault.file.name, fault.line) == ("topic0.yaml", 4)


def test_a_city_does_not_hide_the_minimum(tmp_path: Path) -> None:
    unknown = "contribution.personal_minimum:\n  unit: yuan\n  values: [{from: 2024-01-01, not_available: 未公开}]\n"
    fault = only(area_below(tmp_path, unknown, "10.00"))
    assert fault.en.startswith("contribution.personal_minimum: is a floor that Trial City sets and alone may state")
    assert fault.zh.startswith("contribution.personal_minimum：是试验市规定的下限，只能由试验市写明")


def test_a_city_may_tighten_the_minimum_and_is_held_to_it(tmp_path: Path) -> None:
    minimum = value("contribution.personal_minimum", "yuan", "410.00")
    assert load(area_below(tmp_path / "one", minimum, "410.00"), complete=True).version
    fault = only(area_below(tmp_path / "another", minimum, "409.99"))
    assert fault.en.startswith("contribution.personal[standard]: 409.99 is under the floor 410.00")


def test_the_work_fund_of_panzhihua_is_two_yuan_at_least(tmp_path: Path) -> None:
    fault = reform(tmp_path, {"expansion_fund.per_head": "1.99"})
    assert fault.en.startswith(
        "expansion_fund.per_head: 1.99 is under the floor 2.00 (攀枝花市人民政府办公室关于贯彻实施"
    )
