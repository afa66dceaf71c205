"""Sentences written out by hand, each with the sum that a policy officer redoes from it (Panzhihua, 2024 and 2025)."""

from functools import cache
from typing import Any

import pytest

from tongchou.cases.answer import answer, explanation
from tongchou.cases.form import read_case
from tongchou.cases.settle import Settled, settle_case
from tongchou.regulations.load import load
from tongchou.regulations.resolve import TermsBook
from tongchou.rules.explanation.writer import Step

LOW_INCOME = {"identities": [{"kind": "low_income", "from": "2023-01-01"}]}


@cache
def book(area: str) -> TermsBook:
    return TermsBook(load(area))


def bill(total: str = "", discharged: str = "2024-03-12", **changes: Any) -> dict[str, Any]:
    amounts = {"amounts": {"total": total}} if total else {}
    admitted = {"admitted": discharged} if changes.get("kind", "inpatient") in ("inpatient", "maternity") else {}
    words = {"kind": "inpatient", "provider_level": "level3", "discharged": discharged}
    return {**words, **admitted, **amounts, **changes}


def settled(person: dict[str, Any], *bills: dict[str, Any], area: str = "510400") -> list[Settled]:
    encounters = [{"id": f"E{number}", **each} for number, each in enumerate(bills, 1)]
    whole = {"id": "P", "birth": "1970-01-01", "sex": "F", "county": "510402", **person, "encounters": encounters}
    return settle_case(read_case({"version": 1, "persons": [whole]}, area), book(area))


def steps(each: Settled, name: str, language: str) -> list[Step]:
    return [step for step in explanation(each, language) if step.step == name]


def texts(each: Settled, name: str) -> tuple[str, str]:
    """Return the only step of a name, in Chinese and English."""
    ((chinese,), (english,)) = (steps(each, name, language) for language in ("zh", "en"))
    assert chinese.amount == english.amount
    return chinese.text, english.text


@pytest.mark.article("第十一条")
def test_each_part_of_the_own_expense_is_named_with_its_sum_and_article() -> None:
    lines = [
        {"item": "drug", "class": "A", "amount": "1000.00"},
        {"item": "drug", "class": "C", "amount": "1500.00"},
        {"item": "service", "class": "C", "amount": "90.00", "excluded": "wellness"},
        {"item": "service", "class": "A", "amount": "200.00", "excluded": "work_injury"},
        {"item": "drug", "class": "A", "amount": "30.00", "date": "2024-02-28"},
        {"item": "drug", "class": "C", "amount": "40.00", "date": "2024-02-29"},
    ]
    (each,) = settled({"coverage": [{"from": "2024-03-01"}]}, bill(lines=lines))
    assert [(step.amount, step.references[0].article, step.text) for step in steps(each, "own_expense", "zh")] == [
        (150_000, "第十三条", "账单 2860.00 元中，目录外（丙类）费用 1500.00 元由个人全额自费。"),
        (
            20_000,
            "第十四条第（一）项",
            "账单 2860.00 元中，200.00 元基金不予支付（应当从工伤保险基金支付），由个人全额自费。",
        ),
        (
            9_000,
            "第十四条第（五）项",
            "账单 2860.00 元中，90.00 元基金不予支付（体育健身、养生保健消费、健康体检等费用），由个人全额自费。",
        ),
        (
            7_000,
            "第十一条",
            "账单 2860.00 元中，70.00 元发生于2024-02-28、2024-02-29，不在待遇享受期内，由个人全额自费。"
            "此后首个待遇享受日为 2024-03-01。",
        ),
    ]
    assert [step.text for step in steps(each, "own_expense", "en")] == [
        "Of the bill of 2860.00, 1500.00 is class C, outside the catalogues: the person's own expense.",
        "Of the bill of 2860.00, the fund does not pay 200.00 (work-injury insurance pays): the person's own expense.",
        "Of the bill of 2860.00, the fund does not pay 90.00 (fitness, wellness or check-up): the person's own "
        "expense.",
        "Of the bill of 2860.00, 70.00 was incurred outside the covered period (2024-02-28, 2024-02-29): the person's "
        "own expense. The next covered day is 2024-03-01.",
    ]


@pytest.mark.article("第十三条")
def test_the_first_share_is_shown_by_ratio() -> None:
    """5000.00 × 10% = 500.00, 800.05 × 20% = 160.01, and 0.02 × 20% = 0.004 to the fen is 0.00."""
    lines = [
        {"item": "drug", "class": "B", "amount": "5000.00"},
        {"item": "consumable", "class": "B", "amount": "800.05", "self_first_ratio": "0.20"},
        {"item": "consumable", "class": "B", "amount": "0.02", "self_first_ratio": "0.20"},
    ]
    (each,) = settled({}, bill(lines=lines))
    assert texts(each, "self_first") == (
        "乙类费用由个人先行自付（逐行四舍五入）：5000.00 元的 10% 为 500.00 元、800.07 元的 20% 为 160.01 元，"
        "共 500.00 + 160.01 = 660.01 元。",
        "The person pays a first share of class-B items, rounded line by line: 10% of 5000.00 is 500.00, 20% of 800.07 "
        "is 160.01; together 500.00 + 160.01 = 660.01.",
    )


@pytest.mark.article("第十四条")
def test_a_third_party_owes_its_share_line_by_line() -> None:
    """10.01 × 30% = 3.003, 20.02 × 30% = 6.006: 3.00 + 6.01 = 9.01."""
    lines = [{"item": "drug", "class": "A", "amount": amount} for amount in ("10.01", "20.02")]
    (each,) = settled({}, bill(lines=lines, third_party_share="0.30"))
    assert texts(each, "own_expense") == (
        "账单 30.03 元中，第三人应负担合计 30.03 元各行的 30%，逐行四舍五入，共 9.01 元，基金不予支付。",
        "Of the bill of 30.03, a third party owes 30% of each of the lines of 30.03, rounded line by line: 9.01, which "
        "the fund does not pay.",
    )


@pytest.mark.article("第十一条")
@pytest.mark.parametrize("year", ["2024", "2025"])
def test_a_bill_outside_cover_names_its_days_and_article_11(year: str) -> None:
    days = [f"{year}-03-0{number}" for number in range(1, 6)]
    lines = [{"item": "drug", "class": "A", "amount": "10.00", "date": day} for day in days]
    (each,) = settled({"coverage": [{"from": f"{year}-07-01"}]}, bill(lines=lines, discharged=f"{year}-03-05"))
    assert texts(each, "own_expense") == (
        f"{year}-03-01 至 {year}-03-05 间的 5 天 不在待遇享受期内，全部费用 50.00 元由个人承担。"
        f"此后首个待遇享受日为 {year}-07-01。",
        f"5 days from {year}-03-01 to {year}-03-05: outside the covered period, so the whole bill of 50.00 is the "
        f"person's. The next covered day is {year}-07-01.",
    )
    (step,) = steps(each, "own_expense", "zh")
    assert "第十一条" in [found.article for found in step.references]


@pytest.mark.article("第十二条")
def test_chronic_class_i_cites_its_own_article_and_inpatient_care_its_own() -> None:
    filed = {"filings": [{"kind": "chronic_1", "from": "2023-01-01"}]}
    chronic, inpatient = settled(filed, bill("300000.00", kind="chronic_1"), bill("1700.00", discharged="2024-04-12"))
    for each, article in ((chronic, "第十二条第（二）项"), (inpatient, "第十二条第（三）项")):
        found = {step.step: step.references[0].article for step in explanation(each)}
        assert found["deductible"] == found["pool_pay"] == article
    found = {step.step: step.references[0].article for step in explanation(chronic)}
    assert found["coinsurance"] == found["over_ceiling"] == "第十二条第（二）项"


@pytest.mark.article("第十二条")
def test_chronic_class_i_without_deductible_cites_its_own_article() -> None:
    person = {**LOW_INCOME, "filings": [{"kind": "chronic_1", "from": "2023-01-01"}]}
    (each,) = settled(person, bill("1700.00", kind="chronic_1"))
    (step,) = steps(each, "deductible", "zh")
    assert [found.name for found in step.references[:2]] == ["chronic_1.as_inpatient", "inpatient.deductible_exempt"]
    assert step.references[0].article == "第十二条第（二）项"


@pytest.mark.article("第十二条")
def test_what_exceeds_the_limit_of_a_delivery_is_called_so() -> None:
    """4000.00 + 1000.00 = 5000.00; 5600.00 − 5000.00 = 600.00."""
    (each,) = settled({}, bill("5600.00", discharged="2024-08-01", kind="maternity", delivery="caesarean", babies=2))
    assert texts(each, "maternity_pay") == (
        "生育限额 4000.00 + (2 − 1) × 1000.00 = 5000.00 元，政策范围内费用 5600.00 元，取较小者，基金支付 5000.00 元。",
        "The limit of the delivery is 4000.00 + (2 − 1) × 1000.00 = 5000.00, the in-scope cost 5600.00: the fund pays "
        "the smaller, 5000.00.",
    )
    assert texts(each, "over_ceiling") == (
        "超过生育限额的部分 5600.00 − 5000.00 = 600.00 元由个人负担。",
        "What exceeds the limit of the delivery, 5600.00 − 5000.00 = 600.00, is borne by the person.",
    )
    (step,) = steps(each, "maternity_pay", "en")
    assert {(found.name, found.value) for found in step.references} >= {
        ("maternity.sum[caesarean.level3]", "4000.00"),
        ("maternity.extra_baby", "1000.00"),
    }


@pytest.mark.article("第十二条")
def test_antenatal_care_says_what_is_left_of_its_yearly_limit() -> None:
    visit = {"kind": "maternity", "delivery": "antenatal"}
    _, each = settled({}, bill("500.00", "2024-08-01", **visit), bill("500.00", "2024-09-01", **visit))
    assert texts(each, "maternity_pay") == (
        "产前检查年度限额 700.00 − 本年已付 500.00 = 200.00 元，政策范围内费用 500.00 元，取较小者，"
        "基金支付 200.00 元。",
        "The yearly limit of antenatal care is 700.00 − 500.00 paid this year = 200.00, the in-scope cost 500.00: the "
        "fund pays the smaller, 200.00.",
    )
    assert texts(each, "over_ceiling")[1] == (
        "What exceeds the yearly limit of antenatal care, 500.00 − 200.00 = 300.00, is borne by the person."
    )


@pytest.mark.article("第十二条")
def test_a_lump_shows_base_and_babies_and_what_the_institution_keeps() -> None:
    """1600.00 + (3 − 1) × 400.00 = 2400.00; 1500.00 − 2400.00 − 0.00 = −900.00."""
    (each,) = settled({}, bill("1500.00", kind="maternity", delivery="caesarean", babies=3))
    assert texts(each, "maternity_pay") == (
        "生育医疗费定额包干，定额 1600.00 + (3 − 1) × 400.00 = 2400.00 元，基金按定额支付 2400.00 元。",
        "The delivery is paid by a lump sum of 1600.00 + (3 − 1) × 400.00 = 2400.00: the fund pays 2400.00.",
    )
    assert "1500.00 − 2400.00 − 0.00 = -900.00" in texts(each, "institution_difference")[1]
    assert texts(each, "personal_total")[1] == "The person pays: 0.00."


@pytest.mark.article("第二十四条")
def test_catastrophic_insurance_shows_every_band_before_and_after() -> None:
    """100000.00 − (100000.00 − 700.00) × 60% = 40420.00 and, with half the deductible, 40210.00."""
    _, each = settled({}, bill("100000.00"), bill("100000.00", discharged="2024-05-01"))
    assert texts(each, "catastrophic_pay") == (
        "计入大病保险：政策范围内 100000.00 − 统筹支付 59790.00 = 40210.00 元，年度累计由 40420.00 元到 80630.00 元，"
        "起付线 14000.00 元。按分段比例，"
        "累计 80630.00 元得 (30000.00 − 14000.00) × 60% + (80630.00 − 30000.00) × 65% = 9600.00 + 32909.50 = 42509.50，"
        "累计 40420.00 元得 (30000.00 − 14000.00) × 60% + (40420.00 − 30000.00) × 65% = 9600.00 + 6773.00 = 16373.00，"
        "应付 42509.50 − 16373.00 = 26136.50 元；"
        "年度限额 300000.00 元，此前已付 16373.00 元，尚余 283627.00 元，大病保险支付 26136.50 元。",
        "What feeds catastrophic insurance is in scope 100000.00 − basic pooling 59790.00 = 40210.00: the year's "
        "burden goes from 40420.00 to 80630.00, above a threshold of 14000.00. By the bands "
        "80630.00 is worth (30000.00 − 14000.00) × 60% + (80630.00 − 30000.00) × 65% = 9600.00 + 32909.50 = 42509.50 "
        "and 40420.00 is worth (30000.00 − 14000.00) × 60% + (40420.00 − 30000.00) × 65% = 9600.00 + 6773.00 = "
        "16373.00, so 42509.50 − 16373.00 = 26136.50 is due; of the yearly cap of 300000.00, 16373.00 was paid before "
        "and 283627.00 is left: catastrophic insurance pays 26136.50.",
    )
    assert texts(each, "deductible")[1] == (
        "Admission 2 of the year: the deductible of 700.00 becomes 700.00 × 50% = 350.00; 350.00 is taken here."
    )


@pytest.mark.article("第二十四条")
def test_a_tilted_identity_is_shown_its_threshold_and_points() -> None:
    """Burden 40000.00: (30000 − 7000) × 65% + (40000 − 30000) × 70% = 14950 + 7000 = 21950."""
    (each,) = settled(LOW_INCOME, bill("100000.00"))
    chinese, english = texts(each, "catastrophic_pay")
    worth = "(30000.00 − 7000.00) × (60% + 5%) + (40000.00 − 30000.00) × (65% + 5%) = 14950.00 + 7000.00 = 21950.00"
    for text in (chinese, english):
        assert worth in text
        assert "14000.00 × 50% = 7000.00" in text
    assert "按分段比例（每档加 5% 为低保对象的倾斜）" in chinese
    assert "不设年度限额，大病保险支付 21950.00 元。" in chinese
    assert "By the bands (each with 5% more for the identity: low income)" in english
    assert "there is no yearly cap: catastrophic insurance pays 21950.00." in english


@pytest.mark.article("第二十四条")
def test_below_the_threshold_nothing_is_worked_out() -> None:
    (each,) = settled({}, bill("1700.00"))
    assert texts(each, "catastrophic_pay") == (
        "计入大病保险：政策范围内 1700.00 − 统筹支付 600.00 = 1100.00 元，年度累计由 0.00 元到 1100.00 元，"
        "没有超过起付线 14000.00 元，大病保险支付 0.00 元。",
        "What feeds catastrophic insurance is in scope 1700.00 − basic pooling 600.00 = 1100.00: the year's burden "
        "goes from 0.00 to 1100.00, not above the threshold of 14000.00; catastrophic insurance pays 0.00.",
    )


@pytest.mark.article("第四条")
def test_assistance_and_tilt_show_deductible_ratio_cap_and_what_is_left() -> None:
    """The third bill meets both caps: 50000.00 − 49537.50 = 462.50, and 20000.00 − 8058.75 = 11941.25."""
    *_, each = settled(LOW_INCOME, bill("100000.00"), bill("300000.00", "2024-05-01"), bill("300000.00", "2024-06-01"))
    assert texts(each, "assistance_pay") == (
        "计入医疗救助：政策范围内 300000.00 − 大病保险 240000.00 = 60000.00 元，年度基数由 66050.00 元到 126050.00 元。"
        "低保对象起付标准 0.00 元、比例 75%：基数 126050.00 元得 (126050.00 − 0.00) × 75% = 94537.50，"
        "基数 66050.00 元得 (66050.00 − 0.00) × 75% = 49537.50，应救助 94537.50 − 49537.50 = 45000.00 元；"
        "年度限额 50000.00 元，此前已付 49537.50 元，尚余 462.50 元，本次医疗救助 462.50 元。",
        "What feeds medical assistance is in scope 300000.00 − catastrophic insurance 240000.00 = 60000.00: the year's "
        "base goes from 66050.00 to 126050.00. Identity: low income; deductible 0.00, ratio 75%. A base of 126050.00 "
        "is worth (126050.00 − 0.00) × 75% = 94537.50, one of 66050.00 is worth (66050.00 − 0.00) × 75% = 49537.50, so "
        "94537.50 − 49537.50 = 45000.00 is due; of the yearly cap of 50000.00, 49537.50 was paid before and 462.50 is "
        "left: assistance pays 462.50.",
    )
    assert texts(each, "tilt_pay") == (
        "计入倾斜救助：救助基数 60000.00 − 医疗救助 462.50 = 59537.50 元，年度余额由 16512.50 元到 76050.00 元。"
        "低保对象起付标准 5000.00 元、比例 70%：余额 76050.00 元得 (76050.00 − 5000.00) × 70% = 49735.00，"
        "余额 16512.50 元得 (16512.50 − 5000.00) × 70% = 8058.75，应付 49735.00 − 8058.75 = 41676.25 元；"
        "年度限额 20000.00 元，此前已付 8058.75 元，尚余 11941.25 元，本次倾斜救助 11941.25 元。",
        "What feeds tilt assistance is assistance base 60000.00 − medical assistance 462.50 = 59537.50: the year's "
        "rest goes from 16512.50 to 76050.00. Identity: low income; deductible 5000.00, ratio 70%. A rest of 76050.00 "
        "is worth (76050.00 − 5000.00) × 70% = 49735.00, one of 16512.50 is worth (16512.50 − 5000.00) × 70% = "
        "8058.75, so 49735.00 − 8058.75 = 41676.25 is due; of the yearly cap of 20000.00, 8058.75 was paid before and "
        "11941.25 is left: tilt assistance pays 11941.25.",
    )
    found = answer(each, book("510400").regulation, "en")["explanation"]
    (step,) = (step for step in found if step["step"] == "tilt_pay")
    values = {parameter["name"]: (parameter["value"], parameter["since"]) for parameter in step["parameters"]}
    assert values["tilt.deductible[low_income]"] == ("5000.00", "2023-01-01")
    assert values["tilt.ratio[low_income]"] == ("70%", "2023-01-01")
    assert values["tilt.cap[low_income]"] == ("20000.00", "2023-01-01")


@pytest.mark.article("第四条")
def test_a_difference_of_two_rounded_amounts_shows_both() -> None:
    """The base grows from 0.01 to 0.02, and 75% of it from 0.0075 to 0.015."""
    first, second = settled(LOW_INCOME, bill("0.02"), bill("0.03", discharged="2024-04-12"))
    assert "(0.01 − 0.00) × 75% = 0.0075 ≈ 0.01" in texts(first, "assistance_pay")[0]
    chinese, english = texts(second, "assistance_pay")
    for text in (chinese, english):
        assert "(0.02 − 0.00) × 75% = 0.015 ≈ 0.02" in text
        assert "(0.01 − 0.00) × 75% = 0.0075 ≈ 0.01" in text
        assert "0.02 − 0.01 = 0.01" in text


@pytest.mark.article("第四条")
def test_a_deductible_of_a_share_of_income_shows_the_income() -> None:
    (each,) = settled({"identities": [{"kind": "illness_poverty", "from": "2023-01-01"}]}, bill("100000.00"))
    (step,) = steps(each, "assistance_pay", "en")
    income = next(found.value for found in step.references if found.name == "income.per_head")
    assert f"deductible 25% × {income} = " in step.text


def test_the_raised_cap_shows_its_steps() -> None:
    """Six continuous years, two beyond four, three without a claim: 4000 × 2 + 4000 × 3 = 20000, at most 60000."""
    person = {"continuous_years": 6, "zero_claim_years": 3}
    (each,) = settled(person, bill("100000.00", discharged="2025-03-12"))
    chinese, english = texts(each, "incentive")
    for text in (chinese, english):
        assert "4000.00 × 2 + 4000.00 × 3 = 20000.00" in text
        assert "300000.00 × 20% = 60000.00" in text
    assert (
        "年度限额 300000.00 + 20000.00 = 320000.00 元，此前已付 0.00 元，尚余 320000.00 元"
        in texts(each, "catastrophic_pay")[0]
    )


def test_the_totals_show_what_they_are_made_of() -> None:
    (each,) = settled(LOW_INCOME, bill("100000.00"))
    assert texts(each, "fund_total") == (
        "各方合计支付：统筹支付 60000.00 + 大病保险 21950.00 + 医疗救助 13537.50 = 95487.50 元。",
        "All payers together pay: basic pooling 60000.00 + catastrophic insurance 21950.00 + medical assistance "
        "13537.50 = 95487.50.",
    )
    assert texts(each, "personal_total")[1] == "The person pays: bill 100000.00 − all payers 95487.50 = 4512.50."
