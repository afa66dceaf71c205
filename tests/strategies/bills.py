"""Random encounters and lines of a case file, with amounts near the limits of a regulation."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from tongchou.regulations.kinds import Money, MoneyOrIncomeShare
from tongchou.regulations.load import Regulation
from tongchou.regulations.schema import PARAMETERS
from tongchou.rules.codes import (
    CIRCUMSTANCES,
    DELIVERIES,
    EXCLUSIONS,
    LEVELS,
)
from tongchou.rules.money import UNLIMITED

from .dice import Dice, decimal_text, yuan_text
from .themes import Theme

KINDS = (
    "inpatient",
    "inpatient",
    "inpatient",
    "inpatient",
    "chronic_1",
    "outpatient",
    "two_disease",
    "chronic_2",
    "negotiated_drug",
    "maternity",
    "maternity",
)
FILED_KINDS = ("chronic_1", "chronic_2", "hypertension", "diabetes")
DISEASES = ("M01600", "M03900", "M07800")
LARGEST = 10**10


def sums_of(regulation: Regulation) -> tuple[int, ...]:
    """Every sum of money that the regulation names, in fen."""
    found = {0}
    for path, rows in regulation.timelines.items():
        for row in rows:
            if row.not_available:
                continue
            for _, kind, leaf in PARAMETERS[path].kind.leaves(row.value):
                if isinstance(kind, Money | MoneyOrIncomeShare) and isinstance(leaf, int) and leaf < UNLIMITED:
                    found.add(leaf)
    return tuple(sorted(found))


class Bills:
    """Draws the encounters of one person."""

    def __init__(self, dice: Dice, regulation: Regulation, days: Sequence[date], theme: Theme) -> None:
        self.dice = dice
        self.sums = sums_of(regulation)
        self.marks = [row.value for row in regulation.timelines.get("scope.high_value_mark", ()) if row.value]
        self.marks = [mark for mark in self.marks if mark < UNLIMITED]
        self.days = days
        # few kinds, so that bills of one kind meet in a year and use up its limits
        self.kinds = theme.kinds or [dice.one(KINDS) for _ in range(dice.one((2, 1, 3, 6)))]
        self.theme = theme
        self.deliveries = dice.one((DELIVERIES, ("antenatal",), ("antenatal", "vaginal")))

    def day(self) -> date:
        """One of the marked days, or one soon after it."""
        return self.dice.one(self.days) + timedelta(days=self.dice.whole(0, 3))

    def fen(self) -> int:
        """Near a sum of the regulation, near two of them, any sum of some thousand yuan, some fen, or very large."""
        choice = self.dice.whole(0, 19)
        if choice <= 7:
            return self.dice.near(self.sums, least=1)
        if choice <= 11:
            return self.dice.near(self.sums, least=1) + self.dice.one(self.sums)
        if choice <= 16:
            return self.dice.fen(600_000)
        return self.dice.whole(0, 300) if choice <= 18 else self.dice.whole(0, LARGEST // 100)

    def encounters(self, counts: Sequence[int]) -> list[dict[str, Any]]:
        """One of these numbers of encounters, in the order of the file, which is not that of settling."""
        dice = self.dice
        # text order is not number order: E10 stands before E9
        names = [f"E{number}" for number in range(8, 16)]
        if dice.flag():
            names.reverse()
        made: list[dict[str, Any]] = []
        for name in names[: dice.one(counts)]:
            made.append(self.encounter(name, made))
        if dice.once_in(6):
            start, turned = dice.whole(0, len(made) - 1), dice.flag()
            numbers = [1 + (number + start) % len(made) for number in range(len(made))]
            for number, each in zip(reversed(numbers) if turned else numbers, made, strict=True):
                each["sequence"] = number
            if dice.once_in(4):
                del made[-1]["sequence"]
        return made

    def encounter(self, name: str, earlier: list[dict[str, Any]]) -> dict[str, Any]:
        dice = self.dice
        kind = dice.one(self.kinds)
        discharged = self.day()
        admitted = discharged - timedelta(days=dice.whole(0, 20))
        # a transfer from an earlier admission of the list, or a later part of its stay
        before = None
        continued = False
        admissions = [each for each in earlier if is_admission(each)]
        if admissions and dice.once_in(self.theme.follows if kind == "inpatient" else 12):
            before = dice.one(admissions)
            continued = dice.flag()
            if continued and "stay" in before:
                before = [each for each in admissions if each.get("stay") == before["stay"]][-1]
            kind = "maternity" if kind == "maternity" and dice.once_in(3) else "inpatient"
            admitted = date.fromisoformat(before["discharged"]) + timedelta(days=dice.whole(0, 1))
            discharged = admitted + timedelta(days=dice.one((0, 1, 12)))
        made: dict[str, Any] = {"id": name, "kind": kind, "provider_level": dice.one(LEVELS)}
        if self.theme.outside or dice.flag():
            made["place"] = dice.one(("province", "elsewhere", "local")[: 2 if self.theme.outside else 3])
            made["filing"] = dice.one(("none", "referral", "none", "emergency", "residence"))
        if before and continued:
            made["stay"] = before["stay"] = before.get("stay", f"stay {before['id']}")
        if before and ("stay" not in made or dice.once_in(6)):
            made["transfer_from"] = before["id"]
        if kind in ("inpatient", "maternity") or before or dice.once_in(5):
            made["admitted"] = admitted.isoformat()
        later = before is not None and continued and discharged > date.fromisoformat(before["discharged"])
        if later and "transfer_from" not in made and dice.once_in(4):
            # as many hospitals send it: the day of the first admission
            made["admitted"] = next(each for each in admissions if each.get("stay") == made["stay"])["admitted"]
        made["discharged"] = discharged.isoformat()
        if kind == "maternity":
            made["delivery"] = dice.one(DELIVERIES[:3] if before else self.deliveries)
            if dice.flag():
                made["babies"] = dice.whole(1, 3)
        if kind in ("chronic_1", "chronic_2") and dice.flag():
            made["disease"] = dice.one(DISEASES)
        if dice.once_in(25):
            made["excluded"] = dice.one(EXCLUSIONS)
        if dice.once_in(5):
            made["diagnosis"] = dice.one(("U07.100", "I10.x00"))
        if dice.once_in(4 if kind == "outpatient" else 12):
            made["circumstances"] = list(dice.some(CIRCUMSTANCES))
        if dice.flag():
            made["amounts"] = self.totals()
        else:
            made["lines"] = self.lines(discharged)
            if dice.once_in(6):
                made["third_party_share"] = decimal_text(dice.ratio(), 4)
        return made

    def totals(self) -> dict[str, str]:
        dice = self.dice
        in_scope, parts = self.fen(), {}
        for name in ("own_expense", "over_limit", "self_first"):
            if dice.once_in(3):
                parts[name] = self.fen()
        total = in_scope + sum(parts.values())
        return {"total": yuan_text(total)} | {name: yuan_text(fen) for name, fen in parts.items()}

    def lines(self, discharged: date) -> list[dict[str, Any]]:
        """Some lines, and now and then a negative one that takes back an earlier one or a part of it."""
        dice = self.dice
        made: list[dict[str, Any]] = []
        for _ in range(dice.one((1, 2, 3, 4, 0))):
            made.append(self.line(discharged))
            if dice.once_in(6):
                made.append(negative(made[-1]) if dice.flag() else self.partial_negative(made[-1]))
        return made

    def line(self, discharged: date) -> dict[str, Any]:
        dice = self.dice
        made: dict[str, Any] = {"item": dice.one(("drug", "consumable", "service")), "class": dice.one("BACB")}
        form = dice.whole(0, 2)
        if form != 1:
            made["amount"] = yuan_text(self.fen())
        if form != 0:
            made["quantity"] = decimal_text(dice.one((10_000, 20_000, 5_000, dice.whole(1, 50_000))), 4)
            price = self.price()
            if form == 1 or dice.flag():
                made["unit_price"] = decimal_text(price, 6)
            if dice.flag():
                made["price_limit"] = decimal_text(price - dice.whole(0, price) if dice.flag() else price, 6)
        if dice.once_in(5):
            made["self_first_ratio"] = decimal_text(dice.ratio(), 4)
        if dice.once_in(4):
            made["date"] = (discharged - timedelta(days=dice.whole(0, 20))).isoformat()
        if dice.once_in(15):
            made["excluded"] = dice.one(EXCLUSIONS)
        return made

    def price(self) -> int:
        """A unit price in 1/1,000,000 yuan, 10,000 of which are a fen: any, near a sum, or near a high-value mark."""
        dice = self.dice
        choice = dice.whole(0, 5)
        if choice == 0:
            return self.fen() * 10_000
        if choice >= 3 and self.marks:
            return max(0, dice.one(self.marks) * 10_000 + dice.one((1, 0, 9_999, -1, 10_000)))
        return dice.fen(600_000) * 1_000 + dice.whole(0, 99)

    def partial_negative(self, line: dict[str, Any]) -> dict[str, Any]:
        """A line of the same sort that takes back a smaller sum."""
        made = {name: line[name] for name in ("item", "class", "self_first_ratio", "date", "excluded") if name in line}
        most = int(line.get("amount", "9.99").replace(".", ""))
        return made | {"amount": yuan_text(-self.dice.whole(0, most))}


def is_admission(encounter: dict[str, Any]) -> bool:
    """Whether an encounter may be transferred from, or be a part of a stay."""
    return encounter["kind"] == "inpatient" or encounter.get("delivery", "antenatal") != "antenatal"


def negative(line: dict[str, Any]) -> dict[str, Any]:
    """The exact negative of a line."""
    made = dict(line)
    for name in ("amount", "quantity"):
        if name in made:
            text = made[name]
            made[name] = text.removeprefix("-") if text.startswith("-") else f"-{text}"
    return made
