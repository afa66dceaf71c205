"""What a reform does to a city: the same claims settled under both rules, by payer, county, level, identity and person.

Source: contract of settlement, section 8. All sums are whole fen.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars
import pyarrow as pa

from tongchou.columns.checks import RowFaults
from tongchou.columns.faults import RefusedClaims
from tongchou.columns.fold import Out
from tongchou.columns.guard import check_kernel
from tongchou.columns.kernel import Kernel
from tongchou.columns.lookup import Tables
from tongchou.columns.normal import Numbers, normalised, one_array, places_of
from tongchou.columns.rows import Ready, check_answers, days_of, keys_of
from tongchou.columns.settler import Prepared, Settler, payers_of
from tongchou.columns.sources import files_of, pieces_of
from tongchou.columns.summary import by_payer
from tongchou.regulations.resolve import TermsBook
from tongchou.rules.codes import IDENTITIES, LEVELS

DIMENSIONS = ("county", "level", "identity")


class Change(NamedTuple):
    """Fen before and after for one group of claims."""

    key: str
    claims: int
    fund_before: int
    fund_after: int
    person_before: int
    person_after: int


class Effect(NamedTuple):
    """A reform's effect."""

    claims: int
    persons: int
    payers: dict[str, tuple[int, int]]
    """By payer: fen before and after."""
    groups: dict[str, list[Change]]
    """By the names of DIMENSIONS."""
    better: int
    worse: int
    better_by: int
    worse_by: int
    """How many persons pay less or more over all their bills, and by how many fen together."""


class City:
    """Claims in memory, settled under the rules in force, to be held against reforms."""

    def __init__(self, claims: pa.Table, book: TermsBook, kernel: Kernel) -> None:
        """Prepare and settle the claims once; raises RefusedClaims."""
        self.kernel = kernel
        self.settler = Settler(book, kernel)
        self.prepared = self.settler.prepare(claims)
        self.before = self.settler.fold(self.prepared).out
        self._codes = {
            "level": (self.prepared.ready.read.codes["provider_level"], list(LEVELS)),
            "identity": (self.prepared.ready.read.codes["identity"], list(IDENTITIES)),
            "county": self._counties(),
        }

    def effect_of(self, reform: TermsBook) -> Effect:
        """Settle the same claims under other rules and return what changes."""
        ready = self.prepared.ready
        settler = Settler(reform, self.kernel)
        faults = RowFaults(np.arange(1, ready.table.num_rows + 1), "")
        rows = ready.rows._replace(
            day=days_of(ready.read, settler.tables),
            key=keys_of(ready.read, settler.tables, faults),
        )
        self.kernel.mark(rows, settler.tables)
        under = ready._replace(rows=rows)
        check_answers(under, settler.tables, faults)
        if faults.found:
            raise RefusedClaims(faults.found)
        after = settler.fold(self.prepared._replace(ready=under)).out
        return self._compared(under, after, settler)

    def _compared(self, under: Ready, after: Out, settler: Settler) -> Effect:
        before, ready = self.before, self.prepared.ready
        change = after.personal_total - before.personal_total
        of_person = np.add.reduceat(change, ready.starts) if len(change) else change
        frame = polars.DataFrame(
            {
                "fund_before": before.fund_total,
                "fund_after": after.fund_total,
                "person_before": before.personal_total,
                "person_after": after.personal_total,
                **{name: codes for name, (codes, _) in self._codes.items()},
            }
        )
        groups = {name: _changes(frame, name, words) for name, (_, words) in self._codes.items()}
        return Effect(
            len(change),
            len(ready.starts),
            _payers(self.prepared, before, self.settler, under, after, settler),
            {name: groups[name] for name in DIMENSIONS},
            int((of_person < 0).sum()),
            int((of_person > 0).sum()),
            -int(of_person[of_person < 0].sum()),
            int(of_person[of_person > 0].sum()),
        )

    def _counties(self) -> tuple[Numbers, list[str]]:
        table = self.prepared.ready.table
        if "county" not in table.column_names:
            return np.zeros(table.num_rows, np.int16), [""]
        words = one_array(table.column("county"))
        return places_of(words).astype(np.int16), [*words.dictionary.to_pylist(), ""]


def effect_between(claims: Path, before: TermsBook, after: TermsBook, kernel: Kernel) -> Effect:
    """Return what other rules do to the claims of a source, the kernel checked first.

    Raises RefusedClaims and KernelDiffers.
    """
    if kernel.is_compiled:
        tables = Tables(before)
        check_kernel(tables, tables.last_day)
    return City(read_claims(claims), before, kernel).effect_of(after)


def read_claims(source: Path) -> pa.Table:
    """Return all claims of a source in memory; raises RefusedClaims where a row can't be read."""
    tables = []
    for file in files_of(source):
        for piece in pieces_of(file):
            if piece.faults:
                raise RefusedClaims(piece.faults)
            tables.append(normalised(piece.table, str(file)))
    return pa.concat_tables(tables, promote_options="default")


def _changes(frame: polars.DataFrame, name: str, words: list[str]) -> list[Change]:
    amounts = ("fund_before", "fund_after", "person_before", "person_after")
    grouped = frame.group_by(name).agg(polars.len(), *(polars.col(each).sum() for each in amounts)).sort(name)
    return [Change(words[row[0]], *(int(each) for each in row[1:])) for row in grouped.rows()]


def _payers(
    prepared: Prepared, before: Out, settler: Settler, reformed_ready: Ready, after: Out, reformed: Settler
) -> dict[str, tuple[int, int]]:
    """Return what each payer pays before and after."""
    sides = []
    layers = ("maternity_pay", "catastrophic_pay", "assistance_pay", "personal_total")
    for out, ready, under in ((before, prepared.ready, settler), (after, reformed_ready, reformed)):
        basic = payers_of(ready, out.pool_pay, under.tables, under.tables.payers)
        tilts = payers_of(ready, out.tilt_pay, under.tables, under.tables.tilt_payers)
        sides.append(by_payer(basic, tilts, *(int(getattr(out, name).sum()) for name in layers)))
    names = sorted({*sides[0], *sides[1]})
    return {name: (sides[0].get(name, 0), sides[1].get(name, 0)) for name in names}
