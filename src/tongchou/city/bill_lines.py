"""Bills line by line, on demand: a plausible bill for each given encounter, whose split adds up to the encounter's.

What a stay must have (ward, care, operation and its consumables) stands on the bill first; tests and drugs of the
diagnosis follow while there is room; the rest stands as sums of small items, as hospitals report them. A bill depends
on the city's seed and its own encounter alone.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import pyarrow as pa

from tongchou.city import prescribed, schema, tables
from tongchou.city.bill import FEN, Bill, Item, priced
from tongchou.city.catalogue import linked_consumables
from tongchou.city.dice import Dice
from tongchou.city.draw import WHOLE
from tongchou.city.tables import Consumable, Drug, Service
from tongchou.city.visits import negotiated_drugs, negotiated_packs
from tongchou.rules.money import half_up

_ANAESTHESIA = {"general": "全身麻醉", "spinal": "椎管内麻醉", "local": "局部浸润麻醉"}

_STAY_SUMS = (
    ("drug", "其他西药费"),
    ("drug", "其他中成药费"),
    ("service", "其他检查费"),
    ("service", "其他化验费"),
    ("service", "其他治疗费"),
)
_VISIT_SUMS = (("drug", "中药饮片及其他药品"), ("service", "其他检查治疗"))
_PHARMACY_SUMS = (("drug", "其他药品"),)
_OWN_OF_STAY, _OWN_OF_VISIT = ("service", "其他自费项目"), ("drug", "自费药品")

_RETURNED = 300
"""Of 10,000 stays those in which drugs are given back: assumed."""

_CHECKED_UP = 150
"""Of 10,000 stays those on whose bill a health check stands that no insurance pays: assumed."""

_USUAL_DAYS = 7
"""What the usual packs of a stay are for where the diagnosis keeps people shorter: fluids above all."""

_CHECKUP = "Z00.001"
_DIALYSIS = "Z49.101"
_DIALYSED = "39.9500"

_READ = (
    "encounter_id", "kind", "provider_level", "admitted", "discharged", "total", "own_expense", "over_limit",
    "self_first", "category", "diagnosis", "operations",
)  # fmt: skip


class Encounter(NamedTuple):
    """What of an encounter decides its bill; amounts in fen, the operation empty for none."""

    identifier: str
    kind: str
    level: str
    admitted: date | None
    discharged: date
    total: int
    own_expense: int
    over_limit: int
    self_first: int
    category: str
    diagnosis: str
    operation: str

    @property
    def days(self) -> int:
        """The days of a stay, at least 1."""
        return max(1, (self.discharged - self.admitted).days) if self.admitted else 1


def lines_of(claims: pa.Table, seed: int) -> pa.Table:
    """Return the lines of each bill (schema LINES), bill after bill; they add up to its parts.

    Bills of one day have their day on each line; a stay's lines have none, so that it is covered as its discharge is.
    """
    columns: dict[str, list[Any]] = {name: [] for name in schema.LINES.names}
    for encounter in encounters_of(claims):
        for number, line in enumerate(bill_of(encounter, seed), start=1):
            columns["encounter_id"].append(encounter.identifier)
            columns["line"].append(number)
            columns["item"].append(line.item)
            columns["class"].append(line.medical_class)
            columns["code"].append(line.code)
            columns["name"].append(line.name)
            columns["quantity"].append(line.quantity)
            columns["unit_price"].append(line.unit_price)
            columns["amount"].append(line.amount)
            columns["price_limit"].append(line.price_limit)
            columns["self_first_ratio"].append(line.ratio)
            columns["date"].append(None if encounter.kind in _STAYS else encounter.discharged)
            columns["excluded"].append(line.excluded)
    arrays = []
    for field in schema.LINES:
        if pa.types.is_dictionary(field.type):
            encoded = pa.array(columns[field.name], pa.string()).dictionary_encode()
            arrays.append(encoded.cast(field.type))
        else:
            arrays.append(pa.array(columns[field.name], field.type))
    return pa.Table.from_arrays(arrays, schema=schema.LINES)


_STAYS = ("inpatient", "maternity")


def encounters_of(claims: pa.Table) -> Iterator[Encounter]:
    """Yield the rows of a table of claims as what decides a bill."""
    for batch in claims.select(_READ).to_batches(max_chunksize=10_000):
        values = [column.to_pylist() for column in batch.columns]
        for *row, operations in zip(*values, strict=True):
            yield Encounter._make((*row, operations[0] if operations else ""))


def encounter_of(row: dict[str, Any]) -> Encounter:
    """Return what of a row of claims decides its bill."""
    return Encounter._make((*(row[name] for name in _READ[:-1]), row["operations"][0] if row["operations"] else ""))


def bill_of(encounter: Encounter, seed: int) -> list[Item]:
    """Return the lines of one bill."""
    dice = Dice(seed, f"lines:{encounter.identifier}")
    bill = Bill(encounter.total, encounter.own_expense, encounter.over_limit, encounter.self_first)
    sums: tuple[tuple[str, str], ...] = _VISIT_SUMS
    own = _OWN_OF_VISIT
    if encounter.operation or encounter.kind == "inpatient":
        _stay(dice, bill, encounter)
        sums, own = _STAY_SUMS, _OWN_OF_STAY
    elif encounter.kind == "negotiated_drug":
        _negotiated(bill, encounter)
        sums = _PHARMACY_SUMS
    elif encounter.diagnosis == _CHECKUP:
        bill.offer(Item("service", "A", "", "健康体检", encounter.total // 2))
    elif encounter.kind in ("chronic_1", "chronic_2", "two_disease"):
        _filed(dice, bill, encounter)
    elif encounter.level == "pharmacy":
        _drugs_of_visit(dice, bill, encounter)
        sums = _PHARMACY_SUMS
    else:
        _visit(dice, bill, encounter)
    bill.close(sums, own, dice.between(20, 45))
    return bill.lines


def _stay(dice: Dice, bill: Bill, encounter: Encounter) -> None:
    """Add what a stay has: operation, ward and care, small consumables, tests, drugs; what patients pay themselves."""
    days, level = encounter.days, encounter.level
    if encounter.operation:
        _operation(bill, encounter.operation, level)
    _ward(bill, encounter)
    care = "Ⅰ级护理" if encounter.total >= 800_000 else "Ⅱ级护理"
    for name in ("住院诊查费", care):
        bill.offer(_service(prescribed.service_named(name), level, days * WHOLE), needed=True)
    for consumable in (*prescribed.ward_consumables(), *prescribed.consumables_for(encounter.diagnosis)):
        bill.offer(_consumable(consumable, max(1, days * dice.between(5, 20) // 10)))
    _own_of_stay(dice, bill, encounter)
    _tests_of_stay(dice, bill, encounter)
    _drugs_of_stay(dice, bill, encounter)


def _ward(bill: Bill, encounter: Encounter) -> None:
    """Add the ward days; what is over the price limit is theirs where it divides by the days."""
    facts, days = tables.levels()[encounter.level], encounter.days
    service = prescribed.service_named("普通病房床位费")
    a_day, rest = divmod(bill.over, days)
    price = facts.ward_limit + (a_day * FEN if not rest else 0)
    quantity = days * WHOLE
    line = priced("service", "A", service.key, service.name, quantity, price)
    bill.offer(replace(line, price_limit=facts.ward_limit), needed=True)


def _operation(bill: Bill, code: str, level: str) -> None:
    """Add an operation, its anaesthesia and its consumables."""
    operation = tables.operations()[code]
    # consumables first: they take up most of the first share
    for consumable in linked_consumables(code):
        bill.offer(_consumable(consumable, 1), needed=True)
    bill.offer(priced("service", "A", code, operation.name, WHOLE, operation.prices[level]), needed=True)
    if operation.anaesthesia in _ANAESTHESIA:
        anaesthesia = prescribed.service_named(_ANAESTHESIA[operation.anaesthesia])
        bill.offer(_service(anaesthesia, level, WHOLE), needed=True)


def _own_of_stay(dice: Dice, bill: Bill, encounter: Encounter) -> None:
    """Add what the patient pays wholly: comforts of the ward, now and then a health check."""
    if dice.chance(_CHECKED_UP):
        bill.offer(Item("service", "A", "", "健康体检", 9_000, excluded="wellness"))
    for service in dice.some(prescribed.own_services(), 2):
        pieces = encounter.days if service.name == "陪护服务费" else dice.between(1, 3)
        bill.offer(_service(service, encounter.level, pieces * WHOLE))


def _tests_of_stay(dice: Dice, bill: Bill, encounter: Encounter) -> None:
    """Add tests and treatments, up to twice as often as usual until they make up half of the room."""
    days, level = encounter.days, encounter.level
    planned = []
    same = tables.operations()[encounter.operation].same_service if encounter.operation else ""
    for service in dice.mix(prescribed.services_for(encounter.diagnosis, visit=False)):
        if service.key == same:
            continue
        times = (service.stay_times + service.stay_per_day * days) * dice.between(50, 130) // 100
        if times := times // WHOLE + dice.chance(times % WHOLE):
            planned.append((service, times))
    percent = _repeat(bill.room // 2, sum(times * service.prices[level] // FEN for service, times in planned), 200)
    for service, times in planned:
        times = max(1, times * percent // 100)
        # hours of oxygen and the like come in quarters
        bill.offer(_service(service, level, times * WHOLE + (WHOLE // 4 * dice.below(4) if times > 16 else 0)))


def _drugs_of_stay(dice: Dice, bill: Bill, encounter: Encounter) -> None:
    """Add up to eight drugs for the diagnosis, up to half as much again as usual for the days, and three fluids."""
    fitting = prescribed.drugs_for(encounter.diagnosis, encounter.category, operated=bool(encounter.operation))
    chosen = (*prescribed.chosen(dice, fitting, 8), *dice.some(prescribed.fluids(), 3))
    usual = 100 * max(_USUAL_DAYS, tables.diagnoses()[encounter.diagnosis].stay_days)
    planned = [
        (drug, max(1, drug.stay_packs * encounter.days * dice.between(50, 130) // usual))
        for drug in {drug.key: drug for drug in chosen}.values()
        if drug.stay_packs
    ]
    percent = _repeat(bill.room * 7 // 10, sum(packs * drug.price // FEN for drug, packs in planned), 150)
    returns = dice.chance(_RETURNED)
    for drug, packs in planned:
        if drug in fitting:
            packs = max(1, packs * percent // 100)
        if returns and packs >= 4:
            returns = not bill.offer_with_return(_packs(drug, packs), _packs(drug, -(packs // 4)))
        elif drug.pieces > 1 and dice.chance(6_000):
            bill.offer(_pieces(drug, encounter.days * dice.between(1, 3)))
        else:
            bill.offer(_packs(drug, packs))


def _repeat(wanted: int, planned: int, most: int) -> int:
    """Return the per cent, from 100 up to the most, by which planned costs are raised towards the wanted ones."""
    return max(100, min(most, wanted * 100 // max(1, planned)))


def _visit(dice: Dice, bill: Bill, encounter: Encounter) -> None:
    """Add the doctor's fee, drugs, and up to three tests or treatments; nothing is injected where no drug is."""
    bill.offer(_service(_fee(dice, encounter.level), encounter.level, WHOLE))
    injected = _drugs_of_visit(dice, bill, encounter)
    tests = 0
    for service in dice.some(prescribed.services_for(encounter.diagnosis, visit=True), 12):
        fits = injected or not prescribed.is_puncture(service)
        if tests < 3 and fits and dice.chance(min(5_000, service.visit_share * 2)):
            tests += bill.offer(_service(service, encounter.level, WHOLE))


def _drugs_of_visit(dice: Dice, bill: Bill, encounter: Encounter) -> bool:
    """Add up to three drugs of a visit; tell whether one of them is injected."""
    injected = False
    fitting = prescribed.drugs_for(encounter.diagnosis, encounter.category, operated=False)
    for drug in prescribed.chosen(dice, tuple(drug for drug in fitting if drug.visit_packs), 3):
        injected |= bill.offer(_packs(drug, drug.visit_packs)) and drug.injection
    return injected


def _filed(dice: Dice, bill: Bill, encounter: Encounter) -> None:
    """Add what a filed disease is treated with: mostly its drugs, for dialysis its sessions."""
    if encounter.diagnosis == _DIALYSIS:
        dialysis = prescribed.service_named("血液透析")
        material = linked_consumables(_DIALYSED)
        of_one = (dialysis.prices[encounter.level] + sum(c.price for c in material)) // FEN
        if sessions := bill.room * 8 // 10 // max(1, of_one):
            bill.offer(_service(dialysis, encounter.level, sessions * WHOLE))
            for consumable in material:
                bill.offer(_consumable(consumable, sessions))
    else:
        bill.offer(_service(_fee(dice, encounter.level), encounter.level, WHOLE))
    injected = False
    fitting = prescribed.drugs_for(encounter.diagnosis, encounter.category, operated=False)
    for drug in prescribed.chosen(dice, fitting, 3):
        wanted = bill.room * FEN // (2 * drug.price)
        injected |= bill.offer(_packs(drug, max(1, min(3, wanted)))) and drug.injection
    for service in dice.some(prescribed.services_for(encounter.diagnosis, visit=True), dice.between(0, 3)):
        if injected or not prescribed.is_puncture(service):
            bill.offer(_service(service, encounter.level, WHOLE))


def _negotiated(bill: Bill, encounter: Encounter) -> None:
    if drug := negotiated_drugs().get(encounter.diagnosis):
        bill.offer(_packs(drug, negotiated_packs(drug)))


def _fee(dice: Dice, level: str) -> Service:
    """Return the doctor's fee of a visit."""
    if level == "primary":
        return prescribed.service_named("一般诊疗费(基层)")
    return prescribed.service_named(
        dice.choose(("普通门诊诊查费", "普通门诊诊查费", "普通门诊诊查费", "专家门诊诊查费", "急诊诊查费"))
    )


def _service(service: Service, level: str, quantity: int) -> Item:
    return priced("service", service.medical_class, service.key, service.name, quantity, service.prices[level])


def _packs(drug: Drug, packs: int) -> Item:
    return priced("drug", drug.medical_class, drug.key, drug.name, packs * WHOLE, drug.price, drug.first_share)


def _pieces(drug: Drug, pieces: int) -> Item:
    """Return a line of single tablets at the pack's price by the piece, with six decimals."""
    price = half_up(drug.price, drug.pieces)
    return priced("drug", drug.medical_class, drug.key, drug.name, pieces * WHOLE, price, drug.first_share)


def _consumable(consumable: Consumable, pieces: int) -> Item:
    c = consumable
    return priced("consumable", c.medical_class, c.key, c.name, pieces * WHOLE, c.price, c.first_share)
