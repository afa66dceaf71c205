"""A real browser on the real application: Chromium, a server in a thread, a database of its own."""

import os
import shutil
import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.conftest import require
from tests.network import PASSWORD, Network, _standing_clock, beginning, network
from tongchou.registry.models import Account

__all__ = ["_standing_clock", "beginning", "network"]

CHROMIUM = "/usr/bin/chromium"
DESK, TELEPHONE = (1366, 768), (390, 844)


class Server(ThreadingMixIn, WSGIServer):
    """Answers each request in a thread, as the application is served."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Writes no line for each request."""

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing."""


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Return the browser. Its loop runs in the thread of the tests, which Django has to be told is meant."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    require("browser", os.access(CHROMIUM, os.X_OK) or shutil.which("chromium") is not None)
    with sync_playwright() as started:
        path = CHROMIUM if os.access(CHROMIUM, os.X_OK) else shutil.which("chromium")
        browser = started.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def address(network: Network) -> Iterator[str]:
    """Return where the application answers; first passwords are done with."""
    Account.objects.update(must_change_password=False)
    server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=Server, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


class Visitor:
    """Somebody at a browser; whatever the browser complains about is kept."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        """Open a page."""
        self.address = address
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None
        )

    def go(self, path: str) -> Page:
        """Open a path and wait until it is there."""
        self.page.goto(self.address + path)
        return self.page

    def log_in(self, name: str) -> Page:
        """Log in."""
        page = self.go("/console/login/")
        page.fill("#id_username", name)
        page.fill("#id_password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/console/")
        return page


@pytest.fixture
def visitors(chromium: Browser, address: str) -> Iterator["Visitors"]:
    made = Visitors(chromium, address)
    yield made
    made.leave()


class Visitors:
    """Several people, each at an own browser."""

    def __init__(self, browser: Browser, address: str) -> None:
        """Begin with nobody."""
        self.browser, self.address = browser, address
        self.contexts: list[BrowserContext] = []
        self.all: list[Visitor] = []

    def come(self, size: tuple[int, int] = DESK) -> Visitor:
        """Let somebody come, whose browser asks for English."""
        context = self.browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="en-US")
        self.contexts.append(context)
        visitor = Visitor(context, self.address)
        self.all.append(visitor)
        return visitor

    def leave(self) -> None:
        """Close every browser."""
        for context in self.contexts:
            context.close()
