"""Random regulations in memory: one to three versions over 2023 to 2026, every value dated and cited."""

from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tongchou.regulations.area import FOREVER, Area, Citation, Dated, Document
from tongchou.regulations.load import Regulation
from tongchou.rules.codes import GRADES, IDENTITIES

from .additions import ADDITIONS, of_a_grade
from .dice import Dice
from .regulation_parts import PARTS, Values, regimes
from .themes import ANY, Theme

FIRST_DAY = date(2023, 1, 1)
CHANGES = (
    date(2023, 7, 1),
    date(2024, 1, 1),
    date(2024, 2, 29),
    date(2024, 7, 16),
    date(2025, 1, 1),
    date(2025, 6, 30),
    date(2025, 12, 31),
    date(2026, 1, 1),
)
DOCUMENT = Document("invented", "为测试而造的办法")
FILE = Path("invented.yaml")
CITATION = Citation(DOCUMENT.key, DOCUMENT.title, "第一条", "assumed", "D", "")

# Nothing else in a sound regulation depends on these, so they may be missing altogether.
MAY_BE_MISSING = (
    "scope.first_share",
    "exclusion.third_party",
    "exclusion.wellness",
    "inpatient.deductible",
    "inpatient.ratio",
    "inpatient.ceiling",
    "inpatient.repeat_floor",
    "out_of_area.rules",
    "outpatient.institutions",
    "outpatient.ratio",
    "outpatient.yearly_cap",
    "two_disease.ratio",
    "two_disease.yearly_cap",
    "chronic_2.first_cap",
    "negotiated_drug.ratio",
    "maternity.mode",
    "maternity.sum",
    "catastrophic.fed_by",
    "assistance.fed_by",
)

# Of these nobody may know the value of some time.
MAY_BE_UNKNOWN = (
    *MAY_BE_MISSING,
    "income.per_head",
    "inpatient.deductible_exempt",
    "outpatient.yearly_deductible",
    "chronic_2.each_further",
    "chronic_2.most_diseases",
    "maternity.extra_baby",
    "catastrophic.threshold",
    "catastrophic.bands",
    "catastrophic.cap",
    "incentive.continuous_after_years",
    "incentive.keep_earned_steps",
    "exclusion.wellness",
    "assistance.deductible",
    "assistance.cap",
    "tilt.ratio",
)


def dated(path: str, first: int, last: int, value: Any, not_available: str = "") -> Dated:
    return Dated(path, first, last, value, not_available, None if not_available else CITATION, "990000", FILE, 1)


DUES = dict.fromkeys(GRADES, 40000)
"""Every grade has a contribution, so that there is one of each, with benefits of its own or without."""


def area_of(versions: list[tuple[int, Values]], grades: dict[str, Values] | None = None) -> Area:
    """An area from the values of each version; equal values of consecutive versions are one row.

    What differs for a contribution grade does so at all times.
    """
    values: dict[str, list[Dated]] = {}
    for number, (first, stated) in enumerate(versions):
        last = versions[number + 1][0] - 1 if number + 1 < len(versions) else FOREVER
        for path, value in stated.items():
            rows = values.setdefault(path, [])
            if rows and rows[-1].last == first - 1 and rows[-1].value == value:
                rows[-1] = rows[-1]._replace(last=last)
            else:
                rows.append(dated(path, first, last, value))
    start = versions[0][0]
    values.setdefault("contribution.personal", [dated("contribution.personal", start, FOREVER, DUES)])
    documents = {DOCUMENT.key: DOCUMENT}
    graded = {
        grade: {path: [dated(path, start, FOREVER, value)] for path, value in stated.items()}
        for grade, stated in (grades or {}).items()
    }
    return Area(
        Path("invented"), "990000", "某市", "Some City", "city", "", start, FOREVER, (), documents, values, graded, []
    )


@st.composite
def regulations(draw: st.DrawFn, *, holes: bool = False, epidemic: bool = False, theme: Theme = ANY) -> Regulation:
    """A sound regulation. With holes something may be missing or unknown; with an epidemic special rules may hold."""
    dice = Dice(draw, IDENTITIES[: len(IDENTITIES) - draw(st.integers(0, 2))])
    parts = (*PARTS, *ADDITIONS, regimes) if epidemic else (*PARTS, *ADDITIONS)
    versions: list[tuple[int, Values]] = []
    days = sorted({FIRST_DAY, *(dice.one(CHANGES) for _ in range(dice.whole(0, 2)))})
    drawn: list[Values] = []
    for day in days:
        changed = dice.some(range(len(parts))) if drawn else range(len(parts))
        drawn = [part(dice) if number in changed else drawn[number] for number, part in enumerate(parts)]
        stated = {path: value for values in drawn for path, value in values.items()}
        versions.append((day.toordinal(), stated | theme.stated))
    area = area_of(versions, of_a_grade(dice))
    if holes and dice.once_in(8):
        area.values.pop(dice.one(MAY_BE_MISSING), None)
    if holes and dice.once_in(8):
        rows = area.values.get(dice.one(MAY_BE_UNKNOWN), [])
        if rows:
            number = dice.whole(0, len(rows) - 1)
            rows[number] = rows[number]._replace(value=None, not_available="未公布", citation=None)
    return Regulation((area,))


def described(regulation: Regulation) -> str:
    """The values of a regulation, for the report of a failing example."""
    lines = []
    for each in (regulation, *regulation.graded.values()):
        for path, rows in each.timelines.items():
            for row in rows:
                value = row.not_available or repr(row.value)
                lines.append(f"{each.grade} {row.since()} {path} = {value}".lstrip())
    return "\n".join(lines)
