"""Small free-standing areas, written to a folder, that a test may spoil."""

import re
from pathlib import Path

import pytest

from tongchou.regulations.faults import Fault, FaultyRegulation
from tongchou.regulations.load import load

HEAD = """area: "990000"
name: {zh: 试验市, en: Trial City}
level: city
in_force: {from: 2024-01-01, to: 2025-12-31}
documents:
  trial: {title: 试验市居民医保办法}
"""


def value(path: str, unit: str, text: str, first: str = "2024-01-01", rest: str = "") -> str:
    """Return one parameter with one cited value as YAML."""
    return f"""{path}:
  unit: {unit}
  values:
    - from: {first}
      document: trial
      article: 第一条
      status: assumed
      confidence: D
      value: {text}
{rest}"""


YEARLY = {"contribution.personal": "yuan", "subsidy.per_head": "yuan"}
"""What every pooling area states for each year; a trial area says that it is not known."""


EVERY_BILL = {
    "scope.first_share": "percent",
    "identity.rank": "words",
    "catastrophic.fed_by": "words",
    "assistance.fed_by": "words",
    "inpatient.ceiling": "yuan",
}
"""What bills need besides the parameter that a test is about; a trial area says that it is not known."""

BENEFITS = re.compile(r"(?m)^(inpatient|outpatient|two_disease|chronic_2|negotiated_drug|maternity)\.")


def unknown(path: str, unit: str) -> str:
    """Return one parameter that is not available, as YAML."""
    return f"{path}:\n  unit: {unit}\n  values:\n    - {{from: 2024-01-01, not_available: 试验}}\n"


def write_area(folder: Path, *topics: str, head: str = HEAD, bounds: str = "", rest: bool = True) -> Path:
    """Write an area and return its folder; each topic becomes a file of its own.

    What bills and years need besides is said to be unknown, but for the sake of a test of just that (``rest``).
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "area.yaml").write_text(head, encoding="utf-8")
    for number, topic in enumerate(topics):
        (folder / f"topic{number}.yaml").write_text(topic, encoding="utf-8")
    free_standing_city = "parent:" not in head and "level: city" in head
    benefits = rest and free_standing_city and any(BENEFITS.search(each) for each in topics)
    left_out = {**YEARLY, **(EVERY_BILL if benefits else {})}
    years = "".join(
        unknown(path, unit) for path, unit in left_out.items() if not any(f"{path}:" in each for each in topics)
    )
    if years:
        (folder / "years.yaml").write_text(years, encoding="utf-8")
    if bounds:
        (folder / "bounds.yaml").write_text(bounds, encoding="utf-8")
    return folder


def faults(folder: Path) -> list[Fault]:
    """Return every fault of an area that is not in order."""
    with pytest.raises(FaultyRegulation) as raised:
        load(folder, complete=True)
    return raised.value.faults


def only(folder: Path) -> Fault:
    """Return the one fault of an area: a slip is told once."""
    found = faults(folder)
    assert len(found) == 1, [fault.text("en") for fault in found]
    assert found[0].line > 0
    assert found[0].zh
    return found[0]
