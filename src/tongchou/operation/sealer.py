"""The sealer at work: seals every second, begins again after a failure, and leaves a sign that it lives.

The sign is a file of the home folder: each machine has its sealer, which of several seals is the database's matter.
"""

import json
import logging
import threading
import time
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections, connection

from tongchou.registry.actions.sealing import SEALED_AT_ONCE, seal

logger = logging.getLogger("tongchou.sealer")

PAUSE = 1
"""Seconds between two looks for rows to seal."""

ALIVE_FOR = 5
"""Seconds after its last sign that the sealer is taken for alive."""

LONGEST_PAUSE = 5


def beat_file() -> Path:
    """Return the file of the sealer's sign."""
    return Path(settings.HOME) / "run" / "sealer.json"


def beat() -> None:
    """Leave the sign."""
    file = beat_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps({"at": time.time_ns()}), encoding="utf-8")
    fresh.replace(file)


def seconds_since_beat() -> int | None:
    """Return how long ago the sealer left its sign, None where it left none."""
    try:
        at = json.loads(beat_file().read_text(encoding="utf-8"))["at"]
        return int(max(0, time.time_ns() - at) // 1_000_000_000)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def seal_all(whole: bool = True) -> int:
    """Seal until nothing waits, of all times or of the last hour; return how many rows were sealed."""
    rows = 0
    while True:
        sealed = seal(whole=whole)
        rows += sealed
        if sealed < SEALED_AT_ONCE:
            return rows


def keep_sealing(stop: threading.Event) -> None:
    """Seal until told to stop, and once more then. A failure is told, and it begins again after a longer pause.

    At its start, after a failure and at its end it looks at all times; else the last hour is enough.
    """
    pause, whole = PAUSE, True
    while not stop.wait(pause):
        whole = not _seal_once(whole)
        pause = min(LONGEST_PAUSE, pause + 1) if whole else PAUSE
    _seal_once(whole=True)
    connection.close()


def _seal_once(whole: bool) -> bool:
    try:
        close_old_connections()
        seal_all(whole)
        beat()
    except Exception:
        logger.error("the sealer failed and begins again", exc_info=True)
        connection.close()
        return False
    return True


class Sealer:
    """The sealer as a thread of the process that serves."""

    def __init__(self) -> None:
        """Be ready; nothing runs yet."""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=keep_sealing, args=(self._stop,), name="sealer", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, seconds: int = 30) -> None:
        """Seal what waits, and end."""
        self._stop.set()
        self._thread.join(seconds)
