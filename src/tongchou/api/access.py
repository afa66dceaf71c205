"""Log-in for programs, and who one is."""

from datetime import datetime

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_login_failed
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Router, Schema, Status

from tongchou.api.caller import caller_of, key_of
from tongchou.api.forms import Form, Key
from tongchou.api.problems import Trouble
from tongchou.registry import clock
from tongchou.registry.actions.access import LONGEST_HOURS, issue_token, revoke_token
from tongchou.registry.models import AccessToken, Account
from tongchou.registry.rights import actor_of

router = Router(tags=["access"])

USUAL_HOURS = 12


class LogIn(Form):
    """Who logs in."""

    username: str = Field(max_length=40)
    password: str = Field(max_length=200)
    code: str = Field(
        "", max_length=10, description="动态验证码，账号设置了才需要 | time code, where the account has one"
    )
    hours: int = Field(USUAL_HOURS, ge=1, le=LONGEST_HOURS)
    label: str = Field("", max_length=60, description="用途，便于日后辨认 | what it is for")


class TokenRow(Schema):
    """A token as its owner sees it."""

    id: Key
    label: str
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    current: bool


class TokenMade(TokenRow):
    """A token just issued; it is told this once."""

    token: str


class TokenList(Schema):
    """The last tokens of an account."""

    items: list[TokenRow]


class Held(Schema):
    """A post held today."""

    post: str
    area: str
    level: str
    organisation: Key
    stands_in_for: str
    acts: list[str]


class Me(Schema):
    """The account that calls."""

    account: int
    username: str
    staff_number: str
    name: str
    language: str
    posts: list[Held]


@router.post("/tokens", response={201: TokenMade}, auth=None, summary="登录 | log in")
def log_in(request: HttpRequest, payload: LogIn) -> Status:
    """用户名和密码换取访问令牌；多次失败后须等候。| A token for user name and password; after failures one waits."""
    account = _proved(request, payload)
    if account.must_change_password:
        raise Trouble(
            "change-password",
            403,
            "初始密码只能用来登录工作台并改密码；改后再来",
            "the first password serves to log in on the console and change it; come back then",
        )
    day = clock.today()
    row, token = issue_token(
        actor=actor_of(account, day), day=day, account=account, hours=payload.hours, label=payload.label
    )
    return Status(201, TokenMade(**_row(row, row.pk).dict(), token=token))


@router.get("/tokens", response=TokenList, summary="本人的令牌 | one's own tokens")
def tokens(request: HttpRequest) -> TokenList:
    """最近的 200 个。| The last 200."""
    caller = caller_of(request)
    rows = AccessToken.objects.filter(account=caller.account).select_related("revoked_by")[:200]
    return TokenList(items=[_row(row, caller.token.pk) for row in rows])


@router.delete("/tokens/{key}", response={204: None}, summary="撤销令牌 | revoke a token")
def revoke(request: HttpRequest, key: str) -> HttpResponse:
    """撤销本人的令牌；key 为 current 即退出。| Revoke one's own token; ``current`` is logging out."""
    caller = caller_of(request)
    wanted = caller.token.pk if key == "current" else key_of(key)
    token = AccessToken.objects.filter(pk=wanted, account=caller.account).first()
    if token is None:
        raise Http404
    revoke_token(actor=caller.actor, day=caller.day, token=token)
    return HttpResponse(status=204)


@router.get("/me", response=Me, summary="本人 | who one is")
def me(request: HttpRequest) -> Me:
    """账号、今日岗位及其权限。| The account, the posts of today and what they allow."""
    caller = caller_of(request)
    account = caller.account
    return Me(
        account=account.pk,
        username=account.username,
        staff_number=account.staff.number,
        name=account.staff.name,
        language=account.language,
        posts=[
            Held(
                post=grant.post.code,
                area=grant.area,
                level=grant.level,
                organisation=grant.organisation,
                stands_in_for=grant.stands_in_for,
                acts=sorted(grant.post.acts),
            )
            for grant in caller.actor.grants
        ],
    )


def _proved(request: HttpRequest, given: LogIn) -> Account:
    """Return the account of right credentials; raise Trouble for wrong ones, and for too many of them."""
    credentials = {"username": given.username}
    account = authenticate(request, username=given.username, password=given.password)
    # the code is asked for only after the password, so that nobody learns who has one
    factor = getattr(account, "second_factor", None)
    if factor is not None and not factor.verify_token(given.code):
        user_login_failed.send(sender=__name__, credentials=credentials, request=request)
        account = None
    if not AxesProxyHandler.is_allowed(request, credentials):
        # the page that the screens show instead would take the place of this answer
        setattr(request, "axes_locked_out", False)  # noqa: B010
        wait = int(settings.AXES_COOLOFF_TIME.total_seconds())
        raise Trouble(
            "too-many",
            429,
            f"登录失败次数过多，请 {wait // 60} 分钟后再试",
            f"too many log-ins failed; try again in {wait // 60} minutes",
            Retry_After=str(wait),
        )
    if not isinstance(account, Account):
        raise Trouble(
            "wrong-log-in",
            401,
            "用户名、密码或验证码不对，请核对后再试",
            "user name, password or code is wrong; check them and try again",
            WWW_Authenticate='Bearer realm="tongchou"',
        )
    AxesProxyHandler.user_logged_in(sender=__name__, request=request, user=account)
    return account


def _row(row: AccessToken, current: int) -> TokenRow:
    return TokenRow(
        id=row.pk,
        label=row.label,
        issued_at=row.issued_at,
        expires_at=row.expires_at,
        revoked_at=None if row.revoked_by is None else row.revoked_by.at,
        current=row.pk == current,
    )
