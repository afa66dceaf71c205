"""Bills line by line: ward, care, operation, tests, drugs and consumables until the aimed cost is reached.

What a stay must have (ward, care, operation and its consumables) always stands on the bill; drugs and tests are added
while there is room; the rest stands as sums of a kind (other drugs, other treatment, own expense), as hospitals report
small items. Every amount is ≥ 0 but for the return of a part of a drug line, and no sum of a bill is below 0.
"""

from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from tongchou.city import tables
from tongchou.city.dice import WHOLE, Dice
from tongchou.city.medicine import Case
from tongchou.city.model import Line, Totals, line_amount
from tongchou.city.tables import Consumable, Diagnosis, Drug, Service
from tongchou.rules.money import half_up, share

_CLASS_B_SHARE = 1_000
"""First share of class B where only totals are reported: what the regulation asks of most items."""

_ANAESTHESIA = {"general": "全身麻醉", "spinal": "椎管内麻醉", "local": "局部浸润麻醉"}


class Bill:
    """A bill in the making, with the cost it aims at in fen."""

    __slots__ = ("aim", "lines", "total")

    def __init__(self, aim: int) -> None:
        self.aim = aim
        self.lines: list[Line] = []
        self.total = 0

    @property
    def room(self) -> int:
        """What is still missing to the aim, in fen; negative where the bill is above it."""
        return self.aim - self.total

    def add(self, line: Line) -> None:
        """Put a line on the bill."""
        self.lines.append(line)
        self.total += line.amount

    def offer(self, line: Line) -> None:
        """Put a line on the bill if it fits."""
        if 0 < line.amount <= self.room:
            self.add(line)

    def sum_of(self, item: str, medical_class: str, name: str, amount: int) -> None:
        """Put the sum of many small items on the bill; nothing where it is below one yuan."""
        if amount >= 100:
            self.add(Line(item, medical_class, "", name, amount))


def stay_bill(dice: Dice, case: Case, level: str) -> list[Line]:
    """Return the lines of a stay."""
    bill = Bill(case.cost)
    _ward(dice, bill, case, level)
    if case.operation:
        _operation(dice, bill, case.operation, level)
    _stay_services(dice, bill, case, level)
    _stay_drugs(dice, bill, case)
    _fill_stay(dice, bill)
    return bill.lines


def visit_bill(dice: Dice, diagnosis: Diagnosis, level: str, aim: int) -> list[Line]:
    """Return the lines of an ordinary visit: the fee, up to three tests or treatments, up to three drugs."""
    bill = Bill(aim)
    if level != "pharmacy":
        bill.add(_service(_fee(dice, level), level, WHOLE))
        for service in dice.some(visit_services_for(diagnosis.code), 12):
            if len(bill.lines) < 4 and dice.chance(min(5_000, service.visit_share * 2)):
                bill.offer(_service(service, level, WHOLE))
    for drug in dice.some(drugs_for(diagnosis.code), 3):
        if drug.visit_packs:
            bill.offer(_packs(drug, drug.visit_packs))
    if bill.room * 100 > aim * 35 or not bill.lines:
        if level == "pharmacy":
            bill.sum_of("drug", dice.choose("AB"), "其他药品", max(bill.room, 500))
        elif dice.chance(6_000):
            bill.sum_of("drug", dice.choose("AAB"), "中药饮片及其他药品", bill.room)
        else:
            bill.sum_of("service", dice.choose("AAB"), "其他检查治疗", bill.room)
    if dice.chance(700):
        bill.sum_of("drug", "C", "自费药品", aim // 6)
    return bill.lines


def filed_bill(dice: Dice, diagnosis: Diagnosis, level: str, aim: int) -> list[Line]:
    """Return the lines of a visit for a filed disease: mostly its drugs, for dialysis its sessions."""
    bill = Bill(aim)
    if diagnosis.code == "Z49.101":
        sessions = dice.between(8, 12)
        bill.add(_service(_named("血液透析"), level, sessions * WHOLE))
        for consumable in _linked("39.9500"):
            bill.add(_consumable(consumable, sessions))
    elif level != "pharmacy":
        bill.add(_service(_fee(dice, level), level, WHOLE))
    for drug in dice.some(drugs_for(diagnosis.code), 3):
        wanted = bill.room * 10_000 // (2 * drug.price)
        bill.offer(_packs(drug, max(1, min(3, wanted))))
    if level != "pharmacy":
        for service in dice.some(visit_services_for(diagnosis.code), dice.between(0, 3)):
            bill.offer(_service(service, level, WHOLE))
    if bill.room * 100 > aim * 30:
        bill.sum_of("drug", dice.choose("ABB"), "其他药品", bill.room)
    return bill.lines


def negotiated_bill(drug: Drug) -> list[Line]:
    """Return the one line of a negotiated drug: two packs where a visit usually takes two."""
    return [_packs(drug, max(1, drug.visit_packs or drug.stay_packs))]


def totals(lines: list[Line]) -> Totals:
    """Return the sums of a bill as a hospital would report them (contract, section 2), class B at 10%."""
    own = sum(line.amount for line in lines if line.medical_class == "C" or line.excluded)
    over = first = 0
    for line in lines:
        if line.medical_class != "C" and not line.excluded:
            limit = line_amount(line.quantity or 0, line.price_limit) if line.price_limit is not None else line.amount
            excess = max(0, line.amount - limit)
            over += excess
            if line.medical_class == "B":
                ratio = line.self_first_ratio
                first += share(line.amount - excess, _CLASS_B_SHARE if ratio is None else ratio)
    return Totals(sum(line.amount for line in lines), own, over, first)


def dated(dice: Dice, lines: list[Line], admitted: date, days: int) -> list[Line]:
    """Return the lines with a day each, from admission on."""
    return [replace(line, day=admitted + timedelta(days=dice.below(days + 1))) for line in lines]


def with_return(lines: list[Line]) -> list[Line]:
    """Return the lines with one more that gives a part of a drug back; unchanged where no drug can be returned."""
    for line in lines:
        if line.item == "drug" and line.quantity and line.unit_price and line.quantity >= 4 * WHOLE:
            quantity = -(line.quantity // (4 * WHOLE)) * WHOLE
            return [*lines, replace(line, quantity=quantity, amount=line_amount(quantity, line.unit_price))]
    return lines


def with_checkup(lines: list[Line], level: str) -> list[Line]:
    """Return the lines with a health check that no insurance pays."""
    amount = {"level3": 28_000, "level2": 18_000}.get(level, 9_000)
    return [*lines, Line("service", "A", "", "健康体检", amount, excluded="wellness")]


@lru_cache(maxsize=512)
def drugs_for(diagnosis: str) -> tuple[Drug, ...]:
    """Return the ordinary drugs for a diagnosis; where there is none, the fluids that go with every one."""
    ordinary = [drug for drug in tables.drugs() if not drug.negotiated]
    fitting = tuple(drug for drug in ordinary if diagnosis.startswith(drug.diagnoses))
    return fitting or tuple(drug for drug in ordinary if tables.ANY in drug.diagnoses)


@lru_cache(maxsize=1)
def negotiated_drugs() -> tuple[Drug, ...]:
    """Return the negotiated drugs."""
    return tuple(drug for drug in tables.drugs() if drug.negotiated)


@lru_cache(maxsize=512)
def services_for(diagnosis: str) -> tuple[Service, ...]:
    """Return the tests and treatments for a diagnosis, without fees, wards, care and anaesthesia."""
    return tuple(
        service
        for service in tables.services()
        if service.group not in ("general", "nursing", "anaesthesia", "own_expense", "dialysis")
        and (tables.ANY in service.diagnoses or diagnosis.startswith(service.diagnoses))
    )


@lru_cache(maxsize=512)
def visit_services_for(diagnosis: str) -> tuple[Service, ...]:
    """Return those of the tests and treatments that are also given without a stay."""
    return tuple(service for service in services_for(diagnosis) if service.visit_share)


@lru_cache(maxsize=64)
def _linked(operation: str) -> tuple[Consumable, ...]:
    """Return the consumables of an operation."""
    generic = (tables.OPERATION,) if tables.operations()[operation].anaesthesia in ("general", "spinal") else ()
    wanted = {operation, *generic}
    return tuple(c for c in tables.consumables() if not wanted.isdisjoint(c.operations))


@lru_cache(maxsize=1)
def _ward_consumables() -> tuple[Consumable, ...]:
    return tuple(c for c in tables.consumables() if tables.ANY in c.operations)


@lru_cache(maxsize=64)
def _named(name: str) -> Service:
    return next(service for service in tables.services() if service.name == name)


def _fee(dice: Dice, level: str) -> Service:
    """Return the doctor's fee of a visit."""
    if level == "primary":
        return _named("一般诊疗费(基层)")
    return _named(dice.choose(("普通门诊诊查费", "普通门诊诊查费", "普通门诊诊查费", "专家门诊诊查费", "急诊诊查费")))


def _service(service: Service, level: str, quantity: int) -> Line:
    return _priced("service", service.medical_class, service.key, service.name, quantity, service.prices[level], None)


def _packs(drug: Drug, packs: int) -> Line:
    quantity = packs * WHOLE
    return _priced("drug", drug.medical_class, drug.key, drug.name, quantity, drug.price, drug.first_share)


def _pieces(drug: Drug, pieces: int) -> Line:
    """Return a line of single tablets at the pack's price by the piece, with six decimals."""
    price = half_up(drug.price, drug.pieces)
    return _priced("drug", drug.medical_class, drug.key, drug.name, pieces * WHOLE, price, drug.first_share)


def _consumable(consumable: Consumable, pieces: int) -> Line:
    c, quantity = consumable, pieces * WHOLE
    return _priced("consumable", c.medical_class, c.key, c.name, quantity, c.price, c.first_share)


@lru_cache(maxsize=8_192)
def _priced(
    item: str, medical_class: str, key: str, name: str, quantity: int, unit_price: int, ratio: int | None
) -> Line:
    """Return a line of a quantity at a price; lines that are alike are one object."""
    amount = line_amount(quantity, unit_price)
    return Line(item, medical_class, key, name, amount, quantity, unit_price, self_first_ratio=ratio)


def _ward(dice: Dice, bill: Bill, case: Case, level: str) -> None:
    """Add ward days (above the limit in some hospitals), the doctor's daily fee, care and small consumables."""
    facts, days = tables.levels()[level], case.days * WHOLE
    ward = facts.ward if dice.chance(4_000) else facts.ward_limit * dice.choose((80, 100, 100)) // 100
    bill.add(
        Line(
            "service", "A", _named("普通病房床位费").key, "普通病房床位费", line_amount(days, ward), days, ward,
            price_limit=facts.ward_limit,
        )
    )  # fmt: skip
    bill.add(_service(_named("住院诊查费"), level, days))
    bill.add(_service(_named("Ⅱ级护理" if case.cost < 800_000 else "Ⅰ级护理"), level, days))
    for consumable in _ward_consumables():
        bill.offer(_consumable(consumable, max(1, case.days * dice.between(5, 20) // 10)))


def _operation(dice: Dice, bill: Bill, code: str, level: str) -> None:
    """Add an operation, its anaesthesia and its consumables."""
    operation = tables.operations()[code]
    fee = operation.prices[level]
    bill.add(Line("service", "A", code, operation.name, line_amount(WHOLE, fee), WHOLE, fee))
    if operation.anaesthesia != "none":
        bill.add(_service(_named(_ANAESTHESIA[operation.anaesthesia]), level, WHOLE))
        bill.offer(_service(_named("麻醉中监测"), level, dice.between(2, 8) * WHOLE // 2))
    for consumable in _linked(code):
        bill.add(_consumable(consumable, 1 if consumable.price >= 500_000_000 else dice.between(1, 3)))


def _stay_services(dice: Dice, bill: Bill, case: Case, level: str) -> None:
    """Add tests and treatments, repeated up to four times as often as usual until they make up half of the room."""
    planned = []
    for service in dice.mix(services_for(case.diagnosis.code)):
        times = (service.stay_times + service.stay_per_day * case.days) * dice.between(50, 130) // 100
        if times := times // WHOLE + dice.chance(times % WHOLE):
            planned.append((service, times))
    percent = _repeat(bill.room // 2, sum(line_amount(times * WHOLE, s.prices[level]) for s, times in planned))
    for service, times in planned:
        times = times * percent // 100
        # hours of oxygen and the like come in quarters
        bill.offer(_service(service, level, times * WHOLE + (WHOLE // 4 * dice.below(4) if times > 16 else 0)))


def _stay_drugs(dice: Dice, bill: Bill, case: Case) -> None:
    """Add up to eight drugs for the diagnosis and three fluids, up to four times the usual number for the days."""
    fluids = [drug for drug in tables.drugs() if tables.ANY in drug.diagnoses]
    chosen = [*dice.some(drugs_for(case.diagnosis.code), 8), *dice.some(fluids, 3)]
    usual = 100 * max(1, case.diagnosis.stay_days)
    planned = [
        (drug, max(1, drug.stay_packs * case.days * dice.between(50, 130) // usual))
        for drug in {drug.key: drug for drug in chosen}.values()
        if drug.stay_packs
    ]
    percent = _repeat(bill.room * 7 // 10, sum(line_amount(packs * WHOLE, drug.price) for drug, packs in planned))
    for drug, packs in planned:
        if drug.pieces > 1 and dice.chance(6_000):
            bill.offer(_pieces(drug, case.days * dice.between(1, 3)))
        else:
            bill.offer(_packs(drug, packs * percent // 100))


def _repeat(wanted: int, planned: int) -> int:
    """Return the per cent, from 100 to 400, by which planned costs are raised towards the wanted ones."""
    return max(100, min(400, wanted * 100 // max(1, planned)))


def _fill_stay(dice: Dice, bill: Bill) -> None:
    """Add the rest as sums: some own expense, other drugs of both classes, other treatment."""
    own = [service for service in tables.services() if service.group == "own_expense"]
    room, part = bill.room, bill.aim * dice.between(2, 14) // 100
    if room > part:
        bill.sum_of("service", "C", dice.choose(own).name, part)
    room = max(0, bill.room)
    for name, medical_class, item, percent in (
        ("其他西药费", "B", "drug", dice.between(15, 35)),
        ("其他西药费", "A", "drug", dice.between(5, 20)),
        ("其他中成药费", "B", "drug", dice.between(5, 20)),
        ("其他检查费", "B", "service", dice.between(5, 12)),
    ):
        bill.sum_of(item, medical_class, name, room * percent // 100)
    bill.sum_of("service", "A", "其他治疗费", bill.room)
