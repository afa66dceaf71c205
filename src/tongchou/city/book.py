"""The bills of a city's year while they are being written, and a person's days that are already taken."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from tongchou.city import bills
from tongchou.city.cover import carry_over
from tongchou.city.dice import Dice, Strata
from tongchou.city.medicine import Case
from tongchou.city.model import Encounter, Institution, Line, Resident
from tongchou.city.places import Places

_TOTALS_ONLY = {"inpatient": 900, "maternity": 1_000, "outpatient": 1_500, "two_disease": 1_000}
"""How many of 10,000 bills of a kind are known by their sums only."""

_DATED, _RETURNED, _CHECKUP = 500, 200, 150
"""How many of 10,000 stays have a day on each line, give drugs back, contain a health check."""


@dataclass(slots=True)
class Calendar:
    """The days on which a person can be treated in the year, and the stays that already fill some of them."""

    first: date
    last: date
    busy: list[tuple[date, date]] = field(default_factory=list)

    def free(self, first: date, last: date, touching: bool = False) -> bool:
        """Tell whether no stay overlaps these days; ``touching`` lets one end on the day on which the next begins."""
        if not self.first <= first <= self.last:
            return False
        if touching:
            return all(last <= start or end <= first for start, end in self.busy)
        return all(last < start or end < first for start, end in self.busy)


@dataclass(slots=True)
class Book:
    """Where bills are written: the year, the chance, the places, the bills and which transfer follows which stay.

    ``stays_due`` and ``away_due`` hold how many stays, and how many outside the city, are to come.
    """

    year: int
    dice: Dice
    places: Places
    stays_due: Strata
    away_due: Strata
    encounters: list[Encounter] = field(default_factory=list)
    transfers: list[tuple[Encounter, Encounter]] = field(default_factory=list)
    split_stays: int = 0

    @property
    def end(self) -> date:
        """The last day of the year."""
        return date(self.year, 12, 31)

    def provider(self, resident: Resident, level: str, place: str) -> Institution:
        """Return the institution of a level to which the resident goes."""
        return self.places.provider(self.dice, level, place, resident.county, resident.township)

    def visit(
        self,
        resident: Resident,
        kind: str,
        provider: Institution,
        day: date,
        diagnosis: str,
        lines: list[Line],
        disease: str = "",
        delivery: str = "",
    ) -> Encounter:
        """Write the bill of one day."""
        filing = "residence" if provider.place != "local" and resident.place == provider.place else "none"
        encounter = Encounter(
            resident.identifier, kind, provider.code, provider.level, provider.place, filing,
            day if kind == "maternity" else None, day, diagnosis, disease=disease, delivery=delivery,
        )  # fmt: skip
        return self._write(encounter, lines)

    def stay(
        self,
        resident: Resident,
        calendar: Calendar,
        provider: Institution,
        filing: str,
        admitted: date,
        case: Case,
        touching: bool = False,
    ) -> Encounter | None:
        """Write the bill of a stay, or two where it runs over the end of the year; None where the days are taken.

        The first part is discharged on 31 December, the second is admitted on 1 January; both carry the same name.
        A person who dies is discharged that day.
        """
        discharged = min(admitted + timedelta(days=case.days), resident.death or date.max)
        if not calendar.free(admitted, discharged, touching):
            return None
        calendar.busy.append((admitted, discharged))
        case = case.shortened(max(1, (discharged - admitted).days))
        if discharged <= self.end:
            return self._part(resident, provider, filing, admitted, discharged, case)
        carry_over(self.dice, resident, self.year)
        self.split_stays += 1
        name = f"S{self.split_stays:06d}"
        later = (discharged - self.end).days
        first = case.shortened(max(1, case.days - later))
        second = replace(case.shortened(later), operation="")
        found = self._part(resident, provider, filing, admitted, self.end, first, name)
        self._part(resident, provider, filing, self.end + timedelta(days=1), discharged, second, name)
        return found

    def deliver(
        self, mother: Resident, provider: Institution, admitted: date, case: Case, delivery: str, babies: int
    ) -> None:
        """Write the bill of a delivery."""
        encounter = Encounter(
            mother.identifier, "maternity", provider.code, provider.level, provider.place, "none",
            admitted, admitted + timedelta(days=case.days), case.diagnosis.code,
            operation=case.operation, delivery=delivery, babies=babies,
        )  # fmt: skip
        self._write(encounter, bills.stay_bill(self.dice, case, provider.level))

    def _part(
        self,
        resident: Resident,
        provider: Institution,
        filing: str,
        admitted: date,
        discharged: date,
        case: Case,
        name: str = "",
    ) -> Encounter:
        dice, days = self.dice, (discharged - admitted).days
        lines = bills.stay_bill(dice, case, provider.level)
        if dice.chance(_CHECKUP):
            lines = bills.with_checkup(lines, provider.level)
        if dice.chance(_RETURNED):
            lines = bills.with_return(lines)
        if dice.chance(_DATED) or not (resident.covered(admitted) and resident.covered(discharged)):
            lines = bills.dated(dice, lines, admitted, days)
        encounter = Encounter(
            resident.identifier, "inpatient", provider.code, provider.level, provider.place, filing,
            admitted, discharged, case.diagnosis.code, operation=case.operation, stay=name,
        )  # fmt: skip
        return self._write(encounter, lines)

    def _write(self, encounter: Encounter, lines: list[Line]) -> Encounter:
        """Keep the bill, a share of them as sums only."""
        if self.dice.chance(_TOTALS_ONLY.get(encounter.kind, 0)) and not any(line.day for line in lines):
            encounter.totals = bills.totals(lines)
        else:
            encounter.lines = tuple(lines)
        self.encounters.append(encounter)
        return encounter

    def number(self) -> tuple[Encounter, ...]:
        """Return the bills in the order of settling, numbered, with the links of transfers filled in."""
        order = {id(encounter): place for place, encounter in enumerate(self.encounters)}
        ready = sorted(self.encounters, key=lambda e: (e.discharged, e.person, order[id(e)]))
        for number, encounter in enumerate(ready, start=1):
            encounter.identifier = f"E{number:06d}"
        for later, earlier in self.transfers:
            later.transfer_from = earlier.identifier
        return tuple(ready)
