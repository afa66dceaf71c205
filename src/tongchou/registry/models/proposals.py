"""What one person proposes and another decides."""

from django.db import models

from tongchou.registry.models.base import Numbered, Recorded, choices
from tongchou.registry.words import both

DECISIONS = choices(
    (("approved", "通过", "approved"), ("rejected", "不通过", "rejected"), ("withdrawn", "撤回", "withdrawn"))
)


class Proposal(Numbered, Recorded):
    """An act that waits for a second person: what is to be done, by whom it was proposed, where."""

    kind = models.CharField(both("业务", "kind"), max_length=40)
    area = models.ForeignKey("registry.Area", models.PROTECT, related_name="+", verbose_name=both("区划", "area"))
    county = models.ForeignKey(
        "registry.Area", models.PROTECT, null=True, related_name="+", verbose_name=both("县（区）", "county")
    )
    subject = models.CharField(both("对象", "subject"), max_length=60)
    payload = models.TextField(both("内容", "payload"))
    """JSON: the words of the proposed act, never an ID number."""
    made_by = models.ForeignKey(
        "registry.Staff", models.PROTECT, null=True, related_name="+", verbose_name=both("经办人", "made by")
    )
    day = models.DateField(both("业务日期", "business day"))
    reason = models.CharField(both("事由", "reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = both("待复核事项", "proposal")
        verbose_name_plural = both("待复核事项", "proposals")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def state(self) -> str:
        """waiting, or what was decided."""
        decision = getattr(self, "decision", None)
        return "waiting" if decision is None else decision.outcome


class Decision(Numbered, Recorded):
    """What the second person decided; once for each proposal."""

    proposal = models.OneToOneField(
        Proposal, models.PROTECT, related_name="decision", verbose_name=both("事项", "proposal")
    )
    outcome = models.CharField(both("结果", "outcome"), max_length=10, choices=DECISIONS)
    opinion = models.CharField(both("意见", "opinion"), max_length=200, blank=True)
    decided_by = models.ForeignKey(
        "registry.Staff", models.PROTECT, null=True, related_name="+", verbose_name=both("复核人", "decided by")
    )

    class Meta:
        verbose_name = both("复核意见", "decision")
        verbose_name_plural = both("复核意见", "decisions")
