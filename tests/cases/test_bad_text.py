"""Arbitrary files: a case file that can't be read is refused, whatever is in it, and nothing else ever happens."""

import json
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import given, note
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.regulations.areas import value, write_area
from tests.strategies.dice import Dice
from tests.strategies.mutations import Case, mutated
from tests.strategies.persons import cases
from tests.strategies.tiers import examples
from tongchou.cases.answer import amounts
from tongchou.cases.faults import RefusedCase
from tongchou.cases.form import read_case
from tongchou.cases.settle import settle_case
from tongchou.cases.text import Number, UnreadableCase, read_case_text
from tongchou.main import app
from tongchou.regulations.load import load
from tongchou.regulations.reading import DEEPEST, UnreadableYaml, parse_yaml
from tongchou.regulations.resolve import TermsBook

REGULATION = load("510400")
BOOK = TermsBook(REGULATION)
NESTED = 60_000

BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"
TEXTS = {
    "nothing": "",
    "a comment": "# nothing\n",
    "a word": "junk",
    "a number": "5",
    "a day": "2024-01-01",
    "a list": "- 1\n- 2\n",
    "tabs": "version: 1\n\tpersons: []\n",
    "tabs as space": "version:\t1\n",
    "a control character": "version: \x07\n",
    "a null byte": "version: \x00\n",
    "an alias": BOMB,
    "a list within itself": "&a [*a]",
    "a mapping within itself": "a: &a\n  b: *a\n",
    "two documents": "version: 1\n---\nversion: 1\n",
    "a tag": "!!python/object/apply:os.getcwd []\n",
    "an unknown tag": "version: !number 1\n",
    "a wrong tag": "version: !!int one\npersons: !!null x\nregulation: !!bool perhaps\n",
    "a merge": "<<: {version: 1}\npersons: []\n",
    "a key twice": "version: 1\nversion: 1\n",
    "a key twice in JSON": '{"persons": [{"id": "a", "id": "b"}]}',
    "a list as key": "? [1]\n: 1\n",
    "an empty key": "? \n: 1\n",
    "half a mapping": "version: 1\npersons: [{\n",
    "half a JSON": '{"version": 1, "persons": [',
    "JSON with NaN": '{"version": NaN, "persons": -Infinity}',
    "YAML with NaN": "version: .nan\npersons: -.inf\n",
    "JSON with half a character": '{"version": 1, "regulation": "\\ud800", "persons": []}',
    "JSON after a JSON": "{} {}",
    "a long number in JSON": '{"version": ' + "1" * 5_000 + "}",
    "a long number": "version: " + "1" * 5_000 + "\n",
    "other numbers": "version: 0x1\npersons: 0o7\nregulation: 1:30\n",
    "deep JSON": "[" * NESTED + "]" * NESTED,
    "deep YAML": "version: " + "[" * 2_000 + "]" * 2_000,
    "a deep list": "- " * 2_000 + "x",
    "long": "x" * 1_000_000,
}
DEEP = {
    "flow": "version: " + "[" * NESTED + "]" * NESTED,
    "open flow": "version: " + "{a: " * NESTED,
    "block": "- " * NESTED + "x",
    "mappings": "".join(f"{' ' * number}a:\n" for number in range(2_000)),
    "questions": "? " * NESTED,
}
REGULATIONS = {
    "no area": "nowhere",
    "above": "../..",
    "the root": "/",
    "here": ".",
    "a null byte": "\0",
    "a long name": "x" * 5_000,
    "a long path": "x/" * 3_000,
    "inside out": "cn-5104/../..",
    "half a character": "\ud800",
    "a home": "~",
    "an area and a space": "510400 ",
}


def outcome(file: Path) -> list[dict[str, int]] | str:
    """The amounts of a file, or where it was refused. Any other exception fails the test."""
    try:
        value = read_case_text(file)
        return [amounts(each) for each in settle_case(read_case(value, "510400"), BOOK)]
    except UnreadableCase as unreadable:
        path, words = unreadable.path, (unreadable.zh, unreadable.en)
    except RefusedCase as refused:
        first = refused.faults[0]
        path, words = first.path, (first.zh, first.en)
    assert all(words)
    return path


def outcomes(content: bytes) -> list[list[dict[str, int]] | str]:
    """The same of a content as a YAML and as a JSON file."""
    with TemporaryDirectory() as folder:
        found = []
        for name in ("case.yaml", "case.json"):
            file = Path(folder, name)
            file.write_bytes(content)
            found.append(outcome(file))
        return found


@pytest.mark.parametrize("name", TEXTS)
def test_a_nasty_text_is_refused(name: str) -> None:
    for found in outcomes(TEXTS[name].encode()):
        assert isinstance(found, str)


@pytest.mark.parametrize("name", DEEP)
def test_deep_nesting_does_not_end_the_process(name: str, tmp_path: Path) -> None:
    """In a process of its own: a parser that recurses in C ends it without an exception."""
    file = tmp_path / "case.yaml"
    file.write_text(DEEP[name], encoding="utf-8")
    reading = (
        "import sys; from pathlib import Path; from tongchou.cases.text import UnreadableCase, read_case_text\n"
        "try: read_case_text(Path(sys.argv[1]))\n"
        "except UnreadableCase: print('refused')"
    )
    done = subprocess.run([sys.executable, "-c", reading, file], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "refused\n")


NESTINGS = {
    "lists": ("[", "]"),
    "mappings": ('{"a": ', "}"),
    "both": ('[{"a": ', "}]"),
    "beside a text with brackets": (r'["[[\"[[", ', "]"),
    "beside a text that ends in a backslash": (r'["\\", ', "]"),
}
"""What opens and closes one level or two, in YAML as in JSON."""


@pytest.mark.parametrize("nesting", NESTINGS)
@pytest.mark.parametrize("suffix", [".json", ".yaml"])
def test_the_deepest_that_is_read(nesting: str, suffix: str, tmp_path: Path) -> None:
    """As many levels as allowed are read, one more is refused, the same in YAML and in JSON."""
    start, end = NESTINGS[nesting]
    times, rest = divmod(DEEPEST - 1, len(end))
    file = tmp_path / f"case{suffix}"

    def write(rest: int) -> None:
        text = start * times + "[" * rest + "1" + "]" * rest + end * times
        # a YAML file that begins with a bracket would be read as JSON
        file.write_text(f'{{"a": {text}}}' if suffix == ".json" else f"a: {text}\n", encoding="utf-8")

    write(rest)
    assert set(read_case_text(file)) == {"a"}
    write(rest + 1)
    with pytest.raises(UnreadableCase, match="nested too deeply"):
        read_case_text(file)


TWICE = {
    "persons:\n- id: a\n  id: b\n": ("persons[0].id", "id"),
    '{"persons": [{"id": "a"}, {"id": "a", "encounters": [{"lines": [{}, {"a": 1, "b": 1, "b": 2, "a": 2}]}]}]}': (
        "persons[1].encounters[0].lines[1].b",
        "b",
    ),
    '{"version": 1, "persons": [{"id": 1, "id": 2}], "version": 1}': ("version", "version"),
    '{"persons": [{"id": 1, "id": 2}], "persons": []}': ("persons", "persons"),
    '[{"a": 1, "a": 1}]': ("[0].a", "a"),
}
"""Texts with a key that stands twice: its path and what was found."""


@pytest.mark.parametrize("text", TWICE)
def test_the_path_of_a_key_that_stands_twice_is_whole(text: str, tmp_path: Path) -> None:
    file = tmp_path / "case.txt"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableCase) as caught:
        read_case_text(file)
    assert (caught.value.path, caught.value.found) == TWICE[text]


WRONG_LINES = {
    "version: 1\n\tpersons: []\n": ("line 2", "persons: []"),
    "version: 1\npersons: &a []\n": ("line 2", "persons: &a []"),
    "version: 1\npersons: !!seq []\n": ("line 2", "persons: !!seq []"),
    '{"version": 1,\n "persons": nobody}': ("line 2", '"persons": nobody}'),
    "version: " + "[" * 200: ("line 1", "version: " + "[" * 51 + "…"),
}
"""Texts that can't be read: the line, and what stands in it."""


@pytest.mark.parametrize("text", WRONG_LINES)
def test_found_is_the_line_that_can_not_be_read(text: str, tmp_path: Path) -> None:
    file = tmp_path / "case.txt"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableCase) as caught:
        read_case_text(file)
    assert (caught.value.path, caught.value.found) == WRONG_LINES[text]


@examples(150)
@given(st.binary(max_size=300))
def test_any_bytes(content: bytes) -> None:
    for found in outcomes(content):
        assert isinstance(found, str)


@examples(150)
@given(st.text(max_size=200) | st.text(alphabet="[]{}:,-?&*!|>'\"%@` \n\t#ab1.~<", max_size=120))
def test_any_text(text: str) -> None:
    for found in outcomes(text.encode("utf-8", errors="surrogatepass")):
        assert isinstance(found, str)


class PlainDumper(yaml.SafeDumper):
    """Writes what stands twice twice: aliases are refused."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def written(case: Case, as_json: bool) -> str:
    if as_json:
        return json.dumps(case, ensure_ascii=False)
    return yaml.dump(case, Dumper=PlainDumper, allow_unicode=True, sort_keys=False)


@examples(40)
@given(cases(REGULATION, few=True))
def test_yaml_and_json_say_the_same(case: Case) -> None:
    """A case is the same whether it is written as YAML or as JSON, and days may stand without quotes."""
    in_yaml, in_json = written(case, as_json=False), written(case, as_json=True)
    with TemporaryDirectory() as folder:
        file = Path(folder, "case.txt")
        for text in (in_yaml, in_json, re.sub(r"'(\d{4}-\d\d-\d\d)'", r"\1", in_yaml)):
            file.write_text(text, encoding="utf-8")
            assert read_case_text(file) == case


PIECES = (
    "",
    " ",
    "\t",
    "\n",
    ":",
    "-",
    "'",
    '"',
    "{",
    "}",
    "[",
    "]",
    ",",
    "&a ",
    "*a",
    "#",
    "0",
    "\x00",
    "é",
    "null",
    "- ",
    "!!",
)


@st.composite
def damaged(draw: st.DrawFn, text: str) -> str:
    """A text with a few places cut out, doubled or replaced."""
    dice = Dice(draw)
    for _ in range(dice.whole(1, 3)):
        # two draws: Hypothesis prefers small numbers in a wide range
        start = min(len(text), len(text) * dice.whole(0, 100) // 100 + dice.whole(0, 20))
        end = start + dice.one((0, 1, 2, 10, 60))
        text = text[:start] + dice.one((*PIECES, text[start:end] * 2)) + text[end:]
    return text


@examples(150)
@given(st.data(), st.booleans())
def test_a_damaged_text(data: st.DataObject, as_json: bool) -> None:
    """It may still be a case; if so it is settled, else refused."""
    text = data.draw(damaged(written(data.draw(cases(REGULATION, few=True)), as_json)))
    note(text)
    outcomes(text.encode())


def json_text(value: Any) -> str:
    """JSON in which a number without quotes is one."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(str(key))}: {json_text(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(json_text(inner) for inner in value) + "]"
    return str(value) if isinstance(value, Number) else json.dumps(value)


def settle_command(case: Any, *options: str) -> tuple[int, str, str]:
    with TemporaryDirectory() as folder:
        file = Path(folder, "case.json")
        file.write_text(json_text(case), encoding="utf-8")
        result = CliRunner().invoke(app, ["settle", str(file), *options], catch_exceptions=False)
        return result.exit_code, result.stdout, result.stderr


@examples(40)
@given(st.data())
def test_the_command_refuses_and_settles_nothing(data: st.DataObject) -> None:
    """Exit status 2, nothing on standard output, or all faults as JSON."""
    case = data.draw(cases(REGULATION, few=True)) | {"regulation": "510400"}
    wrong = data.draw(mutated(case))
    note(wrong.what)
    status, printed, said = settle_command(wrong.case, "--lang", "en")
    if status == 0:
        assert not wrong.must_refuse
        assert "settlements" in json.loads(printed)
        return
    assert (status, printed) == (2, "")
    assert said
    status, printed, said = settle_command(wrong.case, "--json-errors")
    assert (status, said) == (2, "")
    errors = json.loads(printed)["errors"]
    assert errors
    for error in errors:
        assert set(error) == {"path", "found", "allowed", "message"}


@pytest.mark.parametrize("name", DEEP)
def test_a_regulation_is_not_nested_deeply(name: str) -> None:
    with pytest.raises(UnreadableYaml, match="nested too deeply"):
        parse_yaml(DEEP[name])


def test_found_is_the_line_of_a_regulation_that_is_at_fault(tmp_path: Path) -> None:
    write_area(tmp_path / "city", value("inpatient.ceiling", "yuan", "500.005"))
    file = tmp_path / "case.yaml"
    file.write_text("version: 1\nregulation: city\npersons: []\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["settle", str(file), "--json-errors"], catch_exceptions=False)
    errors = json.loads(result.stdout)["errors"]
    assert "value: 500.005" in [error["found"] for error in errors]
    assert all(error["found"] for error in errors)


def test_a_file_name_that_is_too_long() -> None:
    result = CliRunner().invoke(app, ["settle", "x" * 5_000, "--json-errors"], catch_exceptions=False)
    assert result.exit_code == 2
    assert json.loads(result.stdout)["errors"][0]["path"] == "$"


@pytest.mark.parametrize("name", REGULATIONS)
def test_a_regulation_that_is_not_there(name: str) -> None:
    """Whatever stands in the place of the area or folder."""
    case = {"version": 1, "regulation": REGULATIONS[name], "persons": []}
    status, printed, said = settle_command(case)
    assert (status, printed) == (2, "")
    assert said
    status, printed, _ = settle_command(case, "--json-errors")
    assert (status, json.loads(printed)["errors"][0]["path"]) == (2, "regulation")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_half_a_character_can_be_shown(language: str) -> None:
    """Wherever it stands: as a key, as a word, as an id."""
    case: Any = {
        "version": 1,
        "regulation": "510400",
        "\ud800": "\udfff",
        "persons": [{"id": "\ud83d", "sex": "\ude00"}],
    }
    status, printed, said = settle_command(case, "--lang", language)
    assert (status, printed) == (2, "")
    assert said
    status, printed, _ = settle_command(case, "--lang", language, "--json-errors")
    assert status == 2
    assert json.loads(printed)["errors"]
