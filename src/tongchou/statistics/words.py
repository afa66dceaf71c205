"""The figures of a report in words, Chinese and English."""

from tongchou.statistics.figure import Figure

Words = tuple[str, str]

FIGURE_WORDS: dict[str, Words] = {
    "residents": ("年末居民人数", "residents at the end of the year"),
    "insured": ("参保人数", "enrolled for the year"),
    "insured_unknown": ("参保而无居民信息", "enrolled without a resident's row"),
    "women_share": ("女性占比", "women"),
    "age_share": ("年龄构成", "age"),
    "category_share": ("人群构成", "category"),
    "aided_share": ("资助参保占比", "aided to enrol"),
    "identity_share": ("身份构成", "identity"),
    "premium_per_head": ("人均个人缴费标准", "premium a head"),
    "premium_aid_per_head": ("人均资助", "aid to the premium a head"),
    "channel_share": ("缴费渠道", "channel of payment"),
    "payments_fourth_quarter": ("第四季度缴费占比", "premiums paid in the fourth quarter"),
    "payments_month": ("缴费月份", "premiums paid in"),
    "bills": ("账单数", "bills"),
    "bills_not_covered": ("未在待遇期的账单", "bills outside cover"),
    "bills_excluded": ("不予支付的账单", "bills that another payer owes"),
    "visits": ("享受待遇人次", "benefit visits"),
    "visits_per_head": ("人均享受待遇人次", "benefit visits a head"),
    "visits_share": ("待遇人次构成", "benefit visits by kind"),
    "visits_outside": ("市外人次占比", "visits outside the city"),
    "cost_per_head": ("人均医疗总费用", "cost of care a head"),
    "cost_outside": ("市外费用占比", "cost of care outside the city"),
    "stays": ("住院人次", "stays"),
    "inpatient_rate": ("住院率", "inpatient rate"),
    "stays_share": ("住院机构级别构成", "stays by level"),
    "stay_cost": ("次均住院费用", "mean cost of a stay"),
    "stay_days": ("平均住院天数", "mean days of a stay"),
    "stays_outside": ("市外住院占比", "stays outside the city"),
    "stay_cost_outside": ("市外次均住院费用", "mean cost of a stay outside"),
    "stay_cost_outside_to_all": ("市外次均费用与全部之比", "cost of a stay outside to that of all"),
    "adrgs": ("出现的ADRG组数", "ADRGs reached"),
    "visits_per_head_of_age": ("各年龄人均人次", "visits a head by age"),
    "inpatient_rate_of_age": ("各年龄住院率", "inpatient rate by age"),
    "visits_month": ("门诊人次月份", "visits in month"),
    "stays_month": ("出院人次月份", "discharges in month"),
    "visits_diagnosis": ("门诊常见诊断", "common diagnosis of visits"),
    "stays_diagnosis": ("住院常见诊断", "common diagnosis of stays"),
    "paid_share_catalogue": ("住院目录内费用基金支付比例", "paid of stays within the catalogue"),
    "paid_share_real": ("住院费用实际支付比例", "paid of stays in all"),
    "paid_share_catalogue_with_assistance": (
        "住院目录内费用支付比例（含救助）",
        "paid of stays within the catalogue, with assistance",
    ),
    "paid_share_real_with_assistance": ("住院费用实际支付比例（含救助）", "paid of stays in all, with assistance"),
    "spending_per_head": ("人均基金支出", "spending a head"),
    "inpatient_share_of_benefits": ("住院占待遇支出", "stays among benefits"),
    "assistance_per_aided": ("次均救助金额", "assistance each time"),
    "catastrophic_persons": ("大病保险受益人数占比", "helped by catastrophic insurance"),
    "catastrophic_per_person": ("大病保险人均支付", "catastrophic payment to each"),
}

KEY_WORDS: dict[str, Words] = {
    "adult": ("成年居民", "adults"),
    "child": ("中小学生和儿童", "children and pupils"),
    "university": ("大学生", "university students"),
    "ordinary": ("普通", "ordinary"),
    "chronic": ("慢特病和两病", "chronic, two diseases"),
    "inpatient": ("住院", "inpatient"),
    "outpatient": ("门诊", "outpatient"),
    "pharmacy": ("药店", "pharmacy"),
    "negotiated_drug": ("谈判药品", "negotiated drug"),
    "maternity": ("生育", "maternity"),
    "all": ("全部", "all"),
    "tertiary": ("三级", "tertiary"),
    "secondary": ("二级", "secondary"),
    "primary": ("一级及以下", "primary"),
}

VERDICT_WORDS: dict[str, Words] = {
    "met": ("达到", "met"),
    "missed": ("未达到", "missed"),
    "not_judged": ("不判定", "not judged"),
    "no_target": ("", ""),
}


def figure_words(figure: Figure) -> Words:
    """Return what a figure is (``次均住院费用·三级``); a key that is a code or a month stays as it is."""
    zh, en = FIGURE_WORDS[figure.name]
    if not figure.key:
        return zh, en
    key_zh, key_en = KEY_WORDS.get(figure.key, (figure.key, figure.key))
    return f"{zh}·{key_zh}", f"{en}: {key_en}"
