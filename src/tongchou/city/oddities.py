"""The rare bills that every city has: accidents, bills that belong to another payer, care abroad."""

from collections.abc import Callable, Iterable

from tongchou.city.book import Book
from tongchou.city.dice import share_of
from tongchou.city.families import People
from tongchou.city.model import Encounter

_BORNE_BY_THIRD_PARTY = (2_500, 3_000, 5_000, 7_000)
_ACCIDENTS, _THIRD_PARTY, _AT_WORK, _WELLNESS, _PUBLIC_HEALTH, _ABROAD = 800, 400, 400, 20, 10, 150
"""Shares in ten-thousandths: of the stays for injuries those that a third party bears in part, wholly, and those at
work; of the visits health checks and tuberculosis treated by public health; of the stays outside the province those
abroad. Assumed; each occurs at least twice where the city has fitting bills."""

_CHECKUP, _TUBERCULOSIS = "Z00.001", "A16.200x002"


def add_oddities(book: Book, people: People) -> None:
    """Turn some bills into rare ones; no bill is made two things at once, none is part of a chain of stays."""
    chained = {id(encounter) for pair in book.transfers for encounter in pair}
    plain = book.dice.mix(e for e in book.encounters if not e.stay and id(e) not in chained)
    residents = {resident.identifier: resident for resident in people.residents}

    def age(encounter: Encounter) -> int:
        return residents[encounter.person].age(encounter.discharged)

    injuries = [e for e in plain if e.kind == "inpatient" and e.diagnosis.startswith("S")]
    for encounter in _some(injuries, _ACCIDENTS, lambda e: bool(e.lines)):
        encounter.third_party_share = book.dice.choose(_BORNE_BY_THIRD_PARTY)
    for encounter in _some(injuries, _THIRD_PARTY):
        encounter.excluded = "third_party"
    for encounter in _some(injuries, _AT_WORK, lambda e: 18 <= age(e) <= 62):
        encounter.excluded = "work_injury"
    visits = [e for e in plain if e.kind == "outpatient" and e.provider_level != "pharmacy"]
    for encounter in _some(visits, _WELLNESS, lambda e: 5 <= age(e) <= 80):
        encounter.excluded, encounter.diagnosis = "wellness", _CHECKUP
    for encounter in _some(visits, _PUBLIC_HEALTH, lambda e: 15 <= age(e) <= 85):
        encounter.excluded, encounter.diagnosis = "public_health", _TUBERCULOSIS
    outside = [e for e in plain if e.kind == "inpatient" and e.place == "elsewhere" and e.filing != "residence"]
    for encounter in _some(outside, _ABROAD):
        encounter.excluded, encounter.provider, encounter.filing = "abroad", "", "none"


def _some(
    candidates: list[Encounter], share: int, fits: Callable[[Encounter], bool] = lambda encounter: True
) -> Iterable[Encounter]:
    """Return a share of the candidates, at least two, out of the fitting ones that are not yet anything rare."""
    fitting = [e for e in candidates if not e.excluded and not e.third_party_share and fits(e)]
    return fitting[: share_of(len(candidates), share, at_least=2)]
