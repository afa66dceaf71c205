"""What the environment says: where data lies, which database, which secrets. Nothing secret stands in the source.

In development the secrets are made at the first start and kept in the home folder, readable by its owner alone. In
production they have to be given, and a weak one is refused.
"""

import contextlib
import os
import secrets
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

DEVELOPMENT, PRODUCTION = "development", "production"

SHORTEST_SECRET = 50
"""Characters of the secret key that production asks for."""

SHORTEST_TOKEN = 32
"""Characters of the token that reads the metrics."""

LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]")


class WrongSettings(Exception):
    """The environment asks for something that can't be or must not be; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings of one installation."""

    mode: str
    home: Path
    """Folder of the database (SQLite), secrets, attachments and exports."""
    database: str
    """``sqlite:PATH`` or ``postgresql://USER:PASSWORD@HOST:PORT/NAME``."""
    secret: str
    keys: Path
    """File of the keys that encrypt ID numbers."""
    hosts: tuple[str, ...]
    pooling_area: str
    """GB/T 2260 code of the city whose pool this is."""
    proxy: bool = False
    """Whether a proxy of ours stands in front, whose word on scheme and address of a caller is taken."""
    metrics_token: str = ""
    """Who shows it may read the metrics from anywhere; without one they are read on the machine itself alone."""

    @property
    def production(self) -> bool:
        """Whether safe settings are demanded."""
        return self.mode == PRODUCTION


def read_environment(variables: dict[str, str] | None = None) -> Environment:
    """Return the settings that ``TONGCHOU_…`` variables state; raise WrongSettings where one is wrong or missing.

    ``TONGCHOU_MODE`` development | production; ``TONGCHOU_HOME`` a folder (default ``var``); ``TONGCHOU_DATABASE``;
    ``TONGCHOU_SECRET_FILE``; ``TONGCHOU_KEYS_FILE``; ``TONGCHOU_HOSTS`` names separated by commas;
    ``TONGCHOU_AREA`` (default 510400); ``TONGCHOU_PROXY`` 1 behind a proxy; ``TONGCHOU_METRICS_TOKEN_FILE``.
    """
    given = dict(os.environ) if variables is None else variables
    mode = given.get("TONGCHOU_MODE", DEVELOPMENT)
    if mode not in (DEVELOPMENT, PRODUCTION):
        raise WrongSettings(f"TONGCHOU_MODE={mode}：只能是 development 或 production | must be one of these two")
    home = Path(given.get("TONGCHOU_HOME", "var")).absolute()
    database = given.get("TONGCHOU_DATABASE", f"sqlite:{home / 'tongchou.sqlite3'}")
    if not database.startswith(("sqlite:", "postgresql://")):
        raise WrongSettings("TONGCHOU_DATABASE：写作 sqlite:文件 或 postgresql://用户@主机/库 | not a database")
    hosts = tuple(name.strip() for name in given.get("TONGCHOU_HOSTS", "").split(",") if name.strip())
    if mode == PRODUCTION:
        if not hosts:
            raise WrongSettings("生产环境须写明 TONGCHOU_HOSTS（域名，逗号分隔）| production needs TONGCHOU_HOSTS")
        if "*" in hosts:
            raise WrongSettings("TONGCHOU_HOSTS：生产环境须写全域名，不能用 * | production names its hosts, no *")
        secret = _given_secret(given)
        keys = Path(given.get("TONGCHOU_KEYS_FILE", ""))
        if not given.get("TONGCHOU_KEYS_FILE"):
            raise WrongSettings("生产环境须写明 TONGCHOU_KEYS_FILE（密钥文件）| production needs TONGCHOU_KEYS_FILE")
        _refuse_open_file(keys)
    else:
        secret = _made_secret(home / "secrets" / "session.key")
        keys = Path(given.get("TONGCHOU_KEYS_FILE", home / "secrets" / "numbers.json"))
        hosts = (*LOCAL_HOSTS, *hosts)
    return Environment(
        mode,
        home,
        database,
        secret,
        keys,
        hosts,
        given.get("TONGCHOU_AREA", "510400"),
        _switch(given, "TONGCHOU_PROXY"),
        _metrics_token(given.get("TONGCHOU_METRICS_TOKEN_FILE", "")),
    )


def _switch(given: dict[str, str], name: str) -> bool:
    text = given.get(name, "0")
    if text not in ("0", "1"):
        raise WrongSettings(f"{name}={text}：只能是 0 或 1 | must be 0 or 1")
    return text == "1"


def _metrics_token(file: str) -> str:
    if not file:
        return ""
    path = Path(file)
    _refuse_open_file(path)
    token = path.read_text(encoding="utf-8").strip()
    if len(token) < SHORTEST_TOKEN or len(set(token)) < 10:
        raise WrongSettings(f"{file}：令牌太弱，至少 {SHORTEST_TOKEN} 个随机字符 | too weak, {SHORTEST_TOKEN} are due")
    return token


def database_settings(database: str) -> dict[str, object]:
    """Return Django's settings of a database given as an address."""
    if database.startswith("sqlite:"):
        return {
            "ENGINE": "tongchou.registry.sqlite",
            "NAME": database.removeprefix("sqlite:"),
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
        }
    address = urlsplit(database)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path.removeprefix("/")),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": address.hostname or "",
        "PORT": str(address.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 60,
        "OPTIONS": dict(parse_qsl(address.query)),
    }


def _given_secret(given: dict[str, str]) -> str:
    """Return the secret of a production server; refuse none, a short or a repetitive one, and one others can read."""
    file = given.get("TONGCHOU_SECRET_FILE", "")
    if not file:
        raise WrongSettings("生产环境须写明 TONGCHOU_SECRET_FILE | production needs TONGCHOU_SECRET_FILE")
    path = Path(file)
    _refuse_open_file(path)
    secret = path.read_text(encoding="utf-8").strip()
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < 10:
        raise WrongSettings(
            f"{file}：密钥太弱，至少 {SHORTEST_SECRET} 个随机字符 | too weak, {SHORTEST_SECRET} random characters due"
        )
    return secret


def _refuse_open_file(path: Path) -> None:
    if not path.is_file():
        raise WrongSettings(f"{path}：没有这个文件 | no such file")
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise WrongSettings(f"{path}：他人可读，请 chmod 600 | others can read it, please chmod 600")


def _made_secret(path: Path) -> str:
    if not path.is_file():
        write_private(path, secrets.token_urlsafe(64))
    return path.read_text(encoding="utf-8").strip()


def write_private(path: Path, text: str) -> None:
    """Write a new file that its owner alone can read; leave one that is there already.

    It appears whole or not at all: of several processes that start at once none reads half a key.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # mkstemp makes a file that its owner alone can read
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(made, path)
    finally:
        os.unlink(made)
