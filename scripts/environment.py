"""Tell whether .venv is what the requirement files ask for, and record that it is.

``check [X.Y]`` prints ``ready``, ``outdated`` (whole, but the requirements have changed) or ``broken`` (unfinished,
moved, files missing, or not of the Python version named); ``record`` is the last step of a set-up. Run by
scripts/setup.sh with the interpreter of .venv itself; standard library only.
"""

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
STAMP = ENVIRONMENT / "stamp"
REQUESTS = ("pyproject.toml", "requirements/uv.txt", "requirements/all.txt")
CHANGING = {"stamp", "setup.log"}
ON_DEMAND = {ENVIRONMENT / "bench", ENVIRONMENT / "spark"}
"""Folders that the benchmarks and scripts/spark fill, each for itself."""


def identity() -> str:
    """Return what ties the environment to its place: scripts in it name both its folder and its interpreter."""
    return f"{sys.version.split()[0]} {sys.base_prefix} {ROOT}"


def requested() -> str:
    """Return a digest of the files that say what has to be installed."""
    digest = hashlib.sha256()
    for name in REQUESTS:
        content = (ROOT / name).read_bytes()
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def installed() -> Iterator[str]:
    """Yield size and path of every file of the environment that only a set-up may change."""
    for folder, subfolders, names in os.walk(ENVIRONMENT):
        subfolders[:] = [name for name in subfolders if name != "__pycache__" and Path(folder, name) not in ON_DEMAND]
        for name in names:
            path = Path(folder, name)
            relative = path.relative_to(ENVIRONMENT).as_posix()
            if relative not in CHANGING:
                yield f"{path.lstat().st_size} {relative}"


def is_whole(files: list[str]) -> bool:
    """Say whether every recorded file is still there, at its size."""
    for line in files:
        size, _, name = line.partition(" ")
        try:
            if os.lstat(f"{ENVIRONMENT}/{name}").st_size != int(size):
                return False
        except (OSError, ValueError):
            return False
    return True


def state(version: str) -> str:
    """Return ready, outdated or broken; a version ("3.12") that is not the environment's makes it broken."""
    if version and version != f"{sys.version_info.major}.{sys.version_info.minor}":
        return "broken"
    try:
        recorded_identity, recorded_request, *files = STAMP.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return "broken"
    if recorded_identity != identity() or not is_whole(files):
        return "broken"
    return "ready" if recorded_request == requested() else "outdated"


def record() -> None:
    """Write the stamp in one move, so that an interrupted set-up leaves none."""
    unfinished = STAMP.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    lines = [identity(), requested(), *installed()]
    unfinished.write_text("\n".join(lines) + "\n", encoding="utf-8")
    unfinished.replace(STAMP)


if __name__ == "__main__":
    if sys.argv[1] == "record":
        record()
    else:
        print(state(sys.argv[2] if len(sys.argv) > 2 else ""))
