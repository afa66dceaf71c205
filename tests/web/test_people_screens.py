"""What a clerk does with people, as the screens do it: find, see, register, change, and never lose what was typed."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.network import NOON, TODAY, Network
from tests.registry.people import particulars, resident_id
from tests.web.conftest import Browser
from tongchou.registry import clock
from tongchou.registry.models import (
    AuditRow,
    Guardianship,
    HouseholdMember,
    IdentityDocument,
    Person,
    Residence,
    Unmasking,
)
from tongchou.web import lists

pytestmark = pytest.mark.both

NEW = {
    "document_kind": "resident_id",
    "document": resident_id(date(2001, 2, 3), 4),
    "name": "赵小兰",
    "area": "西区 清香坪街道 路南社区 #510403001001",
    "source": "户口簿",
    "day": "20260302",
}


@pytest.mark.parametrize("term", ["{number}", "{document}", "王小明", "王小", "wxm", "wx", " {number} "])
def test_a_person_is_found(browser: Browser, person: Person, elsewhere: Person, term: str) -> None:
    typed = term.format(number=person.number, document=particulars().document)
    answer = browser("county_clerk").post("/console/people/search/", {"q": typed})
    assert answer["Location"] == f"/console/people/{person.pk}/"


def test_a_document_number_never_stands_in_an_address(browser: Browser, person: Person) -> None:
    client = browser("county_clerk")
    for number in (particulars().document, resident_id(date(1999, 1, 1), 3), "12345678", "H12345678"):
        answer = client.post("/console/people/search/", {"q": number})
        assert number not in answer["Location"]


def test_several_found_are_a_list(browser: Browser, network: Network, person: Person) -> None:
    from tongchou.registry.actions.people import register_person

    register_person(
        actor=network.actor("county_clerk"),
        day=TODAY,
        area=network.area("510403001002"),
        particulars=particulars(order=9, name="王小美"),
    )
    answer = browser("county_clerk").post("/console/people/search/", {"q": "王小", "state": "active"}, follow=True)
    page = answer.content.decode()
    assert ("王小明" in page, "王小美" in page, 'value="王小"' in page) == (True, True, True)


def test_the_list_has_number_masked_document_and_place(browser: Browser, person: Person) -> None:
    page = browser("county_clerk").get("/console/lists/person/").content.decode()
    for told in (person.number, "999900*********", "男", "64", "西区 清香坪街道 路南社区", "共 1 条"):
        assert told in page
    assert particulars().document not in page


def test_the_list_narrows_by_area_and_state(browser: Browser, person: Person, elsewhere: Person) -> None:
    client = browser("city_clerk")
    for filters, shown in (
        ({"area": "510403"}, {person}),
        ({"area": "510403001"}, {person}),
        ({"area": "510403001001"}, {person}),
        ({"area": "510421"}, {elsewhere}),
        ({"state": "active"}, {person, elsewhere}),
        ({"state": "deceased"}, set()),
    ):
        page = client.get("/console/lists/person/", filters).content.decode()
        assert {each for each in (person, elsewhere) if each.number in page} == shown, filters


def test_many_are_not_counted(browser: Browser, network: Network, person: Person, monkeypatch: Any) -> None:
    monkeypatch.setattr(lists, "COUNTED", 11)
    page = browser("system_keeper").get("/console/lists/staff/").content.decode()
    assert "共 11+ 条" in page
    monkeypatch.setattr(lists, "COUNTED", 12)
    page = browser("system_keeper").get("/console/lists/staff/").content.decode()
    assert "共 12 条" in page


def test_a_person_is_registered_from_the_document(browser: Browser, network: Network) -> None:
    answer = browser("county_clerk").post("/console/people/register/", NEW)
    person = Person.objects.get()
    assert answer["Location"] == f"/console/people/{person.pk}/"
    assert (person.name, person.sex, person.birth, person.area_id) == ("赵小兰", "F", date(2001, 2, 3), "510403001001")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"document": "999900200102030048"}, "校验位不符"),
        ({"name": "赵 9"}, "姓名中有数字"),
        ({"sex": "M"}, "性别与证件号码不符"),
        ({"area": "没有"}, "没有找到"),
        ({"area": "510421100201"}, "您的岗位无权办理"),
        ({"day": "3月2日"}, "日期应写作"),
        ({"name": ""}, "这个字段是必填项"),
    ],
)
def test_what_is_refused_stands_at_its_field_and_nothing_typed_is_lost(
    browser: Browser, network: Network, wrong: dict[str, str], told: str
) -> None:
    typed = {**NEW, "address": "某路 1 号", **wrong}
    answer = browser("county_clerk").post("/console/people/register/", typed)
    page = answer.content.decode()
    assert (answer.status_code, told in page) == (422, True)
    assert not Person.objects.exists()
    for value in (typed["address"], typed["document"], typed["name"], typed["area"]):
        assert f'value="{value}"' in page or not value
    (field,) = wrong
    assert told in str(answer.context["form"].errors.get(field) or answer.context["form"].non_field_errors())


def test_a_refusal_is_told_in_english_to_whoever_reads_it(browser: Browser, network: Network) -> None:
    client = browser("county_clerk")
    client.post("/console/language/", {"language": "en"})
    page = client.post("/console/people/register/", {**NEW, "document": "999900200102030048"}).content.decode()
    assert "The check character does not fit" in page


def test_the_number_is_checked_while_one_types(browser: Browser, network: Network) -> None:
    client = browser("county_clerk")
    sound = client.post("/console/people/check-number/", {"kind": "resident_id", "number": NEW["document"]}).json()
    assert (sound["sound"], sound["birth"], sound["sex"]) == (True, "2001-02-03", "F")
    wrong = client.post("/console/people/check-number/", {"kind": "resident_id", "number": "1234"}).json()
    assert (wrong["sound"], "18 位" in wrong["told"]) == (False, True)
    assert client.get("/console/people/check-number/").status_code == 405
    assert browser("auditor").post("/console/people/check-number/", {}).status_code == 403


def test_look_ups_reach_no_further_than_the_post(browser: Browser, network: Network) -> None:
    clerk, found = browser("county_clerk"), []
    for kind, term in (("areas", "社区"), ("organisations", "510421"), ("areas", "双沟")):
        answer = clerk.get(f"/console/find/{kind}/", {"q": term, "act": "person.register" if kind == "areas" else ""})
        found.append([each["value"].rpartition("#")[2] for each in answer.json()["found"]])
    assert found[0] == ["510403001001", "510403001002"]
    assert len(found[1]) == 1
    assert found[2] == []
    assert clerk.get("/console/find/staff/", {"q": "G"}).status_code == 404
    assert clerk.get("/console/find/nothing/", {"q": "G"}).status_code == 404


def test_of_two_who_change_one_page_the_second_is_told(browser: Browser, person: Person) -> None:
    client, address = browser("county_clerk"), f"/console/people/{person.pk}/change/"
    form = {
        "version": "1",
        "name": "王大明",
        "sex": "M",
        "birth": "1961-04-02",
        "source": "户口簿",
        "day": "2026-03-02",
    }
    assert client.post(address, form).status_code == 302
    late = client.post(address, {**form, "name": "王中明"})
    assert "刚被他人改过" in late.content.decode()
    assert 'value="王中明"' in late.content.decode()
    person.refresh_from_db()
    assert person.name == "王大明"


def test_the_page_looks_back(browser: Browser, person: Person) -> None:
    client = browser("county_clerk")
    form = {
        "version": "1",
        "name": "王大明",
        "sex": "M",
        "birth": "1961-04-02",
        "source": "户口簿",
        "day": "2026-03-02",
    }
    with clock.clock_at(NOON + timedelta(minutes=5)):
        client.post(f"/console/people/{person.pk}/change/", form)
        now = client.get(f"/console/people/{person.pk}/")
        then = client.get(f"/console/people/{person.pk}/", {"day": "2026-03-02", "known": "2026-03-02 12:01"})
        before = client.get(f"/console/people/{person.pk}/", {"day": "1950-01-01"})
    assert now.context["about"].particulars.name == "王大明"
    assert then.context["about"].particulars.name == "王小明"
    assert (then.context["buttons"], bool(now.context["buttons"])) == ([], True)
    assert before.context["about"].particulars is None
    assert "那时还没有登记" in before.content.decode()


def test_a_wrong_moment_is_told(browser: Browser, person: Person) -> None:
    page = browser("county_clerk").get(f"/console/people/{person.pk}/", {"known": "昨天"}).content.decode()
    assert "时间应写作" in page


def test_a_whole_number_is_shown_once_with_a_reason(browser: Browser, person: Person) -> None:
    client, document = browser("county_clerk"), IdentityDocument.objects.get(person=person)
    address = f"/console/people/{person.pk}/documents/{document.pk}/unmask/"
    refused = client.post(address, {"reason": "看"})
    assert (refused.status_code, "至少 4 个字" in refused.content.decode()) == (422, True)
    assert not Unmasking.objects.exists()
    shown = client.post(address, {"reason": "核对身份证原件"})
    assert particulars().document in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    after = client.get(f"/console/people/{person.pk}/").content.decode()
    assert (particulars().document in after, "核对身份证原件" in after) == (False, True)
    assert client.get(address).status_code == 405
    assert browser("township_clerk").post(address, {"reason": "核对身份证原件"}).status_code == 403


def test_a_move_a_household_a_guardian_and_a_document(browser: Browser, network: Network, person: Person) -> None:
    client = browser("county_clerk")
    client.post("/console/people/register/", {**NEW, "name": "赵兰"})
    other = Person.objects.exclude(pk=person.pk).get()
    at = f"/console/people/{person.pk}"
    moved = client.post(f"{at}/move/", {"version": "1", "area": "510403001002", "day": "2026-03-02"})
    assert moved.status_code == 302
    assert Residence.objects.as_of(TODAY).get(person=person).area_id == "510403001002"
    assert "请填户内" in client.post(f"{at}/household/", {"relation": "child", "day": "2026-03-02"}).content.decode()
    client.post(f"{at}/household/", {"relation": "head", "day": "2026-03-02"})
    joining = {"relation": "child", "member": person.number, "day": "2026-03-02"}
    assert client.post(f"/console/people/{other.pk}/household/", joining).status_code == 302
    assert HouseholdMember.objects.as_of(TODAY).count() == 2
    guarded = {"guardian": f"王小明 #{person.number}", "relation": "parent", "day": "2026-03-02"}
    assert client.post(f"/console/people/{other.pk}/guardian/", guarded).status_code == 302
    held = Guardianship.objects.get()
    assert client.post(f"/console/people/{other.pk}/guardian/{held.pk}/end/", {"day": "2026-03-03"}).status_code == 302
    assert client.post(f"/console/people/{other.pk}/household/leave/", {"day": "2026-03-03"}).status_code == 302
    passport = {"document_kind": "passport", "document": "E12345678", "day": "2026-03-02"}
    assert client.post(f"{at}/documents/new/", passport).status_code == 302
    page = client.get(f"{at}/").content.decode()
    assert ("外国护照" in page, "E12345678" in page) == (True, False)


def test_a_person_of_another_county_cannot_be_named(browser: Browser, person: Person, elsewhere: Person) -> None:
    client, at = browser("county_clerk"), f"/console/people/{person.pk}"
    answer = client.post(f"{at}/merge/", {"dropped": elsewhere.number, "reason": "同一人"})
    assert (answer.status_code, "不在您的管辖区划" in answer.content.decode()) == (422, True)
    assert elsewhere.name not in answer.content.decode()


def test_who_may_only_read_sees_no_buttons_and_no_forms(browser: Browser, person: Person) -> None:
    client = browser("village_agent")
    assert client.get(f"/console/people/{person.pk}/").context["buttons"] == []
    acts = AuditRow.objects.count()
    assert client.post(f"/console/people/{person.pk}/change/", {"name": "另"}).status_code == 403
    assert AuditRow.objects.count() == acts
