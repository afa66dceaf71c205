"""The sentences of an explanation, Chinese and English, by step. Placeholders are amounts in yuan and ratios."""

SENTENCES: dict[str, tuple[str, str]] = {
    "not_covered": (
        "{day} 不在待遇享受期内，全部费用 {total} 元由个人承担。{next}",
        "{day} lies outside the covered period, so the whole bill of {total} is the person's. {next}",
    ),
    "excluded": (
        "{reason}，全部费用 {total} 元基金不予支付。",
        "{reason}: the fund pays nothing of the bill of {total}.",
    ),
    "own_expense": (
        "账单 {total} 元中，目录外及不予支付的费用 {amount} 元由个人全额自费{reason}。",
        "Of the bill of {total}, {amount} is outside the catalogues or excluded: the person's own expense{reason}.",
    ),
    "over_limit": (
        "超过支付标准（限价）的部分 {amount} 元由个人承担。",
        "What exceeds the price limit, {amount}, is borne by the person.",
    ),
    "self_first": (
        "乙类费用由个人先行自付 {amount} 元。",
        "The first share of class-B items, {amount}, is paid by the person.",
    ),
    "own_share": (
        "市外就医，政策范围内费用先由个人自付 {amount} 元。",
        "Outside the pooling area the person first pays {amount} of the in-scope cost.",
    ),
    "in_scope": (
        "政策范围内费用为 {amount} 元。",
        "The in-scope cost is {amount}.",
    ),
    "special_regime": (
        "按“{reason}”特殊保障办理。",
        "The special rule “{reason}” applies.",
    ),
    "filing_missing": (
        "没有生效的{reason}备案（认定），统筹基金不予支付，本次费用不进入后续保障。",
        "No {reason} filing is in force: basic pooling pays nothing and the bill feeds no later layer.",
    ),
    "not_listed": (
        "普通门诊在{reason}就诊不属于统筹支付范围，统筹基金支付 0.00 元。",
        "Ordinary outpatient care at this level ({reason}) is not paid by pooling: 0.00.",
    ),
    "deductible_exempt": (
        "该身份免除起付线，起付线为 0.00 元。",
        "This identity has no deductible: 0.00.",
    ),
    "deductible_waived": (
        "按特殊保障免除起付线，起付线为 0.00 元。",
        "The special rule waives the deductible: 0.00.",
    ),
    "deductible_later_part": (
        "同一次住院的后一段结算，不再计起付线。",
        "A later part of the same stay takes no new deductible.",
    ),
    "deductible_transfer": (
        "转院补差：本级起付线 {full} 元，减去转院链上已承担 {borne} 元，应付 {due} 元，本次计 {amount} 元。",
        "Transfer: this level's deductible {full} less {borne} borne before leaves {due}; {amount} is taken here.",
    ),
    "deductible_downward": (
        "转往下级医疗机构，不再计起付线。",
        "A transfer to a lower level takes no deductible.",
    ),
    "deductible_left": (
        "门诊慢特病Ⅰ类每年只计一次起付线 {full} 元，此前已承担 {borne} 元，尚余 {due} 元，本次计 {amount} 元。",
        "Chronic class I has one deductible a year: {full}, {borne} borne before; {due} is left, {amount} is taken.",
    ),
    "deductible_repeat": (
        "本年度第 {number} 次住院，起付线由 {full} 元调整为 {repeat} 元，本次计 {amount} 元。",
        "Admission {number} of the year: the deductible of {full} becomes {repeat}; {amount} is taken here.",
    ),
    "deductible_total": (
        "受年度起付线累计上限限制，应付 {due} 元，本次计 {amount} 元。",
        "The yearly total of deductibles leaves {due}; {amount} is taken here.",
    ),
    "deductible": (
        "起付线 {due} 元，本次计 {amount} 元。",
        "The deductible is {due}; {amount} is taken here.",
    ),
    "over_cost_ceiling": (
        "超过年度限额（按费用口径）的部分 {amount} 元不再由统筹支付。",
        "{amount} lies beyond the yearly ceiling on cost and is not paid by pooling.",
    ),
    "pool_pay": (
        "（{eligible} − {deductible}）× {ratio} = {raw} 元，统筹基金支付 {amount} 元。",
        "({eligible} − {deductible}) × {ratio} = {raw}; basic pooling pays {amount}.",
    ),
    "pool_pay_room": (
        "（{eligible} − {deductible}）× {ratio} = {raw} 元，本年度限额尚余 {room} 元，统筹基金支付 {amount} 元。",
        "({eligible} − {deductible}) × {ratio} = {raw}; {room} is left of the yearly limit: pooling pays {amount}.",
    ),
    "coinsurance": (
        "按比例由个人负担 {amount} 元。",
        "The person's share by ratio is {amount}.",
    ),
    "over_ceiling": (
        "超过年度最高支付限额的部分 {amount} 元。",
        "{amount} exceeds the yearly limit.",
    ),
    "maternity_lump": (
        "生育医疗费定额包干，基金按定额支付 {amount} 元。",
        "The delivery is paid by a lump sum: the fund pays {amount}.",
    ),
    "maternity_limit": (
        "生育医疗费限额 {sum} 元，政策范围内费用 {in_scope} 元，基金支付 {amount} 元。",
        "The limit is {sum}, the in-scope cost {in_scope}: the fund pays {amount}.",
    ),
    "catastrophic_pay": (
        "计入大病保险 {fed} 元，年度累计由 {before} 元到 {after} 元，分段计算由 {scale_before} 元到 {scale_after} 元，"
        "本次大病保险支付 {amount} 元。",
        "{fed} feeds catastrophic insurance: the year's burden goes from {before} to {after}, "
        "its scale from {scale_before} to {scale_after}; catastrophic insurance pays {amount}.",
    ),
    "catastrophic_room": (
        "计入大病保险 {fed} 元，年度累计由 {before} 元到 {after} 元，分段计算应付 {due} 元，年度限额尚余 {room} 元，"
        "本次大病保险支付 {amount} 元。",
        "{fed} feeds catastrophic insurance: the year's burden goes from {before} to {after}; "
        "{due} is due, {room} is left of the yearly cap: catastrophic insurance pays {amount}.",
    ),
    "incentive": (
        "连续参保与零报销激励将大病保险年度限额提高 {amount} 元。",
        "Continuous and claim-free years raise the catastrophic cap by {amount}.",
    ),
    "assistance_loss": (
        "市外未备案少报的 {amount} 元不计入医疗救助基数。",
        "{amount} lost for want of a filing is taken out of the assistance base.",
    ),
    "assistance_unfiled": (
        "市外就医未备案，费用不计入医疗救助。",
        "The bill is unfiled outside the pooling area and feeds no medical assistance.",
    ),
    "assistance_pay": (
        "计入医疗救助 {base} 元，年度累计由 {before} 元到 {after} 元，"
        "按{reason}应救助 {due} 元，本次医疗救助 {amount} 元。",
        "{base} feeds medical assistance: the year's base goes from {before} to {after}; as {reason} {due} is due, "
        "assistance pays {amount}.",
    ),
    "tilt_pay": (
        "救助后剩余 {base} 元计入倾斜救助，年度累计由 {before} 元到 {after} 元，"
        "应付 {due} 元，本次倾斜救助 {amount} 元。",
        "{base} left after assistance feeds tilt assistance: the year goes from {before} to {after}; "
        "{due} is due, tilt assistance pays {amount}.",
    ),
    "fund_total": (
        "各方合计支付 {amount} 元。",
        "All payers together pay {amount}.",
    ),
    "personal_total": (
        "个人负担 {amount} 元。",
        "The person pays {amount}.",
    ),
    "institution_difference": (
        "定额与费用之差 {amount} 元由医疗机构承担（负数为留用）。",
        "The difference between lump and bill, {amount}, is the institution's (negative: it keeps it).",
    ),
}

FILINGS: dict[int, tuple[str, str]] = {
    1: ("门诊慢特病Ⅰ类", "chronic class I"),
    4: ("高血压或糖尿病", "hypertension or diabetes"),
    5: ("门诊慢特病Ⅱ类", "chronic class II"),
}
"""By kind of bill: the filing it needs."""

IDENTITY_WORDS: tuple[tuple[str, str], ...] = (
    ("特困人员", "extreme poverty"),
    ("孤儿（事实无人抚养儿童）", "orphan"),
    ("低保对象", "low income"),
    ("返贫致贫人口", "returned to poverty"),
    ("防止返贫监测对象", "monitored"),
    ("低保边缘家庭成员", "low-income edge"),
    ("因病致贫重病患者", "poverty through illness"),
    ("重度残疾人", "severely disabled"),
    ("普通参保人员", "ordinary"),
)

LEVEL_WORDS: tuple[tuple[str, str], ...] = (
    ("基层医疗机构", "primary institution"),
    ("一级医院", "level-1 hospital"),
    ("二级医院", "level-2 hospital"),
    ("三级医院", "level-3 hospital"),
    ("定点药店", "pharmacy"),
)

EXCLUSION_WORDS: dict[str, tuple[str, str]] = {
    "work_injury": ("应当从工伤保险基金支付", "work-injury insurance pays"),
    "third_party": ("应当由第三人负担", "a third party bears it"),
    "public_health": ("应当由公共卫生负担", "public health bears it"),
    "abroad": ("在境外就医", "care was outside the border"),
    "wellness": ("体育健身、养生保健消费、健康体检等费用", "fitness, wellness or check-up"),
}
