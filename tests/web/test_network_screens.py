"""Organisations, areas, staff, audit: what keeper, head and auditor do and see."""

from datetime import date, timedelta

import pytest

from tests.network import NOON, TODAY, Network
from tests.web.conftest import Browser
from tongchou.registry import clock
from tongchou.registry.actions.organisations import take_leave
from tongchou.registry.actions.sealing import seal
from tongchou.registry.models import (
    Account,
    Appointment,
    Area,
    AreaFact,
    AreaSuccession,
    AuditRow,
    AuditSeal,
    Leave,
    OrganisationFact,
    Person,
    Staff,
)
from tongchou.registry.rights import NotAllowed


def test_an_area_is_opened_renamed_followed_and_closed(browser: Browser, network: Network) -> None:
    keeper = browser("system_keeper")
    day = {"day": "2026-03-02"}
    assert keeper.post("/console/areas-open/", {"code": "510403002", "name": "玉泉街道", **day}).status_code == 302
    assert keeper.post("/console/areas/510403002/change/", {"name": "玉泉镇", **day}).status_code == 302
    merged = {"kind": "rename", "before": "510403002", "after_codes": "510403001", "paper": "民政批复", **day}
    assert keeper.post("/console/areas-succession/", merged).status_code == 302
    assert AreaSuccession.objects.count() == 1
    unknown = keeper.post("/console/areas-succession/", {**merged, "before": "510499"})
    assert "没有区划 510499" in str(unknown.context["form"].errors["before"])
    keeper.post("/console/areas/510403001002/close/", {"day": "2026-03-02"})
    assert not AreaFact.objects.as_of(TODAY).filter(area="510403001002").exists()
    page = keeper.get("/console/areas/510403001/", {"day": "2026-03-01"}).content.decode()
    assert "路北社区" in page
    assert "路北社区" not in keeper.get("/console/areas/510403001/").content.decode()
    assert Area.objects.filter(code="510403002").exists()
    assert browser("county_clerk").get("/console/areas-open/").status_code == 403


def test_an_organisation_is_opened_and_seen(browser: Browser, network: Network) -> None:
    keeper = browser("system_keeper")
    form = {"kind": "tax", "name": "西区税务局", "area": "510403", "day": "2026-03-02", "superior": ""}
    wrong = keeper.post("/console/organisations/open/", {**form, "credit_code": "123"})
    assert "统一社会信用代码不符" in str(wrong.context["form"].errors["credit_code"])
    answer = keeper.post("/console/organisations/open/", form)
    fact = OrganisationFact.objects.get(name="西区税务局")
    assert answer["Location"] == f"/console/organisations/{fact.organisation_id}/"
    assert "西区税务局" in browser("county_clerk").get("/console/lists/organisationfact/?q=税务").content.decode()
    assert "510403agency" not in keeper.get("/console/lists/organisationfact/?kind=tax").content.decode()


def test_somebody_is_taken_on_given_an_account_and_a_post(browser: Browser, network: Network) -> None:
    keeper = browser("system_keeper")
    keeper.post("/console/staff/take-on/", {"number": "G900", "name": "新人"})
    staff = Staff.objects.get(number="G900")
    at = f"/console/staff/{staff.pk}"
    offered = keeper.get(f"{at}/account/").context["form"]["password"].value()
    assert keeper.post(f"{at}/account/", {"username": "newcomer", "password": offered}).status_code == 302
    assert Account.objects.get(username="newcomer").must_change_password
    assert keeper.get(f"{at}/account/").status_code == 404
    post = {"post": "county_clerk", "organisation": "510403agency", "area": "西区 #510403", "day": "2026-03-02"}
    proposed = keeper.post(f"{at}/appoint/", post)
    assert not Appointment.objects.filter(staff=staff).exists()
    assert "县（区）经办" in keeper.get(proposed["Location"]).content.decode()
    assert "不能是同一人" in keeper.post(proposed["Location"], {"approve": "yes"}).content.decode()
    browser("city_head").post(proposed["Location"], {"approve": "yes"})
    refused = keeper.post(f"{at}/appoint/", {**post, "post": "county_checker"})
    assert "同一人会独自办完“特殊身份认定”" in str(refused.context["form"].errors["post"])
    appointment = Appointment.objects.get(staff=staff)
    keeper.post(f"{at}/posts/{appointment.pk}/end/", {"day": "2026-03-03", "reason": "调离"})
    assert not Appointment.objects.as_of(date(2026, 3, 3)).filter(staff=staff).exists()
    keeper.post(f"{at}/password/", {"password": "yet-another-pass-phrase-9"})
    keeper.post(f"{at}/close/", {"reason": "调离本单位"})
    assert not Account.objects.get(username="newcomer").is_active
    assert "已停用" in keeper.get(f"{at}/").content.decode()


def test_a_head_sees_and_sends_on_leave_the_own_countys_staff_alone(browser: Browser, network: Network) -> None:
    head = browser("county_head")
    own, other = network.accounts["county_clerk"].staff, network.accounts["other_clerk"].staff
    listed = head.get("/console/lists/staff/").content.decode()
    assert (own.number in listed, other.number in listed) == (True, False)
    form = {"kind": "leave", "first": "2026-03-02", "until": "2026-03-05", "stand_in": "G004"}
    assert head.post(f"/console/staff/{own.pk}/leave/", form).status_code == 302
    assert Leave.objects.get().stand_in_id == network.accounts["township_clerk"].staff_id
    assert head.post(f"/console/staff/{other.pk}/leave/", form).status_code == 404
    with pytest.raises(NotAllowed):
        take_leave(
            actor=network.actor("county_head"),
            day=TODAY,
            staff=other,
            kind="leave",
            first=TODAY,
            until=date(2026, 3, 5),
        )


def test_the_auditor_reads_every_act_and_a_head_those_of_the_county(
    browser: Browser, network: Network, person: Person, elsewhere: Person
) -> None:
    rows = {each.pk: AuditRow.objects.get(subject=f"person:{each.pk}") for each in (person, elsewhere)}
    auditor, head = browser("auditor"), browser("county_head")
    for key, row in rows.items():
        assert auditor.get(f"/console/audit/{row.pk}/").status_code == 200
        assert head.get(f"/console/audit/{row.pk}/").status_code == (200 if key == person.pk else 404)
    found = auditor.get("/console/lists/auditrow/", {"q": person.number}).content.decode()
    assert (str(rows[person.pk].pk) in found, str(rows[elsewhere.pk].pk) in found) == (True, False)
    by_act = auditor.get("/console/lists/auditrow/", {"act": "person.register", "chain": "510421"}).content.decode()
    assert (str(rows[person.pk].pk) in by_act, str(rows[elsewhere.pk].pk) in by_act) == (False, True)
    assert head.get("/console/lists/auditrow/", {"q": "other_clerk"}).context["cl"].result_count == 0
    page = auditor.get(f"/console/audit/{rows[person.pk].pk}/").content.decode()
    assert rows[person.pk].content_hash in page
    assert "registry.person" in page


def test_the_daily_sheet_has_the_latest_seals_and_late_rows_are_an_alarm(
    browser: Browser, network: Network, person: Person
) -> None:
    auditor = browser("auditor")
    seal()
    sheet = auditor.get("/console/audit/seals/").content.decode()
    latest = AuditSeal.objects.filter(area="510403").order_by("-number")[0]
    assert latest.hash in sheet
    assert "逾 10 秒未封印" not in sheet
    auditor.post("/console/language/", {"language": "zh-hans"})
    with clock.clock_at(NOON + timedelta(seconds=11)):
        assert "逾 10 秒未封印" in auditor.get("/console/audit/seals/").content.decode()
        assert "逾 10 秒未封印" in auditor.get("/console/").content.decode()
        assert "逾 10 秒未封印" not in browser("county_clerk").get("/console/").content.decode()
