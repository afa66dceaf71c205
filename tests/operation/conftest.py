"""Operation is tried on the small network of the registry."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.registry.conftest import Network, beginning, network

__all__ = ["Network", "beginning", "network"]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home folder of its own, the keys of the tests in it."""
    from tongchou.registry.secrets import key_ring

    key_ring()
    kept, keys = settings.HOME, settings.KEYS_FILE
    settings.HOME, settings.KEYS_FILE = tmp_path / "home", tmp_path / "home" / "numbers.json"
    settings.HOME.mkdir()
    settings.KEYS_FILE.write_text(Path(keys).read_text(encoding="utf-8"), encoding="utf-8")
    settings.KEYS_FILE.chmod(0o600)
    yield settings.HOME
    settings.HOME, settings.KEYS_FILE = kept, keys
