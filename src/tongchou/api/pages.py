"""Lists are bounded and go on from the last key that was shown; nobody counts them."""

from operator import attrgetter
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from ninja import Field, Schema

from tongchou.api.caller import key_of

Row = TypeVar("Row", bound=Model)

MOST, USUAL = 200, 50


class Paging(Schema):
    """Which page of a list is asked for."""

    limit: int = Field(USUAL, ge=1, le=MOST, description="至多几条 | at most so many")
    after: str = Field("", max_length=40, description="上一页答复中的 next | the next of the page before")


def page_of(
    rows: QuerySet[Row], key: str, paging: Paging, *, falling: bool = False, number: bool = True
) -> tuple[list[Row], str | None]:
    """Return the rows of a page by rising (or falling) key, and the key to go on from; None after the last page."""
    if paging.after:
        after: Any = key_of(paging.after) if number else paging.after
        rows = rows.filter(**{f"{key}__{'lt' if falling else 'gt'}": after})
    found = list(rows.order_by(f"-{key}" if falling else key)[: paging.limit + 1])
    if len(found) <= paging.limit:
        return found, None
    return found[:-1], str(attrgetter(key)(found[-2]))
