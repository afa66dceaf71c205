"""What ./run and ./test say where they can't be set up: one clear message, and what to do."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.structure.sources import ROOT

NOBODY = 65534
TOOLS = ("bash", "dirname", "env", "flock", "mkdir", "rm", "sed", "tail")


def program(folder: Path, name: str, script: str) -> None:
    """Put a program in the folder that stands for PATH."""
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)


@pytest.fixture
def checkout() -> Iterator[Path]:
    """What ./run and ./test need of the project, where every user of the machine may read it."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "tongchou"
        (copy / "bin").mkdir(parents=True)
        for name in ("run", "test", "pyproject.toml"):
            shutil.copy(ROOT / name, copy / name)
        for name in ("scripts", "requirements"):
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        for tool in TOOLS:
            found = shutil.which(tool)
            if found:
                (copy / "bin" / tool).symlink_to(found)
        for path in (Path(folder), copy, *copy.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
        yield copy


def start(checkout: Path, command: str, *, user: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command of the checkout with nothing on PATH but its own bin."""
    return subprocess.run(
        [checkout / command],
        cwd=checkout,
        env={"PATH": str(checkout / "bin"), "HOME": str(checkout), "LC_ALL": "C.UTF-8"},
        user=user,
        capture_output=True,
        text=True,
        check=False,
    )


OLD_PYTHON = 'if [ "$1" = --version ]; then echo Python 3.10.12; else exit 1; fi'


@pytest.mark.parametrize(
    ("offered", "advice"),
    [
        ("python3.11-venv", "apt install python3.11-venv"),
        ("python3.12-venv", "apt install python3.12-venv"),
        ("python3.10-venv", "PYTHON=/path/to/python3.11"),
        ("none", "PYTHON=/path/to/python3.11"),
    ],
)
def test_an_old_python_is_told_what_apt_has_that_is_newer(checkout: Path, offered: str, advice: str) -> None:
    program(checkout / "bin", "python3", OLD_PYTHON)
    program(checkout / "bin", "apt", "exit 1")
    program(checkout / "bin", "apt-cache", f'[ "$2" = {offered} ] && echo "Package: $2"')
    done = start(checkout, "run")
    assert done.returncode == 1
    assert "python3: Python 3.10.12" in done.stderr
    assert advice in done.stderr
    assert "python3-venv" not in done.stderr


def test_without_apt_an_interpreter_is_asked_for(checkout: Path) -> None:
    done = start(checkout, "run")
    assert done.returncode == 1
    assert "PYTHON=/path/to/python3.11" in done.stderr
    assert "(python3:" not in done.stderr


@pytest.mark.parametrize("command", ["run", "test"])
def test_a_checkout_that_can_not_be_written_gives_one_message(checkout: Path, command: str) -> None:
    """Permissions do not stop root, so root runs the command as somebody else."""
    for path in (checkout, *(path for path in checkout.rglob("*") if not path.is_symlink())):
        path.chmod(path.stat().st_mode & ~0o222)
    done = start(checkout, command, user=NOBODY if os.geteuid() == 0 else None)
    checkout.chmod(0o755)
    assert done.returncode == 2
    said = done.stderr.splitlines()
    assert len(said) == 2
    assert "can't be written" in said[0]
    assert "不能写入" in said[0]
    assert "cp -R" in said[1]


def test_a_ready_environment_does_not_make_a_checkout_writable(checkout: Path) -> None:
    """./test keeps caches in the project; ./run needs only its .venv, and writes where --folder says."""
    (checkout / ".venv" / "bin").mkdir(parents=True)
    program(checkout / ".venv" / "bin", "python", "echo ready")
    program(checkout / ".venv" / "bin", "tongchou", 'echo "tongchou $*"')
    checkout.chmod(0o555)
    user = NOBODY if os.geteuid() == 0 else None
    run, test = (start(checkout, command, user=user) for command in ("run", "test"))
    checkout.chmod(0o755)
    assert (run.returncode, run.stdout.strip()) == (0, "tongchou demo --serve")
    assert test.returncode == 2
    assert "can't be written" in test.stderr
