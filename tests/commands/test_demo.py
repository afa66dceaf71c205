"""``tongchou demo`` and ``tongchou city case``: what a newcomer meets first, on wide and narrow terminals."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tongchou.commands import demo
from tongchou.commands.output import console
from tongchou.demo.check import Disagreement
from tongchou.main import app

runner = CliRunner(env={"COLUMNS": "200"})


@pytest.mark.parametrize(
    ("language", "word", "checked"),
    [("zh", "按支付方", "已核对："), ("en", "By payer", "Checked: the identities hold for ")],
)
def test_the_demo_settles_a_city_explains_one_bill_and_checks(
    tmp_path: Path, language: str, word: str, checked: str
) -> None:
    arguments = [
        "demo",
        "--once",
        "--residents",
        "200",
        "--bulk",
        "2000",
        "--folder",
        str(tmp_path),
        "--lang",
        language,
    ]
    result = runner.invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert word in result.stdout
    assert checked in result.stdout
    assert ("逐分相同" if language == "zh" else "equal the plain rules to the fen") in result.stdout
    (file,) = tmp_path.glob("city-*.json")
    assert json.loads(file.read_text(encoding="utf-8"))["version"] == 1


@pytest.mark.parametrize(
    ("language", "head", "due"),
    [("zh", "这位居民的参保与缴费：", "2024年度应缴 380.00 元"), ("en", "Cover and contribution", "380.00 is due")],
)
def test_the_demo_says_from_when_the_resident_is_covered_and_what_was_due(
    tmp_path: Path, language: str, head: str, due: str
) -> None:
    result = runner.invoke(
        app, ["demo", "--residents", "120", "--bulk", "0", "--folder", str(tmp_path), "--lang", language]
    )
    said = result.stdout.splitlines()
    first = next(number for number, line in enumerate(said) if head in line)
    assert "2024-" in said[first + 1]
    assert due in said[first + 2]
    (file,) = tmp_path.glob("questions-*.json")
    answered = json.loads(runner.invoke(app, ["ask", str(file), "--lang", language]).stdout)["answers"]
    assert [each["sentence"] for each in answered] == [line.strip() for line in said[first + 1 : first + 3]]


def test_a_check_that_fails_says_what_differs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "sums_agree", lambda *_: iter([Disagreement("合计不符", "the sums differ")]))
    arguments = ["demo", "--residents", "50", "--bulk", "0", "--folder", str(tmp_path), "--lang", "en"]
    assert runner.invoke(app, arguments).exit_code == 0
    result = runner.invoke(app, [*arguments, "--once"])
    assert result.exit_code == 1
    assert "the sums differ" in result.stderr
    assert "Checked" not in result.stdout


@pytest.mark.parametrize("width", [30, 44, 60, 80, 100, 150])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_amount_is_cut_however_narrow_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int, language: str
) -> None:
    monkeypatch.setattr(console, "width", width)
    arguments = ["demo", "--residents", "120", "--bulk", "0", "--folder", str(tmp_path), "--lang", language]
    lines = runner.invoke(app, arguments).stdout.split("E20", 1)[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("│").split("│")] for line in lines if line.startswith("│")]
    tables = [cells for cells in rows if len(cells) > 1]
    assert tables
    whole = re.compile(r"\d+|\d+\.\d\d|—|\d+(?:\.\d+)?%|")
    assert [cells for cells in tables if not all(whole.fullmatch(cell) for cell in cells[1:])] == []
    assert all(any(cells[1:]) or cells[0] for cells in tables)


def test_the_city_command_writes_a_case_file(tmp_path: Path) -> None:
    file = tmp_path / "city.json"
    made = runner.invoke(app, ["city", "case", "-o", str(file), "--residents", "100"])
    assert made.exit_code == 0
    assert " 人，" in made.stdout
    assert runner.invoke(app, ["settle", str(file), "--compact"]).exit_code == 0


def test_the_city_command_speaks_english(tmp_path: Path) -> None:
    made = runner.invoke(app, ["city", "case", "-o", str(tmp_path / "city.json"), "--residents", "100", "--lang", "en"])
    assert " persons, " in made.stdout


@pytest.mark.parametrize("command", [["demo", "--folder"], ["city", "case", "--output"]])
@pytest.mark.parametrize(("language", "said"), [("zh", "不能写入"), ("en", "can't be written")])
def test_a_place_that_can_not_be_written_is_refused(
    tmp_path: Path, command: list[str], language: str, said: str
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    place = tmp_path / "file" if command[0] == "demo" else tmp_path / "file" / "city.json"
    result = runner.invoke(app, [*command, str(place), "--residents", "50", "--lang", language])
    assert result.exit_code == 2
    assert said in result.stderr
    assert command[-1] in result.stderr
