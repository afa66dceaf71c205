"""``city report`` on the command line."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from tests.statistics.by_hand import write
from tongchou.commands.city import report
from tongchou.commands.output import console

app = typer.Typer()
app.command()(report)

TARGETS = """
documents: {own: 测试文件}
targets:
  stay_cost[all]: {unit: yuan, value: 9000, tolerance: relative, within: 3%, year: 2025, document: own,
    status: sourced, confidence: A}
  aided_share: {unit: percent, value: SHARE, tolerance: points, within: 1%, year: 2021, document: own,
    status: assumed, confidence: C}
  paid_share_real[all]: {unit: percent, value: [56%, 60%], tolerance: range, year: 2019, document: own,
    status: assumed, confidence: D}
  spending_per_head: {unit: yuan, value: 1133.46, tolerance: shown, why: [含其他, with more], year: 2025, document: own,
    status: assumed, confidence: C}
  adrgs: {unit: count, value: 200, tolerance: least, from_residents: 1000, year: 2025, document: own,
    status: assumed, confidence: D}
"""


def run(folder: Path, *arguments: str, share: str = "20.5%") -> Result:
    targets = folder / "targets.yaml"
    targets.write_text(TARGETS.replace("SHARE", share), encoding="utf-8")
    return CliRunner().invoke(app, [str(folder), "--targets", str(targets), *arguments])


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "_width", 200)


def test_the_table_shows_the_figure_the_target_and_the_verdict(tmp_path: Path) -> None:
    found = run(write(tmp_path))
    assert found.exit_code == 0
    lines = {line.split()[1]: line for line in found.stdout.splitlines() if line.startswith("│")}
    assert all(word in lines["次均住院费用·全部"] for word in ("9000.00", "0.00%", "达到", "测试文件 2025，A "))
    assert all(word in lines["资助参保占比"] for word in ("20.00%", "20.50%", "-0.50点", "测试文件 2021，C，假定值"))
    assert "56.00%…60.00%" in lines["住院费用实际支付比例·全部"]
    assert all(word in lines["人均基金支出"] for word in ("不判定", "C，假定值，含其他"))
    assert "参保不足 1000 人" in lines["出现的ADRG组数"]
    assert "年末居民人数" in lines
    assert "判定 3 项，未达到 0 项。" in found.stdout


def test_it_speaks_english_and_lists_only_what_has_a_target(tmp_path: Path) -> None:
    found = run(write(tmp_path), "--lang", "en", "--judged")
    assert found.exit_code == 0
    assert "mean cost of a stay: all" in found.stdout
    assert "C, assumed, with more" in found.stdout
    assert "fewer than 1000 enrolled" in found.stdout
    assert "-0.50 pt" in found.stdout
    assert "women" not in found.stdout
    assert "3 targets judged, 0 missed." in found.stdout


def test_strict_fails_where_a_target_is_missed(tmp_path: Path) -> None:
    write(tmp_path)
    assert run(tmp_path, "--strict").exit_code == 0
    assert run(tmp_path, share="22%").exit_code == 0
    missed = run(tmp_path, "--strict", share="22%")
    assert missed.exit_code == 1
    assert "未达到 1 项" in missed.stdout


def test_without_settled_bills_it_says_what_waits_for_them(tmp_path: Path) -> None:
    found = run(write(tmp_path, "residents", "coverage", "claims-2024"), "--lang", "en")
    assert "2 targets judged, 0 missed; 2 targets without a figure for want of settled bills." in found.stdout


def test_the_json_file_holds_the_same(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    assert run(write(tmp_path), "--json", str(file)).exit_code == 0
    figures = {each["name"]: each for each in json.loads(file.read_text(encoding="utf-8"))["figures"]}
    assert figures["aided_share"]["value"] == "20.00%"
    assert figures["aided_share"]["target"]["document"] == "测试文件"


@pytest.mark.parametrize(("lang", "said"), [("zh", "没有文件 "), ("en", "there is no file ")])
def test_tables_that_are_not_there_are_refused(tmp_path: Path, lang: str, said: str) -> None:
    found = run(write(tmp_path, "residents", "claims-2024"), "--lang", lang)
    assert found.exit_code == 2
    assert said + str(tmp_path / "coverage.parquet") in found.stderr


def test_faulty_targets_and_a_place_that_cant_be_written_are_refused(tmp_path: Path) -> None:
    faulty = run(write(tmp_path), share="many")
    assert faulty.exit_code == 2
    assert f"{tmp_path / 'targets.yaml'}:6：many 不是 percent 的数" in faulty.stderr
    unwritable = run(tmp_path, "--json", str(tmp_path / "nowhere" / "report.json"), "--lang", "en")
    assert unwritable.exit_code == 2
    assert "can't be written (No such file or directory)" in unwritable.stderr
