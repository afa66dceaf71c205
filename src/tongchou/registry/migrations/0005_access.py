"""Access tokens, and answers that are given again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tongchou.registry.identifiers
import tongchou.registry.models.base
from tongchou.registry.protection import Protect


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0004_second_factors"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessToken",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=tongchou.registry.identifiers.identifier,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="令牌摘要")),
                ("password_mark", models.CharField(max_length=128, verbose_name="密码标记")),
                ("label", models.CharField(blank=True, max_length=60, verbose_name="用途")),
                (
                    "issued_at",
                    models.DateTimeField(default=tongchou.registry.models.base.moment, verbose_name="签发时间"),
                ),
                ("expires_at", models.DateTimeField(verbose_name="到期时间")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tokens",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
                (
                    "act",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.auditrow",
                        verbose_name="经办记录",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.auditrow",
                        verbose_name="撤销",
                    ),
                ),
            ],
            options={
                "verbose_name": "访问令牌",
                "verbose_name_plural": "访问令牌",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="StoredAnswer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=80, verbose_name="幂等键")),
                ("asked", models.CharField(max_length=64, verbose_name="请求摘要")),
                ("status", models.SmallIntegerField(verbose_name="状态码")),
                ("body", models.TextField(verbose_name="答复")),
                ("at", models.DateTimeField(default=tongchou.registry.models.base.moment, verbose_name="时间")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.auditrow",
                        verbose_name="经办记录",
                    ),
                ),
            ],
            options={
                "verbose_name": "已存答复",
                "verbose_name_plural": "已存答复",
                "indexes": [models.Index(fields=["account", "at"], name="answer_account_at")],
                "constraints": [models.UniqueConstraint(fields=("account", "key"), name="answer_once_for_each_key")],
            },
        ),
        Protect("AccessToken"),
    ]
