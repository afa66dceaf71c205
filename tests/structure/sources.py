"""The Python sources of the project, for the tests that read them and never run them."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "tongchou"


def modules_below(*folders: str) -> list[Path]:
    """Return the Python files of folders, or of modules of that name."""
    found: list[Path] = []
    for folder in folders:
        found += (ROOT / folder).rglob("*.py")
        found += [path for path in [ROOT / f"{folder}.py"] if path.is_file()]
    return sorted(found)


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def at(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT).as_posix()}:{line}"


def imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and name of every import; a relative one as it is written, with its dots."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name
        elif isinstance(node, ast.ImportFrom):
            dots = "." * node.level
            if node.module or not dots:
                yield node.lineno, f"{dots}{node.module or ''}"
            else:
                for name in node.names:
                    yield node.lineno, f"{dots}{name.name}"


def called_by_name(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and name of every function that is called by a bare name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.lineno, node.func.id
