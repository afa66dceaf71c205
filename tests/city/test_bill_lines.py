"""Bill lines on demand add up to the bill, are possible, and depend on the city's seed and their bill alone."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.city.claimed import claims_of
from tests.strategies.tiers import examples
from tongchou.city import prescribed, schema, tables
from tongchou.city.bill import Bill, Item
from tongchou.city.bill_lines import lines_of
from tongchou.rules.benefit.scope import line_amount, line_scope
from tongchou.rules.codes import CLASSES
from tongchou.rules.money import UNLIMITED

Parts = tuple[int, int, int, int]


def parts_of(lines: list[dict]) -> dict[str, Parts]:
    """Total, own expense, over limit and first share of each bill, split line by line by the regulation's function."""
    found: dict[str, Parts] = {}
    for line in lines:
        limit = UNLIMITED if line["price_limit"] is None else line_amount(line["quantity"], line["price_limit"])
        listed = "C" if line["excluded"] else line["class"]
        scope = line_scope(line["amount"], 0, CLASSES.index(listed), limit, line["self_first_ratio"] or 0)
        before = found.get(line["encounter_id"], (0, 0, 0, 0))
        found[line["encounter_id"]] = tuple(a + b for a, b in zip(before, scope[:4], strict=True))  # type: ignore[assignment]
    return found


@pytest.fixture(scope="module")
def bills() -> pa.Table:
    """Every twentieth bill of two years, and all of the rare kinds."""
    whole = pa.concat_tables(claims_of(9_000, 2024, 2025))
    rare = pc.invert(pc.equal(whole["kind"].cast(pa.string()), "outpatient"))
    every = pa.array(np.arange(whole.num_rows) % 20 == 0)
    return whole.filter(pc.or_(every, pc.and_(rare, pa.array(np.arange(whole.num_rows) % 4 == 0))))


@pytest.fixture(scope="module")
def lines(bills: pa.Table) -> list[dict]:
    made = lines_of(bills, 1)
    assert made.schema.equals(schema.LINES)
    made.validate(full=True)
    return made.to_pylist()


def test_lines_add_up_to_their_bill_to_the_fen(bills: pa.Table, lines: list[dict]) -> None:
    names = ["encounter_id", "total", "own_expense", "over_limit", "self_first"]
    expected = {row["encounter_id"]: tuple(row[name] for name in names[1:]) for row in bills.select(names).to_pylist()}
    assert parts_of(lines) == expected


def test_a_line_is_quantity_times_price_or_a_sum(lines: list[dict]) -> None:
    for line in lines:
        assert (line["quantity"] is None) == (line["unit_price"] is None)
        if line["quantity"] is not None:
            assert line["amount"] == line_amount(line["quantity"], line["unit_price"])
        else:
            assert line["amount"] > 0
            assert line["price_limit"] is None
        assert (line["self_first_ratio"] is not None) == (line["class"] == "B")


def test_a_stay_has_its_ward_and_its_operation(bills: pa.Table, lines: list[dict]) -> None:
    codes: dict[str, set[str]] = {}
    for line in lines:
        codes.setdefault(line["encounter_id"], set()).add(line["code"])
    ward = next(service.key for service in tables.services() if service.name == "普通病房床位费")
    stays = [row for row in bills.to_pylist() if row["kind"] == "inpatient"]
    with_ward = sum(ward in codes[row["encounter_id"]] for row in stays)
    operated = [row for row in stays if row["operations"]]
    with_fee = sum(row["operations"][0] in codes[row["encounter_id"]] for row in operated)
    assert with_ward * 100 >= len(stays) * 97
    assert with_fee * 100 >= len(operated) * 97 > 0


def drugs_of(bills: pa.Table, lines: list[dict]) -> list[tuple[dict, list[tables.Drug]]]:
    """Each bill with the drugs that are given, one for each of their lines."""
    known = {drug.key: drug for drug in tables.drugs()}
    found: dict[str, list[tables.Drug]] = {}
    for line in lines:
        if line["code"] in known and line["amount"] > 0:
            found.setdefault(line["encounter_id"], []).append(known[line["code"]])
    return [(row, found[row["encounter_id"]]) for row in bills.to_pylist() if row["encounter_id"] in found]


def test_a_drug_fits_diagnosis_operation_and_age(bills: pa.Table, lines: list[dict]) -> None:
    used = drugs_of(bills, lines)
    assert len({drug.key for _, drugs in used for drug in drugs}) > 100
    not_for = {"adult": ("student", "child"), "school": ("child",), "young": ("adult",), "": ()}
    for row, drugs in used:
        for drug in drugs:
            assert drug.goes_with(row["diagnosis"], operated=bool(row["operations"])), (row, drug)
            assert drug.negotiated or row["category"] not in not_for[drug.ages], (row, drug)


def test_nobody_takes_two_drugs_that_are_like_each_other(bills: pa.Table, lines: list[dict]) -> None:
    for row, drugs in drugs_of(bills, lines):
        like = [drug.like for drug in drugs if drug.like]
        assert len(set(like)) == len(like), (row, drugs)


def test_nothing_is_injected_at_a_visit_where_no_drug_is(bills: pa.Table, lines: list[dict]) -> None:
    injections = {service.key for service in tables.services() if prescribed.is_puncture(service)}
    punctured = {line["encounter_id"] for line in lines if line["code"] in injections}
    injected = {row["encounter_id"] for row, drugs in drugs_of(bills, lines) if any(drug.injection for drug in drugs)}
    visits = {row["encounter_id"] for row in bills.to_pylist() if row["kind"] not in ("inpatient", "maternity")}
    assert punctured & visits
    assert punctured & visits <= injected


def test_fluids_are_no_more_than_a_patient_can_be_given(bills: pa.Table, lines: list[dict]) -> None:
    fluids = {drug.key for drug in prescribed.fluids()}
    bags: dict[str, int] = {}
    for line in lines:
        if line["code"] in fluids:
            bags[line["encounter_id"]] = bags.get(line["encounter_id"], 0) + line["quantity"] // 10_000
    stays = [row for row in bills.to_pylist() if row["kind"] == "inpatient" and row["encounter_id"] in bags]
    assert len(stays) > 100
    for row in stays:
        days = max(1, (row["discharged"] - row["admitted"]).days)
        # the bags of 100 and 250 ml in which drugs are given too
        assert bags[row["encounter_id"]] <= 3 + 11 * days, row


def test_lines_depend_on_seed_and_bill_alone(bills: pa.Table) -> None:
    some = bills.slice(100, 40)
    whole = lines_of(some, 5)
    apart = pa.concat_tables(lines_of(some.slice(place, 1), 5) for place in range(39, -1, -1))
    by_bill = [("encounter_id", "ascending"), ("line", "ascending")]
    assert whole.sort_by(by_bill).to_pylist() == apart.sort_by(by_bill).to_pylist()
    assert lines_of(some, 6).to_pylist() != whole.to_pylist()


@st.composite
def given_parts(draw: st.DrawFn) -> Parts:
    total = draw(st.integers(1, 10**8))
    cuts = sorted(draw(st.lists(st.integers(0, total), min_size=3, max_size=3)))
    return total, cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1]


@examples(200)
@given(given_parts(), st.sampled_from(["inpatient", "outpatient", "chronic_1", "negotiated_drug", "maternity"]))
def test_any_parts_can_be_made_a_bill(parts: Parts, kind: str) -> None:
    row = claims_of(9_000, 2024, 2025)[0].slice(0, 1).to_pylist()[0]
    row |= dict(zip(("total", "own_expense", "over_limit", "self_first"), parts, strict=True))
    row |= {"kind": kind, "provider_level": "level2", "admitted": row["discharged"], "diagnosis": "K35.800"}
    row["operations"] = ["47.0100"] if kind in ("inpatient", "maternity") else None
    row["diagnosis"] = next(d.code for d in tables.diagnoses().values() if "47.0100" in dict(d.operations))
    table = pa.Table.from_pylist([row], schema=schema.CLAIMS)
    assert parts_of(lines_of(table, 1).to_pylist()) == {row["encounter_id"]: parts}


def test_a_line_that_would_not_leave_enough_is_refused() -> None:
    bill = Bill(1_000, 0, 0, 60)
    assert not bill.offer(Item("drug", "A", "", "x", 500))
    assert bill.offer(Item("drug", "A", "", "x", 400))
    assert bill.offer(Item("drug", "A", "", "x", 100), needed=True)
    assert not bill.offer(Item("drug", "A", "", "x", 441), needed=True)
    assert not bill.offer(Item("drug", "C", "", "x", 1))
    bill.close((("drug", "rest"),), ("drug", "own"), 50)
    assert sum(line.amount for line in bill.lines) == 1_000
