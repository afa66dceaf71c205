"""Pages for what goes wrong, in both languages and without a word about the inside."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tongchou.registry.words import Both

TOLD = {
    400: Both("请求无法处理", "The request can't be handled"),
    403: Both("页面已过期或来源不符，请返回刷新后重试", "The page is too old or came from elsewhere; reload it"),
    404: Both("没有这一页，或不在您的管辖区划", "There is no such page, or it is not in your areas"),
    500: Both(
        "系统出错，未写入任何内容；请稍后重试，仍不行请联系系统管理员",
        "Something failed and nothing was written; try again, or ask the system keeper",
    ),
}


def _page(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, "web/error.html", {"status": status, "told": TOLD[status]}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what can't be read."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """Answer what is refused, a form without its token among it."""
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads to nothing, or to what is out of reach."""
    return _page(request, 404)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours."""
    return _page(request, 500)
