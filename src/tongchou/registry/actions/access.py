"""Acts on access tokens: issued at log-in, revoked by their owner or by the keeper of accounts."""

import secrets
from datetime import date, timedelta
from hashlib import sha256

from django.utils.crypto import constant_time_compare

from tongchou.registry import clock
from tongchou.registry.acting import acting
from tongchou.registry.models import AccessToken, Account
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import Actor, NotAllowed

LONGEST_HOURS = 720
"""A month: who needs access for longer logs in again."""

SHAPE = "tc_"
"""What a token begins with, so that a scanner of leaked secrets knows it."""


def issue_token(*, actor: Actor, day: date, account: Account, hours: int, label: str = "") -> tuple[AccessToken, str]:
    """Issue a token to an account that has just proved who it is; the token itself is told this once. Raises Refused.

    ``actor`` is the account itself: nobody takes a token in another's name.
    """
    if actor.account != account.pk:
        raise Refused("只能为本人签发令牌", "a token is issued to oneself alone", where="account")
    if not 1 <= hours <= LONGEST_HOURS:
        raise Refused(
            f"有效期须为 1 至 {LONGEST_HOURS} 小时", f"a token lives 1 to {LONGEST_HOURS} hours", where="hours"
        )
    token = SHAPE + secrets.token_urlsafe(32)
    with acting(actor, "account.token", day=day) as act:
        act.subject = f"account:{account.pk}"
        row = act.write(
            AccessToken(
                account=account,
                digest=digest_of(token),
                password_mark=account.get_session_auth_hash(),
                label=label.strip(),
                issued_at=act.at,
                expires_at=act.at + timedelta(hours=hours),
            )
        )
        act.content = {"token": row.pk, "hours": hours}
    return row, token


def revoke_token(*, actor: Actor, day: date, token: AccessToken, reason: str = "") -> None:
    """Let a token hold no longer: one's own, or anybody's as the keeper of accounts. Raises Refused, NotAllowed."""
    own = actor.account == token.account_id
    if not own and not actor.may("account.keep"):
        raise NotAllowed("account.keep")
    with acting(actor, "account.token" if own else "account.keep", day=day, reason=reason) as act:
        changed = AccessToken.objects.filter(pk=token.pk, revoked_by__isnull=True).update(revoked_by_id=act.id)
        if changed != 1:
            raise Refused("令牌已经撤销", "the token has been revoked already")
        act.subject = f"account:{token.account_id}"
        act.ended(token)
    token.refresh_from_db()


def holder_of(token: str) -> AccessToken | None:
    """Return the row of a token that holds just now, None where it is none, over, revoked or of a closed account."""
    row = AccessToken.objects.select_related("account").filter(digest=digest_of(token)).first()
    if row is None or row.revoked_by_id is not None or row.expires_at <= clock.now() or not row.account.is_active:
        return None
    mark = row.account.get_session_auth_hash()
    return row if constant_time_compare(row.password_mark, mark) else None


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    return sha256(token.encode()).hexdigest()
