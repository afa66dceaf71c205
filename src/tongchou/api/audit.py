"""The audit, to be read."""

import json
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from tongchou.api.caller import caller_of
from tongchou.api.forms import Key
from tongchou.api.pages import Paging, page_of
from tongchou.registry.models import AuditRow
from tongchou.registry.queries.network import audit_seen
from tongchou.registry.rights import NotAllowed

router = Router(tags=["audit"])


class AuditLine(Schema):
    """An act: who, what, when, why, and the seal that covers it."""

    id: Key
    name: str
    area: str
    account: str
    post: str
    stands_in_for: str
    day: date
    at: datetime
    subject: str
    reason: str
    content: dict[str, Any]
    content_hash: str
    seal_number: int | None
    seal: str


class AuditPage(Schema):
    """A page of acts, the latest first."""

    items: list[AuditLine]
    next: str | None


class AuditFilter(Paging):
    """Which acts are asked for."""

    area: str = Field("", max_length=12, description="链所属区划 | area of the chain")
    subject: str = Field("", max_length=60)
    name: str = Field("", max_length=60)


@router.get("/audit", response=AuditPage, summary="经办记录 | audit rows")
def rows(request: HttpRequest, wanted: Query[AuditFilter]) -> AuditPage:
    """管辖范围内各链的记录。| The rows of the chains in reach."""
    actor = caller_of(request).actor
    if not actor.may("audit.read"):
        raise NotAllowed("audit.read")
    found = audit_seen(actor).select_related("account", "seal")
    for name in ("area", "subject", "name"):
        if getattr(wanted, name):
            found = found.filter(**{name: getattr(wanted, name)})
    page, following = page_of(found, "id", wanted, falling=True)
    return AuditPage(items=[_line(row) for row in page], next=following)


def _line(row: AuditRow) -> AuditLine:
    seal = getattr(row, "seal", None)
    return AuditLine(
        id=row.pk,
        name=row.name,
        area=row.area,
        account="" if row.account is None else row.account.username,
        post=row.post,
        stands_in_for=row.stands_in_for,
        day=row.day,
        at=row.at,
        subject=row.subject,
        reason=row.reason,
        content=json.loads(row.content),
        content_hash=row.content_hash,
        seal_number=None if seal is None else seal.number,
        seal="" if seal is None else seal.hash,
    )
