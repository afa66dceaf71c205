"""The sentences of an explanation, Chinese and English, by step. Placeholders are amounts in yuan and ratios."""

SENTENCES: dict[str, tuple[str, str]] = {
    "not_covered": (
        "{days} 不在待遇享受期内，全部费用 {total} 元由个人承担。{next}",
        "{days}: outside the covered period, so the whole bill of {total} is the person's. {next}",
    ),
    "excluded": (
        "{reason}，全部费用 {total} 元基金不予支付。",
        "{reason}: the fund pays nothing of the bill of {total}.",
    ),
    "own_expense": (
        "账单 {total} 元中，目录外及不予支付的费用合计 {amount} 元（账单未列明细），由个人全额自费。",
        "Of the bill of {total}, {amount} is stated as outside the catalogues or excluded (no lines are given): the "
        "person's own expense.",
    ),
    "own_class_c": (
        "账单 {total} 元中，目录外（丙类）费用 {amount} 元由个人全额自费。",
        "Of the bill of {total}, {amount} is class C, outside the catalogues: the person's own expense.",
    ),
    "own_excluded": (
        "账单 {total} 元中，{amount} 元基金不予支付（{reason}），由个人全额自费。",
        "Of the bill of {total}, the fund does not pay {amount} ({reason}): the person's own expense.",
    ),
    "own_third_party": (
        "账单 {total} 元中，第三人应负担合计 {base} 元各行的 {ratio}，逐行四舍五入，共 {amount} 元，基金不予支付。",
        "Of the bill of {total}, a third party owes {ratio} of each of the lines of {base}, rounded line by line: "
        "{amount}, which the fund does not pay.",
    ),
    "own_not_covered": (
        "账单 {total} 元中，{amount} 元发生于{days}，不在待遇享受期内，由个人全额自费。{next}",
        "Of the bill of {total}, {amount} was incurred outside the covered period ({days}): the person's own "
        "expense. {next}",
    ),
    "over_limit": (
        "超过支付标准（限价）的部分由个人承担：{sum} 元。",
        "What exceeds the price limit is borne by the person: {sum}.",
    ),
    "over_limit_stated": (
        "超过支付标准（限价）的部分 {amount} 元由个人承担（账单未列明细）。",
        "What exceeds the price limit, {amount} (no lines are given), is borne by the person.",
    ),
    "self_first": (
        "乙类费用由个人先行自付（逐行四舍五入）：{shares}，共 {sum} 元。",
        "The person pays a first share of class-B items, rounded line by line: {shares}; together {sum}.",
    ),
    "self_first_stated": (
        "乙类费用由个人先行自付 {amount} 元（账单未列明细）。",
        "The first share of class-B items, {amount} (no lines are given), is paid by the person.",
    ),
    "own_share": (
        "市外就医，政策范围内费用先由个人自付 {sum} 元。",
        "Outside the pooling area the person first pays a share of the in-scope cost: {sum}.",
    ),
    "in_scope": (
        "政策范围内费用：{sum} 元。",
        "The in-scope cost: {sum}.",
    ),
    "special_regime": (
        "按“{reason}”特殊保障办理：{waived}；统筹支付的部分由{payer}承担{account}。",
        'The special rule "{reason}" applies: {waived}; {payer} bears what pooling pays{account}.',
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
    "deductible_exempt_diagnosis": (
        "该诊断免除起付线，起付线为 0.00 元。",
        "This diagnosis has no deductible: 0.00.",
    ),
    "deductible_exempt_filing": (
        "已认定门诊慢特病，免除住院起付线，起付线为 0.00 元。",
        "Holders of this filing have no inpatient deductible: 0.00.",
    ),
    "deductible_exempt_age": (
        "该年龄自本年度第 {start} 次住院起免除起付线，本次为第 {number} 次，起付线为 0.00 元。",
        "At this age there is no deductible from admission {start} of the year on; this is admission {number}: 0.00.",
    ),
    "deductible_exempt_diagnosis_from": (
        "该诊断自本年度第 {start} 次住院起免除起付线，本次为第 {number} 次，起付线为 0.00 元。",
        "With this diagnosis there is no deductible from admission {start} of the year on; this is admission {number}: "
        "0.00.",
    ),
    "long_stay": (
        "同一次住院，本段自入院 {days} 日后开始，作为新的一次住院结算，另计起付线，本次计 {amount} 元。",
        "This part of the stay begins so many days after the admission ({days}) that it is an admission of its own, "
        "with a deductible of its own: {amount} is taken.",
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
        "转院补差：本级起付线 {full} 元，减去转院链上已承担 {borne} 元，应付 {rest} 元{due}，本次计 {amount} 元。",
        "Transfer: this level's deductible {full} less {borne} borne before leaves {rest}{due}; {amount} is taken.",
    ),
    "deductible_downward": (
        "转往下级医疗机构，不再计起付线。",
        "A transfer to a lower level takes no deductible.",
    ),
    "deductible_left": (
        "门诊慢特病Ⅰ类每年只计一次起付线 {full} 元，此前已承担 {borne} 元，尚余 {due} 元，本次计 {amount} 元。",
        "Chronic class I has one deductible a year: {full}, {borne} borne before; {due} is left, {amount} is taken.",
    ),
    "deductible_of_year": (
        "年度起付线 {full} 元，此前已承担 {borne} 元，尚余 {due} 元，本次计 {amount} 元。",
        "The yearly deductible is {full}, {borne} borne before; {due} is left, {amount} is taken here.",
    ),
    "deductible_repeat": (
        "本年度第 {number} 次住院，起付线由 {full} 元调整为 {repeat} 元{due}，本次计 {amount} 元。",
        "Admission {number} of the year: the deductible of {full} becomes {repeat}{due}; {amount} is taken here.",
    ),
    "deductible_total": (
        "起付线 {full} 元；年度起付线累计上限 {total} 元，此前已承担 {borne} 元，应付 {due} 元，本次计 {amount} 元。",
        "The deductible is {full}; of the yearly total of {total}, {borne} was borne before, so {due} is due; "
        "{amount} is taken here.",
    ),
    "deductible": (
        "起付线 {due} 元，本次计 {amount} 元。",
        "The deductible is {due}; {amount} is taken here.",
    ),
    "over_cost_ceiling": (
        "年度限额 {ceiling} 元按费用计，此前已计入 {counted} 元，本次可计入 {eligible} 元，其余 {in_scope} − "
        "{eligible} = {amount} 元不再由统筹支付。",
        "The yearly ceiling on cost is {ceiling}, {counted} of it was used before, so {eligible} counts; the rest, "
        "{in_scope} − {eligible} = {amount}, is not paid by pooling.",
    ),
    "pool_pay": (
        "（{eligible} − {deductible}）× {ratio} = {raw} 元，{payer}支付 {amount} 元。",
        "({eligible} − {deductible}) × {ratio} = {raw}; {payer} pays {amount}.",
    ),
    "pool_pay_room": (
        "（{eligible} − {deductible}）× {ratio} = {raw} 元；{left}，{payer}支付 {amount} 元。",
        "({eligible} − {deductible}) × {ratio} = {raw}; {left}: {payer} pays {amount}.",
    ),
    "coinsurance": (
        "按比例由个人负担 {base} − {raw} = {amount} 元。",
        "The person's share by ratio is {base} − {raw} = {amount}.",
    ),
    "over_ceiling": (
        "超过年度最高支付限额的部分 {raw} − {paid} = {amount} 元由个人负担。",
        "What exceeds the yearly limit, {raw} − {paid} = {amount}, is borne by the person.",
    ),
    "maternity_lump": (
        "生育医疗费定额包干，定额 {sum} 元，基金按定额支付 {amount} 元。",
        "The delivery is paid by a lump sum of {sum}: the fund pays {amount}.",
    ),
    "antenatal_lump": (
        "产前检查费定额包干，定额 {sum} 元，基金按定额支付 {amount} 元。",
        "Antenatal care is paid by a lump sum of {sum}: the fund pays {amount}.",
    ),
    "maternity_limit": (
        "生育限额 {sum} 元，政策范围内费用 {in_scope} 元，取较小者，基金支付 {amount} 元。",
        "The limit of the delivery is {sum}, the in-scope cost {in_scope}: the fund pays the smaller, {amount}.",
    ),
    "maternity_ratio": (
        "生育医疗费按比例支付：{in_scope} × {ratio} = {raw} 元{limit}，基金支付 {amount} 元。",
        "The delivery is paid by ratio: {in_scope} × {ratio} = {raw}{limit}; the fund pays {amount}.",
    ),
    "antenatal_limit": (
        "产前检查年度限额 {sum} 元，政策范围内费用 {in_scope} 元，取较小者，基金支付 {amount} 元。",
        "The yearly limit of antenatal care is {sum}, the in-scope cost {in_scope}: the fund pays the smaller, "
        "{amount}.",
    ),
    "over_maternity_limit": (
        "超过生育限额的部分 {raw} − {paid} = {amount} 元由个人负担。",
        "What exceeds the limit of the delivery, {raw} − {paid} = {amount}, is borne by the person.",
    ),
    "over_antenatal_limit": (
        "超过产前检查年度限额的部分 {raw} − {paid} = {amount} 元由个人负担。",
        "What exceeds the yearly limit of antenatal care, {raw} − {paid} = {amount}, is borne by the person.",
    ),
    "catastrophic_pay": (
        "计入大病保险：{sum} 元，年度累计由 {before} 元到 {after} 元，起付线 {threshold} 元。按分段比例{tilt}"
        "，累计 {after} 元得 {slices_after}，累计 {before} 元得 {slices_before}{apart}，应付 {scale_after} − "
        "{scale_before}{plus} = {due} 元；{left}，大病保险支付 {amount} 元。",
        "What feeds catastrophic insurance is {sum}: the year's burden goes from {before} to {after}, above "
        "a threshold of {threshold}. By the bands{tilt} {after} is worth {slices_after} and {before} is worth "
        "{slices_before}{apart}, so {scale_after} − {scale_before}{plus} = {due} is due; {left}: catastrophic "
        "insurance pays {amount}.",
    ),
    "catastrophic_below": (
        "计入大病保险：{sum} 元，年度累计由 {before} 元到 {after} 元，没有超过起付线 {threshold} 元，大病保险"
        "支付 {amount} 元。",
        "What feeds catastrophic insurance is {sum}: the year's burden goes from {before} to {after}, not "
        "above the threshold of {threshold}; catastrophic insurance pays {amount}.",
    ),
    "re_enrolment": (
        "断保后本年度再参保，大病保险年度限额降低 {amount} 元。",
        "Cover began again this year after a break: the catastrophic cap is lowered by {amount}.",
    ),
    "incentive": (
        "连续参保激励：连续参保 {continuous} 年，超过 {after} 年的每年一档，另有保留的 {kept} 档，每档 {step} 元；零"
        "报销激励：零报销 {zero} 年，每年 {zero_step} 元。{step} × {steps} + {zero_step} × {zero} = {whole} 元，最多"
        " {most} 元，大病保险年度限额提高 {amount} 元。",
        "Years of continuous cover: {continuous}, a step of {step} for each beyond {after}, steps kept: {kept}; "
        "years without a claim: {zero}, {zero_step} for each. {step} × {steps} + {zero_step} × {zero} = {whole}, at "
        "most {most}: the catastrophic cap is raised by {amount}.",
    ),
    "assistance_loss": (
        "市外未备案少报的 {amount} 元（按转诊规定统筹应支付 {referral} 元 − 实际支付 {paid} 元）不计入医疗救助基数。",
        "{amount} lost for want of a filing ({referral} under the referral rule − {paid} paid by pooling) is taken "
        "out of the assistance base.",
    ),
    "assistance_unfiled": (
        "市外就医未备案，费用不计入医疗救助。",
        "The bill is unfiled outside the pooling area and feeds no medical assistance.",
    ),
    "assistance_pay": (
        "计入医疗救助：{sum} 元，年度基数由 {before} 元到 {after} 元。{reason}起付标准 {deductible} 元、比例"
        " {ratio}：基数 {after} 元得 {worth_after}，基数 {before} 元得 {worth_before}，应救助 {value_after} − "
        "{value_before} = {due} 元；{left}，本次医疗救助 {amount} 元。",
        "What feeds medical assistance is {sum}: the year's base goes from {before} to {after}. Identity: "
        "{reason}; deductible {deductible}, ratio {ratio}. A base of {after} is worth {worth_after}, one of {before}"
        " is worth {worth_before}, so {value_after} − {value_before} = {due} is due; {left}: assistance pays "
        "{amount}.",
    ),
    "tilt_pay": (
        "计入倾斜救助：{sum} 元，年度余额由 {before} 元到 {after} 元。{reason}起付标准 {deductible} 元、比例"
        " {ratio}：余额 {after} 元得 {worth_after}，余额 {before} 元得 {worth_before}，应付 {value_after} − "
        "{value_before} = {due} 元；{left}，本次倾斜救助 {amount} 元{payer}。",
        "What feeds tilt assistance is {sum}: the year's rest goes from {before} to {after}. Identity: "
        "{reason}; deductible {deductible}, ratio {ratio}. A rest of {after} is worth {worth_after}, one of {before}"
        " is worth {worth_before}, so {value_after} − {value_before} = {due} is due; {left}: tilt assistance pays "
        "{amount}{payer}.",
    ),
    "tilt_pay_share": (
        "计入倾斜救助：{sum} 元。{reason}本次负担以政策范围内费用的 {share} 元为限，超过部分 {over} 元应付；{left}，"
        "本次倾斜救助 {amount} 元{payer}。",
        "What feeds tilt assistance is {sum}. Identity: {reason}; of this bill no more than a share of the in-scope "
        "cost, {share}, is to be borne, so {over} is due; {left}: tilt assistance pays {amount}{payer}.",
    ),
    "catastrophic_rest": (
        "谈判药品统筹支付后的余额：{sum} 元，不进分段；大病保险按比例应付 {rest}{apart}，共 {due} 元；{left}，"
        "大病保险支付 {amount} 元。",
        "What pooling leaves of negotiated drugs is {sum} and enters no band; catastrophic insurance owes a share of "
        "it, {rest}{apart}, together {due}; {left}: it pays {amount}.",
    ),
    "fund_total": (
        "各方合计支付：{sum} 元。",
        "All payers together pay: {sum}.",
    ),
    "personal_total": (
        "个人负担：{sum} 元。",
        "The person pays: {sum}.",
    ),
    "institution_difference": (
        "定额与费用之差 {total} − {sum} − {personal} = {amount} 元由医疗机构承担（负数为留用）。",
        "Bill less lump less the person's part, {total} − {sum} − {personal} = {amount}, is the institution's "
        "(negative: it keeps it).",
    ),
}

PHRASES: dict[str, tuple[str, str]] = {
    "total": ("总费用", "bill"),
    "own_expense": ("全自费", "own expense"),
    "over_limit": ("超限价", "over the price limit"),
    "self_first": ("先行自付", "first share"),
    "in_scope": ("政策范围内", "in scope"),
    "over_ceiling": ("超限额", "over the ceiling"),
    "pool_pay": ("统筹支付", "basic pooling"),
    "maternity_pay": ("生育支付", "maternity"),
    "catastrophic_pay": ("大病保险", "catastrophic insurance"),
    "assistance_pay": ("医疗救助", "medical assistance"),
    "tilt_pay": ("倾斜救助", "tilt assistance"),
    "assistance_base": ("救助基数", "assistance base"),
    "loss": ("未备案少报", "unfiled loss"),
    "left": (
        "年度限额 {cap} 元，此前已付 {paid} 元，尚余 {room} 元",
        "of the yearly cap of {cap}, {paid} was paid before and {room} is left",
    ),
    "no_cap": ("不设年度限额", "there is no yearly cap"),
    "first_share": ("{base} 元的 {ratio} 为 {share} 元", "{ratio} of {base} is {share}"),
    "tilted": (
        "（每档加 {points} 为{reason}的倾斜）",
        " (each with {points} more for the identity: {reason})",
    ),
    "paid_by": ("，由{payer}支付", ", from {payer}"),
    "at_most": ("，限额 {sum} 元", ", at most {sum}"),
    "apart": (
        "，超过统筹限额的部分得 {product}",
        ", what exceeds the basic ceiling is worth {product}",
    ),
    "antenatal_left": ("{base} − 本年已付 {paid} = {sum}", "{base} − {paid} paid this year = {sum}"),
    "antenatal_used_up": (
        "{base}，本年已付 {paid}，剩余 {sum}",
        "{base}, {paid} paid this year and {sum} left",
    ),
    "next_covered_day": ("此后首个待遇享受日为 {day}。", "The next covered day is {day}."),
    "no_covered_day": ("此后没有待遇享受期。", "No covered day follows."),
    "days_between": ("{first} 至 {last} 间的 {number} 天", "{number} days from {first} to {last}"),
    "and": ("、", ", "),
    "pooling_payer": ("统筹基金", "basic pooling"),
    "own_account": ("，单独记账", ", in an account of its own"),
    "total_left": (
        "，受年度起付线累计上限 {total} 元限制（此前已承担 {borne} 元），应付 {due} 元",
        ", of which the yearly total of {total}, {borne} borne before, leaves {due}",
    ),
    "floor": ("，不低于 {floor}", ", but not below {floor}"),
    "fund_total": ("各方支付", "all payers"),
}
"""Parts of sentences: the names of amounts in a sum, and what stands in a sentence only at times."""

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

PAYER_WORDS: dict[str, tuple[str, str]] = {
    "resident_fund": ("居民医保基金", "resident fund"),
    "catastrophic_insurer": ("大病保险承办机构", "catastrophic insurer"),
    "assistance_money": ("医疗救助资金", "assistance money"),
    "finance": ("财政", "public finance"),
    "public_health": ("公共卫生资金", "public-health money"),
    "anti_poverty_fund": ("防贫基金", "anti-poverty fund"),
}

WAIVER_WORDS: dict[str, tuple[str, str]] = {
    "deductible": ("免除起付线", "no deductible"),
    "filing": ("视同已备案", "it counts as filed"),
    "ceiling": ("不受年度最高支付限额限制", "no yearly ceiling"),
    "catalogue": ("不受目录类别限制", "every item counts as class A"),
    "": ("不减免", "nothing is waived"),
}
"""What a special rule waives; the last where it waives nothing."""
