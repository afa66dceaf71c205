"""A new key, and every ID number brought under it."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from tongchou.operation.manifest import settle_on_disk
from tongchou.registry import clock
from tongchou.registry.actions.keys import Rotated, encrypt_anew
from tongchou.registry.rights import Actor, NotAllowed
from tongchou.registry.secrets import check_name, with_new_key


def add_key(file: Path, name: str, actor: Actor) -> str:
    """Add a key to the file and make it the current one; return its name. Raises NotAllowed, WrongSettings.

    The file is replaced whole, and is on disk before any number is encrypted under the new key.
    """
    if not actor.may("keys.rotate"):
        raise NotAllowed("keys.rotate")
    check_name(name)
    text = with_new_key(file.read_text(encoding="utf-8"), name)
    fresh = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as written:
        written.write(text)
    settle_on_disk(fresh)
    fresh.replace(file)
    settle_on_disk(file.parent)
    return name


def rotate_all(actor: Actor, reason: str) -> Iterator[Rotated]:
    """Bring every number under the current key, some at a time; each step is committed when it is told."""
    after = 0
    while (step := encrypt_anew(actor=actor, day=clock.today(), after=after, reason=reason)) is not None:
        after = step.last
        yield step
