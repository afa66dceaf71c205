"""Which folder a name means: somebody's own before a shipped one, and the parent as YAML says it."""

from pathlib import Path
from shutil import copytree

import pytest

from tests.regulations.areas import HEAD, value, write_area
from tongchou.regulations.load import AREAS, find_folder, read_chain


@pytest.mark.parametrize("name", ["cn-5104", "./cn-5104"])
def test_a_copy_stands_before_the_shipped_folder_of_the_same_name(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = copytree(AREAS / "cn-5104", tmp_path / "cn-5104")
    assert find_folder(name, tmp_path) == tmp_path / name
    monkeypatch.chdir(tmp_path)
    assert find_folder(name).resolve() == own
    assert find_folder("510400") == AREAS / "cn-5104"


@pytest.mark.parametrize("line", ["parent: cn-51", "parent : cn-51", '"parent": cn-51', "parent: 'cn-51'  # 上级"])
def test_a_parent_is_read_as_yaml(tmp_path: Path, line: str) -> None:
    folder = write_area(tmp_path / "area", value("inpatient.ceiling", "yuan", "150000.00"), head=HEAD + line + "\n")
    chain, faults = read_chain(folder)
    assert faults == []
    assert [area.code for area in chain] == ["000000", "510000", "990000"]
