"""Days and links of a person's encounters: lines, transfers and parts of a stay that can't be (contract, section 1)."""

from typing import Any

import pytest

from tongchou.cases.faults import RefusedCase
from tongchou.cases.form import read_case

Encounter = dict[str, Any]

LINES = "persons[0].encounters[0].lines"
FIRST, SECOND, THIRD = (f"persons[0].encounters[{number}]" for number in range(3))


def encounter(name: str, admitted: str, discharged: str, **more: Any) -> Encounter:
    """A stay of March 2024, from one day of the month to another."""
    made = {"id": name, "kind": "inpatient", "provider_level": "level3", "amounts": {"total": "100.00"}}
    return made | {"admitted": f"2024-03-{admitted}", "discharged": f"2024-03-{discharged}"} | more


def visit(name: str, day: str, kind: str = "outpatient", **more: Any) -> Encounter:
    made = encounter(name, day, day, **more) | {"kind": kind}
    return {key: value for key, value in made.items() if key != "admitted" or kind == "maternity"}


def faults(*encounters: Encounter) -> list[tuple[str, Any, str]]:
    """Path, what was found and what is allowed, of each fault of a person born on 2 March 2024."""
    person = {"id": "P", "birth": "2024-03-02", "sex": "F", "county": "510402", "encounters": list(encounters)}
    try:
        read_case({"version": 1, "regulation": "510400", "persons": [person]})
    except RefusedCase as refused:
        assert all(fault.zh and fault.en for fault in refused.faults)
        return [(fault.path, fault.found, fault.allowed) for fault in refused.faults]
    return []


def dated(*days: str) -> dict[str, Any]:
    """Lines of these days of March 2024."""
    return {
        "lines": [{"item": "drug", "class": "A", "amount": "1.00", "date": f"2024-03-{day}"} for day in days],
    }


def stay_with_lines(*days: str) -> Encounter:
    made = encounter("E", "05", "20") | dated(*days)
    del made["amounts"]
    return made


def test_a_line_may_be_of_any_day_from_the_birth_to_the_discharge() -> None:
    assert not faults(stay_with_lines("02", "04", "05", "20"))


def test_a_line_is_not_later_than_the_discharge() -> None:
    assert faults(stay_with_lines("20", "21")) == [(f"{LINES}[1].date", "2024-03-21", "<= discharged")]


def test_a_line_of_a_visit_is_not_later_than_its_day() -> None:
    made = visit("E", "10") | dated("10", "11")
    del made["amounts"]
    assert faults(made) == [(f"{LINES}[1].date", "2024-03-11", "<= discharged")]


def test_a_line_is_not_earlier_than_the_birth() -> None:
    assert faults(stay_with_lines("01", "05")) == [(f"{LINES}[0].date", "2024-03-01", ">= birth")]


ADMISSION = "inpatient, or maternity other than antenatal"


@pytest.mark.parametrize("kind", ["outpatient", "chronic_1", "chronic_2", "two_disease", "negotiated_drug"])
def test_a_chain_does_not_lead_through_a_visit(kind: str) -> None:
    """Neither from it nor to it; a visit is no part of a stay."""
    before, after = encounter("E1", "05", "09"), encounter("E3", "10", "12", transfer_from="E2")
    through = visit("E2", "10", kind, transfer_from="E1")
    assert faults(before, through, after) == [
        (f"{SECOND}.transfer_from", "E1", ADMISSION),
        (f"{THIRD}.transfer_from", "E2", ADMISSION),
    ]
    parts = encounter("E1", "05", "09", stay="S"), visit("E2", "10", kind, stay="S")
    assert faults(*parts) == [(f"{SECOND}.stay", "S", ADMISSION)]


@pytest.mark.parametrize(("delivery", "refused"), [("caesarean", False), ("antenatal", True)])
def test_a_delivery_is_an_admission_and_antenatal_care_is_none(delivery: str, refused: bool) -> None:
    birth = visit("E1", "09", "maternity", delivery=delivery)
    assert bool(faults(birth, encounter("E2", "09", "12", transfer_from="E1"))) == refused
    assert bool(faults(birth | {"stay": "S"}, encounter("E2", "10", "12", stay="S"))) == refused


@pytest.mark.parametrize(
    ("admitted", "allowed"),
    [
        ("08", "2024-03-09 | 2024-03-10"),
        ("09", ""),
        ("10", ""),
        ("11", "2024-03-09 | 2024-03-10"),
    ],
)
def test_parts_of_a_stay_follow_on_each_other(admitted: str, allowed: str) -> None:
    """They neither overlap nor leave a day out, in whatever order they stand in the file."""
    parts = encounter("E2", admitted, "15", stay="S"), encounter("E1", "05", "09", stay="S")
    expected = [(f"{FIRST}.admitted", f"2024-03-{admitted}", allowed)] if allowed else []
    assert faults(*parts) == expected


def test_a_later_part_may_carry_the_day_of_the_first_admission() -> None:
    """As hospitals send it that close a stay at the end of a year."""
    parts = [encounter(f"E{number}", "05", day, stay="S") for number, day in enumerate(("09", "15", "20"))]
    assert not faults(*parts)


def test_stays_of_different_names_may_overlap() -> None:
    assert not faults(encounter("E1", "05", "09", stay="S"), encounter("E2", "08", "10", stay="T"))


def test_each_part_is_held_against_the_one_before() -> None:
    parts = [encounter(f"E{number}", day, day, stay="S") for number, day in enumerate(("05", "07", "08"))]
    assert faults(*parts) == [(f"{SECOND}.admitted", "2024-03-07", "2024-03-05 | 2024-03-06")]


def test_a_wrong_day_brings_no_other_fault_with_it() -> None:
    """Neither for the transfer nor for the stay."""
    links = {"stay": "S", "transfer_from": "E1"}
    parts = encounter("E1", "05", "09", stay="S"), encounter("E2", "10", "12", **links) | {"admitted": "?"}
    assert faults(*parts) == [(f"{SECOND}.admitted", "?", "YYYY-MM-DD")]
    parts = encounter("E1", "05", "09", stay="S") | {"discharged": "?"}, encounter("E2", "10", "12", **links)
    assert faults(*parts) == [(f"{FIRST}.discharged", "?", "YYYY-MM-DD")]


def test_a_total_that_can_t_be_read_brings_no_fault_of_its_sum() -> None:
    bill = visit("E1", "10", "outpatient") | {"amounts": {"total": 100, "own_expense": "5.00"}}
    bill.pop("lines", None)
    assert [path for path, _, _ in faults(bill)] == [f"{FIRST}.amounts.total"]
