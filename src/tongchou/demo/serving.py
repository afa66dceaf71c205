"""The web server beside the demonstration: started early, asked whether it answers, stopped at the end."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.urls import reverse

HOST = "127.0.0.1"
FIRST_PORT = 8000
PORTS = 50
PATIENCE = 60
"""Seconds within which a server has to answer."""

SERVE = "from tongchou.main import main; main()"
"""The command itself, of whichever checkout this is."""


class Door(NamedTuple):
    """An address of the application."""

    path: str
    zh: str
    en: str


class NoServer(Exception):
    """The web server did not start, or does not answer; the text says what to look at."""


def doors() -> list[Door]:
    """Return the doors that the house has."""
    named = (
        ("admin:login", "控制台登录", "console log-in"),
        ("api:openapi-view", "接口说明", "API and its description"),
    )
    return [Door(reverse(name), zh, en) for name, zh, en in named] + [Door("/healthz", "健康检查", "health")]


def free_port() -> int:
    """Return the first port of a row that nobody listens on; raise NoServer where all are taken."""
    for port in range(FIRST_PORT, FIRST_PORT + PORTS):
        with socket.socket() as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                attempt.bind((HOST, port))
            except OSError:
                continue
            return port
    last = FIRST_PORT + PORTS - 1
    raise NoServer(f"端口 {FIRST_PORT} 至 {last} 都被占用 | ports {FIRST_PORT} to {last} are taken")


@contextmanager
def serving(port: int, log: Path) -> Iterator[str]:
    """Let a web server answer while the block runs; yield its address. Raises NoServer."""
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-c", SERVE, "serve", "--host", HOST, "--port", str(port)]
    with log.open("ab") as told:
        server = subprocess.Popen(command, stdout=told, stderr=told, env=dict(os.environ))
        try:
            _wait_for(server, port, log)
            yield f"http://{HOST}:{port}"
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        with socket.socket() as attempt:
            attempt.settimeout(1)
            if attempt.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise NoServer(f"网页服务没有起来，见 {log} | the web server did not start, see {log}")


def status_of(address: str) -> int:
    """Return the status with which an address answers; raise NoServer where nothing answers."""
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as wrong:
        return wrong.code
    except OSError as wrong:
        raise NoServer(f"{address} 没有回答 | does not answer ({wrong})") from wrong
