"""A write asked for twice under one key is done once: the first answer is given again."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from tongchou.registry import clock
from tongchou.registry.models import StoredAnswer
from tongchou.registry.refusals import Refused

KEPT = timedelta(days=7)
"""How long an answer is given again."""

LONGEST_KEY = 80


class Answer(NamedTuple):
    """What a write is answered with, and the act that it was."""

    status: int
    body: str
    act: int


class OtherRequest(Refused):
    """The key was used for another request."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(
            "该幂等键已用于另一请求；新的业务请换新的键，重试须与原请求完全相同",
            "the key was used for another request; take a new one for new business, or send the same request again",
            where="Idempotency-Key",
        )


def answered_once(*, account: int, key: str, asked: bytes, do: Callable[[], Answer]) -> tuple[Answer, bool]:
    """Return the answer of a write and whether it is an earlier one that is given again. Raises OtherRequest.

    The write and its stored answer are one transaction: of two at once under one key, the second waits for the first,
    is undone as a whole, and gets the first one's answer. What is refused leaves no answer, and is tried anew.
    """
    if not 1 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Refused(
            f"幂等键须为 1 至 {LONGEST_KEY} 个可见 ASCII 字符",
            f"the key has 1 to {LONGEST_KEY} printable ASCII characters",
            where="Idempotency-Key",
        )
    mark = salted_hmac("tongchou.answers", asked, algorithm="sha256").hexdigest()
    given = _given(account, key, mark)
    if given is not None:
        return given, True
    try:
        with transaction.atomic():
            given = _given(account, key, mark)
            if given is not None:
                return given, True
            answer = do()
            _forget(account)
            with transaction.atomic():
                StoredAnswer(
                    account_id=account, key=key, asked=mark, act_id=answer.act, status=answer.status, body=answer.body
                ).save(force_insert=True)
    except Exception:
        # another connection may have been first: its act made this one fail, or its key did
        given = _given(account, key, mark)
        if given is None:
            raise
        return given, True
    return answer, False


def _given(account: int, key: str, mark: str) -> Answer | None:
    held = StoredAnswer.objects.filter(account_id=account, key=key, at__gt=clock.now() - KEPT).first()
    if held is None:
        return None
    if not constant_time_compare(held.asked, mark):
        raise OtherRequest
    return Answer(held.status, held.body, held.act_id)


def _forget(account: int) -> None:
    StoredAnswer.objects.filter(account_id=account, at__lte=clock.now() - KEPT).delete()
