"""What belongs together: parameters that settle a bill only side by side, as one table.

Asked of pooling areas: a province or the nation may leave a part to those below.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from tongchou.regulations.checks.days import POOLING_LEVEL
from tongchou.regulations.checks.finding import Finding, finding, listed, stated_of
from tongchou.regulations.checks.needs import SETS, lacks
from tongchou.regulations.kinds import Income
from tongchou.regulations.load import Regulation, Snapshot, day_text
from tongchou.rules.codes import CATEGORIES, LEVELS

REPEAT = ("inpatient.repeat_factors", "inpatient.repeat_reductions", "inpatient.repeat_sums")


class Keys(NamedTuple):
    """Every key of one table has to stand in another."""

    path: str
    needs: str
    only: tuple[str, ...] = ()
    """The entries that need it, where not all do."""
    above_zero: bool = False
    """Whether an entry of 0 needs nothing."""
    where_stated: bool = False
    """Whether the other table may also be left out as a whole."""


KEYS: tuple[Keys, ...] = (
    Keys("inpatient.deductible", "inpatient.ratio"),
    Keys("inpatient.ratio", "inpatient.deductible"),
    Keys("outpatient.institutions", "outpatient.ratio"),
    Keys("maternity.mode", "maternity.sum", only=("lump", "limit")),
    Keys("assistance.ratio", "assistance.deductible"),
    Keys("assistance.ratio", "assistance.cap"),
    Keys("assistance.outpatient_cap", "assistance.ratio"),
    Keys("chronic_1.deductible", "inpatient.ratio"),
    Keys("tilt.ratio", "tilt.deductible"),
    Keys("tilt.ratio", "tilt.cap"),
    Keys("inpatient.deductible", "inpatient.repeat_sums", where_stated=True),
    Keys("inpatient.repeat_sums", "inpatient.deductible"),
    Keys("enrolment_aid.ratio", "enrolment_aid.payer", above_zero=True),
    Keys("enrolment_aid.fixed", "enrolment_aid.payer", above_zero=True),
    Keys("tilt.burden_share", "tilt.cap"),
)

ENTRIES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("maternity.mode", ("lump", "limit"), "maternity.extra_baby"),
    ("maternity.mode", ("ratio",), "maternity.ratio"),
)
"""A table, entries that it may hold, and the parameter that such an entry needs."""

OF_USE_WITH: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("inpatient.repeat_floor", REPEAT),
    ("outpatient.added_points", ("outpatient.ratio",)),
    ("chronic_2.disease_cap", ("chronic_2.ratio",)),
    ("chronic_2.yearly_deductible", ("chronic_2.ratio",)),
    ("negotiated_drug.first_share", ("negotiated_drug.ratio",)),
    ("catastrophic.over_ceiling_ratio", ("catastrophic.bands",)),
    ("negotiated_drug.catastrophic_ratio", ("catastrophic.cap",)),
    ("insurer.margin_cap", ("insurer.margin",)),
    ("assistance.kind_ratio", ("assistance.ratio",)),
    ("tilt.payer", ("tilt.ratio", "tilt.burden_share")),
    ("assistance.outpatient_kinds", ("assistance.outpatient_cap",)),
)
"""A parameter that no bill can reach without one of the others."""

SHARES_OF_INCOME = (
    "inpatient.ceiling",
    "catastrophic.threshold",
    "assistance.deductible",
    "assistance.cap",
    "assistance.outpatient_cap",
    "tilt.deductible",
    "tilt.cap",
)
"""Parameters that may be written as a share of the income per head, which then has to be stated."""


def entries_complete(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find entries of a table without the parameter that they need."""
    if regulation.area.level != POOLING_LEVEL:
        return
    for path, entries, needed in ENTRIES:
        row = stated_of(snapshot, path)
        if row is not None and needed not in snapshot.values and set(entries) & set(row.value.values()):
            yield lacks(row, [needed], day)


def income_stated(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find shares of an income that nobody states."""
    if regulation.area.level != POOLING_LEVEL or "income.per_head" in snapshot.values:
        return
    for path in SHARES_OF_INCOME:
        row = stated_of(snapshot, path)
        if row is not None and any(
            isinstance(each, Income) for each in (row.value.values() if isinstance(row.value, dict) else (row.value,))
        ):
            yield lacks(row, ["income.per_head"], day)
            return


def of_use(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find parameters that are of no use, for none of those that would use them is stated."""
    if regulation.area.level != POOLING_LEVEL:
        return
    for path, users in OF_USE_WITH:
        row = stated_of(snapshot, path)
        if row is not None and not any(user in snapshot.values for user in users):
            zh, en = listed(users)
            yield finding(
                row,
                "use",
                f"自 {day_text(day)} 起没有 {zh} 中的任何一项，用不到；写上其中一项，或去掉它",
                f"none of {en} is stated from {day_text(day)} on, so it is of no use; state one, or take it away",
                rests_on=users,
            )._replace(also=users)


def keys_complete(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find levels, deliveries and identities that one table of a set has and the other has not."""
    if regulation.area.level != POOLING_LEVEL:
        return
    for rule in KEYS:
        row, other = stated_of(snapshot, rule.path), snapshot.values.get(rule.needs)
        if row is None or (other is not None and other.not_available):
            continue
        if other is None and (rule.where_stated or any({rule.path, rule.needs} <= set(group.needs) for group in SETS)):
            continue
        asked = [
            key
            for key, entry in keyed(row.value)
            if (not rule.only or entry in rule.only) and (entry or not rule.above_zero)
        ]
        lacking = lacking_keys(asked, [] if other is None else [key for key, _ in keyed(other.value, everywhere=True)])
        if lacking:
            zh, en = listed(lacking)
            yield finding(
                row,
                "keys",
                f"自 {day_text(day)} 起，{zh} 缺少 {rule.needs}；写上，或去掉这一项",
                f"{en}: {rule.needs} is missing from {day_text(day)} on; state it, or take the entry away",
                about=(rule.needs,) if other is None else (rule.needs, en),
                rests_on=(rule.needs,),
                in_any_row=other is None,
            )._replace(also=(rule.needs,) if other is None else ())


Key = tuple[str, str]
"""A category (adult, student, child; empty for all of them) and a level, delivery or identity."""


def keyed(value: Any, everywhere: bool = False) -> Iterator[tuple[Key, Any]]:
    """Yield (key, entry) of a table or a list of words.

    A plain value for every level was not written for pharmacies in particular: it asks nothing for them, though it is
    there for them (``everywhere``).
    """
    if not isinstance(value, dict):
        yield from ((("", word), word) for word in value)
    elif value and set(value) <= set(CATEGORIES):
        for category, table in value.items():
            yield from (((category, word), entry) for (_, word), entry in keyed(table, everywhere))
    else:
        for word, entry in value.items():
            if everywhere or word != "pharmacy" or not is_plain(value):
                yield ("", word), entry


def is_plain(table: dict[str, Any]) -> bool:
    """Return whether one plain value stands for every level."""
    return set(table) == set(LEVELS) and all(entry == table[LEVELS[0]] for entry in table.values())


def lacking_keys(asked: list[Key], there: list[Key]) -> list[str]:
    """Return the keys that are asked for and not there, as words; a table without categories holds for each."""
    lacking = []
    for category, named in asked:
        # what a table does not say of a class of an identity, it says of the identity
        word = named if ("", named) in there else named.partition(".")[0]
        categories = (category,) if category else CATEGORIES
        if ("", word) not in there:
            none = [each for each in categories if (each, word) not in there]
            lacking += [word] if none and len(none) == len(CATEGORIES) else [f"{each}.{word}" for each in none]
    return lacking
