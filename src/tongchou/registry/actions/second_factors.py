"""Acts on the second factor of an account: set up, confirmed with a first code, removed."""

import secrets
from datetime import date

from django.db import transaction

from tongchou.registry.acting import acting
from tongchou.registry.models import Account, SecondFactor
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import Actor
from tongchou.registry.secrets import SECOND_FACTORS, key_ring

SECRET_BYTES = 20


def begin_second_factor(*, actor: Actor, day: date, account: Account) -> SecondFactor:
    """Make a secret that counts only once a first code confirms it. Raises Refused for another's account."""
    _refuse_others(actor, account)
    with acting(actor, "account.second_factor", day=day) as act:
        act.subject = f"account:{account.pk}"
        act.content = {"step": "begin"}
        if SecondFactor.objects.filter(user=account, confirmed=True).exists():
            raise Refused("动态验证码已启用，先停用再重设", "it is in use; remove it first")
        SecondFactor.objects.filter(user=account).delete()
        factor = SecondFactor(user=account, name=account.username, confirmed=False)
        factor.cipher = key_ring().encrypt(secrets.token_bytes(SECRET_BYTES).hex(), factor.pk, SECOND_FACTORS)
        factor.save(force_insert=True)
    return factor


def confirm_second_factor(*, actor: Actor, day: date, account: Account, code: str) -> SecondFactor:
    """Let a secret count, after a first code of it. Raises Refused where the code is wrong."""
    _refuse_others(actor, account)
    factor = SecondFactor.objects.filter(user=account, confirmed=False).first()
    if factor is None:
        raise Refused("没有待确认的动态验证码，请重新设置", "nothing waits for a first code; begin again")
    if not check_code(account=account, code=code):
        raise wrong_code()
    with acting(actor, "account.second_factor", day=day) as act:
        act.subject = f"account:{account.pk}"
        act.content = {"step": "confirm"}
        factor.refresh_from_db()
        factor.confirmed = True
        factor.save(update_fields=["confirmed"])
    return factor


def remove_second_factor(*, actor: Actor, day: date, account: Account, code: str = "", reason: str = "") -> None:
    """Remove it: one's own with a code of it; as the keeper of accounts, for a lost telephone, with a reason."""
    own = actor.account == account.pk
    if own and not check_code(account=account, code=code):
        raise wrong_code()
    if not own and len(reason.strip()) < 4:
        raise Refused("请写明停用事由（至少 4 个字）", "say why it is removed", where="reason")
    name = "account.second_factor" if own else "account.keep"
    with acting(actor, name, day=day, reason=reason.strip()) as act:
        act.subject = f"account:{account.pk}"
        act.content = {"step": "remove"}
        SecondFactor.objects.filter(user=account).delete()


def check_code(*, account: Account, code: str) -> bool:
    """Return whether a code of an account is right; it is spent by that. Of two at once, the second is refused."""
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(user=account).first()
        return factor is not None and factor.verify_token(code.strip().replace(" ", ""))


def wrong_code() -> Refused:
    """Return the refusal of a code."""
    return Refused(
        "验证码不对或已用过，请等下一个验证码再试", "the code is wrong or used; try the next one", where="code"
    )


def _refuse_others(actor: Actor, account: Account) -> None:
    if actor.account != account.pk:
        raise Refused("只能设置自己的动态验证码", "only one's own can be set up")
