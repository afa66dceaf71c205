"""What no bill can reach: levels, bands, identities and deductibles that are stated for nothing."""

from collections.abc import Iterator

from tongchou.regulations.checks.finding import Finding, finding, in_fen, listed, stated_of, value_of
from tongchou.regulations.checks.together import is_plain
from tongchou.regulations.load import Regulation, Snapshot
from tongchou.rules.money import UNLIMITED, share, yuan

LISTED_LEVELS = (("outpatient.ratio", "outpatient.institutions"),)
"""Tables by level, and the list of the levels at which a bill of the kind is paid at all.

The other kinds of outpatient bill are paid at every level for which they have a ratio, pharmacies too: they do not ask
for a level of ``outpatient.institutions`` (contract of settlement, section 3).
"""

IDENTITY_TABLES = (
    "assistance.ratio",
    "assistance.outpatient_cap",
    "tilt.ratio",
    "tilt.burden_share",
    "catastrophic.tilt_threshold_factor",
    "catastrophic.tilt_points",
    "catastrophic.tilt_cap",
    "inpatient.deductible_exempt",
)
"""Tables and lists of identities of which the rank decides."""

KINDS_WITH_DEDUCTIBLE = ("inpatient", "chronic_1")
"""Kinds that take a deductible from an out-of-area rule (contract of settlement, section 3)."""


def levels_listed(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find ratios for levels at which no bill of the kind is paid."""
    for path, levels in LISTED_LEVELS:
        row, paid = stated_of(snapshot, path), stated_of(snapshot, levels)
        if row is None or paid is None or is_plain(row.value):
            continue
        idle = [level for level in row.value if level not in paid.value]
        if idle:
            zh, en = listed(idle)
            yield finding(
                row,
                "levels",
                f"{zh} 不在 {levels} 之内，永远用不到；列入，或去掉这一项",
                f"{en}: not listed in {levels}, so it can never be reached; list it there, or take the entry away",
                about=(en,),
                rests_on=(levels,),
            )


def identities_ranked(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find identities of a table that have no place in the rank."""
    rank = value_of(snapshot, "identity.rank")
    for path in IDENTITY_TABLES if rank is not None else ():
        row = stated_of(snapshot, path)
        idle = [identity for identity in row.value if identity not in rank] if row is not None else []
        if row is not None and idle:
            zh, en = listed(idle)
            yield finding(
                row,
                "rank",
                f"身份 {zh} 不在 identity.rank 之内，永远用不到；列入次序，或去掉这一项",
                f"{en} is not in identity.rank, so it can never be reached; rank it, or take the entry away",
                about=(en,),
                rests_on=("identity.rank",),
            )


def deductibles_read(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find out-of-area rules with a deductible for kinds of bill that take none from them."""
    row = stated_of(snapshot, "out_of_area.rules")
    for rule in row.value if row is not None else ():
        if row is not None and rule.deductible and not set(rule.kinds) & set(KINDS_WITH_DEDUCTIBLE):
            kinds = ", ".join(rule.kinds)
            yield finding(
                row,
                "deductible",
                f"{rule.place}.{rule.filing} 的 deductible 永远用不到：{kinds} 不取市外起付线，"
                f"只有 {'、'.join(KINDS_WITH_DEDUCTIBLE)} 才取；去掉 deductible",
                f"the deductible of {rule.place}.{rule.filing} can never be reached: {kinds} takes none outside the "
                f"area, only {' and '.join(KINDS_WITH_DEDUCTIBLE)} do; take it away",
                about=(rule.place, rule.filing, kinds),
            )


def bands_reached(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find bands of catastrophic insurance that end at or below where they would begin."""
    row = stated_of(snapshot, "catastrophic.bands")
    if row is None:
        return
    threshold = in_fen(snapshot, value_of(snapshot, "catastrophic.threshold"))
    basis = value_of(snapshot, "catastrophic.band_basis")
    factors = (value_of(snapshot, "catastrophic.tilt_threshold_factor") or {}).values()
    if basis != "absolute":
        lowest = 0
    elif threshold is None:
        return
    else:
        lowest = min([threshold, *(share(threshold, factor) for factor in factors)])
    idle = [band.up_to for band in row.value if band.up_to <= lowest and band.up_to < UNLIMITED]
    if idle:
        zh, en = listed(yuan(limit) for limit in idle)
        above = ("起付线", "the threshold") if basis == "absolute" else ("0", "0")
        yield finding(
            row,
            "bands",
            f"上限 {zh} 不高于{above[0]}，永远用不到；改上限，或去掉这一段",
            f"the limit {en} is not above {above[1]} and can never be reached; mend the limit, or take the band away",
            rests_on=("catastrophic.threshold", "income.per_head", "catastrophic.tilt_threshold_factor"),
        )
