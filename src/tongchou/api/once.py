"""Writes: done in one transaction, and once for each Idempotency-Key."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from tongchou.api.caller import caller_of
from tongchou.registry.actions.answers import Answer, answered_once

HEADER = "Idempotency-Key"


def done(request: HttpRequest, do: Callable[[], tuple[Schema, int]], status: int = 201) -> HttpResponse:
    """Do a write and answer with it; a request that was done under its key already gets the answer of then.

    ``do`` returns what is answered and the number of the act.
    """

    def answer() -> Answer:
        said, act = do()
        return Answer(status, said.model_dump_json(), act)

    key = request.headers.get(HEADER)
    if key is None:
        return _response(answer())
    asked = b"\x00".join((str(request.method).encode(), request.get_full_path().encode(), request.body))
    given, again = answered_once(account=caller_of(request).account.pk, key=key, asked=asked, do=answer)
    response = _response(given)
    if again:
        response["Idempotency-Replayed"] = "true"
    return response


def _response(answer: Answer) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status, content_type="application/json; charset=utf-8")
    response["X-Act"] = str(answer.act)
    return response


def key_parameter() -> dict[str, Any]:
    """Return how the OpenAPI document tells of the key."""
    return {
        "parameters": [
            {
                "in": "header",
                "name": HEADER,
                "required": False,
                "schema": {"type": "string", "minLength": 1, "maxLength": 80},
                "description": "同一键、同一请求只办一次，七天内重发得到原答复；键已用于别的请求则 409 | "
                "the same request under the same key is done once; sent again within seven days, it gets the same "
                "answer; 409 for another request",
            }
        ]
    }
