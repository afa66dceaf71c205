"""What the case file says of a person on a day (sections 1, 3, 6 and 12)."""

from datetime import date, timedelta

from .parameters import Parameters

FIRST_DAY, LAST_DAY = date.min, date.max


def day_of(text: str | None, default: date) -> date:
    """An ISO date of the file, or the default where it is left out."""
    return default if text is None else date.fromisoformat(text)


def in_force(entry: dict, day: date) -> bool:
    """A dated entry: both ends belong to it, `to` is optional."""
    return day_of(entry.get("from"), FIRST_DAY) <= day <= day_of(entry.get("to"), LAST_DAY)


def covered(person: dict, day: date) -> bool:
    """Section 1: coverage left out = covered all the time; waiting is already taken out of the periods."""
    periods = person.get("coverage")
    return periods is None or any(in_force(period, day) for period in periods)


def year_complete(person: dict, year: int) -> bool:
    """Reading 9: cover holds on every day of the year."""
    day = date(year, 1, 1)
    while day.year == year:
        if not covered(person, day):
            return False
        day += timedelta(days=1)
    return True


def first_covered_day_after(person: dict, day: date) -> date | None:
    """Section 3, not covered, and reading 17: the first covered day after the discharge date."""
    next_day = day + timedelta(days=1)
    if person.get("coverage") is None:
        return next_day
    firsts = []
    for period in person["coverage"]:
        first = max(next_day, day_of(period.get("from"), FIRST_DAY))
        if first <= day_of(period.get("to"), LAST_DAY):
            firsts.append(first)
    return min(firsts, default=None)


def began_again(person: dict, day: date) -> bool:
    """Section 12: a covered day of which the day before is not covered, though some earlier day is."""
    if not covered(person, day) or covered(person, day - timedelta(days=1)):
        return False
    earliest = first_covered_day_after(person, FIRST_DAY)
    return earliest is not None and earliest < day


def re_enrolled(person: dict, day: date) -> bool:
    """Section 12: cover began again in the benefit year of the discharge date, on that date or before."""
    # Cover begins on the first day of a period only.
    firsts = (day_of(period.get("from"), FIRST_DAY) for period in person.get("coverage") or [])
    return any(first.year == day.year and first <= day and began_again(person, first) for first in firsts)


def identity_on(person: dict, day: date, parameters: Parameters) -> str:
    """Section 6 and reading 11: the first in rank among those held that day; none held = ordinary."""
    held = {entry["kind"] for entry in person.get("identities") or [] if in_force(entry, day)}
    for identity in parameters.identity_rank:
        if identity in held:
            return identity
    return "ordinary"


def category_on(person: dict, day: date) -> str:
    """Section 1, reading 11: one word or a dated list; missing = adult; of several the latest begun (README, 4)."""
    category = person.get("category")
    if category is None or isinstance(category, str):
        return category or "adult"
    entry = latest_begun(category, day)
    return "adult" if entry is None else entry.get("category") or entry["kind"]


def grade_on(person: dict, day: date) -> str:
    """Section 12: the contribution grade, one word or a dated list; missing = standard (README, 4)."""
    grade = person.get("grade")
    if grade is None or isinstance(grade, str):
        return grade or "standard"
    entry = latest_begun(grade, day)
    return "standard" if entry is None else entry["grade"]


def latest_begun(entries: list[dict], day: date) -> dict | None:
    """Of those in force the latest begun, of several begun on one day the last in the file; None = none in force."""
    held = [entry for entry in entries if in_force(entry, day)]
    latest = max((day_of(entry.get("from"), FIRST_DAY) for entry in held), default=None)
    return next((entry for entry in reversed(held) if day_of(entry.get("from"), FIRST_DAY) == latest), None)


def age_on(person: dict, day: date) -> int:
    """Section 12: complete years; one is complete on the birthday, for 29 February in a common year on 1 March."""
    birth = date.fromisoformat(person["birth"])
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def filings_on(person: dict, day: date, kind: str) -> list[dict]:
    """Section 3: filings count if in force on the discharge date."""
    return [entry for entry in person.get("filings") or [] if entry["kind"] == kind and in_force(entry, day)]


def chronic_filed(person: dict, day: date, kind: str, disease: str | None) -> bool:
    """Reading 12: the disease of the encounter must be filed, where both it and the filings name one."""
    filings = filings_on(person, day, kind)
    named = {entry["disease"] for entry in filings if entry.get("disease")}
    if disease and named:
        return disease in named
    return bool(filings)


def chronic_2_diseases(person: dict, day: date) -> int:
    """Reading 12: distinct diseases filed; each filing without a disease counts one."""
    filings = filings_on(person, day, "chronic_2")
    named = {entry["disease"] for entry in filings if entry.get("disease")}
    return len(named) + sum(1 for entry in filings if not entry.get("disease"))


def only_chronic_2_disease(person: dict, day: date) -> str | None:
    """Section 12: the name of the disease where exactly one is filed; None where it has no name, too."""
    if chronic_2_diseases(person, day) != 1:
        return None
    return filings_on(person, day, "chronic_2")[0].get("disease") or None


def needed_filing_missing(person: dict, day: date, kind: str, disease: str | None) -> bool:
    """Section 3: chronic_1, chronic_2 and two_disease need a filing; the other kinds need none."""
    if kind in ("chronic_1", "chronic_2"):
        return not chronic_filed(person, day, kind, disease)
    if kind == "two_disease":
        return not (filings_on(person, day, "hypertension") or filings_on(person, day, "diabetes"))
    return False
