"""A county or a contribution grade that the area does not have is refused, one by one and in columns alike."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.regulations.areas import HEAD, value, write_area
from tongchou.cases.faults import CaseFault, RefusedCase
from tongchou.cases.form import read_case
from tongchou.cases.settle import settle_case
from tongchou.regulations.load import load
from tongchou.regulations.resolve import TermsBook

GRADED = [{"grade": "standard", "from": "2020-01-01"}, {"grade": "grade_3", "from": "2024-01-01"}]
ENCOUNTER = {
    "id": "E1",
    "kind": "inpatient",
    "provider_level": "level3",
    "place": "local",
    "filing": "none",
    "admitted": "2024-03-01",
    "discharged": "2024-03-12",
    "amounts": {"total": "22000.00"},
}
COUNTIES = "510402 | 510403 | 510411 | 510421 | 510422"


def found(area: str | Path, **person: Any) -> list[CaseFault]:
    """Return the faults of a person's one bill, none where it is settled."""
    whole = {"id": "P", "birth": "1990-01-01", "sex": "F", "encounters": [ENCOUNTER], **person}
    case = read_case({"version": 1, "regulation": str(area), "persons": [whole]})
    try:
        settle_case(case, TermsBook(load(area)))
    except RefusedCase as refused:
        return refused.faults
    return []


@pytest.mark.parametrize(
    ("area", "person", "expected"),
    [
        (
            "510400",
            {"county": "510402", "grade": "grade_2"},
            ("persons[0].grade", "grade_2", "standard", "本地区没有这个缴费档次", "no contribution grade of the area"),
        ),
        (
            "500000",
            {"county": "500103", "grade": GRADED},
            ("persons[0].grade[1].grade", "grade_3", "standard | grade_1 | grade_2", "本地区没有这个缴费档次", ""),
        ),
        (
            "510400",
            {"county": "510499"},
            ("persons[0].county", "510499", COUNTIES, "不是本地区的县（区）", "no county of"),
        ),
    ],
)
def test_what_the_area_does_not_have_is_refused(
    area: str, person: dict[str, Any], expected: tuple[str, str, str, str, str]
) -> None:
    (fault,) = found(area, **person)
    assert fault[:4] == expected[:4]
    assert expected[4] in fault.en
    assert expected[2] in fault.message("zh")


def test_both_are_told_at_once() -> None:
    assert [fault.path for fault in found("510400", county="110101", grade="grade_1")] == [
        "persons[0].county",
        "persons[0].grade",
    ]


@pytest.mark.parametrize(
    ("area", "person"),
    [
        ("510400", {"county": "510422"}),
        ("510400", {"county": "米易县", "grade": "standard"}),
        ("500000", {"county": "500103", "grade": "grade_2"}),
        ("500000", {"county": "500103", "grade": "grade_1"}),
        ("510100", {"county": "510104", "grade": "grade_1"}),
    ],
)
def test_what_the_area_has_is_settled(area: str, person: dict[str, Any]) -> None:
    assert found(area, **person) == []


def test_an_area_without_a_list_of_counties_takes_every_one(tmp_path: Path) -> None:
    topics = [
        value("inpatient.deductible", "yuan", "500.00"),
        value("inpatient.ratio", "percent", "60%"),
        value("inpatient.ceiling", "yuan", "none"),
        value("scope.first_share", "percent", "{drug: 10%, service: 10%, consumable: 10%}"),
        value("identity.rank", "words", "[ordinary]"),
        value("catastrophic.fed_by", "words", "[]"),
        value("assistance.fed_by", "words", "[]"),
    ]
    assert found(write_area(tmp_path / "area", *topics, head=HEAD), county="110101") == []


ROW = {
    "encounter_id": "E1",
    "person_id": "P1",
    "kind": "inpatient",
    "provider_level": "level3",
    "admitted": date(2024, 3, 1),
    "discharged": date(2024, 3, 12),
    "total": 2_200_000,
    "grade": "standard",
    "county": "510402",
}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"grade": "grade_2"}, ("grade", "grade_2", "standard")),
        ({"county": "110101"}, ("county", "110101", COUNTIES)),
        ({"county": "东区"}, None),
        ({"county": None, "grade": None}, None),
    ],
)
def test_a_row_of_claims_is_refused_alike(changed: dict[str, Any], expected: tuple[str, str, str] | None) -> None:
    pa = pytest.importorskip("pyarrow")
    from tongchou.columns.claims import BY_NAME
    from tongchou.columns.faults import RefusedClaims
    from tongchou.columns.kernel import Kernel
    from tongchou.columns.settler import Settler

    schema = pa.schema([(name, BY_NAME[name].type if name in BY_NAME else pa.string()) for name in ROW])
    claims = pa.Table.from_pylist([ROW, ROW | {"encounter_id": "E2", "person_id": "P2"} | changed], schema=schema)
    settler = Settler(TermsBook(load("510400")), Kernel(plain=True))
    if expected is None:
        assert settler.settle(claims).settled.num_rows == 2
        return
    with pytest.raises(RefusedClaims) as refused:
        settler.settle(claims)
    (fault,) = refused.value.faults
    assert (fault.column, fault.found, fault.allowed) == expected
    assert fault.line == 2
    assert settler.settle(claims, skip_bad=True).settled.num_rows == 1
