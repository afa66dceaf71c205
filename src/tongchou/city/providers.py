"""Where people are treated: the institutions of the city and outside it, and who goes to which."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tongchou.city import schema, tables
from tongchou.city.lots import Lots
from tongchou.rules.codes import LEVELS, LOCAL, PLACES, PRIMARY

Ints = npt.NDArray[np.int64]

_HEALTH_CENTRES = {"street": "社区卫生服务中心", "town": "卫生院", "township": "卫生院"}
"""What the health centre of a township is called, by its kind."""

_IN_OWN_COUNTY = 7_500
"""Of 10,000 who can choose, those who go to an institution of their own county; at health centres to the own
township's. Assumed."""


class Providers(NamedTuple):
    """The institutions in the order of their codes, and the lists from which one is chosen."""

    table: pa.Table
    county_codes: tuple[str, ...]
    township_codes: tuple[str, ...]
    centre: npt.NDArray[np.int16]
    """By township: its health centre."""
    limits: Ints
    """Sums of weights of ``listed`` by list; each list starts at its number << 32."""
    listed: npt.NDArray[np.int16]
    has_own: npt.NDArray[np.bool_]
    """(levels, counties): whether the county has an institution of that level."""

    def choose(
        self,
        lots: Lots,
        level: npt.NDArray[np.int8],
        place: npt.NDArray[np.int8],
        county: npt.NDArray[np.integer],
        township: npt.NDArray[np.integer],
    ) -> npt.NDArray[np.int16]:
        """Return an institution for each: mostly one near by, outside the city any of the place."""
        count = len(level)
        near = lots.chance(_IN_OWN_COUNTY, count)
        local = place == LOCAL
        counties = len(self.county_codes)
        own = local & (near | (level == PRIMARY)) & self.has_own[level, county]
        of_county = np.where(own, county, counties)
        number = (place.astype(np.int64) * len(LEVELS) + level) * (counties + 1) + of_county
        row = np.searchsorted(self.limits, (number << 32) + lots.lots(count), side="right")
        found = self.listed[row]
        centre = local & near & (level == PRIMARY)
        found[centre] = self.centre[township[centre]]
        return found


@lru_cache(maxsize=1)
def providers() -> Providers:
    """Return the institutions: those of the table and a health centre for each township."""
    regions = list(tables.rows("regions"))
    counties = tuple(sorted(row["code"] for row in regions if row["kind"] == "county"))
    townships = sorted((row for row in regions if row["kind"] in _HEALTH_CENTRES), key=lambda row: row["code"])
    found = [{**row, "township": None} for row in tables.rows("institutions")]
    for number, row in enumerate(townships, start=1):
        found.append(
            {
                "code": f"H{row['parent']}{900 + number:05d}",
                "name": row["name"] + _HEALTH_CENTRES[row["kind"]],
                "level": "primary",
                "area": row["parent"],
                "place": "local",
                "township": row["code"],
                "weight": "1",
            }
        )
    found.sort(key=lambda row: str(row["code"]))
    columns = {name: [row[name] for row in found] for name in schema.INSTITUTIONS.names}
    centre = {row["township"]: n for n, row in enumerate(found) if row["township"]}
    has_own = np.zeros((len(LEVELS), len(counties)), np.bool_)
    limits: list[int] = []
    listed: list[int] = []
    number = 0
    for place in PLACES:
        for level_code, level in enumerate(LEVELS):
            of_level = [(n, row) for n, row in enumerate(found) if (row["place"], row["level"]) == (place, level)]
            for county_code, county in enumerate((*counties, "")):
                members = [(n, int(str(row["weight"]))) for n, row in of_level if county in ("", row["area"])]
                if county and members and place == "local":
                    has_own[level_code, county_code] = True
                whole, passed = max(1, sum(weight for _, weight in members)), 0
                for n, weight in members:
                    passed += weight
                    listed.append(n)
                    limits.append((number << 32) + (passed << 32) // whole)
                number += 1
    return Providers(
        pa.table(columns, schema=schema.INSTITUTIONS),
        counties,
        tuple(row["code"] for row in townships),
        np.array([centre[row["code"]] for row in townships], np.int16),
        np.array(limits, np.int64),
        np.array(listed, np.int16),
        has_own,
    )
