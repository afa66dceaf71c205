"""The main pages in a real browser: axe-core finds nothing, nothing is cut off, the browser complains of nothing."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.console.conftest import DESK, TELEPHONE, Visitors
from tests.console.test_walks import somebody
from tests.network import Network
from tongchou.registry.actions.sealing import seal

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}

PAGES = {
    "county_clerk": (
        "/console/",
        "/console/lists/person/",
        "/console/people/{person}/",
        "/console/people/register/",
        "/console/people/{person}/identity/",
        "/console/lists/proposal/",
        "/console/two-people/",
        "/console/account/",
    ),
    "system_keeper": ("/console/lists/staff/", "/console/areas/510403/", "/console/lists/organisationfact/"),
    "auditor": ("/console/lists/auditrow/", "/console/audit/seals/"),
}
"""The main pages, and who looks at them."""


@pytest.mark.parametrize("post", PAGES)
def test_a_main_page_is_open_to_everybody_on_desk_and_telephone(
    visitors: Visitors, network: Network, post: str
) -> None:
    person, axe, found = somebody(network), Axe(), {}
    seal()
    visitor = visitors.come()
    found["login"] = broken(axe, visitor.go("/console/login/"))
    visitor.log_in(post)
    for path in PAGES[post]:
        page = visitor.go(path.format(person=person.pk))
        found[path] = broken(axe, page)
        for wide, high in (DESK, TELEPHONE):
            page.set_viewport_size({"width": wide, "height": high})
            taken = page.evaluate("document.documentElement.scrollWidth")
            if taken > wide:
                found[path].append(f"takes {taken} of {wide}")
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
    assert visitor.complaints == []


def broken(axe: Axe, page: Any) -> list[str]:
    """Return the rules of WCAG 2.1 A and AA that a page breaks, each with a place."""
    response = axe.run(page, options=RULES).response
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in response["violations"]]
