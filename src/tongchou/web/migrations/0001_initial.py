"""Sessions with their accounts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tongchou.registry.models.base


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountSession",
            fields=[
                (
                    "session_key",
                    models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key"),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("began_at", models.DateTimeField(default=tongchou.registry.models.base.moment, verbose_name="开始")),
                (
                    "seen_at",
                    models.DateTimeField(default=tongchou.registry.models.base.moment, verbose_name="最近使用"),
                ),
                ("address", models.GenericIPAddressField(null=True, verbose_name="地址")),
                ("browser", models.CharField(blank=True, max_length=120, verbose_name="浏览器")),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "登录会话",
                "verbose_name_plural": "登录会话",
            },
        ),
    ]
