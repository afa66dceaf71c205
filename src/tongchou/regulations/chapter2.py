"""The terms of enrolment and money-raising (chapter 2), resolved for a year from the dated values.

A benefit year is settled under what is in force on its first day, a fiscal year's subsidy likewise.
"""

from datetime import date

from tongchou.regulations.asking import Cites, reference
from tongchou.regulations.kinds import YearDay, of_class
from tongchou.regulations.load import Regulation, Snapshot
from tongchou.regulations.schema import SUBSIDISED_KINDS
from tongchou.rules.codes import IDENTITIES
from tongchou.rules.contribution import AidTerms, InsurerTerms, SubsidyTerms
from tongchou.rules.waiting import BREAK_BASED, REGIMES, WaitingTerms

COVER_PATHS = (
    "waiting.regime",
    "waiting.months",
    "waiting.max_months",
    "waiting.months_counted",
    "waiting.grace_break_months",
    "waiting.fixed_months",
    "waiting.months_per_break_year",
    "waiting.break_years_within_fixed",
    "waiting.repair_months_per_year_paid",
    "waiting.long_break_years",
    "waiting.long_break_minimum_months",
    "waiting.breaks_count_from_year",
    "waiting.newborn_days",
    "waiting.late_newborn_months",
    "waiting.employee_grace_months",
    "waiting.exempt_identities",
    "enrolment.central_opens",
    "enrolment.central_closes",
    "contribution.refundable_after_start",
    "incentive.continuous_after_years",
)
"""What decides from when a person is covered, whether the year is a complete one, and a refund."""

AID_PATHS = ("enrolment_aid.ratio", "enrolment_aid.fixed", "enrolment_aid.payer")
"""What decides the aid to a contribution, by identity."""

SUBSIDY_PATHS = (
    "subsidy.per_head",
    "subsidy.per_head_minimum",
    "subsidy.residence_permit_same",
    "subsidy.central_share",
    "subsidy.province_share_of_rest",
    "subsidy.city_share_of_residue",
    "subsidy.original_channel",
)
"""What decides the subsidy and who pays it."""

SHARES_BY_COUNTY = {
    "subsidy.central_share": "subsidy.central_share_by_county",
    "subsidy.province_share_of_rest": "subsidy.province_share_by_county",
}
"""A government's share, and the table that stands in its place for the kinds of county that it names."""

INSURER_PATHS = (
    "catastrophic.premium_per_head",
    "insurer.premium_of_income",
    "insurer.margin",
    "insurer.margin_cap",
    "insurer.fee_cap",
    "insurer.least_payout",
    "insurer.reserve_cap",
    "insurer.surplus_to_fund",
    "insurer.loss_share_fund",
    "insurer.loss_rate_limit",
)
"""The contract with the insurer of the catastrophic layer."""


def cited(snapshot: Snapshot, *names: tuple[str, str]) -> Cites:
    """Return path → what values rest on, each named by path and key (empty: the whole); a default rests on nothing."""
    found: Cites = {}
    for path, key in names:
        found[path] = found.get(path, ()) + reference(snapshot, path, key)
    return found


def year_snapshot(regulation: Regulation, year: int) -> Snapshot:
    """Return the values in force on the first day of a year."""
    return regulation.at(date(year, 1, 1).toordinal())


def day_of_year(day: YearDay, benefit_year: int) -> int:
    """Return a day relative to a benefit year as an ordinal."""
    return date(benefit_year + day.offset, day.month, day.day).toordinal()


def stated(snapshot: Snapshot, path: str) -> bool:
    """Return whether a parameter has a value in force, rather than nothing or a reason why there is none."""
    found = snapshot.values.get(path)
    return found is not None and not found.not_available


def waiting_terms(regulation: Regulation, benefit_year: int) -> WaitingTerms:
    """Return what the regulation says of waiting for a benefit year; raise NotInForce."""
    snapshot = year_snapshot(regulation, benefit_year)
    regime = REGIMES.index(snapshot.get("waiting.regime"))
    broken = regime == BREAK_BASED
    return WaitingTerms(
        regime=regime,
        months=snapshot.get("waiting.months") if broken else 0,
        max_months=snapshot.get("waiting.max_months"),
        grace_break_months=snapshot.get("waiting.grace_break_months"),
        fixed_months=0 if broken else snapshot.get("waiting.fixed_months"),
        months_per_break_year=0 if broken else snapshot.get("waiting.months_per_break_year"),
        break_years_within_fixed=0 if broken else snapshot.get("waiting.break_years_within_fixed"),
        repair_months_per_year_paid=0 if broken else snapshot.get("waiting.repair_months_per_year_paid"),
        long_break_years=0 if broken else snapshot.get("waiting.long_break_years"),
        long_break_minimum_months=0 if broken else snapshot.get("waiting.long_break_minimum_months"),
        breaks_count_from_year=snapshot.get("waiting.breaks_count_from_year"),
        calendar_months=int(snapshot.get("waiting.months_counted") == "calendar"),
        newborn_days=snapshot.get("waiting.newborn_days"),
        late_newborn_months=snapshot.get("waiting.late_newborn_months"),
        employee_grace_months=snapshot.get("waiting.employee_grace_months"),
        central_opens=day_of_year(snapshot.get("enrolment.central_opens"), benefit_year),
        central_closes=day_of_year(snapshot.get("enrolment.central_closes"), benefit_year),
    )


def exempt_from_waiting(regulation: Regulation, benefit_year: int, identities: tuple[str, ...]) -> bool:
    """Return whether one of a person's identities does not wait."""
    return bool(set(identities) & set(year_snapshot(regulation, benefit_year).get("waiting.exempt_identities")))


def personal_contribution(regulation: Regulation, benefit_year: int, grade: str = "standard") -> int:
    """Return the personal contribution of a benefit year in fen; raise NotInForce."""
    return int(year_snapshot(regulation, benefit_year).entry("contribution.personal", grade))


def aided_identities(regulation: Regulation, benefit_year: int, identities: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of a person's identities for which the regulation names an enrolment aid, in the list's order.

    An identity may be one of a class (``low_income.1``); a table that does not name the class has the identity's own.
    Who holds none, or only the ordinary one, is not aided whatever the table of the year says.
    """
    held = set(identities) - {IDENTITIES[-1]}
    if not held:
        return ()
    snapshot = year_snapshot(regulation, benefit_year)
    named = {**snapshot.get("enrolment_aid.ratio"), **snapshot.get("enrolment_aid.fixed")}
    in_order = sorted(held, key=lambda holder: IDENTITIES.index(holder.partition(".")[0]))
    return tuple(holder for holder in in_order if of_class(named, holder) in named)


def aid_terms(regulation: Regulation, benefit_year: int, identities: tuple[str, ...]) -> tuple[AidTerms, ...]:
    """Return the enrolment aid of each of a person's aided identities, in the order of :func:`aided_identities`.

    Without an aided identity there is one of nothing, so that a caller always has at least one.
    """
    aided = aided_identities(regulation, benefit_year, identities)
    if not aided:
        return (AidTerms(ratio=0, fixed=-1),)
    snapshot = year_snapshot(regulation, benefit_year)
    ratios, fixed = snapshot.get("enrolment_aid.ratio"), snapshot.get("enrolment_aid.fixed")
    return tuple(
        AidTerms(ratio=ratios.get(of_class(ratios, holder), 0), fixed=fixed.get(of_class(fixed, holder), -1))
        for holder in aided
    )


def subsidised_heads(regulation: Regulation, year: int, residents: int, permit_holders: int) -> int:
    """Return how many heads are subsidised: residents, and holders of a residence permit who pay the same.

    Source: 004 一（一）.
    """
    same = permit_holders and year_snapshot(regulation, year).get("subsidy.residence_permit_same")
    return residents + (permit_holders if same else 0)


def share_path(snapshot: Snapshot, path: str, county_kind: str) -> tuple[str, str]:
    """Return the path and the key of a government's share: that of the kind of county where one is stated for it."""
    by_county = SHARES_BY_COUNTY[path]
    return (by_county, county_kind) if county_kind in snapshot.get(by_county) else (path, "")


def _share_of(snapshot: Snapshot, path: str, county_kind: str) -> int:
    path, key = share_path(snapshot, path, county_kind)
    return int(snapshot.entry(path, key) if key else snapshot.get(path))


def subsidy_terms(regulation: Regulation, year: int, county_kind: str) -> SubsidyTerms:
    """Return how the subsidy of a fiscal year is split for a kind of county or university; raise NotInForce."""
    snapshot = year_snapshot(regulation, year)
    if county_kind not in SUBSIDISED_KINDS:
        raise ValueError(county_kind)
    original = county_kind in snapshot.get("subsidy.original_channel")
    central, province = (_share_of(snapshot, path, county_kind) for path in SHARES_BY_COUNTY)
    return SubsidyTerms(
        central_share=central,
        province_share_of_rest=province,
        city_share_of_residue=0 if original else snapshot.entry("subsidy.city_share_of_residue", county_kind),
        original_channel=original,
    )


def insurer_terms(regulation: Regulation, year: int) -> InsurerTerms:
    """Return the contract of the catastrophic insurer for a year; raise NotInForce."""
    snapshot = year_snapshot(regulation, year)
    of_income = snapshot.get("insurer.premium_of_income")
    return InsurerTerms(
        premium_per_head=snapshot.get("catastrophic.premium_per_head") if of_income is None else 0,
        premium_of_income=-1 if of_income is None else of_income,
        margin_cap=snapshot.get("insurer.margin_cap"),
        fee_cap=snapshot.get("insurer.fee_cap"),
        least_payout=snapshot.get("insurer.least_payout"),
        reserve_cap=snapshot.get("insurer.reserve_cap"),
        margin_ratio=snapshot.get("insurer.margin"),
        surplus_to_fund=bool(snapshot.get("insurer.surplus_to_fund")),
        loss_share_fund=snapshot.get("insurer.loss_share_fund"),
        loss_rate_limit=snapshot.get("insurer.loss_rate_limit"),
    )
