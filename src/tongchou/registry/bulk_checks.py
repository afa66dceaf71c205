"""People in a table, checked column by column.

What is plainly right is recognised by NumPy and Polars over whole columns; every other row is judged by the check of a
single registration itself, so that both refuse the same for the same reason.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from tongchou.registry.actions.people import LONGEST_NAME, Particulars, checked_particulars
from tongchou.registry.documents import CHECKS, OLDEST, WEIGHTS
from tongchou.registry.models import Area, AreaFact
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import Actor, NotAllowed
from tongchou.registry.secrets import masked_number

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

RESIDENT_ID = "resident_id"
NEEDED = ("name", "document", "area")
OPTIONAL = ("document_kind", "sex", "birth", "address", "line")
"""Columns of the table: texts, but ``birth`` may be days and ``line`` is a number, which defaults to the row's."""

PLAIN_NAME = rf"^[\x{{3400}}-\x{{9fff}}·]{{1,{LONGEST_NAME}}}$"
PLAIN_NUMBER = r"^[0-9]{17}[0-9X]$"
PLACES = len(WEIGHTS) + 1


class BadRow(NamedTuple):
    """A row that was not registered: where, what stands there, why, and what to do, in both languages."""

    line: int
    column: str
    found: str
    """As it stands in the table; of a document number only what a screen may show."""
    zh: str
    en: str


class Place(NamedTuple):
    """An area of the table: where it lies, or why nobody can be registered there."""

    county: str
    act_area: str
    """The widest area in which the actor may do the act: county, township, or the area itself."""
    refusal: Refused | NotAllowed | None


class People(NamedTuple):
    """The good rows of a table as columns; plain ones first, then those that were judged one by one."""

    line: list[int]
    name: list[str]
    kind: list[str]
    number: list[str]
    sex: list[str]
    birth: list[date]
    area: list[str]
    address: list[str]

    def rows(self, chosen: list[int]) -> "People":
        """Return some of the rows."""
        return People(*([column[row] for row in chosen] for column in self))  # type: ignore[arg-type]


class Checked(NamedTuple):
    """A table checked: what can be registered, what can't, and where the areas lie."""

    people: People
    refused: list[BadRow]
    places: dict[str, Place]


def check_people(*, actor: Actor, day: date, table: pa.Table | dict[str, Any]) -> Checked:
    """Check a table of people against itself, the areas and the actor's reach; write nothing.

    Columns as in NEEDED and OPTIONAL. Raises Refused where a column is missing or unknown, NotAllowed where none of the
    areas is within the actor's reach.
    """
    frame = _frame(table)
    places = _places(actor, day, frame["area"].unique(maintain_order=True).to_list())
    beyond = [place.refusal for place in places.values() if isinstance(place.refusal, NotAllowed)]
    if not actor.may("person.register") or (beyond and len(beyond) == len(places)):
        raise beyond[0] if beyond else NotAllowed("person.register")
    plain, birth = _plain(frame, day)
    in_place = frame["area"].is_in([code for code, place in places.items() if place.refusal is None]).to_numpy()
    judged = _Judged(frame, birth, plain & in_place)
    for row in np.flatnonzero(~(plain & in_place)).tolist():
        judged.judge(row, places, day)
    refused = [*judged.refused, *_repeated(judged)]
    gone = {bad.line for bad in refused}
    people = judged.people
    if gone:
        people = people.rows([row for row, line in enumerate(people.line) if line not in gone])
    return Checked(people, sorted(refused), places)


def _frame(table: pa.Table | dict[str, Any]) -> pl.DataFrame:
    """Return the table with all its columns, missing ones empty."""
    given = table if isinstance(table, pa.Table) else pa.table(table)
    missing = [name for name in NEEDED if name not in given.column_names]
    unknown = [name for name in given.column_names if name not in (*NEEDED, *OPTIONAL)]
    if missing or unknown:
        names = "、".join([*NEEDED, *OPTIONAL])
        raise Refused(
            f"表头不符：缺 {'、'.join(missing) or '无'}，多 {'、'.join(unknown) or '无'}；可用的列为 {names}",
            f"wrong columns: missing {', '.join(missing) or 'none'}, unknown {', '.join(unknown) or 'none'}",
            where="table",
        )
    frame = pl.DataFrame(pl.from_arrow(given))
    days = "birth" in frame.columns and frame["birth"].dtype.is_temporal()
    frame = frame.with_columns(
        pl.col(name).cast(pl.String).fill_null("") if name in frame.columns else pl.lit("").alias(name)
        for name in (*NEEDED, *OPTIONAL)
        if name not in ("line", "birth") or (name == "birth" and not days)
    )
    frame = frame.with_columns(
        pl.when(pl.col("document_kind") == "")
        .then(pl.lit(RESIDENT_ID))
        .otherwise(pl.col("document_kind"))
        .alias("document_kind")
    )
    if days:
        frame = frame.with_columns(pl.col("birth").cast(pl.Date).dt.to_string("%Y-%m-%d").fill_null(""))
    if "line" not in frame.columns:
        frame = frame.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("line"))
    if frame["line"].n_unique() != len(frame):
        raise Refused("行号有重复", "a line number occurs twice", where="line")
    return frame


def _places(actor: Actor, day: date, codes: list[str]) -> dict[str, Place]:
    """Return what holds of each area of the table."""
    areas = {area.code: area for area in Area.objects.select_related("county", "parent").filter(code__in=codes)}
    there = set(AreaFact.objects.as_of(day).filter(area_id__in=codes).values_list("area_id", flat=True))
    found = {}
    for code in codes:
        area = areas.get(code)
        if area is None or code not in there:
            gone = Refused(f"区划 {code} 在 {day} 不存在", f"area {code} does not exist on {day}", where="area")
            found[code] = Place("", "", gone)
            continue
        wider = [each for each in (area.county, area.parent, area) if each is not None]
        allowed = next((each.code for each in wider if actor.may("person.register", each)), "")
        refusal = None if allowed else NotAllowed("person.register", code)
        found[code] = Place(area.county_id or area.code, allowed, refusal)
    return found


def _plain(frame: pl.DataFrame, day: date) -> tuple[Bools, Ints]:
    """Return which rows are right beyond doubt, and the birth of each of them as days since 1970-01-01.

    A plain name, and a resident ID in its one form with a right check character, a day of birth within the years
    allowed, and sex and birth that the table leaves out or states alike.
    """
    plain = (
        frame.select(
            pl.col("name").str.contains(PLAIN_NAME)
            & (pl.col("document_kind") == RESIDENT_ID)
            & pl.col("document").str.contains(PLAIN_NUMBER)
        )
        .to_series()
        .to_numpy()
        .copy()
    )
    births = np.zeros(len(frame), np.int64)
    rows = np.flatnonzero(plain)
    if not len(rows):
        return plain, births
    given = frame[rows]
    places = _characters(given["document"])
    digits = (places - ord("0")).astype(np.int64)
    right = np.frombuffer(CHECKS.encode(), np.uint8)[digits[:, :-1] @ np.array(WEIGHTS) % len(CHECKS)]
    birth, is_day = _births(digits)
    told = np.datetime_as_string(birth)
    sex = np.where(digits[:, PLACES - 2] % 2 == 1, "M", "F")
    stated_sex, stated_birth = given["sex"].to_numpy().astype(str), given["birth"].to_numpy().astype(str)
    good = (
        (places[:, -1] == right)
        & is_day
        & (birth <= np.datetime64(day))
        & (day.year - (birth.astype("datetime64[Y]").astype(np.int64) + 1970) <= OLDEST)
        & ((stated_sex == "") | (stated_sex == sex))
        & ((stated_birth == "") | (stated_birth == told))
    )
    plain[rows] = good
    births[rows] = birth.astype(np.int64)
    return plain, births


def _characters(numbers: pl.Series) -> npt.NDArray[np.uint8]:
    """Return numbers of 18 characters as a matrix of bytes."""
    texts = np.array(numbers.to_list(), f"S{PLACES}")
    return texts.view(np.uint8).reshape(len(texts), PLACES)


def _births(digits: Ints) -> tuple[npt.NDArray[np.datetime64], Bools]:
    """Return the births that numbers tell, and which of them are days of the calendar."""
    year = digits[:, 6:10] @ np.array([1000, 100, 10, 1])
    month, number = digits[:, 10] * 10 + digits[:, 11], digits[:, 12] * 10 + digits[:, 13]
    known = (year >= 1) & (month >= 1) & (month <= 12)
    months = np.where(known, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    length = ((months + 1).astype("datetime64[D]") - months.astype("datetime64[D]")).astype(np.int64)
    days = months.astype("datetime64[D]") + (number - 1)
    return days, known & (number >= 1) & (number <= length)


class _Judged:
    """The rows as they are judged: plain ones at once, the others one by one."""

    def __init__(self, frame: pl.DataFrame, birth: Ints, plain: Bools) -> None:
        """Take the plain rows."""
        self.frame = frame
        self.refused: list[BadRow] = []
        rows = np.flatnonzero(plain)
        given = frame[rows]
        sexes = given.select(
            pl.when(pl.col("document").str.slice(16, 1).is_in(list("13579"))).then(pl.lit("M")).otherwise(pl.lit("F"))
        ).to_series()
        self.people = People(
            given["line"].to_list(),
            given["name"].to_list(),
            given["document_kind"].to_list(),
            given["document"].to_list(),
            sexes.to_list(),
            birth[rows].astype("datetime64[D]").tolist(),
            given["area"].to_list(),
            given["address"].to_list(),
        )

    def judge(self, row: int, places: dict[str, Place], day: date) -> None:
        """Judge one row as a single registration is judged."""
        given = self.frame.row(row, named=True)
        try:
            particulars = Particulars(
                name=given["name"],
                document_kind=given["document_kind"],
                document=given["document"],
                sex=given["sex"],
                birth=_day(given["birth"]),
                address=given["address"],
            )
            name, number, sex, birth = checked_particulars(particulars, day)
            refusal = places[given["area"]].refusal
            if refusal is not None:
                raise refusal
        except Refused as wrong:
            self._refuse(given, wrong.where, wrong)
        except NotAllowed as wrong:
            self._refuse(given, "area", wrong)
        else:
            values = given["line"], name, number.kind, number.number, sex, birth, given["area"], given["address"]
            columns: tuple[list[Any], ...] = self.people
            for column, value in zip(columns, values, strict=True):
                column.append(value)

    def _refuse(self, given: dict[str, Any], where: str, wrong: Refused | NotAllowed) -> None:
        found = str(given.get(where, ""))
        if where == "document":
            found = masked_number(found)
        self.refused.append(BadRow(given["line"], where, found, wrong.zh, wrong.en))


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("出生日期应写作 1961-04-02", "the birth is written 1961-04-02", where="birth") from None


def _repeated(judged: _Judged) -> Iterator[BadRow]:
    """Yield the rows whose document stands in an earlier line; the first of them stays."""
    people = judged.people
    frame = pl.DataFrame({"line": people.line, "kind": people.kind, "number": people.number})
    first = frame.with_columns(pl.col("line").min().over("kind", "number").alias("first"))
    for line, _, number, earlier in first.filter(pl.col("line") != pl.col("first")).iter_rows():
        yield BadRow(
            line,
            "document",
            masked_number(number),
            f"与第 {earlier} 行的证件号码相同，本行未登记；请核对是否同一人，号码写错的更正后再报",
            f"the document is that of line {earlier}; compare the two, correct the number and hand it in again",
        )
