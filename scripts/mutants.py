"""Run mutmut over the rules and hold the survivors against the list of those that cannot be told apart.

``mutants.py [MODULE…]`` copies the project to ``.mutation``, lets mutmut change one thing at a time in the modules
named (``money``, ``benefit/pooling``; without a name in all of ``src/tongchou/rules``), and runs the tests of
:data:`KILLERS` that reach the changed function. Exit code 1: a survivor is not in ``tests/mutation/survivors.yaml``,
or one that is listed there no longer survives. Run by scripts/mutation.
"""

import difflib
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".mutation"
RULES = Path("src/tongchou/rules")
LISTED = ROOT / "tests/mutation/survivors.yaml"

KILLERS = (
    "tests/rules/test_accumulators.py",
    "tests/rules/test_contribution.py",
    "tests/rules/test_days.py",
    "tests/rules/test_eligibility.py",
    "tests/rules/test_eligibility_properties.py",
    "tests/rules/test_facts.py",
    "tests/rules/test_figures.py",
    "tests/rules/test_first_day.py",
    "tests/rules/test_money.py",
    "tests/rules/test_scope.py",
    "tests/rules/test_told_later.py",
    "tests/rules/test_told_own.py",
    "tests/rules/test_told_pooling.py",
    "tests/rules/test_traces_layers.py",
    "tests/rules/test_traces_pooling.py",
    "tests/rules/test_traces_settlement.py",
    "tests/rules/test_traces_shares.py",
)
"""Fast tests of the rules themselves: what a mutant computes has to be seen without a case file or a regulation."""

NOT_KILLERS = "not compile and not has_its_article and not 64_bits"
"""Tests left out of them look at the functions and not at what they return: mutmut puts a wrapper in their place."""

SETTINGS = """
[tool.mutmut]
source_paths = ["src/tongchou"]
only_mutate = {only}
pytest_add_cli_args = ["-k", "{deselected}", "-p", "no:cacheprovider", "-p", "no:cov", "-p", "no:xdist"]
pytest_add_cli_args_test_selection = {tests}
use_git_change_detection = false
track_dependencies = false
"""

COUNTERS = re.compile(r"(\d+)/(\d+) ")
SPINNER = tuple("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏")

SURVIVED = (0, 5, 33)
"""Exit codes of mutmut for a mutant that every test let through, or that no test reached."""

TIMEOUT = (-24, 24, 36, 152, 255)
KILLED = (1, 3, *TIMEOUT)
COLUMNS = ("mutants", "killed", "timeout", "survived")


class Change(NamedTuple):
    """One mutant, named by what stands in the file and not by a number, so that it stays the same change."""

    module: str
    function: str
    before: str
    """The lines that are taken out, without their indentation."""
    after: str
    """The lines that stand in their place."""


class Mutant(NamedTuple):
    """One mutant that was tried."""

    change: Change
    code: int | None
    """What mutmut made of it; None where it was never tried."""


def module_of(path: Path) -> str:
    """Return a module as it is named here: ``benefit/pooling``."""
    return path.relative_to(RULES).with_suffix("").as_posix()


def modules(named: list[str]) -> list[Path]:
    """Return the files of the modules named, or all; end the program where one is none of the rules."""
    if not named:
        return sorted(path.relative_to(ROOT) for path in (ROOT / RULES).rglob("*.py"))
    found = [RULES / f"{name.removesuffix('.py')}.py" for name in named]
    for path in found:
        if not (ROOT / path).is_file():
            sys.exit(f"没有这个模块 · no such module: {path}; 写法如 · write it as: money, benefit/pooling")
    return found


def prepare(chosen: list[Path]) -> None:
    """Copy what the tests need to the folder in which mutmut works, with its settings."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir()
    without = shutil.ignore_patterns("__pycache__")
    for folder in ("src", "tests"):
        shutil.copytree(ROOT / folder, WORK / folder, ignore=without)
    settings = SETTINGS.format(
        only=json.dumps([path.as_posix() for path in chosen]), tests=json.dumps(KILLERS), deselected=NOT_KILLERS
    )
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (WORK / "pyproject.toml").write_text(project + settings, encoding="utf-8")


def run() -> None:
    """Let mutmut try every mutant, showing how far it is; end the program where it could not."""
    surroundings = {**os.environ, "PYTHONHASHSEED": "0", "TONGCHOU_TEST_TIER": "fast", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [str(Path(sys.executable).with_name("mutmut")), "run", "--max-children", "1"]
    shown = -1
    with subprocess.Popen(
        command, cwd=WORK, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as running:
        assert running.stdout is not None
        # mutmut writes its counters over one line again and again: a line for every hundred mutants is enough.
        for line in running.stdout:
            counters = COUNTERS.search(line)
            if counters:
                passed = int(counters[1]) // 100
                if passed != shown or counters[1] == counters[2]:
                    shown = passed
                    print(line[counters.start() :].rstrip(), flush=True)
            elif not line.startswith(SPINNER) and line.strip():
                print(line.rstrip(), flush=True)
    if running.returncode:
        sys.exit(f"mutmut 未完成 · mutmut did not finish (exit {running.returncode}); 见 · see {WORK}")


def body(lines: list[str], spans: dict[str, list[int]], name: str) -> list[str]:
    """Return the lines of a generated function below its first one, which only holds another name."""
    first, last = spans[name]
    return [line.strip() for line in lines[first - 1 : last] if not line.lstrip().startswith("def ")]


def change(module: str, name: str, lines: list[str], spans: dict[str, list[int]]) -> Change:
    """Return what a mutant changes: ``x_share__mutmut_2`` against ``x_share__mutmut_orig``."""
    function = name.partition("__mutmut_")[0]
    old, new = body(lines, spans, f"{function}__mutmut_orig"), body(lines, spans, name)
    before: list[str] = []
    after: list[str] = []
    for tag, start, end, new_start, new_end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            before += old[start:end]
            after += new[new_start:new_end]
    plain = ".".join(function.split("ǁ")[1:]) if "ǁ" in function else function.removeprefix("x_")
    return Change(module, plain, " ".join(before), " ".join(after))


def mutants(path: Path) -> Iterator[Mutant]:
    """Yield every mutant of one module."""
    mutated = WORK / "mutants" / path
    found = json.loads(Path(f"{mutated}.meta").read_text(encoding="utf-8"))["exit_code_by_key"]
    if not found:
        return
    spans = json.loads(Path(f"{mutated}.spans").read_text(encoding="utf-8"))["spans"]
    lines = mutated.read_text(encoding="utf-8").splitlines()
    module = module_of(path)
    for key, code in found.items():
        yield Mutant(change(module, key.rpartition(".")[2], lines, spans), code)


def listed(chosen: list[Path]) -> Counter[Change]:
    """Return the listed survivors of the modules, each as often as it may occur."""
    names = {module_of(path) for path in chosen}
    entries = yaml.safe_load(LISTED.read_text(encoding="utf-8"))["survivors"] or []
    found: Counter[Change] = Counter()
    for entry in entries:
        if entry["module"] in names:
            found[Change(entry["module"], entry["function"], entry["before"], entry["after"])] += entry.get("times", 1)
    return found


def show(title: str, changes: Counter[Change]) -> None:
    """Print changes as the list writes them."""
    if not changes:
        return
    print(f"\n{title}: {changes.total()}")
    for found, times in sorted(changes.items()):
        print(f"  - module: {found.module}\n    function: {found.function}")
        print(f"    before: {json.dumps(found.before, ensure_ascii=False)}")
        print(f"    after: {json.dumps(found.after, ensure_ascii=False)}")
        if times > 1:
            print(f"    times: {times}")


def row(name: str, tried: Counter[str]) -> str:
    """Return a line of the table of figures."""
    return f"{name:24}" + "".join(f"{tried[column]:>10}" for column in COLUMNS)


def report(chosen: list[Path]) -> int:
    """Print the figures of each module and what is wrong with the list; return the exit code."""
    survived: Counter[Change] = Counter()
    unclear: Counter[Change] = Counter()
    total: Counter[str] = Counter()
    print(f"\n{'module':24}" + "".join(f"{column:>10}" for column in COLUMNS))
    for path in chosen:
        tried: Counter[str] = Counter()
        for mutant in mutants(path):
            tried["mutants"] += 1
            if mutant.code in SURVIVED:
                tried["survived"] += 1
                survived[mutant.change] += 1
            elif mutant.code in KILLED:
                tried["timeout" if mutant.code in TIMEOUT else "killed"] += 1
            else:
                unclear[mutant.change] += 1
        if tried["mutants"]:
            print(row(module_of(path), tried))
        total += tried
    print(row("total", total))
    expected = listed(chosen)
    show("未列明的存活变异，请补测试或说明 · survivors that are not listed: test or explain", survived - expected)
    show("已列明而不再存活，请删去 · listed, but no longer surviving: take out", expected - survived)
    show("没有结论，请重跑 · neither killed nor survived: run again", unclear)
    return 0 if survived == expected and not unclear else 1


if __name__ == "__main__":
    wanted = modules(sys.argv[1:])
    prepare(wanted)
    run()
    sys.exit(report(wanted))
