"""Kinds of value that are lists of rules: out-of-area treatment, and the special regime of an epidemic."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from tongchou.regulations.kinds import Flag, Kind, Money, Points, Ratio, Table, Whole, Word, Words, WrongValue
from tongchou.regulations.reading import Mapping, Node, Sequence
from tongchou.rules.codes import FILINGS_OUT_OF_AREA, KINDS, LEVELS, PLACES

MECHANISMS: dict[str, Kind] = {"points": Points(), "factor": Ratio(), "own_share": Ratio()}
"""How a bill outside the pooling area is paid less: points off the ratio, the ratio times a factor, a share moved to
the person before everything else (contract of settlement, section 3, step 3)."""

WAIVERS = ("deductible", "filing", "ceiling", "catalogue")
"""What the special regime of an epidemic may waive (001, article 15)."""

RESIDENT_FUND, CATASTROPHIC_INSURER, ASSISTANCE_MONEY = "resident_fund", "catastrophic_insurer", "assistance_money"
REGIME_PAYERS = (RESIDENT_FUND, "finance", "public_health")
"""Who may pay the basic layer under a special regime."""

OUT_OF_AREA_KINDS = tuple(kind for kind in KINDS if kind != "maternity")


class OutOfAreaRow(NamedTuple):
    """One rule for bills outside the pooling area."""

    place: str
    filing: str
    kinds: tuple[str, ...]
    deductible: dict[str, int]
    """Level → fen; empty where the local deductible stays."""
    mechanism: str
    value: dict[str, int]
    """Level → points, factor or share over RATIO."""
    ratio_floor: dict[str, int] = {}  # noqa: RUF012 - never changed
    """Level → the ratio that points do not go below; with ``points`` only."""


class AgeSpan(NamedTuple):
    """Ages, in complete years, that owe no deductible from the n-th admission of the year on."""

    from_age: int
    to_age: int
    from_admission: int

    def holds(self, age: int) -> bool:
        """Return whether an age lies in the span."""
        return self.from_age <= age <= self.to_age


class ExemptDiagnosis(NamedTuple):
    """The beginning of a diagnosis code that owes no deductible from the n-th admission of the year on."""

    diagnosis: str
    from_admission: int

    def holds(self, diagnosis: str) -> bool:
        """Return whether a bill's diagnosis begins with it."""
        return diagnosis.startswith(self.diagnosis)


OLDEST = 200
"""The end of a span of ages that has none."""


class RegimeRow(NamedTuple):
    """One dated special rule for named diagnoses and institutions."""

    name: str
    diagnoses: tuple[str, ...]
    """Beginnings of diagnosis codes; empty: every diagnosis."""
    institutions: tuple[str, ...]
    """Institution codes; empty: every institution."""
    waive: tuple[str, ...]
    payer: str
    own_account: int


def _fields(node: Node, needed: set[str], optional: set[str], shape: str) -> Mapping:
    if not isinstance(node, Mapping):
        raise WrongValue(node, shape, shape)
    for key, (key_node, _) in node.keys.items():
        if key not in needed | optional:
            allowed = " | ".join(sorted(needed | optional))
            raise WrongValue(key_node, f"键：{allowed}", f"key: {allowed}")
    missing = sorted(needed - set(node.keys))
    if missing:
        raise WrongValue(node, f"缺少 {missing[0]}", f"{missing[0]} is missing")
    return node


def _texts(node: Node) -> tuple[str, ...]:
    if not isinstance(node, Sequence) or any(not hasattr(item, "value") for item in node.items):
        raise WrongValue(node, "文字的列表", "a list of texts")
    return tuple(item.value for item in node.items)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class OutOfArea(Kind):
    """``[{place, filing, kinds, deductible?, points | factor | own_share, ratio_floor?}, …]``.

    ``[]``: everything as local.
    """

    unit = "rules"

    def read(self, node: Node) -> tuple[OutOfAreaRow, ...]:
        """Return the rows; refuse two that answer the same bill and rows that no bill can reach."""
        if not isinstance(node, Sequence):
            raise WrongValue(node, "规则的列表", "a list of rules")
        rows: list[OutOfAreaRow] = []
        taken: set[tuple[str, str, str]] = set()
        for item in node.items:
            row = self._row(item)
            for kind in row.kinds:
                if (row.place, row.filing, kind) in taken:
                    raise WrongValue(
                        item, "同一地点、备案、类别只能有一条规则", "one rule for each place, filing and kind"
                    )
                taken.add((row.place, row.filing, kind))
            rows.append(row)
        return tuple(rows)

    def _row(self, node: Node) -> OutOfAreaRow:
        shape = "{place, filing, kinds, deductible?, points | factor | own_share, ratio_floor?}"
        keys = _fields(node, {"place", "filing", "kinds"}, {"deductible", "ratio_floor", *MECHANISMS}, shape).keys
        place = Word(PLACES[1:]).read(keys["place"][1])
        # filed residence follows the local rule, so a row for it could never be reached
        filing = Word(tuple(word for word in FILINGS_OUT_OF_AREA if word != "residence")).read(keys["filing"][1])
        kinds = Words(OUT_OF_AREA_KINDS).read(keys["kinds"][1])
        chosen = [mechanism for mechanism in MECHANISMS if mechanism in keys]
        if len(chosen) != 1:
            raise WrongValue(node, "points、factor、own_share 三者恰有其一", "exactly one of points, factor, own_share")
        deductible = Table(LEVELS, Money()).read(keys["deductible"][1]) if "deductible" in keys else {}
        value = Table(LEVELS, MECHANISMS[chosen[0]]).read(keys[chosen[0]][1])
        floor = {}
        if "ratio_floor" in keys:
            if chosen[0] != "points":
                raise WrongValue(keys["ratio_floor"][0], "ratio_floor 只与 points 同用", "ratio_floor with points only")
            floor = Table(LEVELS, Ratio()).read(keys["ratio_floor"][1])
        return OutOfAreaRow(place, filing, kinds, deductible, chosen[0], value, floor)

    def leaves(self, value: Any) -> Iterator[tuple[str, Kind, Any]]:
        """Yield deductibles and mechanisms under place.filing.kind…, level by level."""
        for row in value:
            name = f"{row.place}.{row.filing}.{'+'.join(row.kinds)}"
            for level, fen in row.deductible.items():
                yield f"{name}.deductible.{level}", Money(), fen
            for level, amount in row.value.items():
                yield f"{name}.{row.mechanism}.{level}", MECHANISMS[row.mechanism], amount
            for level, ratio in row.ratio_floor.items():
                yield f"{name}.ratio_floor.{level}", Ratio(), ratio


@dataclass(frozen=True)
class AgeSpans(Kind):
    """``[{from_age?, to_age?, from_admission}, …]``; ``[]``: no age is exempt."""

    unit = "rules"

    def read(self, node: Node) -> tuple[AgeSpan, ...]:
        """Return the spans."""
        if not isinstance(node, Sequence):
            raise WrongValue(node, "规则的列表", "a list of rules")
        spans = []
        for item in node.items:
            keys = _fields(
                item, {"from_admission"}, {"from_age", "to_age"}, "{from_age?, to_age?, from_admission}"
            ).keys
            if len(keys) == 1:
                raise WrongValue(item, "缺少 from_age 或 to_age", "from_age or to_age is missing")
            numbers = {name: Whole().read(value) for name, (_, value) in keys.items()}
            span = AgeSpan(numbers.get("from_age", 0), numbers.get("to_age", OLDEST), numbers["from_admission"])
            if not span.from_age <= span.to_age <= OLDEST or span.from_admission < 1:
                raise WrongValue(
                    item,
                    "from_age <= to_age <= 200，from_admission >= 1",
                    "from_age <= to_age <= 200, from_admission >= 1",
                )
            spans.append(span)
        return tuple(spans)

    def leaves(self, value: Any) -> Iterator[tuple[str, Kind, Any]]:
        """Yield the three numbers of each span."""
        for number, span in enumerate(value, 1):
            for name, found in zip(AgeSpan._fields, span, strict=True):
                yield f"{number}.{name}", Whole(), found


@dataclass(frozen=True)
class Diagnoses(Kind):
    """``[F20, {diagnosis: Z51.1, from_admission: 2}, …]``: a code alone is exempt from the first admission on."""

    unit = "texts"

    def read(self, node: Node) -> tuple[ExemptDiagnosis, ...]:
        """Return the rows; refuse a code that stands twice."""
        zh, en = (
            "编码或 {diagnosis, from_admission} 的列表，每项只写一次，不为空",
            ("a list of codes or of {diagnosis, from_admission}, none empty, each once"),
        )
        if not isinstance(node, Sequence):
            raise WrongValue(node, zh, en)
        found: list[ExemptDiagnosis] = []
        for item in node.items:
            code, number = item, 1
            if isinstance(item, Mapping):
                keys = _fields(item, {"diagnosis", "from_admission"}, set(), "{diagnosis, from_admission}").keys
                code, number = keys["diagnosis"][1], Whole(least=1).read(keys["from_admission"][1])
            text = getattr(code, "value", "")
            if not text or any(text == each.diagnosis for each in found):
                raise WrongValue(item, zh, en)
            found.append(ExemptDiagnosis(text, number))
        return tuple(found)

    def leaves(self, value: Any) -> Iterator[tuple[str, Kind, Any]]:
        """Yield the number of each code."""
        for row in value:
            yield row.diagnosis, Whole(), row.from_admission


@dataclass(frozen=True)
class Regimes(Kind):
    """``[{name, diagnoses, institutions, waive, payer, own_account}, …]``; ``[]``: no special rule in force."""

    unit = "rules"

    def read(self, node: Node) -> tuple[RegimeRow, ...]:
        """Return the rows in the order in which they are tried; the first that fits decides."""
        if not isinstance(node, Sequence):
            raise WrongValue(node, "规则的列表", "a list of rules")
        rows = []
        for item in node.items:
            shape = "{name, diagnoses, institutions, waive, payer, own_account}"
            keys = _fields(
                item, {"name", "diagnoses", "institutions", "waive", "payer", "own_account"}, set(), shape
            ).keys
            rows.append(
                RegimeRow(
                    name=_texts(Sequence(item.line, (keys["name"][1],)))[0],
                    diagnoses=_texts(keys["diagnoses"][1]),
                    institutions=_texts(keys["institutions"][1]),
                    waive=Words(WAIVERS).read(keys["waive"][1]),
                    payer=Word(REGIME_PAYERS).read(keys["payer"][1]),
                    own_account=Flag().read(keys["own_account"][1]),
                )
            )
        return tuple(rows)
