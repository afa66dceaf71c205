"""What the tests of explanations share: parameters to cite, and steps as they are expected, by sentence and figures."""

import re

from tongchou.rules.benefit.settlement import Settlement
from tongchou.rules.benefit.terms import NO_ASSISTANCE, NO_CATASTROPHIC, NO_FEED, NO_MATERNITY, NO_POOLING, Terms
from tongchou.rules.codes import LEVEL3, LOW_INCOME
from tongchou.rules.explanation.reference import Reference
from tongchou.rules.explanation.steps import explain
from tongchou.rules.explanation.words import PHRASES, SENTENCES
from tongchou.rules.explanation.writer import CHINESE, ENGLISH, Background, Cites, OverLimit, SpecialRule, Step
from tongchou.rules.money import yuan

TERMS = Terms(
    NO_POOLING._replace(deductible=70_000, ratio=6_000, ceiling=1_000_000),
    NO_POOLING,
    NO_MATERNITY,
    NO_CATASTROPHIC,
    NO_FEED,
    NO_ASSISTANCE,
    NO_ASSISTANCE,
)
ABOUT = Background(
    identity=LOW_INCOME,
    level=LEVEL3,
    own_parts=(),
    first_shares=(),
    first_covered_day="",
    over_limit=OverLimit(12_000, 2_000),
    regime=None,
)


OUTBREAK = SpecialRule("an outbreak", ("deductible", "catalogue"), "finance", own_account=True)


def cited(name: str, value: str = "1") -> Reference:
    """Return a parameter to cite."""
    return Reference(name, value, "2024-01-01", "a document", "an article", "sourced")


KEYS = (
    "assistance",
    "assistance_fed",
    "assistance_unfiled",
    "catastrophic",
    "catastrophic_fed",
    "ceiling",
    "cover",
    "deductible",
    "deductible_total",
    "direct",
    "exclusion.abroad",
    "exclusion.third_party",
    "exempt",
    "exempt_from",
    "in_scope",
    "incentive",
    "long_stay",
    "maternity",
    "negotiated_first",
    "out_of_area",
    "outpatient",
    "ratio",
    "re_enrolment",
    "repeat",
    "self_first",
    "special_regime",
    "tilt",
    "transfer",
)
CITES: Cites = {key: (cited(f"of.{key}"),) for key in KEYS}
BARE: Cites = {key: CITES[key] for key in ("in_scope", "self_first")}
"""What every bill cites; everything else may be missing."""


def steps_of(trace: Settlement, terms: Terms, about: Background = ABOUT, cites: Cites = CITES) -> list[Step]:
    """Return the English steps, having seen that the Chinese ones, and those without citations, are the same steps."""
    english = explain(trace, terms, cites, about, ENGLISH)
    chinese = explain(trace, terms, cites, about, CHINESE)
    assert [(each.step, each.amount, each.references) for each in chinese] == [
        (each.step, each.amount, each.references) for each in english
    ]
    bare = explain(trace, terms, BARE, about, ENGLISH)
    assert [(each.step, each.amount) for each in bare] == [(each.step, each.amount) for each in english]
    assert {found for each in bare for found in each.references} <= {cite for each in BARE.values() for cite in each}
    return english


def only(steps: list[Step], *names: str) -> list[Step]:
    """Return the steps of these names."""
    return [each for each in steps if each.step in names]


def told(name: str, amount: int, sentence: str, cites: str, /, **values: object) -> Step:
    """Return a step as it is expected; ``cites`` are keys of CITES, apart by blanks."""
    text = SENTENCES[sentence][ENGLISH].format(amount=yuan(amount), **values)
    return Step(name, amount, text, tuple(found for key in cites.split() for found in CITES[key]))


def phrase(name: str, **values: object) -> str:
    """Return a phrase in English."""
    return PHRASES[name][ENGLISH].format(**values)


def words(text: str) -> str:
    """Return a sum with the English words in the place of their names: ``in_scope 1.00 − pool_pay 0.40 = 0.60``."""
    return re.sub(r"[a-z_]+", lambda found: PHRASES[found[0]][ENGLISH], text)


def left(cap: str, paid: str, room: str) -> str:
    """Return what is left of a yearly cap, in English."""
    return phrase("left", cap=cap, paid=paid, room=room)
