"""Who is covered when: three years of benefit periods with late payers, breaks, newcomers, newborns and deaths.

The rules of waiting are those of the regulations of the time, written here only so that the periods look right: up to
2024 six months after a late payment or a break; from 2025 three months and one more for each further missed year. The
shares of late payers and the like are assumed.
"""

from datetime import date, timedelta

from tongchou.city import tables
from tongchou.city.dice import Dice, Weighted, share_of
from tongchou.city.model import Coverage, Resident

_HISTORIES = Weighted(
    (("steady", 9_090), ("late", 210), ("resumed", 150), ("dropped", 200), ("newcomer", 220), ("gap", 130))
)
"""What happened in the three years; those who hold an identity, died or were born meanwhile are steady."""

_UNIFIED = 2018
"""The first benefit year of the city's unified scheme: nobody has more complete years than since then."""

_NEWBORN_DAYS = 90
_LATE_NEWBORNS = 600


def make_deaths(dice: Dice, residents: list[Resident], year: int) -> None:
    """Let people die in the year, as likely as their age says; mothers of babies of the year live."""
    mothers = {resident.mother for resident in residents}
    use = tables.use_by_age()
    for resident in residents:
        rate = use[min(resident.age(date(year, 12, 31)), len(use) - 1)].deaths
        if dice.chance(rate) and resident.identifier not in mothers:
            resident.death = dice.day(max(date(year, 1, 1), resident.birth), date(year, 12, 31))


def make_cover(dice: Dice, residents: list[Resident], year: int) -> None:
    """Give every resident the benefit periods of three years and the counted years before this one."""
    for resident in residents:
        steady = resident.identities or resident.death or resident.birth.year >= year - 2
        history = "steady" if steady else dice.weigh(_HISTORIES)
        resident.coverage = _until_death(_periods(dice, resident.birth, history, year), resident.death)
        complete = _continuous_years(dice, resident.birth.year, history, year)
        resident.continuous_years = complete
        resident.zero_claim_years = min(complete, dice.choose((0, 0, 0, 0, 1, 1, 2, 3)))


def carry_over(dice: Dice, resident: Resident, year: int) -> None:
    """Add the next year, paid before this one ended, to a covered resident whose stay runs on into it."""
    if resident.covered(date(year, 12, 31)):
        resident.coverage.append(_whole_year(dice, year + 1))


def move_away(dice: Dice, residents: list[Resident], share: int) -> None:
    """Let a share (ten-thousandths) of the adults live outside the city with a filing; most stay in the province."""
    candidates = [r for r in residents if r.category == "adult" and not r.identities and not r.death]
    mothers = {resident.mother for resident in residents}
    candidates = [r for r in candidates if r.identifier not in mothers]
    for resident in dice.mix(candidates)[: share_of(len(residents), share)]:
        resident.place = "province" if dice.chance(5_500) else "elsewhere"


def waiting_months(year: int, missed_years: int) -> int:
    """Return the months of waiting after a payment for a benefit year, given how many years were missed before it."""
    return 6 if year <= 2024 else 3 + max(0, missed_years - 1)


def first_day_after_waiting(paid: date, months: int) -> date:
    """Return the same day some months later, or the first of the month after it where that day does not exist."""
    month = paid.month - 1 + months
    year, month = paid.year + month // 12, month % 12 + 1
    try:
        return date(year, month, paid.day)
    except ValueError:
        return date(year + month // 12, month % 12 + 1, 1)


def _periods(dice: Dice, birth: date, history: str, year: int) -> list[Coverage]:
    """Return the benefit periods of a history, in order."""
    years = [y for y in (year - 2, year - 1, year) if y >= birth.year]
    if history == "dropped":
        years.remove(year)
    elif history == "resumed":
        years.remove(year - 1)
    elif history == "newcomer":
        years = [year]
    elif history == "gap":
        years.remove(year - 2)
    waited = {"late": year, "resumed": year, "gap": year - 1}.get(history)
    found = []
    for y in years:
        if y == birth.year:
            found.append(_newborn(dice, birth))
        elif y == waited:
            found.append(_after_waiting(dice, y, history))
        else:
            found.append(_whole_year(dice, y))
    return found


def _whole_year(dice: Dice, year: int) -> Coverage:
    """Return a year paid for in the centralised period before it."""
    return Coverage(date(year, 1, 1), date(year, 12, 31), dice.day(date(year - 1, 10, 8), date(year - 1, 12, 28)))


def _after_waiting(dice: Dice, year: int, history: str) -> Coverage:
    """Return the rest of a year after waiting: paid late in spring, or in time but after a break."""
    if history == "late":
        paid, reason = dice.day(date(year, 4, 5), date(year, 6, 20)), "late_enrolment"
    else:
        paid, reason = dice.day(date(year - 1, 10, 8), date(year - 1, 12, 28)), "resumed"
    first = max(date(year, 1, 1), first_day_after_waiting(paid, waiting_months(year, 1)))
    return Coverage(first, date(year, 12, 31), paid, first - timedelta(days=1), reason)


def _newborn(dice: Dice, birth: date) -> Coverage:
    """Return the first year of life: from birth where enrolled within 90 days, else from the day after payment."""
    end = date(birth.year, 12, 31)
    paid = birth + timedelta(days=dice.between(3, _NEWBORN_DAYS - 5))
    if birth.month <= 6 and dice.chance(_LATE_NEWBORNS):
        paid = birth + timedelta(days=dice.between(_NEWBORN_DAYS + 1, _NEWBORN_DAYS + 80))
        return Coverage(paid + timedelta(days=1), end, paid, None, "newborn")
    return Coverage(birth, end, paid, None, "newborn")


def _until_death(periods: list[Coverage], death: date | None) -> list[Coverage]:
    """Return the periods cut at the day of death; a newborn who dies before being enrolled late counts from birth."""
    if death is None:
        return periods
    return [
        Coverage(min(p.first, death), min(p.last, death), min(p.paid_on, death), p.waiting_until, p.reason)
        for p in periods
    ]


def _continuous_years(dice: Dice, born: int, history: str, year: int) -> int:
    """Return the complete years of unbroken cover before the year."""
    if history in ("resumed", "newcomer", "gap"):
        return 0
    most = max(0, min(year - _UNIFIED, year - 1 - born))
    return most if most <= 2 or dice.chance(7_000) else dice.between(2, most)
