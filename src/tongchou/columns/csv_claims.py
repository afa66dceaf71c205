"""The texts of a CSV file as the types of the contract: yuan as decimal text, days as 2024-05-31, yes and no as words.

Source: contract of settlement, section 8.
"""

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tongchou.columns.claims import CLAIMS, Column
from tongchou.columns.faults import RowFault
from tongchou.columns.normal import Numbers, one_array

YUAN = r"^-?[0-9]{1,15}(\.[0-9]{1,2})?$"
WHOLE = r"^-?[0-9]{1,9}$"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
TRUE, FALSE = ("true", "1", "yes", "是"), ("false", "0", "no", "否")


class Typed(NamedTuple):
    """Rows whose every value could be read, and the faults of the others."""

    table: pa.Table
    lines: Numbers
    faults: list[RowFault]


def typed(table: pa.Table, lines: Numbers, source: str) -> Typed:
    """Return texts in the types of their columns; unknown columns are left out, ``county`` is kept."""
    faults: list[RowFault] = []
    bad = np.zeros(table.num_rows, bool)
    columns: dict[str, pa.Array] = {}
    for column in CLAIMS:
        if column.name in table.column_names:
            texts = one_array(table.column(column.name))
            columns[column.name] = _column(column, texts, lines, bad, faults, source)
    if "county" in table.column_names:
        columns["county"] = table.column("county")
    whole = pa.table(columns)
    if not faults:
        return Typed(whole, lines, [])
    return Typed(whole.filter(pa.array(~bad)), lines[~bad], faults)


def _column(
    column: Column, texts: pa.Array, lines: Numbers, bad: Numbers, faults: list[RowFault], source: str
) -> pa.Array:
    """Return one column in its type; where a text can't be read it is empty and noted."""
    kind = column.type
    if pa.types.is_int64(kind):
        pattern, allowed, zh, en = YUAN, "decimal text, 2 places", "不是元为单位的金额", "not an amount of yuan"
    elif pa.types.is_integer(kind):
        pattern, allowed, zh, en = WHOLE, f"{column.least}..{column.most}", "不是整数", "not a whole number"
    elif pa.types.is_date32(kind):
        pattern, allowed, zh, en = DAY, "YYYY-MM-DD", "不是日期", "not a day"
    elif pa.types.is_boolean(kind):
        pattern, allowed = f"^({'|'.join((*TRUE, *FALSE))})$", " | ".join((*TRUE, *FALSE))
        zh, en = "不是是否", "neither yes nor no"
    else:
        return texts
    readable = pc.fill_null(pc.match_substring_regex(texts, pattern), True)
    values = pc.if_else(readable, texts, None)
    if pa.types.is_date32(kind):
        # 31 June has the form of a day
        real = pc.strptime(values, format="%Y-%m-%d", unit="s", error_is_null=True)
        same = pc.fill_null(pc.equal(pc.strftime(real, format="%Y-%m-%d"), values), False)
        readable = pc.and_(readable, pc.or_(same, pc.is_null(values)))
        values = pc.if_else(readable, values, None)
    for row in np.flatnonzero(~readable.to_numpy(zero_copy_only=False)):
        bad[row] = True
        faults.append(RowFault(int(lines[row]), column.name, texts[int(row)].as_py(), allowed, zh, en, source))
    if pa.types.is_int64(kind):
        return _fen(values)
    if pa.types.is_boolean(kind):
        return pc.if_else(pc.is_null(values), None, pc.is_in(values, pa.array(TRUE)))
    if pa.types.is_integer(kind):
        # whether a number is in its range is asked later, of every source
        wide = values.cast(pa.int32())
        least, most = (-128, 127) if kind == pa.int8() else (-32_768, 32_767)
        return pc.min_element_wise(pc.max_element_wise(wide, least, skip_nulls=False), most, skip_nulls=False).cast(
            kind
        )
    return values.cast(kind)


def _fen(yuan: pa.Array) -> pa.Array:
    """Return decimal texts of yuan in fen."""
    return pc.multiply(yuan.cast(pa.decimal128(17, 2)), pa.scalar(100, pa.decimal128(3, 0))).cast(pa.int64())
