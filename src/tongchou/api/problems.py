"""Errors as problem details (RFC 9457), in Chinese and English side by side.

``title`` and ``detail`` are Chinese, ``title_en`` and ``detail_en`` English; ``field`` names what the error is about,
``article`` what it rests on, ``errors`` lists several faults of one request.
"""

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from tongchou.registry.acting import ChangedMeanwhile
from tongchou.registry.actions.answers import OtherRequest
from tongchou.registry.actions.people import AlreadyRegistered
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import NotAllowed

logger = logging.getLogger("tongchou.api")

Titles = tuple[str, str]

TITLES: dict[str, Titles] = {
    "unreadable": ("请求无法读取", "the request can't be read"),
    "log-in": ("需要登录", "log-in is needed"),
    "wrong-log-in": ("登录不成功", "the log-in failed"),
    "change-password": ("须先修改密码", "the password has to be changed first"),
    "not-allowed": ("无权办理", "not allowed"),
    "not-found": ("没有找到", "not found"),
    "method": ("不支持的方法", "the method is not supported"),
    "changed-meanwhile": ("刚被他人改过", "changed meanwhile"),
    "already-registered": ("证件号码已登记", "the document is registered already"),
    "key-reused": ("幂等键已用于另一请求", "the key was used for another request"),
    "wrong-input": ("填写有误", "something is filled in wrongly"),
    "refused": ("不能办理", "refused"),
    "too-large": ("请求过大", "the request is too large"),
    "too-many": ("尝试过多", "too many attempts"),
    "failure": ("系统故障", "the system failed"),
}
"""Kind of problem → its title."""


class FieldFault(Schema):
    """One fault of a request."""

    field: str
    detail: str
    detail_en: str


class Problem(Schema):
    """Why a request was not done (application/problem+json)."""

    type: str
    title: str
    title_en: str
    status: int
    detail: str
    detail_en: str
    field: str = ""
    article: str = ""
    request: str = ""
    person: str = ""
    """The lifelong number that a document is registered under."""
    errors: list[FieldFault] = Field(default_factory=list)


class Trouble(Exception):
    """A problem raised by the API itself."""

    def __init__(self, kind: str, status: int, zh: str, en: str, **headers: str) -> None:
        """Keep kind, status, both texts and the headers of the answer."""
        self.kind, self.status, self.zh, self.en = kind, status, zh, en
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        super().__init__(f"{zh} | {en}")


def problem(request: HttpRequest, kind: str, status: int, zh: str, en: str, **more: Any) -> HttpResponse:
    """Return a problem as an answer."""
    title, title_en = TITLES[kind]
    said = {
        "type": f"urn:tongchou:problem:{kind}",
        "title": title,
        "title_en": title_en,
        "status": status,
        "detail": zh,
        "detail_en": en,
        "request": request.META.get("TONGCHOU_REQUEST", ""),
        **{name: value for name, value in more.items() if value},
    }
    return JsonResponse(
        said, status=status, content_type="application/problem+json", json_dumps_params={"ensure_ascii": False}
    )


def not_found(request: HttpRequest, wrong: Exception | None = None) -> HttpResponse:
    """Answer that there is no such thing, or none within the caller's reach: the two are not told apart."""
    return problem(
        request,
        "not-found",
        404,
        "没有这条记录，或不在您的管辖范围内；请核对编号",
        "there is no such record, or it is beyond your area; check its number",
    )


def method_not_supported(request: HttpRequest, allowed: str) -> HttpResponse:
    """Answer that an address does not take the method."""
    answer = problem(
        request, "method", 405, f"该地址只支持 {allowed}", f"the address takes {allowed} only; see the OpenAPI document"
    )
    answer["Allow"] = allowed
    return answer


def _refused(request: HttpRequest, wrong: Refused) -> HttpResponse:
    more: dict[str, Any] = {"field": wrong.where, "article": wrong.article}
    kind, status = "refused", 422
    if isinstance(wrong, AlreadyRegistered):
        kind, status, more["person"] = "already-registered", 409, wrong.person.number
    elif isinstance(wrong, OtherRequest):
        kind, status = "key-reused", 409
    return problem(request, kind, status, wrong.zh, wrong.en, **more)


def _not_allowed(request: HttpRequest, wrong: NotAllowed) -> HttpResponse:
    return problem(request, "not-allowed", 403, wrong.zh, wrong.en)


def _changed(request: HttpRequest, wrong: ChangedMeanwhile) -> HttpResponse:
    return problem(request, "changed-meanwhile", 409, wrong.zh, wrong.en, field="version")


def _trouble(request: HttpRequest, wrong: Trouble) -> HttpResponse:
    answer = problem(request, wrong.kind, wrong.status, wrong.zh, wrong.en)
    for name, value in wrong.headers.items():
        answer[name] = value
    return answer


def _no_log_in(request: HttpRequest, wrong: AuthenticationError) -> HttpResponse:
    answer = problem(
        request,
        "log-in",
        401,
        "没有有效的访问令牌：请先用 POST /api/v1/tokens 登录，并在 Authorization 头中写 Bearer 和令牌",
        "no token that holds: log in with POST /api/v1/tokens, and send it as Authorization: Bearer",
    )
    answer["WWW-Authenticate"] = 'Bearer realm="tongchou"'
    return answer


def _http_error(request: HttpRequest, wrong: HttpError) -> HttpResponse:
    if wrong.status_code == 404:
        return not_found(request)
    return problem(
        request,
        "unreadable",
        wrong.status_code,
        "请求正文不是合法的 JSON，请核对后重发",
        "the body is no JSON; correct it and send it again",
    )


SAID = {
    "missing": ("必须填写", "is missing"),
    "extra_forbidden": ("没有这一项", "there is no such field"),
    "string_too_long": ("太长", "is too long"),
    "string_too_short": ("太短", "is too short"),
    "less_than_equal": ("超过上限", "is above the limit"),
    "greater_than_equal": ("低于下限", "is below the limit"),
}


def _wrong_input(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    faults = []
    for each in wrong.errors:
        place = [str(part) for part in each.get("loc", ()) if part not in ("body", "query", "path", "payload")]
        zh, en = SAID.get(str(each.get("type")), ("格式不对", f"has the wrong form: {each.get('msg', '')}"))
        faults.append({"field": ".".join(place), "detail": zh, "detail_en": en})
    named = "、".join(fault["field"] for fault in faults)
    return problem(
        request,
        "wrong-input",
        422,
        f"请更正：{named}",
        f"please correct: {named}",
        field=faults[0]["field"] if faults else "",
        errors=faults,
    )


def _too_large(request: HttpRequest, wrong: RequestDataTooBig) -> HttpResponse:
    return problem(
        request, "too-large", 413, "请求正文过大，请分批办理", "the body is too large; send it in several requests"
    )


def _failed(request: HttpRequest, wrong: Exception) -> HttpResponse:
    logger.error("a request failed", exc_info=wrong, extra={"request": request.META.get("TONGCHOU_REQUEST", "")})
    return problem(
        request,
        "failure",
        500,
        "系统出错，这次请求没有办成；请稍后重试，仍不行请把 request 编号告诉管理员",
        "the system failed and nothing was done; try again later, else tell the keeper the number of the request",
    )


def tell_problems(api: NinjaAPI) -> None:
    """Let an API answer with problems whatever goes wrong."""
    handlers: list[tuple[type[Exception], Callable[..., HttpResponse]]] = [
        (Exception, _failed),
        (Refused, _refused),
        (NotAllowed, _not_allowed),
        (ChangedMeanwhile, _changed),
        (Trouble, _trouble),
        (Http404, not_found),
        (HttpError, _http_error),
        (AuthenticationError, _no_log_in),
        (ValidationError, _wrong_input),
        (RequestDataTooBig, _too_large),
    ]
    for kind, handler in handlers:
        api.add_exception_handler(kind, handler)
