"""What the tests of waiting and cover share: days as text, the terms of both regimes, and people."""

from datetime import date

from tongchou.rules.waiting import BREAK_BASED, FIXED_AND_VARIABLE, EnrolmentFacts, WaitingTerms


def day(text):
    return date.fromisoformat(text).toordinal() if text else 0


def shown(ordinal):
    return date.fromordinal(ordinal).isoformat() if ordinal else ""


def terms(regime, opens, closes, **changes):
    """Return the terms of Panzhihua, with the city's six months and 国办发〔2024〕38号."""
    old = regime == BREAK_BASED
    found = WaitingTerms(
        regime=regime,
        months=6 if old else 0,
        max_months=6 if old else 0,
        grace_break_months=3,
        fixed_months=3,
        months_per_break_year=1,
        break_years_within_fixed=1,
        repair_months_per_year_paid=1,
        long_break_years=4,
        long_break_minimum_months=6,
        breaks_count_from_year=0,
        calendar_months=0,
        newborn_days=90,
        late_newborn_months=0,
        employee_grace_months=3,
        central_opens=day(opens),
        central_closes=day(closes),
    )
    return found._replace(**changes)


def facts(year, paid="", birth="1980-05-05", until="", left="", exempt=False, repaired=0):
    return EnrolmentFacts(year, day(paid), day(birth), day(until), day(left), exempt, repaired)


OLD_2024 = terms(BREAK_BASED, "2023-10-01", "2023-12-31")
NEW_2026 = terms(FIXED_AND_VARIABLE, "2025-10-01", "2025-12-31")
NEW_2030 = terms(FIXED_AND_VARIABLE, "2029-10-01", "2029-12-31")
INTO_2026 = terms(FIXED_AND_VARIABLE, "2025-09-15", "2026-02-28")
