"""The commands of a city from the first day: tables, server, probes, an act, a backup, another machine, the audit."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.clusters import running_cluster
from tests.structure.sources import ROOT

PATIENCE = 180
"""How often, a second apart, is looked whether the server has come up."""

FILL = """
import django; django.setup()
from tests.registry.conftest import PASSWORD, make_network
from tongchou.registry import clock
from tongchou.registry.actions.organisations import set_password
from tongchou.registry.models import Account
from tongchou.registry.rights import actor_of
make_network()
account = Account.objects.get(username="county_clerk")
day = clock.today()
set_password(actor=actor_of(account, day), day=day, account=account, password="another-long-pass-phrase-8")
"""


class Machine:
    """A home folder, a database, and the commands run there."""

    def __init__(self, home: Path, database: str) -> None:
        self.home = home
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TONGCHOU_")}
        self.environment = {
            **kept,
            "TONGCHOU_HOME": str(home),
            "TONGCHOU_DATABASE": database,
            "DJANGO_SETTINGS_MODULE": "tongchou.config.settings",
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
        }
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])

    def run(self, *arguments: str, status: int = 0) -> str:
        outcome = subprocess.run(
            self.command(*arguments), env=self.environment, capture_output=True, text=True, check=False
        )
        assert outcome.returncode == status, outcome.stdout + outcome.stderr
        return outcome.stdout + outcome.stderr

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-c", "from tongchou.main import main; main()", *arguments]

    def python(self, text: str) -> None:
        subprocess.run([sys.executable, "-c", text], env=self.environment, check=True)

    def ask(self, path: str, body: Any = None, token: str = "") -> tuple[int, Any]:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}")
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as wrong:
            with wrong:
                return wrong.code, wrong.read().decode()

    def until_ready(self, server: "subprocess.Popen[bytes]") -> None:
        for _ in range(PATIENCE):
            assert server.poll() is None
            try:
                if self.ask("/readyz")[0] == 200:
                    return
            except urllib.error.URLError:
                pass
            time.sleep(1)
        raise AssertionError("the server did not come up")


@pytest.fixture(params=["sqlite", "postgresql"])
def machines(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Machine, Machine, int]]:
    """A machine, an empty one to restore into, and how many processes serve."""
    if request.param == "sqlite":
        yield (
            Machine(tmp_path / "one", f"sqlite:{tmp_path / 'one' / 'city.sqlite3'}"),
            Machine(tmp_path / "two", f"sqlite:{tmp_path / 'two' / 'city.sqlite3'}"),
            1,
        )
        return
    with running_cluster() as first, running_cluster() as second:
        yield (
            Machine(tmp_path / "one", first.database("city")),
            Machine(tmp_path / "two", second.database("city")),
            2,
        )


@pytest.mark.full
def test_a_city_is_served_backed_up_and_restored_elsewhere(
    machines: tuple[Machine, Machine, int], tmp_path: Path
) -> None:
    machine, other, workers = machines
    assert "tongchou migrate" in machine.run("serve", "--lang", "en", status=2)
    assert "registry 0001_initial" in machine.run("migrate")
    assert "0 个迁移" in machine.run("migrate")
    machine.python(FILL)
    address = ("--port", str(machine.port), "--workers", str(workers))
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(machine.command("serve", *address), env=machine.environment, stdout=log, stderr=log)
    try:
        machine.until_ready(server)
        credentials = {"username": "county_clerk", "password": "another-long-pass-phrase-8"}
        status, told = machine.ask("/api/v1/tokens", credentials)
        assert status == 201, told
        token = json.loads(told)["token"]
        person = {
            "area": "510403001001",
            "name": "王小明",
            "document_kind": "passport",
            "document": "E12345678",
            "sex": "M",
            "birth": "1961-04-02",
        }
        for number in range(6):
            status, told = machine.ask("/api/v1/persons", {**person, "document": f"E1234567{number}"}, token)
            assert status == 201, told
        backed = machine.run("backup", str(tmp_path / "backup"), "--with-keys", str(tmp_path / "keys.json"))
        assert "切勿" in backed
        figures = machine.ask("/metrics")[1]
        counted = re.search(r'_total\{method="POST",route="api/v1/persons",status="201"\} (\d+)', figures)
        assert counted is not None
        assert counted[1] == "6"
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait() == 0
    assert "E1234567" not in (tmp_path / "log").read_text()
    # what was written last is sealed before the server ends
    assert "0 条" in machine.run("seal")
    assert json.loads(machine.run("audit", "verify", "--json")) == {"found": []}
    sheet = json.loads(machine.run("audit", "sheet", "--json"))

    said = other.run("restore", str(tmp_path / "backup"), "--keys", str(tmp_path / "keys.json"))
    assert "全部相符" in said
    assert "全部相符" in other.run("audit", "verify")
    restored = json.loads(other.run("audit", "sheet", "--json"))
    numbers = {seal["area"]: seal["number"] for seal in sheet["seals"]}
    assert {seal["area"]: seal["number"] for seal in restored["seals"]} == numbers
    assert "空库" in other.run("restore", str(tmp_path / "backup"), status=2)
    assert "6 个证件号码" in other.run("keys", "rotate", "--name", "second", "--reason", "迁移后更换")
    assert "0 个证件号码" in other.run("keys", "rotate", "--resume")
    other.run("seal")
    assert "全部相符" in other.run("audit", "verify")
