"""The one clock: every act and every screen asks it, and a test or a drill sets it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def _system() -> datetime:
    return datetime.now(UTC)


_clock: ContextVar[Callable[[], datetime]] = ContextVar("clock", default=_system)


def now() -> datetime:
    """Return the moment, aware, in UTC."""
    return _clock.get()().astimezone(UTC)


def today() -> date:
    """Return the day in Shanghai: the day on which an office works."""
    return now().astimezone(SHANGHAI).date()


@contextmanager
def clock_at(moment: datetime | Callable[[], datetime]) -> Iterator[None]:
    """Let the clock stand at a moment, or be told by a function, while the block runs."""
    told = moment if callable(moment) else lambda: moment
    token = _clock.set(told)
    try:
        yield
    finally:
        _clock.reset(token)


def at(seconds: int) -> datetime:
    """Return the moment that is some whole seconds after 1970."""
    return datetime.fromtimestamp(seconds, UTC)
