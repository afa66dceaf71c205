"""Drafts and releases of the regulation, never changed."""

import django.db.models.deletion
from django.db import migrations, models

import tongchou.registry.identifiers
import tongchou.registry.models.base
from tongchou.registry.protection import Protect


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0005_access"),
    ]

    operations = [
        migrations.CreateModel(
            name="RegulationDraft",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("shipped", "随附政策文件"),
                            ("overlay", "政策调整"),
                            ("special_regime", "突发公共卫生事件特殊政策"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="标题")),
                ("version", models.CharField(max_length=71, verbose_name="版本")),
                ("fingerprint", models.CharField(max_length=71, verbose_name="全文摘要")),
                ("text", models.TextField(verbose_name="全文")),
                ("overlay", models.TextField(blank=True, verbose_name="调整原文")),
                ("day", models.DateField(verbose_name="业务日期")),
                ("at", models.DateTimeField(default=tongchou.registry.models.base.moment, verbose_name="时间")),
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
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.area",
                        verbose_name="统筹区",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.staff",
                        verbose_name="起草人",
                    ),
                ),
            ],
            options={
                "verbose_name": "政策参数草案",
                "verbose_name_plural": "政策参数草案",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="RegulationRelease",
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
                ("number", models.PositiveIntegerField(verbose_name="发布序号")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("shipped", "随附政策文件"),
                            ("overlay", "政策调整"),
                            ("special_regime", "突发公共卫生事件特殊政策"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="标题")),
                ("version", models.CharField(max_length=71, verbose_name="版本")),
                ("fingerprint", models.CharField(max_length=71, verbose_name="全文摘要")),
                ("text", models.TextField(verbose_name="全文")),
                ("paper", models.CharField(max_length=120, verbose_name="文号")),
                ("in_force_from", models.DateField(verbose_name="生效日")),
                ("retroactive", models.BooleanField(default=False, verbose_name="追溯")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="追溯理由")),
                (
                    "published_at",
                    models.DateTimeField(default=tongchou.registry.models.base.moment, verbose_name="发布时间"),
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
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.area",
                        verbose_name="统筹区",
                    ),
                ),
                (
                    "checker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.staff",
                        verbose_name="复核人",
                    ),
                ),
                (
                    "draft",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="release",
                        to="registry.regulationdraft",
                        verbose_name="草案",
                    ),
                ),
                (
                    "maker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.staff",
                        verbose_name="起草人",
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.staff",
                        verbose_name="发布人",
                    ),
                ),
            ],
            options={
                "verbose_name": "政策参数发布",
                "verbose_name_plural": "政策参数发布",
                "ordering": ["area", "-number"],
            },
        ),
        migrations.AddField(
            model_name="regulationdraft",
            name="base",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.regulationrelease",
                verbose_name="依据的发布",
            ),
        ),
        migrations.CreateModel(
            name="ReleaseRevocation",
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
                ("reason", models.CharField(max_length=200, verbose_name="事由")),
                ("at", models.DateTimeField(default=tongchou.registry.models.base.moment, verbose_name="时间")),
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
                    "checker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.staff",
                        verbose_name="复核人",
                    ),
                ),
                (
                    "maker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.staff",
                        verbose_name="经办人",
                    ),
                ),
                (
                    "release",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revocation",
                        to="registry.regulationrelease",
                        verbose_name="发布",
                    ),
                ),
            ],
            options={
                "verbose_name": "撤销发布",
                "verbose_name_plural": "撤销发布",
            },
        ),
        migrations.CreateModel(
            name="DraftStep",
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("check", "检查"),
                            ("effect", "影响测算"),
                            ("submission", "提交复核"),
                            ("paper", "登记文号与生效日"),
                            ("withdrawal", "撤回"),
                        ],
                        max_length=12,
                        verbose_name="步骤",
                    ),
                ),
                ("content", models.TextField(default="{}", verbose_name="内容")),
                ("day", models.DateField(verbose_name="业务日期")),
                ("at", models.DateTimeField(default=tongchou.registry.models.base.moment, verbose_name="时间")),
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
                    "proposal",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="release_step",
                        to="registry.proposal",
                        verbose_name="待复核事项",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.staff",
                        verbose_name="经办人",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="registry.regulationdraft",
                        verbose_name="草案",
                    ),
                ),
            ],
            options={
                "verbose_name": "草案步骤",
                "verbose_name_plural": "草案步骤",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind__in", ("submission", "withdrawal"))),
                        fields=("draft", "kind"),
                        name="draft_submitted_and_withdrawn_once",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="regulationrelease",
            constraint=models.UniqueConstraint(fields=("area", "number"), name="release_number_once"),
        ),
        migrations.AddConstraint(
            model_name="regulationrelease",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("maker", models.F("checker")), _negated=True),
                    models.Q(("maker", models.F("publisher")), _negated=True),
                ),
                name="release_by_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="regulationrelease",
            constraint=models.CheckConstraint(
                condition=models.Q(("retroactive", False), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="release_retroactive_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="releaserevocation",
            constraint=models.CheckConstraint(
                condition=models.Q(("maker", models.F("checker")), _negated=True), name="revocation_by_two_people"
            ),
        ),
        Protect("RegulationDraft", "DraftStep", "RegulationRelease", "ReleaseRevocation"),
    ]
