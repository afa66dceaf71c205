"""The steps of one explanation as they are written, in one language, and what its sentences need besides the trace."""

from typing import NamedTuple

from tongchou.rules.explanation.reference import Reference
from tongchou.rules.explanation.words import PHRASES, SENTENCES
from tongchou.rules.money import yuan

Cited = tuple[Reference, ...]
Cites = dict[str, Cited]

CHINESE, ENGLISH = 0, 1


def status_of(cited: Cited) -> str:
    """Return sourced, or assumed where one of the parameters that something rests on is."""
    return "assumed" if any(found.status == "assumed" for found in cited) else "sourced"


class Step(NamedTuple):
    """One step of an explanation."""

    step: str
    amount: int
    text: str
    references: Cited
    """The parameters it rests on; the first names the article of the step."""

    def status(self) -> str:
        """Return sourced, or assumed where one of its parameters is."""
        return status_of(self.references)


OWN_CLASS_C, OWN_NOT_COVERED, OWN_THIRD_PARTY, OWN_STATED = "class_c", "not_covered", "third_party_share", "stated"
"""Why a part of a bill is own expense, besides the exclusions: class C, a day without cover, a third party's share of
each line, or the file says only how much."""


class OwnPart(NamedTuple):
    """The part of a bill that is own expense for one reason."""

    reason: str
    """One of the above, or the word of an exclusion."""
    amount: int
    base: int = 0
    """Of a third party's share: what the lines come to of which it owes a share."""
    ratio: int = 0
    days: tuple[str, ...] = ()
    """Of days without cover: those days, rising."""


class FirstShare(NamedTuple):
    """The first share of the class-B lines that have one ratio, rounded line by line."""

    ratio: int
    base: int
    amount: int


class SpecialRule(NamedTuple):
    """The special rule of an emergency that a bill falls under."""

    name: str
    waive: tuple[str, ...]
    payer: str
    """Who bears what pooling pays."""
    own_account: bool


class OverLimit(NamedTuple):
    """The lines above their price limit: what they come to, and what the limits allow."""

    amount: int
    allowed: int


class Background(NamedTuple):
    """What a trace does not hold and its sentences need."""

    identity: int
    level: int
    own_parts: tuple[OwnPart, ...]
    """The own expense by reason; its sum is that of the trace."""
    first_shares: tuple[FirstShare, ...]
    """The first share by ratio; its sum is that of the trace. Empty where the file gives no lines."""
    first_covered_day: str
    """The first covered day after the last of those without cover, empty where there is none."""
    over_limit: OverLimit | None
    """None where the file gives no lines."""
    regime: SpecialRule | None


class Writer:
    """Writes steps in one language."""

    def __init__(self, language: int) -> None:
        """Begin with no step."""
        self.language = language
        self.steps: list[Step] = []

    def add(self, name: str, amount: int, sentence: str, cited: Cited, **values: object) -> None:
        """Write a step; the placeholders of its sentence are ``amount`` and the values."""
        text = SENTENCES[sentence][self.language].format(amount=yuan(amount), **values)
        self.steps.append(Step(name, amount, text, cited))

    def phrase(self, name: str, **values: object) -> str:
        """Return a part of a sentence."""
        return PHRASES[name][self.language].format(**values)

    def chain(self, result: int, *parts: tuple[str, str, int]) -> str:
        """Return ``in scope 8240.00 − basic pooling 4944.00 = 3296.00`` from (sign, word, amount).

        Parts of 0.00 are left out, but for the first, whose sign is not shown; one part alone needs no result.
        """
        language, (_, word, first) = self.language, parts[0]
        text = alone = f"{PHRASES[word][language]} {yuan(first)}"
        for sign, word, amount in parts[1:]:
            if amount:
                text += f" {sign} {PHRASES[word][language]} {yuan(amount)}"
        return text if text is alone else f"{text} = {yuan(result)}"
