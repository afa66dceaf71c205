"""Secrets that are made at the first start."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from tongchou.config.environment import write_private


def test_of_many_who_make_a_secret_at_once_all_read_the_same_whole_one(tmp_path: Path) -> None:
    for round_ in range(20):
        path, together = tmp_path / str(round_) / "secret", Barrier(8)

        def start(number: int, path: Path = path, together: Barrier = together) -> str:
            together.wait(30)
            write_private(path, f"{number}" * 10_000)
            return path.read_text(encoding="utf-8")

        with ThreadPoolExecutor(8) as pool:
            read = set(pool.map(start, range(8)))
        assert len(read) == 1
        assert len(read.pop()) == 10_000
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert [each.name for each in path.parent.iterdir()] == ["secret"]
