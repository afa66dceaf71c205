"""Acts on organisations, staff, accounts and posts."""

from datetime import date
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from tongchou.registry.acting import Act, acting
from tongchou.registry.actions.proposals import Kind, propose, register_kind
from tongchou.registry.audit import account_digest
from tongchou.registry.documents import WrongNumber, read_credit_code
from tongchou.registry.models import Account, Appointment, Area, Leave, Organisation, OrganisationFact, Proposal, Staff
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import Actor, NotAllowed, acts, conflicts, flow_words, posts
from tongchou.registry.words import CHINESE, ENGLISH, both, told


def open_organisation(
    *,
    actor: Actor,
    day: date,
    kind: str,
    name: str,
    area: Area,
    credit_code: str = "",
    superior: Organisation | None = None,
) -> Organisation:
    """Open an organisation from a day on. Raises Refused, NotAllowed."""
    if not name.strip():
        raise Refused("没有填机构名称", "the name is missing", where="name")
    try:
        code = read_credit_code(credit_code) if credit_code else ""
    except WrongNumber as wrong:
        raise Refused(wrong.zh, wrong.en, where="credit_code") from wrong
    with acting(actor, "organisation.keep", day=day, area=area) as act:
        organisation = act.write(Organisation(kind=kind))
        act.subject = f"organisation:{organisation.pk}"
        act.write(
            OrganisationFact(
                organisation=organisation,
                name=name.strip(),
                area=area,
                credit_code=code,
                superior=superior,
                valid_from=day,
            )
        )
    return organisation


def take_on(*, actor: Actor, day: date, number: str, name: str) -> Staff:
    """Record a member of staff. Raises Refused where the staff number is taken."""
    with acting(actor, "account.keep", day=day) as act:
        if Staff.objects.filter(number=number).exists():
            raise Refused(f"工号 {number} 已有人用", f"staff number {number} is taken", where="number")
        staff = act.write(Staff(number=number.strip(), name=name.strip()))
        act.subject = f"staff:{staff.pk}"
    return staff


def open_account(*, actor: Actor, day: date, staff: Staff, username: str, password: str) -> Account:
    """Open an account with a first password, which has to be changed at the first log-in. Raises Refused."""
    with acting(actor, "account.keep", day=day) as act:
        if Account.objects.filter(username=username).exists():
            raise Refused(f"用户名 {username} 已有人用", f"user name {username} is taken", where="username")
        account = Account(staff=staff, username=username, must_change_password=True)
        _check_password(password, account)
        account.set_password(password)
        account.save(force_insert=True)
        _keep_state(act, account)
        act.content |= {"username": username, "staff": staff.number}
    return account


def set_password(*, actor: Actor, day: date, account: Account, password: str) -> None:
    """Set a new password: one's own, or as the keeper of accounts (who may not know it afterwards)."""
    own = actor.account == account.pk
    if not own and not actor.may("account.keep"):
        raise Refused("只能改自己的密码", "only one's own password can be changed", where="account")
    name = "account.password" if own else "account.keep"
    with acting(actor, name, day=day) as act:
        _check_password(password, account)
        account.set_password(password)
        account.must_change_password = not own
        account.save(update_fields=["password", "must_change_password"])
        _keep_state(act, account)


def close_account(*, actor: Actor, day: date, account: Account, reason: str) -> None:
    """Let an account no longer log in."""
    with acting(actor, "account.keep", day=day, reason=reason) as act:
        account.is_active = False
        account.save(update_fields=["is_active"])
        _keep_state(act, account)


def choose_language(*, actor: Actor, day: date, account: Account, language: str) -> None:
    """Choose the language of one's own screens. Raises Refused."""
    if not actor.system and actor.account != account.pk:
        raise Refused("只能选择自己的语言", "only one's own language can be chosen", where="account")
    if language not in dict(Account._meta.get_field("language").choices or ()):
        raise Refused("没有这种语言", "there is no such language", where="language")
    with acting(actor, "account.language", day=day) as act:
        act.subject = f"account:{account.pk}"
        account.language = language
        account.save(update_fields=["language"])


def _keep_state(act: Act, account: Account) -> None:
    """Let the audit row tell how the act left what decides who may log in."""
    account.refresh_from_db()
    act.subject = f"account:{account.pk}"
    act.content["account_state"] = account_digest(account)


def _check_password(password: str, account: Account) -> None:
    try:
        validate_password(password, account)
    except ValidationError as wrong:
        said = []
        for language in (CHINESE, ENGLISH):
            with translation.override(language):
                said.append(" ".join(wrong.messages))
        raise Refused(*said, where="password") from wrong


def appoint(
    *,
    actor: Actor,
    day: date,
    staff: Staff,
    organisation: Organisation,
    post: str,
    area: Area,
    until: date | None = None,
) -> Appointment:
    """Give a member of staff a post from a day on, as the machine that sets a city up. Raises Refused, NotAllowed.

    Nobody else appoints alone: ``propose_appointment`` and a second person's decision do. Refused are a post that the
    area or the kind of organisation can't have, one that gives a county what is the city's alone, and one that together
    with posts held would let one person carry a flow through alone.
    """
    if not actor.system:
        raise NotAllowed("staff.appoint", area.code)
    _refuse_post(organisation, post, area)
    with acting(actor, "staff.appoint", day=day, area=area) as act:
        act.subject = f"staff:{staff.pk}"
        return _appointed(act, staff, organisation, post, area, day, until)


def propose_appointment(
    *,
    actor: Actor,
    day: date,
    staff: Staff,
    organisation: Organisation,
    post: str,
    area: Area,
    until: date | None = None,
    reason: str = "",
) -> Proposal:
    """Propose a post for a member of staff from a day on; a second person approves it. Raises Refused, NotAllowed."""
    _refuse_post(organisation, post, area)
    if until is not None and until <= day:
        raise Refused("失效日须晚于生效日", "it ends before it begins", where="until")
    _refuse_joined_sides(staff, post, day, until)
    return propose(
        actor=actor,
        day=day,
        kind="appointment",
        area=area,
        subject=f"staff:{staff.pk}",
        payload={
            "staff": staff.pk,
            "organisation": organisation.pk,
            "post": post,
            "area": area.code,
            "first": day,
            "until": until,
        },
        reason=reason.strip(),
    )


def _carry_out_appointment(act: Act, payload: dict[str, Any]) -> None:
    staff = Staff.objects.get(pk=payload["staff"])
    if act.actor.staff == staff.pk:
        raise Refused("不能复核对本人的任命，请由他人复核", "nobody approves a post for himself; ask somebody else")
    organisation, area = Organisation.objects.get(pk=payload["organisation"]), Area.objects.get(pk=payload["area"])
    _refuse_post(organisation, payload["post"], area)
    until = None if payload["until"] is None else date.fromisoformat(payload["until"])
    _appointed(act, staff, organisation, payload["post"], area, date.fromisoformat(payload["first"]), until)


register_kind(
    Kind("appointment", "staff.appoint", "staff.approve", both("任命", "appointment"), _carry_out_appointment)
)


def _refuse_post(organisation: Organisation, post: str, area: Area) -> None:
    """Refuse a post that the area or the organisation can't have."""
    wanted = posts().get(post)
    if wanted is None:
        raise Refused(f"没有岗位 {post}", f"there is no post {post}", where="post")
    if area.level not in wanted.levels:
        raise Refused(
            f"岗位“{told(wanted.words, CHINESE)}”不能设在这一级区划",
            "the post can't be held at this level",
            where="area",
        )
    if organisation.kind not in wanted.kinds:
        raise Refused(
            f"岗位“{told(wanted.words, CHINESE)}”不能设在这类机构",
            "no such post in this organisation",
            where="organisation",
        )
    if area.level != "city" and any(acts()[act].city_only for act in wanted.acts):
        raise Refused(
            "制度、政策、待遇全市统一，县（区）岗位无权制定",
            "uniform rules are the city's alone",
            where="post",
            article="攀枝花市城乡居民医疗保险办法 第三条",
        )


def _appointed(
    act: Act, staff: Staff, organisation: Organisation, post: str, area: Area, day: date, until: date | None
) -> Appointment:
    # locked, so that of two posts given at once the second is held against the first
    Staff.objects.select_for_update().get(pk=staff.pk)
    _refuse_joined_sides(staff, post, day, until)
    act.content |= {"post": post, "area": area.code}
    return act.restate(
        Appointment(staff=staff, organisation=organisation, post=post, area=area, valid_from=day, valid_to=until)
    )


def _refuse_joined_sides(staff: Staff, post: str, day: date, until: date | None) -> None:
    """Refuse a post that with those held on any of its days would join both sides of a flow."""
    days = Appointment.objects.known().filter(staff=staff)
    held = [each.post for each in days if _meet(each, day, until)]
    found = conflicts({*held, post})
    if found:
        other = posts()[found[0].first if found[0].first != post else found[0].second].words
        flow = flow_words(found[0].flow)
        raise Refused(
            f"与已任岗位“{told(other, CHINESE)}”不相容：同一人会独自办完“{told(flow, CHINESE)}”",
            f"not together with '{told(other, ENGLISH)}': one person could do all of '{told(flow, ENGLISH)}' alone",
            where="post",
        )


def _meet(appointment: Appointment, day: date, until: date | None) -> bool:
    return (appointment.valid_to is None or appointment.valid_to > day) and (
        until is None or appointment.valid_from < until
    )


def end_appointment(*, actor: Actor, day: date, appointment: Appointment, reason: str = "") -> None:
    """Take a post away from a day on."""
    with acting(actor, "staff.appoint", day=day, area=appointment.area, reason=reason) as act:
        act.subject = f"staff:{appointment.staff_id}"
        act.end(appointment, day)


def take_leave(
    *, actor: Actor, day: date, staff: Staff, kind: str, first: date, until: date, stand_in: Staff | None = None
) -> Leave:
    """Record leave from a first day until a day (exclusive), and who stands in.

    It hands rights on, so whoever records it has to reach every post held on those days. Raises Refused, NotAllowed.
    """
    if stand_in == staff:
        raise Refused("不能由本人代班", "nobody stands in for himself", where="stand_in")
    if until <= first:
        raise Refused("结束日须晚于开始日", "it ends before it begins", where="until")
    for appointment in Appointment.objects.known().filter(staff=staff).select_related("area"):
        if _meet(appointment, first, until) and not actor.may("staff.leave", appointment.area):
            raise NotAllowed("staff.leave", appointment.area_id)
    with acting(actor, "staff.leave", day=day) as act:
        act.subject = f"staff:{staff.pk}"
        return act.restate(Leave(staff=staff, kind=kind, stand_in=stand_in, valid_from=first, valid_to=until))
