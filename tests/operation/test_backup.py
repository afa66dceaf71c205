"""A backup of one moment, restored into an empty database: the same rows, the same seals, verified."""

import json
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from tests.databases import POSTGRES, administration, use_database
from tests.operation.acts import register, replace_passport
from tests.operation.conftest import Network
from tongchou.operation.backup import back_up, write_keys
from tongchou.operation.faults import CannotOperate
from tongchou.operation.manifest import NAME, read_manifest
from tongchou.operation.restore import restore
from tongchou.operation.rotation import add_key
from tongchou.operation.sealer import seal_all
from tongchou.registry.models import IdentityDocument
from tongchou.registry.queries.audit import verify
from tongchou.registry.rights import SYSTEM
from tongchou.registry.secrets import key_ring

pytestmark = pytest.mark.both

Empty = Callable[[], None]


@pytest.fixture
def empty(database: str, tmp_path: Path) -> Iterator[Empty]:
    """Lets the connection lead to a new, empty database of the same kind."""
    made: list[str] = []

    def lead() -> None:
        if connection.vendor == "sqlite":
            use_database(f"sqlite:{tmp_path / 'restored' / 'tongchou.sqlite3'}")
            (tmp_path / "restored").mkdir(exist_ok=True)
            return
        name = f"tongchou_{uuid.uuid4().hex}"
        with administration() as server:
            server.execute(f"CREATE DATABASE {name}")
        made.append(name)
        use_database(f"{POSTGRES}/{name}")

    yield lead
    use_database(database)
    for name in made:
        with administration() as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def filled(network: Network, home: Path) -> Network:
    """People, a withdrawn document, seals, an attachment."""
    for order in range(1, 4):
        replace_passport(network, register(network, order), f"E1234567{order}")
    seal_all()
    (home / "attachments" / "2026").mkdir(parents=True)
    (home / "attachments" / "2026" / "paper.pdf").write_bytes(b"%PDF a paper")
    return network


def everything() -> dict[str, list[Any]]:
    """Return every row of every table of the registry."""
    return {
        model._meta.db_table: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_app_config("registry").get_models()
    }


def test_what_is_restored_is_what_was_backed_up(filled: Network, home: Path, tmp_path: Path, empty: Empty) -> None:
    before = everything()
    manifest = back_up(tmp_path / "backup")
    assert manifest.rows["registry_person"] == 3
    assert manifest.seals.keys() == {"510400", "510403", "510421"}
    register(filled, 4)
    shutil.rmtree(home / "attachments")
    empty()
    done = restore(tmp_path / "backup")
    assert (done.differences, done.found) == ([], [])
    assert everything() == before
    assert list(verify()) == []
    assert (home / "attachments" / "2026" / "paper.pdf").read_bytes() == b"%PDF a paper"
    document = IdentityDocument.objects.filter(kind="passport").earliest("pk")
    assert key_ring().decrypt(bytes(document.cipher), document.pk) == "E12345671"


def test_a_restored_database_refuses_changes_as_before_and_goes_on(
    filled: Network, home: Path, tmp_path: Path, empty: Empty
) -> None:
    from django.db import DatabaseError, transaction

    back_up(tmp_path / "backup")
    shutil.rmtree(home / "attachments")
    empty()
    restore(tmp_path / "backup")
    with pytest.raises(DatabaseError, match=r"never (changed or )?deleted"), transaction.atomic():
        IdentityDocument.objects.all().delete()
    person = register(filled, 5)
    assert person.serial == 4
    seal_all()
    assert list(verify()) == []


def test_rows_not_sealed_yet_are_sealed_after_a_restore(
    filled: Network, home: Path, tmp_path: Path, empty: Empty
) -> None:
    register(filled, 4)
    back_up(tmp_path / "backup")
    shutil.rmtree(home / "attachments")
    empty()
    assert restore(tmp_path / "backup").whole


def test_neither_keys_nor_secrets_are_in_a_backup(filled: Network, home: Path, tmp_path: Path) -> None:
    (home / "secrets").mkdir()
    (home / "secrets" / "session.key").write_text("a secret of sessions")
    back_up(tmp_path / "backup")
    held = json.loads(Path(settings.KEYS_FILE).read_text())
    secrets = [*held["encrypting"].values(), held["index"], settings.SECRET_KEY, "a secret of sessions"]
    for path in (tmp_path / "backup").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(secret.encode() in content for secret in secrets), path
            assert path.parent != tmp_path / "backup" or path.name in (NAME, "database.sqlite3", "database.dump")


def test_keys_are_written_apart_and_for_the_owner_alone(filled: Network, home: Path, tmp_path: Path) -> None:
    write_keys(tmp_path / "keys.json")
    assert (tmp_path / "keys.json").stat().st_mode & 0o077 == 0
    assert (tmp_path / "keys.json").read_text() == Path(settings.KEYS_FILE).read_text()
    with pytest.raises(CannotOperate, match="已经存在"):
        write_keys(tmp_path / "keys.json")


def test_a_machine_without_keys_is_given_them_or_refuses(
    filled: Network, home: Path, tmp_path: Path, empty: Empty
) -> None:
    back_up(tmp_path / "backup")
    write_keys(tmp_path / "keys.json")
    shutil.rmtree(home / "attachments")
    Path(settings.KEYS_FILE).unlink()
    empty()
    with pytest.raises(CannotOperate, match="--keys"):
        restore(tmp_path / "backup")
    assert restore(tmp_path / "backup", tmp_path / "keys.json").whole
    document = IdentityDocument.objects.filter(kind="passport").earliest("pk")
    assert key_ring().decrypt(bytes(document.cipher), document.pk) == "E12345671"


def test_a_machine_with_other_keys_refuses(filled: Network, home: Path, tmp_path: Path, empty: Empty) -> None:
    from tongchou.registry.secrets import new_keys

    back_up(tmp_path / "backup")
    shutil.rmtree(home / "attachments")
    Path(settings.KEYS_FILE).write_text(json.dumps(new_keys("other")))
    empty()
    with pytest.raises(CannotOperate, match="other keys"):
        restore(tmp_path / "backup")


def test_keys_that_were_rotated_since_still_open_the_backup(
    filled: Network, home: Path, tmp_path: Path, empty: Empty
) -> None:
    back_up(tmp_path / "backup")
    shutil.rmtree(home / "attachments")
    add_key(Path(settings.KEYS_FILE), "second", SYSTEM)
    empty()
    assert restore(tmp_path / "backup").whole


def test_a_filled_database_is_left_as_it_is(filled: Network, home: Path, tmp_path: Path) -> None:
    before = everything()
    back_up(tmp_path / "backup")
    shutil.rmtree(home / "attachments")
    with pytest.raises(CannotOperate, match="空库"):
        restore(tmp_path / "backup")
    assert everything() == before


@pytest.mark.parametrize("how", ["changed", "removed", "added", "no manifest"])
def test_a_damaged_backup_is_refused_before_anything_is_written(
    how: str, filled: Network, home: Path, tmp_path: Path, empty: Empty
) -> None:
    from tongchou.operation.contents import is_empty

    back_up(tmp_path / "backup")
    file = next(path for path in (tmp_path / "backup").iterdir() if path.name.startswith("database"))
    if how == "changed":
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)
    elif how == "removed":
        file.unlink()
    elif how == "added":
        (tmp_path / "backup" / "attachments" / "more.pdf").write_bytes(b"slipped in")
    else:
        (tmp_path / "backup" / NAME).unlink()
    empty()
    with pytest.raises(CannotOperate):
        restore(tmp_path / "backup")
    assert is_empty()


def test_a_backup_of_newer_software_is_refused(filled: Network, home: Path, tmp_path: Path, empty: Empty) -> None:
    back_up(tmp_path / "backup")
    file = tmp_path / "backup" / NAME
    said = json.loads(file.read_text())
    said["migrations"].append(["registry", "9999_of_the_future"])
    file.write_text(json.dumps(said))
    empty()
    with pytest.raises(CannotOperate, match="upgrade"):
        restore(tmp_path / "backup")


@pytest.mark.only_on("sqlite")
def test_what_was_changed_in_the_backup_itself_is_found(
    filled: Network, home: Path, tmp_path: Path, empty: Empty
) -> None:
    """Whoever changes a row and its hash in the manifest too is found by the audit."""
    import sqlite3

    from tongchou.operation.manifest import sha256_of

    back_up(tmp_path / "backup")
    shutil.rmtree(home / "attachments")
    file = tmp_path / "backup" / "database.sqlite3"
    with sqlite3.connect(file) as copy:
        copy.execute("DROP TRIGGER registry_residence_kept")
        copy.execute("UPDATE registry_residence SET address = '别处'")
    copy.close()
    manifest = json.loads((tmp_path / "backup" / NAME).read_text())
    manifest["files"]["database.sqlite3"]["sha256"] = sha256_of(file)
    (tmp_path / "backup" / NAME).write_text(json.dumps(manifest))
    empty()
    done = restore(tmp_path / "backup")
    assert not done.whole
    assert {(each.table, each.en) for each in done.found} == {("registry.residence", "it was changed")}


def test_a_backup_never_overwrites_and_a_failed_one_leaves_nothing(
    filled: Network, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tongchou.operation import backup

    back_up(tmp_path / "backup")
    with pytest.raises(CannotOperate, match="已经存在"):
        back_up(tmp_path / "backup")

    def fail(*given: object, **named: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(backup, "write_manifest", fail)
    with pytest.raises(OSError, match="full"):
        back_up(tmp_path / "second")
    assert sorted(path.name for path in tmp_path.iterdir() if "second" in path.name) == []


def test_the_manifest_tells_what_is_there(filled: Network, home: Path, tmp_path: Path) -> None:
    from tongchou import __version__

    back_up(tmp_path / "backup")
    manifest = read_manifest(tmp_path / "backup")
    assert (manifest.software, manifest.vendor, manifest.pooling_area) == (__version__, connection.vendor, "510400")
    assert ["registry", "0001_initial"] in manifest.migrations
    assert len(manifest.files) == 2
