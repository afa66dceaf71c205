"""A regulation written as one text and read back is the same: version, values, terms, settled bills."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.regulations.shipped import PUBLISHED, goldens, regulation
from tests.strategies.persons import cases
from tests.strategies.regulations import described, regulations
from tongchou.cases.answer import amounts
from tongchou.cases.faults import RefusedCase
from tongchou.cases.form import read_case
from tongchou.cases.golden import run_golden
from tongchou.cases.settle import settle_case
from tongchou.regulations.area import Dated
from tongchou.regulations.canonical import UnreadableText, canonical_text, fingerprint, read_canonical
from tongchou.regulations.check import check_regulation
from tongchou.regulations.faults import FaultyRegulation
from tongchou.regulations.load import Regulation, load, read_regulation, reform_of, shipped_areas
from tongchou.regulations.resolve import TermsBook

TRIALS = Path(__file__).parents[1] / "trial"
FOLDERS = [
    *shipped_areas().values(),
    *sorted(head.parent for folder in (TRIALS, PUBLISHED) for head in folder.rglob("area.yaml")),
]

REFORM = """
reform:
  title: 提高报销比例
  documents:
    draft: {title: 关于提高报销比例的通知, number: 攀医保发〔2026〕1号}
inpatient.ratio:
  unit: percent
  values:
    - {from: 2026-01-01, document: draft, article: 一, status: assumed, confidence: D, note: 试算, value: 80%}
"""


def placed(regulation: Regulation) -> list[Any]:
    """All that a regulation holds, files by their names alone."""
    return [
        [
            area._replace(
                folder=Path(area.folder.name),
                values=by_name(area.values),
                grades={grade: by_name(values) for grade, values in area.grades.items()},
                bounds=[bound._replace(file=Path(bound.file.name)) for bound in area.bounds],
            )
            for area in regulation.chain
        ],
        by_name(regulation.laid_over.values),
        regulation.laid_over.title,
        regulation.laid_over.documents,
        {grade: by_name(values) for grade, values in regulation.laid_over.grades.items()},
    ]


def by_name(values: dict[str, list[Dated]]) -> dict[str, list[Dated]]:
    return {path: [row._replace(file=Path(row.file.name)) for row in rows] for path, rows in values.items()}


def assert_same(found: Regulation, made: Regulation) -> None:
    assert found.version == made.version
    assert fingerprint(found) == fingerprint(made)
    assert canonical_text(found) == canonical_text(made)
    assert placed(found) == placed(made)
    assert {name: each.version for name, each in found.graded.items()} == {
        name: each.version for name, each in made.graded.items()
    }


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_area_is_read_back_equal_with_the_same_faults_and_the_same_worked_cases(folder: Path) -> None:
    original = regulation(folder)
    rebuilt = read_canonical(canonical_text(original))
    assert_same(rebuilt, original)
    assert check_regulation(rebuilt, complete=True) == []
    differences = [run_golden(golden, TermsBook(rebuilt)) for golden in goldens(folder)]
    assert [each for each in differences if each] == []


def test_a_reform_is_read_back_with_its_papers_and_lies_over_the_one_before(tmp_path: Path) -> None:
    file = tmp_path / "reform.yaml"
    file.write_text(REFORM, encoding="utf-8")
    once = load("510400", reform=file)
    assert_same(read_canonical(canonical_text(once)), once)
    assert once.document("draft") is not None
    second = REFORM.replace("提高报销比例\n", "再次提高\n", 1).replace("2026-01-01", "2027-01-01").replace("80%", "85%")
    twice = once.reformed(reform_of(once, Path("second.yaml"), second))
    rebuilt = read_canonical(canonical_text(twice))
    assert_same(rebuilt, twice)
    assert twice.reform == "提高报销比例；再次提高"
    ratios = [row.value["level3"] for row in rebuilt.timelines["inpatient.ratio"] if row.value]
    assert ratios[-2:] == [8000, 8500]


@given(st.data())
def test_random_regulations_are_read_back_and_settle_to_the_same_fen(data: st.DataObject) -> None:
    original = data.draw(regulations(holes=True, epidemic=True))
    case = data.draw(cases(original))
    rebuilt = read_canonical(canonical_text(original))
    assert_same(rebuilt, original)
    assert settled(case, rebuilt) == settled(case, original), described(original)


def settled(case: dict[str, Any], under: Regulation) -> Any:
    try:
        answers = settle_case(read_case(case), TermsBook(under))
    except RefusedCase as refused:
        return [fault.message("en") for fault in refused.faults]
    return [(each.settlement, each.prepared.resolved, amounts(each)) for each in answers]


def test_places_in_files_change_no_fingerprint_and_everything_else_does(tmp_path: Path) -> None:
    folder = tmp_path / "cn-moved"
    text = canonical_text(load("510400"))
    said = json.loads(text)
    said["areas"][-1]["folder"] = folder.name
    next(iter(said["areas"][-1]["values"].values()))[0]["line"] += 7
    assert fingerprint(read_canonical(json.dumps(said))) == fingerprint(load("510400"))
    for change in (
        lambda area: area["counties"][0].update(kind="expanded_power"),
        lambda area: area["documents"][0].update(note="另一说明"),
        lambda area: area["values"]["inpatient.ratio"][-1]["citation"].update(note="另一说明"),
        lambda area: area.update(to="2099-12-31"),
    ):
        said = json.loads(text)
        change(said["areas"][-1])
        assert fingerprint(read_canonical(json.dumps(said))) != fingerprint(load("510400"))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:-10],
        lambda text: "[]",
        lambda text: text.replace('"format":"1"', '"format":"2"'),
        lambda text: text.replace('"YearDay"', '"YearNight"'),
        lambda text: text.replace('"areas":[', '"areas":[{},', 1),
        lambda text: text.replace('"line":', '"lane":'),
    ],
)
def test_a_spoilt_text_is_refused_in_words(spoil: Any) -> None:
    with pytest.raises(UnreadableText, match="无法还原"):
        read_canonical(spoil(canonical_text(load("510400"))))


def test_a_folder_is_read_without_being_checked_and_a_reform_is_refused_with_its_faults() -> None:
    as_written = read_regulation(shipped_areas()["510400"])
    assert as_written.version == load("510400").version
    with pytest.raises(FaultyRegulation, match=r"overlay\.yaml:1"):
        reform_of(as_written, Path("overlay.yaml"), "inpatient.ratio: 80%\n")
