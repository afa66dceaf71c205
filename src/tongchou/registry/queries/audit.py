"""What the audit shows: whether every row and every seal is as it was written, and what waits for a seal."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import models

from tongchou.registry import clock
from tongchou.registry.actions.sealing import ALARM_AFTER
from tongchou.registry.audit import (
    FIRST,
    SHORT,
    content_hash,
    digest_of,
    recorded_models,
    row_digest,
    seal_hash,
    short_digests,
)
from tongchou.registry.models import AuditRow, AuditSeal, DatedFact

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Tampering:
    """A row that is not as it was written."""

    table: str
    key: str
    zh: str
    en: str


def verify() -> Iterator[Tampering]:
    """Yield everything that does not fit: audit rows, seals, and the rows that acts wrote."""
    yield from _chains()
    yield from _acts()
    yield from _withdrawals()


def unsealed() -> models.QuerySet[AuditRow]:
    """Return the audit rows that should have been sealed by now."""
    return AuditRow.objects.filter(seal__isnull=True, at__lt=clock.now() - ALARM_AFTER)


def latest_seals() -> list[AuditSeal]:
    """Return the last seal of each chain, as the daily sheet prints them."""
    areas = AuditSeal.objects.order_by().values("area").annotate(last=models.Max("number"))
    return [AuditSeal.objects.get(area=each["area"], number=each["last"]) for each in areas.order_by("area")]


def _chains() -> Iterator[Tampering]:
    """Follow each chain from its first seal: numbers without a gap, hashes that lead on, rows that are there."""
    previous: dict[str, tuple[int, str]] = {}
    for seal in AuditSeal.objects.order_by("area", "number").select_related("row").iterator(AT_ONCE):
        number, before = previous.get(seal.area, (0, FIRST))
        if seal.number != number + 1:
            yield _found(seal, f"封印 {number + 1} 至 {seal.number - 1} 缺失", f"seals {number + 1} on are missing")
        elif seal.previous != before:
            yield _found(seal, "与前一封印不相接", "does not follow the seal before it")
        made = seal_hash(seal.area, seal.number, seal.row_id, seal.row_hash, seal.previous)
        if seal.hash != made:
            yield _found(seal, "封印被改动", "the seal was changed")
        previous[seal.area] = seal.number, seal.hash
    for row in AuditRow.objects.select_related("seal").order_by("id").iterator(AT_ONCE):
        made = content_hash(row)
        if made != row.content_hash:
            yield _found(row, "经办记录被改动", "the audit row was changed")
        held: AuditSeal | None = getattr(row, "seal", None)
        if held is not None and (held.row_hash != made or held.area != row.area):
            yield _found(row, "与封印不符", "differs from its seal")
    lost = AuditSeal.objects.exclude(row_id__in=AuditRow.objects.values("id"))
    for seal in lost.iterator(AT_ONCE):
        yield Tampering(AuditRow._meta.label_lower, str(seal.row_id), "经办记录被删除", "the audit row was removed")
    for row in unsealed().iterator(AT_ONCE):
        yield _found(row, "逾10秒未封印", "not sealed within 10 seconds")


def _found(row: models.Model, zh: str, en: str) -> Tampering:
    return Tampering(row._meta.label_lower, str(row.pk), zh, en)


def _acts() -> Iterator[Tampering]:
    """Hold the rows of each table against the digests of the acts that wrote them."""
    for model in recorded_models():
        yield from _table(model)


def _table(model: Any) -> Iterator[Tampering]:
    table = model._meta.label_lower
    rows = model._base_manager.order_by("act_id", "pk").iterator(AT_ONCE)
    acts = AuditRow.objects.filter(digests__contains=f'"{table}"').order_by("id").values_list("id", "digests")
    by_act = groupby(rows, key=lambda row: row.act_id)
    written = next(by_act, None)
    waiting: tuple[int, list[Any]] | None = None if written is None else (written[0], list(written[1]))
    for act, digests in acts.iterator(AT_ONCE):
        while waiting is not None and waiting[0] < act:
            yield from _slipped_in(table, waiting[1])
            waiting = _following(by_act)
        kept = json.loads(digests)[table]
        found = waiting[1] if waiting is not None and waiting[0] == act else []
        yield from _held_against(table, kept, found)
        if found:
            waiting = _following(by_act)
    while waiting is not None:
        yield from _slipped_in(table, waiting[1])
        waiting = _following(by_act)


def _following(by_act: Iterator[tuple[int, Iterator[Any]]]) -> tuple[int, list[Any]] | None:
    following = next(by_act, None)
    return None if following is None else (following[0], list(following[1]))


def _slipped_in(table: str, rows: list[Any]) -> Iterator[Tampering]:
    for row in rows:
        yield Tampering(table, str(row.pk), "不是任何业务写入的", "no act wrote it")


def _held_against(table: str, kept: list[Any], rows: list[Any]) -> Iterator[Tampering]:
    digests = {row.pk: row_digest(row) for row in rows}
    expected = short_digests(kept)
    named = False
    for key in expected.keys() - digests.keys():
        named = True
        yield Tampering(table, str(key), "被删除", "it was removed")
    for key in digests.keys() - expected.keys():
        named = True
        yield Tampering(table, str(key), "不是该业务写入的", "its act did not write it")
    for key in digests.keys() & expected.keys():
        if digests[key][:SHORT] != expected[key]:
            named = True
            yield Tampering(table, str(key), "被改动", "it was changed")
    if not named and digest_of(list(digests.items()))[1] != kept[1]:
        yield Tampering(table, "?", "摘要不符", "the digest of its act differs")


def _withdrawals() -> Iterator[Tampering]:
    """Hold withdrawn facts against the acts that withdrew them."""
    for model in recorded_models():
        if not issubclass(model, DatedFact):
            continue
        table = model._meta.label_lower
        gone = model._base_manager.filter(withdrawn_at__isnull=False).select_related("withdrawn_by")
        for row in gone.iterator(AT_ONCE):
            act = row.withdrawn_by
            said = [] if act is None else json.loads(act.content).get("withdrawn", {}).get(table, [])
            if act is None or row.pk not in said or act.at != row.withdrawn_at:
                yield _found(row, "撤回不是任何业务办理的", "no act withdrew it")
        acts = AuditRow.objects.filter(content__contains='"withdrawn"')
        for act in acts.iterator(AT_ONCE):
            keys = json.loads(act.content).get("withdrawn", {}).get(table, [])
            still = model._base_manager.filter(pk__in=keys).exclude(withdrawn_by_id=act.id)
            for row in still:
                yield _found(row, "撤回被取消", "its withdrawal was undone")
