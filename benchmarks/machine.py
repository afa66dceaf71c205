"""What the figures were measured on."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tongchou import __version__

LIBRARIES = ("numba", "numpy", "pyarrow", "polars")


def describe() -> str:
    """Return processor, cores, load, versions and day as a line of Markdown."""
    model = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        names = [
            line.partition(":")[2].strip()
            for line in information.read_text().splitlines()
            if line.startswith("model name")
        ]
        model = names[0] if names else model
    load = f"{os.getloadavg()[0]:.1f}"
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"Measured on {datetime.now(UTC).date().isoformat()}: {model}, {os.cpu_count()} cores, load {load}, "
        f"Python {platform.python_version()}, {libraries}, tongchou {__version__}."
    )
