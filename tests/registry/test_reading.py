"""A regulation as a person reads it: every value of every area in words of both languages, with what it rests on."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from tests.registry.releasing import overlay, regime
from tests.regulations.shipped import PUBLISHED, regulation
from tongchou.registry.queries.reading import Shown, by_topic, differences, tally
from tongchou.registry.told_values import TOPICS, UNITS, WORDS, told_value, topic_of
from tongchou.regulations.kinds import Income, Kind, Table, Whole, Word, Words
from tongchou.regulations.load import load, reform_of, shipped_areas
from tongchou.regulations.rows import OLDEST, AgeSpan
from tongchou.regulations.schema import PARAMETERS

TRIALS = Path(__file__).parents[1] / "trial"
FOLDERS = [
    *shipped_areas().values(),
    *sorted(head.parent for folder in (TRIALS, PUBLISHED) for head in folder.rglob("area.yaml")),
]
HAN = re.compile(r"[\u4e00-\u9fff]")
IDENTIFIER = re.compile(r"[a-z]+_[a-z0-9]+|level\d")


def kinds_within(kind: Kind) -> list[Kind]:
    inner = getattr(kind, "inner", None)
    return [kind, *(kinds_within(inner) if inner is not None else [])]


def test_every_word_unit_and_topic_of_the_vocabulary_has_words_in_both_languages() -> None:
    for path, parameter in PARAMETERS.items():
        assert topic_of(path) in TOPICS
        for kind in kinds_within(parameter.kind):
            if isinstance(kind, Word | Words | Table):
                missing = [word for word in (*kind.words, *getattr(kind, "categories", ())) if word not in WORDS]
                assert missing == [], path
            if isinstance(kind, Whole):
                assert kind.unit in UNITS, path
    for zh, en in (*WORDS.values(), *TOPICS.values()):
        assert HAN.search(zh)
        assert not HAN.search(en)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_value_is_told_in_words_and_in_one_language_at_a_time(folder: Path) -> None:
    of = regulation(folder)
    for path, rows in of.timelines.items():
        for row in rows:
            if row.not_available:
                continue
            lines = told_value(path, row.value)
            assert lines
            for label, text in lines:
                assert text[0]
                assert not IDENTIFIER.search(label[0] + text[0]), (path, label, text)
                # the name of a special rule is the regulation's own text
                if path != "special_regime.rules":
                    assert not HAN.search(label[1] + text[1]), (path, label, text)
                assert not re.search(r"[a-z]{3}", label[0] + text[0]), (path, label, text)


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        ("inpatient.ratio", "三级医院 60%", "level-3 hospital 60%"),
        ("inpatient.deductible", "三级医院 700.00 元", "level-3 hospital 700.00 yuan"),
        ("enrolment.central_opens", "上一年", "of the year before"),
        ("waiting.fixed_months", "3 个月", "3 months"),
        ("catastrophic.bands", "以上部分", "above"),
        ("exclusion.wellness", "是", "yes"),
        ("identity.rank", "特困人员、", "extreme poverty, "),
        ("out_of_area.rules", "省外、", "outside the province, "),
        ("catastrophic.threshold", "14000.00 元", "14000.00 yuan"),
    ],
)
def test_a_value_reads_as_a_clerk_would_say_it(path: str, zh: str, en: str) -> None:
    value = load("510400").at(date(2025, 3, 1).toordinal()).get(path)
    lines = told_value(path, value)
    assert zh in "\n".join(f"{label[0]} {text[0]}" for label, text in lines)
    assert en in "\n".join(f"{label[1]} {text[1]}" for label, text in lines)


def test_a_share_of_the_income_a_band_of_ages_and_points_have_words_of_their_own() -> None:
    assert told_value("catastrophic.threshold", Income(2500))[0].text == (
        "居民人均可支配收入的 25%",
        "25% of the income per head",
    )
    ages = (AgeSpan(0, 6, 1), AgeSpan(70, OLDEST, 2), AgeSpan(7, 18, 3))
    assert [line.label[0] for line in told_value("inpatient.deductible_exempt_ages", ages)] == [
        "6 岁及以下",
        "70 岁及以上",
        "7 至 18 岁",
    ]
    assert [line.text[0] for line in told_value("outpatient.added_points", {"village_clinic": 500})] == ["+5 个百分点"]
    for path, word in (("subsidy.city_share_of_residue", "非扩权县（区）"), ("assistance.ratio", "普通参保人员")):
        assert [line.label[0] for line in told_value(path, {"ordinary": 5000})] == [word]
    assert told_value("enrolment_aid.ratio", {}) == [(("", ""), ("无", "none"))]


def test_values_stand_by_topic_with_paper_article_and_mark() -> None:
    topics = {topic.code: topic for topic in by_topic(load("510400"), date(2025, 3, 1))}
    assert list(topics) == [code for code in TOPICS if code in topics]
    ratio = next(each for each in topics["inpatient"].parameters if each.path == "inpatient.ratio")
    (shown,) = ratio.values
    assert (shown.first, shown.assumed, shown.available) == (date(2023, 1, 1), True, True)
    assert shown.document == "攀枝花市城乡居民医疗保险办法"
    assert shown.article == "第十二条第（三）项"
    assert str(ratio.words) == PARAMETERS["inpatient.ratio"].zh
    with override("en"):
        assert ("level-3 hospital", "60%") in [(str(label), str(text)) for label, text in shown.lines]
    every = {topic.code: topic for topic in by_topic(load("510400"))}
    unknown = next(each for each in every["inpatient"].parameters if each.path == "inpatient.ratio").values[0]
    assert not unknown.available
    assert "未见公开文本" in str(unknown.lines[0][1])


def told(shown: list[Shown]) -> list[Any]:
    return [(each.first, each.number, [str(text) for _, text in each.lines]) for each in shown if each.available]


def test_a_comparison_shows_both_sides_with_the_new_paper() -> None:
    before = load("510400")
    after = before.reformed(reform_of(before, Path("overlay.yaml"), overlay()))
    (found,) = differences(before, after)
    assert (found.path, found.value, str(found.grade)) == ("inpatient.ratio", True, "")
    assert [(each.first, each.last) for each in found.before] == [(date(2023, 1, 1), None)]
    assert [(each.first, each.last) for each in found.after] == [
        (date(2023, 1, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), None),
    ]
    assert told(found.before)[-1][2][3] == "60%"
    assert told(found.after)[-1][:2] == (date(2026, 4, 1), "攀医保发〔2026〕9号")
    assert told(found.after)[-1][2][3] == "65%"
    special = before.reformed(reform_of(before, Path("overlay.yaml"), regime()))
    (row,) = [each for each in differences(before, special) if each.path == "special_regime.rules"]
    assert "诊断 U07.1；机构 全部机构；免除 起付线；由财政支付；不单独记账" in told(row.after)[-2][2]


def test_the_tally_counts_each_value_once() -> None:
    of = load("510400")
    counted = tally(of)
    assert sum(counted) == sum(len(rows) for rows in of.timelines.values())
    assert min(counted) > 0
