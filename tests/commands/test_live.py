"""``./run --once`` whole: database made, served, filled and checked over HTTP; kept at the next start."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.full


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Start ``tongchou demo --serve --once`` in a process of its own, for it sets Django up anew."""
    asked = ["demo", "--serve", "--once", "--residents", "200", "--bulk", "0", "--folder", str(folder), *arguments]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TONGCHOU_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-c", "from tongchou.main import main; main()", *asked],
        env={**kept, "COLUMNS": "120"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_city_is_filled_checked_and_kept_for_the_next_start(tmp_path: Path) -> None:
    first = run(tmp_path)
    assert first.returncode == 0, first.stdout + first.stderr
    assert "城市已入库" in first.stdout
    assert "经办记录校验无误" in first.stdout
    assert "county-clerk" in first.stdout

    second = run(tmp_path, "--lang", "en")
    assert second.returncode == 0, second.stdout + second.stderr
    assert "is in the database" not in second.stdout
    assert "the audit verifies" in second.stdout

    # a row changed behind the acts' back is found, and told by the exit status
    with sqlite3.connect(tmp_path / "tongchou.sqlite3") as database:
        database.execute("DROP TRIGGER registry_residence_kept")
        database.execute("UPDATE registry_residence SET address = 'x' WHERE id = 1")
    database.close()
    third = run(tmp_path)
    assert third.returncode == 1
    assert "registry.residence 1" in third.stderr


def test_another_database_is_left_alone(tmp_path: Path) -> None:
    assert run(tmp_path).returncode == 0
    with sqlite3.connect(tmp_path / "tongchou.sqlite3") as database:
        database.execute("DROP TRIGGER registry_auditrow_kept")
        database.execute("UPDATE registry_auditrow SET subject = 'x' WHERE subject LIKE 'demo:%'")
        before = database.execute("SELECT count(*) FROM registry_person").fetchone()
    database.close()
    refused = run(tmp_path)
    assert refused.returncode == 2
    assert "演示不动它" in refused.stderr
    with sqlite3.connect(tmp_path / "tongchou.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM registry_person").fetchone() == before
    database.close()
