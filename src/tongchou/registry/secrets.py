"""ID numbers at rest: encrypted with authenticated keys that have names, found by a blind index, masked for eyes.

AES-256-GCM; the key's name stands before the cipher, and the row's key is bound in, so that a cipher copied to another
row does not open. The blind index is HMAC-SHA-256 over kind and number under a key of its own.
"""

import base64
import hmac
import json
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from tongchou.config.environment import WrongSettings, write_private

NONCE = 12


class Unreadable(Exception):
    """A cipher does not open: its key is missing, or somebody changed it or moved it to another row."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys of an installation: those that encrypt by name, the one in use, and the one of the blind index."""

    current: str
    encrypting: dict[str, bytes]
    index: bytes

    def encrypt(self, text: str, row: int) -> bytes:
        """Return a text encrypted under the current key and bound to a row."""
        nonce = os.urandom(NONCE)
        head = self.current.encode() + b":"
        sealed = AESGCM(self.encrypting[self.current]).encrypt(nonce, text.encode(), _bound(row))
        return head + nonce + sealed

    def decrypt(self, cipher: bytes, row: int) -> str:
        """Return the text of a cipher; raise Unreadable where it does not open."""
        name, _, rest = bytes(cipher).partition(b":")
        key = self.encrypting.get(name.decode(errors="replace"))
        if key is None:
            raise Unreadable(f"密钥 {name!r} 不在密钥文件中 | the key is not in the file of keys")
        try:
            return AESGCM(key).decrypt(rest[:NONCE], rest[NONCE:], _bound(row)).decode()
        except InvalidTag as wrong:
            raise Unreadable("密文被改动或移到别的行 | the cipher was changed or moved to another row") from wrong

    def blind(self, kind: str, number: str) -> bytes:
        """Return the blind index of a document: equal numbers have equal ones, and none leads back."""
        return hmac.new(self.index, f"{kind}:{number}".encode(), sha256).digest()

    def name_of(self, cipher: bytes) -> str:
        """Return the name of the key of a cipher."""
        return bytes(cipher).partition(b":")[0].decode()


def _bound(row: int) -> bytes:
    return b"registry_identitydocument:" + str(row).encode()


def new_keys(name: str) -> dict[str, object]:
    """Return a new file of keys."""
    return {"current": name, "encrypting": {name: _made()}, "index": _made()}


def check_name(name: str) -> None:
    """Raise WrongSettings for a name that can't stand before a cipher."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,20}", name):
        raise WrongSettings(f"密钥名“{name}”只能是 1 至 20 个字母、数字、- 或 _ | 1 to 20 letters, digits, - or _")


def with_new_key(text: str, name: str) -> str:
    """Return a file of keys with one more key, which is the current one from now on."""
    held = json.loads(text)
    if name in held["encrypting"]:
        raise WrongSettings(f"密钥名 {name} 已用过 | the name of the key has been used")
    held["encrypting"][name] = _made()
    held["current"] = name
    return json.dumps(held, indent=1)


def _made() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def read_keys(path: Path) -> KeyRing:
    """Return the keys of a file; raise WrongSettings where it is no file of keys."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        encrypting = {name: base64.b64decode(text) for name, text in held["encrypting"].items()}
        ring = KeyRing(held["current"], encrypting, base64.b64decode(held["index"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise WrongSettings(f"{path}：不是密钥文件 | no file of keys ({wrong})") from wrong
    if ring.current not in encrypting or any(len(key) != 32 for key in (*encrypting.values(), ring.index)):
        raise WrongSettings(
            f"{path}：密钥须为 32 字节，当前密钥须在其中 | keys of 32 bytes are due, the current among them"
        )
    return ring


def key_ring() -> KeyRing:
    """Return the keys of this installation; in development they are made at the first start."""
    path = Path(settings.KEYS_FILE)
    if not path.is_file() and not settings.PRODUCTION:
        write_private(path, json.dumps(new_keys("first"), indent=1))
    return _ring(path, path.stat().st_mtime_ns if path.is_file() else 0)


@lru_cache(maxsize=4)
def _ring(path: Path, _changed: int) -> KeyRing:
    return read_keys(path)


def masked_number(number: str) -> str:
    """Return a document number as eyes see it: six characters, stars, the last three (short ones: the last two)."""
    if len(number) >= 15:
        return number[:6] + "*" * (len(number) - 9) + number[-3:]
    return "*" * max(0, len(number) - 2) + number[-2:]


def masked_name(name: str) -> str:
    """Return a name of which the first character is left."""
    return name[:1] + "*" * (len(name) - 1)


def stale(ring: KeyRing, ciphers: Iterable[bytes]) -> int:
    """Return how many ciphers are under another key than the current one."""
    return sum(1 for cipher in ciphers if ring.name_of(cipher) != ring.current)
