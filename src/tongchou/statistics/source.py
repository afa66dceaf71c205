"""The written tables of a city, opened lazily: which files and columns a report needs, and what is wrong with them."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import polars as pl

TEXT, DAY, WHOLE, YES = KINDS = ("text", "day", "whole", "yes")
"""The kinds of column: text (plain or of few values), calendar day, whole number (fen, counts, years), yes or no."""

_KIND_WORDS = {
    TEXT: ("文字", "text"),
    DAY: ("日期", "date"),
    WHOLE: ("整数", "whole number"),
    YES: ("是否", "true or false"),
}

_READ_AS: dict[str, pl.DataType] = {TEXT: pl.String(), WHOLE: pl.Int64()}

RESIDENTS = {"person_id": TEXT, "sex": TEXT, "birth": DAY, "death": DAY}
COVERAGE = {
    "person_id": TEXT,
    "year": WHOLE,
    "paid_on": DAY,
    "personal": WHOLE,
    "aided": WHOLE,
    "category": TEXT,
    "identity": TEXT,
    "channel": TEXT,
}
CLAIMS = {
    "encounter_id": TEXT,
    "person_id": TEXT,
    "kind": TEXT,
    "provider_level": TEXT,
    "place": TEXT,
    "admitted": DAY,
    "discharged": DAY,
    "total": WHOLE,
    "covered": YES,
    "excluded": TEXT,
    "stay": TEXT,
    "diagnosis": TEXT,
    "adrg": TEXT,
}
SETTLED = {
    "person_id": TEXT,
    "status": TEXT,
    "kind": TEXT,
    "provider_level": TEXT,
    "total": WHOLE,
    "own_expense": WHOLE,
    "pool_pay": WHOLE,
    "maternity_pay": WHOLE,
    "catastrophic_pay": WHOLE,
    "assistance_pay": WHOLE,
    "tilt_pay": WHOLE,
}
"""The columns that a report reads, and of which kind each is; others may stand beside them."""

_CLAIMS_OF_A_YEAR = re.compile(r"claims-(\d{4})\.parquet", re.ASCII)


class Unreadable(Exception):
    """Tables that a report can't be made of: every fault in Chinese and English."""

    def __init__(self, faults: Iterable[tuple[str, str]]) -> None:
        """Keep the faults."""
        self.faults = list(faults)
        super().__init__("\n".join(en for _, en in self.faults))


class City(NamedTuple):
    """The tables of one year, not yet read; ``settled`` is None where no settled file stands beside them."""

    year: int
    residents: pl.LazyFrame
    coverage: pl.LazyFrame
    claims: pl.LazyFrame
    settled: pl.LazyFrame | None


def open_city(folder: Path, year: int | None = None, settled: Path | None = None) -> City:
    """Open the tables of a year, the last one that has claims if none is named; raise Unreadable with all faults.

    The settled bills are read from ``settled``, or from ``settled-YEAR.parquet`` where the folder has it.
    """
    if not folder.is_dir():
        raise Unreadable([_absent(folder, "文件夹", "folder")])
    if year is None:
        year = _last_year(folder)
    faults: list[tuple[str, str]] = []
    residents = _scan(folder / "residents.parquet", RESIDENTS, faults)
    coverage = _scan(folder / "coverage.parquet", COVERAGE, faults)
    claims = _scan(folder / f"claims-{year}.parquet", CLAIMS, faults)
    beside = folder / f"settled-{year}.parquet"
    if settled is None and beside.exists():
        settled = beside
    bills = None if settled is None else _scan(settled, SETTLED, faults)
    if faults:
        raise Unreadable(faults)
    return City(year, residents, coverage, claims, bills)


def _last_year(folder: Path) -> int:
    years = [int(found[1]) for path in folder.iterdir() if (found := _CLAIMS_OF_A_YEAR.fullmatch(path.name))]
    if not years:
        zh = f"{folder} 中没有 claims-年度.parquet；请指明城市的文件夹"
        raise Unreadable([(zh, f"{folder} holds no claims-YEAR.parquet; name the folder of a city")])
    return max(years)


def _scan(path: Path, columns: dict[str, str], faults: list[tuple[str, str]]) -> pl.LazyFrame:
    """Return the needed columns of a file, whole numbers of 64 bits, words as text; note what is wrong with it."""
    nothing = pl.LazyFrame()
    if not path.exists():
        faults.append(_absent(path, "文件", "file"))
        return nothing
    try:
        table = pl.scan_parquet(path)
        found = table.collect_schema()
    except (pl.exceptions.PolarsError, OSError) as wrong:
        why = str(wrong).partition("\n")[0]
        faults.append((f"{path} 不是可读的 Parquet 文件（{why}）", f"{path} can't be read as a Parquet file ({why})"))
        return nothing
    before = len(faults)
    for name, kind in columns.items():
        zh, en = _KIND_WORDS[kind]
        if name not in found:
            faults.append((f"{path} 缺少列 {name}（{zh}）", f"{path} has no column {name} ({en})"))
        elif kind_of(found[name]) != kind:
            stands = found[name]
            faults.append(
                (f"{path} 的列 {name} 应为{zh}，现为 {stands}", f"{path}: {name} should be {en}, is {stands}")
            )
    if len(faults) > before:
        return nothing
    return table.select(pl.col(name).cast(_READ_AS.get(kind, found[name])) for name, kind in columns.items())


def kind_of(stored: pl.DataType) -> str | None:
    """Return the kind of column that a stored type is, None for one that no report reads (a fraction, a list)."""
    if stored.base_type() in (pl.String, pl.Categorical, pl.Enum):
        return TEXT
    if stored == pl.Date:
        return DAY
    if stored == pl.Boolean:
        return YES
    return WHOLE if stored.is_integer() else None


def _absent(path: Path, zh: str, en: str) -> tuple[str, str]:
    return f"没有{zh} {path}", f"there is no {en} {path}"
