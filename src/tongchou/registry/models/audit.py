"""Who did what, when and why; the seals that chain it; and the facts that upper rooms read by cursor."""

from django.db import models

from tongchou.registry.models.base import AppendOnly, Numbered, Recorded, moment
from tongchou.registry.words import both


class AuditRow(Numbered, AppendOnly):
    """One act: written in the transaction of the act, with the digests of all rows that the act wrote."""

    name = models.CharField(both("业务", "act"), max_length=60)
    area = models.CharField(both("区划", "area"), max_length=12)
    """Whose chain it is sealed in: a county, or the city."""
    account = models.ForeignKey(
        "registry.Account", models.PROTECT, null=True, related_name="+", verbose_name=both("账号", "account")
    )
    post = models.CharField(both("岗位", "post"), max_length=40, blank=True)
    stands_in_for = models.CharField(both("代班", "stands in for"), max_length=20, blank=True)
    day = models.DateField(both("业务日期", "business day"))
    at = models.DateTimeField(both("时间", "at"), default=moment)
    subject = models.CharField(both("对象", "subject"), max_length=60, blank=True)
    reason = models.CharField(both("事由", "reason"), max_length=200, blank=True)
    content = models.TextField(both("内容", "content"), default="{}")
    """JSON of what the act was told; never an ID number."""
    digests = models.TextField(both("行摘要", "digests of rows"), default="{}")
    """JSON: table → [number of rows, digest of all, digests of each]."""
    content_hash = models.CharField(both("内容摘要", "content hash"), max_length=64)

    class Meta:
        verbose_name = both("经办记录", "audit row")
        verbose_name_plural = both("经办记录", "audit rows")
        indexes = [
            models.Index(fields=["area", "at"], name="audit_area_at"),
            models.Index(fields=["subject", "at"], name="audit_subject_at"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.id}"


class AuditSeal(AppendOnly):
    """A link of the chain of an area: each seal holds the hash of the one before it and of one audit row."""

    id = models.BigAutoField(primary_key=True)
    area = models.CharField(both("区划", "area"), max_length=12)
    number = models.BigIntegerField(both("序号", "number"))
    row = models.OneToOneField(
        AuditRow, models.PROTECT, related_name="seal", verbose_name=both("经办记录", "audit row")
    )
    row_hash = models.CharField(both("内容摘要", "content hash"), max_length=64)
    previous = models.CharField(both("前一封印", "previous"), max_length=64)
    hash = models.CharField(both("封印", "seal"), max_length=64)
    sealed_at = models.DateTimeField(both("封印时间", "sealed at"), default=moment)

    class Meta:
        verbose_name = both("封印", "seal")
        verbose_name_plural = both("封印", "seals")
        constraints = [
            models.UniqueConstraint(fields=["area", "number"], name="seal_number_once"),
            models.UniqueConstraint(fields=["area", "previous"], name="seal_chain_never_forks"),
        ]

    def __str__(self) -> str:
        return f"{self.area}-{self.number}"


class Event(Numbered, Recorded):
    """A fact that upper rooms read by cursor; unique by kind and source, so telling it twice tells it once."""

    kind = models.CharField(both("种类", "kind"), max_length=60)
    source = models.CharField(both("来源", "source"), max_length=80)
    area = models.CharField(both("区划", "area"), max_length=12)
    at = models.DateTimeField(both("时间", "at"), default=moment)
    payload = models.TextField(both("内容", "payload"), default="{}")

    class Meta:
        verbose_name = both("事件", "event")
        verbose_name_plural = both("事件", "events")
        constraints = [models.UniqueConstraint(fields=["kind", "source"], name="event_told_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.source}"


class EventOrder(AppendOnly):
    """In which order committed events are read: given by the sealer, so that no reader passes a late commit by."""

    position = models.BigAutoField(primary_key=True)
    """Without gaps: the sealer, who is alone, counts on from the last."""
    event = models.OneToOneField(Event, models.PROTECT, related_name="order", verbose_name=both("事件", "event"))
    hash = models.CharField(both("次序摘要", "hash"), max_length=64)
    """Of the position, the event and the hash before it, so that no event is taken out of the order unnoticed."""

    class Meta:
        verbose_name = both("事件次序", "order of events")
        verbose_name_plural = both("事件次序", "order of events")


class Cursor(models.Model):
    """How far a reader of events has come; moved in the transaction of what it did with them."""

    reader = models.CharField(both("读者", "reader"), max_length=60, primary_key=True)
    position = models.BigIntegerField(both("位置", "position"), default=0)

    class Meta:
        verbose_name = both("读取位置", "cursor")
        verbose_name_plural = both("读取位置", "cursors")
