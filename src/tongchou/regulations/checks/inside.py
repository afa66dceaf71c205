"""What a value leaves open inside itself: a scale that ends, an out-of-area rule or a delivery without a level."""

from collections.abc import Iterator

from tongchou.regulations.checks.days import POOLING_LEVEL
from tongchou.regulations.checks.finding import Finding, finding, listed, stated_of, value_of
from tongchou.regulations.checks.together import is_plain, keyed
from tongchou.regulations.load import Regulation, Snapshot
from tongchou.rules.money import UNLIMITED, yuan

BY_SUM = ("lump", "limit", "ratio")
"""Ways of paying a delivery that read its sum, the last one only where there is a sum."""

HOSPITALS = ("level1", "level2", "level3")
"""Levels with deliveries; primary institutions of many areas have none, and antenatal care keeps to few levels."""


def bands_open(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find a scale of catastrophic insurance that ends: above its last limit nothing would be paid."""
    row = stated_of(snapshot, "catastrophic.bands")
    if row is not None and row.value[-1].up_to < UNLIMITED:
        last = yuan(row.value[-1].up_to)
        yield finding(
            row,
            "open",
            f"{last} 以上没有分段，不予支付；补上 up_to: none 的一段（确不支付的写 0%）",
            f"no band above {last}, so nothing would be paid there; add one with up_to: none (0% where that is meant)",
        )


def rows_complete(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find out-of-area rules whose deductible and mechanism name different levels: neither settles the other's."""
    row = stated_of(snapshot, "out_of_area.rules")
    for rule in row.value if row is not None else ():
        lacking = []
        if rule.deductible:
            for name, table, other in (
                (rule.mechanism, rule.deductible, rule.value),
                ("deductible", rule.value, rule.deductible),
            ):
                levels = [level for level in table if level not in other and not is_plain(table)]
                lacking += [f"{name} {', '.join(levels)}"] if levels else []
        if row is not None and lacking:
            zh, en = listed(lacking)
            yield finding(
                row,
                "levels of a rule",
                f"{rule.place}.{rule.filing} 缺少 {zh}；起付线与支付方式的等级须相同",
                f"{rule.place}.{rule.filing} lacks {en}; deductible and mechanism must name the same levels",
                about=(rule.place, rule.filing, *rule.kinds),
            )


def deliveries_complete(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find deliveries whose sum, and ratios whose table, leaves out a level of hospitals that the area has."""
    modes, deductible = stated_of(snapshot, "maternity.mode"), stated_of(snapshot, "inpatient.deductible")
    if regulation.area.level != POOLING_LEVEL or modes is None or deductible is None:
        return
    levels = dict.fromkeys(level for (_, level), _ in keyed(deductible.value) if level in HOSPITALS)
    outside = value_of(snapshot, "maternity.outside_level")
    sums, ratios = stated_of(snapshot, "maternity.sum"), stated_of(snapshot, "maternity.ratio")
    for delivery, by_level in sums.value.items() if sums is not None else ():
        asked = [*levels, *([outside] if outside is not None and outside not in levels else [])]
        lacking = [level for level in asked if level not in by_level]
        if sums is not None and lacking and delivery != "antenatal" and modes.value.get(delivery) in BY_SUM:
            zh, en = listed(lacking)
            yield finding(
                sums,
                "levels of a delivery",
                f"缺少 {zh}，这些级别的分娩不能结算；补上",
                f"{en} is missing, so that a delivery there can't be settled; state it",
                about=(delivery,),
                keys=delivery,
                rests_on=("inpatient.deductible", "maternity.outside_level", "maternity.mode"),
            )
    lacking = [level for level in levels if ratios is not None and level not in ratios.value]
    if ratios is not None and lacking and "ratio" in modes.value.values():
        zh, en = listed(lacking)
        yield finding(
            ratios,
            "levels of a delivery",
            f"缺少 {zh}，这些级别的分娩不能结算；补上",
            f"{en} is missing, so that a delivery there can't be settled; state it",
            rests_on=("inpatient.deductible", "maternity.mode"),
        )
