"""Logs as lines of JSON that hold no personal data: what a line may say is listed, and all else is left out.

A message is the fixed text of the code, never filled in: what would be filled in (an address, a value, a name) is not
written. Of an exception its kind and the places in the code are written, never its text, which may quote a row.
"""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from typing import Any

OURS = "tongchou"

TOLD = (
    "request",
    "account",
    "method",
    "route",
    "status",
    "milliseconds",
    "rows",
    "seconds",
    "area",
    "workers",
    "port",
    "database",
)
"""What our own code may say beside its text: numbers of the machine, codes of areas, names of routes; nothing typed."""

LONG_NUMBER = re.compile(r"[0-9]{6,}[0-9Xx]?")


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": without_numbers(str(record.msg)),
        }
        if record.name.partition(".")[0] == OURS:
            line |= {name: record.__dict__[name] for name in TOLD if name in record.__dict__}
        if record.exc_info and record.exc_info[1] is not None:
            line |= told_of(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def without_numbers(text: str) -> str:
    """Return a text in which long runs of digits are stars, should somebody ever write a number into one."""
    return LONG_NUMBER.sub("***", text)


def told_of(wrong: BaseException) -> dict[str, Any]:
    """Return the kind of an exception and of what led to it, and where in the code it came about."""
    kinds, each, seen = [], wrong, set()
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        kinds.append(f"{type(each).__module__}.{type(each).__qualname__}")
        each = each.__cause__ or each.__context__  # type: ignore[assignment]
    frames = traceback.extract_tb(wrong.__traceback__)
    return {"exception": kinds, "where": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]]}


def log_settings(*, production: bool) -> dict[str, Any]:
    """Return Django's settings of logs: everything on standard error, as lines of JSON."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "tongchou.config.logs.JsonLines"}},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["lines"], "level": "WARNING"},
        "loggers": {
            OURS: {"handlers": ["lines"], "level": "INFO" if production else "WARNING", "propagate": False},
            "django": {"handlers": ["lines"], "level": "WARNING", "propagate": False},
            # a request that is refused stands in the line of the request
            "django.request": {"handlers": ["lines"], "level": "ERROR", "propagate": False},
            "django.server": {"handlers": ["lines"], "level": "WARNING", "propagate": False},
            "axes": {"handlers": ["lines"], "level": "WARNING", "propagate": False},
        },
    }
