"""PostgreSQL's own programs: found, and run against the database of the settings with no password in sight."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg.conninfo import make_conninfo

from tongchou.operation.faults import CannotOperate

USUAL = Path("/usr/lib/postgresql")
"""Where Debian keeps the programs of each version."""


def dump(target: Path, snapshot: str) -> None:
    """Write the database as of a snapshot into a file of pg_restore."""
    run("pg_dump", ["--format=custom", "--no-owner", "--no-acl", f"--snapshot={snapshot}", f"--file={target}"])


def load(source: Path) -> None:
    """Fill the empty database from such a file, wholly or not at all."""
    run("pg_restore", ["--no-owner", "--no-acl", "--exit-on-error", "--single-transaction", str(source)])


def run(program: str, arguments: list[str]) -> None:
    """Run a program of PostgreSQL against the database; raise CannotOperate with what it says where it fails."""
    command = [str(program_path(program)), "--no-password", f"--dbname={_address()}", *arguments]
    password = str(connection.settings_dict["PASSWORD"])
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    outcome = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if outcome.returncode:
        said = outcome.stderr.strip()[-800:]
        raise CannotOperate(f"{program} 失败：{said}", f"{program} failed: {said}")


def program_path(program: str) -> Path:
    """Return the program of the server's version, or of the next above; raise CannotOperate where there is none."""
    wanted = _server_version()
    found = sorted((version, path) for path in _places(program) if (version := _version(path)) >= wanted)
    if not found:
        raise CannotOperate(
            f"没有找到 {wanted} 版或更新的 {program}：请安装 postgresql-client-{wanted}",
            f"no {program} of version {wanted} or above: install postgresql-client-{wanted}",
        )
    return found[0][1]


def _places(program: str) -> Iterable[Path]:
    on_path = shutil.which(program)
    if on_path:
        yield Path(on_path)
    yield from USUAL.glob(f"*/bin/{program}")


def _version(path: Path) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"(\d+)(?:\.\d+|devel|beta|rc)", said)
    return int(number[1]) if number else 0


def _server_version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def _address() -> str:
    """Return the address without its password, which goes through the environment."""
    held = connection.settings_dict
    parts: dict[str, Any] = {"host": held["HOST"], "port": held["PORT"], "user": held["USER"], "dbname": held["NAME"]}
    parts |= {name: value for name, value in held["OPTIONS"].items() if name.startswith(("ssl", "target_session"))}
    return make_conninfo(**{name: value for name, value in parts.items() if value})
