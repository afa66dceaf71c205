"""A backup of one moment while everything goes on: the database, the attachments, and a manifest. No key, no secret."""

import os
import shutil
import sqlite3
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from tongchou.config.environment import write_private
from tongchou.operation import postgres
from tongchou.operation.contents import Contents, contents
from tongchou.operation.faults import CannotOperate
from tongchou.operation.fingerprints import fingerprint
from tongchou.operation.manifest import Manifest, manifest_of, write_manifest
from tongchou.registry import clock

DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
ATTACHMENTS = "attachments"


def back_up(target: Path) -> Manifest:
    """Write a backup into a folder that is not there yet; raise CannotOperate. It is there whole, or not at all."""
    if target.exists():
        raise CannotOperate(f"{target} 已经存在，请另取一个名字", f"{target} exists already; take another name")
    partial = target.with_name(f".{target.name}.partial")
    if partial.exists():
        # what an interrupted backup left
        shutil.rmtree(partial)
    partial.mkdir(parents=True, mode=0o700)
    try:
        file = partial / DATABASE[connection.vendor]
        held = _of_sqlite(file) if connection.vendor == "sqlite" else _of_postgres(file)
        os.chmod(file, 0o600)
        kept = Path(settings.HOME) / ATTACHMENTS
        if kept.is_dir():
            shutil.copytree(kept, partial / ATTACHMENTS)
        manifest = manifest_of(
            partial,
            held,
            made_at=clock.now().isoformat(),
            vendor=connection.vendor,
            pooling_area=settings.POOLING_AREA,
            keys=fingerprint(),
        )
        write_manifest(partial, manifest)
        partial.rename(target)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return manifest


def write_keys(file: Path) -> None:
    """Write a copy of the keys into a new file that its owner alone can read; raise CannotOperate."""
    if file.exists():
        raise CannotOperate(f"{file} 已经存在", f"{file} exists already")
    write_private(file, Path(settings.KEYS_FILE).read_text(encoding="utf-8"))


def _of_sqlite(file: Path) -> Contents:
    """Copy a SQLite database by its own backup, in one step: writers go on, and what is copied is of one moment."""
    connection.ensure_connection()
    copy = sqlite3.connect(file)
    try:
        connection.connection.backup(copy)
    finally:
        copy.close()
    held = _contents_of_copy(file)
    copy = sqlite3.connect(file)
    try:
        # one file with no log beside it
        copy.execute("PRAGMA journal_mode = DELETE")
        said = copy.execute("PRAGMA quick_check").fetchone()[0]
    finally:
        copy.close()
    if said != "ok":
        raise CannotOperate(f"复制出的数据库有损坏：{said}", f"the copy is damaged: {said}")
    return held


def _contents_of_copy(file: Path) -> Contents:
    """Return what the copy holds: the database itself has gone on since."""
    own = connection.connection
    copy = connection.get_new_connection({**connection.get_connection_params(), "database": f"{file}"})
    connection.connection = copy
    try:
        return contents()
    finally:
        connection.connection = own
        copy.close()


def _of_postgres(file: Path) -> Contents:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = str(cursor.fetchone()[0])
        postgres.dump(file, snapshot)
        return contents()
