"""Valid case files made wrong in one place: the place, and whether the file must be refused for it."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, NamedTuple

from hypothesis import strategies as st

from tongchou.cases.text import Number

from .dice import Dice

Case = dict[str, Any]


class Mutated(NamedTuple):
    """A case that was valid before, and the path of the place that was changed."""

    case: Case
    path: str
    what: str
    must_refuse: bool


class Place(NamedTuple):
    """One entry of a mapping or list inside a case."""

    holder: Any
    key: Any
    path: str
    parent: str
    """The key of the list or mapping that holds it; `persons` for a person."""


def places(value: Any, path: str = "", parent: str = "") -> Iterator[Place]:
    """Every entry inside a value, depth first."""
    if isinstance(value, dict):
        for key in value:
            here = f"{path}.{key}" if path else str(key)
            yield Place(value, key, here, parent)
            yield from places(value[key], here, str(key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            here = f"{path}[{number}]"
            yield Place(value, number, here, parent)
            yield from places(item, here, parent)


TEXTS = {"regulation", "id", "county", "disease", "stay", "transfer_from", "diagnosis", "provider", "reason"}
WORDS = {"sex", "kind", "provider_level", "place", "filing", "delivery", "item", "class", "excluded"}
DAYS = {"birth", "from", "to", "admitted", "discharged", "date"}
SUMS = {"amount", "total", "own_expense", "over_limit", "self_first"}
DECIMALS = SUMS | {"quantity", "unit_price", "price_limit", "self_first_ratio", "third_party_share"}
WHOLES = {"continuous_years", "zero_claim_years", "babies", "sequence"}
LISTS = {"persons", "encounters", "lines", "identities", "coverage", "filings", "circumstances"}

NEVER = (None, True, False, Number("1.5"), Number("NaN"), Number("1e3"))
"""Right for no field."""

WRONG_TEXT: tuple[Any, ...] = (*NEVER, 5, -1, "", [], {"a": 1})
WRONG_WORD: tuple[Any, ...] = (*NEVER, 0, 1, "", "junk", "ADULT", "inpatient ", "ｌｅｖｅｌ３", [], {"a": 1})
WRONG_DAY: tuple[Any, ...] = (
    *NEVER,
    20240101,
    "",
    "2024-02-30",
    "2023-02-29",
    "2024-1-1",
    "20240101",
    "2024-W01-1",
    "0000-01-01",
    "2024-01-01T00:00:00",
    " 2024-01-01",
    "２０２４-01-01",
    [],
    {"a": 1},
)
WRONG_DECIMAL: tuple[Any, ...] = (
    *NEVER,
    5,
    0,
    "",
    "1.2345678",
    "1e3",
    "NaN",
    "Infinity",
    "+1",
    " 1",
    "1 ",
    "1,000.00",
    ".5",
    "5.",
    "--1",
    "１.00",
    "0x10",
    "1_000",
    [],
    {"a": 1},
)
TOO_MUCH = ("100000000.01", "-100000000.01", "1" * 30, "9" * 5000)
WRONG_WHOLE: tuple[Any, ...] = (*NEVER, "5", "", -1, 10**9 + 1, 10**30, [], {"a": 1})
WRONG_LIST = (*NEVER, "x", 5, {"a": 1})
WRONG_MAPPING = (*NEVER, "x", 5, [1])
VERSIONS: tuple[Any, ...] = (None, False, 0, 2, "1", Number("1.0"), [], {"a": 1})


def wrong_values(place: Place) -> tuple[Any, ...]:
    """Values that no field of this name may have."""
    if isinstance(place.key, int) or place.key == "amounts":
        return WRONG_MAPPING
    if place.parent == "amounts":
        return (*WRONG_DECIMAL, *TOO_MUCH, "-0.01")
    for names, values in (
        ({"version"}, VERSIONS),
        ({"category", "grade"}, (*NEVER, 5, "nobody", {"a": 1})),
        (TEXTS, WRONG_TEXT),
        (WORDS, WRONG_WORD),
        (DAYS, WRONG_DAY),
        ({"amount"}, (*WRONG_DECIMAL, *TOO_MUCH)),
        ({"unit_price", "price_limit"}, (*WRONG_DECIMAL, "-0.000001")),
        ({"self_first_ratio", "third_party_share"}, (*WRONG_DECIMAL, "1.0001", "-0.0002", "0.00001")),
        (DECIMALS, WRONG_DECIMAL),
        (WHOLES, WRONG_WHOLE),
        (LISTS, WRONG_LIST),
    ):
        if place.key in names:
            return values
    raise KeyError(place.key)


NEEDED = {
    "": {"version", "regulation", "persons"},
    "persons": {"id", "birth", "sex", "county"},
    "encounters": {"id", "kind", "provider_level", "discharged", "lines", "amounts", "delivery"},
    "lines": {"item", "class"},
    "amounts": {"total"},
    "identities": {"kind", "from"},
    "filings": {"kind", "from"},
    "coverage": {"from"},
    "category": {"kind", "category", "from"},
    "grade": {"grade", "from"},
}
"""By the list or mapping in which it stands: what can't be left out where it is there."""


def is_needed(place: Place) -> bool:
    if isinstance(place.key, int):
        return False
    if place.key == "admitted":
        return place.holder["kind"] in ("inpatient", "maternity")
    if place.key == "delivery":
        return place.holder["kind"] == "maternity"
    if place.parent == "lines" and "amount" not in place.holder and place.key in ("quantity", "unit_price"):
        return True
    return place.key in NEEDED.get(place.parent, set())


def path_without(place: Place) -> str:
    """The path under which a field that is not there is missed."""
    holder, _, _ = place.path.rpartition(".")
    if place.key == "amounts":
        return f"{holder}.lines"
    if place.parent == "lines" and place.key in ("quantity", "unit_price"):
        return holder
    if place.parent == "category" and place.key == "category":
        return f"{holder}.kind"
    return place.path


junk = st.recursive(
    st.sampled_from((*NEVER, "", "x", "1.00", "2024-01-01", "adult", 0, 5, -1, 10**30)) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
"""Anything that a file can hold."""


@st.composite
def mutated(draw: st.DrawFn, case: Case) -> Mutated:
    """A case with one place dropped, renamed, retyped, repeated or filled with junk."""
    dice = Dice(draw)
    case = deepcopy(case)
    everywhere = list(places(case))
    fields = [place for place in everywhere if isinstance(place.key, str)]
    what = dice.one(("retype", "drop", "rename", "repeat", "transfer", "junk"))
    if what == "drop":
        place = dice.one(everywhere)
        must = is_needed(place)
        del place.holder[place.key]
        return Mutated(case, path_without(place), f"drop {place.path}", must)
    if what == "rename":
        place = dice.one(fields)
        name = dice.one((f"{place.key}_", place.key.upper(), f" {place.key}", "__proto__", "x"))
        place.holder[name] = place.holder.pop(place.key)
        path = place.path.removesuffix(place.key) + name
        return Mutated(case, path, f"rename {place.path}", True)
    if what == "repeat":
        holders = [place for place in fields if place.key in ("persons", "encounters") and place.holder[place.key]]
        place = dice.one(holders)
        entries = place.holder[place.key]
        entries.append(deepcopy(dice.one(entries)))
        return Mutated(case, f"{place.path}[{len(entries) - 1}].id", "repeat an entry", True)
    if what == "transfer":
        encounters = [place for place in everywhere if place.parent == "encounters" and isinstance(place.key, int)]
        if encounters:
            place = dice.one(encounters)
            encounter = place.holder[place.key]
            encounter["transfer_from"] = dice.one(("nobody", encounter["id"]))
            return Mutated(case, f"{place.path}.transfer_from", "a transfer from nowhere", True)
    if what == "junk":
        place = dice.one(everywhere)
        place.holder[place.key] = draw(junk)
        return Mutated(case, place.path, "junk", False)
    place = dice.one(everywhere)
    place.holder[place.key] = dice.one(wrong_values(place))
    return Mutated(case, place.path, f"{place.path} = {place.holder[place.key]!r:.60}", True)
