"""What lies in a backup: the files with their hashes, and what the database held."""

import json
import os
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

from tongchou import __version__
from tongchou.operation.contents import Contents
from tongchou.operation.faults import CannotOperate

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """The list of a backup."""

    format: int
    software: str
    made_at: str
    vendor: str
    pooling_area: str
    keys: dict[str, Any]
    """Names of the keys and a fingerprint of the blind index's, by which the right file is known; no key."""
    migrations: list[list[str]]
    seals: dict[str, dict[str, Any]]
    rows: dict[str, int]
    files: dict[str, dict[str, Any]]


def manifest_of(
    folder: Path, held: Contents, *, made_at: str, vendor: str, pooling_area: str, keys: dict[str, Any]
) -> Manifest:
    """Return the manifest of the files of a folder."""
    files = {
        path.relative_to(folder).as_posix(): {"sha256": sha256_of(path), "bytes": path.stat().st_size}
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != NAME
    }
    return Manifest(
        FORMAT, __version__, made_at, vendor, pooling_area, keys, held.migrations, held.seals, held.rows, files
    )


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a backup, last of all."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    (folder / NAME).write_text(text, encoding="utf-8")
    for path in [each for each in folder.rglob("*") if each.is_file()] + [folder]:
        settle_on_disk(path)


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a backup whose files are all as it says; raise CannotOperate where they are not."""
    path = folder / NAME
    try:
        manifest = Manifest(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as wrong:
        raise CannotOperate(
            f"{path}：没有清单或读不懂，不是完整的备份", f"{path}: no manifest that can be read"
        ) from wrong
    if manifest.format != FORMAT:
        raise CannotOperate(
            f"备份格式 {manifest.format} 不是本软件的 {FORMAT}，请用 {manifest.software} 版恢复",
            f"its format is {manifest.format}, this software reads {FORMAT}; restore with version {manifest.software}",
        )
    _check_files(folder, manifest)
    return manifest


def _check_files(folder: Path, manifest: Manifest) -> None:
    there = {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file() and each.name != NAME}
    for name in sorted(there ^ manifest.files.keys()):
        raise CannotOperate(f"{name}：与清单不符（缺少或多出）", f"{name}: missing, or not on the manifest")
    for name, said in manifest.files.items():
        if sha256_of(folder / name) != said["sha256"]:
            raise CannotOperate(
                f"{name}：内容与清单的摘要不符，备份已损坏或被改动，请用另一份备份",
                f"{name}: its hash is not the manifest's: damaged or changed; use another backup",
            )


def sha256_of(path: Path) -> str:
    """Return the hash of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def settle_on_disk(path: Path) -> None:
    """Wait until a file or folder has reached the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
