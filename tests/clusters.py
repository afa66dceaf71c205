"""Private PostgreSQL servers for tests that break one: made in a folder of their own from the installed programs.

PostgreSQL does not run as root, so there the server belongs to an unprivileged account. Only what was started here is
ever stopped or killed.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import psycopg

from tests.conftest import require

USUAL = Path("/usr/lib/postgresql")
UNPRIVILEGED = "nobody"
PATIENCE = 180
"""How often, a second apart, is looked whether a server has come up: long enough for a machine under load."""


def programs() -> Path | None:
    """Return the folder of the newest installed server."""
    found = sorted(USUAL.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3].partition(".")[0]))
    if found:
        return found[-1].parent
    on_path = shutil.which("postgres")
    return Path(on_path).parent if on_path else None


def account() -> dict[str, Any]:
    """Return as whom the programs are run: oneself, or an unprivileged account where one is root."""
    if os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam(UNPRIVILEGED)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


class Cluster:
    """A server with its data in a folder."""

    def __init__(self, folder: Path, name: str = "data") -> None:
        """Make nothing yet. ``folder`` is the server's own; its archive of write-ahead logs lies beside the data."""
        found = programs()
        assert found is not None
        self.programs = found
        self.folder = folder
        self.data = folder / name
        self.archive = folder / "archive"
        self.port = _free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def make(self, **settings: str) -> Self:
        """Make an empty cluster that archives its write-ahead logs."""
        self.run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", str(self.data))
        self.run_plain("mkdir", "-p", str(self.archive))
        return self.set(
            archive_mode="on",
            archive_command=f"test ! -f {self.archive}/%f && cp %p {self.archive}/%f",
            wal_level="replica",
            **settings,
        )

    def copied_from(self, other: "Cluster") -> Self:
        """Take a base backup of a running server as one's own data."""
        self.run(
            "pg_basebackup",
            f"--pgdata={self.data}",
            "--checkpoint=fast",
            "--wal-method=fetch",
            f"--dbname=postgresql://postgres@127.0.0.1:{other.port}/postgres",
        )
        return self

    def recover_to(self, moment: str) -> Self:
        """Let the next start replay the archive up to a moment, and go on from there."""
        self.run_plain("touch", str(self.data / "recovery.signal"))
        return self.set(
            restore_command=f"cp {self.archive}/%f %p",
            recovery_target_time=moment,
            recovery_target_action="promote",
            archive_mode="off",
        )

    def set(self, **settings: str) -> Self:
        """Set settings of the server."""
        with (self.data / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
            for name, value in settings.items():
                file.write(f"{name} = '{value}'\n")
        return self

    def start(self) -> Self:
        """Start the server and wait until it takes writes; processes of a killed one have to end first."""
        for _ in range(PATIENCE):
            if self.process is None or self.process.poll() is not None:
                self.process = self._started()
            with contextlib.suppress(psycopg.OperationalError), self.connection() as server:
                recovering = server.execute("SELECT pg_is_in_recovery()").fetchone()
                if recovering == (False,):
                    return self
            time.sleep(1)
        raise AssertionError((self.folder / "log").read_text(encoding="utf-8", errors="replace")[-2000:])

    def _started(self) -> subprocess.Popen[bytes]:
        command = [
            str(self.programs / "postgres"),
            f"-D{self.data}",
            f"-p{self.port}",
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            f"unix_socket_directories={self.folder}",
        ]
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, **account())

    def kill(self) -> None:
        """Kill the server as a power cut does; its other processes notice and end."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Stop the server, open connections or not."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait()

    def connection(self, name: str = "postgres") -> psycopg.Connection:
        """Return a connection to a database of the server."""
        return psycopg.connect(self.address(name), autocommit=True)

    def address(self, name: str) -> str:
        """Return the address of a database of the server."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def database(self, name: str) -> str:
        """Make a database and return its address."""
        with self.connection() as server:
            server.execute(f"CREATE DATABASE {name}")
        return self.address(name)

    def archive_all(self) -> None:
        """Wait until all that was written lies in the archive."""
        with self.connection() as server:
            row = server.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
            assert row is not None
            for _ in range(PATIENCE):
                done = server.execute("SELECT last_archived_wal FROM pg_stat_archiver").fetchone()
                if done is not None and done[0] is not None and done[0] >= row[0]:
                    return
                time.sleep(1)
        raise AssertionError(f"{row[0]} was not archived")

    def run(self, program: str, *arguments: str) -> None:
        """Run a program of PostgreSQL as the account of the server."""
        self.run_plain(str(self.programs / program), *arguments)

    def run_plain(self, *command: str) -> None:
        """Run a command as the account of the server."""
        outcome = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False, **account())
        assert outcome.returncode == 0, outcome.stderr


@contextlib.contextmanager
def cluster_folder() -> Iterator[Path]:
    """Make a folder that the account of the server owns, and remove it afterwards; skip where there is no server."""
    require("postgresql", programs() is not None)
    folder = Path(tempfile.mkdtemp(prefix="tongchou-cluster-"))
    if os.geteuid() == 0:
        entry = pwd.getpwnam(UNPRIVILEGED)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def running_cluster(**settings: str) -> Iterator[Cluster]:
    """Make and start a server of one's own, and stop it afterwards."""
    with cluster_folder() as folder:
        cluster = Cluster(folder).make(**settings)
        try:
            yield cluster.start()
        finally:
            cluster.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
