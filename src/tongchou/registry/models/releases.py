"""Regulation releases: drafts, what was done with each, and what was put in force by two people of the city agency.

A draft is never changed: what is wrong with one is put right in another. A release holds the whole regulation as a
text of its own, so that an old settlement can be recomputed whatever becomes of the files.
"""

import json
from typing import Any

from django.db import models
from django.db.models import F, Q

from tongchou.registry.models.areas import Area
from tongchou.registry.models.base import Numbered, Recorded, choices, moment
from tongchou.registry.models.proposals import Proposal
from tongchou.registry.models.staff import Staff
from tongchou.registry.words import both

SHIPPED, OVERLAY, SPECIAL_REGIME = "shipped", "overlay", "special_regime"

DRAFT_KINDS = choices(
    (
        (SHIPPED, "随附政策文件", "shipped files"),
        (OVERLAY, "政策调整", "overlay"),
        (SPECIAL_REGIME, "突发公共卫生事件特殊政策", "special regime"),
    )
)

CHECKED, EFFECT, SUBMITTED, PAPER, WITHDRAWN = "check", "effect", "submission", "paper", "withdrawal"

STEPS = choices(
    (
        (CHECKED, "检查", "check"),
        (EFFECT, "影响测算", "effect on the city"),
        (SUBMITTED, "提交复核", "submission"),
        (PAPER, "登记文号与生效日", "paper number and first day"),
        (WITHDRAWN, "撤回", "withdrawal"),
    )
)

LONGEST_VERSION = 71
"""Characters of ``sha256:`` and a hash."""


class RegulationDraft(Numbered, Recorded):
    """A regulation that somebody of the city agency proposes to put in force, whole, as it was when drafted."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=both("统筹区", "pooling area"))
    kind = models.CharField(both("类别", "kind"), max_length=20, choices=DRAFT_KINDS)
    title = models.CharField(both("标题", "title"), max_length=120)
    version = models.CharField(both("版本", "version"), max_length=LONGEST_VERSION)
    """The version of the regulation: the hash of its values and citations."""
    fingerprint = models.CharField(both("全文摘要", "fingerprint"), max_length=LONGEST_VERSION)
    """The hash of all that it says, notes and papers as well."""
    text = models.TextField(both("全文", "text"))
    overlay = models.TextField(both("调整原文", "overlay as written"), blank=True)
    base = models.ForeignKey(
        "registry.RegulationRelease",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=both("依据的发布", "rests on"),
    )
    """The latest release when it was drafted; empty for the first of an area."""
    made_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=both("起草人", "drafted by"))
    day = models.DateField(both("业务日期", "business day"))
    at = models.DateTimeField(both("时间", "at"), default=moment)

    class Meta:
        verbose_name = both("政策参数草案", "draft of the regulation")
        verbose_name_plural = both("政策参数草案", "drafts of the regulation")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title


class DraftStep(Numbered, Recorded):
    """Something done with a draft: a check, an effect attached, its submission, its paper, its withdrawal."""

    draft = models.ForeignKey(RegulationDraft, models.PROTECT, related_name="steps", verbose_name=both("草案", "draft"))
    kind = models.CharField(both("步骤", "step"), max_length=12, choices=STEPS)
    content = models.TextField(both("内容", "content"), default="{}")
    """JSON: the faults found, the effect, the paper."""
    proposal = models.OneToOneField(
        Proposal,
        models.PROTECT,
        null=True,
        related_name="release_step",
        verbose_name=both("待复核事项", "proposal"),
    )
    """With a submission: what the second person decides."""
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=both("经办人", "done by"))
    day = models.DateField(both("业务日期", "business day"))
    at = models.DateTimeField(both("时间", "at"), default=moment)

    class Meta:
        verbose_name = both("草案步骤", "step of a draft")
        verbose_name_plural = both("草案步骤", "steps of drafts")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "kind"],
                condition=Q(kind__in=(SUBMITTED, WITHDRAWN)),
                name="draft_submitted_and_withdrawn_once",
            )
        ]

    def said(self) -> dict[str, Any]:
        """Return what the step says."""
        content: dict[str, Any] = json.loads(self.content)
        return content


class RegulationRelease(Numbered, Recorded):
    """A regulation put in force: what is settled, is settled under one of these."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=both("统筹区", "pooling area"))
    number = models.PositiveIntegerField(both("发布序号", "number"))
    """Rising in its area without a gap."""
    draft = models.OneToOneField(
        RegulationDraft, models.PROTECT, related_name="release", verbose_name=both("草案", "draft")
    )
    kind = models.CharField(both("类别", "kind"), max_length=20, choices=DRAFT_KINDS)
    title = models.CharField(both("标题", "title"), max_length=120)
    version = models.CharField(both("版本", "version"), max_length=LONGEST_VERSION)
    fingerprint = models.CharField(both("全文摘要", "fingerprint"), max_length=LONGEST_VERSION)
    text = models.TextField(both("全文", "text"))
    paper = models.CharField(both("文号", "paper number"), max_length=120)
    in_force_from = models.DateField(both("生效日", "in force from"))
    retroactive = models.BooleanField(both("追溯", "retroactive"), default=False)
    """Whether it changes days that were past, and settled under another release, when it was published."""
    reason = models.CharField(both("追溯理由", "why retroactive"), max_length=200, blank=True)
    maker = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=both("起草人", "maker"))
    checker = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=both("复核人", "checker"))
    publisher = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=both("发布人", "publisher"))
    published_at = models.DateTimeField(both("发布时间", "published at"), default=moment)

    class Meta:
        verbose_name = both("政策参数发布", "release of the regulation")
        verbose_name_plural = both("政策参数发布", "releases of the regulation")
        ordering = ["area", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["area", "number"], name="release_number_once"),
            models.CheckConstraint(
                condition=~Q(maker=F("checker")) & ~Q(maker=F("publisher")), name="release_by_two_people"
            ),
            models.CheckConstraint(
                condition=Q(retroactive=False) | ~Q(reason=""), name="release_retroactive_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id}-{self.number}"


class ReleaseRevocation(Numbered, Recorded):
    """A release taken back before its first day: by two people as well."""

    release = models.OneToOneField(
        RegulationRelease, models.PROTECT, related_name="revocation", verbose_name=both("发布", "release")
    )
    reason = models.CharField(both("事由", "reason"), max_length=200)
    maker = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=both("经办人", "maker"))
    checker = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=both("复核人", "checker"))
    at = models.DateTimeField(both("时间", "at"), default=moment)

    class Meta:
        verbose_name = both("撤销发布", "revocation of a release")
        verbose_name_plural = both("撤销发布", "revocations of releases")
        constraints = [models.CheckConstraint(condition=~Q(maker=F("checker")), name="revocation_by_two_people")]
