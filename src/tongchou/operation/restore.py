"""A backup brought into an empty installation, checked before and after."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader

from tongchou.config.environment import write_private
from tongchou.operation import postgres
from tongchou.operation.backup import ATTACHMENTS, DATABASE
from tongchou.operation.contents import contents, is_empty
from tongchou.operation.faults import CannotOperate
from tongchou.operation.fingerprints import fingerprint, fits
from tongchou.operation.manifest import Manifest, read_manifest, settle_on_disk
from tongchou.operation.sealer import seal_all
from tongchou.registry import clock
from tongchou.registry.queries.audit import unsealed, verify
from tongchou.registry.queries.tampering import Tampering
from tongchou.registry.secrets import read_keys


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and what does not fit."""

    manifest: Manifest
    differences: list[tuple[str, str]]
    found: list[Tampering]

    @property
    def whole(self) -> bool:
        """Whether everything is as it was."""
        return not self.differences and not self.found


def restore(source: Path, keys: Path | None = None) -> Restored:
    """Fill an empty installation from a backup, and verify it. Raises CannotOperate before anything is written.

    ``keys`` is the file written by ``backup --with-keys``, where the installation has no keys yet. A backup of an
    older version is brought up to this one.
    """
    manifest = read_manifest(source)
    _check_version(manifest)
    _refuse_filled(source)
    _take_keys(manifest, keys)
    if connection.vendor == "sqlite":
        _into_sqlite(source / DATABASE["sqlite"])
    else:
        postgres.load(source / DATABASE["postgresql"])
    if (source / ATTACHMENTS).is_dir():
        shutil.copytree(source / ATTACHMENTS, Path(settings.HOME) / ATTACHMENTS)
    differences = list(_differences(manifest))
    call_command("migrate", interactive=False, verbosity=0)
    # what the sealer had not come to at the moment of the backup
    seal_all()
    return Restored(manifest, differences, list(verify()))


def _check_version(manifest: Manifest) -> None:
    if manifest.vendor != connection.vendor:
        raise CannotOperate(
            f"这是 {manifest.vendor} 的备份，设置的数据库是 {connection.vendor}",
            f"the backup is of {manifest.vendor}, the settings name {connection.vendor}",
        )
    if manifest.pooling_area != settings.POOLING_AREA:
        raise CannotOperate(
            f"这是统筹区 {manifest.pooling_area} 的备份，请设 TONGCHOU_AREA={manifest.pooling_area}",
            f"the backup is of {manifest.pooling_area}; set TONGCHOU_AREA={manifest.pooling_area}",
        )
    known = MigrationLoader(connection).disk_migrations or {}
    newer = [each for each in manifest.migrations if tuple(each) not in known]
    if newer:
        raise CannotOperate(
            f"备份由更新的版本 {manifest.software} 写出（{newer[0]}），请先升级软件",
            f"a newer version, {manifest.software}, wrote it ({newer[0]}); upgrade the software first",
        )


def _refuse_filled(source: Path) -> None:
    if not is_empty():
        raise CannotOperate(
            "数据库里已有数据，恢复只进空库：请另设 TONGCHOU_DATABASE 或清出一个空库",
            "there is something in the database; a restore fills an empty one only: name another in TONGCHOU_DATABASE",
        )
    if (source / ATTACHMENTS).is_dir() and (Path(settings.HOME) / ATTACHMENTS).exists():
        raise CannotOperate("附件文件夹已有内容", "the folder of attachments is there already")


def _take_keys(manifest: Manifest, keys: Path | None) -> None:
    """Make sure that the numbers of the backup can be read, before anything is written."""
    own = Path(settings.KEYS_FILE)
    given = own if keys is None else keys
    if not given.is_file():
        raise CannotOperate(
            f"没有密钥文件 {given}：备份中的证件号码无法读取。请先放回密钥文件，或用 --keys 指明",
            f"there is no file of keys {given}, and without it no ID number can be read: put it back, or name it "
            "with --keys",
        )
    if not fits(fingerprint(read_keys(given)), manifest.keys):
        raise CannotOperate(
            f"{given} 不是写这份备份时的密钥，证件号码将无法读取",
            f"{given} holds other keys than those of the backup; no ID number could be read",
        )
    if keys is not None and not own.exists():
        write_private(own, keys.read_text(encoding="utf-8"))
    elif keys is not None and not fits(fingerprint(read_keys(own)), manifest.keys):
        raise CannotOperate(f"{own} 已有另一份密钥", f"{own} holds other keys already")


def _into_sqlite(file: Path) -> None:
    target = Path(str(connection.settings_dict["NAME"]))
    connections.close_all()
    target.parent.mkdir(parents=True, exist_ok=True)
    for ending in ("-wal", "-shm"):
        # of the empty database that was looked at; a log of another database would be played into this one
        target.with_name(target.name + ending).unlink(missing_ok=True)
    fresh = target.with_name(f".{target.name}.restoring")
    shutil.copyfile(file, fresh)
    os.chmod(fresh, 0o600)
    settle_on_disk(fresh)
    fresh.replace(target)
    settle_on_disk(target.parent)


def _differences(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Yield what the restored database holds otherwise than the manifest says."""
    held = contents()
    for table in sorted(manifest.rows.keys() | held.rows.keys()):
        was, now = manifest.rows.get(table), held.rows.get(table)
        if was != now:
            yield f"{table}：应有 {was} 行，现有 {now} 行", f"{table}: {was} rows were there, {now} are"
    for area in sorted(manifest.seals.keys() | held.seals.keys()):
        if manifest.seals.get(area) != held.seals.get(area):
            yield f"链 {area} 的最后封印不同", f"the last seal of the chain {area} differs"
    with clock.clock_at(datetime.fromisoformat(manifest.made_at)):
        for row in unsealed(whole=True):
            yield f"经办记录 {row.pk} 备份时已逾时未封印", f"audit row {row.pk} had no seal in time at the backup"
    if manifest.migrations != held.migrations:
        yield "迁移记录不同", "the migrations differ"
