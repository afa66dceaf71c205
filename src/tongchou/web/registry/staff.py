"""Staff: the list, one's posts, leave and account, and the acts on them."""

import secrets
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from unfold.decorators import display
from unfold.views import ChangeList

from tongchou.registry import clock
from tongchou.registry.actions.organisations import (
    close_account,
    end_appointment,
    open_account,
    propose_appointment,
    set_password,
    take_leave,
    take_on,
)
from tongchou.registry.actions.second_factors import remove_second_factor
from tongchou.registry.models import Account, Appointment, Leave, OrganisationFact, Proposal, SecondFactor, Staff
from tongchou.registry.queries.areas import names_of
from tongchou.registry.queries.network import leaves_of, posts_of, staff_seen
from tongchou.registry.queries.people import acts_on
from tongchou.registry.rights import posts
from tongchou.registry.words import both
from tongchou.web.fields import AreaField, OrganisationField, StaffField
from tongchou.web.forms import ActionForm, choice_field, day_field, form_page, text_field
from tongchou.web.lists import ConsoleList, PagesList
from tongchou.web.pages import page
from tongchou.web.requests import StaffRequest, shown
from tongchou.web.site import console_list

SEEING = ("account.keep", "staff.leave")


class StaffRows(PagesList):
    """A page of staff with the posts of today."""

    def get_results(self, request: HttpRequest) -> None:
        """Fetch the page, then the posts for its rows alone."""
        super().get_results(request)
        rows = list(self.result_list)
        today = clock.today()
        held: dict[int, list[Appointment]] = {}
        for each in Appointment.objects.as_of(today).filter(staff__in=rows):
            held.setdefault(each.staff_id, []).append(each)
        names = names_of([each.area_id for every in held.values() for each in every], today)
        for row in rows:
            row.posts_told = "、".join(
                f"{posts()[each.post].words}（{names[each.area_id]}）" for each in held.get(row.pk, [])
            )
        self.result_list = rows


@console_list(Staff)
class StaffList(ConsoleList):
    """工作人员列表."""

    acts = SEEING
    row_page = "staff"
    new_pages = (("staff_take_on", "account.keep", "登记工作人员", "Take on"),)
    list_display = ("number", "name", "posts_told", "username")
    list_display_links = ("number", "name")
    search_fields = ("number", "name", "account__username")
    search_help_text = both("按工号、姓名或用户名查找", "by staff number, name or user name")
    ordering = ("number",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Staff]:
        """Return the staff in reach."""
        asked: Any = request
        return staff_seen(asked.actor, clock.today()).select_related("account")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the kind of list."""
        return StaffRows

    @display(description=both("现任岗位", "Posts"))
    def posts_told(self, staff: Any) -> str:
        """The posts of today."""
        return str(staff.posts_told)

    @display(description=both("用户名", "User name"))
    def username(self, staff: Staff) -> str:
        """The account, if there is one."""
        account: Account | None = getattr(staff, "account", None)
        return "" if account is None else account.username


def staff_in_reach(request: StaffRequest, key: int) -> Staff:
    """Return a member of staff whom one sees; 404 otherwise."""
    staff = staff_seen(request.actor, clock.today()).filter(pk=key).select_related("account").first()
    if staff is None:
        raise Http404
    return staff


@page("staff/<int:key>/", "staff", *SEEING)
def staff_page(request: StaffRequest, key: int) -> HttpResponse:
    """Show a member of staff."""
    staff, today = staff_in_reach(request, key), clock.today()
    held = list(posts_of(staff))
    account: Account | None = getattr(staff, "account", None)
    organisations = OrganisationFact.objects.as_of(today).filter(
        organisation__in=[each.organisation_id for each in held]
    )
    return shown(
        request,
        "web/staff.html",
        f"{staff.name} {staff.number}",
        staff=staff,
        account=account,
        second_factor=account is not None and SecondFactor.objects.filter(user=account, confirmed=True).exists(),
        posts=held,
        leaves=leaves_of(staff),
        today=today,
        area_names=names_of([each.area_id for each in held], today),
        organisation_names={fact.organisation_id: fact.name for fact in organisations},
        acts=acts_on(f"staff:{staff.pk}", 20),
        may={
            name: request.actor.may(f"{name.replace('_', '.')}")
            for name in ("staff_appoint", "account_keep", "staff_leave")
        },
        back=reverse("admin:registry_staff_changelist"),
    )


class StaffForm(ActionForm):
    """A form after which one sees the member of staff."""

    def after(self) -> str:
        """Go to the member of staff."""
        return reverse("admin:staff", args=[self.subject.pk])


class TakeOnForm(ActionForm):
    """登记工作人员."""

    title = both("登记工作人员", "Take on a member of staff")
    done = both("工作人员已登记", "Recorded")

    number = text_field("工号", "Staff number", 20)
    name = text_field("姓名", "Name", 60)

    def perform(self) -> Staff:
        """Record the member of staff."""
        return take_on(
            actor=self.actor, day=self.business_day, number=self.cleaned_data["number"], name=self.cleaned_data["name"]
        )

    def after(self) -> str:
        """Go to the member of staff."""
        return reverse("admin:staff", args=[self.result.pk])


def first_password() -> str:
    """Return a password for handing over; it has to be changed at the first log-in."""
    return secrets.token_urlsafe(12)


class AccountForm(StaffForm):
    """开设账号."""

    title = both("开设账号", "Open an account")
    intro = both(
        "把初始密码当面交给本人；首次登录必须修改。",
        "Hand the first password over in person; it has to be changed at the first log-in.",
    )
    done = both("账号已开设", "The account was opened")

    username = text_field("用户名", "User name", 40)
    password = text_field("初始密码", "First password", 60, initial=first_password)

    def perform(self) -> Account:
        """Open it."""
        return open_account(
            actor=self.actor,
            day=self.business_day,
            staff=self.subject,
            username=self.cleaned_data["username"],
            password=self.cleaned_data["password"],
        )


class ResetForm(StaffForm):
    """重置密码."""

    title = both("重置密码", "Set a new password")
    intro = AccountForm.intro
    done = both("密码已重置", "A new password was set")
    password = text_field("初始密码", "First password", 60, initial=first_password)

    def perform(self) -> None:
        """Set it."""
        set_password(
            actor=self.actor,
            day=self.business_day,
            account=self.subject.account,
            password=self.cleaned_data["password"],
        )


class ReasonForm(StaffForm):
    """A form that asks why."""

    dangerous = True
    reason = text_field("事由", "Why", 200)


class CloseAccountForm(ReasonForm):
    """停用账号."""

    title = both("停用账号", "Close the account")
    button = both("停用", "Close")
    done = both("账号已停用", "The account was closed")

    def perform(self) -> None:
        """Close it."""
        close_account(
            actor=self.actor, day=self.business_day, account=self.subject.account, reason=self.cleaned_data["reason"]
        )


class RemoveFactorForm(ReasonForm):
    """停用动态验证码."""

    title = both("停用动态验证码", "Remove the second step")
    intro = both("仅用于手机遗失等情形，须先核实本人身份。", "For a lost telephone; make sure first who asks.")
    button = both("停用", "Remove")
    done = both("动态验证码已停用", "It was removed")

    def perform(self) -> None:
        """Remove it."""
        remove_second_factor(
            actor=self.actor, day=self.business_day, account=self.subject.account, reason=self.cleaned_data["reason"]
        )


def _posts() -> list[tuple[str, Any]]:
    return [(code, post.words) for code, post in posts().items()]


class AppointForm(StaffForm):
    """任命岗位."""

    title = both("任命岗位", "Appoint to a post")
    intro = both(
        "任命须由另一人复核。会使一人独自办完一笔业务的岗位组合，系统拒绝任命。",
        "Another person approves it. Posts that would let one person carry a matter through alone are refused.",
    )
    button = both("提交复核", "Propose")
    done = both("已提交，由另一人复核后生效", "Proposed: it counts once another person has approved it")

    post = choice_field("岗位", "Post", _posts)
    organisation = OrganisationField("机构", "Organisation")
    area = AreaField("管辖区划", "Area in charge")
    day = day_field("自何日起", "From")
    until = day_field("至何日（不含）", "Until (not included)", required=False)

    def perform(self) -> Proposal:
        """Propose it."""
        typed = self.cleaned_data
        return propose_appointment(
            actor=self.actor,
            day=self.business_day,
            staff=self.subject,
            organisation=typed["organisation"],
            post=typed["post"],
            area=typed["area"],
            until=typed["until"],
        )

    def after(self) -> str:
        """Go to the proposal."""
        return reverse("admin:proposal", args=[self.result.pk])


class EndPostForm(ActionForm):
    """免去岗位."""

    title = both("免去岗位", "Take a post away")
    button = both("免去", "End")
    done = both("已免去", "Ended")
    dangerous = True
    day = day_field("自何日起", "From")
    reason = text_field("事由", "Why", 200, required=False)

    def perform(self) -> None:
        """End it."""
        end_appointment(
            actor=self.actor, day=self.business_day, appointment=self.subject, reason=self.cleaned_data["reason"]
        )

    def after(self) -> str:
        """Go to the member of staff."""
        return reverse("admin:staff", args=[self.subject.staff_id])


class LeaveForm(StaffForm):
    """休假与代班."""

    title = both("休假与代班", "Leave and stand-in")
    intro = both(
        "代班人在这些天里可办缺勤人的业务，但仍不得复核自己经办的。",
        "The stand-in may do what the absent one may, and still never checks what he made himself.",
    )
    done = both("已登记", "Recorded")

    kind = choice_field("类别", "Kind", Leave._meta.get_field("kind").choices)
    first = day_field("开始日", "From")
    until = day_field("返岗日", "Back on")
    stand_in = StaffField("代班人", "Stand-in", required=False)

    def perform(self) -> Leave:
        """Record it."""
        typed = self.cleaned_data
        return take_leave(
            actor=self.actor,
            day=self.business_day,
            staff=self.subject,
            kind=typed["kind"],
            first=typed["first"],
            until=typed["until"],
            stand_in=typed["stand_in"],
        )


@page("staff/take-on/", "staff_take_on", "account.keep")
def take_one_on(request: StaffRequest) -> HttpResponse:
    """Record a member of staff."""
    return form_page(request, TakeOnForm, back=reverse("admin:registry_staff_changelist"))


def _form(request: StaffRequest, key: int, form: type[ActionForm], *, account: bool | None = None) -> HttpResponse:
    """Show a form on a member of staff; 404 where it asks for an account that there is not, or the other way round."""
    staff = staff_in_reach(request, key)
    if account is not None and (getattr(staff, "account", None) is not None) != account:
        raise Http404
    return form_page(request, form, staff, back=reverse("admin:staff", args=[key]))


@page("staff/<int:key>/account/", "staff_account", "account.keep")
def account(request: StaffRequest, key: int) -> HttpResponse:
    """Open an account."""
    return _form(request, key, AccountForm, account=False)


@page("staff/<int:key>/password/", "staff_password", "account.keep")
def password(request: StaffRequest, key: int) -> HttpResponse:
    """Set a new first password."""
    return _form(request, key, ResetForm, account=True)


@page("staff/<int:key>/close/", "staff_close", "account.keep")
def close(request: StaffRequest, key: int) -> HttpResponse:
    """Close an account."""
    return _form(request, key, CloseAccountForm, account=True)


@page("staff/<int:key>/second-factor/", "staff_second_factor", "account.keep")
def factor(request: StaffRequest, key: int) -> HttpResponse:
    """Remove a second factor."""
    return _form(request, key, RemoveFactorForm, account=True)


@page("staff/<int:key>/appoint/", "staff_appoint", "staff.appoint")
def appoint_one(request: StaffRequest, key: int) -> HttpResponse:
    """Give a post."""
    return _form(request, key, AppointForm)


@page("staff/<int:key>/leave/", "staff_leave", "staff.leave")
def leave(request: StaffRequest, key: int) -> HttpResponse:
    """Record leave."""
    return _form(request, key, LeaveForm)


@page("staff/<int:key>/posts/<int:held>/end/", "staff_post_end", "staff.appoint")
def end_post(request: StaffRequest, key: int, held: int) -> HttpResponse:
    """Take a post away."""
    staff = staff_in_reach(request, key)
    found = Appointment.objects.known().filter(pk=held, staff=staff).select_related("area__county").first()
    if found is None:
        raise Http404
    return form_page(request, EndPostForm, found, back=reverse("admin:staff", args=[key]))
