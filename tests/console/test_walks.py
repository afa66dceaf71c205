"""A day at the counter, by keyboard, in a real browser: no error of a script, no breach of the policy."""

from datetime import date

from playwright.sync_api import expect

from tests.console.conftest import Visitors
from tests.network import TODAY, Network
from tests.registry.people import particulars, resident_id
from tongchou.registry.actions.families import open_household, propose_identity
from tongchou.registry.actions.people import register_person
from tongchou.registry.models import Person


def test_a_person_is_registered_found_certified_by_two_and_shown(visitors: Visitors, network: Network) -> None:
    clerk, checker = visitors.come(), visitors.come()
    page = clerk.log_in("county_clerk")
    page.get_by_role("link", name="登记参保人").click()
    number = resident_id(date(2001, 2, 3), 4)

    expect(page.locator("#id_document")).to_be_focused()
    page.keyboard.type(number[:-1] + ("0" if number[-1] != "0" else "1"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("校验位不符")).to_be_visible()
    page.fill("#id_document", number)
    page.keyboard.press("Enter")
    expect(page.locator("#id_birth")).to_have_value("2001-02-03")
    expect(page.locator("#id_sex")).to_have_value("F")
    expect(page.locator("#id_name")).to_be_focused()
    page.keyboard.type("赵小兰")
    page.fill("#id_area", "")
    page.locator("#id_area").press_sequentially("路南")
    expect(page.locator("#id_area ~ datalist option")).to_have_count(1)
    page.locator("#id_area").blur()
    expect(page.locator("#id_area")).to_have_value("西区 清香坪街道 路南社区 #510403001001")
    page.keyboard.press("F9")
    page.wait_for_url("**/people/*/")
    expect(page.locator(".tc-person h2")).to_have_text("赵小兰")

    clerk.go("/console/")
    page.keyboard.press("F2")
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/*/")
    assert number not in page.url

    page.get_by_role("link", name="登记特殊身份").click()
    page.select_option("#id_kind", "low_income")
    page.fill("#id_first", "20260101")
    page.select_option("#id_certified_by", index=1)
    page.fill("#id_paper", "民政〔2026〕1号")
    page.keyboard.press("F9")
    page.wait_for_url("**/proposals/*/")
    assert page.get_by_role("button", name="通过").count() == 0

    other = checker.log_in("county_checker")
    other.get_by_role("link", name="特殊身份").click()
    other.get_by_role("button", name="通过", exact=True).click()
    expect(other.get_by_text("已通过")).to_be_visible()
    other.get_by_role("link", name="赵小兰").click()
    expect(other.locator(".tc-person").get_by_text("低保对象")).to_be_visible()
    assert [each.complaints for each in visitors.all] == [[], []]


def test_a_whole_number_is_asked_for_in_a_dialog_that_escape_closes(visitors: Visitors, network: Network) -> None:
    person = somebody(network)
    clerk = visitors.come()
    clerk.log_in("county_clerk")
    page = clerk.go(f"/console/people/{person.pk}/")
    page.get_by_role("button", name="查看完整号码").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("button", name="查看完整号码").click()
    page.keyboard.type("看")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_text("至少 4 个字")).to_be_visible()
    page.fill("dialog[open] input[name=reason]", "核对身份证原件")
    page.keyboard.press("Enter")
    expect(page.get_by_text(particulars().document)).to_be_visible()
    # the refusal is an answer of 422, which the browser notes; nothing else may be noted
    assert [said for said in clerk.complaints if "422" not in said] == []


def somebody(network: Network) -> Person:
    """Return a person with a household and a proposal."""
    clerk = network.actor("county_clerk")
    person = register_person(actor=clerk, day=TODAY, area=network.area("510403001001"), particulars=particulars())
    open_household(actor=clerk, day=TODAY, head=person)
    propose_identity(
        actor=clerk,
        day=TODAY,
        person=person,
        kind="low_income",
        first=TODAY,
        until=None,
        certified_by=network.organisations[("510403", "agency")],
        paper="民政〔2026〕1号",
    )
    return person
