"""The page that proves that no pair of posts lets one person carry a matter of money through alone."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from tongchou.registry.rights import CHECK, MAKE, Conflict, acts, conflicts, flow_words, posts, two_people
from tongchou.registry.words import both
from tongchou.web.pages import ANYBODY, page
from tongchou.web.requests import StaffRequest, shown


@dataclass(frozen=True, slots=True)
class Flow:
    """A chain of steps: who makes, who checks, and which pairs of posts are refused together."""

    words: Any
    money: bool
    makes: list[Any]
    checks: list[Any]
    makers: list[Any]
    checkers: list[Any]
    pairs: list[tuple[Any, Any, bool]]
    """Two posts, and whether the rule that appointing asks refuses them together."""


def flows_shown() -> list[Flow]:
    """Return every flow that has a check, money first."""
    _, between = two_people()
    codes = sorted({act.flow for act in acts().values() if act.step == CHECK and act.flow})
    found = [_flow(code, [pair for pair in between if pair.flow == code]) for code in codes]
    return sorted(found, key=lambda flow: not flow.money)


def _flow(code: str, pairs: list[Conflict]) -> Flow:
    own = [act for act in acts().values() if act.flow == code]
    steps = {step: [act for act in own if act.step == step] for step in (MAKE, CHECK)}
    holders = {
        step: [post.words for post in posts().values() if post.acts & {act.code for act in steps[step]}]
        for step in steps
    }
    return Flow(
        flow_words(code),
        any(act.money for act in own),
        [act.words for act in steps[MAKE]],
        [act.words for act in steps[CHECK]],
        holders[MAKE],
        holders[CHECK],
        [
            (posts()[pair.first].words, posts()[pair.second].words, bool(conflicts([pair.first, pair.second])))
            for pair in pairs
        ],
    )


@page("two-people/", "two_people", ANYBODY)
def proof(request: StaffRequest) -> HttpResponse:
    """Show the proof, worked out from the posts and acts as they are now."""
    inside, between = two_people()
    return shown(
        request,
        "web/two_people.html",
        both("岗位制衡", "Two people for money"),
        flows=flows_shown(),
        inside=[(posts()[each.first].words, flow_words(each.flow)) for each in inside],
        posts=len(posts()),
        pairs=len(posts()) * (len(posts()) - 1) // 2,
        refused=len({(each.first, each.second) for each in between} | {(e.second, e.first) for e in between}) // 2,
    )
