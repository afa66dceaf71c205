"""The report of a city: its figures, each beside the target of its name, and whether it is met."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, NamedTuple

import polars as pl

from tongchou.statistics.care import care_figures, care_queries
from tongchou.statistics.figure import PERCENT, Figure, text_of
from tongchou.statistics.paid import paid_figures, paid_queries
from tongchou.statistics.people import people_figures, people_queries
from tongchou.statistics.source import City
from tongchou.statistics.targets import RELATIVE, Target

MET, MISSED, NOT_JUDGED, NO_TARGET = VERDICTS = ("met", "missed", "not_judged", "no_target")
"""A target is not judged where it is only shown or the city is too small for it. Nothing to count misses a target."""


class Row(NamedTuple):
    """A figure beside its target: ``difference`` from it (relative, or figure less target), None without a value."""

    figure: Figure
    target: Target | None
    difference: Fraction | None
    verdict: str


class Report(NamedTuple):
    """The report of one year of a city; ``without_figure`` are the targets that it has no figure for."""

    year: int
    rows: list[Row]
    without_figure: list[Target]

    @property
    def missed(self) -> list[Row]:
        """The rows whose target is missed."""
        return [row for row in self.rows if row.verdict == MISSED]


def figures_of(city: City) -> list[Figure]:
    """Return every figure of a city's year; those of payment only where settled bills are given."""
    people, care = people_queries(city), care_queries(city)
    answered = _answers({**_named("people", people), **_named("care", care)})
    found = list(people_figures(_of("people", answered)))
    insured = next(figure.numerator for figure in found if figure.name == "insured")
    found += care_figures(_of("care", answered), insured)
    if city.settled is not None:
        found += paid_figures(_answers(paid_queries(city.settled)), insured)
    return found


def _named(part: str, queries: dict[str, pl.LazyFrame]) -> dict[str, pl.LazyFrame]:
    return {f"{part}.{name}": query for name, query in queries.items()}


def _of(part: str, answered: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    head = f"{part}."
    return {name.removeprefix(head): table for name, table in answered.items() if name.startswith(head)}


def _answers(queries: dict[str, pl.LazyFrame]) -> dict[str, pl.DataFrame]:
    """Run queries together, in batches that need not fit in memory; what they share is read once."""
    return dict(zip(queries, pl.collect_all(list(queries.values()), engine="streaming"), strict=True))


def compare(year: int, figures: Iterable[Figure], targets: dict[str, Target]) -> Report:
    """Set figures beside the targets of their names."""
    listed = list(figures)
    insured = next((figure.numerator for figure in listed if figure.name == "insured"), 0)
    rows = [_row(figure, targets.get(figure.full_name), insured) for figure in listed]
    named = {figure.full_name for figure in listed}
    return Report(year, rows, [target for name, target in targets.items() if name not in named])


def _row(figure: Figure, target: Target | None, insured: int) -> Row:
    if target is None:
        return Row(figure, None, None, NO_TARGET)
    value = figure.value
    return Row(figure, target, None if value is None else _difference(value, target), _verdict(value, target, insured))


def _verdict(value: Fraction | None, target: Target, insured: int) -> str:
    if (target.low is None and target.high is None) or insured < target.from_residents:
        return NOT_JUDGED
    if value is None:
        return MISSED
    high_enough = target.low is None or value >= target.low
    return MET if high_enough and (target.high is None or value <= target.high) else MISSED


def _difference(value: Fraction, target: Target) -> Fraction:
    """Return how far a value is from its target, or from the nearer end of a range: see :func:`is_relative`."""
    near = min(max(value, target.value), target.until)
    return (value - near) / near if is_relative(target) else value - near


def is_relative(target: Target) -> bool:
    """Tell whether the difference from a target is a share of it; shares not judged so differ by points."""
    return target.tolerance == RELATIVE or target.unit != PERCENT


def as_json(report: Report) -> dict[str, Any]:
    """Return a report as plain values: numbers as text of their unit and exactly as two whole numbers."""
    return {
        "version": 1,
        "year": report.year,
        "figures": [_entry(row) for row in report.rows],
        "without_figure": [target.name for target in report.without_figure],
    }


def _entry(row: Row) -> dict[str, Any]:
    figure, target, value = row.figure, row.target, row.figure.value
    entry: dict[str, Any] = {
        "name": figure.full_name,
        "unit": figure.unit,
        "value": None if value is None else text_of(value, figure.unit),
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "verdict": row.verdict,
    }
    if target is not None:
        entry["target"] = {
            "value": text_of(target.value, target.unit),
            "low": None if target.low is None else text_of(target.low, target.unit),
            "high": None if target.high is None else text_of(target.high, target.unit),
            "tolerance": target.tolerance,
            "year": target.year,
            "document": target.document,
            "status": target.status,
            "confidence": target.confidence,
        }
        entry["difference"] = None if row.difference is None else text_of(row.difference, PERCENT)
        entry["difference_in"] = "relative" if is_relative(target) else "points"
    return entry
