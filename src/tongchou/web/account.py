"""One's own account: password, second factor, sessions, language."""

from base64 import b32encode
from urllib.parse import quote

import qrcode
from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST
from qrcode.image.svg import SvgPathFillImage

from tongchou.registry import clock
from tongchou.registry.actions.organisations import set_password
from tongchou.registry.actions.second_factors import begin_second_factor, confirm_second_factor, remove_second_factor
from tongchou.registry.models import SecondFactor
from tongchou.registry.queries.areas import names_of
from tongchou.registry.queries.network import posts_of
from tongchou.registry.refusals import Refused
from tongchou.registry.words import both
from tongchou.web.forms import ActionForm, form_page
from tongchou.web.models import AccountSession
from tongchou.web.pages import ANYBODY, page
from tongchou.web.requests import StaffRequest, shown

ISSUER = "统筹"


@page("account/", "account", ANYBODY)
def my_account(request: StaffRequest) -> HttpResponse:
    """Show who one is, the posts held, and where one is logged in."""
    sessions = AccountSession.objects.filter(account=request.user, expire_date__gt=clock.now()).order_by("-seen_at")
    posts = list(posts_of(request.user.staff))
    return shown(
        request,
        "web/account.html",
        both("我的账号", "My account"),
        posts=posts,
        area_names=names_of([post.area_id for post in posts], clock.today()),
        today=clock.today(),
        sessions=sessions,
        this_session=request.session.session_key,
        second_factor=SecondFactor.objects.filter(user=request.user, confirmed=True).first(),
    )


def _password(zh: str, en: str, autocomplete: str) -> forms.CharField:
    attributes = {"autocomplete": autocomplete}
    return forms.CharField(label=both(zh, en), strip=False, widget=forms.PasswordInput(attrs=attributes))


class PasswordForm(ActionForm):
    """The password that was, and the new one twice."""

    title = both("修改密码", "Change password")
    intro = both(
        "至少 10 个字符，不要用常见密码、纯数字或用户名。修改后其他设备上的登录随即失效。",
        "At least 10 characters; no common password, not digits alone, not the user name. Other log-ins end with it.",
    )
    done = both("密码已修改", "The password was changed")

    old = _password("原密码", "Old password", "current-password")
    password = _password("新密码", "New password", "new-password")
    again = _password("再输一次新密码", "New password again", "new-password")

    def perform(self) -> None:
        """Set the password, after the old one was given."""
        if not self.subject.check_password(self.cleaned_data["old"]):
            raise Refused("原密码不对", "the old password is wrong", where="old")
        if self.cleaned_data["password"] != self.cleaned_data["again"]:
            raise Refused("两次输入的新密码不一致", "the two new passwords differ", where="again")
        if self.cleaned_data["password"] == self.cleaned_data["old"]:
            raise Refused("新密码不能与原密码相同", "the new password is the old one", where="password")
        set_password(
            actor=self.actor, day=self.business_day, account=self.subject, password=self.cleaned_data["password"]
        )

    def after(self) -> str:
        """Go to one's account."""
        return reverse("admin:account")


@page("account/password/", "password_change", ANYBODY)
def change_password(request: StaffRequest) -> HttpResponse:
    """Change one's password; a first one has to be changed before anything else."""
    first = request.user.must_change_password
    back = "" if first else reverse("admin:account")
    answer = form_page(request, PasswordForm, request.user, back=back, first_password=first)
    if answer.status_code == 302:
        update_session_auth_hash(request, request.user)
    return answer


class CodeForm(ActionForm):
    """A code of one's authenticator."""

    code = forms.CharField(
        label=both("验证器显示的 6 位验证码", "The six digits that it shows"),
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "tc-input tc-code"}),
    )

    def after(self) -> str:
        """Go to one's account."""
        return reverse("admin:account")


class ConfirmForm(CodeForm):
    """The first code, which lets the second factor count."""

    title = both("启用动态验证码", "Set up a second step")
    button = both("确认启用", "Confirm")
    done = both("动态验证码已启用，下次登录时要输入", "It is in use: you will be asked for it at log-in")

    def perform(self) -> None:
        """Confirm it."""
        confirm_second_factor(
            actor=self.actor, day=self.business_day, account=self.subject, code=self.cleaned_data["code"]
        )


class RemoveForm(CodeForm):
    """A code, for removing the second factor."""

    title = both("停用动态验证码", "Remove the second step")
    button = both("停用", "Remove")
    done = both("动态验证码已停用", "It was removed")
    dangerous = True

    def perform(self) -> None:
        """Remove it."""
        remove_second_factor(
            actor=self.actor, day=self.business_day, account=self.subject, code=self.cleaned_data["code"]
        )


@page("account/second-factor/", "second_factor", ANYBODY)
def second_factor(request: StaffRequest) -> HttpResponse:
    """Set the second factor up or remove it. The secret is shown while it waits for its first code, and never again."""
    back = reverse("admin:account")
    held = SecondFactor.objects.filter(user=request.user).first()
    if held is not None and held.confirmed:
        return form_page(request, RemoveForm, request.user, back=back)
    if held is None:
        if request.method != "POST":
            return shown(request, "web/second_factor_begin.html", ConfirmForm.title, back=back)
        begin_second_factor(actor=request.actor, day=clock.today(), account=request.user)
        return redirect("admin:second_factor")
    answer = form_page(
        request,
        ConfirmForm,
        request.user,
        back=back,
        template="web/second_factor.html",
        picture=_picture(held),
        secret=_spelt(held),
    )
    if answer.status_code == 302:
        _end_others(request)
    return answer


@page("account/second-factor/anew/", "second_factor_anew", ANYBODY)
def second_factor_anew(request: StaffRequest) -> HttpResponse:
    """Make another secret while the one shown waits for its first code."""
    return _anew(request)


@require_POST
def _anew(request: StaffRequest) -> HttpResponse:
    if not SecondFactor.objects.filter(user=request.user, confirmed=True).exists():
        begin_second_factor(actor=request.actor, day=clock.today(), account=request.user)
    return redirect("admin:second_factor")


@page("account/sessions/end/", "end_sessions", ANYBODY)
def end_sessions(request: StaffRequest) -> HttpResponse:
    """End one's other sessions."""
    return _ended(request)


@require_POST
def _ended(request: StaffRequest) -> HttpResponse:
    _end_others(request)
    messages.success(request, str(both("其他登录已全部退出", "Your other sessions were ended")))
    return redirect("admin:account")


def _end_others(request: StaffRequest) -> None:
    AccountSession.objects.filter(account=request.user).exclude(session_key=request.session.session_key).delete()


def _spelt(factor: SecondFactor) -> str:
    """Return the secret as one types it, in groups of four."""
    text = b32encode(factor.secret()).decode()
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def _picture(factor: SecondFactor) -> SafeString:
    """Return the secret as a picture for an authenticator's camera."""
    secret = b32encode(factor.secret()).decode()
    label = quote(f"{ISSUER}:{factor.name}")
    address = f"otpauth://totp/{label}?secret={secret}&issuer={quote(ISSUER)}&digits={factor.DIGITS}"
    drawn = qrcode.make(address, image_factory=SvgPathFillImage, box_size=8, border=2)
    return mark_safe(drawn.to_string(encoding="unicode"))  # drawn from a path alone: no text of anybody in it
