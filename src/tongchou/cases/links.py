"""How the encounters of a person hang together: transfers (转院), and the parts of one stay (分段结算).

Source: contract of settlement, section 1.
"""

from datetime import date
from itertools import pairwise

from tongchou.cases.faults import CaseFault
from tongchou.cases.model import FOREVER, Bill, Person
from tongchou.rules.codes import ANTENATAL, INPATIENT, MATERNITY

ADMISSION = ("inpatient, or maternity other than antenatal", "住院（含分娩）", "an admission (a delivery is one)")
"""What transfers and stays are for: as a fault shows it, in Chinese, in English."""


def check_links(person: Person, faults: list[CaseFault]) -> None:
    """Note each transfer and each part of a stay that does not follow on an earlier admission of the person."""
    bills = {bill.id: bill for bill in person.bills}
    stays: dict[str, list[Bill]] = {}
    allowed, zh, en = ADMISSION
    for bill in person.bills:
        if bill.transfer_from:
            _check_transfer(bill, bills, faults)
        if bill.stay and not _is_admission(bill):
            where = f"{bill.path}.stay"
            faults.append(CaseFault(where, bill.stay, allowed, f"stay 只用于{zh}", f"only {en} is part of a stay"))
        elif bill.stay and _has_days(bill):
            stays.setdefault(bill.stay, []).append(bill)
    for parts in stays.values():
        _check_stay(sorted(parts, key=lambda part: (part.discharged, part.admitted)), faults)


def _is_admission(bill: Bill) -> bool:
    return bill.kind == INPATIENT or (bill.kind == MATERNITY and bill.delivery != ANTENATAL)


def _has_days(bill: Bill) -> bool:
    """Return whether both days of a bill are right; a wrong one has its own fault and brings no other with it."""
    return 1 < bill.admitted <= bill.discharged < FOREVER


def _check_transfer(bill: Bill, bills: dict[str, Bill], faults: list[CaseFault]) -> None:
    before = bills.get(bill.transfer_from)
    if not _is_admission(bill):
        allowed, zh, en = ADMISSION
        wrong = allowed, f"转院只用于{zh}", f"only {en} can be a transfer"
    elif before is None or _leads_back(bill, bills):
        wrong = "the id of an earlier encounter of the same person", "找不到转出的就诊", "no such encounter"
    elif not _is_admission(before):
        allowed, zh, en = ADMISSION
        wrong = allowed, f"转出的就诊不是{zh}", f"the encounter it leads from is not {en}"
    elif _has_days(bill) and _has_days(before) and not _follows(bill, before):
        allowed = "admitted on the day of the earlier discharge or the next"
        wrong = allowed, "转入日期与转出日期不相接", "the transfer does not follow on"
    else:
        return
    faults.append(CaseFault(f"{bill.path}.transfer_from", bill.transfer_from, *wrong))


def _follows(bill: Bill, before: Bill) -> bool:
    return before.discharged <= bill.admitted <= before.discharged + 1


def _check_stay(parts: list[Bill], faults: list[CaseFault]) -> None:
    """Note each part of a stay, in the order of their days, that overlaps with the one before or leaves a hole.

    A later part may carry the day of the first admission, as many hospitals send it.
    """
    for before, bill in pairwise(parts):
        if not _follows(bill, before) and bill.admitted != parts[0].admitted:
            found, last, following = (
                date.fromordinal(day).isoformat() for day in (bill.admitted, before.discharged, before.discharged + 1)
            )
            zh = f"与同一次住院的前一段 {before.id} 不相接"
            en = f"does not follow on {before.id}, the part of the stay before"
            faults.append(CaseFault(f"{bill.path}.admitted", found, f"{last} | {following}", zh, en))


def _leads_back(bill: Bill, bills: dict[str, Bill]) -> bool:
    """Return whether a chain of transfers comes back to where it began."""
    seen = {bill.id}
    while bill.transfer_from in bills:
        bill = bills[bill.transfer_from]
        if bill.id in seen:
            return True
        seen.add(bill.id)
    return False
