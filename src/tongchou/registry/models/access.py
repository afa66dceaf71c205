"""What programs hold in place of a session, and the answers that were given to them."""

from django.db import models

from tongchou.registry.models.audit import AuditRow
from tongchou.registry.models.base import Numbered, Recorded, moment
from tongchou.registry.models.staff import Account
from tongchou.registry.words import both


class AccessToken(Numbered, Recorded):
    """A token that lets a program act as an account until it expires or is revoked; only its digest is kept."""

    CHANGEABLE = SET_ONCE = ("revoked_by_id",)
    ENDED_BY = "revoked_by_id"

    account = models.ForeignKey(Account, models.PROTECT, related_name="tokens", verbose_name=both("账号", "account"))
    digest = models.CharField(both("令牌摘要", "digest"), max_length=64, unique=True)
    """SHA-256 of the token: 256 bits of chance need no slow hash."""
    password_mark = models.CharField(both("密码标记", "mark of the password"), max_length=128)
    """Changes with the password, so that a new password ends every token."""
    label = models.CharField(both("用途", "label"), max_length=60, blank=True)
    issued_at = models.DateTimeField(both("签发时间", "issued at"), default=moment)
    expires_at = models.DateTimeField(both("到期时间", "expires at"))
    revoked_by = models.ForeignKey(
        AuditRow, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=both("撤销", "revoked by")
    )

    class Meta:
        verbose_name = both("访问令牌", "access token")
        verbose_name_plural = both("访问令牌", "access tokens")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.label} {self.id}"


class StoredAnswer(models.Model):
    """The answer that a write was given under a key of its caller's, so that asking again does nothing twice."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=both("账号", "account"))
    key = models.CharField(both("幂等键", "idempotency key"), max_length=80)
    asked = models.CharField(both("请求摘要", "digest of the request"), max_length=64)
    """HMAC of method, address and body: a plain digest could be searched for the ID number in it."""
    act = models.ForeignKey(AuditRow, models.PROTECT, related_name="+", verbose_name=both("经办记录", "act"))
    status = models.SmallIntegerField(both("状态码", "status"))
    body = models.TextField(both("答复", "answer"))
    at = models.DateTimeField(both("时间", "at"), default=moment)

    class Meta:
        verbose_name = both("已存答复", "stored answer")
        verbose_name_plural = both("已存答复", "stored answers")
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="answer_once_for_each_key")]
        indexes = [models.Index(fields=["account", "at"], name="answer_account_at")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.id}"
