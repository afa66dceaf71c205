"""What holds for the repository as a whole, whatever the code in it computes."""

import ast
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import require
from tests.structure.sources import PACKAGE, ROOT, at, modules_below, parsed

LONGEST_MODULE = 600

# Written as patterns with escapes, so that this file does not find itself.
PACKAGE_INDEX = re.compile(
    r"\bpypi\.[a-z]|pythonhosted\.org|/pypi/(?:simple|web)\b|\bmirrors\.[a-z]+\.[a-z]"
    r"|registry\.npmjs|crates\.io\b|proxy\.golang|conda\.anaconda"
)
# What stands before tells a path of a machine from the middle of an address or of another path.
MACHINE_PATH = re.compile(r"(?<![\w.\-})\]>*])/(?:work|root|home/\w+|Users/\w+)(?=/\w)", re.ASCII)

COMMANDS = ("run", "test", ".ci/run", "scripts/compile-requirements", "scripts/mutation", "scripts/spark")
DOCUMENTS = (
    ".editorconfig",
    ".gitattributes",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "NOTICE",
    "README.md",
    "README.zh-CN.md",
    "SECURITY.md",
    "docs/architecture.md",
    "docs/glossary.md",
)
REQUIREMENTS = (
    "requirements/uv.txt",
    "requirements/all.txt",
    "requirements/mutation.txt",
    "requirements/bench.txt",
    "requirements/spark.txt",
)


def files_of_git() -> list[Path] | None:
    """Return what git would commit, or None where there is no git or no history (an unpacked archive)."""
    try:
        listing = subprocess.run(
            ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    paths = [ROOT / name.decode() for name in listing.stdout.split(b"\0") if name]
    return sorted(path for path in paths if path.is_file())


def files_of_tree() -> list[Path]:
    """Return every file that is not in a hidden or a generated folder."""
    found: list[Path] = []
    for folder, subfolders, names in os.walk(ROOT):
        subfolders[:] = [
            name
            for name in subfolders
            if name in {".ci", ".github"}
            or not (name.startswith(".") or name in {"__pycache__", "build", "dist", "var"})
        ]
        found += [Path(folder, name) for name in names]
    return sorted(found)


def committed_files() -> list[Path]:
    of_git = files_of_git()
    return files_of_tree() if of_git is None else of_git


def lines_matching(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in committed_files():
        content = path.read_bytes()
        if b"\0" in content:
            continue
        text = content.decode("utf-8", errors="replace")
        for match in pattern.finditer(text):
            number = text.count("\n", 0, match.start()) + 1
            found.append(f"{at(path, number)}: {match[0]}")
    return found


def inexact(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and reason of everything that is, or makes, a number that is not exact."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            yield node.lineno, f"the literal {node.value}"
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if name in {"float", "approx", "round"}:
                yield node.lineno, f"{name}()"


def divisions(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            yield node.lineno, "a division that makes a float"


def undocumented(body: list[ast.stmt]) -> Iterator[tuple[int, str]]:
    for node in body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
            continue
        if ast.get_docstring(node) is None:
            yield node.lineno, node.name
        if isinstance(node, ast.ClassDef):
            yield from undocumented(node.body)


def test_the_walk_misses_no_file_of_git() -> None:
    require("git", shutil.which("git") is not None)
    of_git = files_of_git()
    if of_git is None:
        pytest.skip("an unpacked archive has no history")
    assert set(of_git) - set(files_of_tree()) == set()


def test_no_file_names_a_package_index() -> None:
    assert lines_matching(PACKAGE_INDEX) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert lines_matching(MACHINE_PATH) == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (PACKAGE_INDEX, "--index-url https://" + "py" + "pi.org/simple"),
        (PACKAGE_INDEX, "https://mirrors" + ".example.edu.cn/"),
        (MACHINE_PATH, "见" + "/" + "root/notes.md"),
        (MACHINE_PATH, "PATH=/usr/bin:" + "/" + "root/bin"),
        (MACHINE_PATH, "file://" + "/" + "work/notes.md"),
        (MACHINE_PATH, "`" + "/" + "home/someone/tongchou`"),
    ],
)
def test_the_patterns_find_what_they_look_for(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)


@pytest.mark.parametrize("line", ["https://example.gov.cn/work/2024/notice.html", "${folder}/root/b"])
def test_an_address_is_not_taken_for_a_path_of_a_machine(line: str) -> None:
    assert not MACHINE_PATH.search(line)


def test_money_is_never_inexact() -> None:
    folders = ("src/tongchou/rules", "src/tongchou/regulations", "src/tongchou/cases", "tests")
    found = [f"{at(path, line)}: {what}" for path in modules_below(*folders) for line, what in inexact(parsed(path))]
    assert found == []


@pytest.mark.parametrize("source", ["1.5", "1e3", "2j", "float(x)", "round(x)", "pytest.approx(x)", "x.round()"])
def test_inexact_numbers_are_found(source: str) -> None:
    assert list(inexact(ast.parse(source)))


@pytest.mark.parametrize("source", ["15", "x // 2", "'1.5'", "isinstance(x, float)"])
def test_exact_numbers_are_let_through(source: str) -> None:
    assert not list(inexact(ast.parse(source)))


def test_the_rules_divide_only_integers() -> None:
    modules = modules_below("src/tongchou/rules")
    assert modules
    assert [at(path, line) for path in modules for line, _ in divisions(parsed(path))] == []


def test_every_public_name_of_the_rules_is_explained() -> None:
    found = [
        f"{at(path, line)}: {name}"
        for path in modules_below("src/tongchou/rules")
        for line, name in undocumented(parsed(path).body)
    ]
    assert found == []


def test_every_package_is_explained() -> None:
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    without_init = [folder for folder in folders if not (folder / "__init__.py").is_file()]
    assert without_init == []
    without_docstring = [folder for folder in folders if ast.get_docstring(parsed(folder / "__init__.py")) is None]
    assert without_docstring == []


def test_no_module_is_too_long() -> None:
    written = [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts]
    lengths = {at(path, 1): len(path.read_text(encoding="utf-8").splitlines()) for path in written}
    assert {where: lines for where, lines in lengths.items() if lines > LONGEST_MODULE} == {}


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_pin_has_hashes_and_nothing_else(name: str) -> None:
    content = (ROOT / name).read_text(encoding="utf-8")
    pins = content.replace("\\\n", " ").splitlines()
    assert pins
    a_pin = re.compile(r"[a-z0-9-]+==[\w.!+]+(?: ; [^#]+?)?\s+(?:--hash=sha256:[0-9a-f]{64}\s*)+")
    assert [pin[:80] for pin in pins if not a_pin.fullmatch(pin)] == []


def pinned_names() -> set[str]:
    pins = "".join((ROOT / name).read_text(encoding="utf-8") for name in REQUIREMENTS)
    return {name.lower() for name in re.findall(r"^([\w.-]+)==", pins, flags=re.MULTILINE)}


def test_the_pins_cover_what_the_project_asks_for() -> None:
    """A library added without scripts/compile-requirements would be missing on a fresh machine only."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(name for extra in project["optional-dependencies"].values() for name in extra)]
    for listing in (
        "requirements/all.in",
        "requirements/uv.in",
        "requirements/mutation.in",
        "requirements/bench.in",
        "requirements/spark.in",
    ):
        asked += (ROOT / listing).read_text(encoding="utf-8").split()
    names = {re.split(r"[~=<>\[ ]", requirement)[0].lower() for requirement in asked}
    assert names - pinned_names() == set()


def test_every_library_is_named_with_its_licence() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    named = {name.lower() for name in re.findall(r"^  ([\w-]+)  +\S", notice, flags=re.MULTILINE)}
    assert named == pinned_names()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_can_be_started(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)
    assert (ROOT / name).read_text(encoding="utf-8").startswith("#!/usr/bin/env bash\n")


@pytest.mark.parametrize("name", [*COMMANDS, "scripts/setup.sh"])
def test_a_script_is_sound_bash(name: str) -> None:
    outcome = subprocess.run(["bash", "-n", name], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (outcome.returncode, outcome.stderr) == (0, "")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_there(name: str) -> None:
    assert (ROOT / name).is_file()
    assert (ROOT / name).read_text(encoding="utf-8").strip()
