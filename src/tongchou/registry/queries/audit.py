"""What the audit shows: whether every row and every seal is as it was written, and what waits for a seal.

``verify`` reads one snapshot, table beside table in the order of acts, so that memory does not grow with the city.
What a chain can't tell is that its end was written anew, every seal of it: only a seal printed before tells, so the
printed ones are compared where they are given.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from itertools import groupby
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef

from tongchou.registry import clock
from tongchou.registry.actions.sealing import ALARM_AFTER, waiting_rows
from tongchou.registry.audit import (
    CONTENT,
    FIRST,
    SHORT,
    account_digest,
    content_hash,
    digest_of,
    digested_columns,
    order_hash,
    recorded_models,
    row_digest,
    seal_hash,
    short_digests,
    values_digest,
)
from tongchou.registry.models import Account, AuditRow, AuditSeal, DatedFact, Event, EventOrder, Recorded
from tongchou.registry.queries.projections import documents_that_differ, people_that_differ
from tongchou.registry.queries.tampering import Tampering
from tongchou.registry.snapshots import snapshot

AT_ONCE = 1_000

ExpectedSeals = Mapping[tuple[str, int], str]
"""(area, number) → seal, as daily sheets print them."""


def verify(expected_seals: ExpectedSeals | None = None) -> Iterator[Tampering]:
    """Yield everything that does not fit: seals, audit rows, the rows that acts wrote, and what repeats them.

    Covered are all append-only tables, what people's lists repeat of their facts, ID numbers, and who may log in. Not
    covered are a reader's cursor and when and how somebody logged in: what is read twice is taken once, by its source.
    """
    with snapshot():
        yield from _chains(dict(expected_seals or {}))
        yield from _acts()
        yield from _order_of_events()
        yield from documents_that_differ()
        yield from people_that_differ()


def as_written(row: Recorded) -> bool:
    """Return whether a recorded row is as the act that it names wrote it, and whether that act is as it was written."""
    act = AuditRow.objects.filter(pk=row.act_id).first()
    if act is None or content_hash(act) != act.content_hash:
        return False
    kept = _read(act.digests).get(row._meta.label_lower)
    return kept is not None and short_digests(kept).get(row.pk) == row_digest(row)[:SHORT]


def unsealed(whole: bool = False) -> models.QuerySet[AuditRow]:
    """Return the audit rows that should have been sealed by now: of the last hour, or of all times."""
    return waiting_rows(whole).filter(at__lt=clock.now() - ALARM_AFTER)


def latest_seals() -> list[AuditSeal]:
    """Return the last seal of each chain, as the daily sheet prints them."""
    last = AuditSeal.objects.filter(area=OuterRef("area"), number__gt=OuterRef("number"))
    return list(AuditSeal.objects.filter(~Exists(last)).order_by("area"))


def _chains(expected: dict[tuple[str, int], str]) -> Iterator[Tampering]:
    """Follow each chain from its first seal: numbers without a gap, hashes that lead on, seals as printed."""
    seals = AuditSeal.objects.order_by("area", "number")
    area, number, before = "", 0, FIRST
    for seal in seals.iterator(AT_ONCE):
        if seal.area != area:
            area, number, before = seal.area, 0, FIRST
        for missing in range(number + 1, seal.number):
            expected.pop((area, missing), None)
            yield Tampering("registry.auditseal", f"{area}-{missing}", "封印缺失", "the seal is missing")
        if seal.number == number + 1 and seal.previous != before:
            yield _seal(seal, "与前一封印不相接", "it does not follow the seal before it")
        if seal.hash != seal_hash(area, seal.number, seal.row_id, seal.row_hash, seal.sealed_at, seal.previous):
            yield _seal(seal, "封印被改动", "the seal was changed")
        if expected.pop((area, seal.number), seal.hash) != seal.hash:
            yield _seal(seal, "与打印的封印不符", "it differs from the printed seal")
        number, before = seal.number, seal.hash
    for area, number in sorted(expected):
        key = f"{area}-{number}"
        yield Tampering("registry.auditseal", key, "打印过的封印缺失", "the seal was printed and is missing")
    lost = AuditSeal.objects.filter(~Exists(AuditRow.objects.filter(pk=OuterRef("row_id"))))
    for row in lost.values_list("row_id", flat=True).iterator(AT_ONCE):
        yield Tampering("registry.auditrow", str(row), "经办记录被删除", "the audit row was removed")
    for row in unsealed(whole=True).values_list("pk", flat=True).iterator(AT_ONCE):
        yield Tampering("registry.auditrow", str(row), "逾10秒未封印", "it is not sealed within 10 seconds")


def _seal(seal: AuditSeal, zh: str, en: str) -> Tampering:
    return Tampering("registry.auditseal", f"{seal.area}-{seal.number}", zh, en)


class _Stream:
    """The rows of a table in the order of the acts that wrote or ended them."""

    def __init__(self, rows: Any) -> None:
        """Begin with the first act; rows are a generator of tuples that begin with the act's number."""
        self.close = rows.close
        self.groups = groupby(rows, key=lambda row: row[0])
        self.act: int | None = None
        self.rows: list[tuple[Any, ...]] = []
        self.step()

    def step(self) -> None:
        """Go on to the next act."""
        self.act, rows = next(self.groups, (None, ()))
        self.rows = list(rows)

    def before(self, act: int | None) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of all acts before one (of all that are left where none is given), and pass them by."""
        while self.act is not None and (act is None or self.act < act):
            yield from self.rows
            self.step()

    def of(self, act: int) -> list[tuple[Any, ...]]:
        """Return the rows of an act that all before are passed by, and pass them by."""
        if self.act != act:
            return []
        found = self.rows
        self.step()
        return found


def _written(model: type[Recorded]) -> _Stream:
    columns = digested_columns(model)
    rows = model._base_manager.order_by("act_id", "pk").values_list("act_id", "pk", *columns)
    return _Stream(rows.iterator(AT_ONCE))


def _ended(model: type[Recorded]) -> _Stream:
    by = model.ENDED_BY
    moment = "withdrawn_at" if issubclass(model, DatedFact) else by
    rows = model._base_manager.filter(**{f"{by}__isnull": False}).order_by(by, "pk").values_list(by, "pk", moment)
    return _Stream(rows.iterator(AT_ONCE))


def _acts() -> Iterator[Tampering]:
    """Hold each audit row against its hash and its seal, and the rows of all tables against the audit rows."""
    written = {model._meta.label_lower: _written(model) for model in recorded_models()}
    ended = {model._meta.label_lower: _ended(model) for model in recorded_models() if model.ENDED_BY}
    with ExitStack() as opened:
        for stream in (*written.values(), *ended.values()):
            # also where whoever asked has seen enough
            opened.callback(stream.close)
        yield from _held_together(written, ended)


def _held_together(written: dict[str, _Stream], ended: dict[str, _Stream]) -> Iterator[Tampering]:
    accounts: dict[str, str] = {}
    rows = AuditRow.objects.order_by("id").values_list("content_hash", "seal__row_hash", "seal__area", *CONTENT)
    for kept_hash, sealed_hash, sealed_area, *said in rows.iterator(AT_ONCE):
        row = dict(zip(CONTENT, said, strict=True))
        act = row["id"]
        made = values_digest(said).hex()
        if made != kept_hash:
            yield _audit_row(act, "经办记录被改动", "the audit row was changed")
        if sealed_hash is not None and (sealed_hash != made or sealed_area != row["area"]):
            yield _audit_row(act, "与封印不符", "it differs from its seal")
        content, digests = _read(row["content"]), _read(row["digests"])
        for table, stream in written.items():
            yield from _slipped_in(table, stream.before(act))
            yield from _held_against(table, digests.pop(table, None), stream.of(act))
        for table, kept in digests.items():
            yield from _held_against(table, kept, [])
        for table, stream in ended.items():
            yield from _ended_by_none(table, stream.before(act))
            yield from _endings(table, _said_of(content, table), row["at"], stream.of(act))
        if "account_state" in content:
            accounts[row["subject"]] = content["account_state"]
    for table, stream in written.items():
        yield from _slipped_in(table, stream.before(None))
    for table, stream in ended.items():
        yield from _ended_by_none(table, stream.before(None))
    yield from _ended_without_act()
    yield from _accounts(accounts)


def _audit_row(key: int, zh: str, en: str) -> Tampering:
    return Tampering("registry.auditrow", str(key), zh, en)


def _read(text: str) -> dict[str, Any]:
    """Return JSON of an audit row; nothing where somebody spoiled it, which its hash tells."""
    if text == "{}":
        return {}
    try:
        held = json.loads(text)
    except ValueError:
        return {}
    return held if isinstance(held, dict) else {}


def _said_of(content: dict[str, Any], table: str) -> list[Any]:
    """Return the keys of the rows of a table that an act says it ended."""
    withdrawn = content.get("withdrawn")
    keys = withdrawn.get(table) if isinstance(withdrawn, dict) else None
    return keys if isinstance(keys, list) else []


def _slipped_in(table: str, rows: Iterable[tuple[Any, ...]]) -> Iterator[Tampering]:
    for row in rows:
        yield Tampering(table, str(row[1]), "不是任何业务写入的", "no act wrote it")


def _held_against(table: str, kept: list[Any] | None, rows: list[tuple[Any, ...]]) -> Iterator[Tampering]:
    """Hold the rows of an act in a table against what its audit row keeps of them."""
    if kept is None:
        yield from _slipped_in(table, rows)
        return
    digests = {row[1]: values_digest(row[2:]) for row in rows}
    try:
        expected = short_digests(kept)
    except (TypeError, ValueError, LookupError):
        yield Tampering(table, "?", "摘要不符", "the digest of its act can't be read")
        return
    named = False
    for key in sorted(expected.keys() | digests.keys()):
        if key not in digests:
            found = Tampering(table, str(key), "被删除", "it was removed")
        elif key not in expected:
            found = Tampering(table, str(key), "不是该业务写入的", "its act did not write it")
        elif digests[key][:SHORT] != expected[key]:
            found = Tampering(table, str(key), "被改动", "it was changed")
        else:
            continue
        named = True
        yield found
    if not named and digest_of(list(digests.items()))[1] != kept[1]:
        yield Tampering(table, "?", "摘要不符", "the digest of its act differs")


def _ended_by_none(table: str, rows: Iterable[tuple[Any, ...]]) -> Iterator[Tampering]:
    for row in rows:
        yield Tampering(table, str(row[1]), "撤回不是任何业务办理的", "no act withdrew it")


def _endings(table: str, said: Iterable[Any], at: Any, rows: list[tuple[Any, ...]]) -> Iterator[Tampering]:
    """Hold the rows that name an act as their end against those that the act says it ended."""
    expected, found = set(said), {row[1]: row[2] for row in rows}
    for key in sorted(expected | found.keys()):
        if key not in found:
            yield Tampering(table, str(key), "撤回被取消", "its withdrawal was undone")
        elif key not in expected or found[key] not in (at, rows[0][0]):
            yield Tampering(table, str(key), "撤回不是该业务办理的", "its act did not withdraw it so")


def _ended_without_act() -> Iterator[Tampering]:
    for model in recorded_models():
        if issubclass(model, DatedFact):
            alone = model._base_manager.filter(withdrawn_at__isnull=False, withdrawn_by_id__isnull=True)
            table = model._meta.label_lower
            yield from _ended_by_none(table, ((None, key) for key in alone.values_list("pk", flat=True)))


def _accounts(states: dict[str, str]) -> Iterator[Tampering]:
    """Hold each account against the last act on it."""
    for account in Account.objects.order_by("pk"):
        state = states.pop(f"account:{account.pk}", None)
        if state is None:
            yield Tampering("registry.account", str(account.pk), "不是任何业务开立的", "no act opened it")
        elif state != account_digest(account):
            yield Tampering("registry.account", str(account.pk), "被改动", "it was changed")
    for subject in states:
        yield Tampering("registry.account", subject.partition(":")[2], "被删除", "it was removed")


def _order_of_events() -> Iterator[Tampering]:
    """Follow the order of events: positions without a gap, hashes that lead on, none left out."""
    position, before = 0, FIRST
    for row in EventOrder.objects.order_by("position").iterator(AT_ONCE):
        for missing in range(position + 1, row.position):
            yield Tampering("registry.eventorder", str(missing), "次序缺失", "the place in the order is missing")
        if row.position != position + 1:
            yield Tampering("registry.eventorder", str(row.position), "次序不相接", "it does not follow another")
        elif row.hash != order_hash(row.position, row.event_id, before):
            yield Tampering("registry.eventorder", str(row.position), "次序被改动", "the order was changed")
        position, before = row.position, row.hash
    left = Event.objects.filter(~Exists(EventOrder.objects.filter(event=OuterRef("pk"))))
    for key in left.filter(at__lt=clock.now() - ALARM_AFTER).values_list("pk", flat=True).iterator(AT_ONCE):
        yield Tampering(
            "registry.event", str(key), "逾10秒未进入次序", "it has no place in the order within 10 seconds"
        )
