"""What every table of the house is built from: rows that are never changed, and dated facts with two times."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from tongchou.registry import clock
from tongchou.registry.identifiers import identifier
from tongchou.registry.words import both

if TYPE_CHECKING:
    from tongchou.registry.words import StrPromise


class AppendOnly(models.Model):
    """A table whose rows are never changed nor deleted: the database itself refuses it (``protection.py``)."""

    CHANGEABLE: tuple[str, ...] = ()
    """Columns that an act may still set, such as the end of what is known."""
    SET_ONCE: tuple[str, ...] = ()
    """Those of them that are empty at first and, once set, stay as they are."""
    ENDED_BY = ""
    """The one of them that names the act by which the row ended; that act's audit row lists the row."""
    UNDIGESTED: tuple[str, ...] = ()
    """Columns that the digest of a row leaves out, besides CHANGEABLE ones."""

    class Meta:
        abstract = True


class Recorded(AppendOnly):
    """A row that an act wrote: it names the act, whose audit row holds the digest of it."""

    act = models.ForeignKey(
        "registry.AuditRow", models.PROTECT, related_name="+", verbose_name=both("经办记录", "act"), editable=False
    )

    class Meta:
        abstract = True


class DatedQuerySet(models.QuerySet):
    """Facts as they were on a day, as they were known at a moment."""

    def as_of(self, day: date, known: datetime | None = None) -> Self:
        """Return what held on a day, as known at a moment (now where none is given)."""
        return self.known(known).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)

    def known(self, moment: datetime | None = None) -> Self:
        """Return all that was known at a moment, of whatever day; what is known now where none is given."""
        if moment is None:
            return self.filter(withdrawn_at__isnull=True)
        return self.filter(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=moment), recorded_at__lte=moment)


class DatedFact(Recorded):
    """A fact with two times: the days on which it holds, and the moments between which it was known.

    ``valid_to`` is the first day on which it no longer holds, empty while none is known. Facts with the same ``KEY``
    never overlap among those known; the database holds that.
    """

    KEY: tuple[str, ...] = ()
    CHANGEABLE: tuple[str, ...] = ("withdrawn_at", "withdrawn_by_id")
    SET_ONCE: tuple[str, ...] = ("withdrawn_at", "withdrawn_by_id")
    ENDED_BY = "withdrawn_by_id"

    valid_from = models.DateField(both("生效日", "from"))
    valid_to = models.DateField(both("失效日", "until"), null=True, blank=True)
    recorded_at = models.DateTimeField(both("记录时间", "recorded at"), editable=False)
    withdrawn_at = models.DateTimeField(both("撤回时间", "withdrawn at"), null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        "registry.AuditRow",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=both("撤回的经办记录", "withdrawn by"),
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def holds_on(self, day: date) -> bool:
        """Return whether the fact holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def state(self) -> dict[str, Any]:
        """Return what the fact says, without its times and its act."""
        times = {"id", "act", "valid_from", "valid_to", "recorded_at", "withdrawn_at", "withdrawn_by"}
        return {field.attname: getattr(self, field.attname) for field in self._meta.fields if field.name not in times}


class Numbered(models.Model):
    """A table whose keys rise with time and are known before the row is written."""

    id = models.BigIntegerField(primary_key=True, default=identifier, editable=False)

    class Meta:
        abstract = True


def moment() -> datetime:
    """Return the moment by the one clock; the default of columns that say when."""
    return clock.now()


def choices(table: Iterable[tuple[str, str, str]]) -> "list[tuple[str, StrPromise]]":
    """Return (code, Chinese, English) rows as the choices of a field."""
    return [(code, both(zh, en)) for code, zh, en in table]
