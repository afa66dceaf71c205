"""The sentences of the answers to the questions of chapter 2, Chinese and English, by step.

The one sentence that says why somebody is covered, or not, stands with the reasons it is for:
:mod:`tongchou.rules.eligibility_words`.
"""

SENTENCES: dict[str, tuple[str, str]] = {
    # who is covered from when
    "not_paid": (
        "没有{year}年度的缴费。",
        "Nothing was paid for benefit year {year}.",
    ),
    "paid_in_period": (
        "{year}年度的集中参保期为{opens}至{closes}，{paid_on}缴费在集中参保期内。",
        "The central enrolment period for benefit year {year} is {opens} to {closes}; the payment of {paid_on} lies "
        "within it.",
    ),
    "paid_before_period": (
        "{year}年度的集中参保期为{opens}至{closes}，{paid_on}缴费早于集中参保期，按{opens}参保。",
        "The central enrolment period for benefit year {year} is {opens} to {closes}; the payment of {paid_on} came "
        "before it opened and counts from {opens}.",
    ),
    "paid_late": (
        "{year}年度的集中参保期为{opens}至{closes}，{paid_on}缴费晚于集中参保期。",
        "The central enrolment period for benefit year {year} is {opens} to {closes}; the payment of {paid_on} came "
        "after it.",
    ),
    "never_covered": (
        "此前没有参保，不存在中断。",
        "There was no cover before, so there is no break.",
    ),
    "break": (
        "{counted}此前参保至{until}（含职工医保），从次日起中断 {value} 个月（不满一个月的按一个月计），"
        "整年未参保 {years} 个年度：{judged}。",
        "{counted}Earlier cover (the employee scheme included) lasted until {until}. The break from the next day on "
        "(months: {value}, one begun counting as one; whole benefit years missed: {years}) {judged}.",
    ),
    "counted_from": (
        "{year}年度以前的断保不计。",
        "Breaks before benefit year {year} do not count. ",
    ),
    "unbroken": (
        "中断不超过 {grace} 个月，视为连续参保",
        "is not above the months allowed ({grace}), so cover counts as continuous",
    ),
    "unbroken_years": (
        "中断不超过 {grace} 个月，也没有整年未参保，视为连续参保",
        "is not above the months allowed ({grace}) and holds no whole year, so cover counts as continuous",
    ),
    "broken": (
        "超过 {grace} 个月，属于中断后续保",
        "is above the months allowed ({grace}), so the person resumes after a break",
    ),
    "broken_years": (
        "有整年未参保，属于中断后续保",
        "holds a whole year, so the person resumes after a break",
    ),
    "newborn": (
        "{birth}出生，出生后 {days} 日内（至{limit}）缴费的按新生儿参保：{paid_on}缴费在期限内。",
        "Born on {birth}; a payment until {limit} (days after birth: {days}) is a newborn's: that of {paid_on} is in "
        "time.",
    ),
    "not_newborn": (
        "{birth}出生，出生后 {days} 日内（至{limit}）缴费的按新生儿参保：{paid_on}缴费已过期限。",
        "Born on {birth}; a payment until {limit} (days after birth: {days}) is a newborn's: that of {paid_on} came "
        "too late.",
    ),
    "late_newborn": (
        "{birth}出生，出生后 {months} 个月内（至{limit}）缴费的不设待遇等待期，自缴费次日起享受待遇："
        "{paid_on}缴费在期限内。",
        "Born on {birth}; a child paid for until {limit} (months after birth: {months}) does not wait and is covered "
        "from the day after the payment: that of {paid_on} is in time.",
    ),
    "not_late_newborn": (
        "{birth}出生，出生后 {months} 个月内（至{limit}）缴费的不设待遇等待期：{paid_on}缴费已过期限。",
        "Born on {birth}; a child paid for until {limit} (months after birth: {months}) does not wait: the payment of "
        "{paid_on} came too late.",
    ),
    "exempt": (
        "所持身份不设待遇等待期：{identities}。",
        "An identity that is held does not wait: {identities}.",
    ),
    "from_employee": (
        "职工医保至{left}，停保后 {months} 个月内（至{limit}）缴费的不设待遇等待期：{paid_on}缴费在期限内。",
        "The employee scheme ended on {left}; who pays until {limit} (months after it: {months}) does not wait: the "
        "payment of {paid_on} is in time.",
    ),
    "not_from_employee": (
        "职工医保至{left}，停保后 {months} 个月内（至{limit}）缴费的不设待遇等待期：{paid_on}缴费已过期限。",
        "The employee scheme ended on {left}; who pays until {limit} (months after it: {months}) does not wait: the "
        "payment of {paid_on} came too late.",
    ),
    "months_stated": (
        "待遇等待期为 {value} 个月。",
        "The waiting (months): {value}.",
    ),
    "fixed_months": (
        "固定待遇等待期为 {value} 个月。",
        "The fixed waiting (months): {value}.",
    ),
    "variable_months": (
        "断保 {years} 个年度，固定等待期已含 {within} 个，其余每年增加 {each} 个月："
        "{each} × ({years} − {within}) = {value} 个月。",
        "Of the benefit years missed ({years}) the fixed waiting answers for {within}; what each further one adds "
        "(months: {each}) makes {each} × ({years} − {within}) = {value}.",
    ),
    "no_variable_months": (
        "断保 {years} 个年度，固定等待期已含 {within} 个，变动待遇等待期为 {value} 个月。",
        "Of the benefit years missed ({years}) the fixed waiting answers for {within}: the variable waiting (months) "
        "is {value}.",
    ),
    "repaired_months": (
        "补缴 {paid} 个断保年度，每个减少 {each} 个月，最多减尽变动等待期 {variable} 个月：减少 {value} 个月。",
        "Missed years paid up: {paid}. What each takes away (months: {each}), and no more than the whole variable "
        "waiting ({variable}): {value}.",
    ),
    "minimum_added_months": (
        "断保满 {long} 个年度的，等待期不少于 {minimum} 个月：{minimum} − {before} = {value}，补足 {value} 个月。",
        "From {long} missed years on the waiting (months) is not below {minimum}: {minimum} − {before} = {value} is "
        "added.",
    ),
    "maximum_cut_months": (
        "等待期不超过 {maximum} 个月：{before} − {maximum} = {value}，减去 {value} 个月。",
        "The waiting (months) is not above {maximum}: {before} − {maximum} = {value} is taken off.",
    ),
    "waiting_months": (
        "待遇等待期共 {sum} 个月。",
        "The waiting (months), all together: {sum}.",
    ),
    "waiting_until": (
        "从{start}起等待 {months} 个月，至{value}止。",
        "The waiting (months: {months}) counts from {start} and ends with {value}.",
    ),
    "waiting_until_calendar": (
        "等待 {months} 个自然月，{start}所在的月为第一个，至{value}止。",
        "The waiting is counted by the calendar (months: {months}), that of {start} being the first, and ends with "
        "{value}.",
    ),
    "begins": (
        "待遇从以下各日中最晚的一日起：{days}，即{value}，至{last}止。",
        "Cover begins on the latest of these days: {days}; that is {value}, and it ends on {last}.",
    ),
    "begins_beyond": (
        "待遇从以下各日中最晚的一日起：{days}，即{earliest}，已在{last}年度终了之后，本年度没有待遇。",
        "Cover would begin on the latest of these days: {days}; that is {earliest}, after the year has ended on "
        "{last}, so this year gives no cover.",
    ),
    "no_cover": (
        "没有在{last}年度终了以前缴费，本年度没有待遇。",
        "Nothing was paid until the end of the year on {last}, so this year gives no cover.",
    ),
    "day_first": ("年度首日{day}", "the first day of the year, {day}"),
    "day_after_payment": ("缴费次日{day}", "the day after the payment, {day}"),
    "day_paid": ("缴费日{day}", "the payment, {day}"),
    "day_waited": ("等待期满次日{day}", "the day after the waiting, {day}"),
    "day_birth": ("出生日{day}", "birth, {day}"),
    "day_left": ("职工医保停保次日{day}", "the day after the employee scheme, {day}"),
    "and": ("、", "; "),
    "repairable_years": (
        "还有 {value} 个断保年度，补缴后可以缩短等待期（每补缴一个减少 {each} 个月，以变动等待期为限）。",
        "Missed years that can still be paid up to shorten the waiting: {value} (months that each takes off the "
        "variable part: {each}).",
    ),
    "nothing_repairable": (
        "再补缴断保年度不能缩短等待期。",
        "Paying up more missed years would not shorten the waiting.",
    ),
    "complete_year": (
        "待遇从{first}起，其前没有应享受而未享受的日子，本年度计为完整的参保年度。",
        "Cover began on {first} and no day was missed by waiting or paying late: the benefit year counts as a complete "
        "one.",
    ),
    "incomplete_year": (
        "待遇从{first}起，不满全年，本年度不计为完整的参保年度。",
        "Cover began on {first}, so the benefit year does not count as a complete one.",
    ),
    "year_without_cover": (
        "本年度没有待遇，不计为完整的参保年度。",
        "This year gives no cover and does not count as a complete one.",
    ),
    "refund_before": (
        "{day}申请退费，待遇从{first}起，尚未生效，可以退费。",
        "The refund is asked for on {day}, before benefits take effect on {first}: the contribution is paid back.",
    ),
    "refund_never": (
        "{day}申请退费，本年度没有待遇，可以退费。",
        "The refund is asked for on {day}; this year gives no cover, so the contribution is paid back.",
    ),
    "refund_too_late": (
        "{day}申请退费，待遇已从{first}起生效，不予退还。",
        "The refund is asked for on {day}, when benefits have been in effect since {first}: nothing is paid back.",
    ),
    "refund_after_start": (
        "{day}申请退费，待遇已从{first}起生效，办法允许生效后退费。",
        "The refund is asked for on {day}, when benefits have been in effect since {first}; the regulation refunds "
        "even then.",
    ),
    "refund_unpaid": (
        "{day}申请退费，当日尚未缴费，没有可退的费用。",
        "The refund is asked for on {day}, when nothing had been paid: there is nothing to pay back.",
    ),
    # what a person owes
    "standard": (
        "{year}年度个人缴费标准（{grade}）：{amount} 元。",
        "The personal contribution for benefit year {year} ({grade}): {amount}.",
    ),
    "repair": (
        "补缴断保年度按缴费当年的标准：{standard} × {years} = {amount} 元。",
        "A missed year is paid up at the standard of the year of payment: {standard} × {years} = {amount}.",
    ),
    "due": (
        "应缴：{standard} + {repair} = {amount} 元。",
        "Due: {standard} + {repair} = {amount}.",
    ),
    "due_standard": (
        "应缴：{amount} 元。",
        "Due: {amount}.",
    ),
    "minimum_met": (
        "国家最低标准为每人 {minimum} 元，本地 {standard} 元不低于它，差额 {amount} 元。",
        "The national minimum a head is {minimum}; {standard} is not below it, so {amount} is missing.",
    ),
    "minimum_missed": (
        "低于国家最低标准，差额：{minimum} − {standard} = {amount} 元。",
        "Below the national minimum, by {minimum} − {standard} = {amount}.",
    ),
    "no_aid": (
        "没有可以资助的身份，资助 {amount} 元。",
        "No identity that is held is aided: {amount}.",
    ),
    "aid_zero": (
        "资助参保：{parts}；资助 {amount} 元。",
        "Enrolment aid: {parts}; the aid is {amount}.",
    ),
    "aid": (
        "资助参保：{parts}；按{identity}资助 {amount} 元，由{payer}支付。",
        "Enrolment aid: {parts}; as {identity} the aid is {amount}, paid by {payer}.",
    ),
    "aid_best": (
        "资助参保按最高的一种身份，不叠加：{parts}；按{identity}资助 {amount} 元，由{payer}支付。",
        "Enrolment aid goes by the one best identity, none is added up: {parts}; as {identity} the aid is {amount}, "
        "paid by {payer}.",
    ),
    "of_class": ("{identity}（{name}档）", "{identity} (class {name})"),
    "aid_share": ("{identity}：{product}", "{identity}: {product}"),
    "aid_fixed": ("{identity}：定额 {fixed}", "{identity}: fixed at {fixed}"),
    "aid_limited": ("{part}（以标准 {standard} 为限）", "{part} (no more than the standard, {standard})"),
    "person_pays": (
        "本人缴：{due} − {aid} = {amount} 元。",
        "The person pays: {due} − {aid} = {amount}.",
    ),
    "dues": (
        "{year}年度应缴 {due} 元，本人缴 {person} 元。",
        "For benefit year {year}, {due} is due; the person pays {person}.",
    ),
    "dues_aided": (
        "{year}年度应缴 {due} 元，{payer}资助 {aid} 元，本人缴 {person} 元。",
        "For benefit year {year}, {due} is due; {payer} pays {aid} as enrolment aid and the person {person}.",
    ),
    # the subsidy of four levels
    "heads": (
        "享受补助的参保居民 {value} 人。",
        "Insured residents who are subsidised: {value}.",
    ),
    "heads_with_permits": (
        "持居住证并按相同标准缴费的同样补助：{residents} + {permits} = {value} 人。",
        "Holders of a residence permit who pay the same are subsidised alike; heads: {residents} + {permits} = "
        "{value}.",
    ),
    "heads_without_permits": (
        "持居住证的 {permits} 人不在同样补助之列，享受补助的为 {value} 人。",
        "Holders of a residence permit ({permits}) are not subsidised alike; heads subsidised: {value}.",
    ),
    "subsidy_total": (
        "财政补助总额：每人每年 {per_head} 元，{per_head} × {heads} = {amount} 元。",
        "The subsidy, {per_head} a head: {per_head} × {heads} = {amount}.",
    ),
    "central": (
        "中央财政负担总额的份额：{product} 元。",
        "The central government bears its share of the total: {product}.",
    ),
    "rest": (
        "中央之外的部分：{total} − {central} = {amount} 元。",
        "What the centre leaves: {total} − {central} = {amount}.",
    ),
    "province_standard": (
        "省财政负担中央之外部分的份额：{product} 元。",
        "The province bears its share of what the centre leaves: {product}.",
    ),
    "residue": (
        "扣除中央、省财政补助后的差额：{rest} − {province} = {amount} 元。",
        "The residue after centre and province: {rest} − {province} = {amount}.",
    ),
    "original_channel": (
        "{county}的差额按原渠道由省财政解决：{amount} 元。",
        "{county}: the residue goes through the original channel, the province: {amount}.",
    ),
    "city_share": (
        "市财政负担差额的份额（{county}）：{product} 元。",
        "The city bears its share of the residue ({county}): {product}.",
    ),
    "county": (
        "县（区）财政负担其余：{residue} − {city} = {amount} 元。",
        "The county bears the remainder: {residue} − {city} = {amount}.",
    ),
    "county_nothing": (
        "县（区）财政负担 {amount} 元。",
        "The county bears {amount}.",
    ),
    "city_nothing": (
        "市财政负担 {amount} 元。",
        "The city bears {amount}.",
    ),
    "province": (
        "省财政合计：{standard} + {original} = {amount} 元。",
        "The province, all together: {standard} + {original} = {amount}.",
    ),
    "subsidy": (
        "{year}年财政补助共 {total} 元：中央 {central} 元，省 {province} 元，市 {city} 元，县（区） {county} 元。",
        "The subsidy of {year} is {total}: centre {central}, province {province}, city {city}, county {county}.",
    ),
    # money for the work of enrolling
    "fund_total": (
        "参保扩面专项工作经费：每人每年 {per_head} 元，{per_head} × {heads} = {amount} 元，由财政预算安排。",
        "The work fund for enrolment, {per_head} a head, from the budget: {per_head} × {heads} = {amount}.",
    ),
    "fund_city": (
        "市财政负担：{product} 元。",
        "The city bears: {product}.",
    ),
    "fund_county": (
        "县（区）财政负担其余：{total} − {city} = {amount} 元。",
        "The county bears the remainder: {total} − {city} = {amount}.",
    ),
    "fund": (
        "{year}年参保扩面专项工作经费 {total} 元：市 {city} 元，县（区） {county} 元。",
        "The work fund for enrolment of {year} is {total}: city {city}, county {county}.",
    ),
    # the year of the catastrophic insurer
    "premium": (
        "大病保险保费：每人每年 {per_head} 元，{per_head} × {heads} = {amount} 元。",
        "The premium of catastrophic insurance, {per_head} a head: {per_head} × {heads} = {amount}.",
    ),
    "premium_of_income": (
        "大病保险保费按基金当年收入的比例：{product} 元。",
        "The premium of catastrophic insurance is a share of the fund's income of the year: {product}.",
    ),
    "fees": ("承办费用 {amount} 元。", "The insurer's cost of administration is {amount}."),
    "fee_limit": (
        "承办费用至多计入：{product} 元。",
        "Of it, at most this counts: {product}.",
    ),
    "fees_counted": (
        "费用 {fees} 元与上限 {limit} 元中较小的计入：{amount} 元，超过部分由承办机构承担。",
        "The smaller of the cost of {fees} and the limit of {limit} counts: {amount}; the insurer bears the rest.",
    ),
    "least_payout": ("最低赔付：{product} 元。", "The least payout: {product}."),
    "payout_returned": (
        "赔付不足最低赔付的部分（{lacking}）以结余 {surplus} 元为限先返还基金：{amount} 元。",
        "What the claims lack of the least payout ({lacking}) goes back to the fund first, up to the surplus of "
        "{surplus}: {amount}.",
    ),
    "payout_enough": (
        "赔付没有低于最低赔付，或没有结余可返还：{amount} 元。",
        "The claims are not below the least payout, or there is no surplus to give back: {amount}.",
    ),
    "to_reserve": (
        "超过部分 {above} 元以保费的比例 {most} 元为限划入风险准备金：{amount} 元。",
        "Of these {above}, up to a share of the premium, {most}, goes to the risk reserve: {amount}.",
    ),
    "agreed_margin_capped": (
        "约定净利润率 {stated} 高于上限，按上限：{product} 元。",
        "The agreed margin of {stated} is above the cap, so the cap holds: {product}.",
    ),
    "claims": (
        "赔付 {amount} 元。",
        "The insurer paid claims of {amount}.",
    ),
    "surplus": (
        "结余：{premium} − {claims} = {amount} 元。",
        "The surplus: {premium} − {claims} = {amount}.",
    ),
    "agreed_margin": (
        "约定净利润：{product} 元。",
        "The agreed margin: {product}.",
    ),
    "margin_kept": (
        "结余 {surplus} 元与约定净利润 {margin} 元中较小的归承办机构：{amount} 元。",
        "The smaller of the surplus of {surplus} and the margin of {margin} is the insurer's: {amount}.",
    ),
    "surplus_above_margin": (
        "超过约定净利润的结余：{surplus} − {kept} = {amount} 元。",
        "The surplus above the margin: {surplus} − {kept} = {amount}.",
    ),
    "returned_to_fund": (
        "超过部分返还基金：{amount} 元。",
        "It goes back to the fund: {amount}.",
    ),
    "not_returned": (
        "超过部分不返还基金：{amount} 元。",
        "None of it goes back to the fund: {amount}.",
    ),
    "loss": (
        "亏损：{claims} − {premium} = {amount} 元。",
        "The loss: {claims} − {premium} = {amount}.",
    ),
    "loss_limit": (
        "由双方分担的亏损限额：{product} 元。",
        "The loss that is shared, at most: {product}.",
    ),
    "loss_shared": (
        "亏损 {loss} 元与限额 {limit} 元中较小的由双方分担：{amount} 元。",
        "The smaller of the loss of {loss} and the limit of {limit} is shared: {amount}.",
    ),
    "loss_above_limit": (
        "超过限额的亏损由承办机构承担：{loss} − {shared} = {amount} 元。",
        "The loss above the limit is the insurer's alone: {loss} − {shared} = {amount}.",
    ),
    "loss_borne_by_fund": (
        "基金分担：{product} 元。",
        "The fund's part: {product}.",
    ),
    "loss_borne_by_insurer": (
        "承办机构承担：{loss} − {fund} = {amount} 元。",
        "The insurer's part: {loss} − {fund} = {amount}.",
    ),
    "fund_pays": (
        "基金最后支出：{sum} = {amount} 元。",
        "The fund has paid in the end: {sum} = {amount}.",
    ),
    "insurer_result": (
        "承办机构最后损益：{sum} = {amount} 元。",
        "The insurer has left in the end: {sum} = {amount}.",
    ),
    "insurer": (
        "{year}年基金最后支出 {pays} 元，承办机构赔付 {claims} 元，损益 {result} 元。",
        "For {year} the fund has paid {pays} in the end; the insurer paid claims of {claims} and has {result} left.",
    ),
}

GRADE_WORDS: dict[str, tuple[str, str]] = {
    "standard": ("统一标准", "the one standard"),
    "grade_1": ("第一档", "grade 1"),
    "grade_2": ("第二档", "grade 2"),
    "grade_3": ("第三档", "grade 3"),
    "student": ("学生", "students"),
}

COUNTY_WORDS: dict[str, tuple[str, str]] = {
    "ordinary": ("非扩权县（区）", "ordinary county"),
    "expanded_power": ("扩权县", "county with expanded power"),
    "western_policy": ("比照西部政策的县", "county under the western policy"),
    "city_university": ("市属高校", "city university"),
    "provincial_university": ("省属高校", "provincial university"),
}
