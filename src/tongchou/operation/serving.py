"""The web server: granian, with the sealer beside it.

One process of threads on SQLite, whose writers take turns anyway; several on PostgreSQL. The sealer runs in the
process that watches over them.
"""

import logging
import multiprocessing
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from granian.constants import Interfaces
from granian.server import Server

from tongchou.operation.faults import CannotOperate
from tongchou.operation.figures import SHARED
from tongchou.operation.sealer import Sealer
from tongchou.operation.state import waiting_migrations
from tongchou.registry.secrets import key_ring

logger = logging.getLogger("tongchou.serving")

THREADS = 8
BACKLOG = 1024
GRACE = 30
"""Seconds that requests under way are given when the server stops."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where and with how many processes to serve."""

    host: str
    port: int
    workers: int
    certificate: Path | None = None
    certificate_key: Path | None = None

    @property
    def address(self) -> str:
        """The address as a browser takes it."""
        scheme = "http" if self.certificate is None else "https"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{host}:{self.port}"


def check_before_serving(place: Place) -> None:
    """Raise CannotOperate where the server could not do its work: wrong tables, no keys, too many processes."""
    if connection.vendor == "sqlite" and place.workers > 1:
        raise CannotOperate(
            "SQLite 只用一个进程（多线程）；要多个进程请用 PostgreSQL",
            "on SQLite there is one process of threads; for several take PostgreSQL",
        )
    if (place.certificate is None) != (place.certificate_key is None):
        raise CannotOperate("证书与私钥须同时给出", "certificate and key are given together")
    if settings.PRODUCTION and not settings.PROXY and place.certificate is None:
        raise CannotOperate(
            "生产环境只经 TLS 访问：请给出证书与私钥，或在代理之后设 TONGCHOU_PROXY=1",
            "production is reached through TLS alone: give certificate and key, or set TONGCHOU_PROXY=1 behind a proxy",
        )
    waiting = waiting_migrations()
    if waiting:
        raise CannotOperate(
            f"数据库还差 {len(waiting)} 个迁移，请先运行 tongchou migrate",
            f"the database lacks {len(waiting)} migrations; run tongchou migrate first",
        )
    key_ring()
    connection.close()


def serve(place: Place) -> None:
    """Serve until SIGTERM or SIGINT; requests under way are finished, what waits is sealed."""
    # a process that is forked would take the sealer's locks with it
    multiprocessing.set_start_method("spawn", force=True)
    _share_figures(place.workers)
    server = Server(
        "tongchou.config.wsgi:application",
        address=place.host,
        port=place.port,
        interface=Interfaces.WSGI,
        workers=place.workers,
        blocking_threads=min(THREADS, 2 * (os.cpu_count() or 1) + 1),
        websockets=False,
        backlog=BACKLOG,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
        log_access=False,
        log_dictconfig=_logs(),
        ssl_cert=place.certificate,
        ssl_key=place.certificate_key,
    )
    sealer = Sealer()
    sealer.start()
    try:
        server.serve()
    finally:
        sealer.stop()


def _share_figures(workers: int) -> None:
    """Give the processes a folder for their figures, empty at each start."""
    if workers == 1:
        return
    folder = Path(settings.HOME) / "run" / "figures"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ[SHARED] = str(folder)


def _logs() -> dict[str, Any]:
    """Return how the server itself logs: as everything else does."""
    held: dict[str, Any] = settings.LOGGING
    loggers = {name: {"handlers": ["lines"], "level": "WARNING", "propagate": False} for name in ("_granian",)}
    return {**held, "loggers": {**held["loggers"], **loggers}}
