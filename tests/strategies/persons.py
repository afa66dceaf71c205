"""Random persons of a case file: what they are, what cover they have, and their encounters."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tongchou.regulations.load import Regulation
from tongchou.rules.codes import CATEGORIES, IDENTITIES

from .bills import DISEASES, FILED_KINDS, LARGEST, Bills
from .dice import Dice, yuan_text
from .themes import ANY, Theme

FIRST_DAY, LAST_DAY = date(2023, 1, 1), date(2025, 12, 31)
YEAR_ENDS = (date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1))


def marked_days(dice: Dice, regulation: Regulation, theme: Theme) -> list[date]:
    """Days near which things happen: changes of the regulation, year ends and some others."""
    years = theme.years or dice.one(((2024,), (2023, 2024), (2024, 2025), (2023, 2025), (2023, 2024, 2025)))
    days = [date(dice.one(years), 1 + dice.whole(0, 11), 1 + dice.whole(0, 27)) for _ in range(dice.one((2, 3, 5)))]
    changes = [date.fromordinal(day) for day in regulation.changes()]
    near = [day - timedelta(days=dice.one((0, 1, 30))) for day in (*changes, *YEAR_ENDS)]
    days += [day for day in near if day.year in years][: dice.whole(0, 3)]
    return [min(max(day, FIRST_DAY), LAST_DAY - timedelta(days=4)) for day in days]


def period(dice: Dice, days: list[date]) -> dict[str, str]:
    """From some marked day to another, or open."""
    first = dice.one(days)
    found = {"from": first.isoformat()}
    if dice.flag():
        found["to"] = max(first, dice.one(days) + timedelta(days=dice.whole(0, 200))).isoformat()
    return found


def category(dice: Dice, days: list[date]) -> Any:
    if dice.flag():
        return dice.one(CATEGORIES)
    name = dice.one(("category", "kind"))
    return [{name: dice.one(CATEGORIES)} | period(dice, days) for _ in range(dice.whole(0, 3))]


def coverage(dice: Dice, days: list[date]) -> list[dict[str, str]]:
    """Whole years, spans with gaps between them, or no cover at all."""
    if dice.flag():
        years = dice.some((2023, 2024, 2025))
        return [{"from": f"{year}-01-01", "to": f"{year}-12-31"} for year in years]
    return [period(dice, days) for _ in range(dice.whole(0, 3))]


def filing(dice: Dice, days: list[date]) -> dict[str, str]:
    kind = dice.one(FILED_KINDS)
    found = {"kind": kind} | ({"from": "2020-01-01"} if dice.flag() else period(dice, days))
    if kind.startswith("chronic") and dice.flag():
        found["disease"] = dice.one(DISEASES)
    return found


@st.composite
def persons(
    draw: st.DrawFn, regulation: Regulation, *, name: str = "P1", few: bool = False, theme: Theme = ANY
) -> dict[str, Any]:
    """One entry of `persons` of a case file, of a right form, with up to eight encounters, or only a few."""
    dice = Dice(draw)
    days = marked_days(dice, regulation, theme)
    person: dict[str, Any] = {
        "id": name,
        "birth": date(dice.whole(1930, 2022), 2, 28).isoformat(),
        "sex": dice.one(("F", "M")),
        "county": regulation.area.counties[0].code if regulation.area.counties else "990001",
    }
    if dice.flag():
        person["category"] = category(dice, days)
    if not dice.once_in(4):
        held = [dice.one(IDENTITIES) for _ in range(dice.whole(0, 4))]
        person["identities"] = [
            {"kind": kind} | ({"from": "2020-01-01"} if dice.flag() else period(dice, days)) for kind in held
        ]
    if theme.gaps or dice.once_in(4):
        person["coverage"] = coverage(dice, days)
    if dice.flag():
        own = [word for word in ("grade_2", "grade_1") if word in regulation.grades]
        named = [{"grade": word} | period(dice, days) for word in own]
        person["grade"] = dice.one((*own[:1], "standard", named))
    for counted in ("continuous_years", "zero_claim_years"):
        if dice.flag():
            person[counted] = dice.whole(0, 9)
    filings = 2 if theme.filed else dice.whole(0, 4)
    if filings:
        person["filings"] = [{"kind": kind, "from": "2020-01-01"} for kind in FILED_KINDS] if filings <= 2 else []
        person["filings"] += [filing(dice, days) for _ in range(dice.whole(0, 4))] if filings >= 2 else []
    person["encounters"] = Bills(dice, regulation, days, theme).encounters((1, 2) if few else (1, 3, 4, 5, 6, 8))
    if person["encounters"] and dice.once_in(12):
        spoil(dice, dice.one(person["encounters"]))
    return person


def spoil(dice: Dice, encounter: dict[str, Any]) -> None:
    """Make an encounter of a right form one that sections 1 to 3 of the contract refuse (or, seldom, do not)."""
    choice = dice.whole(0, 6)
    if choice == 0:
        encounter["transfer_from"] = dice.one(("nobody", encounter["id"]))
    elif choice == 1:
        encounter["discharged"] = "2022-12-31"
        encounter["admitted"] = "2022-12-31"
    elif "amounts" in encounter:
        name = dice.one(("own_expense", "over_limit", "self_first"))
        encounter["amounts"][name] = yuan_text(dice.whole(-1, LARGEST // 100))
    elif choice == 2:
        line = {"item": "drug", "class": dice.one(("A", "B", "C")), "amount": yuan_text(-dice.whole(1, 10_000))}
        encounter["lines"].append(line)
    elif choice == 3:
        encounter["lines"].append({"item": "drug", "class": "A", "amount": "5.00", "price_limit": "1.00"})
    elif choice == 4:
        encounter["lines"].append({"item": "drug", "class": "A", "amount": "5.00", "quantity": "-1"})
    elif choice == 5:
        encounter["lines"].append({"item": "drug", "class": "B", "amount": "-5.00", "quantity": "0.5"})
    else:
        encounter["lines"].append({"item": "drug", "class": "A", "quantity": "3"})


@st.composite
def cases(
    draw: st.DrawFn, regulation: Regulation, *, most_persons: int = 1, few: bool = False, theme: Theme = ANY
) -> dict[str, Any]:
    """A whole case file; the encounters of all persons have different names."""
    count = draw(st.integers(1, most_persons))
    everybody = [draw(persons(regulation, name=f"P{number}", few=few, theme=theme)) for number in range(1, 1 + count)]
    for number, person in enumerate(everybody[1:], 2):
        for encounter in person["encounters"]:
            for name in ("id", "transfer_from"):
                if name in encounter:
                    encounter[name] = f"{number}{encounter[name]}"
    return {"version": 1, "regulation": "990000", "persons": everybody}
