"""What a layer needs is missed: whichever parameter of a city is deleted, the check says so, or a list says why."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from shutil import copytree, ignore_patterns
from types import MappingProxyType

import pytest

from tests.regulations.areas import HEAD, faults, only, unknown, value, write_area
from tests.regulations.test_check_together import topics
from tongchou.cases.text import read_case_text
from tongchou.regulations.checks.needs import COVER, EVERY_BILL, NEEDS
from tongchou.regulations.faults import Fault, FaultyRegulation
from tongchou.regulations.load import AREAS, load, shipped_areas
from tongchou.regulations.schema import unit_of

OPTIONAL = Path(__file__).with_name("optional_parameters.yaml")
MY_CITY = Path(__file__).parents[2] / "docs" / "examples" / "my-city"
FIXED = {
    "waiting.regime": "fixed_and_variable",
    "waiting.fixed_months": "3",
    "waiting.months_per_break_year": "1",
    "waiting.break_years_within_fixed": "1",
    "waiting.repair_months_per_year_paid": "1",
    "waiting.long_break_years": "4",
    "waiting.long_break_minimum_months": "6",
}
GRADE = "grade "
"""Stands before the name of a parameter of one contribution grade."""


# The table of what is needed


@pytest.mark.parametrize(
    ("path", "changed"),
    [
        *((path, {}) for need in NEEDS if not need.only for path in need.needs),
        ("waiting.months", {}),
        *((path, FIXED) for path in FIXED if path != "waiting.regime"),
    ],
)
def test_what_a_layer_needs_is_missed_in_one_fault(tmp_path: Path, path: str, changed: Mapping[str, str]) -> None:
    without = (path, "inpatient.repeat_floor") if path == "inpatient.deductible" else (path,)
    fault = only(write_area(tmp_path / "area", *topics(without, changed), rest=False))
    assert re.search(rf" needs {path} from 2024-01-01 on, which is not stated|^{path}: not stated", fault.en)


def test_the_first_bill_of_a_new_city_says_all_that_it_needs(tmp_path: Path) -> None:
    stated = (value("inpatient.deductible", "yuan", "500.00"), value("inpatient.ratio", "percent", "60%"))
    fault = only(write_area(tmp_path / "area", *stated, rest=False))
    assert fault.en.startswith(f"inpatient.ratio: needs {', '.join(EVERY_BILL)}, inpatient.ceiling from")
    assert fault.zh.startswith(f"inpatient.ratio：自 2024-01-01 起还需要 {'、'.join(EVERY_BILL)}、inpatient.ceiling")


def test_what_is_said_to_be_unknown_is_stated(tmp_path: Path) -> None:
    not_known = [unknown(path, unit_of(path)) for path in COVER if path != "enrolment.central_opens"]
    opens = value("enrolment.central_opens", "day", "10-01 of the year before")
    assert load(write_area(tmp_path / "area", opens, *not_known), complete=True).version


def test_what_a_province_does_not_know_is_for_its_cities_to_state(tmp_path: Path) -> None:
    head = HEAD.replace("990000", "980000").replace("level: city", "level: province")
    write_area(tmp_path / "above", unknown("assistance.cap", "yuan"), head=head)
    fault = only(write_area(tmp_path / "city", *topics(("assistance.cap",)), head=HEAD + "parent: above\n"))
    assert fault.en.startswith("assistance.ratio: needs assistance.cap from 2024-01-01 on")


@pytest.mark.parametrize("path", ["contribution.personal", "subsidy.per_head"])
def test_a_year_that_a_province_does_not_know_is_for_its_cities_to_state(tmp_path: Path, path: str) -> None:
    head = HEAD.replace("990000", "980000").replace("level: city", "level: province")
    years = unknown(path, "yuan").replace("2024-01-01,", "2025-01-01,")
    known = value(path, "yuan", "{standard: 380.00}" if path == "contribution.personal" else "670.00")
    known = known.replace("from: 2024-01-01", "from: 2024-01-01\n      to: 2024-12-31")
    write_area(tmp_path / "above", known + years.partition("values:\n")[2], head=head)
    city = write_area(tmp_path / "city", *topics((path,)), head=HEAD + "parent: above\n")
    (city / "years.yaml").unlink()
    fault = only(city)
    assert fault.en.startswith(f"{path}: not stated, missing year 2025; state each year")
    assert fault.file.name == "area.yaml"


# Every parameter of every shipped city


@cache
def optional() -> tuple[Mapping[str, str], Mapping[tuple[str, str], str]]:
    """Return parameter → reason, and (area, parameter) → reason; none stands twice."""
    read = read_case_text(OPTIONAL)
    everywhere = [(path, entry["reason"]) for entry in read["optional"] for path in entry["parameters"]]
    somewhere = [
        ((area, path), entry["reason"])
        for entry in read["optional_in"]
        for area in entry["areas"]
        for path in entry["parameters"]
    ]
    assert len(dict(everywhere)) == len(everywhere)
    assert len(dict(somewhere)) == len(somewhere)
    assert all(reason.strip() for _, reason in everywhere + somewhere)
    return MappingProxyType(dict(everywhere)), MappingProxyType(dict(somewhere))


def deleted(folder: Path) -> Iterator[tuple[str, list[Fault]]]:
    """Delete each parameter of a folder, one at a time; yield its name and what the check finds then."""
    for file in sorted(folder.glob("*.yaml")):
        if file.name in ("area.yaml", "bounds.yaml"):
            continue
        text = file.read_text(encoding="utf-8")
        blocks = re.split(r"(?m)^(?=\w+\.\w+:$)", text)
        of_grade = GRADE if re.search(r"(?m)^grade:", blocks[0]) else ""
        for number in range(1, len(blocks)):
            left = "".join([*blocks[:number], *blocks[number + 1 :]])
            empty = not re.search(r"(?m)^\w", left)
            file.write_text("{}" if empty else left, encoding="utf-8")
            try:
                load(folder, complete=True)
                found = []
            except FaultyRegulation as wrong:
                found = wrong.faults
            yield of_grade + blocks[number].partition(":")[0], found
        file.write_text(text, encoding="utf-8")


def hold_each_deletion(original: Path, folder: Path) -> None:
    copytree(original, folder, ignore=ignore_patterns("golden"))
    everywhere, somewhere = optional()
    unseen = []
    for path, found in deleted(folder):
        assert len(found) <= 1, (path, [fault.text("en") for fault in found])
        if not found:
            unseen.append(path)
    listed = {path for area, path in somewhere if area == original.name}
    assert sorted(set(unseen) - set(everywhere) - listed) == [], (
        "add a rule to checks/needs.py, or a reason to the list"
    )
    assert sorted(listed - set(unseen)) == [], "these are missed now: take them off the list"


def test_each_deleted_parameter_of_the_example_is_missed_or_optional(tmp_path: Path) -> None:
    hold_each_deletion(MY_CITY, tmp_path / "my-city")


@pytest.mark.full
@pytest.mark.parametrize("name", ["cn-50", "cn-3302", "cn-4401", "cn-5101", "cn-5104", "cn-5107"])
def test_each_deleted_parameter_of_a_shipped_city_is_missed_or_optional(tmp_path: Path, name: str) -> None:
    hold_each_deletion(AREAS / name, tmp_path / name)


def test_every_shipped_city_is_among_them() -> None:
    cities = [folder.name for folder in shipped_areas().values() if load(folder).area.level == "city"]
    assert sorted(cities) == ["cn-3302", "cn-4401", "cn-50", "cn-5101", "cn-5104", "cn-5107"]


def test_a_reform_may_state_what_the_area_does_not(tmp_path: Path) -> None:
    folder = write_area(tmp_path / "area", *topics(("negotiated_drug.ratio",)))
    assert load(folder, complete=True).version
    cap = value("chronic_2.yearly_deductible", "yuan", "100.00").replace("trial", "draft")
    reform = tmp_path / "reform.yaml"
    reform.write_text("reform: {title: 试改, documents: {draft: {title: 稿}}}\n" + cap, encoding="utf-8")
    assert load(folder, reform=reform, complete=True).version
    assert faults(write_area(tmp_path / "less", *topics(("chronic_2.ratio",)), rest=False))
