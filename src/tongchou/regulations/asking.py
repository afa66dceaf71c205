"""One bill asks the regulation of its day: the values it needs, each noted with the citation it came from."""

from typing import NamedTuple

from tongchou.regulations.kinds import Income, Table
from tongchou.regulations.load import Snapshot
from tongchou.regulations.rows import OutOfAreaRow, RegimeRow
from tongchou.regulations.schema import PARAMETERS
from tongchou.regulations.shown import shown_row, shown_value
from tongchou.rules.benefit.terms import Eight
from tongchou.rules.codes import (
    CATEGORIES,
    FILINGS_OUT_OF_AREA,
    IDENTITIES,
    KINDS,
    LEVELS,
    LOCAL,
    PLACES,
    RESIDENCE,
)
from tongchou.rules.explanation.reference import Reference

NO_REGIME = -1
"""Of a bill: no special regime applies."""

EXEMPT_BY_NOTHING, EXEMPT_BY_DIAGNOSIS, EXEMPT_BY_FILING = range(3)
"""What of a bill, besides the identity, exempts it from the inpatient deductible."""

Cites = dict[str, tuple[Reference, ...]]


class BillKey(NamedTuple):
    """What a bill's terms depend on besides its day; codes of :mod:`tongchou.rules.codes`."""

    kind: int
    level: int
    place: int
    filing: int
    category: int
    identity: int
    delivery: int
    regime: int
    exempt_by: int = EXEMPT_BY_NOTHING
    exempt_from_admission: int = 0
    """From which admission on the age or the diagnosis exempts; 0: from none."""
    exempt_from_diagnosis: int = 0
    """Whether it is the diagnosis that does."""
    chronic_2_disease: str = ""
    """The one class-II disease filed, where the regulation has a sum of its own for it."""
    circumstances: tuple[int, ...] = ()


def reference(snapshot: Snapshot, path: str, key: str = "") -> tuple[Reference, ...]:
    """Return the reference to a value (or one entry of its table); nothing where a default stands.

    It is written once: thousands of combinations of a day rest on the same few values.
    """
    found = snapshot.references.get((path, key))
    if found is None:
        found = snapshot.references[path, key] = _written(snapshot, path, key)
    return found


def _written(snapshot: Snapshot, path: str, key: str) -> tuple[Reference, ...]:
    row = snapshot.values.get(path)
    if row is None or row.citation is None:
        return ()
    kind, value = PARAMETERS[path].kind, row.value
    whole = isinstance(value, dict) and key in value
    for part in [key] if whole else key.split(".") if key else ():
        if isinstance(kind, Table) and isinstance(value, dict) and part in value:
            kind, value = kind.inner_of(value[part]), value[part]
    cited = row.citation
    name = f"{path}[{key}]" if key else path
    return (Reference(name, shown_value(kind, value), row.since(), cited.title, cited.article, cited.status),)


def eight(entries: tuple[int, ...]) -> Eight:
    """Return a list in fixed length, its last entry repeated to the end."""
    filled = entries + (entries[-1],) * (8 - len(entries))
    return filled[0], filled[1], filled[2], filled[3], filled[4], filled[5], filled[6], filled[7]


class Asking:
    """The values one bill asks for, and where each came from."""

    def __init__(self, snapshot: Snapshot, key: BillKey) -> None:
        """Keep the day's values and the bill's words."""
        self.snapshot = snapshot
        self.key = key
        self.level = LEVELS[key.level]
        self.identity = IDENTITIES[key.identity]
        self.category = CATEGORIES[key.category]
        self.regime: RegimeRow | None = None
        if key.regime != NO_REGIME:
            self.regime = snapshot.get("special_regime.rules")[key.regime]
        self.cites: Cites = {}

    def waived(self, what: str) -> bool:
        """Return whether a special regime waives something for this bill."""
        return self.regime is not None and what in self.regime.waive

    def by_level(self, path: str) -> tuple[int, str]:
        """Return the entry for this bill's level, by category where the area tells them apart, and its key."""
        table = self.snapshot.get(path, self.level)
        if self.category in table:
            inner = table[self.category]
            if self.level in inner:
                return inner[self.level], f"{self.category}.{self.level}"
            return self.snapshot.entry(path, f"{self.category}.{self.level}"), ""
        return self.snapshot.entry(path, self.level), self.level

    def cite(self, step: str, *names: tuple[str, str]) -> None:
        """Note the parameters behind a step."""
        found = self.cites.get(step, ())
        for path, key in names:
            found += reference(self.snapshot, path, key)
        self.cites[step] = found

    def cite_row(self, step: str, row: OutOfAreaRow) -> None:
        """Note the one out-of-area rule behind a step."""
        path, written = "out_of_area.rules", self.snapshot.references
        key = f"{row.place}.{row.filing}.{'+'.join(row.kinds)}"
        if (path, key) not in written:
            name = f"{path}[{row.place}.{row.filing}]"
            written[path, key] = (reference(self.snapshot, path)[0]._replace(name=name, value=shown_row(row)),)
        self.cites[step] = self.cites.get(step, ()) + written[path, key]

    def row(self, kind: int, filing: int) -> OutOfAreaRow | None:
        """Return the out-of-area rule for this bill, None where the local rule holds."""
        if self.key.place == LOCAL or filing == RESIDENCE or self.waived("filing"):
            return None
        for row in self.snapshot.get("out_of_area.rules"):
            same = row.place == PLACES[self.key.place] and row.filing == FILINGS_OUT_OF_AREA[filing]
            if same and KINDS[kind] in row.kinds:
                return row
        return None

    def sum_of(self, value: int | Income) -> int:
        """Return a sum in fen, a share of the income per head worked out."""
        if isinstance(value, Income):
            return value.of(self.snapshot.get("income.per_head"))
        return value
