"""Staff, their accounts, the posts they hold, and who stands in while they are on leave."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models
from django_otp.models import Device, ThrottlingMixin
from django_otp.oath import TOTP

from tongchou.registry import clock
from tongchou.registry.identifiers import identifier
from tongchou.registry.models.areas import Area
from tongchou.registry.models.base import DatedFact, Numbered, Recorded, choices, moment
from tongchou.registry.models.organisations import Organisation
from tongchou.registry.secrets import SECOND_FACTORS, key_ring
from tongchou.registry.words import CHINESE, ENGLISH, both

LANGUAGES = ((CHINESE, "中文"), (ENGLISH, "English"))


class Staff(Numbered, Recorded):
    """A person who works with the system."""

    number = models.CharField(both("工号", "staff number"), max_length=20, unique=True)
    name = models.CharField(both("姓名", "name"), max_length=60)

    class Meta:
        verbose_name = both("工作人员", "member of staff")
        verbose_name_plural = both("工作人员", "staff")

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts; they are made by the action ``open_account`` alone."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Return the account of a log-in name."""
        return self.get(username=username)


class Account(AbstractBaseUser):
    """A log-in. It grants nothing: what one may do follows from the appointments of its member of staff."""

    id = models.BigAutoField(primary_key=True)
    staff = models.OneToOneField(Staff, models.PROTECT, related_name="account", verbose_name=both("工作人员", "staff"))
    username = models.CharField(both("用户名", "user name"), max_length=40, unique=True)
    is_active = models.BooleanField(both("启用", "active"), default=True)
    language = models.CharField(both("语言", "language"), max_length=10, choices=LANGUAGES, default=CHINESE)
    must_change_password = models.BooleanField(both("须改密码", "must change password"), default=False)

    USERNAME_FIELD = "username"
    is_staff = True
    is_superuser = False

    objects = AccountManager()

    class Meta:
        verbose_name = both("账号", "account")
        verbose_name_plural = both("账号", "accounts")

    def __str__(self) -> str:
        return self.username

    def check_password(self, raw_password: str | None) -> bool:
        """Return whether a password is right. It is never hashed anew beside an act, as Django would at a log-in."""
        return check_password(raw_password, self.password)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Return False: Django's own rights are not used, acts and posts are."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Return False, as above."""
        return False


class SecondFactor(ThrottlingMixin, Device):  # type: ignore[misc]
    """A generator of time codes (RFC 6238) that an account asks for at log-in; its secret is encrypted.

    django-otp's own table keeps the secret in clear, so that a stolen backup would hold it; hence this one. Waiting
    times after wrong codes are django-otp's.
    """

    STEP, DIGITS, TOLERANCE = 30, 6, 1

    id = models.BigIntegerField(primary_key=True, default=identifier, editable=False)
    user = models.OneToOneField(
        Account, models.PROTECT, related_name="second_factor", verbose_name=both("账号", "account")
    )
    cipher = models.BinaryField(both("密文", "cipher"))
    last_step = models.BigIntegerField(both("已用时间步", "last step"), default=-1)
    """The step of the last code taken: no code is taken twice."""
    made_at = models.DateTimeField(both("设置时间", "made at"), default=moment)

    class Meta:
        verbose_name = both("动态验证码", "second factor")
        verbose_name_plural = both("动态验证码", "second factors")

    def verify_token(self, token: str) -> bool:
        """Return whether a code is right just now; wrong ones make the next try wait."""
        if not self.verify_is_allowed()[0]:
            return False
        codes = TOTP(self.secret(), self.STEP, 0, self.DIGITS)
        codes.time = clock.now().timestamp()
        if token.isascii() and token.isdigit() and codes.verify(int(token), self.TOLERANCE, self.last_step + 1):
            self.last_step = codes.t()
            self.throttle_reset(commit=False)
            self.save(update_fields=["last_step", "throttling_failure_timestamp", "throttling_failure_count"])
            return True
        self.throttle_increment(commit=False)
        self.save(update_fields=["throttling_failure_timestamp", "throttling_failure_count"])
        return False

    def get_throttle_factor(self) -> int:
        """Return the seconds to wait after the first wrong code; they double with each further one."""
        return 1

    def secret(self) -> bytes:
        """Return the secret."""
        return bytes.fromhex(key_ring().decrypt(bytes(self.cipher), self.pk, SECOND_FACTORS))


class Appointment(DatedFact):
    """A post held by a member of staff in an organisation, with the area it reaches, from a day on."""

    KEY = ("staff", "organisation", "post")

    staff = models.ForeignKey(
        Staff, models.PROTECT, related_name="appointments", verbose_name=both("工作人员", "staff")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="appointments", verbose_name=both("机构", "organisation")
    )
    post = models.CharField(both("岗位", "post"), max_length=40)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=both("管辖区划", "area in charge"))

    class Meta:
        verbose_name = both("任职", "appointment")
        verbose_name_plural = both("任职", "appointments")


class Leave(DatedFact):
    """Days on which a member of staff is away, and who stands in: the stand-in may what the absent one may."""

    KEY = ("staff",)

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="leaves", verbose_name=both("工作人员", "staff"))
    stand_in = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=both("代班人", "stand-in")
    )
    kind = models.CharField(
        both("类别", "kind"),
        max_length=10,
        choices=choices((("leave", "休假", "leave"), ("travel", "出差", "travel"), ("training", "培训", "training"))),
    )

    class Meta:
        verbose_name = both("休假与代班", "leave and stand-in")
        verbose_name_plural = both("休假与代班", "leaves and stand-ins")
