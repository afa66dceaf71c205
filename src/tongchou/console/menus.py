"""The menus of the console, and what its frame asks for. A line is shown to whoever may do one of its acts."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse

from tongchou.registry.queries.proposals import takes_part
from tongchou.registry.words import Both, both
from tongchou.web.pages import ANYBODY

TAKING_PART = "taking part"
"""In place of an act: whoever proposes or decides anything."""

Line = tuple[str, str, str, str, tuple[str, ...]]

MENUS: tuple[tuple[str, str, tuple[Line, ...]], ...] = (
    (
        "",
        "",
        (
            ("index", "home", "首页", "Home", (ANYBODY,)),
            (
                "registry_proposal_changelist",
                "fact_check",
                "待复核事项",
                "Proposals",
                (TAKING_PART,),
            ),
        ),
    ),
    (
        "参保人",
        "People",
        (
            ("registry_person_changelist", "group", "参保人查询", "Look up", ("person.read",)),
            ("person_register", "person_add", "参保人登记", "Register", ("person.register",)),
        ),
    ),
    (
        "政策参数",
        "Regulation",
        (
            (
                "releases",
                "gavel",
                "起草与发布",
                "Drafts and releases",
                ("release.read", "release.draft", "release.approve"),
            ),
        ),
    ),
    (
        "机构与人员",
        "Network",
        (
            ("registry_organisationfact_changelist", "account_balance", "机构", "Organisations", (ANYBODY,)),
            ("areas", "location_on", "区划", "Areas", (ANYBODY,)),
            (
                "registry_staff_changelist",
                "badge",
                "工作人员与岗位",
                "Staff and posts",
                ("account.keep", "staff.leave"),
            ),
            ("two_people", "balance", "岗位制衡", "Two people", (ANYBODY,)),
        ),
    ),
    (
        "监督",
        "Audit",
        (
            ("registry_auditrow_changelist", "history", "经办记录", "Audit", ("audit.read",)),
            ("seals", "verified", "封印日签", "Daily seals", ("audit.read", "audit.verify")),
        ),
    ),
)
"""Group in Chinese and English, then lines: address, sign, Chinese, English, acts."""


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the menus of whoever asks."""
    groups = []
    for zh, en, lines in MENUS:
        items = [
            {
                "title": both(words_zh, words_en),
                "icon": icon,
                "link": reverse(f"admin:{name}"),
                "permission": _allowed(acts),
                "active": request.path == reverse(f"admin:{name}"),
            }
            for name, icon, words_zh, words_en, acts in lines
        ]
        groups.append({"title": both(zh, en) if zh else "", "items": items})
    return groups


def _allowed(acts: tuple[str, ...]) -> Callable[[Any], bool]:
    def allowed(request: Any) -> bool:
        if TAKING_PART in acts:
            return takes_part(request.actor)
        return ANYBODY in acts or any(request.actor.may(act) for act in acts)

    return allowed


def site_title(request: HttpRequest) -> Any:
    """Return what the console is called."""
    return Both("统筹 · 城乡居民医保", "Tongchou · Resident insurance")


def style(request: HttpRequest) -> str:
    """Return the address of our styles."""
    return static("web/console.css")


def script(request: HttpRequest) -> str:
    """Return the address of our script."""
    return static("web/console.js")


def icon(request: HttpRequest) -> str:
    """Return the address of our sign."""
    return static("web/icon.svg")
