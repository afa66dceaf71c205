"""A city's year of illness, person by person and month by month.

The rates by age and level are assumed; together they come near the published statistics of the resident scheme: about
19 stays for 100 residents, about 3.3 bills a head, 9% of the stays outside the city, 7,300 yuan a stay.
"""

from collections.abc import Callable
from datetime import date, timedelta

from tongchou.city import bills, medicine, tables
from tongchou.city.book import Book, Calendar
from tongchou.city.dice import WHOLE, Dice, Strata, Weighted
from tongchou.city.families import People
from tongchou.city.medicine import Case
from tongchou.city.model import Birth, Encounter, Filing, Resident
from tongchou.city.oddities import add_oddities
from tongchou.city.places import Places

_FRAILTY = Weighted(((40, 40), (90, 35), (160, 18), (330, 7)))
"""How often people fall ill against others of their age, in per cent with the mean 100."""

_FILED_MORE = {"chronic_1": 420, "chronic_2": 190, "hypertension": 125, "diabetes": 130}
_NOT_FILED = 76
"""Stays of those who have filed and of all others, in per cent of the mean of their age."""

_UNCOVERED = 50
"""Use of care without cover, in per cent."""

_SEASON = (118, 108, 100, 96, 94, 92, 92, 94, 98, 100, 104, 104)
"""Stays and visits by month in per cent; the mean is 100."""

_AWAY = (200, 350, 650, 1_000, 1_300)
"""Stays outside the city of 10,000 by severity, for those who live in it."""

_AWAY_PLACES = Weighted((("province", 62), ("elsewhere", 38)))
_AWAY_FILINGS = Weighted((("none", 32), ("referral", 42), ("emergency", 26)))

_TRANSFERS, _DOWNWARD, _REFERRED = 550, 2_500, 1_500
"""Of 10,000 stays below level3 those sent up, of these those sent down again, and those sent out of the city."""

_UP = {"primary": "level2", "level1": "level2", "level2": "level3"}
_DOWN = {"level2": "primary", "level3": "level1"}

_FILED_LEVELS = {
    "chronic_1": Weighted((("level2", 45), ("level3", 55))),
    "chronic_2": Weighted((("primary", 36), ("level1", 10), ("level2", 34), ("level3", 20))),
    "two_disease": Weighted((("primary", 66), ("level1", 10), ("level2", 19), ("level3", 5))),
}
_TWO_DISEASE_VISITS, _TWO_DISEASE_COST = 4, 9_500
"""Visits a year for one of the two diseases and their mean cost in fen."""


_DELIVERIES = {
    "vaginal": (("O80.000", "O80.000", "O42.000x001", "O69.101"), "73.5900x002"),
    "difficult": (("O42.000x001", "O69.101"), "73.5900x002"),
    "caesarean": (("O82.000", "O34.201", "O34.201", "O24.400"), "74.1x01"),
}
_DELIVERY_KINDS = Weighted((("vaginal", 50), ("difficult", 9), ("caesarean", 41)))
_DELIVERY_LEVELS = Weighted((("level1", 8), ("level2", 52), ("level3", 40)))
_ANTENATAL = "Z34.900x001"
_ANTENATAL_COST = 26_000
_ANTENATAL_SUM = date(2024, 7, 1)
"""Since when the city has a sum for antenatal care (assumed); before it, a check is an ordinary visit."""


_SICK_NEWBORNS, _DIES_IN_HOSPITAL = 1_500, 5_500
"""Of 10,000 newborns those who fall ill in the first days, of 10,000 deaths those at the end of a stay."""

_NEGOTIATED = {"H35": 10_000, "C34": 3_500, "E11": 500}
"""Of 10,000 people with a diagnosis those who take its negotiated drug."""

_MACULA, _MACULA_RATE = "H35.300x011", 80
"""Wet macular degeneration needs no filing here: so many of 10,000 of the fitting ages have it."""


def make_encounters(dice: Dice, places: Places, people: People) -> tuple[Encounter, ...]:
    """Return the bills of the year in the order of settling."""
    book = Book(people.year, dice, places, Strata(dice), Strata(dice))
    births = {birth.mother: birth for birth in people.births}
    for resident in people.residents:
        calendar = Calendar(max(date(people.year, 1, 1), resident.birth), resident.death or book.end)
        birth = births.get(resident.identifier)
        if birth:
            _maternity(book, resident, calendar, birth)
        frailty = dice.weigh(_FRAILTY)
        _stays(book, resident, calendar, frailty, expecting=birth is not None)
        for filing in resident.filings:
            _filed_visits(book, resident, calendar, filing)
        _negotiated(book, resident, calendar)
        _visits(book, resident, calendar, frailty)
    add_oddities(book, people)
    return book.number()


def _days(book: Book, calendar: Calendar, a_year: int, hit: Callable[[int], bool]) -> list[date]:
    """Return days of the year, at most one a month, so many of 10,000 a year; none before birth or after death."""
    found = []
    for month in range(1, 13):
        if hit(a_year * _SEASON[month - 1] // (12 * 100)):
            day = date(book.year, month, 1) + timedelta(days=book.dice.below(28 if month == 2 else 30))
            if calendar.first <= day <= calendar.last:
                found.append(day)
    return found


def _less_uncovered(book: Book, resident: Resident, days: list[date]) -> list[date]:
    """Return the days, those without cover thinned out."""
    return [day for day in days if resident.covered(day) or book.dice.chance(_UNCOVERED * 100)]


def _stays(book: Book, resident: Resident, calendar: Calendar, frailty: int, expecting: bool) -> None:
    """Write the stays of a person: of the newborn, of the last days, and those that age and illness bring."""
    dice, use = book.dice, tables.use_by_age()
    if resident.mother and dice.chance(_SICK_NEWBORNS):
        _admit(book, resident, calendar, resident.birth + timedelta(days=dice.below(6)), expecting)
    if resident.death and dice.chance(_DIES_IN_HOSPITAL):
        first = resident.death - timedelta(days=dice.between(3, 11))
        _admit(book, resident, calendar, max(first, calendar.first), expecting)
    filed = max((_FILED_MORE[filing.kind] for filing in resident.filings), default=_NOT_FILED)
    rate = use[min(resident.age(book.end), len(use) - 1)].stays * 10
    days = _days(book, calendar, rate * frailty * filed // WHOLE, book.stays_due.hit)
    for day in _less_uncovered(book, resident, days):
        _admit(book, resident, calendar, day, expecting)


def _admit(book: Book, resident: Resident, calendar: Calendar, admitted: date, expecting: bool) -> None:
    """Write a stay and, for some, the chain of transfers that follows it."""
    dice = book.dice
    diagnosis = _why(dice, resident, admitted, expecting)
    place, filing = _where(book, resident, medicine.severity(diagnosis))
    level = medicine.stay_level(dice, diagnosis, place)
    case = medicine.stay_case(dice, diagnosis, level)
    sent_up = place == "local" and level in _UP and dice.chance(_TRANSFERS)
    if sent_up:
        case = Case(diagnosis, "", min(case.days, dice.between(1, 3)), case.cost * 3 // 10)
    stay = book.stay(resident, calendar, book.provider(resident, level, place), filing, admitted, case)
    if not (stay and sent_up):
        return
    away = level == "level2" and dice.chance(_REFERRED)
    stay = _transfer(book, resident, calendar, stay, _UP[level], case, away)
    if stay and stay.place == "local" and dice.chance(_DOWNWARD):
        _transfer(book, resident, calendar, stay, _DOWN[stay.provider_level], case, away=False)


def _transfer(
    book: Book, resident: Resident, calendar: Calendar, before: Encounter, level: str, case: Case, away: bool
) -> Encounter | None:
    """Write the stay that follows a transfer on the same day or the next; None where the year or the days run out."""
    dice = book.dice
    admitted = before.discharged + timedelta(days=dice.below(2))
    if before.stay or admitted > calendar.last or (resident.death and before.discharged >= resident.death):
        return None
    place = "province" if away else "local"
    new_case = medicine.stay_case(dice, case.diagnosis, level)
    provider = book.provider(resident, level, place)
    after = book.stay(resident, calendar, provider, "referral" if away else "none", admitted, new_case, touching=True)
    if after:
        book.transfers.append((after, before))
    return after


def _why(dice: Dice, resident: Resident, admitted: date, expecting: bool) -> tables.Diagnosis:
    """Return the diagnosis of a stay: often what the person has filed for, else by age and sex."""
    for filing in resident.filings:
        if filing.kind in ("chronic_1", "chronic_2") and dice.chance(6_500 if filing.kind == "chronic_1" else 3_000):
            return tables.diagnoses()[filing.diagnosis]
    days_old = (admitted - resident.birth).days
    return medicine.stay_diagnosis(dice, resident.age(admitted), resident.sex, days_old, expecting)


def _where(book: Book, resident: Resident, severity: int) -> tuple[str, str]:
    """Return place and filing of a stay."""
    if resident.place != "local":
        return resident.place, "residence"
    if book.away_due.hit(_AWAY[severity]):
        return book.dice.weigh(_AWAY_PLACES), book.dice.weigh(_AWAY_FILINGS)
    return "local", "none"


def _filed_visits(book: Book, resident: Resident, calendar: Calendar, filing: Filing) -> None:
    """Write the visits for a filed disease, from the month of filing on (one may fall a few days before it)."""
    dice = book.dice
    if filing.kind in ("chronic_1", "chronic_2"):
        kind = filing.kind
        disease = next(
            d for d in tables.chronic_diseases() if (d.code, d.diagnosis) == (filing.disease, filing.diagnosis)
        )
        visits, cost = disease.visits, disease.visit_cost
    else:
        kind, visits, cost = "two_disease", _TWO_DISEASE_VISITS, _TWO_DISEASE_COST
    diagnosis = tables.diagnoses()[filing.diagnosis]
    level = dice.weigh(_FILED_LEVELS[kind])
    provider = book.provider(resident, level, resident.place)
    for day in _less_uncovered(book, resident, _days(book, calendar, visits * WHOLE, dice.chance)):
        if day >= filing.first.replace(day=1) and calendar.free(day, day):
            lines = bills.filed_bill(dice, diagnosis, level, medicine.visit_cost(dice, cost, level))
            book.visit(resident, kind, provider, day, diagnosis.code, lines, disease=filing.disease)


def _negotiated(book: Book, resident: Resident, calendar: Calendar) -> None:
    """Write the bills of negotiated drugs, from a pharmacy with two channels or a large hospital."""
    dice = book.dice
    diagnoses = [filing.diagnosis for filing in resident.filings]
    macula = tables.diagnoses()[_MACULA]
    if macula.age_from <= resident.age(date(book.year, 1, 1)) <= macula.age_to and dice.chance(_MACULA_RATE):
        diagnoses.append(_MACULA)
    for diagnosis in diagnoses:
        if not dice.chance(_NEGOTIATED.get(diagnosis[:3], 0)):
            continue
        drug = next(drug for drug in bills.negotiated_drugs() if diagnosis.startswith(drug.diagnoses))
        provider = book.provider(resident, "pharmacy" if dice.chance(5_500) else "level3", resident.place)
        for day in _days(book, calendar, dice.between(3, 7) * WHOLE, dice.chance):
            if calendar.free(day, day):
                book.visit(resident, "negotiated_drug", provider, day, diagnosis, bills.negotiated_bill(drug))


def _visits(book: Book, resident: Resident, calendar: Calendar, frailty: int) -> None:
    """Write the ordinary visits of a person."""
    dice, use = book.dice, tables.use_by_age()
    age = resident.age(book.end)
    rate = use[min(age, len(use) - 1)].visits * 10
    for day in _less_uncovered(book, resident, _days(book, calendar, rate * frailty // 100, dice.chance)):
        if calendar.free(day, day):
            diagnosis = medicine.visit_diagnosis(dice, max(0, resident.age(day)), resident.sex)
            level = medicine.visit_level(dice, diagnosis)
            aim = medicine.visit_cost(dice, diagnosis.visit_cost, level)
            lines = bills.visit_bill(dice, diagnosis, level, aim)
            provider = book.provider(resident, level, resident.place)
            book.visit(resident, "outpatient", provider, day, diagnosis.code, lines)


def _maternity(book: Book, mother: Resident, calendar: Calendar, birth: Birth) -> None:
    """Write the delivery of a mother and the antenatal visits of the year before it."""
    dice = book.dice
    delivery = dice.weigh(_DELIVERY_KINDS)
    codes, operation = _DELIVERIES[delivery]
    diagnosis = tables.diagnoses()[dice.choose(codes)]
    provider = book.provider(mother, dice.weigh(_DELIVERY_LEVELS), "local")
    case = medicine.stay_case(dice, diagnosis, provider.level)
    days = max(2, min(9, case.days))
    admitted = birth.day - timedelta(days=dice.below(2))
    calendar.busy.append((admitted, admitted + timedelta(days=days)))
    case = Case(diagnosis, operation, days, case.cost)
    book.deliver(mother, provider, admitted, case, delivery, len(birth.babies))
    for _ in range(dice.below(4)):
        day = birth.day - timedelta(days=dice.between(14, 200))
        if calendar.free(day, day):
            aim = medicine.visit_cost(dice, _ANTENATAL_COST, provider.level)
            lines = bills.visit_bill(dice, tables.diagnoses()[_ANTENATAL], provider.level, aim)
            if day >= _ANTENATAL_SUM:
                book.visit(mother, "maternity", provider, day, _ANTENATAL, lines, delivery="antenatal")
            else:
                book.visit(mother, "outpatient", provider, day, _ANTENATAL, lines)
