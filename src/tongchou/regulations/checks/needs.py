"""What a stated parameter needs beside it before a bill, or a question of chapter 2, can be answered.

One table for every layer: what asks, and what it asks for. Asked of pooling areas; what the nation states for everybody
asks for nothing, for a family that the area does not state at all is one of which its bills are refused.
"""

from collections.abc import Iterator
from typing import NamedTuple

from tongchou.regulations.area import REFORM, Dated
from tongchou.regulations.checks.days import POOLING_LEVEL
from tongchou.regulations.checks.finding import Finding, finding, listed, stated_of
from tongchou.regulations.load import Regulation, Snapshot, day_text

NATION = "nation"
"""The level of the area whose values hold for every city, whether it has the layer or not."""


class Need(NamedTuple):
    """Parameters of which each that is stated needs all of some others."""

    asked_by: tuple[str, ...]
    needs: tuple[str, ...]
    only: str = ""
    """The word that the parameter must hold to ask, where not every word does."""


def together(*paths: str) -> Need:
    """Return a set of which all are stated or none."""
    return Need(paths, paths)


EVERY_BILL = ("scope.first_share", "identity.rank", "catastrophic.fed_by", "assistance.fed_by")
"""What every bill asks for but a delivery paid by a sum, which feeds nothing; ``[]``: there is no such layer."""

COVER = (
    "waiting.regime",
    "waiting.grace_break_months",
    "waiting.newborn_days",
    "waiting.employee_grace_months",
    "waiting.exempt_identities",
    "enrolment.central_opens",
    "enrolment.central_closes",
    "contribution.refundable_after_start",
)
"""What the question from when somebody is covered asks for, whichever waiting rule is in force."""

INSURER = ("insurer.margin", "insurer.surplus_to_fund", "insurer.loss_share_fund", "insurer.loss_rate_limit")
"""The contract with the insurer of the catastrophic layer."""

TILT = ("tilt.ratio", "tilt.deductible", "tilt.cap")
"""Tilt by a ratio; by a share of the burden it needs the last alone."""

SETS: tuple[Need, ...] = (
    together("inpatient.deductible", "inpatient.ratio"),
    together("outpatient.institutions", "outpatient.yearly_deductible", "outpatient.ratio", "outpatient.yearly_cap"),
    together("two_disease.ratio", "two_disease.yearly_cap"),
    together("chronic_2.ratio", "chronic_2.first_cap", "chronic_2.each_further", "chronic_2.most_diseases"),
    together(
        "catastrophic.fed_by",
        "catastrophic.threshold",
        "catastrophic.band_basis",
        "catastrophic.bands",
        "catastrophic.cap",
    ),
    together(
        "incentive.continuous_after_years",
        "incentive.continuous_step",
        "incentive.zero_claim_step",
        "incentive.ceiling_share",
    ),
    together("scope.high_value_mark", "scope.high_value_first_share"),
    together("assistance.ratio", "assistance.deductible", "assistance.cap", "assistance.fed_by"),
    together(*TILT),
    together("expansion_fund.per_head", "expansion_fund.city_share"),
)
"""Sets of which all are stated or none; one fault names all that are missing."""

NEEDS: tuple[Need, ...] = (
    *SETS,
    Need(("tilt.burden_share",), ("tilt.cap",)),
    Need(("inpatient.ratio", "inpatient.deductible", "negotiated_drug.ratio"), (*EVERY_BILL, "inpatient.ceiling")),
    Need(("outpatient.ratio", "two_disease.ratio", "chronic_2.ratio"), EVERY_BILL),
    Need(("maternity.mode",), EVERY_BILL[:2]),
    Need(("maternity.sum", "maternity.ratio", "maternity.extra_baby"), ("maternity.mode",)),
    Need(("waiting.months", *COVER), COVER),
    Need(("waiting.regime",), ("waiting.months",), only="break_based"),
    Need(
        ("waiting.regime",),
        (
            "waiting.fixed_months",
            "waiting.months_per_break_year",
            "waiting.break_years_within_fixed",
            "waiting.repair_months_per_year_paid",
            "waiting.long_break_years",
            "waiting.long_break_minimum_months",
        ),
        only="fixed_and_variable",
    ),
    Need(
        ("subsidy.per_head",),
        (
            "subsidy.central_share",
            "subsidy.province_share_of_rest",
            "subsidy.city_share_of_residue",
            "subsidy.original_channel",
        ),
    ),
    Need(INSURER, ("catastrophic.premium_per_head", *INSURER)),
)
"""What each layer and each question needs."""


INSTEAD = {"catastrophic.premium_per_head": "insurer.premium_of_income"}
"""What nobody need state where another parameter stands in its place."""


def needs_met(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find what a stated parameter needs and nobody states."""
    if regulation.area.level != POOLING_LEVEL:
        return
    nation, cities = codes(regulation, NATION), codes(regulation, POOLING_LEVEL) | {REFORM}
    told = {path for path, other in INSTEAD.items() if snapshot.get(other) is not None}
    if snapshot.get("tilt.burden_share") and not set(TILT[:2]) & set(snapshot.values):
        told.update(TILT[:2])
    for need in NEEDS:
        missing = [path for path in need.needs if path not in told and not _answered(snapshot.values.get(path), cities)]
        rows = [stated_of(snapshot, path) for path in need.asked_by] if missing else []
        asking = [row for row in rows if row is not None and _asks(row, need.only, nation)]
        if asking:
            told.update(missing)
            # the area's own line is where a policy officer of the area can mend it
            own = [row for row in asking if row.area == regulation.area.code]
            yield lacks((own or asking)[0], missing, day)


def _asks(row: Dated, only: str, nation: set[str]) -> bool:
    """Return whether a value asks for others: it holds the word that does, and is not the nation's."""
    return (not only or row.value == only) and row.area not in nation


def _answered(row: Dated | None, cities: set[str]) -> bool:
    """Return whether a parameter is stated, or the pooling area (or a reform) itself says why it is not available.

    An area above that gives the reason mostly leaves it to its cities.
    """
    return row is not None and (not row.not_available or row.area in cities)


def codes(regulation: Regulation, level: str) -> set[str]:
    """Return the codes of the areas of a level that a regulation is made of."""
    return {area.code for area in regulation.chain if area.level == level}


def lacks(row: Dated, missing: list[str], day: int) -> Finding:
    """Return the finding of a value without what it needs."""
    zh, en = listed(missing)
    found = finding(
        row,
        "set",
        f"自 {day_text(day)} 起还需要 {zh}，但没有规定；写上，或写 not_available 和原因",
        f"needs {en} from {day_text(day)} on, which is not stated; state it, or say why it is not_available",
        about=missing,
        rests_on=missing,
        in_any_row=True,
    )
    return found._replace(also=tuple(missing))
