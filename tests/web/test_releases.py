"""Releases on screen: read with paper and mark, compared, and taken from draft to force by two people."""

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.network import make_network
from tests.registry.releasing import CITY, CLAIMS, make_released, overlay, published, regime, submitted
from tests.web.conftest import Browser, Network
from tests.web.test_languages import Text, data_told, foreign
from tongchou.registry.models import Account, RegulationDraft, RegulationRelease
from tongchou.registry.protection import undone
from tongchou.registry.queries import releases
from tongchou.registry.queries.drafts import state_of
from tongchou.registry.queries.releases import release_in_force
from tongchou.registry.words import CHINESE, ENGLISH

pytestmark = pytest.mark.begins_with.with_args(make_released)


def shown(client: Client, name: str, *args: object, status: int = 200, **query: str) -> str:
    answer = client.get(reverse(f"admin:{name}", args=args), query)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def sent(client: Client, draft: RegulationDraft, step: str, status: int = 302, **fields: object) -> str:
    answer = client.post(reverse("admin:release_draft", args=[draft.pk]), {"step": step, **fields})
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def test_a_release_is_read_with_paper_article_and_mark_in_both_languages(browser: Browser) -> None:
    reader = browser("county_clerk")
    listed = shown(reader, "releases")
    assert "今日生效" in listed
    assert "起草政策调整" not in listed
    page = shown(reader, "release", 1, day="2025-03-01")
    assert "三级医院" in page
    assert "第十二条第（三）项" in page
    assert "推定&nbsp;D" in page
    assert "有据&nbsp;A" in page
    assert "攀办发〔2022〕88号" in page
    assert "不可得" in shown(reader, "release", 1, day="")
    Account.objects.filter(username="county_clerk").update(language="en")
    page = shown(browser("county_clerk"), "release", 1, day="2025-03-01")
    assert "level-3 hospital" in page
    assert "assumed&nbsp;D" in page
    assert "三级医院" not in page
    shown(reader, "release", 9, status=404)


@pytest.mark.parametrize("name", ["county_clerk", "county_head", "auditor", "policy_checker"])
def test_nobody_but_the_officer_is_offered_or_granted_a_draft(browser: Browser, name: str) -> None:
    client = browser(name)
    for page in ("release_draft_overlay", "release_draft_shipped"):
        shown(client, page, status=403)
        assert client.post(reverse(f"admin:{page}"), {"text": overlay()}).status_code == 403
    assert RegulationDraft.objects.count() == 1
    for outsider in ("township_clerk", "system_keeper"):
        shown(browser(outsider), "releases", status=403)


def test_an_overlay_goes_from_draft_to_force_on_screen(browser: Browser) -> None:
    officer, checker = browser("policy_officer"), browser("policy_checker")
    answer = officer.post(reverse("admin:release_draft_overlay"), {"text": overlay()})
    draft = RegulationDraft.objects.get(kind="overlay")
    assert answer["Location"] == reverse("admin:release_draft", args=[draft.pk])
    assert 'value="check"' in shown(officer, "release_draft", draft.pk)
    assert 'value="check"' not in shown(checker, "release_draft", draft.pk)
    sent(officer, draft, "check")
    sent(officer, draft, "effect", claims=SimpleUploadedFile("claims.csv", CLAIMS.encode()))
    page = shown(officer, "release_draft", draft.pk)
    assert "465.00" in page
    assert "claims.csv" in page
    sent(officer, draft, "submit")
    assert 'value="decide"' not in shown(officer, "release_draft", draft.pk)
    page = shown(checker, "release_draft", draft.pk)
    assert 'value="decide"' in page
    assert "攀医保发〔2026〕9号" in page
    assert "不通过须写明意见" in sent(checker, draft, "decide", approve="no", status=422)
    assert "level3: 65%" in page
    sent(checker, draft, "decide", approve="yes")
    late = {"paper": "攀医保发〔2026〕9号", "in_force_from": "2026-02-01"}
    assert "标明追溯" in sent(officer, draft, "paper", status=422, **late)
    sent(officer, draft, "paper", paper="攀医保发〔2026〕9号", in_force_from="2026-04-01")
    assert 'value="publish"' not in shown(officer, "release_draft", draft.pk)
    sent(checker, draft, "publish")
    assert release_in_force(CITY, date(2026, 4, 1)).release.number == 2
    compared = shown(checker, "release_compare", first="r1", second="r2")
    assert "60%" in compared
    assert "65%" in compared
    assert "没有差别" in shown(checker, "release_compare", first="r2", second="r2")
    assert "与上一次比较" in shown(checker, "release", 2)


def test_a_step_that_is_not_offered_is_not_taken(browser: Browser, network: Network, tmp_path: Path) -> None:
    draft = submitted(network, tmp_path, overlay())
    sent(browser("policy_officer"), draft, "decide", approve="yes")
    sent(browser("county_clerk"), draft, "decide", approve="yes")
    sent(browser("policy_checker"), draft, "publish")
    assert state_of(RegulationDraft.objects.get(pk=draft.pk)) == "waiting"
    assert RegulationRelease.objects.count() == 1


def test_a_faulty_text_keeps_what_was_typed_and_names_its_lines(browser: Browser) -> None:
    text = overlay(ratio="165%")
    answer = browser("policy_officer").post(reverse("admin:release_draft_overlay"), {"text": text})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "overlay.yaml:13" in page
    assert "165%" in page


def test_a_draft_is_taken_back_with_a_reason(browser: Browser, network: Network, tmp_path: Path) -> None:
    draft = submitted(network, tmp_path, overlay())
    officer = browser("policy_officer")
    sent(officer, draft, "withdraw", status=422)
    sent(officer, draft, "withdraw", reason="不再需要")
    page = shown(officer, "release_draft", draft.pk)
    assert "已撤回" in page
    assert "<form" not in page.partition('class="tc-page"')[2].replace('<form class="tc-moment', "")


def test_a_release_is_proposed_to_be_taken_back_and_the_queue_leads_to_it(
    browser: Browser, network: Network, tmp_path: Path
) -> None:
    release = published(network, tmp_path, overlay(), date(2026, 4, 1))
    officer, checker = browser("policy_officer"), browser("policy_checker")
    shown(checker, "release_revoke", release.number, status=403)
    answer = officer.post(reverse("admin:release_revoke", args=[release.number]), {"reason": "省里不同意"})
    assert answer.status_code == 302
    page = checker.get(answer["Location"]).content.decode()
    assert reverse("admin:release", args=[2]) in page
    assert checker.post(answer["Location"], {"approve": "yes"}).status_code == 302
    assert release_in_force(CITY, date(2026, 4, 1)).release.number == 1
    assert "已撤销" in shown(officer, "releases")


def test_a_changed_row_is_told_and_its_values_are_not_shown(browser: Browser) -> None:
    from django.db import connection

    releases._verified.cache_clear()
    with connection.cursor() as cursor:
        for each in undone(RegulationRelease, connection.vendor):
            cursor.execute(each)
        cursor.execute("UPDATE registry_regulationrelease SET text = replace(text, '6000', '9000')")
    auditor = browser("auditor")
    assert "被改动" in shown(auditor, "releases")
    page = shown(auditor, "release", 1, status=409)
    assert "被改动" in page
    assert "90%" not in page.partition('class="tc-page"')[2]


def test_the_shipped_files_are_drafted_on_screen_where_they_say_something_new(browser: Browser) -> None:
    answer = browser("policy_officer").post(reverse("admin:release_draft_shipped"), {})
    assert answer.status_code == 422
    assert "完全相同" in answer.content.decode()


@pytest.mark.begins_with.with_args(make_network)
def test_before_the_first_release_the_list_says_that_nothing_can_be_settled(browser: Browser) -> None:
    officer = browser("policy_officer")
    assert "没有生效的政策参数" in shown(officer, "releases")
    assert officer.post(reverse("admin:release_draft_shipped"), {"name": "首次发布"}).status_code == 302
    draft = RegulationDraft.objects.get()
    assert "首次发布" in shown(officer, "releases")
    assert "三级医院" in shown(officer, "release_draft", draft.pk)


class OwnWords(Text):
    """The text of a page without what the regulation itself says in Chinese."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        if ("lang", "zh") in attrs and tag != "html":
            self.hidden.append(tag)


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_every_page_of_releases_is_in_the_language_that_was_chosen(
    browser: Browser, network: Network, tmp_path: Path, language: str
) -> None:
    published(network, tmp_path, overlay(), date(2026, 4, 1))
    draft = submitted(network, tmp_path, regime(), special_regime=True)
    Account.objects.update(language=language)
    officer, checker = browser("policy_officer"), browser("policy_checker")
    data = [*data_told(), *RegulationDraft.objects.values_list("title", flat=True)]
    data += [*RegulationRelease.objects.values_list("paper", flat=True), "确诊住院免起付线"]
    pages = [
        shown(officer, "releases"),
        shown(officer, "release", 2, day=""),
        shown(officer, "release_draft", draft.pk),
        shown(checker, "release_draft", draft.pk),
        shown(officer, "release_compare", first="r1", second="r2"),
        shown(officer, "release_draft_overlay"),
        shown(officer, "release_draft_shipped"),
        shown(officer, "release_revoke", 2),
    ]
    for page in pages:
        reader = OwnWords()
        reader.feed(page)
        assert foreign("\n".join(reader.found), language, sorted(data, key=len, reverse=True)) == []
