"""A case file's form (version 1), checked field by field and turned into integers.

Source: contract of settlement, section 1. All faults are found, not only the first; with one fault nothing is settled.
"""

from datetime import date
from typing import Any

from tongchou.cases.faults import CaseFault, RefusedCase
from tongchou.cases.fields import Fields
from tongchou.cases.links import check_links
from tongchou.cases.model import FOREVER, Bill, Case, DatedCode, Filing, Line, Period, Person
from tongchou.rules.benefit.facts import Scope
from tongchou.rules.benefit.scope import NO_RATIO, line_amount
from tongchou.rules.codes import (
    ADULT,
    CATEGORIES,
    CIRCUMSTANCES,
    CLASSES,
    DELIVERIES,
    EXCLUSIONS,
    FILING_KINDS,
    FILINGS_OUT_OF_AREA,
    GRADES,
    IDENTITIES,
    INPATIENT,
    ITEMS,
    KINDS,
    LEVELS,
    LOCAL,
    MATERNITY,
    PLACES,
    UNFILED,
)
from tongchou.rules.days import year_of
from tongchou.rules.money import LARGEST_BILL, UNLIMITED, yuan

SEXES = ("F", "M")

TOP = ("version", "regulation", "persons")
PERSON = (
    "id",
    "birth",
    "sex",
    "county",
    "category",
    "grade",
    "identities",
    "coverage",
    "continuous_years",
    "zero_claim_years",
    "filings",
    "encounters",
)
ENCOUNTER = (
    "id",
    "kind",
    "provider_level",
    "place",
    "filing",
    "admitted",
    "discharged",
    "lines",
    "amounts",
    "delivery",
    "babies",
    "disease",
    "stay",
    "transfer_from",
    "third_party_share",
    "excluded",
    "sequence",
    "diagnosis",
    "provider",
    "circumstances",
)
LINE = (
    "item",
    "class",
    "amount",
    "quantity",
    "unit_price",
    "price_limit",
    "self_first_ratio",
    "date",
    "excluded",
)
AMOUNTS = ("total", "own_expense", "over_limit", "self_first")


def read_case(value: Any, regulation: str = "") -> Case:
    """Return a case file's content in integers; raise RefusedCase with every fault of its form.

    ``regulation`` stands in for the file's own where it is given.
    """
    faults: list[CaseFault] = []
    named, found = read_head(value, TOP, regulation, faults)
    persons = tuple(_person(item, path, faults) for item, path in found)
    each_once(faults, [(f"{person.path}.id", person.id) for person in persons], "人员编号", "person id")
    bills = [bill for person in persons for bill in person.bills]
    each_once(faults, [(f"{bill.path}.id", bill.id) for bill in bills], "就诊编号", "encounter id")
    for person in persons:
        check_links(person, faults)
    if faults:
        raise RefusedCase(faults)
    return Case(regulation or named, persons)


def read_head(
    value: Any, keys: tuple[str, ...], regulation: str, faults: list[CaseFault]
) -> tuple[str, list[tuple[Any, str]]]:
    """Return the regulation that a file names, and the entries of its list (the last of ``keys``) with their paths.

    The version is checked. Raise RefusedCase where the file is no mapping at all.
    """
    top = Fields(value, "", faults, keys)
    if not top.is_mapping:
        raise RefusedCase(faults)
    version = top.values.get("version")
    if type(version) is str and version == "1":
        top.fault("version", "1", "版本须为不加引号的整数", "the version is a whole number without quotes")
    elif type(version) is not int or version != 1:
        top.fault("version", "1", "不认识的版本", "unknown version")
    named = top.text("regulation", needed=not regulation)
    if not isinstance(top.values.get(keys[-1]), list):
        top.fault(keys[-1], "list", "须为列表", "must be a list")
        return named, []
    return named, top.items(keys[-1])


def each_once(faults: list[CaseFault], named: list[tuple[str, str]], zh: str, en: str) -> None:
    """Note every name that stands twice, each given as its path and text; an empty one is no name."""
    seen: set[str] = set()
    for path, name in named:
        if name and name in seen:
            faults.append(CaseFault(path, name, "once in a file", f"{zh}重复", f"the {en} stands twice"))
        seen.add(name)


def _person(value: Any, path: str, faults: list[CaseFault]) -> Person:
    fields = Fields(value, path, faults, PERSON)
    if not fields.is_mapping:
        return Person(path, "", 1, "", "", (), (), (), None, 0, 0, (), ())
    birth = fields.day("birth")
    bills = tuple(_bill(item, here, faults) for item, here in fields.items("encounters"))
    for bill in bills:
        if bill.discharged < birth:
            found = date.fromordinal(bill.discharged).isoformat()
            faults.append(
                CaseFault(f"{bill.path}.discharged", found, ">= birth", "出院早于出生", "discharged before birth")
            )
        else:
            _line_days(bill, birth, faults)
    if all(bill.sequence for bill in bills):
        taken: set[int] = set()
        for bill in bills:
            if bill.sequence in taken:
                where = f"{bill.path}.sequence"
                faults.append(CaseFault(where, bill.sequence, "once a person", "次序重复", "the sequence stands twice"))
            taken.add(bill.sequence)
    coverage = tuple(_period(item, here, faults) for item, here in fields.items("coverage"))
    return Person(
        path,
        fields.text("id", needed=True),
        birth,
        SEXES[fields.word("sex", SEXES)],
        fields.text("county", needed=True),
        _categories(fields),
        _grades(fields),
        tuple(_dated(item, here, faults, IDENTITIES, ("kind",)) for item, here in fields.items("identities")),
        coverage if "coverage" in fields.values else None,
        fields.whole("continuous_years", 0, 200, 0),
        fields.whole("zero_claim_years", 0, 200, 0),
        tuple(_filing(item, here, faults) for item, here in fields.items("filings")),
        bills,
    )


def _line_days(bill: Bill, birth: int, faults: list[CaseFault]) -> None:
    """Note the lines dated before the birth or after the discharge; before the admission there may be some."""
    for number, line in enumerate(bill.lines):
        if line.day and not birth <= line.day <= bill.discharged:
            found = date.fromordinal(line.day).isoformat()
            late = line.day > bill.discharged
            allowed = "<= discharged" if late else ">= birth"
            zh = "明细日期晚于出院（服务）日期" if late else "明细日期早于出生"
            en = "the line is dated after the discharge" if late else "the line is dated before the birth"
            faults.append(CaseFault(f"{bill.path}.lines[{number}].date", found, allowed, zh, en))


def _span(fields: Fields) -> tuple[int, int]:
    first = fields.day("from")
    last = fields.day("to", FOREVER)
    if last < first:
        fields.fault("to", ">= from", "止日早于起日", "the last day is before the first")
    return first, last


def _categories(fields: Fields) -> tuple[DatedCode, ...]:
    if isinstance(fields.values.get("category"), list):
        names = ("kind", "category")
        held = [_dated(item, path, fields.faults, CATEGORIES, names) for item, path in fields.items("category")]
        # of several held on a day the one begun last holds
        return tuple(sorted(held, key=lambda each: each.first))
    return (DatedCode(fields.word("category", CATEGORIES, ADULT), 1, FOREVER),)


def _grades(fields: Fields) -> tuple[DatedCode, ...]:
    if isinstance(fields.values.get("grade"), list):
        held = [
            _dated(item, path, fields.faults, GRADES, ("grade",))._replace(path=f"{path}.grade")
            for item, path in fields.items("grade")
        ]
        # of several held on a day the one begun last holds
        return tuple(sorted(held, key=lambda each: each.first))
    return (DatedCode(fields.word("grade", GRADES, 0), 1, FOREVER, fields.at("grade")),)


def _dated(value: Any, path: str, faults: list[CaseFault], words: tuple[str, ...], names: tuple[str, ...]) -> DatedCode:
    fields = Fields(value, path, faults, (*names, "from", "to"))
    if not fields.is_mapping:
        return DatedCode(0, 1, 1)
    name = next((name for name in names if name in fields.values), names[0])
    for other in names:
        if other != name and other in fields.values:
            fields.fault(other, name, "与前一个词重复", "says the same again")
    return DatedCode(fields.word(name, words), *_span(fields))


def _period(value: Any, path: str, faults: list[CaseFault]) -> Period:
    fields = Fields(value, path, faults, ("from", "to", "paid_on", "waiting_until", "reason"))
    if not fields.is_mapping:
        return Period(1, 1)
    for name in ("paid_on", "waiting_until"):
        fields.day(name, 1)
    fields.text("reason")
    return Period(*_span(fields))


def _filing(value: Any, path: str, faults: list[CaseFault]) -> Filing:
    fields = Fields(value, path, faults, ("kind", "disease", "from", "to"))
    if not fields.is_mapping:
        return Filing("", "", 1, 1)
    kind = FILING_KINDS[fields.word("kind", FILING_KINDS)]
    return Filing(kind, fields.text("disease"), *_span(fields))


def _bill(value: Any, path: str, faults: list[CaseFault]) -> Bill:
    fields = Fields(value, path, faults, ENCOUNTER)
    if not fields.is_mapping:
        return Bill(path, "", 0, 0, 0, 0, 1, FOREVER, 9999, (), None, 0, 1, "", "", "", 0, "", 0, "", "", (), (), ())
    kind = fields.word("kind", KINDS)
    discharged = fields.day("discharged", on_fault=FOREVER)
    needs_admission = kind in (INPATIENT, MATERNITY) and isinstance(fields.values.get("kind"), str)
    admitted = fields.day("admitted", None if needs_admission else discharged)
    if admitted > discharged:
        fields.fault("admitted", "<= discharged", "入院晚于出院", "admitted after the discharge")
    if needs_admission and kind == MATERNITY:
        delivery = fields.word("delivery", DELIVERIES)
    else:
        delivery = fields.word("delivery", DELIVERIES, 0)
    excluded = EXCLUSIONS[fields.word("excluded", EXCLUSIONS)] if "excluded" in fields.values else ""
    share = fields.ratio("third_party_share", 0)
    lines: tuple[Line, ...] = ()
    totals = None
    if ("lines" in fields.values) == ("amounts" in fields.values):
        fields.fault("lines", "lines | amounts", "lines 与 amounts 恰有其一", "exactly one of lines and amounts")
    elif "lines" in fields.values:
        lines = tuple(_line(item, here, faults) for item, here in fields.items("lines"))
    else:
        totals = _totals(fields)
        if share:
            fields.fault("third_party_share", "only with lines", "仅用于明细行", "goes with lines only")
    exclusions = {excluded, "third_party" if share else "", *(line.excluded for line in lines)} - {""}
    return Bill(
        path,
        fields.text("id", needed=True),
        kind,
        fields.word("provider_level", LEVELS),
        fields.word("place", PLACES, LOCAL),
        fields.word("filing", FILINGS_OUT_OF_AREA, UNFILED),
        admitted,
        discharged,
        year_of(discharged),
        lines,
        totals,
        delivery,
        fields.whole("babies", 1, 9, 1),
        fields.text("disease"),
        fields.text("stay"),
        fields.text("transfer_from"),
        share,
        excluded,
        fields.whole("sequence", 1, 10**9, 0),
        fields.text("diagnosis"),
        fields.text("provider"),
        fields.words("circumstances", CIRCUMSTANCES),
        tuple(sorted(exclusions)),
        tuple({line.day or discharged for line in lines} or {discharged}),
    )


def _line(value: Any, path: str, faults: list[CaseFault]) -> Line:
    fields = Fields(value, path, faults, LINE)
    if not fields.is_mapping:
        return Line(0, 0, 0, UNLIMITED, 0, NO_RATIO, 0, "")
    quantity = fields.decimal("quantity", 4, 0)
    unit_price = fields.decimal("unit_price", 6, 0)
    price_limit = fields.decimal("price_limit", 6, 0)
    for name, price in (("unit_price", unit_price), ("price_limit", price_limit)):
        if price < 0:
            fields.fault(name, '>= "0"', "价格不能为负", "a price is not negative")
    if "amount" in fields.values:
        amount = fields.amount("amount")
        if quantity * amount < 0:
            fields.fault(
                "quantity", "same sign as amount", "数量与金额的符号相反", "quantity and amount differ in sign"
            )
    elif "quantity" in fields.values and "unit_price" in fields.values:
        amount = line_amount(quantity, unit_price)
        if abs(amount) > LARGEST_BILL:
            fields.fault(
                "quantity", f"quantity × unit_price <= {yuan(LARGEST_BILL)}", "金额过大", "the amount is too large"
            )
    else:
        fields.fault("amount", "amount, or quantity and unit_price", "缺少金额", "the amount is missing")
        amount = 0
    limit = UNLIMITED
    if "price_limit" in fields.values:
        if "quantity" not in fields.values:
            fields.fault("price_limit", "only with quantity", "限价须有数量", "a price limit needs a quantity")
        limit = min(UNLIMITED, abs(line_amount(quantity, price_limit)))
    return Line(
        fields.word("item", ITEMS),
        fields.word("class", CLASSES),
        amount,
        limit,
        unit_price if "unit_price" in fields.values else abs(amount) * 10_000,
        fields.ratio("self_first_ratio", NO_RATIO),
        fields.day("date", 0),
        EXCLUSIONS[fields.word("excluded", EXCLUSIONS)] if "excluded" in fields.values else "",
    )


def _totals(encounter: Fields) -> Scope:
    fields = Fields(encounter.values["amounts"], encounter.at("amounts"), encounter.faults, AMOUNTS)
    if not fields.is_mapping:
        return Scope(0, 0, 0, 0, 0)
    if "total" not in fields.values:
        fields.fault("total", "decimal text", "缺少总额", "the total is missing")
    before = len(fields.faults)
    total, own_expense, over_limit, self_first = (fields.amount(name) for name in AMOUNTS)
    readable = len(fields.faults) == before
    for name, amount in zip(AMOUNTS, (total, own_expense, over_limit, self_first), strict=True):
        if amount < 0:
            fields.fault(name, '>= "0"', "不能为负", "must not be negative")
    in_scope = total - own_expense - over_limit - self_first
    if in_scope < 0 <= total and readable:
        fields.fault(
            "total", ">= own_expense + over_limit + self_first", "分项之和超过总额", "the parts exceed the total"
        )
    return Scope(total, own_expense, over_limit, self_first, max(0, in_scope))
