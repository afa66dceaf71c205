"""The smallest change of each sum, ratio and count of a city is noticed by a worked case, or a list says why not.

For Panzhihua the test of the articles holds it, words and flags too; here are the benefits of the other cities.
"""

from pathlib import Path

import pytest

from tests.regulations.shipped import goldens
from tongchou.cases.coverage import Bench
from tongchou.cases.text import read_case_text
from tongchou.regulations.kinds import Flag, Word, Words
from tongchou.regulations.load import load, shipped_areas
from tongchou.regulations.rows import Diagnoses, Regimes
from tongchou.regulations.schema import PARAMETERS

SURVIVING = Path(__file__).with_name("surviving_changes_of_cities.yaml")
CITIES = ("330200", "440100", "500000", "510100", "510700")
PANZHIHUA = "510400"
BENEFITS = (
    "inpatient.",
    "outpatient.",
    "two_disease.",
    "chronic_1.",
    "chronic_2.",
    "negotiated_drug.",
    "maternity.sum",
    "maternity.extra_baby",
    "out_of_area.",
    "catastrophic.",
    "assistance.",
    "tilt.",
    "exclusion.",
    "scope.",
)
UNUSED = ("catastrophic.premium_per_head", "scope.bed_limit_per_day")
"""What no bill asks for."""


def is_number(path: str) -> bool:
    """Return whether a parameter holds sums, ratios or counts, or is an exclusion, which a bill names."""
    kind = PARAMETERS[path].kind
    return path.startswith("exclusion.") or not isinstance(kind, Flag | Word | Words | Diagnoses | Regimes)


def explained() -> set[str]:
    found = [name for entry in read_case_text(SURVIVING)["survived"] for name in entry["changes"]]
    assert len(set(found)) == len(found)
    assert all(entry["reason"].strip() for entry in read_case_text(SURVIVING)["survived"])
    return set(found)


def test_every_other_city_is_among_them() -> None:
    cities = [code for code in shipped_areas() if load(code).area.level == "city"]
    assert sorted(cities) == sorted((*CITIES, PANZHIHUA))


@pytest.mark.full
@pytest.mark.parametrize("code", CITIES)
def test_the_smallest_change_of_a_benefit_is_noticed(code: str) -> None:
    bench = Bench(code)
    paths = [path for path in bench.regulation.timelines if path.startswith(BENEFITS) and path not in UNUSED]
    evidence = [bench.parameter(path) for path in paths if is_number(path)]
    assert len(evidence) > len(BENEFITS)
    survived = {f"{code} {change}" for each in evidence for change in each.survived}
    listed = {name for name in explained() if name.startswith(code)}
    assert sorted(survived - listed) == [], "nobody notices these changes; add a worked case or a reason"
    assert sorted(listed - survived) == [], "these changes are noticed now, or are no changes: take them off the list"


@pytest.mark.parametrize("code", CITIES)
def test_a_city_has_cases_for_its_leaves(code: str) -> None:
    files = {golden.file.name for golden in goldens(shipped_areas()[code])}
    assert "leaves.yaml" in files
