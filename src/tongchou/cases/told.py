"""What is told of an answer to a question of chapter 2: one sentence, and a step for each result, in one language.

Nothing of it is stored: it is told from the trace of the rules when somebody asks. A step's figures are enough to redo
it by hand.
"""

from collections.abc import Callable
from typing import NamedTuple

from tongchou.cases.told_words import SENTENCES
from tongchou.rules.explanation.writer import Cited, Cites
from tongchou.rules.money import yuan

Value = str | int | bool | None
"""A result as an answer carries it: yuan, an ISO day or a word as text, a count, yes or no, None for no such thing."""


class Told(NamedTuple):
    """One step."""

    step: str
    value: Value
    is_money: bool
    text: str
    cited: Cited
    """The parameters it rests on; the first names the article of the step."""


class Account(NamedTuple):
    """The whole of what is told."""

    sentence: str
    steps: list[Told]


class Answered(NamedTuple):
    """The results of a question by name, and what tells them in a language."""

    results: dict[str, Value]
    told: Callable[[int], Account]


class Teller:
    """Tells steps in one language."""

    def __init__(self, language: int, cites: Cites) -> None:
        """Begin with no step; ``cites`` holds what each parameter rests on, by its path."""
        self.language = language
        self.cites = cites
        self.steps: list[Told] = []

    def say(self, sentence: str, **values: object) -> str:
        """Return a sentence, or a part of one."""
        return SENTENCES[sentence][self.language].format(**values)

    def money(self, step: str, fen: int, sentence: str, *paths: str, **values: object) -> None:
        """Tell a sum; the placeholders of its sentence are ``amount`` and the values."""
        text = self.say(sentence, amount=yuan(fen), **values)
        self.steps.append(Told(step, yuan(fen), True, text, self._cited(paths)))

    def plain(self, step: str, value: Value, sentence: str, *paths: str, **values: object) -> None:
        """Tell what is no sum: a day, a number of months, yes or no."""
        text = self.say(sentence, value=value, **values)
        self.steps.append(Told(step, value, False, text, self._cited(paths)))

    def _cited(self, paths: tuple[str, ...]) -> Cited:
        return tuple(found for path in paths for found in self.cites.get(path, ()))
