"""Log-in: argon2, lock-out, the second step, the limits of a session, the first password, the policy of the browser."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.hashers import get_hashers_by_algorithm
from django.test import Client
from django.test.utils import override_settings

from tests.network import NOON, PASSWORD, TODAY, Network
from tests.registry.people import code_of
from tests.web.conftest import Browser, settled
from tongchou.registry import clock
from tongchou.registry.actions.second_factors import begin_second_factor, confirm_second_factor, remove_second_factor
from tongchou.registry.models import Account, AuditRow, SecondFactor
from tongchou.registry.refusals import Refused
from tongchou.web.login import CODES_TRIED
from tongchou.web.models import AccountSession

WAYS_IN = {"username": "county_clerk", "password": PASSWORD}


@pytest.fixture
def account(network: Network) -> Account:
    return settled(network.accounts["county_clerk"])


@pytest.fixture
def with_factor(network: Network, account: Account) -> Account:
    """The account, with a second factor in use since yesterday."""
    with clock.clock_at(NOON - timedelta(days=1)):
        actor = network.actor("county_clerk")
        begin_second_factor(actor=actor, day=TODAY, account=account)
        confirm_second_factor(actor=actor, day=TODAY, account=account, code=code_of(account))
    return account


def test_passwords_are_kept_by_argon2() -> None:
    from tongchou.config import settings as of_the_house

    assert of_the_house.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=of_the_house.PASSWORD_HASHERS):
        assert list(get_hashers_by_algorithm()) == ["argon2"]


def test_a_right_password_lets_in_and_a_wrong_one_says_so(account: Account) -> None:
    client = Client()
    wrong = client.post("/console/login/", {**WAYS_IN, "password": "wrong"})
    assert (wrong.status_code, "用户名或密码不对" in wrong.content.decode()) == (422, True)
    assert 'value="county_clerk"' in wrong.content.decode()
    answer = client.post("/console/login/", {**WAYS_IN, "next": "/console/areas/"})
    assert answer["Location"] == "/console/areas/"
    assert client.get("/console/").status_code == 200


def test_log_in_leads_nowhere_else(account: Account) -> None:
    answer = Client().post("/console/login/", {**WAYS_IN, "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/console/"


@pytest.mark.parametrize(("language", "told"), [("zh-hans", "账号已锁定 15 分钟"), ("en", "locked for 15 minutes")])
def test_too_many_wrong_passwords_lock_the_account(account: Account, language: str, told: str) -> None:
    client = Client()
    client.post("/console/language/", {"language": language})
    answers = [client.post("/console/login/", {**WAYS_IN, "password": f"wrong {n}"}) for n in range(5)]
    assert answers[-1].status_code == 429
    assert told in answers[-1].content.decode()
    locked = client.post("/console/login/", WAYS_IN)
    assert (locked.status_code, client.get("/console/").status_code) == (429, 302)


def test_a_closed_account_stays_out(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert Client().post("/console/login/", WAYS_IN).status_code == 422


def test_the_second_step_is_asked_for(with_factor: Account) -> None:
    client = Client()
    answer = client.post("/console/login/", {**WAYS_IN, "next": "/console/areas/"})
    assert answer["Location"] == "/console/login/code/"
    assert client.get("/console/").status_code == 302
    wrong = client.post("/console/login/code/", {"code": "000000"})
    assert (wrong.status_code, "验证码不对" in wrong.content.decode()) == (422, True)
    SecondFactor.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)
    answer = client.post("/console/login/code/", {"code": code_of(with_factor)})
    assert answer["Location"] == "/console/areas/"
    assert client.get("/console/").status_code == 200


def test_no_code_is_taken_twice(with_factor: Account) -> None:
    first, second, code = Client(), Client(), code_of(with_factor)
    for client in (first, second):
        client.post("/console/login/", WAYS_IN)
    assert first.post("/console/login/code/", {"code": code}).status_code == 302
    assert second.post("/console/login/code/", {"code": code}).status_code == 422


def test_after_some_wrong_codes_the_password_is_asked_again(with_factor: Account) -> None:
    client = Client()
    client.post("/console/login/", WAYS_IN)
    for _ in range(CODES_TRIED):
        client.post("/console/login/code/", {"code": "000000"})
    SecondFactor.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)
    answer = client.post("/console/login/code/", {"code": code_of(with_factor)})
    assert answer["Location"] == "/console/login/"


def test_wrong_codes_make_the_next_one_wait(with_factor: Account) -> None:
    client = Client()
    client.post("/console/login/", WAYS_IN)
    client.post("/console/login/code/", {"code": "000000"})
    assert client.post("/console/login/code/", {"code": code_of(with_factor)}).status_code == 422


def test_the_code_is_due_within_minutes(with_factor: Account) -> None:
    client = Client()
    client.post("/console/login/", WAYS_IN)
    with clock.clock_at(NOON + timedelta(minutes=6)):
        assert client.post("/console/login/code/", {"code": code_of(with_factor)})["Location"] == "/console/login/"


def test_the_secret_is_shown_until_it_is_confirmed_and_never_again(browser: Browser, account: Account) -> None:
    client = browser("county_clerk")
    client.post("/console/account/second-factor/")
    factor = SecondFactor.objects.get(user=account)
    secret = factor.secret()
    assert secret.hex().encode() not in bytes(factor.cipher)
    from tongchou.web.account import _spelt

    page = client.get("/console/account/second-factor/").content.decode()
    assert _spelt(factor) in page
    assert "<svg" in page
    assert client.post("/console/account/second-factor/", {"code": "000000"}).status_code == 422
    SecondFactor.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)
    assert client.post("/console/account/second-factor/", {"code": code_of(account)}).status_code == 302
    after = client.get("/console/account/second-factor/").content.decode()
    assert _spelt(factor) not in after
    assert "<svg" not in after
    rows = AuditRow.objects.filter(name="account.second_factor")
    assert not any(secret.hex() in row.content for row in rows)
    assert rows.count() == 2


def test_it_is_removed_with_a_code_or_by_the_keeper_with_a_reason(network: Network, with_factor: Account) -> None:
    own, keeper, clerk = network.actor("county_clerk"), network.actor("system_keeper"), network.actor("other_clerk")
    with pytest.raises(Refused, match="验证码"):
        remove_second_factor(actor=own, day=TODAY, account=with_factor, code="000000")
    with pytest.raises(Refused, match="事由"):
        remove_second_factor(actor=keeper, day=TODAY, account=with_factor)
    with pytest.raises(Refused, match="自己"):
        begin_second_factor(actor=clerk, day=TODAY, account=with_factor)
    remove_second_factor(actor=keeper, day=TODAY, account=with_factor, reason="手机遗失，已核实本人")
    assert not SecondFactor.objects.exists()


def test_a_session_ends_when_idle_and_when_old(account: Account) -> None:
    client = Client()
    client.post("/console/login/", WAYS_IN)
    with clock.clock_at(NOON + timedelta(minutes=29)):
        assert client.get("/console/").status_code == 200
    with clock.clock_at(NOON + timedelta(minutes=60)):
        assert client.get("/console/").status_code == 302
    client.post("/console/login/", WAYS_IN)
    for minutes in range(20, 12 * 60, 20):
        with clock.clock_at(NOON + timedelta(minutes=minutes)):
            assert client.get("/console/").status_code == 200
    with clock.clock_at(NOON + timedelta(hours=12, minutes=5)):
        assert client.get("/console/").status_code == 302


def test_one_may_end_ones_other_sessions_and_nobody_elses(account: Account, browser: Browser) -> None:
    here, there, other = Client(), Client(headers={"User-Agent": "Elsewhere 1"}), browser("city_clerk")
    for client in (here, there):
        client.post("/console/login/", WAYS_IN)
    assert AccountSession.objects.filter(account=account).count() == 2
    assert "Elsewhere 1" in here.get("/console/account/").content.decode()
    here.post("/console/account/sessions/end/")
    assert [client.get("/console/").status_code for client in (here, there, other)] == [200, 302, 200]


def test_a_first_password_is_changed_before_anything_else(network: Network) -> None:
    client = Client()
    client.post("/console/login/", WAYS_IN)
    assert client.get("/console/lists/person/")["Location"] == "/console/account/password/"
    new = "another-long-pass-phrase-8"
    short = client.post("/console/account/password/", {"old": PASSWORD, "password": "short", "again": "short"})
    assert (short.status_code, "至少" in short.content.decode()) == (422, True)
    wrong = client.post("/console/account/password/", {"old": "x", "password": new, "again": new})
    assert "原密码不对" in wrong.content.decode()
    differs = client.post("/console/account/password/", {"old": PASSWORD, "password": new, "again": "other"})
    assert "不一致" in differs.content.decode()
    assert (
        client.post("/console/account/password/", {"old": PASSWORD, "password": new, "again": new}).status_code == 302
    )
    assert client.get("/console/").status_code == 200
    assert Client().post("/console/login/", {**WAYS_IN, "password": new}).status_code == 302


def test_a_new_password_ends_the_other_sessions(account: Account) -> None:
    here, there, new = Client(), Client(), "another-long-pass-phrase-8"
    for client in (here, there):
        client.post("/console/login/", WAYS_IN)
    here.post("/console/account/password/", {"old": PASSWORD, "password": new, "again": new})
    assert [client.get("/console/").status_code for client in (here, there)] == [200, 302]


def test_log_out_takes_a_form(browser: Browser) -> None:
    client = browser("county_clerk")
    assert client.get("/console/logout/").status_code == 405
    assert client.get("/console/").status_code == 200
    client.post("/console/logout/")
    assert client.get("/console/").status_code == 302


def test_the_console_has_its_own_policy_and_everything_else_a_strict_one(browser: Browser) -> None:
    console = browser("county_clerk").get("/console/")["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-eval'" in console
    assert "style-src 'self' 'unsafe-inline'" in console
    assert "default-src 'self'" in console
    elsewhere = Client().get("/nothing/")["Content-Security-Policy"]
    assert "unsafe" not in elsewhere
    assert "default-src 'self'" in elsewhere


def test_the_root_leads_to_the_console(database: str) -> None:
    assert Client().get("/")["Location"] == "/console/"


def test_cookies_are_not_for_scripts_nor_other_sites() -> None:
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
