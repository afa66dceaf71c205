"""How every write happens: one transaction, the right checked, the audit row inside.

    with acting(actor, "person.register", area=area, day=day) as act:
        person = act.write(Person(...))

``write`` saves rows and keeps their digests; ``restate`` and ``withdraw`` change what is known of a dated fact. At the
end of the block the audit row is written; whatever fails takes everything back.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db import IntegrityError, transaction

from tongchou.registry import clock
from tongchou.registry.audit import Column, Digests, content_hash
from tongchou.registry.identifiers import identifier
from tongchou.registry.inserting import filled, insert_columns
from tongchou.registry.models import Area, AuditRow, DatedFact, Event, Recorded
from tongchou.registry.protection import overlapping
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import Actor, NotAllowed

Row = TypeVar("Row", bound=Recorded)
Fact = TypeVar("Fact", bound=DatedFact)


class Act:
    """An act under way."""

    def __init__(self, actor: Actor, name: str, area: Area | None, day: date) -> None:
        """Give the act its number and its moment."""
        self.id = identifier()
        self.actor = actor
        self.name = name
        self.area = chain_of(area)
        self.grant = None if actor.system else actor.granting(name, area)
        """By which post it is done, the one that reaches the area."""
        self.day = day
        self.at: datetime = clock.now()
        self.subject = ""
        self.reason = ""
        self.content: dict[str, Any] = {}
        self.digests = Digests()
        self.withdrawn: dict[str, list[Any]] = {}

    def write(self, row: Row) -> Row:
        """Save a new row of this act and keep its digest."""
        self._stamp(row)
        row.save(force_insert=True)
        self.digests.add([row])
        return row

    def write_all(self, rows: Iterable[Row]) -> list[Row]:
        """Save many new rows of one table."""
        made = list(rows)
        for row in made:
            self._stamp(row)
        if made:
            type(made[0])._default_manager.bulk_create(made, batch_size=500)
            self.digests.add(made)
        return made

    def write_columns(self, model: type[Recorded], columns: Mapping[str, Column]) -> list[int]:
        """Save many new rows of one table, given by attribute: a list of values, or one value for all rows.

        Missing keys are given out, other missing columns take their defaults. Returns the keys in the order of rows.
        """
        count = next(len(column) for column in columns.values() if isinstance(column, list))
        given = {**columns, "act_id": self.id}
        if issubclass(model, DatedFact):
            given["recorded_at"] = self.at
        whole = filled(model, given, count)
        insert_columns(model, whole, count)
        key = model._meta.pk.attname
        self.digests.add_columns(model, whole, whole[key])
        return whole[key]

    def _stamp(self, row: Recorded) -> None:
        row.act_id = self.id
        if isinstance(row, DatedFact):
            row.recorded_at = self.at
            if row.valid_to is not None and row.valid_to <= row.valid_from:
                raise Refused(
                    f"失效日 {row.valid_to} 须晚于生效日 {row.valid_from}",
                    f"it begins on {row.valid_from} and can't end on {row.valid_to}",
                    where="until",
                )

    def withdraw(self, fact: DatedFact) -> None:
        """Say that a fact is no longer known to hold; it stays for whoever asks what was known before."""
        changed = (
            type(fact)
            ._base_manager.filter(pk=fact.pk, withdrawn_at__isnull=True)
            .update(withdrawn_at=self.at, withdrawn_by_id=self.id)
        )
        if changed != 1:
            raise ChangedMeanwhile
        fact.withdrawn_at, fact.withdrawn_by_id = self.at, self.id
        self.ended(fact)

    def ended(self, row: Recorded) -> None:
        """Keep in the audit row that this act ended a row: withdrew a fact, undid a merge."""
        self.withdrawn.setdefault(row._meta.label_lower, []).append(row.pk)

    def restate(self, fact: Fact) -> Fact:
        """Write a fact and let what was known of the same key give way on its days, and on these alone."""
        key = {name: getattr(fact, name) for name in fact.KEY}
        known = type(fact)._base_manager.filter(withdrawn_at__isnull=True, **key)
        for other in known:
            if not _overlap(other, fact):
                continue
            self.withdraw(other)
            for first, last in _left_of(other, fact):
                self.write(_copy(other, first, last))
        return self.write(fact)

    def end(self, fact: Fact, day: date) -> None:
        """Let a fact hold until the day before a day; one that begins then or later is withdrawn.

        One that ends by then anyway is left as it is.
        """
        if fact.valid_to is not None and fact.valid_to <= day:
            return
        self.withdraw(fact)
        if fact.valid_from < day:
            self.write(_copy(fact, fact.valid_from, day))

    def tell(self, kind: str, source: str, payload: dict[str, Any] | None = None) -> None:
        """Write an event that upper rooms read by cursor; a kind and source told before fails the act."""
        self.write(Event(kind=kind, source=source, area=self.area, at=self.at, payload=_json(payload or {})))

    def row(self) -> AuditRow:
        """Return the audit row of the act."""
        if self.withdrawn:
            self.content["withdrawn"] = self.withdrawn
        row = AuditRow(
            id=self.id,
            name=self.name,
            area=self.area,
            account_id=self.actor.account,
            post="" if self.grant is None else self.grant.post.code,
            stands_in_for="" if self.grant is None else self.grant.stands_in_for,
            day=self.day,
            at=self.at,
            subject=self.subject,
            reason=self.reason,
            content=_json(self.content),
            digests=self.digests.text(),
        )
        row.content_hash = content_hash(row)
        return row


class ChangedMeanwhile(Exception):
    """Somebody else changed it between reading and writing."""

    zh = "这条记录刚被他人改过，请重新打开后再办"
    en = "somebody else has just changed this; open it again"

    def __str__(self) -> str:
        return f"{self.zh} | {self.en}"


@contextmanager
def acting(actor: Actor, name: str, *, day: date, area: Area | None = None, reason: str = "") -> Iterator[Act]:
    """Run an act: check the right, open the transaction, write the audit row at its end.

    ``area`` is where the act takes place; its county's chain seals it, or the city's. Raises NotAllowed.
    """
    if not actor.may(name, area):
        raise NotAllowed(name, "" if area is None else area.code)
    try:
        with transaction.atomic():
            act = Act(actor, name, area, day)
            act.reason = reason
            yield act
            act.row().save(force_insert=True)
    except IntegrityError as wrong:
        if overlapping(wrong):
            # another act stated something of the same days between this one's reading and writing
            raise ChangedMeanwhile from wrong
        raise


def chain_of(area: Area | None) -> str:
    """Return the area whose chain seals what happens in an area: its county, or the city."""
    return settings.POOLING_AREA if area is None else area.county_id or area.code


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=str)


def _overlap(one: DatedFact, other: DatedFact) -> bool:
    return (other.valid_to is None or one.valid_from < other.valid_to) and (
        one.valid_to is None or other.valid_from < one.valid_to
    )


def _left_of(other: DatedFact, fact: DatedFact) -> Iterator[tuple[date, date | None]]:
    """Yield the days of a fact that another one does not take."""
    if other.valid_from < fact.valid_from:
        yield other.valid_from, fact.valid_from
    if fact.valid_to is not None and (other.valid_to is None or fact.valid_to < other.valid_to):
        yield fact.valid_to, other.valid_to


def _copy(fact: Fact, first: date, last: date | None) -> Fact:
    """Return a fact that says the same on other days."""
    return type(fact)(**fact.state(), valid_from=first, valid_to=last)
