"""Bills as they also reach an office: their sums alone, a day on each line, a part that a third party owes.

A table of claims can't tell these, so they are made of a case file's bills. The shares are assumed; each occurs at
least twice where the city has fitting bills.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from tongchou.city.dice import Dice
from tongchou.rules.benefit.scope import line_amount, line_scope
from tongchou.rules.codes import CLASSES
from tongchou.rules.money import UNLIMITED, parse_decimal, parse_yuan, yuan

Case = dict[str, Any]

_SUMS_ONLY = {"inpatient": 900, "maternity": 1_000, "outpatient": 1_500, "two_disease": 1_000}
"""Of 10,000 bills of a kind those known by their sums only."""

_BORNE_BY_THIRD_PARTY = ("0.25", "0.3", "0.5", "0.7")
_ACCIDENTS, _DATED = 800, 500
"""Of 10,000 stays for injuries those that a third party bears in part; of 10,000 those with a day on each line."""


def make_odd(persons: list[Case], seed: int) -> None:
    """Turn some bills of a case file into rare forms, none into two."""
    dice = Dice(seed, "oddities")
    stays = dice.mix(each for each in _encounters(persons) if each["kind"] == "inpatient")
    for encounter in [each for person in persons for each in _partly_covered(person)]:
        _date_lines(dice, encounter)
    plain = [each for each in stays if not {"excluded", "stay", "transfer_from"} & set(each)]
    for encounter in _some(plain, _ACCIDENTS, lambda each: each["diagnosis"].startswith("S") and not _is_dated(each)):
        encounter["third_party_share"] = dice.choose(_BORNE_BY_THIRD_PARTY)
    for encounter in _some(stays, _DATED, lambda each: "third_party_share" not in each and not _is_dated(each)):
        _date_lines(dice, encounter)
    for encounter in _encounters(persons):
        odd = "third_party_share" in encounter or _is_dated(encounter)
        if not odd and dice.chance(_SUMS_ONLY.get(encounter["kind"], 0)):
            encounter["amounts"] = _amounts(encounter.pop("lines"))


def _encounters(persons: list[Case]) -> Iterator[Case]:
    for person in persons:
        yield from person["encounters"]


def _some(candidates: list[Case], share: int, fits: Callable[[Case], bool]) -> list[Case]:
    """Return a share of the fitting candidates, at least two where there are so many."""
    fitting = [each for each in candidates if fits(each)]
    return fitting[: max(2, len(fitting) * share // 10_000)]


def _partly_covered(person: Case) -> Iterator[Case]:
    """Yield the stays of a person that begin before cover does: what counts then is the day of each line."""
    for encounter in person["encounters"]:
        if encounter["kind"] == "inpatient":
            days = (encounter["admitted"], encounter["discharged"])
            held = [any(p["from"] <= day <= p["to"] for p in person["coverage"]) for day in days]
            if held[0] != held[1]:
                yield encounter


def _is_dated(encounter: Case) -> bool:
    return any("date" in line for line in encounter["lines"])


def _date_lines(dice: Dice, encounter: Case) -> None:
    """Put a day of the stay on each line."""
    first, last = date.fromisoformat(encounter["admitted"]), date.fromisoformat(encounter["discharged"])
    for line in encounter["lines"]:
        line["date"] = (first + timedelta(days=dice.below((last - first).days + 1))).isoformat()


def _amounts(lines: list[dict[str, str]]) -> dict[str, str]:
    """Return the sums of lines as a hospital would report them (contract, section 2)."""
    sums = [0, 0, 0, 0]
    for line in lines:
        limit, amount = UNLIMITED, parse_yuan(line["amount"]) if "amount" in line else 0
        if "quantity" in line:
            quantity = parse_decimal(line["quantity"], 4)
            amount = line_amount(quantity, parse_decimal(line["unit_price"], 6))
            if "price_limit" in line:
                limit = line_amount(quantity, parse_decimal(line["price_limit"], 6))
        listed = CLASSES.index("C" if "excluded" in line else line["class"])
        ratio = parse_decimal(line["self_first_ratio"], 4) if "self_first_ratio" in line else 0
        for place, part in enumerate(line_scope(amount, 0, listed, limit, ratio)[:4]):
            sums[place] += part
    return dict(zip(("total", "own_expense", "over_limit", "self_first"), map(yuan, sums), strict=True))
