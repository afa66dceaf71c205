"""What a resident is to the regulation: category, recognised identities, filings for chronic diseases.

The shares of identities follow the published one of the aided (about 8% of residents), its split is assumed; so are
the rates of filings, chosen so that chronic bills are about a seventh of all visits as published.
"""

from datetime import date, timedelta

from tongchou.city import tables
from tongchou.city.dice import Dice, share_of
from tongchou.city.families import People
from tongchou.city.model import Filing, Identity, Resident

_SCHOOL_AGE = 6
_TWO_DISEASES = (
    ("hypertension", "I10.x00x002", "M03900", ((40, 150), (50, 700), (60, 1_200), (70, 1_500))),
    ("diabetes", "E11.900", "M01600", ((40, 80), (50, 260), (60, 430), (70, 450))),
)
"""The filing, its diagnosis, the chronic disease whose filing takes its place, and from an age on how many of 10,000
have filed."""


def make_categories(dice: Dice, residents: list[Resident], year: int) -> None:
    """Set adult, student or child as enrolled for the year: school age is 6 on 1 September before it."""
    for resident in residents:
        age = resident.age(date(year - 1, 9, 1))
        studies = 10_000 if age < 16 else 8_800 if age < 19 else 3_200 if age < 23 else 0
        resident.category = "child" if age < _SCHOOL_AGE else "student" if dice.chance(studies) else "adult"


def make_identities(dice: Dice, people: People) -> None:
    """Hand out the identities until each has the share of residents that the table says."""
    residents = {resident.identifier: resident for resident in people.residents}
    count, year = len(residents), people.year
    granted: set[str] = set()
    for kind, share, granted_to in tables.identity_shares():
        wanted = share_of(count, share, at_least=int(count >= 1_000))
        for household in dice.mix(people.households):
            members = [residents[identifier] for identifier in household.members]
            holders = _holders(dice, members, granted_to, year)
            if wanted <= 0:
                break
            if not holders or (granted_to != "person" and household.identifier in granted):
                continue
            granted.add(household.identifier)
            wanted -= len(holders)
            _grant(dice, holders, kind, year)


def _holders(dice: Dice, members: list[Resident], granted_to: str, year: int) -> list[Resident]:
    """Return who of a household would hold an identity: all, one person, the elderly alone, an orphan."""
    ages = [member.age(date(year, 1, 1)) for member in members]
    if granted_to == "household":
        return members
    if granted_to == "person":
        return [dice.choose(members)]
    if granted_to == "elderly":
        return members if len(members) == 1 and ages[0] >= 62 else []
    return [member for member in members if member.relation == "grandchild"][:1]


def _grant(dice: Dice, holders: list[Resident], kind: str, year: int) -> None:
    """Give the identity to all holders from one day, mostly years ago; a few lose it in the year.

    Someone who leaves low income mostly stays on its edge from the next month on.
    """
    recent = kind == "illness_poverty" or dice.chance(800)
    start = date(year, dice.between(1, 9), 1) if recent else date(year - dice.between(1, 6), dice.between(1, 12), 1)
    ends = not recent and kind not in ("orphan", "extreme_poverty") and dice.chance(700)
    month = dice.between(2, 11)
    for holder in holders:
        first = max(start, holder.birth)
        if ends and holder.birth < date(year, month, 1):
            holder.identities.append(Identity(kind, first, date(year, month + 1, 1) - timedelta(days=1)))
            if kind == "low_income":
                holder.identities.append(Identity("low_income_edge", date(year, month + 1, 1)))
        else:
            holder.identities.append(Identity(kind, first))


def make_filings(dice: Dice, residents: list[Resident], year: int) -> None:
    """File chronic diseases of class I (one at most) and II (three at most), hypertension and diabetes."""
    for resident in residents:
        age = resident.age(date(year, 1, 1))
        found: dict[str, Filing] = {}
        for disease in tables.chronic_diseases():
            if not (disease.age_from <= age <= disease.age_to and dice.chance(disease.filers)):
                continue
            of_kind = sum(filing.kind == disease.kind for filing in found.values())
            if of_kind < (1 if disease.kind == "chronic_1" else 3):
                first = _filed_on(dice, year)
                found[disease.code] = Filing(disease.kind, first, disease.code, disease.diagnosis)
        filings = list(found.values())
        for kind, diagnosis, instead, steps in _TWO_DISEASES:
            fits = age <= tables.diagnoses()[diagnosis].age_to and instead not in found
            if fits and dice.chance(_rate(steps, age)):
                filings.append(Filing(kind, _filed_on(dice, year), "", diagnosis))
        resident.filings = filings


def _rate(steps: tuple[tuple[int, int], ...], age: int) -> int:
    """Return the share in force at an age."""
    return max((share for start, share in steps if age >= start), default=0)


def _filed_on(dice: Dice, year: int) -> date:
    """Return the day of a filing: mostly in the five years before, a fifth in the year."""
    if dice.chance(2_000):
        return dice.day(date(year, 1, 2), date(year, 11, 20))
    return dice.day(date(year - 5, 1, 2), date(year - 1, 12, 20))
