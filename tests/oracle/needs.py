"""Which parameters a bill needs, and whether the regulation states them on its day: else the file is refused.

The contract's preamble: all figures are parameters, the algorithm reads none from code. So a figure that nobody stated
is not taken as 0. A bill needs the figures of its kind, level and identity, whatever its status and whatever it
would be paid; a part of a table that this bill does not look at may be missing.
"""

from datetime import date
from typing import Any

from tongchou.regulations.faults import NotInForce
from tongchou.regulations.kinds import Income
from tongchou.regulations.load import Regulation, Snapshot

from .facts import category_on, filings_on, grade_on, in_force

OWN_RATIO = {"outpatient", "two_disease", "chronic_2", "negotiated_drug"}
UNDER_THE_CEILING = {"inpatient", "chronic_1", "negotiated_drug"}
CATEGORIES = {"adult", "student", "child"}


class Missing(Exception):
    """The regulation does not state what a bill needs."""


def missing(person: dict, regulation: Regulation) -> str:
    """The first parameter that a person's bills need and the regulation does not state; empty where there is none."""
    days = [date.fromisoformat(encounter["discharged"]) for encounter in person["encounters"]]
    try:
        for day, encounter in zip(days, person["encounters"], strict=True):
            graded = regulation.graded.get(grade_on(person, day), regulation)
            Needs(person, encounter, day, graded.at(day.toordinal())).check()
        years = {day.year for day in days}
        for year in range(min(years, default=0), max(years, default=0)):
            # What a year leaves to the next is decided on its last day.
            day = date(year, 12, 31)
            last_day = regulation.graded.get(grade_on(person, day), regulation).at(day.toordinal())
            last_day.get("incentive.continuous_after_years")
            last_day.get("incentive.keep_earned_steps")
    except (Missing, NotInForce) as reason:
        return str(reason) or type(reason).__name__
    return ""


class Needs:
    """One bill asks the regulation of its day."""

    def __init__(self, person: dict, encounter: dict, day: date, snapshot: Snapshot) -> None:
        self.person = person
        self.day = day
        self.encounter = encounter
        self.get = snapshot.get
        self.dated = snapshot.dated
        self.level = encounter["provider_level"]
        self.category = category_on(person, day)
        held = {entry["kind"] for entry in person.get("identities") or [] if in_force(entry, day)}
        self.identity = next((word for word in self.get("identity.rank") if word in held), "ordinary")

    def entry(self, path: str, key: str) -> object:
        table = self.get(path)
        if key not in table:
            raise Missing(f"{path}[{key}]")
        return table[key]

    def check(self) -> None:
        self.get("scope.first_share")
        self.exclusions()
        kind = self.encounter["kind"]
        if kind == "maternity":
            delivery = self.encounter["delivery"]
            mode = self.entry("maternity.mode", delivery)
            if mode != "as_inpatient":
                self.delivery(mode, delivery)
                return
            kind = "inpatient"
        self.pooling(kind, self.encounter.get("filing", "none"))
        self.catastrophic(kind)
        self.assistance(kind)

    def delivery(self, mode: object, delivery: str) -> None:
        if mode == "ratio":
            self.entry("maternity.ratio", self.level)
            if delivery not in self.get("maternity.sum"):
                return
        levels = {self.level}
        outside = self.get("maternity.outside_level")
        if outside is not None and self.encounter.get("place", "local") != "local":
            levels.add(outside)
        by_level: Any = self.entry("maternity.sum", delivery)
        if not levels <= set(by_level):
            raise Missing(f"maternity.sum[{delivery}]")
        self.get("maternity.extra_baby")

    def exclusions(self) -> None:
        """What the bill calls excluded must be excluded by the regulation."""
        words = {self.encounter.get("excluded")}
        words |= {line.get("excluded") for line in self.encounter.get("lines", [])}
        if self.encounter.get("third_party_share", "0").strip("0."):
            words.add("third_party")
        for word in words - {None}:
            row = self.dated(f"exclusion.{word}")
            if row is None or not row.value:
                raise Missing(f"exclusion.{word}")

    def pooling(self, kind: str, filing: str) -> None:
        if kind in ("inpatient", "chronic_1"):
            for what in ("deductible", "ratio"):
                own = f"chronic_1.{what}"
                stated = kind == "chronic_1" and self.get(own) is not None
                self.by_level(own if stated else f"inpatient.{what}")
            self.get("inpatient.deductible_exempt")
        elif kind == "outpatient":
            if self.level in self.get("outpatient.institutions"):
                self.entry("outpatient.ratio", self.level)
                self.entry("outpatient.yearly_deductible", self.level)
                self.get("outpatient.yearly_cap")
        else:
            self.entry(f"{kind}.ratio", self.level)
        if kind == "two_disease":
            self.get("two_disease.yearly_cap")
        if kind == "chronic_2":
            filed = filings_on(self.person, self.day, "chronic_2")
            diseases = {each.get("disease", "") for each in filed}
            capped = len(diseases) == 1 and diseases <= set(self.get("chronic_2.disease_cap"))
            for path in ("each_further", "most_diseases") if capped else ("first_cap", "each_further", "most_diseases"):
                self.get(f"chronic_2.{path}")
        if kind in UNDER_THE_CEILING:
            self.sum_of(self.get("inpatient.ceiling"))
        own_sum = self.outside(kind, filing)
        if kind == "inpatient":
            self.get("inpatient.repeat_floor")
            sums = self.get("inpatient.repeat_sums")
            if sums is not None and not own_sum:
                self.entry("inpatient.repeat_sums", self.level)

    def by_level(self, path: str) -> None:
        table = self.get(path)
        if set(table) & CATEGORIES:
            table = table.get(self.category, {})
        if self.level not in table:
            raise Missing(f"{path}[{self.level}]")

    def outside(self, kind: str, filing: str) -> bool:
        """The out-of-area row of the bill must name its level; whether it brings a deductible of its own."""
        place = self.encounter.get("place", "local")
        if place == "local" or filing == "residence":
            return False
        for row in self.get("out_of_area.rules"):
            if (row.place, row.filing) == (place, filing) and kind in row.kinds:
                stays = kind in ("inpatient", "chronic_1")
                if self.level not in row.value or (stays and row.deductible and self.level not in row.deductible):
                    raise Missing(f"out_of_area.rules[{self.level}]")
                return bool(row.deductible)
        return False

    def catastrophic(self, kind: str) -> None:
        if kind == "negotiated_drug" and self.get("negotiated_drug.catastrophic_ratio") is not None:
            self.get("catastrophic.cap")
            return
        if kind in self.get("catastrophic.fed_by"):
            for path in ("band_basis", "bands", "cap"):
                self.get(f"catastrophic.{path}")
            self.get("incentive.continuous_after_years")
            self.sum_of(self.get("catastrophic.threshold"))

    def assistance(self, kind: str) -> None:
        if kind not in self.get("assistance.fed_by"):
            return
        unfiled = self.encounter.get("place", "local") != "local" and self.encounter.get("filing", "none") == "none"
        if unfiled and self.get("assistance.unfiled") == "difference":
            self.pooling(kind, "referral")
        for layer in ("assistance", "tilt"):
            limited = layer == "tilt" and self.identity in self.get("tilt.burden_share")
            if limited or self.identity in self.get(f"{layer}.ratio"):
                if not limited:
                    self.sum_of(self.entry(f"{layer}.deductible", self.identity))
                self.sum_of(self.entry(f"{layer}.cap", self.identity))
                caps = self.get("assistance.outpatient_cap")
                if layer == "assistance" and kind in self.get("assistance.outpatient_kinds") and self.identity in caps:
                    self.sum_of(caps[self.identity])

    def sum_of(self, value: object) -> None:
        if isinstance(value, Income):
            self.get("income.per_head")
