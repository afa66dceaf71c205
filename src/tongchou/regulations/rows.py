"""Kinds of value that are lists of rules: out-of-area treatment, and the special regime of an epidemic."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from tongchou.regulations.kinds import Flag, Kind, Money, Points, Ratio, Table, Word, Words, WrongValue
from tongchou.regulations.reading import Mapping, Node, Sequence
from tongchou.rules.codes import FILINGS_OUT_OF_AREA, KINDS, LEVELS, PLACES

MECHANISMS: dict[str, Kind] = {"points": Points(), "factor": Ratio(), "own_share": Ratio()}
"""How a bill outside the pooling area is paid less: points off the ratio, the ratio times a factor, a share moved to
the person before everything else (contract of settlement, section 3, step 3)."""

WAIVERS = ("deductible", "filing", "ceiling", "catalogue")
"""What the special regime of an epidemic may waive (001, article 15)."""

REGIME_PAYERS = ("resident_fund", "finance", "public_health")
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
    """``[{place, filing, kinds, deductible?, points | factor | own_share}, …]``; ``[]``: everything as local."""

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
        shape = "{place, filing, kinds, deductible?, points | factor | own_share}"
        keys = _fields(node, {"place", "filing", "kinds"}, {"deductible", *MECHANISMS}, shape).keys
        place = Word(PLACES[1:]).read(keys["place"][1])
        # filed residence follows the local rule, so a row for it could never be reached
        filing = Word(tuple(word for word in FILINGS_OUT_OF_AREA if word != "residence")).read(keys["filing"][1])
        kinds = Words(OUT_OF_AREA_KINDS).read(keys["kinds"][1])
        chosen = [mechanism for mechanism in MECHANISMS if mechanism in keys]
        if len(chosen) != 1:
            raise WrongValue(node, "points、factor、own_share 三者恰有其一", "exactly one of points, factor, own_share")
        deductible = Table(LEVELS, Money()).read(keys["deductible"][1]) if "deductible" in keys else {}
        value = Table(LEVELS, MECHANISMS[chosen[0]]).read(keys[chosen[0]][1])
        return OutOfAreaRow(place, filing, kinds, deductible, chosen[0], value)

    def leaves(self, value: Any) -> Iterator[tuple[str, Kind, Any]]:
        """Yield deductibles and mechanisms under place.filing.kind…, level by level."""
        for row in value:
            name = f"{row.place}.{row.filing}.{'+'.join(row.kinds)}"
            for level, fen in row.deductible.items():
                yield f"{name}.deductible.{level}", Money(), fen
            for level, amount in row.value.items():
                yield f"{name}.{row.mechanism}.{level}", MECHANISMS[row.mechanism], amount


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
