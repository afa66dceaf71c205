"""Writers of one process take turns, first come first served.

SQLite lets one write at a time. Whoever finds it busy looks again every tenth of a second, so under a steady load the
one who waits longest has the worst luck and is told at last that the database is locked. Here they queue. Writers of
other processes (a command beside the server) still look again and again, for which there is the timeout.
"""

import threading
from collections import deque
from functools import cache


class Turns:
    """The queue of a database's writers."""

    def __init__(self) -> None:
        """Begin with nobody writing."""
        self._guard = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Event] = deque()

    def take(self, seconds: int) -> bool:
        """Wait for one's turn; return False where it has not come in this time."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(seconds):
            return True
        with self._guard:
            if mine.is_set():
                # it came while one gave up
                return True
            self._waiting.remove(mine)
            return False

    def give(self) -> None:
        """Pass the turn on to whoever waits longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False


@cache
def turns_of(database: str) -> Turns:
    """Return the queue of a database."""
    return Turns()
