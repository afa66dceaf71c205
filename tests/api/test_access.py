"""Log-in for programs: a token for right credentials, for its hours, until it is revoked or the password changes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache

from tests.api.conftest import PASSWORD, Network, Program, Programs, Told
from tests.registry.conftest import NOON, TODAY
from tongchou.registry import clock
from tongchou.registry.actions.access import digest_of, issue_token, revoke_token
from tongchou.registry.actions.organisations import close_account, set_password
from tongchou.registry.actions.sealing import seal
from tongchou.registry.models import AccessToken, AuditRow
from tongchou.registry.queries.audit import verify
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import SYSTEM, NotAllowed

pytestmark = pytest.mark.both

SECOND = "another-long-pass-phrase-8"


def log_in(username: str = "county_clerk", password: str = SECOND, **more: object) -> Told:
    return Program().post("/tokens", {"username": username, "password": password, **more})


@pytest.fixture
def ready(network: Network) -> Network:
    """The network, its county clerk having changed the first password."""
    cache.clear()
    set_password(
        actor=network.actor("county_clerk"), day=TODAY, account=network.accounts["county_clerk"], password=SECOND
    )
    return network


def test_right_credentials_give_a_token_that_opens_the_door(ready: Network) -> None:
    told = log_in(label="夜间对账")
    assert told.status == 201
    me = Program(told.body["token"]).get("/me")
    assert (me.status, me.body["username"], me.body["posts"][0]["post"]) == (200, "county_clerk", "county_clerk")
    assert "person.register" in me.body["posts"][0]["acts"]


def test_only_a_digest_of_the_token_is_kept(ready: Network) -> None:
    token = log_in().body["token"]
    row = AccessToken.objects.get(digest=digest_of(token))
    held = " ".join(str(getattr(row, field.attname)) for field in row._meta.fields)
    assert token not in held
    act = AuditRow.objects.get(pk=row.act_id)
    assert (act.name, act.account_id) == ("account.token", row.account_id)
    assert token not in act.content + act.digests


@pytest.mark.parametrize("token", ["", "tc_nothing", "Bearer", "tc_" + "x" * 5000])
def test_without_a_token_that_holds_nothing_is_told(network: Network, token: str) -> None:
    told = Program(token).get("/me")
    assert (told.status, told.body["type"]) == (401, "urn:tongchou:problem:log-in")
    assert told.headers["WWW-Authenticate"].startswith("Bearer")


def test_wrong_password_and_unknown_name_are_told_alike(ready: Network) -> None:
    wrong, unknown = log_in(password="no-such-pass-phrase"), log_in(username="nobody")
    assert wrong.status == unknown.status == 401
    for told in (wrong, unknown):
        del told.body["request"]
    assert wrong.body == unknown.body
    assert wrong.body["detail_en"].startswith("user name, password")


def test_after_five_failures_even_the_right_password_waits(ready: Network) -> None:
    for _ in range(4):
        assert log_in(password="no-such-pass-phrase").status == 401
    told = log_in(password="no-such-pass-phrase")
    assert told.status == 429
    told = log_in()
    assert (told.status, told.headers["Retry-After"]) == (429, "900")
    assert not AccessToken.objects.exists()
    assert "15 分钟" in told.body["detail"]


def test_a_first_password_gives_no_token(network: Network) -> None:
    told = log_in(password=PASSWORD)
    assert (told.status, told.body["type"]) == (403, "urn:tongchou:problem:change-password")


def test_the_second_factor_is_asked_for_where_the_account_has_one(
    ready: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Factor:
        def verify_token(self, code: str) -> bool:
            return code == "123456"

    monkeypatch.setattr(type(ready.accounts["county_clerk"]), "second_factor", Factor(), raising=False)
    assert log_in().status == 401
    assert log_in(code="000000").status == 401
    assert log_in(code="123456").status == 201


def test_a_token_ends_with_its_hours(ready: Network) -> None:
    token = log_in(hours=2).body["token"]
    with clock.clock_at(NOON + timedelta(hours=1, minutes=59)):
        assert Program(token).get("/me").status == 200
    with clock.clock_at(NOON + timedelta(hours=2)):
        assert Program(token).get("/me").status == 401


@pytest.mark.parametrize("hours", [0, 721])
def test_no_token_lives_longer_than_a_month(ready: Network, hours: int) -> None:
    assert log_in(hours=hours).status == 422
    account = ready.accounts["county_clerk"]
    with pytest.raises(Refused, match="720"):
        issue_token(actor=ready.actor("county_clerk"), day=TODAY, account=account, hours=hours)


def test_logging_out_ends_this_token_alone(program: Programs) -> None:
    first, second = program("county_clerk"), program("county_clerk")
    listed = first.get("/tokens").body["items"]
    assert [each["current"] for each in listed].count(True) == 1
    assert first.delete("/tokens/current").status == 204
    assert (first.get("/me").status, second.get("/me").status) == (401, 200)
    row = AccessToken.objects.get(revoked_by__isnull=False)
    act = AuditRow.objects.get(pk=row.revoked_by_id or 0)
    assert (act.name, act.at) == ("account.token", NOON)
    times = [each["revoked_at"] for each in second.get("/tokens").body["items"]]
    assert times == [None, "2026-03-02T04:00:00Z"]
    seal()
    assert list(verify()) == []


def test_nobody_revokes_or_sees_the_token_of_another(program: Programs, network: Network) -> None:
    program("county_clerk")
    token = AccessToken.objects.get()
    other = program("other_clerk")
    assert other.delete(f"/tokens/{token.pk}").status == 404
    assert str(token.pk) not in str(other.get("/tokens").body)
    with pytest.raises(NotAllowed):
        revoke_token(actor=network.actor("other_clerk"), day=TODAY, token=token)


def test_the_keeper_of_accounts_revokes_the_token_of_anybody(program: Programs, network: Network) -> None:
    clerk = program("county_clerk")
    token = AccessToken.objects.get()
    revoke_token(actor=network.actor("system_keeper"), day=TODAY, token=token, reason="设备遗失")
    assert clerk.get("/me").status == 401
    with pytest.raises(Refused, match="已经撤销"):
        revoke_token(actor=network.actor("system_keeper"), day=TODAY, token=token)


def test_nobody_takes_a_token_in_the_name_of_another(network: Network) -> None:
    with pytest.raises(Refused, match="本人"):
        issue_token(actor=network.actor("system_keeper"), day=TODAY, account=network.accounts["county_clerk"], hours=1)


def test_a_new_password_ends_every_token(ready: Network) -> None:
    token = log_in().body["token"]
    account = ready.accounts["county_clerk"]
    set_password(actor=ready.actor("county_clerk"), day=TODAY, account=account, password="a-third-pass-phrase-9")
    assert Program(token).get("/me").status == 401


def test_a_closed_account_has_no_token(ready: Network) -> None:
    token = log_in().body["token"]
    close_account(actor=SYSTEM, day=TODAY, account=ready.accounts["county_clerk"], reason="离职")
    assert Program(token).get("/me").status == 401


def test_a_post_that_ended_allows_nothing_from_that_day_on(ready: Network) -> None:
    from tongchou.registry.actions.organisations import end_appointment
    from tongchou.registry.models import Appointment

    token = log_in(hours=48).body["token"]
    appointment = Appointment.objects.select_related("area").get(
        staff=ready.accounts["county_clerk"].staff, withdrawn_at__isnull=True
    )
    end_appointment(actor=SYSTEM, day=TODAY + timedelta(days=1), appointment=appointment)
    assert Program(token).get("/persons").status == 200
    with clock.clock_at(datetime(2026, 3, 3, 3, 0, tzinfo=UTC)):
        assert Program(token).get("/persons").status == 403
