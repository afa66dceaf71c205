"""What settled claims add up to, and what a reform changes, against sums made bill by bill."""

from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tongchou.cases.answer import payers
from tongchou.cases.form import read_case
from tongchou.cases.settle import Settled, settle_case
from tongchou.city import case_file, make_city
from tongchou.columns.batch import settle_files
from tongchou.columns.effects import City
from tongchou.columns.faults import RefusedClaims
from tongchou.columns.kernel import Kernel
from tongchou.columns.settler import Settler
from tongchou.columns.summary import Summary, read_settled, summarised
from tongchou.regulations.load import load
from tongchou.regulations.resolve import TermsBook
from tongchou.rules.codes import IDENTITIES, KINDS, LEVELS

REFORM = """
reform:
  title: a reform for a test
  documents:
    draft: {title: a draft}
inpatient.deductible:
  unit: yuan
  values:
    - {from: 2024-01-01, document: draft, article: one, status: assumed, confidence: D,
       value: {primary: 50.00, level1: 100.00, level2: 500.00, level3: 900.00}}
inpatient.ratio:
  unit: percent
  values:
    - {from: 2024-01-01, document: draft, article: two, status: assumed, confidence: D,
       value: {primary: 95%, level1: 85%, level2: 70%, level3: 55%}}
"""
SUMS = ("total", "in_scope", "fund_total", "personal_total")


@pytest.fixture(scope="module")
def with_counties(city: list[Settled], claims: pa.Table) -> pa.Table:
    counties = [each.person.county for each in city]
    return claims.append_column("county", pa.array(counties))


@pytest.fixture(scope="module")
def summary(with_counties: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Summary:
    folder = tmp_path_factory.mktemp("summary")
    pq.write_table(with_counties, folder / "claims.parquet")
    settle_files(folder / "claims.parquet", folder / "settled.parquet", Settler(TermsBook(load("510400")), Kernel()))
    return summarised(read_settled(folder / "settled.parquet"))


def sums_by(city: list[Settled], key: Any) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for each in city:
        trace = each.settlement
        sums = found.setdefault(key(each), Counter())
        sums["claims"] += 1
        sums["total"] += trace.scope.total
        sums["in_scope"] += trace.scope.in_scope
        sums["fund_total"] += trace.fund_total
        sums["personal_total"] += trace.personal_total
    return {name: dict(sums) for name, sums in found.items()}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("benefit", lambda each: KINDS[each.prepared.bill.kind]),
        ("level", lambda each: LEVELS[each.prepared.bill.level]),
        ("identity", lambda each: IDENTITIES[each.prepared.identity]),
        ("county", lambda each: each.person.county),
        ("month", lambda each: f"{each.prepared.bill.year}-{month_of(each):02}"),
    ],
)
def test_sums_by(name: str, key: Any, summary: Summary, city: list[Settled]) -> None:
    found = {
        group.key: {"claims": group.claims, **{each: group.sums[each] for each in SUMS}}
        for group in summary.groups[name]
    }
    expected = sums_by(city, key)
    assert {name: {each: sums.get(each, 0) for each in ("claims", *SUMS)} for name, sums in expected.items()} == found
    persons: dict[str, set[str]] = {}
    for each in city:
        persons.setdefault(key(each), set()).add(each.person.id)
    assert {group.key: group.persons for group in summary.groups[name]} == {
        name: len(held) for name, held in persons.items()
    }


def month_of(each: Settled) -> int:
    from datetime import date

    return date.fromordinal(each.prepared.bill.discharged).month


def test_sums_by_payer(summary: Summary, city: list[Settled]) -> None:
    expected: Counter[str] = Counter()
    for each in city:
        expected.update(payers(each))
        expected["person"] += each.settlement.personal_total
        expected["institution"] += each.settlement.institution_difference
    assert summary.payers == dict(expected)
    assert sum(summary.payers.values()) == sum(each.settlement.scope.total for each in city)


def test_a_reform_is_the_difference_of_two_settlements(with_counties: pa.Table, tmp_path: Path) -> None:
    reform = tmp_path / "reform.yaml"
    reform.write_text(REFORM, encoding="utf-8")
    before, after = TermsBook(load("510400")), TermsBook(load("510400", reform=reform))
    case = case_file(make_city(400, 2024, 3))
    for person in case["persons"]:
        person.pop("coverage", None)
    sides = [settle_case(read_case(case), book) for book in (before, after)]
    for plain in (True, False):
        found = City(with_counties, before, Kernel(plain=plain)).effect_of(after)
        paid = [Counter[str](), Counter[str]()]
        persons: Counter[str] = Counter()
        groups: dict[str, list[int]] = {}
        for old, new in zip(*sides, strict=True):
            for side, each in zip(paid, (old, new), strict=True):
                side.update(payers(each))
                side["person"] += each.settlement.personal_total
            change = new.settlement.personal_total - old.settlement.personal_total
            persons[old.person.id] += change
            sums = groups.setdefault(old.person.county, [0, 0, 0, 0, 0])
            for place, value in enumerate(
                (
                    1,
                    old.settlement.fund_total,
                    new.settlement.fund_total,
                    old.settlement.personal_total,
                    new.settlement.personal_total,
                )
            ):
                sums[place] += value
        assert found.payers == {name: (paid[0][name], paid[1][name]) for name in sorted({*paid[0], *paid[1]})}
        assert {each.key: list(each[1:]) for each in found.groups["county"]} == groups
        gains, losses = [-c for c in persons.values() if c < 0], [c for c in persons.values() if c > 0]
        assert gains
        assert losses
        assert (found.better, found.better_by) == (len(gains), sum(gains))
        assert (found.worse, found.worse_by) == (len(losses), sum(losses))
        assert (found.claims, found.persons) == (len(sides[0]), len(persons))


def test_a_file_that_is_not_settled(with_counties: pa.Table, tmp_path: Path) -> None:
    pq.write_table(with_counties, tmp_path / "claims.parquet")
    with pytest.raises(RefusedClaims, match="settle-batch"):
        read_settled(tmp_path / "claims.parquet")
