"""A city of ten people written by hand, whose figures can be counted on the fingers."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

YEAR = 2024
WORD = pa.dictionary(pa.int16(), pa.string())

Rows = list[dict[str, Any]]

PEOPLE = (
    # id, sex, birth, category
    ("P1", "F", date(2020, 5, 1), "child"),  # 4
    ("P2", "M", date(2012, 1, 1), "student"),  # 12
    ("P3", "M", date(2005, 9, 1), "student"),  # 18 on 1 September 2023: at a university
    ("P4", "M", date(2005, 9, 2), "student"),  # 17: still a pupil
    ("P5", "F", date(1985, 1, 1), "adult"),
    ("P6", "M", date(1980, 1, 1), "adult"),
    ("P7", "F", date(1964, 12, 31), "adult"),  # 60 on 31 December
    ("P8", "M", date(1965, 1, 1), "adult"),  # 59
    ("P9", "F", date(1950, 1, 1), "adult"),
    ("P10", "M", date(1940, 1, 1), "adult"),
)

PAID = {
    "P1": date(2023, 10, 8),
    "P2": date(2023, 10, 20),
    "P3": date(2023, 9, 30),
    "P4": date(2023, 12, 31),
    "P5": date(2023, 12, 1),
    "P6": date(2024, 1, 1),
    "P7": date(2023, 11, 1),
    "P8": date(2023, 11, 1),
    "P9": date(2023, 10, 1),
    "P10": date(2024, 3, 1),
}


def residents() -> Rows:
    living: Rows = [
        {"person_id": person, "sex": sex, "birth": birth, "death": None} for person, sex, birth, _ in PEOPLE
    ]
    living[9]["death"] = date(2024, 6, 1)
    # a resident who is not enrolled, and one born too late to be one
    beside = ("P11", date(1970, 1, 1)), ("P12", date(2025, 1, 1))
    return living + [{"person_id": person, "sex": "M", "birth": birth, "death": None} for person, birth in beside]


def coverage() -> Rows:
    rows: Rows = [
        {
            "person_id": person,
            "year": YEAR,
            "paid_on": PAID[person],
            "personal": 40_000,
            "aided": 0,
            "category": category,
            "identity": "ordinary",
            "channel": "tax_app",
        }
        for person, _, _, category in PEOPLE
    ]
    rows[8].update(aided=40_000, identity="extreme_poverty", channel="agency")
    rows[9].update(aided=10_000, identity="low_income", channel="village")
    return [*rows, {**rows[0], "year": YEAR - 1}]


def bill(number: int, person: str, kind: str, level: str, total: int, **more: Any) -> dict[str, Any]:
    day = date(YEAR, 3, 10)
    return {
        "encounter_id": f"E{number}",
        "person_id": person,
        "kind": kind,
        "provider_level": level,
        "place": "local",
        "admitted": None,
        "discharged": day,
        "total": total,
        "covered": True,
        "excluded": None,
        "stay": None,
        "diagnosis": "J06.900",
        "adrg": None,
        **more,
    }


def stay(number: int, person: str, level: str, total: int, days: tuple[date, date], **more: Any) -> dict[str, Any]:
    admitted, discharged = days
    facts = {"admitted": admitted, "discharged": discharged, "diagnosis": "I10.x00", "adrg": "FR1", **more}
    return bill(number, person, "inpatient", level, total, **facts)


def claims() -> Rows:
    return [
        bill(1, "P1", "outpatient", "primary", 5_000),
        bill(2, "P2", "outpatient", "level3", 15_000, place="elsewhere", discharged=date(YEAR, 7, 1)),
        bill(3, "P5", "outpatient", "pharmacy", 2_000),
        bill(4, "P6", "two_disease", "primary", 3_000, diagnosis="E11.900"),
        bill(5, "P7", "chronic_2", "level2", 9_000, diagnosis="E11.900"),
        bill(6, "P5", "maternity", "level2", 400_000, diagnosis="O80.900"),
        # neither is a benefit visit
        bill(7, "P8", "outpatient", "level1", 70_000, covered=False),
        bill(8, "P8", "outpatient", "level1", 80_000, excluded="work_injury"),
        stay(9, "P9", "level3", 1_000_000, (date(YEAR, 1, 1), date(YEAR, 1, 11))),
        stay(10, "P9", "level3", 2_000_000, (date(YEAR, 3, 1), date(YEAR, 3, 21)), place="province", adrg="BR2"),
        # one stay in two parts
        stay(11, "P10", "level2", 300_000, (date(YEAR, 5, 1), date(YEAR, 5, 5)), stay="S1"),
        stay(12, "P10", "level2", 200_000, (date(YEAR, 5, 5), date(YEAR, 5, 9)), stay="S1"),
        # begun and ended on one day
        stay(13, "P2", "level1", 100_000, (date(YEAR, 8, 1), date(YEAR, 8, 1)), diagnosis="J18.900", adrg=None),
        stay(14, "P8", "level1", 999_999, (date(YEAR, 8, 1), date(YEAR, 8, 9)), covered=False),
    ]


def settled() -> Rows:
    amounts = (
        # person, kind, level, total, own expense, pool, maternity, catastrophic, assistance, tilt
        ("P9", "inpatient", "level3", 1_000_000, 100_000, 500_000, 0, 50_000, 20_000, 5_000),
        ("P9", "inpatient", "level3", 2_000_000, 200_000, 1_000_000, 0, 100_000, 0, 0),
        ("P10", "inpatient", "level2", 500_000, 0, 300_000, 0, 0, 0, 0),
        ("P2", "inpatient", "level1", 100_000, 0, 80_000, 0, 0, 0, 0),
        ("P5", "maternity", "level2", 400_000, 0, 0, 200_000, 0, 0, 0),
        ("P1", "outpatient", "primary", 5_000, 0, 3_000, 0, 0, 1_000, 0),
    )
    columns = ("person_id", "kind", "provider_level", "total", "own_expense", "pool_pay", "maternity_pay")
    rows = [
        dict(zip((*columns, "catastrophic_pay", "assistance_pay", "tilt_pay"), row, strict=True), status="settled")
        for row in amounts
    ]
    return [*rows, {**rows[0], "status": "excluded"}]


TABLES: dict[str, Callable[[], Rows]] = {
    "residents": residents,
    "coverage": coverage,
    f"claims-{YEAR}": claims,
    f"settled-{YEAR}": settled,
}


def write(folder: Path, *names: str, words: bool = True) -> Path:
    """Write the tables of these names, all by default; texts of few values as words or plain."""
    for name in names or TABLES:
        rows = TABLES[name]()
        table = pa.Table.from_pylist(rows)
        for place, field in enumerate(table.schema):
            filled = field.type if field.type != pa.null() else pa.string()
            kind = WORD if words and filled == pa.string() and not field.name.endswith("_id") else filled
            table = (
                table.set_column(place, field.name, table[field.name].cast(pa.string()).cast(kind))
                if (kind in (WORD, pa.string()))
                else table
            )
        pq.write_table(table, folder / f"{name}.parquet")
    return folder
