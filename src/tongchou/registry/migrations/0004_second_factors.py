"""Second factors: their secrets are encrypted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tongchou.registry.identifiers
import tongchou.registry.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0003_township_list"),
    ]

    operations = [
        migrations.CreateModel(
            name="SecondFactor",
            fields=[
                ("name", models.CharField(help_text="The human-readable name of this device.", max_length=64)),
                ("confirmed", models.BooleanField(default=True, help_text="Is this device ready for use?")),
                (
                    "throttling_failure_timestamp",
                    models.DateTimeField(
                        blank=True,
                        default=None,
                        help_text=(
                            "A timestamp of the last failed verification attempt. Null if last attempt succeeded."
                        ),
                        null=True,
                    ),
                ),
                (
                    "throttling_failure_count",
                    models.PositiveIntegerField(default=0, help_text="Number of successive failed attempts."),
                ),
                (
                    "id",
                    models.BigIntegerField(
                        default=tongchou.registry.identifiers.identifier,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("cipher", models.BinaryField(verbose_name="密文")),
                ("last_step", models.BigIntegerField(default=-1, verbose_name="已用时间步")),
                (
                    "made_at",
                    models.DateTimeField(default=tongchou.registry.models.base.moment, verbose_name="设置时间"),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="second_factor",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "动态验证码",
                "verbose_name_plural": "动态验证码",
            },
        ),
    ]
