"""What requests hold, and what is common to answers."""

from datetime import date
from typing import Annotated

from ninja import Field, Schema
from pydantic import AfterValidator, ConfigDict, PlainSerializer

from tongchou.registry.refusals import Refused

Key = Annotated[int, PlainSerializer(str, return_type=str)]
"""The key of a row, told as text: JSON's numbers hold 53 bits, these have 63."""

PAST, FUTURE = date(1900, 1, 1), date(2100, 1, 1)


def _within_reason(day: date) -> date:
    if not PAST <= day < FUTURE:
        raise ValueError("between 1900 and 2100")
    return day


Day = Annotated[date, AfterValidator(_within_reason)]
"""A day that somebody can mean."""


class Form(Schema):
    """The body of a request: what it does not know, it refuses."""

    model_config = ConfigDict(extra="forbid")


class AsOf(Schema):
    """Of which day the answer tells."""

    day: Day | None = Field(None, description="截至日期，默认今天 | as of this day, today by default")


class Done(Schema):
    """What is answered where there is nothing more to tell."""

    id: Key


def one_of(code: str, choices: "list[tuple[str, object]]", where: str) -> str:
    """Return a code that is among some choices; raise Refused where it is not."""
    known = [each for each, _ in choices]
    if code not in known:
        listed = "、".join(known)
        raise Refused(f"没有“{code[:30]}”，可填：{listed}", f"{code[:30]} is none of {', '.join(known)}", where=where)
    return code
