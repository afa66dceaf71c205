"""Staff, their accounts, the posts they hold, and who stands in while they are on leave."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models

from tongchou.registry.models.areas import Area
from tongchou.registry.models.base import DatedFact, Numbered, Recorded, choices
from tongchou.registry.models.organisations import Organisation
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
