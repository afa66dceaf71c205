"""The special regime of an epidemic (001, article 15): worked cases of a trial area, and who pays."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tongchou.cases.answer import payers
from tongchou.cases.form import read_case
from tongchou.cases.golden import Golden, read_goldens, run_golden
from tongchou.cases.settle import settle_case
from tongchou.regulations.load import load
from tongchou.regulations.resolve import TermsBook

FOLDER = Path(__file__).parent.parent / "trial" / "epidemic"
BOOK = TermsBook(load(FOLDER))


@pytest.mark.parametrize("golden", read_goldens(FOLDER, "510402"), ids=lambda golden: golden.name)
def test_a_worked_case_holds(golden: Golden) -> None:
    assert run_golden(golden, BOOK) == []


def test_the_payer_that_the_regime_names_owes_the_basic_layer() -> None:
    encounter = {
        "id": "E1",
        "kind": "inpatient",
        "provider_level": "level3",
        "place": "local",
        "filing": "none",
        "admitted": "2024-02-01",
        "discharged": "2024-02-10",
        "diagnosis": "Z03.800",
        "provider": "H51040200001",
        "amounts": {"total": "1000.00"},
    }
    person = {"id": "P", "birth": "1970-01-01", "sex": "F", "county": "510402", "encounters": [encounter]}
    (settled,) = settle_case(read_case({"version": 1, "persons": [person]}, "990015"), BOOK)
    assert payers(settled) == {
        "resident_fund": 0,
        "catastrophic_insurer": 0,
        "assistance_money": 0,
        "finance": 60_000,
    }


def settled_under_waiver(encounter: Mapping[str, object], filings: list[dict[str, str]]) -> dict[str, object]:
    """Return the facts by which a bill is settled under the rule that waives the filing."""
    whole = {"id": "E1", "provider_level": "level3", "discharged": "2024-02-10", "diagnosis": "U07.100", **encounter}
    person = {"id": "P", "birth": "1970-01-01", "sex": "F", "county": "510402", "encounters": [whole]}
    case = {"version": 1, "persons": [{**person, "filings": filings}]}
    (settled,) = settle_case(read_case(case, "990015"), BOOK)
    return settled.settlement.facts._asdict()


def test_a_waived_filing_lets_tilt_assistance_reach_a_bill_from_elsewhere() -> None:
    bill = {"kind": "inpatient", "place": "elsewhere", "filing": "none", "admitted": "2024-02-01"}
    facts = settled_under_waiver({**bill, "amounts": {"total": "9000.00"}}, [])
    assert (facts["unfiled_outside"], facts["tilt_place"], facts["filed"]) == (0, 1, 1)


def test_a_waived_filing_does_not_say_which_of_the_two_diseases_it_is() -> None:
    bill = {"kind": "two_disease", "amounts": {"total": "900.00"}}
    assert settled_under_waiver(bill, [])["filed"] == 0
    assert settled_under_waiver(bill, [{"kind": "diabetes", "from": "2023-01-01"}])["filed"] == 1
