"""Values of the regulation as a person reads them, Chinese and English: amounts with units, words in place of codes."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from tongchou.cases.told_words import COUNTY_WORDS, GRADE_WORDS
from tongchou.regulations.kinds import (
    Bands,
    ByCode,
    DayOfYear,
    Flag,
    Income,
    Kind,
    ListOf,
    Money,
    MoneyOrIncomeShare,
    Points,
    Ratio,
    SpanOf,
    Table,
    Whole,
    Words,
    YearDay,
)
from tongchou.regulations.rows import (
    MECHANISMS,
    OLDEST,
    AgeSpan,
    AgeSpans,
    Diagnoses,
    OutOfArea,
    OutOfAreaRow,
    RegimeRow,
    Regimes,
)
from tongchou.regulations.schema import PARAMETERS
from tongchou.rules.codes import IDENTITIES, LEVELS
from tongchou.rules.explanation.words import IDENTITY_WORDS, LEVEL_WORDS, PAYER_WORDS
from tongchou.rules.money import UNLIMITED, percent, yuan

Told = tuple[str, str]
"""Chinese and English."""

NOTHING_SAID: Told = ("", "")


class Line(NamedTuple):
    """One line of a value: what it is for, and what it is."""

    label: Told
    text: Told


WORDS: dict[str, Told] = {
    **dict(zip(LEVELS, LEVEL_WORDS, strict=True)),
    **dict(zip(IDENTITIES, IDENTITY_WORDS, strict=True)),
    **GRADE_WORDS,
    # an ordinary person and an ordinary county share their word, see _word
    **{word: told for word, told in COUNTY_WORDS.items() if word != "ordinary"},
    **PAYER_WORDS,
    "inpatient": ("住院", "inpatient"),
    "chronic_1": ("门诊慢特病Ⅰ类", "chronic class I"),
    "chronic_2": ("门诊慢特病Ⅱ类", "chronic class II"),
    "negotiated_drug": ("国家谈判药品", "negotiated drugs"),
    "outpatient": ("普通门诊", "ordinary outpatient"),
    "two_disease": ("两病用药", "drugs of the two diseases"),
    "hypertension": ("高血压", "hypertension"),
    "diabetes": ("糖尿病", "diabetes"),
    "both": ("高血压合并糖尿病", "both diseases"),
    "adult": ("成年居民", "adults"),
    "student": ("学生", "students"),
    "child": ("儿童", "children"),
    "drug": ("药品", "drugs"),
    "service": ("诊疗项目", "services"),
    "consumable": ("医用耗材", "consumables"),
    "vaginal": ("平产", "vaginal delivery"),
    "difficult": ("难产", "difficult delivery"),
    "caesarean": ("剖宫产", "caesarean"),
    "antenatal": ("产前检查", "antenatal care"),
    "local": ("市内", "inside the city"),
    "province": ("省内市外", "in the province, outside the city"),
    "elsewhere": ("省外", "outside the province"),
    "none": ("未备案", "not filed"),
    "residence": ("异地长期居住", "residence filing"),
    "referral": ("转诊", "referral"),
    "emergency": ("急诊抢救", "emergency"),
    "village_clinic": ("村卫生室", "village clinic"),
    "family_doctor": ("签约家庭医生", "family doctor"),
    "break_based": ("按中断缴费", "by breaks in payment"),
    "fixed_and_variable": ("固定加变动", "fixed and variable"),
    "difference": ("补差额", "the difference"),
    "full": ("计全额", "in full"),
    "continue": ("连续计算", "continued"),
    "new_admission": ("按新一次住院", "as a new admission"),
    "payment": ("按支付额", "on payments"),
    "cost": ("按费用", "on cost"),
    "lump": ("定额", "lump sum"),
    "limit": ("限额", "limit"),
    "ratio": ("按比例", "by ratio"),
    "as_inpatient": ("按住院", "as inpatient"),
    "person": ("个人", "the person"),
    "institution": ("医疗机构", "the institution"),
    "absolute": ("按累计负担", "on the burden"),
    "above_threshold": ("按超过起付线的部分", "on what exceeds the threshold"),
    "excluded": ("不计入", "left out"),
    "included": ("计入", "counted"),
    "blue": ("蓝色预警", "blue warning"),
    "yellow": ("黄色预警", "yellow warning"),
    "orange": ("橙色预警", "orange warning"),
    "red": ("红色预警", "red warning"),
    "at_least": ("不低于", "at least"),
    "at_most": ("不高于", "at most"),
    "deductible": ("起付线", "deductible"),
    "filing": ("备案要求", "filing"),
    "ceiling": ("年度限额", "ceiling"),
    "catalogue": ("目录限制", "catalogue"),
    "day_to_day": ("按日对日", "day to day"),
    "calendar": ("按自然月", "by the calendar month"),
}
"""Every word of the vocabulary."""

UNITS: dict[str, Told] = {
    "count": ("", ""),
    "months": ("个月", " months"),
    "years": ("年", " years"),
    "days": ("天", " days"),
    "year": ("年度", ""),
    "times": ("倍", " times"),
    "tenths of a month": ("（十分之一月）", " tenths of a month"),
    "basis points": ("（万分之一）", " basis points"),
}

YEARS: dict[int, Told] = {-1: ("上一年", " of the year before"), 0: ("当年", ""), 1: ("下一年", " of the year after")}

MECHANISM_WORDS: dict[str, Told] = {
    "points": ("报销比例加减", "points on the ratio"),
    "factor": ("报销比例乘以", "ratio times"),
    "own_share": ("先由个人自付", "first paid by the person"),
}

TOPICS: dict[str, Told] = {
    "contribution": ("个人缴费", "Contributions"),
    "enrolment": ("参保", "Enrolment"),
    "enrolment_aid": ("资助参保", "Enrolment aid"),
    "subsidy": ("财政补助", "Subsidies"),
    "expansion_fund": ("扩面经费", "Enrolment fund"),
    "waiting": ("待遇等待期", "Waiting"),
    "identity": ("身份", "Identities"),
    "income": ("居民收入", "Income"),
    "scope": ("支付范围", "Scope"),
    "exclusion": ("不予支付", "Exclusions"),
    "special_regime": ("突发公共卫生事件", "Emergencies"),
    "settlement": ("结算", "Settlement"),
    "inpatient": ("住院", "Inpatient"),
    "out_of_area": ("市外就医", "Outside the city"),
    "outpatient": ("普通门诊", "Outpatient"),
    "two_disease": ("两病用药", "Two diseases"),
    "chronic_1": ("门诊慢特病Ⅰ类", "Chronic class I"),
    "chronic_2": ("门诊慢特病Ⅱ类", "Chronic class II"),
    "negotiated_drug": ("国家谈判药品", "Negotiated drugs"),
    "maternity": ("生育", "Maternity"),
    "catastrophic": ("大病保险", "Catastrophic insurance"),
    "insurer": ("大病保险承办", "Catastrophic insurer"),
    "incentive": ("参保激励", "Incentives"),
    "assistance": ("医疗救助", "Medical assistance"),
    "tilt": ("倾斜救助", "Tilt assistance"),
    "sanction": ("处罚", "Sanctions"),
    "indicator": ("监测指标", "Indicators"),
}
"""The first part of a parameter's name → what the parameters that share it are about."""


def topic_of(path: str) -> str:
    """Return the topic of a parameter."""
    return path.partition(".")[0]


def told_value(path: str, value: Any) -> list[Line]:
    """Return the lines of a parameter's value; an empty table or list is one line that says so."""
    return _lines(PARAMETERS[path].kind, value) or [Line(NOTHING_SAID, ("无", "none"))]


def _lines(kind: Kind, value: Any) -> list[Line]:
    if isinstance(kind, Table):
        return _table(kind, value)
    if isinstance(kind, ListOf):
        return [
            Line((f"第 {number} 次", f"no. {number}"), _leaf(kind.inner, entry))
            for number, entry in enumerate(value, 1)
        ]
    if isinstance(kind, ByCode):
        return [Line((code, code), _leaf(kind.inner, entry)) for code, entry in value.items()]
    if isinstance(kind, Bands):
        return [Line(_up_to(band.up_to), _leaf(Ratio(), band.ratio)) for band in value]
    if isinstance(kind, SpanOf):
        ends = (("at_least", value.at_least), ("at_most", value.at_most))
        return [Line(WORDS[name], _leaf(kind.inner, end)) for name, end in ends if end is not None]
    if isinstance(kind, OutOfArea):
        return [_out_of_area(row) for row in value]
    if isinstance(kind, AgeSpans):
        return [
            Line(_ages(span), (f"自第 {span.from_admission} 次住院起", f"from admission {span.from_admission}"))
            for span in value
        ]
    if isinstance(kind, Diagnoses):
        return [
            Line(
                (row.diagnosis, row.diagnosis),
                (f"自第 {row.from_admission} 次住院起", f"from admission {row.from_admission}"),
            )
            for row in value
        ]
    if isinstance(kind, Regimes):
        return [Line((row.name, row.name), _regime(row)) for row in value]
    if isinstance(kind, Words):
        return [Line(NOTHING_SAID, _listed(_word(word, kind.words) for word in value))] if value else []
    return [] if value is None else [Line(NOTHING_SAID, _leaf(kind, value))]


def _table(kind: Table, value: dict[str, Any]) -> list[Line]:
    """Return a line for each entry; one line where every word has the same value."""
    if set(value) == set(kind.words) and len(value) > 1:
        first, *others = value.values()
        if all(other == first for other in others) and not isinstance(first, dict):
            return [Line(("各类相同", "the same for all"), text) for _, text in _lines(kind.inner_of(first), first)]
    found = []
    for word, entry in value.items():
        for label, text in _lines(kind.inner_of(entry), entry):
            zh, en = _word(word, kind.words)
            joined = zh + (f" · {label[0]}" if label[0] else ""), en + (f" · {label[1]}" if label[1] else "")
            found.append(Line(joined, text))
    return found


def _leaf(kind: Kind, value: Any) -> Told:
    if isinstance(value, Income):
        return f"居民人均可支配收入的 {percent(value.ratio)}", f"{percent(value.ratio)} of the income per head"
    if isinstance(kind, Money | MoneyOrIncomeShare):
        return ("不设限额", "no limit") if value >= UNLIMITED else (f"{yuan(value)} 元", f"{yuan(value)} yuan")
    if isinstance(kind, Points):
        sign = "+" if value > 0 else ""
        return f"{sign}{percent(value)[:-1]} 个百分点", f"{sign}{percent(value)[:-1]} points"
    if isinstance(kind, Ratio):
        return percent(value), percent(value)
    if isinstance(kind, Flag):
        return ("是", "yes") if value else ("否", "no")
    if isinstance(kind, DayOfYear):
        return _day_of_year(value)
    if isinstance(kind, Whole):
        zh, en = UNITS[kind.unit]
        return (f"{value} {zh}".strip(), f"{value}{en}")
    return _word(str(value))


def _word(word: str, among: tuple[str, ...] = ()) -> Told:
    """Return what a word of the vocabulary is called, ``among`` the words of its parameter."""
    words = COUNTY_WORDS if "expanded_power" in among else WORDS
    identity, dot, of_its = word.partition(".")
    if dot and identity in words:
        zh, en = words[identity]
        return f"{zh}（{of_its}档）", f"{en} (class {of_its})"
    return words.get(word, (word, word))


def _listed(words: Iterable[Told]) -> Told:
    found = list(words)
    return "、".join(zh for zh, _ in found), ", ".join(en for _, en in found)


def _up_to(fen: int) -> Told:
    return ("以上部分", "above") if fen >= UNLIMITED else (f"至 {yuan(fen)} 元", f"up to {yuan(fen)} yuan")


def _day_of_year(day: YearDay) -> Told:
    zh, en = YEARS[day.offset]
    return f"{zh} {day.month} 月 {day.day} 日", f"{day.month:02d}-{day.day:02d}{en}"


def _ages(span: AgeSpan) -> Told:
    if not span.from_age:
        return f"{span.to_age} 岁及以下", f"ages up to {span.to_age}"
    if span.to_age >= OLDEST:
        return f"{span.from_age} 岁及以上", f"ages {span.from_age} and more"
    return f"{span.from_age} 至 {span.to_age} 岁", f"ages {span.from_age} to {span.to_age}"


def _out_of_area(row: OutOfAreaRow) -> Line:
    label = _listed([_word(row.place), _word(row.filing), *map(_word, row.kinds)])
    mechanism = Table(LEVELS, MECHANISMS[row.mechanism])
    parts = [_told_table(MECHANISM_WORDS[row.mechanism], mechanism, row.value)]
    if row.deductible:
        parts.append(_told_table(WORDS["deductible"], Table(LEVELS, Money()), row.deductible))
    if row.ratio_floor:
        parts.append(_told_table(("比例不低于", "ratio at least"), Table(LEVELS, Ratio()), row.ratio_floor))
    return Line(label, ("；".join(zh for zh, _ in parts), "; ".join(en for _, en in parts)))


def _told_table(head: Told, kind: Table, value: dict[str, int]) -> Told:
    zh, en = _listed((f"{label[0]} {text[0]}", f"{label[1]} {text[1]}") for label, text in _table(kind, value))
    return f"{head[0]}：{zh}", f"{head[1]}: {en}"


def _regime(row: RegimeRow) -> Told:
    waived = _listed(map(_word, row.waive)) if row.waive else ("无", "nothing")
    diagnoses = _listed((each, each) for each in row.diagnoses) if row.diagnoses else ("全部诊断", "every diagnosis")
    places = (
        _listed((each, each) for each in row.institutions) if row.institutions else ("全部机构", "every institution")
    )
    payer = _word(row.payer)
    account = ("单独记账", "an account of its own") if row.own_account else ("不单独记账", "no account of its own")
    return (
        f"诊断 {diagnoses[0]}；机构 {places[0]}；免除 {waived[0]}；由{payer[0]}支付；{account[0]}",
        f"diagnoses {diagnoses[1]}; {places[1]}; waives {waived[1]}; paid by {payer[1]}; {account[1]}",
    )
