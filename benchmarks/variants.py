"""Regulations for the benchmarks: a shipped one with some values stated anew, as a reform would."""

from pathlib import Path
from typing import Any

from tongchou.regulations.area import FOREVER, Citation, Dated, Reform
from tongchou.regulations.load import Regulation, load
from tongchou.regulations.resolve import TermsBook

AREA = "510400"

NO_INCENTIVE: dict[str, Any] = {"incentive.continuous_step": 0, "incentive.zero_claim_step": 0}
NO_TILT: dict[str, Any] = {**NO_INCENTIVE, "tilt.ratio": {}}
NO_ASSISTANCE: dict[str, Any] = {**NO_TILT, "assistance.ratio": {}, "assistance.fed_by": ()}
POOLING_ONLY: dict[str, Any] = {**NO_ASSISTANCE, "catastrophic.fed_by": ()}

LAYERS = {
    "basic pooling only": POOLING_ONLY,
    "+ catastrophic insurance": NO_ASSISTANCE,
    "+ medical assistance": NO_TILT,
    "+ tilt assistance": NO_INCENTIVE,
    "+ incentives: everything": {},
}
"""What each step leaves out; every step has one layer more than the one above it."""


def book_with(values: dict[str, Any]) -> TermsBook:
    """Return the regulation of Panzhihua with some values, by path, replaced for all time."""
    citation = Citation("benchmark", "benchmark", "", "assumed", "D", "")
    overlay = {
        path: [Dated(path, 1, FOREVER, value, "", citation, AREA, Path(__file__), 1)] for path, value in values.items()
    }
    return TermsBook(Regulation(load(AREA).chain, Reform("benchmark" if values else "", overlay, {}, {})))
