"""One wrong value anywhere in an area's files is one fault, or none where the area stays in order; never a cascade."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tongchou.regulations.faults import Fault, FaultyRegulation
from tongchou.regulations.load import AREAS, load

MY_CITY = Path(__file__).parents[2] / "docs" / "examples" / "my-city"
WRITTEN = re.compile(r"(.*(?:value|from|to|document|article|status|confidence|unit|level|area): )([^\s{,}][^,}]*)(.*)")
YEARS_OFF = (-3, 3)
KEYS = ("level1", "low_income", "primary", "vaginal", "standard")


def slips(line: str) -> Iterator[str]:
    """Yield a line of a regulation with one slip of the pen each."""
    found = WRITTEN.fullmatch(line)
    if found is not None:
        yield f"{found[1]}zzz{found[3]}"
    for year in re.findall(r"(?:from|to): (\d{4})", line):
        yield from (line.replace(year, str(int(year) + off), 1) for off in YEARS_OFF)
    for number in re.findall(r"\d+%", line):
        yield from (line.replace(number, other, 1) for other in ("1%", "99%"))
    for number in re.findall(r"\d+\.00", line):
        yield from (line.replace(number, other, 1) for other in ("99999999.00", "0.00"))
    yield from (line.replace(f"{key}:", "zzz:") for key in KEYS if f"{key}:" in line)


def slipped(text: str) -> Iterator[str]:
    """Yield a file with one slip each, and without one of its parameters each."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        for slip in slips(line):
            yield "\n".join([*lines[:number], slip, *lines[number + 1 :]])
    blocks = re.split(r"(?m)^(?=\w+\.\w+:$)", text)
    yield from ("".join([*blocks[:number], *blocks[number + 1 :]]) for number in range(1, len(blocks)))


def faults_of(folder: Path) -> list[Fault]:
    try:
        load(folder, complete=True)
    except FaultyRegulation as wrong:
        return wrong.faults
    return []


def hold_one_fault_a_slip(original: Path, folder: Path) -> None:
    shutil.copytree(original, folder, ignore=shutil.ignore_patterns("golden"))
    assert faults_of(folder) == []
    counts = []
    for file in sorted(folder.glob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        for changed in slipped(text):
            file.write_text(changed if changed.strip() else "{}", encoding="utf-8")
            found = faults_of(folder)
            assert len(found) <= 1, (file.name, [fault.text("en") for fault in found])
            counts.append(len(found))
        file.write_text(text, encoding="utf-8")
    assert 2 * sum(counts) > len(counts), "most slips are noticed"


def test_one_slip_is_one_fault_in_the_example(tmp_path: Path) -> None:
    hold_one_fault_a_slip(MY_CITY, tmp_path / "my-city")


@pytest.mark.full
@pytest.mark.parametrize("name", ["cn-5104", "cn-5107"])
def test_one_slip_is_one_fault_in_a_shipped_city(tmp_path: Path, name: str) -> None:
    hold_one_fault_a_slip(AREAS / name, tmp_path / name)
