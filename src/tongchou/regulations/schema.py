"""Every parameter a regulation may state: its path, what it holds, and what it means in Chinese and English.

An unknown path in a YAML file is an error, so this table is the whole vocabulary. ``default`` is the value where an
area says nothing (only where saying nothing has one plain meaning); without a default, settling a bill that needs the
parameter is refused. ``yearly`` parameters must have a value for every benefit year that the area is in force.
"""

from typing import Any, NamedTuple

from tongchou.regulations.kinds import (
    Bands,
    ByCode,
    ByIdentity,
    DayOfYear,
    Flag,
    Kind,
    ListOf,
    Money,
    MoneyOrIncomeShare,
    Points,
    Ratio,
    SpanOf,
    Table,
    Whole,
    Word,
    Words,
)
from tongchou.regulations.rows import AgeSpans, Diagnoses, OutOfArea, Regimes
from tongchou.rules.codes import (
    CATEGORIES,
    CIRCUMSTANCES,
    DELIVERIES,
    FILING_KINDS,
    GRADES,
    IDENTITIES,
    ITEMS,
    KINDS,
    LEVELS,
)
from tongchou.rules.money import RATIO

NOTHING = object()
"""The mark of a parameter without a default."""

CONTRIBUTION_GRADES = (*GRADES, "student")
COUNTY_KINDS = ("ordinary", "expanded_power", "western_policy")
SUBSIDISED_KINDS = (*COUNTY_KINDS, "city_university", "provincial_university")
"""Counties, and universities whose students are subsidised apart from their county."""
FILED_DISEASES = ("hypertension", "diabetes", "both")
MONTHS_COUNTED = ("day_to_day", "calendar")
PAYERS_OF_AID = ("assistance_money", "finance")
TILT_PAYERS = (*PAYERS_OF_AID, "anti_poverty_fund")
SETTLED_KINDS = tuple(kind for kind in KINDS if kind != "maternity")


class Parameter(NamedTuple):
    """One entry of the vocabulary."""

    kind: Kind
    zh: str
    en: str
    default: Any = NOTHING
    yearly: bool = False


LIMIT = Money(limit=True)
LIMIT_OR_INCOME = MoneyOrIncomeShare(limit=True)
BY_LEVEL_RATIO = Table(LEVELS, Ratio())

PARAMETERS: dict[str, Parameter] = {
    # who pays (parameters of chapter 2)
    "contribution.personal": Parameter(
        Table(CONTRIBUTION_GRADES, Money()),
        "个人缴费标准（按待遇年度）",
        "personal contribution by benefit year",
        yearly=True,
    ),
    "contribution.personal_minimum": Parameter(
        Money(), "国家规定的个人缴费最低标准（按待遇年度）", "national minimum personal contribution by benefit year"
    ),
    "contribution.refundable_after_start": Parameter(
        Flag(), "待遇生效后是否退费", "whether a contribution is refunded once benefits have begun"
    ),
    "enrolment.central_opens": Parameter(DayOfYear(), "集中参保期开始", "first day of the central enrolment period"),
    "enrolment.central_closes": Parameter(DayOfYear(), "集中参保期结束", "last day of the central enrolment period"),
    "enrolment_aid.ratio": Parameter(
        ByIdentity(IDENTITIES, Ratio()),
        "资助参保比例",
        "share of the contribution paid for a person of this identity",
        {},
    ),
    "enrolment_aid.fixed": Parameter(
        ByIdentity(IDENTITIES, Money()), "定额资助参保金额", "fixed sum of enrolment aid by identity", {}
    ),
    "enrolment_aid.payer": Parameter(
        Table(IDENTITIES, Word(PAYERS_OF_AID)), "资助参保资金来源", "who pays the enrolment aid"
    ),
    "subsidy.per_head": Parameter(Money(), "财政补助标准（按财政年度）", "subsidy a head by fiscal year", yearly=True),
    "subsidy.per_head_minimum": Parameter(Money(), "国家财政补助最低标准", "national minimum subsidy a head"),
    "subsidy.central_share": Parameter(Ratio(), "中央财政负担比例", "central government's share of the subsidy"),
    "subsidy.central_share_by_county": Parameter(
        Table(SUBSIDISED_KINDS, Ratio()),
        "按县区类别的中央财政负担比例（代替统一的比例）",
        "central government's share by kind of county or university, in the place of the one share",
        {},
    ),
    "subsidy.province_share_of_rest": Parameter(
        Ratio(), "省财政负担中央之外部分的比例", "the province's share of what the central government leaves"
    ),
    "subsidy.province_share_by_county": Parameter(
        Table(SUBSIDISED_KINDS, Ratio()),
        "按县区类别的省财政负担中央之外部分的比例（代替统一的比例）",
        "the province's share of what the central government leaves by kind of county, in the place of the one share",
        {},
    ),
    "subsidy.city_share_of_residue": Parameter(
        Table(SUBSIDISED_KINDS, Ratio()),
        "市财政负担差额部分的比例（非扩权县、扩权县、比照西部政策的县、高校）",
        "the city's share of the residue, by kind of county or university",
    ),
    "subsidy.original_channel": Parameter(
        Words(SUBSIDISED_KINDS), "差额部分按原渠道解决", "whose residue is paid through the original channel (province)"
    ),
    "subsidy.residence_permit_same": Parameter(
        Flag(), "持居住证参保者同标准补助", "residence-permit holders paying the same get the same subsidy"
    ),
    "expansion_fund.per_head": Parameter(
        Money(), "参保扩面专项工作经费（每人每年）", "work fund for enrolment, a head a year"
    ),
    "expansion_fund.city_share": Parameter(Ratio(), "参保扩面经费市级负担比例", "the city's share of that work fund"),
    # waiting and cover
    "waiting.regime": Parameter(
        Word(("break_based", "fixed_and_variable")), "待遇等待期规则", "which waiting rule is in force"
    ),
    "waiting.months": Parameter(Whole("months"), "待遇等待期", "waiting period under the break-based rule"),
    "waiting.max_months": Parameter(
        Whole("months"), "待遇等待期上限（0 为不设上限）", "longest waiting period the text allows; 0: no limit", 0
    ),
    "waiting.months_counted": Parameter(
        Word(MONTHS_COUNTED),
        "等待期的月数怎样算：按日对日，或按自然月（缴费当月为第一个）",
        "how the months of a waiting are counted: day to day, or by the calendar, the month of payment as the first",
        "day_to_day",
    ),
    "waiting.grace_break_months": Parameter(
        Whole("months"), "中断缴费不设等待期的月数", "a break of up to so many months brings no waiting"
    ),
    "waiting.fixed_months": Parameter(Whole("months"), "固定待遇等待期", "fixed waiting period"),
    "waiting.months_per_break_year": Parameter(
        Whole("months"), "每多断保1年增加的变动等待期", "variable waiting for each further year of break"
    ),
    "waiting.break_years_within_fixed": Parameter(
        Whole("years"), "固定等待期已含的断保年数", "missed years that the fixed waiting answers for"
    ),
    "waiting.breaks_count_from_year": Parameter(
        Whole("year"), "断保年数起算年度", "benefit year from which missed years count", 0
    ),
    "waiting.repair_months_per_year_paid": Parameter(
        Whole("months"), "每多缴1年减少的变动等待期", "variable waiting taken away by each year paid up"
    ),
    "waiting.long_break_years": Parameter(Whole("years"), "连续断保年限", "from how many years a break is long"),
    "waiting.long_break_minimum_months": Parameter(
        Whole("months"), "长期断保修复后最短等待期", "shortest waiting after a long break"
    ),
    "waiting.exempt_identities": Parameter(Words(IDENTITIES), "不设等待期的身份", "identities without waiting"),
    "waiting.employee_grace_months": Parameter(
        Whole("months"), "职工医保中断后免等待期的月数", "months after leaving the employee scheme without waiting"
    ),
    "waiting.newborn_days": Parameter(Whole("days"), "新生儿参保期限", "days from birth within which a newborn enrols"),
    "waiting.late_newborn_months": Parameter(
        Whole("months"),
        "逾新生儿期限、出生后若干个月内缴费的不等待，次日起享受待遇（0 为没有此规定）",
        "months from birth within which a child paid for after the newborn's days does not wait; 0: none",
        0,
    ),
    # identities
    "identity.rank": Parameter(
        Words(IDENTITIES, ranked=True), "身份优先次序", "which of several identities decides, the first in rank"
    ),
    "income.per_head": Parameter(Money(), "上年度居民人均可支配收入", "disposable income a head of the year before"),
    # scope (articles 13 and 14)
    "scope.first_share": Parameter(
        Table(ITEMS, Ratio(), required=ITEMS), "乙类先行自付比例", "first share of class B by kind of item"
    ),
    "scope.catalogue": Parameter(
        Flag(only_yes=True),
        "只支付目录内费用，甲类全部纳入",
        "only what stands in the catalogues is paid, class A in full",
        1,
    ),
    "scope.high_value_mark": Parameter(
        LIMIT, "高值耗材单价标准", "unit price above which a consumable is high-value", None
    ),
    "scope.high_value_first_share": Parameter(
        Ratio(), "高值耗材先行自付比例", "first share of a class-B consumable above the mark", None
    ),
    "scope.bed_limit_per_day": Parameter(Table(LEVELS, Money()), "床位费支付标准（元/日）", "bed fee limit a day", {}),
    "exclusion.work_injury": Parameter(
        Flag(), "应由工伤保险基金支付的不予支付", "what work-injury insurance owes is not paid"
    ),
    "exclusion.third_party": Parameter(Flag(), "应由第三人负担的不予支付", "what a third party owes is not paid"),
    "exclusion.public_health": Parameter(Flag(), "应由公共卫生负担的不予支付", "what public health bears is not paid"),
    "exclusion.abroad": Parameter(Flag(), "在境外就医的不予支付", "care outside the border is not paid"),
    "exclusion.wellness": Parameter(
        Flag(), "体育健身、养生保健消费、健康体检不予支付", "fitness, wellness and check-ups are not paid"
    ),
    "special_regime.rules": Parameter(
        Regimes(), "突发重大公共卫生事件特殊保障", "special rules in a public-health emergency", ()
    ),
    "settlement.direct": Parameter(
        Flag(only_yes=True),
        "基金支付部分由经办机构与定点机构结算，个人部分由个人与定点机构结算",
        "each part is settled with the institution by its payer",
        1,
    ),
    # inpatient
    "inpatient.deductible": Parameter(
        Table(LEVELS, Money(), CATEGORIES), "住院起付线", "inpatient deductible by level"
    ),
    "inpatient.deductible_exempt": Parameter(Words(IDENTITIES), "免起付线的身份", "identities without deductible", ()),
    "inpatient.deductible_exempt_ages": Parameter(
        AgeSpans(), "免起付线的年龄（自第几次住院起）", "ages without deductible from the n-th admission of a year", ()
    ),
    "inpatient.deductible_exempt_diagnoses": Parameter(
        Diagnoses(),
        "免起付线的诊断（编码开头，可自第几次住院起）",
        "diagnoses (beginnings of codes) without deductible, or from the n-th admission of a year",
        (),
    ),
    "inpatient.deductible_exempt_filings": Parameter(
        Words(FILING_KINDS), "免起付线的慢特病认定", "filings whose holders owe no inpatient deductible", ()
    ),
    "inpatient.repeat_factors": Parameter(
        ListOf(Ratio()), "多次住院起付线系数", "factor on the deductible by number of admission", None
    ),
    "inpatient.repeat_reductions": Parameter(
        ListOf(Money()), "多次住院起付线递减额", "sum taken off the deductible by number of admission", None
    ),
    "inpatient.repeat_sums": Parameter(
        Table(LEVELS, ListOf(Money())),
        "按次数的住院起付线",
        "the deductible itself by level and number of admission",
        None,
    ),
    "inpatient.repeat_floor": Parameter(
        Table(LEVELS, Money()), "多次住院起付线下限", "floor of the deductible of a repeated admission", {}
    ),
    "inpatient.yearly_deductible_total": Parameter(
        LIMIT, "年度起付线累计上限", "yearly total of inpatient deductibles", None
    ),
    "inpatient.transfer": Parameter(
        Word(("difference", "full")), "转院起付线", "on a transfer: pay the difference, or a full deductible", "full"
    ),
    "inpatient.interim": Parameter(
        Word(("continue", "new_admission")),
        "跨年住院分段结算",
        "a later part of a stay: no deductible, or a new admission",
        "continue",
    ),
    "inpatient.interim_days": Parameter(
        Whole("days", least=1),
        "连续住院满若干日的，以后分段结算按新的一次住院",
        "a later part of a stay that begins so many days after the admission is a new admission",
        None,
    ),
    "inpatient.ratio": Parameter(Table(LEVELS, Ratio(), CATEGORIES), "住院报销比例", "inpatient ratio by level"),
    "inpatient.ceiling": Parameter(LIMIT_OR_INCOME, "统筹年度最高支付限额", "yearly ceiling of the basic fund"),
    "inpatient.ceiling_on": Parameter(
        Word(("payment", "cost")), "限额口径", "whether the ceiling counts payments or in-scope cost", "payment"
    ),
    "out_of_area.rules": Parameter(OutOfArea(), "市外就医规则", "rules for bills outside the pooling area", ()),
    # outpatient kinds
    "outpatient.institutions": Parameter(
        Words(LEVELS), "普通门诊统筹定点范围", "levels where ordinary outpatient care is paid"
    ),
    "outpatient.yearly_deductible": Parameter(
        Table(LEVELS, Money()), "普通门诊年度起付线", "yearly outpatient deductible by level"
    ),
    "outpatient.added_points": Parameter(
        Table(CIRCUMSTANCES, Points()), "普通门诊加减的百分点", "points added by circumstance of the visit", {}
    ),
    "outpatient.ratio": Parameter(BY_LEVEL_RATIO, "普通门诊报销比例", "outpatient ratio by level"),
    "outpatient.yearly_cap": Parameter(LIMIT, "普通门诊年度支付限额", "yearly outpatient cap"),
    "two_disease.ratio": Parameter(BY_LEVEL_RATIO, "两病门诊用药报销比例", "ratio for the two diseases by level"),
    "two_disease.yearly_cap": Parameter(
        Table(FILED_DISEASES, LIMIT, required=FILED_DISEASES),
        "两病年度支付限额",
        "yearly cap of the two diseases by filing",
    ),
    "chronic_1.as_inpatient": Parameter(
        Flag(only_yes=True),
        "门诊慢特病Ⅰ类按住院的起付线、比例和限额",
        "chronic class I takes deductible, ratio and ceiling of inpatient care where it has none of its own",
        1,
    ),
    "chronic_1.deductible": Parameter(
        Table(LEVELS, Money(), CATEGORIES),
        "门诊慢特病Ⅰ类年度起付线（不写则同住院）",
        "yearly deductible of chronic class I; left out: the inpatient one",
        None,
    ),
    "chronic_1.ratio": Parameter(
        Table(LEVELS, Ratio(), CATEGORIES),
        "门诊慢特病Ⅰ类报销比例（不写则同住院）",
        "ratio of chronic class I; left out: the inpatient one",
        None,
    ),
    "chronic_2.yearly_deductible": Parameter(
        Money(), "门诊慢特病Ⅱ类年度起付线", "yearly deductible of chronic class II", 0
    ),
    "chronic_2.disease_cap": Parameter(
        ByCode(LIMIT), "单个病种的年度限额", "yearly cap of a person with this one disease filed", {}
    ),
    "chronic_2.ratio": Parameter(BY_LEVEL_RATIO, "门诊慢特病Ⅱ类报销比例", "chronic class II ratio by level"),
    "chronic_2.first_cap": Parameter(LIMIT, "Ⅱ类首个病种年度限额", "yearly cap for the first class-II disease"),
    "chronic_2.each_further": Parameter(
        Money(), "每增加一个病种增加的限额", "added to the cap by each further disease"
    ),
    "chronic_2.most_diseases": Parameter(Whole("count"), "计入限额的病种数", "how many diseases raise the cap"),
    "negotiated_drug.first_share": Parameter(
        Ratio(), "国家谈判药品（乙类）先行自付比例", "first share of class-B negotiated drugs", None
    ),
    "negotiated_drug.ratio": Parameter(BY_LEVEL_RATIO, "国家谈判药品报销比例", "ratio for negotiated drugs by level"),
    "negotiated_drug.catastrophic_ratio": Parameter(
        Ratio(),
        "国家谈判药品统筹支付后的余额由大病保险支付的比例（不进分段）",
        "share of what pooling leaves of negotiated drugs that the catastrophic insurer pays, outside the bands",
        None,
    ),
    # maternity
    "maternity.mode": Parameter(
        Table(DELIVERIES, Word(("lump", "limit", "ratio", "as_inpatient"))),
        "生育医疗费支付方式",
        "how a delivery is paid",
    ),
    "maternity.sum": Parameter(
        Table(DELIVERIES, Table(LEVELS, Money())), "生育医疗费定额或限额", "lump or limit by delivery (and level)", {}
    ),
    "maternity.ratio": Parameter(BY_LEVEL_RATIO, "生育医疗费按比例支付的比例", "ratio of a delivery paid by ratio", {}),
    "maternity.outside_level": Parameter(
        Word(LEVELS), "市外生育最高按此级别的标准", "outside the area no more than the sum of this level", None
    ),
    "maternity.extra_baby": Parameter(Money(), "每多一胎增加", "added for each further baby"),
    "maternity.excess_borne_by": Parameter(
        Word(("person", "institution")), "超定额部分的承担者", "who bears what exceeds the lump", "person"
    ),
    # catastrophic insurance
    "catastrophic.fed_by": Parameter(
        Words(SETTLED_KINDS), "计入大病保险的费用类别", "kinds of bill that feed the layer"
    ),
    "catastrophic.threshold": Parameter(MoneyOrIncomeShare(), "大病保险起付线", "threshold of the catastrophic layer"),
    "catastrophic.band_basis": Parameter(
        Word(("absolute", "above_threshold")),
        "分段口径",
        "whether band limits are on the burden or above the threshold",
    ),
    "catastrophic.bands": Parameter(Bands(), "大病保险分段支付比例", "bands of the catastrophic layer"),
    "catastrophic.cap": Parameter(LIMIT, "大病保险年度最高支付限额", "yearly cap of the catastrophic layer"),
    "catastrophic.tilt_threshold_factor": Parameter(
        Table(IDENTITIES, Ratio()), "倾斜人群起付线系数", "threshold factor of the tilted groups", {}
    ),
    "catastrophic.tilt_points": Parameter(
        Table(IDENTITIES, Points()), "倾斜人群提高的百分点", "points added to each band for the tilted groups", {}
    ),
    "catastrophic.tilt_cap": Parameter(
        Table(IDENTITIES, LIMIT), "倾斜人群年度限额", "yearly cap of the tilted groups", {}
    ),
    "catastrophic.include_self_first": Parameter(
        Flag(), "先行自付计入大病保险", "whether the class-B first share feeds the layer", 0
    ),
    "catastrophic.include_over_ceiling": Parameter(
        Flag(), "超限额部分计入大病保险", "whether what exceeds the ceiling feeds the layer", 0
    ),
    "catastrophic.over_ceiling_ratio": Parameter(
        Ratio(), "超统筹限额部分单独支付的比例", "ratio of its own for what exceeds the basic ceiling", None
    ),
    "catastrophic.premium_per_head": Parameter(Money(), "大病保险筹资标准", "catastrophic premium a head"),
    "insurer.margin": Parameter(Ratio(), "大病保险净利润率", "agreed margin of the catastrophic insurer"),
    "insurer.premium_of_income": Parameter(
        Ratio(),
        "大病保险筹资占基金当年收入的比例（代替人均筹资标准）",
        "premium as a share of the fund's income of the year, in the place of a premium a head",
        None,
    ),
    "insurer.margin_cap": Parameter(
        Ratio(), "净利润率上限", "the margin is not above this share of the premium", RATIO
    ),
    "insurer.fee_cap": Parameter(
        Ratio(),
        "承办费用占保费的上限（不写即不另计费用）",
        "the insurer's cost counts up to this share of the premium",
        0,
    ),
    "insurer.least_payout": Parameter(
        Ratio(), "最低赔付率，不足部分先返还基金", "claims below this share of the premium: the rest goes back first", 0
    ),
    "insurer.reserve_cap": Parameter(
        Ratio(),
        "结余超过净利润的部分划入风险准备金，以保费的这个比例为限",
        "of the surplus above the margin, up to this share of the premium goes to a risk reserve",
        0,
    ),
    "insurer.loss_share_fund": Parameter(Ratio(), "亏损由基金分担比例", "the fund's share of an agreed loss"),
    "insurer.loss_rate_limit": Parameter(Ratio(), "分担亏损的亏损率上限", "loss rate up to which a loss is shared"),
    "insurer.surplus_to_fund": Parameter(Flag(), "超额结余返还基金", "surplus above the margin goes back to the fund"),
    "incentive.continuous_after_years": Parameter(
        Whole("years"), "连续参保激励起算年数", "years of continuous cover before the incentive grows", None
    ),
    "incentive.continuous_step": Parameter(
        Money(), "连续参保激励额度", "cap raised by each further continuous year", None
    ),
    "incentive.zero_claim_step": Parameter(Money(), "零报销激励额度", "cap raised by each year without a claim", None),
    "incentive.ceiling_share": Parameter(
        Ratio(), "激励总额占原限额比例上限", "all steps together, as a share of the cap", None
    ),
    "incentive.keep_earned_steps": Parameter(
        Flag(), "断保后保留已得激励", "whether earned steps stay after a break", 0
    ),
    "incentive.re_enrolment_reduction": Parameter(
        Money(), "断保再参保降低的限额", "cap lowered for those who come back after a break", None
    ),
    # medical assistance
    "assistance.fed_by": Parameter(
        Words(SETTLED_KINDS), "计入医疗救助的费用类别", "kinds of bill that feed assistance"
    ),
    "assistance.deductible": Parameter(
        Table(IDENTITIES, MoneyOrIncomeShare()), "医疗救助起付标准", "assistance deductible by identity", {}
    ),
    "assistance.ratio": Parameter(Table(IDENTITIES, Ratio()), "医疗救助比例", "assistance ratio by identity", {}),
    "assistance.cap": Parameter(
        Table(IDENTITIES, LIMIT_OR_INCOME), "医疗救助年度限额", "yearly assistance cap by identity", {}
    ),
    "assistance.kind_ratio": Parameter(
        Table(SETTLED_KINDS, Table(IDENTITIES, Ratio())),
        "按费用类别的救助比例",
        "assistance ratio for a kind of bill, by identity",
        {},
    ),
    "assistance.outpatient_cap": Parameter(
        Table(IDENTITIES, LIMIT_OR_INCOME), "门诊救助单独的年度限额", "a yearly cap of outpatient kinds alone", {}
    ),
    "assistance.outpatient_kinds": Parameter(
        Words(SETTLED_KINDS), "用门诊救助限额的费用类别", "kinds under the outpatient cap", ("outpatient",)
    ),
    "assistance.unfiled": Parameter(
        Word(("excluded", "difference", "included")),
        "市外未备案费用的救助口径",
        "an unfiled bill outside the area: left out, lowered by the loss, or counted",
        "excluded",
    ),
    "assistance.include_self_first": Parameter(
        Flag(), "先行自付计入医疗救助", "whether the first share feeds assistance", 0
    ),
    "assistance.include_over_ceiling": Parameter(
        Flag(), "超限额部分计入医疗救助", "whether what exceeds the ceiling feeds assistance", 0
    ),
    "tilt.deductible": Parameter(
        Table(IDENTITIES, MoneyOrIncomeShare()), "倾斜救助起付标准", "tilt assistance deductible by identity", {}
    ),
    "tilt.ratio": Parameter(Table(IDENTITIES, Ratio()), "倾斜救助比例", "tilt assistance ratio by identity", {}),
    "tilt.cap": Parameter(
        Table(IDENTITIES, LIMIT_OR_INCOME), "倾斜救助年度限额", "yearly cap of tilt assistance by identity", {}
    ),
    "tilt.burden_share": Parameter(
        Table(IDENTITIES, Ratio()),
        "每次个人负担不超过政策范围内费用的比例，超过部分全额补助（代替倾斜救助的起付标准和比例）",
        "share of a bill's in-scope cost above which tilt pays all, in the place of its deductible and ratio",
        {},
    ),
    "tilt.payer": Parameter(Word(TILT_PAYERS), "倾斜救助资金来源", "who pays tilt assistance", "assistance_money"),
    # supervision, sanctions, indicators
    "sanction.provider_violation_multiple": Parameter(
        SpanOf(Whole("times")), "定点机构违规罚款倍数", "fine of a provider's violation, times the loss"
    ),
    "sanction.provider_violation_suspension": Parameter(
        SpanOf(Whole("months")), "违规暂停医保服务月数", "suspension after a provider's violation"
    ),
    "sanction.provider_records_fine": Parameter(SpanOf(Money()), "资料管理违规罚款", "fine for failures of records"),
    "sanction.provider_fraud_multiple": Parameter(
        SpanOf(Whole("times")), "定点机构骗保罚款倍数", "fine of a provider's fraud, times the sum"
    ),
    "sanction.person_suspension": Parameter(
        SpanOf(Whole("months")), "个人暂停联网结算月数", "suspension of a person's direct settlement"
    ),
    "sanction.person_fraud_multiple": Parameter(
        SpanOf(Whole("times")), "个人骗保罚款倍数", "fine of a person's fraud, times the sum"
    ),
    "indicator.payable_months_warning": Parameter(
        Table(("blue", "yellow", "orange", "red"), Whole("tenths of a month")),
        "可支付月数预警线（十分之一月）",
        "payable months below which a warning is given, in tenths of a month",
    ),
    "indicator.payable_months_too_high": Parameter(
        Whole("tenths of a month"), "可支付月数过高线", "payable months above which the balance is too high"
    ),
    "indicator.year_balance_rate": Parameter(SpanOf(Ratio()), "当年结余率", "balance of the year over income"),
    "indicator.cumulative_balance_rate": Parameter(
        SpanOf(Ratio()), "累计结余率", "cumulative balance over the year's income"
    ),
    "indicator.budget_execution": Parameter(
        Table(("at_least", "at_most"), Whole("basis points")), "预算执行率", "budget execution, in basis points"
    ),
    "indicator.inpatient_in_scope_paid_share": Parameter(
        SpanOf(Ratio()), "住院政策范围内报销比例目标", "target share of in-scope inpatient cost that is paid"
    ),
}


def unit_of(path: str) -> str:
    """Return the unit word that the YAML states beside the values of a parameter."""
    return PARAMETERS[path].kind.unit
