"""The areas whose worked cases the tests run: all that ship with the product, and those of published cases."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from tongchou.cases.golden import Golden, goldens_of
from tongchou.regulations.faults import FaultyRegulation
from tongchou.regulations.load import Regulation, load, shipped_areas
from tongchou.regulations.resolve import TermsBook

PUBLISHED = Path(__file__).parents[1] / "published"
"""Regulations and cases of published sources that do not ship with the product."""


class Broken(NamedTuple):
    """An area whose files can't be read, and why: the test that stands for its cases fails with this."""

    area: str
    reason: str

    @property
    def identifier(self) -> str:
        return f"{self.area}/unreadable"


def folders() -> list[Path]:
    published = sorted(head.parent for head in PUBLISHED.rglob("area.yaml"))
    return [*shipped_areas().values(), *published]


@cache
def book(folder: Path) -> TermsBook:
    return TermsBook(regulation(folder))


@cache
def regulation(folder: Path) -> Regulation:
    return load(folder)


@cache
def goldens(folder: Path) -> list[Golden]:
    return goldens_of(regulation(folder))


def every_golden() -> list[tuple[Path, Golden | Broken]]:
    """Return each case with its area's folder; an area that can't be read is one item that fails."""
    found: list[tuple[Path, Golden | Broken]] = []
    for folder in folders():
        try:
            found += [(folder, golden) for golden in goldens(folder)]
        except FaultyRegulation as wrong:
            found.append((folder, Broken(folder.name, "\n".join(fault.text("en") for fault in wrong.faults))))
        except Exception as wrong:
            # whatever is wrong with one area must not keep pytest from running the others
            found.append((folder, Broken(folder.name, f"{type(wrong).__name__}: {wrong}")))
    return found
