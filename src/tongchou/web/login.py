"""Log-in in one or two steps, log-out, and the language, which may be chosen before log-in too."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from tongchou.registry import clock
from tongchou.registry.actions.organisations import choose_language
from tongchou.registry.actions.second_factors import check_code, wrong_code
from tongchou.registry.models import Account, SecondFactor
from tongchou.registry.rights import actor_of
from tongchou.registry.words import both
from tongchou.web.middleware import LANGUAGE
from tongchou.web.requests import said, shown
from tongchou.web.sessions import ADDRESS, BEGAN, BROWSER, SEEN

PENDING = "pending"
"""Where the session keeps who gave the right password and owes the code."""
CODE_DUE_WITHIN = timedelta(minutes=5)
CODES_TRIED = 5
"""After so many wrong codes the password is asked again."""

BACKEND = "django.contrib.auth.backends.ModelBackend"


TOLD: dict[str, Any] = {
    "invalid_login": both("用户名或密码不对，请核对后重试", "The user name or the password is wrong; try again"),
    "inactive": both("该账号已停用，请联系系统管理员", "This account is closed; ask the system keeper"),
}


class LogInForm(AuthenticationForm):
    """User name and password."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the fields."""
        self.error_messages = TOLD
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["username"].label = both("用户名", "User name")
        self.fields["password"].label = both("密码", "Password")
        for field in self.fields.values():
            field.widget.attrs["class"] = "tc-input"


class CodeForm(forms.Form):
    """The code that the second factor shows."""

    use_required_attribute = False
    code = forms.CharField(
        label=both("动态验证码", "Code"),
        max_length=10,
        widget=forms.TextInput(
            attrs={
                "class": "tc-input tc-code",
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "autofocus": True,
            }
        ),
    )


@sensitive_post_parameters("password")
@csrf_protect
@never_cache
def first_step(request: HttpRequest) -> HttpResponse:
    """Ask for user name and password; let in, or ask for the code where the account has a second factor."""
    if request.user.is_authenticated:
        return redirect(_next(request))
    form = LogInForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = form.get_user()
        if SecondFactor.objects.filter(user=account, confirmed=True).exists():
            due = int((clock.now() + CODE_DUE_WITHIN).timestamp())
            request.session[PENDING] = {"account": account.pk, "due": due, "tries": 0, "next": _next(request)}
            return redirect("admin:login_code")
        _enter(request, account)
        return redirect(_next(request))
    title = both("登录", "Log in")
    status = 422 if form.errors else 200
    return shown(request, "web/login.html", title, status, form=form, next=_next(request), intro="")


@csrf_protect
@never_cache
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the second factor."""
    pending = request.session.get(PENDING)
    if pending is None:
        return redirect("admin:login")
    account = Account.objects.filter(pk=pending["account"], is_active=True).first()
    if account is None or clock.now().timestamp() > pending["due"] or pending["tries"] >= CODES_TRIED:
        request.session.pop(PENDING, None)
        return redirect("admin:login")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if check_code(account=account, code=form.cleaned_data["code"]):
            following: str = pending["next"]
            del request.session[PENDING]
            _enter(request, account)
            return redirect(following)
        request.session[PENDING] = {**pending, "tries": pending["tries"] + 1}
        form.add_error("code", said(wrong_code()))
    intro = both("请打开验证器，输入当前 6 位验证码", "Open your authenticator and type the six digits that it shows")
    status = 422 if form.errors else 200
    return shown(request, "web/login.html", both("动态验证码", "Second step"), status, form=form, intro=intro)


@csrf_protect
def leave(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    chosen = translation.get_language()
    auth.logout(request)
    request.session[LANGUAGE] = chosen
    return redirect("admin:login")


@csrf_protect
def choose(request: HttpRequest) -> HttpResponse:
    """Choose the language: of the account, or of this session before log-in."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        if isinstance(request.user, Account):
            today = clock.today()
            choose_language(actor=actor_of(request.user, today), day=today, account=request.user, language=chosen)
        else:
            request.session[LANGUAGE] = chosen
    return redirect(_next(request))


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Say that too many wrong passwords were given, and how long to wait."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds()) // 60
    told = both(
        f"密码连续输错 {settings.AXES_FAILURE_LIMIT} 次，账号已锁定 {minutes} 分钟。忘记密码请联系系统管理员重置。",
        f"The password was wrong {settings.AXES_FAILURE_LIMIT} times: the account is locked for {minutes} minutes. "
        "If you forgot it, ask the system keeper to set a new one.",
    )
    page = shown(request, "web/login.html", both("账号已锁定", "Locked"), 429, form=None, told=told, intro="")
    # axes answers in place of the view, after Django would have rendered it
    return page.render()


def _enter(request: HttpRequest, account: Account) -> None:
    auth.login(request, account, backend=BACKEND)
    now = int(clock.now().timestamp())
    request.session[BEGAN] = request.session[SEEN] = now
    request.session[ADDRESS] = request.META.get("REMOTE_ADDR") or None
    request.session[BROWSER] = request.headers.get("User-Agent", "")[:120]


def _next(request: HttpRequest) -> str:
    """Return where to go on: inside this site alone."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("admin:index")
