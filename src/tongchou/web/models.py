"""Sessions, each with its account, so that whoever logged in sees the others and may end them."""

from typing import TYPE_CHECKING

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from tongchou.registry.models import Account
from tongchou.registry.models.base import moment
from tongchou.registry.words import both

if TYPE_CHECKING:
    from tongchou.web.sessions import SessionStore


class AccountSession(AbstractBaseSession):
    """A session of a browser; one before log-in has no account."""

    account = models.ForeignKey(
        Account, models.CASCADE, null=True, related_name="sessions", verbose_name=both("账号", "account")
    )
    began_at = models.DateTimeField(both("开始", "began at"), default=moment)
    seen_at = models.DateTimeField(both("最近使用", "last seen"), default=moment)
    address = models.GenericIPAddressField(both("地址", "address"), null=True)
    browser = models.CharField(both("浏览器", "browser"), max_length=120, blank=True)

    class Meta:
        verbose_name = both("登录会话", "session")
        verbose_name_plural = both("登录会话", "sessions")

    @classmethod
    def get_session_store_class(cls) -> "type[SessionStore]":
        """Return the store of these sessions."""
        from tongchou.web.sessions import SessionStore

        return SessionStore
