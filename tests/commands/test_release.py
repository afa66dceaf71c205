"""``tongchou release``: a release made by hand by two accounts, from the draft to what is in force."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.network import NOON, make_network
from tests.registry.releasing import CITY, claims_file, make_released, overlay, regime
from tongchou.commands.output import console
from tongchou.main import app
from tongchou.registry import clock
from tongchou.registry.models import RegulationDraft, RegulationRelease
from tongchou.registry.queries.releases import release_in_force

pytestmark = [pytest.mark.both, pytest.mark.begins_with.with_args(make_released), pytest.mark.usefixtures("database")]

MAKER, CHECKER = ("--as", "policy_officer"), ("--as", "policy_checker")
runner = CliRunner(env={"COLUMNS": "200"})


@pytest.fixture(autouse=True)
def _standing_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # another test of this process may have left a narrower console
    monkeypatch.setattr(console, "_width", 200)
    with clock.clock_at(NOON):
        yield


def run(*arguments: str, status: int = 0) -> Result:
    result = runner.invoke(app, ["release", *arguments])
    assert result.exit_code == status, result.output
    return result


def drafted(folder: Path, text: str, *options: str) -> str:
    """Draft an overlay and return its number."""
    file = folder / "overlay.yaml"
    file.write_text(text, encoding="utf-8")
    said = run("draft", "--overlay", str(file), *options, *MAKER).stdout
    found = re.search(r"草案 (\d+)：已起草；下一步：检查（市级政策岗）", said)
    assert found, said
    return found[1]


def test_an_overlay_goes_from_draft_to_force(tmp_path: Path) -> None:
    number = drafted(tmp_path, overlay())
    assert "检查通过" in run("check", number, *MAKER).stdout
    assert "1 人少付，0 人多付" in run("effect", number, str(claims_file(tmp_path)), "--plain", *MAKER).stdout
    assert "待复核" in run("submit", number, *MAKER).stdout
    run("approve", number, *MAKER, status=2)
    assert "复核通过" in run("approve", number, *CHECKER).stdout
    assert (
        "ready to be published"
        in run("paper", number, "--paper", "攀医保发〔2026〕9号", "--from", "2026-04-01", "--lang", "en", *MAKER).stdout
    )
    run("publish", number, *MAKER, status=2)
    assert "已发布 510400-2，自 2026-04-01 起生效" in run("publish", number, *CHECKER).stdout
    assert release_in_force(CITY, date(2026, 4, 1)).release.number == 2
    listed = run("list", "--lang", "en").stdout
    assert "攀医保发〔2026〕9号" in listed
    assert "overlay" in listed
    shown = run("show", "2", "inpatient.ratio", "--on", "2026-04-01").stdout
    assert "level3 65.00%" in shown or "level3 65%" in shown
    assert "关于调整住院报销比例的通知" in shown
    difference = run("diff", "1", "2").stdout
    assert "inpatient.ratio" in difference
    assert "2026-04-01" in difference
    assert "没有差别" in run("diff", "1", "files").stdout
    assert "没有差别" in run("diff", "2", number).stdout
    assert "2 次发布，0 处不符" in run("verify").stdout


def test_a_special_regime_is_drafted_and_taken_back(tmp_path: Path) -> None:
    number = drafted(tmp_path, regime(), "--special-regime")
    assert RegulationDraft.objects.get(pk=int(number)).kind == "special_regime"
    assert "已撤回" in run("withdraw", number, "--reason", "疫情结束", *MAKER).stdout
    assert "taken back" in run("list", "--lang", "en").stdout


def test_a_rejection_is_told(tmp_path: Path) -> None:
    number = drafted(tmp_path, overlay())
    run("check", number, *MAKER)
    run("effect", number, str(claims_file(tmp_path)), "--plain", *MAKER)
    run("submit", number, *MAKER)
    assert "复核未通过" in run("approve", number, "--reject", "--opinion", "先测算", *CHECKER).stdout
    assert RegulationRelease.objects.count() == 1


def test_a_check_that_finds_faults_lists_them_and_ends_with_1(tmp_path: Path) -> None:
    text = overlay().replace("inpatient.ratio:", "inpatient.repeat_reductions:").replace("unit: percent", "unit: yuan")
    text = text.replace("{primary: 90%, level1: 85%, level2: 75%, level3: 65%}", "[100.00]")
    number = drafted(tmp_path, text)
    said = run("check", number, *MAKER, status=1).stdout
    assert "overlay.yaml:" in said
    assert "检查未通过" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("draft", "--as", "nobody"), "没有启用的账号"),
        (("draft", "--as", "county_clerk"), "无权办理"),
        (("draft", *MAKER), "完全相同"),
        (("draft", "--area", "999900", *MAKER), "没有区划"),
        (("draft", "--overlay", "missing.yaml", *MAKER), "文件无法读取"),
        (("check", "7", *MAKER), "没有草案"),
        (("show", "9"), "没有发布或草案"),
        (("show", "x"), "没有发布或草案"),
        (("diff", "1", "2"), "没有发布或草案"),
    ],
)
def test_what_can_not_be_done_is_refused_with_the_reason(arguments: tuple[str, ...], said: str) -> None:
    assert said in run(*arguments, status=2).output


@pytest.mark.begins_with.with_args(make_network)
def test_a_city_without_a_release_lists_nothing_and_drafts_what_ships() -> None:
    assert "0 次发布，0 处不符" in run("verify").stdout
    assert "已起草" in run("draft", "--title", "首次发布", *MAKER).stdout
    assert "首次发布" in run("list").stdout
