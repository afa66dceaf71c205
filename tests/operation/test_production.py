"""Production starts only with strong secrets that nobody else reads, with named hosts, and with nothing left open."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.structure.sources import ROOT
from tongchou.config.environment import WrongSettings, read_environment

SECRET = "kT7-vQ2_xN9pL4wZ8mB3rY6sD1fG5hJ0aC-eUiOtRnWqXyKbMzPlVdEg"
KEYS = json.dumps({"current": "a", "encrypting": {"a": "QUFB" * 10 + "QUE="}, "index": "QkJC" * 10 + "QkI="})


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    """The environment of a production server as it should be."""
    for name, text in (("secret", SECRET), ("keys", KEYS), ("metrics", SECRET[:40])):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o600)
    return {
        "TONGCHOU_MODE": "production",
        "TONGCHOU_HOME": str(tmp_path / "home"),
        "TONGCHOU_HOSTS": "yb.example.gov.cn",
        "TONGCHOU_SECRET_FILE": str(tmp_path / "secret"),
        "TONGCHOU_KEYS_FILE": str(tmp_path / "keys"),
        "TONGCHOU_METRICS_TOKEN_FILE": str(tmp_path / "metrics"),
        "TONGCHOU_PROXY": "1",
    }


def run(production: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TONGCHOU_")}
    environment = {**kept, **production, "PYTHONPATH": str(ROOT / "src"), "PYTHONWARNINGS": "error"}
    return subprocess.run([sys.executable, *command], env=environment, capture_output=True, text=True, check=False)


def test_right_settings_are_taken(production: dict[str, str]) -> None:
    held = read_environment(production)
    assert (held.production, held.proxy, held.hosts) == (True, True, ("yb.example.gov.cn",))
    assert held.secret == SECRET


@pytest.mark.parametrize("name", ["TONGCHOU_HOSTS", "TONGCHOU_SECRET_FILE", "TONGCHOU_KEYS_FILE"])
def test_what_is_missing_is_named(name: str, production: dict[str, str]) -> None:
    del production[name]
    with pytest.raises(WrongSettings, match=name):
        read_environment(production)


@pytest.mark.parametrize("file", ["secret", "keys", "metrics"])
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_secret_that_others_can_read_is_refused(
    file: str, mode: int, production: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / file).chmod(mode)
    with pytest.raises(WrongSettings, match="chmod 600"):
        read_environment(production)


@pytest.mark.parametrize("text", ["", "short", "x" * 64, "ab" * 40, SECRET[:49]])
def test_a_weak_secret_is_refused(text: str, production: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(text)
    with pytest.raises(WrongSettings, match="too weak"):
        read_environment(production)


def test_a_weak_token_of_the_metrics_is_refused(production: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "metrics").write_text("x" * 40)
    with pytest.raises(WrongSettings, match="too weak"):
        read_environment(production)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TONGCHOU_HOSTS", "*"),
        ("TONGCHOU_HOSTS", " , "),
        ("TONGCHOU_MODE", "prod"),
        ("TONGCHOU_PROXY", "yes"),
        ("TONGCHOU_DATABASE", "mysql://x"),
        ("TONGCHOU_SECRET_FILE", "/nowhere/secret"),
    ],
)
def test_a_wrong_value_is_refused(name: str, value: str, production: dict[str, str]) -> None:
    with pytest.raises(WrongSettings):
        read_environment({**production, name: value})


def test_production_leaves_no_warning_of_the_deployment_check(production: dict[str, str]) -> None:
    command = ("-m", "django", "check", "--deploy", "--fail-level", "WARNING")
    outcome = run({**production, "DJANGO_SETTINGS_MODULE": "tongchou.config.settings"}, *command)
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert outcome.stdout.strip().endswith("(0 silenced).")


def test_production_is_reached_through_tls_and_sends_its_headers(production: dict[str, str]) -> None:
    asked = """
import django; django.setup()
from django.conf import settings
from django.test import Client
assert not settings.DEBUG
assert settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE and settings.SESSION_COOKIE_HTTPONLY
assert settings.CSRF_TRUSTED_ORIGINS == ["https://yb.example.gov.cn"]
assert not any("admindocs" in app for app in settings.INSTALLED_APPS)
client = Client(SERVER_NAME="yb.example.gov.cn")
plain = client.get("/api/v1/openapi.json")
assert (plain.status_code, plain["Location"]) == (301, "https://yb.example.gov.cn/api/v1/openapi.json")
told = client.get("/api/v1/openapi.json", headers={"X-Forwarded-Proto": "https"})
assert told.status_code == 200, told.status_code
assert "max-age=31536000" in told["Strict-Transport-Security"]
assert told["X-Content-Type-Options"] == "nosniff" and told["X-Frame-Options"] == "DENY"
assert told["Referrer-Policy"] == "same-origin"
assert client.get("/healthz").status_code == 200
assert Client(SERVER_NAME="evil.example").get("/api/v1/me", headers={"X-Forwarded-Proto": "https"}).status_code == 400
assert client.get("/metrics").status_code == 404
"""
    outcome = run({**production, "DJANGO_SETTINGS_MODULE": "tongchou.config.settings"}, "-c", asked)
    assert outcome.returncode == 0, outcome.stderr


def test_without_a_proxy_of_ours_nobodys_word_on_the_scheme_is_taken(production: dict[str, str]) -> None:
    asked = """
import django; django.setup()
from django.test import Client
told = Client(SERVER_NAME="yb.example.gov.cn").get("/api/v1/me", headers={"X-Forwarded-Proto": "https"})
assert told.status_code == 301, told.status_code
"""
    production = {**production, "TONGCHOU_PROXY": "0", "DJANGO_SETTINGS_MODULE": "tongchou.config.settings"}
    outcome = run(production, "-c", asked)
    assert outcome.returncode == 0, outcome.stderr


def test_a_command_says_in_words_what_is_wrong(production: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("weak")
    outcome = run(production, "-c", "from tongchou.main import main; main()", "migrate")
    assert outcome.returncode == 2
    assert "密钥太弱" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_serve_refuses_production_without_tls(production: dict[str, str]) -> None:
    outcome = run({**production, "TONGCHOU_PROXY": "0"}, "-c", "from tongchou.main import main; main()", "serve")
    assert outcome.returncode == 2
    assert "TONGCHOU_PROXY=1" in outcome.stderr


def test_other_commands_start_without_django() -> None:
    asked = """
import sys
from tongchou import main
late = [name for name in ("django", "granian", "psycopg", "cryptography", "ninja") if name in sys.modules]
assert late == [], late
"""
    assert run({}, "-c", asked).returncode == 0
